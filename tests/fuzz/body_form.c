// layers: proxy-base proxy-http
/* Forms, and bodies of every kind by their looks: the first byte chooses the type. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../proxy/http/body.h"
#include "../../proxy/http/utf8.h"
#include "../../rules/sites/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "", "application/x-www-form-urlencoded",
		"application/x-www-form-urlencoded; charset=iso-8859-1", "text/plain",
		"application/json", "multipart/form-data; boundary=b", "text/xml",
		"application/octet-stream" };
	struct arena *arena = arena_new(16 * 1024 * 1024);
	struct message *message = arena_alloc(arena, sizeof *message);
	struct body body;
	struct walk walk;

	if (size > 0) {
		message->headers[0] = (struct header){ SPAN("Content-Type"),
			span_of(types[data[0] % (sizeof types / sizeof types[0])]) };
		message->header_count = 1;
		body_read(message, span_make(data + 1, size - 1), arena, &body);
		assert((body.result == BODY_OK) == (body.why == NULL));
		for (walk_start(&walk, body.value); walk.at != NULL; walk_next(&walk, true))
			assert(utf8_is_valid(walk.at->text) && utf8_is_valid(walk.at->name));
	}
	arena_free(arena);
	return 0;
}
