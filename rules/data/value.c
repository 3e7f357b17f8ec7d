#include "value.h"

#include <string.h>

#include "../text/token.h"
#include "../text/utf8.h"
#include "ordinary.h"

enum { SHORT_CHARACTERS = 3, SHORT_DIGITS = 5 };

struct reading {
	struct value *value;
	const struct salt *salt;
	char digits[VALUE_DIGITS_MAX];
	size_t digit_count; /* of the number being read; 0: none is */
	size_t characters;  /* letters, of all words */
	size_t all_digits;
	bool is_ordinary; /* the last word is */
};

static void add_word(struct reading *reading, struct span text)
{
	struct value *value = reading->value;
	uint64_t hash = salt_hash(reading->salt, text);

	if (value->word_count == VALUE_WORDS_MAX) {
		value->is_too_long = true;
		return;
	}
	if (value->word_count > 0)
		hash = hash_join(value->prefixes[value->word_count - 1], hash);
	value->prefixes[value->word_count++] = hash;
}

static void end_number(struct reading *reading)
{
	if (reading->digit_count == 0)
		return;
	add_word(reading, span_make(reading->digits, reading->digit_count));
	reading->value->digit_lengths |= UINT64_C(1) << reading->digit_count;
	reading->digit_count = 0;
	reading->is_ordinary = false;
}

static void add_digits(struct reading *reading, struct span digits)
{
	if (digits.len > VALUE_DIGITS_MAX - reading->digit_count) {
		reading->value->is_too_long = true;
		return;
	}
	memcpy(reading->digits + reading->digit_count, digits.data, digits.len);
	reading->digit_count += digits.len;
	reading->all_digits += digits.len;
}

static void add_token(struct reading *reading, struct span text, const struct token *token)
{
	char room[TOKEN_BYTES_MAX];
	struct span counting = token_text(text, token, room);

	if (token->is_digits) {
		add_digits(reading, counting);
		return;
	}
	end_number(reading);
	add_word(reading, counting);
	reading->characters += utf8_count(counting.data, counting.len);
	reading->is_ordinary = ordinary_class(counting) != ORDINARY_NOT;
}

static enum value_weakness weakness_of(const struct reading *reading)
{
	size_t count = reading->characters + reading->all_digits;

	if (count < SHORT_CHARACTERS || (reading->characters == 0 && count < SHORT_DIGITS))
		return VALUE_SHORT;
	if (reading->value->word_count == 1 && reading->is_ordinary)
		return VALUE_ORDINARY;
	return VALUE_STRONG;
}

void value_read(
    struct value *value, const struct salt *salt, struct span cell, struct folded *folded)
{
	struct reading reading = { .value = value, .salt = salt };
	struct token token;
	size_t at = 0;

	*value = (struct value){ .is_too_long = cell.len > VALUE_BYTES_MAX };
	if (value->is_too_long)
		return;
	struct span text = folded_text(folded, cell);
	while (!value->is_too_long && token_next(text, &at, &token))
		add_token(&reading, text, &token);
	end_number(&reading);
	value->weakness = weakness_of(&reading);
}
