// SPDX-License-Identifier: GPL-2.0-or-later
// Lines and words of PAM's files: libpam/pam_handlers.c (1.5), pam_line.c (1.6 on), pam_misc.c.
#include "settings/pam_text.h"

#include <string.h>

enum {
	/* libpam 1.5 reads into 1024 bytes and takes what does not fit for another line. */
	PAM_LINE_MOST = 1023,
};

static const char long_line[] = "longer than the 1023 bytes that libpam 1.5 reads at once";
static const char nul_byte[] = "a NUL byte: libpam loses the rest of the line";
static const char interrupted[] =
	"a blank line or comment among continued lines: libpam 1.5 reads on, 1.6 does not";
static const char endless[] =
	"continued, but the file ends: libpam takes nothing of the whole file";

/* One line of the file, without its newline. */
struct physical {
	const char *start;
	const char *text; /* behind the leading blanks */
	const char *stop;
	const char *mark; /* the first '#', or stop */
	bool newline;
};

void pam_lines_start(struct pam_lines *lines, const char *bytes, size_t length)
{
	*lines = (struct pam_lines){.at = bytes, .end = bytes + length, .next = 1};
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool take_physical(struct pam_lines *lines, struct physical *result)
{
	const char *newline;

	if (lines->at == lines->end)
		return false;
	newline = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	result->start = lines->at;
	result->newline = newline != NULL;
	result->stop = newline != NULL ? newline : lines->end;
	result->text = result->start;
	while (result->text < result->stop && is_blank(*result->text))
		result->text++;
	result->mark = memchr(result->text, '#', (size_t)(result->stop - result->text));
	if (result->mark == NULL)
		result->mark = result->stop;
	lines->at = newline != NULL ? newline + 1 : lines->end;
	lines->next++;
	return true;
}

/* The backslash that continues a line; NULL: none does. A comment is never continued. */
static const char *continuation(const struct physical *physical)
{
	const char *last = physical->stop;

	if (physical->mark != physical->stop)
		return NULL;
	while (last > physical->text && is_blank(last[-1]))
		last--;
	return last > physical->text && last[-1] == '\\' ? last - 1 : NULL;
}

static void doubt_physical(struct pam_line *line, const struct physical *physical)
{
	size_t length = (size_t)(physical->stop - physical->start) + physical->newline;

	if (line->text.length + length > PAM_LINE_MOST)
		line->why = long_line;
	else if (memchr(physical->text, '\0', (size_t)(physical->mark - physical->text)) != NULL)
		line->why = nul_byte;
}

/* True: the line goes on in the next one. */
static bool append_physical(struct pam_line *line, const struct physical *physical)
{
	const char *backslash = continuation(physical);
	const char *stop = backslash != NULL ? backslash : physical->mark;

	doubt_physical(line, physical);
	text_append(&line->text, physical->start, (size_t)(stop - physical->start));
	if (backslash != NULL)
		text_byte(&line->text, ' ');
	else if (physical->mark == physical->stop && physical->newline)
		text_byte(&line->text, '\n');
	return backslash != NULL && line->why != nul_byte;
}

static void read_on(struct pam_lines *lines, struct pam_line *line, const char **stop)
{
	struct physical physical;

	for (;;) {
		if (!take_physical(lines, &physical)) {
			line->why = endless;
			return;
		}
		*stop = physical.stop;
		if (physical.text == physical.mark)
			line->why = interrupted;
		else if (!append_physical(line, &physical))
			return;
	}
}

static void set_text(struct pam_line *line, const char *start, const char *stop)
{
	text_clear(&line->text);
	text_append(&line->text, start, (size_t)(stop - start));
}

bool pam_lines_next(struct pam_lines *lines, struct pam_line *line)
{
	struct physical physical;
	const char *stop;

	do {
		line->first = lines->next;
		if (!take_physical(lines, &physical))
			return false;
	} while (physical.text == physical.stop);
	text_clear(&line->text);
	line->why = NULL;
	line->kind = PAM_LINE_RULE;
	stop = physical.stop;
	if (physical.text == physical.mark) {
		line->kind = PAM_LINE_COMMENT;
		doubt_physical(line, &physical);
		set_text(line, physical.mark + 1, physical.stop);
	} else if (append_physical(line, &physical)) {
		read_on(lines, line, &stop);
	}
	line->last = lines->next - 1;
	if (line->why != NULL) {
		line->kind = PAM_LINE_UNREAD;
		set_text(line, physical.start, stop);
	}
	return true;
}

static bool is_between(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t';
}

static void take_bracketed(struct pam_words *words, struct text *word)
{
	for (words->at++; words->at < words->end && *words->at != ']'; words->at++) {
		if (*words->at == '\\' && words->at + 1 < words->end && words->at[1] == ']')
			words->at++;
		text_byte(word, *words->at);
	}
	if (words->at < words->end)
		words->at++;
}

bool pam_words_next(struct pam_words *words, struct text *word)
{
	const char *start;

	text_clear(word);
	while (words->at < words->end && is_between(*words->at))
		words->at++;
	if (words->at == words->end)
		return false;
	if (*words->at == '[') {
		take_bracketed(words, word);
		return true;
	}
	start = words->at;
	while (words->at < words->end && !is_between(*words->at))
		words->at++;
	text_append(word, start, (size_t)(words->at - start));
	if (words->at < words->end)
		words->at++;
	return true;
}
