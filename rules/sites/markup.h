/* Text out of markup that sites send: HTML, and LinkedIn's little text. */
#ifndef RULES_SITES_MARKUP_H
#define RULES_SITES_MARKUP_H

#include <stdbool.h>

#include "../../proxy/base/arena.h"
#include "pattern.h"

/* What a reader of the page sees: tags out, character references undone, a line end for what begins
 * a line. *hidden gets the values of attributes and comments, a line each; links what href and src
 * point at. False when the arena is full. */
bool markup_read_html(struct span html, struct arena *arena, struct span *text, struct span *hidden,
    struct spans *links);

/* "\(" is "(", "{hashtag|\#|x}" is "#x", "@[Name](urn:li:…)" is "@Name". */
bool markup_read_little(struct span little, struct arena *arena, struct span *text);

#endif
