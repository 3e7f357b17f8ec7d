#include "account.h"

#include <string.h>

#include "condition.h"

const char *const account_names[] = {
	[ACCOUNT_UNKNOWN] = "unknown",
	[ACCOUNT_OFFICIAL] = "official",
	[ACCOUNT_SPEAKERS] = "speakers",
	[ACCOUNT_OTHER] = "other",
	[ACCOUNT_COUNT] = NULL,
};

static size_t read_names(struct reader *reader, const struct node *value, const char ***names)
{
	size_t count = reader_texts(reader, value, names);

	for (size_t i = 0; i < count; i++) {
		const char *colon = strchr((*names)[i], ':');
		if (colon == NULL || colon == (*names)[i] || colon[1] == '\0')
			problems_error(reader->problems, value,
			    "\"%s\" names no account; write the site and the account, in quotes: "
			    "\"x:@examplecorp\"",
			    (*names)[i]);
	}
	return count;
}

static void read_official(struct reader *reader, const struct node *value, void *target)
{
	struct accounts *accounts = target;

	accounts->official_count = read_names(reader, value, &accounts->official);
}

static void read_speaker_accounts(struct reader *reader, const struct node *value, void *target)
{
	struct accounts *accounts = target;

	accounts->speaker_account_count = read_names(reader, value, &accounts->speaker_accounts);
}

static void read_speaker_users(struct reader *reader, const struct node *value, void *target)
{
	struct who_condition *who = ((struct accounts *)target)->speakers;

	who->user_count = reader_texts(reader, value, &who->users);
}

static void read_speaker_groups(struct reader *reader, const struct node *value, void *target)
{
	struct who_condition *who = ((struct accounts *)target)->speakers;

	who->group_count = reader_texts(reader, value, &who->groups);
}

static const struct key speaker_keys[] = {
	{ "groups", read_speaker_groups, &schema_texts },
	{ "users", read_speaker_users, &schema_texts },
	{ "accounts", read_speaker_accounts, &schema_texts },
	{ NULL, NULL, NULL },
};

static void read_speakers(struct reader *reader, const struct node *value, void *target)
{
	struct accounts *accounts = target;

	accounts->speakers = reader_alloc(reader, 1, sizeof *accounts->speakers);
	reader_map(reader, value, speaker_keys, accounts);
}

const struct key account_keys[] = {
	{ "official", read_official, &schema_texts },
	{ "speakers", read_speakers, MAP_OF(speaker_keys) },
	{ NULL, NULL, NULL },
};

void reader_accounts(struct reader *reader, const struct node *node)
{
	struct policy *policy = reader->policy;

	if (policy->accounts != NULL) {
		problems_error(reader->problems, node,
		    "another file of this policy names the accounts already");
		return;
	}
	policy->accounts = reader_alloc(reader, 1, sizeof *policy->accounts);
	reader_map(reader, node, account_keys, policy->accounts);
}

static struct span without_at(struct span name)
{
	return name.len > 0 && name.data[0] == '@' ? span_from(name, 1) : name;
}

static bool is_named(const struct post *post, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct span account;
		struct span site = span_cut(span_of(names[i]), ':', &account);
		if (span_equal_nocase(site, post->site) &&
		    span_equal_nocase(without_at(account), without_at(post->account)))
			return true;
	}
	return false;
}

static bool has_people(const struct who_condition *speakers)
{
	return speakers != NULL && speakers->user_count + speakers->group_count > 0;
}

enum account_kind account_of(const struct accounts *accounts, const struct post *post,
    const struct who *who, unsigned *unknown)
{
	if (post->account.len == 0)
		return ACCOUNT_UNKNOWN;
	if (is_named(post, accounts->official, accounts->official_count))
		return ACCOUNT_OFFICIAL;
	if (is_named(post, accounts->speaker_accounts, accounts->speaker_account_count))
		return ACCOUNT_SPEAKERS;
	if (!has_people(accounts->speakers))
		return ACCOUNT_OTHER;
	switch (who_answer(accounts->speakers, who, unknown)) {
	case ANSWER_YES:
		return ACCOUNT_SPEAKERS;
	case ANSWER_NO:
		return ACCOUNT_OTHER;
	case ANSWER_UNKNOWN:
		break;
	}
	return ACCOUNT_UNKNOWN;
}
