// SPDX-License-Identifier: GPL-2.0-or-later
// The content sink that keeps nothing but digests.
#include "system/scan.h"

static int begin(void *context, const struct entry *entry, struct error *error)
{
	struct digest_sink *sink = context;

	(void)error;
	digest_begin(&sink->digest, entry->size, sink->key, true,
		entry->content != CONTENT_PUBLIC || entry->seal != NULL);
	return 0;
}

static int write_bytes(void *context, const void *bytes, size_t length, struct error *error)
{
	struct digest_sink *sink = context;

	(void)error;
	digest_add(&sink->digest, bytes, length);
	return 0;
}

static int finish(void *context, struct arena *arena, struct entry *entry, struct error *error)
{
	struct digest_sink *sink = context;

	(void)error;
	digest_blob(&sink->digest, entry->blob);
	entry->has_blob = true;
	if (sink->digest.want_seal) {
		unsigned char *seal = arena_alloc(arena, SEAL_SIZE);

		digest_seal(&sink->digest, seal);
		entry->seal = seal;
	}
	return 0;
}

static void abandon(void *context)
{
	(void)context;
}

struct content_sink digest_sink_init(struct digest_sink *sink, const struct seal_key *key)
{
	*sink = (struct digest_sink){.key = key};
	return (struct content_sink){
		.context = sink,
		.begin = begin,
		.write = write_bytes,
		.finish = finish,
		.abandon = abandon,
	};
}
