#include "advice.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "matchers/types.h"
#include "text/fold.h"
#include "when.h"
#include "words.h"

enum { ARENA_MAX = 1024 * 1024, FOLDED_MAX = 64 * 1024 };

struct advising {
	const struct policy *policy;
	const struct advice_facts *facts;
	struct problems *problems;
};

/* Rules that decide nothing */

static bool has_word(const struct word_list *list, const struct word *wanted)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct word *word = &list->words[i];
		bool is_prefix = word->may_inflect && wanted->text.len >= word->text.len &&
		                 memcmp(wanted->text.data, word->text.data, word->text.len) == 0;
		if (is_prefix || (span_equal(word->text, wanted->text) && !wanted->may_inflect))
			return true;
	}
	return false;
}

static bool covers_words(const struct word_list *wide, const struct word_list *narrow)
{
	if (wide->is_exact && !narrow->is_exact)
		return false;
	for (size_t i = 0; i < narrow->count; i++)
		if (!has_word(wide, &narrow->words[i]))
			return false;
	return narrow->count > 0;
}

/* "any" and "all" of one thing are that thing. */
static const struct matcher *bare(const struct matcher *matcher)
{
	while (matcher->child_count == 1 &&
	       (matcher->type == &matcher_any || matcher->type == &matcher_all))
		matcher = matcher->children[0];
	return matcher;
}

/* Does everything that narrow finds match wide too? False where that cannot be told. */
static bool covers(const struct matcher *wide, const struct matcher *narrow)
{
	wide = bare(wide);
	narrow = bare(narrow);
	if (narrow->type == &matcher_any) {
		for (size_t i = 0; i < narrow->child_count; i++)
			if (!covers(wide, narrow->children[i]))
				return false;
		return true;
	}
	if (wide->type == &matcher_any) {
		for (size_t i = 0; i < wide->child_count; i++)
			if (covers(wide->children[i], narrow))
				return true;
		return false;
	}
	if (wide->type != narrow->type)
		return false;
	if (wide->type == &matcher_words)
		return covers_words(wide->words, narrow->words);
	if (wide->type == &matcher_kind)
		return wide->own == narrow->own;
	return wide->type == &matcher_regex &&
	       strcmp(wide->expressions[0].pattern, narrow->expressions[0].pattern) == 0 &&
	       (narrow->expressions[0].is_exact || !wide->expressions[0].is_exact);
}

static bool is_unconditional(const struct rule_body *body)
{
	return body->who == NULL && body->where == NULL && body->when == NULL &&
	       body->unless == NULL && !body->rule.is_shadow;
}

static void advise_covered(const struct advising *advising, const struct rule_body *body)
{
	for (size_t i = 0; i < advising->policy->rule_count; i++) {
		const struct rule_body *other = &advising->policy->rules[i];
		if (other == body || !is_unconditional(other) || other->match == NULL ||
		    body->match == NULL || other->rule.action < body->rule.action ||
		    !covers(other->match, body->match))
			continue;
		if (other > body && covers(body->match, other->match) && is_unconditional(body))
			continue; /* said at the second of two alike */
		problems_warn(advising->problems, body->at,
		    "the rule \"%s\" decides nothing: all that it finds, \"%s\" finds too and does "
		    "as much",
		    body->rule.id, other->rule.id);
		return;
	}
}

static void advise_allow(const struct advising *advising, const struct rule_body *body)
{
	if (body->rule.action == ACTION_ALLOW && !body->rule.is_shadow)
		problems_warn(advising->problems, body->at,
		    "the rule \"%s\" does nothing: the strongest rule wins, and nothing is weaker "
		    "than allow; what exempts from a rule is its \"unless\"",
		    body->rule.id);
}

/* Rules that never hold */

static void advise_over(const struct advising *advising, const struct rule_body *body)
{
	time_t end = when_ends(body->when);

	if (end != 0 && end <= advising->facts->now)
		problems_warn(advising->problems, body->at,
		    "the rule \"%s\" is over: its \"when\" has passed", body->rule.id);
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void advise_nobody(const struct advising *advising, const struct rule_body *body)
{
	const struct who_condition *who = body->who;

	if (who == NULL || who->except == NULL || who->user_count > 0 || who->group_count == 0)
		return;
	for (size_t i = 0; i < who->group_count; i++)
		if (!is_among(who->groups[i], who->except->groups, who->except->group_count))
			return;
	problems_warn(advising->problems, body->at,
	    "the rule \"%s\" is for nobody: each group that it names is under \"not\" too",
	    body->rule.id);
}

static void advise_groups(const struct advising *advising, const struct rule_body *body)
{
	const struct who_condition *who = body->who;
	bool names_groups =
	    who != NULL &&
	    (who->group_count > 0 || (who->except != NULL && who->except->group_count > 0));

	if (names_groups && !advising->facts->knows_groups)
		problems_warn(advising->problems, body->at,
		    "the rule \"%s\" names groups and nothing tells who is in them (\"who\" in the "
		    "configuration): it holds for everybody",
		    body->rule.id);
}

/* Notices */

static bool holds_word(struct span text, const struct word_list *list)
{
	size_t start;
	size_t end;

	for (size_t i = 0; i < list->count; i++)
		if (word_find(&list->words[i], false, text, 0, &start, &end))
			return true;
	return false;
}

static bool reveals(const char *text, const struct word_list *list)
{
	struct view written;
	struct view folded;

	view_init(&written);
	view_init(&folded);
	view_clear(&written, FOLDED_MAX);
	view_clear(&folded, FOLDED_MAX);
	view_add_text(&written, span_of(text));
	fold_view(&written, 0, FOLDING_NFKC_CASE, &folded);
	bool found = holds_word(view_slice(&folded, 0), list);
	view_release(&written);
	view_release(&folded);
	return found;
}

static bool wording_reveals(const struct wording *wording, const struct word_list *list)
{
	for (size_t i = 0; i < wording->count; i++)
		if (reveals(wording->texts[i], list))
			return true;
	return false;
}

static void advise_list(
    const struct advising *advising, const struct rule_body *body, const struct word_list *list)
{
	const struct rule *rule = &body->rule;

	if (list->name == NULL || list->reveal == REVEAL_FULL)
		return;
	if (wording_reveals(&rule->title, list) || wording_reveals(&rule->clause, list) ||
	    wording_reveals(&rule->notice, list))
		problems_warn(advising->problems, body->at,
		    "what the rule \"%s\" tells people holds a word of the list \"%s\", which is "
		    "not to be revealed",
		    rule->id, list->name);
}

static void advise_lists(
    const struct advising *advising, const struct rule_body *body, const struct matcher *matcher)
{
	if (matcher->words != NULL)
		advise_list(advising, body, matcher->words);
	for (size_t i = 0; i < matcher->child_count; i++)
		advise_lists(advising, body, matcher->children[i]);
}

static void advise_reveal(const struct advising *advising, const struct rule_body *body)
{
	if (body->match != NULL)
		advise_lists(advising, body, body->match);
}

static bool speaks(const struct wording *wording, const char *language)
{
	return is_among(language, wording->languages, wording->count);
}

/* A text without a language serves everybody. */
static const char *missing_language(const struct wording *wording, const struct wording *all)
{
	if (wording->count == 0 || speaks(wording, ""))
		return NULL;
	for (size_t i = 0; i < all->count; i++)
		if (!speaks(wording, all->languages[i]))
			return all->languages[i];
	return NULL;
}

/* The wording that speaks most languages is what all others are measured by. */
static const struct wording *most_spoken(const struct policy *policy)
{
	static const struct wording none = { 0 };
	const struct wording *most = &none;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i].rule;
		const struct wording *all[] = { &rule->title, &rule->clause, &rule->notice };
		for (size_t j = 0; j < 3; j++)
			if (all[j]->count > most->count)
				most = all[j];
	}
	return most;
}

static void advise_languages(const struct advising *advising, const struct rule_body *body)
{
	const struct {
		const char *key;
		const struct wording *wording;
	} parts[] = { { "title", &body->rule.title }, { "clause", &body->rule.clause },
		{ "notice", &body->rule.notice } };
	const struct wording *all = most_spoken(advising->policy);

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *language = missing_language(parts[i].wording, all);
		if (language != NULL)
			problems_warn(advising->problems, body->at,
			    "the %s of the rule \"%s\" is not there in \"%s\", in which others are",
			    parts[i].key, body->rule.id, language);
	}
}

static void (*const advices[])(const struct advising *advising, const struct rule_body *body) = {
	advise_covered,
	advise_allow,
	advise_over,
	advise_nobody,
	advise_groups,
	advise_reveal,
	advise_languages,
};

/* What everybody may say */

static void advise_sentence(const struct advising *advising, const struct verdict *verdict,
    const char *sentence, bool *said)
{
	for (size_t i = 0; i < verdict->match_count; i++) {
		const struct rule *rule = verdict->matches[i].rule;
		size_t index = (size_t)((const struct rule_body *)rule - advising->policy->rules);
		if (rule->action < ACTION_COACH || said[index])
			continue;
		said[index] = true;
		problems_warn(advising->problems, advising->policy->rules[index].at,
		    "the rule \"%s\" catches what employees may say: \"%s\"", rule->id, sentence);
	}
}

static void advise_protected(const struct advising *advising)
{
	struct judge *judge = judge_new(advising->policy);
	struct arena *arena = arena_new(ARENA_MAX);
	bool *said = mem_array(advising->policy->rule_count + 1, sizeof *said);
	const struct who nobody = { 0 };

	for (size_t i = 0; protected_sentences[i] != NULL; i++) {
		struct field field = { SPAN("text"), span_of(protected_sentences[i]) };
		struct post post = { .class = SPAN("public-social"),
			.activity = ACTIVITY_POST,
			.audience = AUDIENCE_PUBLIC,
			.fields = &field,
			.field_count = 1 };
		struct verdict verdict;
		judge_post(
		    judge, &(struct occasion){ .post = &post, .who = &nobody }, arena, &verdict);
		advise_sentence(advising, &verdict, protected_sentences[i], said);
		arena_clear(arena);
	}
	free(said);
	arena_free(arena);
	judge_free(judge);
}

void policy_advise(
    const struct policy *policy, const struct advice_facts *facts, struct problems *problems)
{
	const struct advising advising = { policy, facts, problems };

	for (size_t i = 0; i < policy->rule_count; i++)
		for (size_t j = 0; j < sizeof advices / sizeof *advices; j++)
			advices[j](&advising, &policy->rules[i]);
	advise_protected(&advising);
}
