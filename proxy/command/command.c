#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/schema.h"
#include "../base/mem.h"
#include "../base/node.h"
#include "../config/config.h"

#define CONFIG_HELP "  -c FILE   the configuration (without it: built-in defaults)\n"

const struct command commands[] = {
	{ "run", "[-c FILE]", "run the proxy in the foreground",
	    CONFIG_HELP "SIGHUP reads the configuration again, SIGTERM drains and ends, a second "
	                "SIGTERM ends at once.\n",
	    command_run_proxy },
	{ "check", "[-c FILE | POLICY…] [--explain] [--json]",
	    "check configuration, policy and catalogue, and run every example in them",
	    CONFIG_HELP "  --explain reads each rule back as a sentence\n", command_check },
	{ "explain",
	    "[-c FILE] [--site S] [--activity A] [--user U] [--group G] [--at TIME] (--text T | "
	    "--request FILE | --record NUMBER|REF) [--json]",
	    "say why a text or a request gets its verdict", CONFIG_HELP, command_explain },
	{ "scan", "[-c FILE] [--policy FILE]… [FILE]",
	    "judge posts: one JSON a line in, one verdict a line out",
	    CONFIG_HELP "  --policy FILE   judge by this policy; may be given several times\n",
	    command_scan },
	{ "log",
	    "[--since T] [--user U] [--rule R] [--reference REF] [--last N] [--text] [--json] [-c "
	    "FILE] | "
	    "verify [--checkpoint FILE|HASH…] [--json] [-c FILE] | "
	    "erase (--user U | --address A | --record NUMBER|REF) --reason R [--json] [-c FILE]",
	    "show the records, verify their chain, or erase text and identity",
	    CONFIG_HELP "  --since T          5m, 2h, 3d or an RFC 3339 time\n"
	                "  --reference REF    the one that the person was told\n"
	                "  --last N           so many (50 on a terminal without --since; 0: all)\n"
	                "  --text             with the text, where it is kept\n"
	                "  --checkpoint X     verify: a file of checkpoints, or a hash, that must "
	                "be in the chain\n"
	                "  --record X         erase: of the record with this number or reference\n"
	                "  --reason R         erase: why; kept with the records\n",
	    command_log },
	{ "ca", "create | show | export [-c FILE]", "the interception CA", CONFIG_HELP,
	    command_ca },
	{ "reload", "[-c FILE]", "read the configuration again; a wrong one changes nothing",
	    CONFIG_HELP, command_reload },
	{ "pause", "RULE|SITE|all --for 2h --reason R [-c FILE]",
	    "let a rule, a site or everything rest for some hours: recorded, not acted upon",
	    CONFIG_HELP "  --for T      30m, 2h …, at most 24h; it ends by itself\n"
	                "  --reason R   one line, for the record\n"
	                "rule:NAME and site:NAME tell a rule from a site of the same name.\n",
	    command_pause },
	{ "resume", "RULE|SITE|all [-c FILE]", "end a pause before its time", CONFIG_HELP,
	    command_resume },
	{ "status", "[-c FILE] [--json]", "stage, roles, generation, counters and blind spots",
	    CONFIG_HELP, command_status },
	{ "sites", "list [-c FILE] [--json]", "the catalogue: what is governed and what is not",
	    CONFIG_HELP, command_sites },
	{ "replay", "--policy FILE… [--since T] [--json] [-c FILE]",
	    "judge recorded posts by other rules: what would change",
	    CONFIG_HELP "  --policy FILE   the other rules; may be given several times\n"
	                "  --since T       5m, 2h, 3d or an RFC 3339 time\n"
	                "Only posts that were recorded can be judged again, and of them those "
	                "whose text is still held.\n",
	    command_replay },
	{ "new", "policy [FILE]", "write a policy by answering six questions",
	    "  FILE      what is written (policy.yaml); one that is there is not overwritten\n"
	    "Without a terminal the answers are read from standard input, a line each.\n",
	    command_new },
	{ "index", "[-c FILE | POLICY…] [--all] [--json]",
	    "make the indexes of the lists of data and documents",
	    CONFIG_HELP "  --all   also those that are up to date\n", command_index },
	{ "help", "[COMMAND | configuration | policy-schema | site-schema]",
	    "this list, one command, every key of gatepost.yaml, or a JSON Schema", NULL,
	    command_help },
	{ "version", "", "the version", NULL, command_version },
	{ "deploy", "nftables|pac|dns", "print what the network needs", NULL, NULL },
	{ "passwd", "", "set a password", NULL, NULL },
	{ "disclose", "", "reveal a masked name", NULL, NULL },
	{ "notice", "preview", "see a notice", NULL, NULL },
	{ "backup", "", "back the store up", NULL, NULL },
	{ "restore", "", "restore a backup", NULL, NULL },
	{ 0 },
};

static const char *const names[] = { "run", "check", "explain", "scan", "log", "ca", "reload",
	"pause", "resume", "status", "sites", "replay", "new", "index", "help", "version", NULL };

static const struct command *find(const char *name)
{
	for (const struct command *command = commands; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

static void print_help(const struct command *command)
{
	printf("gatepost %s %s\n\n%s\n", command->name, command->usage, command->prose);
	if (command->help != NULL)
		printf("\n%s", command->help);
	if (command->run == NULL)
		puts("\nNot built yet.");
}

int command_run(const struct command *command, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help(command);
			return EXIT_FINE;
		}
	if (command->run == NULL) {
		fprintf(stderr, "gatepost: %s is not built yet\n", command->name);
		return EXIT_CANNOT;
	}
	int status = command->run(argc, argv);
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return status;
	/* Half an answer in a file must not pass for a whole one. */
	fprintf(stderr, "gatepost %s: standard output cannot be written\n", command->name);
	return EXIT_CANNOT;
}

int command_unknown(const char *name)
{
	const char *near = node_nearest(name, names);

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return command_help(0, NULL);
	if (strcmp(name, "--version") == 0)
		return command_version(0, NULL);
	fprintf(stderr, "gatepost: no command \"%s\"", name);
	if (near != NULL)
		fprintf(stderr, "; did you mean \"%s\"?", near);
	fputs("\nTry: gatepost help\n", stderr);
	return EXIT_CANNOT;
}

int command_usage(const char *name)
{
	const struct command *command = find(name);

	fprintf(stderr, "usage: gatepost %s %s\n", name, command != NULL ? command->usage : "");
	return EXIT_CANNOT;
}

int command_help(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "configuration") == 0) {
		config_describe(stdout);
		return EXIT_FINE;
	}
	if (argc > 1 && strcmp(argv[1], "policy-schema") == 0) {
		policy_schema(stdout);
		return EXIT_FINE;
	}
	if (argc > 1 && strcmp(argv[1], "site-schema") == 0) {
		site_schema(stdout);
		return EXIT_FINE;
	}
	if (argc > 1) {
		const struct command *command = find(argv[1]);
		if (command == NULL)
			return command_unknown(argv[1]);
		print_help(command);
		return EXIT_FINE;
	}
	puts("Gatepost keeps social media open and governs what is posted from inside.\n");
	for (const struct command *command = commands; command->name != NULL; command++)
		if (command->run != NULL)
			printf("  %-9s %s\n", command->name, command->prose);
	puts("\ngatepost help COMMAND says more. First time: gatepost ca create, then gatepost "
	     "run.");
	return EXIT_FINE;
}

int command_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("gatepost 0.1.0");
	return EXIT_FINE;
}

int command_wrong(const char *name, const char *word)
{
	fprintf(stderr, "gatepost %s: unknown word, or one without its value: %s\n", name, word);
	return command_usage(name);
}

bool command_can_read(const char *name, const char *file)
{
	if (file == NULL || access(file, R_OK) == 0)
		return true;
	fprintf(stderr, "gatepost %s: %s: %s\n", name, file, strerror(errno));
	return false;
}

bool command_options(int argc, char **argv, struct command_options *options)
{
	*options = (struct command_options){ .is_json = isatty(STDOUT_FILENO) == 0 };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			options->is_json = true;
		} else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc) {
			options->config_file = argv[++i];
		} else {
			command_wrong(argv[0], argv[i]);
			return false;
		}
	}
	return command_can_read(argv[0], options->config_file);
}

char *command_state_folder(const char *config_file)
{
	struct problems problems;

	problems_init(&problems);
	char *state = config_state_folder(config_file, &problems);
	problems_write(&problems, STDERR_FILENO);
	problems_release(&problems);
	return state;
}

/* Whatever else is wrong with the configuration, the trail can be looked at. */
char *command_store_folder(const char *config_file)
{
	char *state = command_state_folder(config_file);
	char *store = state != NULL ? config_store_folder(state) : NULL;

	free(state);
	return store;
}
