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
    "       gatepost log verify [--checkpoint FILE|HASH...] [--json] [-c FILE]\n"
    "       gatepost log erase (--user U | --address A | --record NUMBER|REF) --reason R\n"
    "                    [--json] [-c FILE]\n";

static const struct {
	const char *word;
	enum log_verb verb; /* 0: of design.md, and still to come */
} verbs[] = { { "verify", LOG_VERIFY }, { "erase", LOG_ERASE }, { "export", 0 }, { "find", 0 },
	{ "hold", 0 } };

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
	unsigned verbs; /* enum log_verb, one or more */
};

#define PLACE(member) offsetof(struct log_options, member)

/* No text or flag is the first member of its struct: 0 is none. */
static const struct option table[] = {
	{ "-c", .text = PLACE(config), .verbs = LOG_LIST | LOG_VERIFY | LOG_ERASE },
	{ "--config", .text = PLACE(config), .verbs = LOG_LIST | LOG_VERIFY | LOG_ERASE },
	{ "--json", .flag = PLACE(json), .verbs = LOG_LIST | LOG_VERIFY | LOG_ERASE },
	{ "--since", .set = set_since, .verbs = LOG_LIST },
	{ "--user", .text = PLACE(user), .verbs = LOG_LIST | LOG_ERASE },
	{ "--rule", .text = PLACE(rule), .verbs = LOG_LIST },
	{ "--reference", .text = PLACE(reference), .verbs = LOG_LIST },
	{ "--last", .set = set_last, .verbs = LOG_LIST },
	{ "--text", .flag = PLACE(with_text), .verbs = LOG_LIST },
	{ "--checkpoint", .set = set_checkpoint, .takes_many = true, .verbs = LOG_VERIFY },
	{ "--address", .text = PLACE(address), .verbs = LOG_ERASE },
	{ "--record", .text = PLACE(record), .verbs = LOG_ERASE },
	{ "--reason", .text = PLACE(reason), .verbs = LOG_ERASE },
};

struct words {
	char **rest;
	int count;
	int64_t now_ms;
};

static const struct option *option_find(const char *word, enum log_verb verb)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(word, table[i].name) == 0 && (table[i].verbs & verb) != 0)
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

static bool parse_verb(struct log_options *options, struct words *words)
{
	if (words->count == 0 || words->rest[0][0] == '-')
		return true;
	const char *word = take(words);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(word, verbs[i].word) != 0)
			continue;
		options->verb = verbs[i].verb;
		if (options->verb == 0)
			fprintf(stderr, "gatepost log %s is not built yet\n", word);
		return options->verb != 0;
	}
	return complain("unknown word", word);
}

/* What is erased does not come back: one subject, named, and a reason that the chain keeps. */
static bool check_erase(const struct log_options *options)
{
	int subjects =
	    (options->user != NULL) + (options->address != NULL) + (options->record != NULL);

	if (options->verb != LOG_ERASE)
		return true;
	if (subjects != 1)
		return complain("erase", "name one of --user, --address and --record");
	return (options->reason != NULL && options->reason[0] != '\0') ||
	       complain("erase", "--reason is missing; it is kept with the records");
}

static bool parse_options(struct log_options *options, struct words *words)
{
	while (words->count > 0) {
		const char *word = take(words);
		const struct option *option = option_find(word, options->verb);
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

	*options = (struct log_options){ .verb = LOG_LIST, .last = UINT64_MAX };
	options->files = mem_array((size_t)argc, sizeof *options->files);
	options->hashes = mem_array((size_t)argc, sizeof *options->hashes);
	return parse_verb(options, &words) && parse_options(options, &words) &&
	       check_erase(options);
}

void log_options_release(struct log_options *options)
{
	free(options->files);
	free(options->hashes);
}
