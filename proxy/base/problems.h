/*
 * Everything that is wrong with a configuration, all of it at once: file:line:column and a
 * sentence.
 */
#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

struct node;

enum problem_kind { PROBLEM_WARNING, PROBLEM_ERROR };

struct problem {
	enum problem_kind kind;
	char *file; /* owned; "" if it concerns no file */
	unsigned line;
	unsigned column;
	char *text; /* owned */
};

struct problems {
	struct problem *list;
	size_t count;
	size_t capacity;
	size_t errors;  /* how many of them are errors */
	size_t dropped; /* past the cap of 1,000 */
};

void problems_init(struct problems *problems);
void problems_release(struct problems *problems);

/* at may be NULL. */
void problems_error(struct problems *problems, const struct node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problems_warn(struct problems *problems, const struct node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problems_error_at(struct problems *problems, const char *file, unsigned line, unsigned column,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One line a problem to fd, in order of file and line: "policy.yaml:14:7: unknown action …";
 * warnings say "warning: " after the place. */
void problems_write(struct problems *problems, int fd);

#endif
