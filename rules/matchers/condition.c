#include "../condition.h"

#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* who, where: conditions as matchers, so that they may stand within any, none and unless. */

void read_match_who(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_who, value);

	matcher->own = reader_who(reader, value);
	matcher_add(reader, branch->parent, matcher);
}

void read_match_where(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_where, value);

	matcher->own = reader_where(reader, value);
	matcher_add(reader, branch->parent, matcher);
}

static void match_who(struct work *work, const struct matcher *matcher)
{
	unsigned unknown = 0;
	enum answer answer = who_answer(matcher->own, work->all->who, &unknown);

	hold_everywhere(work, takes(work, answer, unknown));
}

static void match_where(struct work *work, const struct matcher *matcher)
{
	unsigned unknown = 0;
	enum answer answer = where_answer(matcher->own, work->all->post, work->all->who, &unknown);

	hold_everywhere(work, takes(work, answer, unknown));
}

static void phrase_who(const struct matcher *matcher, FILE *out)
{
	fputs("an author who is ", out);
	put_who(out, matcher->own);
}

static void phrase_where(const struct matcher *matcher, FILE *out)
{
	fputs("a place", out);
	put_place(out, matcher->own);
}

const struct matcher_type matcher_who = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_who,
	.phrase = phrase_who,
};

const struct matcher_type matcher_where = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_where,
	.phrase = phrase_where,
};
