// SPDX-License-Identifier: GPL-2.0-or-later
// Each saslauthd that is configured: openSUSE's one, Debian's one for each file.
#include <string.h>

#include "base/arena.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/views_sasl.h"

static const char suse_file[] = "/etc/sysconfig/saslauthd";
static const char debian_pattern[] = "/etc/default/saslauthd*";
static const char name_characters[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/* How the two name things, and what they take for granted. */
struct dialect {
	const char *mechanism;
	const char *options;
	const char *directory;
};

static const struct dialect suse = {"SASLAUTHD_AUTHMECH", "SASLAUTHD_PARAMS", "/run/sasl2"};
static const struct dialect debian = {"MECHANISMS", "OPTIONS", "/run/saslauthd"};

struct options {
	const char *directory; /* NULL: the dialect's */
	bool realm;
};

/* Short options may be joined: "-cr", "-m/run/x". */
static void read_option(struct options *options, const char *option, const char *next)
{
	for (const char *letter = option + 1; *letter != '\0'; letter++) {
		if (*letter == 'r')
			options->realm = true;
		if (*letter == 'm')
			options->directory = letter[1] != '\0' ? letter + 1 : next;
		if (strchr("amnOs", *letter) != NULL)
			return;
	}
}

static struct options read_options(const xmlNode *setting)
{
	struct options options = {0};

	for (xmlNodePtr word = node_first(setting, "word"); word != NULL;
		word = node_next(word, "word")) {
		const char *value = node_attribute(word, "value");
		const xmlNode *next = node_next(word, "word");

		if (value[0] == '-')
			read_option(&options, value,
				next != NULL ? node_attribute(next, "value") : NULL);
	}
	return options;
}

/* /var/run is /run. */
static const char *outside(const char *directory)
{
	return strncmp(directory, "/var/run/", 9) == 0 ? directory + 4 : directory;
}

static void add_directory(struct document *document, const char *directory)
{
	size_t length;

	directory = outside(directory);
	length = strlen(directory);
	while (length > 1 && directory[length - 1] == '/')
		length--;
	document_attribute(document, "directory", directory, length);
}

static void add_place(struct document *document, const char *path, const xmlNode *setting)
{
	document_attribute_string(document, "file", path);
	if (setting != NULL)
		document_attribute_string(document, "line", node_line(setting));
}

static void add_instance(struct document *document, const xmlNode *file, const char *path,
	const struct dialect *dialect)
{
	const xmlNode *mechanism = node_named(file, "setting", dialect->mechanism);
	const xmlNode *setting = node_named(file, "setting", dialect->options);
	struct options options = read_options(setting);
	const char *name = mechanism != NULL ? node_attribute(mechanism, "value") : "pam";

	document_open(document, "instance", 0);
	document_attribute_string(document, "name", strrchr(path, '/') + 1);
	document_attribute_string(document, "mechanism", name);
	document_attribute_string(document, "realm", options.realm ? "yes" : "no");
	add_directory(document, options.directory != NULL ? options.directory : dialect->directory);
	add_place(document, path, setting);
	document_open(document, "mechanism", 0);
	document_attribute_string(document, "value", name);
	add_place(document, path, mechanism);
	document_close(document);
	document_close(document);
}

/* As its script finds them, so that saslauthd.dpkg-old is none. */
static bool is_debian_name(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return strspn(name, name_characters) == strlen(name);
}

static void add_debian(struct document *document, struct documents *documents)
{
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};

	documents_list(documents, debian_pattern, &arena, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		xmlNodePtr file = is_debian_name(paths.items[i])
			? documents_file(documents, paths.items[i])
			: NULL;

		if (file != NULL && !node_has(node_named(file, "setting", "START"), "value", "no"))
			add_instance(document, file, paths.items[i], &debian);
	}
	arena_release(&arena);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct document document = document_below(root);
	const xmlNode *file = documents_file(documents, suse_file);

	(void)argument;
	if (file != NULL)
		add_instance(&document, file, suse_file, &suse);
	add_debian(&document, documents);
}

xmlNodePtr view_saslauthd(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"saslauthd", "saslauthd", fill};

	return documents_view(documents, &kind, argument);
}
