#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../config/config.h"
#include "../parent/control.h"
#include "command.h"

enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* A file so wrong that it no longer leads to the proxy's state folder: says what is wrong in it. */
static bool is_readable(const char *config_file)
{
	struct source *source = source_new_disk();
	struct problems problems;

	problems_init(&problems);
	struct config *config = config_load(source, config_file, false, &problems);
	bool ok = config != NULL;
	if (!ok)
		problems_write(&problems, STDERR_FILENO);
	config_free(config);
	problems_release(&problems);
	source_free(source);
	return ok;
}

static int ask(const char *state, const char *config_file)
{
	struct buf answer;
	struct err err;
	int status = EXIT_CANNOT;

	buf_init(&answer, ANSWER_MAX);
	if (control_ask(state, "reload", &answer, &status, &err)) {
		fprintf(status == 0 ? stdout : stderr, "%.*s", SPAN_PRINT(buf_span(&answer)));
	} else if (!is_readable(config_file)) {
		fputs("nothing was changed\n", stderr);
		status = EXIT_NO;
	} else {
		fprintf(stderr, "gatepost: %s\n", err.text);
	}
	buf_release(&answer);
	return status;
}

int command_reload(int argc, char **argv)
{
	struct command_options options;

	if (!command_options(argc, argv, &options))
		return EXIT_CANNOT;
	char *state = command_state_folder(options.config_file);
	int status = state != NULL ? ask(state, options.config_file) : EXIT_CANNOT;
	free(state);
	return status;
}
