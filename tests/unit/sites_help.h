/* A catalogue of one site of the test's own, on the host t.example, and requests to it. */
#ifndef TESTS_SITES_HELP_H
#define TESTS_SITES_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../rules/sites/catalogue.h"

#define BYTES(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

struct catalogue_try {
	struct source *source;
	struct problems problems;
	struct catalogue *catalogue;
};

/* Loads yaml as a file of the operator's own, t.yaml in a folder that is gone afterwards. */
static inline void try_load(struct catalogue_try *try, const char *yaml,
    const struct catalogue_choice *choice, bool run_examples)
{
	char folder[] = "/tmp/gatepost-test-XXXXXX";
	char path[64];
	const char *const more[] = { path, NULL };

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/t.yaml", folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(yaml, file);
	fclose(file);
	try->source = source_new_disk();
	problems_init(&try->problems);
	try->catalogue =
	    catalogue_load(try->source, NULL, more, choice, run_examples, &try->problems);
	unlink(path);
	rmdir(folder);
}

static inline void try_release(struct catalogue_try *try)
{
	catalogue_free(try->catalogue);
	problems_release(&try->problems);
	source_free(try->source);
}

struct site_request {
	const char *method;
	const char *target;
	const char *type;   /* Content-Type; NULL for none */
	const char *header; /* one more, "Name: value"; NULL for none */
	struct span body;
};

static inline void make_head(const struct site_request *request, struct message *head)
{
	memset(head, 0, sizeof *head);
	head->method = span_of(request->method);
	head->target = span_of(request->target);
	head->path = span_cut(head->target, '?', &head->query);
	head->authority = SPAN("t.example:443");
	if (request->type != NULL)
		head->headers[head->header_count++] =
		    (struct header){ SPAN("Content-Type"), span_of(request->type) };
	if (request->header != NULL) {
		struct span value;
		struct span name = span_cut(span_of(request->header), ':', &value);
		head->headers[head->header_count++] = (struct header){ name, span_trim(value) };
	}
}

#endif
