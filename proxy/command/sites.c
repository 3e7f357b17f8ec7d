#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../config/config.h"
#include "command.h"

static json_t *hosts_of(const struct config *config, const struct site *site)
{
	const char *const *hosts = catalogue_site_hosts(config->catalogue, site);
	json_t *list = json_array();

	for (; hosts != NULL && *hosts != NULL; hosts++)
		json_array_append_new(list, json_string(*hosts));
	return list;
}

static void print_hosts(const struct config *config, const struct site *site)
{
	const char *const *hosts = catalogue_site_hosts(config->catalogue, site);

	for (size_t i = 0; hosts != NULL && hosts[i] != NULL && i < 4; i++)
		printf(
		    "%s%s%s", i > 0 ? " " : "", hosts[i], i == 3 && hosts[4] != NULL ? " …" : "");
	putchar('\n');
}

static void print_site(const struct config *config, const struct site *site, bool is_json)
{
	bool is_governed = catalogue_site_is_governed(config->catalogue, site);

	if (!is_json) {
		printf("%-16s %-18s %-9s ", site_name(site), site_class(site),
		    is_governed ? "governed" : "-");
		print_hosts(config, site);
		return;
	}
	json_t *line = json_pack("{s:s, s:s, s:s, s:b, s:o}", "site", site_name(site), "title",
	    site_title(site), "class", site_class(site), "governed", is_governed, "hosts",
	    hosts_of(config, site));
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
	int status = config != NULL ? EXIT_FINE : EXIT_NO;
	config_free(config);
	problems_release(&problems);
	source_free(source);
	return status;
}
