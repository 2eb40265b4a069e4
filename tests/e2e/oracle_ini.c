// SPDX-License-Identifier: GPL-2.0-or-later
// What libini_config makes of a file for sssd: SECTION NUL NAME NUL VALUE NUL for each setting.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <ini_configobj.h>

static void print(const char *string)
{
	(void)fwrite(string, 1, strlen(string) + 1, stdout);
}

static void print_section(struct ini_cfgobj *settings, const char *section)
{
	int count = 0;
	char **names = ini_get_attribute_list(settings, section, &count, NULL);

	for (int i = 0; i < count; i++) {
		struct value_obj *value = NULL;

		if (ini_get_config_valueobj(
			    section, names[i], settings, INI_GET_FIRST_VALUE, &value) != 0)
			continue;
		print(section);
		print(names[i]);
		print(ini_get_const_string_config_value(value, NULL));
	}
	ini_free_attribute_list(names);
}

/* FILE; status 1: the library refuses it. */
int main(int argc, char **argv)
{
	struct ini_cfgfile *file = NULL;
	struct ini_cfgobj *settings = NULL;
	char **sections;
	int count = 0;
	int rc;

	if (argc != 2 || ini_config_create(&settings) != 0) {
		(void)fputs("usage: oracle_ini FILE\n", stderr);
		return 2;
	}
	rc = ini_config_file_open(argv[1], INI_META_STATS, &file);
	if (rc != 0)
		return rc == ENOENT ? 2 : 1;
	/* As sssd does. */
	if (ini_config_parse(
		    file, INI_STOP_ON_ANY, INI_MV1S_OVERWRITE, INI_PARSE_NOWRAP, settings) != 0)
		return 1;
	sections = ini_get_section_list(settings, &count, NULL);
	for (int i = 0; i < count; i++)
		print_section(settings, sections[i]);
	ini_free_section_list(sections);
	return 0;
}
