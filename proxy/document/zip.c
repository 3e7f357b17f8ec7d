#include "zip.h"

#include <archive.h>
#include <archive_entry.h>

#include "parts.h"

enum { MEMBER_MAX = 64 * 1024 * 1024 };

static bool broken(struct zip *zip, struct err *err, const char *why)
{
	zip->is_broken = true;
	return err_set(err, "%s", why);
}

bool zip_open(struct zip *zip, struct span bytes, struct err *err)
{
	size_t most =
	    bytes.len < ZIP_BYTES_MAX / ZIP_RATIO_MAX ? bytes.len * ZIP_RATIO_MAX : ZIP_BYTES_MAX;

	*zip = (struct zip){ .archive = archive_read_new(),
		.left = most > ZIP_BYTES_LEAST ? most : ZIP_BYTES_LEAST };
	if (zip->archive == NULL || archive_read_support_format_zip(zip->archive) != ARCHIVE_OK ||
	    archive_read_open_memory(zip->archive, bytes.data, bytes.len) != ARCHIVE_OK) {
		zip_close(zip);
		return broken(zip, err, "cannot be read as a ZIP");
	}
	return true;
}

void zip_close(struct zip *zip)
{
	archive_read_free(zip->archive);
	zip->archive = NULL;
}

bool zip_next(struct zip *zip, struct err *err)
{
	struct archive_entry *entry;
	int result = archive_read_next_header(zip->archive, &entry);

	if (result == ARCHIVE_EOF)
		return false;
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
		return broken(zip, err, "is broken as a ZIP");
	if (++zip->members > ZIP_MEMBERS_MAX)
		return broken(zip, err, "has too many files in its ZIP");
	zip->name = archive_entry_pathname(entry);
	if (zip->name == NULL)
		zip->name = "";
	zip->is_encrypted = archive_entry_is_encrypted(entry) != 0;
	return true;
}

bool zip_piece(struct zip *zip, struct span *piece, struct err *err)
{
	const void *data = NULL;
	size_t len = 0;
	la_int64_t offset;

	*piece = span_make(NULL, 0);
	if (zip->is_encrypted)
		return err_set(err, "is encrypted");
	int result = archive_read_data_block(zip->archive, &data, &len, &offset);
	if (result == ARCHIVE_EOF)
		return true;
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
		return err_set(err, "has a file in its ZIP that is broken");
	if (len > zip->left)
		return broken(zip, err, "becomes too large when it is unpacked");
	zip->left -= len;
	*piece = span_make(data, len);
	return true;
}

bool zip_member(struct zip *zip, struct buf *room, struct err *err)
{
	struct span piece;

	buf_clear(room);
	do {
		if (!zip_piece(zip, &piece, err))
			return false;
		if (!buf_append_span(room, piece))
			return err_set(err, "has too large a file in its ZIP");
	} while (piece.len > 0);
	return true;
}

/* One level: a ZIP inside is counted. */
static void read_member(struct document *document, struct span bytes, unsigned depth)
{
	if (document_kind(bytes) == DOCUMENT_ZIP)
		document->unread[DOCUMENT_ZIP]++;
	else
		document_read_inner(document, bytes, depth);
}

/* Each file in it. */
bool zip_read(struct document *document, struct span bytes, unsigned depth, struct err *err)
{
	struct zip zip;
	struct buf room;
	struct err inner;

	if (!zip_open(&zip, bytes, err))
		return false;
	buf_init(&room, MEMBER_MAX);
	while (!document->is_cut && zip_next(&zip, err)) {
		size_t len = span_of(zip.name).len;
		if (len > 0 && zip.name[len - 1] == '/')
			continue;
		if (zip_member(&zip, &room, &inner))
			read_member(document, buf_span(&room), depth + 1);
		else if (zip.is_broken)
			*err = inner;
		else
			document->unread[DOCUMENT_OTHER]++;
		if (zip.is_broken)
			break;
	}
	buf_release(&room);
	zip_close(&zip);
	return !zip.is_broken;
}
