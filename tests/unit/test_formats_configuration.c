// SPDX-License-Identifier: GPL-2.0-or-later
// formats/configuration: values, mistakes; and that schema, example and manual know each key.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rules.h"
#include "formats/configuration.h"
#include "formats/required.h"
#include "formats/yaml.h"

static struct arena arena;
static struct error error;
static struct configuration configuration;

static int set_up(void **state)
{
	(void)state;
	arena = (struct arena)ARENA_INIT;
	configuration_default(&configuration, &arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void parse(const char *text)
{
	if (configuration_parse(&arena, "f", text, strlen(text), &configuration, &error) < 0)
		fail_msg("%s", error.message);
}

static void test_each_key_sets_its_value(void **state)
{
	size_t ignores = configuration.ignore_count, digests = configuration.digest_only.count;

	(void)state;
	parse("watch: [/etc/, /srv//x]\n"
	      "ignore:\n"
	      "  - /etc/a/**\n"
	      "  - {path: '*.swp', reason: editors}\n"
	      "protect: [/etc/p]\n"
	      "public: [/etc/o, '*.pub']\n"
	      "digest_only: [/etc/d]\n"
	      "protected: {keep: 7}\n"
	      "restore: {never: [/etc/fstab]}\n"
	      "params: {realm: example.org, mail_accounts: [anna, bert]}\n"
	      "hooks: {strict: true, limit: 25}\n"
	      "report: {mail: action, to: [a@b.c, me], from: x@y, sendmail: /opt//sendmail, metrics: /m,\n"
	      "  command: [/opt//page, '', '$HOME; x']}\n"
	      "lock_seconds: 0\n"
	      "consolidate_after: 10000\n");
	assert_true(configuration.watch_given);
	assert_int_equal(configuration.watch.count, 2);
	assert_string_equal(configuration.watch.items[0], "/etc");
	assert_string_equal(configuration.watch.items[1], "/srv/x");
	assert_int_equal(configuration.ignore_count, ignores + 2);
	assert_string_equal(configuration.ignore[ignores].pattern, "/etc/a/**");
	assert_string_equal(configuration.ignore[ignores].reason, "ignored in confwatch.yaml");
	assert_string_equal(configuration.ignore[ignores + 1].pattern, "*.swp");
	assert_string_equal(configuration.ignore[ignores + 1].reason, "editors");
	assert_null(configuration.ignore[ignores + 1].when_exists);
	assert_string_equal(configuration.protect.items[0], "/etc/p");
	assert_string_equal(configuration.open.items[1], "*.pub");
	assert_string_equal(configuration.digest_only.items[digests], "/etc/d");
	assert_int_equal(configuration.protected_keep, 7);
	assert_string_equal(configuration.restore_refuse.items[0], "/etc/fstab");
	assert_int_equal(configuration.parameter_count, 2);
	assert_string_equal(configuration.parameters[0].name, "realm");
	assert_string_equal(configuration.parameters[0].value, "example.org");
	assert_string_equal(configuration.parameters[1].value, "anna\nbert");
	assert_true(configuration.hooks_strict);
	assert_int_equal(configuration.hooks_limit, 25);
	assert_int_equal(configuration.report_mail, REPORT_MAIL_ACTION);
	assert_int_equal(configuration.report_to.count, 2);
	assert_string_equal(configuration.report_to.items[1], "me");
	assert_string_equal(configuration.report_from, "x@y");
	assert_string_equal(configuration.report_sendmail, "/opt/sendmail");
	assert_string_equal(configuration.report_metrics, "/m");
	assert_int_equal(configuration.report_command.count, 3);
	assert_string_equal(configuration.report_command.items[0], "/opt/page");
	assert_string_equal(configuration.report_command.items[1], "");
	assert_string_equal(configuration.report_command.items[2], "$HOME; x");
	assert_int_equal(configuration.lock_seconds, 0);
	assert_int_equal(configuration.consolidate_after, 10000);
}

static void test_required_files(void **state)
{
	const struct required_file *items;

	(void)state;
	parse("required:\n"
	      "  - file: /etc//pam.d/imap\n"
	      "    on_lost: restore\n"
	      "    reason: LDAP\n"
	      "    severity: warning\n"
	      "  - {file: /etc/a}\n"
	      "  - {file: /etc/b, on_lost: ignore}\n");
	assert_int_equal(configuration.required_count, 3);
	items = configuration.required;
	assert_string_equal(items[0].file, "/etc/pam.d/imap");
	assert_int_equal(items[0].on_lost, ON_LOST_RESTORE);
	assert_string_equal(items[0].reason, "LDAP");
	assert_int_equal(items[0].severity, SEVERITY_WARNING);
	assert_int_equal(items[1].on_lost, ON_LOST_ALERT);
	assert_null(items[1].reason);
	assert_int_equal(items[1].severity, SEVERITY_CRITICAL);
	assert_int_equal(items[2].on_lost, ON_LOST_IGNORE);
	parse("required: []\n");
	assert_int_equal(configuration.required_count, 0);
}

static void test_an_empty_file_changes_nothing(void **state)
{
	size_t watched = configuration.watch.count;

	(void)state;
	parse("");
	parse("{}");
	parse("# only words\n");
	assert_false(configuration.watch_given);
	assert_int_equal(configuration.watch.count, watched);
}

#define KEYS                                                                                       \
	"watch, ignore, protect, public, digest_only, protected, restore, required, params, "      \
	"hooks, report, lock_seconds, consolidate_after"
#define REQUIRED "file, on_lost, reason, severity"
#define PATHS "absolute paths like /etc"
#define COMMANDS "a list of the absolute path of a program, and its arguments"
#define ADDRESSES "addresses like root or admin@example.org"
#define PATTERNS "patterns like /etc/x, /etc/**/x, *.db"

static const struct {
	const char *text, *message;
} mistakes[] = {
	{"wacth: []", "1:1: unknown key 'wacth', perhaps 'watch'; allowed here: " KEYS},
	{"x: 1\n", "1:1: unknown key 'x'; allowed here: " KEYS},
	{"\n  keep: 1\n", "2:3: unknown key 'keep'; allowed here: " KEYS},
	{"- a\n", "1:1: a list; allowed here: a mapping with " KEYS},
	{"a\n", "1:1: a string; allowed here: a mapping with " KEYS},
	{"watch: /etc\n", "1:8: 'watch' is a string; allowed here: a list of " PATHS},
	{"watch:\n", "1:7: 'watch' is empty; allowed here: a list of " PATHS},
	{"watch: []\n", "1:8: 'watch' is an empty list; allowed here: " PATHS},
	{"watch: [etc]\n", "1:9: 'etc' is not an absolute path; allowed here: " PATHS},
	{"watch: ['']\n", "1:9: '' is not an absolute path; allowed here: " PATHS},
	{"watch: [/a, [/b]]\n", "1:13: a list; allowed here: " PATHS},
	{"watch: [/etc/..]\n", "1:9: '/etc/..' goes up with '..'; allowed here: " PATHS},
	{"watch: [/etc/*.d]\n", "1:9: '/etc/*.d' is a pattern; allowed here: " PATHS},
	{"protect: a\n", "1:10: 'protect' is a string; allowed here: a list of " PATTERNS},
	{"protect: [{}]\n", "1:11: an empty mapping; allowed here: " PATTERNS},
	{"params: [a]\n",
		"1:9: 'params' is a list; allowed here: a mapping of names to strings or lists of "
		"them"},
	{"params: {a b: c}\n",
		"1:10: 'a b' is no name of a parameter; allowed here: a letter or '_', then "
		"letters, digits, '_', '-', up to 63 in all: name: VALUE"},
	{"params: {a: {}}\n",
		"1:13: 'a' is an empty mapping; allowed here: a string, or a list of strings"},
	{"params: {a: [[b]]}\n", "1:14: a list; allowed here: strings of one line"},
	{"params: {a: [b, \"c\\nd\"]}\n",
		"1:17: a string of several lines; allowed here: strings of one line"},
	{"public: [a/b]\n", "1:10: 'a/b' is relative; allowed here: " PATTERNS},
	{"report: {mial: x}\n",
		"1:10: unknown key 'mial', perhaps 'mail'; allowed here: mail, to, from, sendmail, metrics, command"},
	{"report: {mail: alway}\n",
		"1:16: 'mail' is 'alway', perhaps 'always'; allowed here: action, changes, always, never"},
	{"report: {to: root}\n", "1:14: 'to' is a string; allowed here: a list of " ADDRESSES},
	{"report: {to: []}\n", "1:14: 'to' is an empty list; allowed here: a list of " ADDRESSES},
	{"report: {to: [[a]]}\n", "1:15: a list; allowed here: " ADDRESSES},
	{"report: {to: [a, -f]}\n",
		"1:18: '-f' begins with '-', like an option; allowed here: " ADDRESSES},
	{"report: {from: \"a\\nb\"}\n",
		"1:16: 'a\nb' is no mail address; allowed here: " ADDRESSES},
	{"report: {sendmail: x}\n", "1:20: 'x' is not an absolute path; allowed here: " PATHS},
	{"report: {command: /bin/x}\n", "1:19: 'command' is a string; allowed here: " COMMANDS},
	{"report: {command: []}\n", "1:19: 'command' is an empty list; allowed here: " COMMANDS},
	{"report: {command: [page]}\n",
		"1:20: 'page' is not an absolute path; allowed here: " PATHS},
	{"report: {command: [/bin/x, [y]]}\n", "1:28: a list; allowed here: a string"},
	{"digest_only: ['']\n", "1:15: '' is empty; allowed here: " PATTERNS},
	{"public: ['..']\n", "1:10: '..' goes up with '..'; allowed here: " PATTERNS},
	{"ignore: {}\n",
		"1:9: 'ignore' is an empty mapping; allowed here: a list of " PATTERNS
		", or {path, reason}"},
	{"ignore: [[a]]\n", "1:10: a list; allowed here: " PATTERNS ", or {path, reason}"},
	{"ignore: [a/b]\n", "1:10: 'a/b' is relative; allowed here: " PATTERNS},
	{"ignore: [{reason: x}]\n", "1:10: 'path' is missing; allowed here: path, reason"},
	{"ignore: [{path: a/b}]\n", "1:17: 'a/b' is relative; allowed here: " PATTERNS},
	{"ignore: [{path: []}]\n", "1:17: 'path' is an empty list; allowed here: a string"},
	{"ignore:\n  - path: a\n    reson: x\n",
		"3:5: unknown key 'reson', perhaps 'reason'; allowed here: path, reason"},
	{"protected: 3\n", "1:12: 'protected' is a string; allowed here: a mapping with keep"},
	{"protected: {kep: 3}\n", "1:13: unknown key 'kep', perhaps 'keep'; allowed here: keep"},
	{"protected: {keep: 0}\n", "1:19: 'keep' is '0'; allowed here: a number from 1 to 1000"},
	{"protected: {keep: 1001}\n",
		"1:19: 'keep' is '1001'; allowed here: a number from 1 to 1000"},
	{"hooks: {strict: yes}\n", "1:17: 'strict' is 'yes'; allowed here: true or false"},
	{"hooks: {strict: []}\n", "1:17: 'strict' is an empty list; allowed here: true or false"},
	{"hooks: {limit: 26}\n", "1:16: 'limit' is '26'; allowed here: a number from 1 to 25"},
	{"lock_seconds: -1\n",
		"1:15: 'lock_seconds' is '-1'; allowed here: a number from 0 to 3600"},
	{"lock_seconds: [1]\n",
		"1:15: 'lock_seconds' is a list; allowed here: a number from 0 to 3600"},
	{"restore: {never: /x}\n", "1:18: 'never' is a string; allowed here: a list of " PATTERNS},
	{"required: a\n", "1:11: 'required' is a string; allowed here: a list of {" REQUIRED "}"},
	{"required: [/a]\n", "1:12: a string; allowed here: {" REQUIRED "}"},
	{"required: [{reason: x}]\n", "1:12: 'file' is missing; allowed here: " REQUIRED},
	{"required: [{file: a}]\n", "1:19: 'a' is not an absolute path; allowed here: " PATHS},
	{"required: [{file: []}]\n", "1:19: 'file' is an empty list; allowed here: a string"},
	{"required: [{flie: /a}]\n",
		"1:13: unknown key 'flie', perhaps 'file'; allowed here: " REQUIRED},
	{"required: [{file: /a, on_lost: keep}]\n",
		"1:32: 'on_lost' is 'keep'; allowed here: alert, restore, ignore"},
	{"required: [{file: /a, severity: bad}]\n",
		"1:33: 'severity' is 'bad'; allowed here: info, notice, warning, critical"},
	{"required: [{file: /a}, {file: //a}]\n", "1:24: '/a' is there twice"},
	{"restore: {watch: []}\n", "1:11: unknown key 'watch'; allowed here: never"},
};

static void test_mistakes_say_where_and_what_is_allowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct configuration before = configuration;

		assert_int_equal(configuration_parse(&arena, "f", mistakes[i].text,
					 strlen(mistakes[i].text), &configuration, &error),
			-EINVAL);
		assert_memory_equal(error.message, "f:", 2);
		assert_string_equal(error.message + 2, mistakes[i].message);
		assert_memory_equal(&configuration, &before, sizeof before);
	}
}

static void test_a_mistake_further_down_changes_nothing(void **state)
{
	static const char text[] = "lock_seconds: 3\nprotect: [/a]\nwrong: 1\n";

	(void)state;
	assert_int_equal(
		configuration_parse(&arena, "f", text, strlen(text), &configuration, &error),
		-EINVAL);
	assert_int_equal(configuration.lock_seconds, 10);
	assert_int_equal(configuration.protect.count, 0);
}

static void test_watch_lists_hold_nothing_else(void **state)
{
	static const char *const wrong[] = {
		"watch: [/a]\nignore: []\n", "protected: {keep: 3}\n", "", "{}", "watch: []"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(watch_list_parse(&arena, "f", wrong[i], strlen(wrong[i]),
					 &configuration, &error),
			-EINVAL);
	assert_int_equal(
		watch_list_parse(&arena, "f", "watch: [/a]", 11, &configuration, &error), 0);
	assert_int_equal(configuration.watch.count, 1);
	assert_true(configuration.watch_given);
}

static void test_written_watch_lists_are_read_back(void **state)
{
	static const char *const paths[] = {
		"/etc", "/a b", "/\"q\\", "/n\nl", "/\xc3\xa4", "/- x", "/#"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	assert_int_equal(watch_list_write(paths, 7, &text, &error), 0);
	assert_int_equal(
		watch_list_parse(&arena, "f", text.bytes, text.length, &configuration, &error), 0);
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(configuration.watch.items[i], paths[i]);
}

static void test_what_yaml_cannot_say_is_not_written(void **state)
{
	static const char *const wrong[] = {"relative", "/\xff", "/\xc2\x80", "/a/../b", "/*"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(watch_list_write(&wrong[i], 1, &text, &error), -EINVAL);
	assert_string_equal(error.message, "'/*' is a pattern; allowed here: " PATHS);
	assert_int_equal(text.length, 0);
}

/* A file of the source tree. */
static void read_source(const char *name, struct text *result)
{
	const char *source = getenv("SOURCE_DIR");
	char path[4096], bytes[4096];
	size_t length;
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", source != NULL ? source : ".", name);
	file = fopen(path, "re");
	if (file == NULL)
		fail_msg("cannot open %s", path);
	while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_append(result, bytes, length);
	(void)fclose(file);
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *result = NULL;

	if (!json_object_object_get_ex(object, name, &result))
		fail_msg("the schema lacks '%s'", name);
	return result;
}

static void check_schema_type(
	struct json_object *schema, const struct configuration_key *key, struct json_object *value)
{
	static const char *const types[] = {
		[KEY_PATHS] = "array",
		[KEY_PATTERNS] = "array",
		[KEY_IGNORES] = "array",
		[KEY_REQUIRED] = "array",
		[KEY_PARAMETERS] = "object",
		[KEY_NUMBER] = "integer",
		[KEY_FLAG] = "boolean",
		[KEY_MAIL] = "string",
		[KEY_ADDRESS] = "string",
		[KEY_ADDRESSES] = "array",
		[KEY_PATH] = "string",
		[KEY_COMMAND] = "array",
		[KEY_SECTION] = "object",
	};

	if (key->kind == KEY_PATTERNS)
		value = member(member(schema, "$defs"), "patterns");
	assert_string_equal(json_object_get_string(member(value, "type")), types[key->kind]);
	if (key->kind != KEY_NUMBER)
		return;
	assert_int_equal(json_object_get_int64(member(value, "minimum")), key->least);
	assert_int_equal(json_object_get_int64(member(value, "maximum")), key->most);
	assert_int_equal(json_object_get_int64(member(value, "default")),
		*(const uint32_t *)(const void *)((const char *)&configuration + key->offset));
}

/* Each key of the section stands in the schema's mapping, and no other. */
static void check_schema_section(
	struct json_object *schema, struct json_object *mapping, const char *section)
{
	struct json_object *properties = member(mapping, "properties");
	int count = 0;

	assert_false(json_object_get_boolean(member(mapping, "additionalProperties")));
	for (size_t i = 0; i < configuration_keys_count; i++) {
		const struct configuration_key *key = &configuration_keys[i];

		if ((section == NULL) != (key->section == NULL) ||
			(section != NULL && strcmp(section, key->section) != 0))
			continue;
		check_schema_type(schema, key, member(properties, key->name));
		if (key->kind == KEY_SECTION)
			check_schema_section(schema, member(properties, key->name), key->name);
		count++;
	}
	assert_int_equal(json_object_object_length(properties), count);
}

static void test_the_schema_has_the_same_keys(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json_object *schema, *item;

	(void)state;
	read_source("schemas/confwatch.schema.json", &text);
	schema = json_tokener_parse(text_string(&text));
	assert_non_null(schema);
	check_schema_section(schema, schema, NULL);
	item = json_object_array_get_idx(
		member(member(member(member(schema, "properties"), "ignore"), "items"), "oneOf"),
		1);
	assert_int_equal(json_object_object_length(member(item, "properties")), IGNORE_KEYS);
	for (size_t i = 0; i < IGNORE_KEYS; i++)
		(void)member(member(item, "properties"), ignore_keys[i]);
	item = member(member(member(schema, "properties"), "required"), "items");
	assert_int_equal(json_object_object_length(member(item, "properties")), REQUIRED_KEYS);
	for (size_t i = 0; i < REQUIRED_KEYS; i++)
		(void)member(member(item, "properties"), required_keys[i]);
	(void)json_object_put(schema);
}

/* Words stand behind "# "; what stands closer, or further in, is a setting. */
static void uncomment(const struct text *text, struct text *result)
{
	const char *line = text_string(text);

	while (*line != '\0') {
		size_t length = strcspn(line, "\n") + 1;
		bool words = line[0] == '#' && line[1] == ' ' && line[2] != ' ';
		size_t skipped = line[0] == '#' && !words ? 1 : 0;

		text_append(result, line + skipped, length - skipped);
		line += length;
	}
}

static void test_the_example_shows_every_key_and_the_defaults(void **state)
{
	TEXT_CLEANUP struct text example = TEXT_INIT;
	TEXT_CLEANUP struct text active = TEXT_INIT;
	struct configuration defaults = configuration;

	(void)state;
	read_source("data/confwatch.yaml", &example);
	parse(text_string(&example));
	assert_memory_equal(&configuration, &defaults, sizeof defaults);
	uncomment(&example, &active);
	parse(text_string(&active));
	assert_int_equal(configuration.protected_keep, defaults.protected_keep);
	assert_int_equal(configuration.hooks_strict, defaults.hooks_strict);
	assert_int_equal(configuration.hooks_limit, defaults.hooks_limit);
	assert_int_equal(configuration.report_mail, defaults.report_mail);
	assert_string_equal(configuration.report_to.items[0], defaults.report_to.items[0]);
	assert_string_equal(configuration.report_sendmail, "/usr/sbin/sendmail");
	assert_int_equal(configuration.lock_seconds, defaults.lock_seconds);
	assert_int_equal(configuration.consolidate_after, defaults.consolidate_after);
	for (size_t i = 0; i < defaults.watch.count; i++)
		if (strncmp(defaults.watch.items[i], "/lib/", 5) != 0)
			assert_non_null(strstr(active.bytes,
				arena_format(&arena, "\n  - %s\n", defaults.watch.items[i])));
	for (size_t i = 0; i < defaults.digest_only.count; i++)
		assert_string_equal(configuration.digest_only.items[i],
			configuration.digest_only.items[defaults.digest_only.count + i]);
	for (size_t i = 0; i < defaults.ignore_count; i++) {
		assert_non_null(strstr(example.bytes,
			arena_format(&arena, "\n# * %s: %s\n", defaults.ignore[i].pattern,
				defaults.ignore[i].reason)));
		if (defaults.ignore[i].when_exists != NULL)
			assert_non_null(strstr(example.bytes, defaults.ignore[i].when_exists));
	}
	assert_int_equal(configuration.required_count, 1);
	assert_int_equal(configuration.parameter_count, 2);
	for (size_t i = 0; i < configuration_keys_count; i++)
		assert_non_null(strstr(
			active.bytes, arena_format(&arena, "%s:", configuration_keys[i].name)));
}

static void test_the_manual_explains_every_key(void **state)
{
	TEXT_CLEANUP struct text manual = TEXT_INIT;

	(void)state;
	read_source("man/confwatch.yaml.5", &manual);
	for (size_t i = 0; i < configuration_keys_count; i++) {
		const struct configuration_key *key = &configuration_keys[i];

		assert_non_null(strstr(manual.bytes,
			key->section == NULL ? arena_format(&arena, ".It Cm %s : ", key->name)
					     : arena_format(&arena, "Cm %s : ", key->name)));
		if (key->kind == KEY_NUMBER)
			assert_non_null(strstr(manual.bytes,
				arena_format(&arena, "%lu to %lu", (unsigned long)key->least,
					(unsigned long)key->most)));
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_each_key_sets_its_value),
		TEST(test_required_files),
		TEST(test_an_empty_file_changes_nothing),
		TEST(test_mistakes_say_where_and_what_is_allowed),
		TEST(test_a_mistake_further_down_changes_nothing),
		TEST(test_watch_lists_hold_nothing_else),
		TEST(test_written_watch_lists_are_read_back),
		TEST(test_what_yaml_cannot_say_is_not_written),
		TEST(test_the_schema_has_the_same_keys),
		TEST(test_the_example_shows_every_key_and_the_defaults),
		TEST(test_the_manual_explains_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
