#include "selector.h"

#include <stdint.h>
#include <string.h>

#include "walk.h"

static bool refuse(const char **why, const char *text)
{
	*why = text;
	return false;
}

/* "~1" is '/', "~0" is '~' (RFC 6901 4). */
static struct span unescape(struct span text, struct arena *arena)
{
	char *to = arena_bytes(arena, text.len);
	size_t len = 0;

	for (size_t i = 0; to != NULL && i < text.len; i++) {
		bool is_escape = text.data[i] == '~' && i + 1 < text.len &&
		                 (text.data[i + 1] == '0' || text.data[i + 1] == '1');
		to[len++] = is_escape ? (text.data[++i] == '1' ? '/' : '~') : text.data[i];
	}
	return span_make(to, len);
}

static struct step step_make(struct span text, struct arena *arena)
{
	struct step step = { .kind = STEP_NAME, .name = unescape(text, arena), .index = SIZE_MAX };
	uint64_t index;

	if (span_is(text, "*"))
		step.kind = STEP_ANY;
	else if (span_is(text, "**"))
		step.kind = STEP_DEEP;
	else if (text.len > 0 && memchr(text.data, '*', text.len) != NULL)
		step.kind = STEP_GLOB;
	else if (span_to_u64(text, &index))
		step.index = (size_t)index;
	return step;
}

static bool parse_pointer(
    struct selector *selector, struct span text, struct arena *arena, const char **why)
{
	size_t most = 1;
	size_t deep = 0;

	for (size_t i = 0; i < text.len; i++)
		most += text.data[i] == '/';
	selector->steps = arena_alloc(arena, most * sizeof *selector->steps);
	text = span_from(text, 1);
	while (text.data != NULL) {
		struct step step = step_make(span_cut(text, '/', &text), arena);
		deep += step.kind == STEP_DEEP;
		selector->steps[selector->count++] = step;
	}
	return deep <= 2 || refuse(why, "has \"**\" more than twice");
}

static bool parse_named(struct selector *selector, struct span text, const char **why)
{
	struct span name;
	struct span source = span_cut(text, ':', &name);
	uint64_t segment;

	if (name.len == 0)
		return refuse(why, "does not begin with \"/\", query:, header: or path:");
	selector->name = name;
	if (span_is(source, "query")) {
		selector->source = SOURCE_QUERY;
		return true;
	}
	if (span_is(source, "header")) {
		selector->source = SOURCE_HEADER;
		return true;
	}
	if (!span_is(source, "path"))
		return refuse(why, "does not begin with \"/\", query:, header: or path:");
	selector->source = SOURCE_PATH;
	if (!span_to_u64(name, &segment) || segment == 0)
		return refuse(why, "wants a number from 1 after path:");
	selector->segment = (size_t)segment;
	return true;
}

static struct selector *parse_one(struct span text, struct arena *arena, const char **why)
{
	struct selector *selector = arena_alloc(arena, sizeof *selector);

	text = span_trim(text);
	if (text.len > 0 && text.data[0] == '/')
		return parse_pointer(selector, text, arena, why) ? selector : NULL;
	return parse_named(selector, text, why) ? selector : NULL;
}

static struct span cut_arrow(struct span text, struct span *rest)
{
	const char *arrow = text.len > 0 ? memmem(text.data, text.len, "->", 2) : NULL;

	*rest = (struct span){ NULL, 0 };
	if (arrow == NULL)
		return text;
	*rest = span_from(text, (size_t)(arrow - text.data) + 2);
	return span_make(text.data, (size_t)(arrow - text.data));
}

const struct selector *selector_parse(struct span text, struct arena *arena, const char **why)
{
	struct selector *first = NULL;
	struct selector *last = NULL;

	for (size_t depth = 0; text.data != NULL; depth++) {
		struct selector *one = parse_one(cut_arrow(text, &text), arena, why);
		if (one == NULL)
			return NULL;
		if (depth > SELECTOR_DEPTH_MAX || (last != NULL && one->source != SOURCE_BODY)) {
			*why = "has a wrong \"->\"";
			return NULL;
		}
		if (last != NULL)
			last->then = one;
		else
			first = one;
		last = one;
	}
	if (first == NULL)
		*why = "is empty";
	return first;
}

bool selection_add(struct selection *selection, const struct value *value, struct arena *arena)
{
	const struct value **list =
	    list_grow(arena, selection->list, selection->count, sizeof *list);

	if (list == NULL || selection->count == SELECTION_MAX)
		return false;
	list[selection->count++] = value;
	selection->list = list;
	return true;
}

static bool step_takes(
    const struct step *step, const struct value *parent, const struct value *child, size_t index)
{
	if (step->kind == STEP_ANY)
		return true;
	if (parent->kind == VALUE_ARRAY)
		return step->index == index;
	return step->kind == STEP_GLOB ? glob_matches(step->name, child->name)
	                               : span_equal(step->name, child->name);
}

static bool step_down(
    const struct step *step, const struct value *parent, struct arena *arena, struct selection *to)
{
	size_t index = 0;

	for (const struct value *child = parent->first; child != NULL; child = child->next, index++)
		if (step_takes(step, parent, child, index) && !selection_add(to, child, arena))
			return false;
	return true;
}

static bool step_deep(const struct value *root, struct arena *arena, struct selection *to)
{
	struct walk walk;

	walk_start(&walk, root);
	while (walk.at != NULL) {
		if (!selection_add(to, walk.at, arena))
			return false;
		walk_next(&walk, true);
	}
	return true;
}

/* "**" at the end means what is read there: the leaves. */
static bool only_leaves(
    const struct selection *from, struct arena *arena, struct selection *selection)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->list[i]->first == NULL && !selection_add(selection, from->list[i], arena))
			return false;
	return true;
}

bool selector_walk(const struct selector *selector, const struct value *root, struct arena *arena,
    struct selection *selection)
{
	struct selection at = { NULL, 0 };

	if (!selection_add(&at, root, arena))
		return false;
	for (size_t s = 0; s < selector->count && at.count > 0; s++) {
		const struct step *step = &selector->steps[s];
		struct selection next = { NULL, 0 };
		for (size_t i = 0; i < at.count; i++)
			if (!(step->kind == STEP_DEEP ? step_deep(at.list[i], arena, &next)
			                              : step_down(step, at.list[i], arena, &next)))
				return false;
		at = next;
	}
	if (selector->count > 0 && selector->steps[selector->count - 1].kind == STEP_DEEP)
		return only_leaves(&at, arena, selection);
	for (size_t i = 0; i < at.count; i++)
		if (!selection_add(selection, at.list[i], arena))
			return false;
	return true;
}
