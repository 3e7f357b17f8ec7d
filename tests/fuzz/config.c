// layers: proxy-base proxy-config
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../proxy/config/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An empty snapshot: whatever file is named is not there. */
static struct source *no_files(void)
{
	struct err err;
	struct source *disk = source_new_disk();
	struct source *empty = source_new_snapshot(source_seal(disk, &err), &err);

	source_free(disk);
	return empty;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct source *source;
	struct config config = { .arena = arena_new(0) };
	struct problems problems;

	if (source == NULL)
		source = no_files();
	problems_init(&problems);
	struct config_reader reader = { .config = &config,
		.file = "/etc/fuzz.yaml",
		.source = source,
		.arena = config.arena,
		.problems = &problems };
	keys_read(&reader, node_parse(span_make(data, size), "fuzz.yaml", config.arena, &problems));
	if (config.listen == NULL || config.name == NULL || config.policy_files == NULL)
		abort();
	free(reader.sites.host_sites);
	free(reader.sites.host_names);
	problems_release(&problems);
	arena_free(config.arena);
	return 0;
}
