#include <stdlib.h>

#include "../parent/parent.h"
#include "command.h"

int command_run_proxy(int argc, char **argv)
{
	struct command_options options;

	if (!command_options(argc, argv, &options))
		return EXIT_CANNOT;
	if (options.config_file == NULL)
		return parent_main(NULL);
	/* Roles are started, and the configuration is read again, from wherever: the path must not
	 * depend on the working folder. */
	char *path = realpath(options.config_file, NULL);
	int status = parent_main(path != NULL ? path : options.config_file);
	free(path);
	return status;
}
