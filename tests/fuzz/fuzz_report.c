// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as names and words of a report: each format is what other readers take, nothing in it
// is markup or control, and what it says comes back.
#include <string.h>

#include <json-c/json.h>
#include <libxml/parser.h>

#include "base/unicode.h"
#include "render/report.h"
#include "target.h"

enum {
	WORDS = 8,
};

static const struct text_options options = {.program = "confwatch"};

/* What stands between NULs, as often as there are. */
static void split(struct arena *arena, const uint8_t *data, size_t size, const char *words[WORDS])
{
	for (size_t i = 0; i < WORDS; i++) {
		const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
		size_t length = end != NULL ? (size_t)(end - data) : size;

		words[i] = arena_bytes(arena, data, length);
		data += length;
		size -= length;
		if (size > 0) {
			data++;
			size--;
		}
	}
}

static void make(struct arena *arena, const char *const words[WORDS], const uint8_t *data,
	size_t size, struct report *report)
{
	struct snapshot *snapshots = arena_new_array(arena, 2, struct snapshot);
	struct snapshot_list *list = arena_new(arena, struct snapshot_list);
	struct finding_list *findings = arena_new(arena, struct finding_list);
	struct change_list *changes = arena_new(arena, struct change_list);
	struct report_difference *difference = arena_new(arena, struct report_difference);
	struct finding *finding = finding_add(findings, arena);
	const char **packages = arena_new_array(arena, 1, const char *);

	packages[0] = words[2];
	snapshots[0] = (struct snapshot){.kind = SNAPSHOT_AFTER_UPGRADE,
		.time = 2,
		.author = words[1],
		.message = words[3],
		.packages = packages,
		.package_count = 1};
	*list = (struct snapshot_list){snapshots, 1, 2};
	finding->class = size % 2 == 0 ? CLASS_SET_ASIDE : CLASS_COUNT;
	finding->severity = SEVERITY_CRITICAL;
	finding->rule = words[4];
	finding->path = words[0];
	finding->leftover = words[1];
	finding->package = words[2];
	finding->message = words[3];
	finding->reason = words[5];
	finding->remedy = words[6];
	finding->id = "1";
	changes->changes = arena_new_array(arena, 1, struct change);
	changes->changes[0] = (struct change){.path = words[0]};
	changes->count = 1;
	*difference = (struct report_difference){
		.kind = DIFFERENCE_TEXT, .hunks = (const char *)data, .length = size};
	report_make(arena,
		&(struct report_input){.host = words[7],
			.now = 3,
			.since = 1,
			.last = snapshots,
			.findings = findings,
			.snapshots = list,
			.base = &snapshots[1],
			.changes = changes,
			.differences = difference},
		report);
}

/* Nothing but what is shown, and newlines (tabs come from content alone). */
static void must_be_harmless(const struct text *text, bool tabs)
{
	for (size_t i = 0; i < text->length;) {
		size_t size = unicode_printable(text->bytes + i, text->length - i);

		if (text->bytes[i] == '\n' || (tabs && text->bytes[i] == '\t'))
			size = 1;
		must(size > 0);
		i += size;
	}
}

static int half_byte(char digit)
{
	return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* What render/escape.h says of JSON, backwards. */
static void must_say(const char *said, const char *meant)
{
	while (*said != '\0') {
		char byte = *said++;

		if (byte == '\\' && *said == 'x') {
			byte = (char)(half_byte(said[1]) * 16 + half_byte(said[2]));
			said += 3;
		} else if (byte == '\\') {
			must(*said++ == '\\');
		}
		must(byte == *meant++);
	}
	must(*meant == '\0');
}

static void must_be_json(const struct text *text, const char *path)
{
	struct json_object *object = json_tokener_parse(text_string(text));
	struct json_object *findings, *value;

	must(object != NULL);
	must(json_object_object_get_ex(object, "findings", &findings));
	must(json_object_object_get_ex(json_object_array_get_idx(findings, 0), "path", &value));
	must_say(json_object_get_string(value), path);
	json_object_put(object);
}

static void must_be_known(const xmlNode *node, const char *path)
{
	for (; node != NULL; node = node->next) {
		must(node->type != XML_COMMENT_NODE && node->type != XML_PI_NODE &&
			node->type != XML_CDATA_SECTION_NODE);
		must(strcmp((const char *)node->name, "script") != 0);
		if (strcmp((const char *)node->name, "finding") == 0) {
			xmlChar *value = xmlGetProp(node, (const xmlChar *)"path");

			must(value != NULL);
			must_say((const char *)value, path);
			xmlFree(value);
		}
		must_be_known(node->children, path);
	}
}

static void must_be_xml(const struct text *text, const char *path)
{
	xmlDoc *document = xmlReadMemory(text_string(text), (int)text->length, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);

	must(document != NULL);
	must_be_known(xmlDocGetRootElement(document), path);
	xmlFreeDoc(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct text text = TEXT_INIT;
	const char *words[WORDS];
	struct report report;

	split(&arena, data, size, words);
	make(&arena, words, data, size, &report);
	report_subject(&report, &text);
	must(unicode_all_printable(text_string(&text), text.length));
	text_clear(&text);
	text_report(&report, &options, &text);
	must_be_harmless(&text, false);
	text_clear(&text);
	json_report(&report, &text);
	must_be_harmless(&text, false);
	must_be_json(&text, words[0]);
	text_clear(&text);
	xml_report(&report, &text);
	must_be_harmless(&text, false);
	must_be_xml(&text, words[0]);
	text_clear(&text);
	html_report(&report, &options, &text);
	must_be_harmless(&text, true);
	must_be_xml(&text, words[0]);
	text_release(&text);
	arena_release(&arena);
	return 0;
}
