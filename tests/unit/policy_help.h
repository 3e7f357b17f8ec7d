/* Loads a policy from a text, and judges with it. For tests/unit/policy_*.c. */
#ifndef TESTS_UNIT_POLICY_HELP_H
#define TESTS_UNIT_POLICY_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../rules/policy.h"

enum { OUTPUT_MAX = 65536 };

struct lab {
	char folder[64];
	char path[96];
	struct source *source;
	struct problems problems;
	struct policy *policy;
	struct judge *judge;
	struct arena *arena;
	struct verdict verdict;
};

static inline void lab_write(const struct lab *lab, const char *name, const char *text)
{
	char path[160];

	snprintf(path, sizeof path, "%s/%s", lab->folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline void lab_open(struct lab *lab)
{
	memset(lab, 0, sizeof *lab);
	strcpy(lab->folder, "/tmp/gatepost-policy-XXXXXX");
	assert_non_null(mkdtemp(lab->folder));
	snprintf(lab->path, sizeof lab->path, "%s/p.yaml", lab->folder);
	lab->source = source_new_disk();
	lab->arena = arena_new(0);
	problems_init(&lab->problems);
}

static inline void lab_load_path(struct lab *lab, const char *path)
{
	lab->policy = policy_load(lab->source, NULL, &path, 1, &lab->problems);
	if (lab->policy != NULL)
		lab->judge = judge_new(lab->policy);
}

/* All problems as they would be written, without the folder. */
static inline void lab_problems(struct lab *lab, char *to)
{
	FILE *file = tmpfile();
	size_t folder = strlen(lab->folder) + 1;

	assert_non_null(file);
	problems_write(&lab->problems, fileno(file));
	rewind(file);
	to[fread(to, 1, OUTPUT_MAX - 1, file)] = '\0';
	fclose(file);
	for (char *at = strstr(to, lab->folder); at != NULL; at = strstr(at, lab->folder))
		memmove(at, at + folder, strlen(at + folder) + 1);
}

static inline void lab_load(struct lab *lab, const char *yaml)
{
	lab_open(lab);
	lab_write(lab, "p.yaml", yaml);
	lab_load_path(lab, lab->path);
}

/* A policy that must be right. */
static inline void lab_load_fine(struct lab *lab, const char *yaml)
{
	static char lines[OUTPUT_MAX];

	lab_load(lab, yaml);
	lab_problems(lab, lines);
	if (lab->policy == NULL)
		print_error("%s", lines);
	assert_non_null(lab->policy);
}

static inline void lab_close(struct lab *lab)
{
	char command[128];

	judge_free(lab->judge);
	policy_free(lab->policy);
	arena_free(lab->arena);
	problems_release(&lab->problems);
	source_free(lab->source);
	snprintf(command, sizeof command, "rm -r %s", lab->folder);
	assert_int_equal(system(command), 0);
}

static inline void lab_judge(struct lab *lab, const struct post *post, const struct who *who)
{
	static const struct who nobody = { 0 };

	arena_clear(lab->arena);
	const struct occasion occasion = { .post = post, .who = who != NULL ? who : &nobody };

	judge_post(lab->judge, &occasion, lab->arena, &lab->verdict);
}

static inline enum action lab_judge_bytes(struct lab *lab, const char *text, size_t len)
{
	struct field field = { SPAN("text"), span_make(text, len) };
	struct post post = {
		.site = SPAN("x"),
		.class = SPAN("public-social"),
		.host = SPAN("x.com"),
		.activity = ACTIVITY_POST,
		.audience = AUDIENCE_PUBLIC,
		.fields = &field,
		.field_count = 1,
	};

	lab_judge(lab, &post, NULL);
	return lab->verdict.action;
}

static inline enum action lab_judge_text(struct lab *lab, const char *text)
{
	return lab_judge_bytes(lab, text, strlen(text));
}

/* The spans of the first match: "text 0-7, text 9-12". */
static inline const char *lab_spans(const struct lab *lab, const struct post *post)
{
	static char text[4096];
	size_t len = 0;

	text[0] = '\0';
	if (lab->verdict.match_count == 0)
		return text;
	const struct match *match = &lab->verdict.matches[0];
	for (size_t i = 0; i < match->span_count && len < sizeof text - 64; i++) {
		const struct match_span *span = &match->spans[i];
		if (post != NULL)
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s ",
			    i > 0 ? ", " : "", SPAN_PRINT(post->fields[span->field].name));
		else if (i > 0)
			len += (size_t)snprintf(text + len, sizeof text - len, ", ");
		len += (size_t)snprintf(
		    text + len, sizeof text - len, "%zu-%zu", span->start, span->end);
	}
	return text;
}

/* One rule's match on one text. spans: those found, in code points; NULL: it does not match. */
struct lab_case {
	const char *match;
	const char *text;
	const char *spans;
};

#define LAB_MATCH(yaml)                                                                            \
	"rules:\n"                                                                                 \
	"  - id: r\n"                                                                              \
	"    action: log\n"                                                                        \
	"    match: " yaml "\n"

/* Runs all of them and says which fail. */
static inline void lab_run_cases(const struct lab_case *cases, size_t count)
{
	size_t failures = 0;

	for (size_t i = 0; i < count; i++) {
		char yaml[1024];
		struct lab lab;
		snprintf(yaml, sizeof yaml, LAB_MATCH("%s"), cases[i].match);
		lab_load_fine(&lab, yaml);
		bool matches = lab_judge_text(&lab, cases[i].text) == ACTION_LOG;
		const char *spans = matches ? lab_spans(&lab, NULL) : NULL;
		if (matches != (cases[i].spans != NULL) ||
		    (matches && strcmp(spans, cases[i].spans) != 0)) {
			print_error("%s on \"%s\": expected %s, got %s\n", cases[i].match,
			    cases[i].text, cases[i].spans != NULL ? cases[i].spans : "no match",
			    spans != NULL ? spans : "no match");
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

#endif
