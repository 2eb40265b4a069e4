// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as names and words of a report for terminals and programs: other readers of JSON and
// XML find each of them where it belongs, and nothing that is not there when they are harmless.
#include <json-c/json.h>

#include "page.h"
#include "report_model.h"

#ifdef JSON_TOKENER_VALIDATE_UTF8
#define STRICTLY (JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
#else
#define STRICTLY JSON_TOKENER_STRICT
#endif

static struct json_object *parse(const struct text *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	json_tokener_set_flags(tokener, STRICTLY);
	object = json_tokener_parse_ex(tokener, text_string(text), (int)text->length);
	must(object != NULL && json_tokener_get_error(tokener) == json_tokener_success);
	json_tokener_free(tokener);
	return object;
}

/* Keys and kinds of values, in order. */
static void add_shape(struct json_object *value, int depth, struct text *result)
{
	text_format(result, "%d %s\n", depth, json_type_to_name(json_object_get_type(value)));
	if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			add_shape(json_object_array_get_idx(value, i), depth + 1, result);
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			text_format(result, "%d %s:\n", depth, key);
			add_shape(member, depth + 1, result);
		}
	}
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	must(json_object_object_get_ex(object, key, &value));
	return value;
}

static struct json_object *first(struct json_object *object, const char *key)
{
	return json_object_array_get_idx(member(object, key), 0);
}

static void must_have(struct json_object *object, const char *key, const char *meant)
{
	must_say(json_object_get_string(member(object, key)), meant);
}

static void check_json_words(struct json_object *root, const struct report_model *model)
{
	struct json_object *finding = first(root, "findings");
	struct json_object *snapshot = first(root, "snapshots");
	struct json_object *change = first(root, "changes");

	must_have(root, "host", model->host);
	must_have(finding, "path", model->path);
	must_have(finding, "rule", model->is_rule ? model->rule : NULL);
	must_have(finding, "package", model->package);
	must_have(finding, "leftover", model->author);
	must_have(finding, "message", model->message);
	must_have(finding, "reason", model->reason);
	must_have(finding, "remedy", model->remedy);
	must_have(snapshot, "author", model->author);
	must_have(snapshot, "manager", model->host);
	must_have(snapshot, "message", model->message);
	must_say(json_object_get_string(first(snapshot, "packages")), model->package);
	must_have(change, "path", model->path);
	must_have(first(change, "metadata"), "before", model->author);
	must_have(first(change, "metadata"), "after", model->host);
	must_have(member(root, "looked"), "via", model->author);
}

static void check_json(
	const struct text *text, const struct text *harmless, const struct report_model *model)
{
	TEXT_CLEANUP struct text shape = TEXT_INIT;
	TEXT_CLEANUP struct text expected = TEXT_INIT;
	struct json_object *root = parse(text);
	struct json_object *other = parse(harmless);

	add_shape(root, 0, &shape);
	add_shape(other, 0, &expected);
	must(text_equals(&shape, &expected));
	check_json_words(root, model);
	json_object_put(root);
	json_object_put(other);
}

static void must_hold(const xmlNode *node, const char *meant)
{
	xmlChar *said = node != NULL ? xmlNodeGetContent(node) : NULL;

	must_say((const char *)said, meant);
	xmlFree(said);
}

static void must_attribute(const xmlNode *node, const char *attribute, const char *meant)
{
	xmlChar *said = xmlGetProp(node, (const xmlChar *)attribute);

	must_say((const char *)said, meant);
	xmlFree(said);
}

static void check_xml_words(const xmlNode *root, const struct report_model *model)
{
	const xmlNode *finding = page_find(root, "finding", NULL);
	const xmlNode *snapshots = page_find(root, "snapshots", NULL);
	const xmlNode *snapshot = page_find(snapshots, "snapshot", NULL);
	const xmlNode *change = page_find(root, "change", NULL);

	must_attribute(root, "host", model->host);
	must_attribute(finding, "path", model->path);
	must_attribute(finding, "rule", model->is_rule ? model->rule : NULL);
	must_attribute(finding, "package", model->package);
	must_attribute(finding, "leftover", model->author);
	must_hold(page_find(finding->children, "message", NULL), model->message);
	must_hold(page_find(finding->children, "reason", NULL), model->reason);
	must_hold(page_find(finding->children, "remedy", NULL), model->remedy);
	must_attribute(snapshot, "author", model->author);
	must_attribute(snapshot, "manager", model->host);
	must_hold(page_find(snapshot->children, "message", NULL), model->message);
	must_hold(page_find(snapshot->children, "package", NULL), model->package);
	must_attribute(change, "path", model->path);
	must_attribute(page_find(change->children, "metadata", NULL), "before", model->author);
	must_attribute(page_find(root, "looked", NULL), "via", model->author);
}

static void check_xml(
	const struct text *text, const struct text *harmless, const struct report_model *model)
{
	TEXT_CLEANUP struct text shape = TEXT_INIT;
	TEXT_CLEANUP struct text expected = TEXT_INIT;
	xmlDoc *document = page_read_xml(text);

	check_xml_words(xmlDocGetRootElement(document), model);
	page_shape(document, PAGE_NAMES_ONLY, &shape);
	page_shape(page_read_xml(harmless), PAGE_NAMES_ONLY, &expected);
	must(text_equals(&shape, &expected));
}

/* Nothing acts on a terminal; the subject is one line. */
static void check_text(const struct report *report)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	report_subject(report, &text);
	must(unicode_all_printable(text_string(&text), text.length));
	text_clear(&text);
	text_report(report, &report_options, &text);
	must_be_harmless(&text, false);
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
	check_text(&report);
	json_report(&report, &text);
	must_be_harmless(&text, false);
	json_report(&other, &harmless);
	check_json(&text, &harmless, &model);
	text_clear(&text);
	text_clear(&harmless);
	xml_report(&report, &text);
	must_be_harmless(&text, false);
	xml_report(&other, &harmless);
	check_xml(&text, &harmless, &model);
	text_release(&text);
	text_release(&harmless);
	arena_release(&arena);
	return 0;
}
