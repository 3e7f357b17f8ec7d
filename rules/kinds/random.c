#include "random.h"

#include <ctype.h>
#include <string.h>

enum { SHORT = 16, LONG = 20 };

bool random_has(struct span text, int (*class)(int c))
{
	for (size_t i = 0; i < text.len; i++)
		if (class((unsigned char)text.data[i]))
			return true;
	return false;
}

size_t random_variety(struct span text)
{
	bool seen[256] = { false };
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		count += !seen[c];
		seen[c] = true;
	}
	return count;
}

static bool is_class(struct span run, size_t i, int (*class)(int c))
{
	return i < run.len && class((unsigned char)run.data[i]) != 0;
}

/* Does another class begin at i, in a way in which no word of "camelCase" or "HTTPServer" does? */
static bool is_change(struct span run, size_t i)
{
	if (is_class(run, i - 1, isdigit) || is_class(run, i, isdigit))
		return is_class(run, i - 1, isdigit) != is_class(run, i, isdigit);
	if (is_class(run, i - 1, islower) && is_class(run, i, isupper))
		return !is_class(run, i + 1, islower);
	return i > 1 && is_class(run, i - 2, isupper) && is_class(run, i - 1, isupper) &&
	       is_class(run, i, islower);
}

/* Of letters and digits by chance, about two in five follow one of another class. */
static bool is_random_run(struct span run)
{
	size_t each = run.len < SHORT ? 4 : run.len < LONG ? 5 : 6;
	size_t changes = 0;

	for (size_t i = 1; i < run.len; i++)
		changes += is_change(run, i);
	return changes * (random_has(run, isdigit) ? each : 4) >= run.len;
}

bool random_is(struct span text, size_t min)
{
	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		while (i < text.len && isalnum((unsigned char)text.data[i]))
			i++;
		if (i - start >= min && is_random_run(span_make(text.data + start, i - start)))
			return true;
		i += i == start;
	}
	return false;
}

bool random_is_pattern(struct span text)
{
	size_t regular = 0;

	for (size_t i = 1; i < text.len; i++) {
		int step =
		    tolower((unsigned char)text.data[i]) - tolower((unsigned char)text.data[i - 1]);
		regular += step >= -1 && step <= 1;
	}
	return text.len > 4 && regular * 3 >= text.len * 2;
}

static bool contains_nocase(struct span text, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= text.len; i++)
		if (span_is_nocase(span_make(text.data + i, len), word))
			return true;
	return false;
}

static bool contains_any(struct span text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (contains_nocase(text, *words))
			return true;
	return false;
}

/* "${X}", "{{ x }}", "<x>", "%X%", "%(x)s", "[x]", "#{x}", "@x@" */
static bool is_template(struct span text)
{
	static const char *const edges[][2] = { { "${", "" }, { "$(", "" }, { "{{", "" },
		{ "<", ">" }, { "{", "}" }, { "[", "]" }, { "%", "%" }, { "%(", "" }, { "#{", "" },
		{ "@", "@" }, { "__", "__" }, { "<%", "" }, { "&lt;", "" }, { "((", "" } };

	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
		if (text.len > 2 && span_starts(text, edges[i][0]) &&
		    span_ends_nocase(text, edges[i][1]))
			return true;
	return false;
}

/* "$DB_PASSWORD" */
static bool is_variable(struct span text)
{
	if (text.len < 2 || text.data[0] != '$' || isdigit((unsigned char)text.data[1]))
		return false;
	for (size_t i = 1; i < text.len; i++)
		if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
			return false;
	return true;
}

static bool is_all_of(struct span text, const char *characters)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(characters, text.data[i], strlen(characters)) == NULL)
			return false;
	return true;
}

bool random_is_filler(struct span text)
{
	static const char *const words[] = { "example", "sample", "placeholder", "fake", "bogus",
		"dummy", "changeme", "change_me", "change-me", "changethis", "replace", "redacted",
		"insert", "your-", "your_", "yourtoken", "yourkey", "yourpass", "yoursecret",
		"yourapi", "xxxx", "****", "....", "____", "-here", "_here", "todo", "fixme",
		"undefined", NULL };

	return is_all_of(text, "xX*.0#?-_") || contains_any(text, words) || is_template(text) ||
	       is_variable(text);
}
