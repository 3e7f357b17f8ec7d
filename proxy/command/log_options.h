/* The command line of `gatepost log`, read by one table. */
#ifndef COMMAND_LOG_OPTIONS_H
#define COMMAND_LOG_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_verb { LOG_LIST = 1, LOG_VERIFY = 2, LOG_ERASE = 4 };

struct log_options {
	enum log_verb verb;
	const char *config; /* NULL: none */
	bool has_since;
	int64_t since_ms;
	const char *user;
	const char *rule;
	const char *reference;
	bool json;
	bool with_text;
	uint64_t last;      /* 0: all */
	const char **files; /* verify: checkpoint files; owned */
	size_t file_count;
	const char **hashes; /* verify: hashes that must be there; owned */
	size_t hash_count;
	const char *address; /* erase: one of these two or user */
	const char *record;
	const char *reason;
};

/* argv[0] is "log". False: what is wrong was printed to stderr. Release it either way. */
bool log_options_parse(int argc, char **argv, int64_t now_ms, struct log_options *options);
void log_options_release(struct log_options *options);

#endif
