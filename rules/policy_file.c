#include "account.h"
#include "approved.h"
#include "reader.h"
#include "when.h"

/* What stands at the top of a policy file (design.md, "A policy, as its author sees it"). */

static void read_title(struct reader *reader, const struct node *value, void *target)
{
	struct policy *policy = target;
	const char *title = reader_text(reader, value);

	if (policy->title == NULL)
		policy->title = title;
}

/* The first file that says it counts. */
static void keep_wording(struct reader *reader, const struct node *value, struct wording *wording)
{
	struct wording read = reader_wording(reader, value);

	if (wording->count == 0)
		*wording = read;
}

static void read_guideline(struct reader *reader, const struct node *value, void *target)
{
	struct policy *policy = target;

	keep_wording(reader, value, &policy->guideline);
}

static void read_contact(struct reader *reader, const struct node *value, void *target)
{
	struct policy *policy = target;

	keep_wording(reader, value, &policy->contact);
}

static void read_data_protection(struct reader *reader, const struct node *value, void *target)
{
	struct policy *policy = target;

	keep_wording(reader, value, &policy->data_protection);
}

/* What rules name is read before them, wherever it stands. */
static void skip(struct reader *reader, const struct node *value, void *target)
{
	(void)target;
	(void)value;
	(void)reader;
}

static void read_first(struct reader *reader, const struct node *root)
{
	static const struct {
		const char *key;
		void (*read)(struct reader *reader, const struct node *node);
	} parts[] = { { "lists", reader_lists }, { "periods", reader_periods },
		{ "accounts", reader_accounts }, { "approved", reader_approved } };

	reader->lists = node_get(root, "lists");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const struct node *node = node_get(root, parts[i].key);
		if (node != NULL)
			parts[i].read(reader, node);
	}
}

static void read_rules_key(struct reader *reader, const struct node *value, void *target)
{
	(void)target;
	reader_rules(reader, value);
}

const struct key top_keys[] = {
	{ "policy", read_title, &schema_text },
	{ "guideline", read_guideline, &schema_wording },
	{ "contact", read_contact, &schema_wording },
	{ "data-protection", read_data_protection, &schema_wording },
	{ "lists", skip, NAMED(&schema_list) },
	{ "periods", skip, NAMED(LIST_OF(MAP_OF(range_keys))) },
	{ "accounts", skip, MAP_OF(account_keys) },
	{ "approved", skip, LIST_OF(MAP_OF(campaign_keys)) },
	{ "rules", read_rules_key, LIST_OF(MAP_OF(rule_keys)) },
	{ NULL, NULL, NULL },
};

void policy_read(struct policy *policy, struct source *source, const char *name, struct span bytes,
    struct problems *problems)
{
	struct reader reader = { policy, source, problems, name, NULL };
	struct node *root = node_parse(bytes, name, policy->arena, problems);

	if (root == NULL)
		return;
	if (root->kind == NODE_MAP) {
		read_first(&reader, root);
		if (node_get(root, "rules") == NULL)
			problems_warn(problems, root, "this policy has no rules");
	}
	reader_map(&reader, root, top_keys, policy);
}
