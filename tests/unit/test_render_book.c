// SPDX-License-Identifier: GPL-2.0-or-later
// render/book: the diary as Markdown and HTML, with names and words made to break out of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/book.h"
#include "style_digest.h"

#define HOSTILE "``</pre><script>\x1b\"'&\n\xff\xe2\x80\xae](javascript:x)"

static const char *const paths[] = {"/etc/pam.d/imap", "/etc/pam.d/smtp"};
static const char *const hostile[] = {"/" HOSTILE};
static const char *const tags[] = {"reason", "x_y"};
static const char *const hostile_tags[] = {HOSTILE};

static struct diary_entry entries[] = {
	{.id = "20261119-120000-00aa",
		.time = 1795089600,
		.author = "Anna <anna@mail>",
		.paths = paths,
		.path_count = 2,
		.tags = tags,
		.tag_count = 2,
		.owner = "mail team",
		.ticket = "T-1",
		.review_by = "2026-11-18",
		.text = "Users come from *LDAP*:\n\n# see [wiki](http://wiki) & <b>"},
	{.id = HOSTILE,
		.author = HOSTILE,
		.paths = hostile,
		.path_count = 1,
		.tags = hostile_tags,
		.tag_count = 1,
		.owner = HOSTILE,
		.ticket = HOSTILE,
		.review_by = HOSTILE,
		.text = HOSTILE},
	{.text = ""},
};

static void render(size_t first, size_t count, bool by_path,
	void (*renderer)(const struct book_view *view, struct text *result), struct text *result)
{
	const struct diary diary = {.entries = entries + first, .count = count};
	struct arena arena = ARENA_INIT;
	struct diary_book book;
	const struct book_view view = {&book, "mail_1", 1795107600, 60};

	diary_book(&arena, &diary, by_path, 60, &book);
	renderer(&view, result);
	arena_release(&arena);
}

static void assert_has(const struct text *text, const char *part)
{
	if (strstr(text_string(text), part) == NULL)
		fail_msg("no '%s' in '%s'", part, text_string(text));
}

static void assert_lacks(const struct text *text, const char *part)
{
	if (strstr(text_string(text), part) != NULL)
		fail_msg("'%s' is in '%s'", part, text_string(text));
}

static void markdown_has_chapters(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(0, 1, true, markdown_book, &text);
	assert_string_equal(text_string(&text),
		"# The diary of mail\\_1\n"
		"\n"
		"Written out by confwatch on 2026-11-19 18:00.\n"
		"\n"
		"## ` /etc/pam.d/imap `\n"
		"\n"
		"### 2026-11-19 13:00: reason, x\\_y\n"
		"\n"
		"Entry ` 20261119-120000-00aa `, by Anna \\<anna@mail\\>, owner mail team, "
		"ticket T\\-1, review by 2026\\-11\\-18 **OVERDUE**\n"
		"\n"
		"* ` /etc/pam.d/imap `\n"
		"* ` /etc/pam.d/smtp `\n"
		"\n"
		"> Users come from *LDAP*:\n"
		"> \n"
		"> # see \\[wiki\\](http://wiki) &amp; &lt;b>\n"
		"\n"
		"## ` /etc/pam.d/smtp `\n"
		"\n"
		"### 2026-11-19 13:00\n"
		"\n"
		"Told elsewhere, as entry ` 20261119-120000-00aa `\n"
		"\n");
}

static void markdown_keeps_names_and_words_inside(void **state)
{
	static const char escaped[] = "``</pre><script>\\033\"'&\\012\\377\\342\\200\\256]"
				      "(javascript:x)";
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text expected = TEXT_INIT;

	(void)state;
	render(1, 1, true, markdown_book, &text);
	text_format(&expected, "\n## ``` /%s ```\n", escaped);
	assert_has(&text, text_string(&expected));
	text_clear(&expected);
	text_format(&expected, "\n* ``` /%s ```\n", escaped);
	assert_has(&text, text_string(&expected));
	assert_has(&text, ", by \\`\\`\\</pre\\>\\<script\\>\\\\033");
	assert_has(&text,
		"\n> ``&lt;/pre>&lt;script>\\033\"'&amp;\n"
		"> \\377\\342\\200\\256\\](javascript:x)\n");
	assert_lacks(&text, "\x1b");
	assert_lacks(&text, "\xff");
	assert_lacks(&text, "\xe2");
}

static void html_has_chapters(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(0, 1, true, html_book, &text);
	assert_has(&text,
		"<h1>The diary of mail_1</h1>\n"
		"<p>Written out by confwatch on 2026-11-19 18:00.</p>\n"
		"</header>\n"
		"<nav>\n"
		"<ul>\n"
		"<li><a href=\"#c1\"><code>/etc/pam.d/imap</code></a></li>\n"
		"<li><a href=\"#c2\"><code>/etc/pam.d/smtp</code></a></li>\n"
		"</ul>\n"
		"</nav>\n"
		"<main>\n"
		"<section id=\"c1\">\n"
		"<h2><code>/etc/pam.d/imap</code></h2>\n"
		"<article id=\"e1\">\n"
		"<h3><time datetime=\"2026-11-19T12:00:00+00:00\">2026-11-19 13:00</time>: "
		"reason, x_y</h3>\n"
		"<p>Entry <code>20261119-120000-00aa</code>, by Anna &lt;anna@mail&gt;, "
		"owner mail team, ticket T-1, review by 2026-11-18 <strong>OVERDUE</strong></p>\n"
		"<ul>\n"
		"<li><code>/etc/pam.d/imap</code></li>\n"
		"<li><code>/etc/pam.d/smtp</code></li>\n"
		"</ul>\n"
		"<pre>\n"
		"Users come from *LDAP*:\n"
		"\n"
		"# see [wiki](http://wiki) &amp; &lt;b&gt;\n"
		"</pre>\n"
		"</article>\n"
		"</section>\n"
		"<section id=\"c2\">\n"
		"<h2><code>/etc/pam.d/smtp</code></h2>\n"
		"<article>\n"
		"<h3><time datetime=\"2026-11-19T12:00:00+00:00\">2026-11-19 13:00</time></h3>\n"
		"<p><a href=\"#e1\">Told elsewhere</a></p>\n"
		"</article>\n"
		"</section>\n"
		"</main>\n"
		"</body>\n"
		"</html>\n");
}

static void html_keeps_names_and_words_inside(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(1, 1, true, html_book, &text);
	assert_has(&text,
		"<li><code>/``&lt;/pre&gt;&lt;script&gt;\\033&quot;&#39;&amp;\\012\\377"
		"\\342\\200\\256](javascript:x)</code></li>\n");
	assert_has(&text,
		"<pre>\n"
		"``&lt;/pre&gt;&lt;script&gt;\\033&quot;&#39;&amp;\n"
		"\\377\\342\\200\\256](javascript:x)\n"
		"</pre>\n");
	assert_lacks(&text, "<script");
	assert_lacks(&text, "\x1b");
	assert_lacks(&text, "\xff");
	assert_lacks(&text, "\xe2");
}

static void entries_may_lack_everything(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(2, 1, true, markdown_book, &text);
	assert_has(&text, "\n## About no path\n\n### 1970-01-01 01:00\n\nEntry `  `\n\n\n");
	text_clear(&text);
	render(2, 1, true, html_book, &text);
	assert_has(&text, "<h2>About no path</h2>\n<article id=\"e1\">\n");
	assert_lacks(&text, "<pre>");
	text_clear(&text);
	render(0, 0, true, html_book, &text);
	assert_lacks(&text, "<nav>");
	assert_has(&text, "</html>\n");
}

static void months_are_chapters_too(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(0, 1, false, markdown_book, &text);
	assert_has(&text, "\n## 2026-11\n");
	assert_lacks(&text, "Told elsewhere");
	text_clear(&text);
	render(0, 1, false, html_book, &text);
	assert_has(&text, "<h2>2026-11</h2>");
}

/* A browser applies a style only if the policy names its digest. */
static void the_style_is_the_one_that_the_policy_allows(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	render(0, 0, true, html_book, &text);
	assert_style_digest(&text, BOOK_STYLE_DIGEST);
	assert_has(&text, "content=\"default-src 'none'; style-src '" BOOK_STYLE_DIGEST "'\"/>\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markdown_has_chapters),
		cmocka_unit_test(markdown_keeps_names_and_words_inside),
		cmocka_unit_test(html_has_chapters),
		cmocka_unit_test(html_keeps_names_and_words_inside),
		cmocka_unit_test(entries_may_lack_everything),
		cmocka_unit_test(months_are_chapters_too),
		cmocka_unit_test(the_style_is_the_one_that_the_policy_allows),
	};

	return cmocka_run_group_tests_name("render/book", tests, NULL, NULL);
}
