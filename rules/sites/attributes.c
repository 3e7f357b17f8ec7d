#include "attributes.h"

#include <string.h>

bool expect_kind(struct reader *reader, const struct node *node, enum node_kind kind)
{
	if (node->kind == kind)
		return true;
	problems_error(reader->problems, node, "%s is expected here, not %s", node_kind_name(kind),
	    node_kind_name(node->kind));
	return false;
}

static const struct attribute *find(const struct attribute *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static void report_unknown(
    struct reader *reader, const struct node *key, const char *what, const struct attribute *table)
{
	const char *names[64] = { NULL };

	for (size_t i = 0; i < 63 && table[i].name != NULL; i++)
		names[i] = table[i].name;
	const char *nearest = node_nearest(key->text, names);
	if (nearest != NULL)
		problems_error(reader->problems, key, "%s has no \"%s\"; did you mean \"%s\"?",
		    what, key->text, nearest);
	else
		problems_error(reader->problems, key, "%s has no \"%s\"", what, key->text);
}

void attributes_read(struct reader *reader, const struct node *map, const char *what,
    const struct attribute *table, void *target)
{
	if (!expect_kind(reader, map, NODE_MAP))
		return;
	for (size_t i = 0; i < map->count; i++) {
		const struct attribute *attribute = find(table, map->keys[i]->text);
		if (attribute == NULL)
			report_unknown(reader, map->keys[i], what, table);
		else
			attribute->read(reader, map->items[i], target);
	}
	for (; table->name != NULL; table++)
		if (table->is_required && node_get(map, table->name) == NULL)
			problems_error(reader->problems, map, "%s needs \"%s\"", what, table->name);
}

const char *attribute_text(struct reader *reader, const struct node *node)
{
	return expect_kind(reader, node, NODE_SCALAR) ? node->text : "";
}

struct span read_span(struct reader *reader, const struct node *node)
{
	return span_of(attribute_text(reader, node));
}

bool read_bool(struct reader *reader, const struct node *node)
{
	static const char *const names[] = { "false", "true", NULL };

	return attribute_choice(reader, node, names, "a truth value") == 1;
}

unsigned attribute_choice(
    struct reader *reader, const struct node *node, const char *const *names, const char *what)
{
	if (!expect_kind(reader, node, NODE_SCALAR))
		return 0;
	for (unsigned i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], node->text) == 0)
			return i;
	const char *nearest = node_nearest(node->text, names);
	if (nearest != NULL)
		problems_error(reader->problems, node, "\"%s\" is not %s; did you mean \"%s\"?",
		    node->text, what, nearest);
	else
		problems_error(reader->problems, node, "\"%s\" is not %s", node->text, what);
	return 0;
}

void read_words(struct reader *reader, const struct node *node, struct spans *words)
{
	if (node->kind != NODE_LIST) {
		spans_add(words, read_span(reader, node), reader->arena);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		spans_add(words, read_span(reader, node->items[i]), reader->arena);
}

static const struct selector *parse(
    struct reader *reader, const struct node *node, const char *source)
{
	const char *why = NULL;
	const char *text = arena_print(reader->arena, "%s%s", source, node->text);
	const struct selector *selector = selector_parse(span_of(text), reader->arena, &why);

	if (selector == NULL)
		problems_error(reader->problems, node, "the selector \"%s\" %s", text, why);
	return selector;
}

const struct selector *read_selector(struct reader *reader, const struct node *node)
{
	return expect_kind(reader, node, NODE_SCALAR) ? parse(reader, node, "") : NULL;
}

static void add_selector(
    struct reader *reader, const struct node *node, struct selectors *selectors)
{
	const struct selector *selector = read_selector(reader, node);

	if (selector == NULL)
		return;
	selectors->list =
	    list_grow(reader->arena, selectors->list, selectors->count, sizeof(void *));
	selectors->list[selectors->count++] = selector;
}

void read_selectors(struct reader *reader, const struct node *node, struct selectors *selectors)
{
	if (node->kind != NODE_LIST) {
		add_selector(reader, node, selectors);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		add_selector(reader, node->items[i], selectors);
}

void read_conditions(struct reader *reader, const struct node *node, const char *source,
    struct conditions *head, struct conditions *when)
{
	if (!expect_kind(reader, node, NODE_MAP))
		return;
	for (size_t i = 0; i < node->count; i++) {
		struct condition condition = { .selector = parse(reader, node->keys[i], source) };
		if (condition.selector == NULL)
			continue;
		read_words(reader, node->items[i], &condition.globs);
		struct conditions *to =
		    head != NULL && condition.selector->source != SOURCE_BODY ? head : when;
		to->list = list_grow(reader->arena, to->list, to->count, sizeof *to->list);
		to->list[to->count++] = condition;
	}
}

bool attribute_at(const void *table, size_t index, struct schema_key *key)
{
	const struct attribute *attribute = (const struct attribute *)table + index;

	*key = (struct schema_key){ attribute->name, attribute->schema, attribute->is_required };
	return attribute->name != NULL;
}

void site_schema(FILE *out)
{
	schema_put("A site of the Gatepost proxy's catalogue", ATTRIBUTES(site_attributes), out);
}
