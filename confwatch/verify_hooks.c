// SPDX-License-Identifier: GPL-2.0-or-later
// Whether package managers call us, and what they did without.
#include "verify_hooks.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "formats/package_logs.h"
#include "system/files.h"
#include "system/packages_times.h"
#include "system/transactions.h"

enum {
	PATHS_MOST = 8,
	LOG_MOST = 16 * 1024 * 1024, /* bytes at the end of a log that are read */
	READ_MOST = 2 * LOG_MOST,    /* it may grow meanwhile */
	RECENT = 30 * 24 * 60 * 60,
};

/* A manager is here when one of the programs is; its hook, when one of each group of paths is. */
struct hook_place {
	const char *via;
	const char *programs[PATHS_MOST];
	const char *paths[PATHS_MOST];
	const char *more[PATHS_MOST]; /* a second group; empty: none */
};

static const struct hook_place places[] = {
	{"zypp", {"/usr/bin/zypper", "/usr/sbin/yast2"}, {"/usr/lib/zypp/plugins/commit/confwatch"},
		{NULL}},
	{"rpm", {"/usr/bin/rpm", "/bin/rpm"},
		{"/usr/lib/rpm/macros.d/macros.transaction_confwatch"},
		{"/usr/lib64/rpm-plugins/confwatch.so", "/usr/lib/rpm-plugins/confwatch.so",
			"/usr/lib/x86_64-linux-gnu/rpm-plugins/confwatch.so",
			"/usr/lib/aarch64-linux-gnu/rpm-plugins/confwatch.so",
			"/usr/lib/powerpc64le-linux-gnu/rpm-plugins/confwatch.so",
			"/usr/lib/s390x-linux-gnu/rpm-plugins/confwatch.so",
			"/usr/lib/riscv64-linux-gnu/rpm-plugins/confwatch.so",
			"/usr/lib/arm-linux-gnueabihf/rpm-plugins/confwatch.so"}},
	{"apt", {"/usr/bin/apt-get"}, {"/etc/apt/apt.conf.d/90confwatch"}, {NULL}},
	{"dpkg", {"/usr/bin/dpkg"}, {"/etc/dpkg/dpkg.cfg.d/confwatch"}, {NULL}},
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* The first one that is there; NULL: none. */
static const char *first_there(const struct workspace *workspace, const char *const *paths)
{
	for (size_t i = 0; i < PATHS_MOST && paths[i] != NULL; i++) {
		if (files_exist_beneath(workspace->root_fd, paths[i]))
			return paths[i];
	}
	return NULL;
}

static struct hook_report look_at(const struct workspace *workspace, const struct hook_place *place)
{
	const char *there = first_there(workspace, place->paths);
	struct hook_report report = {.via = place->via, .path = there, .installed = there != NULL};

	if (there == NULL)
		report.path = place->paths[0];
	if (there != NULL && place->more[0] != NULL) {
		there = first_there(workspace, place->more);
		report.installed = there != NULL;
		report.path = there != NULL ? there : place->more[0];
	}
	if (hook_last_seen(workspace->state_fd, place->via, &report.last_seen) < 0)
		report.last_seen = 0;
	return report;
}

static void look_at_all(struct workspace *workspace, struct hooks_verification *result)
{
	result->hooks = arena_new_array(workspace->arena, LENGTH(places), struct hook_report);
	for (size_t i = 0; i < LENGTH(places); i++) {
		if (first_there(workspace, places[i].programs) != NULL)
			result->hooks[result->hook_count++] = look_at(workspace, &places[i]);
	}
}

/* The end of a log that is larger than anybody needs. */
static bool read_log(const struct workspace *workspace, const char *path, struct text *result)
{
	FD_CLEANUP int fd =
		files_open_beneath(workspace->root_fd, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	if (status.st_size > LOG_MOST && lseek(fd, status.st_size - LOG_MOST, SEEK_SET) < 0)
		return false;
	return files_read_all(fd, READ_MOST, result) == 0;
}

/* A calendar's time in the zone of this machine. */
static int64_t from_local(int64_t local)
{
	const time_t as_universal = (time_t)local;
	struct tm calendar;

	if (gmtime_r(&as_universal, &calendar) == NULL)
		return local;
	calendar.tm_isdst = -1;
	return (int64_t)mktime(&calendar);
}

/* rpm's own database knows what is installed better than its managers' logs. */
static bool is_news(const struct package_event *event, bool has_rpm)
{
	return !has_rpm || strcmp(event->manager, "dpkg") == 0 || event->after == NULL;
}

static void read_logs(struct workspace *workspace, bool has_rpm, struct package_event_list *result)
{
	static const struct {
		const char *path;
		void (*read)(struct arena *arena, const char *bytes, size_t length,
			struct package_event_list *result);
	} logs[] = {
		{"/var/log/dpkg.log.1", package_log_dpkg},
		{"/var/log/dpkg.log", package_log_dpkg},
		{"/var/log/zypp/history", package_log_zypp},
		{"/var/log/dnf.rpm.log.1", package_log_dnf},
		{"/var/log/dnf.rpm.log", package_log_dnf},
	};
	struct package_event_list said = {0};

	for (size_t i = 0; i < LENGTH(logs); i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		if (read_log(workspace, logs[i].path, &text))
			logs[i].read(workspace->arena, text_string(&text), text.length, &said);
	}
	for (size_t i = 0; i < said.count; i++) {
		struct package_event *event = &said.items[i];

		if (event->is_local)
			event->time = from_local(event->time);
		event->is_local = false;
		if (is_news(event, has_rpm))
			package_event_add(result, workspace->arena, event);
	}
}

/* Transactions that are closed, and those that are not yet. */
static int read_spans(struct workspace *workspace, struct recorded_span **result, size_t *count,
	struct error *error)
{
	struct arena *arena = workspace->arena;
	struct transaction_span *closed = NULL;
	struct transaction *pending = NULL;
	struct recorded_span *spans;
	size_t closed_count = 0;
	size_t pending_count = 0;
	size_t damaged = 0;

	if (transactions_closed(arena, workspace->state_fd, &closed, &closed_count, error) < 0 ||
		transactions_pending(
			arena, workspace->state_fd, &pending, &pending_count, &damaged, error) < 0)
		return -error->code;
	spans = arena_new_array(arena, closed_count + pending_count + 1, struct recorded_span);
	for (size_t i = 0; i < closed_count; i++)
		spans[i] = (struct recorded_span){closed[i].begun, closed[i].ended};
	for (size_t i = 0; i < pending_count; i++)
		spans[closed_count + i] = (struct recorded_span){pending[i].begun, workspace->now};
	*result = spans;
	*count = closed_count + pending_count;
	return 0;
}

void verify_ask_rpm(struct workspace *workspace, struct package_event_list *result)
{
	struct error ignored = ERROR_INIT;

	(void)packages_times(workspace->arena, workspace->root_fd, result, &ignored);
}

int verify_hooks(struct workspace *workspace, const struct package_event_list *rpm, int64_t first,
	struct hooks_verification *result, struct error *error)
{
	struct hooks_verification verification = {0};
	struct package_event_list events = {0};
	struct recorded_span *spans = NULL;
	size_t count = 0;
	int64_t since = workspace->now - RECENT;

	if (read_spans(workspace, &spans, &count, error) < 0)
		return -error->code;
	look_at_all(workspace, &verification);
	for (size_t i = 0; i < rpm->count; i++)
		package_event_add(&events, workspace->arena, &rpm->items[i]);
	read_logs(workspace, rpm->count > 0, &events);
	package_events_unrecorded(workspace->arena, &events, spans, count,
		first > since ? first : since, &verification.unrecorded);
	*result = verification;
	return 0;
}
