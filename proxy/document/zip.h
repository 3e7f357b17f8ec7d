/* The members of a ZIP in memory, one after the other, by libarchive. For this folder only. */
#ifndef DOCUMENT_ZIP_H
#define DOCUMENT_ZIP_H

#include <stdbool.h>

#include "../base/buf.h"
#include "../base/err.h"
#include "../base/span.h"

struct archive;

/* A hundred times as much as came is enough for any text, and so many bytes in all. */
enum { ZIP_MEMBERS_MAX = 10000, ZIP_RATIO_MAX = 200 };
#define ZIP_BYTES_LEAST ((size_t)16 * 1024 * 1024)
#define ZIP_BYTES_MAX   ((size_t)256 * 1024 * 1024)

struct zip {
	struct archive *archive;
	const char *name; /* of the member at hand */
	size_t members;
	size_t left; /* bytes that may still come out */
	bool is_encrypted;
	bool is_broken; /* err has been set */
};

bool zip_open(struct zip *zip, struct span bytes, struct err *err); /* bytes: borrowed */
void zip_close(struct zip *zip);

/* The next member; false at the end, or where the ZIP is broken. */
bool zip_next(struct zip *zip, struct err *err);

/* A piece of the member at hand, borrowed until the next call; empty at its end. False where it is
 * broken, encrypted, or more than a ZIP of this size has to say. */
bool zip_piece(struct zip *zip, struct span *piece, struct err *err);

/* All of it; room is cleared first. */
bool zip_member(struct zip *zip, struct buf *room, struct err *err);

#endif
