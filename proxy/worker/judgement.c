#include "judgement.h"

#include <time.h>

#include "counts.h"
#include "exchange.h"

static enum action lesser(enum action a, enum action b)
{
	return a < b ? a : b;
}

/* The policy's clock and the pauses' are one: a rule rests for all of an exchange, or not. */
static bool is_paused(const struct exchange *exchange, const char *rule)
{
	const char *site = exchange->site != NULL ? site_name(exchange->site) : "";

	return pauses_cover(
	    exchange->session->worker->pauses, rule, span_of(site), exchange->judgement.now);
}

static void set_unjudged(struct exchange *exchange, const char *why, bool is_paused)
{
	const struct config *config = exchange->session->worker->config;
	struct judgement *judgement = &exchange->judgement;
	enum action acted = stage_apply(config->stage, config->unjudged);

	judgement->is_unjudged = true;
	judgement->why = why;
	judgement->action = config->unjudged;
	judgement->acted = is_paused ? lesser(acted, ACTION_LOG) : acted;
	counter_add(COUNTER_UNJUDGED, 1);
}

const char *judgement_mode(const struct exchange *exchange, const struct match *match)
{
	if (match->mode != MATCH_ACTS)
		return match_mode_names[match->mode];
	return is_paused(exchange, match->rule->id) ? "paused" : "";
}

/* What a shadow rule finds is recorded, though nobody is to do anything. */
static enum action recorded_as(const struct verdict *verdict)
{
	bool has_shadow = false;

	for (size_t i = 0; i < verdict->match_count; i++)
		has_shadow = has_shadow || verdict->matches[i].mode == MATCH_SHADOW;
	return verdict->action == ACTION_ALLOW && has_shadow ? ACTION_LOG : verdict->action;
}

/* What of a verdict is acted upon: all matches but those that are recorded only. */
static void take_acting(
    struct exchange *exchange, const struct verdict *verdict, struct verdict *acting)
{
	*acting = *verdict;
	acting->action = lesser(recorded_as(verdict), ACTION_LOG);
	acting->match_count = 0;
	acting->matches =
	    arena_alloc(exchange->arena, verdict->match_count * sizeof *acting->matches);
	for (size_t i = 0; acting->matches != NULL && i < verdict->match_count; i++) {
		const struct match *match = &verdict->matches[i];
		if (judgement_mode(exchange, match)[0] != '\0')
			continue;
		if (match->rule->action > acting->action)
			acting->action = match->rule->action;
		acting->matches[acting->match_count++] = *match;
	}
}

static void judge_one(struct exchange *exchange, const struct who *who, size_t at)
{
	const struct post *post = &exchange->reading.posts[at];
	struct judgement *judgement = &exchange->judgement;
	struct verdict *acting = &judgement->acting[at];
	struct verdict *verdict = &judgement->verdicts[at];
	const struct occasion occasion = {
		.post = post, .who = who, .now = judgement->now, .context = &exchange->context
	};

	judge_post(exchange->session->worker->judge, &occasion, exchange->arena, verdict);
	counter_add(COUNTER_POSTS_JUDGED, 1);
	take_acting(exchange, verdict, acting);
	if (recorded_as(verdict) > judgement->action)
		judgement->action = recorded_as(verdict);
	if (verdict->approved != NULL) {
		counter_add(COUNTER_APPROVED, 1);
		counts_add(exchange->session->worker->counts, COUNTER_APPROVED, verdict->approved);
	}
	if (judgement->post == NULL || acting->action > judgement->acted) {
		judgement->post = post;
		judgement->acted = acting->action;
	}
}

/* The rule that hit its limit, if it might have refused what the others let pass. */
static const struct verdict *find_limit(const struct exchange *exchange)
{
	const struct judgement *judgement = &exchange->judgement;

	for (size_t i = exchange->reading.post_count; i > 0; i--)
		if (judgement->verdicts[i - 1].judged == JUDGED_LIMIT)
			return &judgement->verdicts[i - 1];
	return NULL;
}

static void judge_posts(struct exchange *exchange, const struct who *who)
{
	const struct config *config = exchange->session->worker->config;
	struct judgement *judgement = &exchange->judgement;
	size_t count = exchange->reading.post_count;

	judgement->verdicts = arena_alloc(exchange->arena, count * sizeof(struct verdict));
	judgement->acting = arena_alloc(exchange->arena, count * sizeof(struct verdict));
	if (judgement->acting == NULL) {
		judgement->verdicts = NULL;
		set_unjudged(exchange, "memory", is_paused(exchange, NULL));
		return;
	}
	for (size_t i = 0; i < count; i++)
		judge_one(exchange, who, i);
	const struct verdict *limit = find_limit(exchange);
	const char *rule = limit != NULL ? limit->limit_rule : NULL;
	if (limit == NULL || config->unjudged <= judgement->acted)
		judgement->acted = stage_apply(config->stage, judgement->acted);
	else
		set_unjudged(exchange, rule != NULL ? rule : "limit", is_paused(exchange, rule));
}

static void count_attachments(const struct exchange *exchange)
{
	for (size_t i = 0; i < exchange->reading.post_count; i++)
		counter_add(COUNTER_ATTACHMENTS_UNREAD,
		    (int64_t)exchange->reading.posts[i].attachment_count);
}

void judgement_read(struct exchange *exchange)
{
	const struct site_context context = {
		.text_max = exchange->session->worker->config->limits.text,
		.issued = exchange->session->issued,
	};

	site_read(exchange->site, &exchange->request, span_of(exchange->authority.host),
	    buf_span(&exchange->collected), &context, exchange->arena, &exchange->reading);
	if (exchange->reading.kind == READING_UNRECOGNISED)
		counter_add(COUNTER_UNRECOGNISED, 1);
	if (exchange->reading.kind == READING_OPAQUE)
		counter_add(COUNTER_OPAQUE, 1);
	count_attachments(exchange);
}

/* What no endpoint claims is mostly no post, and what is posted to ourselves no statement. */
unsigned judgement_needs(const struct exchange *exchange)
{
	if (exchange->reading.kind != READING_POSTS || exchange->is_own)
		return 0;
	return policy_needs_context(exchange->session->worker->config->policy);
}

void judgement_decide(struct exchange *exchange, const struct who *who)
{
	const struct config *config = exchange->session->worker->config;
	struct judgement *judgement = &exchange->judgement;

	*judgement = (struct judgement){ .action = ACTION_ALLOW, .now = time(NULL) };
	switch (exchange->reading.kind) {
	case READING_POSTS:
		judge_posts(exchange, who);
		break;
	case READING_UNRECOGNISED:
		judge_posts(exchange, who);
		judgement->acted = lesser(judgement->acted, config->unrecognised);
		judgement->is_unjudged = false;
		break;
	case READING_UNJUDGED:
		set_unjudged(exchange, exchange->reading.why, is_paused(exchange, NULL));
		break;
	case READING_OPAQUE:
	case READING_NOT_A_POST:
	case READING_DELETE:
	case READING_ACCOUNT:
		break;
	}
}

void judgement_unread(struct exchange *exchange, const char *why, bool is_claimed)
{
	struct judgement *judgement = &exchange->judgement;

	judgement->now = time(NULL);
	set_unjudged(exchange, why, is_paused(exchange, NULL));
	if (!is_claimed)
		judgement->acted =
		    lesser(judgement->acted, exchange->session->worker->config->unrecognised);
}

bool judgement_is_recorded(const struct judgement *judgement)
{
	return judgement->action != ACTION_ALLOW;
}

static bool says_something(const struct exchange *exchange)
{
	const struct judgement *judgement = &exchange->judgement;

	for (size_t i = 0; judgement->verdicts != NULL && i < exchange->reading.post_count; i++)
		if (judgement->verdicts[i].says_count > 0)
			return judgement_needs(exchange) != 0 && !judgement_refuses(judgement);
	return false;
}

bool judgement_is_kept(const struct exchange *exchange)
{
	return judgement_is_recorded(&exchange->judgement) || says_something(exchange);
}

bool judgement_refuses(const struct judgement *judgement)
{
	return judgement->acted >= ACTION_COACH;
}

void judgement_refusal(
    const struct exchange *exchange, enum refusal_kind kind, struct refusal *refusal)
{
	const struct judgement *judgement = &exchange->judgement;
	size_t at =
	    judgement->post != NULL ? (size_t)(judgement->post - exchange->reading.posts) : 0;

	*refusal = (struct refusal){
		.kind = kind,
		.action = judgement->acted,
		.reference = exchange->reference,
		.own_name = exchange->session->worker->config->name,
		.site = exchange->site,
		.endpoint = exchange->reading.endpoint,
		.post = judgement->post,
		.verdict = judgement->verdicts != NULL && judgement->post != NULL
		               ? &judgement->acting[at]
		               : NULL,
		.policy = exchange->session->worker->config->policy,
	};
}
