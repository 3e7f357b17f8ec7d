// layers: proxy-base
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/node.h"

enum { OUTPUT_MAX = 65536 };

static void written(struct problems *problems, char *to, size_t size)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	problems_write(problems, fileno(file));
	rewind(file);
	to[fread(to, 1, size - 1, file)] = '\0';
	fclose(file);
}

/* What a wrong file makes its author read: the whole of it. */
static const struct {
	const char *yaml;
	const char *lines;
} traps[] = {
	{ "a:\n\tb: 1\n", "f.yaml:2:1: a tab stands here; YAML indents with spaces only\n" },
	{ "rules:\n  - @examplecorp\n", "f.yaml:2:5: a word that begins with # or @ or ` must be "
	                                "in quotes: - \"@examplecorp\"\n" },
	{ "official: [ @corp, x ]\n",
	    "f.yaml:1:13: a word that begins with # or @ or ` must be in quotes: \"@corp\"\n" },
	{ "a: `code`\n",
	    "f.yaml:1:4: a word that begins with # or @ or ` must be in quotes: \"`code`\"\n" },
	{ "- %d percent\n",
	    "f.yaml:1:3: a text that begins with % must be in quotes: - \"%d percent\"\n" },
	{ "hosts: [ *.example.org ]\n",
	    "f.yaml:1:10: a text that begins with * must be in quotes: \"*.example.org\"\n" },
	{ "- *star\n", "f.yaml:1:3: a text that begins with * must be in quotes: - \"*star\"\n" },
	{ "- & Co\n", "f.yaml:1:3: a text that begins with & must be in quotes: - \"& Co\"\n" },
	{ "- &co now\n",
	    "f.yaml:1:3: a text that begins with & must be in quotes: - \"&co now\"\n" },
	{ "- !important now # yes\n",
	    "f.yaml:1:3: a text that begins with ! must be in quotes: - \"!important now\"\n" },
	{ "regex: \"\\d+\"\n",
	    "f.yaml:1:9: in double quotes YAML reads \\ itself; put this text in single quotes\n" },
	{ "regex: \"\\xzz\"\n", "f.yaml:1:11: in double quotes YAML reads \\ itself; put this text "
	                        "in single quotes\n" },
	{ "clause: AUP 4.2: do not\n",
	    "f.yaml:1:9: a text with \": \" inside must be in quotes: \"AUP 4.2: do not\"\n" },
	{ "a: b\n  c: d\n",
	    "f.yaml:2:4: \": \" is not expected here: the line above has its value already "
	    "(indentation, or a text over several lines that must be in quotes)\n" },
	{ "a: \"open\nb: c\n", "f.yaml:1:4: the quote that opens here is never closed\n" },
	{ "a: 1\nb:2\nc: 3\n", "f.yaml:2:1: a key needs \": \" behind it (a colon and a space)\n" },
	{ "a: 1\na: 2\n", "f.yaml:2:1: \"a\" is given twice, first in line 1\n" },
	{ "a: { b: 1, c: 2, b: 3 }\n", "f.yaml:1:18: \"b\" is given twice, first in line 1\n" },
	{ "{{x}}: 1\n", "f.yaml:1:1: a key must be a word, not a map of keys and values; a text "
	                "that begins with { or [ must be in quotes\n" },
	{ "a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; one file holds one "
	                       "(remove the line ---)\n" },
	{ "a: \"x\\0y\"\n", "f.yaml:1:4: a text must not hold a NUL (\\0)\n" },
	{ "a: b\n\x01\n", "f.yaml:2:1: a control character stands here; remove it\n" },
	{ "a: b\nc: \xff\n", "f.yaml:2:4: this is not UTF-8; save the file as UTF-8\n" },
	{ "a: [ x, ::1 ]\n", "f.yaml:1:9: a text that begins with : inside [ ] or { } must be in "
	                     "quotes: \"::1\"\n" },
	{ "a: > text\n",
	    "f.yaml:1:4: a text that begins with > or | must be in quotes: \"> text\"\n" },
	{ "a: [ x, y\nb: c\n", "f.yaml:1:4: the list that [ opens here is not closed by ] (a comma "
	                       "may be missing; a text "
	                       "that begins with [ must be in quotes)\n" },
};

static void says_what_is_wrong(void **state)
{
	char text[OUTPUT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
		struct arena *arena = arena_new(0);
		struct problems problems;
		problems_init(&problems);
		node_parse(span_of(traps[i].yaml), "f.yaml", arena, &problems);
		written(&problems, text, sizeof text);
		assert_string_equal(text, traps[i].lines);
		problems_release(&problems);
		arena_free(arena);
	}
}

static void print_node(const struct node *node, FILE *to)
{
	switch (node->kind) {
	case NODE_EMPTY:
		fprintf(to, "~%s@%u:%u", node->comment_tail != NULL ? node->comment_tail : "",
		    node->line, node->column);
		return;
	case NODE_SCALAR:
		fprintf(to, "%s%s%s@%u:%u", node->is_quoted ? "'" : "", node->text,
		    node->is_quoted ? "'" : "", node->line, node->column);
		return;
	default:
		break;
	}
	fputc(node->kind == NODE_LIST ? '[' : '{', to);
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_MAP)
			fprintf(to, "%s=", node->keys[i]->text);
		print_node(node->items[i], to);
		fputc(' ', to);
	}
	fputc(node->kind == NODE_LIST ? ']' : '}', to);
}

static const struct {
	const char *yaml;
	const char *tree;
} trees[] = {
	{ "", "{}" },
	{ "# only a comment\n", "{}" },
	{ "---\n", "{}" },
	{ "\xef\xbb\xbf"
	  "a: b\n",
	    "{a=b@1:4 }" },
	{ "a: no\nb: 007\nc: 2027-03-12\nd: ~\n",
	    "{a=no@1:4 b=007@2:4 c=2027-03-12@3:4 d=~@4:4 }" },
	{ "a: ''\nb: \"x\"\nc: |\n  y\n", "{a=''@1:4 b='x'@2:4 c='y\n'@3:4 }" },
	{ "words:\n  - Blue\n  - #falcon\n", "{words=[Blue@2:5 ~#falcon@3:5 ] }" },
	{ "words:\n  - #a\r\n  - #b\r\n", "{words=[~#a@2:5 ~#b@3:5 ] }" },
	{ "a:\nb:   # note\nc: 1\n", "{a=~@1:3 b=~# note@2:6 c=1@3:4 }" },
	{ "ü: [ö, #x\n z]\n", "{ü=[ö@1:5 z@2:2 ] }" },
	{ "- a\n- { b: [ c ] }\n", "[a@1:3 {b=[c@2:10 ] } ]" },
};

static void keeps_places(void **state)
{
	char text[OUTPUT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
		struct arena *arena = arena_new(0);
		struct problems problems;
		problems_init(&problems);
		struct node *root = node_parse(span_of(trees[i].yaml), "f.yaml", arena, &problems);
		written(&problems, text, sizeof text);
		assert_string_equal(text, "");
		assert_non_null(root);
		FILE *file = fmemopen(text, sizeof text, "w");
		print_node(root, file);
		fclose(file);
		assert_string_equal(text, trees[i].tree);
		problems_release(&problems);
		arena_free(arena);
	}
}

static void caps_depth(void **state)
{
	char yaml[201];
	char text[OUTPUT_MAX];
	struct arena *arena = arena_new(0);
	struct problems problems;

	(void)state;
	memset(yaml, '[', 200);
	yaml[200] = '\0';
	problems_init(&problems);
	assert_null(node_parse(span_of(yaml), "f.yaml", arena, &problems));
	written(&problems, text, sizeof text);
	assert_string_equal(text, "f.yaml:1:33: nested too deeply (over 32)\n");
	problems_release(&problems);
	arena_free(arena);
}

static void caps_memory(void **state)
{
	struct arena *arena = arena_new(2000);
	struct problems problems;

	(void)state;
	problems_init(&problems);
	assert_null(node_parse(SPAN("[a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z]"),
	    "f.yaml", arena, &problems));
	assert_int_equal(problems.errors, 1);
	problems_release(&problems);
	arena_free(arena);
}

static void finds_the_nearest(void **state)
{
	static const char *const names[] = { "allow", "log", "coach", "hold", "block", NULL };
	static const struct {
		const char *text, *nearest;
	} cases[] = {
		{ "alow", "allow" },
		{ "blokc", "block" },
		{ "BLOCK", "block" },
		{ "lgo", "log" },
		{ "couch", "coach" },
		{ "reject", NULL },
		{ "", NULL },
		{ "a", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *nearest = node_nearest(cases[i].text, names);
		if (cases[i].nearest == NULL)
			assert_null(nearest);
		else
			assert_string_equal(nearest, cases[i].nearest);
	}
}

static void sorts_and_caps_problems(void **state)
{
	char text[OUTPUT_MAX];
	struct problems problems;
	struct node at = { .file = "a.yaml", .line = 2, .column = 3 };

	(void)state;
	problems_init(&problems);
	problems_error_at(&problems, "b.yaml", 1, 1, "last");
	problems_error_at(&problems, "a.yaml", 10, 1, "third");
	problems_warn(&problems, &at, "second");
	problems_error(&problems, NULL, "first");
	written(&problems, text, sizeof text);
	assert_string_equal(
	    text, "first\na.yaml:2:3: warning: second\na.yaml:10:1: third\nb.yaml:1:1: last\n");
	for (int i = 0; i < 1200; i++)
		problems_error(&problems, NULL, "more");
	assert_int_equal(problems.count, 1000);
	assert_int_equal(problems.errors, 1203);
	written(&problems, text, sizeof text);
	assert_non_null(strstr(text, "and 204 more\n"));
	problems_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(keeps_places),
		cmocka_unit_test(caps_depth),
		cmocka_unit_test(caps_memory),
		cmocka_unit_test(finds_the_nearest),
		cmocka_unit_test(sorts_and_caps_problems),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
