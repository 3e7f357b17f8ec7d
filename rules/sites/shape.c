#include "shape.h"

#include <string.h>

#include "../../proxy/http/bytes.h"

enum {
	NUMBER_MAX = 20,
	ID_MAX = 128,
	TOKEN_MAX = 4096,
	PASSWORD_MAX = 256,
	DIGEST_LEAST = 32,
	DIGEST_MAX = 160,
	LETTERS_SHARE = 8, /* of random hexadecimal digits three in eight are letters */
};

const char *const shape_names[] = {
	[SHAPE_NUMBER] = "number",
	[SHAPE_TIME] = "time",
	[SHAPE_ID] = "id",
	[SHAPE_TOKEN] = "token",
	[SHAPE_PASSWORD] = "password",
	[SHAPE_COUNT] = NULL,
};

static bool is_number(struct span text)
{
	if (span_starts(text, "-"))
		text = span_from(text, 1);
	return text.len <= NUMBER_MAX && bytes_all(text, BYTE_DIGIT);
}

/* Takes off what form describes, where '0' is any digit; else text stays as it is. */
static bool take(struct span *text, const char *form)
{
	size_t len = strlen(form);

	if (text->len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '0' ? !byte_is(text->data[i], BYTE_DIGIT) : text->data[i] != form[i])
			return false;
	*text = span_from(*text, len);
	return true;
}

static void take_fraction(struct span *text)
{
	if (!take(text, ".0"))
		return;
	for (size_t i = 0; i < 8 && take(text, "0"); i++)
		;
}

static bool is_time(struct span text)
{
	if (!take(&text, "0000-00-00"))
		return false;
	if (text.len == 0)
		return true;
	if (!take(&text, "T00:00") && !take(&text, "t00:00") && !take(&text, " 00:00"))
		return false;
	if (take(&text, ":00"))
		take_fraction(&text);
	return text.len == 0 || span_is_nocase(text, "Z") ||
	       ((take(&text, "+00:00") || take(&text, "-00:00")) && text.len == 0);
}

static bool is_token(struct span text, size_t max)
{
	if (text.len == 0 || text.len > max)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f ||
		    memchr("\"'`<>{}[]\\", text.data[i], 10) != NULL)
			return false;
	return true;
}

static bool is_password(struct span text)
{
	return text.len <= PASSWORD_MAX &&
	       (text.len == 0 ||
	           bytes_control(text.data, text.data + text.len) == text.data + text.len);
}

bool shape_fits(enum shape shape, struct span text)
{
	switch (shape) {
	case SHAPE_NUMBER:
		return is_number(text);
	case SHAPE_TIME:
		return is_time(text);
	case SHAPE_ID:
		return is_token(text, ID_MAX);
	case SHAPE_TOKEN:
		return is_token(text, TOKEN_MAX);
	case SHAPE_PASSWORD:
		return is_password(text);
	default:
		return false;
	}
}

/* Hexadecimal digits in to; a UUID's hyphens are left out. */
static size_t take_hex(struct span text, char *to)
{
	bool is_uuid = text.len == 36 && text.data[8] == '-' && text.data[13] == '-' &&
	               text.data[18] == '-' && text.data[23] == '-';
	size_t len = 0;

	if (text.len < DIGEST_LEAST || text.len > DIGEST_MAX)
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		if (is_uuid && (i == 8 || i == 13 || i == 18 || i == 23))
			continue;
		if (!byte_is(text.data[i], BYTE_HEX))
			return 0;
		to[len++] = text.data[i];
	}
	return len;
}

static bool spells_text(const char *hex, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		unsigned byte = byte_hex(hex[i]) << 4 | byte_hex(hex[i + 1]);
		if (byte < ' ' || byte == 0x7f)
			return false;
	}
	return true;
}

bool shape_is_digest(struct span text)
{
	char hex[DIGEST_MAX];
	size_t len = take_hex(text, hex);
	size_t letters = 0;

	for (size_t i = 0; i < len; i++)
		letters += !byte_is(hex[i], BYTE_DIGIT);
	return len > 0 && letters * LETTERS_SHARE >= len && !spells_text(hex, len);
}
