#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "ascii.h"
#include "utf8.h"

enum { BITS_A_WORD = 16, BUCKETS_MIN = 64, PATTERN_LETTERS_MIN = 4, NEAR_MIN = 6 };

struct vocabulary {
	struct known_word *entries;
	size_t count, capacity;
	uint32_t *letters;
	size_t letter_count, letter_capacity;
	size_t longest;
	/* Made when it is closed. The filters say by hash whether there is any, so that nearly all
	 * questions end in the cache. */
	uint32_t *buckets, *near_buckets;
	uint8_t *filter, *near_filter;
	size_t bucket_count;
};

struct vocabulary *vocabulary_new(void)
{
	sign_prepare();
	return mem_alloc(sizeof(struct vocabulary));
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	if (vocabulary == NULL)
		return;
	free(vocabulary->entries);
	free(vocabulary->letters);
	free(vocabulary->buckets);
	free(vocabulary->filter);
	free(vocabulary->near_buckets);
	free(vocabulary->near_filter);
	free(vocabulary);
}

/* The upper bits are the best of a product. */
static size_t bucket_of(const struct vocabulary *vocabulary, uint64_t hash)
{
	return (size_t)(hash >> 32) & (vocabulary->bucket_count - 1);
}

static size_t filter_bit(const struct vocabulary *vocabulary, uint64_t hash)
{
	return (size_t)(hash >> 28) & (vocabulary->bucket_count * BITS_A_WORD - 1);
}

static void add_letters(struct vocabulary *vocabulary, const uint32_t *letters, size_t count,
    bool is_open, bool is_pattern)
{
	struct known_word entry = { .letters = vocabulary->letter_count,
		.count = (uint32_t)count,
		.is_open = is_open,
		.is_pattern = is_pattern };

	vocabulary->letters = mem_grow(vocabulary->letters, &vocabulary->letter_capacity,
	    vocabulary->letter_count + count, sizeof *letters);
	memcpy(vocabulary->letters + vocabulary->letter_count, letters, count * sizeof *letters);
	vocabulary->letter_count += count;
	for (size_t i = 0; i < count; i++)
		entry.hash = vocabulary_hash(entry.hash, sign_canon(letters[i]));
	vocabulary->entries = mem_grow(vocabulary->entries, &vocabulary->capacity,
	    vocabulary->count + 1, sizeof *vocabulary->entries);
	vocabulary->entries[vocabulary->count++] = entry;
	if (count > vocabulary->longest)
		vocabulary->longest = count;
}

/* Of a phrase only the last word may go on. */
void vocabulary_add(struct vocabulary *vocabulary, struct span word, bool is_open)
{
	uint32_t letters[VOCABULARY_LETTERS_MAX];
	size_t count = 0;

	for (size_t at = 0; at <= word.len;) {
		uint32_t c = at < word.len ? utf8_next(word.data, word.len, &at) : ' ';
		if (c != ' ') {
			if (count < VOCABULARY_LETTERS_MAX)
				letters[count] = c;
			count++;
			continue;
		}
		bool is_last = at >= word.len;
		if (count >= VOCABULARY_LETTERS_MIN && count <= VOCABULARY_LETTERS_MAX)
			add_letters(vocabulary, letters, count, is_open && is_last, false);
		count = 0;
		if (is_last)
			return;
	}
}

/* Behind what is no letter of a text: an escape, a class, the head of a group, a repeat. */
static const char *skip_syntax(const char *at)
{
	if (*at == '\\')
		return at[1] != '\0' ? at + 2 : at + 1;
	if (*at == '[') {
		const char *end = at[1] != '\0' ? strchr(at + 2, ']') : NULL;
		return end != NULL ? end + 1 : at + strlen(at);
	}
	if (*at == '{') {
		const char *end = strchr(at, '}');
		return end != NULL ? end + 1 : at + 1;
	}
	if (at[0] == '(' && at[1] == '?')
		return at + strcspn(at, ":=!>)");
	return at + 1;
}

void vocabulary_add_pattern(struct vocabulary *vocabulary, const char *pattern)
{
	uint32_t letters[VOCABULARY_LETTERS_MAX];

	while (*pattern != '\0') {
		size_t count = 0;
		while (ascii_is_letter((unsigned char)pattern[count]) &&
		       count < VOCABULARY_LETTERS_MAX) {
			letters[count] = (unsigned char)ascii_lower(pattern[count]);
			count++;
		}
		const char *end = pattern + count;
		/* The last one may not be there at all. */
		if (count > 0 && *end != '\0' && strchr("?*{", *end) != NULL)
			count--;
		if (count >= PATTERN_LETTERS_MIN)
			add_letters(vocabulary, letters, count, true, true);
		pattern = end > pattern ? end : skip_syntax(pattern);
	}
}

static bool is_consonant(uint32_t letter)
{
	return ascii_is_lower(letter) && strchr("aeiouy", (int)letter) == NULL;
}

static uint64_t near_hash(const struct contour *contour)
{
	uint64_t key = (uint64_t)(unsigned char)contour->first << 40 |
	               (uint64_t)(unsigned char)contour->last << 32 | contour->consonants;

	return key * UINT64_C(0x9e3779b97f4a7c15);
}

/* False for a word that is too short, or not of ASCII letters alone. */
static bool contour_of(
    const struct vocabulary *vocabulary, const struct known_word *entry, struct contour *contour)
{
	const uint32_t *letters = vocabulary_letters(vocabulary, entry);

	if (entry->count < NEAR_MIN || entry->is_pattern)
		return false;
	*contour = (struct contour){ (char)letters[0], (char)letters[entry->count - 1], 0 };
	for (size_t i = 0; i < entry->count; i++) {
		if (!ascii_is_lower(letters[i]))
			return false;
		if (is_consonant(letters[i]))
			contour->consonants |= UINT32_C(1) << (letters[i] - 'a');
	}
	return true;
}

static void set_bit(uint8_t *filter, size_t bit)
{
	filter[bit / 8] |= (uint8_t)(1U << bit % 8);
}

static bool has_bit(const uint8_t *filter, size_t bit)
{
	return (filter[bit / 8] >> bit % 8 & 1) != 0;
}

static void file_entry(struct vocabulary *vocabulary, size_t i)
{
	struct known_word *entry = &vocabulary->entries[i];
	uint32_t *bucket = &vocabulary->buckets[bucket_of(vocabulary, entry->hash)];
	struct contour contour;

	entry->next = *bucket;
	*bucket = (uint32_t)i + 1;
	set_bit(vocabulary->filter, filter_bit(vocabulary, entry->hash));
	if (!contour_of(vocabulary, entry, &contour))
		return;
	uint64_t hash = near_hash(&contour);
	bucket = &vocabulary->near_buckets[bucket_of(vocabulary, hash)];
	entry->next_near = *bucket;
	*bucket = (uint32_t)i + 1;
	set_bit(vocabulary->near_filter, filter_bit(vocabulary, hash));
}

void vocabulary_close(struct vocabulary *vocabulary)
{
	vocabulary->bucket_count = BUCKETS_MIN;
	while (vocabulary->bucket_count < vocabulary->count)
		vocabulary->bucket_count *= 2;
	size_t buckets = vocabulary->bucket_count;
	vocabulary->buckets = mem_array(buckets, sizeof *vocabulary->buckets);
	vocabulary->near_buckets = mem_array(buckets, sizeof *vocabulary->near_buckets);
	vocabulary->filter = mem_array(buckets * BITS_A_WORD / 8, 1);
	vocabulary->near_filter = mem_array(buckets * BITS_A_WORD / 8, 1);
	for (size_t i = 0; i < vocabulary->count; i++)
		file_entry(vocabulary, i);
}

bool vocabulary_is_empty(const struct vocabulary *vocabulary)
{
	return vocabulary->count == 0;
}

size_t vocabulary_longest(const struct vocabulary *vocabulary)
{
	return vocabulary->longest;
}

const struct known_word *vocabulary_next(
    const struct vocabulary *vocabulary, uint64_t hash, const struct known_word *before)
{
	uint32_t next;

	if (!has_bit(vocabulary->filter, filter_bit(vocabulary, hash)))
		return NULL;
	next = before != NULL ? before->next : vocabulary->buckets[bucket_of(vocabulary, hash)];
	while (next != 0 && vocabulary->entries[next - 1].hash != hash)
		next = vocabulary->entries[next - 1].next;
	return next != 0 ? &vocabulary->entries[next - 1] : NULL;
}

/* What is in the bucket for another reason is compared by whoever asks. */
const struct known_word *vocabulary_next_near(const struct vocabulary *vocabulary,
    const struct contour *contour, const struct known_word *before)
{
	uint64_t hash = near_hash(contour);
	uint32_t next;

	if (!has_bit(vocabulary->near_filter, filter_bit(vocabulary, hash)))
		return NULL;
	next = before != NULL ? before->next_near
	                      : vocabulary->near_buckets[bucket_of(vocabulary, hash)];
	return next != 0 ? &vocabulary->entries[next - 1] : NULL;
}

const uint32_t *vocabulary_letters(
    const struct vocabulary *vocabulary, const struct known_word *entry)
{
	return vocabulary->letters + entry->letters;
}
