#include "log_erase.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../audit/wish.h"
#include "../base/mem.h"
#include "../parent/control.h"
#include "command.h"

enum { ANSWER_MAX = 1024 * 1024 };

static struct wish wish_of(const struct log_options *options)
{
	struct wish wish = { .reason = options->reason, .by = getuid() };

	wish.subject = options->user != NULL      ? STORE_USER
	               : options->address != NULL ? STORE_ADDRESS
	                                          : STORE_RECORD;
	wish.which = options->user != NULL      ? options->user
	             : options->address != NULL ? options->address
	                                        : options->record;
	return wish;
}

static int cannot(const char *why)
{
	fprintf(stderr, "gatepost log erase: %s\n", why);
	return EXIT_CANNOT;
}

static int show(const struct store_erased *erased, bool is_json)
{
	bool is_nothing = erased->texts + erased->identities == 0;

	if (is_json)
		printf("{\"texts\":%" PRIu64 ",\"identities\":%" PRIu64 "}\n", erased->texts,
		    erased->identities);
	else if (is_nothing)
		puts("There was nothing to erase.");
	else
		printf("Erased: %" PRIu64 " texts, %" PRIu64 " identities.\n", erased->texts,
		    erased->identities);
	return is_nothing ? EXIT_NO : EXIT_FINE;
}

static int ask(const char *state, const char *word, bool is_json)
{
	struct store_erased erased = { 0 };
	struct buf answer;
	struct err err;
	int status = EXIT_CANNOT;

	buf_init(&answer, ANSWER_MAX);
	if (!control_ask(state, word, &answer, &status, &err)) {
		status = cannot(err.text);
	} else {
		buf_append(&answer, "", 1);
		if (status != EXIT_FINE)
			cannot(answer.data);
		else if (sscanf(answer.data, "%" SCNu64 " %" SCNu64, &erased.texts,
		             &erased.identities) == 2)
			status = show(&erased, is_json);
		else
			status = cannot("the proxy's answer cannot be read");
	}
	buf_release(&answer);
	return status;
}

int log_erase(const char *state, const char *store, const struct log_options *options)
{
	const struct wish wish = wish_of(options);
	bool is_json = options->json || isatty(STDOUT_FILENO) == 0;
	struct store_erased erased;
	char word[WISH_WORD_MAX];
	struct err err;

	if (!wish_write(&wish, word))
		return cannot("that is too long");
	if (control_is_there(state)) {
		char *line = mem_print("erase %s", word);
		int status = ask(state, line, is_json);
		free(line);
		return status;
	}
	if (!wish_fulfil(store, &wish, &erased, &err))
		return cannot(err.text);
	return show(&erased, is_json);
}
