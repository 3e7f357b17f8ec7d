/* Tables of texts and what a kind finds in them. For tests/unit/kind_*.c. */
#ifndef TESTS_UNIT_KIND_HELP_H
#define TESTS_UNIT_KIND_HELP_H

#include "policy_help.h"

struct kind_case {
	const char *kind; /* NULL: the one of the case before */
	const char *text;
	const char *found; /* every place it finds, ", " between them; NULL: nothing */
};

static inline void kind_lab(struct lab *lab, const char *kind)
{
	char yaml[256];

	snprintf(
	    yaml, sizeof yaml, "rules:\n  - { id: r, action: log, match: { kind: %s } }\n", kind);
	lab_load_fine(lab, yaml);
}

/* The pieces of text that the first match names. */
static inline const char *lab_pieces(const struct lab *lab, const char *text)
{
	static char pieces[OUTPUT_MAX];
	size_t len = 0;

	pieces[0] = '\0';
	for (size_t i = 0; lab->verdict.match_count > 0 && i < lab->verdict.matches[0].span_count;
	     i++) {
		const struct match_span *span = &lab->verdict.matches[0].spans[i];
		len +=
		    (size_t)snprintf(pieces + len, sizeof pieces - len, "%s%.*s", i > 0 ? ", " : "",
		        (int)(span->byte_end - span->byte_start), text + span->byte_start);
		assert_true(len < sizeof pieces);
	}
	return pieces;
}

static inline void run_kind_cases(const struct kind_case *cases, size_t count)
{
	struct lab lab;
	const char *kind = NULL;
	int failures = 0;

	for (size_t i = 0; i < count; i++) {
		if (cases[i].kind != NULL) {
			if (kind != NULL)
				lab_close(&lab);
			kind = cases[i].kind;
			kind_lab(&lab, kind);
		}
		lab_judge_text(&lab, cases[i].text);
		const char *found = lab_pieces(&lab, cases[i].text);
		const char *wanted = cases[i].found != NULL ? cases[i].found : "";
		if (strcmp(found, wanted) == 0)
			continue;
		print_error("%s in \"%s\": expected \"%s\", found \"%s\"\n", kind, cases[i].text,
		    wanted, found);
		failures++;
	}
	lab_close(&lab);
	assert_int_equal(failures, 0);
}

#define RUN_KIND_CASES(cases) run_kind_cases(cases, sizeof(cases) / sizeof *(cases))

#endif
