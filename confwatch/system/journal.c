// SPDX-License-Identifier: GPL-2.0-or-later
// /dev/log, as journald, rsyslog and syslog-ng all read it.
#include "system/journal.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
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
