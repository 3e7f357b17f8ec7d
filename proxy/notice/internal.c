#include "internal.h"

#include <string.h>

#include "explain.h"
#include "visit.h"

enum { RECORD_RULES_MAX = 32, RECORD_FIELDS_MAX = 64 };

static const char well_known[] = "/.well-known/gatepost";

void visit_open(
    const struct visit *visit, struct page *page, enum text title, enum text badge, enum tone tone)
{
	page_init(page, visit->request);
	page->policy = PAGE_POLICY_OWN;
	page_open(
	    page, page_in(page, title), badge != TEXT_COUNT ? page_in(page, badge) : NULL, tone);
}

static const struct {
	const char *path;
	enum text text;
} navigation[] = {
	{ "/", TEXT_NAV_START },
	{ "/help", TEXT_NAV_HELP },
	{ "/governed", TEXT_NAV_GOVERNED },
	{ "/ca", TEXT_NAV_CA },
	{ "/practice", TEXT_NAV_PRACTICE },
};

void visit_close(const struct visit *visit, struct page *page, unsigned status)
{
	page_html(page, "</main>\n<footer>\n<nav><p>");
	for (size_t i = 0; i < sizeof(navigation) / sizeof(navigation[0]); i++) {
		page_html(page, i > 0 ? " · <a href=\"" : "<a href=\"");
		page_html(page, navigation[i].path);
		page_html(page, "\">");
		page_say(page, navigation[i].text);
		page_html(page, "</a>");
	}
	page_html(page, "</p></nav>\n<p>");
	page_say(page, TEXT_RIGHTS);
	page_html(page, "</p>\n</footer>\n");
	page_close(page);
	page_answer(page, visit->request, status, NULL, false, visit->out);
}

static void send_file(
    const struct visit *visit, const char *type, const char *fields, struct span file)
{
	struct answer answer = { .status = 200, .type = type, .fields = fields };

	answer_write(visit->request, &answer, file, visit->out);
}

static void visit_pem(const struct visit *visit)
{
	send_file(visit, "application/x-pem-file",
	    "Content-Disposition: attachment; filename=\"gatepost-ca.pem\"\r\n",
	    visit->internal->ca_pem);
}

/* Without a disposition: iOS, Android and Firefox offer to install this type when they open it. */
static void visit_der(const struct visit *visit)
{
	send_file(visit, "application/x-x509-ca-cert", NULL, visit->internal->ca_der);
}

static void say_missing(
    const struct visit *visit, enum text title, enum text lead, const char *reference)
{
	struct page page;

	visit_open(visit, &page, title, TEXT_COUNT, TONE_FAULT);
	page_html(&page, "<p>");
	page_say_with(&page, lead, reference);
	page_html(&page,
	    "</p>\n</div>\n<section>\n<p><a class=\"button\" href=\"/\">Gatepost</a></p>\n"
	    "</section>\n");
	visit_close(visit, &page, 404);
}

static void refuse_method(const struct visit *visit, const char *allow)
{
	struct answer answer = {
		.status = 405, .type = "text/plain; charset=utf-8", .fields = allow
	};

	answer_write(
	    visit->request, &answer, SPAN("This page does not take that method.\n"), visit->out);
}

enum route_method { ROUTE_GET, ROUTE_POST };

static const struct route {
	const char *path;
	enum route_method method;
	bool is_everywhere; /* also under /.well-known/gatepost/ on governed hosts */
	void (*visit)(const struct visit *visit);
} routes[] = {
	{ "/", ROUTE_GET, true, visit_start },
	{ "/help", ROUTE_GET, true, visit_help },
	{ "/proxy.pac", ROUTE_GET, false, visit_pac },
	{ "/wpad.dat", ROUTE_GET, false,
	    visit_pac }, /* where a browser that was told nothing looks */
	{ "/ca", ROUTE_GET, true, visit_guides },
	{ "/ca.pem", ROUTE_GET, true, visit_pem },
	{ "/ca.crt", ROUTE_GET, true, visit_der },
	{ "/governed", ROUTE_GET, true, visit_governed },
	{ "/practice", ROUTE_GET, false, visit_practice },
	{ "/practice/app.js", ROUTE_GET, false, visit_practice_script },
	{ "/practice/post", ROUTE_POST, false, visit_practice_form },
	{ "/practice/api/post", ROUTE_POST, false, visit_practice_fetch },
	{ "/practice/sign-in", ROUTE_POST, false, visit_practice_sign_in },
};

/* "/ca/" is "/ca". */
static struct span without_slash(struct span path)
{
	while (path.len > 1 && path.data[path.len - 1] == '/')
		path.len--;
	return path.len > 0 ? path : SPAN("/");
}

static const struct route *find_route(struct span path, bool is_everywhere)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (span_is(path, routes[i].path) && (routes[i].is_everywhere || !is_everywhere))
			return &routes[i];
	return NULL;
}

static void take_route(const struct visit *visit, const struct route *route)
{
	struct span method = visit->request->method;
	bool is_get = span_is(method, "GET") || span_is(method, "HEAD");

	if (route == NULL)
		say_missing(visit, TEXT_PAGE_MISSING, TEXT_PAGE_MISSING_LEAD, "");
	else if (route->method == ROUTE_GET && !is_get)
		refuse_method(visit, "Allow: GET, HEAD\r\n");
	else if (route->method == ROUTE_POST && !span_is(method, "POST"))
		refuse_method(visit, "Allow: POST\r\n");
	else
		route->visit(visit);
}

static bool is_reference(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz-",
		        text.data[i]) == NULL)
			return false;
	return text.len > 0 && text.len <= 40;
}

/* Reasons are not shown in clear: to our own origin over TLS instead. */
static void send_to_secure(const struct visit *visit, const char *reference)
{
	struct answer answer = { .status = 302, .type = "text/plain; charset=utf-8" };
	struct buf location;

	buf_init(&location, 1024);
	buf_print(&location, "Location: https://%s/n/%s\r\n%c", visit->internal->config->name,
	    reference, '\0');
	answer.fields = location.data;
	answer_write(
	    visit->request, &answer, SPAN("This page is shown over https only.\n"), visit->out);
	buf_release(&location);
}

static enum internal_need find_notice(
    const struct visit *visit, struct span name, struct arena *arena, const char **reference)
{
	struct span method = visit->request->method;

	*reference = is_reference(name) ? arena_copy(arena, name) : NULL;
	if (!span_is(method, "GET") && !span_is(method, "HEAD"))
		refuse_method(visit, "Allow: GET, HEAD\r\n");
	else if (*reference == NULL)
		say_missing(visit, TEXT_PAGE_MISSING, TEXT_PAGE_MISSING_LEAD, "");
	else if (!visit->is_secure)
		send_to_secure(visit, *reference);
	else
		return INTERNAL_NOTICE;
	return INTERNAL_ANSWERED;
}

enum internal_need internal_answer(const struct internal *internal, const struct message *request,
    const struct reading *reading, bool is_secure, const char *reached, struct arena *arena,
    const char **reference, struct buf *out)
{
	struct visit visit = { internal, request, reading, is_secure, reached, out };
	struct span path = without_slash(request->path);
	size_t prefix = sizeof(well_known) - 1;
	bool is_everywhere =
	    span_starts(path, well_known) && (path.len == prefix || path.data[prefix] == '/');

	*reference = NULL;
	if (is_everywhere)
		path = without_slash(span_from(path, prefix));
	else if (span_starts(path, "/n/"))
		return find_notice(&visit, span_from(path, 3), arena, reference);
	take_route(&visit, find_route(path, is_everywhere));
	return INTERNAL_ANSWERED;
}

static enum explain_kind kind_of(const struct record *record)
{
	if (span_is(record->kind, "fault"))
		return EXPLAIN_FAULT;
	if (span_is(record->kind, "unjudged"))
		return EXPLAIN_UNJUDGED;
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		if (span_is(record->acted, action_names[i]))
			return explain_kind_of((enum action)i);
	return EXPLAIN_BLOCK;
}

/* A rule that the policy no longer has stands for nothing that could be shown but its name. */
static const struct rule *find_rule(const struct policy *policy, struct span id)
{
	for (size_t i = 0; policy != NULL && i < policy_rule_count(policy); i++)
		if (span_is(id, policy_rule(policy, i)->id))
			return policy_rule(policy, i);
	return NULL;
}

/* What the rule found by the record; false if it is no statement rule. */
static bool find_conflict(const struct record *record, struct span rule, struct conflict *conflict)
{
	for (uint32_t i = 0; i < record->statement_count; i++) {
		const struct record_statement *said = &record->statements[i];
		if (!span_equal(said->rule, rule))
			continue;
		*conflict = (struct conflict){ said->value, said->against, said->group,
			(time_t)said->when };
		return true;
	}
	return false;
}

/* rules, conflicts: room for RECORD_RULES_MAX; those point into found, which has as much. */
static size_t collect_rules(const struct record *record, const struct policy *policy,
    const struct rule **rules, const struct conflict **conflicts, struct conflict *found)
{
	size_t count = 0;

	for (size_t i = 0; i < record->rule_count && count < RECORD_RULES_MAX; i++) {
		const struct rule *rule = find_rule(policy, record->rules[i].id);
		bool is_acted_upon = record->rules[i].mode.len == 0;
		if (rule == NULL || !is_acted_upon)
			continue;
		conflicts[count] = find_conflict(record, record->rules[i].id, &found[count])
		                       ? &found[count]
		                       : NULL;
		rules[count++] = rule;
	}
	return count;
}

static size_t collect_fields(const struct record *record, struct field *fields)
{
	size_t count = 0;

	for (; count < record->field_count && count < RECORD_FIELDS_MAX; count++)
		fields[count] =
		    (struct field){ record->fields[count].name, record->fields[count].text };
	return count;
}

static const char *title_of_site(const struct internal *internal, struct span name)
{
	const struct catalogue *catalogue = internal->config->catalogue;

	for (size_t i = 0; catalogue != NULL && i < catalogue_site_count(catalogue); i++)
		if (span_is(name, site_name(catalogue_site(catalogue, i))))
			return explain_site(catalogue_site(catalogue, i));
	return NULL;
}

void internal_notice(const struct internal *internal, const struct message *request,
    const char *reference, const struct record *record, struct buf *out)
{
	struct visit visit = { internal, request, NULL, true, NULL, out };
	const struct rule *rules[RECORD_RULES_MAX];
	const struct conflict *conflicts[RECORD_RULES_MAX];
	struct conflict found[RECORD_RULES_MAX];
	struct field fields[RECORD_FIELDS_MAX];
	struct page page;

	if (record == NULL) {
		say_missing(&visit, TEXT_NOTICE_MISSING, TEXT_NOTICE_MISSING_LEAD, reference);
		return;
	}
	struct explanation explanation = {
		.kind = kind_of(record),
		.site = title_of_site(internal, record->site),
		.reference = reference,
		.own_name = internal->config->name,
		.policy = internal->config->policy,
		.rules = rules,
		.rule_count =
		    collect_rules(record, internal->config->policy, rules, conflicts, found),
		.conflicts = conflicts,
		.fields = fields,
		.field_count = collect_fields(record, fields),
	};
	page_init(&page, request);
	page.policy = PAGE_POLICY_OWN;
	explain_page(&page, &explanation);
	page_answer(&page, request, 200, NULL, false, out);
}
