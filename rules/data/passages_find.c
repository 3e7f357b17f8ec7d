#include <string.h>

#include "../text/letter.h"
#include "../text/utf8.h"
#include "ordinary.h"
#include "passages.h"
#include "shingle.h"

/*
 * Each shingle of the text is looked up; those that stand in one document in the same order, with
 * little between them, make a chain. A chain counts what its words say, in bits: a function word
 * hardly anything, a rare one much; and it pays for what lies between. It is a passage when it says
 * more than chance would, in so many words of documents and of text.
 */

enum {
	RING = 64,  /* words looked ahead and back; a power of two */
	AHEAD = 16, /* shingles whose slots are asked for before they are looked at */
	CHAINS_MAX = 64,
	GAP_MAX = 30,   /* words between two shingles of a chain */
	GAP_COST = 3,   /* bits: for any gap, and then for … */
	WORD_COST = 1,  /* … each word in it, and … */
	SHIFT_COST = 2, /* … each word that one side has more */
	SHARED_BITS = 1,
	WORDS_LEAST = 7, /* of a passage, that stand in the document too */
	SURE = 12,       /* bits: what is asked for beyond chance */
};

struct word {
	uint64_t hash;
	uint64_t shingle; /* that begins with it; once SHINGLE words are there */
	uint32_t start, end;
	int bits; /* what it says; 0: not asked for yet */
};

struct chain {
	uint32_t document;
	uint32_t start;     /* byte of the text */
	uint32_t text_end;  /* behind the last word of the text that belongs to it */
	uint32_t place_end; /* the same in the documents */
	size_t words;       /* that belong to it */
	int bits;
	int best; /* bits, where it said most … */
	size_t best_words;
	uint32_t best_end; /* … and the byte of the text where that was */
};

struct finding {
	const struct passages *passages;
	struct span text;
	size_t at;    /* how far the text has been cut into words */
	size_t words; /* so many */
	struct word ring[RING];
	struct chain chains[CHAINS_MAX];
	size_t chain_count;
	int needed;
	struct passage_hit *hits;
	size_t hit_count, hit_max;
};

/* What a word says, in bits. */
static int bits_of_letters(struct span text)
{
	static const int by_length[] = { 0, 4, 4, 6, 8 };
	size_t at = 0;

	if (letter_is_unspaced(utf8_next(text.data, text.len, &at)))
		return 5;
	switch (ordinary_class(text)) {
	case ORDINARY_FUNCTION:
		return 3;
	case ORDINARY_WORD:
		return 6;
	case ORDINARY_NOT:
		break;
	}
	size_t length = utf8_count(text.data, text.len);
	return length < sizeof by_length / sizeof *by_length ? by_length[length] : 11;
}

static int bits_of_word(struct span text)
{
	if (text.data[0] >= '0' && text.data[0] <= '9')
		return text.len < 3 ? 4 : 9;
	return bits_of_letters(text);
}

static int bits_of_words(struct finding *finding, size_t from, size_t end)
{
	int bits = 0;

	for (; from < end; from++) {
		struct word *word = &finding->ring[from % RING];
		if (word->bits == 0)
			word->bits = bits_of_word(
			    span_make(finding->text.data + word->start, word->end - word->start));
		bits += word->bits;
	}
	return bits;
}

/* Words */

static void complete_shingle(struct finding *finding, size_t first)
{
	struct word *word = &finding->ring[first % RING];

	word->shingle = word->hash;
	for (size_t i = 1; i < SHINGLE; i++)
		word->shingle = hash_join(word->shingle, finding->ring[(first + i) % RING].hash);
	__builtin_prefetch(
	    finding->passages->slots.list + slots_home(&finding->passages->slots, word->shingle));
}

static bool read_word(struct finding *finding)
{
	struct word *word = &finding->ring[finding->words % RING];
	struct token token;

	if (!shingle_word(&finding->passages->head->index.salt, finding->text, &finding->at, &token,
	        &word->hash))
		return false;
	word->start = token.start;
	word->end = token.end;
	word->bits = 0;
	finding->words++;
	if (finding->words >= SHINGLE)
		complete_shingle(finding, finding->words - SHINGLE);
	return true;
}

/* Chains */

static uint32_t document_at(const struct passages *passages, uint32_t place)
{
	uint32_t low = 0;
	uint32_t high = (uint32_t)passages->head->documents;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (passages->starts[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void end_chain(struct finding *finding, const struct chain *chain)
{
	if (chain->best < finding->needed || chain->best_words < WORDS_LEAST ||
	    finding->hit_count == finding->hit_max)
		return;
	finding->hits[finding->hit_count++] =
	    (struct passage_hit){ chain->start, chain->best_end, chain->document };
}

/* What a chain gains by going on with a shingle: the words that are new on both sides, and what
 * they say less what lies between. words 0: it cannot go on so. */
struct step {
	size_t words;
	int bits;
};

static struct step step_to(
    struct finding *finding, const struct chain *chain, uint32_t word, uint32_t place)
{
	int64_t text_gap = (int64_t)word - chain->text_end;
	int64_t place_gap = (int64_t)place - chain->place_end;
	int64_t least = text_gap < place_gap ? text_gap : place_gap;
	int64_t most = text_gap < place_gap ? place_gap : text_gap;
	struct step step = { 0 };

	if (least <= -SHINGLE || most > GAP_MAX)
		return step;
	step.words = (size_t)(least < 0 ? SHINGLE + least : SHINGLE);
	step.bits = bits_of_words(finding, word + SHINGLE - step.words, word + SHINGLE);
	if (most > 0 || most != least)
		step.bits -= GAP_COST + (int)(most > 0 ? most : 0) * WORD_COST +
		             (int)(most - least) * SHIFT_COST;
	return step;
}

static void go_on(const struct finding *finding, struct chain *chain, uint32_t word, uint32_t place,
    struct step step)
{
	chain->text_end = word + SHINGLE;
	chain->place_end = place + SHINGLE;
	chain->words += step.words;
	chain->bits += step.bits;
	if (chain->bits > chain->best) {
		chain->best = chain->bits;
		chain->best_words = chain->words;
		chain->best_end = finding->ring[(word + SHINGLE - 1) % RING].end;
	}
}

static struct chain *best_chain(
    struct finding *finding, uint32_t document, uint32_t word, uint32_t place, struct step *step)
{
	struct chain *best = NULL;
	int most = 0;

	for (size_t i = 0; i < finding->chain_count; i++) {
		struct chain *chain = &finding->chains[i];
		if (chain->document != document)
			continue;
		struct step next = step_to(finding, chain, word, place);
		if (next.words == 0 || chain->bits + next.bits <= most)
			continue;
		most = chain->bits + next.bits;
		*step = next;
		best = chain;
	}
	return best;
}

/* Room for a new chain: the place of the one that says least, if all are taken. */
static struct chain *new_chain(struct finding *finding)
{
	struct chain *least = &finding->chains[0];

	if (finding->chain_count < CHAINS_MAX)
		return &finding->chains[finding->chain_count++];
	for (size_t i = 1; i < finding->chain_count; i++)
		if (finding->chains[i].best < least->best)
			least = &finding->chains[i];
	end_chain(finding, least);
	return least;
}

static void take_place(struct finding *finding, uint32_t word, uint32_t place)
{
	uint32_t document = document_at(finding->passages, place);
	struct step alone = { SHINGLE, bits_of_words(finding, word, word + SHINGLE) };
	struct step step;
	struct chain *chain = best_chain(finding, document, word, place, &step);

	if (chain != NULL && chain->bits + step.bits >= alone.bits) {
		go_on(finding, chain, word, place, step);
		return;
	}
	chain = new_chain(finding);
	*chain = (struct chain){ .document = document, .start = finding->ring[word % RING].start };
	go_on(finding, chain, word, place, alone);
}

static void end_old_chains(struct finding *finding, size_t word)
{
	size_t kept = 0;

	for (size_t i = 0; i < finding->chain_count; i++) {
		if (word != SIZE_MAX && word <= (size_t)finding->chains[i].text_end + GAP_MAX)
			finding->chains[kept++] = finding->chains[i];
		else
			end_chain(finding, &finding->chains[i]);
	}
	finding->chain_count = kept;
}

/* Words of a turn of phrase that everybody uses say next to nothing. */
static void mark_shared(struct finding *finding, size_t word)
{
	for (size_t i = 0; i < SHINGLE; i++)
		finding->ring[(word + i) % RING].bits = SHARED_BITS;
}

static void look_up(struct finding *finding, size_t word)
{
	const struct slots *slots = &finding->passages->slots;
	uint64_t shingle = finding->ring[word % RING].shingle;
	const uint64_t *slot = slots_find(slots, shingle);

	if (slot == NULL)
		return;
	end_old_chains(finding, word);
	for (; *slot >> PLACE_BITS == shingle >> PLACE_BITS; slot++) {
		uint32_t place = (uint32_t)(*slot & PLACE_SHARED);
		if (place == PLACE_SHARED)
			mark_shared(finding, word);
		else
			take_place(finding, (uint32_t)word, place);
	}
}

static int log2_of(uint64_t number)
{
	int bits = 0;

	for (; number > 1; number >>= 1)
		bits++;
	return bits;
}

static int bits_needed(const struct passages *passages, size_t text_len)
{
	return SURE + log2_of(passages->head->words) + log2_of(text_len / 6 + 1);
}

size_t passages_find(
    const struct passages *passages, struct span text, struct passage_hit *hits, size_t max)
{
	struct finding finding;
	bool is_more = true;

	finding.passages = passages;
	finding.text = text;
	finding.at = finding.words = finding.chain_count = finding.hit_count = 0;
	finding.needed = bits_needed(passages, text.len);
	finding.hits = hits;
	finding.hit_max = max;
	for (size_t word = 0; finding.hit_count < max; word++) {
		while (is_more && finding.words < word + SHINGLE + AHEAD)
			is_more = read_word(&finding);
		if (word + SHINGLE > finding.words)
			break;
		look_up(&finding, word);
	}
	end_old_chains(&finding, SIZE_MAX);
	return finding.hit_count;
}

const char *passages_name(const struct passages *passages, size_t document)
{
	uint32_t at = passages->names[document];

	return at < passages->head->texts.count ? passages->texts + at : "";
}

bool passages_open(struct passages *passages, struct span bytes, struct err *err)
{
	const struct passages_head *head = (const struct passages_head *)(const void *)bytes.data;

	if (!index_check(bytes, INDEX_DOCUMENTS, sizeof *head, err))
		return false;
	passages->head = head;
	passages->starts = index_part(bytes, &head->starts, sizeof(uint32_t));
	passages->names = index_part(bytes, &head->names, sizeof(uint32_t));
	passages->texts = index_part(bytes, &head->texts, 1);
	const uint64_t *list = index_part(bytes, &head->slots, sizeof(uint64_t));
	if (passages->starts == NULL || passages->names == NULL || passages->texts == NULL ||
	    list == NULL || head->documents == 0 || head->starts.count != head->documents + 1 ||
	    head->names.count != head->documents || head->texts.count == 0 ||
	    passages->texts[head->texts.count - 1] != '\0' || head->slots.count < slots_needed(0) ||
	    list[head->slots.count - 1] != 0)
		return err_set(err, "is damaged");
	passages->slots = slots_open(list, head->slots.count, PLACE_BITS);
	return true;
}
