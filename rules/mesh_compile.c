#include <stdlib.h>

#include "../proxy/base/mem.h"
#include "mesh.h"

/* The library says which pattern it refuses, one at a time: it is left out, and all begins again.
 */

enum { REFUSALS_MAX = 8 }; /* then each pattern is asked for by itself */

/* What the library takes: those patterns that it has not refused. */
struct batch {
	const char **texts;
	size_t *lengths;
	unsigned *numbers;
	unsigned *flags;
	size_t *places; /* in the mesh */
	unsigned count;
};

unsigned mesh_flags(const struct mesh *mesh)
{
	return mesh->is_literal
	           ? HS_FLAG_SINGLEMATCH
	           : HS_FLAG_SINGLEMATCH | HS_FLAG_PREFILTER | HS_FLAG_CASELESS | HS_FLAG_DOTALL;
}

static void batch_fill(struct batch *batch, const struct mesh *mesh)
{
	batch->count = 0;
	for (size_t i = 0; i < mesh->count; i++) {
		const struct mesh_pattern *pattern = &mesh->patterns[i];
		if (pattern->state != MESH_USED)
			continue;
		batch->texts[batch->count] = pattern->text;
		batch->lengths[batch->count] = pattern->len;
		batch->numbers[batch->count] = pattern->number;
		batch->flags[batch->count] = mesh_flags(mesh);
		batch->places[batch->count++] = i;
	}
}

static void batch_init(struct batch *batch, const struct mesh *mesh)
{
	batch->texts = mem_array(mesh->count, sizeof *batch->texts);
	batch->lengths = mem_array(mesh->count, sizeof *batch->lengths);
	batch->numbers = mem_array(mesh->count, sizeof *batch->numbers);
	batch->flags = mem_array(mesh->count, sizeof *batch->flags);
	batch->places = mem_array(mesh->count, sizeof *batch->places);
	batch_fill(batch, mesh);
}

static void batch_release(struct batch *batch)
{
	free(batch->texts);
	free(batch->lengths);
	free(batch->numbers);
	free(batch->flags);
	free(batch->places);
}

/* *culprit: which of the batch the library refuses; -1: none of them alone. */
static hs_database_t *batch_compile(const struct batch *batch, bool is_literal, int *culprit)
{
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	if (is_literal)
		hs_compile_lit_multi(batch->texts, batch->flags, batch->numbers, batch->lengths,
		    batch->count, HS_MODE_BLOCK, NULL, &database, &error);
	else
		hs_compile_multi(batch->texts, batch->flags, batch->numbers, batch->count,
		    HS_MODE_BLOCK, NULL, &database, &error);
	*culprit = error != NULL ? error->expression : -1;
	hs_free_compile_error(error);
	return database;
}

static bool is_refused(const struct mesh *mesh, const struct mesh_pattern *pattern)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	hs_error_t result = hs_expression_info(pattern->text, mesh_flags(mesh), &info, &error);

	hs_free_compile_error(error);
	free(info);
	return result != HS_SUCCESS;
}

static void refuse_each(struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++) {
		struct mesh_pattern *pattern = &mesh->patterns[i];
		if (pattern->state == MESH_USED && !mesh->is_literal && is_refused(mesh, pattern))
			pattern->state = MESH_BLIND;
	}
}

hs_database_t *mesh_compile(struct mesh *mesh)
{
	struct batch batch;
	hs_database_t *database = NULL;
	int culprit = 0;

	batch_init(&batch, mesh);
	for (size_t refusals = 0; batch.count > 0; refusals++) {
		database = batch_compile(&batch, mesh->is_literal, &culprit);
		if (database != NULL || culprit < 0 || (unsigned)culprit >= batch.count)
			break;
		mesh->patterns[batch.places[culprit]].state = MESH_BLIND;
		if (refusals == REFUSALS_MAX)
			refuse_each(mesh);
		batch_fill(&batch, mesh);
	}
	batch_release(&batch);
	return database;
}
