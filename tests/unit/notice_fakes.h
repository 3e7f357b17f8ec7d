/* A catalogue and a policy made of plain structs, so that the notice is tested with nothing else.
 */
#ifndef NOTICE_FAKES_H
#define NOTICE_FAKES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/config/config.h"
#include "../../proxy/notice/internal.h"
#include "../../proxy/notice/notice.h"

struct site {
	const char *name;
	const char *title;
	const char *class;
	const char *hosts[3];
	bool is_governed;
	struct dialect dialect;
};

struct endpoint {
	struct dialect dialect;
};

struct catalogue {
	struct site sites[4];
	size_t count;
};

struct policy {
	const char *title;
	struct wording guideline, contact, officer;
	struct rule rules[3];
	size_t count;
};

const char *const action_names[] = { "allow", "log", "coach", "hold", "block", NULL };

static const char *no_language[] = { "" };

#define WORDING(text)                                                                              \
	{                                                                                          \
		1, no_language, (const char *[])                                                   \
		{                                                                                  \
			text                                                                       \
		}                                                                                  \
	}

const char *wording_pick(const struct wording *wording, struct span accept_language)
{
	for (size_t i = 0; i < wording->count; i++)
		if (wording->languages[i][0] != '\0' &&
		    span_starts(accept_language, wording->languages[i]))
			return wording->texts[i];
	return wording->count > 0 ? wording->texts[0] : NULL;
}

const char *policy_title(const struct policy *policy)
{
	return policy->title;
}

const struct wording *policy_guideline(const struct policy *policy)
{
	return &policy->guideline;
}

const struct wording *policy_contact(const struct policy *policy)
{
	return &policy->contact;
}

const struct wording *policy_data_protection(const struct policy *policy)
{
	return &policy->officer;
}

size_t policy_rule_count(const struct policy *policy)
{
	return policy->count;
}

const struct rule *policy_rule(const struct policy *policy, size_t index)
{
	return &policy->rules[index];
}

const char *site_name(const struct site *site)
{
	return site->name;
}

const char *site_title(const struct site *site)
{
	return site->title;
}

const char *site_class(const struct site *site)
{
	return site->class;
}

const struct dialect *site_dialect(const struct site *site, const struct endpoint *endpoint)
{
	return endpoint != NULL ? &endpoint->dialect : &site->dialect;
}

size_t catalogue_site_count(const struct catalogue *catalogue)
{
	return catalogue->count;
}

const struct site *catalogue_site(const struct catalogue *catalogue, size_t index)
{
	return &catalogue->sites[index];
}

bool site_is_never(const struct site *site)
{
	return strcmp(site->class, "private") == 0;
}

size_t site_host_count(const struct site *site)
{
	size_t count = 0;

	while (count < 3 && site->hosts[count] != NULL)
		count++;
	return count;
}

const char *site_host(const struct site *site, size_t index)
{
	return site->hosts[index];
}

bool catalogue_site_is_governed(const struct catalogue *catalogue, const struct site *site)
{
	(void)catalogue;
	return site->is_governed;
}

const char *const *catalogue_site_hosts(const struct catalogue *catalogue, const struct site *site)
{
	static const char *const none[] = { NULL };

	(void)catalogue;
	return site->is_governed ? site->hosts : none;
}

/* A request as its parts; fields: "Name: value\n" lines. */
static inline struct message request_of(
    const char *method, const char *host, const char *path, const char *fields)
{
	struct message message = {
		.method = span_of(method), .authority = span_of(host), .path = span_of(path)
	};
	struct span rest = span_of(fields);

	while (rest.len > 0) {
		struct header *header = &message.headers[message.header_count++];
		struct span line = span_cut(rest, '\n', &rest);
		header->name = span_cut(line, ':', &header->value);
		header->value = span_trim(header->value);
	}
	return message;
}

static inline bool holds(const struct buf *buf, const char *text)
{
	return memmem(buf->data, buf->len, text, strlen(text)) != NULL;
}

static inline struct span content_of(const struct buf *answer)
{
	const char *end = memmem(answer->data, answer->len, "\r\n\r\n", 4);

	assert_non_null(end);
	return span_make(end + 4, answer->len - (size_t)(end + 4 - answer->data));
}

/* The head's length says how long the content is. */
static inline void assert_framed(const struct buf *answer, bool is_head)
{
	static const char name[] = "Content-Length: ";
	const char *at = memmem(answer->data, answer->len, name, sizeof(name) - 1);
	struct span rest;
	uint64_t len = 0;

	assert_non_null(at);
	at += sizeof(name) - 1;
	struct span value =
	    span_cut(span_make(at, answer->len - (size_t)(at - answer->data)), '\r', &rest);
	assert_true(span_to_u64(value, &len));
	assert_int_equal(content_of(answer).len, is_head ? 0 : len);
}

#endif
