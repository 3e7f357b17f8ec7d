// layers: proxy-base
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../proxy/base/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read must hold together: every node has its place, every pair its key. */
static void check(const struct node *root)
{
	const struct node *stack[4096];
	size_t depth = 0;

	stack[depth++] = root;
	while (depth > 0) {
		const struct node *node = stack[--depth];
		if (node->line == 0 || node->column == 0 || node->text == NULL)
			abort();
		for (size_t i = 0; i < node->count; i++) {
			if (node->kind == NODE_MAP && node->keys[i]->kind != NODE_SCALAR)
				abort();
			if (depth < sizeof stack / sizeof *stack)
				stack[depth++] = node->items[i];
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "allow", "block", NULL };
	struct arena *arena = arena_new(4 * 1024 * 1024);
	struct problems problems;

	problems_init(&problems);
	struct node *root = node_parse(span_make(data, size), "fuzz.yaml", arena, &problems);
	if (root != NULL) {
		check(root);
		node_nearest(root->count > 0 ? root->items[0]->text : "", names);
	} else if (problems.errors == 0) {
		abort();
	}
	problems_release(&problems);
	arena_free(arena);
	return 0;
}
