/* The two halves of the table of texts, for texts.c and texts_own.c only. */
#ifndef NOTICE_TEXTS_PRIVATE_H
#define NOTICE_TEXTS_PRIVATE_H

#include "texts.h"

extern const char *const own_texts[TEXT_COUNT - TEXT_OWN_FIRST][LANGUAGE_COUNT];

#endif
