/* Pieces of the patterns of numbers. */
#ifndef RULES_KINDS_NUMBER_H
#define RULES_KINDS_NUMBER_H

/* A number is no part of a word, a longer number, a fraction or a date. */
#define NUMBER_BEGINS "(?<![0-9A-Za-z_])(?<![0-9][.,/-])"
#define NUMBER_ENDS   "(?![0-9A-Za-z_])(?![.,/-][0-9])"
#define NUMBER(text)  NUMBER_BEGINS text NUMBER_ENDS

/* What the sieve looks for: so many digits, whatever stands between them. */
#define DIGITS_6 "[0-9](?:[ ./\\x{a0}\\x{2010}-\\x{2013}-]?[0-9]){5}"
#define DIGITS_9 "[0-9](?:[ ./\\x{a0}\\x{2010}-\\x{2013}-]?[0-9]){8}"

#define NUMBER_OF_6(text) .pattern = NUMBER(text), .hint = DIGITS_6
#define NUMBER_OF_9(text) .pattern = NUMBER(text), .hint = DIGITS_9

/* Between groups of digits. */
#define MARK       "[ .\\x{a0}\\x{2010}-\\x{2013}-]"
#define MAYBE_MARK MARK "?"

#endif
