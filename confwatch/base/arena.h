// SPDX-License-Identifier: GPL-2.0-or-later
// Memory of one command: values live until the arena is released, all at once.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *newest;
	char *next; /* free bytes of the newest block: [next, end) */
	char *end;
};

#define ARENA_INIT                                                                                 \
	{                                                                                          \
		0                                                                                  \
	}

void arena_release(struct arena *arena);

/* All zeroed, aligned for any type. They never fail: see out_of_memory(). */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));

/*
 * Moves memory of arena_array() to a larger (or equal) size; the old pointer is void. Large pieces
 * grow in place or by remapping, so that a growing array does not leave its past in the arena.
 * What is new is not zeroed. memory NULL: as arena_array(), also not zeroed.
 */
void *arena_regrow(struct arena *arena, void *memory, size_t old_size, size_t new_size)
	__attribute__((returns_nonnull));

/*
 * Makes room for at least `needed` items of `size` bytes where there is room for *capacity: as
 * arena_regrow(), and nothing where they fit. memory NULL: *capacity is 0.
 */
void *arena_grow(struct arena *arena, void *memory, size_t *capacity, size_t needed, size_t size)
	__attribute__((returns_nonnull));

/* Room for length bytes with a NUL behind them, not aligned. */
char *arena_characters(struct arena *arena, size_t length) __attribute__((returns_nonnull));

/* A copy of length bytes with a NUL behind it. */
char *arena_bytes(struct arena *arena, const void *bytes, size_t length)
	__attribute__((returns_nonnull));
char *arena_string(struct arena *arena, const char *string) __attribute__((returns_nonnull));
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/*
 * Memory outside an arena, for what grows (texts, lists). memory_grow() makes room for at least
 * `needed` items of `size` bytes, doubling *capacity; the caller ends it with free().
 */
void *memory_grow(void *memory, size_t *capacity, size_t needed, size_t size)
	__attribute__((returns_nonnull));

/* The one place where lack of memory ends the process: one sentence on stderr, status 2. */
_Noreturn void out_of_memory(void);

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_new_array(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
