/* Numbers and codes as they are written, and the arithmetic of their check digits. Pure. */
#ifndef RULES_KINDS_CODE_H
#define RULES_KINDS_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum { CODE_MAX = 64 };

/* Without its separators: digits and capital letters. */
struct code {
	char at[CODE_MAX + 1]; /* NUL-terminated */
	size_t len;
};

/* Reads [start, end) of text; false if that is longer than CODE_MAX. */
bool code_read(struct code *code, struct span text, size_t start, size_t end);

unsigned code_value(char c); /* 0 to 9, then A = 10 to Z = 35 */
bool code_is_digit(char c);
uint64_t code_number(const char *digits, size_t count); /* up to 19 digits */

/* The sum of each value times its weight. weights are digits of base 36: "8765432", "a9876". */
unsigned code_weigh(const char *code, const char *weights);

bool code_passes_luhn(const char *digits, size_t count);
unsigned code_mod97(const char *code, size_t count);         /* letters as two digits */
bool code_passes_mod11_10(const char *digits, size_t count); /* ISO 7064, hybrid */
bool code_passes_mod11_2(const char *digits, size_t count);  /* ISO 7064, X is ten */
bool code_passes_verhoeff(const char *digits, size_t count);

bool code_is_uniform(const char *code, size_t count); /* one character all through */

/* Is there such a day? Of a year in two digits, 29 February always is. */
bool code_is_date(unsigned year, unsigned month, unsigned day);
bool code_is_yymmdd(const char *digits);
bool code_is_ddmmyy(const char *digits);
bool code_is_yyyymmdd(const char *digits); /* 1880 to 2079 */

#endif
