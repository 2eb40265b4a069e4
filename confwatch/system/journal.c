// SPDX-License-Identifier: GPL-2.0-or-later
// /dev/log, as journald, rsyslog and syslog-ng all read it.
#include "system/journal.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/files.h"

void journal_note(int priority, const char *line)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
	FD_CLEANUP int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_format(&text, "<%d>confwatch[%ld]: %s", LOG_DAEMON | priority, (long)getpid(), line);
	if (fd >= 0)
		(void)sendto(fd, text.bytes, text.length, MSG_NOSIGNAL,
			(const struct sockaddr *)&address, sizeof address);
}

/* "NAME=VALUE", or with the length of a value that has lines of its own (64 bits, little endian).
 */
static void add_field(struct text *datagram, const char *name, const char *value)
{
	uint64_t length = strlen(value);

	text_add(datagram, name);
	if (strchr(value, '\n') == NULL) {
		text_byte(datagram, '=');
	} else {
		text_byte(datagram, '\n');
		for (unsigned i = 0; i < sizeof length; i++)
			text_append(datagram, &(uint8_t){(uint8_t)(length >> 8 * i)}, 1);
	}
	text_format(datagram, "%s\n", value);
}

void journal_datagram(const char *id, int priority, const char *message,
	const struct journal_field *fields, size_t count, struct text *result)
{
	add_field(result, "MESSAGE_ID", id);
	text_format(result, "PRIORITY=%d\nSYSLOG_IDENTIFIER=confwatch\n", priority);
	add_field(result, "MESSAGE", message);
	for (size_t i = 0; i < count; i++)
		add_field(result, fields[i].name, fields[i].value);
}

bool journal_event(int root, const char *id, int priority, const char *message,
	const struct journal_field *fields, size_t count)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	FD_CLEANUP int directory =
		files_open_beneath(root, "/run/systemd/journal", O_PATH | O_DIRECTORY);
	FD_CLEANUP int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	TEXT_CLEANUP struct text datagram = TEXT_INIT;

	if (fd < 0 || directory < 0)
		return false;
	/* Below any root, and whatever the length of its path. */
	(void)snprintf(
		address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/socket", directory);
	journal_datagram(id, priority, message, fields, count, &datagram);
	return sendto(fd, datagram.bytes, datagram.length, MSG_NOSIGNAL,
		       (const struct sockaddr *)&address, sizeof address) >= 0;
}
