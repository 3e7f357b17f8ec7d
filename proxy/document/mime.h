/* Codings of mails (RFC 2045, 2047), read leniently as mail programs do. For this folder only. */
#ifndef DOCUMENT_MIME_H
#define DOCUMENT_MIME_H

#include <stdbool.h>

#include "../base/buf.h"
#include "../base/span.h"

/* Appends what the coded bytes stand for; what is no part of the coding is passed over. */
void mime_base64(struct span coded, struct buf *to);
void mime_quoted(struct span coded, bool is_word, struct buf *to); /* is_word: "_" is a space */

/* A header field's text: its encoded words ("=?UTF-8?B?…?=") undone. Appends UTF-8. */
void mime_words(struct span field, struct buf *to);

/* The value of a parameter ("charset", "boundary") of a field, empty if there is none. */
struct span mime_parameter(struct span field, const char *name);

#endif
