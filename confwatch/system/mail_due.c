// SPDX-License-Identifier: GPL-2.0-or-later
// A file that is there while something may be to mail, and holds the alerts that are due.
#include "system/mail_due.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"

enum {
	MOST = 1024 * 1024,
};

static const char file_name[] = "mail-due";

bool mail_is_due(int state)
{
	return faccessat(state, file_name, F_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) == 0;
}

void mail_due_alerts(struct arena *arena, int state, struct alert_list *result)
{
	FD_CLEANUP int fd =
		openat(state, file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error ignored = ERROR_INIT;

	*result = (struct alert_list){0};
	if (fd >= 0 && files_read_all(fd, MOST, &text) == 0)
		(void)alert_read(arena, text_string(&text), text.length, result, &ignored);
}

static int write_alerts(int state, const struct alert_list *alerts, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	alert_write(alerts, &text);
	return files_replace(
		state, file_name, text_string(&text), text.length, S_IRUSR | S_IWUSR, error);
}

int mail_due_add(struct arena *arena, int state, const struct alert *alert, struct error *error)
{
	struct alert_list alerts;

	mail_due_alerts(arena, state, &alerts);
	alert_add(&alerts, arena, alert);
	return write_alerts(state, &alerts, error);
}

void mail_due_expect(int state)
{
	FD_CLEANUP int fd = openat(state, file_name,
		O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, S_IRUSR | S_IWUSR);

	(void)fd;
}

void mail_due_settle(struct arena *arena, int state, const struct alert_list *told, bool waits)
{
	struct alert_list alerts, left = {0};
	struct error ignored = ERROR_INIT;

	mail_due_alerts(arena, state, &alerts);
	for (size_t i = 0; i < alerts.count; i++)
		if (alert_find(told, alerts.items[i].transaction) == NULL)
			alert_add(&left, arena, &alerts.items[i]);
	if (left.count == 0 && !waits)
		(void)unlinkat(state, file_name, 0);
	else if (left.count < alerts.count)
		(void)write_alerts(state, &left, &ignored);
}
