#include "generic.h"

#include <string.h>

#include "../../proxy/http/bytes.h"
#include "../../proxy/http/utf8.h"
#include "extract.h"
#include "walk.h"

enum {
	TEXT_LEAST = 2,
	NUMBER_LEAST = 8,   /* a card has more digits, a counter fewer */
	NAME_LEAST = 24,    /* no name that a program gives has so many bytes and a space */
	SEPARATE_MAX = 200, /* texts beyond are joined into one */
	NESTED_MAX = 3,
	SECRET_NAME_MAX = 64,
};

static void trouble(struct request *request, const char *why)
{
	if (request->trouble == NULL)
		request->trouble = why;
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Letters and digits only, so that "X-CSRF-Token", "csrf_token" and "csrfToken" are one. */
static size_t plain_name(struct span name, char *plain)
{
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < SECRET_NAME_MAX - 1; i++) {
		char c = lower(name.data[i]);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			plain[len++] = c;
	}
	plain[len] = '\0';
	return len;
}

bool generic_is_secret_name(struct span name)
{
	static const char *const parts[] = { "passw", "passphrase", "secret", "csrf", "xsrf",
		"nonce", "authenticity", "token", "signature", "credential", "session", "captcha",
		"apikey", "accesskey", "privatekey", "cvc", "cvv", "cardnumber", "otpcode",
		"onetimecode", "dtsg", "jazoest", "cookie", "oauth" };
	static const char *const whole[] = { "auth", "authorization", "authentication", "pwd",
		"pass", "otp", "pin", "sid", "lsd", "jwt", "totp", "bearer" };
	char plain[SECRET_NAME_MAX];

	if (plain_name(name, plain) == 0)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strstr(plain, parts[i]) != NULL)
			return true;
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
		if (strcmp(plain, whole[i]) == 0)
			return true;
	return false;
}

static bool is_wanted(const struct value *value)
{
	if (value->kind == VALUE_STRING)
		return value->text.len >= TEXT_LEAST;
	return value->kind == VALUE_NUMBER && value->text.len >= NUMBER_LEAST;
}

static bool looks_nested(struct span text)
{
	size_t at = 0;

	while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\n'))
		at++;
	return text.len - at >= 2 && (text.data[at] == '{' || text.data[at] == '[');
}

/* A name can carry text too: a form pair without '=', an object used as a list. */
static bool is_text_name(struct span name)
{
	return name.len >= NAME_LEAST && memchr(name.data, ' ', name.len) != NULL;
}

struct gathering {
	struct request *request;
	struct post *post;
	struct selection rest;   /* texts beyond SEPARATE_MAX */
	struct selection nested; /* JSON in text, read in the next round */
};

static void take_text(struct gathering *gathering, const struct value *value)
{
	if (gathering->post->field_count < SEPARATE_MAX)
		post_add_field(gathering->request, gathering->post, value->name, value->text);
	else if (!selection_add(&gathering->rest, value, gathering->request->arena))
		trouble(gathering->request, "fields");
}

static const struct value *as_json(struct request *request, struct span text)
{
	struct value *value = NULL;
	const char *why;
	enum body_result result = body_read_json(text, request->arena, &value, &why);

	return result == BODY_OK || result == BODY_AMBIGUOUS ? value : NULL;
}

static void take(struct gathering *gathering, const struct value *value, bool may_nest)
{
	const struct value *inner = NULL;

	if (!is_wanted(value) || issued_holds(gathering->request->issued, value->text))
		return;
	if (may_nest && value->kind == VALUE_STRING && looks_nested(value->text))
		inner = as_json(gathering->request, value->text);
	if (inner == NULL)
		take_text(gathering, value);
	else if (!selection_add(&gathering->nested, inner, gathering->request->arena))
		trouble(gathering->request, "fields");
}

static void gather(struct gathering *gathering, const struct value *root, bool may_nest)
{
	struct walk walk;

	walk_start(&walk, root);
	while (walk.at != NULL) {
		bool is_secret = generic_is_secret_name(walk.at->name);
		if (!is_secret && is_text_name(walk.at->name))
			post_add_field(
			    gathering->request, gathering->post, SPAN("name"), walk.at->name);
		if (!is_secret)
			take(gathering, walk.at, may_nest);
		walk_next(&walk, !is_secret);
	}
}

static void gather_deep(struct gathering *gathering, const struct value *root)
{
	gather(gathering, root, true);
	for (unsigned depth = 1; depth <= NESTED_MAX && gathering->nested.count > 0; depth++) {
		struct selection round = gathering->nested;
		gathering->nested = (struct selection){ NULL, 0 };
		for (size_t i = 0; i < round.count; i++)
			gather(gathering, round.list[i], depth < NESTED_MAX);
	}
}

static void join_rest(struct gathering *gathering)
{
	const struct selection *rest = &gathering->rest;
	size_t len = 0;

	for (size_t i = 0; i < rest->count; i++)
		len += rest->list[i]->text.len + 1;
	if (len == 0)
		return;
	char *joined = arena_bytes(gathering->request->arena, len);
	if (joined == NULL) {
		trouble(gathering->request, "memory");
		return;
	}
	len = 0;
	for (size_t i = 0; i < rest->count; i++) {
		memcpy(joined + len, rest->list[i]->text.data, rest->list[i]->text.len);
		len += rest->list[i]->text.len;
		joined[len++] = '\n';
	}
	post_add_field(gathering->request, gathering->post, SPAN("rest"), span_make(joined, len));
}

void generic_read(struct request *request, struct post *post)
{
	struct gathering gathering = { .request = request, .post = post };

	if (request->root != NULL)
		gather_deep(&gathering, request->root);
	if (request->query != NULL)
		gather_deep(&gathering, request->query);
	join_rest(&gathering);
}

void generic_read_text(struct request *request, struct post *post)
{
	if (request->body.value != NULL && request->body.value->text.len > 0)
		post_add_field(request, post, SPAN("body"), request->body.value->text);
}

void generic_read_files(struct request *request, struct post *post)
{
	const struct value *part = request->root != NULL ? request->root->first : NULL;
	struct span text;

	for (; part != NULL; part = part->next) {
		if (part->kind != VALUE_FILE)
			continue;
		post_add_attachment(request, post, part->text, part->type, part->content.len);
		if (part->content.len > 0 && scalar_text(part, &text))
			post_add_field(
			    request, post, part->name.len > 0 ? part->name : SPAN("file"), text);
	}
}

/* "\n", "A" and their like as far as they are right; a wrong one stays. */
static size_t undo_escape(struct span text, char *to, size_t *used)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	uint32_t code = 0;

	*used = 2;
	const char *found = text.data[1] != '\0' ? strchr(letters, text.data[1]) : NULL;
	if (found != NULL) {
		to[0] = meant[found - letters];
		return 1;
	}
	bool is_unicode = text.data[1] == 'u' && text.len >= 6;
	for (size_t i = 2; is_unicode && i < 6; i++) {
		is_unicode = byte_is(text.data[i], BYTE_HEX);
		code = is_unicode ? code << 4 | byte_hex(text.data[i]) : 0;
	}
	if (is_unicode) {
		*used = 6;
		return utf8_write(to, code);
	}
	memcpy(to, text.data, 2);
	return 2;
}

bool generic_read_raw(struct request *request, struct span bytes, struct post *post)
{
	struct span text;

	if (memchr(bytes.data, '\0', bytes.len) != NULL)
		return false;
	char *to = arena_bytes(request->arena, bytes.len);
	if (to == NULL)
		return false;
	size_t len = 0;
	while (bytes.len > 0) {
		size_t used = 1;
		if (bytes.data[0] == '\\' && bytes.len > 1)
			len += undo_escape(bytes, to + len, &used);
		else
			to[len++] = bytes.data[0];
		bytes = span_from(bytes, used);
	}
	if (!utf8_clean(span_make(to, len), request->arena, &text))
		return false;
	post_add_field(request, post, SPAN("body"), text);
	return true;
}
