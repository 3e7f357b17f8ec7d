#include <stdlib.h>

#include "../base/mem.h"
#include "value.h"

/* Not the state folder itself: that one may hold the CA's key. */
static const char store_name[] = "store";

static const struct node *key_of_state(struct config_reader *reader)
{
	const struct node *state = node_get(keys_root(reader), "state");

	return state != NULL && value_is_text(reader, "state", state) ? state : NULL;
}

char *config_state_folder(const char *file, struct problems *problems)
{
	struct config_reader reader = { .file = file,
		.source = source_new_disk(),
		.arena = arena_new(0),
		.problems = problems };
	size_t errors_before = problems->errors;
	const struct node *state = key_of_state(&reader);
	const char *folder =
	    state != NULL ? value_path(&reader, state->text) : config_default_state();
	char *owned = problems->errors == errors_before ? mem_copy(folder) : NULL;

	source_free(reader.source);
	arena_free(reader.arena);
	return owned;
}

char *config_store_folder(const char *state)
{
	return mem_print("%s/%s", state, store_name);
}
