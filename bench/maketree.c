// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a tree of N small configuration files, 15 a directory, 200 to 4000 bytes: always the same.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"

enum {
	FILES_PER_DIRECTORY = 15,
	DIRECTORIES_PER_DIRECTORY = 20,
};

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static size_t fill(char *buffer, size_t size, uint64_t *state)
{
	static const char *const words[] = {"smtpd", "tls", "auth", "cert", "file", "relay", "mail",
		"users", "maps", "hash", "permit", "reject", "sasl", "yes", "no", "port", "host"};
	/* mostly short: a square keeps the mean near 1.3 kB */
	size_t wanted = 200 +
		(size_t)((uint64_t)(next_random(state) % 1000) * (next_random(state) % 1000) *
			3800 / 1000000);
	size_t length = 0;

	while (length < wanted && length + 64 < size) {
		const char *name = words[next_random(state) % 17];
		const char *more = words[next_random(state) % 17];

		length += (size_t)snprintf(buffer + length, size - length, "%s_%s = %s %u\n", name,
			more, words[next_random(state) % 17], next_random(state) % 100000);
	}
	return length;
}

static int make_file(int directory, unsigned number, uint64_t *state)
{
	char name[32];
	char text[8192];
	size_t length = fill(text, sizeof text, state);
	int fd;

	(void)snprintf(name, sizeof name, "file-%u.conf", number);
	fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, text, length) != (ssize_t)length)
		return -1;
	return close(fd);
}

/* A directory of files, then directories below it, until `left` files are made. */
static int make_directory(int parent, const char *name, unsigned *left, uint64_t *state, int depth)
{
	int directory;

	if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST)
		return -1;
	directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return -1;
	for (unsigned i = 0; i<FILES_PER_DIRECTORY && * left> 0; i++, (*left)--)
		if (make_file(directory, i, state) < 0)
			return -1;
	for (unsigned i = 0; i<DIRECTORIES_PER_DIRECTORY && * left> 0 && depth > 0; i++) {
		char below[32];

		(void)snprintf(below, sizeof below, "directory-%u", i);
		if (make_directory(directory, below, left, state, depth - 1) < 0)
			return -1;
	}
	return close(directory);
}

int main(int argc, char **argv)
{
	uint64_t count = 0;
	uint64_t state = 42;
	unsigned left;

	if (argc != 3 || !number_parse(argv[2], strlen(argv[2]), 10, 10000000, &count)) {
		(void)fputs("usage: maketree DIRECTORY FILES\n", stderr);
		return 2;
	}
	left = (unsigned)count;
	for (unsigned i = 0; left > 0; i++) {
		char top[4096];

		(void)snprintf(top, sizeof top, "%s/top-%u", argv[1], i);
		if (make_directory(AT_FDCWD, top, &left, &state, 2) < 0) {
			perror(top);
			return 2;
		}
	}
	return 0;
}
