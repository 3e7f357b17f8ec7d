#include "sieve.h"

#include <assert.h>
#include <hs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../proxy/base/buf.h"
#include "../proxy/base/mem.h"
#include "sieve_probe.h"
#include "weaken.h"

enum { WEAKENED_MAX = 64 * 1024 };

/* One of the two databases: what was given to it, and the numbers it answers with. */
struct mesh {
	const char *name; /* under which the source keeps it */
	char **patterns;
	size_t *lengths;
	unsigned *numbers;
	size_t count;
	size_t capacity[3];
	uint32_t *index; /* open addressing, position + 1; 0 is free */
	size_t slots;
	unsigned flags;
	hs_error_t (*compile)(const struct mesh *mesh, const unsigned *flags,
	    hs_database_t **database, hs_compile_error_t **error);
	const hs_database_t *database; /* in the source */
};

struct sieve {
	struct mesh literals;
	struct mesh expressions;
	size_t count;   /* numbers given */
	bool *is_blind; /* by number: refused by the library */
};

struct sieve_scratch {
	hs_scratch_t *scratch;
	bool *fired;
	unsigned *list; /* what to clear again */
	size_t count;
};

static hs_error_t compile_literals(const struct mesh *mesh, const unsigned *flags,
    hs_database_t **database, hs_compile_error_t **error)
{
	return hs_compile_lit_multi((const char *const *)mesh->patterns, flags, mesh->numbers,
	    mesh->lengths, (unsigned)mesh->count, HS_MODE_BLOCK, NULL, database, error);
}

static hs_error_t compile_expressions(const struct mesh *mesh, const unsigned *flags,
    hs_database_t **database, hs_compile_error_t **error)
{
	return hs_compile_multi((const char *const *)mesh->patterns, flags, mesh->numbers,
	    (unsigned)mesh->count, HS_MODE_BLOCK, NULL, database, error);
}

struct sieve *sieve_new(void)
{
	struct sieve *sieve = mem_alloc(sizeof *sieve);

	sieve->literals.name = "words";
	sieve->literals.flags = HS_FLAG_SINGLEMATCH;
	sieve->literals.compile = compile_literals;
	sieve->expressions.name = "expressions";
	sieve->expressions.flags =
	    HS_FLAG_SINGLEMATCH | HS_FLAG_PREFILTER | HS_FLAG_CASELESS | HS_FLAG_DOTALL;
	sieve->expressions.compile = compile_expressions;
	return sieve;
}

static void mesh_release(struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++)
		free(mesh->patterns[i]);
	free(mesh->patterns);
	free(mesh->lengths);
	free(mesh->numbers);
	free(mesh->index);
}

void sieve_free(struct sieve *sieve)
{
	if (sieve == NULL)
		return;
	mesh_release(&sieve->literals);
	mesh_release(&sieve->expressions);
	free(sieve->is_blind);
	free(sieve);
}

static uint64_t hash_of(const char *bytes, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static void index_insert(struct mesh *mesh, size_t pattern)
{
	size_t at = hash_of(mesh->patterns[pattern], mesh->lengths[pattern]) & (mesh->slots - 1);

	while (mesh->index[at] != 0)
		at = (at + 1) & (mesh->slots - 1);
	mesh->index[at] = (uint32_t)pattern + 1;
}

static void index_grow(struct mesh *mesh)
{
	if (mesh->count * 2 < mesh->slots)
		return;
	mesh->slots = mesh->slots > 0 ? mesh->slots * 4 : 64;
	free(mesh->index);
	mesh->index = mem_array(mesh->slots, sizeof *mesh->index);
	for (size_t i = 0; i < mesh->count; i++)
		index_insert(mesh, i);
}

static int mesh_find(const struct mesh *mesh, const char *bytes, size_t len)
{
	if (mesh->slots == 0)
		return SIEVE_NONE;
	size_t at = hash_of(bytes, len) & (mesh->slots - 1);
	for (; mesh->index[at] != 0; at = (at + 1) & (mesh->slots - 1)) {
		size_t i = mesh->index[at] - 1;
		if (mesh->lengths[i] == len && memcmp(mesh->patterns[i], bytes, len) == 0)
			return (int)mesh->numbers[i];
	}
	return SIEVE_NONE;
}

static int mesh_add(struct sieve *sieve, struct mesh *mesh, const char *bytes, size_t len)
{
	int known = mesh_find(mesh, bytes, len);

	if (known != SIEVE_NONE)
		return known;
	size_t need = mesh->count + 1;
	mesh->patterns = mem_grow(mesh->patterns, &mesh->capacity[0], need, sizeof *mesh->patterns);
	mesh->lengths = mem_grow(mesh->lengths, &mesh->capacity[1], need, sizeof *mesh->lengths);
	mesh->numbers = mem_grow(mesh->numbers, &mesh->capacity[2], need, sizeof *mesh->numbers);
	index_grow(mesh);
	mesh->patterns[mesh->count] = mem_copy_n(bytes, len);
	mesh->lengths[mesh->count] = len;
	mesh->numbers[mesh->count] = (unsigned)sieve->count++;
	index_insert(mesh, mesh->count);
	return (int)mesh->numbers[mesh->count++];
}

int sieve_add_literal(struct sieve *sieve, struct span literal)
{
	assert(literal.len > 0);
	return mesh_add(sieve, &sieve->literals, literal.data, literal.len);
}

int sieve_add_expression(struct sieve *sieve, const char *pattern, bool is_exact)
{
	struct buf weakened;
	int number = SIEVE_NONE;

	buf_init(&weakened, WEAKENED_MAX);
	if (weaken(pattern, is_exact, &weakened) && weakened.len > 0)
		number = mesh_add(sieve, &sieve->expressions, weakened.data, weakened.len);
	buf_release(&weakened);
	return number;
}

/* Takes a refused pattern out: the last one takes its place. */
static void mesh_drop(struct sieve *sieve, struct mesh *mesh, size_t i)
{
	sieve->is_blind[mesh->numbers[i]] = true;
	mesh->count--;
	char *refused = mesh->patterns[i];
	mesh->patterns[i] = mesh->patterns[mesh->count];
	mesh->lengths[i] = mesh->lengths[mesh->count];
	mesh->numbers[i] = mesh->numbers[mesh->count];
	free(refused);
}

static void drop_all(struct sieve *sieve, struct mesh *mesh)
{
	while (mesh->count > 0)
		mesh_drop(sieve, mesh, mesh->count - 1);
}

/* Returns owned; NULL if nothing is left of the mesh. */
static hs_database_t *mesh_compile(struct sieve *sieve, struct mesh *mesh)
{
	hs_database_t *database = NULL;
	unsigned *flags = mem_array(mesh->count, sizeof *flags);

	for (size_t i = 0; i < mesh->count; i++)
		flags[i] = mesh->flags;
	while (mesh->count > 0 && database == NULL) {
		hs_compile_error_t *error = NULL;
		if (mesh->compile(mesh, flags, &database, &error) == HS_SUCCESS)
			break;
		int culprit = error != NULL ? error->expression : -1;
		hs_free_compile_error(error);
		if (culprit >= 0 && (size_t)culprit < mesh->count)
			mesh_drop(sieve, mesh, (size_t)culprit);
		else
			drop_all(sieve, mesh);
	}
	free(flags);
	return database;
}

/* What a source keeps of a mesh: the database, then a byte a number (1: blind). */
static bool mesh_keep(
    struct sieve *sieve, const hs_database_t *compiled, struct source *source, const char *name)
{
	char *bytes = NULL;
	size_t len = 0;
	size_t size = 0;
	char *room = NULL;

	if (compiled == NULL)
		room = source_keep(source, name, sieve->count);
	else if (hs_serialize_database(compiled, &bytes, &len) == HS_SUCCESS &&
	         hs_serialized_database_size(bytes, len, &size) == HS_SUCCESS)
		room = source_keep(source, name, size + sieve->count);
	bool is_kept =
	    room != NULL && (compiled == NULL || hs_deserialize_database_at(bytes, len,
	                                             (hs_database_t *)room) == HS_SUCCESS);
	if (is_kept)
		memcpy(room + size, sieve->is_blind, sieve->count);
	free(bytes);
	return is_kept;
}

/* Used in place: Vectorscan's databases hold no pointers. */
static bool mesh_restore(struct sieve *sieve, struct mesh *mesh, struct span kept)
{
	if (kept.len < sieve->count)
		return false;
	size_t size = kept.len - sieve->count;
	for (size_t i = 0; i < sieve->count; i++)
		sieve->is_blind[i] |= kept.data[size + i] != 0;
	mesh->database = size > 0 ? (const hs_database_t *)kept.data : NULL;
	return true;
}

/* The name tells one set of patterns from another, so that a database never serves the wrong one.
 */
static void mesh_name(const struct mesh *mesh, char *name, size_t size)
{
	uint64_t sum = mesh->count;

	for (size_t i = 0; i < mesh->count; i++)
		sum = sum * UINT64_C(0x9e3779b97f4a7c15) + mesh->numbers[i] +
		      hash_of(mesh->patterns[i], mesh->lengths[i]);
	snprintf(name, size, "compiled:%s:%016llx", mesh->name, (unsigned long long)sum);
}

static void mesh_make(struct sieve *sieve, struct mesh *mesh, struct source *source)
{
	char name[64];
	struct span kept;

	if (mesh->count == 0)
		return;
	mesh_name(mesh, name, sizeof name);
	if (source_kept(source, name, &kept) && mesh_restore(sieve, mesh, kept))
		return;
	hs_database_t *compiled = mesh_compile(sieve, mesh);
	if (!mesh_keep(sieve, compiled, source, name) || !source_kept(source, name, &kept) ||
	    !mesh_restore(sieve, mesh, kept))
		drop_all(sieve, mesh);
	hs_free_database(compiled);
}

void sieve_compile(struct sieve *sieve, struct source *source)
{
	sieve->is_blind = mem_array(sieve->count, sizeof *sieve->is_blind);
	if (!sieve_probe()) {
		drop_all(sieve, &sieve->literals);
		drop_all(sieve, &sieve->expressions);
		return;
	}
	mesh_make(sieve, &sieve->literals, source);
	mesh_make(sieve, &sieve->expressions, source);
}

bool sieve_is_blind(const struct sieve *sieve, int number)
{
	return number == SIEVE_NONE || sieve->is_blind[number];
}

static void reserve_scratch(struct sieve_scratch *scratch, const hs_database_t *database)
{
	if (database != NULL && hs_alloc_scratch(database, &scratch->scratch) != HS_SUCCESS)
		abort();
}

struct sieve_scratch *sieve_scratch_new(const struct sieve *sieve)
{
	struct sieve_scratch *scratch = mem_alloc(sizeof *scratch);

	scratch->fired = mem_array(sieve->count, sizeof *scratch->fired);
	scratch->list = mem_array(sieve->count, sizeof *scratch->list);
	reserve_scratch(scratch, sieve->literals.database);
	reserve_scratch(scratch, sieve->expressions.database);
	return scratch;
}

void sieve_scratch_free(struct sieve_scratch *scratch)
{
	if (scratch == NULL)
		return;
	hs_free_scratch(scratch->scratch);
	free(scratch->fired);
	free(scratch->list);
	free(scratch);
}

void sieve_clear(struct sieve_scratch *scratch)
{
	for (size_t i = 0; i < scratch->count; i++)
		scratch->fired[scratch->list[i]] = false;
	scratch->count = 0;
}

static int on_fired(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	struct sieve_scratch *scratch = context;

	(void)from;
	(void)to;
	(void)flags;
	if (!scratch->fired[id]) {
		scratch->fired[id] = true;
		scratch->list[scratch->count++] = id;
	}
	return 0;
}

static void scan(const struct mesh *mesh, struct sieve_scratch *scratch, struct span text)
{
	if (mesh->database == NULL || text.len == 0)
		return;
	hs_error_t result = hs_scan(
	    mesh->database, text.data, (unsigned)text.len, 0, scratch->scratch, on_fired, scratch);
	assert(result == HS_SUCCESS);
	(void)result;
}

void sieve_scan_literals(const struct sieve *sieve, struct sieve_scratch *scratch, struct span text)
{
	scan(&sieve->literals, scratch, text);
}

void sieve_scan_expressions(
    const struct sieve *sieve, struct sieve_scratch *scratch, struct span text)
{
	scan(&sieve->expressions, scratch, text);
}

size_t sieve_fired(const struct sieve_scratch *scratch, const unsigned **numbers)
{
	*numbers = scratch->list;
	return scratch->count;
}

bool sieve_has_fired(const struct sieve_scratch *scratch, int number)
{
	return number == SIEVE_NONE || scratch->fired[number];
}

size_t sieve_count(const struct sieve *sieve)
{
	return sieve->count;
}
