// layers: proxy-base proxy-http proxy-document
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/document/parts.h"
#include "../../proxy/http/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as HTML, in the charset that they name: UTF-8 comes out, and not much more than came.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document document;

	document_init(&document, 1024 * 1024);
	html_read(&document, span_make(data, size), SPAN(""));
	assert(utf8_is_valid(buf_span(&document.text)));
	assert(document.text.len <= 4 * size + 16);
	document_release(&document);
	return 0;
}
