#include "gather.h"

#include <string.h>

#include "../../proxy/http/bytes.h"
#include "../../proxy/http/utf8.h"
#include "around.h"
#include "extract.h"
#include "generic.h"
#include "media.h"
#include "skip.h"
#include "walk.h"

enum {
	TEXT_LEAST = 2,
	NUMBER_LEAST = 13,        /* digits of a card */
	NUMBER_LEAST_GENERIC = 8, /* of what may be a telephone */
	NAME_LEAST = 13,          /* no shorter name holds a number or a key */
	NAMES_COMPARED = 64,      /* members of a list repeat their names */
	SEPARATE_MAX = 200,       /* texts beyond are joined into one */
	NESTED_MAX = 3,           /* as deep as selectors go (SELECTOR_DEPTH_MAX) */
	FILE_READ_MAX = 1024 * 1024,
};

struct gathering {
	struct request *request;
	struct post *post;
	const struct endpoint *endpoint; /* NULL: no endpoint claims it */
	struct spans rest;               /* texts beyond SEPARATE_MAX */
	struct spans names;              /* that carry text */
	struct selection nested;         /* JSON in text, read in the next round */
};

struct leaf {
	const struct value *value;
	struct span name; /* its own, or of the nearest member that it stands in */
	enum secret secret;
};

static void trouble(struct gathering *gathering, const char *why)
{
	if (gathering->request->trouble == NULL)
		gathering->request->trouble = why;
}

/* Names are as private as texts, and records show them in clear: only plain ones are shown. */
static struct span field_name(const struct gathering *gathering, struct span name)
{
	if (gathering->endpoint != NULL || around_is_text(name, NAME_LEAST))
		return SPAN(POST_OTHER);
	return name;
}

static void take_text(struct gathering *gathering, struct span name, struct span text)
{
	if (gathering->post->field_count < SEPARATE_MAX)
		post_add_field(
		    gathering->request, gathering->post, field_name(gathering, name), text);
	else if (!spans_add(&gathering->rest, text, gathering->request->arena))
		trouble(gathering, "fields");
}

static void take_name(struct gathering *gathering, struct span name)
{
	struct spans *names = &gathering->names;
	size_t from = names->count > NAMES_COMPARED ? names->count - NAMES_COMPARED : 0;

	for (size_t i = from; i < names->count; i++)
		if (span_equal(names->list[i], name))
			return;
	if (!spans_add(names, name, gathering->request->arena))
		trouble(gathering, "memory");
}

/* Leaving out. */

static bool is_skipped(const struct gathering *gathering, struct span name, struct span text)
{
	return skip_fits(gathering->request->site->skips, name, text) ||
	       (gathering->endpoint != NULL && skip_fits(gathering->endpoint->skips, name, text));
}

static bool is_left_out(
    const struct gathering *gathering, const struct leaf *leaf, struct span text)
{
	if (leaf->secret != SECRET_NONE && generic_fits_secret(leaf->secret, text))
		return true;
	if (shape_is_digest(text) || is_skipped(gathering, leaf->name, text))
		return true;
	return gathering->endpoint == NULL && issued_holds(gathering->request->issued, text);
}

static bool is_wanted(const struct gathering *gathering, const struct value *value)
{
	size_t least = gathering->endpoint != NULL ? NUMBER_LEAST : NUMBER_LEAST_GENERIC;

	if (value->kind == VALUE_STRING)
		return value->text.len >= TEXT_LEAST;
	return value->kind == VALUE_NUMBER && value->text.len >= least;
}

/* Taking. */

/* "{…", "[…", or behind a signature, as apps send it: "0a1b….{…". */
static bool looks_nested(struct span text)
{
	size_t at = 0;

	while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\n'))
		at++;
	return text.len - at >= 2 && (text.data[at] == '{' || text.data[at] == '[');
}

static struct span behind_signature(struct span text)
{
	enum { SIGNATURE_MAX = 128 };
	size_t look = text.len < SIGNATURE_MAX ? text.len : SIGNATURE_MAX;
	const char *dot = look > 0 ? memchr(text.data, '.', look) : NULL;
	size_t at = dot != NULL ? (size_t)(dot - text.data) : 0;

	if (at == 0 || at + 1 >= text.len || text.data[at + 1] != '{' ||
	    !bytes_all(span_make(text.data, at), BYTE_TOKEN))
		return text;
	return span_from(text, at + 1);
}

static struct value *as_json(struct gathering *gathering, struct span text)
{
	struct value *value = NULL;
	const char *why;
	enum body_result result = body_read_json(text, gathering->request->arena, &value, &why);

	return result == BODY_OK || result == BODY_AMBIGUOUS ? value : NULL;
}

/* What a text holds: as a selector has read it already, or as it looks. */
static struct value *inside(struct gathering *gathering, struct span text)
{
	struct value *value = request_nested(gathering->request, text);
	struct span json = behind_signature(text);

	if (value != NULL)
		return value;
	return looks_nested(json) ? as_json(gathering, json) : NULL;
}

/* Text of a language of its own, with escapes that the format around it has not undone. */
static void take_unescaped(struct gathering *gathering, struct span name, struct span text)
{
	struct span plain;

	if (memchr(text.data, '\\', text.len) == NULL ||
	    memmem(text.data, text.len, "\\u", 2) == NULL)
		return;
	if (!generic_unescape(text, gathering->request->arena, &plain))
		trouble(gathering, "memory");
	else
		take_text(gathering, name, plain);
}

static void take_inner(struct gathering *gathering, const struct leaf *leaf, struct value *inner)
{
	inner->name = leaf->name;
	if (!selection_add(&gathering->nested, inner, gathering->request->arena))
		trouble(gathering, "fields");
}

static void take_scalar(struct gathering *gathering, const struct leaf *leaf, bool may_nest)
{
	struct span text = leaf->value->text;
	struct value *inner = NULL;

	if (!is_wanted(gathering, leaf->value) || is_left_out(gathering, leaf, text))
		return;
	if (may_nest && leaf->value->kind == VALUE_STRING)
		inner = inside(gathering, text);
	if (inner != NULL) {
		take_inner(gathering, leaf, inner);
		return;
	}
	if (media_is_base64(text)) {
		post_add_attachment(
		    gathering->request, gathering->post, SPAN(""), SPAN(""), text.len / 4 * 3);
		return;
	}
	take_text(gathering, leaf->name, text);
	take_unescaped(gathering, leaf->name, text);
}

/* Text that was taken as it stands, and into which a selector went as well. */
static void take_again(struct gathering *gathering, const struct leaf *leaf)
{
	struct value *inner = leaf->value->kind == VALUE_STRING
	                          ? request_nested(gathering->request, leaf->value->text)
	                          : NULL;

	if (inner != NULL)
		take_inner(gathering, leaf, inner);
}

static bool is_text_file(const struct value *file)
{
	return file->content.len > 0 && file->content.len <= FILE_READ_MAX &&
	       utf8_is_valid(file->content) &&
	       memchr(file->content.data, '\0', file->content.len) == NULL;
}

static void take_file(struct gathering *gathering, const struct leaf *leaf, bool is_read)
{
	const struct value *file = leaf->value;

	post_add_attachment(
	    gathering->request, gathering->post, file->text, file->type, file->content.len);
	if (file->text.len >= TEXT_LEAST)
		take_text(gathering, leaf->name, file->text);
	if (!is_read && is_text_file(file))
		take_text(gathering, leaf->name, file->content);
}

/* Walking. */

static enum secret secret_of(const struct gathering *gathering, const struct value *value)
{
	return gathering->endpoint == NULL ? generic_secret_of(value->name) : SECRET_NONE;
}

static void gather(struct gathering *gathering, const struct value *root, bool may_nest)
{
	enum secret outer = SECRET_NONE; /* of the member at secret_depth, for all below it */
	size_t secret_depth = 0;
	struct walk walk;

	walk_start(&walk, root);
	while (walk.at != NULL) {
		bool is_taken = request_has_taken(gathering->request, walk.at);
		enum secret own = secret_of(gathering, walk.at);
		if (outer == SECRET_NONE || walk.depth <= secret_depth) {
			outer = own;
			secret_depth = walk.depth;
		}
		struct leaf leaf = { walk.at, walk_name(&walk), own > outer ? own : outer };
		if (own == SECRET_NONE && around_is_text(walk.at->name, NAME_LEAST))
			take_name(gathering, walk.at->name);
		if (walk.at->kind == VALUE_FILE)
			take_file(gathering, &leaf, is_taken);
		else if (!is_taken)
			take_scalar(gathering, &leaf, may_nest);
		else
			take_again(gathering, &leaf);
		walk_next(&walk, !is_taken);
	}
}

static void gather_deep(struct gathering *gathering, const struct value *root)
{
	if (root != NULL)
		gather(gathering, root, true);
	for (unsigned depth = 1; depth <= NESTED_MAX && gathering->nested.count > 0; depth++) {
		struct selection round = gathering->nested;
		gathering->nested = (struct selection){ NULL, 0 };
		for (size_t i = 0; i < round.count; i++)
			gather(gathering, round.list[i], depth < NESTED_MAX);
	}
}

/* Joined. */

static void take_joined(struct gathering *gathering, const struct spans *texts, struct span name)
{
	size_t len = 0;

	for (size_t i = 0; i < texts->count; i++)
		len += texts->list[i].len + 1;
	if (len == 0)
		return;
	char *joined = arena_bytes(gathering->request->arena, len);
	if (joined == NULL) {
		trouble(gathering, "memory");
		return;
	}
	len = 0;
	for (size_t i = 0; i < texts->count; i++) {
		if (i > 0)
			joined[len++] = '\n';
		memcpy(joined + len, texts->list[i].data, texts->list[i].len);
		len += texts->list[i].len;
	}
	post_add_field(gathering->request, gathering->post, name, span_make(joined, len));
}

static void take_around(struct gathering *gathering)
{
	struct span path = around_path(gathering->request, gathering->endpoint);
	struct span head = { NULL, 0 };

	if (!gathering->request->is_element)
		head = around_head(gathering->request);
	if (path.len > 0)
		take_text(gathering, SPAN("path"), path);
	if (head.len > 0)
		take_text(gathering, SPAN("header"), head);
}

static void gather_all(struct gathering *gathering)
{
	bool is_claimed = gathering->endpoint != NULL;

	gather_deep(gathering, gathering->request->root);
	if (!gathering->request->has_outer_query)
		gather_deep(gathering, gathering->request->query);
	take_around(gathering);
	take_joined(gathering, &gathering->names, is_claimed ? SPAN(POST_OTHER) : SPAN("name"));
	take_joined(gathering, &gathering->rest, is_claimed ? SPAN(POST_OTHER) : SPAN("rest"));
}

void gather_unclaimed(struct request *request, struct post *post)
{
	struct gathering gathering = { .request = request, .post = post };

	gather_all(&gathering);
}

void gather_rest(const struct endpoint *endpoint, struct request *request, struct post *post)
{
	struct gathering gathering = { .request = request, .post = post, .endpoint = endpoint };

	gather_all(&gathering);
}
