/*
 * Runs that look like a code by their alphabet and length, and turn into something to read: base64
 * (RFC 4648 4 and 5, over several lines, without padding), hexadecimal, lists of numbers (decimal,
 * octal, binary), Morse, the spelling alphabet, punycode (RFC 3492), ascii85, uuencode.
 */
#ifndef RULES_TEXT_CODED_H
#define RULES_TEXT_CODED_H

#include "rewrite.h"

void coded_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused);

/* For the files of the codes: a slice at work. */
struct coding {
	struct rewrite *rewrite;
	struct span text;    /* up to the end of the slice */
	size_t start;        /* of the slice */
	size_t lines_tried;  /* lines up to here are no base64 together */
	size_t armour_tried; /* there is no ascii85 up to here */
};

/* Reads what begins at `at`, which no letter or figure precedes, writes what it stands for and
 * returns where it ends; `at` if it is no such code. */
typedef size_t decoder(struct coding *coding, size_t at);

decoder decode_base64;
decoder decode_hex;
decoder decode_numbers;
decoder decode_morse;
decoder decode_spelled;
decoder decode_punycode;
decoder decode_ascii85;
decoder decode_uuencode;

#endif
