/*
 * Text as it looks once its markup is rendered: tags and comments of HTML, BBCode, emphasis,
 * escapes and links of Markdown gone, where they part what is read together. What stands in a tag
 * or a link is gone too: whoever looks at this looks at the text before as well.
 */
#ifndef RULES_TEXT_FORMATTING_H
#define RULES_TEXT_FORMATTING_H

#include "rewrite.h"

void formatting_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused);

#endif
