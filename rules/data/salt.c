#include "salt.h"

#include <stdlib.h>
#include <sys/random.h>

struct salt salt_new(void)
{
	struct salt salt;

	if (getrandom(salt.key, sizeof salt.key, 0) != (ssize_t)sizeof salt.key)
		abort();
	return salt;
}
