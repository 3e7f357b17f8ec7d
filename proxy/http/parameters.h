/*
 * Media types and dispositions with their parameters (RFC 9110 5.6.6 and 8.3.1, RFC 2183), read
 * strictly: what two readers could take apart differently is said to be so, never guessed.
 */
#ifndef HTTP_PARAMETERS_H
#define HTTP_PARAMETERS_H

#include <stdbool.h>

#include "../base/span.h"

enum { PARAMETERS_MAX = 16 };

struct parameter {
	struct span name;
	struct span value; /* without its quotes */
	bool is_quoted;
	bool has_backslash;
};

struct parameters {
	struct span word; /* "multipart/form-data", "form-data" */
	struct parameter list[PARAMETERS_MAX];
	size_t count;
	bool is_bad; /* not of the grammar somewhere; what came before is there */
};

void parameters_read(struct span text, struct parameters *parameters);

/* The only parameter of that name, without case. NULL when there is none or more than one. */
const struct parameter *parameters_get(const struct parameters *parameters, const char *name);

/* How many there are of that name, RFC 2231's spellings "name*" and "name*0" included. */
size_t parameters_count(const struct parameters *parameters, const char *name);

#endif
