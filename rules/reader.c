#include "reader.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 32, NUMBER_MAX = 200 };

void *reader_alloc(struct reader *reader, size_t count, size_t size)
{
	void *memory = arena_alloc(reader->policy->arena, count * size);

	if (memory == NULL) /* the arena has no cap */
		abort();
	return memory;
}

static void report_empty(struct reader *reader, const struct node *node, const char *mark)
{
	if (node->comment_tail != NULL)
		problems_error(reader->problems, node,
		    "a word that begins with # or @ must be in quotes: %s\"%s\"", mark,
		    node->comment_tail);
	else
		problems_error(
		    reader->problems, node, "nothing here; say it or leave the line out");
}

static void report_unknown(
    struct reader *reader, const struct node *at, const char *what, const char *const *names)
{
	const char *nearest = node_nearest(at->text, names);

	if (nearest != NULL)
		problems_error(reader->problems, at, "unknown %s \"%s\"; did you mean \"%s\"?",
		    what, at->text, nearest);
	else
		problems_error(reader->problems, at, "unknown %s \"%s\"", what, at->text);
}

static void report_list_of(
    struct reader *reader, const struct node *at, const char *what, const char *const *names)
{
	char all[256] = "";
	size_t len = 0;

	for (size_t i = 0; names[i] != NULL && len < sizeof all; i++)
		len += (size_t)snprintf(
		    all + len, sizeof all - len, "%s%s", i > 0 ? ", " : "", names[i]);
	if (node_nearest(at->text, names) != NULL)
		report_unknown(reader, at, what, names);
	else
		problems_error(reader->problems, at, "unknown %s \"%s\"; it is one of %s", what,
		    at->text, all);
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name != NULL; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static void report_key(struct reader *reader, const struct node *at, const struct key *keys)
{
	const char *names[KEYS_MAX + 1];
	size_t count = 0;

	for (; count < KEYS_MAX && keys[count].name != NULL; count++)
		names[count] = keys[count].name;
	names[count] = NULL;
	report_list_of(reader, at, "key", names);
}

bool reader_map(
    struct reader *reader, const struct node *node, const struct key *keys, void *target)
{
	if (node->kind == NODE_EMPTY) {
		report_empty(reader, node, "");
		return false;
	}
	if (node->kind != NODE_MAP) {
		problems_error(reader->problems, node,
		    "keys and values are expected here, as \"%s: …\", not %s", keys[0].name,
		    node_kind_name(node->kind));
		return false;
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct key *key = find_key(keys, node->keys[i]->text);
		if (key == NULL)
			report_key(reader, node->keys[i], keys);
		else if (key->read == NULL)
			problems_error(
			    reader->problems, node->keys[i], "\"%s\" is not built yet", key->name);
		else
			key->read(reader, node->items[i], target);
	}
	return true;
}

const char *reader_text(struct reader *reader, const struct node *node)
{
	if (node->kind == NODE_SCALAR && node->len > 0)
		return node->text;
	if (node->kind == NODE_MAP)
		problems_error(reader->problems, node,
		    "a text is expected here, not %s; a text with \": \" in it must be in quotes",
		    node_kind_name(node->kind));
	else if (node->kind == NODE_LIST)
		problems_error(reader->problems, node, "one text is expected here, not %s",
		    node_kind_name(node->kind));
	else
		report_empty(reader, node, "");
	return NULL;
}

const char *reader_item(struct reader *reader, const struct node *node, const struct node *parent)
{
	if (node->kind != NODE_EMPTY || parent->kind != NODE_LIST)
		return reader_text(reader, node);
	report_empty(reader, node, "- ");
	return NULL;
}

static struct wording read_languages(struct reader *reader, const struct node *node)
{
	struct wording wording = { 0 };

	wording.languages = reader_alloc(reader, node->count, sizeof *wording.languages);
	wording.texts = reader_alloc(reader, node->count, sizeof *wording.texts);
	for (size_t i = 0; i < node->count; i++) {
		const char *text = reader_text(reader, node->items[i]);
		if (text == NULL)
			continue;
		wording.languages[wording.count] = node->keys[i]->text;
		wording.texts[wording.count++] = text;
	}
	return wording;
}

/* "de", "pt-BR": two or three letters, then parts behind hyphens (BCP 47). */
static bool is_language(const char *text)
{
	size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return (letters == 2 || letters == 3) && (text[letters] == '\0' || text[letters] == '-');
}

struct wording reader_wording(struct reader *reader, const struct node *node)
{
	static const char *nobody[] = { "" };
	struct wording wording = { 0 };

	if (node->kind == NODE_MAP) {
		for (size_t i = 0; i < node->count; i++)
			if (!is_language(node->keys[i]->text))
				problems_error(reader->problems, node->keys[i],
				    "\"%s\" is no language; write en, de, pt-BR … (a text with \": "
				    "\" in "
				    "it must be in quotes)",
				    node->keys[i]->text);
		return read_languages(reader, node);
	}
	const char *text = reader_text(reader, node);
	if (text == NULL)
		return wording;
	wording.languages = nobody;
	wording.texts = reader_alloc(reader, 1, sizeof *wording.texts);
	wording.texts[0] = text;
	wording.count = 1;
	return wording;
}

int reader_choice(
    struct reader *reader, const struct node *node, const char *what, const char *const *names)
{
	const char *text = reader_text(reader, node);

	if (text == NULL)
		return -1;
	for (int i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	report_list_of(reader, node, what, names);
	return -1;
}

bool reader_flag(struct reader *reader, const struct node *node)
{
	static const char *const names[] = { "false", "true", NULL };

	return reader_choice(reader, node, "answer", names) == 1;
}

size_t reader_number(struct reader *reader, const struct node *node)
{
	return reader_whole(reader, node, NUMBER_MAX);
}

size_t reader_whole(struct reader *reader, const struct node *node, size_t most)
{
	const char *text = reader_text(reader, node);
	uint64_t value;

	if (text == NULL)
		return 0;
	if (span_to_u64(span_of(text), &value) && value >= 1 && value <= most)
		return (size_t)value;
	problems_error(reader->problems, node,
	    "a whole number from 1 to %zu is expected here, not \"%s\"", most, text);
	return 0;
}

size_t node_items(const struct node *node, struct node *const **items)
{
	if (node->kind == NODE_LIST) {
		*items = node->items;
		return node->count;
	}
	return 1;
}

size_t reader_texts(struct reader *reader, const struct node *node, const char ***texts)
{
	struct node *one = (struct node *)(uintptr_t)node;
	struct node *const *items = &one;
	size_t count = node_items(node, &items);
	size_t read = 0;

	*texts = reader_alloc(reader, count, sizeof **texts);
	if (count == 0)
		problems_error(reader->problems, node, "the list is empty");
	for (size_t i = 0; i < count; i++) {
		const char *text = reader_item(reader, items[i], node);
		if (text != NULL)
			(*texts)[read++] = text;
	}
	return read;
}
