#include <pthread.h>
#include <string.h>
#include <unicode/uidna.h>

#include "ascii.h"
#include "coded.h"
#include "readable.h"

/* Codes that say themselves what they are: punycode, ascii85, uuencode. */

enum { LABEL_MAX = 63, LEAST_BYTES = 4 };

static bool starts(const struct coding *coding, size_t at, const char *text)
{
	size_t len = strlen(text);

	return coding->text.len - at >= len && memcmp(coding->text.data + at, text, len) == 0;
}

/* Punycode, as in "xn--bcher-kva" (RFC 3492). */

static UIDNA *names;
static pthread_once_t names_once = PTHREAD_ONCE_INIT;

static void open_names(void)
{
	UErrorCode status = U_ZERO_ERROR;

	names = uidna_openUTS46(UIDNA_DEFAULT, &status);
}

size_t decode_punycode(struct coding *coding, size_t at)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	char label[4 * LABEL_MAX];
	size_t len = 0;

	if ((coding->text.data[at] | 0x20) != 'x' ||
	    !span_starts_nocase(span_from(coding->text, at), "xn--"))
		return at;
	while (at + len < coding->text.len && len <= LABEL_MAX &&
	       (ascii_is_figure((unsigned char)coding->text.data[at + len]) ||
	           coding->text.data[at + len] == '-'))
		len++;
	pthread_once(&names_once, open_names);
	if (names == NULL || len > LABEL_MAX)
		return at;
	int32_t count = uidna_labelToUnicodeUTF8(
	    names, coding->text.data + at, (int32_t)len, label, sizeof label, &info, &status);
	bool is_undone = U_SUCCESS(status) && (info.errors & UIDNA_ERROR_PUNYCODE) == 0 &&
	                 count > 0 && count < (int32_t)sizeof label;
	if (!is_undone)
		return at;
	rewrite_put(coding->rewrite, at, at + len, span_make(label, (size_t)count), HOW_CODED);
	return at + len;
}

/* ascii85: "<~", groups of five digits of base 85, "~>". */

/* One group at *at, which moves behind it; returns how many bytes it gives. */
static size_t next_ascii85(struct span text, size_t *at, uint8_t bytes[4])
{
	uint64_t value = 0;
	size_t digits = 0;

	for (; *at < text.len && digits < 5 && text.data[*at] != '~'; ++*at) {
		char c = text.data[*at];
		if (c <= ' ')
			continue;
		if (c > 'u')
			return 0;
		value = value * 85 + (uint64_t)(c - '!');
		digits++;
	}
	if (digits < 2)
		return 0;
	for (size_t i = digits; i < 5; i++)
		value = value * 85 + 84;
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> (24 - 8 * i));
	return value <= UINT32_MAX ? digits - 1 : 0;
}

static bool is_readable85(struct span text)
{
	struct readable readable = { 0 };
	size_t at = 0;
	uint8_t bytes[4];

	for (size_t count = next_ascii85(text, &at, bytes); count > 0;
	     count = next_ascii85(text, &at, bytes))
		for (size_t i = 0; i < count; i++)
			if (!readable_add(&readable, bytes[i]))
				return false;
	return at == text.len && readable_end(&readable, LEAST_BYTES);
}

size_t decode_ascii85(struct coding *coding, size_t at)
{
	uint8_t bytes[4];

	if (!starts(coding, at, "<~") || at < coding->armour_tried)
		return at;
	const char *close = memmem(coding->text.data + at + 2, coding->text.len - at - 2, "~>", 2);
	coding->armour_tried =
	    close != NULL ? (size_t)(close - coding->text.data) : coding->text.len;
	struct span digits = span_make(coding->text.data, coding->armour_tried);
	if (close == NULL || !is_readable85(span_from(digits, at + 2)))
		return at;
	size_t from = at + 2;
	rewrite_begin_run(coding->rewrite, at);
	for (size_t start = from, count = next_ascii85(digits, &from, bytes); count > 0;
	     start = from, count = next_ascii85(digits, &from, bytes))
		rewrite_piece(coding->rewrite, start, from, span_make(bytes, count), HOW_CODED);
	rewrite_end_run(coding->rewrite, digits.len + 2, false);
	return digits.len + 2;
}

/* uuencode: "begin 644 name", lines that begin with their length, "end" (POSIX). */

enum { LINE_BYTES_MAX = 63 };

static unsigned sixbit(char c)
{
	return (unsigned)(c - ' ') & 0x3f;
}

/* Is there a whole line at `at`? Its bytes; 0 at the end. */
static size_t line_bytes(struct span text, size_t at)
{
	size_t count = at < text.len ? sixbit(text.data[at]) : 0;
	size_t digits = (count + 2) / 3 * 4;

	if (count == 0 || count > LINE_BYTES_MAX || at + 1 + digits > text.len)
		return 0;
	for (size_t i = at; i <= at + digits; i++)
		if (text.data[i] < ' ' || text.data[i] > '`')
			return 0;
	return count;
}

static size_t behind_line(struct span text, size_t at)
{
	const char *end = at < text.len ? memchr(text.data + at, '\n', text.len - at) : NULL;

	return end != NULL ? (size_t)(end - text.data) + 1 : text.len;
}

static void put_line(struct rewrite *rewrite, struct span text, size_t at, size_t count)
{
	size_t from = at;

	for (size_t done = 0; done < count; done += 3) {
		const char *digits = text.data + at + 1 + done / 3 * 4;
		uint32_t bits = sixbit(digits[0]) << 18 | sixbit(digits[1]) << 12 |
		                sixbit(digits[2]) << 6 | sixbit(digits[3]);
		const uint8_t bytes[] = { (uint8_t)(bits >> 16), (uint8_t)(bits >> 8),
			(uint8_t)bits };
		size_t to = (size_t)(digits - text.data) + 4;
		rewrite_piece(rewrite, from, to,
		    span_make(bytes, count - done < 3 ? count - done : 3), HOW_CODED);
		from = to;
	}
}

static bool is_readable_line(struct span text, size_t at, size_t count)
{
	struct readable readable = { 0 };

	for (size_t i = 0; i < count; i++) {
		const char *digits = text.data + at + 1 + i / 3 * 4 + i % 3;
		unsigned high = sixbit(digits[0]) << (2 * (i % 3) + 2);
		unsigned low = sixbit(digits[1]) >> (4 - 2 * (i % 3));
		if (!readable_add(&readable, (uint8_t)(high | low)))
			return false;
	}
	return readable.need == 0 && readable.good * 2 >= readable.bytes;
}

size_t decode_uuencode(struct coding *coding, size_t at)
{
	struct span text = coding->text;
	size_t line = at;
	size_t end = at;

	if (!starts(coding, at, "begin "))
		return at;
	line = behind_line(text, at);
	if (line_bytes(text, line) == 0 || !is_readable_line(text, line, line_bytes(text, line)))
		return at;
	rewrite_begin_run(coding->rewrite, at);
	for (size_t count = line_bytes(text, line);
	     count > 0 && is_readable_line(text, line, count); count = line_bytes(text, line)) {
		put_line(coding->rewrite, text, line, count);
		end = line + 1 + (count + 2) / 3 * 4;
		line = behind_line(text, end);
	}
	rewrite_end_run(coding->rewrite, end, false);
	return end;
}
