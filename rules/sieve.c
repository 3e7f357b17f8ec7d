#include "sieve.h"

#include <assert.h>
#include <stdlib.h>

#include "../proxy/base/bounded.h"
#include "../proxy/base/buf.h"
#include "../proxy/base/mem.h"
#include "../proxy/base/names.h"
#include "mesh.h"
#include "pattern_size.h"
#include "sieve_probe.h"
#include "weaken.h"

enum {
	WEAKENED_MAX = 64 * 1024,
	WEIGHT_EACH = 1024, /* larger expressions are made smaller */
	WEIGHT_HERE = 4096, /* so much takes milliseconds to compile */
	LOOSE_BELOW = 3,    /* what needs fewer letters is loose */
	LOOSE_TOGETHER = 16,
};

/* The library is quick where it can look for letters first. Expressions without are merged into
 * automata, which takes the longer the more of them there are: those are kept in small meshes. */
struct sieve {
	struct mesh literals;
	struct mesh expressions;
	struct mesh *loose;
	size_t loose_count;
	size_t loose_capacity;
	struct names known_literals; /* and their numbers */
	struct names known_expressions;
	struct number *numbers; /* what is known of them */
	size_t count;           /* how many were given */
	size_t capacity;
};

struct number {
	enum mesh_state state;
	struct pattern_size size;
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
	for (size_t i = 0; i < sieve->loose_count; i++)
		mesh_release(&sieve->loose[i]);
	free(sieve->loose);
	names_release(&sieve->known_literals);
	names_release(&sieve->known_expressions);
	free(sieve->numbers);
	free(sieve);
}

static struct mesh *loose_mesh(struct sieve *sieve)
{
	struct mesh *last = sieve->loose + sieve->loose_count - 1;

	if (sieve->loose_count > 0 && last->count < LOOSE_TOGETHER)
		return last;
	sieve->loose = mem_grow(
	    sieve->loose, &sieve->loose_capacity, sieve->loose_count + 1, sizeof *sieve->loose);
	last = &sieve->loose[sieve->loose_count++];
	mesh_init(last, "loose", false);
	return last;
}

static int add(struct sieve *sieve, struct names *known, struct mesh *mesh, struct span bytes,
    struct pattern_size size)
{
	const struct mesh_pattern *pattern =
	    mesh_add(mesh, bytes, (unsigned)sieve->count, size.weight);

	sieve->numbers =
	    mem_grow(sieve->numbers, &sieve->capacity, sieve->count + 1, sizeof *sieve->numbers);
	sieve->numbers[sieve->count] = (struct number){ MESH_USED, size };
	names_put(known, span_make(pattern->text, pattern->len), sieve->count);
	return (int)sieve->count++;
}

int sieve_add_literal(struct sieve *sieve, struct span literal)
{
	size_t number;

	assert(literal.len > 0);
	if (names_get(&sieve->known_literals, literal, &number))
		return (int)number;
	return add(sieve, &sieve->known_literals, &sieve->literals, literal,
	    (struct pattern_size){ 1, literal.len });
}

static int add_weakened(struct sieve *sieve, struct span weakened)
{
	struct pattern_size size = pattern_measure(weakened);
	size_t number;

	if (names_get(&sieve->known_expressions, weakened, &number))
		return (int)number;
	return add(sieve, &sieve->known_expressions,
	    size.required < LOOSE_BELOW ? loose_mesh(sieve) : &sieve->expressions, weakened, size);
}

int sieve_add_expression(struct sieve *sieve, const char *pattern, bool is_exact)
{
	struct buf weakened;
	int number = SIEVE_NONE;

	buf_init(&weakened, WEAKENED_MAX);
	bool is_weak = weaken(pattern, is_exact, &weakened);
	if (is_weak && pattern_measure(buf_span(&weakened)).weight > WEIGHT_EACH)
		is_weak = weaken_much(pattern, is_exact, &weakened);
	if (is_weak && weakened.len > 0)
		number = add_weakened(sieve, buf_span(&weakened));
	buf_release(&weakened);
	return number;
}

static void note_states(struct sieve *sieve, const struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++)
		sieve->numbers[mesh->patterns[i].number].state = mesh->patterns[i].state;
}

static size_t weigh(const struct sieve *sieve)
{
	size_t all = 0;

	for (size_t i = 0; i < sieve->count; i++)
		all += sieve->numbers[i].size.weight;
	return all;
}

/* One of several that share the time. */
static bool make(struct sieve *sieve, struct mesh *mesh, const struct sieve_limits *limits,
    unsigned began_ms, struct source *source)
{
	unsigned spent = bounded_spent_ms() - began_ms;
	const struct mesh_limits mesh_limits = { limits->pattern_ms, limits->all_ms - spent,
		weigh(sieve) > WEIGHT_HERE };

	bool is_made = spent < limits->all_ms && mesh_make(mesh, &mesh_limits, source);
	note_states(sieve, mesh);
	return is_made;
}

static void give_up(struct sieve *sieve)
{
	for (size_t i = 0; i < sieve->count; i++)
		sieve->numbers[i].state = MESH_BLIND;
}

bool sieve_compile(struct sieve *sieve, const struct sieve_limits *limits, struct source *source)
{
	unsigned began_ms = bounded_spent_ms();

	if (!sieve_probe()) {
		give_up(sieve);
		return true;
	}
	bool is_made = make(sieve, &sieve->literals, limits, began_ms, source) &&
	               make(sieve, &sieve->expressions, limits, began_ms, source);
	for (size_t i = 0; i < sieve->loose_count && is_made; i++)
		is_made = make(sieve, &sieve->loose[i], limits, began_ms, source);
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
	return sieve_is_blind(sieve, number) ? 0 : sieve->numbers[number].size.required;
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
	for (size_t i = 0; i < sieve->loose_count; i++)
		reserve_scratch(scratch, sieve->loose[i].database);
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
	for (size_t i = 0; i < sieve->loose_count; i++)
		scan(&sieve->loose[i], scratch, text);
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
