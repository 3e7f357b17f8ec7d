#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "approved.h"
#include "condition.h"
#include "match.h"
#include "text/utf8.h"
#include "when.h"

/* The hot path: nearly every post wakes no rule. Up to there nothing is allocated. */

struct judge {
	const struct policy *policy;
	struct matching *matching;
	struct sieve_scratch *scratch;
	struct readings readings;
	struct awake *awake;
	struct match_span spans[SPANS_MAX];
};

struct judge *judge_new(const struct policy *policy)
{
	struct judge *judge = mem_alloc(sizeof *judge);

	judge->policy = policy;
	judge->matching = matching_new();
	judge->scratch = sieve_scratch_new(policy->sieve);
	readings_init(&judge->readings);
	judge->awake = awake_new(policy->waking);
	return judge;
}

void judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	matching_free(judge->matching);
	sieve_scratch_free(judge->scratch);
	readings_release(&judge->readings);
	awake_free(judge->awake);
	free(judge);
}

static size_t text_size(const struct post *post, const struct context *context)
{
	size_t size = 0;

	for (size_t i = 0; i < post->field_count; i++)
		size += post->fields[i].text.len + 1;
	for (size_t i = 0; context != NULL && i < context->recent_count; i++)
		size += context->recent[i].len + 1;
	return size;
}

static void read_post(struct judge *judge, const struct post *post, const struct context *context)
{
	struct readings *readings = &judge->readings;

	readings_begin(readings, text_size(post, context));
	for (size_t i = 0; context != NULL && i < context->recent_count; i++)
		readings_add(readings, context->recent[i], true);
	readings_end_earlier(readings);
	for (size_t i = 0; i < post->field_count; i++)
		readings_add(readings, post->fields[i].text, post_is_text(post, i));
	readings_read(readings, judge->policy->vocabulary);
}

static void scan_reading(struct judge *judge, const struct reading *reading)
{
	const struct sieve *sieve = judge->policy->sieve;

	sieve_scan_literals(sieve, judge->scratch, view_bytes(&reading->folded));
	sieve_scan_expressions(sieve, judge->scratch, view_bytes(&reading->folded));
	if (judge->policy->has_exact)
		sieve_scan_expressions(sieve, judge->scratch, view_bytes(&reading->kept));
}

/* One pass over the folded text is all that a text needs which folding changes in nothing but the
 * case of ASCII letters, and in which nothing is hidden; else expressions may match what was
 * written where the folded text differs. */
static void sift(struct judge *judge)
{
	const struct sieve *sieve = judge->policy->sieve;
	const struct readings *readings = &judge->readings;

	sieve_clear(judge->scratch);
	sieve_scan_literals(sieve, judge->scratch, view_bytes(&readings->folded));
	sieve_scan_expressions(sieve, judge->scratch, view_bytes(&readings->folded));
	if (readings->folded.how != 0)
		sieve_scan_expressions(sieve, judge->scratch, view_bytes(&readings->written));
	if (readings->normal.how != 0 && judge->policy->has_exact)
		sieve_scan_expressions(sieve, judge->scratch, view_bytes(&readings->normal));
	for (size_t i = 0; i < readings->undone_count; i++)
		scan_reading(judge, &readings->undone[i]);
}

/* The rules that may match, in order. */
struct candidates {
	const unsigned *rules;
	size_t count;
};

static struct candidates wake(struct judge *judge)
{
	struct candidates candidates;
	const unsigned *numbers;
	size_t count = sieve_fired(judge->scratch, &numbers);

	candidates.count = awake_rules(judge->awake, numbers, count, &candidates.rules);
	return candidates;
}

static void list_unknown(struct arena *arena, unsigned unknown, const char **text)
{
	*text = NULL;
	for (size_t i = 0; assumed_names[i] != NULL; i++) {
		if ((unknown >> i & 1) == 0)
			continue;
		*text = *text == NULL ? assumed_names[i]
		                      : arena_print(arena, "%s, %s", *text, assumed_names[i]);
		if (*text == NULL) /* the arena is full, which the verdict says */
			return;
	}
}

/* What hid the places of a match, in words; NULL if nothing did. */
static const char *list_undone(struct arena *arena, const struct match_span *spans, size_t count)
{
	const char *text = NULL;
	unsigned how = 0;

	for (size_t i = 0; i < count; i++)
		how |= spans[i].how;
	for (size_t i = 0; how_names[i] != NULL; i++) {
		if ((how >> i & 1) != 0)
			text = text == NULL ? how_names[i]
			                    : arena_print(arena, "%s, %s", text, how_names[i]);
	}
	return text;
}

static int compare_spans(const void *a, const void *b)
{
	const struct match_span *x = a;
	const struct match_span *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return x->byte_start < y->byte_start ? -1 : x->byte_start > y->byte_start;
}

/* Spans are in order, so each field's text is counted through once. */
static void count_code_points(const struct post *post, struct match_span *spans, size_t count)
{
	size_t bytes = 0;
	size_t points = 0;

	for (size_t i = 0; i < count; i++) {
		const char *text = post->fields[spans[i].field].text.data;
		if (i == 0 || spans[i].field != spans[i - 1].field || spans[i].byte_start < bytes) {
			bytes = 0;
			points = 0;
		}
		points += utf8_count(text + bytes, spans[i].byte_start - bytes);
		bytes = spans[i].byte_start;
		spans[i].start = points;
		spans[i].end =
		    points + utf8_count(text + bytes, spans[i].byte_end - spans[i].byte_start);
	}
}

static enum match_mode mode_of(const struct rule *rule, const struct post *post)
{
	if (rule->is_shadow)
		return MATCH_SHADOW;
	if (rule->is_sample)
		return MATCH_SAMPLE;
	return post->activity == ACTIVITY_DRAFT && rule->drafts == DRAFTS_NOTE ? MATCH_DRAFT
	                                                                       : MATCH_ACTS;
}

/* Does rule hold? Then writes its match into arena; false with is_full set if it does not fit. */
static bool judge_rule(struct judge *judge, struct evaluation *evaluation,
    const struct rule_body *body, struct match *match)
{
	const struct post *post = evaluation->post;
	unsigned unknown = 0;

	if (rule_where_answer(body->where, post, evaluation->who, &unknown) == ANSWER_NO ||
	    who_answer(body->who, evaluation->who, &unknown) == ANSWER_NO ||
	    when_answer(body->when, evaluation->now, &unknown) == ANSWER_NO)
		return false;
	evaluation->span_count = 0;
	evaluation->unknown = unknown;
	evaluation->conflict = NULL;
	evaluation->is_plain = body->is_plain;
	if (!evaluate_rule(evaluation, body))
		return false;
	size_t count = evaluation->span_count;
	qsort(judge->spans, count, sizeof *judge->spans, compare_spans);
	count_code_points(post, judge->spans, count);
	match->rule = &body->rule;
	match->mode = mode_of(&body->rule, post);
	match->conflict = evaluation->conflict;
	match->spans = arena_alloc(evaluation->arena, count * sizeof *match->spans);
	if (match->spans == NULL)
		return true;
	memcpy(match->spans, judge->spans, count * sizeof *match->spans);
	match->span_count = count;
	match->undone = list_undone(evaluation->arena, match->spans, count);
	list_unknown(evaluation->arena, evaluation->unknown, &match->assumed);
	return true;
}

struct found {
	struct match match;
	struct found *next;
};

/* What stands beside the text is no part of what was approved. */
static bool is_in_text(const struct match *match, const struct post *post)
{
	for (size_t i = 0; i < match->span_count; i++)
		if (!post_is_text(post, match->spans[i].field))
			return false;
	return true;
}

/* Does this post pass a rule that it matched, being an approved text? Asked for once a post. */
static bool passes_as_approved(struct judge *judge, const struct rule_body *body,
    const struct occasion *occasion, const struct match *match, struct verdict *verdict,
    bool *is_asked)
{
	if (!body->is_passable || !is_in_text(match, occasion->post))
		return false;
	if (!*is_asked)
		verdict->approved = approved_as(judge->policy, occasion);
	*is_asked = true;
	return verdict->approved != NULL;
}

/* Judges them, in order; the list is in that order too. */
static struct found *judge_rules(struct judge *judge, struct candidates candidates,
    const struct occasion *occasion, struct evaluation *evaluation, struct verdict *verdict)
{
	struct found *first = NULL;
	struct found **end = &first;
	bool is_asked = false;

	for (size_t i = 0; i < candidates.count; i++) {
		const struct rule_body *body = &judge->policy->rules[candidates.rules[i]];
		struct match match = { 0 };
		bool holds = judge_rule(judge, evaluation, body, &match);
		if (evaluation->hit_limit && verdict->limit_rule == NULL)
			verdict->limit_rule = body->rule.id;
		if (holds && passes_as_approved(judge, body, occasion, &match, verdict, &is_asked))
			continue;
		struct found *found = holds ? arena_alloc(evaluation->arena, sizeof *found) : NULL;
		if (found == NULL)
			continue;
		found->match = match;
		*end = found;
		end = &found->next;
		verdict->match_count++;
	}
	return first;
}

static void take_matches(const struct found *first, enum action action, bool is_shadow,
    struct verdict *verdict, size_t *at)
{
	for (const struct found *found = first; found != NULL; found = found->next) {
		const struct match *match = &found->match;
		enum action of_match = is_shadow ? match->rule->action : match_action(match);
		if ((match->mode == MATCH_SHADOW) == is_shadow && of_match == action)
			verdict->matches[(*at)++] = *match;
	}
}

static void sort_matches(const struct found *first, struct arena *arena, struct verdict *verdict)
{
	size_t at = 0;

	verdict->matches = arena_alloc(arena, verdict->match_count * sizeof *verdict->matches);
	if (verdict->matches == NULL) {
		verdict->match_count = 0;
		return;
	}
	for (int action = ACTION_BLOCK; action >= ACTION_ALLOW; action--)
		take_matches(first, (enum action)action, false, verdict, &at);
	if (at > 0)
		verdict->action = match_action(&verdict->matches[0]);
	for (int action = ACTION_BLOCK; action >= ACTION_ALLOW; action--)
		take_matches(first, (enum action)action, true, verdict, &at);
}

static void take_says(const struct evaluation *evaluation, struct verdict *verdict)
{
	verdict->says =
	    arena_alloc(evaluation->arena, evaluation->says_count * sizeof *verdict->says);
	if (verdict->says == NULL)
		return;
	for (const struct saying *each = evaluation->says; each != NULL; each = each->next)
		verdict->says[verdict->says_count++] = each->said;
}

static void judge_awake(struct judge *judge, struct candidates candidates,
    const struct occasion *occasion, struct arena *arena, struct verdict *verdict)
{
	struct evaluation evaluation = {
		.post = occasion->post,
		.who = occasion->who,
		.now = occasion->now,
		.context = occasion->context,
		.arena = arena,
		.matching = judge->matching,
		.fired = judge->scratch,
		.readings = &judge->readings,
		.spans = judge->spans,
	};

	matching_begin(judge->matching);
	sort_matches(
	    judge_rules(judge, candidates, occasion, &evaluation, verdict), arena, verdict);
	take_says(&evaluation, verdict);
	if (evaluation.hit_limit || arena_is_full(arena))
		verdict->judged = JUDGED_LIMIT;
}

void judge_post(struct judge *judge, const struct occasion *occasion, struct arena *arena,
    struct verdict *verdict)
{
	*verdict = (struct verdict){ .action = ACTION_ALLOW, .judged = JUDGED_WHOLE };
	read_post(judge, occasion->post, occasion->context);
	sift(judge);
	struct candidates candidates = wake(judge);
	if (candidates.count > 0)
		judge_awake(judge, candidates, occasion, arena, verdict);
	if (readings_overflow(&judge->readings))
		verdict->judged = JUDGED_LIMIT;
}
