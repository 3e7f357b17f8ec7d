#include "slots.h"

#include <string.h>

/* Full to four fifths. A number stands at its home or behind it; the spare slots take what the last
 * homes push out. */
enum { LOAD_PERCENT = 80, SPARE = 1024, DIGITS = 2048, DIGIT_BITS = 11 };

/* One pass of a radix sort; false if nothing had to be moved. */
static bool sort_by(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
	size_t at[DIGITS] = { 0 };
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		at[from[i] >> shift & (DIGITS - 1)]++;
	for (size_t digit = 0; digit < DIGITS; digit++) {
		size_t before = sum;
		if (at[digit] == count)
			return false;
		sum += at[digit];
		at[digit] = before;
	}
	for (size_t i = 0; i < count; i++)
		to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

void numbers_sort(uint64_t *numbers, size_t count, uint64_t *scratch)
{
	uint64_t *from = numbers;
	uint64_t *to = scratch;

	for (unsigned shift = 0; shift < 64 && count > 1; shift += DIGIT_BITS) {
		if (!sort_by(from, to, count, shift))
			continue;
		uint64_t *other = from;
		from = to;
		to = other;
	}
	if (from != numbers)
		memcpy(numbers, from, count * sizeof *numbers);
}

size_t slots_needed(size_t count)
{
	return count * 100 / LOAD_PERCENT + 1 + SPARE;
}

struct slots slots_open(const uint64_t *list, size_t needed, unsigned lower_bits)
{
	return (struct slots){ list, needed - SPARE, lower_bits };
}

bool slots_fill(
    uint64_t *list, size_t needed, unsigned lower_bits, const uint64_t *numbers, size_t count)
{
	struct slots slots = slots_open(list, needed, lower_bits);
	size_t next = 0;

	for (size_t i = 0; i < count; i++) {
		size_t home = slots_home(&slots, numbers[i]);
		size_t at = home > next ? home : next;
		if (at + 1 >= needed)
			return false;
		list[at] = numbers[i];
		next = at + 1;
	}
	return true;
}
