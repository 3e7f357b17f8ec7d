/* gatepost check: everything that is wrong with a configuration or with policies, all of it at
 * once. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../rules/advice.h"
#include "../base/mem.h"
#include "../config/config.h"
#include "command.h"

struct options {
	const char *config_file; /* NULL: none was named */
	const char **policies;   /* those named instead; owned */
	size_t policy_count;
	bool is_explained;
	bool is_json;
};

static bool parse(int argc, char **argv, struct options *options)
{
	*options = (struct options){ .policies = mem_array((size_t)argc, sizeof(char *)) };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--explain") == 0)
			options->is_explained = true;
		else if (strcmp(argv[i], "--json") == 0)
			options->is_json = true;
		else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			options->config_file = argv[++i];
		else if (argv[i][0] != '-')
			options->policies[options->policy_count++] = argv[i];
		else
			return false;
	}
	return options->config_file == NULL || options->policy_count == 0;
}

/* A file that is not there is no wrong file: the check cannot run. */
static bool can_read_all(const struct options *options)
{
	for (size_t i = 0; i < options->policy_count; i++) {
		bool is_built_in =
		    strncmp(options->policies[i], POLICY_BUILT_IN, strlen(POLICY_BUILT_IN)) == 0;
		if (!is_built_in && !command_can_read("check", options->policies[i]))
			return false;
	}
	return command_can_read("check", options->config_file);
}

static void print_json(const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->list[i];
		json_t *line = json_pack("{s:s, s:s, s:i, s:i, s:s}", "kind",
		    problem->kind == PROBLEM_ERROR ? "error" : "warning", "file", problem->file,
		    "line", (int)problem->line, "column", (int)problem->column, "text",
		    problem->text);
		json_dumpf(line, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(line);
	}
}

static int report(struct problems *problems, bool is_json)
{
	if (is_json)
		print_json(problems);
	else
		problems_write(problems, STDERR_FILENO);
	if (problems->errors > 0 && !is_json)
		fprintf(
		    stderr, "%zu error%s\n", problems->errors, problems->errors == 1 ? "" : "s");
	return problems->errors > 0 ? EXIT_NO : EXIT_FINE;
}

/* No role tells yet which groups people are in. */
static void advise(const struct policy *policy, struct problems *problems)
{
	const struct advice_facts facts = { .knows_groups = false, .now = time(NULL) };

	policy_advise(policy, &facts, problems);
}

static int check_config(
    const struct options *options, struct source *source, struct problems *problems)
{
	struct config *config = config_load(source, options->config_file, true, problems);
	size_t governed = 0;

	if (config != NULL)
		advise(config->policy, problems);
	int status = report(problems, options->is_json);
	if (config == NULL)
		return EXIT_NO;
	if (options->is_explained)
		policy_explain_rules(config->policy, stdout);
	size_t count = catalogue_site_count(config->catalogue);
	for (size_t i = 0; i < count; i++)
		governed += catalogue_site_is_governed(
		    config->catalogue, catalogue_site(config->catalogue, i));
	if (!options->is_json && status == EXIT_FINE)
		printf("Fine: %zu rules; %zu of %zu sites governed; stage %s.\n",
		    policy_rule_count(config->policy), governed, count, stage_names[config->stage]);
	config_free(config);
	return status;
}

static int check_policies(
    const struct options *options, struct source *source, struct problems *problems)
{
	struct policy *policy =
	    policy_load(source, NULL, options->policies, options->policy_count, problems);

	if (policy != NULL) {
		policy_run_examples(policy, problems);
		advise(policy, problems);
	}
	int status = report(problems, options->is_json);
	if (policy == NULL)
		return EXIT_NO;
	if (options->is_explained)
		policy_explain_rules(policy, stdout);
	if (!options->is_json && status == EXIT_FINE)
		printf("Fine: %zu rule%s.\n", policy_rule_count(policy),
		    policy_rule_count(policy) == 1 ? "" : "s");
	policy_free(policy);
	return status;
}

static int check(const struct options *options)
{
	struct problems problems;
	struct source *source = source_new_disk();

	problems_init(&problems);
	int status = options->policy_count > 0 ? check_policies(options, source, &problems)
	                                       : check_config(options, source, &problems);
	problems_release(&problems);
	source_free(source);
	return status;
}

int command_check(int argc, char **argv)
{
	struct options options;
	int status = EXIT_CANNOT;

	if (!parse(argc, argv, &options))
		command_usage("check");
	else if (can_read_all(&options))
		status = check(&options);
	free(options.policies);
	return status;
}
