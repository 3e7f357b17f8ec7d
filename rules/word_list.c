#include "word_list.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "../proxy/base/mem.h"
#include "../proxy/http/utf8.h"
#include "indexed_list.h"
#include "text/fold.h"
#include "text/utf8.h"

const char *const reveal_names[] = {
	[REVEAL_NONE] = "none",
	[REVEAL_FIRST_LETTER] = "first-letter",
	[REVEAL_FULL] = "full",
	[REVEAL_COUNT] = NULL,
};

static const char *const case_names[] = { "any", "exact", NULL };

enum { WORD_BYTES_MAX = 64 * 1024 };

/* Words */

/* One space for any white space, none at the ends. */
static struct span squeeze_white(struct reader *reader, struct span text)
{
	char *squeezed = reader_alloc(reader, text.len + 1, 1);
	size_t len = 0;

	for (size_t at = 0; at < text.len;) {
		size_t next = at;
		bool is_white = u_isUWhiteSpace((UChar32)utf8_next(text.data, text.len, &next));
		if (!is_white) {
			memcpy(squeezed + len, text.data + at, next - at);
			len += next - at;
		} else if (len > 0 && squeezed[len - 1] != ' ') {
			squeezed[len++] = ' ';
		}
		at = next;
	}
	while (len > 0 && squeezed[len - 1] == ' ')
		len--;
	return span_make(squeezed, len);
}

/* A word as texts are folded. */
static struct span fold_word(struct reader *reader, const char *text, enum folding_kind kind)
{
	struct view written;
	struct view folded;

	view_init(&written);
	view_init(&folded);
	view_clear(&written, WORD_BYTES_MAX);
	view_add_text(&written, span_of(text));
	fold_view(&written, 0, kind, &folded);
	struct span word = squeeze_white(reader, view_bytes(&folded));
	view_release(&written);
	view_release(&folded);
	return word;
}

static void add_word(
    struct reader *reader, struct word_list *list, const struct node *at, const char *text)
{
	size_t len = strlen(text);
	bool may_inflect = len > 0 && text[len - 1] == '*';
	char *bare = mem_copy_n(text, may_inflect ? len - 1 : len);
	struct word word = { .may_inflect = may_inflect, .sieve = SIEVE_NONE };

	word.text = fold_word(reader, bare, FOLDING_NFKC_CASE);
	word.exact = list->is_exact ? fold_word(reader, bare, FOLDING_NFKC) : word.text;
	if (word.text.len == 0)
		problems_error(reader->problems, at, "\"%s\" is no word", text);
	else if (strchr(bare, '*') != NULL)
		problems_error(reader->problems, at,
		    "\"%s\": a star stands at the end of a word and means that letters may follow; "
		    "for "
		    "anything else there is \"regex\"",
		    text);
	else
		list->words[list->count++] = word;
	free(bare);
}

void list_add_words(struct reader *reader, struct word_list *list, const struct node *node)
{
	struct node *one = (struct node *)(uintptr_t)node;
	struct node *const *items = &one;
	size_t count = node_items(node, &items);

	list->words = reader_alloc(reader, count, sizeof *list->words);
	for (size_t i = 0; i < count; i++) {
		const char *text = reader_item(reader, items[i], node);
		if (text != NULL)
			add_word(reader, list, items[i], text);
	}
}

/* Lists */

struct word_list *list_new(struct reader *reader, const struct node *at, const char *name)
{
	struct word_list *list = reader_alloc(reader, 1, sizeof *list);

	list->name = name;
	list->at = at;
	return list;
}

static size_t count_lines(struct span bytes)
{
	size_t count = 1;

	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.data[i] == '\n';
	return count;
}

static void add_line(
    struct reader *reader, struct word_list *list, struct node *at, struct span line)
{
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	line = span_trim(line);
	if (line.len == 0 || line.data[0] == '#')
		return;
	char *text = mem_copy_n(line.data, line.len);
	if (strlen(text) != line.len || !utf8_is_valid(line))
		problems_error(reader->problems, at, "this line is not UTF-8 text");
	else
		add_word(reader, list, at, text);
	free(text);
}

/* One word a line; # begins a comment line. */
static void add_file(struct reader *reader, struct word_list *list, const struct node *node)
{
	const char *path = reader_text(reader, node);
	const char *name;
	struct span bytes;
	struct err err;

	if (path == NULL)
		return;
	if (!source_read(reader->source, reader->file, path, &name, &bytes, &err)) {
		problems_error(reader->problems, node, "%s", err.text);
		return;
	}
	if (span_starts(bytes, "\xef\xbb\xbf"))
		bytes = span_from(bytes, 3);
	list->words = reader_alloc(reader, count_lines(bytes), sizeof *list->words);
	struct node at = { .kind = NODE_SCALAR, .file = name, .line = 0, .column = 1, .text = "" };
	while (bytes.data != NULL) {
		at.line++;
		add_line(reader, list, &at, span_cut(bytes, '\n', &bytes));
	}
	if (list->count == 0)
		problems_warn(
		    reader->problems, node, "\"%s\" has no words: nothing can match it", path);
}

static void read_list_words(struct reader *reader, const struct node *value, void *target)
{
	struct word_list *list = target;

	list_add_words(reader, list, value);
	if (value->kind == NODE_LIST && value->count == 0)
		problems_warn(reader->problems, value,
		    "this list is empty: nothing can match it until there are words in it");
}

static void read_list_file(struct reader *reader, const struct node *value, void *target)
{
	add_file(reader, target, value);
}

static void read_reveal(struct reader *reader, const struct node *value, void *target)
{
	int reveal = reader_choice(reader, value, "reveal", reveal_names);

	if (reveal >= 0)
		((struct word_list *)target)->reveal = (enum reveal)reveal;
}

void read_case(struct reader *reader, const struct node *value, void *target)
{
	(void)target; /* read before the words, which depend on it */
	reader_choice(reader, value, "case", case_names);
}

bool is_case_exact(const struct node *map)
{
	const struct node *value = map->kind == NODE_MAP ? node_get(map, "case") : NULL;

	return value != NULL && value->kind == NODE_SCALAR && strcmp(value->text, "exact") == 0;
}

const struct key list_keys[] = {
	{ "words", read_list_words, &schema_texts },
	{ "file", read_list_file, &schema_text },
	{ "reveal", read_reveal, ONE_OF(reveal_names) },
	{ "case", read_case, &schema_text },
	{ NULL, NULL, NULL },
};

static void read_list(struct reader *reader, const struct node *key, const struct node *value)
{
	struct policy *policy = reader->policy;

	if (indexed_list_is(value)) {
		indexed_list_read(reader, key, value);
		return;
	}
	struct word_list *list = list_new(reader, key, key->text);

	list->is_exact = is_case_exact(value);
	if (value->kind == NODE_MAP)
		reader_map(reader, value, list_keys, list);
	else if (value->kind == NODE_LIST)
		read_list_words(reader, value, list);
	else
		add_file(reader, list, value);
	if (value->kind == NODE_MAP &&
	    (node_get(value, "words") != NULL) == (node_get(value, "file") != NULL))
		problems_error(reader->problems, key,
		    "a list has one of \"words\", \"file\", \"data\" and \"documents\"");
	policy->lists = mem_grow(
	    policy->lists, &policy->list_capacity, policy->list_count + 1, sizeof *policy->lists);
	policy->lists[policy->list_count++] = list;
}

void reader_lists(struct reader *reader, const struct node *node)
{
	if (node->kind != NODE_MAP) {
		problems_error(reader->problems, node,
		    "lists have names: \"projects: { words: [Project Falcon] }\", not %s",
		    node_kind_name(node->kind));
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_list(reader, node->keys[i], node->items[i]);
}

struct word_list *list_find(struct reader *reader, const char *name)
{
	const struct policy *policy = reader->policy;

	for (size_t i = policy->list_count; i > 0; i--)
		if (strcmp(policy->lists[i - 1]->name, name) == 0)
			return policy->lists[i - 1];
	return NULL;
}

void list_report(struct reader *reader, const struct node *at)
{
	const struct policy *policy = reader->policy;
	const char **names =
	    mem_array(policy->list_count + policy->indexed_count + 1, sizeof *names);

	for (size_t i = 0; i < policy->list_count; i++)
		names[i] = policy->lists[i]->name;
	for (size_t i = 0; i < policy->indexed_count; i++)
		names[policy->list_count + i] = policy->indexed[i]->name;
	const char *nearest = node_nearest(at->text, names);
	if (nearest != NULL)
		problems_error(reader->problems, at,
		    "there is no list \"%s\"; did you mean \"%s\"?", at->text, nearest);
	else
		problems_error(reader->problems, at,
		    "there is no list \"%s\" under \"lists\" in this policy", at->text);
	free(names);
}
