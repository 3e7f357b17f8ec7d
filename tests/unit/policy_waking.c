// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/policy_data.h"

/* Which rules wake for a text: the fewer, the less a post costs; but all that match. */

static const char birds[] =
    "lists: { birds: { words: [kestrel, osprey, nightjar] } }\n"
    "rules:\n"
    "  - { id: word, action: log, match: { words: [falcon] } }\n"
    "  - { id: list, action: log, match: { words: { list: birds } } }\n"
    "  - { id: list2, action: log, match: { all: [ { words: { list: birds } }, { words: [at] } ] } "
    "}\n"
    "  - { id: all, action: log, match: { all: [ { words: [the] }, { regex: 'quarterly' } ] } }\n"
    "  - { id: any, action: log, match: { any: [ { words: [the] }, { regex: 'heron' } ] } }\n"
    "  - { id: near, action: log, match: { near: { words: [the], and: [condor], within: 3 } } }\n"
    "  - { id: where, action: log, match: { all: [ { where: { site: x } }, { words: [owl] } ] } }\n"
    "  - { id: none, action: log, match: { all: [ { words: [wren] }, { none: { words: [the] } } ] "
    "} }\n"
    "  - { id: place, action: log, match: { where: { site: x }, words: [eagle] } }\n"
    "  - { id: silent, action: log, match: { length: { at-least: 1000 } } }\n";

static const struct {
	const char *text;
	const char *awake;
} cases[] = {
	{ "", "silent" },
	{ "nothing of it", "silent" },
	{ "a Falcon", "word silent" },
	{ "an osprey", "list list2 silent" },
	{ "at", "silent" },
	{ "the", "any silent" },
	{ "quarterly", "all silent" },
	{ "heron", "any silent" },
	{ "condor", "near silent" },
	{ "owl", "where silent" },
	{ "wren", "none silent" },
	{ "eagle", "place silent" },
	{ "wren and nightjar and kestrel", "list list2 none silent" },
};

static void wakes_few(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, birds);
	struct sieve_scratch *scratch = sieve_scratch_new(lab.policy->sieve);
	struct awake *awake = awake_new(lab.policy->waking);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char names[256] = "";
		char folded[64] = "";
		const unsigned *numbers;
		const unsigned *rules;
		for (size_t j = 0; cases[i].text[j] != '\0'; j++)
			folded[j] = (char)(cases[i].text[j] | 0x20);
		sieve_clear(scratch);
		sieve_scan_literals(lab.policy->sieve, scratch, span_of(folded));
		sieve_scan_expressions(lab.policy->sieve, scratch, span_of(folded));
		size_t count = sieve_fired(scratch, &numbers);
		count = awake_rules(awake, numbers, count, &rules);
		for (size_t j = 0; j < count; j++) {
			strcat(names, j > 0 ? " " : "");
			strcat(names, lab.policy->rules[rules[j]].rule.id);
		}
		assert_string_equal(names, cases[i].awake);
	}
	awake_free(awake);
	sieve_scratch_free(scratch);
	lab_close(&lab);
}

/* The same policy without a sieve looks at every rule, always: what it finds is the truth. */

static uint64_t seed;

static size_t any_of(size_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % count;
}

#define PICK(list) (list)[any_of(sizeof(list) / sizeof *(list))]

static const char *const words[] = { "kite", "Blue Heron", "o'brien",
	"stra\xc3\x9f"
	"e",
	"kilo*", "a", "\xe6\x9d\xb1\xe4\xba\xac", "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xba", "s",
	"caf\xc3\xa9", "42" };
static const char *const expressions[] = { "kit(e|ten)", "\\bs\\w+", "[0-9]{2,}", "(?i)HERON",
	"caf\xc3\xa9?", "^a", "x|y|zz", "(?<=blue )heron", "k\\b", "\\p{Cyrillic}{2}", "(.)\\1",
	"a{2,}b?", "\\R" };
static const char *const pieces[] = { "kite", "KITE", "kitten", "blue", "Blue Heron", "blue\nheron",
	"HERON", "o'brien",
	"O\xe2\x80\x99"
	"Brien",
	"STRASSE",
	"stra\xc3\x9f"
	"e",
	"kilogram", "kilo", "a", "aa", "\xe6\x9d\xb1\xe4\xba\xac",
	"\xd0\x9f\xd0\x90\xd0\xa0\xd0\x9a", "S", "\xc5\xbf", "cafe\xcc\x81", "CAF\xc3\x89", "42",
	"\xef\xbc\x94\xef\xbc\x92", "xyzz",
	"\xe2\x84\xaa"
	"ite",
	",", "\xf0\x9f\x94\xa5", "--" };

/* More words than ever fire: a long list is looked through in another way. */
static void put_lists(char *to)
{
	strcpy(to, "lists: { long: { words: [");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sprintf(to + strlen(to), "\"%s\", ", words[i]);
	for (size_t i = 0; i < 60; i++)
		sprintf(to + strlen(to), "filler%zu, ", i);
	strcat(to, "kitten] } }\nrules:\n");
}

static void put_leaf(char *to)
{
	char *end = to + strlen(to);

	switch (any_of(5)) {
	case 0:
		strcpy(end, "{ words: { list: long } }");
		break;
	case 1:
	case 2:
		sprintf(end, "{ words: [\"%s\", \"%s\"] }", PICK(words), PICK(words));
		break;
	default:
		sprintf(end, "{ regex: ['%s', '%s'] }", PICK(expressions), PICK(expressions));
	}
}

static void put_rule(char *to, size_t number)
{
	static const char *const shapes[] = { "", "all", "any", "none", "near", "count" };
	const char *shape = PICK(shapes);

	sprintf(to + strlen(to), "  - { id: r%zu, action: log, match: ", number);
	if (*shape == '\0') {
		put_leaf(to);
	} else if (strcmp(shape, "near") == 0) {
		sprintf(to + strlen(to),
		    "{ near: { words: [\"%s\"], and: [\"%s\"], within: %zu } }", PICK(words),
		    PICK(words), 1 + any_of(4));
	} else if (strcmp(shape, "count") == 0) {
		strcat(to, "{ count: { at-least: 2, of: ");
		put_leaf(to);
		strcat(to, " } }");
	} else {
		sprintf(to + strlen(to), "{ all: [ { any: [ ");
		put_leaf(to);
		strcat(to, ", ");
		put_leaf(to);
		sprintf(to + strlen(to), " ] }, { %s: [ ", shape);
		put_leaf(to);
		strcat(to, ", ");
		put_leaf(to);
		strcat(to, " ] } ] }");
	}
	strcat(to, " }\n");
}

static void make_text(char *to)
{
	size_t count = any_of(14);

	to[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		strcat(to, PICK(pieces));
		strcat(to, any_of(4) > 0 ? " " : "");
		for (size_t gap = any_of(8) == 0 ? any_of(90) : 0; gap > 0; gap--)
			strcat(to, ".");
	}
}

static void put_matches(const struct lab *lab, char *to)
{
	to[0] = '\0';
	for (size_t i = 0; i < lab->verdict.match_count; i++) {
		const struct match *match = &lab->verdict.matches[i];
		sprintf(to + strlen(to), "%s:", match->rule->id);
		for (size_t j = 0; j < match->span_count && strlen(to) < 3900; j++)
			sprintf(to + strlen(to), " %zu-%zu", match->spans[j].start,
			    match->spans[j].end);
		strcat(to, ";");
	}
}

static void forget_sieve(struct lab *lab)
{
	struct policy *policy = lab->policy;

	for (size_t i = 0; i < policy->matcher_count; i++)
		for (size_t j = 0; j < policy->matchers[i]->expression_count; j++)
			policy->matchers[i]->expressions[j].sieve = SIEVE_NONE;
	for (size_t i = 0; i < policy->sifted_count; i++) {
		struct word_list *list = policy->sifted[i];
		list->silent = list->count;
		for (size_t j = 0; j < list->count; j++)
			list->words[j].sieve = SIEVE_NONE;
	}
	waking_free(policy->waking);
	policy->waking = waking_new(policy);
	judge_free(lab->judge);
	lab->judge = judge_new(policy);
}

enum { POLICIES = 6, RULES = 30, TEXTS = 250 };

static void sieve_changes_nothing(void **state)
{
	static char yaml[64 * 1024];
	size_t matches = 0;

	(void)state;
	seed = 5;
	for (int round = 0; round < POLICIES; round++) {
		struct lab lab;
		struct lab truth;
		put_lists(yaml);
		for (size_t i = 0; i < RULES; i++)
			put_rule(yaml, i);
		lab_load_fine(&lab, yaml);
		lab_load_fine(&truth, yaml);
		forget_sieve(&truth);
		for (int i = 0; i < TEXTS; i++) {
			char text[2048];
			char found[8192];
			char wanted[8192];
			make_text(text);
			lab_judge_text(&lab, text);
			lab_judge_text(&truth, text);
			put_matches(&lab, found);
			put_matches(&truth, wanted);
			if (strcmp(found, wanted) != 0)
				print_error("%s\n\"%s\"\n", yaml, text);
			assert_string_equal(found, wanted);
			matches += lab.verdict.match_count;
		}
		lab_close(&lab);
		lab_close(&truth);
	}
	assert_true(matches > POLICIES * TEXTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wakes_few),
		cmocka_unit_test(sieve_changes_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
