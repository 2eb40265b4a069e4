// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a fuzz target over its corpus: each file, its prefixes, and each byte changed. Prints TAP.
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "target.h"

enum {
	/* Variants of a larger file are spread over it evenly. */
	LARGEST_VARIANTS = 512,
};

static uint8_t *read_file(const char *directory, const char *name, size_t *size)
{
	char path[4096];
	FILE *file;
	uint8_t *bytes = NULL;
	long length;

	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	file = fopen(path, "rbe");
	if (file == NULL)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0) {
		rewind(file);
		bytes = malloc((size_t)length + 1);
		if (bytes != NULL)
			*size = fread(bytes, 1, (size_t)length, file);
	}
	(void)fclose(file);
	return bytes;
}

/* An exact copy each time, so that a sanitizer sees a read behind the end. */
static void run_target(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		return;
	memcpy(copy, bytes, size);
	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void run_variants(uint8_t *bytes, size_t size)
{
	static const uint8_t flips[] = {0xff, 0x01, 0x20};
	size_t step = size / LARGEST_VARIANTS + 1;

	run_target(bytes, size);
	for (size_t i = 0; i < size; i += step) {
		run_target(bytes, i);
		for (size_t flip = 0; flip < sizeof flips; flip++) {
			bytes[i] ^= flips[flip];
			run_target(bytes, size);
			bytes[i] ^= flips[flip];
		}
	}
}

static int replay_directory(const char *path, DIR *directory)
{
	const struct dirent *entry;
	size_t size = 0;
	int count = 0;

	while ((entry = readdir(directory)) != NULL) {
		uint8_t *bytes;

		if (entry->d_name[0] == '.')
			continue;
		bytes = read_file(path, entry->d_name, &size);
		if (bytes == NULL) {
			(void)printf("not ok %d - %s\n", ++count, entry->d_name);
			continue;
		}
		(void)fprintf(stderr, "%s\n", entry->d_name);
		run_variants(bytes, size);
		free(bytes);
		(void)printf("ok %d - %s\n", ++count, entry->d_name);
	}
	return count;
}

int main(int argc, char **argv)
{
	DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;

	if (directory == NULL) {
		(void)fprintf(stderr, "usage: replay DIRECTORY\n");
		return 2;
	}
	(void)printf("1..%d\n", replay_directory(argv[1], directory));
	(void)closedir(directory);
	return 0;
}
