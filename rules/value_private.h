/* What value.c asks the file of each kind (value_date.c, value_amount.c). */
#ifndef RULES_VALUE_PRIVATE_H
#define RULES_VALUE_PRIVATE_H

#include "value.h"
#include "value_scan.h"

/* Each reads the value that scan stands at, moves scan behind it and completes value, whose kind is
 * set; false leaves scan anywhere. */
bool value_read_date(struct scan *scan, struct value *value);
bool value_read_money(struct scan *scan, struct value *value);
bool value_read_percentage(struct scan *scan, struct value *value);
bool value_read_version(struct scan *scan, struct value *value);

/* The words with which one may begin. */
void value_start_date(struct scan_starts *starts);
void value_start_money(struct scan_starts *starts);
void value_start_percentage(struct scan_starts *starts);
void value_start_version(struct scan_starts *starts);

/* What value_print() writes, where the readers above would not take it. */
bool value_read_printed_date(struct scan *scan, struct value *value);
bool value_read_printed_amount(struct scan *scan, struct value *value);

bool value_dates_agree(const struct value *a, const struct value *b);
bool value_amounts_agree(const struct value *a, const struct value *b);
bool value_versions_agree(const struct value *a, const struct value *b);

void value_print_date(const struct value *value, char to[VALUE_PRINT_MAX]);
void value_print_amount(const struct value *value, char to[VALUE_PRINT_MAX]);
void value_print_version(const struct value *value, char to[VALUE_PRINT_MAX]);

#endif
