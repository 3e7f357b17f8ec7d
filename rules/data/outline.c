#include <stdlib.h>

#include "../../proxy/base/mem.h"
#include "passages.h"
#include "shingle.h"

enum { RING = 8 }; /* a power of two, not less than SHINGLE and WINDOW */

struct winnow {
	struct outline *outline;
	size_t window;
	uint64_t words[RING]; /* hashes of the last ones */
	uint64_t shingles[RING];
	size_t count;     /* shingles so far */
	size_t kept_last; /* its number plus one; 0: none was kept */
};

static uint64_t shingle_hash(const struct winnow *winnow, size_t last_word)
{
	uint64_t hash = winnow->words[(last_word - SHINGLE + 1) % RING];

	for (size_t i = SHINGLE - 1; i > 0; i--)
		hash = hash_join(hash, winnow->words[(last_word - i + 1) % RING]);
	return hash;
}

/* Never all 0, which would be a free slot. */
static uint64_t upper_bits(uint64_t hash)
{
	uint64_t upper = hash >> PLACE_BITS;

	return (upper != 0 ? upper : 1) << PLACE_BITS;
}

static void keep(struct winnow *winnow, size_t shingle)
{
	struct outline *outline = winnow->outline;

	if (winnow->kept_last == shingle + 1)
		return;
	winnow->kept_last = shingle + 1;
	outline->list =
	    mem_grow(outline->list, &outline->capacity, outline->count + 1, sizeof *outline->list);
	outline->list[outline->count++] = upper_bits(winnow->shingles[shingle % RING]) | shingle;
}

/* What is chosen by lies in other bits than what is looked up by: the least of several would crowd
 * at one end of the table. */
static uint64_t rank(const struct winnow *winnow, size_t shingle)
{
	return winnow->shingles[shingle % RING] << (64 - PLACE_BITS);
}

/* The last window: keeps its least shingle, of several the last one. */
static void keep_least(struct winnow *winnow)
{
	size_t least = winnow->count - winnow->window;

	for (size_t i = least + 1; i < winnow->count; i++)
		if (rank(winnow, i) <= rank(winnow, least))
			least = i;
	keep(winnow, least);
}

static void add_word(struct winnow *winnow, uint64_t hash)
{
	size_t word = winnow->outline->words++;

	winnow->words[word % RING] = hash;
	if (word + 1 < SHINGLE)
		return;
	winnow->shingles[winnow->count % RING] = shingle_hash(winnow, word);
	winnow->count++;
	if (winnow->count >= winnow->window)
		keep_least(winnow);
}

bool outline_read(struct outline *outline, const struct salt *salt, struct span text, size_t window)
{
	struct winnow winnow = { .outline = outline, .window = window };
	struct token token;
	uint64_t hash;
	size_t at = 0;

	while (shingle_word(salt, text, &at, &token, &hash)) {
		if (outline->words == PLACES_MAX)
			return false;
		add_word(&winnow, hash);
	}
	if (winnow.count > 0 && winnow.count < window) {
		winnow.window = winnow.count;
		keep_least(&winnow);
	}
	return true;
}

void outline_release(struct outline *outline)
{
	free(outline->list);
	*outline = (struct outline){ 0 };
}
