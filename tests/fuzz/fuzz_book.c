// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as an entry of the diary: the book of it in HTML is what an XML parser takes whole,
// with the elements that the program wrote and no others.
#include <string.h>

#include <libxml/parser.h>

#include "render/book.h"
#include "target.h"

static size_t count_elements(const xmlNode *node, const char *name)
{
	size_t count = 0;

	for (; node != NULL; node = node->next) {
		if (node->type == XML_ELEMENT_NODE)
			count += strcmp((const char *)node->name, name) == 0;
		count += count_elements(node->children, name);
	}
	return count;
}

static void check(const struct text *html, const struct diary_entry *entry)
{
	xmlDoc *document = xmlReadMemory(text_string(html), (int)html->length, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
	const xmlNode *root;

	must(document != NULL);
	root = xmlDocGetRootElement(document);
	must(count_elements(root, "script") == 0 && count_elements(root, "style") == 1);
	must(count_elements(root, "meta") == 3 && count_elements(root, "h1") == 1);
	must(count_elements(root, "article") == count_elements(root, "h3"));
	must(count_elements(root, "h2") == count_elements(root, "section"));
	must(count_elements(root, "pre") == (entry->text != NULL && *entry->text != '\0'));
	xmlFreeDoc(document);
}

/* Nothing begins a line but what the program puts there. */
static void check_markdown(const struct text *markdown)
{
	static const char *const begins[] = {
		"", "# ", "## ", "### ", "> ", "* `", "Entry `", "Told ", "Written "};

	for (const char *line = text_string(markdown); *line != '\0';) {
		const size_t length = strcspn(line, "\n");
		bool known = length == 0;

		for (size_t i = 1; i < sizeof begins / sizeof begins[0]; i++)
			known = known || strncmp(line, begins[i], strlen(begins[i])) == 0;
		must(known);
		line += length + (line[length] == '\n');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct text html = TEXT_INIT, markdown = TEXT_INIT;
	struct diary_entry entry = {0};

	if (diary_read(&arena, "id", (const char *)data, size, &entry, &error) == 0) {
		const struct diary diary = {.entries = &entry, .count = 1};
		struct diary_book book;
		const struct book_view view = {&book, "host", 0, 0};

		diary_book(&arena, &diary, true, 0, &book);
		html_book(&view, &html);
		markdown_book(&view, &markdown);
		check(&html, &entry);
		check_markdown(&markdown);
	}
	text_release(&html);
	text_release(&markdown);
	arena_release(&arena);
	return 0;
}
