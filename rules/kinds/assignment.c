#include "assignment.h"

#include <ctype.h>
#include <string.h>

enum { GAP_MAX = 8, CLOSERS_MAX = 4, TYPE_MAX = 24, ATTRIBUTES_MAX = 80 };

/* A place in a text, and how far it may be read. */
struct cursor {
	struct span text;
	size_t at;
};

static char peek(const struct cursor *cursor)
{
	return cursor->at < cursor->text.len ? cursor->text.data[cursor->at] : '\0';
}

static bool is_one_of(char c, const char *characters)
{
	return c != '\0' && strchr(characters, c) != NULL;
}

static size_t skip(struct cursor *cursor, const char *characters, size_t max)
{
	size_t start = cursor->at;

	while (cursor->at - start < max && is_one_of(peek(cursor), characters))
		cursor->at++;
	return cursor->at - start;
}

static bool skip_text(struct cursor *cursor, const char *text)
{
	if (!span_starts_nocase(span_from(cursor->text, cursor->at), text))
		return false;
	cursor->at += strlen(text);
	return true;
}

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static struct span read_name(struct span text, size_t start, size_t end)
{
	size_t first = start;
	size_t last = end;

	while (first > 0 && start - first < ASSIGNMENT_NAME_MAX / 2 &&
	       (is_name_character(text.data[first - 1]) || text.data[first - 1] == '.'))
		first--;
	while (last < text.len && last - end < ASSIGNMENT_NAME_MAX / 2 &&
	       is_name_character(text.data[last]))
		last++;
	return span_make(text.data + first, last - first);
}

/* ": str =", " string =": the type between a name and its value */
static void skip_type(struct cursor *cursor)
{
	static const char *const types[] = { "string", "str", "&str", "&'static str", "char*",
		"char *", "text", "nsstring", "varchar", "final string", "optional[str]",
		"secretstr", "byte[]", "[]byte", "[]" };
	struct cursor here = *cursor;

	skip(&here, " \t", GAP_MAX);
	skip(&here, ":", 1);
	skip(&here, " \t", GAP_MAX);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct cursor behind = here;
		if (!skip_text(&behind, types[i]))
			continue;
		skip(&behind, "?!", 1);
		skip(&behind, " \t", GAP_MAX);
		if (peek(&behind) != '=')
			continue;
		*cursor = behind;
		return;
	}
}

/* "value=" or "value": behind a name that is a value itself. */
static bool read_value_key(struct cursor *cursor)
{
	struct cursor here = *cursor;

	skip(&here, " \t\r\n,", GAP_MAX);
	skip(&here, "\"'\\", 2);
	if (!skip_text(&here, "value"))
		return false;
	skip(&here, "\"'\\", 2);
	skip(&here, " \t", GAP_MAX);
	if (skip(&here, "=:", 1) == 0)
		return false;
	*cursor = here;
	return true;
}

/* The attributes and the end of an opening tag. */
static bool read_tag(struct cursor *cursor)
{
	struct cursor here = *cursor;

	while (here.at - cursor->at < ATTRIBUTES_MAX && !is_one_of(peek(&here), "<>/\n") &&
	       here.at < here.text.len)
		here.at++;
	if (peek(&here) != '>')
		return false;
	here.at++;
	*cursor = here;
	return true;
}

static bool read_is(struct cursor *cursor)
{
	static const char *const words[] = { "is ", "was ", "ist ", "lautet ", "lautete ", "est ",
		"es ", "is: ", "ist: ", "lautet: ", "est : ", "es: ", "will be ", "set to ",
		"changed to " };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct cursor here = *cursor;
		if (skip(&here, " \t", GAP_MAX) == 0 || !skip_text(&here, words[i]))
			continue;
		*cursor = here;
		return true;
	}
	return false;
}

/* The signs that may stand in code, longest first. */
static bool read_equals(struct cursor *cursor)
{
	static const char *const signs[] = { "===", "==", "=>",
		":=", "||=", "?\?=", "?=", "+=", ".=", "=", "->" };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (skip_text(cursor, signs[i]))
			return true;
	return false;
}

/* Is the name all of a quoted string, as in set("password", "x")? */
static bool is_string(const struct cursor *cursor, const struct assignment *a)
{
	return a->name.data > cursor->text.data && is_one_of(a->name.data[-1], "\"'`") &&
	       is_one_of(peek(cursor), "\"'`\\");
}

static bool read_sign(struct cursor *cursor, const struct assignment *a, enum sign *sign)
{
	bool is_tag = a->name.data > cursor->text.data && a->name.data[-1] == '<';
	bool is_flag = a->name.len > 2 && a->name.data[0] == '-';
	struct cursor here = *cursor;

	if (is_tag && read_tag(cursor)) {
		*sign = SIGN_TAG;
		return true;
	}
	size_t quotes = skip(&here, "\"'`\\", CLOSERS_MAX);
	if ((quotes > 0 || is_one_of(peek(&here), "\r\n")) && read_value_key(&here)) {
		*sign = SIGN_EQUALS;
		*cursor = here;
		return true;
	}
	size_t brackets = skip(&here, ")]}\"'", CLOSERS_MAX);
	skip_type(&here);
	size_t gap = skip(&here, " \t", GAP_MAX);
	if (read_equals(&here))
		*sign = SIGN_EQUALS;
	else if (skip(&here, ":", 2) > 0)
		*sign = SIGN_COLON;
	else if (brackets == 0 && is_string(cursor, a) && skip(&here, ",", 1) > 0)
		*sign = SIGN_COMMA;
	else if (is_flag && gap > 0)
		*sign = SIGN_SPACE;
	else if (read_is(cursor)) {
		*sign = SIGN_IS;
		return true;
	} else {
		return false;
	}
	*cursor = here;
	return true;
}

/* The quote that a value begins with: "\"", "'", "`", or one that is escaped itself. */
static struct span read_quote(struct cursor *cursor)
{
	static const char *const quotes[] = { "\"\"\"", "'''", "\\\\\"", "\\\"", "\\'", "\"", "'",
		"`", "&quot;", "“", "„", "‘", "«" };

	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (skip_text(cursor, quotes[i]))
			return span_of(quotes[i]);
	return span_make(NULL, 0);
}

static bool ends_quote(const struct cursor *cursor, struct span quote)
{
	struct span rest = span_from(cursor->text, cursor->at);

	if ((unsigned char)quote.data[0] >= 0x80)
		return span_starts(rest, "”") || span_starts(rest, "“") || span_starts(rest, "’") ||
		       span_starts(rest, "»");
	return rest.len >= quote.len && memcmp(rest.data, quote.data, quote.len) == 0;
}

static bool read_quoted(struct cursor *cursor, struct assignment *a, struct span quote)
{
	size_t start = cursor->at;

	while (cursor->at < cursor->text.len && cursor->at - start <= ASSIGNMENT_VALUE_MAX) {
		if (ends_quote(cursor, quote)) {
			a->is_quoted = true;
			a->value = span_make(cursor->text.data + start, cursor->at - start);
			return a->value.len > 0;
		}
		if (peek(cursor) == '\n')
			return false;
		cursor->at += peek(cursor) == '\\' && quote.data[0] != '\\' ? 2 : 1;
	}
	return false;
}

/* Up to white space or what separates values; a bracket that was not opened ends it too. */
static bool read_bare(struct cursor *cursor, struct assignment *a)
{
	size_t start = cursor->at;
	int depth = 0;

	for (; cursor->at < cursor->text.len && cursor->at - start <= ASSIGNMENT_VALUE_MAX;
	     cursor->at++) {
		char c = peek(cursor);
		if (is_one_of(c, " \t\r\n\"'`<>,;|&") || c == '\0')
			break;
		if (c == '\\' && cursor->at + 1 < cursor->text.len &&
		    is_one_of(cursor->text.data[cursor->at + 1], "nrt\"'"))
			break;
		depth += is_one_of(c, "([{") ? 1 : is_one_of(c, ")]}") ? -1 : 0;
		if (depth < 0)
			break;
	}
	size_t end = cursor->at;
	bool is_prose = a->sign == SIGN_COLON || a->sign == SIGN_IS;
	while (end > start && is_one_of(cursor->text.data[end - 1], is_prose ? ".!?:\\" : ".\\"))
		end--;
	a->is_quoted = false;
	a->value = span_make(cursor->text.data + start, end - start);
	return end > start;
}

/* Letters that may stand before a quote: b"…", r'…', @"…" */
static void skip_prefix(struct cursor *cursor)
{
	struct cursor here = *cursor;

	if (skip(&here, "bBrRuUfFlL@", 2) > 0 && is_one_of(peek(&here), "\"'"))
		*cursor = here;
}

bool assignment_read(struct assignment *a, struct span text, size_t start, size_t end)
{
	a->name = read_name(text, start, end);
	struct cursor cursor = { text, (size_t)(a->name.data - text.data) + a->name.len };
	if (!read_sign(&cursor, a, &a->sign))
		return false;
	skip(&cursor, " \t", GAP_MAX);
	skip(&cursor, "(", 1);
	skip_prefix(&cursor);
	struct cursor here = cursor;
	struct span quote = read_quote(&here);
	if (quote.len > 0)
		return read_quoted(&here, a, quote);
	return a->sign != SIGN_COMMA && read_bare(&cursor, a);
}

/* Words of names */

/* The end of the word that begins at at: letters of one case, with a capital before small ones. */
static size_t word_end(struct span name, size_t at)
{
	size_t end = at + 1;

	while (
	    end < name.len && isalpha((unsigned char)name.data[end]) &&
	    !(isupper((unsigned char)name.data[end]) && islower((unsigned char)name.data[end - 1])))
		end++;
	return end;
}

static bool is_listed(struct span word, const char *words)
{
	struct span rest = span_of(words);

	while (rest.data != NULL)
		if (span_equal_nocase(word, span_cut(rest, '|', &rest)))
			return true;
	return false;
}

bool assignment_name_has(const struct assignment *a, const char *words)
{
	for (size_t i = 0; i < a->name.len;) {
		if (!isalpha((unsigned char)a->name.data[i])) {
			i++;
			continue;
		}
		size_t end = word_end(a->name, i);
		if (is_listed(span_make(a->name.data + i, end - i), words))
			return true;
		i = end;
	}
	return false;
}

bool assignment_is_compound(const struct assignment *a)
{
	size_t words = 0;

	for (size_t i = 0; i < a->name.len;) {
		bool is_letter = isalpha((unsigned char)a->name.data[i]);
		words += is_letter;
		i = is_letter ? word_end(a->name, i) : i + 1;
	}
	return words > 1;
}

/* References */

static bool has(struct span text, const char *part)
{
	return memmem(text.data, text.len, part, strlen(part)) != NULL;
}

/* "config.db.password", "user_password": names, with nothing that names do not have. */
static bool is_identifier(struct span text)
{
	bool has_digit = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		has_digit |= isdigit((unsigned char)c);
		if (!isalnum((unsigned char)c) && !is_one_of(c, "_.$"))
			return false;
	}
	return !has_digit && (memchr(text.data, '_', text.len) != NULL ||
	                         memchr(text.data, '.', text.len) != NULL);
}

/* "$name", "$name[…", "$name->…"; in quotes a dollar may begin a password too. */
static bool is_variable(struct span value, bool is_quoted)
{
	size_t end = 1;

	if (value.len < 2 || value.data[0] != '$' || isdigit((unsigned char)value.data[1]))
		return false;
	while (
	    end < value.len && (isalnum((unsigned char)value.data[end]) || value.data[end] == '_'))
		end++;
	return end > 1 && (!is_quoted || end == value.len || is_one_of(value.data[end], "$[{.-:"));
}

/* "exports.getToken = getToken" */
static bool ends_name(struct span name, struct span value)
{
	return value.len <= name.len &&
	       span_equal_nocase(value, span_from(name, name.len - value.len));
}

bool assignment_is_reference(const struct assignment *a)
{
	struct span value = a->value;

	if (span_starts_nocase(value, "process.env") || span_starts_nocase(value, "os.environ") ||
	    span_starts_nocase(value, "env.") || span_starts_nocase(value, "env[") ||
	    span_starts_nocase(value, "secrets.") || span_starts_nocase(value, "vault:") ||
	    span_starts_nocase(value, "arn:"))
		return true;
	if (is_variable(value, a->is_quoted) || ends_name(a->name, value))
		return true;
	if (a->is_quoted)
		return false;
	return has(value, "(") || has(value, "->") || has(value, "::") || has(value, "[") ||
	       is_identifier(value);
}
