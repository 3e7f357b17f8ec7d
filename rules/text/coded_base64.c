#include "ascii.h"
#include "coded.h"
#include "readable.h"

enum { LEAST_DIGITS = 8, LEAST_BYTES = 5 };

static int value_of(char c)
{
	if (ascii_is_upper((unsigned char)c))
		return c - 'A';
	if (ascii_is_lower((unsigned char)c))
		return c - 'a' + 26;
	if (ascii_is_digit((unsigned char)c))
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* A run: its digits, perhaps with line breaks among them. */
struct run {
	struct span text;
	size_t start, end; /* behind the last digit */
};

/* The next digit at or behind *at, which moves behind it; -1 at the end. */
static int next_digit(const struct run *run, size_t *at)
{
	while (*at < run->end && is_break(run->text.data[*at]))
		++*at;
	return *at < run->end ? value_of(run->text.data[(*at)++]) : -1;
}

/* Words are written in one case, or begin with a capital; codes mix. */
static bool is_mixed(const struct run *run)
{
	bool was_lower = false;
	bool has_letter = false;
	bool has_digit = false;
	bool changes = false;

	for (size_t i = run->start; i < run->end; i++) {
		unsigned char c = (unsigned char)run->text.data[i];
		changes |= was_lower && ascii_is_upper(c);
		was_lower = ascii_is_lower(c);
		has_letter |= ascii_is_letter(c);
		has_digit |= ascii_is_digit(c);
	}
	return changes || (has_letter && has_digit);
}

/* Up to three bytes out of four digits; returns how many, and moves *at. */
static size_t next_bytes(const struct run *run, size_t *at, uint8_t bytes[3])
{
	uint32_t bits = 0;
	size_t digits = 0;

	while (digits < 4) {
		int digit = next_digit(run, at);
		if (digit < 0)
			break;
		bits = bits << 6 | (uint32_t)digit;
		digits++;
	}
	if (digits < 2)
		return 0;
	bits <<= 6 * (4 - digits);
	bytes[0] = (uint8_t)(bits >> 16);
	bytes[1] = (uint8_t)(bits >> 8);
	bytes[2] = (uint8_t)bits;
	return digits - 1;
}

static size_t count_digits(const struct run *run)
{
	size_t count = 0;

	for (size_t i = run->start; i < run->end; i++)
		count += !is_break(run->text.data[i]);
	return count;
}

static bool is_base64(const struct run *run)
{
	struct readable readable = { 0 };
	size_t digits = count_digits(run);
	size_t at = run->start;
	uint8_t bytes[3];

	if (digits < LEAST_DIGITS || digits % 4 == 1 || !is_mixed(run))
		return false;
	for (size_t count = next_bytes(run, &at, bytes); count > 0;
	     count = next_bytes(run, &at, bytes))
		for (size_t i = 0; i < count; i++)
			if (!readable_add(&readable, bytes[i]))
				return false;
	return readable_end(&readable, LEAST_BYTES);
}

static void put(struct rewrite *rewrite, const struct run *run, size_t end)
{
	size_t at = run->start;
	size_t from = at;
	uint8_t bytes[3];

	rewrite_begin_run(rewrite, run->start);
	for (size_t count = next_bytes(run, &at, bytes); count > 0;
	     count = next_bytes(run, &at, bytes)) {
		rewrite_piece(rewrite, from, at, span_make(bytes, count), HOW_CODED);
		from = at;
	}
	rewrite_end_run(rewrite, end, false);
}

static size_t line_end(struct span text, size_t at)
{
	while (at < text.len && value_of(text.data[at]) >= 0)
		at++;
	return at;
}

/* Lines of digits one below the other. */
static size_t lines_end(struct span text, size_t at)
{
	size_t end = line_end(text, at);

	for (;;) {
		size_t next = end;
		while (next < text.len && next < end + 2 && is_break(text.data[next]))
			next++;
		size_t behind = line_end(text, next);
		if (next == end || behind == next)
			return end;
		end = behind;
	}
}

static size_t behind_padding(struct span text, size_t end)
{
	for (int i = 0; i < 2 && end < text.len && text.data[end] == '='; i++)
		end++;
	return end;
}

static bool take(struct rewrite *rewrite, const struct run *run)
{
	if (!is_base64(run))
		return false;
	put(rewrite, run, behind_padding(run->text, run->end));
	return true;
}

/* The parts between the digits that are signs too: "path/Zm9v…". */
static void take_parts(struct rewrite *rewrite, const struct run *run)
{
	size_t start = run->start;

	for (size_t i = start; i <= run->end; i++) {
		if (i < run->end && ascii_is_figure((unsigned char)run->text.data[i]))
			continue;
		const struct run part = { run->text, start, i };
		if (i - start < run->end - run->start)
			take(rewrite, &part);
		start = i + 1;
	}
}

size_t decode_base64(struct coding *coding, size_t at)
{
	struct span text = coding->text;
	struct run run = { text, at, line_end(text, at) };
	struct run lines = run;

	if (run.end == at)
		return at;
	if (at >= coding->lines_tried)
		lines.end = coding->lines_tried = lines_end(text, at);
	if (lines.end != run.end && take(coding->rewrite, &lines))
		return behind_padding(text, lines.end);
	if (run.end - at < LEAST_DIGITS)
		return at;
	if (take(coding->rewrite, &run))
		return behind_padding(text, run.end);
	if (!ascii_is_figure((unsigned char)text.data[at]))
		return at;
	take_parts(coding->rewrite, &run);
	return run.end;
}
