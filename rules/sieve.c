#include "sieve.h"

#include <assert.h>
#include <stdlib.h>

#include "../proxy/base/buf.h"
#include "../proxy/base/mem.h"
#include "mesh.h"
#include "pattern_size.h"
#include "sieve_probe.h"
#include "weaken.h"

enum { WEAKENED_MAX = 64 * 1024 };

struct sieve {
	struct mesh literals;
	struct mesh expressions;
	size_t count;           /* numbers given */
	struct number *numbers; /* what is known of them */
	size_t capacity;
};

struct number {
	enum mesh_state state;
	size_t rarity;
};

struct sieve_scratch {
	hs_scratch_t *scratch;
	bool *fired;
	unsigned *list; /* what to clear again */
	size_t count;
};

const struct sieve_limits sieve_limits = { 2000, 30000 };

struct sieve *sieve_new(void)
{
	struct sieve *sieve = mem_alloc(sizeof *sieve);

	mesh_init(&sieve->literals, "words", true);
	mesh_init(&sieve->expressions, "expressions", false);
	return sieve;
}

void sieve_free(struct sieve *sieve)
{
	if (sieve == NULL)
		return;
	mesh_release(&sieve->literals);
	mesh_release(&sieve->expressions);
	free(sieve->numbers);
	free(sieve);
}

static int add(struct sieve *sieve, struct mesh *mesh, struct span bytes, struct pattern_size size)
{
	unsigned number = mesh_add(mesh, bytes, (unsigned)sieve->count, size.weight)->number;

	if (number == sieve->count) {
		sieve->numbers = mem_grow(
		    sieve->numbers, &sieve->capacity, sieve->count + 1, sizeof *sieve->numbers);
		sieve->numbers[sieve->count++] = (struct number){ MESH_USED, size.required };
	}
	return (int)number;
}

int sieve_add_literal(struct sieve *sieve, struct span literal)
{
	assert(literal.len > 0);
	return add(sieve, &sieve->literals, literal, (struct pattern_size){ 1, literal.len });
}

int sieve_add_expression(struct sieve *sieve, const char *pattern, bool is_exact)
{
	struct buf weakened;
	int number = SIEVE_NONE;

	buf_init(&weakened, WEAKENED_MAX);
	if (weaken(pattern, is_exact, &weakened) && weakened.len > 0)
		number = add(sieve, &sieve->expressions, buf_span(&weakened),
		    pattern_measure(buf_span(&weakened)));
	buf_release(&weakened);
	return number;
}

static void note_states(struct sieve *sieve, const struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++)
		sieve->numbers[mesh->patterns[i].number].state = mesh->patterns[i].state;
}

bool sieve_compile(struct sieve *sieve, const struct sieve_limits *limits, struct source *source)
{
	const struct mesh_limits mesh_limits = { limits->pattern_ms, limits->all_ms };

	for (size_t i = 0; i < sieve->count && !sieve_probe(); i++)
		sieve->numbers[i].state = MESH_BLIND;
	if (!sieve_probe())
		return true;
	bool is_made = mesh_make(&sieve->literals, &mesh_limits, source) &&
	               mesh_make(&sieve->expressions, &mesh_limits, source);
	note_states(sieve, &sieve->literals);
	note_states(sieve, &sieve->expressions);
	return is_made;
}

bool sieve_is_blind(const struct sieve *sieve, int number)
{
	return number == SIEVE_NONE || sieve->numbers[number].state != MESH_USED;
}

bool sieve_is_too_long(const struct sieve *sieve, int number)
{
	return number != SIEVE_NONE && sieve->numbers[number].state == MESH_TOO_LONG;
}

size_t sieve_rarity(const struct sieve *sieve, int number)
{
	return sieve_is_blind(sieve, number) ? 0 : sieve->numbers[number].rarity;
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
