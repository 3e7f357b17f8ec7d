#include "escape.h"

#include <string.h>

#include "../../proxy/http/bytes.h"
#include "entity.h"
#include "utf8.h"

/* What one escape stands for: a character, or a byte of one. */
struct escape {
	size_t len; /* 0: there is none */
	uint32_t value;
	bool is_byte;
};

static const struct escape no_escape = { 0, 0, false };

/* At most `most` digits of `base` at text[at); returns how many there are. */
static size_t read_digits(struct span text, size_t at, size_t most, unsigned base, uint32_t *value)
{
	size_t count = 0;

	*value = 0;
	while (count < most && at + count < text.len && byte_is(text.data[at + count], BYTE_HEX)) {
		unsigned digit = byte_hex(text.data[at + count]);
		if (digit >= base)
			break;
		*value = *value * base + digit;
		count++;
	}
	return count;
}

/* A prefix and exactly so many hexadecimal digits. */
static struct escape read_fixed(
    struct span text, size_t at, size_t prefix, size_t digits, bool is_byte)
{
	uint32_t value;

	if (read_digits(text, at + prefix, digits, 16, &value) != digits)
		return no_escape;
	return (struct escape){ prefix + digits, value, is_byte };
}

/* "\x{41}", "\u{41}" */
static struct escape read_braced(struct span text, size_t at)
{
	enum { PREFIX = 3, DIGITS_MAX = 6 };
	uint32_t value;
	size_t digits = read_digits(text, at + PREFIX, DIGITS_MAX, 16, &value);
	size_t end = at + PREFIX + digits;

	if (digits == 0 || end >= text.len || text.data[end] != '}')
		return no_escape;
	return (struct escape){ end + 1 - at, value, false };
}

/* Style sheets: up to six digits, and one space behind them that belongs to them (CSS Syntax
 * 4.3.7). Letters of ASCII only: paths of Windows look like that too. */
static struct escape read_style(struct span text, size_t at)
{
	uint32_t value;
	size_t digits = read_digits(text, at + 1, 6, 16, &value);
	size_t end = at + 1 + digits;

	if (digits < 2 || value < 0x20 || value > 0x7e)
		return no_escape;
	return (
	    struct escape){ end - at + (end < text.len && text.data[end] == ' '), value, false };
}

static struct escape read_octal(struct span text, size_t at)
{
	uint32_t value;
	size_t digits = read_digits(text, at + 1, 3, 8, &value);

	if (digits < 2 || value > 0xff)
		return no_escape;
	return (struct escape){ 1 + digits, value, true };
}

static struct escape read_backslash(struct span text, size_t at)
{
	char next = at + 1 < text.len ? text.data[at + 1] : '\0';
	bool is_braced = at + 2 < text.len && text.data[at + 2] == '{';

	switch (next) {
	case 'x':
		return is_braced ? read_braced(text, at) : read_fixed(text, at, 2, 2, true);
	case 'u':
		return is_braced ? read_braced(text, at) : read_fixed(text, at, 2, 4, false);
	case 'U':
		return read_fixed(text, at, 2, 8, false);
	default:
		return read_octal(text, at);
	}
}

static struct escape read_percent(struct span text, size_t at)
{
	if (at + 1 < text.len && text.data[at + 1] == 'u')
		return read_fixed(text, at, 2, 4, false);
	return read_fixed(text, at, 1, 2, true);
}

static struct escape read_entity(struct span text, size_t at)
{
	struct escape escape = no_escape;

	escape.len = entity_read(text.data, text.len, at, &escape.value);
	return escape;
}

static bool is_upper_hex(char c)
{
	return byte_is(c, BYTE_HEX) && !(c >= 'a' && c <= 'f');
}

static struct escape read_quoted(struct span text, size_t at)
{
	if (at + 2 >= text.len || !is_upper_hex(text.data[at + 1]) ||
	    !is_upper_hex(text.data[at + 2]))
		return no_escape;
	return read_fixed(text, at, 1, 2, true);
}

typedef struct escape reader(struct span text, size_t at);

static reader *reader_for(char c)
{
	switch (c) {
	case '&':
		return read_entity;
	case '%':
		return read_percent;
	case '=':
		return read_quoted;
	case '\\':
		return read_backslash;
	default:
		return NULL;
	}
}

/* How many bytes follow the first one of a character in UTF-8; -1 if it is none. */
static int bytes_behind(uint32_t first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 1;
	if (first >= 0xe0 && first <= 0xef)
		return 2;
	return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

/* Puts a character together out of escapes that stand for bytes; false if they make none. */
static bool join_bytes(reader *read, struct span text, size_t at, struct escape *escape)
{
	char bytes[UTF8_MAX];
	int count = bytes_behind(escape->value);
	size_t end = at + escape->len;
	size_t from = 0;

	bytes[0] = (char)escape->value;
	for (int i = 1; i <= count; i++) {
		struct escape next =
		    end < text.len && text.data[end] == text.data[at] ? read(text, end) : no_escape;
		if (next.len == 0 || !next.is_byte || (next.value & 0xc0) != 0x80)
			return false;
		bytes[i] = (char)next.value;
		end += next.len;
	}
	if (count < 0)
		return false;
	uint32_t value = utf8_next(bytes, (size_t)count + 1, &from);
	if (from != (size_t)count + 1)
		return false;
	*escape = (struct escape){ end - at, value, false };
	return true;
}

/* Two halves of UTF-16 make one character. */
static void join_halves(reader *read, struct span text, size_t at, struct escape *escape)
{
	size_t end = at + escape->len;
	struct escape next =
	    end < text.len && text.data[end] == text.data[at] ? read(text, end) : no_escape;

	if (next.len == 0 || next.value < 0xdc00 || next.value > 0xdfff)
		return;
	escape->value = 0x10000 + ((escape->value - 0xd800) << 10) + (next.value - 0xdc00);
	escape->len += next.len;
}

/* No control characters, which nothing is hidden behind that is seen, and no halves. */
static bool is_character(uint32_t c)
{
	bool is_control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;

	return !is_control && c < 0x110000 && !(c >= 0xd800 && c <= 0xdfff);
}

/* A byte beyond ASCII that is no part of UTF-8 is one of Latin-1 where programs write it. */
static bool complete(reader *read, struct span text, size_t at, struct escape *escape)
{
	if (escape->len == 0)
		return false;
	if (escape->is_byte && escape->value >= 0x80 && !join_bytes(read, text, at, escape) &&
	    read != read_backslash)
		return false;
	if (escape->value >= 0xd800 && escape->value <= 0xdbff)
		join_halves(read, text, at, escape);
	return is_character(escape->value);
}

static void put(struct rewrite *rewrite, size_t at, const struct escape *escape)
{
	char bytes[UTF8_MAX];
	size_t len = utf8_put(escape->value, bytes);

	rewrite_put(rewrite, at, at + escape->len, span_make(bytes, len), HOW_ESCAPED);
}

/* A run of escapes of style sheets: one among them says so of all. Returns where it ends. */
static size_t take_style(struct rewrite *rewrite, struct span text, size_t at)
{
	bool is_octal = true;
	size_t end = at;

	for (struct escape next = read_style(text, at); next.len > 0;) {
		is_octal &= read_octal(text, end).len == next.len;
		end += next.len;
		next = end < text.len && text.data[end] == '\\' ? read_style(text, end) : no_escape;
	}
	if (is_octal)
		return at;
	while (at < end) {
		struct escape escape = read_style(text, at);
		put(rewrite, at, &escape);
		at += escape.len;
	}
	return end;
}

/* "=" at the end of a line joins it to the next one (RFC 2045 6.7, rule 5). */
static size_t take_soft_break(struct rewrite *rewrite, struct span text, size_t at)
{
	size_t end = at + 1;

	end += end < text.len && text.data[end] == '\r';
	if (end >= text.len || text.data[end] != '\n')
		return at;
	rewrite_drop(rewrite, at, end + 1, HOW_ESCAPED);
	return end + 1;
}

static size_t take(struct rewrite *rewrite, struct span text, size_t at)
{
	reader *read = reader_for(text.data[at]);
	size_t taken = at;

	if (text.data[at] == '=')
		taken = take_soft_break(rewrite, text, at);
	else if (text.data[at] == '\\')
		taken = take_style(rewrite, text, at);
	if (taken != at)
		return taken;
	struct escape escape = read(text, at);
	if (!complete(read, text, at, &escape))
		return at + 1;
	put(rewrite, at, &escape);
	return at + escape.len;
}

void escape_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused)
{
	struct span text = span_make(rewrite->in->bytes, end);

	(void)unused;
	while (start < end)
		start =
		    reader_for(text.data[start]) != NULL ? take(rewrite, text, start) : start + 1;
}
