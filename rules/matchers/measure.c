#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "../text/language.h"
#include "../text/utf8.h"
#include "types.h"

/* length and language: what a text is like as a whole. */

enum { LENGTH_MAX = 10 * 1000 * 1000 };

struct length {
	size_t at_least;
	size_t at_most; /* 0: no bound */
};

static void read_at_least(struct reader *reader, const struct node *value, void *target)
{
	((struct length *)target)->at_least = reader_whole(reader, value, LENGTH_MAX);
}

static void read_at_most(struct reader *reader, const struct node *value, void *target)
{
	((struct length *)target)->at_most = reader_whole(reader, value, LENGTH_MAX);
}

const struct key length_keys[] = {
	{ "at-least", read_at_least, &schema_whole },
	{ "at-most", read_at_most, &schema_whole },
	{ NULL, NULL, NULL },
};

void read_match_length(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_length, value);
	struct length *length = reader_alloc(reader, 1, sizeof *length);

	matcher->own = length;
	if (!reader_map(reader, value, length_keys, length))
		return;
	if (length->at_most > 0 && length->at_least > length->at_most)
		problems_error(reader->problems, value,
		    "no text is at least %zu and at most %zu characters long", length->at_least,
		    length->at_most);
	matcher_add(reader, branch->parent, matcher);
}

/* All fields together: what a reader sees as one post. */
static void match_length(struct work *work, const struct matcher *matcher)
{
	const struct length *length = matcher->own;
	const struct post *post = work->all->post;
	size_t count = 0;

	for (size_t i = 0; i < post->field_count; i++)
		if (post_is_text(post, i))
			count += utf8_count(post->fields[i].text.data, post->fields[i].text.len);
	hold_everywhere(
	    work, count >= length->at_least && (length->at_most == 0 || count <= length->at_most));
}

static void phrase_length(const struct matcher *matcher, FILE *out)
{
	const struct length *length = matcher->own;

	if (length->at_most == 0)
		fprintf(out, "%zu characters or more", length->at_least);
	else
		fprintf(out, "%zu to %zu characters", length->at_least, length->at_most);
}

const struct matcher_type matcher_length = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_length,
	.phrase = phrase_length,
};

struct languages {
	const char **codes;
	size_t count;
};

static bool is_known_language(const char *code)
{
	for (size_t i = 0; languages_told[i] != NULL; i++)
		if (strcmp(languages_told[i], code) == 0)
			return true;
	return false;
}

void read_match_language(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_language, value);
	struct languages *languages = reader_alloc(reader, 1, sizeof *languages);

	languages->count = reader_texts(reader, value, &languages->codes);
	for (size_t i = 0; i < languages->count; i++)
		if (!is_known_language(languages->codes[i]))
			problems_error(reader->problems, value,
			    "\"%s\" is no language that can be told here; there are en, de, fr, "
			    "es, "
			    "it, pt, nl, ja, zh, ar, … (man gatepost-policy)",
			    languages->codes[i]);
	matcher->own = languages;
	matcher_add(reader, branch->parent, matcher);
}

static bool is_among(const struct languages *languages, const char *code)
{
	for (size_t i = 0; i < languages->count; i++)
		if (strcmp(languages->codes[i], code) == 0)
			return true;
	return false;
}

/* A text too short to tell counts as any language where that makes a rule match, as all that is
 * unknown does. */
static void match_language(struct work *work, const struct matcher *matcher)
{
	const struct evaluation *all = work->all;

	for (size_t i = 0; i < all->post->field_count; i++) {
		if (!work->allowed[i] || !post_is_text(all->post, i))
			continue;
		const char *code = language_of(view_slice(&all->readings->folded, i));
		work->holds[i] = code != NULL ? is_among(matcher->own, code)
		                              : takes(work, ANSWER_UNKNOWN, 1U << ASSUMED_LANGUAGE);
	}
}

static void phrase_language(const struct matcher *matcher, FILE *out)
{
	const struct languages *languages = matcher->own;

	fputs("text in ", out);
	put_names(out, languages->codes, languages->count, " or ");
}

const struct matcher_type matcher_language = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_language,
	.phrase = phrase_language,
};
