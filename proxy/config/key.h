/*
 * The keys of gatepost.yaml as rows of one table: what a value looks like, its default (as it would
 * be written in the file, and read by the same code), what it means, and where in struct config it
 * goes. Used inside this folder only.
 */
#ifndef CONFIG_KEY_H
#define CONFIG_KEY_H

#include "../base/node.h"
#include "config.h"

struct choice {
	const char *word;
	int value;
};

struct sites_choice { /* sites.*, for catalogue_load() */
	const char *const *govern, *const *never, *const *more;
	const char **host_sites, **host_names;
	size_t host_count, site_capacity, name_capacity;
};

struct config_reader {
	struct config *config;
	struct sites_choice sites;
	const char *file; /* NULL: defaults */
	struct source *source;
	struct arena *arena;
	struct problems *problems;
	bool is_unread; /* the file could not be read, or is no YAML */
};

struct key {
	const char *path; /* "limits.text" */
	void (*read)(struct config_reader *reader, const struct key *key, const struct node *value);
	const char *initial; /* as in the file; NULL: nothing */
	const char *shape;   /* for people */
	const char *prose;   /* what it means; of what is not built: what that means for now */
	size_t to;           /* offset in struct config */
	size_t count_to;     /* of lists: offset of their count */
	uint64_t least, most;
	const struct choice *choices; /* end with a NULL word */
};

extern const struct key config_keys[]; /* end with a NULL path */

/* The file as a tree; NULL if there is none, or it cannot be read, which has been said. */
const struct node *keys_root(struct config_reader *reader);

/* Reads every default, then the map (NULL: none), and says which keys are unknown. */
void keys_read(struct config_reader *reader, const struct node *root);

#endif
