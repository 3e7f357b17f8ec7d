#include "log_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../base/span.h"
#include "../store/chain.h"
#include "../store/moment.h"

static const char usage[] =
    "usage: gatepost log [--since T] [--user U] [--rule R] [--reference REF] [--last N]\n"
    "                    [--text] [--json] [-c FILE]\n"
    "       gatepost log verify [--checkpoint FILE|HASH...] [--json] [-c FILE]\n";

/* Of design.md, and still to come. */
static const char *const not_built[] = { "export", "find", "hold", "erase", NULL };

static bool complain(const char *what, const char *value)
{
	fprintf(stderr, "gatepost log: %s: %s\n%s", what, value, usage);
	return false;
}

static bool set_since(struct log_options *options, const char *value, int64_t now_ms)
{
	int64_t ago_ms;

	options->has_since = true;
	if (moment_parse_ago(span_of(value), &ago_ms)) {
		options->since_ms = now_ms - ago_ms;
		return true;
	}
	return moment_parse(span_of(value), &options->since_ms) ||
	       complain("--since is not a time (5m, 2h, 3d or 2027-03-01T12:00:00Z)", value);
}

static bool set_last(struct log_options *options, const char *value, int64_t now_ms)
{
	(void)now_ms;
	return span_to_u64(span_of(value), &options->last) ||
	       complain("--last is not a number", value);
}

static bool set_checkpoint(struct log_options *options, const char *value, int64_t now_ms)
{
	uint8_t hash[CHAIN_HASH];

	(void)now_ms;
	if (chain_unhex(span_of(value), hash))
		options->hashes[options->hash_count++] = value;
	else
		options->files[options->file_count++] = value;
	return true;
}

struct option {
	const char *name;
	size_t text; /* where a text goes, or */
	size_t flag; /* where a flag goes, or */
	bool (*set)(struct log_options *options, const char *value, int64_t now_ms);
	bool takes_many;
	bool is_of_list, is_of_verify;
};

#define PLACE(member) offsetof(struct log_options, member)

/* No text or flag is the first member of its struct: 0 is none. */
static const struct option table[] = {
	{ "-c", .text = PLACE(config), .is_of_list = true, .is_of_verify = true },
	{ "--config", .text = PLACE(config), .is_of_list = true, .is_of_verify = true },
	{ "--json", .flag = PLACE(json), .is_of_list = true, .is_of_verify = true },
	{ "--since", .set = set_since, .is_of_list = true },
	{ "--user", .text = PLACE(user), .is_of_list = true },
	{ "--rule", .text = PLACE(rule), .is_of_list = true },
	{ "--reference", .text = PLACE(reference), .is_of_list = true },
	{ "--last", .set = set_last, .is_of_list = true },
	{ "--text", .flag = PLACE(with_text), .is_of_list = true },
	{ "--checkpoint", .set = set_checkpoint, .takes_many = true, .is_of_verify = true },
};

struct words {
	char **rest;
	int count;
	int64_t now_ms;
};

static const struct option *option_find(const char *word, bool is_verify)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(word, table[i].name) == 0 &&
		    (is_verify ? table[i].is_of_verify : table[i].is_of_list))
			return &table[i];
	return NULL;
}

static const char *take(struct words *words)
{
	if (words->count == 0)
		return NULL;
	words->count--;
	return *words->rest++;
}

static bool set_one(
    struct log_options *options, const struct option *option, const char *value, int64_t now_ms)
{
	if (option->set != NULL)
		return option->set(options, value, now_ms);
	*(const char **)((char *)options + option->text) = value;
	return true;
}

static bool apply(struct log_options *options, const struct option *option, struct words *words)
{
	if (option->flag != 0) {
		*(bool *)((char *)options + option->flag) = true;
		return true;
	}
	const char *value = take(words);
	if (value == NULL)
		return complain("a value is missing", option->name);
	bool is_set = set_one(options, option, value, words->now_ms);
	while (is_set && option->takes_many && words->count > 0 && words->rest[0][0] != '-')
		is_set = set_one(options, option, take(words), words->now_ms);
	return is_set;
}

static bool is_word(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool parse_verb(struct log_options *options, struct words *words)
{
	if (words->count == 0 || words->rest[0][0] == '-')
		return true;
	const char *verb = take(words);
	options->is_verify = strcmp(verb, "verify") == 0;
	if (options->is_verify)
		return true;
	if (!is_word(verb, not_built))
		return complain("unknown word", verb);
	fprintf(stderr, "gatepost log %s is not built yet\n", verb);
	return false;
}

static bool parse_options(struct log_options *options, struct words *words)
{
	while (words->count > 0) {
		const char *word = take(words);
		const struct option *option = option_find(word, options->is_verify);
		if (option == NULL)
			return complain("unknown option", word);
		if (!apply(options, option, words))
			return false;
	}
	return true;
}

bool log_options_parse(int argc, char **argv, int64_t now_ms, struct log_options *options)
{
	struct words words = { argv + 1, argc - 1, now_ms };

	*options = (struct log_options){ .last = UINT64_MAX };
	options->files = mem_array((size_t)argc, sizeof *options->files);
	options->hashes = mem_array((size_t)argc, sizeof *options->hashes);
	return parse_verb(options, &words) && parse_options(options, &words);
}

void log_options_release(struct log_options *options)
{
	free(options->files);
	free(options->hashes);
}
