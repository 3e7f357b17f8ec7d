/* What a reading process says of a document: frames of a type, a length and bytes. */
#ifndef READER_FRAME_H
#define READER_FRAME_H

#include <stdint.h>

enum frame_type {
	FRAME_TEXT = 'T',
	FRAME_UNREAD = 'U', /* a byte: the kind of something inside that was not read */
	FRAME_PDF = 'P',    /* a PDF that stands inside */
	FRAME_CUT = 'C',    /* there was more text than fits */
	FRAME_FAILED = 'E', /* a sentence; nothing follows */
	FRAME_DONE = 'D',   /* nothing follows */
};

enum { FRAME_HEAD = 5 }; /* type, then the length, lowest byte first */

/* How a document is read, as the first argument says it. */
#define READ_HERE "here" /* by proxy/document; answers in frames */
#define READ_PDF  "pdf"  /* by pdftotext; answers with bare text */

#endif
