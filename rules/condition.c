#include "condition.h"

#include <string.h>

#include "account.h"

const char *const assumed_names[] = {
	[ASSUMED_USER] = "user",
	[ASSUMED_GROUPS] = "groups",
	[ASSUMED_SITE] = "site",
	[ASSUMED_CLASS] = "class",
	[ASSUMED_HOST] = "host",
	[ASSUMED_ACTIVITY] = "activity",
	[ASSUMED_AUDIENCE] = "audience",
	[ASSUMED_TIME] = "time",
	[ASSUMED_LANGUAGE] = "language",
	[ASSUMED_ATTACHMENT] = "attachment",
	[ASSUMED_COUNT] = NULL,
};

enum {
	USUAL_ACTIVITIES = 1 << ACTIVITY_POST | 1 << ACTIVITY_COMMENT | 1 << ACTIVITY_REPLY |
	                   1 << ACTIVITY_EDIT | 1 << ACTIVITY_PROFILE | 1 << ACTIVITY_DRAFT,
	PUBLISHING = 1 << ACTIVITY_POST | 1 << ACTIVITY_COMMENT | 1 << ACTIVITY_REPLY,
};

static enum answer both(enum answer a, enum answer b)
{
	return a < b ? a : b;
}

static enum answer either(enum answer a, enum answer b)
{
	return a > b ? a : b;
}

static enum answer not(enum answer a) { return (enum answer)(ANSWER_YES - a); }

static enum answer unknown_of(enum assumed what, unsigned *unknown)
{
	*unknown |= 1U << what;
	return ANSWER_UNKNOWN;
}

static bool is_among(struct span text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_is_nocase(text, names[i]))
			return true;
	return false;
}

static enum answer user_answer(
    const struct who_condition *condition, const struct who *who, unsigned *unknown)
{
	if (condition->user_count == 0)
		return ANSWER_NO;
	if (who->user.len == 0)
		return unknown_of(ASSUMED_USER, unknown);
	return is_among(who->user, condition->users, condition->user_count) ? ANSWER_YES
	                                                                    : ANSWER_NO;
}

static enum answer groups_answer(
    const struct who_condition *condition, const struct who *who, unsigned *unknown)
{
	if (condition->group_count == 0)
		return ANSWER_NO;
	if (!who->has_groups)
		return unknown_of(ASSUMED_GROUPS, unknown);
	for (size_t i = 0; i < who->group_count; i++)
		if (is_among(who->groups[i], condition->groups, condition->group_count))
			return ANSWER_YES;
	return ANSWER_NO;
}

/* The users or the groups: whoever the condition names. */
static enum answer named_answer(
    const struct who_condition *condition, const struct who *who, unsigned *unknown)
{
	unsigned seen = 0;

	if (condition->user_count + condition->group_count == 0)
		return ANSWER_YES;
	enum answer answer =
	    either(user_answer(condition, who, &seen), groups_answer(condition, who, &seen));
	if (answer == ANSWER_UNKNOWN)
		*unknown |= seen;
	return answer;
}

enum answer who_answer(
    const struct who_condition *condition, const struct who *who, unsigned *unknown)
{
	unsigned seen = 0;

	if (condition == NULL)
		return ANSWER_YES;
	enum answer answer = named_answer(condition, who, &seen);
	if (condition->except != NULL)
		answer = both(answer, not(named_answer(condition->except, who, &seen)));
	if (answer == ANSWER_UNKNOWN)
		*unknown |= seen;
	return answer;
}

bool host_is_below(struct span host, const char *name)
{
	size_t len = strlen(name);

	if (host.len > 0 && host.data[host.len - 1] == '.')
		host.len--;
	if (host.len == len)
		return span_is_nocase(host, name);
	return host.len > len && span_ends_nocase(host, name) &&
	       host.data[host.len - len - 1] == '.';
}

static enum answer name_answer(
    struct span text, const char *const *names, size_t count, enum assumed what, unsigned *unknown)
{
	if (count == 0)
		return ANSWER_YES;
	if (text.len == 0)
		return unknown_of(what, unknown);
	return is_among(text, names, count) ? ANSWER_YES : ANSWER_NO;
}

static enum answer host_answer(
    const struct where_condition *condition, struct span host, unsigned *unknown)
{
	if (condition->host_count == 0)
		return ANSWER_YES;
	if (host.len == 0)
		return unknown_of(ASSUMED_HOST, unknown);
	for (size_t i = 0; i < condition->host_count; i++)
		if (host_is_below(host, condition->hosts[i]))
			return ANSWER_YES;
	return ANSWER_NO;
}

/* Bit 0 of a value, its first enumerator, is "unknown". */
static enum answer bits_answer(unsigned bits, unsigned value, enum assumed what, unsigned *unknown)
{
	if (bits == 0)
		return ANSWER_YES;
	if (value == 0)
		return unknown_of(what, unknown);
	return (bits >> value & 1) != 0 ? ANSWER_YES : ANSWER_NO;
}

/* Unknown is an answer here: only where it depends on who somebody is can it not be told. */
static enum answer account_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned *unknown)
{
	unsigned seen = 0;

	if (condition->accounts == 0)
		return ANSWER_YES;
	enum account_kind kind = account_of(condition->known_accounts, post, who, &seen);
	*unknown |= seen;
	if (seen != 0)
		return ANSWER_UNKNOWN;
	return (condition->accounts >> kind & 1) != 0 ? ANSWER_YES : ANSWER_NO;
}

/* Who speaks of posts means their drafts and what they are changed to. */
static enum answer activity_answer(unsigned activities, const struct post *post, unsigned *unknown)
{
	if ((activities & PUBLISHING) != 0)
		activities |= 1 << ACTIVITY_DRAFT | 1 << ACTIVITY_EDIT;
	return bits_answer(activities, post->activity, ASSUMED_ACTIVITY, unknown);
}

/* Whom a draft is for is not known before it is published: until then nobody sees it. */
static enum answer audience_answer(unsigned audiences, const struct post *post, unsigned *unknown)
{
	enum audience audience =
	    post->activity == ACTIVITY_DRAFT ? AUDIENCE_UNKNOWN : post->audience;

	return bits_answer(audiences, audience, ASSUMED_AUDIENCE, unknown);
}

/* All that the condition itself says, without its `not`. */
static enum answer place_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned activities, unsigned *unknown)
{
	const enum answer answers[] = {
		name_answer(
		    post->site, condition->sites, condition->site_count, ASSUMED_SITE, unknown),
		name_answer(post->class, condition->classes, condition->class_count, ASSUMED_CLASS,
		    unknown),
		host_answer(condition, post->host, unknown),
		activity_answer(activities, post, unknown),
		audience_answer(condition->audiences, post, unknown),
		account_answer(condition, post, who, unknown),
	};
	enum answer answer = ANSWER_YES;

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		answer = both(answer, answers[i]);
	return answer;
}

static enum answer whole_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned activities, unsigned *unknown)
{
	unsigned seen = 0;
	enum answer answer = place_answer(condition, post, who, activities, &seen);

	if (condition->except != NULL)
		answer = both(answer, not(place_answer(condition->except, post, who,
		                          condition->except->activities, &seen)));
	if (answer == ANSWER_UNKNOWN)
		*unknown |= seen;
	return answer;
}

enum answer where_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned *unknown)
{
	return whole_answer(condition, post, who, condition->activities, unknown);
}

enum answer rule_where_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned *unknown)
{
	static const struct where_condition wherever = { 0 };

	if (condition == NULL)
		condition = &wherever;
	return whole_answer(condition, post, who,
	    condition->activities != 0 ? condition->activities : USUAL_ACTIVITIES, unknown);
}
