/* Declared charsets: may text be read as UTF-8 although another one is declared? */
#ifndef HTTP_CHARSET_H
#define HTTP_CHARSET_H

#include <stdbool.h>

#include "../base/span.h"

bool charset_is_utf8(struct span name); /* UTF-8 or its part US-ASCII */

/* Does everybody read text the same, whatever he makes of the charset parameter of content_type?
 * True without one, with UTF-8, and with a superset of ASCII when text is ASCII. */
bool charset_is_safe(struct span content_type, struct span text);

#endif
