/* Error pages of the proxy itself. */
#include "escape.h"
#include "notice.h"
#include "page.h"

enum { TROUBLE_TEXT_MAX = 8192 };

struct trouble_kind {
	const char *word; /* of the record; NULL: any */
	unsigned status;  /* 0: any */
	enum text title;
	enum text lead; /* TEXT_COUNT: the sentence that came with the trouble */
	enum text advice;
	enum tone tone;
};

#define UNVERIFIED(word, lead)                                                                     \
	{                                                                                          \
		word, 0, TEXT_TROUBLE_UNVERIFIED, lead, TEXT_TROUBLE_UNVERIFIED_DO, TONE_STOP      \
	}
#define OF_STATUS(status, name, tone)                                                              \
	{                                                                                          \
		NULL, status, TEXT_TROUBLE_##name, TEXT_COUNT, TEXT_TROUBLE_##name##_DO, tone      \
	}

/* The first that fits. */
static const struct trouble_kind kinds[] = {
	UNVERIFIED("expired", TEXT_CERTIFICATE_EXPIRED),
	UNVERIFIED("not-yet-valid", TEXT_CERTIFICATE_EARLY),
	UNVERIFIED("self-signed", TEXT_CERTIFICATE_SELF_SIGNED),
	UNVERIFIED("wrong-name", TEXT_CERTIFICATE_WRONG_NAME),
	UNVERIFIED("unknown-issuer", TEXT_CERTIFICATE_UNKNOWN_ISSUER),
	UNVERIFIED("incomplete-chain", TEXT_CERTIFICATE_UNKNOWN_ISSUER),
	UNVERIFIED("own-ca", TEXT_CERTIFICATE_UNKNOWN_ISSUER),
	UNVERIFIED("revoked", TEXT_CERTIFICATE_REVOKED),
	UNVERIFIED("weak-key", TEXT_CERTIFICATE_WEAK),
	UNVERIFIED("weak-signature", TEXT_CERTIFICATE_WEAK),
	UNVERIFIED("weak", TEXT_CERTIFICATE_WEAK),
	UNVERIFIED("wrong-purpose", TEXT_CERTIFICATE_OTHER),
	UNVERIFIED("not-a-leaf", TEXT_CERTIFICATE_OTHER),
	UNVERIFIED("bad-certificate", TEXT_CERTIFICATE_OTHER),
	UNVERIFIED("unverified", TEXT_CERTIFICATE_OTHER),
	{ "no-name", 0, TEXT_TROUBLE_NO_NAME, TEXT_COUNT, TEXT_TROUBLE_NO_NAME_DO, TONE_FAULT },
	OF_STATUS(403, DENIED, TONE_STOP),
	OF_STATUS(407, SIGN_IN, TONE_CALM),
	OF_STATUS(421, MISDIRECTED, TONE_FAULT),
	OF_STATUS(413, LARGE, TONE_FAULT),
	OF_STATUS(431, LARGE, TONE_FAULT),
	OF_STATUS(502, UNREACHABLE, TONE_FAULT),
	OF_STATUS(503, BUSY, TONE_FAULT),
	OF_STATUS(504, SLOW, TONE_FAULT),
	OF_STATUS(0, MALFORMED, TONE_FAULT),
};

static const struct trouble_kind *kind_of(const struct trouble *trouble)
{
	struct span word = span_of(trouble->word);
	const struct trouble_kind *kind = kinds;

	while ((kind->word != NULL && !span_is(word, kind->word)) ||
	       (kind->status != 0 && kind->status != trouble->status))
		kind++;
	return kind;
}

static bool has_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void say_detail(struct page *page, const char *name, const char *value)
{
	if (!has_text(value))
		return;
	page_html(page, "<dt>");
	page_text(page, name);
	page_html(page, "</dt><dd>");
	page_text(page, value);
	page_html(page, "</dd>\n");
}

static void say_details(struct page *page, const struct trouble *trouble)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_DETAILS);
	page_html(page, "<dl>\n");
	say_detail(page, page_in(page, TEXT_WHAT_HAPPENED), trouble->sentence);
	say_detail(page, page_in(page, TEXT_HOST), trouble->host);
	say_detail(page, page_in(page, TEXT_REFERENCE), trouble->reference);
	page_html(page, "</dl>\n</section>\n");
}

static void write_page(const struct message *request, const struct trouble *trouble,
    const struct trouble_kind *kind, const char *fields, bool close, struct buf *out)
{
	struct page page;

	page_init(&page, request);
	page_open(&page, page_in(&page, kind->title),
	    has_text(trouble->host) ? trouble->host : NULL, kind->tone);
	if (kind->lead != TEXT_COUNT)
		page_paragraph(&page, page_in(&page, kind->lead));
	page_html(&page, "</div>\n<section>\n");
	page_heading(&page, TEXT_WHAT_NOW);
	page_paragraph(&page, page_in(&page, kind->advice));
	page_html(&page, "</section>\n");
	say_details(&page, trouble);
	page_html(&page, "</main>\n<footer>\n<p><a href=\"https://");
	page_text(&page, trouble->own_name);
	page_html(&page, "/help\">");
	page_text(&page, trouble->own_name);
	page_html(&page, "</a></p>\n</footer>\n");
	page_close(&page);
	page_answer(&page, request, trouble->status, fields, close, out);
}

static void write_plain(const struct message *request, const struct trouble *trouble,
    const struct trouble_kind *kind, const char *fields, bool close, struct buf *out)
{
	struct answer answer = {
		.status = trouble->status,
		.type = "text/plain; charset=utf-8",
		.fields = fields,
		.is_close = close,
	};
	struct buf body;

	buf_init(&body, TROUBLE_TEXT_MAX);
	escape_text(&body, ESCAPE_PLAIN, text_in(kind->title, LANGUAGE_EN));
	if (has_text(trouble->host))
		buf_append_text(&body, ": ");
	escape_text(&body, ESCAPE_PLAIN, trouble->host);
	buf_append_text(&body, ".\n");
	if (kind->lead != TEXT_COUNT)
		buf_print(&body, "%s\n", text_in(kind->lead, LANGUAGE_EN));
	escape_text(&body, ESCAPE_PLAIN, trouble->sentence);
	buf_print(&body, "\n%s\n", text_in(kind->advice, LANGUAGE_EN));
	if (has_text(trouble->reference)) {
		buf_append_text(&body, "Reference: ");
		escape_text(&body, ESCAPE_PLAIN, trouble->reference);
		buf_append_text(&body, "\n");
	}
	answer_write(request, &answer, buf_span(&body), out);
	buf_release(&body);
}

/* RFC 9110 15.5.14, 15.6.4: when to come back, so that programs do not hammer. */
static const char *fields_of(unsigned status)
{
	return status == 503 ? "Retry-After: 10\r\n" : NULL;
}

void notice_trouble(
    const struct message *request, const struct trouble *trouble, bool close, struct buf *out)
{
	const struct trouble_kind *kind = kind_of(trouble);
	const char *fields = fields_of(trouble->status);

	if (request != NULL && notice_wants_page(request, NULL))
		write_page(request, trouble, kind, fields, close, out);
	else
		write_plain(request, trouble, kind, fields, close, out);
}
