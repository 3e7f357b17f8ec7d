// layers: proxy-base proxy-store proxy-audit
#include "store_help.h"

#include "../../proxy/audit/composition.h"

/* What makes one record, and what does not. */

static struct record of(const char *activity, const char *acted, const char *text)
{
	static struct record_field field;
	struct record record = a_record(1, "coach", "AAAA0001");

	field = (struct record_field){ SPAN("text"), span_of(text) };
	record.activity = span_of(activity);
	record.acted = span_of(acted);
	record.fields = &field;
	return record;
}

static bool repeats(struct composition_book *book, const struct record *record, int64_t now_ms)
{
	const struct composition *found = composition_find(book, record, now_ms);

	assert_true(
	    found == NULL || (found->number == 7 && strcmp(found->reference, "AAAA0001") == 0));
	return found != NULL;
}

static void test_texts(void **state)
{
	static const struct {
		const char *activity, *acted, *first, *next;
		bool is_repeat;
	} rows[] = {
		{ "draft", "log", "Falcon", "Falcon ships in June, at last", true }, /* it grows */
		{ "draft", "log", "Falcon ships in June", "Falcon ships", true },
		{ "post", "coach", "Falcon ships in June", "Falcon ships in June!",
		    false }, /* 3 of 4 */
		{ "post", "coach", "a b c d e", "a b c d f", true },
		{ "post", "coach", "a b c d e", "a b c f g", false },
		{ "post", "block", "Falcon", "Falcon ships in June, at last", false },
		{ "post", "block", "Falcon ships", "The merger is on", false },
		/* what was published is a text of its own */
		{ "post", "log", "Falcon ships", "Falcon ships", false },
		{ "post", "coach", "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct composition_book *book = composition_book_new();
		struct record record = of(rows[i].activity, rows[i].acted, rows[i].first);
		composition_add(book, &record, 7, NOW);
		record = of(rows[i].activity, rows[i].acted, rows[i].next);
		if (repeats(book, &record, NOW + 1) != rows[i].is_repeat)
			fail_msg("row %zu", i);
		composition_book_free(book);
	}
}

static void test_what_makes_another(void **state)
{
	static struct record_rule other[] = { { .id = { "other", 5 } } };
	struct composition_book *book = composition_book_new();
	struct record record = of("post", "coach", "Falcon ships");

	(void)state;
	composition_add(book, &record, 7, NOW);
#define DIFFERS(change)                                                                            \
	do {                                                                                       \
		struct record changed = record;                                                    \
		change;                                                                            \
		assert_false(repeats(book, &changed, NOW));                                        \
	} while (0)
	DIFFERS(changed.user = SPAN("bob"));
	DIFFERS(changed.site = SPAN("x"));
	DIFFERS(changed.host = SPAN("other.example"));
	DIFFERS(changed.account = SPAN("@me"));
	DIFFERS(changed.acted = SPAN("block"));
	DIFFERS(changed.activity = SPAN("comment"));
	DIFFERS(changed.rules = other);
	DIFFERS(changed.kind = SPAN("unjudged"));
	assert_true(repeats(book, &record, NOW));
	composition_book_clear(book);
	assert_false(repeats(book, &record, NOW));
	composition_book_free(book);
}

static void test_half_an_hour_after_the_last(void **state)
{
	struct composition_book *book = composition_book_new();
	struct record record = of("draft", "log", "Falcon ships");

	(void)state;
	composition_add(book, &record, 7, NOW);
	for (int i = 1; i <= 10; i++)
		assert_true(repeats(book, &record, NOW + i * (COMPOSITION_MS - 1)));
	assert_false(repeats(book, &record, NOW + 11 * (COMPOSITION_MS - 1) + 1));
	composition_book_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_what_makes_another),
		cmocka_unit_test(test_half_an_hour_after_the_last),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
