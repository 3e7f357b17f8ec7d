/*
 * The forms that a site's own ids, times and tokens have. A member is left out by its name only
 * together with such a form, so that no name alone hides a text.
 */
#ifndef RULES_SITES_SHAPE_H
#define RULES_SITES_SHAPE_H

#include <stdbool.h>

#include "../../proxy/base/span.h"

enum shape {
	SHAPE_NUMBER,   /* up to 20 digits, a sign perhaps */
	SHAPE_TIME,     /* a date, with a time of day perhaps (RFC 3339) */
	SHAPE_ID,       /* up to 128 visible ASCII bytes, none that quotes or brackets */
	SHAPE_TOKEN,    /* the same up to 4096 */
	SHAPE_PASSWORD, /* a line of up to 256 bytes */
	SHAPE_COUNT,
};

extern const char *const shape_names[]; /* NULL-terminated */

bool shape_fits(enum shape shape, struct span text);

/* A hash or a UUID (RFC 9562): 32 hexadecimal digits and more, letters among them, that spell no
 * text. What looks for numbers would find some in one out of a thousand. */
bool shape_is_digest(struct span text);

#endif
