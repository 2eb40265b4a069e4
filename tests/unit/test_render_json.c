// SPDX-License-Identifier: GPL-2.0-or-later
// render/json and what is written with it: valid, complete, reversible, without secrets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <string.h>

#include "render/changes.h"
#include "render/diff.h"
#include "render/forget.h"
#include "render/init.h"
#include "render/json.h"
#include "render/log.h"
#include "render/restore.h"
#include "render/show.h"
#include "render/snapshot.h"
#include "render/status.h"
#include "render/verify.h"
#include "ledger_fixture.h"
#include "render_fixture.h"

static struct json_object *parse(const struct text *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *result;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	result = json_tokener_parse_ex(tokener, text_string(text), (int)text->length);
	assert_int_equal(json_tokener_get_error(tokener), json_tokener_success);
	assert_non_null(result);
	json_tokener_free(tokener);
	return result;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *result = NULL;

	assert_true(json_object_object_get_ex(object, key, &result));
	return result;
}

static const char *string_member(struct json_object *object, const char *key)
{
	return json_object_get_string(member(object, key));
}

static void writes_every_kind_of_value(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json json = json_init(&text);

	(void)state;
	json_begin(&json, "test");
	json_open_array(&json, "list");
	json_close_array(&json);
	json_open_array(&json, "numbers");
	json_number(&json, NULL, 0);
	json_number(&json, NULL, UINT64_MAX);
	json_close_array(&json);
	json_open_object(&json, "object");
	json_close_object(&json);
	json_boolean(&json, "yes", true);
	json_string(&json, "none", NULL);
	json_bytes(&json, "bytes", "a\0\"", 3);
	json_time(&json, "time", 0, -90);
	json_id(&json, "id", NULL);
	json_end(&json);
	assert_string_equal(text_string(&text),
		"{\n"
		"  \"schema\": \"confwatch/test/1\",\n"
		"  \"list\": [],\n"
		"  \"numbers\": [\n"
		"    0,\n"
		"    18446744073709551615\n"
		"  ],\n"
		"  \"object\": {},\n"
		"  \"yes\": true,\n"
		"  \"none\": null,\n"
		"  \"bytes\": \"a\\u0000\\\"\",\n"
		"  \"time\": \"1969-12-31T22:30:00-01:30\",\n"
		"  \"id\": null\n"
		"}\n");
	json_object_put(parse(&text));
}

/* The text is written out and cleared after each value: the pieces are the whole. */
static void can_be_flushed_anywhere(void **state)
{
	static const struct diff_sides sides = {{.snapshot = &fixture_snapshot}, {.root = "/mnt"}};
	const struct difference none = DIFFERENCE_INIT;
	TEXT_CLEANUP struct text pieces = TEXT_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json json = json_init(&text);
	struct json_object *object;

	(void)state;
	json_diff_begin(&json, &sides);
	for (size_t i = 0; i < fixture_list.count; i++) {
		json_diff_change(&json, &fixture_changes[i], &none, NULL);
		text_append(&pieces, text_string(&text), text.length);
		text_clear(&text);
	}
	json_diff_end(&json);
	text_append(&pieces, text_string(&text), text.length);
	object = parse(&pieces);
	assert_int_equal(json_object_array_length(member(object, "changes")), fixture_list.count);
	assert_string_equal(string_member(member(object, "to"), "root"), "/mnt");
	json_object_put(object);
}

static void status_has_findings_in_the_order_of_numbers(void **state)
{
	static const char *const nulls[] = {"rule", "line"};
	struct status_view view = {.last = &fixture_snapshot,
		.changes = &fixture_list,
		.findings = &fixture_finding_list,
		.known = fixture_known,
		.settled = &said_settled,
		.ledger = &said_ledger};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json_object *object;
	struct json_object *list;
	struct json_object *finding;

	(void)state;
	json_status(&view, &text);
	object = parse(&text);
	assert_string_equal(string_member(object, "schema"), "confwatch/status/1");
	list = member(object, "findings");
	assert_int_equal(json_object_array_length(list), fixture_finding_list.count);
	finding = json_object_array_get_idx(list, 0);
	assert_string_equal(string_member(finding, "path"), "/etc/pam.d/imap");
	assert_string_equal(string_member(finding, "class"), "set-aside");
	assert_string_equal(string_member(finding, "severity"), "critical");
	assert_string_equal(string_member(finding, "version_after"), "3.0.7-1");
	assert_string_equal(string_member(finding, "state"), "open");
	assert_string_equal(string_member(finding, "remedy"), "confwatch restore /etc/pam.d/imap");
	for (size_t i = 0; i < 2; i++)
		assert_null(member(finding, nulls[i]));
	finding = json_object_array_get_idx(list, 3);
	assert_true(json_object_get_boolean(member(finding, "restored")));
	assert_string_equal(string_member(finding, "state"), "restored");
	finding = json_object_array_get_idx(list, 6);
	assert_string_equal(string_member(finding, "path"), "/etc/\x1b]0;x\a\n\\xFF\xe2\x80\xae");
	assert_string_equal(string_member(finding, "rule"), "pam-imap-exists");
	assert_null(member(finding, "class"));
	assert_int_equal(json_object_get_int(member(finding, "line")), 7);
	json_object_put(object);
}

static struct json_object *difference_of(const struct change *change, enum difference_kind kind)
{
	static const struct diff_sides sides = {{.snapshot = &fixture_snapshot}, {0}};
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json json = json_init(&text);

	difference.kind = kind;
	text_add(&difference.hunks, "@@ -1 +1 @@\n-\xff\n+\\\n");
	json_diff_begin(&json, &sides);
	json_diff_change(&json, change, &difference, NULL);
	json_diff_end(&json);
	return parse(&text);
}

static void differences_tell_size_and_digest(void **state)
{
	struct json_object *object = difference_of(&fixture_changes[4], DIFFERENCE_TEXT);
	struct json_object *change = json_object_array_get_idx(member(object, "changes"), 0);
	struct json_object *after = member(change, "content_after");

	(void)state;
	assert_string_equal(string_member(change, "patch"), "@@ -1 +1 @@\n-\\xFF\n+\\\\\n");
	assert_string_equal(string_member(change, "difference"), "text");
	assert_int_equal(json_object_get_int(member(after, "size")), 1434);
	assert_string_equal(
		string_member(after, "blob"), "2200000000000000000000000000000000000000");
	json_object_put(object);
}

static void differences_keep_secrets(void **state)
{
	(void)state;
	for (int kind = DIFFERENCE_NONE; kind <= DIFFERENCE_UNREADABLE; kind++) {
		struct json_object *object =
			difference_of(&fixture_changes[7], (enum difference_kind)kind);
		struct json_object *change =
			json_object_array_get_idx(member(object, "changes"), 0);

		assert_null(member(change, "content_before"));
		assert_null(member(change, "content_after"));
		assert_true(json_object_get_boolean(member(change, "protected")));
		assert_null(strstr(json_object_to_json_string(object), "98765"));
		assert_null(strstr(json_object_to_json_string(object), "770000"));
		if (kind != DIFFERENCE_TEXT)
			assert_null(member(change, "patch"));
		json_object_put(object);
	}
}

static void entries_keep_secrets(void **state)
{
	struct show_view view = {.snapshot = &fixture_snapshot, .entry = &secret};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json_object *object;

	(void)state;
	json_show(&view, &text);
	object = parse(&text);
	assert_null(strstr(text_string(&text), "98765"));
	assert_null(strstr(text_string(&text), "770000"));
	assert_null(member(object, "text"));
	json_object_put(object);
}

static void entries_have_everything(void **state)
{
	struct show_view view = {.snapshot = &fixture_snapshot, .entry = &pam_before};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json_object *object;
	struct json_object *entry;
	struct json_object *attribute;

	(void)state;
	json_show(&view, &text);
	object = parse(&text);
	entry = member(object, "entry");
	assert_string_equal(string_member(entry, "mode"), "0640");
	assert_string_equal(string_member(entry, "acl"), fixture_acl.access_acl);
	assert_null(member(entry, "default_acl"));
	attribute = json_object_array_get_idx(member(entry, "attributes"), 0);
	assert_int_equal(json_object_get_string_len(member(attribute, "value")), 6);
	assert_memory_equal(string_member(attribute, "value"), "a\0\\xFF", 6);
	json_object_put(object);
}

static void plans_are_objects(void **state)
{
	struct step steps[] = {
		{.kind = STEP_CREATE, .path = "/etc/pam.d/imap", .wanted = &pam_before}};
	struct refusal refusals[] = {{HOSTILE, "because", NULL}};
	struct plan plan = {.steps = steps,
		.step_count = 1,
		.refusals = refusals,
		.refusal_count = 1,
		.id = "0123456789abcdef"};
	struct restore_view view = {.command = "undo", .plan = &plan, .done = 1, .applied = true};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct json_object *object;
	struct json_object *step;

	(void)state;
	json_restore(&view, &text);
	object = parse(&text);
	assert_string_equal(string_member(object, "schema"), "confwatch/undo/1");
	step = json_object_array_get_idx(member(member(object, "plan"), "steps"), 0);
	assert_string_equal(string_member(step, "kind"), "create");
	assert_string_equal(string_member(step, "wanted"), "file");
	assert_null(member(step, "present"));
	assert_null(member(object, "snapshot"));
	assert_int_equal(json_object_get_int(member(object, "done")), 1);
	json_object_put(object);
}

/* The same object, whatever its spaces. */
static void assert_json(const struct text *text, const char *expected)
{
	struct json_object *object = parse(text);
	struct json_object *wanted = json_tokener_parse(expected);

	assert_non_null(wanted);
	if (!json_object_equal(object, wanted))
		assert_string_equal(text_string(text), expected);
	json_object_put(object);
	json_object_put(wanted);
}

static void init_results(void **state)
{
	static const struct watched_path watched[] = {{"/etc", true, 7}, {"/none", false, 0}};
	static const struct ignore ignored[] = {{"/etc/mtab", "why", NULL}};
	struct init_view view = {
		"/state", true, watched, 2, ignored, 1, true, &fixture_snapshot.id, 8, 1, 2, 3};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_init_result(&view, &text);
	assert_json(&text,
		"{\"schema\": \"confwatch/init/1\", \"state\": \"/state\", \"created\": true,"
		"\"watch\": [{\"path\": \"/etc\", \"present\": true, \"entries\": 7},"
		"{\"path\": \"/none\", \"present\": false, \"entries\": 0}],"
		"\"ignore\": [{\"pattern\": \"/etc/mtab\", \"reason\": \"why\"}],"
		"\"snapshot\": \"1a2b3c4d00000000000000000000000000000000\","
		"\"changed\": true, \"entries\": 8, \"unreadable\": 1, \"policies\": 2, \"custom\": 3}");
}

static void logs(void **state)
{
	static const char *const packages[] = {"a 1 -> 2"};
	struct snapshot items[] = {fixture_snapshot};
	struct snapshot_list list = {items, 1, 1};
	const struct finding_list findings = {fixture_findings, 3, 3};
	static struct diary_entry entry = {.id = "a"};
	const struct diary diary = {&entry, 1, 1};
	const struct log_view view = {&list, &findings, &diary};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	items[0].packages = packages;
	items[0].package_count = 1;
	items[0].manager = "zypper";
	items[0].transaction = "17";
	items[0].removed = 3;
	json_log(&view, &text);
	assert_json(&text,
		"{\"schema\": \"confwatch/log/1\", \"snapshots\": [{"
		"\"id\": \"1a2b3c4d00000000000000000000000000000000\","
		"\"time\": \"2026-11-19T18:00:00+01:00\", \"kind\": \"manual\","
		"\"transaction\": \"17\", \"manager\": \"zypper\", \"packages\": [\"a 1 -> 2\"],"
		"\"author\": \"Anna \\u001b[1m <anna@mail>\","
		"\"message\": \"first line\\nsecond \\\\xFF line\","
		"\"added\": 1, \"changed\": 2, \"removed\": 3,"
		"\"classes\": {\"set-aside\": 1, \"removed-unexplained\": 2,"
		"\"metadata-reset\": 1}, \"diary\": [{\"id\": \"a\","
		"\"time\": \"1970-01-01T00:00:00+00:00\", \"author\": null, \"paths\": [],"
		"\"tags\": [], \"snapshot\": null, \"owner\": null, \"ticket\": null,"
		"\"review_by\": null, \"findings\": [], \"until\": null, \"times\": null,"
		"\"text\": null}]}]}");
}

static void snapshot_results(void **state)
{
	struct change_list list = {fixture_changes + 8, 1, 0};
	struct snapshot_view view = {true, true, NULL, &list, 5, 6};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_snapshot(&view, &text);
	assert_json(&text,
		"{\"schema\": \"confwatch/snapshot/1\", \"snapshot\": null, \"changed\": true,"
		"\"dry_run\": true, \"entries\": 5, \"unreadable\": 6, \"changes\": [{"
		"\"path\": \"/etc/unit\", \"kind\": \"type-changed\", \"before\": \"file\","
		"\"after\": \"symlink\", \"content\": false, \"unreadable\": false,"
		"\"protected\": false, \"metadata\": []}]}");
}

static void forget_and_verify_results(void **state)
{
	static const char *const paths[] = {"/etc/shadow"};
	static const struct verify_problem problems[] = {{"cache", "stale"}};
	static const struct verify_hook hook = {"apt", "/x", true, 1795107600};
	static struct package_event event = {1795107600, false, "a", "1", NULL, "dpkg"};
	const struct package_event_list unrecorded = {&event, 1, 1};
	struct forget_view forget = {paths, 1, 2, 3, 4, 5};
	struct verify_view verify = {.full = true,
		.problems = problems,
		.problems_count = 1,
		.snapshots = 6,
		.entries = 7,
		.hooks = &hook,
		.hooks_count = 1,
		.unrecorded = &unrecorded};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_forget(&forget, &text);
	assert_json(&text,
		"{\"schema\": \"confwatch/forget/1\", \"paths\": [\"/etc/shadow\"],"
		"\"generations\": 2, \"objects\": 3, \"left\": 4, \"shared\": 5}");
	text_clear(&text);
	json_verify(&verify, &text);
	assert_json(&text,
		"{\"schema\": \"confwatch/verify/1\", \"intact\": false, \"full\": true,"
		"\"snapshots\": 6, \"entries\": 7, \"last_full\": null,"
		"\"problems\": [{\"part\": \"cache\", \"message\": \"stale\"}],"
		"\"hooks\": [{\"via\": \"apt\", \"path\": \"/x\", \"installed\": true,"
		"\"last_seen\": \"2026-11-19T17:00:00+00:00\"}],"
		"\"unrecorded\": [{\"time\": \"2026-11-19T17:00:00+00:00\", \"package\": \"a\","
		"\"version_before\": \"1\", \"version_after\": null, \"manager\": \"dpkg\"}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_every_kind_of_value),
		cmocka_unit_test(can_be_flushed_anywhere),
		cmocka_unit_test(status_has_findings_in_the_order_of_numbers),
		cmocka_unit_test(differences_tell_size_and_digest),
		cmocka_unit_test(differences_keep_secrets),
		cmocka_unit_test(entries_keep_secrets),
		cmocka_unit_test(entries_have_everything),
		cmocka_unit_test(plans_are_objects),
		cmocka_unit_test(init_results),
		cmocka_unit_test(logs),
		cmocka_unit_test(snapshot_results),
		cmocka_unit_test(forget_and_verify_results),
	};

	return cmocka_run_group_tests_name("render/json", tests, NULL, NULL);
}
