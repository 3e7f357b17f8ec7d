#include "node.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "mem.h"
#include "node_trap.h"

enum { DEPTH_MAX = 32, WORD_MAX = 48 };

struct frame { /* a list or map that is not finished */
	struct node *node;
	struct node **items;
	struct node **keys;
	struct node *key; /* read, its value not yet */
	size_t item_capacity, key_capacity;
};

struct reader {
	yaml_parser_t parser;
	struct node_lines lines;
	const char *file;
	struct arena *arena;
	struct problems *problems;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	struct node *root;
	unsigned documents;
	bool is_over; /* end of the stream, or an error after which nothing can be read */
	bool is_broken;
};

static void stop(struct reader *reader)
{
	reader->is_over = true;
	reader->is_broken = true;
}

static void stop_full(struct reader *reader)
{
	if (!reader->is_broken)
		problems_error_at(reader->problems, reader->file, 0, 0, "the file is too large");
	stop(reader);
}

static struct node *make(struct reader *reader, enum node_kind kind, const yaml_mark_t *mark)
{
	struct node *node = arena_alloc(reader->arena, sizeof *node);

	if (node == NULL) {
		stop_full(reader);
		return NULL;
	}
	node->kind = kind;
	node->file = reader->file;
	node->line = (unsigned)mark->line + 1;
	node->column = (unsigned)mark->column + 1;
	node->text = "";
	return node;
}

static void add_pair(struct frame *frame, struct node *value)
{
	struct node *map = frame->node;

	frame->items =
	    mem_grow(frame->items, &frame->item_capacity, map->count + 1, sizeof *frame->items);
	frame->keys =
	    mem_grow(frame->keys, &frame->key_capacity, map->count + 1, sizeof *frame->keys);
	frame->keys[map->count] = frame->key;
	frame->items[map->count++] = value;
	frame->key = NULL;
}

static void take_key(struct reader *reader, struct frame *frame, struct node *key)
{
	if (key->kind == NODE_SCALAR) {
		frame->key = key;
		return;
	}
	if (key->kind == NODE_EMPTY)
		problems_error(reader->problems, key, "a key is missing before this \":\"");
	else
		problems_error(reader->problems, key,
		    "a key must be a word, not %s; a text that begins with { or [ must be in "
		    "quotes",
		    node_kind_name(key->kind));
	stop(reader);
}

/* Puts node where it belongs: into the list or map that is open, or as the root. */
static void place(struct reader *reader, struct node *node)
{
	struct frame *frame = reader->depth > 0 ? &reader->frames[reader->depth - 1] : NULL;

	if (frame == NULL) {
		reader->root = node;
	} else if (frame->node->kind == NODE_LIST) {
		frame->items = mem_grow(frame->items, &frame->item_capacity, frame->node->count + 1,
		    sizeof *frame->items);
		frame->items[frame->node->count++] = node;
	} else if (frame->key == NULL) {
		take_key(reader, frame, node);
	} else {
		add_pair(frame, node);
	}
}

static void push(struct reader *reader, enum node_kind kind, const yaml_mark_t *mark)
{
	struct node *node = make(reader, kind, mark);

	if (node == NULL)
		return;
	if (reader->depth == DEPTH_MAX) {
		problems_error(reader->problems, node, "nested too deeply (over %d)", DEPTH_MAX);
		stop(reader);
		return;
	}
	place(reader, node);
	memset(&reader->frames[reader->depth], 0, sizeof reader->frames[0]);
	reader->frames[reader->depth++].node = node;
}

static int by_key(const void *left, const void *right)
{
	const struct node *a = *(struct node *const *)left, *b = *(struct node *const *)right;
	int order = strcmp(a->text, b->text);

	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order != 0 ? order : (a->column > b->column) - (a->column < b->column);
}

static void find_twins(struct reader *reader, const struct node *map)
{
	struct node **sorted = mem_array(map->count, sizeof *sorted);

	if (map->count > 0)
		memcpy(sorted, map->keys, map->count * sizeof *sorted);
	qsort(sorted, map->count, sizeof *sorted, by_key);
	for (size_t i = 1; i < map->count; i++) {
		if (strcmp(sorted[i]->text, sorted[i - 1]->text) == 0)
			problems_error(reader->problems, sorted[i],
			    "\"%s\" is given twice, first in line %u", sorted[i]->text,
			    sorted[i - 1]->line);
	}
	free(sorted);
}

static struct node **keep(struct reader *reader, struct node **from, size_t count)
{
	struct node **kept = arena_alloc(reader->arena, (count + 1) * sizeof *kept);

	if (kept == NULL)
		stop_full(reader);
	else if (count > 0)
		memcpy(kept, from, count * sizeof *kept);
	free(from);
	return kept;
}

static void pop(struct reader *reader)
{
	struct frame *frame = &reader->frames[--reader->depth];
	struct node *node = frame->node;

	node->items = keep(reader, frame->items, node->count);
	if (node->kind != NODE_MAP)
		return;
	node->keys = keep(reader, frame->keys, node->count);
	if (!reader->is_broken)
		find_twins(reader, node);
}

/* An empty item shows what is behind it: "- #falcon" is a comment for YAML and rarely meant so. */
static void read_empty(struct reader *reader, struct node *node)
{
	struct span tail = node_lines_from(&reader->lines, node->line, node->column);
	struct span trimmed = span_trim(tail);

	if (trimmed.len == 0 || trimmed.data[0] != '#')
		return;
	node->comment_tail = arena_copy(reader->arena, trimmed);
	node->column += (unsigned)(trimmed.data - tail.data);
}

static void check_text(struct reader *reader, struct node *node, const yaml_event_t *event)
{
	char first = event->data.scalar.anchor != NULL ? '&'
	             : event->data.scalar.tag != NULL  ? '!'
	                                               : '\0';

	if (first != '\0')
		node_trap_first(&reader->lines, node, first, reader->problems);
	if (memchr(node->text, '\0', node->len) != NULL)
		problems_error(reader->problems, node, "a text must not hold a NUL (\\0)");
}

static void on_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = make(reader, NODE_SCALAR, &event->start_mark);

	if (node == NULL)
		return;
	node->len = event->data.scalar.length;
	node->text =
	    arena_copy(reader->arena, span_make((const char *)event->data.scalar.value, node->len));
	if (node->text == NULL) {
		stop_full(reader);
		return;
	}
	node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (node->len == 0 && !node->is_quoted) {
		node->kind = NODE_EMPTY;
		read_empty(reader, node);
	}
	check_text(reader, node, event);
	place(reader, node);
}

static void on_alias(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = make(reader, NODE_SCALAR, &event->start_mark);

	if (node == NULL)
		return;
	node_trap_first(&reader->lines, node, '*', reader->problems);
	node->text = arena_print(reader->arena, "*%s", (const char *)event->data.alias.anchor);
	if (node->text == NULL) {
		stop_full(reader);
		return;
	}
	node->len = strlen(node->text);
	place(reader, node);
}

static void on_open(struct reader *reader, const yaml_event_t *event, enum node_kind kind)
{
	bool is_list = kind == NODE_LIST;
	const yaml_char_t *anchor =
	    is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
	const yaml_char_t *tag =
	    is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag;

	push(reader, kind, &event->start_mark);
	if ((anchor != NULL || tag != NULL) && !reader->is_over)
		node_trap_first(&reader->lines, reader->frames[reader->depth - 1].node,
		    anchor != NULL ? '&' : '!', reader->problems);
}

static void on_document(struct reader *reader, const yaml_event_t *event)
{
	if (reader->documents++ == 0)
		return;
	problems_error_at(reader->problems, reader->file, (unsigned)event->start_mark.line + 1,
	    (unsigned)event->start_mark.column + 1,
	    "a second document begins here; one file holds one (remove the line ---)");
	stop(reader);
}

static void on_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		on_scalar(reader, event);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(reader, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		on_open(reader, event, NODE_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		on_open(reader, event, NODE_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		pop(reader);
		break;
	case YAML_DOCUMENT_START_EVENT:
		on_document(reader, event);
		break;
	case YAML_STREAM_END_EVENT:
		reader->is_over = true;
		break;
	default:
		break;
	}
}

static void read_events(struct reader *reader)
{
	yaml_event_t event;

	while (!reader->is_over) {
		if (!yaml_parser_parse(&reader->parser, &event)) {
			node_trap_report(
			    &reader->parser, &reader->lines, reader->file, reader->problems);
			stop(reader);
			return;
		}
		on_event(reader, &event);
		yaml_event_delete(&event);
	}
}

static void drop_frames(struct reader *reader)
{
	while (reader->depth > 0) {
		struct frame *frame = &reader->frames[--reader->depth];
		free(frame->items);
		free(frame->keys);
	}
}

static struct node *finish(struct reader *reader)
{
	static const yaml_mark_t start = { 0, 0, 0 };

	if (reader->is_broken)
		return NULL;
	if (reader->root == NULL || reader->root->kind == NODE_EMPTY)
		reader->root = make(reader, NODE_MAP, &start);
	return reader->root;
}

struct node *node_parse(
    struct span yaml, const char *file, struct arena *arena, struct problems *problems)
{
	struct reader reader = { .file = file, .arena = arena, .problems = problems };

	if (!yaml_parser_initialize(&reader.parser))
		abort();
	if (span_starts(yaml, "\xef\xbb\xbf")) /* a byte order mark is no character of the text */
		yaml = span_from(yaml, 3);
	node_lines_init(&reader.lines, yaml);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &reader.parser, (const unsigned char *)(yaml.len > 0 ? yaml.data : ""), yaml.len);
	read_events(&reader);
	drop_frames(&reader);
	yaml_parser_delete(&reader.parser);
	return finish(&reader);
}

struct node *node_get(const struct node *map, const char *key)
{
	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->items[i];
	}
	return NULL;
}

const char *node_kind_name(enum node_kind kind)
{
	static const char *const names[] = {
		[NODE_EMPTY] = "nothing",
		[NODE_SCALAR] = "a text",
		[NODE_LIST] = "a list",
		[NODE_MAP] = "a map of keys and values",
	};
	return names[kind];
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t two = a < b ? a : b;

	return two < c ? two : c;
}

/* Edits from a to b: insert, drop or change a letter, or swap two neighbours; each counts one. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    over[j - 2] + 1 < row[j])
				row[j] = over[j - 2] + 1;
		}
	}
	return rows[a_len % 3][b_len];
}

const char *node_nearest(const char *text, const char *const *names)
{
	size_t len = strlen(text);
	size_t best = len <= 3 ? 2 : len / 3 + 2; /* one more than the most that is near */
	const char *nearest = NULL;

	if (len == 0 || len > WORD_MAX)
		return NULL;
	for (; *names != NULL; names++) {
		if (strlen(*names) > WORD_MAX)
			continue;
		if (strcasecmp(text, *names) == 0)
			return *names;
		size_t edits = distance(text, *names);
		if (edits < best && edits < strlen(*names)) {
			best = edits;
			nearest = *names;
		}
	}
	return nearest;
}
