#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "../proxy/base/mem.h"
#include "../proxy/http/utf8.h"
#include "reader.h"
#include "text/utf8.h"
#include "text/view.h"

/* What a rule looks for: matchers and lists of words. */

const char *const reveal_names[] = {
	[REVEAL_NONE] = "none",
	[REVEAL_FIRST_LETTER] = "first-letter",
	[REVEAL_FULL] = "full",
	[REVEAL_COUNT] = NULL,
};

static const char *const case_names[] = { "any", "exact", NULL };

enum { WORD_BYTES_MAX = 64 * 1024 };

/* Words */

/* Folds a word as texts are folded, with one space for any white space. */
static struct span fold_word(struct reader *reader, const char *text, enum folding_kind kind)
{
	struct view view;
	size_t len = 0;

	view_init(&view, WORD_BYTES_MAX);
	view_add(&view, folding_get(kind), span_of(text));
	char *folded = reader_alloc(reader, view.len + 1, 1);
	for (size_t at = 0; at < view.len;) {
		size_t next = at;
		bool is_white = u_isUWhiteSpace((UChar32)utf8_next(view.bytes, view.len, &next));
		if (!is_white) {
			memcpy(folded + len, view.bytes + at, next - at);
			len += next - at;
		} else if (len > 0 && folded[len - 1] != ' ') {
			folded[len++] = ' ';
		}
		at = next;
	}
	while (len > 0 && folded[len - 1] == ' ')
		len--;
	view_release(&view);
	return span_make(folded, len);
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

static void add_words(struct reader *reader, struct word_list *list, const struct node *node)
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

static struct word_list *list_new(struct reader *reader, const struct node *at, const char *name)
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

	add_words(reader, list, value);
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

static void read_case(struct reader *reader, const struct node *value, void *target)
{
	(void)target; /* read before the words, which depend on it */
	reader_choice(reader, value, "case", case_names);
}

static bool is_case_exact(const struct node *map)
{
	const struct node *value = map->kind == NODE_MAP ? node_get(map, "case") : NULL;

	return value != NULL && value->kind == NODE_SCALAR && strcmp(value->text, "exact") == 0;
}

static const struct key list_keys[] = {
	{ "words", read_list_words },
	{ "file", read_list_file },
	{ "reveal", read_reveal },
	{ "case", read_case },
	{ "data", NULL },
	{ "columns", NULL },
	{ "documents", NULL },
	{ NULL, NULL },
};

static void read_list(struct reader *reader, const struct node *key, const struct node *value)
{
	struct policy *policy = reader->policy;
	struct word_list *list = list_new(reader, key, key->text);

	list->is_exact = is_case_exact(value);
	if (value->kind == NODE_MAP)
		reader_map(reader, value, list_keys, list);
	else if (value->kind == NODE_LIST)
		read_list_words(reader, value, list);
	else
		add_file(reader, list, value);
	if (value->kind == NODE_MAP &&
	    (node_get(value, "words") != NULL) == (node_get(value, "file") != NULL) &&
	    node_get(value, "data") == NULL && node_get(value, "documents") == NULL)
		problems_error(reader->problems, key, "a list has either \"words\" or \"file\"");
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

static struct word_list *find_list(struct reader *reader, const char *name)
{
	const struct policy *policy = reader->policy;

	for (size_t i = policy->list_count; i > 0; i--)
		if (strcmp(policy->lists[i - 1]->name, name) == 0)
			return policy->lists[i - 1];
	return NULL;
}

static void report_list(struct reader *reader, const struct node *at)
{
	const struct policy *policy = reader->policy;
	const char **names = mem_array(policy->list_count + 1, sizeof *names);

	for (size_t i = 0; i < policy->list_count; i++)
		names[i] = policy->lists[i]->name;
	const char *nearest = node_nearest(at->text, names);
	if (nearest != NULL)
		problems_error(reader->problems, at,
		    "there is no list \"%s\"; did you mean \"%s\"?", at->text, nearest);
	else
		problems_error(reader->problems, at,
		    "there is no list \"%s\" under \"lists\" in this policy", at->text);
	free(names);
}

/* Matchers */

/* What is being filled: the parent, and what the same map says of case. */
struct branch {
	struct matcher *parent;
	const struct node *map;
};

static struct matcher *matcher_new(
    struct reader *reader, enum matcher_kind kind, const struct node *at)
{
	struct policy *policy = reader->policy;
	struct matcher *matcher = reader_alloc(reader, 1, sizeof *matcher);

	matcher->kind = kind;
	matcher->at = at;
	policy->matchers = mem_grow(policy->matchers, &policy->matcher_capacity,
	    policy->matcher_count + 1, sizeof *policy->matchers);
	policy->matchers[policy->matcher_count++] = matcher;
	return matcher;
}

static void add_child(struct reader *reader, struct matcher *parent, struct matcher *child)
{
	struct matcher **children = reader_alloc(reader, parent->child_count + 1, sizeof *children);

	if (parent->child_count > 0)
		memcpy(children, parent->children, parent->child_count * sizeof *children);
	children[parent->child_count++] = child;
	parent->children = children;
}

static void read_list_name(struct reader *reader, const struct node *value, void *target)
{
	struct matcher *matcher = target;

	if (reader_text(reader, value) == NULL)
		return;
	matcher->words = find_list(reader, value->text);
	if (matcher->words == NULL)
		report_list(reader, value);
}

static const struct key words_keys[] = {
	{ "list", read_list_name },
	{ NULL, NULL },
};

static void read_words(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, MATCHER_WORDS, value);

	add_child(reader, branch->parent, matcher);
	if (value->kind == NODE_MAP) {
		reader_map(reader, value, words_keys, matcher);
		return;
	}
	matcher->words = list_new(reader, value, NULL);
	matcher->words->reveal = REVEAL_FULL;
	matcher->words->is_exact = is_case_exact(branch->map);
	add_words(reader, matcher->words, value);
	if (value->kind == NODE_SCALAR && find_list(reader, value->text) != NULL)
		problems_warn(reader->problems, value,
		    "this is the word \"%s\"; the list of that name is { list: %s }", value->text,
		    value->text);
}

static void read_one_regex(struct reader *reader, const struct node *value,
    const struct node *parent, struct branch *branch)
{
	const char *pattern = reader_item(reader, value, parent);

	if (pattern == NULL)
		return;
	struct matcher *matcher = matcher_new(reader, MATCHER_REGEX, value);
	matcher->expressions = reader_alloc(reader, 1, sizeof *matcher->expressions);
	matcher->expression_count = 1;
	matcher->expressions[0].pattern = pattern;
	matcher->expressions[0].is_exact = is_case_exact(branch->map);
	matcher->expressions[0].sieve = SIEVE_NONE;
	add_child(reader, branch->parent, matcher);
}

/* One expression, or a list of which any may match. */
static void read_regex(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (value->kind != NODE_LIST) {
		read_one_regex(reader, value, value, branch);
		return;
	}
	struct branch any = { matcher_new(reader, MATCHER_ANY, value), branch->map };
	for (size_t i = 0; i < value->count; i++)
		read_one_regex(reader, value->items[i], value, &any);
	add_child(reader, branch->parent, any.parent);
}

static void read_one_kind(struct reader *reader, const struct node *value, struct matcher *parent)
{
	int index = reader_choice(reader, value, "kind", kind_names);

	if (index < 0)
		return;
	struct matcher *matcher = matcher_new(reader, MATCHER_KIND, value);
	matcher->checked = kinds[index];
	matcher->expression_count = matcher->checked->form_count;
	matcher->expressions =
	    reader_alloc(reader, matcher->expression_count, sizeof *matcher->expressions);
	for (size_t i = 0; i < matcher->expression_count; i++) {
		const struct kind_form *form = &matcher->checked->forms[i];
		matcher->expressions[i] = (struct expression){ .pattern = form->pattern,
			.is_exact = form->is_exact,
			.check = form->check,
			.sieve = SIEVE_NONE };
	}
	add_child(reader, parent, matcher);
}

static void read_kind(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (value->kind != NODE_LIST) {
		read_one_kind(reader, value, branch->parent);
		return;
	}
	struct matcher *any = matcher_new(reader, MATCHER_ANY, value);
	for (size_t i = 0; i < value->count; i++)
		read_one_kind(reader, value->items[i], any);
	add_child(reader, branch->parent, any);
}

static void read_branches(
    struct reader *reader, const struct node *value, struct branch *branch, enum matcher_kind kind)
{
	struct matcher *matcher = reader_match(reader, value, kind);

	if (matcher != NULL)
		add_child(reader, branch->parent, matcher);
}

static void read_any(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, MATCHER_ANY);
}

static void read_all(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, MATCHER_ALL);
}

static void read_none(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, MATCHER_NONE);
}

static void read_unless(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, MATCHER_UNLESS);
}

static void read_counted(struct reader *reader, const struct node *value, void *target)
{
	struct matcher *inner = reader_match(reader, value, MATCHER_ANY);

	if (inner != NULL)
		add_child(reader, target, inner);
}

static void read_at_least(struct reader *reader, const struct node *value, void *target)
{
	((struct matcher *)target)->at_least = reader_number(reader, value);
}

static const struct key count_keys[] = {
	{ "of", read_counted },
	{ "at-least", read_at_least },
	{ NULL, NULL },
};

static void read_count(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, MATCHER_COUNT, value);

	if (!reader_map(reader, value, count_keys, matcher))
		return;
	if (node_get(value, "of") == NULL || node_get(value, "at-least") == NULL)
		problems_error(reader->problems, value,
		    "count needs both: { of: { kind: email }, at-least: 5 }");
	add_child(reader, branch->parent, matcher);
}

static void read_link(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, MATCHER_LINK, value);
	const char *host = reader_text(reader, value);

	if (host == NULL)
		return;
	if (strpbrk(host, ":/@*? ") != NULL || strchr(host, '.') == NULL)
		problems_error(reader->problems, value,
		    "link takes the name of a host, as newsroom.example.com; names below it are "
		    "meant "
		    "too");
	matcher->host = host;
	const struct node *only = node_get(branch->map, "only");
	matcher->is_only = only != NULL && reader_flag(reader, only);
	add_child(reader, branch->parent, matcher);
}

static void read_only(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (node_get(branch->map, "link") == NULL)
		problems_error(reader->problems, value, "\"only\" stands beside \"link\"");
}

static void read_match_who(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, MATCHER_WHO, value);

	matcher->who = reader_who(reader, value);
	add_child(reader, branch->parent, matcher);
}

static void read_match_where(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, MATCHER_WHERE, value);

	matcher->where = reader_where(reader, value);
	add_child(reader, branch->parent, matcher);
}

static const struct key match_keys[] = {
	{ "words", read_words },
	{ "regex", read_regex },
	{ "kind", read_kind },
	{ "count", read_count },
	{ "link", read_link },
	{ "only", read_only },
	{ "case", read_case },
	{ "any", read_any },
	{ "all", read_all },
	{ "none", read_none },
	{ "unless", read_unless },
	{ "who", read_match_who },
	{ "where", read_match_where },
	{ "near", NULL },
	{ "attachment", NULL },
	{ "score", NULL },
	{ "data", NULL },
	{ "document", NULL },
	{ "length", NULL },
	{ "language", NULL },
	{ NULL, NULL },
};

/* Several keys in one map must all hold. */
static struct matcher *read_match_map(
    struct reader *reader, const struct node *node, enum matcher_kind kind)
{
	struct matcher *matcher = matcher_new(reader, kind, node);
	struct branch branch = { matcher, node };

	if (kind != MATCHER_ALL && node->kind == NODE_MAP && node->count > 1) {
		branch.parent = matcher_new(reader, MATCHER_ALL, node);
		add_child(reader, matcher, branch.parent);
	}
	if (!reader_map(reader, node, match_keys, &branch))
		return NULL;
	if (branch.parent->child_count == 0 && node->count == 0)
		problems_error(reader->problems, node, "nothing to look for");
	return matcher;
}

struct matcher *reader_match(struct reader *reader, const struct node *node, enum matcher_kind kind)
{
	if (node->kind != NODE_LIST)
		return read_match_map(reader, node, kind);
	struct matcher *matcher = matcher_new(reader, kind, node);
	for (size_t i = 0; i < node->count; i++) {
		struct matcher *child = read_match_map(reader, node->items[i], MATCHER_ALL);
		if (child != NULL)
			add_child(reader, matcher, child);
	}
	if (node->count == 0)
		problems_error(reader->problems, node, "nothing to look for");
	return matcher;
}
