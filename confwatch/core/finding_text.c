// SPDX-License-Identifier: GPL-2.0-or-later
// Findings <-> the text that is kept with a snapshot.
#include <string.h>

#include "core/finding.h"
#include "core/paragraph.h"

static const char *const states[] = {
	[FINDING_OPEN] = "open",
	[FINDING_RESTORED] = "restored",
	[FINDING_ACCEPTED] = "accepted",
	[FINDING_EXPECTED] = "expected",
	[FINDING_GONE] = "gone",
};

static const char *name_of_state(size_t index)
{
	return states[index];
}

static const char *name_of_severity(size_t index)
{
	return severity_name((enum severity)index);
}

static const char *name_of_class(size_t index)
{
	return finding_class_name((enum finding_class)index);
}

/* The strings between line and snapshot, and those behind it, in the order of writing. */
struct field {
	const char *key;
	size_t offset;
};

#define FIELD(key, member)                                                                         \
	{                                                                                          \
		key, offsetof(struct finding, member)                                              \
	}

static const struct field deeds[] = {
	FIELD("package", package),
	FIELD("version-before", version_before),
	FIELD("version-after", version_after),
	FIELD("transaction", transaction),
};

static const struct field words[] = {
	FIELD("leftover", leftover),
	FIELD("message", message),
	FIELD("reason", reason),
	FIELD("remedy", remedy),
};

enum {
	DEEDS = sizeof deeds / sizeof deeds[0],
	WORDS = sizeof words / sizeof words[0],
};

static void write_strings(
	struct text *text, const struct finding *finding, const struct field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value;

		memcpy(&value, (const char *)finding + fields[i].offset, sizeof value);
		paragraph_string(text, fields[i].key, value);
	}
}

static void read_strings(
	struct paragraph *reader, struct finding *finding, const struct field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = NULL;

		if (paragraph_next(reader, fields[i].key, &value))
			memcpy((char *)finding + fields[i].offset, &value, sizeof value);
	}
}

static void write_number_unless(struct text *text, const char *key, uint64_t value, uint64_t usual)
{
	if (value != usual)
		paragraph_number(text, key, value);
}

/* Times before 1970 do not happen. */
static uint64_t time_of(const struct finding *finding)
{
	return finding->since > 0 ? (uint64_t)finding->since : 0;
}

static void write_one(const struct finding *finding, struct text *text)
{
	char hex[SNAPSHOT_HEX_SIZE];

	paragraph_string(text, "id", finding->id != NULL ? finding->id : "");
	if (finding->class == CLASS_COUNT)
		paragraph_string(text, "rule", finding->rule != NULL ? finding->rule : "");
	else
		paragraph_string(text, "class", finding_class_name(finding->class));
	paragraph_string(text, "severity", severity_name(finding->severity));
	paragraph_string(text, "path", finding->path);
	write_number_unless(text, "line", finding->line, 0);
	write_strings(text, finding, deeds, DEEDS);
	if (finding->has_snapshot) {
		snapshot_hex(&finding->snapshot, hex);
		paragraph_string(text, "snapshot", hex);
	}
	write_strings(text, finding, words, WORDS);
	if (finding->restored)
		paragraph_string(text, "restored", "yes");
	paragraph_string(text, "state", states[finding->state]);
	paragraph_number(text, "since", time_of(finding));
	write_number_unless(text, "folded", finding->folded, 1);
	text_byte(text, '\n');
}

void finding_write(const struct finding_list *list, struct text *result)
{
	text_clear(result);
	for (size_t i = 0; i < list->count; i++)
		write_one(&list->items[i], result);
}

static void read_class(struct paragraph *reader, struct finding *finding)
{
	const char *value;

	if (paragraph_next(reader, "rule", &finding->rule))
		return;
	value = paragraph_need(reader, "class");
	finding->class =
		(enum finding_class)paragraph_choice(reader, value, name_of_class, CLASS_COUNT);
}

static void read_snapshot(struct paragraph *reader, struct finding *finding)
{
	const char *value;

	if (!paragraph_next(reader, "snapshot", &value))
		return;
	finding->has_snapshot = snapshot_parse_hex(value, &finding->snapshot);
	if (!finding->has_snapshot)
		paragraph_fail(reader, "not a snapshot");
}

/* Absent: the usual value, which is never written. */
static size_t read_count(struct paragraph *reader, const char *key, size_t usual)
{
	uint64_t number = usual;

	if (paragraph_next_number(reader, key, SIZE_MAX, &number) && number == usual)
		paragraph_fail(reader, "not as it is written");
	return (size_t)number;
}

static void read_state(struct paragraph *reader, struct finding *finding)
{
	const char *value;
	uint64_t since = 0;

	if (paragraph_next(reader, "restored", &value)) {
		finding->restored = strcmp(value, "yes") == 0;
		if (!finding->restored)
			paragraph_fail(reader, "not as it is written");
	}
	value = paragraph_need(reader, "state");
	finding->state = (enum finding_state)paragraph_choice(
		reader, value, name_of_state, sizeof states / sizeof states[0]);
	if (!paragraph_next_number(reader, "since", INT64_MAX, &since))
		paragraph_fail(reader, "no 'since'");
	finding->since = (int64_t)since;
}

static void read_one(struct paragraph *reader, struct finding *finding)
{
	const char *value;

	finding->id = paragraph_need(reader, "id");
	read_class(reader, finding);
	value = paragraph_need(reader, "severity");
	finding->severity = (enum severity)paragraph_choice(
		reader, value, name_of_severity, SEVERITY_CRITICAL + 1);
	(void)paragraph_next(reader, "path", &finding->path);
	finding->line = read_count(reader, "line", 0);
	read_strings(reader, finding, deeds, DEEDS);
	read_snapshot(reader, finding);
	read_strings(reader, finding, words, WORDS);
	read_state(reader, finding);
	finding->folded = read_count(reader, "folded", 1);
	paragraph_close(reader);
}

int finding_read(struct arena *arena, const char *bytes, size_t length, struct finding_list *result,
	struct error *error)
{
	struct finding_list list = {0};
	struct paragraph reader;

	paragraph_begin(&reader, arena, "findings", bytes, length, error);
	while (!paragraph_at_end(&reader))
		read_one(&reader, finding_add(&list, arena));
	if (paragraph_status(&reader) == 0)
		*result = list;
	return paragraph_status(&reader);
}
