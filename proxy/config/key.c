#include "key.h"

#include <string.h>

#include "../base/mem.h"

enum { SIBLINGS_MAX = 64 };

const struct node *keys_root(struct config_reader *reader)
{
	struct span yaml;
	struct err err;
	const char *name;

	if (reader->file == NULL)
		return NULL;
	if (!source_read(reader->source, NULL, reader->file, &name, &yaml, &err)) {
		problems_error(reader->problems, NULL, "%s", err.text);
		return NULL;
	}
	return node_parse(yaml, name, reader->arena, reader->problems);
}

static const struct key *find(const char *path)
{
	for (const struct key *key = config_keys; key->path != NULL; key++) {
		if (strcmp(key->path, path) == 0)
			return key;
	}
	return NULL;
}

/* Is path the beginning of others, as "limits" is of "limits.text"? */
static bool is_group(const char *path)
{
	size_t len = strlen(path);

	for (const struct key *key = config_keys; key->path != NULL; key++) {
		if (strncmp(key->path, path, len) == 0 && key->path[len] == '.')
			return true;
	}
	return false;
}

/* The names that may stand where prefix ends: for "", "stage", "limits", …; for "limits.", "text",
 * … */
static void list_siblings(struct arena *arena, const char *prefix, const char **names)
{
	size_t len = strlen(prefix), count = 0;

	for (const struct key *key = config_keys; key->path != NULL; key++) {
		if (strncmp(key->path, prefix, len) != 0 || count == SIBLINGS_MAX - 1)
			continue;
		struct span rest;
		struct span name = span_cut(span_of(key->path + len), '.', &rest);
		if (count == 0 || !span_is(name, names[count - 1]))
			names[count++] = arena_copy(arena, name);
	}
	names[count] = NULL;
}

static void report_unknown(
    struct config_reader *reader, const char *prefix, const struct node *name)
{
	const char *names[SIBLINGS_MAX];

	list_siblings(reader->arena, prefix, names);
	const char *nearest = node_nearest(name->text, names);
	if (nearest != NULL)
		problems_error(reader->problems, name,
		    "unknown key \"%s%s\"; did you mean \"%s%s\"?", prefix, name->text, prefix,
		    nearest);
	else
		problems_error(reader->problems, name,
		    "unknown key \"%s%s\" (gatepost help configuration lists them all)", prefix,
		    name->text);
}

static void read_group(struct config_reader *reader, const char *prefix, const struct node *map);

static void read_pair(struct config_reader *reader, const char *prefix, const struct node *name,
    const struct node *value)
{
	const char *path = arena_print(reader->arena, "%s%s", prefix, name->text);
	const struct key *key = find(path);

	if (key != NULL)
		key->read(reader, key, value);
	else if (!is_group(path))
		report_unknown(reader, prefix, name);
	else if (value->kind != NODE_MAP)
		problems_error(reader->problems, value,
		    "%s must be a map of keys and values, not %s", path,
		    node_kind_name(value->kind));
	else
		read_group(reader, arena_print(reader->arena, "%s.", path), value);
}

/* Calls itself only for groups of the table, which are two deep. */
static void read_group(struct config_reader *reader, const char *prefix, const struct node *map)
{
	for (size_t i = 0; i < map->count; i++)
		read_pair(reader, prefix, map->keys[i], map->items[i]);
}

static void read_default(struct config_reader *reader, const struct key *key)
{
	struct node *value =
	    node_parse(span_of(key->initial), "(default)", reader->arena, reader->problems);

	if (value != NULL)
		key->read(reader, key, value);
}

void keys_read(struct config_reader *reader, const struct node *root)
{
	const char *file = reader->file;

	reader->file = NULL; /* no file named the defaults, so their paths are not relative to it */
	for (const struct key *key = config_keys; key->path != NULL; key++) {
		if (key->initial != NULL)
			read_default(reader, key);
	}
	reader->file = file;
	if (root == NULL)
		return;
	if (root->kind == NODE_MAP)
		read_group(reader, "", root);
	else
		problems_error(reader->problems, root,
		    "a configuration is a map of keys and values, not %s",
		    node_kind_name(root->kind));
}
