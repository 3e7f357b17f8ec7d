/* ASCII letters and figures, whatever the locale. */
#ifndef RULES_TEXT_ASCII_H
#define RULES_TEXT_ASCII_H

#include <stdbool.h>
#include <stdint.h>

static inline bool ascii_is_upper(uint32_t c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_lower(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool ascii_is_letter(uint32_t c)
{
	return ascii_is_lower(c | 0x20);
}

static inline bool ascii_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_figure(uint32_t c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

static inline char ascii_lower(char c)
{
	return ascii_is_upper((unsigned char)c) ? (char)(c + 0x20) : c;
}

static inline char ascii_upper(char c)
{
	return ascii_is_lower((unsigned char)c) ? (char)(c - 0x20) : c;
}

#endif
