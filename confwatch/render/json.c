// SPDX-License-Identifier: GPL-2.0-or-later
// A streaming JSON writer: values go straight into a text.
#include "render/json.h"

#include <inttypes.h>
#include <string.h>

#include "render/escape.h"
#include "render/words.h"

struct json json_init(struct text *out)
{
	return (struct json){.out = out};
}

static void new_line(struct json *json)
{
	text_format(json->out, "\n%*s", (int)(2 * json->depth), "");
}

static void begin_value(struct json *json, const char *key)
{
	if (json->follows)
		text_byte(json->out, ',');
	if (json->depth > 0)
		new_line(json);
	if (key != NULL)
		text_format(json->out, "\"%s\": ", key);
	json->follows = true;
}

static void open_level(struct json *json, const char *key, char bracket)
{
	begin_value(json, key);
	text_byte(json->out, bracket);
	json->depth++;
	json->follows = false;
}

static void close_level(struct json *json, char bracket)
{
	json->depth--;
	if (json->follows)
		new_line(json);
	text_byte(json->out, bracket);
	json->follows = true;
}

void json_open_object(struct json *json, const char *key)
{
	open_level(json, key, '{');
}

void json_close_object(struct json *json)
{
	close_level(json, '}');
}

void json_open_array(struct json *json, const char *key)
{
	open_level(json, key, '[');
}

void json_close_array(struct json *json)
{
	close_level(json, ']');
}

void json_bytes(struct json *json, const char *key, const char *bytes, size_t length)
{
	begin_value(json, key);
	text_byte(json->out, '"');
	escape_json(json->out, bytes, length);
	text_byte(json->out, '"');
}

void json_string(struct json *json, const char *key, const char *value)
{
	if (value == NULL)
		json_null(json, key);
	else
		json_bytes(json, key, value, strlen(value));
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	text_format(json->out, "%" PRIu64, value);
}

void json_boolean(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	text_add(json->out, value ? "true" : "false");
}

void json_null(struct json *json, const char *key)
{
	begin_value(json, key);
	text_add(json->out, "null");
}

void json_time(struct json *json, const char *key, int64_t seconds, int zone)
{
	begin_value(json, key);
	text_byte(json->out, '"');
	words_iso_time(json->out, seconds, zone);
	text_byte(json->out, '"');
}

void json_id(struct json *json, const char *key, const struct snapshot_id *id)
{
	char hex[SNAPSHOT_HEX_SIZE];

	if (id == NULL) {
		json_null(json, key);
		return;
	}
	snapshot_hex(id, hex);
	json_string(json, key, hex);
}

void json_begin(struct json *json, const char *command)
{
	json_open_object(json, NULL);
	begin_value(json, "schema");
	text_format(json->out, "\"confwatch/%s/1\"", command);
}

void json_end(struct json *json)
{
	json_close_object(json);
	text_byte(json->out, '\n');
}

void json_strings(struct json *json, const char *key, const char *const *strings, size_t count)
{
	json_open_array(json, key);
	for (size_t i = 0; i < count; i++)
		json_string(json, NULL, strings[i]);
	json_close_array(json);
}
