// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the HTML report share.
#ifndef RENDER_REPORT_HTML_H
#define RENDER_REPORT_HTML_H

#include "render/report_words.h"

/* How it looks: one style sheet, light and dark, for screens and paper. */
extern const char report_style[];

/* Of what stands in <style>, as the page's Content-Security-Policy names it. */
#define REPORT_STYLE_DIGEST "sha256-m0a4VfHWIq4cNxCl7FAxtFgLZent+z4yBId9FPs/XwI="

/* Snapshots, upgrades and findings from then to now, as inline SVG. */
void report_timeline(const struct report *report, struct text *result);

/* Every changed file, with what changed in it folded. */
void report_html_changes(
	const struct report *report, const struct text_options *options, struct text *result);

#endif
