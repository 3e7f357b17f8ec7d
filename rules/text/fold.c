#include "fold.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "../../proxy/base/mem.h"
#include "utf8.h"

enum {
	TABLE_END = 0x20000, /* the two planes in which nearly all text is; the rest asks ICU */
	MARKS_MAX = 30,      /* UAX #15 D4 */
	UNITS_MAX = 2 * (MARKS_MAX + 2),
	SEGMENT_BYTES_MAX = 1024,
	FOLDED_UNITS_MAX = SEGMENT_BYTES_MAX / 3,
	PAGE = 256,
};

enum { BEGINS_SEGMENT = 1, STAYS_ALONE = 2 };

struct folding {
	const UNormalizer2 *normalizer;
	bool lowers_ascii;
	uint8_t flags[TABLE_END];
	/* What one character alone becomes where that is one character too: a page for 256 of them
	 * if there is any, in it 0 where ICU is to be asked. */
	uint32_t *alone[TABLE_END / PAGE];
};

enum { FOLDS_FORM, FOLDS_CASE, FOLDINGS };

static struct folding foldings[FOLDINGS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool stays_alone(const struct folding *folding, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[2];
	int32_t count = 0;

	U16_APPEND_UNSAFE(units, count, c);
	return unorm2_isNormalized(folding->normalizer, units, count, &status) && U_SUCCESS(status);
}

static uint8_t flags_of(const struct folding *folding, UChar32 c)
{
	if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
		return BEGINS_SEGMENT | STAYS_ALONE;
	unsigned flags = 0;
	if (unorm2_hasBoundaryBefore(folding->normalizer, c))
		flags |= BEGINS_SEGMENT;
	if (stays_alone(folding, c))
		flags |= STAYS_ALONE;
	return (uint8_t)flags;
}

static void note_alone(struct folding *folding, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[2];
	UChar folded[FOLDED_UNITS_MAX];
	int32_t count = 0;

	U16_APPEND_UNSAFE(units, count, c);
	count =
	    unorm2_normalize(folding->normalizer, units, count, folded, FOLDED_UNITS_MAX, &status);
	if (U_FAILURE(status) || u_countChar32(folded, count) != 1)
		return;
	uint32_t **page = &folding->alone[c / PAGE];
	if (*page == NULL)
		*page = mem_array(PAGE, sizeof **page);
	(*page)[c % PAGE] =
	    count == 1 ? folded[0] : (uint32_t)U16_GET_SUPPLEMENTARY(folded[0], folded[1]);
}

static void folding_init(struct folding *folding, const UNormalizer2 *normalizer, bool lowers)
{
	folding->normalizer = normalizer;
	folding->lowers_ascii = lowers;
	for (UChar32 c = 0; c < TABLE_END; c++) {
		if (U_IS_SURROGATE((uint32_t)c))
			continue;
		folding->flags[c] = flags_of(folding, c);
		if ((folding->flags[c] & STAYS_ALONE) == 0)
			note_alone(folding, c);
	}
}

static void make_foldings(void)
{
	UErrorCode status = U_ZERO_ERROR;

	folding_init(&foldings[FOLDS_FORM], unorm2_getNFKCInstance(&status), false);
	folding_init(&foldings[FOLDS_CASE], unorm2_getNFKCCasefoldInstance(&status), true);
	assert(U_SUCCESS(status));
}

static uint8_t look_up(const struct folding *folding, uint32_t c)
{
	return c < TABLE_END ? folding->flags[c] : flags_of(folding, (UChar32)c);
}

static bool is_ignorable(uint32_t c)
{
	return c >= 0x80 && u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* Length of the segment at text[at..len): what can be normalised by itself (UAX #15, normalization
 * boundaries). *is_plain: it stays as it is. Cut after 30 marks, as UAX #15's stream-safe text is,
 * so that no text makes a long one. is_normal: the text is NFKC, of which only characters that do
 * not stay alone change. */
static size_t segment_len(const struct folding *folding, const char *text, size_t len, size_t at,
    bool is_normal, bool *is_plain)
{
	size_t end = at;
	size_t marks = 0;
	uint32_t first = utf8_next(text, len, &end);

	*is_plain = (look_up(folding, first) & STAYS_ALONE) != 0;
	if (end == len || (unsigned char)text[end] < 0x80 || is_ignorable(first))
		return end - at;
	while (end < len && marks < MARKS_MAX) {
		size_t next = end;
		uint32_t c = utf8_next(text, len, &next);
		uint8_t flags = look_up(folding, c);
		if ((flags & BEGINS_SEGMENT) != 0)
			break;
		*is_plain &= is_normal && (flags & STAYS_ALONE) != 0;
		end = next;
		marks++;
	}
	return end - at;
}

static bool apply_alone(const struct folding *folding, const char *segment, size_t len,
    char out[SEGMENT_BYTES_MAX], size_t *written)
{
	size_t at = 0;
	uint32_t c = utf8_next(segment, len, &at);

	if (at != len || c >= TABLE_END || folding->alone[c / PAGE] == NULL ||
	    folding->alone[c / PAGE][c % PAGE] == 0)
		return false;
	*written = utf8_put(folding->alone[c / PAGE][c % PAGE], out);
	return true;
}

/* Folds one segment; returns the bytes written to out. */
static size_t apply(
    const struct folding *folding, const char *segment, size_t len, char out[SEGMENT_BYTES_MAX])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[UNITS_MAX];
	UChar folded[FOLDED_UNITS_MAX];
	int32_t count = 0;
	int32_t written = 0;
	size_t alone;

	if (apply_alone(folding, segment, len, out, &alone))
		return alone;
	u_strFromUTF8(units, UNITS_MAX, &count, segment, (int32_t)len, &status);
	count =
	    unorm2_normalize(folding->normalizer, units, count, folded, FOLDED_UNITS_MAX, &status);
	u_strToUTF8(out, SEGMENT_BYTES_MAX, &written, folded, count, &status);
	if (U_FAILURE(status)) { /* cannot be: the sizes above hold the longest there is */
		memcpy(out, segment, len);
		return len;
	}
	return (size_t)written;
}

/* Length of the run of ASCII at text that no mark joins on to, so that it can be taken byte by
 * byte. */
static size_t ascii_run(struct span text, size_t at)
{
	size_t end = utf8_skip_ascii(text.data, text.len, at);

	return end < text.len && end > at ? end - at - 1 : end - at;
}

/* Eight bytes at a time where all are ASCII: adds 0x20 to those between 'A' and 'Z'. */
static uint64_t lower_word(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t above_z = word + ones * (0x7f - 'Z');
	uint64_t from_a = word + ones * (0x80 - 'A');
	uint64_t is_upper = (from_a & ~above_z) & (ones * 0x80);

	return word + (is_upper >> 2);
}

static void copy_lower(char *to, const char *from, size_t len)
{
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t word;
		memcpy(&word, from + i, sizeof word);
		word = lower_word(word);
		memcpy(to + i, &word, sizeof word);
	}
	for (; i < len; i++)
		to[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 0x20 : from[i]);
}

static void add_ascii(const struct folding *folding, const struct view *in, size_t start,
    size_t end, struct view *out)
{
	char *to = view_keep_room(out, in, start, end);

	if (to == NULL)
		return;
	if (folding->lowers_ascii)
		copy_lower(to, in->bytes + start, end - start);
	else
		memcpy(to, in->bytes + start, end - start);
}

static size_t add_segment(const struct folding *folding, bool is_normal, const struct view *in,
    size_t start, size_t end, struct view *out)
{
	char folded[SEGMENT_BYTES_MAX];
	bool is_plain;
	size_t len = segment_len(folding, in->bytes, end, start, is_normal, &is_plain);

	if (is_plain) {
		view_keep(out, in, start, start + len);
		return len;
	}
	size_t count = apply(folding, in->bytes + start, len, folded);
	if (count == len && memcmp(folded, in->bytes + start, len) == 0)
		view_keep(out, in, start, start + len);
	else if (count == 1 && len == 1)
		add_ascii(folding, in, start, start + 1, out);
	else
		view_put(out, in, start, start + len, span_make(folded, count), HOW_FOLDED);
	return len;
}

static void fold_slice(
    enum folding_kind kind, const struct view *in, size_t start, size_t end, struct view *out)
{
	const struct folding *folding = &foldings[kind == FOLDING_NFKC ? FOLDS_FORM : FOLDS_CASE];
	bool is_normal = kind == FOLDING_CASE;

	while (start < end && !out->is_full) {
		size_t run = ascii_run(span_make(in->bytes, end), start);
		if (run > 0)
			add_ascii(folding, in, start, start + run, out);
		else
			run = add_segment(folding, is_normal, in, start, end, out);
		start += run;
	}
}

void fold_prepare(void)
{
	pthread_once(&once, make_foldings);
}

void fold_view(const struct view *in, size_t first, enum folding_kind kind, struct view *out)
{
	fold_prepare();
	view_clear(out, in->max);
	if (first > 0)
		view_put(out, in, 0, in->starts[first], SPAN(""), 0);
	for (size_t i = first; i < in->slice_count; i++) {
		size_t end = in->starts[i + 1] - 1;
		view_begin_slice(out);
		fold_slice(kind, in, in->starts[i], end, out);
		view_keep(out, in, end, end + 1);
	}
	view_end_slices(out);
}
