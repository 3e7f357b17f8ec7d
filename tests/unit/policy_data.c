// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../proxy/base/disk.h"
#include "../../rules/index_file.h"

/* Data lists as a policy says them: read, opened, matched. */

static const char table[] = "Name,Account,City\n"
                            "Anna Schmidt,4711-0815,Berlin\n"
                            "Se\xc3\xa1n O'Brien,DE89 3704 0044 0532 0130 00,Cork\n"
                            "Baker,17,Berlin\n"
                            "Greta Garbowski,5550001234,Oslo\n";

#define LISTS       "lists:\n  customers: { data: c.csv, columns: [name, account] }\n"
#define RULE(match) LISTS "rules:\n  - { id: r, action: block, clause: c, match: { " match " } }\n"

static void load(struct lab *lab, const char *yaml)
{
	lab_open(lab);
	lab_write(lab, "c.csv", table);
	lab_write(lab, "p.yaml", yaml);
	lab_load_path(lab, lab->path);
}

static const struct {
	const char *match;
	const char *text;
	const char *spans; /* NULL: it does not match */
} cases[] = {
	{ "data: customers", "Hello ANNA SCHMIDT!", "6-18" },
	{ "data: customers", "Hello Anna", NULL },
	{ "data: customers", "account 4711 0815, ok", "8-17" },
	{ "data: customers", "a baker, number 17, in Berlin", NULL },
	{ "data: customers",
	    "Sea\xcc\x81n O\xe2\x80\x99"
	    "Brien",
	    "0-13" },
	{ "data: [customers]", "5550001234", "0-10" },
	{ "data: { list: customers, columns: [account] }", "Anna Schmidt", NULL },
	{ "data: { list: customers, columns: account }", "471 108 15", "0-10" },
	{ "data: { list: customers, columns: [Account, name], within: 3 }",
	    "Anna Schmidt: 47110815", "0-12, 14-22" },
	{ "data: { list: customers, columns: [name, account], within: 3 }",
	    "Anna Schmidt has since long got 47110815", NULL },
	{ "data: { list: customers, columns: [name, account] }", "Greta Garbowski 47110815", NULL },
	{ "data: { list: customers, columns: [name, account] }", "Baker (17)", "0-5, 7-9" },
	{ "all: [ { words: vip }, { data: customers } ]", "VIP Anna Schmidt", "0-3, 4-16" },
};

static void test_matches(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char yaml[1024];
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    LISTS "rules:\n  - { id: r, action: block, clause: c, match: { %s } }\n",
		    cases[i].match);
		load(&lab, yaml);
		assert_non_null(lab.policy);
		enum action action = lab_judge_text(&lab, cases[i].text);
		const char *spans = action == ACTION_BLOCK ? lab_spans(&lab, NULL) : NULL;
		if ((spans == NULL) != (cases[i].spans == NULL) ||
		    (spans != NULL && strcmp(spans, cases[i].spans) != 0)) {
			print_error("%s, \"%s\": %s, wanted %s\n", cases[i].match, cases[i].text,
			    spans != NULL ? spans : "no match",
			    cases[i].spans != NULL ? cases[i].spans : "no match");
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

static const struct {
	const char *yaml;
	const char *problems;
} problems[] = {
	{ RULE("data: customers"), "p.yaml:2:3: warning: the column \"account\" has 1 row with "
	                           "fewer than three characters or "
	                           "five digits (line 4): such a value is not looked for alone\n"
	                           "p.yaml:2:3: warning: the column \"name\" has 1 row with an "
	                           "ordinary word (line 4): such a "
	                           "value is not looked for alone\n" },
	{ RULE("data: { list: customers, columns: [name, account] }"), "" },
	{ RULE("data: customer"),
	    "p.yaml:4:55: there is no list \"customer\"; did you mean \"customers\"?\n" },
	{ RULE("words: { list: customers }"), "p.yaml:4:64: \"customers\" is no list of words; of "
	                                      "data: \"data: customers\", of documents: "
	                                      "\"document: customers\"\n" },
	{ RULE("data: { list: customers, columns: [nam] }"),
	    "p.yaml:4:83: the list \"customers\" has no column \"nam\"; did you mean \"name\"?\n" },
	{ RULE("data: { list: customers, columns: name, within: 3 }"),
	    "p.yaml:2:3: warning: the column \"name\" has 1 row with an ordinary word (line 4): "
	    "such a value is not looked for alone\np.yaml:4:97: \"within\" is for several columns "
	    "of one row: columns: [name, "
	    "account]\n" },
	{ RULE("data: { columns: [name, account] }"),
	    "p.yaml:4:55: say of which list: { list: customers, columns: [name, account], within: "
	    "10 "
	    "}\n" },
	{ "lists:\n  c: { data: c.csv }\nrules: []\n",
	    "p.yaml:2:3: say which columns count: { data: customers.csv, columns: [name, account] "
	    "}\n" },
	{ "lists:\n  c: { data: c.csv, columns: [name, konto] }\nrules: []\n",
	    "p.yaml:2:3: c.csv: has no column \"konto\" in its first row; there is: Name, Account, "
	    "City\n" },
	{ "lists:\n  c: { data: d.csv, columns: [name] }\nrules: []\n",
	    "p.yaml:2:3: d.csv: cannot be opened: No such file or directory\n" },
	{ "lists:\n  c: { data: c.csv, columns: [name, NAME] }\nrules: []\n",
	    "p.yaml:2:30: the column \"NAME\" stands here twice\n" },
	{ "lists:\n  c: { data: b.csv, columns: [name] }\nrules: []\n",
	    "b.csv:3:1: warning: this row has more columns than the first row: it is left out\n" },
	{ "lists:\n  c: { data: b.csv, columns: [name], broken-rows: error }\nrules: []\n",
	    "b.csv:3:1: this row has more columns than the first row\n" },
};

static void test_problems(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
		static char lines[OUTPUT_MAX];
		struct lab lab;
		lab_open(&lab);
		lab_write(&lab, "c.csv", table);
		lab_write(&lab, "b.csv", "name,x\nClaire Obscur,1\nDan,2,3\n");
		lab_write(&lab, "p.yaml", problems[i].yaml);
		lab_load_path(&lab, lab.path);
		lab_problems(&lab, lines);
		if (strcmp(lines, problems[i].problems) != 0) {
			print_error(
			    "%s\n%swanted:\n%s\n", problems[i].yaml, lines, problems[i].problems);
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

/* The policy of a snapshot judges as that of the disk does, and the snapshot holds no value. */
static void test_snapshot(void **state)
{
	struct lab lab;
	struct err err;
	struct problems none;
	char *bytes = malloc(1 << 20);

	(void)state;
	load(&lab, RULE("data: { list: customers, columns: [name, account] }"));
	assert_non_null(lab.policy);
	int fd = source_seal(lab.source, &err);
	ssize_t len = pread(fd, bytes, 1 << 20, 0);
	assert_true(len > 0 && len < 1 << 20);
	assert_null(memmem(bytes, (size_t)len, "Schmidt", 7));
	assert_null(memmem(bytes, (size_t)len, "schmidt", 7));
	assert_non_null(memmem(bytes, (size_t)len, "customers", 9));
	struct source *snapshot = source_new_snapshot(fd, &err);
	problems_init(&none);
	const char *path = lab.path;
	struct policy *policy = policy_load(snapshot, NULL, &path, 1, &none);
	assert_non_null(policy);
	assert_int_equal(none.count, 0);
	struct judge *judge = judge_new(policy);
	struct judge *kept = lab.judge;
	lab.judge = judge;
	assert_int_equal(lab_judge_text(&lab, "Anna Schmidt 47110815"), ACTION_BLOCK);
	assert_int_equal(lab_judge_text(&lab, "Anna Schmidt 17"), ACTION_ALLOW);
	lab.judge = kept;
	judge_free(judge);
	policy_free(policy);
	problems_release(&none);
	source_free(snapshot);
	lab_close(&lab);
	free(bytes);
}

static void test_explain(void **state)
{
	char *text = NULL;
	size_t size;
	struct lab lab;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	load(&lab, RULE("any: [ { data: customers }, { data: { list: customers, columns: [name, "
	                "account] } } ]"));
	policy_explain_rule(lab.policy, 0, out);
	fclose(out);
	assert_non_null(strstr(text, "a name or account of the list \"customers\""));
	assert_non_null(strstr(
	    text, "the name and account of one row of the list \"customers\" within 10 words"));
	free(text);
	lab_close(&lab);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_explain),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
