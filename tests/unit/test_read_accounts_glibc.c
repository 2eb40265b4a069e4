// SPDX-License-Identifier: GPL-2.0-or-later
// settings/read_{passwd,group,shadow,nsswitch} against glibc's own readers, on texts by chance.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "settings/formats.h"

/* glibc's, of no header: what nsswitch.conf may say of a database. */
extern int __nss_configure_lookup(const char *database, const char *services);

enum {
	ROUNDS = 4000,
	LINES = 8,
	LINE_PIECES = 14,
};

static uint32_t chance = 12345;

static uint32_t draw(uint32_t below)
{
	chance = chance * 1664525u + 1013904223u;
	return (chance >> 8) % below;
}

/* The first line is a comment, so that each number has something before it. */
static void draw_text(struct text *text, const char *const *pieces, size_t count)
{
	size_t length;

	text_clear(text);
	text_add(text, "#\n");
	for (size_t lines = draw(LINES); lines > 0; lines--) {
		for (length = draw(LINE_PIECES); length > 0; length--)
			text_add(text, pieces[draw((uint32_t)count)]);
		text_byte(text, '\n');
	}
}

static const char *get(const xmlNode *node, const char *name)
{
	const xmlAttr *attribute = xmlHasProp(node, BAD_CAST name);

	if (attribute == NULL)
		return NULL;
	return attribute->children != NULL ? (const char *)attribute->children->content : "";
}

/* A number that is not given is `absent`. */
static void add_number(struct text *line, const xmlNode *node, const char *name, const char *absent)
{
	const char *value = get(node, name);

	text_format(line, ":%s", value != NULL ? value : absent);
}

static void add_string(struct text *line, const xmlNode *node, const char *name)
{
	const char *value = get(node, name);

	text_format(line, ":%s", value != NULL ? value : "");
}

static void user_of_document(struct text *line, const xmlNode *node)
{
	text_add(line, get(node, "name"));
	add_number(line, node, "uid", "0");
	add_number(line, node, "gid", "0");
	add_string(line, node, "gecos");
	add_string(line, node, "home");
	add_string(line, node, "shell");
	text_byte(line, '\n');
}

static void group_of_document(struct text *line, const xmlNode *node)
{
	text_add(line, get(node, "name"));
	add_number(line, node, "gid", "0");
	for (const xmlNode *member = node->children; member != NULL; member = member->next)
		add_string(line, member, "name");
	text_byte(line, '\n');
}

static void shadow_of_document(struct text *line, const xmlNode *node)
{
	static const char *const numbers[] = {
		"changed", "minimum", "maximum", "warning", "inactive", "expires"};
	bool bare = get(node, "password") == NULL;

	text_add(line, get(node, "name"));
	/* glibc has signed numbers here. */
	for (size_t i = 0; i < 6; i++) {
		const char *value = get(node, numbers[i]);
		const char *absent = bare && i < 3 ? "0" : "-1";

		text_format(line, ":%d",
			(int32_t)(uint32_t)strtoull(value != NULL ? value : absent, NULL, 10));
	}
	text_byte(line, '\n');
}

static const char *or_nothing(const char *string)
{
	return string != NULL ? string : "";
}

static void users_of_glibc(struct text *lines, FILE *stream)
{
	const struct passwd *user;

	while ((user = fgetpwent(stream)) != NULL)
		text_format(lines, "%s:%u:%u:%s:%s:%s\n", user->pw_name, user->pw_uid, user->pw_gid,
			or_nothing(user->pw_gecos), or_nothing(user->pw_dir),
			or_nothing(user->pw_shell));
}

static void groups_of_glibc(struct text *lines, FILE *stream)
{
	const struct group *group;

	while ((group = fgetgrent(stream)) != NULL) {
		text_format(lines, "%s:%u", group->gr_name, group->gr_gid);
		for (char *const *member = group->gr_mem; *member != NULL; member++)
			text_format(lines, ":%s", *member);
		text_byte(lines, '\n');
	}
}

static void shadows_of_glibc(struct text *lines, FILE *stream)
{
	const struct spwd *user;

	while ((user = fgetspent(stream)) != NULL) {
		const long numbers[] = {user->sp_lstchg, user->sp_min, user->sp_max, user->sp_warn,
			user->sp_inact, user->sp_expire};

		text_add(lines, user->sp_namp);
		for (size_t i = 0; i < 6; i++)
			text_format(lines, ":%ld", numbers[i]);
		text_byte(lines, '\n');
	}
}

/* Of numbers that do not fit 32 bits, versions of glibc make different things. */
static bool wraps_around(const char *text)
{
	static const char digits[] = "0123456789";

	for (text += strcspn(text, digits); *text != '\0'; text += strcspn(text, digits)) {
		size_t length = strspn(text, digits);

		if (length > 9 || text[-1] == '-')
			return true;
		text += length;
	}
	return false;
}

typedef void describe_node(struct text *line, const xmlNode *node);
typedef void describe_all(struct text *lines, FILE *stream);

static void holds(const char *format, const char *const *pieces, size_t count,
	describe_node *describe, describe_all *ask)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text escaped = TEXT_INIT;
	TEXT_CLEANUP struct text ours = TEXT_INIT;
	TEXT_CLEANUP struct text theirs = TEXT_INIT;
	size_t entries = 0;

	for (int round = 0; round < ROUNDS; round++) {
		bool full;
		xmlDocPtr document;
		FILE *stream;

		draw_text(&text, pieces, count);
		if (wraps_around(text_string(&text)))
			continue;
		document = settings_read(format, text.bytes, text.length, &full);
		text_clear(&escaped);
		text_clear(&ours);
		text_clear(&theirs);
		for (const xmlNode *node = xmlDocGetRootElement(document)->children; node != NULL;
			node = node->next) {
			if (get(node, "name") == NULL)
				continue;
			describe(&escaped, node);
			entries++;
		}
		(void)document_unescape(text_string(&escaped), &ours);
		stream = fmemopen(text.bytes, text.length, "re");
		assert_non_null(stream);
		ask(&theirs, stream);
		(void)fclose(stream);
		if (strcmp(text_string(&ours), text_string(&theirs)) != 0)
			fail_msg("of\n%swe read\n%sand glibc\n%s", text_string(&text),
				text_string(&ours), text_string(&theirs));
		xmlFreeDoc(document);
	}
	assert_true(entries > ROUNDS / 4);
}

#define COUNT(pieces) (sizeof(pieces) / sizeof(pieces)[0])

static const char *const common[] = {":", ":", ":", ":", ":", ":", "a", "x", "0", "7", "65534", "+",
	"-", " ", "\t", "#", "\r", ",", ":::", "a:x:1:2", "/bin/sh", "\v", "a:x:1:", "@",
	"\nb:x:1:2:g:h:s", "\nb::3:4:::", "\n+@", "\n-"};

static void test_users(void **state)
{
	(void)state;
	holds("passwd", common, COUNT(common), user_of_document, users_of_glibc);
}

static void test_groups(void **state)
{
	(void)state;
	holds("group", common, COUNT(common), group_of_document, groups_of_glibc);
}

static const char *const dates[] = {":", ":", ":", "a", "x", "0", "7", "19", "+", " ", "\t", "#",
	"\r", ":::", "a:x:1:2:3", "a:*:1:2:3:", "a:x:1:2:3:4:5:6:", "\v", "- ",
	"\nb:x:::::::", "\nb:x:1:0:9:7:::", "\nb:x:1::", "\n+", "\n-b"};

static void test_shadow(void **state)
{
	(void)state;
	holds("shadow", dates, COUNT(dates), shadow_of_document, shadows_of_glibc);
}

/* Whether glibc takes what stands behind a database. */
static void test_databases(void **state)
{
	static const char *const pieces[] = {"files", "sss", " ", " ", "[", "[", "]", "]", "!", "=",
		"=", "success", "NotFound", "unavail", "TRYAGAIN", "return", "Continue", "merge",
		"x", "\t", "[success=return]", "[!notfound=merge", ":"};
	TEXT_CLEANUP struct text services = TEXT_INIT;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t taken = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		bool full;
		xmlDocPtr document;
		bool ours;
		bool theirs;

		text_clear(&services);
		for (uint32_t length = draw(10); length > 0; length--)
			text_add(&services, pieces[draw(COUNT(pieces))]);
		text_clear(&line);
		text_format(&line, "ethers: x%s\n", text_string(&services));
		document = settings_read("nsswitch", line.bytes, line.length, &full);
		ours = strcmp((const char *)xmlDocGetRootElement(document)->children->name,
			       "database") == 0;
		text_clear(&line);
		text_format(&line, "x%s", text_string(&services));
		theirs = __nss_configure_lookup("ethers", text_string(&line)) == 0;
		if (ours != theirs)
			fail_msg("'%s': %d, and glibc %d", text_string(&line), ours, theirs);
		taken += ours;
		xmlFreeDoc(document);
	}
	assert_in_range(taken, ROUNDS / 10, ROUNDS * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_databases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
