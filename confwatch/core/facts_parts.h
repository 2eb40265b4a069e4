// SPDX-License-Identifier: GPL-2.0-or-later
// Facts package by package: how they are collected, and kept for those that did not change.
#ifndef CORE_FACTS_PARTS_H
#define CORE_FACTS_PARTS_H

#include "core/facts.h"

struct facts_part {
	struct package package;
	bool removed;  /* then each of owned has OWNED_REMOVED */
	uint64_t mark; /* what the manager's files said about it when it was read; 0: ask again */
	struct owned *owned; /* their package is not set */
	size_t owned_count;
	size_t owned_capacity;
};

struct facts_parts {
	struct facts_part *items;
	size_t count;
	size_t capacity;
};

/* Room for one more, zeroed; valid until the next call. */
struct facts_part *facts_part_add(struct facts_parts *parts, struct arena *arena);
struct owned *facts_part_own(struct facts_part *part, struct arena *arena);

/*
 * Sorts the parts as facts have their packages, installed ones first, and makes facts of them.
 * Strings are borrowed.
 */
void facts_from_parts(struct arena *arena, struct facts_parts *parts, struct facts *result);

/* The other way, in the same order; marks are 0. */
void facts_to_parts(struct arena *arena, const struct facts *facts, struct facts_parts *result);

#endif
