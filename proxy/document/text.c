#include "text.h"

#include <string.h>
#include <unicode/ucnv.h>

#include "../http/charset.h"
#include "../http/utf8.h"
#include "parts.h"

enum { PIECE = 16 * 1024, LABEL_MAX = 64, TEXT_MAX = 64 * 1024 * 1024 };

static UConverter *open_converter(const char *label)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(label, &status);

	return U_SUCCESS(status) ? converter : NULL;
}

/* Piece by piece; what has no sense in the charset becomes U+FFFD. */
static void convert(struct span bytes, UConverter *from, UConverter *to, struct buf *room)
{
	UChar pivot[PIECE];
	UChar *pivot_source = pivot;
	UChar *pivot_target = pivot;
	const char *source = bytes.data;
	bool is_first = true;

	for (;;) {
		UErrorCode status = U_ZERO_ERROR;
		char *start = buf_reserve(room, PIECE);
		char *target = start;
		if (start == NULL)
			return;
		ucnv_convertEx(to, from, &target, start + PIECE, &source, bytes.data + bytes.len,
		    pivot, &pivot_source, &pivot_target, pivot + PIECE, is_first, true, &status);
		buf_commit(room, (size_t)(target - start));
		is_first = false;
		if (status != U_BUFFER_OVERFLOW_ERROR)
			return;
	}
}

static UConverter *converter_of(struct span bytes, struct span charset)
{
	char label[LABEL_MAX];
	UConverter *converter = NULL;

	if (span_starts(bytes, "\xff\xfe") || span_starts(bytes, "\xfe\xff"))
		return open_converter("UTF-16");
	if (charset.len > 0 && charset.len < sizeof label && !charset_is_utf8(charset)) {
		memcpy(label, charset.data, charset.len);
		label[charset.len] = '\0';
		converter = open_converter(label);
	}
	if (converter == NULL && !utf8_is_valid(bytes))
		converter = open_converter("windows-1252");
	return converter;
}

struct span text_utf8(struct span bytes, struct span charset, struct buf *room)
{
	if (span_starts(bytes, "\xef\xbb\xbf"))
		bytes = span_from(bytes, 3);
	if (bytes.len == 0)
		return bytes;
	UConverter *from = converter_of(bytes, charset);
	UConverter *to = from != NULL ? open_converter("UTF-8") : NULL;
	if (to != NULL)
		convert(bytes, from, to, room);
	ucnv_close(from);
	ucnv_close(to);
	return to != NULL ? buf_span(room) : bytes;
}

void text_read(struct document *document, struct span bytes, struct span charset)
{
	struct buf room;

	buf_init(&room, TEXT_MAX);
	document_add(document, text_utf8(bytes, charset, &room));
	buf_release(&room);
}
