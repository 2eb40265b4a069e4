// SPDX-License-Identifier: GPL-2.0-or-later
// A short hash over entries (FNV-1a, 64 bits): to tell plans apart, not to prove anything.
#include "core/fingerprint.h"

#include <string.h>

struct fingerprint fingerprint_begin(void)
{
	return (struct fingerprint){.hash = UINT64_C(0xcbf29ce484222325)};
}

static void add(struct fingerprint *fingerprint, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < length; i++)
		fingerprint->hash = (fingerprint->hash ^ byte[i]) * UINT64_C(0x100000001b3);
}

void fingerprint_number(struct fingerprint *fingerprint, uint64_t number)
{
	for (unsigned i = 0; i < 8; i++) {
		unsigned char byte = (unsigned char)(number >> (8 * i));

		add(fingerprint, &byte, 1);
	}
}

void fingerprint_string(struct fingerprint *fingerprint, const char *string)
{
	if (string == NULL) {
		fingerprint_number(fingerprint, UINT64_MAX);
		return;
	}
	fingerprint_number(fingerprint, strlen(string));
	add(fingerprint, string, strlen(string));
}

static void add_attributes(struct fingerprint *fingerprint, const struct attributes *attributes)
{
	if (attributes == NULL) {
		fingerprint_number(fingerprint, 0);
		return;
	}
	fingerprint_string(fingerprint, attributes->access_acl);
	fingerprint_string(fingerprint, attributes->default_acl);
	fingerprint_number(fingerprint, attributes->count);
	for (size_t i = 0; i < attributes->count; i++) {
		fingerprint_string(fingerprint, attributes->list[i].name);
		fingerprint_number(fingerprint, attributes->list[i].length);
		add(fingerprint, attributes->list[i].value, attributes->list[i].length);
	}
}

/* The seal where there is one: a protected file's blob id is known only fresh from a scan. */
static void add_content(struct fingerprint *fingerprint, const struct entry *entry)
{
	fingerprint_number(fingerprint, entry->content);
	if (entry->seal != NULL)
		add(fingerprint, entry->seal, SEAL_SIZE);
	else if (entry->has_blob)
		add(fingerprint, entry->blob, BLOB_SIZE);
}

void fingerprint_entry(struct fingerprint *fingerprint, const struct entry *entry)
{
	if (entry == NULL) {
		fingerprint_number(fingerprint, 0);
		return;
	}
	fingerprint_number(fingerprint, (uint64_t)entry->kind + 1);
	fingerprint_string(fingerprint, entry->target);
	fingerprint_string(fingerprint, entry->same_as);
	add_attributes(fingerprint, entry->attributes);
	add_content(fingerprint, entry);
	fingerprint_number(fingerprint, (uint64_t)entry->mode << 32 | entry->uid);
	fingerprint_number(fingerprint, (uint64_t)entry->major << 32 | entry->minor);
	fingerprint_number(fingerprint, entry->gid);
	if (entry->kind == ENTRY_DIRECTORY)
		return;
	fingerprint_number(fingerprint, (uint64_t)entry->seconds);
	fingerprint_number(fingerprint, entry->nanoseconds);
}
