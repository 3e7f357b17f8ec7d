#include "skip.h"

#include <string.h>

/* Names have neither '/' nor ':' in front; selectors do. */
static bool is_selector(const char *text)
{
	static const char *const sources[] = { "/", "query:", "header:", "path:" };

	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		if (strncmp(text, sources[i], strlen(sources[i])) == 0)
			return true;
	return false;
}

static void read_one(struct reader *reader, const struct node *node, struct skip *skip)
{
	const char *text = attribute_text(reader, node);

	if (is_selector(text))
		read_selectors(reader, node, &skip->selectors);
	else if (text[strspn(text, "*?")] == '\0')
		problems_error(reader->problems, node, "\"%s\" would leave out everything", text);
	else
		spans_add(&skip->names, span_of(text), reader->arena);
}

void skip_file_read(struct reader *reader, const struct node *node, void *target)
{
	struct skip *skips = target;

	if (!expect_kind(reader, node, NODE_MAP))
		return;
	for (size_t i = 0; i < node->count; i++) {
		const struct node *items = node->items[i];
		struct skip *skip = &skips[attribute_choice(
		    reader, node->keys[i], shape_names, "a form of values")];
		if (items->kind != NODE_LIST)
			read_one(reader, items, skip);
		for (size_t k = 0; items->kind == NODE_LIST && k < items->count; k++)
			read_one(reader, items->items[k], skip);
	}
}

bool skip_fits(const struct skip *skips, struct span name, struct span text)
{
	for (unsigned shape = 0; shape < SHAPE_COUNT; shape++)
		if (globs_match(&skips[shape].names, name) && shape_fits((enum shape)shape, text))
			return true;
	return false;
}

static void take_selected(
    const struct selectors *selectors, enum shape shape, struct request *request, bool also_query)
{
	for (size_t i = 0; i < selectors->count; i++) {
		struct selection found = { NULL, 0 };
		struct span text;
		request_select(request, selectors->list[i], also_query, &found);
		for (size_t k = 0; k < found.count; k++)
			if (scalar_text(found.list[k], &text) && shape_fits(shape, text))
				request_take(request, found.list[k]);
	}
}

void skip_take(const struct skip *skips, struct request *request, bool also_query)
{
	for (unsigned shape = 0; shape < SHAPE_COUNT; shape++)
		take_selected(&skips[shape].selectors, (enum shape)shape, request, also_query);
}
