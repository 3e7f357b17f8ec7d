// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* What a wrong policy makes its author read: all of it, at its place. */

#define RULE                                                                                       \
	"rules:\n"                                                                                 \
	"  - id: a\n"                                                                              \
	"    action: log\n"

static const struct {
	const char *yaml;
	const char *lines;
} cases[] = {
	{ RULE "    match: { words: [x] }\n", "" },
	{ "rules: []\n", "" },
	{ "policy: P\n", "p.yaml:1:1: warning: this policy has no rules\n" },
	{ "rulez: []\n", "p.yaml:1:1: warning: this policy has no rules\n"
	                 "p.yaml:1:1: unknown key \"rulez\"; did you mean \"rules\"?\n" },
	{ "- a\n",
	    "p.yaml:1:1: keys and values are expected here, as \"policy: …\", not a list\n" },
	{ "rules: { id: a }\n",
	    "p.yaml:1:8: a list of rules is expected here, each beginning with \"- id: …\"\n" },
	{ "rules:\n  - title: T\n", "p.yaml:2:5: this rule has no \"action\"\n"
	                            "p.yaml:2:5: this rule has no \"id\"\n"
	                            "p.yaml:2:5: this rule has no \"match\"\n" },
	{ "rules:\n  - { id: a, action: alow, match: { words: x } }\n",
	    "p.yaml:2:22: unknown action \"alow\"; did you mean \"allow\"?\n" },
	{ "rules:\n  - { id: a, action: log, severity: extreme, match: { words: x } }\n",
	    "p.yaml:2:37: unknown severity \"extreme\"; it is one of low, medium, high\n" },
	{ "rules:\n  - { id: a b, action: log, match: { words: x } }\n",
	    "p.yaml:2:11: an id is made of letters, digits, \"-\", \"_\" and \".\", at most 64 of "
	    "them\n" },
	{ "rules:\n  - { id: a, action: log, match: { words: x } }\n"
	  "  - { id: a, action: log, match: { words: y } }\n",
	    "p.yaml:3:11: the id \"a\" is taken by the rule at p.yaml:2\n" },
	{ RULE "    match: { words: [x] }\n    where: { activity: tweet }\n",
	    "p.yaml:5:24: unknown activity \"tweet\"; it is one of post, comment, reply, message, "
	    "edit, profile, upload, reaction, draft\n" },
	{ RULE "    match: { words: [x] }\n    where: { activity: [posst, reply] }\n",
	    "p.yaml:5:25: unknown activity \"posst\"; did you mean \"post\"?\n" },
	{ RULE "    match: { words: [x] }\n    where: { class: public-socal }\n",
	    "p.yaml:5:21: unknown class \"public-socal\"; did you mean \"public-social\"?\n" },
	{ RULE "    match: { words: [x] }\n    where: { audience: publik }\n",
	    "p.yaml:5:24: unknown audience \"publik\"; did you mean \"public\"?\n" },
	{ RULE "    match: { words: [x] }\n    where: { account: official }\n",
	    "p.yaml:5:23: whose accounts are meant stands under \"accounts\" in this policy, and "
	    "that is not there\n" },
	{ RULE "    match: { words: [x] }\n    who: { group: sales }\n",
	    "p.yaml:5:12: unknown key \"group\"; did you mean \"groups\"?\n" },
	{ RULE "    match: { words: [x] }\n    who: sales\n",
	    "p.yaml:5:10: keys and values are expected here, as \"users: …\", not a text\n" },
	/* later issues: said, at their place */
	{ "accounts: { official: [examplecorp] }\nrules: []\n",
	    "p.yaml:1:23: \"examplecorp\" names no account; write the site and the account, in "
	    "quotes: \"x:@examplecorp\"\n" },
	{ "approved: { id: a, texts: [none.txt], close: 20% }\nrules: []\n",
	    "p.yaml:1:27: none.txt: cannot be opened: No such file or directory\n"
	    "p.yaml:1:46: \"20%\" is not how close a text must be; write it as 90%, from 50% to "
	    "100%\n" },
	{ "rules:\n  - { id: a, action: log, statement: {} }\n",
	    "p.yaml:2:38: a statement needs both: { topic: { words: [Falcon] }, value: date }\n" },
	{ RULE "    match: { near: { words: [a], and: [b] } }\n",
	    "p.yaml:4:20: near needs all three: { words: [Falcon], and: [ships, available], "
	    "within: 10 }\n" },
	{ RULE "    match: { score: { words: { a: 0, b: 3 }, at-least: 4 } }\n",
	    "p.yaml:4:21: all weights together come to 3: \"at-least: 4\" is never reached\n"
	    "p.yaml:4:35: a weight is a whole number from -1000 to 1000 and not 0, not \"0\"\n" },
	{ RULE "    match: { sample: 0% }\n",
	    "p.yaml:4:22: \"0%\" is no share; write it as 5%, from 0.01% to 100%\n" },
	{ RULE "    match: { attachment: { larger-than: big } }\n",
	    "p.yaml:4:41: \"big\" is no size; write 500KiB or 5MiB\n" },
	{ RULE "    match: { length: { at-least: 5, at-most: 4 } }\n",
	    "p.yaml:4:22: no text is at least 5 and at most 4 characters long\n" },
	/* the traps of YAML */
	{ RULE "    match:\n      words:\n        - #falcon\n",
	    "p.yaml:6:11: a word that begins with # or @ must be in quotes: - \"#falcon\"\n" },
	{ RULE "    match:\n      words:\n        -\n",
	    "p.yaml:6:10: nothing here; say it or leave the line out\n" },
	{ RULE "    title: #one\n    match: { words: x }\n",
	    "p.yaml:4:12: a word that begins with # or @ must be in quotes: \"#one\"\n" },
	{ RULE "    match: { words: [[x], y] }\n",
	    "p.yaml:4:22: one text is expected here, not a list\n" },
	{ RULE "    match: { words: [a: b] }\n",
	    "p.yaml:4:22: a text is expected here, not a map of keys and values; a text with \": "
	    "\" in it must be in "
	    "quotes\n" },
	{ RULE "    title: { englisch: T }\n    match: { words: x }\n",
	    "p.yaml:4:14: \"englisch\" is no language; write en, de, pt-BR … (a text with \": \" "
	    "in "
	    "it must be in quotes)\n" },
	/* words and lists */
	{ RULE "    match: { words: { list: projets } }\nlists: { projects: { words: [x] } }\n",
	    "p.yaml:4:29: there is no list \"projets\"; did you mean \"projects\"?\n" },
	{ RULE "    match: { words: { list: p } }\n",
	    "p.yaml:4:29: there is no list \"p\" under \"lists\" in this policy\n" },
	{ RULE "    match: { words: projects }\nlists: { projects: { words: [x] } }\n",
	    "p.yaml:4:21: warning: this is the word \"projects\"; the list of that name is { list: "
	    "projects }\n" },
	{ RULE "    match: { words: { list: p } }\nlists: { p: { words: [] } }\n",
	    "p.yaml:5:22: warning: this list is empty: nothing can match it until there are words "
	    "in it\n" },
	{ RULE "    match: { words: { list: p } }\nlists: { p: { reveal: none } }\n",
	    "p.yaml:5:10: a list has one of \"words\", \"file\", \"data\" and \"documents\"\n" },
	{ RULE "    match: { words: { list: p } }\nlists: { p: { words: [x], reveal: all } }\n",
	    "p.yaml:5:35: unknown reveal \"all\"; it is one of none, first-letter, full\n" },
	{ RULE "    match: { words: [fal*con, \"*\"] }\n",
	    "p.yaml:4:22: \"fal*con\": a star stands at the end of a word and means that letters "
	    "may "
	    "follow; for anything else there is \"regex\"\n"
	    "p.yaml:4:31: \"*\" is no word\n" },
	{ RULE "    match: { words: [x], case: upper }\n",
	    "p.yaml:4:32: unknown case \"upper\"; it is one of any, exact\n" },
	/* matchers */
	{ RULE "    match: {}\n", "p.yaml:4:12: nothing to look for\n" },
	{ RULE "    match: { any: [] }\n", "p.yaml:4:19: nothing to look for\n" },
	{ RULE "    match: { wrds: [x] }\n",
	    "p.yaml:4:14: unknown key \"wrds\"; did you mean \"words\"?\n" },
	{ RULE "    match: { regex: 'a(b' }\n", "p.yaml:4:21: this expression cannot be read: "
	                                        "missing closing parenthesis, at character "
	                                        "4 of the expression\n" },
	{ RULE "    match: { regex: \"\\d+\" }\n", "p.yaml:4:22: in double quotes YAML reads \\ "
	                                           "itself; put this text in single quotes\n" },
	{ RULE "    match: { kind: kard }\n",
	    "p.yaml:4:20: unknown kind \"kard\"; did you mean \"card\"?\n" },
	{ RULE "    match: { count: { of: { kind: card } } }\n",
	    "p.yaml:4:21: count needs both: { of: { kind: email }, at-least: 5 }\n" },
	{ RULE "    match: { count: { of: { kind: card }, at-least: many } }\n",
	    "p.yaml:4:53: a whole number from 1 to 200 is expected here, not \"many\"\n" },
	{ RULE "    match: { words: x }\n    unless: { only: true }\n",
	    "p.yaml:5:21: \"only\" stands beside \"link\"\n" },
	{ RULE "    match: { words: x }\n    unless: { link: \"https://a.example/\" }\n",
	    "p.yaml:5:21: link takes the name of a host, as newsroom.example.com; names below it "
	    "are meant too\n" },
	{ "rules:\n  - { id: a, action: block, clause: C, match: { words: x }, unless: { words: y "
	  "} "
	  "}\n",
	    "p.yaml:2:69: warning: this blocks unless certain words are there, and anybody can add "
	    "them\n" },
	{ "rules:\n  - { id: a, action: coach, match: { words: x } }\n",
	    "p.yaml:2:5: warning: this rule has no \"clause\": the employee is not told what it "
	    "rests on\n" },
};

static void test_problems(void **state)
{
	static char lines[OUTPUT_MAX];
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lab lab;
		lab_load(&lab, cases[i].yaml);
		lab_problems(&lab, lines);
		if (strcmp(lines, cases[i].lines) != 0) {
			print_error("for:\n%sexpected:\n%sgot:\n%s\n", cases[i].yaml,
			    cases[i].lines, lines);
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

static void test_examples(void **state)
{
	static char lines[OUTPUT_MAX];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, RULE "    match: { words: [falcon] }\n"
	                         "    examples:\n"
	                         "      violates: [the falcon flies, an eagle flies]\n"
	                         "      passes: [an eagle flies, the falcon nests]\n");
	policy_run_examples(lab.policy, &lab.problems);
	lab_problems(&lab, lines);
	assert_string_equal(lines,
	    "p.yaml:6:36: rule \"a\" should match this example and does not: \"an eagle flies\"\n"
	    "p.yaml:7:32: rule \"a\" should let this example pass and matches it: \"the falcon "
	    "nests\"\n");
	lab_close(&lab);
}

static void test_file_of_words(void **state)
{
	static char lines[OUTPUT_MAX];
	struct lab lab;

	(void)state;
	lab_open(&lab);
	lab_write(&lab, "words.txt",
	    "\xef\xbb\xbf# a comment\r\nProject Falcon\r\n\n  Blue Heron*\nb*d\n\xff\n");
	lab_write(&lab, "p.yaml",
	    "lists: { a: words.txt, b: { file: words.txt }, c: none.txt }\n" RULE
	    "    match: { words: { list: a } }\n");
	lab_load_path(&lab, lab.path);
	lab_problems(&lab, lines);
	assert_null(lab.policy);
	assert_non_null(strstr(lines, "words.txt:5:1: \"b*d\": a star stands at the end"));
	assert_non_null(strstr(lines, "words.txt:6:1: this line is not UTF-8 text\n"));
	assert_non_null(strstr(lines, "p.yaml:1:51: none.txt"));
	problems_release(&lab.problems);
	lab_write(&lab, "words.txt", "# a comment\nProject Falcon\n");
	lab_write(
	    &lab, "q.yaml", "lists: { a: words.txt }\n" RULE "    match: { words: { list: a } }\n");
	source_free(lab.source);
	lab.source = source_new_disk();
	char path[160];
	snprintf(path, sizeof path, "%s/q.yaml", lab.folder);
	lab_load_path(&lab, path);
	assert_non_null(lab.policy);
	assert_int_equal(lab_judge_text(&lab, "project  FALCON ships"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "a comment"), ACTION_ALLOW);
	lab_close(&lab);
}

static void test_scalars_stay_text(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(
	    &lab, "policy: no\n" RULE "    match: { words: [no, 007, 2027-03-12, 1.50, ~x] }\n");
	assert_string_equal(policy_title(lab.policy), "no");
	assert_int_equal(lab_judge_text(&lab, "No!"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "agent 007"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "agent 7"), ACTION_ALLOW);
	assert_int_equal(lab_judge_text(&lab, "on 2027-03-12."), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "costs 1.50"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "costs 1.5"), ACTION_ALLOW);
	lab_close(&lab);
}

static void test_explain(void **state)
{
	char text[4096];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, "lists: { projects: { words: [Falcon, Heron] } }\n"
	                    "rules:\n"
	                    "  - id: unannounced\n"
	                    "    severity: high\n"
	                    "    clause: C\n"
	                    "    who: { not: { groups: [press-office] } }\n"
	                    "    where: { audience: public }\n"
	                    "    match: { words: { list: projects } }\n"
	                    "    unless: { link: newsroom.example.com, only: true }\n"
	                    "    action: block\n");
	FILE *file = tmpfile();
	policy_explain_rules(lab.policy, file);
	rewind(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(text,
	    "  When anybody but somebody of the group press-office posts, comments, replies, edits "
	    "or changes a profile for a public audience and the text has a word of the list "
	    "\"projects\" (2 now), it is not posted (in a draft too), unless it has links that all "
	    "lead to "
	    "newsroom.example.com.\n"));
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_file_of_words),
		cmocka_unit_test(test_scalars_stay_text),
		cmocka_unit_test(test_explain),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
