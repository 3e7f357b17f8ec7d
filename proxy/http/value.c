#include "value.h"

struct value *value_new(struct arena *arena, enum value_kind kind)
{
	struct value *value = arena_alloc(arena, sizeof *value);

	if (value != NULL)
		value->kind = kind;
	return value;
}

void value_add(struct value *parent, struct value *child)
{
	if (parent->last != NULL)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

const struct value *value_get(const struct value *object, struct span name)
{
	for (const struct value *child = object->first; child != NULL; child = child->next)
		if (span_equal(child->name, name))
			return child;
	return NULL;
}
