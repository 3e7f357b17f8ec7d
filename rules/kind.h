/* Checks of the kinds of data (matcher.h, struct kind): arithmetic that mere digits do not pass. */
#ifndef RULES_KIND_H
#define RULES_KIND_H

#include "matcher.h"

/* The first run of groups of digits within found that is a payment card number: 13 to 19 digits of
 * a known issuer's range whose last one is right (ISO/IEC 7812-1, Luhn). */
bool kind_check_card(struct span found, size_t *start, size_t *end);

/* An IBAN of a known country, with its length and its check digits (ISO 13616, ISO 7064 mod 97-10).
 */
bool kind_check_iban(struct span found, size_t *start, size_t *end);

bool kind_check_email(struct span found, size_t *start, size_t *end);

extern const struct kind kind_private_key;
extern const struct kind kind_secret; /* kind_secret.c */

#endif
