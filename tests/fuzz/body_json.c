// layers: proxy-base proxy-http
/* The reader of JSON: what it takes is valid UTF-8 and within its caps. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/http/body.h"
#include "../../proxy/http/utf8.h"
#include "../../rules/sites/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(16 * 1024 * 1024);
	struct value *value = NULL;
	const char *why = NULL;
	enum body_result result = body_read_json(span_make(data, size), arena, &value, &why);
	struct walk walk;

	assert((result == BODY_OK) == (why == NULL));
	assert(result != BODY_OK || value != NULL);
	for (walk_start(&walk, value); walk.at != NULL; walk_next(&walk, true))
		assert(utf8_is_valid(walk.at->text) && utf8_is_valid(walk.at->name));
	arena_free(arena);
	return 0;
}
