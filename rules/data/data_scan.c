#include <string.h>

#include "../text/token.h"
#include "data_index.h"
#include "data_number.h"

/* Each place of the text is tried as the beginning of a value, as long as the filter says that one
 * may begin so. Digits are tried in all ways in which they may have been grouped. */

enum {
	RING =
	    256, /* words looked ahead; a power of two, above VALUE_WORDS_MAX * NUMBER_GROUPS_MAX */
	NUMBER_GROUPS_MAX = 12,
	NUMBER_GAP_MAX = 4, /* bytes between two groups of one number */
	BRANCHES_MAX = VALUE_WORDS_MAX * NUMBER_GROUPS_MAX,
	LONG_NUMBER = 6,
};

struct unit {
	uint64_t hash; /* of a word; a number's is asked for when its groups are known */
	uint32_t start, end;
	bool is_digits;
	bool is_joined;
};

/* A beginning that the filter knows: it goes on at unit `next`. */
struct branch {
	size_t next;
	uint64_t hash;
	size_t words;
};

struct scan {
	const struct data_index *index;
	struct span text;
	size_t at;    /* how far the text has been cut into units */
	size_t units; /* so many */
	struct unit ring[RING];
	struct branch branches[BRANCHES_MAX];
	size_t branch_count;
	size_t start; /* unit that is being tried */
	struct data_hit *hits;
	size_t hit_count, hit_max;
};

static bool read_unit(struct scan *scan)
{
	char room[TOKEN_BYTES_MAX];
	struct token token;

	if (!token_next(scan->text, &scan->at, &token))
		return false;
	struct unit *unit = &scan->ring[scan->units++ % RING];
	*unit = (struct unit){ .start = token.start,
		.end = token.end,
		.is_digits = token.is_digits,
		.is_joined = token.is_joined };
	if (!token.is_digits)
		unit->hash =
		    salt_hash(&scan->index->head->index.salt, token_text(scan->text, &token, room));
	return true;
}

/* NULL behind the last. */
static const struct unit *unit_at(struct scan *scan, size_t number)
{
	while (scan->units <= number)
		if (!read_unit(scan))
			return NULL;
	return &scan->ring[number % RING];
}

static bool may_begin(const struct data_index *index, uint64_t number)
{
	uint64_t bits = filter_bits(number);
	uint64_t word = index->filter[filter_word(number, index->head->filter.count)];

	return (word & bits) == bits;
}

/* 4711 is not meant by 030-4711, by 1.4711 or by 4711/2; a long number is one wherever it stands.
 */
static bool is_cut_number(const struct scan *scan, size_t before, size_t behind)
{
	size_t gap = behind - before;

	return gap == 1 && strchr("-./:,", scan->text.data[before]) != NULL;
}

static bool ends_well(struct scan *scan, size_t last, size_t digits)
{
	const struct unit *next = unit_at(scan, last + 1);

	if (next == NULL)
		return true;
	if (next->is_joined)
		return false;
	return digits == 0 || digits >= LONG_NUMBER || !next->is_digits ||
	       !is_cut_number(scan, unit_at(scan, last)->end, next->start);
}

static bool begins_well(struct scan *scan, size_t digits)
{
	if (digits == 0 || digits >= LONG_NUMBER || scan->start == 0)
		return true;
	const struct unit *before = unit_at(scan, scan->start - 1);
	return !before->is_digits ||
	       !is_cut_number(scan, before->end, unit_at(scan, scan->start)->start);
}

static void note_hit(struct scan *scan, const uint64_t *slot, uint64_t hash, size_t last)
{
	struct data_hit hit = {
		.start = unit_at(scan, scan->start)->start,
		.end = unit_at(scan, last)->end,
		.first = (uint32_t)scan->start,
		.last = (uint32_t)last,
		.hash = hash,
	};

	for (uint64_t upper = *slot >> NUMBER_BITS; *slot >> NUMBER_BITS == upper; slot++) {
		unsigned column = 1u << (*slot & NUMBER_COLUMN);
		if ((*slot & NUMBER_IS_GROUP) != 0)
			continue;
		hit.columns |= column;
		if ((*slot & NUMBER_WEAKNESS) == VALUE_STRONG)
			hit.strong |= column;
	}
	if (hit.columns != 0 && scan->hit_count < scan->hit_max)
		scan->hits[scan->hit_count++] = hit;
}

/* What the beginning becomes with a word of this hash, whose last unit is `last`. */
static void try_word(
    struct scan *scan, const struct branch *from, uint64_t hash, size_t last, size_t digits)
{
	uint64_t joined = from->words > 0 ? hash_join(from->hash, hash) : hash;
	uint64_t number = number_of(joined);

	if (!may_begin(scan->index, number))
		return;
	if (from->words == 0 && !begins_well(scan, digits))
		return;
	const uint64_t *slot = slots_find(&scan->index->slots, number);
	if (slot != NULL && ends_well(scan, last, digits))
		note_hit(scan, slot, joined, last);
	if (from->words + 1 < scan->index->head->words_max && scan->branch_count < BRANCHES_MAX)
		scan->branches[scan->branch_count++] =
		    (struct branch){ last + 1, joined, from->words + 1 };
}

static bool is_wanted_length(const struct scan *scan, size_t digits)
{
	return (scan->index->head->digit_lengths >> digits & 1) != 0;
}

/* The numbers that begin with this unit: its digits, those of the next group behind them … */
static void try_numbers(struct scan *scan, const struct branch *from)
{
	char digits[VALUE_DIGITS_MAX + TOKEN_BYTES_MAX];
	size_t count = 0;
	size_t end = 0;

	for (size_t i = 0; i < NUMBER_GROUPS_MAX; i++) {
		const struct unit *unit = unit_at(scan, from->next + i);
		if (unit == NULL || !unit->is_digits ||
		    (i > 0 && unit->start - end > NUMBER_GAP_MAX))
			return;
		struct token token = { .start = unit->start, .end = unit->end, .is_digits = true };
		struct span text = token_text(scan->text, &token, digits + count);
		count += text.len;
		end = unit->end;
		if (count > VALUE_DIGITS_MAX)
			return;
		if (is_wanted_length(scan, count))
			try_word(scan, from,
			    salt_hash(&scan->index->head->index.salt, span_make(digits, count)),
			    from->next + i, count);
	}
}

static void try_branch(struct scan *scan, const struct branch *from)
{
	const struct unit *unit = unit_at(scan, from->next);

	if (unit == NULL)
		return;
	if (unit->is_digits)
		try_numbers(scan, from);
	else
		try_word(scan, from, unit->hash, from->next, 0);
}

size_t data_scan(
    const struct data_index *index, struct span text, struct data_hit *hits, size_t max)
{
	struct scan scan;
	const struct unit *unit;

	scan.index = index;
	scan.text = text;
	scan.at = scan.units = scan.start = 0;
	scan.hits = hits;
	scan.hit_count = 0;
	scan.hit_max = max;
	while ((unit = unit_at(&scan, scan.start)) != NULL && scan.hit_count < max) {
		scan.branch_count = 0;
		if (!unit->is_joined)
			try_branch(&scan, &(struct branch){ .next = scan.start });
		while (scan.branch_count > 0) {
			struct branch next = scan.branches[--scan.branch_count];
			try_branch(&scan, &next);
		}
		scan.start++;
	}
	return scan.hit_count;
}

bool data_open(struct data_index *index, struct span bytes, struct err *err)
{
	const struct data_head *head = (const struct data_head *)(const void *)bytes.data;

	if (!index_check(bytes, INDEX_DATA, sizeof *head, err))
		return false;
	index->head = head;
	index->filter = index_part(bytes, &head->filter, sizeof(uint64_t));
	const uint64_t *list = index_part(bytes, &head->slots, sizeof(uint64_t));
	if (index->filter == NULL || list == NULL || head->filter.count == 0 ||
	    head->slots.count < slots_needed(0) || list[head->slots.count - 1] != 0)
		return err_set(err, "is damaged");
	index->slots = slots_open(list, head->slots.count, NUMBER_BITS);
	return true;
}
