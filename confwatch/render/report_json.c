// SPDX-License-Identifier: GPL-2.0-or-later
// The report as JSON: all that is known, for programs.
#include "render/changes.h"
#include "render/finding.h"
#include "render/ledger_lines.h"
#include "render/log.h"
#include "render/report.h"

static void add_time_or_null(struct json *json, const char *key, int64_t seconds, int zone)
{
	if (seconds == 0)
		json_null(json, key);
	else
		json_time(json, key, seconds, zone);
}

static void add_findings(struct json *json, const struct report *report)
{
	json_open_array(json, "findings");
	for (size_t i = 0; i < report->count; i++) {
		const struct report_item *item = &report->items[i];

		json_open_object(json, NULL);
		json_finding_members(json, item->finding);
		json_string(json, "part", report_part_name(item->part));
		json_time(json, "known_since", item->since, report->about.zone);
		json_boolean(json, "told", item->told);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_packages(struct json *json, const struct report *report)
{
	json_open_array(json, "packages");
	for (size_t i = 0; i < report->package_count; i++) {
		const struct report_package *package = &report->packages[i];

		json_open_object(json, NULL);
		json_string(json, "name", package->name);
		json_string(json, "before", package->before);
		json_string(json, "after", package->after);
		json_number(json, "files", package->files);
		json_time(json, "time", package->time, report->about.zone);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_snapshots(struct json *json, const struct snapshot_list *snapshots)
{
	json_open_array(json, "snapshots");
	for (size_t i = 0; snapshots != NULL && i < snapshots->count; i++)
		json_log_snapshot(json, NULL, &snapshots->items[i]);
	json_close_array(json);
}

static void add_set_aside(struct json *json, const struct report *report)
{
	json_open_array(json, "set_aside");
	for (size_t i = 0; i < report->set_aside_count; i++) {
		const struct rule *rule = report->set_aside[i];

		json_open_object(json, NULL);
		json_string(json, "rule", rule->id);
		json_string(json, "pack", rule->pack->name);
		json_boolean(json, "disabled", rule->disabled);
		json_string(json, "file", rule->overridden_by);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_looked(struct json *json, const struct report *report)
{
	const struct report_life *life = &report->about.life;

	json_open_object(json, "looked");
	json_number(json, "files", life->files);
	json_boolean(json, "rules_asked", life->asked);
	json_number(json, "held", life->rules.held);
	json_number(json, "failed", life->rules.failed);
	json_number(json, "unknown", life->rules.unknown);
	json_number(json, "not_applicable", life->rules.not_applicable);
	json_number(json, "policies", life->rules.policies);
	add_time_or_null(json, "last_before", life->last_before, report->about.zone);
	json_string(json, "via", life->via);
	json_close_object(json);
}

void json_report(const struct report *report, struct text *result)
{
	const struct report_input *about = &report->about;
	TEXT_CLEANUP struct text subject = TEXT_INIT;
	struct json json = json_init(result);

	report_subject(report, &subject);
	json_begin(&json, "report");
	json_string(&json, "host", about->host);
	json_string(&json, "subject", text_string(&subject));
	json_number(&json, "to_act_on", report->counts[REPORT_ACTION]);
	json_time(&json, "time", about->now, about->zone);
	json_time(&json, "since", about->since, about->zone);
	json_string(&json, "from", report_from_name(about->from));
	add_time_or_null(&json, "mail_down_since", about->mail_down, about->zone);
	json_log_snapshot(&json, "last", about->last);
	add_findings(&json, report);
	json_ledger_lines(&json, "ledger", &report->said);
	add_packages(&json, report);
	json_changes(&json, "changes", about->changes);
	add_snapshots(&json, about->snapshots);
	add_set_aside(&json, report);
	add_looked(&json, report);
	json_end(&json);
}
