// SPDX-License-Identifier: GPL-2.0-or-later
// A pending transaction <-> its text in STATE.
#include "core/transaction.h"

#include <string.h>

#include "core/paragraph.h"

static const char *const actions[] = {
	[ANNOUNCED_INSTALL] = "install",
	[ANNOUNCED_UPGRADE] = "upgrade",
	[ANNOUNCED_DOWNGRADE] = "downgrade",
	[ANNOUNCED_REINSTALL] = "reinstall",
	[ANNOUNCED_REMOVE] = "remove",
	[ANNOUNCED_CONFIGURE] = "configure",
};

static const char *name_of_action(size_t index)
{
	return actions[index];
}

static void write_announced(const struct announced *announced, struct text *text)
{
	paragraph_string(text, "announced", announced->name != NULL ? announced->name : "");
	paragraph_string(text, "action", actions[announced->action]);
	paragraph_string(text, "before", announced->before);
	paragraph_string(text, "after", announced->after);
	paragraph_string(text, "archive", announced->archive);
	if (announced->failed)
		paragraph_string(text, "failed", "yes");
	text_byte(text, '\n');
}

/* Neither process ids nor times are ever negative. */
static uint64_t positive(int64_t number)
{
	return number > 0 ? (uint64_t)number : 0;
}

void transaction_write(const struct transaction *transaction, struct text *result)
{
	char hex[SNAPSHOT_HEX_SIZE];

	text_clear(result);
	paragraph_string(result, "id", transaction->id != NULL ? transaction->id : "");
	paragraph_string(result, "via", transaction->via != NULL ? transaction->via : "");
	paragraph_string(result, "manager", transaction->manager);
	paragraph_number(result, "pid", positive(transaction->pid));
	paragraph_number(result, "start", transaction->start);
	paragraph_string(result, "boot", transaction->boot);
	paragraph_number(result, "begun", positive(transaction->begun));
	if (transaction->has_before) {
		snapshot_hex(&transaction->before, hex);
		paragraph_string(result, "snapshot", hex);
	}
	paragraph_string(result, "trouble", transaction->trouble);
	text_byte(result, '\n');
	for (size_t i = 0; i < transaction->announced.count; i++)
		write_announced(&transaction->announced.items[i], result);
}

static uint64_t need_number(struct paragraph *reader, const char *key, uint64_t most)
{
	uint64_t result = 0;

	if (!paragraph_next_number(reader, key, most, &result))
		paragraph_fail(reader, "a number is missing");
	return result;
}

static void read_before(struct paragraph *reader, struct transaction *result)
{
	const char *value;

	if (!paragraph_next(reader, "snapshot", &value))
		return;
	result->has_before = snapshot_parse_hex(value, &result->before);
	if (!result->has_before)
		paragraph_fail(reader, "not a snapshot");
}

static void read_head(struct paragraph *reader, struct transaction *result)
{
	result->id = paragraph_need(reader, "id");
	result->via = paragraph_need(reader, "via");
	(void)paragraph_next(reader, "manager", &result->manager);
	result->pid = (int64_t)need_number(reader, "pid", INT64_MAX);
	result->start = need_number(reader, "start", UINT64_MAX);
	(void)paragraph_next(reader, "boot", &result->boot);
	result->begun = (int64_t)need_number(reader, "begun", INT64_MAX);
	read_before(reader, result);
	(void)paragraph_next(reader, "trouble", &result->trouble);
	paragraph_close(reader);
}

static struct announced read_announced(struct paragraph *reader)
{
	struct announced result = {0};
	const char *value;

	result.name = paragraph_need(reader, "announced");
	value = paragraph_need(reader, "action");
	result.action = (enum announced_action)paragraph_choice(
		reader, value, name_of_action, sizeof actions / sizeof actions[0]);
	(void)paragraph_next(reader, "before", &result.before);
	(void)paragraph_next(reader, "after", &result.after);
	(void)paragraph_next(reader, "archive", &result.archive);
	if (paragraph_next(reader, "failed", &value)) {
		result.failed = strcmp(value, "yes") == 0;
		if (!result.failed)
			paragraph_fail(reader, "not as it is written");
	}
	paragraph_close(reader);
	return result;
}

int transaction_read(struct arena *arena, const char *bytes, size_t length,
	struct transaction *result, struct error *error)
{
	struct transaction transaction = {0};
	struct paragraph reader;

	paragraph_begin(&reader, arena, "pending transaction", bytes, length, error);
	read_head(&reader, &transaction);
	while (!paragraph_at_end(&reader)) {
		struct announced announced = read_announced(&reader);

		announced_add(&transaction.announced, arena, &announced);
	}
	if (paragraph_status(&reader) == 0)
		*result = transaction;
	return paragraph_status(&reader);
}
