/*
 * How `gatepost log` writes one record: as a block for people, as a line of JSON for programs.
 * Pure: what a peer wrote is escaped, so that it can neither move the terminal's cursor nor end the
 * line.
 */
#ifndef COMMAND_LOG_PRINT_H
#define COMMAND_LOG_PRINT_H

#include <stdio.h>

#include "../base/buf.h"
#include "../store/reader.h"

/* with_text: also what was written, as far as it is kept. Both end with a newline. */
void log_print_block(const struct stored *stored, bool with_text, struct buf *out);
void log_print_json(const struct stored *stored, bool with_text, struct buf *out);

/* Text of somebody else's, made harmless for a terminal. */
void log_print_clean(struct span text, FILE *out);

/* One finding of `log verify`, as a line of JSON. */
void log_print_finding(const char *sentence, struct buf *out);

#endif
