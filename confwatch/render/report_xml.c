// SPDX-License-Identifier: GPL-2.0-or-later
// The report as XML: the same as in JSON, as schemas/report.rng has it.
#include "render/changes.h"
#include "render/finding.h"
#include "render/report.h"
#include "render/words.h"
#include "render/xml.h"

static void add_snapshot(struct xml *xml, const char *element, const struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	xml_begin(xml, element);
	xml_id(xml, "id", &snapshot->id);
	xml_time(xml, "time", snapshot->time, snapshot->zone);
	xml_string(xml, "kind", snapshot_kind_name(snapshot->kind));
	xml_string(xml, "transaction", snapshot->transaction);
	xml_string(xml, "manager", snapshot->manager);
	xml_string(xml, "author", snapshot->author);
	xml_number(xml, "added", snapshot->added);
	xml_number(xml, "changed", snapshot->changed);
	xml_number(xml, "removed", snapshot->removed);
	for (size_t i = 0; i < snapshot->package_count; i++)
		xml_element(xml, "package", snapshot->packages[i]);
	xml_element(xml, "message", snapshot->message);
	xml_end(xml, element);
}

static void add_attributes(struct xml *xml, const struct finding *finding)
{
	const bool is_rule = finding->class == CLASS_COUNT;

	xml_string(xml, "id", finding->id != NULL ? finding->id : "");
	if (is_rule)
		xml_string(xml, "rule", finding->rule != NULL ? finding->rule : "");
	else
		xml_string(xml, "class", finding_class_name(finding->class));
	xml_string(xml, "severity", severity_name(finding->severity));
	xml_string(xml, "path", finding->path);
	if (finding->line > 0)
		xml_number(xml, "line", finding->line);
	xml_string(xml, "package", finding->package);
	xml_string(xml, "version-before", finding->version_before);
	xml_string(xml, "version-after", finding->version_after);
	xml_string(xml, "transaction", finding->transaction);
	if (finding->has_snapshot)
		xml_id(xml, "snapshot", &finding->snapshot);
	xml_string(xml, "leftover", finding->leftover);
	xml_boolean(xml, "restored", finding->restored);
	xml_string(xml, "state", finding_state_name(finding->state));
	xml_number(xml, "files", finding->folded);
	xml_time(xml, "since", finding->since, 0);
}

static void add_said(struct xml *xml, const struct finding *finding)
{
	const struct diary_entry *said = finding->said;

	if (said == NULL)
		return;
	xml_begin(xml, "said");
	xml_string(xml, "as", finding_said_as(finding));
	xml_string(xml, "entry", said->id);
	xml_time(xml, "time", said->time, said->zone);
	xml_string(xml, "author", said->author);
	xml_element(xml, "text", said->text);
	xml_end(xml, "said");
}

static void add_findings(struct xml *xml, const struct report *report)
{
	xml_begin(xml, "findings");
	for (size_t i = 0; i < report->count; i++) {
		const struct report_item *item = &report->items[i];

		xml_begin(xml, "finding");
		add_attributes(xml, item->finding);
		xml_string(xml, "part", report_part_name(item->part));
		xml_time(xml, "known-since", item->since, report->about.zone);
		xml_boolean(xml, "told", item->told);
		xml_element(xml, "message", item->finding->message);
		xml_element(xml, "reason", item->finding->reason);
		xml_element(xml, "remedy", item->finding->remedy);
		add_said(xml, item->finding);
		xml_end(xml, "finding");
	}
	xml_end(xml, "findings");
}

static void add_packages(struct xml *xml, const struct report *report)
{
	xml_begin(xml, "packages");
	for (size_t i = 0; i < report->package_count; i++) {
		const struct report_package *package = &report->packages[i];

		xml_begin(xml, "package");
		xml_string(xml, "name", package->name);
		xml_string(xml, "before", package->before);
		xml_string(xml, "after", package->after);
		xml_number(xml, "files", package->files);
		xml_time(xml, "time", package->time, report->about.zone);
		xml_end(xml, "package");
	}
	xml_end(xml, "packages");
}

static void add_change(struct xml *xml, const struct change *change)
{
	xml_begin(xml, "change");
	xml_string(xml, "path", change->path);
	xml_string(xml, "kind", change_kind_name(change->kind));
	xml_string(xml, "before", words_type(change->before));
	xml_string(xml, "after", words_type(change->after));
	xml_boolean(xml, "content", change->content);
	xml_boolean(xml, "unreadable", change->unreadable);
	xml_boolean(xml, "protected", change_is_secret(change));
	for (size_t i = 0; i < change->metadata_count; i++) {
		const struct metadata_change *metadata = &change->metadata[i];

		xml_begin(xml, "metadata");
		xml_string(xml, "name", metadata->name);
		xml_string(xml, "before", metadata->before);
		xml_string(xml, "after", metadata->after);
		xml_string(xml, "remark", metadata->remark);
		xml_end(xml, "metadata");
	}
	xml_end(xml, "change");
}

static void add_changes(struct xml *xml, const struct change_list *changes)
{
	xml_begin(xml, "changes");
	for (size_t i = 0; changes != NULL && i < changes->count; i++)
		add_change(xml, &changes->changes[i]);
	xml_end(xml, "changes");
}

static void add_snapshots(struct xml *xml, const struct snapshot_list *snapshots)
{
	xml_begin(xml, "snapshots");
	for (size_t i = 0; snapshots != NULL && i < snapshots->count; i++)
		add_snapshot(xml, "snapshot", &snapshots->items[i]);
	xml_end(xml, "snapshots");
}

static void add_ledger(struct xml *xml, const struct ledger_lines *lines)
{
	xml_begin(xml, "ledger");
	for (size_t i = 0; i < lines->count; i++) {
		const struct ledger_line *line = &lines->items[i];
		const struct diary_entry *entry = line->entry;

		xml_begin(xml, "entry");
		xml_string(xml, "as", line->as);
		xml_string(xml, "id", entry->id);
		xml_time(xml, "time", entry->time, entry->zone);
		xml_string(xml, "author", entry->author);
		if (entry->until > 0)
			xml_time(xml, "until", entry->until, entry->zone);
		if (entry->times > 0) {
			xml_number(xml, "times", entry->times);
			xml_number(xml, "used", line->used);
		}
		for (size_t j = 0; j < entry->path_count; j++)
			xml_element(xml, "path", entry->paths[j]);
		for (size_t j = 0; j < entry->finding_count; j++)
			xml_element(xml, "finding", entry->findings[j]);
		xml_element(xml, "text", entry->text);
		xml_end(xml, "entry");
	}
	xml_end(xml, "ledger");
}

static void add_set_aside(struct xml *xml, const struct report *report)
{
	xml_begin(xml, "set-aside");
	for (size_t i = 0; i < report->set_aside_count; i++) {
		const struct rule *rule = report->set_aside[i];

		xml_begin(xml, "rule");
		xml_string(xml, "id", rule->id);
		xml_string(xml, "pack", rule->pack->name);
		xml_boolean(xml, "disabled", rule->disabled);
		xml_string(xml, "file", rule->overridden_by);
		xml_end(xml, "rule");
	}
	xml_end(xml, "set-aside");
}

static void add_looked(struct xml *xml, const struct report *report)
{
	const struct report_life *life = &report->about.life;

	xml_begin(xml, "looked");
	xml_number(xml, "files", life->files);
	xml_boolean(xml, "rules-asked", life->asked);
	xml_number(xml, "held", life->rules.held);
	xml_number(xml, "failed", life->rules.failed);
	xml_number(xml, "unknown", life->rules.unknown);
	xml_number(xml, "not-applicable", life->rules.not_applicable);
	xml_number(xml, "policies", life->rules.policies);
	if (life->last_before != 0)
		xml_time(xml, "last-before", life->last_before, report->about.zone);
	xml_string(xml, "via", life->via);
	xml_end(xml, "looked");
}

void xml_report(const struct report *report, struct text *result)
{
	const struct report_input *about = &report->about;
	TEXT_CLEANUP struct text subject = TEXT_INIT;
	struct xml xml = xml_init(result);

	report_subject(report, &subject);
	xml_begin(&xml, "report");
	xml_string(&xml, "schema", "confwatch/report/1");
	xml_string(&xml, "host", about->host);
	xml_string(&xml, "subject", text_string(&subject));
	xml_number(&xml, "to-act-on", report->counts[REPORT_ACTION]);
	xml_time(&xml, "time", about->now, about->zone);
	xml_time(&xml, "since", about->since, about->zone);
	xml_string(&xml, "from", report_from_name(about->from));
	if (about->mail_down != 0)
		xml_time(&xml, "mail-down-since", about->mail_down, about->zone);
	add_snapshot(&xml, "last", about->last);
	add_findings(&xml, report);
	add_ledger(&xml, &report->said);
	add_packages(&xml, report);
	add_changes(&xml, about->changes);
	add_snapshots(&xml, about->snapshots);
	add_set_aside(&xml, report);
	add_looked(&xml, report);
	xml_end(&xml, "report");
}
