#include "sieve_probe.h"

#include <hs.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

/* Every way of skipping bytes that the library has: to one byte, one of two, a class, a pair, the
 * end of a run. Each pattern alone, behind 0 to PLACES_MAX bytes that it can skip. */

enum { PLACES_MAX = 192, TAIL = 72 };

static const struct {
	const char *pattern;
	const char *text;
} probes[] = {
	{ "z", "z" },
	{ "z[a-y]", "zebra" },
	{ "z[\\w\\x80-\\xff]+", "zebra" },
	{ "[x-z]e", "ze" },
	{ "[aeiou][xq]", "ox" },
	{ "[0-9][a-f0-9]{3}", "9c0e" },
	{ "[^ ]", "z" },
	{ "z {0,80}e", "z e" },
	{ "(?:ze|b)ra", "zera" },
	{ "[\\x80-\\xff]{2}", "\xc3\xa9" },
};

static bool is_answer;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int on_match(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	*(bool *)context = true;
	return 1;
}

static bool finds_everywhere(
    const hs_database_t *database, hs_scratch_t *scratch, const char *found)
{
	char text[PLACES_MAX + TAIL];

	for (size_t at = 0; at < PLACES_MAX; at++) {
		bool is_found = false;
		memset(text, ' ', sizeof text);
		memcpy(text + at, found, strlen(found));
		hs_scan(database, text, sizeof text, 0, scratch, on_match, &is_found);
		if (!is_found)
			return false;
	}
	return true;
}

static bool passes(const char *pattern, const char *text)
{
	const unsigned flags =
	    HS_FLAG_SINGLEMATCH | HS_FLAG_PREFILTER | HS_FLAG_CASELESS | HS_FLAG_DOTALL;
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;
	hs_scratch_t *scratch = NULL;
	bool is_fit = false;

	if (hs_compile(pattern, flags, HS_MODE_BLOCK, NULL, &database, &error) == HS_SUCCESS &&
	    hs_alloc_scratch(database, &scratch) == HS_SUCCESS)
		is_fit = finds_everywhere(database, scratch, text);
	hs_free_compile_error(error);
	hs_free_scratch(scratch);
	hs_free_database(database);
	return is_fit;
}

static void probe(void)
{
	is_answer = true;
	for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
		is_answer = is_answer && passes(probes[i].pattern, probes[i].text);
}

bool sieve_probe(void)
{
	pthread_once(&once, probe);
	return is_answer;
}
