// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/base/mem.h"
#include "../../rules/data/passages.h"

/* Documents of made-up words with the common ones between them and a turn of phrase now and then;
 * passages out of them, as they are and bent; posts made in the same way that nobody took anything
 * from. */

enum {
	DOCUMENTS = 60,
	WORDS = 2000,
	PASSAGES = 1000,
	POSTS = 10000,
	TEXT_MAX = 64 * 1024,
	WORDS_MAX = 4096,
};

static const struct salt salt = { "0123456789abcde" };
static const char *const common[] = { "the", "of", "and", "to", "in", "a", "is", "that", "for",
	"it", "was", "on", "with", "as", "be", "by", "at", "this", "not", "from", "or", "we",
	"have", "an", "they", "which", "our", "will", "has", "more", "about", "all", "there",
	"their", "if" };
static const char *const phrases[] = { "at the end of the day", "as soon as possible",
	"on the other hand", "it goes without saying that", "one of the most important",
	"in the first half of the year", "thank you very much for your support",
	"please do not hesitate to contact us", "we are pleased to announce that",
	"it is what it is", "the best thing since sliced bread", "let me know what you think" };
static const char *const syllables[] = { "ba", "ce", "do", "fi", "gu", "ha", "ke", "lo", "mi", "nu",
	"pa", "re", "so", "ti", "vu", "wa", "ze", "bro", "cli", "dru", "fra", "gle", "pri", "sto",
	"tra", "ven", "mor", "lin", "ker", "dan" };
static const char *const ends[] = { "", "", "", "s", "ed", "ing", "er", "ly" };

static uint64_t seed;

static size_t pick(size_t count)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 11) % count;
}

#define ANY(list) list[pick(sizeof list / sizeof *list)]

/* The square makes the first ones of a list far more frequent than the last ones. */
static size_t pick_early(size_t count)
{
	size_t one = pick(1000);

	return count * one * one / 1000000;
}

static size_t put_made_up(char *to)
{
	size_t number = pick_early(4000);
	size_t kept = seed;
	size_t len = 0;

	seed = 2654435761u * (number + 1);
	for (size_t i = 2 + pick(2); i > 0; i--)
		len += (size_t)sprintf(to + len, "%s", ANY(syllables));
	len += (size_t)sprintf(to + len, "%s", ANY(ends));
	seed = kept;
	return len;
}

static size_t put_words(char *to, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		size_t die = pick(40);
		if (i > 0)
			len += (size_t)sprintf(to + len, "%s",
			    die < 3   ? ", "
			    : die < 5 ? ". "
			              : " ");
		if (die == 20)
			len += (size_t)sprintf(to + len, "%s", ANY(phrases));
		else if (die % 2 == 0)
			len += (size_t)sprintf(
			    to + len, "%s", common[pick_early(sizeof common / sizeof *common)]);
		else
			len += put_made_up(to + len);
	}
	return len;
}

static char *documents[DOCUMENTS];
static struct folded folded;
static struct passages passages;
static struct passages_head *head;

static void add(struct passages_build *build, const char *name, const char *text)
{
	struct outline outline = { 0 };

	assert_true(outline_read(&outline, &salt, folded_text(&folded, span_of(text)), WINDOW));
	assert_true(passages_add(build, name, &outline));
	outline_release(&outline);
}

static struct passages_head *finish(struct passages_build *build, struct passages *opened)
{
	struct err err;
	size_t size;
	struct passages_head *made = passages_build_index(build, &size, &err);

	assert_non_null(made);
	made->index.salt = salt;
	assert_true(passages_open(opened, span_make(made, size), &err));
	passages_build_free(build);
	return made;
}

static int set_up(void **state)
{
	struct passages_build *build = passages_build_new();

	(void)state;
	folded_init(&folded);
	for (size_t i = 0; i < DOCUMENTS; i++) {
		char name[32];
		seed = 7919 * (i + 1);
		documents[i] = mem_alloc(TEXT_MAX);
		put_words(documents[i], WORDS);
		snprintf(name, sizeof name, "paper %zu", i);
		add(build, name, documents[i]);
	}
	head = finish(build, &passages);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < DOCUMENTS; i++)
		free(documents[i]);
	free(head);
	folded_release(&folded);
	return 0;
}

/* The documents in which passages of a text stand: names, with commas. */
static const char *find_in(const struct passages *in, const char *text)
{
	static char names[1024];
	struct passage_hit hits[8];
	size_t count = passages_find(in, folded_text(&folded, span_of(text)), hits, 8);
	size_t len = 0;

	names[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(names + len, sizeof names - len, "%s%s", i > 0 ? ", " : "",
		    passages_name(in, hits[i].document));
	return names;
}

static size_t cut_words(char *text, char **words)
{
	size_t count = 0;

	for (char *word = strtok_r(text, " ", &text); word != NULL && count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &text))
		words[count++] = word;
	return count;
}

enum bend { BEND_NOTHING, BEND_CASE, BEND_POINTS, BEND_CHANGE, BEND_DROP, BEND_ADD, BEND_COUNT };

static void put_word(char *to, const char *word, enum bend bend)
{
	size_t len = strlen(to);

	if (len > 0)
		to[len++] = ' ';
	for (; *word != '\0'; word++) {
		bool is_point = strchr(",.;", *word) != NULL;
		bool is_letter = *word >= 'a' && *word <= 'z';
		if (bend == BEND_POINTS && is_point)
			continue;
		to[len++] = (char)(bend == BEND_CASE && is_letter ? *word - 0x20 : *word);
	}
	to[len] = '\0';
}

/* count words of a document from the first on, with one word in every 13 bent. */
static void make_passage(char *to, char **words, size_t count, enum bend bend)
{
	size_t next = 2 + pick(10);

	to[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		bool is_bent = i == next && bend >= BEND_CHANGE;
		next += i == next ? 12 + pick(4) : 0;
		if (is_bent && bend != BEND_DROP)
			put_word(to, "zephyr", BEND_NOTHING);
		if (!is_bent || bend == BEND_ADD)
			put_word(to, words[i], bend);
	}
}

/* How many of a thousand passages of so many words are found, in the right document. */
static size_t recall(size_t least, size_t most, enum bend bend)
{
	static char text[TEXT_MAX];
	static char passage[TEXT_MAX];
	char *words[WORDS_MAX];
	size_t found = 0;

	seed = 31 + (uint64_t)bend;
	for (size_t i = 0; i < PASSAGES; i++) {
		char name[32];
		size_t document = pick(DOCUMENTS);
		strcpy(text, documents[document]);
		size_t all = cut_words(text, words);
		size_t count = least + pick(most - least + 1);
		make_passage(passage, words + pick(all - count), count, bend);
		snprintf(name, sizeof name, "paper %zu", document);
		found += strstr(find_in(&passages, passage), name) != NULL;
	}
	return found;
}

static void test_recall(void **state)
{
	static const char *const names[BEND_COUNT] = { "verbatim", "case", "punctuation",
		"a word changed", "a word left out", "a word added" };

	size_t all = 0;

	(void)state;
	for (int bend = 0; bend < BEND_COUNT; bend++) {
		size_t twelve = recall(12, 15, (enum bend)bend);
		size_t more = recall(24, 60, (enum bend)bend);
		all += twelve;
		print_message("# %s: %zu of 1000 passages of 12 to 15 words, %zu of longer ones\n",
		    names[bend], twelve, more);
		assert_true(twelve >= 900);
		assert_true(more >= 990);
	}
	assert_true(all >= 950 * BEND_COUNT);
}

/* The same words and turns of phrase, which no document has so. */
static void test_unrelated(void **state)
{
	static char post[TEXT_MAX];
	size_t found = 0;

	(void)state;
	seed = 1234567;
	for (size_t i = 0; i < POSTS; i++) {
		struct passage_hit hit;
		put_words(post, 20 + pick(100));
		found += passages_find(&passages, folded_text(&folded, span_of(post)), &hit, 1);
	}
	if (found > 0)
		print_error("%zu of %d unrelated posts are found\n", found, POSTS);
	assert_int_equal(found, 0);
}

#define FOOTER " This paper is for the members of the supervisory board only and must be returned."
#define PRESS  "Hollander Foods opens a bakery for gluten free bread in Antwerp next October."

static void test_shared_and_public(void **state)
{
	static char text[TEXT_MAX];
	struct passages_build *build = passages_build_new();
	struct outline outline = { 0 };
	struct passages own;

	(void)state;
	for (size_t i = 0; i < 30; i++) {
		seed = 104729 * (i + 1);
		size_t len = put_words(text, 60);
		strcpy(text + len, FOOTER " ");
		if (i == 7)
			strcat(text, PRESS);
		char name[16];
		snprintf(name, sizeof name, "%zu", i);
		add(build, name, text);
	}
	assert_true(outline_read(&outline, &salt, folded_text(&folded, SPAN(PRESS)), 1));
	passages_except(build, &outline);
	outline_release(&outline);
	struct passages_head *made = finish(build, &own);
	assert_string_equal(find_in(&own, FOOTER), "");
	assert_string_equal(find_in(&own, PRESS), "");
	seed = 104729 * 12;
	put_words(text, 25);
	assert_string_equal(find_in(&own, text), "11");
	free(made);
}

static const char minutes[] =
    "Herr Böhm erklärte, das Werk in Füssen werde im Frühjahr geschlossen und die Fertigung nach "
    "Brünn verlegt. 董事会决定在明年春天关闭鹿特丹工厂并将生产线迁往格但斯克附近的新厂区。";

/* Unicode in its other forms, scripts without spaces, and where the passage stands. */
static void test_unicode_and_places(void **state)
{
	struct passages_build *build = passages_build_new();
	struct passage_hit hit;
	struct passages own;

	(void)state;
	add(build, "minutes", minutes);
	struct passages_head *made = finish(build, &own);
	assert_string_equal(
	    find_in(&own,
	        "DAS WERK IN FU\xcc\x88SSEN WERDE IM FRU\xcc\x88HJAHR GESCHLOSSEN UND DIE "
	        "FERTIGUNG NACH BRU\xcc\x88NN"),
	    "minutes");
	assert_string_equal(
	    find_in(&own, "听说董事会决定在明年春天关闭鹿特丹工厂，真的吗"), "minutes");
	assert_string_equal(find_in(&own, "今天天气很好我们去公园散步吧"), "");
	struct span text = folded_text(&folded,
	    SPAN("so: herr b\xc3\xb6hm erkl\xc3\xa4rte, das werk in f\xc3\xbcssen werde im "
	         "fr\xc3\xbchjahr geschlossen. bad!"));
	assert_int_equal(passages_find(&own, text, &hit, 1), 1);
	assert_int_equal(hit.start, strlen("so: "));
	assert_int_equal(hit.end, text.len - strlen(". bad!"));
	free(made);
}

static void test_nothing_plain(void **state)
{
	(void)state;
	assert_null(memmem(head, head->index.size, "furnace", 7));
	assert_null(memmem(head, head->index.size, "council", 7));
	assert_non_null(memmem(head, head->index.size, "paper 1", 7));
}

static void test_damage(void **state)
{
	size_t size = head->index.size;
	struct passages opened;
	struct err err;

	(void)state;
	assert_false(passages_open(&opened, span_make(head, size - 8), &err));
	head->starts.count--;
	assert_false(passages_open(&opened, span_make(head, size), &err));
	head->starts.count++;
	head->texts.at += 1 << 30;
	assert_false(passages_open(&opened, span_make(head, size), &err));
	head->texts.at -= 1 << 30;
	assert_true(passages_open(&opened, span_make(head, size), &err));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recall),
		cmocka_unit_test(test_unrelated),
		cmocka_unit_test(test_shared_and_public),
		cmocka_unit_test(test_unicode_and_places),
		cmocka_unit_test(test_nothing_plain),
		cmocka_unit_test(test_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
