// SPDX-License-Identifier: GPL-2.0-or-later
// Which package manager runs us, by the process tree.
#include "system/managers.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/path.h"
#include "system/files.h"

enum {
	DEEPEST = 64, /* ancestors that are looked at */
	STAT_MAX = 4096,
	WORDS_MAX = 64 * 1024,
	BOOT_MAX = 64,
	SCRIPT_WORDS = 4, /* the script is among the first words: "python3 -s /usr/bin/dnf" */
};

struct process {
	pid_t pid;
	pid_t parent;
	uint64_t start;
	char state;
};

static int open_process(pid_t pid)
{
	char path[sizeof "/proc/" + 3 * sizeof pid];
	int fd;

	(void)snprintf(path, sizeof path, "/proc/%ld", (long)pid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd;
}

static bool read_proc(int process, const char *name, size_t limit, struct text *result)
{
	FD_CLEANUP int fd = openat(process, name, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && files_read_all(fd, limit, result) == 0 && result->length > 0;
}

/* The number in the field-th word (from 0) behind the name, which may hold anything. */
static bool stat_field(const char *fields, size_t field, uint64_t *result)
{
	for (; field > 0; field--) {
		fields = strchr(fields, ' ');
		if (fields == NULL)
			return false;
		fields++;
	}
	return number_parse(fields, strcspn(fields, " \n"), 10, UINT64_MAX, result);
}

/* proc_pid_stat(5): "pid (name) state ppid ... starttime" */
static bool read_stat(int directory, pid_t pid, struct process *result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	uint64_t parent, start;
	const char *end;

	if (!read_proc(directory, "stat", STAT_MAX, &text))
		return false;
	end = strrchr(text_string(&text), ')');
	if (end == NULL || end[1] != ' ' || end[2] == '\0')
		return false;
	end += 2;
	if (!stat_field(end, 1, &parent) || parent > INT_MAX || !stat_field(end, 19, &start))
		return false;
	*result = (struct process){
		.pid = pid, .parent = (pid_t)parent, .start = start, .state = end[0]};
	return true;
}

/* The owner of /proc/PID says less: it is root's for whatever may not be dumped. */
static bool is_roots(int directory)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const char *line;

	if (!read_proc(directory, "status", STAT_MAX, &text))
		return false;
	line = strstr(text_string(&text), "\nUid:\t");
	return line != NULL && strncmp(line, "\nUid:\t0\t0\t", strlen("\nUid:\t0\t0\t")) == 0;
}

static bool is_trusted_program(const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_uid == 0 && (status->st_mode & 022) == 0;
}

static const struct {
	const char *program;
	const char *name;
} managers[] = {
	{"apt", "apt"},
	{"apt-get", "apt"},
	{"aptitude", "aptitude"},
	{"aptitude-curses", "aptitude"},
	{"synaptic", "synaptic"},
	{"unattended-upgrade", "unattended-upgrade"},
	{"unattended-upgrades", "unattended-upgrade"},
	{"dpkg", "dpkg"},
	{"zypper", "zypper"},
	{"zypp-rpm", "zypp-rpm"},
	{"y2base", "yast"},
	{"packagekitd", "packagekitd"},
	{"dnf", "dnf"},
	{"dnf-3", "dnf"},
	{"yum", "dnf"},
	{"dnf5", "dnf5"},
	{"dnf5daemon-server", "dnf5"},
	{"microdnf", "microdnf"},
	{"rpm", "rpm"},
	{"tukit", "tukit"},
	{"pacman", "pacman"},
};

/* Programs elsewhere are somebody's own. */
static bool is_in_system_directory(const char *path)
{
	static const char *const directories[] = {"/usr/bin", "/usr/sbin", "/bin", "/sbin",
		"/usr/lib", "/usr/lib64", "/usr/libexec", "/lib"};

	for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
		if (path_is_within(path, directories[i]))
			return true;
	}
	return false;
}

/* Length of the path without what the kernel adds to the name of a file that is gone. */
static size_t real_length(const char *path)
{
	static const char gone[] = " (deleted)";
	size_t length = strlen(path);

	if (length > strlen(gone) && strcmp(path + length - strlen(gone), gone) == 0)
		length -= strlen(gone);
	return length;
}

static bool is_named(const char *path, const char *program)
{
	const char *name = path_name(path);
	size_t length = real_length(path) - (size_t)(name - path);

	return strlen(program) == length && memcmp(name, program, length) == 0;
}

const char *manager_name(const char *path)
{
	if (!is_in_system_directory(path))
		return NULL;
	for (size_t i = 0; i < sizeof managers / sizeof managers[0]; i++) {
		if (is_named(path, managers[i].program))
			return managers[i].name;
	}
	return NULL;
}

bool manager_is_interpreter(const char *path)
{
	static const char *const names[] = {"python", "perl", "ruby", "platform-python"};
	const char *name = path_name(path);

	if (!is_in_system_directory(path))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(name, names[i], length) == 0 &&
			(name[length] == '\0' || name[length] == ' ' || name[length] == '.' ||
				isdigit((unsigned char)name[length])))
			return true;
	}
	return false;
}

/* The manager's script among the first words of an interpreter; NULL: it runs something else. */
static const char *find_script(struct arena *arena, int directory)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;
	const char *word;

	if (!read_proc(directory, "cmdline", WORDS_MAX, &words))
		return NULL;
	word = words.bytes;
	for (int i = 0; i <= SCRIPT_WORDS && word < words.bytes + words.length; i++) {
		struct stat status;

		if (word[0] == '/' && manager_name(word) != NULL)
			return stat(word, &status) == 0 && is_trusted_program(&status)
				? arena_string(arena, word)
				: NULL;
		word += strlen(word) + 1;
	}
	return NULL;
}

/* True when this process is a package manager. */
static bool identify(struct arena *arena, int directory, const struct process *process,
	struct manager_process *result)
{
	char program[PATH_MAX];
	struct stat status;
	ssize_t length = readlinkat(directory, "exe", program, sizeof program - 1);
	const char *path = program;

	if (length <= 0 || fstatat(directory, "exe", &status, 0) < 0 ||
		!is_trusted_program(&status) || !is_roots(directory))
		return false;
	program[length] = '\0';
	if (manager_is_interpreter(program))
		path = find_script(arena, directory);
	if (path == NULL || manager_name(path) == NULL)
		return false;
	*result = (struct manager_process){
		.pid = process->pid,
		.start = process->start,
		.name = manager_name(path),
		.program = arena_bytes(arena, path, real_length(path)),
	};
	return true;
}

/* apt runs some of its hooks from a fork of itself: the process around it is the manager. */
static bool is_fork_of(const struct manager_process *inner, const struct manager_process *outer)
{
	return strcmp(inner->program, outer->program) == 0;
}

size_t managers_above(struct arena *arena, pid_t from, struct manager_process *result, size_t most)
{
	size_t count = 0;
	bool found, direct = false; /* result[count - 1] is a child of the process looked at */
	pid_t pid = from;

	for (int i = 0; i < DEEPEST && pid > 0 && count < most; i++) {
		struct process process;
		FD_CLEANUP int directory = open_process(pid);

		if (directory < 0 || !read_stat(directory, pid, &process))
			break;
		found = identify(arena, directory, &process, &result[count]);
		if (found && direct && is_fork_of(&result[count - 1], &result[count]))
			result[count - 1] = result[count];
		else if (found)
			count++;
		direct = found;
		pid = process.parent;
	}
	return count;
}

const char *boot_id(struct arena *arena)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	FD_CLEANUP int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || files_read_all(fd, BOOT_MAX, &text) < 0)
		return "";
	return arena_bytes(arena, text_string(&text), strcspn(text_string(&text), "\n"));
}

bool transaction_owner_lives(const struct transaction *transaction)
{
	struct arena arena = ARENA_INIT;
	struct process process;
	FD_CLEANUP int directory = -1;
	const char *boot = transaction->boot != NULL ? transaction->boot : "";
	bool same = strcmp(boot, boot_id(&arena)) == 0;

	arena_release(&arena);
	if (!same || transaction->pid == 0)
		return same;
	if (transaction->pid > INT_MAX)
		return false;
	directory = open_process((pid_t)transaction->pid);
	return directory >= 0 && read_stat(directory, (pid_t)transaction->pid, &process) &&
		process.start == transaction->start && process.state != 'Z' && process.state != 'X';
}
