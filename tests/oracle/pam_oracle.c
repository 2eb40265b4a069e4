// SPDX-License-Identifier: GPL-2.0-or-later
// Holds cw:pam() against the libpam of this machine: who is called, with what, in which order, and
// what comes of it, whatever modules return. Modules must be copies of pam_probe.so.
//
//	pam_oracle modules FILE...	prints the modules that rules of these files name
//	pam_oracle compare SERVICE...	services of this machine; status 1: there are differences
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <security/pam_appl.h>
#include <security/pam_modules.h>

#include "outcome.h"
#include "pam_expected.h"
#include "schema.h"
#include "settings/formats.h"
#include "settings/views.h"

enum {
	/* Every value that a module may return; PAM_INCOMPLETE stops the walk for another time. */
	CONSTANT_PLANS = PAM_CONV_AGAIN + 1,
	PLANS = CONSTANT_PLANS + 40,
};

static struct text calls;
static size_t call_count;
static int current_plan;

static int planned(const void *context, size_t number)
{
	int plan = *(const int *)context;
	const unsigned mixed = outcome_mix(plan, number);

	if (plan < CONSTANT_PLANS)
		return plan;
	/* Mostly success, so that long stacks are walked to their end. */
	return mixed % 3 == 0 ? (int)(mixed / 3 % CONSTANT_PLANS) : PAM_SUCCESS;
}

int pam_probe_called(const char *path, int flags, int count, const char **arguments);

/* The first pass of a new password is the one that decides. */
int pam_probe_called(const char *path, int flags, int count, const char **arguments)
{
	if ((flags & PAM_UPDATE_AUTHTOK) != 0)
		return PAM_SUCCESS;
	pam_expected_word(&calls, path);
	for (int i = 0; i < count; i++)
		pam_expected_word(&calls, arguments[i]);
	text_byte(&calls, '\n');
	return planned(&current_plan, call_count++);
}

static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
	void *context)
{
	(void)count;
	(void)messages;
	(void)responses;
	(void)context;
	return PAM_CONV_ERR;
}

static int world_file(void *context, const char *path, struct judged_file *result)
{
	struct text *last = context;

	*result = (struct judged_file){.presence = PRESENCE_UNREADABLE, .format = "pam"};
	if (!outcome_read(path, last))
		return 0;
	result->presence = PRESENCE_THERE;
	result->bytes = text_string(last);
	result->length = last->length;
	return 0;
}

static int world_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	struct stat status;

	(void)context;
	*result = (struct judged_entry){.presence = PRESENCE_ABSENT};
	if ((follow ? stat : lstat)(path, &status) < 0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->type = (char)(S_ISREG(status.st_mode) ? 'f' : S_ISDIR(status.st_mode) ? 'd' : 'c');
	return 0;
}

/* Whether the libpam that this program runs with has Debian's patch. */
static bool is_debian(void)
{
	Dl_info library;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	if (dladdr(dlsym(RTLD_DEFAULT, "pam_start"), &library) == 0)
		abort();
	return outcome_read(library.dli_fname, &bytes) &&
		memmem(bytes.bytes, bytes.length, "@include", strlen("@include")) != NULL;
}

static int world_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	(void)context;
	(void)snprintf(version, JUDGED_NAME_MOST, "%s",
		strcmp(name, is_debian() ? "libpam0g" : "pam") == 0 ? "1" : "");
	return 0;
}

static int dispatch(pam_handle_t *handle, const char *type)
{
	if (strcmp(type, "auth") == 0)
		return pam_authenticate(handle, PAM_SILENT);
	if (strcmp(type, "account") == 0)
		return pam_acct_mgmt(handle, PAM_SILENT);
	if (strcmp(type, "session") == 0)
		return pam_open_session(handle, PAM_SILENT);
	return pam_chauthtok(handle, PAM_SILENT);
}

static bool is_same(
	pam_handle_t *handle, const xmlNode *view, const char *service, const char *type)
{
	TEXT_CLEANUP struct text expected = TEXT_INIT;
	int wanted = pam_expected(view, type, planned, &current_plan, &expected);
	int found;

	text_clear(&calls);
	call_count = 0;
	found = dispatch(handle, type);
	if (text_equals(&calls, &expected) && (found == wanted || strcmp(type, "password") == 0))
		return true;
	(void)printf("%s %s, plan %d: view %d, libpam %d\n--- view\n%s--- libpam\n%s", service,
		type, current_plan, wanted, found, text_string(&expected), text_string(&calls));
	return false;
}

static bool is_same_always(const xmlNode *view, const char *service)
{
	static const char *const types[] = {"auth", "account", "password", "session"};
	const struct pam_conv conversation = {.conv = converse};
	pam_handle_t *handle = NULL;
	bool same = true;
	int status = pam_start(service, "nobody", &conversation, &handle);

	if ((status == PAM_SUCCESS) == pam_expected_refusal(view)) {
		(void)printf("%s: libpam starts with %d\n", service, status);
		return false;
	}
	if (status != PAM_SUCCESS)
		return true;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		bool right = true;

		for (current_plan = 0; right && current_plan < PLANS; current_plan++)
			right = is_same(handle, view, service, types[i]);
		same = same && right;
	}
	(void)pam_end(handle, PAM_SUCCESS);
	return same;
}

static size_t count_rules(const xmlNode *view)
{
	size_t count = 0;

	for (const xmlNode *node = view->children; node != NULL; node = node->next)
		count += strcmp((const char *)node->name, "rule") == 0;
	return count;
}

/*
 * Debian's @include of what is missing, inside of what was included for one type, fails with the
 * actions that another line left in memory.
 */
static bool is_undefined(const xmlNode *view)
{
	for (xmlNodePtr node = view->children; node != NULL; node = node->next) {
		xmlChar *control = xmlGetProp(node, BAD_CAST "control");
		bool found = control != NULL && strcmp((const char *)control, "@include") == 0;

		xmlFree(control);
		if (found)
			return is_debian();
	}
	return false;
}

struct asked {
	struct documents *documents;
	const xmlNode *view;
	const char *service;
};

static enum outcome ask(void *context)
{
	const struct asked *asked = context;
	const char *path;
	uint32_t line;

	if (documents_doubted(asked->documents, &path, &line) != DOUBT_NONE) {
		(void)printf("%s: in doubt because of %s:%u\n", asked->service, path, line);
		return IN_DOUBT;
	}
	if (is_undefined(asked->view)) {
		(void)printf("%s: an @include fails as memory has it\n", asked->service);
		return IN_DOUBT;
	}
	return is_same_always(asked->view, asked->service) ? SAME : DIFFERENT;
}

static int compare(char **services, int count)
{
	struct schema *schema = schema_read("pam-stack");
	size_t outcomes[OUTCOMES] = {0};
	TEXT_CLEANUP struct text last = TEXT_INIT;
	const struct judge_world world = {
		.context = &last,
		.file = world_file,
		.entry = world_entry,
		.package = world_package,
	};
	size_t rules = 0;

	for (int i = 0; i < count; i++) {
		struct documents *documents = documents_new(&world);
		const xmlNode *view = view_pam(documents, services[i]);
		struct asked asked = {documents, view, services[i]};

		rules += count_rules(view);
		/* libpam keeps what it loaded, and old ones crash on some files. */
		if (schema_fits(schema, view->doc))
			outcomes[outcome_in_child(ask, &asked, "libpam", services[i])]++;
		else
			outcomes[DIFFERENT]++;
		documents_free(documents);
	}
	schema_free(schema);
	(void)printf("%d services, %zu rules, %d ways of each:", count, rules, PLANS);
	outcome_print(outcomes);
	return outcomes[DIFFERENT] > 0 ? 1 : 0;
}

static void print_modules(const char *path)
{
	TEXT_CLEANUP struct text name = TEXT_INIT, bytes = TEXT_INIT;
	bool full;
	xmlDocPtr document = outcome_read(path, &bytes)
		? settings_read("pam", text_string(&bytes), bytes.length, &full)
		: NULL;

	if (document == NULL)
		return;
	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		xmlChar *module = xmlGetProp(node, BAD_CAST "module");

		text_clear(&name);
		if (module != NULL) {
			(void)document_unescape((const char *)module, &name);
			(void)puts(text_string(&name));
		}
		xmlFree(module);
	}
	xmlFreeDoc(document);
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "compare") == 0)
		return compare(argv + 2, argc - 2);
	if (argc > 2 && strcmp(argv[1], "modules") == 0) {
		for (int i = 2; i < argc; i++)
			print_modules(argv[i]);
		return 0;
	}
	(void)fputs("usage: pam_oracle modules FILE... | compare SERVICE...\n", stderr);
	return 2;
}
