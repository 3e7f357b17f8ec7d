#include <string.h>

#include "../proxy/base/mem.h"
#include "account.h"
#include "approved.h"
#include "matchers/types.h"
#include "reader.h"
#include "statement.h"
#include "when.h"

/* One rule: who, where, what it looks for and what then happens. */

static void read_users(struct reader *reader, const struct node *value, void *target)
{
	struct who_condition *who = target;

	who->user_count = reader_texts(reader, value, &who->users);
}

static void read_groups(struct reader *reader, const struct node *value, void *target)
{
	struct who_condition *who = target;

	who->group_count = reader_texts(reader, value, &who->groups);
}

static const struct key who_except_keys[] = {
	{ "users", read_users, &schema_texts },
	{ "groups", read_groups, &schema_texts },
	{ NULL, NULL, NULL },
};

static void read_who_except(struct reader *reader, const struct node *value, void *target)
{
	struct who_condition *who = target;

	who->except = reader_alloc(reader, 1, sizeof *who);
	reader_map(reader, value, who_except_keys, who->except);
}

const struct key who_keys[] = {
	{ "users", read_users, &schema_texts },
	{ "groups", read_groups, &schema_texts },
	{ "not", read_who_except, MAP_OF(who_except_keys) },
	{ NULL, NULL, NULL },
};

struct who_condition *reader_who(struct reader *reader, const struct node *node)
{
	struct who_condition *who = reader_alloc(reader, 1, sizeof *who);

	reader_map(reader, node, who_keys, who);
	return who;
}

static void read_sites(struct reader *reader, const struct node *value, void *target)
{
	struct where_condition *where = target;

	where->site_count = reader_texts(reader, value, &where->sites);
}

static void read_hosts(struct reader *reader, const struct node *value, void *target)
{
	struct where_condition *where = target;

	where->host_count = reader_texts(reader, value, &where->hosts);
}

/* Calls take with the index in names of each item of value. */
static void read_choices(struct reader *reader, const struct node *value, const char *what,
    const char *const *names, void (*take)(struct where_condition *where, int index),
    struct where_condition *where)
{
	struct node *one = (struct node *)(uintptr_t)value;
	struct node *const *items = &one;
	size_t count = node_items(value, &items);

	for (size_t i = 0; i < count; i++) {
		int index = reader_choice(reader, items[i], what, names);
		if (index >= 0)
			take(where, index);
	}
}

static void take_class(struct where_condition *where, int index)
{
	where->classes[where->class_count++] = class_names[index];
}

static void read_classes(struct reader *reader, const struct node *value, void *target)
{
	struct where_condition *where = target;

	where->classes = reader_alloc(reader, value->count + 1, sizeof *where->classes);
	read_choices(reader, value, "class", class_names, take_class, where);
}

/* What a rule may speak of: taking back is never refused, an account activity never looked at. */
static const char *const judged_activities[] = { "post", "comment", "reply", "message", "edit",
	"profile", "upload", "reaction", "draft", NULL };

static void take_activity(struct where_condition *where, int index)
{
	for (unsigned i = 0; activity_names[i] != NULL; i++)
		if (strcmp(activity_names[i], judged_activities[index]) == 0)
			where->activities |= 1U << i;
}

static void read_activities(struct reader *reader, const struct node *value, void *target)
{
	read_choices(reader, value, "activity", judged_activities, take_activity, target);
}

static void take_audience(struct where_condition *where, int index)
{
	where->audiences |= 1U << (index + 1);
}

static void read_audiences(struct reader *reader, const struct node *value, void *target)
{
	read_choices(
	    reader, value, "audience", audience_names + AUDIENCE_PUBLIC, take_audience, target);
}

static void take_account(struct where_condition *where, int index)
{
	where->accounts |= 1U << index;
}

static void read_account(struct reader *reader, const struct node *value, void *target)
{
	struct where_condition *where = target;

	read_choices(reader, value, "account", account_names, take_account, where);
	where->known_accounts = reader->policy->accounts;
	if (reader->policy->accounts == NULL)
		problems_error(reader->problems, value,
		    "whose accounts are meant stands under \"accounts\" in this policy, and that "
		    "is "
		    "not there");
}

static const struct key where_except_keys[] = {
	{ "site", read_sites, &schema_texts },
	{ "class", read_classes, SOME_OF(class_names) },
	{ "host", read_hosts, &schema_texts },
	{ "activity", read_activities, SOME_OF(judged_activities) },
	{ "audience", read_audiences, SOME_OF(audience_names + AUDIENCE_PUBLIC) },
	{ "account", read_account, SOME_OF(account_names) },
	{ NULL, NULL, NULL },
};

static void read_where_except(struct reader *reader, const struct node *value, void *target)
{
	struct where_condition *where = target;

	where->except = reader_alloc(reader, 1, sizeof *where);
	reader_map(reader, value, where_except_keys, where->except);
}

const struct key where_keys[] = {
	{ "site", read_sites, &schema_texts },
	{ "class", read_classes, SOME_OF(class_names) },
	{ "host", read_hosts, &schema_texts },
	{ "activity", read_activities, SOME_OF(judged_activities) },
	{ "audience", read_audiences, SOME_OF(audience_names + AUDIENCE_PUBLIC) },
	{ "account", read_account, SOME_OF(account_names) },
	{ "not", read_where_except, MAP_OF(where_except_keys) },
	{ NULL, NULL, NULL },
};

struct where_condition *reader_where(struct reader *reader, const struct node *node)
{
	struct where_condition *where = reader_alloc(reader, 1, sizeof *where);

	reader_map(reader, node, where_keys, where);
	return where;
}

/* Letters that may stand in a log line and a URL. */
static bool is_identifier(const char *text)
{
	size_t len =
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

	return len > 0 && len <= 64 && text[len] == '\0';
}

static void read_id(struct reader *reader, const struct node *value, void *target)
{
	struct rule_body *body = target;
	struct policy *policy = reader->policy;
	const char *id = reader_text(reader, value);

	if (id == NULL)
		return;
	if (!is_identifier(id)) {
		problems_error(reader->problems, value,
		    "an id is made of letters, digits, \"-\", \"_\" and \".\", at most 64 of them");
		return;
	}
	size_t taken = policy->rule_count - 1;
	if (!names_put(&policy->ids, span_of(id), taken) &&
	    names_get(&policy->ids, span_of(id), &taken))
		problems_error(reader->problems, value,
		    "the id \"%s\" is taken by the rule at %s:%u", id,
		    policy->rules[taken].rule.file, policy->rules[taken].rule.line);
	body->rule.id = id;
}

static void read_rule_title(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->rule.title = reader_wording(reader, value);
}

static void read_clause(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->rule.clause = reader_wording(reader, value);
}

static void read_notice(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->rule.notice = reader_wording(reader, value);
}

static void read_severity(struct reader *reader, const struct node *value, void *target)
{
	int severity = reader_choice(reader, value, "severity", severity_names);

	if (severity >= 0)
		((struct rule_body *)target)->rule.severity = (enum severity)severity;
}

static void read_action(struct reader *reader, const struct node *value, void *target)
{
	int action = reader_choice(reader, value, "action", action_names);

	if (action >= 0)
		((struct rule_body *)target)->rule.action = (enum action)action;
}

static void read_rule_who(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->who = reader_who(reader, value);
}

static void read_rule_where(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->where = reader_where(reader, value);
}

static void read_rule_when(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->when = reader_when(reader, value);
}

static void read_rule_match(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->match = reader_match(reader, value, &matcher_all);
}

static void read_rule_statement(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->match = reader_statement(reader, value);
}

static void read_rule_unless(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->unless = reader_match(reader, value, &matcher_unless);
}

static void add_examples(
    struct reader *reader, const struct node *value, struct rule_body *body, bool violates)
{
	struct node *one = (struct node *)(uintptr_t)value;
	struct node *const *items = &one;
	size_t count = node_items(value, &items);
	struct example *all =
	    reader_alloc(reader, body->example_count + count, sizeof *body->examples);

	if (body->example_count > 0)
		memcpy(all, body->examples, body->example_count * sizeof *all);
	body->examples = all;
	for (size_t i = 0; i < count; i++)
		if (reader_item(reader, items[i], value) != NULL)
			all[body->example_count++] = (struct example){ items[i], violates };
}

static void read_violates(struct reader *reader, const struct node *value, void *target)
{
	add_examples(reader, value, target, true);
}

static void read_passes(struct reader *reader, const struct node *value, void *target)
{
	add_examples(reader, value, target, false);
}

static const struct key example_keys[] = {
	{ "violates", read_violates, &schema_texts },
	{ "passes", read_passes, &schema_texts },
	{ NULL, NULL, NULL },
};

static void read_examples(struct reader *reader, const struct node *value, void *target)
{
	reader_map(reader, value, example_keys, target);
}

static void read_shadow(struct reader *reader, const struct node *value, void *target)
{
	((struct rule_body *)target)->rule.is_shadow = reader_flag(reader, value);
}

static const char *const drafts_names[] = { "note", "refuse", NULL };

static void read_drafts(struct reader *reader, const struct node *value, void *target)
{
	struct rule_body *body = target;
	int drafts = reader_choice(reader, value, "way with drafts", drafts_names);

	if (drafts >= 0)
		body->rule.drafts = (enum drafts)drafts;
}

static const char *const views_names[] = { "all", "plain", NULL };

static void read_views(struct reader *reader, const struct node *value, void *target)
{
	int views = reader_choice(reader, value, "choice of views", views_names);

	((struct rule_body *)target)->is_plain = views > 0;
}

const struct key rule_keys[] = {
	{ "id", read_id, &schema_text },
	{ "title", read_rule_title, &schema_wording },
	{ "clause", read_clause, &schema_wording },
	{ "severity", read_severity, ONE_OF(severity_names) },
	{ "who", read_rule_who, MAP_OF(who_keys) },
	{ "where", read_rule_where, MAP_OF(where_keys) },
	{ "when", read_rule_when, MAP_OF(when_keys) },
	{ "match", read_rule_match, &schema_match },
	{ "unless", read_rule_unless, &schema_match },
	{ "views", read_views, ONE_OF(views_names) },
	{ "statement", read_rule_statement, MAP_OF(statement_keys) },
	{ "action", read_action, ONE_OF(action_names) },
	{ "drafts", read_drafts, ONE_OF(drafts_names) },
	{ "shadow", read_shadow, &schema_flag },
	{ "notice", read_notice, &schema_wording },
	{ "examples", read_examples, MAP_OF(example_keys) },
	{ NULL, NULL, NULL },
};

static void require(struct reader *reader, const struct node *node, const char *key)
{
	if (node_get(node, key) == NULL)
		problems_error(reader->problems, node, "this rule has no \"%s\"", key);
}

static bool is_words_alone(const struct matcher *matcher)
{
	if (matcher->child_count == 0)
		return matcher->type == &matcher_words;
	for (size_t i = 0; i < matcher->child_count; i++)
		if (!is_words_alone(matcher->children[i]))
			return false;
	return true;
}

static void warn_of_words(struct reader *reader, const struct rule_body *body)
{
	if (body->rule.action == ACTION_BLOCK && body->unless != NULL &&
	    is_words_alone(body->unless))
		problems_warn(reader->problems, body->unless->at,
		    "this blocks unless certain words are there, and anybody can add them");
}

/* Does the matcher, or one below it, have what is asked for? */
static bool holds(const struct matcher *matcher, bool (*has)(const struct matcher *matcher))
{
	if (matcher == NULL || matcher->type->is_negative)
		return false;
	for (size_t i = 0; i < matcher->child_count; i++)
		if (holds(matcher->children[i], has))
			return true;
	return has(matcher);
}

static bool is_sample(const struct matcher *matcher)
{
	return matcher->type == &matcher_sample;
}

static bool is_grave(const struct matcher *matcher)
{
	const struct kind *kind = matcher->type == &matcher_kind ? matcher->own : NULL;

	return matcher->type->is_grave || (kind != NULL && kind->is_credential);
}

static void settle_drafts(struct rule_body *body, const struct node *node)
{
	if (node_get(node, "drafts") == NULL &&
	    (body->rule.severity == SEVERITY_HIGH || holds(body->match, is_grave)))
		body->rule.drafts = DRAFTS_REFUSE;
}

static void check_sample(struct reader *reader, struct rule_body *body)
{
	body->rule.is_sample = holds(body->match, is_sample);
	if (body->rule.is_sample && body->rule.action > ACTION_LOG)
		problems_error(reader->problems, body->at,
		    "a sample is drawn for review: its rule can only log");
}

static void check_rule(struct reader *reader, const struct node *node, struct rule_body *body)
{
	require(reader, node, "id");
	require(reader, node, "action");
	if (node_get(node, "statement") == NULL)
		require(reader, node, "match");
	else if (node_get(node, "match") != NULL)
		problems_error(
		    reader->problems, node, "a rule has \"match\" or \"statement\", not both");
	if (body->rule.action >= ACTION_COACH && node_get(node, "clause") == NULL)
		problems_warn(reader->problems, node,
		    "this rule has no \"clause\": the employee is not told what it rests on");
	warn_of_words(reader, body);
	check_sample(reader, body);
	settle_drafts(body, node);
	statement_settle(reader->policy, body);
	body->is_passable = body->match != NULL && approved_may_pass(body->match);
}

static void read_rule(struct reader *reader, const struct node *node)
{
	struct policy *policy = reader->policy;

	policy->rules = mem_grow(
	    policy->rules, &policy->rule_capacity, policy->rule_count + 1, sizeof *policy->rules);
	struct rule_body *body = &policy->rules[policy->rule_count++];
	memset(body, 0, sizeof *body);
	body->at = node;
	body->rule.file = reader->file;
	body->rule.line = node->line;
	body->rule.severity = SEVERITY_MEDIUM;
	if (reader_map(reader, node, rule_keys, body))
		check_rule(reader, node, body);
}

void reader_rules(struct reader *reader, const struct node *node)
{
	if (node->kind != NODE_LIST) {
		problems_error(reader->problems, node,
		    "a list of rules is expected here, each beginning with \"- id: …\"");
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_rule(reader, node->items[i]);
}
