// SPDX-License-Identifier: GPL-2.0-or-later
// The subject of a report, and words that each of its formats for people has.
#include "render/report_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/finding.h"
#include "render/ledger_lines.h"
#include "render/phrase.h"
#include "render/words.h"

enum {
	HOUR = 60 * 60,
	DAY = 24 * HOUR,
	SUBJECT_PATH = 80, /* bytes of a path in the subject: its end says most */
	SUBJECT_HOST = 64,
	SAID_MOST = 1000, /* bytes of a line about what somebody said */
};

/* The last bytes of words, from a whole character on. */
static void add_tail(struct text *result, const struct text *words, size_t most)
{
	const char *bytes = text_string(words);
	size_t from = words->length > most ? words->length - most : 0;

	if (from > 0)
		text_add(result, "...");
	while (((unsigned char)bytes[from] & 0xc0) == 0x80)
		from++;
	text_add(result, bytes + from);
}

/* The first bytes of words, up to a whole character. */
static void add_begin(struct text *result, const struct text *words, size_t most)
{
	size_t end = words->length < most ? words->length : most;

	while (end < words->length && (words->bytes[end] & 0xc0) == 0x80)
		end--;
	text_append(result, text_string(words), end);
	if (end < words->length)
		text_add(result, "...");
}

/* "GONE /etc/pam.d/imap" */
static void add_first(const struct report_item *item, struct text *result)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;

	phrase_word(item->finding, item->change, result);
	if (item->finding->path != NULL)
		escape_name(&name, item->finding->path);
	else if (item->finding->rule != NULL)
		escape_name(&name, item->finding->rule);
	if (name.length > 0)
		text_byte(result, ' ');
	add_tail(result, &name, SUBJECT_PATH);
}

static void add_action(const struct report *report, struct text *result)
{
	const size_t count = report->counts[REPORT_ACTION];

	text_format(result, ngettext("%zu to act on: ", "%zu to act on: ", count), count);
	add_first(&report->items[0], result);
	if (count > 1)
		text_format(result, ngettext(", %zu more", ", %zu more", count - 1), count - 1);
}

/* Of what waits for a decision. */
static size_t count_overdue(const struct report *report)
{
	const size_t first = report_first(report, REPORT_WAITING);
	size_t count = 0;

	for (size_t i = 0; i < report->counts[REPORT_WAITING]; i++)
		count += finding_is_review(report->items[first + i].finding);
	return count;
}

static void add_no_action(const struct report *report, struct text *result)
{
	const size_t restored = report->counts[REPORT_RESTORED];
	const size_t overdue = count_overdue(report);
	const size_t waiting = report->counts[REPORT_WAITING] - overdue;

	text_add(result, _("nothing to do"));
	if (restored > 0)
		text_format(result,
			ngettext("; %zu brought back by itself", "; %zu brought back by themselves",
				restored),
			restored);
	if (waiting > 0)
		text_format(result,
			ngettext("; %zu new version waits", "; %zu new versions wait", waiting),
			waiting);
	if (overdue > 0)
		text_format(result,
			ngettext("; %zu reason is overdue", "; %zu reasons are overdue", overdue),
			overdue);
}

void report_headline(const struct report *report, struct text *result)
{
	TEXT_CLEANUP struct text host = TEXT_INIT;

	escape_name(&host, report->about.host);
	add_tail(result, &host, SUBJECT_HOST);
	text_add(result, ": ");
	if (report->about.last == NULL)
		text_add(result, _("nothing is recorded yet"));
	else if (report->counts[REPORT_ACTION] > 0)
		add_action(report, result);
	else
		add_no_action(report, result);
}

void report_subject(const struct report *report, struct text *result)
{
	text_add(result, "[confwatch] ");
	report_headline(report, result);
}

void report_period(const struct report *report, struct text *result)
{
	const struct report_input *about = &report->about;

	text_format(result, "%s ", _("since"));
	words_time(result, about->since, about->zone);
	if (about->from == REPORT_FROM_SENT)
		text_format(result, " (%s)", _("the last report"));
	else if (about->from == REPORT_FROM_FIRST)
		text_format(result, " (%s)", _("the first snapshot"));
	text_format(result, ", %s ", _("until"));
	words_time(result, about->now, about->zone);
}

/* "3 days", "1 hour" */
static void add_age(const struct report *report, int64_t since, struct text *result)
{
	const int64_t seconds = since < report->about.now ? report->about.now - since : 0;
	const unsigned long days = (unsigned long)(seconds / DAY);
	const unsigned long hours = (unsigned long)(seconds / HOUR);

	if (days > 0)
		text_format(result, ngettext("%lu day", "%lu days", days), days);
	else
		text_format(result, ngettext("%lu hour", "%lu hours", hours), hours);
}

void report_since(const struct report *report, const struct report_item *item, struct text *result)
{
	if (item->part == REPORT_RESTORED || report->about.now - item->since < DAY)
		return;
	text_format(result, "%s ", _("since"));
	words_time(result, item->since, report->about.zone);
	text_add(result, ", ");
	add_age(report, item->since, result);
}

void report_short_line(
	const struct report *report, const struct report_item *item, struct text *result)
{
	const struct finding *finding = item->finding;

	phrase_word(finding, item->change, result);
	text_byte(result, ' ');
	if (finding->path != NULL)
		escape_name(result, finding->path);
	else
		escape_name(result, finding->rule != NULL ? finding->rule : "-");
	text_add(result, ", ");
	if (item->part == REPORT_EXPECTED) {
		finding_said(&item->brief, report->about.zone, result);
		return;
	}
	add_age(report, item->since, result);
	if (finding->said != NULL)
		text_format(result, ", %s", _("pinned"));
	if (item->part != REPORT_ACTION || finding->remedy == NULL)
		return;
	text_add(result, ": ");
	escape_command(result, finding->remedy);
}

void report_said_line(
	const struct report *report, const struct ledger_line *line, struct text *result)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	ledger_line_words(line, report->about.zone, &words);
	add_begin(result, &words, SAID_MOST);
}

void report_where(
	const struct text_options *options, size_t hidden, const char *command, struct text *result)
{
	text_format(result, ngettext("%zu more: ", "%zu more: ", hidden), hidden);
	words_command(result, options, command, NULL);
}

void report_diff_command(const struct report *report, struct text *result)
{
	text_add(result, "diff --from=");
	words_short_id(result, &report->about.base->id);
}

void report_notes(
	const struct report *report, const struct text_options *options, struct text *result)
{
	const size_t count = report->counts[REPORT_NOTE];

	if (count == 0)
		return;
	text_format(result,
		ngettext("%zu note that nobody need act on: ",
			"%zu notes that nobody need act on: ", count),
		count);
	words_command(result, options, "status -v", NULL);
}

const char *report_part_title(enum report_part part)
{
	static const char *const titles[] = {
		[REPORT_ACTION] = N_("To act on"),
		[REPORT_RESTORED] = N_("Brought back by itself"),
		[REPORT_WAITING] = N_("Waiting for a decision"),
		[REPORT_EXPECTED] = N_("Came as announced"),
		[REPORT_NOTE] = N_("Notes"),
		[REPORT_SETTLED] = N_("Closed"),
	};

	return _(titles[part]);
}

void report_package_line(const struct report_package *package, struct text *result)
{
	escape_name(result, package->name);
	if (package->before != NULL) {
		text_byte(result, ' ');
		escape_name(result, package->before);
	}
	if (package->after != NULL) {
		text_add(result, package->before != NULL ? " -> " : _(" installed: "));
		escape_name(result, package->after);
	} else if (package->before != NULL) {
		text_add(result, _(" removed"));
	}
	if (package->files > 0)
		text_format(result,
			ngettext(", %zu file of its own updated", ", %zu files of its own updated",
				package->files),
			package->files);
}

void report_rule_line(const struct rule *rule, struct text *result)
{
	const char *file = rule->overridden_by != NULL ? rule->overridden_by : rule->place.file;

	escape_name(result, rule->id);
	text_format(result, ", %s", rule->disabled ? _("disabled in") : _("changed in"));
	text_byte(result, ' ');
	escape_name(result, file != NULL ? file : "-");
}

static void add_count(struct text *result, size_t count, const char *words)
{
	if (count > 0)
		text_format(result, ", %zu %s", count, words);
}

void report_looked(const struct report *report, struct text *result)
{
	const struct report_life *life = &report->about.life;
	const size_t rules = life->rules.held + life->rules.failed + life->rules.unknown;

	text_format(result, ngettext("checked %zu file", "checked %zu files", life->files),
		life->files);
	if (!life->asked) {
		text_format(result, "; %s", _("rules could not be asked"));
		return;
	}
	text_format(result, ngettext(" and %zu rule", " and %zu rules", rules), rules);
	text_format(result, _(": %zu held"), life->rules.held);
	add_count(result, life->rules.failed, _("failed"));
	add_count(result, life->rules.unknown, _("nobody can tell"));
}

void report_last_upgrade(const struct report *report, struct text *result)
{
	const struct report_life *life = &report->about.life;

	if (life->last_before == 0) {
		text_add(result, _("no upgrade was recorded yet"));
		return;
	}
	text_format(result, "%s ", _("last upgrade recorded:"));
	words_time(result, life->last_before, report->about.zone);
	if (life->via == NULL)
		return;
	text_format(result, ", %s ", _("by the hook of"));
	escape_name(result, life->via);
}
