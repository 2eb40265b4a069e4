// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch diary add: an entry, its text from -m, from standard input, or from an editor.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/translate.h"
#include "base/unicode.h"
#include "commands/diary.h"
#include "note.h"
#include "render/diary.h"
#include "render/escape.h"
#include "system/child.h"
#include "system/files.h"

enum {
	TEXT_MOST = 1000 * 1000,
};

static const char scissors[] = "---------------- >8 ----------------";

/* What stands below the line tells what it is about, and is left out. */
static void lay_out(const struct note *note, struct text *text)
{
	text_format(text, "\n\n%s\n%s\n", scissors,
		_("Why is it so? What stands from the line above on is left out. It is no place "
		  "for secrets."));
	for (size_t i = 0; i < note->path_count; i++) {
		escape_name(text, note->paths[i]);
		text_byte(text, '\n');
	}
}

static void cut(struct text *text)
{
	const char *line = text_string(text);

	while (*line != '\0' && strncmp(line, scissors, strlen(scissors)) != 0) {
		const size_t length = strcspn(line, "\n");

		line += length + (line[length] == '\n');
	}
	text->length = (size_t)(line - text_string(text));
	if (text->bytes != NULL)
		text->bytes[text->length] = '\0';
}

static int edit(struct invocation *invocation, const struct note *note, struct text *text,
	struct error *error)
{
	const struct actor *actor = &invocation->workspace->actor;
	const struct editor editor = {
		.command = invocation->editor,
		.uid = actor->uid,
		.gid = actor->gid,
		.terminal = invocation->terminal_type,
		.state = invocation->workspace->state_fd,
	};

	lay_out(note, text);
	if (editor_run(&editor, text, error) < 0)
		return error_context(error, "%s", _("nothing was recorded"));
	cut(text);
	return 0;
}

static int read_input(struct text *text, struct error *error)
{
	int rc = files_read_all(STDIN_FILENO, TEXT_MOST, text);

	return rc < 0 ? error_system(error, -rc, _("cannot read the text")) : 0;
}

static int find_text(struct invocation *invocation, const struct note *note, struct text *text,
	struct error *error)
{
	const struct diary_options *wanted = invocation->options;

	if (wanted->message != NULL)
		text_add(text, wanted->message);
	else if (isatty(STDIN_FILENO) == 0)
		(void)read_input(text, error);
	else if (invocation->terminal->output)
		(void)edit(invocation, note, text, error);
	else
		return error_set(error, EINVAL,
			_("a text is needed: with -m, on standard input, or written on a terminal"));
	if (error->code == 0 && strlen(text_string(text)) != text->length)
		(void)error_set(error, EINVAL, _("the text has a NUL byte: nothing was recorded"));
	return -error->code;
}

static bool is_plain(const char *tag)
{
	const size_t length = strlen(tag);

	return length > 0 && strpbrk(tag, " ,") == NULL && unicode_all_printable(tag, length);
}

/* What programs go by is written by the commands that mean it. */
static int check_tags(const struct string_list *tags, struct error *error)
{
	for (size_t i = 0; i < tags->count; i++) {
		if (!is_plain(tags->items[i]))
			return error_set(error, EINVAL,
				_("a tag is a word without blanks and commas, not '%s'"),
				tags->items[i]);
		if (diary_is_own_tag(tags->items[i]))
			return error_set(error, EINVAL,
				_("the tag '%s' is given by the command that means it"),
				tags->items[i]);
	}
	return 0;
}

static int print(struct invocation *invocation, struct diary_entry *entry, struct error *error)
{
	const struct diary diary = {.entries = entry, .count = 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_diary(&diary, 0, &text);
	else
		text_diary_recorded(entry, &text);
	return invocation_print(invocation, &text, error);
}

/* What a person wrote in an editor is nowhere else. */
static int give_back(struct invocation *invocation, const struct text *text, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	TEXT_CLEANUP struct text content = TEXT_INIT;
	struct error ignored = ERROR_INIT;

	if (wanted->message == NULL && isatty(STDIN_FILENO) != 0) {
		escape_content(&content, text_string(text), text->length);
		(void)terminal_print(invocation->terminal, &content, &ignored);
	}
	return -error->code;
}

/* Before a person writes anything, what can be wrong is found. */
static int check_early(struct invocation *invocation, const struct note *note, struct error *error)
{
	const struct diary_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;

	if (check_tags(&wanted->tags, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0)
		return -error->code;
	return note_check(invocation->workspace, history, note, error);
}

int diary_run_add(struct invocation *invocation, struct error *error)
{
	static const char *const tags[] = {DIARY_NOTE};
	const struct diary_options *wanted = invocation->options;
	struct string_list paths;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct diary_entry entry;
	struct note note = {.tags = tags,
		.tag_count = 1,
		.owner = wanted->owner,
		.ticket = wanted->ticket,
		.review_by = wanted->review_by};

	if (invocation_paths(invocation, &paths, error) < 0)
		return -error->code;
	note.paths = paths.items;
	note.path_count = paths.count;
	if (wanted->tags.count > 0) {
		note.tags = wanted->tags.items;
		note.tag_count = wanted->tags.count;
	}
	if (check_early(invocation, &note, error) < 0 ||
		find_text(invocation, &note, &text, error) < 0)
		return -error->code;
	note.text = text_string(&text);
	if (note_record(invocation->workspace, &note, &entry, error) < 0)
		return give_back(invocation, &text, error);
	return print(invocation, &entry, error);
}
