#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../store/moment.h"
#include "command.h"
#include "judging.h"

/* One JSON post a line in, one JSON verdict a line out. */

struct scan_options {
	const char *config_file;
	const char *file;
	const char **policies;
	size_t policy_count;
};

/* One line as a post; what it points to belongs to the JSON and to the arena. */
struct scanned {
	struct post post;
	struct who who;
	time_t when;
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
			command_usage("scan");
			return false;
		}
	}
	return true;
}

static struct span string_of(const json_t *value)
{
	return span_make(json_string_value(value), json_string_length(value));
}

static bool is_text(const json_t *value, const char *key, struct err *err)
{
	return value == NULL || json_is_string(value) || err_set(err, "\"%s\" is no text", key);
}

static bool take_choice(
    const json_t *object, const char *key, const char *const *names, int *index, struct err *err)
{
	const json_t *value = json_object_get(object, key);

	*index = 0;
	if (value == NULL)
		return true;
	if (!is_text(value, key, err))
		return false;
	*index = judging_word(string_of(value), names);
	return *index >= 0 || err_set(err, "\"%s\" is no %s", json_string_value(value), key);
}

static bool take_texts(
    const struct judging *judging, json_t *object, struct scanned *scanned, struct err *err)
{
	json_t *text = json_object_get(object, "text");
	json_t *fields = json_object_get(object, "fields");
	const char *key;
	json_t *value;

	if ((text == NULL) == (fields == NULL))
		return err_set(err, "a post has either \"text\" or \"fields\"");
	if (!is_text(text, "text", err))
		return false;
	if (fields != NULL && !json_is_object(fields))
		return err_set(err, "\"fields\" is no object");
	struct post *post = &scanned->post;
	post->fields =
	    arena_alloc(judging->arena, (json_object_size(fields) + 1) * sizeof *post->fields);
	if (text != NULL)
		post->fields[post->field_count++] = (struct field){ SPAN("text"), string_of(text) };
	json_object_foreach(fields, key, value)
	{
		if (!is_text(value, key, err))
			return false;
		post->fields[post->field_count++] =
		    (struct field){ span_of(key), string_of(value) };
	}
	return true;
}

static bool take_groups(
    const struct judging *judging, const json_t *object, struct who *who, struct err *err)
{
	const json_t *groups = json_object_get(object, "groups");

	if (groups == NULL)
		return true;
	if (!json_is_array(groups))
		return err_set(err, "\"groups\" is no list");
	size_t count = json_array_size(groups);
	struct span *names = arena_alloc(judging->arena, count * sizeof *names);
	for (size_t i = 0; i < count; i++) {
		const json_t *group = json_array_get(groups, i);
		if (!json_is_string(group))
			return err_set(err, "\"groups\" has something that is no text");
		names[i] = string_of(group);
	}
	who->groups = names;
	who->group_count = count;
	who->has_groups = true;
	return true;
}

static bool take_time(const json_t *object, time_t *when, struct err *err)
{
	const json_t *value = json_object_get(object, "time");
	int64_t moment = moment_now();

	if (!is_text(value, "time", err))
		return false;
	if (value != NULL && !moment_parse(string_of(value), &moment))
		return err_set(err, "\"time\" is no time as in RFC 3339");
	*when = (time_t)(moment / 1000);
	return true;
}

static bool take_post(
    const struct judging *judging, json_t *object, struct scanned *scanned, struct err *err)
{
	const json_t *site = json_object_get(object, "site");
	const json_t *user = json_object_get(object, "user");
	const json_t *account = json_object_get(object, "account");
	int activity;
	int audience;

	*scanned = (struct scanned){ 0 };
	if (!json_is_object(object))
		return err_set(err, "this is no JSON object");
	if (!take_texts(judging, object, scanned, err) || !is_text(site, "site", err) ||
	    !is_text(user, "user", err) || !is_text(account, "account", err) ||
	    !take_groups(judging, object, &scanned->who, err) ||
	    !take_choice(object, "activity", activity_names, &activity, err) ||
	    !take_choice(object, "audience", audience_names, &audience, err) ||
	    !take_time(object, &scanned->when, err))
		return false;
	judging_set_site(judging, &scanned->post, string_of(site));
	scanned->who.user = string_of(user);
	scanned->post.account = string_of(account);
	scanned->post.activity = (enum activity)activity;
	scanned->post.audience = (enum audience)audience;
	return true;
}

static json_t *spans_json(const struct post *post, const struct match *match)
{
	json_t *spans = json_array();

	for (size_t i = 0; i < match->span_count; i++) {
		const struct match_span *span = &match->spans[i];
		struct span name = post->fields[span->field].name;
		json_array_append_new(
		    spans, json_pack("{s:s%, s:I, s:I}", "field", name.data, name.len, "start",
		               (json_int_t)span->start, "end", (json_int_t)span->end));
	}
	return spans;
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

static bool scan_line(const struct judging *judging, struct span text, struct err *err)
{
	struct scanned scanned;
	struct verdict verdict;
	json_error_t error;
	json_t *object = json_loadb(
	    text.data, text.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);

	if (object == NULL) /* jansson's words would show a piece of the text */
		return err_set(err, "%s (at character %d)",
		    json_error_code(&error) == json_error_duplicate_key ? "a key stands twice"
		                                                        : "this is no JSON",
		    error.column);
	bool is_post = take_post(judging, object, &scanned, err);
	if (is_post) {
		const struct occasion occasion = {
			.post = &scanned.post, .who = &scanned.who, .now = scanned.when
		};
		judge_post(judging->judge, &occasion, judging->arena, &verdict);
		print_verdict(judging, &scanned.post, &verdict);
	}
	json_decref(object);
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
