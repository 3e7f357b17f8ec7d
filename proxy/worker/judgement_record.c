/* The record of a judgement: what audit is to keep of it. */
#include <stdio.h>
#include <string.h>

#include "exchange.h"

enum { SPANS_TEXT_MAX = 2048, DOCUMENT_TEXT_MAX = 200 };

static struct span text_of(const char *text)
{
	return span_of(text != NULL ? text : "");
}

/* "@" and the document, without what the list of spans is cut by. */
static size_t put_document(char *to, size_t size, const char *document)
{
	size_t len = 0;

	if (document == NULL || size < 2)
		return 0;
	to[len++] = '@';
	for (; *document != '\0' && len + 1 < size && len < DOCUMENT_TEXT_MAX; document++)
		to[len++] = (char)(strchr(" :@", *document) == NULL ? *document : '_');
	to[len] = '\0';
	return len;
}

static struct span join_spans(
    struct exchange *exchange, const struct post *post, const struct match *match)
{
	char text[SPANS_TEXT_MAX];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < match->span_count && len + 128 < sizeof text; i++) {
		const struct match_span *span = &match->spans[i];
		struct span name = span->field < post->field_count ? post->fields[span->field].name
		                                                   : span_of("text");
		int n =
		    snprintf(text + len, sizeof text - len, "%s%.*s:%zu-%zu", len > 0 ? " " : "",
		        (int)(name.len < 64 ? name.len : 64), name.data, span->start, span->end);
		len += (size_t)n;
		len += put_document(text + len, sizeof text - len, span->document);
	}
	return span_of(arena_copy(exchange->arena, span_of(text)));
}

static size_t count_matches(const struct exchange *exchange)
{
	size_t count = 0;

	for (size_t i = 0; exchange->judgement.verdicts != NULL && i < exchange->reading.post_count;
	     i++)
		count += exchange->judgement.verdicts[i].match_count;
	return count;
}

static void add_rules(struct exchange *exchange, struct record *record)
{
	size_t count = count_matches(exchange);

	record->rules = arena_alloc(exchange->arena, (count + 1) * sizeof *record->rules);
	for (size_t i = 0; record->rules != NULL && count > 0 && i < exchange->reading.post_count;
	     i++) {
		const struct verdict *verdict = &exchange->judgement.verdicts[i];
		for (size_t j = 0; j < verdict->match_count; j++) {
			const struct match *match = &verdict->matches[j];
			record->rules[record->rule_count++] = (struct record_rule){
				.id = span_of(match->rule->id),
				.severity = span_of(severity_names[match->rule->severity]),
				.action = span_of(action_names[match->rule->action]),
				.assumed = text_of(match->assumed),
				.spans = join_spans(exchange, &exchange->reading.posts[i], match),
				.mode = span_of(judgement_mode(exchange, match)),
			};
		}
	}
}

/* Of what the site's file does not name (POST_OTHER: ids and the like, mostly) only what matched.
 */
static bool is_kept(const struct post *post, const struct verdict *verdict, size_t field)
{
	bool is_kept = !span_is(post->fields[field].name, POST_OTHER);

	for (size_t i = 0; !is_kept && verdict != NULL && i < verdict->match_count; i++)
		for (size_t k = 0; k < verdict->matches[i].span_count; k++)
			is_kept = is_kept || verdict->matches[i].spans[k].field == field;
	return is_kept;
}

/* The text of the posts that matched; of all of them where none did (unjudged). */
static void add_fields(struct exchange *exchange, struct record *record)
{
	const struct reading *reading = &exchange->reading;
	const struct verdict *verdicts = exchange->judgement.verdicts;
	size_t count = 0;

	for (size_t i = 0; i < reading->post_count; i++)
		count += reading->posts[i].field_count;
	record->fields = arena_alloc(exchange->arena, (count + 1) * sizeof *record->fields);
	for (size_t i = 0; record->fields != NULL && i < reading->post_count; i++) {
		if (verdicts != NULL && verdicts[i].match_count == 0 &&
		    !exchange->judgement.is_unjudged)
			continue;
		const struct post *post = &reading->posts[i];
		for (size_t j = 0; j < post->field_count; j++)
			if (is_kept(post, verdicts != NULL ? &verdicts[i] : NULL, j))
				record->fields[record->field_count++] =
				    (struct record_field){ post->fields[j].name,
					    post->fields[j].text };
	}
}

static size_t count_conflicts(const struct verdict *verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->match_count; i++)
		count += verdict->matches[i].conflict != NULL;
	return count;
}

static void add_statements(const struct verdict *verdict, struct record *record)
{
	for (size_t i = 0; i < verdict->match_count; i++) {
		const struct match *match = &verdict->matches[i];
		const struct conflict *conflict = match->conflict;
		if (conflict != NULL)
			record->statements[record->statement_count++] =
			    (struct record_statement){ span_of(match->rule->id), conflict->value,
				    conflict->against, conflict->group, conflict->when };
	}
}

static void add_all_statements(struct exchange *exchange, struct record *record)
{
	const struct verdict *verdicts = exchange->judgement.verdicts;
	size_t posts = verdicts != NULL ? exchange->reading.post_count : 0;
	size_t count = 0;

	for (size_t i = 0; i < posts; i++)
		count += count_conflicts(&verdicts[i]);
	record->statements = arena_alloc(exchange->arena, count * sizeof *record->statements);
	for (size_t i = 0; record->statements != NULL && i < posts; i++)
		add_statements(&verdicts[i], record);
}

static void add_person(struct exchange *exchange, struct record *record)
{
	const struct who *who = person_who(exchange->session->person);
	struct buf groups;

	record->user = who->user;
	record->address = who->address;
	record->how = who->how;
	buf_init(&groups, 4096);
	for (size_t i = 0; i < who->group_count; i++)
		buf_print(&groups, "%s%.*s", i > 0 ? "," : "", SPAN_PRINT(who->groups[i]));
	record->groups = span_of(arena_copy(exchange->arena, buf_span(&groups)));
	buf_release(&groups);
}

static void fill_record(struct exchange *exchange, struct record *record)
{
	const struct judgement *judgement = &exchange->judgement;
	const struct worker *worker = exchange->session->worker;
	const struct post *post = judgement->post;

	*record = (struct record){
		.worker = worker->token,
		.id = exchange->session->worker->next_id++,
		.time_ms = worker_clock_ms(),
		.generation = worker->generation,
		.node = span_of(worker->config->node),
		.kind = span_of(judgement->is_unjudged ? "unjudged" : "post"),
		.reference = span_of(exchange->reference),
		.site = span_of(site_name(exchange->site)),
		.class = span_of(site_class(exchange->site)),
		.host = span_of(exchange->authority.host),
		.endpoint = exchange->reading.endpoint != NULL
		                ? span_of(endpoint_name(exchange->reading.endpoint))
		                : span_of(""),
		.activity =
		    span_of(activity_names[post != NULL ? post->activity : ACTIVITY_UNKNOWN]),
		.audience =
		    span_of(audience_names[post != NULL ? post->audience : AUDIENCE_UNKNOWN]),
		.account = post != NULL ? post->account : span_of(""),
		.action = span_of(action_names[judgement->action]),
		.acted = span_of(action_names[judgement->acted]),
		.stage = span_of(stage_names[worker->config->stage]),
		.why = text_of(judgement->why),
		.outcome = judgement_refuses(judgement) ? OUTCOME_NOT_SENT : OUTCOME_UNKNOWN,
	};
	add_rules(exchange, record);
	add_fields(exchange, record);
	add_all_statements(exchange, record);
	add_person(exchange, record);
}

/* What the posts say by statement rules, once they leave. */
static void add_says(struct exchange *exchange, struct decision *decision)
{
	const struct judgement *judgement = &exchange->judgement;
	struct said *says = arena_alloc(exchange->arena, SAYS_MAX * sizeof *says);

	if (says == NULL || judgement->verdicts == NULL || judgement_refuses(judgement) ||
	    judgement_needs(exchange) == 0)
		return;
	for (size_t i = 0; i < exchange->reading.post_count; i++) {
		const struct verdict *verdict = &judgement->verdicts[i];
		for (size_t j = 0; j < verdict->says_count; j++)
			if (decision->says_count < SAYS_MAX)
				says[decision->says_count++] = verdict->says[j];
	}
	decision->says = says;
}

void judgement_pack(const struct exchange *source, struct buf *packed)
{
	struct exchange *exchange = (struct exchange *)source; /* its arena grows */
	struct decision decision = { .has_record = judgement_is_recorded(&exchange->judgement),
		.version = exchange->version };

	fill_record(exchange, &decision.record);
	if (!decision.has_record)
		decision.record = (struct record){ .worker = decision.record.worker,
			.id = decision.record.id,
			.reference = decision.record.reference };
	add_says(exchange, &decision);
	decision_pack(&decision, packed);
}
