#include "reference.h"

#include <stdlib.h>
#include <sys/random.h>
#include <sys/types.h>

void reference_make(char reference[REFERENCE_LEN + 1])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char random[REFERENCE_LEN];

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		abort(); /* so few bytes are always given whole (getrandom(2)) */
	for (int i = 0; i < REFERENCE_LEN; i++)
		reference[i] = digits[random[i] % 32];
	reference[REFERENCE_LEN] = '\0';
}
