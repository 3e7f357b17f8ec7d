/*
 * What libyaml says about a file that it cannot read, in words for its author: the place, what is
 * wrong there, and what to write instead. Used by node.c only.
 */
#ifndef BASE_NODE_TRAP_H
#define BASE_NODE_TRAP_H

#include <yaml.h>

#include "node.h"
#include "span.h"

struct node_lines { /* the source by lines; asked for in rising order it costs one pass */
	struct span yaml;
	size_t offset; /* where line begins */
	unsigned line; /* from 1 */
};

void node_lines_init(struct node_lines *lines, struct span yaml);

/* What stands in line from column (from 1, in characters) to its end. */
struct span node_lines_from(struct node_lines *lines, unsigned line, unsigned column);

/* A text that begins with first, which means something to YAML. */
void node_trap_first(
    struct node_lines *lines, const struct node *at, char first, struct problems *problems);

/* The error that stopped parser. */
void node_trap_report(const yaml_parser_t *parser, struct node_lines *lines, const char *file,
    struct problems *problems);

#endif
