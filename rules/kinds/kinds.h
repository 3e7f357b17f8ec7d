/* The kinds, each defined in the file of its family; rules/kind.c has the table. */
#ifndef RULES_KINDS_KINDS_H
#define RULES_KINDS_KINDS_H

#include "../kind.h"

#define KIND_FORMS(list) .forms = (list), .form_count = sizeof(list) / sizeof *(list)

/* money: card.c, iban.c */
extern const struct kind kind_card;
extern const struct kind kind_iban;

/* how to reach somebody: contact.c */
extern const struct kind kind_email;

/* what opens something */
extern const struct kind kind_private_key;
extern const struct kind kind_secret;

#endif
