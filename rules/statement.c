#include "statement.h"

#include <string.h>

#include "account.h"
#include "matchers/types.h"

const struct statement *statement_of(const struct rule_body *body)
{
	return body->match != NULL && body->match->type == &matcher_statement ? body->match->own
	                                                                      : NULL;
}

void statement_settle(const struct policy *policy, struct rule_body *body)
{
	const struct who_condition *speakers =
	    policy->accounts != NULL ? policy->accounts->speakers : NULL;
	const struct who_condition *named =
	    body->who != NULL && body->who->group_count > 0 ? body->who : speakers;
	struct statement *statement = (struct statement *)(uintptr_t)statement_of(body);

	if (statement == NULL)
		return;
	statement->rule = body->rule.id;
	statement->voices = named != NULL ? named->groups : NULL;
	statement->voice_count = named != NULL ? named->group_count : 0;
}

static bool is_voice(const struct statement *statement, struct span group)
{
	for (size_t i = 0; i < statement->voice_count; i++)
		if (span_is_nocase(group, statement->voices[i]))
			return true;
	return false;
}

struct span statement_group(const struct statement *statement, const struct who *who)
{
	for (size_t i = 0; i < who->group_count; i++)
		if (is_voice(statement, who->groups[i]))
			return who->groups[i];
	return who->group_count > 0 ? who->groups[0] : (struct span){ NULL, 0 };
}

static struct span print(const struct value *value, struct arena *arena)
{
	char text[VALUE_PRINT_MAX];

	value_print(value, text);
	char *copy = arena_copy(arena, span_of(text));
	return span_make(copy, copy != NULL ? strlen(copy) : 0);
}

static bool is_official(const struct statement *statement, const struct value *value)
{
	for (size_t i = 0; i < statement->official_count; i++)
		if (value_equal(value, &statement->official[i]))
			return true;
	return false;
}

/* What somebody is not known to belong to may be another group. */
static bool is_of_others(
    const struct statement *statement, const struct said *said, const struct asking *asking)
{
	bool is_fresh = asking->now == 0 || asking->now - said->when <= statement->window_s;
	bool is_own = said->group.len > 0 && span_equal_nocase(said->group, asking->group);

	return is_fresh && !is_own && span_is(said->rule, statement->rule);
}

/* Was what a group said there its last word? What it said at one time is one statement. */
static bool is_last_word(const struct context *context, size_t index)
{
	const struct said *said = &context->said[index];

	for (size_t i = 0; i < index; i++)
		if (span_equal(context->said[i].rule, said->rule) &&
		    span_equal_nocase(context->said[i].group, said->group))
			return context->said[i].when == said->when;
	return true;
}

static bool says_it(
    const struct statement *statement, const struct said *said, const struct value *value)
{
	struct value other;

	return value_parse(statement->kind, said->value, &other) && value_equal(&other, value);
}

/* Did the group say it too, among other values of the same statement? */
static bool agrees(const struct statement *statement, const struct context *context,
    const struct said *said, const struct value *value)
{
	for (size_t i = 0; i < context->said_count; i++) {
		const struct said *other = &context->said[i];
		if (other->when == said->when && span_equal(other->rule, said->rule) &&
		    span_equal_nocase(other->group, said->group) &&
		    says_it(statement, other, value))
			return true;
	}
	return false;
}

static const struct said *find_other(
    const struct statement *statement, const struct value *value, const struct asking *asking)
{
	const struct context *context = asking->context;

	for (size_t i = 0; context != NULL && i < context->said_count; i++) {
		const struct said *said = &context->said[i];
		if (is_of_others(statement, said, asking) && is_last_word(context, i) &&
		    !agrees(statement, context, said, value))
			return said;
	}
	return NULL;
}

bool statement_conflicts(const struct statement *statement, const struct value *value,
    const struct asking *asking, struct arena *arena, struct conflict *conflict)
{
	if (statement->official_count > 0) {
		if (is_official(statement, value))
			return false;
		*conflict = (struct conflict){ .value = print(value, arena),
			.against = print(&statement->official[0], arena) };
		return true;
	}
	const struct said *other = find_other(statement, value, asking);
	if (other == NULL)
		return false;
	*conflict = (struct conflict){ .value = print(value, arena),
		.against = other->value,
		.group = other->group,
		.when = other->when };
	return true;
}

unsigned policy_needs_context(const struct policy *policy)
{
	unsigned needs = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct statement *statement = statement_of(&policy->rules[i]);
		if (statement != NULL && statement->official_count == 0)
			needs |= CONTEXT_SAID;
	}
	return needs;
}
