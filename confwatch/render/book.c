// SPDX-License-Identifier: GPL-2.0-or-later
// diary export: the whole diary as one book in Markdown.
#include "render/book.h"

#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/words.h"

static size_t longest_run(const char *bytes, char byte)
{
	size_t longest = 0, run = 0;

	for (; *bytes != '\0'; bytes++) {
		run = *bytes == byte ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* A name between as many backticks as it takes: nothing in it means anything. */
static void add_name(struct text *result, const char *name)
{
	TEXT_CLEANUP struct text escaped = TEXT_INIT;
	size_t ticks;

	escape_name(&escaped, name);
	ticks = longest_run(text_string(&escaped), '`') + 1;
	for (size_t i = 0; i < ticks; i++)
		text_byte(result, '`');
	text_format(result, " %s ", text_string(&escaped));
	for (size_t i = 0; i < ticks; i++)
		text_byte(result, '`');
}

/* Words that are a person's, but not to be read as Markdown. */
static void add_plain(struct text *result, const char *words)
{
	TEXT_CLEANUP struct text escaped = TEXT_INIT;

	escape_name(&escaped, words);
	for (size_t i = 0; i < escaped.length; i++) {
		if (strchr("\\`*_{}[]<>()#+-.!|~&:", escaped.bytes[i]) != NULL)
			text_byte(result, '\\');
		text_byte(result, escaped.bytes[i]);
	}
}

static void add_word_byte(struct text *result, char byte)
{
	switch (byte) {
	case '<':
		text_add(result, "&lt;");
		break;
	case '&':
		text_add(result, "&amp;");
		break;
	case '[':
	case ']':
		text_byte(result, '\\');
		text_byte(result, byte);
		break;
	default:
		text_byte(result, byte);
	}
}

/* As a quotation, which ends where the entry does, whatever stands in it. */
static void add_quoted(struct text *result, const char *words)
{
	while (*words != '\0') {
		const size_t length = strcspn(words, "\n");
		TEXT_CLEANUP struct text line = TEXT_INIT;

		escape_content(&line, words, length);
		text_add(result, "> ");
		for (size_t i = 0; i < line.length; i++)
			add_word_byte(result, line.bytes[i]);
		text_byte(result, '\n');
		words += length + (words[length] == '\n');
	}
}

static void add_particular(struct text *result, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_format(result, ", %s ", name);
	add_plain(result, value);
}

static void add_until(
	const struct book_view *view, const struct diary_entry *entry, struct text *result)
{
	if (entry->until <= 0)
		return;
	text_format(result, ", %s ", _("until"));
	words_time(result, entry->until, view->zone);
}

static void add_entry(
	const struct book_view *view, const struct diary_entry *entry, struct text *result)
{
	text_add(result, "### ");
	words_time(result, entry->time, view->zone);
	for (size_t i = 0; i < entry->tag_count; i++) {
		text_add(result, i > 0 ? ", " : ": ");
		add_plain(result, entry->tags[i]);
	}
	text_format(result, "\n\n%s", _("Entry"));
	text_byte(result, ' ');
	add_name(result, entry->id != NULL ? entry->id : "");
	add_particular(result, _("by"), entry->author);
	add_particular(result, _("owner"), entry->owner);
	add_particular(result, _("ticket"), entry->ticket);
	add_particular(result, _("review by"), entry->review_by);
	add_until(view, entry, result);
	if (diary_is_overdue(entry, view->now, view->zone))
		text_format(result, " **%s**", _("OVERDUE"));
	text_add(result, "\n\n");
	for (size_t i = 0; i < entry->path_count; i++) {
		text_add(result, "* ");
		add_name(result, entry->paths[i]);
		text_byte(result, '\n');
	}
	text_add(result, entry->path_count > 0 ? "\n" : "");
	add_quoted(result, entry->text != NULL ? entry->text : "");
	text_byte(result, '\n');
}

static void add_mention(
	const struct book_view *view, const struct diary_entry *entry, struct text *result)
{
	text_add(result, "### ");
	words_time(result, entry->time, view->zone);
	text_format(result, "\n\n%s ", _("Told elsewhere, as entry"));
	add_name(result, entry->id != NULL ? entry->id : "");
	text_add(result, "\n\n");
}

static void add_chapter(
	const struct book_view *view, const struct diary_chapter *chapter, struct text *result)
{
	text_add(result, "## ");
	if (chapter->path != NULL)
		add_name(result, chapter->path);
	else
		text_add(result, chapter->month != NULL ? chapter->month : _("About no path"));
	text_add(result, "\n\n");
	for (size_t i = 0; i < chapter->count; i++) {
		const struct diary_mention *mention = &chapter->mentions[i];

		if (mention->told)
			add_entry(view, mention->entry, result);
		else
			add_mention(view, mention->entry, result);
	}
}

void markdown_book(const struct book_view *view, struct text *result)
{
	text_format(result, "# %s ", _("The diary of"));
	add_plain(result, view->host);
	text_format(result, "\n\n%s ", _("Written out by confwatch on"));
	words_time(result, view->now, view->zone);
	text_add(result, ".\n\n");
	for (size_t i = 0; i < view->book->count; i++)
		add_chapter(view, &view->book->chapters[i], result);
}
