#include "spoken.h"

#include <string.h>

#include "ascii.h"

enum { FIGURES_MIN = 7, LABELS_MAX = 8, LABEL_MAX = 63 };

static bool is_word_byte(unsigned char c)
{
	return ascii_is_letter(c) || c >= 0x80;
}

static size_t word_end(struct span text, size_t at)
{
	while (at < text.len && is_word_byte((unsigned char)text.data[at]))
		at++;
	return at;
}

/* Figures */

static const char *const figure_words[][10] = {
	{ "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" },
	{ "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun" },
	{ "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf" },
	{ "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve" },
};

#define LEN(n) (1U << (n))

/* How long, in bytes, those are that begin with a letter: most words need not be compared. */
static const uint8_t figure_lengths[26] = {
	['a' - 'a'] = LEN(4),
	['c' - 'a'] = LEN(4) | LEN(5) | LEN(6),
	['d' - 'a'] = LEN(3) | LEN(4),
	['e' - 'a'] = LEN(4) | LEN(5),
	['f' - 'a'] = LEN(4) | LEN(5),
	['h' - 'a'] = LEN(4),
	['n' - 'a'] = LEN(4) | LEN(5),
	['o' - 'a'] = LEN(3) | LEN(4),
	['q' - 'a'] = LEN(6),
	['s' - 'a'] = LEN(3) | LEN(4) | LEN(5) | LEN(6),
	['t' - 'a'] = LEN(3) | LEN(4) | LEN(5),
	['u' - 'a'] = LEN(2) | LEN(3),
	['v' - 'a'] = LEN(4),
	['z' - 'a'] = LEN(4) | LEN(5),
};

static bool may_be_figure(struct span word)
{
	unsigned char first = word.len > 0 ? (unsigned char)word.data[0] | 0x20 : 0;

	return word.len <= 6 && ascii_is_lower(first) &&
	       (figure_lengths[first - 'a'] >> word.len & 1) != 0;
}

static char figure_of(struct span word)
{
	if (!may_be_figure(word))
		return '\0';
	for (size_t i = 0; i < sizeof figure_words / sizeof *figure_words; i++) {
		for (int figure = 0; figure < 10; figure++) {
			const char *known = figure_words[i][figure];
			bool is_near =
			    known[0] == (word.data[0] | 0x20) && known[1] == (word.data[1] | 0x20);
			if (is_near && span_is_nocase(word, known))
				return (char)('0' + figure);
		}
	}
	return '\0';
}

bool spoken_is_figure(struct span word)
{
	return figure_of(word) != '\0';
}

bool spoken_is_dot(struct span word)
{
	return word.len == 3 && span_is_nocase(word, "dot");
}

/* The figure at text[at), in words or not; 0 if there is none. *end: behind it. */
static char read_figure(struct span text, size_t at, size_t *end)
{
	*end = word_end(text, at);
	if (*end == at && at < text.len && ascii_is_digit((unsigned char)text.data[at])) {
		*end = at + 1;
		return text.data[at];
	}
	return figure_of(span_make(text.data + at, *end - at));
}

static size_t skip_gap(struct span text, size_t at)
{
	enum { GAP_MAX = 3 };
	size_t end = at;

	while (end < text.len && end - at < GAP_MAX && memchr(" ,.-\n", text.data[end], 5) != NULL)
		end++;
	return end;
}

static size_t figures_end(struct span text, size_t at, size_t *words)
{
	size_t count = 0;
	size_t end = at;
	size_t next = at;

	*words = 0;
	while (read_figure(text, next, &next) != '\0') {
		*words += is_word_byte((unsigned char)text.data[next - 1]);
		count++;
		end = next;
		next = skip_gap(text, end);
		if (next == end &&
		    !(next < text.len && ascii_is_digit((unsigned char)text.data[next])))
			break;
	}
	return count >= FIGURES_MIN && *words * 2 >= count ? end : at;
}

static size_t take_figures(struct rewrite *rewrite, struct span text, size_t at)
{
	size_t words;
	size_t end = figures_end(text, at, &words);

	if (end == at)
		return at;
	rewrite_begin_run(rewrite, at);
	for (size_t from = at; from < end;) {
		size_t behind;
		size_t start = from > at ? skip_gap(text, from) : from;
		char figure = read_figure(text, start, &behind);
		rewrite_piece(rewrite, start, behind, span_make(&figure, 1), HOW_SPOKEN);
		from = behind;
	}
	rewrite_end_run(rewrite, end, false);
	return end;
}

/* Addresses */

/* A sign in words between two labels: " at ", "(at)", " [ dot ] ". */
struct connector {
	size_t start, end;
	bool is_spoken;
	bool is_bracketed;
};

static size_t skip_spaces(struct span text, size_t at)
{
	while (at < text.len && text.data[at] == ' ')
		at++;
	return at;
}

/* The sign itself, perhaps between spaces. */
static bool read_sign(struct span text, size_t at, char sign, struct connector *connector)
{
	size_t start = skip_spaces(text, at);

	if (start >= text.len || text.data[start] != sign)
		return false;
	*connector = (struct connector){ .start = at, .end = skip_spaces(text, start + 1) };
	connector->is_spoken = connector->end > at + 1;
	/* "Look. There": a point that ends a sentence. */
	return !connector->is_spoken || (start > at && connector->end > start + 1);
}

static bool read_connector(
    struct span text, size_t at, char sign, const char *word, struct connector *connector)
{
	static const char open[] = "([{<-*_~";
	static const char close[] = ")]}>-*_~";
	size_t len = strlen(word);
	size_t start = skip_spaces(text, at);

	if (read_sign(text, at, sign, connector))
		return true;
	*connector = (struct connector){ .start = at, .is_spoken = true };
	if (start < text.len && memchr(open, text.data[start], sizeof open - 1) != NULL) {
		connector->is_bracketed = true;
		start = skip_spaces(text, start + 1);
	}
	if (text.len - start < len || !span_starts_nocase(span_from(text, start), word))
		return false;
	size_t end = skip_spaces(text, start + len);
	if (connector->is_bracketed &&
	    (end == text.len || memchr(close, text.data[end], sizeof close - 1) == NULL))
		return false;
	connector->end = connector->is_bracketed ? skip_spaces(text, end + 1) : end;
	return connector->is_bracketed || (start > at && end > start + len);
}

static size_t label_end(struct span text, size_t at, const char *more)
{
	size_t end = at;

	while (end < text.len && end - at < LABEL_MAX &&
	       (ascii_is_figure((unsigned char)text.data[end]) ||
	           strchr(more, text.data[end]) != NULL))
		end++;
	return end;
}

struct address {
	struct connector connectors[2 * LABELS_MAX];
	char signs[2 * LABELS_MAX];
	size_t count;
	size_t spoken_dots;
	size_t end;
};

/* Labels with points between them from at on. */
static bool read_labels(struct address *address, struct span text, const char *more)
{
	for (size_t labels = 0; labels < LABELS_MAX; labels++) {
		size_t end = label_end(text, address->end, more);
		struct connector *connector = &address->connectors[address->count];
		if (end == address->end)
			return false;
		address->end = end;
		if (!read_connector(text, end, '.', "dot", connector) ||
		    label_end(text, connector->end, more) == connector->end)
			return true;
		address->signs[address->count++] = '.';
		address->spoken_dots += connector->is_spoken;
		address->end = connector->end;
	}
	return false;
}

/* Does what stands there read like the name of a host, rather than "the dot com bubble"? */
static bool is_host(struct span text, size_t start, size_t end)
{
	static const char *const articles[] = { "the", "a", "an", "this", "that", "his", "her",
		"my", "our", "your", "their", "its", "any", "some", "every", "one" };
	static const char *const domains[] = { "com", "net", "org", "edu", "gov", "mil", "int",
		"info", "biz", "io", "co", "de", "uk", "fr", "es", "it", "nl", "be", "ch", "at",
		"eu", "us", "ca", "au", "jp", "cn", "ru", "br", "in", "me", "tv", "app", "dev",
		"ai", "pl", "se", "no", "dk", "fi", "example", "test", "internal", "local" };
	size_t last = end;
	struct span first = span_make(text.data + start, label_end(text, start, "-") - start);

	while (last > start && ascii_is_figure((unsigned char)text.data[last - 1]))
		last--;
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (span_is_nocase(first, articles[i]))
			return false;
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
		if (span_is_nocase(span_make(text.data + last, end - last), domains[i]))
			return true;
	return false;
}

/* "me at example.com" is a place; one word more, and it is an address. */
static bool read_address(struct address *address, struct span text, size_t at)
{
	*address = (struct address){ .end = at };
	if (!read_labels(address, text, "_%+-"))
		return false;
	struct connector *sign = &address->connectors[address->count];
	size_t before = address->count + 1;
	if (!read_connector(text, address->end, '@', "at", sign))
		return false;
	bool is_clear = !sign->is_spoken || sign->is_bracketed;
	address->signs[address->count++] = '@';
	address->end = sign->end;
	address->spoken_dots = 0;
	if (!read_labels(address, text, "-") || address->count == before)
		return false;
	if (is_clear)
		return sign->is_spoken || address->spoken_dots > 0;
	return address->spoken_dots > 0 && is_host(text, sign->end, address->end);
}

static size_t take_address(struct rewrite *rewrite, struct span text, size_t at)
{
	struct address address;

	if (!read_address(&address, text, at))
		return at;
	for (size_t i = 0; i < address.count; i++) {
		const struct connector *connector = &address.connectors[i];
		if (connector->is_spoken)
			rewrite_put(rewrite, connector->start, connector->end,
			    span_make(&address.signs[i], 1), HOW_SPOKEN);
	}
	return address.end;
}

void spoken_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused)
{
	struct span text = span_make(rewrite->in->bytes, end);

	(void)unused;
	while (start < end) {
		size_t taken = take_figures(rewrite, text, start);
		if (taken == start)
			taken = take_address(rewrite, text, start);
		if (taken == start)
			taken = label_end(text, start, "_%+-");
		start = taken > start ? taken : start + 1;
	}
}
