#include "../statement.h"

#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "../text/sentence.h"
#include "types.h"

/* statement: what is said about a topic, beside what is official or what others said. */

enum {
	WITHIN_DEFAULT = 10, /* words */
	VALUES_MAX = 32,     /* looked at in one post */
	DAY_S = 86400,
	WINDOW_DAYS = 30,
	WINDOW_MAX_DAYS = 400,
};

/* Reading */

struct reading_statement {
	struct matcher *matcher; /* NULL once something is missing */
	struct statement *statement;
	const struct node *official;
};

static void read_topic(struct reader *reader, const struct node *value, void *target)
{
	struct reading_statement *reading = target;
	struct matcher *topic = reader_match(reader, value, &matcher_any);

	if (topic != NULL)
		matcher_add(reader, reading->matcher, topic);
}

static void read_capture(struct reader *reader, const struct node *value, void *target)
{
	struct matcher *matcher = target;
	const char *pattern = reader_text(reader, value);

	if (pattern == NULL)
		return;
	matcher->expressions = reader_alloc(reader, 1, sizeof *matcher->expressions);
	matcher->expression_count = 1;
	matcher->expressions[0] =
	    (struct expression){ .pattern = pattern, .is_capturing = true, .sieve = SIEVE_NONE };
}

static const struct key capture_keys[] = {
	{ "regex", read_capture, &schema_text },
	{ NULL, NULL, NULL },
};

/* Those of value_kind_names that stand by themselves, in their order. */
static const char *const value_names[] = { "date", "money", "percentage", "version", NULL };

static void read_value(struct reader *reader, const struct node *value, void *target)
{
	struct reading_statement *reading = target;
	reading->statement->kind = VALUE_TEXT;
	if (value->kind == NODE_MAP) {
		reader_map(reader, value, capture_keys, reading->matcher);
		return;
	}
	int kind = reader_choice(reader, value, "value", value_names);
	if (kind >= 0)
		reading->statement->kind = (enum value_kind)kind;
}

static void keep_official(struct reader *reader, const struct node *value, void *target)
{
	(void)reader; /* read when it is known what kind of value it is */
	((struct reading_statement *)target)->official = value;
}

static void read_official(struct reader *reader, struct reading_statement *reading)
{
	struct statement *statement = reading->statement;
	const char **texts;
	size_t count = reader_texts(reader, reading->official, &texts);

	statement->official = reader_alloc(reader, count, sizeof *statement->official);
	for (size_t i = 0; i < count; i++)
		if (value_parse(statement->kind, span_of(texts[i]),
		        &statement->official[statement->official_count]))
			statement->official_count++;
		else
			problems_error(reader->problems, reading->official,
			    "\"%s\" cannot be read as a %s", texts[i],
			    value_kind_names[statement->kind]);
}

static void read_within(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_statement *)target)->statement->within = reader_number(reader, value);
}

static void read_window(struct reader *reader, const struct node *value, void *target)
{
	const char *text = reader_text(reader, value);
	uint64_t days = 0;

	if (text == NULL)
		return;
	struct span number = span_of(text);
	bool is_days = number.len > 0 && number.data[number.len - 1] == 'd';
	number.len -= is_days;
	if (!is_days || !span_to_u64(number, &days) || days == 0 || days > WINDOW_MAX_DAYS)
		problems_error(reader->problems, value,
		    "\"%s\" is no window; write it as 30d, from 1d to %dd", text, WINDOW_MAX_DAYS);
	((struct reading_statement *)target)->statement->window_s = (int64_t)days * DAY_S;
}

const struct key statement_keys[] = {
	{ "topic", read_topic, &schema_match },
	{ "value", read_value, EITHER(ONE_OF(value_names), MAP_OF(capture_keys)) },
	{ "official", keep_official, &schema_texts },
	{ "within", read_within, &schema_whole },
	{ "window", read_window, &schema_text },
	{ NULL, NULL, NULL },
};

struct matcher *reader_statement(struct reader *reader, const struct node *node)
{
	struct statement *statement = reader_alloc(reader, 1, sizeof *statement);
	struct reading_statement reading = {
		.matcher = matcher_new(reader, &matcher_statement, node), .statement = statement
	};

	statement->within = WITHIN_DEFAULT;
	statement->window_s = (int64_t)WINDOW_DAYS * DAY_S;
	reading.matcher->own = statement;
	if (!reader_map(reader, node, statement_keys, &reading))
		return NULL;
	if (node_get(node, "topic") == NULL || node_get(node, "value") == NULL)
		problems_error(reader->problems, node,
		    "a statement needs both: { topic: { words: [Falcon] }, value: date }");
	if (reading.official != NULL)
		read_official(reader, &reading);
	return reading.matcher;
}

/* Evaluating */

struct found {
	size_t field;
	size_t start, end;
	struct value value;
};

struct search {
	struct work *work;
	const struct matcher *matcher;
	const struct statement *statement;
	struct found found[VALUES_MAX];
	size_t count;
	struct match_span last; /* the sentence that was looked at last */
	bool has_values;        /* it had some */
};

static bool is_known(const struct search *search, size_t field, size_t start)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->found[i].field == field && search->found[i].start == start)
			return true;
	return false;
}

static bool find_capture(struct search *search, struct span text, size_t from, struct found *found)
{
	struct evaluation *all = search->work->all;
	enum expression_result result = expression_find(&search->matcher->expressions[0],
	    all->matching, text, from, &found->start, &found->end);

	all->hit_limit |= result == EXPRESSION_LIMIT;
	return result == EXPRESSION_YES &&
	       value_parse(VALUE_TEXT,
	           span_make(text.data + found->start, found->end - found->start), &found->value);
}

static bool find_value(struct search *search, struct span text, size_t from, struct found *found)
{
	if (search->statement->kind == VALUE_TEXT)
		return find_capture(search, text, from, found);
	return value_find(
	    search->statement->kind, text, from, &found->value, &found->start, &found->end);
}

/* The values in [start, end) of a field; false if there are none. */
static bool search_in(struct search *search, size_t field, size_t start, size_t end)
{
	struct span text = search->work->all->post->fields[field].text;
	struct found found = { .field = field };
	bool is_any = false;
	size_t from = 0;

	text = span_make(text.data + start, end - start);
	while (find_value(search, text, from, &found)) {
		from = found.end;
		is_any = true;
		if (search->count == VALUES_MAX || is_known(search, field, start + found.start))
			continue;
		search->found[search->count] = found;
		search->found[search->count].start += start;
		search->found[search->count++].end += start;
	}
	return is_any;
}

/* A topic often stands several times in one sentence, as the two words of `near` do: it is searched
 * once. */
static bool search_sentence(struct search *search, size_t field, size_t start, size_t end)
{
	struct match_span *last = &search->last;
	bool is_new = last->field != field || last->byte_start != start || last->byte_end != end;

	if (is_new)
		search->has_values = search_in(search, field, start, end);
	*last = (struct match_span){ .field = field, .byte_start = start, .byte_end = end };
	return search->has_values;
}

/* In the sentence of the topic, or else a few words around it. */
static void search_around(struct search *search, const struct match_span *topic)
{
	struct span text = search->work->all->post->fields[topic->field].text;
	size_t start = topic->byte_start;
	size_t end = topic->byte_end;

	if (matching_is_spent(search->work->all->matching)) {
		search->work->all->hit_limit = true;
		return;
	}
	sentence_around(text, &start, &end);
	if (search_sentence(search, topic->field, start, end))
		return;
	start = topic->byte_start;
	end = topic->byte_end;
	words_around(text, search->statement->within, &start, &end);
	search_in(search, topic->field, start, end);
}

/* Where the topic stands; what it found is no evidence by itself. */
static void search_topics(struct search *search)
{
	struct work *work = search->work;
	struct evaluation *all = work->all;
	bool *holds = new_flags(all);

	if (holds == NULL || search->matcher->child_count == 0)
		return;
	evaluate_into(all, search->matcher->children[0], work->sense, work->allowed, holds);
	for (size_t i = work->first_span; i < all->span_count; i++)
		search_around(search, &all->spans[i]);
	all->span_count = work->first_span;
}

static bool is_said(const struct evaluation *all, const char *rule, const char *value)
{
	for (const struct saying *each = all->says; each != NULL; each = each->next)
		if (span_is(each->said.rule, rule) && span_is(each->said.value, value))
			return true;
	return false;
}

static void keep_saying(
    struct search *search, const struct asking *asking, const struct value *value)
{
	struct evaluation *all = search->work->all;
	char text[VALUE_PRINT_MAX];

	value_print(value, text);
	if (is_said(all, search->statement->rule, text))
		return;
	struct saying *saying = arena_alloc(all->arena, sizeof *saying);
	char *copy = arena_copy(all->arena, span_of(text));
	if (saying == NULL || copy == NULL)
		return;
	saying->said = (struct said){
		.rule = span_of(search->statement->rule),
		.value = span_of(copy),
		.group = asking->group,
		.when = asking->now,
		.until = asking->now + search->statement->window_s,
	};
	saying->next = all->says;
	all->says = saying;
	all->says_count++;
}

static void compare(struct search *search, const struct asking *asking, const struct found *found)
{
	struct evaluation *all = search->work->all;
	struct conflict conflict;

	if (search->statement->official_count == 0)
		keep_saying(search, asking, &found->value);
	if (!statement_conflicts(search->statement, &found->value, asking, all->arena, &conflict))
		return;
	note(search->work, found->field, found->start, found->end);
	if (all->conflict != NULL)
		return;
	all->conflict = arena_alloc(all->arena, sizeof *all->conflict);
	if (all->conflict != NULL)
		*all->conflict = conflict;
}

static void match_statement(struct work *work, const struct matcher *matcher)
{
	const struct statement *statement = matcher->own;
	const struct evaluation *all = work->all;
	const struct asking asking = { statement_group(statement, all->who), all->now,
		all->context };
	struct search search = { .work = work, .matcher = matcher, .statement = statement };

	search_topics(&search);
	for (size_t i = 0; i < search.count; i++)
		compare(&search, &asking, &search.found[i]);
}

/* Saying */

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct statement *statement = matcher->own;
	char text[VALUE_PRINT_MAX];

	put_children(out, matcher, " or ");
	fprintf(out, " with a %s", value_kind_names[statement->kind]);
	if (statement->official_count == 0) {
		fprintf(out, " other than what another group said in the last %d days",
		    (int)(statement->window_s / DAY_S));
		return;
	}
	fputs(" other than ", out);
	for (size_t i = 0; i < statement->official_count; i++) {
		value_print(&statement->official[i], text);
		fprintf(out, "%s%s", i > 0 ? " or " : "", text);
	}
}

const struct matcher_type matcher_statement = {
	.wakes = WAKES_BY_ANY,
	.evaluate = match_statement,
	.phrase = phrase,
};
