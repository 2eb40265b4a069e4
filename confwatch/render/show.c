// SPDX-License-Identifier: GPL-2.0-or-later
// show: one snapshot with what it changed, or what it holds at a path.
#include "render/show.h"

#include <inttypes.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/finding.h"
#include "render/json.h"
#include "render/log.h"
#include "render/words.h"

static bool is_device(const struct entry *entry)
{
	return entry->kind == ENTRY_CHARACTER_DEVICE || entry->kind == ENTRY_BLOCK_DEVICE;
}

/* As ls -l does, but what is long comes last: "-rw-r-----+ root:sasl 2026-11-19 18:00 /etc/x" */
static void add_entry(
	const struct entry *entry, const struct text_options *options, struct text *result)
{
	words_mode(result, entry);
	text_byte(result, ' ');
	words_owner(result, entry);
	text_byte(result, ' ');
	words_time(result, entry->seconds, options->zone);
	text_byte(result, ' ');
	escape_name(result, entry->path);
	if (entry->kind == ENTRY_LINK && entry->target != NULL) {
		text_add(result, " -> ");
		escape_name(result, entry->target);
	}
	if (is_device(entry))
		text_format(result, " (%" PRIu32 ":%" PRIu32 ")", entry->major, entry->minor);
	if (entry->same_as != NULL) {
		text_add(result, " = ");
		escape_name(result, entry->same_as);
	}
	text_byte(result, '\n');
}

static void add_snapshot(
	const struct show_view *view, const struct text_options *options, struct text *result)
{
	static const struct finding_place indented = {.width = 2};

	text_log_snapshot(view->snapshot, options, result);
	if (view->findings != NULL && view->findings->count > 0)
		text_byte(result, '\n');
	for (size_t i = 0; view->findings != NULL && i < view->findings->count; i++) {
		const struct finding *finding = &view->findings->items[i];
		const struct change *change = finding->path != NULL && view->changes != NULL
			? change_find(view->changes, finding->path)
			: NULL;

		text_finding(finding, change, indented, options, result);
	}
	if (view->changes == NULL || view->changes->count == 0)
		return;
	text_byte(result, '\n');
	text_changes(view->changes, options, result);
}

void text_show(
	const struct show_view *view, const struct text_options *options, struct text *result)
{
	if (view->entry == NULL) {
		add_snapshot(view, options, result);
		return;
	}
	if (view->content != NULL) {
		if (options->columns > 0)
			escape_content(result, text_string(view->content), view->content->length);
		else
			text_append(result, text_string(view->content), view->content->length);
		return;
	}
	add_entry(view->entry, options, result);
	for (size_t i = 0; i < view->children_count; i++)
		add_entry(view->children[i], options, result);
	if (view->withheld != NULL)
		text_format(result, "%s\n", view->withheld);
}

static void json_attributes(struct json *json, const struct attributes *attributes)
{
	static const struct attributes none;

	if (attributes == NULL)
		attributes = &none;
	json_string(json, "acl", attributes->access_acl);
	json_string(json, "default_acl", attributes->default_acl);
	json_open_array(json, "attributes");
	for (size_t i = 0; i < attributes->count; i++) {
		const struct attribute *attribute = &attributes->list[i];

		json_open_object(json, NULL);
		json_string(json, "name", attribute->name);
		json_bytes(json, "value", (const char *)attribute->value, attribute->length);
		json_close_object(json);
	}
	json_close_array(json);
}

static void json_content_of(struct json *json, const struct entry *entry)
{
	static const char *const names[] = {
		[CONTENT_NONE] = NULL,
		[CONTENT_PUBLIC] = "public",
		[CONTENT_PROTECTED] = "protected",
		[CONTENT_DIGEST_ONLY] = "digest-only",
		[CONTENT_UNREADABLE] = "unreadable",
	};
	struct snapshot_id blob;

	json_string(json, "content", names[entry->content]);
	if (entry->content != CONTENT_PUBLIC) {
		json_null(json, "size");
		json_null(json, "blob");
		return;
	}
	for (size_t i = 0; i < BLOB_SIZE; i++)
		blob.bytes[i] = entry->blob[i];
	json_number(json, "size", entry->size);
	json_id(json, "blob", &blob);
}

static void json_entry(struct json *json, const char *key, const struct entry *entry)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	if (entry == NULL) {
		json_null(json, key);
		return;
	}
	json_open_object(json, key);
	json_string(json, "path", entry->path);
	json_string(json, "type", words_type(entry));
	text_format(&words, "%04" PRIo32, entry->mode);
	json_string(json, "mode", text_string(&words));
	json_number(json, "uid", entry->uid);
	json_number(json, "gid", entry->gid);
	json_string(json, "user", entry->user);
	json_string(json, "group", entry->group);
	json_time(json, "time", entry->seconds, 0);
	json_number(json, "nanoseconds", entry->nanoseconds);
	json_content_of(json, entry);
	json_string(json, "target", entry->target);
	json_string(json, "same_as", entry->same_as);
	text_clear(&words);
	text_format(&words, "%" PRIu32 ":%" PRIu32, entry->major, entry->minor);
	json_string(json, "device", is_device(entry) ? text_string(&words) : NULL);
	json_attributes(json, entry->attributes);
	json_close_object(json);
}

void json_show(const struct show_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "show");
	json_log_snapshot(&json, "snapshot", view->snapshot);
	if (view->entry == NULL)
		json_changes(&json, "changes", view->changes);
	else
		json_null(&json, "changes");
	if (view->findings != NULL)
		json_findings(&json, "findings", view->findings);
	else
		json_null(&json, "findings");
	json_entry(&json, "entry", view->entry);
	json_open_array(&json, "children");
	for (size_t i = 0; i < view->children_count; i++)
		json_entry(&json, NULL, view->children[i]);
	json_close_array(&json);
	if (view->content != NULL)
		json_bytes(&json, "text", text_string(view->content), view->content->length);
	else
		json_null(&json, "text");
	json_string(&json, "withheld", view->withheld);
	json_end(&json);
}
