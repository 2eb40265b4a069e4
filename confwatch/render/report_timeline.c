// SPDX-License-Identifier: GPL-2.0-or-later
// The time of a report as a drawing: a lane each for snapshots, upgrades and findings.
#include "base/translate.h"
#include "render/escape.h"
#include "render/report_html.h"
#include "render/words.h"

enum {
	WIDTH = 400,
	MARGIN = 8,
	PLACES = WIDTH - 2 * MARGIN + 1, /* where a mark can stand: what falls together is one */
	LANE = 38,
};

enum lane {
	LANE_SNAPSHOTS,
	LANE_UPGRADES,
	LANE_FINDINGS,
	LANES,
};

/* How many fall on each place. */
struct marks {
	size_t counts[LANES][PLACES];
	size_t sums[LANES];
};

static void mark(struct marks *marks, const struct report *report, enum lane lane, int64_t time)
{
	const int64_t begin = report->about.since;
	const int64_t length = report->about.now - begin;
	int64_t place = 0;

	marks->sums[lane]++;
	if (length > 0 && time > begin)
		place = (int64_t)((double)(time - begin) / (double)length * (PLACES - 1));
	if (place > PLACES - 1)
		place = PLACES - 1;
	marks->counts[lane][place]++;
}

static void collect(const struct report *report, struct marks *marks)
{
	const struct snapshot_list *snapshots = report->about.snapshots;

	for (size_t i = 0; i < snapshots->count; i++) {
		const struct snapshot *snapshot = &snapshots->items[i];

		mark(marks, report,
			snapshot->kind == SNAPSHOT_AFTER_UPGRADE ? LANE_UPGRADES : LANE_SNAPSHOTS,
			snapshot->time);
	}
	for (size_t i = 0; i < report->count; i++) {
		if (report->items[i].part < REPORT_EXPECTED)
			mark(marks, report, LANE_FINDINGS, report->items[i].since);
	}
}

static const char *lane_title(enum lane lane)
{
	static const char *const titles[] = {
		[LANE_SNAPSHOTS] = N_("snapshots"),
		[LANE_UPGRADES] = N_("upgrades"),
		[LANE_FINDINGS] = N_("findings"),
	};

	return _(titles[lane]);
}

/* Wider where many fall together. */
static void add_marks(const size_t counts[PLACES], const char *class, int y, struct text *result)
{
	for (int place = 0; place < PLACES; place++) {
		const size_t count = counts[place];

		if (count > 0)
			text_format(result, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>\n",
				class, MARGIN + place, y,
				count > 9	    ? 6
					: count > 1 ? 5
						    : 4);
	}
}

static void add_lane(const struct marks *marks, enum lane lane, struct text *result)
{
	static const char *const classes[] = {"snapshots", "upgrades", "findings"};
	const int y = LANE * (int)lane + 27;

	text_format(result, "<text x=\"%d\" y=\"%d\">", MARGIN, y - 12);
	escape_references(result, lane_title(lane));
	text_format(result, " (%zu)</text>\n", marks->sums[lane]);
	text_format(result, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", MARGIN, y,
		WIDTH - MARGIN, y);
	add_marks(marks->counts[lane], classes[lane], y, result);
}

static void add_end(
	const struct report *report, int64_t time, const char *anchor, int x, struct text *result)
{
	text_format(result, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, LANE * LANES + 14,
		anchor);
	words_time(result, time, report->about.zone);
	text_add(result, "</text>\n");
}

void report_timeline(const struct report *report, struct text *result)
{
	struct marks marks = {0};

	collect(report, &marks);
	text_add(result, "<section id=\"timeline\">\n<h2>");
	escape_references(result, _("Timeline"));
	text_format(result, "</h2>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
		LANE * LANES + 22);
	for (int lane = 0; lane < LANES; lane++) {
		text_format(result, "%s%zu ", lane > 0 ? ", " : "", marks.sums[lane]);
		escape_references(result, lane_title((enum lane)lane));
	}
	text_add(result, "\">\n");
	for (int lane = 0; lane < LANES; lane++)
		add_lane(&marks, (enum lane)lane, result);
	add_end(report, report->about.since, "start", MARGIN, result);
	add_end(report, report->about.now, "end", WIDTH - MARGIN, result);
	text_add(result, "</svg>\n</section>\n");
}
