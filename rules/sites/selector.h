/*
 * Selectors: which values of a request a site file means.
 *
 *   /a/b/0        JSON pointer (RFC 6901); on forms and multipart the name as it is written
 *   /a/xyz        every child of a with "*" in place of xyz, any depth with "**"; "*" within a name
 * too query:name    a parameter of the query header:Name   a field of the head path:N segment N of
 * the path, from 1 S -> /x       what S selects is text that holds JSON or a form: go on inside it
 * (at most 3 deep)
 *
 * A name that is there twice selects both.
 */
#ifndef RULES_SITES_SELECTOR_H
#define RULES_SITES_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/http/value.h"
#include "pattern.h"

enum { SELECTOR_DEPTH_MAX = 3, SELECTION_MAX = 20000 };

enum selector_source { SOURCE_BODY, SOURCE_QUERY, SOURCE_HEADER, SOURCE_PATH };

enum step_kind { STEP_NAME, STEP_GLOB, STEP_ANY, STEP_DEEP };

struct step {
	enum step_kind kind;
	struct span name;
	size_t index; /* of an array, when name is a number; else SIZE_MAX */
};

struct selector {
	enum selector_source source;
	struct span name; /* of the parameter or field */
	size_t segment;   /* from 1 */
	struct step *steps;
	size_t count;
	const struct selector *then; /* behind "->" */
};

struct selectors {
	const struct selector **list;
	size_t count;
};

struct selection {
	const struct value **list;
	size_t count;
};

/* NULL when text is no selector; *why says what is wrong with it. */
const struct selector *selector_parse(struct span text, struct arena *arena, const char **why);

/* Adds to selection what the steps select below root. False when there are too many or the arena
 * is full. */
bool selector_walk(const struct selector *selector, const struct value *root, struct arena *arena,
    struct selection *selection);

bool selection_add(struct selection *selection, const struct value *value, struct arena *arena);

#endif
