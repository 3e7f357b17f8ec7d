#include <string.h>

#include "../proxy/base/mem.h"
#include "matchers/types.h"
#include "text/language.h"
#include "word_list.h"

/* What a rule looks for: a tree of matchers. */

struct matcher *matcher_new(
    struct reader *reader, const struct matcher_type *type, const struct node *at)
{
	struct policy *policy = reader->policy;
	struct matcher *matcher = reader_alloc(reader, 1, sizeof *matcher);

	matcher->type = type;
	matcher->at = at;
	policy->matchers = mem_grow(policy->matchers, &policy->matcher_capacity,
	    policy->matcher_count + 1, sizeof *policy->matchers);
	policy->matchers[policy->matcher_count++] = matcher;
	return matcher;
}

void matcher_add(struct reader *reader, struct matcher *parent, struct matcher *child)
{
	struct matcher **children = reader_alloc(reader, parent->child_count + 1, sizeof *children);

	if (parent->child_count > 0)
		memcpy(children, parent->children, parent->child_count * sizeof *children);
	children[parent->child_count++] = child;
	parent->children = children;
}

const struct key match_keys[] = {
	{ "words", read_match_words, &schema_words },
	{ "regex", read_match_regex, &schema_texts },
	{ "kind", read_match_kind, SOME_OF(kind_names) },
	{ "count", read_match_count, MAP_OF(count_keys) },
	{ "link", read_match_link, EITHER(&schema_texts, MAP_OF(link_keys)) },
	{ "only", read_match_only, &schema_flag },
	{ "case", read_case, &schema_text },
	{ "any", read_match_any, &schema_match },
	{ "all", read_match_all, &schema_match },
	{ "none", read_match_none, &schema_match },
	{ "unless", read_match_unless, &schema_match },
	{ "who", read_match_who, MAP_OF(who_keys) },
	{ "where", read_match_where, MAP_OF(where_keys) },
	{ "near", read_match_near, MAP_OF(near_keys) },
	{ "attachment", read_match_attachment, EITHER(&schema_text, MAP_OF(attachment_keys)) },
	{ "score", read_match_score, MAP_OF(score_keys) },
	{ "sample", read_match_sample, &schema_text },
	{ "data", read_match_data, EITHER(&schema_texts, MAP_OF(match_data_keys)) },
	{ "document", read_match_document, &schema_texts },
	{ "length", read_match_length, MAP_OF(length_keys) },
	{ "language", read_match_language, SOME_OF(languages_told) },
	{ NULL, NULL, NULL },
};

/* Several keys in one map must all hold. */
static struct matcher *read_match_map(
    struct reader *reader, const struct node *node, const struct matcher_type *type)
{
	struct matcher *matcher = matcher_new(reader, type, node);
	struct branch branch = { matcher, node };

	if (type != &matcher_all && node->kind == NODE_MAP && node->count > 1) {
		branch.parent = matcher_new(reader, &matcher_all, node);
		matcher_add(reader, matcher, branch.parent);
	}
	if (!reader_map(reader, node, match_keys, &branch))
		return NULL;
	if (branch.parent->child_count == 0 && node->count == 0)
		problems_error(reader->problems, node, "nothing to look for");
	return matcher;
}

struct matcher *reader_match(
    struct reader *reader, const struct node *node, const struct matcher_type *type)
{
	if (node->kind != NODE_LIST)
		return read_match_map(reader, node, type);
	struct matcher *matcher = matcher_new(reader, type, node);
	for (size_t i = 0; i < node->count; i++) {
		struct matcher *child = read_match_map(reader, node->items[i], &matcher_all);
		if (child != NULL)
			matcher_add(reader, matcher, child);
	}
	if (node->count == 0)
		problems_error(reader->problems, node, "nothing to look for");
	return matcher;
}
