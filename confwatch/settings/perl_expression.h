// SPDX-License-Identifier: GPL-2.0-or-later
// What stands behind "=" in Perl: values that can be told, and the text of what cannot.
#ifndef SETTINGS_PERL_EXPRESSION_H
#define SETTINGS_PERL_EXPRESSION_H

#include "settings/perl_value.h"

/*
 * Each reads up to what ends it (a comma, a closing bracket, a semicolon). NULL: it may change
 * other variables, or is no expression; the input stands anywhere then.
 */
struct perl_value *perl_element(struct perl_reading *reading);

/* The elements up to a closing bracket, which is read, or, '\0', to the end of the statement. */
struct perl_value *perl_list(struct perl_reading *reading, char close);

/* What % takes: "(key => value, ...)". */
struct perl_value *perl_map(struct perl_reading *reading);

/* Of a hash, behind "{": read with its "}". False: only Perl knows. */
bool perl_subscript(struct perl_reading *reading, struct text *result);

/* Both as Perl joins or counts them; NULL: only Perl knows. */
struct perl_value *perl_operate(struct perl_reading *reading, char operator,
	const struct perl_value * left, const struct perl_value *right, const char *at);

/* The text between, as it is. */
struct perl_value *perl_code(struct perl_reading *reading, const char *start, const char *end);

#endif
