#define PCRE2_CODE_UNIT_WIDTH 8

#include "effort.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "../proxy/base/buf.h"
#include "../proxy/http/utf8.h"
#include "sample.h"
#include "weaken.h"

enum {
	WEAKENED_MAX = 64 * 1024,
	SAMPLE_MAX = 256,
	SAMPLES = 6,
	TRIES = 48,
	LETTERS_MAX = 6,
	COUNTED_REPEATS = 32
};

struct measuring {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	size_t steps; /* of one text */
	struct buf text;
	struct effort *effort;
};

static int on_step(pcre2_callout_block *block, void *context)
{
	struct measuring *measuring = context;

	(void)block;
	return ++measuring->steps >= EFFORT_MAX ? PCRE2_ERROR_CALLOUT : 0;
}

/* Whether the text is matched, counting the steps until the end of it: an expression that finds
 * something goes on behind it. */
static bool run(struct measuring *measuring)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(measuring->data);
	PCRE2_SIZE from = 0;
	bool is_matched = false;

	measuring->steps = 0;
	while (from <= measuring->text.len) {
		int count = pcre2_match(measuring->code, (PCRE2_SPTR)measuring->text.data,
		    measuring->text.len, from, PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, measuring->data,
		    measuring->context);
		if (count < 0 || ends[1] <= from)
			break;
		is_matched = true;
		from = ends[1];
	}
	return is_matched;
}

/* The text is complete: counts it, if it is valid. */
static void try_text(struct measuring *measuring)
{
	struct effort *effort = measuring->effort;
	struct span text = buf_span(&measuring->text);

	if (text.len == 0 || !utf8_is_valid(text))
		return;
	effort->is_matched |= run(measuring);
	effort->all += measuring->steps;
	if (measuring->steps <= effort->worst)
		return;
	effort->worst = measuring->steps;
	size_t len = text.len < EFFORT_SHOWN - 1 ? text.len : EFFORT_SHOWN - 1;
	while (len > 0 && len < text.len && ((unsigned char)text.data[len] & 0xc0) == 0x80)
		len--;
	memcpy(effort->text, text.data, len);
	effort->text[len] = '\0';
}

/* Fills the text with a piece, again and again, then something that it does not expect, and the
 * sample: a letter that must be there is, so that nothing gives up early. */
static void try_repeated(struct measuring *measuring, struct span piece, struct span sample)
{
	buf_clear(&measuring->text);
	while (piece.len > 0 && measuring->text.len + piece.len < EFFORT_TEXT)
		buf_append_span(&measuring->text, piece);
	buf_append_text(&measuring->text, "\x01");
	buf_append_span(&measuring->text, sample);
	try_text(measuring);
}

static void try_prose(struct measuring *measuring)
{
	static const char prose[] =
	    "We opened the new office in Leeds on 3 March, and 40 people came by in the first "
	    "week. "
	    "The price of the small plan stays at 12.50 a month; who signs up before Friday gets "
	    "two months for free! See https://www.example.com/news/2027 or write to "
	    "hello@example.com, we answer everybody within a day or two. ";

	try_repeated(measuring, SPAN(prose), SPAN(""));
	measuring->effort->prose = measuring->steps;
}

/* A sample alone and amid other text: what an expression asks of its surroundings differs. */
static void try_sample(struct measuring *measuring, struct span sample)
{
	static const char *const around[][2] = { { "", "" }, { " ", " " }, { "x", "x" },
		{ "\n", "\n" } };

	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		buf_clear(&measuring->text);
		buf_append_text(&measuring->text, around[i][0]);
		buf_append_span(&measuring->text, sample);
		buf_append_text(&measuring->text, around[i][1]);
		try_text(measuring);
	}
}

/* Each letter of a sample by itself, and any two of the first ones in turn. */
static void try_letters(struct measuring *measuring, struct span sample)
{
	char letters[LETTERS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < sample.len && count < LETTERS_MAX; i++)
		if ((unsigned char)sample.data[i] < 0x80 &&
		    memchr(letters, sample.data[i], count) == NULL)
			letters[count++] = sample.data[i];
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			try_repeated(measuring,
			    span_make((char[]){ letters[i], letters[j] }, i == j ? 1 : 2), sample);
}

static struct span without_last(struct span sample)
{
	while (sample.len > 0 && ((unsigned char)sample.data[--sample.len] & 0xc0) == 0x80)
		;
	return sample;
}

static void try_samples(struct measuring *measuring, struct span weakened)
{
	struct buf sample;

	buf_init(&sample, SAMPLE_MAX);
	for (uint64_t seed = 0; seed < TRIES; seed++) {
		bool is_hard = seed < SAMPLES;
		if (!is_hard && measuring->effort->is_matched)
			break;
		buf_clear(&sample);
		sample_write(weakened, seed * 7919, &sample);
		try_sample(measuring, buf_span(&sample));
		if (!is_hard)
			continue;
		try_repeated(measuring, buf_span(&sample), buf_span(&sample));
		try_repeated(measuring, without_last(buf_span(&sample)), buf_span(&sample));
		try_letters(measuring, buf_span(&sample));
	}
	buf_release(&sample);
}

/* More repeats than weaken() keeps count of. */
static bool has_many_repeats(const char *pattern)
{
	for (const char *at = strchr(pattern, '{'); at != NULL; at = strchr(at + 1, '{'))
		if (strtoul(at + 1, NULL, 10) > COUNTED_REPEATS)
			return true;
	return false;
}

/* What a sample does not know of: what was matched before, what must stand ahead or behind. */
static bool is_beyond_samples(const char *pattern)
{
	static const char *const marks[] = { "(?=", "(?<=", "(?(", "(*", "\\k", "\\g", "\\K", "\\G",
		"\\1", "\\2", "\\3", "\\4", "\\5", "\\6", "\\7", "\\8", "\\9", "(?P=", "(?R",
		"(?&" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(pattern, marks[i]) != NULL)
			return true;
	return has_many_repeats(pattern);
}

static void open_measuring(
    struct measuring *measuring, const char *pattern, bool is_exact, struct effort *effort)
{
	uint32_t options =
	    PCRE2_UTF | PCRE2_UCP | PCRE2_AUTO_CALLOUT | (is_exact ? 0 : PCRE2_CASELESS);
	int code;
	PCRE2_SIZE offset;

	memset(measuring, 0, sizeof *measuring);
	buf_init(&measuring->text, EFFORT_TEXT + SAMPLE_MAX);
	measuring->effort = effort;
	measuring->code = pcre2_compile(
	    (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &code, &offset, NULL);
	measuring->data = pcre2_match_data_create(1, NULL);
	measuring->context = pcre2_match_context_create(NULL);
	if (measuring->data == NULL || measuring->context == NULL)
		abort();
	pcre2_set_callout(measuring->context, on_step, measuring);
}

static void close_measuring(struct measuring *measuring)
{
	pcre2_code_free(measuring->code);
	pcre2_match_data_free(measuring->data);
	pcre2_match_context_free(measuring->context);
	buf_release(&measuring->text);
}

void effort_measure(const char *pattern, bool is_exact, struct effort *effort)
{
	struct measuring measuring;
	struct buf weakened;

	memset(effort, 0, sizeof *effort);
	open_measuring(&measuring, pattern, is_exact, effort);
	buf_init(&weakened, WEAKENED_MAX);
	if (measuring.code != NULL) {
		try_prose(&measuring);
		bool is_known = weaken(pattern, is_exact, &weakened);
		if (is_known)
			try_samples(&measuring, buf_span(&weakened));
		effort->is_matched |= !is_known || is_beyond_samples(pattern);
	}
	buf_release(&weakened);
	close_measuring(&measuring);
}
