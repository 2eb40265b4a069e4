// SPDX-License-Identifier: GPL-2.0-or-later
// Puts one report into the outbox of a state and sends it: what the sweep of mail kills.
//
//   send_report STATE ID SENDMAIL
//
// An id that begins with "alert" is that of a message that is no report.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "system/files.h"
#include "system/outbox.h"

enum {
	PATIENCE = 20000,
	NOW = 1795190000,
};

static const char *const outcomes[] = {
	[OUTBOX_NOTHING] = "nothing",
	[OUTBOX_LATER] = "later",
	[OUTBOX_SENT] = "sent",
	[OUTBOX_REFUSED] = "refused",
	[OUTBOX_UNCERTAIN] = "uncertain",
};

static int put_and_send(
	struct arena *arena, int state, const char *id, const char *sendmail, struct error *error)
{
	TEXT_CLEANUP struct text message = TEXT_INIT;
	const bool alert = strncmp(id, "alert", 5) == 0;
	const struct outbox_report report = {.id = id, .time = NOW, .mark = {id, alert ? 0 : 1}};
	const struct outbox_route route = {sendmail, PATIENCE};
	struct string_list to = {0};

	string_list_add(&to, arena, "root");
	text_format(&message, "Message-ID: <%s@host>\n\n", id);
	if (outbox_put(arena, state, &report, &to, &message, error) < 0)
		return -error->code;
	return outbox_send(arena, state, &route, NOW, error);
}

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	FD_CLEANUP int state = -1;
	int outcome;

	/* The injector counts from here on. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (argc != 4)
		return 2;
	state = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	outcome = put_and_send(&arena, state, argv[2], argv[3], &error);
	(void)printf("%s\n", outcome < 0 ? error.message : outcomes[outcome]);
	arena_release(&arena);
	return outcome < 0 ? 2 : 0;
}
