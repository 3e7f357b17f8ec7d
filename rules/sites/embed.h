/* Files of the tree that the build puts into the binary (Makefile: embedded.c). */
#ifndef RULES_SITES_EMBED_H
#define RULES_SITES_EMBED_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* "rules/sites/x.yaml" */
	const char *data;
	size_t len;
};

extern const struct embedded_file embedded_sites[]; /* the site files, in order of name */
extern const size_t embedded_site_count;
extern const struct embedded_file embedded_packs[]; /* the policies to start from */
extern const size_t embedded_pack_count;

#endif
