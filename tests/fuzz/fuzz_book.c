// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as an entry of the diary: readers of HTML, of XML and of Markdown find the book that
// an entry of harmless words gives, and what it says.
#include <cmark.h>

#include "page.h"
#include "render/book.h"

/* The same name for the same path, and as many different ones. */
static const char *const *tame_paths(struct arena *arena, const struct diary_entry *entry)
{
	const char **paths = arena_new_array(arena, entry->path_count + 1, const char *);

	for (size_t i = 0; i < entry->path_count; i++) {
		size_t same = 0;

		while (strcmp(entry->paths[same], entry->paths[i]) != 0)
			same++;
		paths[i] = arena_format(arena, "/%zu", same);
	}
	return paths;
}

static struct diary_entry tame_entry(struct arena *arena, const struct diary_entry *entry)
{
	struct diary_entry result = *entry;
	const char **tags = arena_new_array(arena, entry->tag_count + 1, const char *);

	for (size_t i = 0; i < entry->tag_count; i++)
		tags[i] = tame(arena, entry->tags[i]);
	result.id = tame(arena, entry->id);
	result.author = tame(arena, entry->author);
	result.owner = tame(arena, entry->owner);
	result.ticket = tame(arena, entry->ticket);
	result.text = tame(arena, entry->text);
	result.paths = tame_paths(arena, entry);
	result.tags = tags;
	return result;
}

static void write_out(struct arena *arena, const struct diary_entry *entry, bool by_path,
	struct text *html, struct text *markdown)
{
	struct diary_entry copy = *entry;
	const struct diary diary = {.entries = &copy, .count = 1};
	struct diary_book book;
	const struct book_view view = {&book, entry->id, 0, 0};

	diary_book(arena, &diary, by_path, 0, &book);
	html_book(&view, html);
	markdown_book(&view, markdown);
}

/* Blocks and what stands in them; of quotations, which are people's own Markdown, their number. */
static void add_shape(cmark_node *node, int depth, struct text *result)
{
	for (; node != NULL; node = cmark_node_next(node)) {
		text_format(result, "%d %s", depth, cmark_node_get_type_string(node));
		if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
			text_format(result, " %d", cmark_node_get_heading_level(node));
		text_byte(result, '\n');
		if (cmark_node_get_type(node) != CMARK_NODE_BLOCK_QUOTE)
			add_shape(cmark_node_first_child(node), depth + 1, result);
	}
}

/* One text is several nodes wherever a character was escaped. */
static void read_markdown(const struct text *markdown, struct text *shape)
{
	cmark_node *document = cmark_parse_document(markdown->bytes, markdown->length, 0);

	cmark_consolidate_text_nodes(document);
	add_shape(document, 0, shape);
	cmark_node_free(document);
}

/* Anywhere, quotations included. */
static void must_ask_for_nothing(cmark_node *document)
{
	cmark_iter *iterator = cmark_iter_new(document);

	while (cmark_iter_next(iterator) != CMARK_EVENT_DONE) {
		cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(iterator));

		must(type != CMARK_NODE_HTML_BLOCK && type != CMARK_NODE_HTML_INLINE);
		must(type != CMARK_NODE_LINK && type != CMARK_NODE_IMAGE);
	}
	cmark_iter_free(iterator);
	cmark_node_free(document);
}

static void check_markdown(const struct text *markdown, const struct text *harmless)
{
	TEXT_CLEANUP struct text shape = TEXT_INIT;
	TEXT_CLEANUP struct text expected = TEXT_INIT;

	must_be_harmless(markdown, true);
	read_markdown(markdown, &shape);
	read_markdown(harmless, &expected);
	must(text_equals(&shape, &expected));
	must_ask_for_nothing(cmark_parse_document(markdown->bytes, markdown->length, 0));
}

static void check(struct arena *arena, const struct diary_entry *entry, bool by_path)
{
	const struct diary_entry tamed = tame_entry(arena, entry);
	struct text html = TEXT_INIT, markdown = TEXT_INIT;
	struct text harmless = TEXT_INIT, harmless_markdown = TEXT_INIT;

	write_out(arena, entry, by_path, &html, &markdown);
	write_out(arena, &tamed, by_path, &harmless, &harmless_markdown);
	must_be_harmless(&html, true);
	must_be_the_same_page(&html, &harmless);
	check_markdown(&markdown, &harmless_markdown);
	text_release(&html);
	text_release(&markdown);
	text_release(&harmless);
	text_release(&harmless_markdown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct diary_entry entry = {0};
	const char *id = arena_bytes(&arena, data, size < 40 ? size : 40);

	if (diary_read(&arena, id, (const char *)data, size, &entry, &error) == 0) {
		check(&arena, &entry, true);
		check(&arena, &entry, false);
	}
	arena_release(&arena);
	return 0;
}
