// layers: proxy-base proxy-http proxy-document
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/document/mime.h"
#include "../../proxy/document/parts.h"
#include "../../proxy/http/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a mail, and as a field of one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document;
	struct buf field;
	struct err err;

	document_init(&document, 1024 * 1024);
	mail_read(&document, span_make(data, size), 0, &err);
	assert(utf8_is_valid(buf_span(&document.text)));
	document_release(&document);
	buf_init(&field, 1024 * 1024);
	mime_words(span_make(data, size), &field);
	assert(utf8_is_valid(buf_span(&field)));
	buf_release(&field);
	return 0;
}
