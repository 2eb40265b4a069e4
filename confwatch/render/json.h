// SPDX-License-Identifier: GPL-2.0-or-later
// A streaming JSON writer: values go straight into a text.
#ifndef RENDER_JSON_H
#define RENDER_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "core/snapshot.h"

/*
 * Why not json-c: it wants the whole tree of objects in memory before the first byte comes out
 * (measured: 1.6 GB for 300,000 changes; here a few kilobytes), passes invalid UTF-8 on as it is,
 * and each of its calls can fail. The tests read with json-c what this writes.
 *
 * The text may be flushed (written out and cleared) between any two calls.
 */
struct json {
	struct text *out;
	unsigned depth;
	bool follows; /* a value stands before the next one on this level */
};

struct json json_init(struct text *out);

/* key is NULL inside arrays. Keys are our own: ASCII that needs no escape. */
void json_open_object(struct json *json, const char *key);
void json_close_object(struct json *json);
void json_open_array(struct json *json, const char *key);
void json_close_array(struct json *json);

void json_string(struct json *json, const char *key, const char *value); /* NULL: null */
void json_strings(struct json *json, const char *key, const char *const *strings, size_t count);
void json_bytes(struct json *json, const char *key, const char *bytes, size_t length);
void json_number(struct json *json, const char *key, uint64_t value);
void json_boolean(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
void json_time(struct json *json, const char *key, int64_t seconds, int zone);
void json_id(struct json *json, const char *key, const struct snapshot_id *id); /* NULL: null */

/* The object of a whole output: opens it with "schema": "confwatch/<command>/1"; ends it. */
void json_begin(struct json *json, const char *command);
void json_end(struct json *json);

#endif
