#include <stdlib.h>
#include <string.h>

#include "../http/utf8.h"
#include "mime.h"
#include "parts.h"

/* A mail as a file (RFC 5322, MIME): what its head says, and its parts, read by what they are. */

enum {
	PARTS_MAX = 500,
	MULTIPART_MAX = 8,
	PART_BYTES_MAX = 64 * 1024 * 1024,
	FIELD_MAX = 64 * 1024
};

struct part {
	struct span type;
	struct span transfer;
	struct span disposition;
	struct span body;
};

/* Multiparts that are being gone through, one in another. */
struct multipart {
	struct span rest;
	struct span boundary;
};

struct mail {
	struct document *document;
	unsigned depth; /* of the mail in other documents */
	struct multipart open[MULTIPART_MAX];
	size_t open_count;
	size_t parts;
};

/* One field with the lines that it is folded over. */
static struct span take_field(struct span *rest)
{
	struct span text = *rest;
	const char *end = text.data;

	do {
		const char *line_end = memchr(end, '\n', text.len - (size_t)(end - text.data));
		end = line_end != NULL ? line_end + 1 : text.data + text.len;
	} while (end < text.data + text.len && (*end == ' ' || *end == '\t'));
	*rest = span_from(text, (size_t)(end - text.data));
	return span_make(text.data, (size_t)(end - text.data));
}

static bool is_blank(struct span line)
{
	return line.len == 0 || line.data[0] == '\n' || span_starts(line, "\r\n");
}

static struct span without_line_end(struct span text)
{
	if (text.len > 0 && text.data[text.len - 1] == '\n')
		text.len--;
	if (text.len > 0 && text.data[text.len - 1] == '\r')
		text.len--;
	return text;
}

static void add_field(struct document *document, struct span value)
{
	struct buf text;

	buf_init(&text, FIELD_MAX);
	mime_words(value, &text);
	document_add(document, buf_span(&text));
	document_add_char(document, '\n');
	buf_release(&text);
}

/* is_shown: subject, sender and receivers are part of the text. */
static void read_head(struct document *document, struct span text, bool is_shown, struct part *part)
{
	static const char *const shown[] = { "Subject", "From", "To", "Cc" };
	struct span rest = text;

	*part = (struct part){ 0 };
	while (rest.len > 0) {
		struct span value;
		struct span field = take_field(&rest);
		if (is_blank(field))
			break;
		struct span name = span_trim(span_cut(field, ':', &value));
		value = span_trim(without_line_end(value));
		if (span_is_nocase(name, "Content-Type"))
			part->type = value;
		else if (span_is_nocase(name, "Content-Transfer-Encoding"))
			part->transfer = value;
		else if (span_is_nocase(name, "Content-Disposition"))
			part->disposition = value;
		for (size_t i = 0; is_shown && i < sizeof shown / sizeof *shown; i++)
			if (span_is_nocase(name, shown[i]))
				add_field(document, value);
	}
	part->body = rest;
}

static struct span decode(const struct part *part, struct buf *room)
{
	if (span_starts_nocase(part->transfer, "base64"))
		mime_base64(part->body, room);
	else if (span_starts_nocase(part->transfer, "quoted-printable"))
		mime_quoted(part->body, false, room);
	else
		return part->body;
	return buf_span(room);
}

static void read_leaf(struct mail *mail, const struct part *part)
{
	struct span charset = mime_parameter(part->type, "charset");
	struct buf room;

	buf_init(&room, PART_BYTES_MAX);
	struct span body = decode(part, &room);
	bool is_attached = span_starts_nocase(part->disposition, "attachment");
	if (span_starts_nocase(part->type, "text/html"))
		html_read(mail->document, body, charset);
	else if (!is_attached && (part->type.len == 0 || span_starts_nocase(part->type, "text/")))
		text_read(mail->document, body, charset);
	else
		document_read_inner(mail->document, body, mail->depth + 1);
	document_add_char(mail->document, '\n');
	buf_release(&room);
}

static void read_part(struct mail *mail, const struct part *part)
{
	struct span boundary = mime_parameter(part->type, "boundary");
	bool is_multipart = span_starts_nocase(part->type, "multipart/") && boundary.len > 0;

	if (!is_multipart)
		read_leaf(mail, part);
	else if (mail->open_count < MULTIPART_MAX)
		mail->open[mail->open_count++] = (struct multipart){ part->body, boundary };
	else
		mail->document->unread[DOCUMENT_EMAIL]++;
}

/* Where the line "--boundary" begins at or behind `from`; rest.len if there is none. */
static size_t find_line(struct span rest, struct span boundary, size_t from)
{
	while (from < rest.len) {
		const char *at = memmem(rest.data + from, rest.len - from, "--", 2);
		if (at == NULL)
			break;
		size_t found = (size_t)(at - rest.data);
		struct span behind = span_from(rest, found + 2);
		if ((found == 0 || rest.data[found - 1] == '\n') && behind.len >= boundary.len &&
		    memcmp(behind.data, boundary.data, boundary.len) == 0)
			return found;
		from = found + 1;
	}
	return rest.len;
}

/* The next part of the innermost multipart; false at its end. */
static bool next_part(struct multipart *multipart, struct span *part)
{
	struct span rest = multipart->rest;
	size_t start = find_line(rest, multipart->boundary, 0);

	if (start == rest.len)
		return false;
	struct span behind = span_from(rest, start + 2 + multipart->boundary.len);
	if (span_starts(behind, "--"))
		return false;
	span_cut(behind, '\n', &behind);
	if (behind.data == NULL)
		return false;
	size_t end = find_line(behind, multipart->boundary, 0);
	*part = without_line_end(span_make(behind.data, end));
	multipart->rest = span_from(behind, end);
	return true;
}

bool mail_read(struct document *document, struct span bytes, unsigned depth, struct err *err)
{
	struct mail mail = { .document = document, .depth = depth };
	struct part part;
	struct span text;

	read_head(document, bytes, true, &part);
	read_part(&mail, &part);
	while (mail.open_count > 0 && !document->is_cut) {
		if (!next_part(&mail.open[mail.open_count - 1], &text)) {
			mail.open_count--;
			continue;
		}
		if (++mail.parts > PARTS_MAX)
			return err_set(err, "has more than %d parts", PARTS_MAX);
		read_head(document, text, false, &part);
		read_part(&mail, &part);
	}
	return true;
}
