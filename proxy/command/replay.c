/* gatepost replay: what would have become of recorded posts under other rules. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../store/moment.h"
#include "command.h"
#include "recorded.h"

enum { SAMPLES_MAX = 10, BAR_WIDTH = 30, PROGRESS_EVERY = 256 };

struct options {
	const char *config;
	const char **policies; /* owned */
	size_t policy_count;
	int64_t since_ms;
	bool is_json;
};

struct sample {
	char reference[16];
	char moment[MOMENT_TEXT];
	uint64_t number;
	enum action before, now;
	char rule[72];
};

struct replay {
	const struct options *options;
	struct judging judging;
	struct reader *reader;
	struct arena *arena; /* of one record */
	uint64_t newest;
	uint64_t judged, without_text, others;
	uint64_t moved[ACTION_COUNT][ACTION_COUNT]; /* before, now */
	uint64_t *rules_now;                        /* matches by rule of the policy; owned */
	struct sample samples[SAMPLES_MAX];
	size_t sample_count;
	bool has_progress;
};

static bool parse_since(const char *text, int64_t *since_ms)
{
	int64_t ago;

	if (moment_parse(span_of(text), since_ms))
		return true;
	if (!moment_parse_ago(span_of(text), &ago)) {
		fprintf(stderr,
		    "gatepost replay: --since is not a time (5m, 2h, 3d or 2027-03-01T12:00:00Z): "
		    "%s\n",
		    text);
		return false;
	}
	*since_ms = moment_now() - ago;
	return true;
}

static bool parse(int argc, char **argv, struct options *options)
{
	options->is_json = isatty(STDOUT_FILENO) == 0;
	options->policies = mem_array((size_t)argc, sizeof *options->policies);
	for (int i = 1; i < argc; i++) {
		bool has_value = i + 1 < argc;
		if (strcmp(argv[i], "--json") == 0)
			options->is_json = true;
		else if (strcmp(argv[i], "-c") == 0 && has_value)
			options->config = argv[++i];
		else if (strcmp(argv[i], "--policy") == 0 && has_value)
			options->policies[options->policy_count++] = argv[++i];
		else if (strcmp(argv[i], "--since") != 0 || !has_value)
			return command_wrong("replay", argv[i]) == EXIT_FINE;
		else if (!parse_since(argv[++i], &options->since_ms))
			return false;
	}
	return options->policy_count > 0 || command_usage("replay") == EXIT_FINE;
}

/* Progress */

static void show_progress(const struct replay *replay, uint64_t number)
{
	if (!replay->has_progress || replay->newest == 0 || number % PROGRESS_EVERY != 0)
		return;
	int done = (int)(number * BAR_WIDTH / replay->newest);
	fprintf(stderr, "\r[%.*s%*s] %" PRIu64 " of %" PRIu64, done,
	    "##############################", BAR_WIDTH - done, "", number, replay->newest);
}

static void end_progress(const struct replay *replay)
{
	if (replay->has_progress)
		fprintf(stderr, "\r%*s\r", BAR_WIDTH + 48, "");
}

/* Judging */

static enum action action_of(struct span word)
{
	int index = judging_word(word, action_names);

	return index >= 0 ? (enum action)index : ACTION_ALLOW;
}

static const char *strongest(const struct verdict *verdict)
{
	return verdict->match_count > 0 ? verdict->matches[0].rule->id : "";
}

static void keep_sample(struct replay *replay, const struct record *record, enum action before,
    enum action now, const char *rule)
{
	if (replay->sample_count == SAMPLES_MAX)
		return;
	struct sample *sample = &replay->samples[replay->sample_count++];
	sample->number = record->number;
	sample->before = before;
	sample->now = now;
	moment_print(record->time_ms, sample->moment);
	snprintf(
	    sample->reference, sizeof sample->reference, "%.*s", SPAN_PRINT(record->reference));
	snprintf(sample->rule, sizeof sample->rule, "%s", rule);
}

static void print_change(
    const struct record *record, enum action before, enum action now, const struct verdict *verdict)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < verdict->match_count; i++)
		json_array_append_new(rules, json_string(verdict->matches[i].rule->id));
	json_t *line = json_pack("{s:I, s:s%, s:s, s:s, s:o}", "number", (json_int_t)record->number,
	    "reference", record->reference.data, record->reference.len, "before",
	    action_names[before], "now", action_names[now], "rules", rules);
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

static void judge(struct replay *replay, const struct stored *stored)
{
	const struct record *record = &stored->record;
	struct recorded recorded;
	struct verdict verdict;

	if (!span_is(record->kind, "post") && !span_is(record->kind, "unjudged")) {
		replay->others++;
		return;
	}
	if (stored->text_form == TEXT_MASKED ||
	    !recorded_post(&replay->judging, stored, &recorded)) {
		replay->without_text++;
		return;
	}
	const struct occasion occasion = {
		.post = &recorded.post, .who = &recorded.who, .now = recorded.when
	};
	judge_post(replay->judging.judge, &occasion, replay->judging.arena, &verdict);
	enum action before = action_of(record->action);
	enum action now = judging_action(&replay->judging, &verdict);
	replay->judged++;
	replay->moved[before][now]++;
	for (size_t i = 0; i < verdict.match_count; i++)
		for (size_t j = 0; j < policy_rule_count(replay->judging.policy); j++)
			replay->rules_now[j] +=
			    policy_rule(replay->judging.policy, j) == verdict.matches[i].rule;
	if (before == now)
		return;
	keep_sample(replay, record, before, now, strongest(&verdict));
	if (replay->options->is_json)
		print_change(record, before, now, &verdict);
}

static bool judge_all(struct replay *replay, struct err *err)
{
	uint64_t number = 0;
	struct stored stored;

	if (reader_previous(replay->reader, UINT64_MAX, replay->arena, &stored, err) ==
	    READER_FOUND)
		replay->newest = stored.record.number;
	if (replay->options->since_ms > 0 &&
	    !reader_since(replay->reader, replay->options->since_ms, &number, err))
		return false;
	for (;;) {
		arena_clear(replay->arena);
		arena_clear(replay->judging.arena);
		enum reader_found found =
		    reader_next(replay->reader, number, replay->arena, &stored, err);
		if (found != READER_FOUND)
			return found == READER_NONE;
		number = stored.record.number;
		show_progress(replay, number);
		if (stored.record.time_ms >= replay->options->since_ms)
			judge(replay, &stored);
	}
}

/* What is printed at the end */

static void print_table(const struct replay *replay)
{
	printf("%-10s", "before");
	for (int now = 0; now < ACTION_COUNT; now++)
		printf("%8s", action_names[now]);
	puts("  now");
	for (int before = 0; before < ACTION_COUNT; before++) {
		uint64_t sum = 0;
		for (int now = 0; now < ACTION_COUNT; now++)
			sum += replay->moved[before][now];
		if (sum == 0)
			continue;
		printf("%-10s", action_names[before]);
		for (int now = 0; now < ACTION_COUNT; now++)
			printf("%8" PRIu64, replay->moved[before][now]);
		putchar('\n');
	}
}

static void print_rules(const struct replay *replay)
{
	puts("\nmatches by rule");
	for (size_t i = 0; i < policy_rule_count(replay->judging.policy); i++)
		if (replay->rules_now[i] > 0)
			printf("%8" PRIu64 "  %s\n", replay->rules_now[i],
			    policy_rule(replay->judging.policy, i)->id);
}

static void print_samples(const struct replay *replay)
{
	if (replay->sample_count == 0) {
		puts("\nNothing would change.");
		return;
	}
	puts("\nfor example");
	for (size_t i = 0; i < replay->sample_count; i++) {
		const struct sample *sample = &replay->samples[i];
		printf("  %s  %s  %s -> %s%s%s\n", sample->moment, sample->reference,
		    action_names[sample->before], action_names[sample->now],
		    sample->rule[0] != '\0' ? "  " : "", sample->rule);
	}
	puts("gatepost explain --record REFERENCE says why.");
}

static void print_summary(const struct replay *replay)
{
	printf("%" PRIu64 " posts judged again; %" PRIu64
	       " hold no text that could be (none, a masked one, or one that cannot be opened "
	       "here).\n\n",
	    replay->judged, replay->without_text);
	if (replay->judged == 0)
		return;
	print_table(replay);
	print_rules(replay);
	print_samples(replay);
}

static void print_summary_json(const struct replay *replay)
{
	json_t *moved = json_array();

	for (int before = 0; before < ACTION_COUNT; before++)
		for (int now = 0; now < ACTION_COUNT; now++)
			if (replay->moved[before][now] > 0)
				json_array_append_new(
				    moved, json_pack("{s:s, s:s, s:I}", "before",
				               action_names[before], "now", action_names[now],
				               "count", (json_int_t)replay->moved[before][now]));
	json_t *line = json_pack("{s:I, s:I, s:o}", "judged", (json_int_t)replay->judged,
	    "without_text", (json_int_t)replay->without_text, "moved", moved);
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

static int run(struct replay *replay, const char *folder)
{
	struct err err;

	replay->reader = reader_open(folder, true, &err);
	if (replay->reader == NULL) {
		fprintf(stderr, "gatepost replay: %s\n", err.text);
		return EXIT_CANNOT;
	}
	bool is_done = judge_all(replay, &err);
	end_progress(replay);
	reader_close(replay->reader);
	if (!is_done) {
		fprintf(stderr, "gatepost replay: %s\n", err.text);
		return EXIT_CANNOT;
	}
	if (replay->options->is_json)
		print_summary_json(replay);
	else
		print_summary(replay);
	return EXIT_FINE;
}

static int replay(const struct options *options)
{
	struct replay replay = { .options = options, .has_progress = isatty(STDERR_FILENO) != 0 };
	char *folder = command_store_folder(options->config);

	if (folder == NULL)
		return EXIT_CANNOT;
	if (!judging_open(
	        &replay.judging, options->config, options->policies, options->policy_count)) {
		free(folder);
		return EXIT_NO;
	}
	replay.arena = arena_new(0);
	replay.rules_now =
	    mem_array(policy_rule_count(replay.judging.policy) + 1, sizeof *replay.rules_now);
	int status = run(&replay, folder);
	free(replay.rules_now);
	arena_free(replay.arena);
	judging_close(&replay.judging);
	free(folder);
	return status;
}

int command_replay(int argc, char **argv)
{
	struct options options = { 0 };
	int status = parse(argc, argv, &options) ? replay(&options) : EXIT_CANNOT;

	free(options.policies);
	return status;
}
