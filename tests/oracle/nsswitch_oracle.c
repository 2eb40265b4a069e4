// SPDX-License-Identifier: GPL-2.0-or-later
// Holds documents of nsswitch.conf against the glibc of this machine: which services it asks for
// each database, in which order, and where it stops, whatever they answer. It writes
// /etc/nsswitch.conf.
//
//	nsswitch_oracle FILE...		status 1: there are differences
//
// Modules of services must call nsswitch_probe_called(); those that cannot be loaded are told
// apart.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nsswitch_expected.h"
#include "nsswitch_lookups.h"
#include "outcome.h"
#include "settings/formats.h"

enum {
	PLANS = STATUSES + 28,
};

static struct text calls;
static size_t call_count;
static size_t *all_calls; /* of all children */
static int current_plan;

/* What the call of this number answers. */
static enum nss_status planned(size_t number)
{
	if (current_plan < STATUSES)
		return nsswitch_status(current_plan);
	return nsswitch_status((int)(outcome_mix(current_plan, number) % STATUSES));
}

enum nss_status nsswitch_probe_called(const char *service);

enum nss_status nsswitch_probe_called(const char *service)
{
	text_add(&calls, service);
	text_byte(&calls, '\n');
	(*all_calls)++;
	errno = 0;
	return planned(call_count++);
}

static bool is_same(const struct nsswitch_lookup *lookup, const xmlNode *root, const char *file)
{
	TEXT_CLEANUP struct text expected = TEXT_INIT;
	bool wanted = nsswitch_expected(root, lookup, planned, &expected);
	bool found;

	text_clear(&calls);
	call_count = 0;
	found = lookup->ask();
	if (text_equals(&calls, &expected) &&
		(found == wanted || expected.length == 0 || lookup->walk == WALK_ALL))
		return true;
	(void)printf("%s: %s, plan %d: document %d, glibc %d\n--- document\n%s--- glibc\n%s", file,
		lookup->database, current_plan, wanted, found, text_string(&expected),
		text_string(&calls));
	return false;
}

static bool is_same_always(const xmlNode *root, const char *file)
{
	bool same = true;

	for (const struct nsswitch_lookup *lookup = nsswitch_lookups; lookup->database != NULL;
		lookup++) {
		bool right = true;

		if (nsswitch_is_undefined(root, lookup))
			continue;
		for (current_plan = 0; right && current_plan < PLANS; current_plan++)
			right = is_same(lookup, root, file);
		same = same && right;
	}
	return same;
}

/* The file that glibc reads. */
static void install(const struct text *bytes)
{
	int fd = open("/etc/nsswitch.conf", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text_string(bytes), bytes->length) != (ssize_t)bytes->length ||
		close(fd) < 0) {
		perror("/etc/nsswitch.conf");
		exit(2);
	}
}

struct asked {
	const xmlNode *root;
	const char *file;
};

static enum outcome ask(void *context)
{
	const struct asked *asked = context;

	return is_same_always(asked->root, asked->file) ? SAME : DIFFERENT;
}

static enum outcome compare(const char *file, const struct text *bytes, size_t *databases)
{
	bool full;
	xmlDocPtr document = settings_read("nsswitch", bytes->bytes, bytes->length, &full);
	const xmlNode *root = xmlDocGetRootElement(document);
	struct asked asked = {root, file};
	enum outcome outcome = IN_DOUBT;

	for (const xmlNode *node = root->children; node != NULL; node = node->next)
		*databases += strcmp((const char *)node->name, "database") == 0;
	/* getline(3) and what follows see different lines. */
	if (memchr(text_string(bytes), '\0', bytes->length) == NULL) {
		install(bytes);
		/* It reads the file once. */
		outcome = outcome_in_child(ask, &asked, "glibc", file);
	}
	xmlFreeDoc(document);
	return outcome;
}

int main(int argc, char **argv)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	size_t outcomes[OUTCOMES] = {0};
	size_t databases = 0;

	all_calls = mmap(
		NULL, sizeof *all_calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all_calls == MAP_FAILED)
		abort();
	for (int i = 1; i < argc; i++) {
		if (!outcome_read(argv[i], &bytes)) {
			perror(argv[i]);
			return 2;
		}
		outcomes[compare(argv[i], &bytes, &databases)]++;
	}
	(void)printf("%d files, %zu databases, %d ways of each, %zu calls:", argc - 1, databases,
		PLANS, *all_calls);
	outcome_print(outcomes);
	text_release(&calls);
	return outcomes[DIFFERENT] + outcomes[CRASHED] > 0 ? 1 : 0;
}
