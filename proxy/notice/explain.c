#include "explain.h"

#include <string.h>
#include <time.h>

/* How each kind of notice speaks. An outage and a post that could not be checked have words of
 * their own and name no rule (design: invariant 13). */
static const struct manner {
	enum text title, badge, lead, advice;
	enum tone tone;
	bool has_reasons;
	bool is_faultless; /* the lead says nothing of the site */
} manners[EXPLAIN_KIND_COUNT] = {
	[EXPLAIN_BLOCK] = { TEXT_NOT_POSTED, TEXT_BADGE_BLOCK, TEXT_BLOCK_LEAD, TEXT_DO_CHANGE,
	    TONE_STOP, true, false },
	[EXPLAIN_COACH] = { TEXT_COACH_TITLE, TEXT_BADGE_COACH, TEXT_COACH_LEAD, TEXT_DO_COACH,
	    TONE_ADVICE, true, false },
	[EXPLAIN_HOLD] = { TEXT_HOLD_TITLE, TEXT_BADGE_HOLD, TEXT_HOLD_LEAD, TEXT_DO_HOLD,
	    TONE_ADVICE, true, false },
	[EXPLAIN_FAULT] = { TEXT_FAULT_TITLE, TEXT_BADGE_FAULT, TEXT_FAULT_LEAD, TEXT_DO_LATER,
	    TONE_FAULT, false, true },
	[EXPLAIN_UNJUDGED] = { TEXT_UNJUDGED_TITLE, TEXT_BADGE_FAULT, TEXT_UNJUDGED_LEAD,
	    TEXT_DO_SHORTEN, TONE_FAULT, false, true },
	[EXPLAIN_PASSED] = { TEXT_PASSED_TITLE, TEXT_BADGE_PASSED, TEXT_PASSED_LEAD, TEXT_DO_CHANGE,
	    TONE_CALM, true, false },
};

enum explain_kind explain_kind_of(enum action action)
{
	switch (action) {
	case ACTION_COACH:
		return EXPLAIN_COACH;
	case ACTION_HOLD:
		return EXPLAIN_HOLD;
	case ACTION_ALLOW:
	case ACTION_LOG:
		return EXPLAIN_PASSED;
	default:
		return EXPLAIN_BLOCK;
	}
}

const char *explain_site(const struct site *site)
{
	bool is_practice = site != NULL && span_is(span_of(site_name(site)), "practice");

	return site != NULL && !is_practice ? site_title(site) : NULL;
}

static const char *wording(const struct page *page, const struct wording *wording)
{
	const char *text = wording != NULL ? wording_pick(wording, page->accept_language) : NULL;

	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void say_lead(
    struct page *page, const struct explanation *explanation, const struct manner *manner)
{
	const char *site = explanation->site;

	page_html(page, "<p>");
	if (manner->is_faultless)
		page_say(page, manner->lead);
	else
		page_say_with(
		    page, manner->lead, site != NULL ? site : page_in(page, TEXT_THE_SITE));
	page_html(page, "</p>\n</div>\n");
}

static void say_value(struct page *page, enum text label, struct span value)
{
	page_html(page, "<dt>");
	page_say(page, label);
	page_html(page, "</dt><dd>");
	page_span(page, value);
}

/* Which group said what, and on which day; never who. */
static void say_conflict(struct page *page, const struct conflict *conflict)
{
	char day[16];
	struct tm tm;

	page_html(page, "<dl>");
	say_value(page, TEXT_SAYS_POST, conflict->value);
	page_html(page, "</dd>");
	if (conflict->when == 0) {
		say_value(page, TEXT_SAYS_OFFICIAL, conflict->against);
		page_html(page, "</dd></dl>\n");
		return;
	}
	say_value(page, TEXT_SAYS_OTHER, conflict->against);
	page_html(page, " (");
	if (conflict->group.len > 0)
		page_span(page, conflict->group);
	else
		page_say(page, TEXT_SAYS_SOMEBODY);
	if (gmtime_r(&conflict->when, &tm) != NULL &&
	    strftime(day, sizeof day, ", %Y-%m-%d", &tm) > 0)
		page_text(page, day);
	page_html(page, ")</dd></dl>\n");
}

static void say_rule(struct page *page, const struct rule *rule, const struct conflict *conflict)
{
	const char *title = wording(page, &rule->title);
	const char *clause = wording(page, &rule->clause);
	const char *notice = wording(page, &rule->notice);

	page_html(page, "<div class=\"rule\" dir=\"auto\">\n<h3>");
	page_text(page, title != NULL ? title : rule->id);
	page_html(page, "</h3>\n");
	if (notice != NULL)
		page_paragraph(page, notice);
	if (conflict != NULL)
		say_conflict(page, conflict);
	if (clause != NULL) {
		page_html(page, "<p class=\"clause\">");
		page_text(page, clause);
		page_html(page, "</p>\n");
	}
	page_html(page, "</div>\n");
}

/* A rule may have matched several posts of one request; it is explained once. */
static bool was_said(const struct explanation *explanation, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (explanation->rules[i] == explanation->rules[index])
			return true;
	return false;
}

static void say_reasons(struct page *page, const struct explanation *explanation)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_WHY);
	for (size_t i = 0; i < explanation->rule_count; i++)
		if (!was_said(explanation, i))
			say_rule(page, explanation->rules[i],
			    explanation->conflicts != NULL ? explanation->conflicts[i] : NULL);
	page_html(page, "</section>\n");
}

static void say_where_reasons_are(struct page *page, const struct explanation *explanation)
{
	if (explanation->reference == NULL)
		return;
	page_html(page, "<section>\n");
	page_heading(page, TEXT_WHY);
	page_html(page, "<p>");
	page_say(page, TEXT_WHY_ELSEWHERE);
	page_html(page, "</p>\n<p><a class=\"button\" href=\"https://");
	page_text(page, explanation->own_name);
	page_html(page, "/n/");
	page_text(page, explanation->reference);
	page_html(page, "\">");
	page_say(page, TEXT_OPEN_NOTICE);
	page_html(page, "</a></p>\n</section>\n");
}

static bool is_repeated(const struct explanation *explanation, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (span_equal(explanation->fields[i].text, explanation->fields[index].text))
			return true;
	return false;
}

/* Cuts before a character, not inside it: a byte 10xxxxxx continues one (RFC 3629 3). */
static struct span cut_text(struct span text, size_t max)
{
	if (text.len <= max)
		return text;
	while (max > 0 && ((unsigned char)text.data[max] & 0xC0) == 0x80)
		max--;
	return span_make(text.data, max);
}

/* Fields of the catalogue that have a word in the person's language; the others show their name. */
static const struct {
	const char *name;
	enum text text;
} labels[] = {
	{ "title", TEXT_FIELD_TITLE },
	{ "alt", TEXT_FIELD_ALT },
	{ "poll", TEXT_FIELD_POLL },
	{ "name", TEXT_FIELD_NAME },
	{ "spoiler", TEXT_FIELD_SPOILER },
};

static void say_label(struct page *page, struct span name)
{
	if (span_is(name, "text") || span_is(name, POST_OTHER))
		return;
	page_html(page, "<label>");
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (span_is(name, labels[i].name))
			name = span_of(page_in(page, labels[i].text));
	page_span(page, name);
	page_html(page, "</label>\n");
}

static size_t show_field(struct page *page, const struct field *field, size_t room)
{
	struct span shown = cut_text(field->text, room);

	say_label(page, field->name);
	page_box(page, shown);
	if (shown.len < field->text.len) {
		page_html(page, "<p class=\"soft\">");
		page_say(page, TEXT_SHORTENED);
		page_html(page, "</p>\n");
	}
	return shown.len;
}

/* What nobody would call their text (POST_OTHER) is shown only where there is nothing else. */
static bool has_own_text(const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->field_count; i++)
		if (explanation->fields[i].text.len > 0 &&
		    !span_is(explanation->fields[i].name, POST_OTHER))
			return true;
	return false;
}

static bool is_shown(const struct explanation *explanation, size_t index, bool has_own)
{
	const struct field *field = &explanation->fields[index];

	return field->text.len > 0 && !(has_own && span_is(field->name, POST_OTHER)) &&
	       (index > 64 || !is_repeated(explanation, index));
}

static void say_own_text(struct page *page, const struct explanation *explanation)
{
	bool has_own = has_own_text(explanation);
	size_t room = EXPLAIN_TEXT_MAX;

	if (explanation->field_count == 0)
		return;
	page_html(page, "<section>\n");
	page_heading(page, TEXT_YOUR_TEXT);
	page_html(page, "<p class=\"soft\">");
	page_say(page, TEXT_COPY_HINT);
	page_html(page, "</p>\n");
	for (size_t i = 0; i < explanation->field_count && room > 0; i++)
		if (is_shown(explanation, i, has_own))
			room -= show_field(page, &explanation->fields[i], room);
	page_html(page, "</section>\n");
}

/* "…, ask {} and …" with the contact as a link. */
static void say_whom_to_ask(struct page *page, const char *contact)
{
	const char *text = page_in(page, contact != NULL ? TEXT_DO_ASK : TEXT_DO_ASK_NOBODY);
	const char *place = strstr(text, "{}");

	page_html(page, "<li>");
	if (place == NULL) {
		page_text(page, text);
	} else {
		page_span(page, span_make(text, (size_t)(place - text)));
		page_link(page, contact, contact);
		page_text(page, place + 2);
	}
	page_html(page, "</li>\n");
}

static void say_what_now(
    struct page *page, const struct explanation *explanation, const struct manner *manner)
{
	const struct policy *policy = explanation->policy;
	const char *contact = policy != NULL ? wording(page, policy_contact(policy)) : NULL;
	const char *guideline = policy != NULL ? wording(page, policy_guideline(policy)) : NULL;

	page_html(page, "<section>\n");
	page_heading(page, TEXT_WHAT_NOW);
	page_html(page, "<ul>\n");
	if (explanation->kind != EXPLAIN_PASSED) {
		page_html(page, "<li>");
		page_say(page, manner->advice);
		page_html(page, "</li>\n");
	}
	say_whom_to_ask(page, contact);
	if (guideline != NULL) {
		page_html(page, "<li>");
		page_link(page, guideline, page_in(page, TEXT_DO_READ));
		page_html(page, "</li>\n");
	}
	page_html(page, "</ul>\n</section>\n");
}

static void say_reference(struct page *page, const struct explanation *explanation)
{
	if (explanation->reference == NULL || explanation->reference[0] == '\0')
		return;
	page_html(page, "<section>\n");
	page_heading(page, TEXT_REFERENCE);
	page_html(page, "<p><span class=\"ref\">");
	page_text(page, explanation->reference);
	page_html(page, "</span></p>\n</section>\n");
}

static void say_footer(struct page *page, const struct policy *policy)
{
	const char *name = policy != NULL ? policy_title(policy) : "";
	const char *officer = policy != NULL ? wording(page, policy_data_protection(policy)) : NULL;

	page_html(page, "</main>\n<footer>\n<p>");
	page_say(page, TEXT_RIGHTS);
	page_html(page, "</p>\n");
	if (officer != NULL) {
		page_html(page, "<p>");
		page_say_with(page, TEXT_DO_DATA, officer);
		page_html(page, "</p>\n");
	}
	if (name != NULL && name[0] != '\0')
		page_paragraph(page, name);
	page_html(page, "</footer>\n");
}

void explain_page(struct page *page, const struct explanation *explanation)
{
	const struct manner *manner = &manners[explanation->kind];
	bool has_reasons = manner->has_reasons && explanation->rule_count > 0;

	page_open(page, page_in(page, manner->title), page_in(page, manner->badge), manner->tone);
	say_lead(page, explanation, manner);
	if (has_reasons && explanation->hides_reasons)
		say_where_reasons_are(page, explanation);
	else if (has_reasons)
		say_reasons(page, explanation);
	say_own_text(page, explanation);
	say_what_now(page, explanation, manner);
	say_reference(page, explanation);
	say_footer(page, explanation->policy);
	page_close(page);
}
