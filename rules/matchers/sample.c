#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* sample: a share of all posts, for review. The same post by the same author is always in it, or
 * never, so that nobody can choose what is looked at and everybody can do the sum again. */

struct sample {
	const char *text;   /* as written: "5%" */
	uint64_t threshold; /* of 2^64: a post whose hash is below is in it */
};

void read_match_sample(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_sample, value);
	struct sample *sample = reader_alloc(reader, 1, sizeof *sample);
	const char *text = reader_text(reader, value);
	char *end = NULL;

	if (text == NULL)
		return;
	double share = strtod(text, &end);
	if (end == text || strcmp(end, "%") != 0 || !(share > 0 && share <= 100))
		problems_error(reader->problems, value,
		    "\"%s\" is no share; write it as 5%%, from 0.01%% to 100%%", text);
	sample->text = text;
	sample->threshold = share >= 100 ? UINT64_MAX : (uint64_t)ldexp(share / 100, 64);
	matcher->own = sample;
	matcher_add(reader, branch->parent, matcher);
}

static uint64_t add_to_hash(uint64_t hash, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
	return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

/* FNV leaves the upper bits of short texts alike (MurmurHash3's finish). */
static uint64_t mix(uint64_t hash)
{
	hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
	hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return hash ^ hash >> 33;
}

static void match_sample(struct work *work, const struct matcher *matcher)
{
	const struct sample *sample = matcher->own;
	const struct post *post = work->all->post;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	hash = add_to_hash(hash, post->site);
	hash = add_to_hash(hash, work->all->who->user);
	for (size_t i = 0; i < post->field_count; i++)
		hash = add_to_hash(hash, post->fields[i].text);
	hold_everywhere(work, mix(hash) < sample->threshold);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct sample *sample = matcher->own;

	fprintf(out, "been drawn for the sample of %s", sample->text);
}

const struct matcher_type matcher_sample = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_sample,
	.phrase = phrase,
};
