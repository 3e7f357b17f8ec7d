/*
 * multipart/form-data (RFC 7578) and its relatives (RFC 2046 5.1), read strictly.
 *
 * Servers' readers disagree about nearly every liberty this format allows, so each liberty that a
 * browser or a common client never takes makes the body ambiguous: what could be read is still in
 * the tree, and a claimed write with it is not sent on.
 */
#include <string.h>

#include "body.h"
#include "bytes.h"
#include "charset.h"
#include "parameters.h"
#include "utf8.h"

enum { PARTS_MAX = 1000, FIELDS_MAX = 16, PART_HEAD_MAX = 16 * 1024, BOUNDARY_MAX = 70 };

struct multipart {
	struct arena *arena;
	struct span content;
	char delimiter[BOUNDARY_MAX + 3]; /* "--" and the boundary */
	size_t delimiter_len;
	bool is_form; /* multipart/form-data: every part names its field */
	struct value *value;
	enum body_result result;
	const char *why;
};

struct part {
	struct span type;
	struct span disposition;
	struct span transfer;
	size_t dispositions;
	size_t types;
};

static void ambiguous(struct multipart *multipart, const char *why)
{
	if (multipart->result != BODY_OK)
		return;
	multipart->result = BODY_AMBIGUOUS;
	multipart->why = why;
}

static void broken(struct multipart *multipart, enum body_result result, const char *why)
{
	multipart->result = result;
	multipart->why = why;
}

static bool is_boundary_char(char c)
{
	return byte_is(c, BYTE_TOKEN) || (c != '\0' && strchr("()+_,-./:=? ", c) != NULL);
}

/* RFC 2046 5.1.1: 1 to 70 of few characters, no space at the end. */
static bool is_boundary(struct span boundary)
{
	if (boundary.len == 0 || boundary.len > BOUNDARY_MAX ||
	    boundary.data[boundary.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(boundary.data[i]))
			return false;
	return true;
}

static void set_boundary(struct multipart *multipart, struct span boundary)
{
	memcpy(multipart->delimiter, "--", 2);
	memcpy(multipart->delimiter + 2, boundary.data, boundary.len);
	multipart->delimiter_len = boundary.len + 2;
}

/* The boundary as the first line has it, for a body whose type does not tell. */
static bool sniff_boundary(struct multipart *multipart)
{
	struct span rest;
	struct span line = span_cut(multipart->content, '\n', &rest);

	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	if (!span_starts(line, "--") || !is_boundary(span_from(line, 2)))
		return false;
	set_boundary(multipart, span_from(line, 2));
	return true;
}

static bool find_boundary(struct multipart *multipart, struct span content_type)
{
	struct parameters type;

	parameters_read(content_type, &type);
	multipart->is_form = !span_starts_nocase(type.word, "multipart/") ||
	                     span_is_nocase(type.word, "multipart/form-data");
	const struct parameter *boundary = parameters_get(&type, "boundary");
	if (!type.is_bad && parameters_count(&type, "boundary") == 1 && boundary != NULL &&
	    !boundary->has_backslash && is_boundary(boundary->value)) {
		set_boundary(multipart, boundary->value);
		return true;
	}
	ambiguous(multipart, "boundary");
	return sniff_boundary(multipart);
}

static bool has_at(struct span text, size_t offset, const char *bytes)
{
	return offset <= text.len && span_starts(span_from(text, offset), bytes);
}

/* Where the next delimiter begins at or behind offset; content.len if there is none. One in the
 * middle of a line is content to everybody; one behind half a line end is a delimiter to some. */
static size_t find_delimiter(struct multipart *multipart, size_t offset)
{
	struct span content = multipart->content;

	while (offset < content.len) {
		const char *at = memmem(content.data + offset, content.len - offset,
		    multipart->delimiter, multipart->delimiter_len);
		if (at == NULL)
			break;
		size_t found = (size_t)(at - content.data);
		char before = found > 0 ? at[-1] : '\n';
		if (found == 0 || (found > 1 && before == '\n' && at[-2] == '\r'))
			return found;
		if (before == '\n' || before == '\r') {
			ambiguous(multipart, "line-end");
			return found;
		}
		offset = found + 1;
	}
	return content.len;
}

/* Behind a delimiter: "--" ends all, a line end begins a part; anything else is somebody's part.
 * Returns where the part begins. */
static size_t behind_delimiter(struct multipart *multipart, size_t found, bool *is_last)
{
	struct span content = multipart->content;
	size_t at = found + multipart->delimiter_len;

	*is_last = has_at(content, at, "--");
	if (*is_last)
		return at + 2;
	if (has_at(content, at, "\r\n"))
		return at + 2;
	ambiguous(multipart, has_at(content, at, "\n") ? "line-end" : "boundary");
	const char *line_end =
	    at < content.len ? memchr(content.data + at, '\n', content.len - at) : NULL;
	return line_end != NULL ? (size_t)(line_end - content.data) + 1 : content.len;
}

static void note_field(struct multipart *multipart, struct span line, struct part *part)
{
	struct span value;
	struct span name = span_cut(line, ':', &value);

	if (value.data == NULL || !bytes_all(name, BYTE_TOKEN)) {
		ambiguous(multipart, "part-header");
		return;
	}
	value = span_trim(value);
	if (span_is_nocase(name, "Content-Disposition")) {
		part->disposition = part->dispositions++ == 0 ? value : part->disposition;
	} else if (span_is_nocase(name, "Content-Type")) {
		part->type = part->types++ == 0 ? value : part->type;
	} else if (span_is_nocase(name, "Content-Transfer-Encoding")) {
		part->transfer = value;
	}
}

/* One line of a part's head: without its end, *rest behind it. */
static struct span head_line(struct multipart *multipart, struct span *rest)
{
	struct span line = span_cut(*rest, '\n', rest);

	if (rest->data == NULL)
		broken(multipart, BODY_MALFORMED, "part-header");
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	else
		ambiguous(multipart, "line-end");
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.data[i] < 0x20 && line.data[i] != '\t')
			ambiguous(multipart, "part-header");
	return line;
}

/* Reads the head of a part; returns its content. */
static struct span read_head(struct multipart *multipart, struct span text, struct part *part)
{
	struct span rest = text;

	for (size_t fields = 0; rest.data != NULL; fields++) {
		struct span line = head_line(multipart, &rest);
		if (line.len == 0)
			break;
		if (line.data[0] == ' ' || line.data[0] == '\t')
			ambiguous(multipart, "folded"); /* RFC 7578 5 knows none, servers do */
		else
			note_field(multipart, line, part);
		size_t used = rest.data != NULL ? (size_t)(rest.data - text.data) : 0;
		if (fields == FIELDS_MAX || used > PART_HEAD_MAX) {
			broken(multipart, BODY_LIMIT, "part-header");
			break;
		}
	}
	return rest.data != NULL ? rest : span_make(text.data, 0);
}

static void check_part(struct multipart *multipart, const struct part *part)
{
	static const char *const plain[] = { "7bit", "8bit", "binary" };
	bool is_plain = part->transfer.len == 0;

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		is_plain = is_plain || span_is_nocase(part->transfer, plain[i]);
	if (!is_plain)
		ambiguous(multipart, "transfer-encoding"); /* RFC 7578 4.7: deprecated */
	if (part->types > 1 || part->dispositions > 1)
		ambiguous(multipart, "part-header");
	if (span_starts_nocase(part->type, "multipart/"))
		ambiguous(multipart, "nested"); /* RFC 7578 4.3 */
}

static const struct parameter *the_name(struct multipart *multipart, const struct parameters *all)
{
	const struct parameter *name = parameters_get(all, "name");

	if (all->is_bad || !span_is_nocase(all->word, "form-data"))
		ambiguous(multipart, "disposition");
	if (name == NULL || parameters_count(all, "name") != 1 || name->has_backslash ||
	    (name->value.len > 0 && name->value.data[0] == '\'') ||
	    memchr(name->value.data, '\0', name->value.len) != NULL)
		ambiguous(multipart, "name");
	return name;
}

static bool is_file(struct multipart *multipart, const struct parameters *all, struct span *file)
{
	size_t count = parameters_count(all, "filename");
	const struct parameter *plain = parameters_get(all, "filename");
	const struct parameter *extended = parameters_get(all, "filename*");

	if (count == 0)
		return false;
	if (count > 2 || (plain == NULL && extended == NULL) ||
	    (count == 2 && (plain == NULL || extended == NULL)))
		ambiguous(multipart, "filename");
	if (plain != NULL && plain->has_backslash &&
	    memchr(plain->value.data, '"', plain->value.len) != NULL)
		ambiguous(multipart, "filename");
	*file = plain != NULL ? plain->value : extended != NULL ? extended->value : SPAN("");
	return true;
}

/* A part without a file name whose type says that it is no text, and it is not. */
static bool is_binary(const struct part *part, struct span content)
{
	static const char *const kinds[] = { "image/", "audio/", "video/", "application/octet-" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (span_starts_nocase(part->type, kinds[i]))
			return !utf8_is_valid(content);
	return false;
}

static struct span numbered_name(const struct multipart *multipart)
{
	return span_of(arena_print(multipart->arena, "part%zu", multipart->value->count + 1));
}

static bool add_part(struct multipart *multipart, struct part *part, struct span content)
{
	struct parameters all;
	struct span file = { NULL, 0 };
	struct span name = { NULL, 0 };
	struct value *value = value_new(multipart->arena, VALUE_STRING);

	if (value == NULL)
		return false;
	parameters_read(part->disposition, &all);
	if (multipart->is_form) {
		const struct parameter *found = the_name(multipart, &all);
		name = found != NULL ? found->value : name;
	} else {
		name = numbered_name(multipart);
	}
	check_part(multipart, part);
	if (is_file(multipart, &all, &file) || is_binary(part, content))
		value->kind = VALUE_FILE;
	value->type = part->type;
	value->content = content;
	if (value->kind == VALUE_STRING && !charset_is_safe(part->type, content))
		ambiguous(multipart, "charset");
	value_add(multipart->value, value);
	return utf8_clean(name, multipart->arena, &value->name) &&
	       utf8_clean(
	           value->kind == VALUE_FILE ? file : content, multipart->arena, &value->text);
}

/* Some servers take every text part in the charset that a part of this name gives (RFC 7578 4.6).
 */
static void check_charset_part(struct multipart *multipart)
{
	const struct value *part = value_get(multipart->value, SPAN("_charset_"));

	if (part != NULL && part->kind == VALUE_STRING && !charset_is_utf8(span_trim(part->text)))
		ambiguous(multipart, "charset");
}

static void read_part(struct multipart *multipart, struct span text)
{
	struct part part = { 0 };
	struct span content = read_head(multipart, text, &part);

	if (multipart->result == BODY_MALFORMED || multipart->result == BODY_LIMIT)
		return;
	if (multipart->value->count == PARTS_MAX)
		broken(multipart, BODY_LIMIT, "parts");
	else if (!add_part(multipart, &part, content))
		broken(multipart, BODY_LIMIT, "memory");
}

static size_t without_line_end(struct span content, size_t start, size_t end)
{
	if (end > start && content.data[end - 1] == '\n')
		end--;
	if (end > start && content.data[end - 1] == '\r')
		end--;
	return end;
}

static void check_epilogue(struct multipart *multipart, size_t at)
{
	struct span epilogue = span_from(multipart->content, at);

	for (size_t i = 0; i < epilogue.len; i++)
		if (epilogue.data[i] != '\r' && epilogue.data[i] != '\n')
			ambiguous(multipart, "epilogue");
}

static void read_parts(struct multipart *multipart)
{
	struct span content = multipart->content;
	size_t found = find_delimiter(multipart, 0);
	bool is_last = false;

	if (found == content.len) {
		broken(multipart, BODY_MALFORMED, "boundary");
		return;
	}
	if (found > 2 || (found == 2 && !span_starts(content, "\r\n")))
		ambiguous(multipart, "preamble");
	size_t start = behind_delimiter(multipart, found, &is_last);
	while (!is_last) {
		found = find_delimiter(multipart, start);
		size_t end = without_line_end(content, start, found);
		read_part(multipart, span_make(content.data + start, end - start));
		if (found == content.len && multipart->result != BODY_LIMIT)
			broken(multipart, BODY_MALFORMED, "unterminated");
		if (multipart->result == BODY_MALFORMED || multipart->result == BODY_LIMIT)
			return;
		start = behind_delimiter(multipart, found, &is_last);
	}
	check_epilogue(multipart, start);
	check_charset_part(multipart);
}

enum body_result body_read_multipart(struct span content_type, struct span content,
    struct arena *arena, struct value **value, const char **why)
{
	struct multipart multipart = { .arena = arena, .content = content };

	if (content.len == 0)
		multipart.content = SPAN("");
	multipart.value = value_new(arena, VALUE_OBJECT);
	if (multipart.value == NULL)
		broken(&multipart, BODY_LIMIT, "memory");
	else if (find_boundary(&multipart, content_type))
		read_parts(&multipart);
	*value = multipart.value;
	*why = multipart.why;
	return multipart.result;
}
