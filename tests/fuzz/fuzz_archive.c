// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a .deb or .rpm: answers are about what was asked, each once, and not too large.
#include <string.h>
#include <sys/mman.h>

#include "system/archive_search.h"
#include "system/files.h"
#include "target.h"

static const char *const paths[] = {
	"/etc/pam.d/imap", "/etc/empty", "/etc/link", "/etc/hard", "/etc/nothing", "/"};

enum {
	PATHS = sizeof paths / sizeof paths[0],
	MOST = 64 * 1024,
};

static bool answered[PATHS];

static void hand_over(int channel, const void *bytes, size_t length)
{
	uint32_t index = UINT32_MAX;
	unsigned char *copy = malloc(length);

	(void)channel;
	must(length >= sizeof index && length - sizeof index <= MOST);
	memcpy(&index, bytes, sizeof index);
	must(index < PATHS && !answered[index]);
	answered[index] = true;
	/* A sanitizer sees whether all of it is there. */
	must(copy != NULL);
	memcpy(copy, bytes, length);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char buffer[ARCHIVE_BUFFER];
	bool done[PATHS] = {false};
	FD_CLEANUP int input = memfd_create("archive", MFD_CLOEXEC);
	struct archive_search search = {
		.paths = paths,
		.count = PATHS,
		.done = done,
		.left = PATHS,
		.most = MOST,
		.answer = malloc(sizeof(struct archive_answer) + MOST),
		.hand_over = hand_over,
		.buffer = buffer,
	};
	size_t count = 0;

	must(input >= 0 && search.answer != NULL && files_write_all(input, data, size) == 0);
	memset(answered, 0, sizeof answered);
	(void)archive_search(&search, input);
	for (size_t i = 0; i < PATHS; i++) {
		must(done[i] == answered[i]);
		count += done[i];
	}
	must(count + search.left == PATHS);
	free(search.answer);
	return 0;
}
