#include "reference.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/types.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void reference_make(char reference[REFERENCE_LEN + 1])
{
	unsigned char random[REFERENCE_LEN];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		abort(); /* so few bytes are always given whole (getrandom(2)) */
	for (int i = 0; i < REFERENCE_LEN; i++)
		reference[i] = digits[random[i] % 32];
	reference[REFERENCE_LEN] = '\0';
}

static char digit_of(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		return '1';
	if (c == 'O')
		return '0';
	return c != '\0' && strchr(digits, c) != NULL ? c : '\0';
}

bool reference_read(struct span said, char reference[REFERENCE_LEN + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < said.len; i++) {
		if (said.data[i] == '-')
			continue;
		char digit = digit_of(said.data[i]);
		if (digit == '\0' || len == REFERENCE_LEN)
			return false;
		reference[len++] = digit;
	}
	reference[len] = '\0';
	return len == REFERENCE_LEN;
}
