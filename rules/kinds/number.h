/* Pieces of the patterns of numbers. */
#ifndef RULES_KINDS_NUMBER_H
#define RULES_KINDS_NUMBER_H

/* A number is no part of a word, a longer number, a fraction or a date. */
#define NUMBER_BEGINS "(?<![0-9A-Za-z_])(?<![0-9][.,/-])"
#define NUMBER_ENDS   "(?![0-9A-Za-z_])(?![.,/-][0-9])"
#define NUMBER(text)  NUMBER_BEGINS text NUMBER_ENDS

/* Between groups of digits. */
#define MARK       "[ .\\x{a0}\\x{2010}-\\x{2013}-]"
#define MAYBE_MARK MARK "?"

#endif
