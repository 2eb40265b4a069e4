// SPDX-License-Identifier: GPL-2.0-or-later
// render/report: golden files of each format, the subject, and what people are told when much is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "render/html.h"
#include "render/report.h"
#include "render/report_html.h"
#include "render/xml.h"
#include "report_fixture.h"
#include "style_digest.h"

static const struct text_options wide = {.program = "confwatch"};

static void read_golden(const char *name, struct text *result)
{
	char path[1024], buffer[4096];
	FILE *file;
	size_t length;

	(void)snprintf(path, sizeof path, "%s/tests/data/report/%s", getenv("SOURCE_DIR"), name);
	file = fopen(path, "re");
	assert_non_null(file);
	while ((length = fread(buffer, 1, sizeof buffer, file)) > 0)
		text_append(result, buffer, length);
	assert_int_equal(fclose(file), 0);
}

/* Made anew by: tests/unit/render_samples report.FORMAT full */
static void assert_golden(const struct text *text, const char *name)
{
	TEXT_CLEANUP struct text golden = TEXT_INIT;

	read_golden(name, &golden);
	assert_string_equal(text_string(text), text_string(&golden));
}

static void assert_harmless(const struct text *text)
{
	for (size_t i = 0; i < text->length;) {
		size_t size = unicode_printable(text->bytes + i, text->length - i);

		if (text->bytes[i] == '\n')
			size = 1;
		assert_true(size > 0);
		i += size;
	}
}

static void golden_text(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	text_report(&report, &wide, &text);
	assert_golden(&text, "full.text");
	assert_harmless(&text);
	arena_release(&arena);
}

static void golden_json(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	json_report(&report, &text);
	assert_golden(&text, "full.json");
	assert_harmless(&text);
	arena_release(&arena);
}

static void golden_xml(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	xml_report(&report, &text);
	assert_golden(&text, "full.xml");
	assert_harmless(&text);
	arena_release(&arena);
}

static void golden_html(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	html_report(&report, &wide, &text);
	assert_golden(&text, "full.html");
	assert_harmless(&text);
	assert_null(strstr(text_string(&text), "<script"));
	assert_null(strstr(text_string(&text), "://"));
	assert_style_digest(&text, REPORT_STYLE_DIGEST);
	assert_non_null(strstr(text_string(&text), " style-src '" REPORT_STYLE_DIGEST "';"));
	arena_release(&arena);
}

/* What a reader of XML gets are the bytes as JSON has them. */
static void xml_says_any_bytes(void **state)
{
	static const char any[] = "a&b<c>\"d\\e\tf\x01\xff\xc3\xa4\xe2\x80"
				  "\xae\xef\xbf\xbe";
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	escape_xml(&text, any, sizeof any - 1);
	assert_string_equal(text_string(&text),
		"a&amp;b&lt;c&gt;&quot;d\\\\e&#x9;f\\x01\\xFF\xc3\xa4&#x202E;"
		"\\xEF\\xBF\\xBE");
}

static void html_says_no_markup(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	html_name(&text, "<b>'\"&\n\xff");
	html_content(&text, "<i>\n\t\x1b", 6);
	assert_string_equal(
		text_string(&text), "&lt;b&gt;&#39;&quot;&amp;\\012\\377&lt;i&gt;\n\t\\033");
}

static size_t line_of(const struct text *text, const char *words)
{
	const char *place = strstr(text_string(text), words);
	size_t line = 1;

	assert_non_null(place);
	for (const char *at = text_string(text); at < place; at++)
		line += *at == '\n';
	return line;
}

/* On a phone as well. */
static void the_first_finding_stands_first(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	text_report(&report, &plain, &text);
	assert_in_range(line_of(&text, "\n  GONE"), 1, 11);
	assert_in_range(line_of(&text, "confwatch restore /etc/pam.d/imap"), 1, 19);
	arena_release(&arena);
}

static void before_the_first_snapshot(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, false, &report);
	text_report(&report, &wide, &text);
	assert_string_equal(text_string(&text), "mx1: nothing is recorded yet\nconfwatch init\n");
	arena_release(&arena);
}

static void make_of(struct arena *arena, const char *host, struct finding *items, size_t count,
	struct report *report)
{
	static const struct snapshot_list none;
	struct finding_list *list = arena_new(arena, struct finding_list);

	*list = (struct finding_list){items, count, count};
	report_make(arena,
		&(struct report_input){.host = host,
			.now = REPORT_NOW,
			.from = REPORT_FROM_FIRST,
			.since = 1,
			.last = &fixture_snapshot,
			.findings = list,
			.snapshots = &none},
		report);
}

static void nothing_to_tell(void **state)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct report report;

	(void)state;
	make_of(&arena, "mx1", NULL, 0, &report);
	text_report(&report, &wide, &text);
	assert_string_equal(text_string(&text),
		"mx1: nothing to do\n"
		"since 1970-01-01 00:00 (the first snapshot), until 2026-11-19 17:00\n"
		"\n"
		"checked 0 files; rules could not be asked\n"
		"no upgrade was recorded yet\n");
	arena_release(&arena);
}

static size_t count_of(const struct text *text, const char *words)
{
	size_t count = 0;

	for (const char *at = text_string(text); (at = strstr(at, words)) != NULL; at++)
		count++;
	return count;
}

/* What is left out is counted, and where it is is said. */
static void much_is_cut(void **state)
{
	enum {
		MANY = 300
	};
	static struct finding items[MANY];
	static struct change changes[MANY];
	static const char *words[MANY];
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct snapshot snapshot = {.packages = words, .package_count = MANY};
	const struct snapshot_list snapshots = {&snapshot, 1, 1};
	const struct change_list list = {changes, MANY, MANY};
	const struct finding_list findings = {items, MANY, MANY};
	struct report report;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		items[i] = report_findings[0];
		items[i].id = arena_format(&arena, "%zu", i);
		changes[i] = fixture_changes[0];
		words[i] = arena_format(&arena, "package-%03zu 1 -> 2", i);
	}
	report_make(&arena,
		&(struct report_input){.host = "mx1",
			.now = REPORT_NOW,
			.last = &fixture_snapshot,
			.findings = &findings,
			.snapshots = &snapshots,
			.base = &report_base,
			.changes = &list},
		&report);
	text_report(&report, &wide, &text);
	assert_non_null(strstr(text_string(&text), "\nTo act on (300)\n"));
	assert_non_null(strstr(text_string(&text), "\n  175 more: confwatch status\n"));
	assert_non_null(
		strstr(text_string(&text), "\n  all about one of them: confwatch why PATH\n"));
	assert_non_null(strstr(text_string(&text), "\n  260 more: confwatch log\n"));
	assert_non_null(
		strstr(text_string(&text), "\n  260 more: confwatch diff --from=4a2b3c0\n"));
	assert_true(text.length < 64 << 10);
	text_clear(&text);
	html_report(&report, &wide, &text);
	assert_non_null(strstr(text_string(&text), "<summary>all the others</summary>\n<ul>\n<li"));
	assert_int_equal(count_of(&text, "SET ASIDE"), MANY + 2);
	assert_int_equal(count_of(&text, "<circle"), 2);
	arena_release(&arena);
}

static const char *subject_of(struct arena *arena, const struct report *report)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	report_subject(report, &text);
	assert_true(unicode_all_printable(text_string(&text), text.length));
	assert_true(text.length < 300);
	return arena_string(arena, text_string(&text));
}

static void subjects(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report report;
	struct finding one[] = {report_findings[2], report_findings[1], report_findings[3]};
	char path[1000];

	(void)state;
	fixture_report(&arena, true, &report);
	assert_string_equal(subject_of(&arena, &report),
		"[confwatch] mx1\\033<&>: 2 to act on: GONE /etc/pam.d/imap, 1 more");
	fixture_report(&arena, false, &report);
	assert_string_equal(
		subject_of(&arena, &report), "[confwatch] mx1: nothing is recorded yet");
	make_of(&arena, "mx1", one, 3, &report);
	assert_string_equal(subject_of(&arena, &report),
		"[confwatch] mx1: 1 to act on: RULE FAILED "
		"/etc/\\033]0;x\\007\\012\\377"
		"\\342\\200\\256");
	one[0].path = NULL;
	make_of(&arena, "mx1", one, 1, &report);
	assert_string_equal(subject_of(&arena, &report),
		"[confwatch] mx1: 1 to act on: RULE FAILED pam-imap-exists");
	make_of(&arena, "mx1", one + 1, 2, &report);
	assert_string_equal(subject_of(&arena, &report),
		"[confwatch] mx1: nothing to do; 1 brought back by itself; 1 new version waits");
	one[2].class = CLASS_COUNT;
	one[2].rule = FINDING_REVIEW;
	make_of(&arena, "mx1", one + 2, 1, &report);
	assert_string_equal(
		subject_of(&arena, &report), "[confwatch] mx1: nothing to do; 1 reason is overdue");
	/* Long ones end at a whole character. */
	for (size_t i = 0; i < sizeof path - 1; i += 3)
		memcpy(path + i, "\xe2\x82\xac", 3);
	path[sizeof path - 1] = '\0';
	one[0].path = path;
	make_of(&arena, path, one, 1, &report);
	assert_non_null(strstr(subject_of(&arena, &report), "RULE FAILED ...\xe2\x82\xac"));
	arena_release(&arena);
}

static unsigned next(unsigned *seed, unsigned most)
{
	*seed = *seed * 1103515245U + 12345U;
	return (*seed >> 16) % most;
}

static struct finding random_finding(unsigned *seed)
{
	static const char *const paths[] = {
		NULL, "/etc/pam.d/x", "/etc/nothing to do", "/etc/a: nothing to do", HOSTILE};

	return (struct finding){
		.id = "1",
		.class = (enum finding_class)next(seed, CLASS_COUNT + 1),
		.severity = (enum severity)next(seed, SEVERITY_CRITICAL + 1),
		.path = paths[next(seed, 5)],
		.rule = next(seed, 2) == 0 ? NULL : "nothing to do",
		.message = "",
		.restored = next(seed, 5) == 0,
		.state = (enum finding_state)next(seed, FINDING_GONE + 1),
		.folded = 1,
	};
}

/* Subject and body never disagree. */
static void subject_and_body_agree(void **state)
{
	static const char nothing[] = "[confwatch] mx: nothing to do";
	static const char begin[] = "[confwatch] ";

	(void)state;
	for (unsigned run = 0; run < 2000; run++) {
		struct arena arena = ARENA_INIT;
		TEXT_CLEANUP struct text body = TEXT_INIT;
		struct finding items[12];
		unsigned seed = run;
		size_t count = next(&seed, 12), humans = 0;
		struct report report;
		const char *subject;

		for (size_t i = 0; i < count; i++) {
			items[i] = random_finding(&seed);
			humans += report_needs_human(&items[i]);
		}
		make_of(&arena, "mx", items, count, &report);
		subject = subject_of(&arena, &report);
		text_report(&report, &wide, &body);
		assert_int_equal(strncmp(subject, nothing, sizeof nothing - 1) == 0, humans == 0);
		assert_int_equal(strncmp(text_string(&body), subject + sizeof begin - 1,
					 strlen(subject) - (sizeof begin - 1)),
			0);
		assert_int_equal(strstr(text_string(&body), "\nTo act on (") == NULL, humans == 0);
		assert_harmless(&body);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_text),
		cmocka_unit_test(golden_json),
		cmocka_unit_test(golden_xml),
		cmocka_unit_test(golden_html),
		cmocka_unit_test(xml_says_any_bytes),
		cmocka_unit_test(html_says_no_markup),
		cmocka_unit_test(the_first_finding_stands_first),
		cmocka_unit_test(before_the_first_snapshot),
		cmocka_unit_test(nothing_to_tell),
		cmocka_unit_test(much_is_cut),
		cmocka_unit_test(subjects),
		cmocka_unit_test(subject_and_body_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
