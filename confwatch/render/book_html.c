// SPDX-License-Identifier: GPL-2.0-or-later
// diary export: the whole diary as one HTML file, which is well-formed XML as well.
#include <string.h>

#include "base/translate.h"
#include "render/book.h"
#include "render/escape.h"
#include "render/html.h"
#include "render/words.h"

static const char style[] =
	":root{color-scheme:light dark}"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;"
	"color:CanvasText;background:Canvas}"
	"h1{font-size:1.6rem;line-height:1.3;margin:0}"
	"h2{font-size:1.15rem;margin:2.5rem 0 0;border-bottom:1px solid;overflow-wrap:anywhere}"
	"article{margin:1.25rem 0}"
	"h3{margin:0;font-size:1rem}"
	"p{margin:.25rem 0;overflow-wrap:anywhere}"
	"code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}"
	"pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0;"
	"padding-left:.75rem;border-left:.2rem solid}"
	"nav ul,article ul{padding-left:1.25rem;margin:.25rem 0}"
	"a{display:inline-block;min-width:1.5rem;padding:.25rem 0}"
	"strong{border:1px solid;padding:0 .25rem}"
	"@media print{nav{display:none}article{break-inside:avoid}}";

static void add_lines(struct text *result, const char *words)
{
	while (*words != '\0') {
		const size_t length = strcspn(words, "\n");

		escape_markup(result, words, length);
		text_byte(result, '\n');
		words += length + (words[length] == '\n');
	}
}

static void add_particular(struct text *result, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_add(result, ", ");
	html_name(result, name);
	text_byte(result, ' ');
	html_name(result, value);
}

static void add_code(struct text *result, const char *name)
{
	text_add(result, "<code>");
	html_name(result, name);
	text_add(result, "</code>");
}

static void add_moment(
	const struct book_view *view, const struct diary_entry *entry, struct text *result)
{
	text_add(result, "<time datetime=\"");
	words_iso_time(result, entry->time, entry->zone);
	text_add(result, "\">");
	words_time(result, entry->time, view->zone);
	text_add(result, "</time>");
}

static void add_particulars(
	const struct book_view *view, const struct diary_entry *entry, struct text *result)
{
	text_add(result, "<p>");
	html_name(result, _("Entry"));
	text_byte(result, ' ');
	add_code(result, entry->id != NULL ? entry->id : "");
	add_particular(result, _("by"), entry->author);
	add_particular(result, _("owner"), entry->owner);
	add_particular(result, _("ticket"), entry->ticket);
	add_particular(result, _("review by"), entry->review_by);
	if (diary_is_overdue(entry, view->now, view->zone)) {
		text_add(result, " <strong>");
		html_name(result, _("OVERDUE"));
		text_add(result, "</strong>");
	}
	text_add(result, "</p>\n");
}

static void add_paths(const struct diary_entry *entry, struct text *result)
{
	if (entry->path_count == 0)
		return;
	text_add(result, "<ul>\n");
	for (size_t i = 0; i < entry->path_count; i++) {
		text_add(result, "<li>");
		add_code(result, entry->paths[i]);
		text_add(result, "</li>\n");
	}
	text_add(result, "</ul>\n");
}

static void add_told(
	const struct book_view *view, const struct diary_mention *mention, struct text *result)
{
	const struct diary_entry *entry = mention->entry;

	text_format(result, "<article id=\"e%zu\">\n<h3>", mention->number);
	add_moment(view, entry, result);
	for (size_t i = 0; i < entry->tag_count; i++) {
		text_add(result, i > 0 ? ", " : ": ");
		html_name(result, entry->tags[i]);
	}
	text_add(result, "</h3>\n");
	add_particulars(view, entry, result);
	add_paths(entry, result);
	if (entry->text != NULL && *entry->text != '\0') {
		text_add(result, "<pre>\n");
		add_lines(result, entry->text);
		text_add(result, "</pre>\n");
	}
	text_add(result, "</article>\n");
}

static void add_mention(
	const struct book_view *view, const struct diary_mention *mention, struct text *result)
{
	text_add(result, "<article>\n<h3>");
	add_moment(view, mention->entry, result);
	text_format(result, "</h3>\n<p><a href=\"#e%zu\">", mention->number);
	html_name(result, _("Told elsewhere"));
	text_add(result, "</a></p>\n</article>\n");
}

static void add_title(const struct diary_chapter *chapter, struct text *result)
{
	if (chapter->path != NULL)
		add_code(result, chapter->path);
	else
		html_name(result, chapter->month != NULL ? chapter->month : _("About no path"));
}

static void add_contents(const struct diary_book *book, struct text *result)
{
	text_add(result, "<nav>\n<ul>\n");
	for (size_t i = 0; i < book->count; i++) {
		text_format(result, "<li><a href=\"#c%zu\">", i + 1);
		add_title(&book->chapters[i], result);
		text_add(result, "</a></li>\n");
	}
	text_add(result, "</ul>\n</nav>\n");
}

static void add_chapter(const struct book_view *view, size_t number, struct text *result)
{
	const struct diary_chapter *chapter = &view->book->chapters[number];

	text_format(result, "<section id=\"c%zu\">\n<h2>", number + 1);
	add_title(chapter, result);
	text_add(result, "</h2>\n");
	for (size_t i = 0; i < chapter->count; i++) {
		const struct diary_mention *mention = &chapter->mentions[i];

		if (mention->told)
			add_told(view, mention, result);
		else
			add_mention(view, mention, result);
	}
	text_add(result, "</section>\n");
}

static void add_head(const char *title, struct text *result)
{
	text_add(result,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src '" BOOK_STYLE_DIGEST "'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<title>");
	text_add(result, title);
	text_add(result, "</title>\n<style>");
	text_add(result, style);
	text_add(result, "</style>\n</head>\n<body>\n<header>\n<h1>");
	text_add(result, title);
	text_add(result, "</h1>\n<p>");
}

void html_book(const struct book_view *view, struct text *result)
{
	TEXT_CLEANUP struct text title = TEXT_INIT;

	html_name(&title, _("The diary of"));
	text_byte(&title, ' ');
	html_name(&title, view->host);
	add_head(text_string(&title), result);
	html_name(result, _("Written out by confwatch on"));
	text_byte(result, ' ');
	words_time(result, view->now, view->zone);
	text_add(result, ".</p>\n</header>\n");
	if (view->book->count > 0)
		add_contents(view->book, result);
	text_add(result, "<main>\n");
	for (size_t i = 0; i < view->book->count; i++)
		add_chapter(view, i, result);
	text_add(result, "</main>\n</body>\n</html>\n");
}
