/*
 * What somebody else wrote, made harmless for the place where it is shown. Each appends to a buf;
 * what does not fit its cap is left out, which answer_write() notices.
 */
#ifndef NOTICE_ESCAPE_H
#define NOTICE_ESCAPE_H

#include "../base/buf.h"
#include "../base/span.h"

enum escape { ESCAPE_HTML, ESCAPE_XML, ESCAPE_JSON, ESCAPE_PLAIN };

/* HTML: for text and for attribute values in quotes; control characters become U+FFFD, but for tab
 * and line feed. XML: the same, without what XML 1.0 does not allow. JSON: the inside of a string
 * (RFC 8259 7), with <, > and & escaped as well, for readers that take the answer for HTML.
 * Plain: control characters become spaces. */
void escape_span(struct buf *to, enum escape how, struct span text);
void escape_text(struct buf *to, enum escape how, const char *text);

/* The escaping for an answer of this Content-Type. */
enum escape escape_for(const char *content_type);

#endif
