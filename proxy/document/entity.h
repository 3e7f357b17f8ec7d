/* Named and numbered characters of HTML and XML ("&uuml;", "&#252;"). For this folder only. */
#ifndef DOCUMENT_ENTITY_H
#define DOCUMENT_ENTITY_H

#include <stdint.h>

#include "../base/span.h"

/* The character that stands at the start of text, which begins with "&": returns how many bytes it
 * takes, 0 if it is none. Of names those of HTML 4 are known. */
size_t entity_read(struct span text, uint32_t *code);

#endif
