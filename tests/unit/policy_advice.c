// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/advice.h"

/* What check says of a policy that is right. */

#define BEGIN "rules:\n  - { id: a, action: block, clause: x, match: "

static const struct {
	const char *yaml;
	const char *says; /* NULL: nothing */
} cases[] = {
	{ BEGIN "{ words: [falcon] } }\n", NULL },
	{ BEGIN "{ words: [falcon, heron*] } }\n"
	        "  - { id: b, action: coach, clause: x, match: { words: [herons, Falcon] } }\n",
	    "p.yaml:3:5: warning: the rule \"b\" decides nothing: all that it finds, \"a\" finds "
	    "too and does as much\n" },
	{ BEGIN "{ any: [ { kind: card }, { regex: 'x\\d' } ] } }\n"
	        "  - { id: b, action: block, clause: x, match: { regex: 'x\\d' } }\n",
	    "p.yaml:3:5: warning: the rule \"b\" decides nothing: all that it finds, \"a\" finds "
	    "too and does as much\n" },
	{ BEGIN "{ words: [falcon], length: { at-least: 5 } } }\n"
	        "  - { id: b, action: coach, clause: x, match: { words: [falcon] } }\n",
	    NULL },
	{ BEGIN "{ words: [falcon] }, where: { site: x } }\n"
	        "  - { id: b, action: coach, clause: x, match: { words: [falcon] } }\n",
	    NULL },
	{ BEGIN "{ words: [falcon] }, shadow: true }\n"
	        "  - { id: b, action: coach, clause: x, match: { words: [falcon] } }\n",
	    NULL },
	{ BEGIN "{ words: [falcon] } }\n"
	        "  - { id: b, action: block, clause: x, match: { words: [falcon] } }\n",
	    "p.yaml:3:5: warning: the rule \"b\" decides nothing: all that it finds, \"a\" finds "
	    "too and does as much\n" },
	{ "rules:\n  - { id: a, action: allow, match: { words: [b] } }\n",
	    "p.yaml:2:5: warning: the rule \"a\" does nothing: the strongest rule wins, and "
	    "nothing "
	    "is weaker than allow; what exempts from a rule is its \"unless\"\n" },
	{ BEGIN "{ words: [b] }, when: { to: 2026-01-01 } }\n",
	    "p.yaml:2:5: warning: the rule \"a\" is over: its \"when\" has passed\n" },
	{ BEGIN "{ words: [b] }, who: { groups: [s] } }\n",
	    "p.yaml:2:5: warning: the rule \"a\" names groups and nothing tells who is in them "
	    "(\"who\" in the configuration): it holds for everybody\n" },
	{ "lists: { p: { words: [Project Falcon] } }\n" BEGIN
	  "{ words: { list: p } }, notice: \"Leave PROJECT  falcon out\" }\n",
	    "p.yaml:3:5: warning: what the rule \"a\" tells people holds a word of the list \"p\", "
	    "which is not to be revealed\n" },
	{ "lists: { p: { words: [Project Falcon], reveal: full } }\n" BEGIN
	  "{ words: { list: p } }, notice: \"Leave PROJECT  falcon out\" }\n",
	    NULL },
	{ BEGIN "{ words: [b] }, title: { en: B, de: B }, notice: { de: B } }\n",
	    "p.yaml:2:5: warning: the notice of the rule \"a\" is not there in \"en\", in which "
	    "others are\n" },
	{ BEGIN "{ words: [union] } }\n",
	    "p.yaml:2:5: warning: the rule \"a\" catches what employees may say: \"We are forming "
	    "a "
	    "union. Come to the meeting on Thursday after the shift!\"\n" },
	{ "rules:\n  - { id: a, action: log, match: { words: [union] } }\n", NULL },
	{ BEGIN "{ regex: '(q+)+z' } }\n",
	    "p.yaml:2:56: warning: this expression is slow: 1000000 steps or more for 1024 bytes "
	    "that begin \"qqqqqqqqqqqqqqqqqqqqqqq\"; what repeats what may repeat, or begins "
	    "alike, "
	    "makes it so\n" },
	{ BEGIN "{ regex: 'foo$bar' } }\n",
	    "p.yaml:2:56: warning: no text was found that this expression matches: is something in "
	    "it that cannot stand where it does, as ^ behind a letter?\n" },
	{ BEGIN "{ words: [b], regex: '(?x) o [zq]' } }\n",
	    "p.yaml:2:68: warning: nothing of this expression can be looked for beforehand, so "
	    "that "
	    "every post is matched against it: 171 steps for 1024 bytes of prose\n" },
};

static void test_cases(void **state)
{
	const struct advice_facts facts = { .now = 1800000000 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static char lines[OUTPUT_MAX];
		struct lab lab;
		lab_load(&lab, cases[i].yaml);
		assert_non_null(lab.policy);
		policy_advise(lab.policy, &facts, &lab.problems);
		lab_problems(&lab, lines);
		assert_string_equal(lines, cases[i].says != NULL ? cases[i].says : "");
		assert_int_equal(lab.problems.errors, 0);
		lab_close(&lab);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
