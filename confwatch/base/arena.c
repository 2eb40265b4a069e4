// SPDX-License-Identifier: GPL-2.0-or-later
// Memory of one command, and the one place where lack of it ends the process.
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct arena_block {
	struct arena_block *older;
	max_align_t bytes[];
};

enum {
	BLOCK_SIZE = 64 * 1024,
};

_Noreturn void out_of_memory(void)
{
	static const char sentence[] = "confwatch: out of memory\n";

	(void)!write(STDERR_FILENO, sentence, sizeof sentence - 1);
	_exit(2);
}

void arena_release(struct arena *arena)
{
	while (arena->newest != NULL) {
		struct arena_block *older = arena->newest->older;

		free(arena->newest);
		arena->newest = older;
	}
	arena->next = NULL;
	arena->end = NULL;
}

static struct arena_block *new_block(size_t size)
{
	struct arena_block *block = calloc(1, sizeof *block + size);

	if (block == NULL)
		out_of_memory();
	return block;
}

/* A large piece gets a block of its own, behind the one that is being filled. */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct arena_block *block = new_block(size);

	if (arena->newest == NULL) {
		arena->newest = block;
	} else {
		block->older = arena->newest->older;
		arena->newest->older = block;
	}
	return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	char *result;

	if (size > SIZE_MAX - BLOCK_SIZE)
		out_of_memory();
	size = (size + align - 1) / align * align;
	if (size > BLOCK_SIZE / 4)
		return alloc_large(arena, size);
	if (arena->next == NULL || (size_t)(arena->end - arena->next) < size) {
		struct arena_block *block = new_block(BLOCK_SIZE);

		block->older = arena->newest;
		arena->newest = block;
		arena->next = (char *)block->bytes;
		arena->end = arena->next + BLOCK_SIZE;
	}
	result = arena->next;
	arena->next += size;
	return result;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory();
	return arena_alloc(arena, bytes);
}

/* The link that holds the block of a large piece; NULL: it lies among others in a shared block. */
static struct arena_block **find_large(struct arena *arena, const void *memory)
{
	for (struct arena_block **link = &arena->newest; *link != NULL; link = &(*link)->older) {
		if ((const void *)(*link)->bytes == memory)
			return link;
	}
	return NULL;
}

void *arena_regrow(struct arena *arena, void *memory, size_t old_size, size_t new_size)
{
	struct arena_block **link = NULL;
	struct arena_block *block;
	void *result;

	if (new_size > SIZE_MAX - BLOCK_SIZE)
		out_of_memory();
	if (memory != NULL && old_size > BLOCK_SIZE / 4)
		link = find_large(arena, memory);
	if (link == NULL) {
		result = arena_alloc(arena, new_size);
		if (memory != NULL)
			memcpy(result, memory, old_size);
		return result;
	}
	block = realloc(*link, sizeof *block + new_size);
	if (block == NULL)
		out_of_memory();
	*link = block;
	return block->bytes;
}

/* Doubled, so that what grows one by one is seldom moved. */
static size_t larger_capacity(size_t capacity, size_t needed, size_t size)
{
	size_t larger = capacity < 8 ? 8 : capacity;
	size_t bytes;

	while (larger < needed) {
		if (larger > SIZE_MAX / 2)
			out_of_memory();
		larger *= 2;
	}
	if (__builtin_mul_overflow(larger, size, &bytes))
		out_of_memory();
	return larger;
}

void *arena_grow(struct arena *arena, void *memory, size_t *capacity, size_t needed, size_t size)
{
	size_t larger;

	if (memory != NULL && needed <= *capacity)
		return memory;
	larger = larger_capacity(*capacity, needed, size);
	memory = arena_regrow(arena, memory, *capacity * size, larger * size);
	*capacity = larger;
	return memory;
}

/* Strings need no alignment: they are packed one behind the other where they fit. */
static char *alloc_characters(struct arena *arena, size_t size)
{
	char *result;

	if (arena->next == NULL || (size_t)(arena->end - arena->next) < size)
		return arena_alloc(arena, size);
	arena->end -= size;
	result = arena->end;
	return result;
}

char *arena_characters(struct arena *arena, size_t length)
{
	char *result;

	if (length == SIZE_MAX)
		out_of_memory();
	result = alloc_characters(arena, length + 1);
	result[length] = '\0';
	return result;
}

char *arena_bytes(struct arena *arena, const void *bytes, size_t length)
{
	char *result = arena_characters(arena, length);

	if (length > 0)
		memcpy(result, bytes, length);
	return result;
}

char *arena_string(struct arena *arena, const char *string)
{
	return arena_bytes(arena, string, strlen(string));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *result;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	result = alloc_characters(arena, (size_t)length + 1);
	va_start(arguments, format);
	(void)vsnprintf(result, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return result;
}

void *memory_grow(void *memory, size_t *capacity, size_t needed, size_t size)
{
	size_t larger;
	void *result;

	if (memory != NULL && needed <= *capacity)
		return memory;
	larger = larger_capacity(*capacity, needed, size);
	result = realloc(memory, larger * size);
	if (result == NULL)
		out_of_memory();
	*capacity = larger;
	return result;
}
