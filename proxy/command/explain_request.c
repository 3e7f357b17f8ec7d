#include <stdio.h>
#include <string.h>

#include "../http/http1.h"
#include "../http/url.h"
#include "command.h"
#include "explain.h"

/* A raw HTTP/1.1 request in a file, read by the catalogue as the proxy would read it. */

enum { REQUEST_MAX = 64 * 1024 * 1024 };

static const char *const reading_words[] = {
	[READING_POSTS] = "claimed by an endpoint",
	[READING_UNRECOGNISED] = "no endpoint claims it; read as an unrecognised write",
	[READING_NOT_A_POST] = "not a post: it passes",
	[READING_DELETE] = "takes something back: it passes",
	[READING_ACCOUNT] = "an account activity: it passes, and nothing is looked at or recorded",
	[READING_UNJUDGED] = "claimed, but it cannot be read safely: unjudged",
	[READING_OPAQUE] = "no endpoint claims it and it cannot be read: it passes, counted",
};

static int cannot(const char *file, const char *what, const char *why)
{
	fprintf(stderr, "gatepost explain: %s%s%s%s%s\n", file, what != NULL ? ": " : "",
	    what != NULL ? what : "", why != NULL ? ": " : "", why != NULL ? why : "");
	return EXIT_CANNOT;
}

/* The content of the message in arena or in bytes; false if it is cut short or malformed. */
static bool read_content(struct span bytes, const struct message *message, struct buf *content)
{
	struct http1_body body;
	enum http1_result result = HTTP1_MORE;
	const char *why;
	size_t used = 0;

	if (message->framing == FRAMING_NONE)
		return true;
	http1_body_init(&body, message);
	do {
		struct span run;
		bytes = span_from(bytes, used);
		result = http1_body_read(&body, bytes.data, bytes.len, &used, &run, &why);
		if (result == HTTP1_BAD || !buf_append_span(content, run))
			break;
	} while (result == HTTP1_MORE && used > 0);
	http1_body_release(&body);
	return result == HTTP1_DONE;
}

static void put_note(const struct explain_options *options, const char *note, const char *why)
{
	if (options->is_json)
		return;
	printf("%s%s%s%s\n", note, why != NULL ? " (" : "", why != NULL ? why : "",
	    why != NULL ? ")" : "");
}

static int explain_reading(const struct judging *judging, const struct explain_options *options,
    const struct site *site, const struct message *message, struct span host, struct span content)
{
	struct reading reading;

	site_read(site, message, host, content,
	    &(struct site_context){ .text_max = judging->config->limits.text }, judging->arena,
	    &reading);
	if (!options->is_json && reading.endpoint != NULL)
		printf(
		    "endpoint %s of site %s: ", endpoint_name(reading.endpoint), site_name(site));
	put_note(options, reading_words[reading.kind], reading.why);
	for (size_t i = 0; i < reading.post_count; i++) {
		const struct explained explained = explain_as_asked(options, &reading.posts[i]);
		explain_post(judging, options, &explained);
	}
	if (options->is_json && reading.post_count == 0)
		printf("{\"action\":\"%s\",\"rules\":[],\"reading\":\"%s\"}\n",
		    reading.kind == READING_UNJUDGED ? action_names[judging->config->unjudged]
		                                     : action_names[ACTION_ALLOW],
		    reading_words[reading.kind]);
	return EXIT_FINE;
}

static int explain_message(const struct judging *judging, const struct explain_options *options,
    const struct message *message, struct span rest)
{
	struct authority authority;
	const struct site *site = NULL;
	struct buf content;

	if (!authority_parse(message->authority, &authority))
		return cannot(options->request, "it does not say for which host it is", NULL);
	struct span host = span_of(authority.host);
	if (options->site != NULL)
		site = catalogue_find(judging->config->catalogue, options->site);
	else if (catalogue_governs(judging->config->catalogue, host, &site) != GOVERNANCE_SITE)
		put_note(options,
		    "this host is not governed: it passes unread; read here all the same",
		    authority.host);
	if (site == NULL)
		return cannot(options->request, "the catalogue does not know this host; try --site",
		    authority.host);
	if (site_approach(site, message) != APPROACH_COLLECT) {
		put_note(options, "cannot write, or is an account activity: it passes", NULL);
		return EXIT_FINE;
	}
	buf_init(&content, REQUEST_MAX);
	int status = EXIT_CANNOT;
	if (read_content(rest, message, &content))
		status = explain_reading(judging, options, site, message, host, buf_span(&content));
	else
		cannot(options->request, "its content is cut short or malformed", NULL);
	buf_release(&content);
	return status;
}

int explain_request(const struct judging *judging, const struct explain_options *options)
{
	struct http1_scan scan = { 0 };
	struct message message;
	struct span bytes;
	const char *name;
	const char *why = NULL;
	struct err err;

	if (!source_read(judging->source, NULL, options->request, &name, &bytes, &err))
		return cannot(err.text, NULL, NULL);
	enum http1_result result = http1_read_request(
	    bytes.data, bytes.len, judging->config->limits.headers, &scan, &message, &why);
	if (result == HTTP1_MORE)
		return cannot(name, "the head of the request has no end (an empty line)", NULL);
	if (result != HTTP1_DONE)
		return cannot(name, "no request that would be forwarded", why);
	return explain_message(judging, options, &message, span_from(bytes, message.head_len));
}
