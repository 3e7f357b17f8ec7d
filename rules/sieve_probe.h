/*
 * Does the library under the sieve find what is there, on this processor? Vectorscan 5.4.9 does not
 * where there is AVX-512: its fast ways past bytes that cannot matter pass over some that do. A
 * sieve that overlooks is worse than none, so it is asked before it is relied on.
 */
#ifndef RULES_SIEVE_PROBE_H
#define RULES_SIEVE_PROBE_H

#include <stdbool.h>

bool sieve_probe(void); /* asked once a process, some milliseconds; the answer is kept */

#endif
