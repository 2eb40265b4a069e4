// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as the root's name, counts, times and fields of what says it when mail cannot: the
// words at login, metrics and the journal's datagram hold what their readers expect and no more.
#include <ctype.h>

#include "base/shell.h"
#include "render/notice.h"
#include "said.h"
#include "system/journal.h"

enum {
	FIELDS = 3,
	LENGTH_SIZE = 8,
};

static const char *const hooks[] = {"zypp", "rpm", "apt", "dpkg"};

static uint8_t take(const uint8_t **data, size_t *size)
{
	uint8_t byte = *size > 0 ? **data : 0;

	*data += *size > 0;
	*size -= *size > 0;
	return byte;
}

static struct notice make(const uint8_t **data, size_t *size)
{
	struct notice notice = {.now = (int64_t)take(data, size) * 10000000};

	notice.uncertain = notice.now % 3 == 0;
	notice.down_since = (int64_t)take(data, size) * -10000000;
	for (size_t i = 0; i <= CLASS_COUNT; i++)
		notice.counts[i][i % NOTICE_SEVERITIES] = take(data, size);
	notice.hook_count = take(data, size) % (sizeof hooks / sizeof hooks[0] + 1);
	for (size_t i = 0; i < notice.hook_count; i++)
		notice.hooks[i] = (struct notice_hook){hooks[i], take(data, size)};
	return notice;
}

static void check_words(const struct notice *notice, const char *root)
{
	TEXT_CLEANUP struct text program = TEXT_INIT;
	TEXT_CLEANUP struct text words = TEXT_INIT;
	size_t lines = 0;

	text_add(&program, "confwatch --root=");
	shell_word(&program, root);
	notice_login(notice, &(struct text_options){.program = text_string(&program)}, &words);
	must_be_harmless(&words, false);
	for (size_t i = 0; i < words.length; i++)
		lines += words.bytes[i] == '\n';
	must(lines == 2);
}

static const char *expect(const char *at, const char *words)
{
	must(strncmp(at, words, strlen(words)) == 0);
	return at + strlen(words);
}

static const char *read_name(const char *at)
{
	must(isalpha((unsigned char)*at));
	return at + strspn(at, "abcdefghijklmnopqrstuvwxyz_");
}

/* {name="value",name="value"} of letters alone, so that nothing need be escaped. */
static const char *read_labels(const char *at)
{
	while (*at == '{' || *at == ',') {
		at = expect(read_name(at + 1), "=\"");
		at = read_name(at);
		at += strspn(at, "-abcdefghijklmnopqrstuvwxyz");
		at = expect(at, "\"");
		must(*at == ',' || *at == '}');
		at += *at == '}';
	}
	return at;
}

/* Version 0.0.4 of the format: each line is HELP, TYPE, or a sample of the metric just named. */
static size_t read_metrics(const char *at)
{
	const char *metric = NULL;
	size_t samples = 0, length = 0;

	while (*at != '\0') {
		if (*at == '#') {
			metric = expect(at, "# HELP ");
			length = (size_t)(read_name(metric) - metric);
			at = strchr(at, '\n');
			must(at != NULL);
			at = expect(at, "\n# TYPE ");
			must(strncmp(at, metric, length) == 0);
			at = expect(at + length, " gauge\n");
			continue;
		}
		must(metric != NULL && strncmp(at, metric, length) == 0);
		at = expect(read_labels(at + length), " ");
		at += *at == '-';
		must(isdigit((unsigned char)*at));
		at = expect(at + strspn(at, "0123456789"), "\n");
		samples++;
	}
	return samples;
}

static void check_metrics(const struct notice *notice)
{
	TEXT_CLEANUP struct text metrics = TEXT_INIT;
	size_t expected = 2 + NOTICE_SEVERITIES + notice->hook_count;

	for (size_t i = 0; i <= CLASS_COUNT; i++)
		for (size_t k = 0; k < NOTICE_SEVERITIES; k++)
			expected += notice->counts[i][k] > 0;
	notice_metrics(notice, &metrics);
	must(strlen(text_string(&metrics)) == metrics.length);
	must(read_metrics(text_string(&metrics)) == expected);
}

/* One field, as systemd's "Native Journal Protocol" has it. */
static const char *read_field(const char *at, const char *end, const char *name, const char *value)
{
	uint64_t length = 0;

	must((size_t)(end - at) > strlen(name));
	at = expect(at, name);
	if (*at == '\n') {
		at++;
		must(end - at >= LENGTH_SIZE);
		for (unsigned i = 0; i < LENGTH_SIZE; i++)
			length |= (uint64_t)(uint8_t)*at++ << 8 * i;
	} else {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		must(*at++ == '=' && newline != NULL);
		length = (uint64_t)(newline - at);
	}
	must(length == strlen(value) && (uint64_t)(end - at) > length);
	must(memcmp(at, value, length) == 0 && at[length] == '\n');
	return at + length + 1;
}

static void check_datagram(struct arena *arena, const uint8_t *data, size_t size)
{
	static const char *const names[] = {"CONFWATCH_A", "CONFWATCH_B", "CONFWATCH_C"};
	TEXT_CLEANUP struct text datagram = TEXT_INIT;
	struct journal_field fields[FIELDS];
	const char *at, *end;

	for (size_t i = 0; i < FIELDS; i++) {
		size_t length = i + 1 < FIELDS ? size / FIELDS : size;

		fields[i] = (struct journal_field){names[i], arena_bytes(arena, data, length)};
		data += length;
		size -= length;
	}
	journal_datagram("id", LOG_ERR, fields[0].value, fields, FIELDS, &datagram);
	at = text_string(&datagram);
	end = at + datagram.length;
	at = read_field(at, end, "MESSAGE_ID", "id");
	at = read_field(at, end, "PRIORITY", "3");
	at = read_field(at, end, "SYSLOG_IDENTIFIER", "confwatch");
	at = read_field(at, end, "MESSAGE", fields[0].value);
	for (size_t i = 0; i < FIELDS; i++)
		at = read_field(at, end, fields[i].name, fields[i].value);
	must(at == end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct notice notice = make(&data, &size);

	check_words(&notice, arena_bytes(&arena, data, size));
	check_metrics(&notice);
	check_datagram(&arena, data, size);
	arena_release(&arena);
	return 0;
}
