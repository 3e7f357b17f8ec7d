#include "byte_set.h"

#include <stddef.h>
#include <string.h>

void byte_set_range(struct byte_set *set, uint32_t first, uint32_t last)
{
	if (last >= 0x80) {
		set->has_high = true;
		last = 0x7f;
	}
	for (uint32_t c = first; c <= last; c++)
		set->bits[c / 64] |= UINT64_C(1) << (c % 64);
}

bool byte_set_has(const struct byte_set *set, uint32_t c)
{
	return (set->bits[c / 64] >> (c % 64) & 1) != 0;
}

void byte_set_unite(struct byte_set *set, const struct byte_set *more)
{
	set->bits[0] |= more->bits[0];
	set->bits[1] |= more->bits[1];
	set->has_high |= more->has_high;
}

void byte_set_invert(struct byte_set *set)
{
	set->bits[0] = ~set->bits[0];
	set->bits[1] = ~set->bits[1];
	set->has_high = true;
}

struct named {
	const char *name;
	const char *ranges; /* pairs: first and last */
};

static void add_pairs(struct byte_set *set, const char *pairs)
{
	for (; pairs[0] != '\0'; pairs += 2)
		byte_set_range(set, (uint32_t)pairs[0], (uint32_t)pairs[1]);
	set->has_high = true;
}

static bool add_named(
    struct byte_set *set, const struct named *table, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(table[i].name) != len || memcmp(table[i].name, name, len) != 0)
			continue;
		add_pairs(set, table[i].ranges);
		return true;
	}
	return false;
}

bool byte_set_escape(struct byte_set *set, char letter)
{
	static const struct named escapes[] = {
		{ "d", "09" },
		{ "w", "09AZ__az" },
		{ "s", "\t\r  " },
		{ "h", "\t\t  " },
		{ "v", "\n\r" },
	};

	return add_named(set, escapes, sizeof escapes / sizeof *escapes, &letter, 1);
}

bool byte_set_posix(struct byte_set *set, const char *name, unsigned len)
{
	static const struct named classes[] = {
		{ "alpha", "AZaz" },
		{ "lower", "az" },
		{ "upper", "AZ" },
		{ "alnum", "09AZaz" },
		{ "ascii", "\x01\x7f" },
		{ "blank", "\t\t  " },
		{ "cntrl", "\x01\x1f\x7f\x7f" },
		{ "digit", "09" },
		{ "graph", "!~" },
		{ "print", " ~" },
		{ "punct", "!/:@[`{~" },
		{ "space", "\t\r  " },
		{ "word", "09AZ__az" },
		{ "xdigit", "09AFaf" },
	};

	if (!add_named(set, classes, sizeof classes / sizeof *classes, name, len))
		return false;
	if (set->bits[0] & 2) /* those with control characters have NUL too */
		set->bits[0] |= 1;
	return true;
}
