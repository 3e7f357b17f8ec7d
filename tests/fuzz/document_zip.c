// layers: proxy-base proxy-http proxy-document
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/document/parts.h"
#include "../../proxy/http/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as what they are, and as each kind that is a ZIP. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum document_kind kinds[] = { DOCUMENT_DOCX, DOCUMENT_PPTX, DOCUMENT_XLSX,
		DOCUMENT_ODF, DOCUMENT_ZIP };
	struct span bytes = span_make(data, size);
	struct document document;
	struct err err;

	document_init(&document, 1024 * 1024);
	document_read(&document, bytes, &err);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		document_read_kind(&document, kinds[i], bytes, 0, &err);
	assert(utf8_is_valid(buf_span(&document.text)));
	document_release(&document);
	return 0;
}
