/* argv → command, nothing else. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "parent/role.h"

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "help";

	if (strcmp(name, "--role") == 0)
		return role_main(argc, argv);
	for (const struct command *command = commands; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command_run(command, argc - 1, argv + 1);
	return command_unknown(name);
}
