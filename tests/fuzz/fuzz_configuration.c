// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as confwatch.yaml: a sentence with a place, and nothing touched; or values in bounds.
#include <string.h>

#include "base/path.h"
#include "core/required.h"
#include "formats/configuration.h"
#include "target.h"

/* "LINE:", not zero; what follows it. */
static const char *after_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	must(digits > 0 && text[0] != '0' && text[digits] == ':');
	return text + digits + 1;
}

static void check_error(const struct error *error)
{
	const char *column;

	must(error->code != 0 && strncmp(error->message, "file:", 5) == 0);
	column = after_number(error->message + 5);
	must(after_number(column)[0] == ' ');
}

static void check_patterns(const struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		must(list->items[i][0] != '\0');
		(void)path_matches(list->items[i], "/etc/pam.d/imap");
	}
}

static void check_values(const struct configuration *configuration, struct arena *arena)
{
	must(configuration->watch.count > 0);
	for (size_t i = 0; i < configuration->watch.count; i++) {
		const char *path = configuration->watch.items[i];

		must(strcmp(path, path_normalise(arena, "/", path)) == 0);
	}
	check_patterns(&configuration->protect);
	check_patterns(&configuration->open);
	check_patterns(&configuration->digest_only);
	check_patterns(&configuration->restore_refuse);
	for (size_t i = 0; i < configuration->required_count; i++)
		must(configuration->required[i].file[0] == '/' &&
			configuration->required[i].severity <= SEVERITY_CRITICAL &&
			configuration->required[i].on_lost <= ON_LOST_IGNORE);
	must(configuration->protected_keep >= 1 && configuration->protected_keep <= 1000);
	must(configuration->hooks_limit >= 1 && configuration->hooks_limit <= 25);
	must(configuration->lock_seconds <= 3600);
	must(configuration->consolidate_after >= 1 && configuration->consolidate_after <= 10000);
	(void)configuration_ignores(configuration, "/etc/pam.d/imap", NULL);
}

static void check_untouched(const struct configuration *now, const struct configuration *before)
{
	must(now->watch.items == before->watch.items && now->watch.count == before->watch.count);
	must(now->watch_given == before->watch_given);
	must(now->ignore == before->ignore && now->ignore_count == before->ignore_count);
	must(now->protect.count == before->protect.count);
	must(now->open.count == before->open.count);
	must(now->digest_only.count == before->digest_only.count);
	must(now->restore_refuse.count == before->restore_refuse.count);
	must(now->required == before->required && now->required_count == before->required_count);
	must(now->protected_keep == before->protected_keep);
	must(now->hooks_strict == before->hooks_strict);
	must(now->hooks_limit == before->hooks_limit);
	must(now->lock_seconds == before->lock_seconds);
	must(now->consolidate_after == before->consolidate_after);
}

/* What can be read as a watch list can be written, unless it is beyond YAML. */
static void check_watch_list(const struct configuration *configuration)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	if (watch_list_write(
		    configuration->watch.items, configuration->watch.count, &text, &error) < 0)
		must(text.length == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct configuration configuration, before;
	struct error error = ERROR_INIT;

	configuration_default(&configuration, &arena);
	before = configuration;
	if (configuration_parse(&arena, "file", data, size, &configuration, &error) < 0) {
		check_error(&error);
		check_untouched(&configuration, &before);
	}
	check_values(&configuration, &arena);
	check_watch_list(&configuration);
	arena_release(&arena);
	return 0;
}
