// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes from libzypp: frames lie inside what was read, and what they announce has names.
#include <string.h>

#include "formats/zypp.h"
#include "target.h"

static void use_body(const struct zypp_frame *frame)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct announced_list list = {0};

	if (zypp_steps_parse(&arena, frame->body, frame->body_length, &list, &error) == 0)
		for (size_t i = 0; i < list.count; i++)
			must(list.items[i].name != NULL &&
				strlen(list.items[i].name) < frame->body_length);
	else
		must(error.code != 0 && list.count == 0);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	while (size > 0) {
		struct error error = ERROR_INIT;
		struct zypp_frame frame;
		size_t used = 0;

		if (zypp_frame_parse(bytes, size, &frame, &used, &error) != 1)
			break;
		must(used > 0 && used <= size && bytes[used - 1] == '\0');
		must(frame.command == bytes && frame.command_length > 0);
		must(frame.body + frame.body_length == bytes + used - 1);
		use_body(&frame);
		bytes += used;
		size -= used;
	}
	return 0;
}
