// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as confwatch.yaml: read, or refused with a place and nothing touched.
#include <string.h>

#include "formats/configuration.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct configuration before;
	struct configuration configuration;
	struct error error = ERROR_INIT;

	memset(&configuration, 0, sizeof configuration);
	configuration_default(&configuration, &arena);
	memcpy(&before, &configuration, sizeof before);
	if (configuration_parse(&arena, "f.yaml", data, size, &configuration, &error) < 0) {
		must(strncmp(error.message, "f.yaml:", 7) == 0);
		must(memcmp(&before, &configuration, sizeof before) == 0);
	}
	arena_release(&arena);
	return 0;
}
