#include "fold.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "utf8.h"

enum {
	TABLE_END = 0x20000, /* the two planes in which nearly all text is; the rest asks ICU */
	MARKS_MAX = 30,      /* UAX #15 D4 */
	UNITS_MAX = 2 * (MARKS_MAX + 2),
	FOLDED_UNITS_MAX = SEGMENT_BYTES_MAX / 3,
};

enum { BEGINS_SEGMENT = 1, STAYS_ALONE = 2 };

struct folding {
	const UNormalizer2 *normalizer;
	bool lowers_ascii;
	uint8_t flags[TABLE_END];
};

static struct folding foldings[2];
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

static void folding_init(struct folding *folding, const UNormalizer2 *normalizer, bool lowers)
{
	folding->normalizer = normalizer;
	folding->lowers_ascii = lowers;
	for (UChar32 c = 0; c < TABLE_END; c++)
		if (!U_IS_SURROGATE((uint32_t)c))
			folding->flags[c] = flags_of(folding, c);
}

static void make_foldings(void)
{
	UErrorCode status = U_ZERO_ERROR;

	folding_init(&foldings[FOLDING_NFKC], unorm2_getNFKCInstance(&status), false);
	folding_init(&foldings[FOLDING_NFKC_CASE], unorm2_getNFKCCasefoldInstance(&status), true);
	assert(U_SUCCESS(status));
}

const struct folding *folding_get(enum folding_kind kind)
{
	pthread_once(&once, make_foldings);
	return &foldings[kind];
}

bool folding_lowers_ascii(const struct folding *folding)
{
	return folding->lowers_ascii;
}

static uint8_t look_up(const struct folding *folding, uint32_t c)
{
	return c < TABLE_END ? folding->flags[c] : flags_of(folding, (UChar32)c);
}

static bool is_ignorable(uint32_t c)
{
	return c >= 0x80 && u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

size_t folding_segment(
    const struct folding *folding, const char *text, size_t len, size_t at, bool *is_plain)
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
		if ((look_up(folding, c) & BEGINS_SEGMENT) != 0)
			break;
		*is_plain = false;
		end = next;
		marks++;
	}
	return end - at;
}

size_t folding_apply(
    const struct folding *folding, const char *segment, size_t len, char out[SEGMENT_BYTES_MAX])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[UNITS_MAX];
	UChar folded[FOLDED_UNITS_MAX];
	int32_t count = 0;
	int32_t written = 0;

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
