/* The readers of single kinds, for this folder only. Each adds text to the document; false with err
 * where it is broken. Full is no failure: is_cut says so. */
#ifndef DOCUMENT_PARTS_H
#define DOCUMENT_PARTS_H

#include "document.h"

/* How deep documents may stand in each other: a file in a ZIP in a mail. */
enum { NESTED_MAX = 3 };

bool document_read_kind(struct document *document, enum document_kind kind, struct span bytes,
    unsigned depth, struct err *err);
/* A document inside another: read, or counted as unread. */
void document_read_inner(struct document *document, struct span bytes, unsigned depth);

/* charset: a label as in MIME; empty: not said. */
void text_read(struct document *document, struct span bytes, struct span charset);
void html_read(struct document *document, struct span bytes, struct span charset);
bool mail_read(struct document *document, struct span bytes, unsigned depth, struct err *err);
bool office_read(
    struct document *document, enum document_kind kind, struct span bytes, struct err *err);
bool sheet_read(struct document *document, struct span bytes, struct err *err);
bool zip_read(struct document *document, struct span bytes, unsigned depth, struct err *err);

/* Adds bytes that are UTF-8. False when it is full. */
bool document_add(struct document *document, struct span text);
bool document_add_char(struct document *document, char c);

#endif
