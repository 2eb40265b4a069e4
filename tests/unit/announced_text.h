// SPDX-License-Identifier: GPL-2.0-or-later
// What a manager announced as one line of text, and samples of what managers really sent.
#ifndef TESTS_ANNOUNCED_TEXT_H
#define TESTS_ANNOUNCED_TEXT_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "core/transaction.h"
#include "system/files.h"

/* "upgrade chg 1 2 /build/chg_2.deb; remove drop 2 - -; ", "!" before what failed. */
static inline void announced_text(const struct announced_list *list, struct text *result)
{
	static const char *const words[] = {
		"install", "upgrade", "downgrade", "reinstall", "remove", "configure"};

	for (size_t i = 0; i < list->count; i++) {
		const struct announced *item = &list->items[i];

		text_format(result, "%s%s %s %s %s %s; ", item->failed ? "!" : "",
			words[item->action], item->name, item->before != NULL ? item->before : "-",
			item->after != NULL ? item->after : "-",
			item->archive != NULL ? item->archive : "-");
	}
}

/* A file below tests/data. */
static inline void sample_read(const char *name, struct text *result)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	int fd;

	text_format(&path, "%s/tests/data/%s", getenv("SOURCE_DIR"), name);
	fd = open(text_string(&path), O_RDONLY | O_CLOEXEC);
	if (fd < 0 || files_read_all(fd, 1 << 20, result) < 0)
		abort();
	(void)close(fd);
}

#endif
