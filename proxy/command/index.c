#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/indexing.h"
#include "../base/mem.h"
#include "../config/config.h"
#include "../reader/reader.h"
#include "command.h"

/* Makes the indexes of a policy's lists. Status 1: something is not in them. */

enum { BAR_WIDTH = 30, READ_SECONDS = 60, READ_MEMORY = 1536 * 1024 * 1024 };

struct options {
	const char *config_file;
	const char **policies; /* owned */
	size_t policy_count;
	bool is_all;
	bool is_json;
	int exe_fd; /* of our own binary */
};

/* The list at work. */
struct job {
	const struct options *options;
	const char *list;
	bool has_bar;
	int percent; /* shown last */
};

static bool parse(int argc, char **argv, struct options *options)
{
	*options = (struct options){
		.policies = mem_array((size_t)argc, sizeof(char *)),
		.is_json = isatty(STDOUT_FILENO) == 0,
		.exe_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC),
	};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--all") == 0)
			options->is_all = true;
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

static void clear_bar(struct job *job)
{
	if (job->percent >= 0)
		fputs("\r\033[K", stderr);
	job->percent = -1;
}

static void on_progress(void *context, size_t done, size_t all)
{
	struct job *job = context;
	int percent = all > 0 ? (int)((double)done * 100 / (double)all) : 100;
	int filled = percent * BAR_WIDTH / 100;

	if (!job->has_bar || percent == job->percent)
		return;
	job->percent = percent;
	fprintf(stderr, "\r%s [", job->list);
	for (int i = 0; i < BAR_WIDTH; i++)
		fputc(i < filled ? '#' : '.', stderr);
	fprintf(stderr, "] %3d %%", percent);
	fflush(stderr);
}

static void print_json(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

static void on_left_out(void *context, const char *file, size_t line, const char *why)
{
	struct job *job = context;

	clear_bar(job);
	if (job->options->is_json)
		print_json(json_pack("{s:s, s:s, s:s, s:I, s:s}", "kind", "left-out", "list",
		    job->list, "file", file, "line", (json_int_t)line, "text", why));
	else if (line > 0)
		fprintf(stderr, "%s:%zu: this row %s: it is left out\n", file, line, why);
	else
		fprintf(stderr, "%s: %s: it is left out\n", file, why);
}

/* In a process of its own. */
static bool read_document(
    void *context, struct span bytes, struct document *document, struct err *err)
{
	static const struct reader_limits limits = { .seconds = READ_SECONDS,
		.memory = READ_MEMORY };
	const struct job *job = context;

	return reader_read(job->options->exe_fd, bytes, &limits, document, err);
}

static const char *const result_names[] = {
	[INDEXING_MADE] = "made",
	[INDEXING_UP_TO_DATE] = "up-to-date",
	[INDEXING_FAILED] = "failed",
};

static void print_outcome_json(const struct indexing_outcome *outcome)
{
	json_t *line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I}", "kind", "index",
	    "list", outcome->list, "path", outcome->path, "index", outcome->index, "result",
	    result_names[outcome->result], outcome->is_data ? "rows" : "documents",
	    (json_int_t)outcome->read, "left-out", (json_int_t)outcome->left_out, "bytes",
	    (json_int_t)outcome->index_size);

	if (outcome->result == INDEXING_FAILED)
		json_object_set_new(line, "error", json_string(outcome->err.text));
	print_json(line);
}

static void print_outcome(const struct indexing_outcome *outcome)
{
	const char *what = outcome->is_data ? "rows" : "documents";

	if (outcome->result == INDEXING_FAILED) {
		fprintf(stderr, "%s: %s\n", outcome->list, outcome->err.text);
		return;
	}
	printf("%s: %llu %s in %s (%.1f MB)%s", outcome->list, (unsigned long long)outcome->read,
	    what, outcome->index, (double)outcome->index_size / 1e6,
	    outcome->result == INDEXING_UP_TO_DATE ? ", up to date" : "");
	if (outcome->left_out > 0)
		printf("; %llu %s left out", (unsigned long long)outcome->left_out, what);
	putchar('\n');
}

static bool make_index(struct policy *policy, size_t list, const struct options *options)
{
	struct job job = {
		.options = options,
		.list = policy_index_name(policy, list),
		.has_bar = !options->is_json && isatty(STDERR_FILENO) != 0,
		.percent = -1,
	};
	const struct indexing indexing = {
		.context = &job,
		.is_forced = options->is_all,
		.on_progress = on_progress,
		.read_document = read_document,
		.on_left_out = on_left_out,
	};
	struct indexing_outcome outcome;

	policy_index(policy, list, &indexing, &outcome);
	clear_bar(&job);
	if (options->is_json)
		print_outcome_json(&outcome);
	else
		print_outcome(&outcome);
	fflush(stdout);
	return outcome.result != INDEXING_FAILED && outcome.left_out == 0;
}

static int make_indexes(struct policy *policy, const struct options *options)
{
	size_t count = policy_index_count(policy);
	int status = EXIT_FINE;

	for (size_t i = 0; i < count; i++)
		if (!make_index(policy, i, options))
			status = EXIT_NO;
	if (count == 0 && !options->is_json)
		puts("No list of data or documents is named in this policy.");
	return status;
}

static struct policy *load(
    const struct options *options, struct source *source, struct problems *problems)
{
	if (options->policy_count > 0)
		return policy_load_lists(
		    source, NULL, options->policies, options->policy_count, problems);
	struct config *config = config_load_settings(source, options->config_file, problems);
	if (config == NULL)
		return NULL;
	struct policy *policy = policy_load_lists(
	    source, options->config_file, config->policy_files, config->policy_count, problems);
	config_free(config);
	return policy;
}

static int run(const struct options *options)
{
	struct source *source = source_new_disk();
	struct problems problems;
	int status = EXIT_CANNOT;

	problems_init(&problems);
	struct policy *policy = load(options, source, &problems);
	if (policy != NULL)
		status = make_indexes(policy, options);
	else
		problems_write(&problems, STDERR_FILENO);
	policy_free(policy);
	problems_release(&problems);
	source_free(source);
	return status;
}

int command_index(int argc, char **argv)
{
	struct options options;
	int status = parse(argc, argv, &options) ? run(&options) : command_usage("index");

	free(options.policies);
	close(options.exe_fd);
	return status;
}
