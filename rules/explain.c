#include <string.h>

#include "account.h"
#include "phrase.h"
#include "policy_data.h"
#include "when.h"

/* A rule read back as a sentence, so that its author sees what was understood. */

void put_names(FILE *out, const char *const *names, size_t count, const char *last)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fputs(i + 1 == count ? last : ", ", out);
		fputs(names[i], out);
	}
}

/* Who */

static void put_named(FILE *out, const struct who_condition *who)
{
	put_names(out, who->users, who->user_count, " or ");
	if (who->user_count > 0 && who->group_count > 0)
		fputs(" or ", out);
	if (who->group_count > 0)
		fputs(who->group_count > 1 ? "somebody of the groups " : "somebody of the group ",
		    out);
	put_names(out, who->groups, who->group_count, " or ");
}

void put_who(FILE *out, const struct who_condition *who)
{
	bool is_named = who != NULL && who->user_count + who->group_count > 0;

	if (is_named)
		put_named(out, who);
	else
		fputs("anybody", out);
	if (who != NULL && who->except != NULL) {
		fputs(is_named ? ", but not " : " but ", out);
		put_named(out, who->except);
		if (is_named)
			fputs(",", out);
	}
}

/* Where */

static const char *const activity_verbs[ACTIVITY_COUNT] = {
	[ACTIVITY_POST] = "posts",
	[ACTIVITY_COMMENT] = "comments",
	[ACTIVITY_REPLY] = "replies",
	[ACTIVITY_MESSAGE] = "sends a message",
	[ACTIVITY_EDIT] = "edits",
	[ACTIVITY_PROFILE] = "changes a profile",
	[ACTIVITY_UPLOAD] = "uploads",
	[ACTIVITY_REACTION] = "reacts",
	[ACTIVITY_DRAFT] = "saves a draft",
};

static const char *const account_phrases[ACCOUNT_COUNT] = {
	[ACCOUNT_UNKNOWN] = "unknown",
	[ACCOUNT_OFFICIAL] = "the company's",
	[ACCOUNT_SPEAKERS] = "a speaker's",
	[ACCOUNT_OTHER] = "another one",
};

static void put_bits(FILE *out, unsigned bits, const char *const *names, unsigned count)
{
	const char *chosen[32];
	size_t chosen_count = 0;

	for (unsigned i = 0; i < count; i++)
		if ((bits >> i & 1) != 0 && names[i] != NULL)
			chosen[chosen_count++] = names[i];
	put_names(out, chosen, chosen_count, " or ");
}

static void put_activities(FILE *out, const struct where_condition *where)
{
	fputc(' ', out);
	if (where == NULL || where->activities == 0)
		fputs("posts, comments, replies, edits or changes a profile", out);
	else
		put_bits(out, where->activities, activity_verbs, ACTIVITY_COUNT);
}

void put_place(FILE *out, const struct where_condition *where)
{
	if (where->site_count > 0) {
		fputs(" on ", out);
		put_names(out, where->sites, where->site_count, " or ");
	}
	if (where->class_count > 0) {
		fputs(" on a site of class ", out);
		put_names(out, where->classes, where->class_count, " or ");
	}
	if (where->host_count > 0) {
		fputs(" at ", out);
		put_names(out, where->hosts, where->host_count, " or ");
	}
	if (where->accounts != 0) {
		fputs(" from an account that is ", out);
		put_bits(out, where->accounts, account_phrases, ACCOUNT_COUNT);
	}
	if (where->audiences != 0) {
		fputs(" for a ", out);
		put_bits(out, where->audiences, audience_names, AUDIENCE_COUNT);
		fputs(" audience", out);
	}
}

static void put_where(FILE *out, const struct where_condition *where)
{
	put_activities(out, where);
	if (where == NULL)
		return;
	put_place(out, where);
	if (where->except == NULL)
		return;
	fputs(", but not", out);
	if (where->except->activities != 0) {
		fputs(" where somebody ", out);
		put_bits(out, where->except->activities, activity_verbs, ACTIVITY_COUNT);
	}
	put_place(out, where->except);
	fputc(',', out);
}

/* What */

void put_matcher(FILE *out, const struct matcher *matcher)
{
	matcher->type->phrase(matcher, out);
}

void put_children(FILE *out, const struct matcher *matcher, const char *between)
{
	bool is_nested = matcher->child_count > 1;

	if (is_nested)
		fputc('(', out);
	for (size_t i = 0; i < matcher->child_count; i++) {
		if (i > 0)
			fputs(between, out);
		put_matcher(out, matcher->children[i]);
	}
	if (is_nested)
		fputc(')', out);
}

static const char *const outcomes[ACTION_COUNT] = {
	[ACTION_ALLOW] = "it passes",
	[ACTION_LOG] = "it passes and is recorded",
	[ACTION_COACH] = "the author is advised first",
	[ACTION_HOLD] = "it waits for approval",
	[ACTION_BLOCK] = "it is not posted",
};

void policy_explain_rule(const struct policy *policy, size_t index, FILE *out)
{
	const struct rule_body *body = &policy->rules[index];
	const struct rule *rule = &body->rule;

	fprintf(out, "%s (%s, %s, %s:%u)\n  When ", rule->id, action_names[rule->action],
	    severity_names[rule->severity], rule->file, rule->line);
	put_who(out, body->who);
	put_where(out, body->where);
	if (body->when != NULL)
		put_when(out, body->when);
	fputs(" and the text has ", out);
	put_matcher(out, body->match);
	fprintf(out, ", %s", outcomes[rule->action]);
	if (rule->is_shadow)
		fputs(" (a shadow rule: recorded only, whatever its action)", out);
	else if (rule->action > ACTION_LOG)
		fputs(rule->drafts == DRAFTS_REFUSE ? " (in a draft too)"
		                                    : " (in a draft it is only recorded)",
		    out);
	if (body->unless != NULL) {
		fputs(", unless it has ", out);
		put_children(out, body->unless, " or ");
	}
	fputs(".\n", out);
}

void policy_explain_rules(const struct policy *policy, FILE *out)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		policy_explain_rule(policy, i, out);
}
