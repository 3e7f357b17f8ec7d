#include "advice.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "advice_expressions.h"
#include "coverage.h"
#include "text/fold.h"
#include "when.h"
#include "words.h"

enum { ARENA_MAX = 1024 * 1024, FOLDED_MAX = 64 * 1024 };

struct advising {
	const struct policy *policy;
	const struct advice_facts *facts;
	struct problems *problems;
	const struct coverage *coverage;
	const struct wording *most_spoken; /* what all others are measured by */
};

/* Rules that decide nothing */

static void advise_covered(const struct advising *advising, const struct rule_body *body)
{
	const struct rule_body *other = coverage_find(advising->coverage, body);

	if (other != NULL)
		problems_warn(advising->problems, body->at,
		    "the rule \"%s\" decides nothing: all that it finds, \"%s\" finds too and does "
		    "as much",
		    body->rule.id, other->rule.id);
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

/* The wording that speaks most languages. */
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
	const struct wording *all = advising->most_spoken;

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
	struct coverage *coverage = coverage_new(policy);
	const struct advising advising = { policy, facts, problems, coverage, most_spoken(policy) };

	for (size_t i = 0; i < policy->rule_count; i++)
		for (size_t j = 0; j < sizeof advices / sizeof *advices; j++)
			advices[j](&advising, &policy->rules[i]);
	advise_protected(&advising);
	advise_expressions(policy, problems);
	coverage_free(coverage);
}
