#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../config/config.h"
#include "command.h"

enum { HOSTS_SHOWN = 4 };

/* The hosts on which it is governed, or else those of its file. NULL: no more. */
static const char *host_of(const struct config *config, const struct site *site, size_t index)
{
	const char *const *governed = catalogue_site_hosts(config->catalogue, site);

	if (catalogue_site_is_governed(config->catalogue, site))
		return governed[index];
	return index < site_host_count(site) ? site_host(site, index) : NULL;
}

static size_t count_of(const struct config *config, const struct site *site)
{
	size_t count = 0;

	while (host_of(config, site, count) != NULL)
		count++;
	return count;
}

static json_t *hosts_of(const struct config *config, const struct site *site)
{
	size_t count = count_of(config, site);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(host_of(config, site, i)));
	return list;
}

static void print_hosts(const struct config *config, const struct site *site)
{
	size_t count = count_of(config, site);

	for (size_t i = 0; i < count && i < HOSTS_SHOWN; i++)
		printf("%s%s", i > 0 ? " " : "", host_of(config, site, i));
	puts(count > HOSTS_SHOWN ? " …" : "");
}

static const char *state_of(const struct config *config, const struct site *site)
{
	if (catalogue_site_is_governed(config->catalogue, site))
		return "governed";
	return site_is_never(site) ? "never" : "-";
}

static void print_site(const struct config *config, const struct site *site, bool is_json)
{
	if (!is_json) {
		printf(
		    "%-24s %-18s %-9s ", site_name(site), site_class(site), state_of(config, site));
		print_hosts(config, site);
		return;
	}
	json_t *line = json_pack("{s:s, s:s, s:s, s:b, s:b, s:o}", "site", site_name(site), "title",
	    site_title(site), "class", site_class(site), "governed",
	    catalogue_site_is_governed(config->catalogue, site), "never", site_is_never(site),
	    "hosts", hosts_of(config, site));
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

int command_sites(int argc, char **argv)
{
	struct command_options options;
	struct problems problems;

	if (argc < 2 || strcmp(argv[1], "list") != 0) {
		if (argc < 2)
			return command_usage("sites");
		fprintf(stderr, "gatepost: sites %s is not built yet\n", argv[1]);
		return EXIT_CANNOT;
	}
	argv[1] = argv[0];
	if (!command_options(argc - 1, argv + 1, &options))
		return EXIT_CANNOT;
	struct source *source = source_new_disk();
	problems_init(&problems);
	struct config *config = config_load(source, options.config_file, false, &problems);
	problems_write(&problems, STDERR_FILENO);
	for (size_t i = 0; config != NULL && i < catalogue_site_count(config->catalogue); i++)
		print_site(config, catalogue_site(config->catalogue, i), options.is_json);
	int status = config != NULL ? EXIT_FINE : EXIT_CANNOT;
	config_free(config);
	problems_release(&problems);
	source_free(source);
	return status;
}
