#include "code.h"

#include <string.h>

bool code_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_capital(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
}

bool code_read(struct code *code, struct span text, size_t start, size_t end)
{
	code->len = 0;
	for (size_t i = start; i < end; i++) {
		char c = to_capital(text.data[i]);
		if (!code_is_digit(c) && !(c >= 'A' && c <= 'Z'))
			continue;
		if (code->len == CODE_MAX)
			return false;
		code->at[code->len++] = c;
	}
	code->at[code->len] = '\0';
	return true;
}

unsigned code_value(char c)
{
	return (unsigned)(code_is_digit(c) ? c - '0' : to_capital(c) - 'A' + 10);
}

uint64_t code_number(const char *digits, size_t count)
{
	uint64_t number = 0;

	for (size_t i = 0; i < count; i++)
		number = number * 10 + code_value(digits[i]);
	return number;
}

unsigned code_weigh(const char *code, const char *weights)
{
	unsigned sum = 0;

	for (size_t i = 0; weights[i] != '\0'; i++)
		sum += code_value(code[i]) * code_value(weights[i]);
	return sum;
}

bool code_passes_luhn(const char *digits, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned digit = code_value(digits[count - 1 - i]);
		if (i % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return sum % 10 == 0;
}

unsigned code_mod97(const char *code, size_t count)
{
	unsigned rest = 0;

	for (size_t i = 0; i < count; i++)
		rest = (rest * (code_is_digit(code[i]) ? 10 : 100) + code_value(code[i])) % 97;
	return rest;
}

bool code_passes_mod11_10(const char *digits, size_t count)
{
	unsigned product = 10;

	for (size_t i = 0; i + 1 < count; i++) {
		unsigned sum = (product + code_value(digits[i])) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (product + code_value(digits[count - 1])) % 10 == 1;
}

bool code_passes_mod11_2(const char *digits, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i + 1 < count; i++)
		sum = (sum + code_value(digits[i])) * 2 % 11;
	char last = digits[count - 1];
	return (sum + (last == 'X' ? 10 : code_value(last))) % 11 == 1;
}

/* The dihedral group D5, and the permutation that each place applies once more. */
bool code_passes_verhoeff(const char *digits, size_t count)
{
	static const char products[10][11] = { "0123456789", "1234067895", "2340178956",
		"3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104",
		"9876543210" };
	static const char places[8][11] = { "0123456789", "1576283094", "5803796142", "8916043527",
		"9453126870", "4286573901", "2793806415", "7046913258" };
	unsigned check = 0;

	for (size_t i = 0; i < count; i++) {
		char digit = places[i % 8][code_value(digits[count - 1 - i])];
		check = code_value(products[check][code_value(digit)]);
	}
	return check == 0;
}

bool code_is_uniform(const char *code, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (code[i] != code[0])
			return false;
	return true;
}

bool code_is_date(unsigned year, unsigned month, unsigned day)
{
	static const unsigned days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = year < 100 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return month != 2 || day < 29 || is_leap;
}

static unsigned pair(const char *digits)
{
	return code_value(digits[0]) * 10 + code_value(digits[1]);
}

bool code_is_yymmdd(const char *digits)
{
	return code_is_date(pair(digits), pair(digits + 2), pair(digits + 4));
}

bool code_is_ddmmyy(const char *digits)
{
	return code_is_date(pair(digits + 4), pair(digits + 2), pair(digits));
}

bool code_is_yyyymmdd(const char *digits)
{
	unsigned year = pair(digits) * 100 + pair(digits + 2);

	return year >= 1880 && year < 2080 &&
	       code_is_date(year, pair(digits + 4), pair(digits + 6));
}
