#include "composition.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../base/mem.h"
#include "../base/siphash.h"

enum {
	ENTRIES_MAX = 1024, /* the one that was silent longest makes room */
	WORDS_MAX = 256,    /* of one text, in its order; more say no more */
	COMMON_PERCENT = 80,
};

struct words {
	uint32_t hashes[WORDS_MAX]; /* each once */
	size_t count;
};

struct entry {
	struct composition composition; /* number 0: free */
	uint64_t author;                /* person, site, account, and what was found and done */
	struct words words;
	int64_t last_ms;
};

struct composition_book {
	uint8_t key[SIPHASH_KEY];
	struct entry entries[ENTRIES_MAX];
};

struct composition_book *composition_book_new(void)
{
	struct composition_book *book = mem_alloc(sizeof *book);

	if (getrandom(book->key, sizeof book->key, 0) != (ssize_t)sizeof book->key)
		abort(); /* so few bytes are always given whole (getrandom(2)) */
	return book;
}

void composition_book_free(struct composition_book *book)
{
	free(book);
}

void composition_book_clear(struct composition_book *book)
{
	memset(book->entries, 0, sizeof book->entries);
}

static bool is_refusal(struct span acted)
{
	return span_is(acted, "coach") || span_is(acted, "hold") || span_is(acted, "block");
}

static bool may_repeat(const struct record *record)
{
	return span_is(record->kind, "post") && record->reference.len == REFERENCE_LEN &&
	       (is_refusal(record->acted) || span_is(record->activity, "draft"));
}

static uint64_t add_hash(const struct composition_book *book, uint64_t hash, struct span text)
{
	return (hash ^ siphash(book->key, text)) * UINT64_C(0x100000001b3);
}

static uint64_t author_of(const struct composition_book *book, const struct record *record)
{
	const struct span parts[] = { record->user.len > 0 ? record->user : record->address,
		record->site, record->host, record->account, record->activity, record->action,
		record->acted };
	uint64_t hash = record->user.len > 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		hash = add_hash(book, hash, parts[i]);
	for (uint32_t i = 0; i < record->rule_count; i++) {
		hash = add_hash(book, hash, record->rules[i].id);
		hash = add_hash(book, hash, record->rules[i].mode);
	}
	return hash;
}

static bool has_word(const struct words *words, uint32_t hash)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->hashes[i] == hash)
			return true;
	return false;
}

static void add_word(const struct composition_book *book, struct words *words, struct span word)
{
	uint32_t hash = (uint32_t)siphash(book->key, word);

	if (words->count < WORDS_MAX && !has_word(words, hash))
		words->hashes[words->count++] = hash;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Words between white space are enough to tell whether it is the same text. */
static void add_text(const struct composition_book *book, struct words *words, struct span text)
{
	size_t start = 0;

	for (size_t i = 0; i <= text.len && words->count < WORDS_MAX; i++) {
		if (i < text.len && !is_white(text.data[i]))
			continue;
		if (i > start)
			add_word(book, words, span_make(text.data + start, i - start));
		start = i + 1;
	}
}

static void words_of(
    const struct composition_book *book, const struct record *record, struct words *words)
{
	words->count = 0;
	for (uint32_t i = 0; i < record->field_count; i++)
		add_text(book, words, record->fields[i].text);
}

/* Of the shorter one in a draft, which grows while it is written; else of the longer. */
static bool are_alike(const struct words *a, const struct words *b, bool is_draft)
{
	size_t least = a->count < b->count ? a->count : b->count;
	size_t most = a->count < b->count ? b->count : a->count;
	size_t common = 0;

	for (size_t i = 0; i < a->count; i++)
		common += has_word(b, a->hashes[i]);
	return least > 0 && common * 100 >= (is_draft ? least : most) * COMMON_PERCENT;
}

static bool is_fresh(const struct entry *entry, int64_t now_ms)
{
	return entry->composition.number != 0 && now_ms - entry->last_ms < COMPOSITION_MS;
}

const struct composition *composition_find(
    struct composition_book *book, const struct record *record, int64_t now_ms)
{
	struct words words;

	if (!may_repeat(record))
		return NULL;
	uint64_t author = author_of(book, record);
	words_of(book, record, &words);
	for (size_t i = 0; i < ENTRIES_MAX; i++) {
		struct entry *entry = &book->entries[i];
		if (entry->author != author || !is_fresh(entry, now_ms) ||
		    !are_alike(&entry->words, &words, span_is(record->activity, "draft")))
			continue;
		entry->words = words;
		entry->last_ms = now_ms;
		return &entry->composition;
	}
	return NULL;
}

void composition_add(
    struct composition_book *book, const struct record *record, uint64_t number, int64_t now_ms)
{
	struct entry *entry = &book->entries[0];

	if (!may_repeat(record) || number == 0)
		return;
	for (size_t i = 1; i < ENTRIES_MAX; i++)
		if (book->entries[i].last_ms < entry->last_ms)
			entry = &book->entries[i];
	*entry = (struct entry){
		.composition.number = number, .author = author_of(book, record), .last_ms = now_ms
	};
	memcpy(entry->composition.reference, record->reference.data, REFERENCE_LEN);
	words_of(book, record, &entry->words);
}
