/* Lists of words, with a name under "lists" or in a rule itself. For the readers of this folder. */
#ifndef RULES_WORD_LIST_H
#define RULES_WORD_LIST_H

#include "reader.h"

/* name NULL: it stands in a rule. */
struct word_list *list_new(struct reader *reader, const struct node *at, const char *name);

/* The words of node, one or a list of them; list->is_exact is known by then. */
void list_add_words(struct reader *reader, struct word_list *list, const struct node *node);

struct word_list *list_find(struct reader *reader, const char *name); /* NULL if there is none */
void list_report(struct reader *reader, const struct node *at);       /* that there is none */

/* "case": both check it; the second says whether a map asks for exact. */
void read_case(struct reader *reader, const struct node *value, void *target);
bool is_case_exact(const struct node *map);

#endif
