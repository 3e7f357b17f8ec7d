/*
 * The commands, one table (command.c): name, usage, prose, function. Exit status: 0 fine; 1 the
 * answer is no; 2 wrong usage or cannot run.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>

enum { EXIT_FINE = 0, EXIT_NO = 1, EXIT_CANNOT = 2 };

struct command {
	const char *name;
	const char *usage;                 /* behind the name */
	const char *prose;                 /* one line */
	const char *help;                  /* further lines of its --help; may be NULL */
	int (*run)(int argc, char **argv); /* argv[0] is the command's name; NULL: not built yet */
};

extern const struct command commands[]; /* ends with .name == NULL */

int command_run(const struct command *command, int argc, char **argv); /* also answers --help */
int command_unknown(const char *name);
int command_usage(const char *name); /* prints the usage line to stderr; returns EXIT_CANNOT */
int command_wrong(const char *name, const char *word); /* the same, with the word that is wrong */

/* Is the file there to be read? NULL: no file was named, which is fine. Says why not. */
bool command_can_read(const char *name, const char *file);

int command_ca(int argc, char **argv);
int command_check(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_help(int argc, char **argv);
int command_index(int argc, char **argv);
int command_pause(int argc, char **argv);
int command_resume(int argc, char **argv);
int command_log(int argc, char **argv);
int command_reload(int argc, char **argv);
int command_run_proxy(int argc, char **argv);
int command_scan(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_new(int argc, char **argv);
int command_sites(int argc, char **argv);
int command_status(int argc, char **argv);
int command_version(int argc, char **argv);

/* -c FILE and --json, which several commands share. */
struct command_options {
	const char *config_file; /* NULL: defaults */
	bool is_json;            /* asked for, or standard output is no terminal */
};

/* Takes the two options out of argv; false, and what is wrong printed, on any other word and where
 * the file cannot be read. */
bool command_options(int argc, char **argv, struct command_options *options);

/* The state folder that a configuration names; free() it. NULL with problems printed if it cannot
 * be read. */
char *command_state_folder(const char *config_file);
char *command_store_folder(const char *config_file); /* the same for the store within it */

#endif
