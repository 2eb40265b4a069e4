// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as names, words and content of a report as HTML: readers of HTML and of XML find the
// elements that harmless words give, and the words in them.
#include "page.h"
#include "report_model.h"

enum {
	WORDS_CUT = 600, /* longer sentences and reasons end early: core/report.c */
};

/* What stands behind the words that begin it. */
static const char *behind(const char *said, const char *begin)
{
	must(strncmp(said, begin, strlen(begin)) == 0);
	return said + strlen(begin);
}

static void must_read(const xmlNode *root, const char *name, const char *class, const char *begin,
	const char *meant)
{
	const xmlNode *node = page_find(root, name, class);
	xmlChar *said = node != NULL ? xmlNodeGetContent(node) : NULL;

	must(said != NULL);
	must_show(behind((const char *)said, begin), meant);
	xmlFree(said);
}

/* Content is shown as it is, but for what acts; it has lines of its own. */
static void must_show_content(const xmlNode *root, const struct report_model *model)
{
	const xmlNode *changes = page_find(root, "details", NULL);
	const xmlNode *pre = changes != NULL ? page_find(changes->children, "pre", NULL) : NULL;
	xmlChar *said = pre != NULL ? xmlNodeGetContent(pre) : NULL;
	const char *at = (const char *)said;

	must((said != NULL) == (model->length > 0));
	for (size_t i = 0; i < model->length;) {
		size_t size = unicode_printable(model->content + i, model->length - i);

		if (model->content[i] == '\n' || model->content[i] == '\t')
			size = 1;
		if (size > 0)
			must(memcmp(at, model->content + i, size) == 0);
		at += size > 0 ? size : 4;
		i += size > 0 ? size : 1;
	}
	must(said == NULL || strcmp(at, at[-1] == '\n' ? "" : "\n") == 0);
	xmlFree(said);
}

static void check_words(xmlDoc *document, const struct report_model *model)
{
	const xmlNode *root = xmlDocGetRootElement(document);

	must_read(root, "p", "path", "", model->path);
	must_read(root, "summary", NULL, "changed ", model->path);
	if (strlen(model->reason) <= WORDS_CUT)
		must_read(root, "p", "reason", "reason: ", model->reason);
	must_show_content(root, model);
	xmlFreeDoc(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct text text = TEXT_INIT, harmless = TEXT_INIT;
	struct report_model model, tamed;
	struct report report, other;

	model_split(&arena, data, size, &model);
	tamed = model_tame(&arena, &model);
	model_report(&arena, &model, &report);
	model_report(&arena, &tamed, &other);
	html_report(&report, &report_options, &text);
	html_report(&other, &report_options, &harmless);
	must_be_harmless(&text, true);
	must_be_the_same_page(&text, &harmless);
	check_words(page_read_xml(&text), &model);
	text_release(&text);
	text_release(&harmless);
	arena_release(&arena);
	return 0;
}
