// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as Cyrus IMAP tells them apart.
#ifndef SETTINGS_CYRUS_TEXT_H
#define SETTINGS_CYRUS_TEXT_H

#include <stdbool.h>

static inline bool cyrus_is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool cyrus_is_alnum(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte >= '0' && byte <= '9');
}

static inline char cyrus_lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

static inline const char *cyrus_skip_spaces(const char *at, const char *end)
{
	while (at < end && cyrus_is_space(*at))
		at++;
	return at;
}

#endif
