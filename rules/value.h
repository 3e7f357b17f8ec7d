/*
 * Values that are compared by what they mean, not by how they are written: "12 March 2027",
 * "2027-03-12" and "March 12th" are one date, "€1.5m" and "1,500,000 euros" one sum. Read in
 * English, German, French, Spanish and partly in their neighbours. Pure; a value owns nothing and
 * allocates nothing.
 *
 * What is written may be read in two ways: 3/12/2027 is in March or in December, "1.500" is one and
 * a half or fifteen hundred. Both readings are kept; two values are equal if they may mean the
 * same.
 */
#ifndef RULES_VALUE_H
#define RULES_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../proxy/base/span.h"

enum value_kind {
	VALUE_DATE,
	VALUE_MONEY,
	VALUE_PERCENTAGE,
	VALUE_VERSION,
	VALUE_TEXT, /* anything, compared in any case and with any white space */
	VALUE_KIND_COUNT,
};

extern const char *const value_kind_names[]; /* NULL at the end */

enum { VALUE_READINGS = 2, VALUE_PARTS = 6, VALUE_TAG_MAX = 12, VALUE_TEXT_MAX = 160 };

/* The days from one to another, each month * 32 + day: a day, a month, a quarter, the end of June.
 */
struct value_days {
	unsigned year; /* 0: not said */
	unsigned from, to;
};

struct value {
	enum value_kind kind;
	size_t count; /* readings of a date, money or percentage; parts of a version; bytes of a
	                 text */
	union {
		struct value_days days[VALUE_READINGS];
		struct {
			int64_t millionths[VALUE_READINGS];
			const char *currency; /* ISO 4217, or a sign that several share: "$" */
		} amount;
		struct {
			uint32_t parts[VALUE_PARTS];
			char tag[VALUE_TAG_MAX]; /* "beta2", or nothing */
		} version;
		char text[VALUE_TEXT_MAX];
	} is;
};

/* The next value in text, folded or as written, that begins at or behind from; never a text. Takes
 * up to a microsecond a byte: ask where a topic stands, not everywhere. */
bool value_find(enum value_kind kind, struct span text, size_t from, struct value *value,
    size_t *start, size_t *end);

/* The value that begins at at. */
bool value_at(enum value_kind kind, struct span text, size_t at, struct value *value, size_t *end);

/* The value that all of text is, but for white space: an official one, a captured one, one that
 * value_print() wrote. */
bool value_parse(enum value_kind kind, struct span text, struct value *value);

/* May they mean the same? */
bool value_equal(const struct value *a, const struct value *b);

enum { VALUE_PRINT_MAX = 192 };

/* The canonical text: "2027-03-12", "EUR 1500000", "12.5 %", "2.1.0". Values that are equal but not
 * written alike may differ in it. */
void value_print(const struct value *value, char to[VALUE_PRINT_MAX]);

#endif
