#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "automatic.h"
#include "section.h"

static const char *in_state(struct config *config, const char *path)
{
	return path[0] == '/' ? path : arena_print(config->arena, "%s/%s", config->state, path);
}

/* Whose the key is, is kept by where it lies: audit may read all of the store. */
static void check_key_place(const struct config *config, struct problems *problems)
{
	size_t len = strlen(config->store);

	if (strncmp(config->ca_key, config->store, len) == 0 && config->ca_key[len] == '/')
		problems_error(problems, NULL,
		    "ca.key: %s lies in the folder of the records, which the role audit may read",
		    config->ca_key);
}

static void finish(struct config_reader *reader)
{
	struct config *config = reader->config;

	automatic_fill(config);
	char *store = config_store_folder(config->state);
	config->store = arena_copy(config->arena, span_of(store));
	free(store);
	config->ca_certificate = in_state(config, config->ca_certificate);
	config->ca_key = in_state(config, config->ca_key);
	check_key_place(config, reader->problems);
	while (config->policy_files[config->policy_count] != NULL)
		config->policy_count++;
	section_add_host(reader, "practice", config->name);
}

static void load_rules(struct config_reader *reader, bool run_examples)
{
	struct config *config = reader->config;
	struct catalogue_choice choice = {
		.govern = reader->sites.govern,
		.never = reader->sites.never,
		.host_sites = reader->sites.host_sites,
		.host_names = reader->sites.host_names,
	};

	config->catalogue = catalogue_load(reader->source, reader->file, reader->sites.more,
	    &choice, run_examples, reader->problems);
	config->policy = policy_load(reader->source, reader->file, config->policy_files,
	    config->policy_count, reader->problems);
	if (run_examples && config->policy != NULL)
		policy_run_examples(config->policy, reader->problems);
}

static struct config_reader read_settings(
    struct source *source, const char *file, struct problems *problems)
{
	struct config *config = mem_alloc(sizeof *config);
	size_t errors_before = problems->errors;

	config->arena = arena_new(0);
	struct config_reader reader = {
		.config = config,
		.file = file,
		.source = source,
		.arena = config->arena,
		.problems = problems,
	};
	const struct node *root = keys_root(&reader);
	reader.is_unread = root == NULL && problems->errors > errors_before;
	keys_read(&reader, root);
	finish(&reader);
	return reader;
}

static void release(struct config_reader *reader)
{
	free(reader->sites.host_sites);
	free(reader->sites.host_names);
}

struct config *config_load_settings(
    struct source *source, const char *file, struct problems *problems)
{
	size_t errors_before = problems->errors;
	struct config_reader reader = read_settings(source, file, problems);

	release(&reader);
	if (problems->errors == errors_before)
		return reader.config;
	config_free(reader.config);
	return NULL;
}

struct config *config_load(
    struct source *source, const char *file, bool run_examples, struct problems *problems)
{
	size_t errors_before = problems->errors;
	struct config_reader reader = read_settings(source, file, problems);
	struct config *config = reader.config;

	/* Which rules and sites it names is not known of a file that cannot be read at all. */
	if (!reader.is_unread)
		load_rules(&reader, run_examples);
	release(&reader);
	if (problems->errors == errors_before && config->policy != NULL &&
	    config->catalogue != NULL)
		return config;
	config_free(config);
	return NULL;
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	policy_free(config->policy);
	catalogue_free(config->catalogue);
	arena_free(config->arena);
	free(config);
}
