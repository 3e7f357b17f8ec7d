#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../rules/consider.h"
#include "../store/moment.h"
#include "explain.h"
#include "log_print.h"

enum { AROUND = 40 };

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

/* So many bytes of text at most that end before at, or begin there, cut between characters. */
static struct span before(struct span text, size_t at)
{
	size_t from = at > AROUND ? at - AROUND : 0;

	while (from < at && ((unsigned char)text.data[from] & 0xc0) == 0x80)
		from++;
	return span_make(text.data + from, at - from);
}

static struct span behind(struct span text, size_t at)
{
	size_t to = text.len - at > AROUND ? at + AROUND : text.len;

	while (to > at && to < text.len && ((unsigned char)text.data[to] & 0xc0) == 0x80)
		to--;
	return span_make(text.data + at, to - at);
}

/* What was found, underlined on a terminal, with what stands around it. */
static void put_found(const struct post *post, const struct match_span *span)
{
	struct span text = post->fields[span->field].text;
	struct span left = before(text, span->byte_start);
	struct span right = behind(text, span->byte_end);
	bool is_terminal = isatty(STDOUT_FILENO) != 0;

	fputs(left.data > text.data ? "\"…" : "\"", stdout);
	log_print_clean(left, stdout);
	fputs(is_terminal ? "\033[4m" : "[", stdout);
	log_print_clean(found_text(post, span), stdout);
	fputs(is_terminal ? "\033[24m" : "]", stdout);
	log_print_clean(right, stdout);
	fputs(right.data + right.len < text.data + text.len ? "…\"" : "\"", stdout);
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
		fputs("  found in ", stdout);
		log_print_clean(post->fields[span->field].name, stdout);
		printf(", %zu to %zu: ", span->start, span->end);
		put_found(post, span);
		if (span->document != NULL) {
			fputs(", which stands in ", stdout);
			log_print_clean(span_of(span->document), stdout);
		}
		putchar('\n');
	}
	if (match->assumed != NULL)
		printf("  not known, and so taken as met: %s\n", match->assumed);
}

/* Every rule, and what kept it from deciding. */
static void put_considered(
    const struct judging *judging, const struct occasion *occasion, const struct verdict *verdict)
{
	puts("\nrules considered");
	for (size_t i = 0; i < policy_rule_count(judging->policy); i++)
		printf("  %s %s\n", policy_rule(judging->policy, i)->id,
		    consideration_texts[policy_consider(judging->policy, i, occasion, verdict)]);
}

static void put_text(
    const struct judging *judging, const struct occasion *occasion, const struct verdict *verdict)
{
	const struct post *post = occasion->post;
	enum action action = judging_action(judging, verdict);
	enum stage stage = judging->config->stage;

	printf("%s\n", action_names[action]);
	if (stage != STAGE_ENFORCE)
		printf("  (in stage enforce; in stage %s, as configured: %s)\n", stage_names[stage],
		    action_names[stage_apply(stage, action)]);
	printf("where: site %s, class %s, activity %s, audience %s\n",
	    shown(post->site, judging->arena), shown(post->class, judging->arena),
	    activity_names[post->activity], audience_names[post->audience]);
	put_who(occasion->who, judging->arena);
	if (verdict->judged == JUDGED_LIMIT)
		printf("  not judged whole: %s took too long over it\n",
		    verdict->limit_rule != NULL ? verdict->limit_rule : "the text");
	if (verdict->match_count == 0)
		puts("no rule matches");
	for (size_t i = 0; i < verdict->match_count; i++)
		put_match(judging, post, &verdict->matches[i]);
	put_considered(judging, occasion, verdict);
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
		json_array_append_new(
		    spans, json_pack("{s:o, s:I, s:I, s:o, s:s?}", "field",
		               json_of(post->fields[span->field].name), "start",
		               (json_int_t)span->start, "end", (json_int_t)span->end, "text",
		               json_of(found_text(post, span)), "document", span->document));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:i, s:s?, s:o}", "id", rule->id,
	    "severity", severity_names[rule->severity], "action", action_names[rule->action],
	    "title", json_of_wording(&rule->title), "clause", json_of_wording(&rule->clause),
	    "file", rule->file, "line", (int)rule->line, "assumed", match->assumed, "spans", spans);
}

/* What was decided when it was recorded. */
static json_t *json_of_record(const struct stored *stored)
{
	const struct record *record = &stored->record;
	json_t *rules = json_array();

	for (uint32_t i = 0; i < record->rule_count; i++)
		json_array_append_new(rules, json_of(record->rules[i].id));
	return json_pack("{s:I, s:o, s:o, s:o, s:o, s:s}", "number", (json_int_t)record->number,
	    "reference", json_of(record->reference), "action", json_of(record->action), "acted",
	    json_of(record->acted), "rules", rules, "text", text_form_names[stored->text_form]);
}

static json_t *json_of_considered(
    const struct judging *judging, const struct occasion *occasion, const struct verdict *verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < policy_rule_count(judging->policy); i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s}", "id", policy_rule(judging->policy, i)->id, "why",
		              consideration_texts[policy_consider(
		                  judging->policy, i, occasion, verdict)]));
	return list;
}

static void put_json(const struct judging *judging, const struct explained *explained,
    const struct occasion *occasion, const struct verdict *verdict)
{
	const struct post *post = explained->post;
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
	json_object_set_new(line, "considered", json_of_considered(judging, occasion, verdict));
	if (explained->record != NULL)
		json_object_set_new(line, "record", json_of_record(explained->record));
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

struct explained explain_as_asked(const struct explain_options *options, const struct post *post)
{
	int64_t moment = moment_now();

	if (options->at != NULL)
		moment_parse(span_of(options->at), &moment);
	return (struct explained){
		.post = post,
		.who = { .user = span_of(options->user),
		    .groups = options->groups,
		    .group_count = options->group_count,
		    .has_groups = options->group_count > 0 },
		.when = (time_t)(moment / 1000),
	};
}

void explain_post(const struct judging *judging, const struct explain_options *options,
    const struct explained *explained)
{
	const struct occasion occasion = {
		.post = explained->post, .who = &explained->who, .now = explained->when
	};
	struct verdict verdict;

	judge_post(judging->judge, &occasion, judging->arena, &verdict);
	if (options->is_json)
		put_json(judging, explained, &occasion, &verdict);
	else
		put_text(judging, &occasion, &verdict);
}
