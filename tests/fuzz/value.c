// layers: proxy-base proxy-http rules
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/http/utf8.h"
#include "../../rules/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is found in a text lies in it, goes on, and is printed so that it is read again as the
 * same. */
static void find_all(enum value_kind kind, struct span text)
{
	struct value value;
	struct value again;
	char printed[VALUE_PRINT_MAX];
	size_t start;
	size_t end = 0;

	while (value_find(kind, text, end, &value, &start, &end)) {
		assert(start < end && end <= text.len);
		value_print(&value, printed);
		assert(value_parse(kind, span_of(printed), &again));
		assert(value_equal(&value, &again));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *arena;
	struct span text = span_make(data, size);
	struct value value;

	if (arena == NULL)
		arena = arena_new(1024 * 1024);
	arena_clear(arena);
	if (!utf8_clean(text, arena, &text))
		return 0;
	for (int kind = 0; kind < VALUE_TEXT; kind++)
		find_all((enum value_kind)kind, text);
	if (value_parse(VALUE_TEXT, text, &value))
		assert(value.count > 0 && value.count <= VALUE_TEXT_MAX &&
		       value_equal(&value, &value));
	return 0;
}
