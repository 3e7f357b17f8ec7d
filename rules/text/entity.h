/* Character references of HTML (13.5): "&#65;", "&#x41;", "&amp;". */
#ifndef RULES_TEXT_ENTITY_H
#define RULES_TEXT_ENTITY_H

#include <stddef.h>
#include <stdint.h>

/* Length of the reference that begins with the ampersand at text[at], and what it stands for; 0 if
 * it is none. Of the names those that letters can hide behind or between. */
size_t entity_read(const char *text, size_t len, size_t at, uint32_t *code_point);

#endif
