/* Readers of values, one a shape; rows of the table of keys name them. Used inside this folder
 * only. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "key.h"

/* Says what is wrong with an empty value and returns false; false as well for a value of another
 * kind. */
bool value_is_text(struct config_reader *reader, const char *what, const struct node *value);

/* The items of a list; a lone text counts as a list of one. False: it is neither, which has been
 * said. */
bool value_items(struct config_reader *reader, const char *what, const struct node *value,
    struct node *const **items, size_t *count);

/* path as named in the configuration file, absolute; in the arena. */
const char *value_path(struct config_reader *reader, const char *path);

/* Sizes "4MiB", "64 KiB", "1000"; durations "60s", "5m", "1h". */
bool value_parse_size(const char *text, uint64_t *bytes);
bool value_parse_duration(const char *text, uint64_t *seconds);

typedef void read_value(
    struct config_reader *reader, const struct key *key, const struct node *value);

read_value value_text;     /* const char * */
read_value value_name;     /* const char *: a host name */
read_value value_file;     /* const char *: a path */
read_value value_texts;    /* const char *const *, NULL-terminated */
read_value value_choice;   /* an enum of unsigned size */
read_value value_flag;     /* bool, by choices */
read_value value_number;   /* unsigned; `auto` is 0 */
read_value value_size;     /* size_t; `auto` is 0 */
read_value value_duration; /* unsigned, seconds */
read_value value_networks; /* struct network *, and a count */
read_value value_ports;    /* uint16_t *, and a count */

read_value value_not_built;        /* a warning: prose says what happens instead */
read_value value_refuse_not_built; /* an error: ignoring it would be dangerous */

#endif
