#include <stdio.h>
#include <stdlib.h>

#include "../parent/control.h"
#include "command.h"

enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* The running proxy is found by its state folder, whatever else is wrong in the file. */
int command_reload(int argc, char **argv)
{
	struct command_options options;
	struct buf answer;
	struct err err;
	int status = EXIT_CANNOT;

	if (!command_options(argc, argv, &options))
		return EXIT_CANNOT;
	char *state = command_state_folder(options.config_file);
	if (state == NULL)
		return EXIT_CANNOT;
	buf_init(&answer, ANSWER_MAX);
	if (control_ask(state, "reload", &answer, &status, &err))
		fprintf(status == 0 ? stdout : stderr, "%.*s", SPAN_PRINT(buf_span(&answer)));
	else
		fprintf(stderr, "gatepost: %s\n", err.text);
	buf_release(&answer);
	free(state);
	return status;
}
