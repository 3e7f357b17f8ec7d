/* What weaken.c shares with weaken_put.c and weaken_read.c: a pattern on its way. */
#ifndef RULES_WEAKEN_PRIVATE_H
#define RULES_WEAKEN_PRIVATE_H

#include <stdint.h>

#include "byte_set.h"
#include "weaken.h"

enum { UNBOUNDED = -1 };

struct weakening {
	const char *at; /* NUL-terminated */
	struct buf *out;
	bool is_exact;
	bool is_mixed;  /* some of it is in any case, some is not; is_exact is false then */
	bool is_quoted; /* between \Q and \E */
	bool is_refused;
	int class_limit; /* more repeats of a class are any number */
	int group_limit; /* likewise of a group, and of a single character */
};

struct repeat {
	int min;
	int max; /* or UNBOUNDED */
};

/* weaken_put.c: what is written. */
void put_text(struct weakening *w, const char *text);
void put_set(struct weakening *w, const struct byte_set *set);
void put_character(struct weakening *w, uint32_t c);
/* A letter and its other cases: (?:k|K|\xe2\x84\xaa). */
void put_closure(struct weakening *w, uint32_t c);
/* factor: how many bytes one character may take. */
void put_repeat(struct weakening *w, struct repeat repeat, int limit, int factor);

/* weaken_read.c: what is read; w->at stands behind it afterwards. */

/* Lazy and possessive marks change which match is found, or lose some: both are dropped. */
struct repeat read_repeat(struct weakening *w);
/* The digits of a number; -1 without any. */
int read_number(const char **at);
uint32_t read_plain(struct weakening *w); /* one character that stands for itself */
/* An escape that stands for one character; w->at is behind its letter. */
bool read_escaped(struct weakening *w, char letter, uint32_t *c);
/* \d and its like, upper case for the opposite. */
bool read_type(char letter, struct byte_set *set);
/* \p{…}, \P{…}, \pL: any character may have the property. */
void skip_property(struct weakening *w);
/* w->at is behind the opening bracket. */
struct byte_set read_class(struct weakening *w);

bool is_alphanumeric(char c);
void set_any(struct byte_set *set);

#endif
