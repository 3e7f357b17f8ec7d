// layers: proxy-base proxy-http
/* Multipart: content type up to the first line feed, then the body; and with a fixed boundary. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/http/body.h"
#include "../../proxy/http/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(struct span type, struct span content)
{
	struct arena *arena = arena_new(16 * 1024 * 1024);
	struct value *value = NULL;
	const char *why = NULL;
	enum body_result result = body_read_multipart(type, content, arena, &value, &why);

	assert((result == BODY_OK) == (why == NULL));
	for (const struct value *part = value->first; part != NULL; part = part->next) {
		assert(utf8_is_valid(part->text) && utf8_is_valid(part->name));
		assert(part->content.len <= content.len);
	}
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span content;
	struct span type = span_cut(span_make(data, size), '\n', &content);

	read_one(type, content);
	read_one(SPAN("multipart/form-data; boundary=b"), span_make(data, size));
	return 0;
}
