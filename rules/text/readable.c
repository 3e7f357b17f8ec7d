#include "readable.h"

#include "ascii.h"
#include "utf8.h"

static bool reject(struct readable *readable)
{
	readable->is_bad = true;
	return false;
}

static bool add_ascii(struct readable *readable, uint8_t byte)
{
	bool is_white = byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';

	if ((byte < 0x20 && !is_white) || byte == 0x7f)
		return reject(readable);
	readable->good += is_white || ascii_is_figure(byte);
	return true;
}

/* How many bytes a character has that begins with this one; 0: none does. */
static size_t length_of(uint8_t first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static bool add_tail(struct readable *readable, uint8_t byte)
{
	size_t at = 0;

	if ((byte & 0xc0) != 0x80)
		return reject(readable);
	readable->pending[readable->have++] = byte;
	if (readable->have < readable->need)
		return true;
	utf8_next((const char *)readable->pending, readable->need, &at);
	if (at != readable->need)
		return reject(readable);
	readable->good += readable->need;
	readable->need = 0;
	return true;
}

bool readable_add(struct readable *readable, uint8_t byte)
{
	if (readable->is_bad)
		return false;
	readable->bytes++;
	if (readable->need > 0)
		return add_tail(readable, byte);
	if (byte < 0x80)
		return add_ascii(readable, byte);
	readable->need = length_of(byte);
	readable->have = 1;
	readable->pending[0] = byte;
	return readable->need > 0 || reject(readable);
}

bool readable_end(const struct readable *readable, size_t least)
{
	return !readable->is_bad && readable->need == 0 && readable->bytes >= least &&
	       readable->good * 10 >= readable->bytes * 7;
}
