// SPDX-License-Identifier: GPL-2.0-or-later
// accept: what is right as it is.
#include "render/ledger.h"

#include "base/translate.h"
#include "render/finding.h"
#include "render/phrase.h"
#include "render/words.h"

static void add_lines(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	TEXT_CLEANUP struct text word = TEXT_INIT;
	size_t width = 0;

	for (size_t i = 0; i < findings->count; i++) {
		text_clear(&word);
		phrase_word(&findings->items[i], view->known[i], &word);
		width = word.length > width ? word.length : width;
	}
	for (size_t i = 0; i < findings->count; i++)
		text_finding_short(&findings->items[i], view->known[i], width, options, result);
}

static void add_left(const struct accept_view *view, struct text *result)
{
	if (view->left == 0)
		return;
	text_format(result,
		ngettext("%zu finding about the whole system stays until its cause is gone",
			"%zu findings about the whole system stay until their causes are gone",
			view->left),
		view->left);
	text_byte(result, '\n');
}

void text_accept_question(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	add_lines(view, options, result);
	add_left(view, result);
}

void text_accept(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	if (view->entry == NULL) {
		text_format(result, "%s\n", _("nothing is open that could be accepted"));
	} else {
		text_format(result,
			ngettext("accepted: %zu finding", "accepted: %zu findings",
				view->findings->count),
			view->findings->count);
		text_byte(result, '\n');
		add_lines(view, options, result);
	}
	add_left(view, result);
	if (view->snapshot == NULL)
		return;
	text_format(result, "%s ", _("recorded in"));
	words_short_id(result, view->snapshot);
	text_byte(result, '\n');
}

void json_accept(const struct accept_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "accept");
	json_string(&json, "entry", view->entry);
	json_findings(&json, "findings", view->findings);
	json_id(&json, "snapshot", view->snapshot);
	json_number(&json, "left", view->left);
	json_end(&json);
}
