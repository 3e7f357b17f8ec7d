#include <stdio.h>
#include <string.h>

#include "value_private.h"

/* Versions: a word for it or two numbers at least. */

enum { VERSION_DIGITS_MAX = 6, YEAR_MIN = 1900 };

static bool read_parts(struct scan *scan, struct value *value)
{
	uint64_t number;

	for (value->count = 0; value->count < VALUE_PARTS; value->count++) {
		struct scan here = *scan;
		if (value->count > 0 && !scan_char(&here, "."))
			break;
		if (scan_digits(&here, VERSION_DIGITS_MAX, &number) == 0)
			break;
		*scan = here;
		value->is.version.parts[value->count] = (uint32_t)number;
	}
	return value->count > 0;
}

/* "-beta.2", " RC1" */
static void read_tag(struct scan *scan, struct value *value)
{
	static const struct {
		const char *prefix, *name;
	} tags[] = { { "alpha", "alpha" }, { "beta", "beta" }, { "rc", "rc" },
		{ "release candidate", "rc" }, { "preview", "preview" }, { "dev", "dev" } };
	struct scan here = *scan;
	uint64_t number;

	value->is.version.tag[0] = '\0';
	if (!scan_gap(&here))
		scan_char(&here, "-.");
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (!scan_any(&here, tags[i].prefix))
			continue;
		*scan = here;
		if (!scan_gap(&here))
			scan_char(&here, "-.");
		size_t digits = scan_digits(&here, 3, &number);
		if (digits > 0)
			*scan = here;
		snprintf(value->is.version.tag, VALUE_TAG_MAX, digits > 0 ? "%s%u" : "%s",
		    tags[i].name, (unsigned)number);
		return;
	}
}

/* Is it by itself no version: one number, a date? */
static bool needs_name(const struct value *value)
{
	return value->count < 2 || (value->count == 3 && value->is.version.parts[2] >= YEAR_MIN);
}

/* Without a word for it, two parts at least, and nothing that makes it a date or an amount. */
static bool is_bare_version(const struct scan *scan, const struct value *value)
{
	struct scan here = *scan;

	if (scan_is_letter(scan) || needs_name(value))
		return false;
	scan_gap(&here);
	return !scan_char(&here, "%$") && !scan_text(&here, "€") && !scan_text(&here, "£");
}

static const char names[] = "version|versions|ver.|release|versión|versão|versione";

void value_start_version(struct scan_starts *starts)
{
	scan_starts_add(starts, names);
	scan_starts_add(starts, "v.");
}

bool value_read_version(struct scan *scan, struct value *value)
{
	bool is_named = scan_any(scan, names);

	if (is_named)
		scan_gap(scan);
	is_named |= scan_any(scan, "v.");
	if (!read_parts(scan, value))
		return false;
	read_tag(scan, value);
	return is_named || is_bare_version(scan, value);
}

/* A shorter one says less, not something else: "2.1" may be 2.1.3. */
bool value_versions_agree(const struct value *a, const struct value *b)
{
	size_t count = a->count < b->count ? a->count : b->count;

	return memcmp(a->is.version.parts, b->is.version.parts, count * sizeof(uint32_t)) == 0 &&
	       strcmp(a->is.version.tag, b->is.version.tag) == 0;
}

void value_print_version(const struct value *value, char to[VALUE_PRINT_MAX])
{
	int len = 0;

	if (needs_name(value))
		len = snprintf(to, VALUE_PRINT_MAX, "v");
	for (size_t i = 0; i < value->count; i++)
		len += snprintf(to + len, (size_t)(VALUE_PRINT_MAX - len), i > 0 ? ".%u" : "%u",
		    value->is.version.parts[i]);
	if (value->is.version.tag[0] != '\0')
		snprintf(to + len, (size_t)(VALUE_PRINT_MAX - len), "-%s", value->is.version.tag);
}
