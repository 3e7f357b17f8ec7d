/* The four forms of a request target (RFC 9112 3.2). */
#include <string.h>

#include "http1_rules.h"
#include "url.h"

static void split_path(struct message *message, struct span text)
{
	message->path = span_cut(text, '?', &message->query);
}

static bool split_authority_form(struct message *message)
{
	struct authority authority;

	message->authority = message->target;
	return authority_parse(message->target, &authority) && authority.port != 0;
}

/* Bytes of "http://" or "https://" at the start, 0 if it is neither. */
static size_t scheme_len(struct span target)
{
	if (span_starts_nocase(target, "http://"))
		return 4;
	return span_starts_nocase(target, "https://") ? 5 : 0;
}

static bool split_absolute_form(struct message *message)
{
	size_t len = scheme_len(message->target);
	struct authority authority;

	if (len == 0)
		return false;
	struct span rest = span_from(message->target, len + 3);
	size_t end = 0;
	while (end < rest.len && rest.data[end] != '/' && rest.data[end] != '?')
		end++;
	message->is_absolute = true;
	message->scheme = (struct span){ message->target.data, len };
	message->authority = (struct span){ rest.data, end };
	split_path(message, span_from(rest, end));
	if (message->path.len == 0)
		message->path = span_is(message->method, "OPTIONS") ? SPAN("*") : SPAN("/");
	return authority_parse(message->authority, &authority);
}

bool http1_split_target(struct message *message, const char **why)
{
	struct span target = message->target;
	bool is_fine;

	if (span_is(message->method, "CONNECT")) {
		is_fine = split_authority_form(message);
	} else if (target.data[0] == '/') {
		split_path(message, target);
		is_fine = true;
	} else if (span_is(target, "*")) {
		message->path = target;
		is_fine = span_is(message->method, "OPTIONS");
	} else {
		is_fine = split_absolute_form(message);
	}
	if (!is_fine)
		*why = "target";
	return is_fine;
}
