/*
 * "DB_PASSWORD = 'x'", "\"token\": \"x\"", "--secret x", "<password>x</password>", "password is x":
 * a name, a sign between, a value. Reads what stands around a word of the name; judges nothing.
 * Pure.
 */
#ifndef RULES_KINDS_ASSIGNMENT_H
#define RULES_KINDS_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/span.h"

enum sign {
	SIGN_EQUALS, /* = := => ||= == value= */
	SIGN_COLON,
	SIGN_COMMA, /* between two quoted ones */
	SIGN_TAG,   /* <name>value< */
	SIGN_IS,    /* is, ist, lautet, est, es: prose */
	SIGN_SPACE, /* --name value, and "login x password y" */
};

enum { ASSIGNMENT_NAME_MAX = 64, ASSIGNMENT_VALUE_MAX = 512 };

struct assignment {
	struct span name; /* the whole identifier */
	enum sign sign;
	bool is_quoted;
	struct span
	    value; /* without its quotes; of what is not quoted, without punctuation behind */
};

/* Reads the assignment whose name has the word [start, end) of text in it; false if there is none.
 */
bool assignment_read(struct assignment *assignment, struct span text, size_t start, size_t end);

/* Is one of words a word of the name? "user_id|…" in lower case; camelCase has words too. */
bool assignment_name_has(const struct assignment *assignment, const char *words);

/* Has the name two words or more: "api_key", "authToken"? */
bool assignment_is_compound(const struct assignment *assignment);

/* Does the value refer to something instead of being it: getPassword(), config.db.password, $X? */
bool assignment_is_reference(const struct assignment *assignment);

#endif
