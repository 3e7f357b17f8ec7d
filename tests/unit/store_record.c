// layers: proxy-base proxy-store
#include "store_help.h"

#include "../../proxy/base/reference.h"
#include "../../proxy/store/chain.h"

static struct record full_record(void)
{
	static struct record_rule paused[] = {
		{ SPAN("one"), SPAN("low"), SPAN("log"), SPAN("user"), SPAN(""), SPAN("paused") },
	};
	struct record record = a_record(3, "block", "7F3K9QZX");

	static struct record_statement statement[] = {
		{ SPAN("date"), SPAN("2027-03-20"), SPAN("2027-03-12"), SPAN("sales"), 1800000000 },
	};

	record.statements = statement;
	record.statement_count = 1;
	record.rules = paused;
	record.number = 12;
	record.account = SPAN("@examplecorp");
	record.why = SPAN("");
	record.outcome = OUTCOME_NOT_SENT;
	record.published_id = SPAN("id\0with NUL");
	record.published_url = SPAN("https://social.example/1");
	return record;
}

static void assert_same_rules(const struct record *a, const struct record *b)
{
	assert_int_equal(a->rule_count, b->rule_count);
	for (uint32_t i = 0; i < a->rule_count; i++) {
		assert_true(span_equal(a->rules[i].id, b->rules[i].id));
		assert_true(span_equal(a->rules[i].severity, b->rules[i].severity));
		assert_true(span_equal(a->rules[i].action, b->rules[i].action));
		assert_true(span_equal(a->rules[i].assumed, b->rules[i].assumed));
		assert_true(span_equal(a->rules[i].spans, b->rules[i].spans));
		assert_true(span_equal(a->rules[i].mode, b->rules[i].mode));
	}
}

static void assert_same(const struct record *a, const struct record *b)
{
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->worker, b->worker);
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->time_ms, b->time_ms);
	assert_int_equal(a->generation, b->generation);
	assert_int_equal(a->outcome, b->outcome);
#define SAME(member) assert_true(span_equal(a->member, b->member))
	SAME(node), SAME(kind), SAME(reference), SAME(site), SAME(class), SAME(host);
	SAME(endpoint), SAME(activity), SAME(audience), SAME(account), SAME(action), SAME(acted);
	SAME(stage), SAME(why), SAME(published_id), SAME(published_url);
	SAME(user), SAME(address), SAME(how), SAME(groups);
#undef SAME
	assert_same_rules(a, b);
	assert_int_equal(a->statement_count, b->statement_count);
	for (uint32_t i = 0; i < a->statement_count; i++) {
		assert_true(span_equal(a->statements[i].rule, b->statements[i].rule));
		assert_true(span_equal(a->statements[i].value, b->statements[i].value));
		assert_true(span_equal(a->statements[i].against, b->statements[i].against));
		assert_true(span_equal(a->statements[i].group, b->statements[i].group));
		assert_int_equal(a->statements[i].when, b->statements[i].when);
	}
	assert_int_equal(a->field_count, b->field_count);
	for (uint32_t i = 0; i < a->field_count; i++) {
		assert_true(span_equal(a->fields[i].name, b->fields[i].name));
		assert_true(span_equal(a->fields[i].text, b->fields[i].text));
	}
}

static void test_there_and_back(void **state)
{
	const struct record cases[] = { full_record(), a_record(1, "log", "AAAAAAAA"), { 0 } };
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct record back;
		struct buf packed;
		buf_init(&packed, 1 << 20);
		record_pack(&cases[i], &packed);
		assert_true(record_unpack(buf_span(&packed), arena, &back));
		assert_same(&cases[i], &back);
		buf_release(&packed);
	}
	arena_free(arena);
}

/* Each copy has exactly the bytes that it may look at, so that a sanitizer sees a step too far. */
static void test_cut_at_every_byte(void **state)
{
	struct record record = full_record();
	struct record back;
	struct arena *arena = arena_new(0);
	struct buf packed;

	(void)state;
	buf_init(&packed, 1 << 20);
	record_pack(&record, &packed);
	for (size_t len = 0; len < packed.len; len++) {
		char *cut = mem_alloc(len);
		memcpy(cut, packed.data, len);
		assert_false(record_unpack(span_make(cut, len), arena, &back));
		free(cut);
	}
	assert_true(buf_append(&packed, "", 1)); /* and with a byte too many */
	assert_false(record_unpack(buf_span(&packed), arena, &back));
	buf_release(&packed);
	arena_free(arena);
}

/* No byte changed may crash it; a count of four thousand million makes no array. */
static void test_every_byte_changed(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct record record = full_record();
	struct record back;
	struct buf packed;

	(void)state;
	buf_init(&packed, 1 << 20);
	record_pack(&record, &packed);
	for (size_t at = 0; at < packed.len; at++) {
		for (size_t i = 0; i < sizeof values; i++) {
			struct arena *arena = arena_new(1 << 20);
			char kept = packed.data[at];
			packed.data[at] = (char)values[i];
			(void)record_unpack(buf_span(&packed), arena, &back);
			packed.data[at] = kept;
			arena_free(arena);
		}
	}
	buf_release(&packed);
}

static void test_a_full_arena(void **state)
{
	struct record record = full_record();
	struct record back;
	struct buf packed;
	struct arena *arena = arena_new(16);

	(void)state;
	buf_init(&packed, 1 << 20);
	record_pack(&record, &packed);
	assert_false(record_unpack(buf_span(&packed), arena, &back));
	buf_release(&packed);
	arena_free(arena);
}

static void test_entries_there_and_back(void **state)
{
	static const char bytes[CHAIN_HASH] = "commitment";
	const struct entry cases[] = {
		{ .type = ENTRY_RECORD,
		    .number = 12,
		    .committed_ms = NOW,
		    .person = SPAN("0123456789abcdef"),
		    .commitments = { { bytes, CHAIN_HASH }, { bytes, CHAIN_HASH } },
		    .record = full_record() },
		{ .type = ENTRY_RECORD, .number = 1, .record = { .number = 1 } },
		{ .type = ENTRY_OUTCOME,
		    .number = 13,
		    .outcome = { 12, OUTCOME_PUBLISHED, SPAN("1"), SPAN("u") } },
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct entry back;
		struct buf packed;
		buf_init(&packed, 1 << 20);
		entry_pack(&cases[i], &packed);
		assert_true(entry_unpack(buf_span(&packed), arena, &back));
		assert_int_equal(back.type, cases[i].type);
		assert_int_equal(back.number, cases[i].number);
		assert_int_equal(back.outcome.target, cases[i].outcome.target);
		assert_true(span_equal(back.person, cases[i].person));
		for (size_t len = 0; len < packed.len; len++)
			assert_false(entry_unpack(span_make(packed.data, len), arena, &back));
		buf_release(&packed);
	}
	arena_free(arena);
}

static void test_masking(void **state)
{
	static const struct {
		const char *spans;
		const char *text;
		const char *masked;
	} cases[] = {
		{ "", "abc", "abc" },
		{ "text:0-1", "abc", "█bc" },
		{ "text:2-9", "abc", "ab█" },
		{ "text:0-2 text:1-3", "abcd", "███d" },
		{ "text:1-3", "äöü€x", "ä██€x" }, /* characters, not bytes */
		{ "other:0-3", "abc", "abc" },
		{ "text:1", "abc", "███" }, /* not of the form: all of it */
		{ "text", "abc", "███" },
		{ "text:a-b", "abc", "███" },
		{ "text:5-9", "abc", "abc" },
		{ "text:0-1@q3/report.docx text:2-3@b", "abc", "█b█" },
		{ "text:0-1", "", "" },
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct record_rule rule = { .spans = span_of(cases[i].spans) };
		struct record_field field = { SPAN("text"), span_of(cases[i].text) };
		struct record record = {
			.rules = &rule, .rule_count = 1, .fields = &field, .field_count = 1
		};
		struct record_field *masked = keep_masked(&record, arena);
		assert_non_null(masked);
		if (!span_is(masked[0].text, cases[i].masked))
			fail_msg("%s: %.*s", cases[i].spans, SPAN_PRINT(masked[0].text));
	}
	arena_free(arena);
}

static void test_masking_a_field_whose_name_has_a_colon(void **state)
{
	struct record_rule rule = { .spans = SPAN("a:b:0-2") };
	struct record_field fields[] = { { SPAN("a:b"), SPAN("xyz") }, { SPAN("a"), SPAN("xyz") } };
	struct record record = {
		.rules = &rule, .rule_count = 1, .fields = fields, .field_count = 2
	};
	struct arena *arena = arena_new(0);

	(void)state;
	struct record_field *masked = keep_masked(&record, arena);
	assert_true(span_is(masked[0].text, "██z"));
	assert_true(span_is(masked[1].text, "xyz"));
	arena_free(arena);
}

static void test_what_people_call_a_record(void **state)
{
	static const struct {
		const char *said;
		const char *reference; /* NULL: none */
		uint64_t number;       /* 0: none */
	} cases[] = {
		{ "7F3KQ2XM", "7F3KQ2XM", 0 },
		{ "7f3k-q2xm", "7F3KQ2XM", 0 },
		{ "oiloilzz", "011011ZZ", 0 },
		{ "12345678", "12345678", 12345678 },
		{ "412", NULL, 412 },
		{ "gp1-000412", NULL, 412 },
		{ "a-b-1", NULL, 1 },
		{ "7F3KQ2X", NULL, 0 },
		{ "7F3KQ2XMM", NULL, 0 },
		{ "7F3KQ2XU", NULL, 0 },
		{ "0", NULL, 0 },
		{ "-", NULL, 0 },
		{ "", NULL, 0 },
		{ "99999999999999999999", NULL, 0 },
	};
	char reference[REFERENCE_LEN + 1];
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct span said = span_of(cases[i].said);
		bool is_reference = reference_read(said, reference);
		if (is_reference != (cases[i].reference != NULL))
			fail_msg("%s", cases[i].said);
		if (is_reference)
			assert_string_equal(reference, cases[i].reference);
		if (record_number(said, &number) != (cases[i].number != 0))
			fail_msg("%s", cases[i].said);
		if (cases[i].number != 0)
			assert_int_equal(number, cases[i].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_cut_at_every_byte),
		cmocka_unit_test(test_every_byte_changed),
		cmocka_unit_test(test_a_full_arena),
		cmocka_unit_test(test_what_people_call_a_record),
		cmocka_unit_test(test_entries_there_and_back),
		cmocka_unit_test(test_masking),
		cmocka_unit_test(test_masking_a_field_whose_name_has_a_colon),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
