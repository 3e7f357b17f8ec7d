#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../store/moment.h"
#include "explain.h"

/* What explain says of one post: what was known of it, and each rule that matched, with its place.
 */

static struct span found_text(const struct post *post, const struct match_span *span)
{
	return span_make(post->fields[span->field].text.data + span->byte_start,
	    span->byte_end - span->byte_start);
}

static const char *shown(struct span text, struct arena *arena)
{
	return text.len > 0 ? arena_copy(arena, text) : "unknown";
}

static void put_who(const struct who *who, struct arena *arena)
{
	printf("who:   user %s, groups ", shown(who->user, arena));
	if (!who->has_groups)
		fputs("unknown", stdout);
	for (size_t i = 0; i < who->group_count; i++)
		printf("%s%.*s", i > 0 ? ", " : "", SPAN_PRINT(who->groups[i]));
	putchar('\n');
}

/* A text on a terminal: control characters must not reach it. */
static void put_quoted(struct span text)
{
	putchar('"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c < 0x20 || c == 0x7f)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void put_wording(const char *label, const struct wording *wording)
{
	const char *text = wording_pick(wording, span_make(NULL, 0));

	if (text != NULL)
		printf("  %s: %s\n", label, text);
}

static size_t rule_index(const struct policy *policy, const struct rule *rule)
{
	size_t index = 0;

	while (policy_rule(policy, index) != rule)
		index++;
	return index;
}

static void put_match(
    const struct judging *judging, const struct post *post, const struct match *match)
{
	putchar('\n');
	policy_explain_rule(judging->policy, rule_index(judging->policy, match->rule), stdout);
	put_wording("title", &match->rule->title);
	put_wording("clause", &match->rule->clause);
	for (size_t i = 0; i < match->span_count; i++) {
		const struct match_span *span = &match->spans[i];
		printf("  found in %.*s, %zu to %zu: ", SPAN_PRINT(post->fields[span->field].name),
		    span->start, span->end);
		put_quoted(found_text(post, span));
		putchar('\n');
	}
	if (match->assumed != NULL)
		printf("  not known, and so taken as met: %s\n", match->assumed);
}

static void put_text(const struct judging *judging, const struct post *post, const struct who *who,
    const struct verdict *verdict)
{
	enum action action = judging_action(judging, verdict);
	enum stage stage = judging->config->stage;

	printf("%s\n", action_names[action]);
	if (stage != STAGE_ENFORCE)
		printf("  (in stage enforce; in stage %s, as configured: %s)\n", stage_names[stage],
		    action_names[stage_apply(stage, action)]);
	printf("where: site %s, class %s, activity %s, audience %s\n",
	    shown(post->site, judging->arena), shown(post->class, judging->arena),
	    activity_names[post->activity], audience_names[post->audience]);
	put_who(who, judging->arena);
	if (verdict->judged == JUDGED_LIMIT)
		printf("  not judged whole: %s took too long over it\n",
		    verdict->limit_rule != NULL ? verdict->limit_rule : "the text");
	if (verdict->match_count == 0)
		puts("no rule matches");
	for (size_t i = 0; i < verdict->match_count; i++)
		put_match(judging, post, &verdict->matches[i]);
}

static json_t *json_of(struct span text)
{
	return text.len > 0 ? json_stringn(text.data, text.len) : json_null();
}

static json_t *json_of_wording(const struct wording *wording)
{
	const char *text = wording_pick(wording, span_make(NULL, 0));

	return text != NULL ? json_string(text) : json_null();
}

static json_t *json_of_match(const struct post *post, const struct match *match)
{
	const struct rule *rule = match->rule;
	json_t *spans = json_array();

	for (size_t i = 0; i < match->span_count; i++) {
		const struct match_span *span = &match->spans[i];
		json_array_append_new(spans,
		    json_pack("{s:o, s:I, s:I, s:o}", "field",
		        json_of(post->fields[span->field].name), "start", (json_int_t)span->start,
		        "end", (json_int_t)span->end, "text", json_of(found_text(post, span))));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:i, s:s?, s:o}", "id", rule->id,
	    "severity", severity_names[rule->severity], "action", action_names[rule->action],
	    "title", json_of_wording(&rule->title), "clause", json_of_wording(&rule->clause),
	    "file", rule->file, "line", (int)rule->line, "assumed", match->assumed, "spans", spans);
}

static void put_json(
    const struct judging *judging, const struct post *post, const struct verdict *verdict)
{
	enum action action = judging_action(judging, verdict);
	enum stage stage = judging->config->stage;
	json_t *rules = json_array();

	for (size_t i = 0; i < verdict->match_count; i++)
		json_array_append_new(rules, json_of_match(post, &verdict->matches[i]));
	json_t *line = json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:o}", "action",
	    action_names[action], "stage", stage_names[stage], "in-stage",
	    action_names[stage_apply(stage, action)], "site", json_of(post->site), "class",
	    json_of(post->class), "activity", activity_names[post->activity], "audience",
	    audience_names[post->audience], "rules", rules);
	if (verdict->judged == JUDGED_LIMIT)
		json_object_set_new(line, "unjudged",
		    json_string(verdict->limit_rule != NULL ? verdict->limit_rule : "text"));
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

void explain_post(
    const struct judging *judging, const struct explain_options *options, const struct post *post)
{
	struct who who = {
		.user = span_of(options->user),
		.groups = options->groups,
		.group_count = options->group_count,
		.has_groups = options->group_count > 0,
	};
	int64_t moment = moment_now();
	struct verdict verdict;

	if (options->at != NULL)
		moment_parse(span_of(options->at), &moment);
	const struct occasion occasion = {
		.post = post, .who = &who, .now = (time_t)(moment / 1000)
	};
	judge_post(judging->judge, &occasion, judging->arena, &verdict);
	if (options->is_json)
		put_json(judging, post, &verdict);
	else
		put_text(judging, post, &who, &verdict);
}
