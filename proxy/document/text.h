/* Text in any charset as UTF-8. For this folder only. */
#ifndef DOCUMENT_TEXT_H
#define DOCUMENT_TEXT_H

#include "../base/buf.h"
#include "../base/span.h"

/* bytes in charset (a label as in MIME) as UTF-8: bytes itself, or what was written to room.
 * Without a known charset: UTF-16 with its mark, UTF-8 if it is that, else windows-1252. Cut at
 * room's cap. */
struct span text_utf8(struct span bytes, struct span charset, struct buf *room);

#endif
