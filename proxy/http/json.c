/*
 * JSON (RFC 8259), as strict as I-JSON (RFC 7493) but for what cannot hide text: a byte order mark,
 * lone surrogates, NUL, numbers of any size, bytes that are not UTF-8.
 *
 * Our own reader because a library's tree loses what the verdict needs: every value of a duplicated
 * key, numbers as written, lone surrogates and NUL without an error, text beside its escapes.
 * Strings without escapes point into the body, so that a post costs one pass and hardly any copy
 * (jansson takes three times as long). Not recursive: depth is a counter.
 */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "bytes.h"
#include "utf8.h"

enum { DEPTH_MAX = 200, NODES_MAX = 100 * 1000, PAIRWISE_MAX = 8 };

struct json {
	const char *at;
	const char *end;
	struct arena *arena;
	struct value *root;
	struct value *open[DEPTH_MAX];
	size_t depth;
	size_t nodes;
	enum body_result result;
	const char *why;
};

enum step { STEP_FAILED, STEP_OPENED, STEP_COMPLETE };

static bool fail(struct json *json, enum body_result result, const char *why)
{
	json->result = result;
	json->why = why;
	return false;
}

static bool malformed(struct json *json, const char *why)
{
	return fail(json, BODY_MALFORMED, why);
}

static void skip_space(struct json *json)
{
	while (json->at < json->end &&
	       (*json->at == ' ' || *json->at == '\n' || *json->at == '\r' || *json->at == '\t'))
		json->at++;
}

static bool take(struct json *json, char c)
{
	if (json->at == json->end || *json->at != c)
		return false;
	json->at++;
	return true;
}

/* Has one of the eight bytes its high bit set, or is one a quote, a backslash or a control? The
 * usual trick: subtracting borrows into the high bit of a byte that is smaller. */
static bool is_plain_word(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101U;
	const uint64_t highs = 0x8080808080808080U;
	uint64_t quote = word ^ ones * '"';
	uint64_t backslash = word ^ ones * '\\';

	return (((word - ones * 0x20) | (quote - ones) | (backslash - ones) | word) & highs) == 0;
}

static bool is_plain(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

static const char *plain_end(const char *at, const char *end)
{
	uint64_t word;

	while (end - at >= 8) {
		memcpy(&word, at, 8);
		if (!is_plain_word(word))
			break;
		at += 8;
	}
	while (at < end && is_plain(*at))
		at++;
	return at;
}

/* What a string is made of, found out before it is copied or not. */
struct shape {
	const char *end; /* the closing quote */
	bool has_escapes;
	size_t bad; /* bytes that are no UTF-8: each may grow by two */
};

/* One run up to the next byte of interest, and that byte; false at the end or at an error. */
static bool shape_step(struct json *json, struct shape *shape)
{
	const char *at = plain_end(shape->end, json->end);

	shape->end = at;
	if (at == json->end)
		return malformed(json, "unterminated");
	if (*at == '"')
		return false;
	if (*at == '\\') {
		shape->has_escapes = true;
		shape->end += json->end - at >= 2 ? 2 : 1;
		return true;
	}
	if ((unsigned char)*at < 0x20) {
		shape->end++; /* NUL is read as it stands; other controls no strict server takes */
		return *at == '\0' ? true : malformed(json, "control");
	}
	do { /* what is not ASCII comes in runs */
		size_t len = utf8_sequence(at, json->end);
		shape->bad += len == 0;
		at += len > 0 ? len : 1;
	} while (at < json->end && (unsigned char)*at >= 0x80);
	shape->end = at;
	return true;
}

static bool hex4(struct json *json, const char **at, const char *end, uint32_t *code)
{
	if (end - *at < 4)
		return malformed(json, "escape");
	*code = 0;
	for (int i = 0; i < 4; i++, (*at)++) {
		if (!byte_is(**at, BYTE_HEX))
			return malformed(json, "escape");
		*code = *code << 4 | byte_hex(**at);
	}
	return true;
}

/* After "\u": a pair of surrogates is one character, a lone one the replacement. */
static bool unicode_escape(struct json *json, const char **at, const char *end, char **to)
{
	uint32_t code;
	uint32_t low;

	if (!hex4(json, at, end, &code))
		return false;
	if (code >= 0xD800 && code < 0xDC00 && end - *at >= 6 && memcmp(*at, "\\u", 2) == 0) {
		const char *ahead = *at + 2;
		if (!hex4(json, &ahead, end, &low))
			return false;
		if (low >= 0xDC00 && low < 0xE000) {
			code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
			*at = ahead;
		}
	}
	*to += utf8_write(*to, code);
	return true;
}

static bool escape(struct json *json, const char **at, const char *end, char **to)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	char c = (*at)[1];

	*at += 2;
	if (c == 'u')
		return unicode_escape(json, at, end, to);
	const char *found = c != '\0' ? strchr(letters, c) : NULL;
	if (found == NULL)
		return malformed(json, "escape");
	*(*to)++ = meant[found - letters];
	return true;
}

static bool copy_string(struct json *json, struct shape shape, struct span *text)
{
	size_t len = (size_t)(shape.end - json->at);
	char *to = arena_bytes(json->arena, len + 2 * shape.bad);

	if (to == NULL)
		return fail(json, BODY_LIMIT, "memory");
	char *start = to;
	const char *at = json->at;
	while (at < shape.end) {
		const char *run = plain_end(at, shape.end);
		memcpy(to, at, (size_t)(run - at));
		to += run - at;
		at = run;
		uint32_t code;
		if (at == shape.end)
			break;
		if (*at == '\\') {
			if (!escape(json, &at, shape.end, &to))
				return false;
			continue;
		}
		at += utf8_take(at, shape.end, &code);
		to += utf8_write(to, code);
	}
	*text = span_make(start, (size_t)(to - start));
	return true;
}

/* Behind the opening quote. */
static bool read_string(struct json *json, struct span *text)
{
	struct shape shape = { .end = json->at };

	while (shape_step(json, &shape))
		;
	if (json->result != BODY_OK)
		return false;
	if (!shape.has_escapes && shape.bad == 0)
		*text = span_make(json->at, (size_t)(shape.end - json->at));
	else if (!copy_string(json, shape, text))
		return false;
	json->at = shape.end + 1;
	return true;
}

static size_t skip_digits(struct json *json)
{
	const char *start = json->at;

	while (json->at < json->end && byte_is(*json->at, BYTE_DIGIT))
		json->at++;
	return (size_t)(json->at - start);
}

/* RFC 8259 6: no plus, no leading zero, digits on both sides of the point. */
static bool read_number(struct json *json, struct span *text)
{
	const char *start = json->at;

	take(json, '-');
	const char *digits = json->at;
	size_t count = skip_digits(json);
	if (count == 0 || (count > 1 && *digits == '0'))
		return malformed(json, "number");
	if (take(json, '.') && skip_digits(json) == 0)
		return malformed(json, "number");
	if (take(json, 'e') || take(json, 'E')) {
		if (!take(json, '-'))
			take(json, '+');
		if (skip_digits(json) == 0)
			return malformed(json, "number");
	}
	*text = span_make(start, (size_t)(json->at - start));
	return true;
}

static bool take_word(struct json *json, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(json->end - json->at) < len || memcmp(json->at, word, len) != 0)
		return false;
	json->at += len;
	return true;
}

static bool read_word(struct json *json, struct value *value)
{
	if (take_word(json, "null")) {
		value->kind = VALUE_NULL;
		return true;
	}
	value->kind = VALUE_BOOL;
	value->is_true = take_word(json, "true");
	return value->is_true || take_word(json, "false") || malformed(json, "token");
}

static int by_name(const void *left, const void *right)
{
	const struct value *a = *(const struct value *const *)left;
	const struct value *b = *(const struct value *const *)right;

	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	return a->name.len > 0 ? memcmp(a->name.data, b->name.data, a->name.len) : 0;
}

/* Sorted, not hashed: a peer cannot choose names that make sorting slow. */
static bool has_duplicates_many(struct json *json, const struct value *object)
{
	const struct value **members = arena_alloc(json->arena, object->count * sizeof(void *));
	size_t count = 0;

	if (members == NULL)
		return fail(json, BODY_LIMIT, "memory");
	for (const struct value *child = object->first; child != NULL; child = child->next)
		members[count++] = child;
	qsort(members, count, sizeof(void *), by_name);
	for (size_t i = 1; i < count; i++)
		if (by_name(&members[i - 1], &members[i]) == 0)
			return true;
	return false;
}

static bool has_duplicates_few(const struct value *object)
{
	for (const struct value *a = object->first; a != NULL; a = a->next)
		for (const struct value *b = a->next; b != NULL; b = b->next)
			if (span_equal(a->name, b->name))
				return true;
	return false;
}

static void pop(struct json *json)
{
	const struct value *closed = json->open[--json->depth];

	if (closed->kind != VALUE_OBJECT || json->why != NULL)
		return;
	if (closed->count <= PAIRWISE_MAX ? has_duplicates_few(closed)
	                                  : has_duplicates_many(json, closed))
		json->why = "duplicate-key";
}

static enum step open_container(struct json *json, struct value *value, enum value_kind kind)
{
	value->kind = kind;
	if (json->depth == DEPTH_MAX) {
		fail(json, BODY_LIMIT, "depth");
		return STEP_FAILED;
	}
	json->open[json->depth++] = value;
	json->at++;
	skip_space(json);
	if (!take(json, kind == VALUE_OBJECT ? '}' : ']'))
		return STEP_OPENED;
	json->depth--;
	return STEP_COMPLETE;
}

static enum step read_value(struct json *json, struct value *value)
{
	char c = json->at < json->end ? *json->at : '\0';
	bool is_read;

	if (c == '{')
		return open_container(json, value, VALUE_OBJECT);
	if (c == '[')
		return open_container(json, value, VALUE_ARRAY);
	if (c == '"') {
		json->at++;
		value->kind = VALUE_STRING;
		is_read = read_string(json, &value->text);
	} else if (c == '-' || byte_is(c, BYTE_DIGIT)) {
		value->kind = VALUE_NUMBER;
		is_read = read_number(json, &value->text);
	} else {
		is_read = read_word(json, value);
	}
	return is_read ? STEP_COMPLETE : STEP_FAILED;
}

static bool read_name(struct json *json, struct value *value)
{
	skip_space(json);
	if (!take(json, '"'))
		return malformed(json, "name");
	if (!read_string(json, &value->name))
		return false;
	skip_space(json);
	return take(json, ':') || malformed(json, "colon");
}

/* The next value of the innermost container, its name before it, or the root. */
static enum step next_value(struct json *json)
{
	struct value *parent = json->depth > 0 ? json->open[json->depth - 1] : NULL;
	struct value *value = NULL;

	if (json->nodes++ < NODES_MAX)
		value = value_new(json->arena, VALUE_NULL);
	if (value == NULL) {
		fail(json, BODY_LIMIT, json->nodes > NODES_MAX ? "nodes" : "memory");
		return STEP_FAILED;
	}
	if (parent == NULL)
		json->root = value;
	else
		value_add(parent, value);
	if (parent != NULL && parent->kind == VALUE_OBJECT && !read_name(json, value))
		return STEP_FAILED;
	skip_space(json);
	return read_value(json, value);
}

/* Behind a complete value: closes what closes; true if another value must follow. */
static bool has_more(struct json *json)
{
	while (json->depth > 0) {
		bool is_object = json->open[json->depth - 1]->kind == VALUE_OBJECT;
		skip_space(json);
		if (take(json, ','))
			return true;
		if (!take(json, is_object ? '}' : ']'))
			return malformed(json, "comma");
		pop(json);
	}
	return false;
}

static void read_all(struct json *json)
{
	enum step step = next_value(json);

	while (step == STEP_OPENED || (step == STEP_COMPLETE && has_more(json)))
		step = next_value(json);
	if (step == STEP_FAILED || json->result != BODY_OK)
		return;
	skip_space(json);
	if (json->at < json->end)
		malformed(json, "trailing");
}

/* RFC 8259 8.1 wants UTF-8. In UTF-16 and UTF-32 a NUL stands beside the first, ASCII, character.
 */
static bool is_wide(struct span text)
{
	const char *at = text.data;

	if (text.len < 2)
		return false;
	return memcmp(at, "\xFF\xFE", 2) == 0 || memcmp(at, "\xFE\xFF", 2) == 0 ||
	       (at[0] == '\0') != (at[1] == '\0') || (at[0] == '\0' && at[1] == '\0');
}

enum body_result body_read_json(
    struct span text, struct arena *arena, struct value **value, const char **why)
{
	struct json json = { .arena = arena };

	*value = NULL;
	*why = text.len > 0 ? "charset" : "empty";
	if (text.len == 0 || is_wide(text))
		return BODY_MALFORMED;
	if (span_starts(text, "\xEF\xBB\xBF"))
		text = span_from(text, 3);
	json.at = text.data;
	json.end = text.data + text.len;
	skip_space(&json);
	read_all(&json);
	*value = json.root;
	*why = json.why;
	if (json.result == BODY_OK && json.why != NULL)
		json.result = BODY_AMBIGUOUS;
	return json.result;
}
