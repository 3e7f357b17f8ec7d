/*
 * Rows of a table in a text file (RFC 4180; separated by commas, semicolons, tabs or bars), one
 * after the other. A broken row costs itself alone: reading goes on in the line behind the one it
 * began in.
 */
#ifndef RULES_DATA_CSV_H
#define RULES_DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/span.h"

enum { CSV_COLUMNS_MAX = 256, CSV_ROW_MAX = 64 * 1024 };

struct csv {
	struct span all; /* borrowed */
	size_t at;
	size_t line; /* in which at stands; from 1 */
	char separator;
	size_t width;                       /* cells that a row must have; 0: any number */
	size_t count;                       /* of the row read last */
	struct span cells[CSV_COLUMNS_MAX]; /* valid until the next row */
	size_t row_line;
	const char *why;        /* what is broken */
	char room[CSV_ROW_MAX]; /* cells without their quotes */
	size_t used;
};

enum csv_result { CSV_ROW, CSV_BROKEN, CSV_END };

/* Begins at the first row; a byte order mark is skipped. */
void csv_open(struct csv *csv, struct span all, char separator);

/* Empty lines are no rows. */
enum csv_result csv_next(struct csv *csv);

/* The separator that cuts the first row into most cells. */
char csv_separator(struct span all);

#endif
