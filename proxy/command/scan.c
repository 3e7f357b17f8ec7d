#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "command.h"
#include "scan_post.h"

/* One JSON post a line in, one JSON verdict a line out. */

struct scan_options {
	const char *config_file;
	const char *file;
	const char **policies;
	size_t policy_count;
};

static bool take_option(struct scan_options *options, int argc, char **argv, int *at)
{
	const char *word = argv[*at];
	bool has_value = *at + 1 < argc;

	if (strcmp(word, "-c") == 0 && has_value)
		options->config_file = argv[++*at];
	else if (strcmp(word, "--policy") == 0 && has_value)
		options->policies[options->policy_count++] = argv[++*at];
	else if ((word[0] != '-' || strcmp(word, "-") == 0) && options->file == NULL)
		options->file = word;
	else
		return false;
	return true;
}

static bool take_options(struct scan_options *options, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!take_option(options, argc, argv, &i)) {
			command_wrong("scan", argv[i]);
			return false;
		}
	}
	return true;
}

static json_t *spans_json(const struct post *post, const struct match *match)
{
	json_t *spans = json_array();

	for (size_t i = 0; i < match->span_count; i++) {
		const struct match_span *span = &match->spans[i];
		struct span name = post->fields[span->field].name;
		json_t *place = json_pack("{s:s%, s:I, s:I}", "field", name.data, name.len, "start",
		    (json_int_t)span->start, "end", (json_int_t)span->end);
		if (span->document != NULL)
			json_object_set_new(place, "document", json_string(span->document));
		json_array_append_new(spans, place);
	}
	return spans;
}

static json_t *conflict_json(const struct conflict *conflict)
{
	return json_pack("{s:s%, s:s%}", "value", conflict->value.data, conflict->value.len,
	    "against", conflict->against.data, conflict->against.len);
}

static void print_verdict(
    const struct judging *judging, const struct post *post, const struct verdict *verdict)
{
	enum action action = judging_action(judging, verdict);
	json_t *rules = json_array();

	for (size_t i = 0; i < verdict->match_count; i++) {
		const struct match *match = &verdict->matches[i];
		json_t *rule = json_pack("{s:s, s:s, s:o}", "id", match->rule->id, "severity",
		    severity_names[match->rule->severity], "spans", spans_json(post, match));
		if (match->rule->is_shadow)
			json_object_set_new(rule, "shadow", json_true());
		if (match->conflict != NULL)
			json_object_update_new(rule, conflict_json(match->conflict));
		json_array_append_new(rules, rule);
	}
	json_t *line = json_pack("{s:s, s:o}", "action", action_names[action], "rules", rules);
	if (verdict->approved != NULL)
		json_object_set_new(line, "approved", json_string(verdict->approved));
	if (verdict->judged == JUDGED_LIMIT)
		json_object_set_new(line, "unjudged",
		    json_string(verdict->limit_rule != NULL ? verdict->limit_rule : "text"));
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

/* What is no post gets a line too, so that the lines of both sides stay together. */
static void print_error(const struct err *err)
{
	json_t *line = json_pack("{s:s}", "error", err->text);

	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

static bool scan_line(const struct judging *judging, struct span line, struct err *err)
{
	struct scanned scanned;
	struct verdict verdict;
	bool is_post = scan_post(judging, line, &scanned, err);

	if (is_post) {
		const struct occasion occasion = {
			.post = &scanned.post, .who = &scanned.who, .now = scanned.when
		};
		judge_post(judging->judge, &occasion, judging->arena, &verdict);
		print_verdict(judging, &scanned.post, &verdict);
	} else {
		print_error(err);
	}
	arena_clear(judging->arena);
	return is_post;
}

/* A line that is no post is said on stderr, and the next one is read. */
static int scan_file(const struct judging *judging, FILE *from, const char *name)
{
	int status = EXIT_FINE;
	size_t number = 0;
	size_t capacity = 0;
	char *line = NULL;
	ssize_t len;

	while ((len = getline(&line, &capacity, from)) > 0) {
		struct err err;
		number++;
		struct span text = span_make(line, (size_t)len);
		while (text.len > 0 && strchr("\r\n", text.data[text.len - 1]) != NULL)
			text.len--;
		if (text.len == 0)
			continue;
		if (!scan_line(judging, text, &err)) {
			fprintf(stderr, "%s:%zu: %s\n", name, number, err.text);
			status = EXIT_NO;
		}
	}
	free(line);
	if (ferror(from) || fflush(stdout) != 0) {
		fprintf(stderr, "gatepost scan: %s: %s\n", name, strerror(errno));
		return EXIT_CANNOT;
	}
	return status;
}

static int scan(const struct scan_options *options)
{
	bool is_stdin = options->file == NULL || strcmp(options->file, "-") == 0;
	FILE *from = is_stdin ? stdin : fopen(options->file, "re");
	struct judging judging;

	if (from == NULL) {
		fprintf(stderr, "gatepost scan: %s: %s\n", options->file, strerror(errno));
		return EXIT_CANNOT;
	}
	int status = EXIT_CANNOT;
	if (judging_open(
	        &judging, options->config_file, options->policies, options->policy_count)) {
		setvbuf(stdout, NULL, _IOLBF, 0);
		status = scan_file(&judging, from, is_stdin ? "-" : options->file);
		judging_close(&judging);
	}
	if (!is_stdin)
		fclose(from);
	return status;
}

int command_scan(int argc, char **argv)
{
	struct scan_options options = { .policies = mem_array((size_t)argc, sizeof(char *)) };
	int status = take_options(&options, argc, argv) ? scan(&options) : EXIT_CANNOT;

	free(options.policies);
	return status;
}
