#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

#include "text/utf8.h"
#include "value_private.h"

const char *const value_kind_names[] = { "date", "money", "percentage", "version", "text", NULL };

static void start_nowhere(struct scan_starts *starts)
{
	(void)starts;
}

static bool read_nothing(struct scan *scan, struct value *value)
{
	(void)scan;
	(void)value;
	return false;
}

static bool texts_agree(const struct value *a, const struct value *b)
{
	return a->count == b->count && memcmp(a->is.text, b->is.text, a->count) == 0;
}

static void print_text(const struct value *value, char to[VALUE_PRINT_MAX])
{
	snprintf(to, VALUE_PRINT_MAX, "%.*s", (int)value->count, value->is.text);
}

static const struct {
	void (*start)(struct scan_starts *starts);
	bool (*read)(struct scan *scan, struct value *value);
	bool (*read_printed)(struct scan *scan, struct value *value);
	bool (*agree)(const struct value *a, const struct value *b);
	void (*print)(const struct value *value, char to[VALUE_PRINT_MAX]);
} types[VALUE_KIND_COUNT] = {
	[VALUE_DATE] = { value_start_date, value_read_date, value_read_printed_date,
	    value_dates_agree, value_print_date },
	[VALUE_MONEY] = { value_start_money, value_read_money, value_read_printed_amount,
	    value_amounts_agree, value_print_amount },
	[VALUE_PERCENTAGE] = { value_start_percentage, value_read_percentage,
	    value_read_printed_amount, value_amounts_agree, value_print_amount },
	[VALUE_VERSION] = { value_start_version, value_read_version, read_nothing,
	    value_versions_agree, value_print_version },
	[VALUE_TEXT] = { start_nowhere, read_nothing, read_nothing, texts_agree, print_text },
};

bool value_at(enum value_kind kind, struct span text, size_t at, struct value *value, size_t *end)
{
	struct scan scan = { text, at };

	memset(value, 0, sizeof *value);
	value->kind = kind;
	if (!types[kind].read(&scan, value) || scan_is_inside(&scan))
		return false;
	*end = scan.at;
	return true;
}

/* Not within a word or a number, nor within what a number is a part of: 10:30, 1.2.3.4, x86. */
static bool may_begin(struct span text, size_t at)
{
	struct scan scan = { text, at };
	char before = at > 0 ? text.data[at - 1] : ' ';

	if (((unsigned char)text.data[at] & 0xc0) == 0x80 || scan_is_inside(&scan))
		return false;
	if (!scan_is_digit(&scan))
		return true;
	if ((before | 0x20) >= 'a' && (before | 0x20) <= 'z')
		return false;
	scan.at = at > 1 ? at - 2 : 0;
	return !(
	    at > 1 && strchr(".,:/", before) != NULL && before != '\0' && scan_is_digit(&scan));
}

/* Made once a process. */
static const struct scan_starts *starts_of(enum value_kind kind)
{
	static struct scan_starts starts[VALUE_KIND_COUNT];
	static bool is_made[VALUE_KIND_COUNT];

	if (!is_made[kind])
		types[kind].start(&starts[kind]);
	is_made[kind] = true;
	return &starts[kind];
}

bool value_find(enum value_kind kind, struct span text, size_t from, struct value *value,
    size_t *start, size_t *end)
{
	const struct scan_starts *starts = starts_of(kind);

	for (; from < text.len; from++) {
		if (!scan_may_start(starts, text, from) || !may_begin(text, from) ||
		    !value_at(kind, text, from, value, end))
			continue;
		*start = from;
		return true;
	}
	return false;
}

/* Folded, with one space for any white space; false if it is empty or too long. */
static bool parse_text(struct scan *scan, struct value *value)
{
	char *to = value->is.text;

	while (scan->at < scan->text.len) {
		char bytes[UTF8_MAX];
		bool has_gap = scan_gap(scan);
		if (scan->at == scan->text.len)
			break;
		uint32_t c = utf8_next(scan->text.data, scan->text.len, &scan->at);
		size_t len = utf8_put((uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT), bytes);
		if (value->count + len + 1 > VALUE_TEXT_MAX)
			return false;
		if (has_gap && value->count > 0)
			to[value->count++] = ' ';
		memcpy(to + value->count, bytes, len);
		value->count += len;
	}
	return value->count > 0;
}

static bool is_whole(struct scan *scan)
{
	scan_gap(scan);
	return scan->at == scan->text.len;
}

bool value_parse(enum value_kind kind, struct span text, struct value *value)
{
	struct scan scan = { text, 0 };

	memset(value, 0, sizeof *value);
	value->kind = kind;
	if (kind == VALUE_TEXT)
		return parse_text(&scan, value);
	scan_gap(&scan);
	struct scan again = scan;
	if (types[kind].read(&scan, value) && is_whole(&scan))
		return true;
	return types[kind].read_printed(&again, value) && is_whole(&again);
}

bool value_equal(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && types[a->kind].agree(a, b);
}

void value_print(const struct value *value, char to[VALUE_PRINT_MAX])
{
	types[value->kind].print(value, to);
}
