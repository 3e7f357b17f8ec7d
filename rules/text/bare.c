#include "bare.h"

#include <string.h>
#include <unicode/unorm2.h>

#include "glyph.h"
#include "letter.h"
#include "utf8.h"

enum {
	TAG_FIRST = 0xe0020,
	TAG_LAST = 0xe007e,
	TAG_START = 0xe0000,
	RIGHT_TO_LEFT_OVERRIDE = 0x202e,
	POP = 0x202c,
	FLAGS_MAX = 64,
};

/* A slice, and where its reader stands. */
struct bare {
	struct rewrite *rewrite;
	const char *bytes;
	size_t end;
};

static uint32_t peek(const struct bare *bare, size_t at)
{
	return at < bare->end ? utf8_next(bare->bytes, bare->end, &at) : 0;
}

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

static enum glyph_kind kind_of(uint32_t c)
{
	return is_control(c) ? GLYPH_HIDDEN : (enum glyph_kind)glyph_of(c).kind;
}

static void put_char(struct bare *bare, size_t start, size_t end, uint32_t c, unsigned how)
{
	char bytes[UTF8_MAX];

	rewrite_put(bare->rewrite, start, end, span_make(bytes, utf8_put(c, bytes)), how);
}

/* Behind the marks and hidden characters at `at`; *is_heaped: they are not the vowel signs of
 * Hebrew or Arabic, which say nothing of the letter under them. */
static size_t skip_marks(const struct bare *bare, size_t at, bool *has_marks, bool *is_heaped)
{
	*has_marks = false;
	*is_heaped = false;
	for (size_t next = at; next < bare->end; at = next) {
		uint32_t c = utf8_next(bare->bytes, bare->end, &next);
		enum glyph_kind kind = kind_of(c);
		if (kind != GLYPH_MARK && (kind != GLYPH_HIDDEN || c == RIGHT_TO_LEFT_OVERRIDE ||
		                              (c >= TAG_FIRST && c <= TAG_LAST)))
			break;
		*has_marks |= kind == GLYPH_MARK;
		*is_heaped |= kind == GLYPH_MARK && (c < 0x0590 || c > 0x06ff);
		if (next == bare->end)
			return next;
	}
	return at;
}

/* What is left of a letter without its marks. */
static uint32_t base_of(uint32_t c)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFDInstance(&status);
	UChar parts[8];
	int32_t count = unorm2_getDecomposition(normalizer, (UChar32)c, parts, 8, &status);
	uint32_t base;

	if (U_FAILURE(status) || count <= 0)
		return c;
	base = parts[0];
	if (U16_IS_LEAD(parts[0]) && count > 1)
		base = (uint32_t)U16_GET_SUPPLEMENTARY(parts[0], parts[1]);
	return base;
}

/* Characters in the order in which they are seen; that of the bytes is the other way round. */
static size_t take_override(struct bare *bare, size_t start, size_t at)
{
	size_t last = at;

	while (last < bare->end && bare->bytes[last] != '\n' && peek(bare, last) != POP)
		utf8_next(bare->bytes, bare->end, &last);
	rewrite_drop(bare->rewrite, start, at, HOW_HIDDEN);
	rewrite_begin_run(bare->rewrite, at);
	for (size_t behind = last; behind > at;) {
		size_t before = behind;
		uint32_t c = utf8_previous(bare->bytes, &before);
		if (kind_of(c) != GLYPH_HIDDEN)
			rewrite_piece(bare->rewrite, before, behind,
			    span_make(bare->bytes + before, behind - before),
			    HOW_HIDDEN | HOW_TURNED);
		behind = before;
	}
	rewrite_end_run(bare->rewrite, last, true);
	return last;
}

/* A text of tags is one beside the text that is seen. */
static void put_tag(struct bare *bare, size_t start, size_t at, char c)
{
	const char bytes[] = { ' ', c };
	size_t before = start;
	uint32_t last = start > 0 ? utf8_previous(bare->bytes, &before) : ' ';
	bool is_first = letter_is_word(last);

	rewrite_put(
	    bare->rewrite, start, at, span_make(bytes + !is_first, 1 + is_first), HOW_HIDDEN);
}

static size_t take_hidden(struct bare *bare, size_t start, size_t at, uint32_t c)
{
	if (c == RIGHT_TO_LEFT_OVERRIDE)
		return take_override(bare, start, at);
	if (c >= TAG_FIRST && c <= TAG_LAST)
		put_tag(bare, start, at, (char)(c - TAG_START));
	else
		rewrite_drop(bare->rewrite, start, at, HOW_HIDDEN);
	return at;
}

struct flag_run {
	char letters[FLAGS_MAX];
	size_t ends[FLAGS_MAX];
	size_t count;
	size_t end;
	bool is_apart; /* something hidden keeps halves from making flags */
};

static void read_flags(const struct bare *bare, size_t start, struct flag_run *run)
{
	size_t at = start;

	memset(run, 0, sizeof *run);
	while (run->count < FLAGS_MAX && at < bare->end) {
		uint32_t c = utf8_next(bare->bytes, bare->end, &at);
		struct glyph glyph = glyph_of(c);
		if (glyph.kind == GLYPH_HIDDEN)
			continue;
		if (glyph.kind != GLYPH_FLAG)
			return;
		run->is_apart |= run->count > 0 && run->end != at - 4;
		run->letters[run->count] = glyph.alike;
		run->ends[run->count++] = at;
		run->end = at;
	}
}

static bool are_flags(const struct flag_run *run)
{
	if (run->is_apart || run->count % 2 != 0)
		return false;
	for (size_t i = 0; i < run->count; i += 2)
		if (!glyph_is_flag(run->letters[i], run->letters[i + 1]))
			return false;
	return true;
}

static size_t take_flags(struct bare *bare, size_t start)
{
	struct flag_run run;

	read_flags(bare, start, &run);
	for (size_t i = 0; i < run.count && !are_flags(&run); i++) {
		rewrite_put(bare->rewrite, start, run.ends[i], span_make(&run.letters[i], 1),
		    HOW_LOOKALIKE);
		start = run.ends[i];
	}
	return run.end;
}

/* A letter, and the marks behind it. */
static size_t take_cluster(struct bare *bare, size_t start, size_t at, uint32_t c)
{
	bool has_marks;
	bool is_heaped;
	size_t end = skip_marks(bare, at, &has_marks, &is_heaped);

	if (!has_marks)
		return at;
	if (is_heaped && base_of(c) != c)
		put_char(bare, start, at, base_of(c), HOW_MARKS);
	rewrite_drop(bare->rewrite, at, end, HOW_MARKS);
	return end;
}

static size_t take(struct bare *bare, size_t start)
{
	size_t at = start;
	uint32_t c = utf8_next(bare->bytes, bare->end, &at);
	struct glyph glyph = glyph_of(c);

	if (is_control(c))
		return take_hidden(bare, start, at, c);
	switch (glyph.kind) {
	case GLYPH_HIDDEN:
		return take_hidden(bare, start, at, c);
	case GLYPH_MARK:
		rewrite_drop(bare->rewrite, start, at, HOW_MARKS);
		return at;
	case GLYPH_SHAPE:
		put_char(bare, start, at, (unsigned char)glyph.alike, HOW_LOOKALIKE);
		return at;
	case GLYPH_FLAG:
		return take_flags(bare, start);
	default:
		return c >= 0x80 ? take_cluster(bare, start, at, c) : at;
	}
}

void bare_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused)
{
	struct bare bare = { rewrite, rewrite->in->bytes, end };

	(void)unused;
	while (start < end)
		start = take(&bare, start);
}
