// SPDX-License-Identifier: GPL-2.0-or-later
// What libsasl2 makes of a configuration file: NAME NUL VALUE NUL for each name that stands in it.
#include <sasl/sasl.h>
#include <sasl/saslplug.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LARGEST = 1 << 20,
};

static char directory[] = "/tmp/oracle-sasl-XXXXXX";
static char bytes[LARGEST];
static size_t length;

static int configuration_path(void *context, char **result)
{
	(void)context;
	*result = strdup(directory);
	return *result != NULL ? SASL_OK : SASL_NOMEM;
}

static int log_nothing(void *context, int level, const char *message)
{
	(void)context;
	(void)level;
	(void)message;
	return SASL_OK;
}

static void print(const char *name, const char *value)
{
	(void)fwrite(name, 1, strlen(name) + 1, stdout);
	(void)fwrite(value, 1, strlen(value) + 1, stdout);
}

/* Only a plugin may ask for options: this one asks for whatever could be a name. */
static int ask(const sasl_utils_t *utils, int version, int *plugin_version,
	sasl_auxprop_plug_t **plugin, const char *name)
{
	static const char in_name[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	static char *asked[LARGEST];
	size_t count = 0;

	(void)version;
	(void)plugin_version;
	(void)plugin;
	(void)name;
	for (const char *at = bytes; at < bytes + length;) {
		size_t size = strspn(at, in_name);
		const char *value = NULL;
		char *key = strndup(at, size);
		size_t i = 0;

		at += size + 1;
		if (key == NULL)
			return SASL_NOMEM;
		for (char *letter = key; *letter != '\0'; letter++)
			if (*letter >= 'A' && *letter <= 'Z')
				*letter = (char)(*letter + ('a' - 'A'));
		while (i < count && strcmp(asked[i], key) != 0)
			i++;
		if (i == count &&
			utils->getopt(utils->getopt_context, NULL, key, &value, NULL) == SASL_OK &&
			value != NULL)
			print(key, value);
		asked[count++] = key;
	}
	return SASL_FAIL;
}

static int place(const char *path)
{
	FILE *from = fopen(path, "rbe");
	char copy[sizeof directory + sizeof "/oracle.conf"];
	FILE *to;

	if (from == NULL || mkdtemp(directory) == NULL)
		return -1;
	length = fread(bytes, 1, sizeof bytes - 1, from);
	(void)fclose(from);
	(void)snprintf(copy, sizeof copy, "%s/oracle.conf", directory);
	to = fopen(copy, "wbe");
	if (to == NULL)
		return -1;
	(void)fwrite(bytes, 1, length, to);
	return fclose(to);
}

static void clean(void)
{
	char copy[sizeof directory + sizeof "/oracle.conf"];

	(void)snprintf(copy, sizeof copy, "%s/oracle.conf", directory);
	(void)remove(copy);
	(void)remove(directory);
}

/* FILE; status 1: the library refuses it. */
int main(int argc, char **argv)
{
	const sasl_callback_t callbacks[] = {
		{SASL_CB_GETCONFPATH, (int (*)(void))configuration_path, NULL},
		{SASL_CB_LOG, (int (*)(void))log_nothing, NULL},
		{SASL_CB_LIST_END, NULL, NULL},
	};
	int rc;

	if (argc != 2 || place(argv[1]) < 0) {
		(void)fputs("usage: oracle_sasl FILE\n", stderr);
		return 2;
	}
	rc = sasl_server_init(callbacks, "oracle");
	if (rc == SASL_OK)
		(void)sasl_auxprop_add_plugin("oracle", ask);
	clean();
	return rc == SASL_OK ? 0 : 1;
}
