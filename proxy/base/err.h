/*
 * The error of an operation that failed: one sentence, outermost context first.
 *
 * The caller owns the struct err and passes it down; a function that fails returns false and has
 * written a sentence. A bug is an assert, and what a peer did is session_end(); neither uses this.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum { ERR_TEXT_MAX = 1024 };

struct err {
	char text[ERR_TEXT_MAX];
};

/* Writes the sentence, cut to fit. Always returns false, so that "return err_set(...)" reads well.
 */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As err_set, with ": " and the words of errno behind it. */
bool err_set_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts context and ": " before the sentence that is there. Always returns false. */
bool err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
