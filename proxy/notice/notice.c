#include "notice.h"

#include <string.h>

#include "answer.h"
#include "escape.h"
#include "explain.h"

enum { NOTICE_RULES_MAX = 32, SENTENCE_MAX = 2048, DIALECT_MAX = 64 * 1024 };

/* The first media type of Accept, whatever its weight: browsers put what they navigate for first.
 */
static bool accepts_page_first(const struct message *request)
{
	struct span rest;
	struct span parameters;
	struct span first = span_cut(message_value(request, "Accept"), ',', &rest);

	first = span_trim(span_cut(first, ';', &parameters));
	return span_is_nocase(first, "text/html") || span_is_nocase(first, "application/xhtml+xml");
}

/* Fetch Metadata: only the browser sets it, and mode navigate is the only one whose answer is
 * shown. */
static bool is_navigation(const struct message *request)
{
	return span_is_nocase(message_value(request, "Sec-Fetch-Mode"), "navigate");
}

bool notice_wants_page(const struct message *request, const struct dialect *dialect)
{
	if (dialect != NULL && dialect->is_page)
		return true;
	if (message_header(request, "Sec-Fetch-Mode") != NULL)
		return is_navigation(request);
	if (span_is_nocase(message_value(request, "X-Requested-With"), "XMLHttpRequest"))
		return false;
	return accepts_page_first(request);
}

/* Puts own_name/n/REF, or REF, where the text says {}. */
static void print_sentence(const struct refusal *refusal, enum language language, struct buf *to)
{
	static const enum text sentences[] = {
		[REFUSAL_RULE] = TEXT_SENTENCE_RULE,
		[REFUSAL_FAULT] = TEXT_SENTENCE_FAULT,
		[REFUSAL_UNJUDGED] = TEXT_SENTENCE_UNJUDGED,
	};
	const char *text = text_in(sentences[refusal->kind], language);
	const char *place = strstr(text, "{}");
	const char *reference = refusal->reference != NULL ? refusal->reference : "-";

	if (place == NULL) {
		buf_append_text(to, text);
		return;
	}
	buf_append(to, text, (size_t)(place - text));
	if (refusal->kind == REFUSAL_RULE)
		buf_print(to, "%s/n/%s", refusal->own_name, reference);
	else
		buf_append_text(to, reference);
	buf_append_text(to, place + 2);
}

static void print_url(const struct refusal *refusal, struct buf *to)
{
	buf_print(to, "https://%s/n/%s", refusal->own_name,
	    refusal->reference != NULL ? refusal->reference : "-");
}

struct filling {
	const struct refusal *refusal;
	enum language language;
	enum escape how;
};

static bool fill_one(const struct filling *filling, struct span name, struct buf *to)
{
	struct buf value;
	bool is_known = true;

	buf_init(&value, SENTENCE_MAX);
	if (span_is(name, "sentence"))
		print_sentence(filling->refusal, filling->language, &value);
	else if (span_is(name, "reference"))
		buf_append_text(&value,
		    filling->refusal->reference != NULL ? filling->refusal->reference : "-");
	else if (span_is(name, "url"))
		print_url(filling->refusal, &value);
	else
		is_known = false;
	if (is_known)
		escape_span(to, filling->how, buf_span(&value));
	buf_release(&value);
	return is_known;
}

/* A name in braces that is not ours is left as it stands: JSON is full of braces. */
static void fill(const struct filling *filling, const char *body, struct buf *to)
{
	while (*body != '\0') {
		const char *end = *body == '{' ? strchr(body, '}') : NULL;
		if (end != NULL &&
		    fill_one(filling, span_make(body + 1, (size_t)(end - body - 1)), to)) {
			body = end + 1;
			continue;
		}
		buf_append(to, body++, 1);
	}
}

/* A fault of ours is one to programs as well, whatever status the site refuses with; where it does
 * so with 200 (XML-RPC, GraphQL), its clients read nothing else. */
static unsigned status_of(const struct refusal *refusal, const struct dialect *dialect)
{
	unsigned status = dialect->status != 0 ? dialect->status : 403;

	return refusal->kind == REFUSAL_FAULT && status >= 400 ? 503 : status;
}

/* RFC 9110 15.6.4: when to come back. */
static const char *fields_of(const struct refusal *refusal)
{
	return refusal->kind == REFUSAL_FAULT ? "Retry-After: 120\r\n" : NULL;
}

static void refuse_in_dialect(const struct message *request, const struct refusal *refusal,
    const struct dialect *dialect, bool close, struct buf *out)
{
	const char *type = dialect->type != NULL ? dialect->type : "text/plain; charset=utf-8";
	struct filling filling = {
		.refusal = refusal,
		.language = language_pick(message_value(request, "Accept-Language")),
		.how = escape_for(type),
	};
	struct answer answer = {
		.status = status_of(refusal, dialect),
		.type = type,
		.fields = fields_of(refusal),
		.is_close = close,
		.dialect = dialect,
	};
	struct buf body;

	buf_init(&body, DIALECT_MAX);
	fill(&filling, dialect->body != NULL ? dialect->body : "{sentence}\n", &body);
	answer_write(request, &answer, buf_span(&body), out);
	buf_release(&body);
}

static size_t collect_rules(
    const struct verdict *verdict, const struct rule **rules, const struct conflict **conflicts)
{
	size_t count = 0;

	for (size_t i = 0; verdict != NULL && i < verdict->match_count && count < NOTICE_RULES_MAX;
	     i++) {
		conflicts[count] = verdict->matches[i].conflict;
		rules[count++] = verdict->matches[i].rule;
	}
	return count;
}

static enum explain_kind kind_of(const struct refusal *refusal)
{
	if (refusal->kind == REFUSAL_FAULT)
		return EXPLAIN_FAULT;
	if (refusal->kind == REFUSAL_UNJUDGED)
		return EXPLAIN_UNJUDGED;
	enum explain_kind kind = explain_kind_of(refusal->action);
	return kind == EXPLAIN_PASSED ? EXPLAIN_BLOCK : kind;
}

/* On a site's own origin only a navigation gets the reasons: there the sandbox of the page keeps
 * the site's code out, which could read the answer to any other request (invariant 12). */
static bool may_be_read_by_site(const struct message *request, const struct refusal *refusal)
{
	struct span port;

	if (span_is_nocase(span_cut(request->authority, ':', &port), refusal->own_name))
		return false;
	return !is_navigation(request);
}

static void refuse_with_page(
    const struct message *request, const struct refusal *refusal, bool close, struct buf *out)
{
	const struct rule *rules[NOTICE_RULES_MAX];
	const struct conflict *conflicts[NOTICE_RULES_MAX];
	struct explanation explanation = {
		.kind = kind_of(refusal),
		.site = explain_site(refusal->site),
		.reference = refusal->reference,
		.own_name = refusal->own_name,
		.hides_reasons = may_be_read_by_site(request, refusal),
		.policy = refusal->policy,
		.rules = rules,
		.conflicts = conflicts,
		.fields = refusal->post != NULL ? refusal->post->fields : NULL,
		.field_count = refusal->post != NULL ? refusal->post->field_count : 0,
	};
	struct page page;

	explanation.rule_count = collect_rules(refusal->verdict, rules, conflicts);
	page_init(&page, request);
	explain_page(&page, &explanation);
	page_answer(&page, request, refusal->kind == REFUSAL_FAULT ? 503 : 403, fields_of(refusal),
	    close, out);
}

void notice_refuse(
    const struct message *request, const struct refusal *refusal, bool close, struct buf *out)
{
	static const struct dialect plain = { .name = "plain", .status = 403 };
	const struct dialect *dialect =
	    refusal->site != NULL ? site_dialect(refusal->site, refusal->endpoint) : &plain;

	if (notice_wants_page(request, dialect))
		refuse_with_page(request, refusal, close, out);
	else
		refuse_in_dialect(request, refusal, dialect, close, out);
}
