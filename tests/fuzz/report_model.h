// SPDX-License-Identifier: GPL-2.0-or-later
// A report that says whatever the bytes are, wherever a report has words.
#ifndef FUZZ_REPORT_MODEL_H
#define FUZZ_REPORT_MODEL_H

#include "render/report.h"
#include "said.h"

enum {
	WORDS = 8,
};

/* In the order of the corpus. */
struct report_model {
	const char *path;
	const char *author;
	const char *package;
	const char *message;
	const char *rule;
	const char *reason;
	const char *remedy;
	const char *host;
	const char *content;
	size_t length;
	bool is_rule;
};

static const struct text_options report_options = {.program = "confwatch"};

/* What stands between NULs, as often as there are; the whole is a file's content. */
static inline void model_split(
	struct arena *arena, const uint8_t *data, size_t size, struct report_model *model)
{
	const char **const words[WORDS] = {&model->path, &model->author, &model->package,
		&model->message, &model->rule, &model->reason, &model->remedy, &model->host};

	*model = (struct report_model){
		.content = (const char *)data, .length = size, .is_rule = size % 2 != 0};
	for (size_t i = 0; i < WORDS; i++) {
		const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
		size_t length = end != NULL ? (size_t)(end - data) : size;

		*words[i] = arena_bytes(arena, data, length);
		data += length;
		size -= length;
		if (size > 0) {
			data++;
			size--;
		}
	}
}

static inline struct report_model model_tame(struct arena *arena, const struct report_model *model)
{
	return (struct report_model){
		.path = tame(arena, model->path),
		.author = tame(arena, model->author),
		.package = tame(arena, model->package),
		.message = tame(arena, model->message),
		.rule = tame(arena, model->rule),
		.reason = tame(arena, model->reason),
		.remedy = tame(arena, model->remedy),
		.host = tame(arena, model->host),
		.content = tame_bytes(arena, model->content, model->length),
		.length = model->length,
		.is_rule = model->is_rule,
	};
}

static inline struct finding_list *model_findings(
	struct arena *arena, const struct report_model *model)
{
	struct finding_list *findings = arena_new(arena, struct finding_list);
	struct finding *finding = finding_add(findings, arena);

	finding->class = model->is_rule ? CLASS_COUNT : CLASS_SET_ASIDE;
	finding->severity = SEVERITY_CRITICAL;
	finding->rule = model->rule;
	finding->path = model->path;
	finding->leftover = model->author;
	finding->package = model->package;
	finding->message = model->message;
	finding->reason = model->reason;
	finding->remedy = model->remedy;
	finding->id = "1";
	return findings;
}

static inline struct change_list *model_changes(
	struct arena *arena, const struct report_model *model)
{
	struct change_list *changes = arena_new(arena, struct change_list);
	struct metadata_change *metadata = arena_new(arena, struct metadata_change);

	*metadata = (struct metadata_change){
		.name = "owner", .before = model->author, .after = model->host};
	changes->changes = arena_new_array(arena, 1, struct change);
	changes->changes[0] = (struct change){.path = model->path,
		.kind = CHANGE_CHANGED,
		.before = arena_new(arena, struct entry),
		.after = arena_new(arena, struct entry),
		.metadata = metadata,
		.metadata_count = 1};
	changes->count = 1;
	return changes;
}

static inline void model_report(
	struct arena *arena, const struct report_model *model, struct report *report)
{
	struct snapshot *snapshots = arena_new_array(arena, 2, struct snapshot);
	struct snapshot_list *list = arena_new(arena, struct snapshot_list);
	struct report_difference *difference = arena_new(arena, struct report_difference);
	const char **packages = arena_new_array(arena, 1, const char *);

	packages[0] = model->package;
	snapshots[0] = (struct snapshot){.kind = SNAPSHOT_AFTER_UPGRADE,
		.time = 2,
		.author = model->author,
		.manager = model->host,
		.message = model->message,
		.packages = packages,
		.package_count = 1};
	*list = (struct snapshot_list){snapshots, 1, 2};
	*difference = (struct report_difference){
		.kind = DIFFERENCE_TEXT, .hunks = model->content, .length = model->length};
	report_make(arena,
		&(struct report_input){.host = model->host,
			.now = 3,
			.since = 1,
			.last = snapshots,
			.findings = model_findings(arena, model),
			.snapshots = list,
			.base = &snapshots[1],
			.changes = model_changes(arena, model),
			.differences = difference,
			.life = {.last_before = 1, .via = model->author}},
		report);
}

#endif
