// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as parameters that name one another: expanding them ends, and stays in its bounds.
#include <string.h>

#include "settings/postfix_expand.h"
#include "target.h"

struct parameters {
	struct text text; /* name\0value\0... */
	struct postfix_expansion expansion;
};

static const char *look_up(void *context, const char *name)
{
	struct parameters *parameters = context;
	const char *at = text_string(&parameters->text);
	const char *end = at + parameters->text.length;

	while (at < end) {
		const char *value = at + strlen(at) + 1;

		parameters->expansion.steps++;
		if (strcmp(at, name) == 0)
			return value;
		at = value + strlen(value) + 1;
	}
	return NULL;
}

/* Lines of name=value; the first value is expanded. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct parameters parameters = {.text = TEXT_INIT};
	POSTFIX_LINES_CLEANUP struct postfix_lines lines = POSTFIX_LINES((const char *)data, size);
	TEXT_CLEANUP struct text result = TEXT_INIT;
	struct document *document = document_new("test");
	struct piece name, value;

	must(document != NULL);
	while (postfix_lines_next(&lines, document)) {
		if (postfix_name_value(postfix_lines_piece(&lines), &name, &value) != NULL)
			continue;
		text_append(&parameters.text, name.bytes, name.length);
		text_byte(&parameters.text, '\0');
		text_append(&parameters.text, value.bytes, value.length);
		text_byte(&parameters.text, '\0');
	}
	parameters.expansion = (struct postfix_expansion){
		.lookup = look_up, .context = &parameters, .result = &result};
	if (parameters.text.length > 0) {
		const char *first = text_string(&parameters.text);

		first += strlen(first) + 1;
		postfix_expand(&parameters.expansion, (struct piece){first, strlen(first)});
	}
	must(result.length <= POSTFIX_EXPANDED_MOST + 1);
	document_free(document);
	text_release(&parameters.text);
	return 0;
}
