/*
 * Escapes undone: character references of HTML, percent-encoding (RFC 3986 2.1, and "%u0041"),
 * quoted-printable (RFC 2045 6.7), and the backslash of programs and style sheets: \x41, \101,
 * \u0041, \u{41}, \U00000041, \41.
 */
#ifndef RULES_TEXT_ESCAPE_H
#define RULES_TEXT_ESCAPE_H

#include "rewrite.h"

void escape_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused);

#endif
