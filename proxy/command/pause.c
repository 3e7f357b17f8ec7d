/* gatepost pause and resume: what is let rest, until when and why. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../base/node.h"
#include "../config/config.h"
#include "../parent/control.h"
#include "../store/moment.h"
#include "command.h"
#include "paused.h"

enum { ANSWER_MAX = 1024 * 1024, BY_MAX = 128, TIME_MAX = 64, SECOND_MS = 1000 };

struct request {
	const char *command;
	bool is_pause; /* else resume */
	const char *config_file;
	const char *name; /* as it was typed */
	const char *period;
	const char *reason;
	struct pause pause;
	char by[BY_MAX];
	char reference[REFERENCE_LEN + 1];
};

/* ---- what was typed ---- */

static bool take_word(struct request *request, int argc, char **argv, int *at)
{
	static const struct {
		const char *name;
		size_t place;
		bool is_for_pause;
	} options[] = {
		{ "-c", offsetof(struct request, config_file), false },
		{ "--for", offsetof(struct request, period), true },
		{ "--reason", offsetof(struct request, reason), true },
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strcmp(argv[*at], options[i].name) == 0) {
			if (*at + 1 >= argc || (options[i].is_for_pause && !request->is_pause))
				return false;
			*(const char **)((char *)request + options[i].place) = argv[++*at];
			return true;
		}
	if (argv[*at][0] == '-' || request->name != NULL)
		return false;
	request->name = argv[*at];
	return true;
}

static bool complain(const struct request *request, const char *what)
{
	fprintf(stderr, "gatepost %s: %s\n", request->command, what);
	return false;
}

static bool is_one_line(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static bool take_period(struct request *request)
{
	int64_t period_ms;

	if (!moment_parse_ago(span_of(request->period), &period_ms) || period_ms < SECOND_MS ||
	    period_ms > PAUSE_LONGEST_S * INT64_C(1000))
		return complain(request, "--for takes 30m, 2h …, at most 24h");
	request->pause.until = request->pause.since + period_ms / SECOND_MS;
	return true;
}

static bool take_words(struct request *request, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!take_word(request, argc, argv, &i))
			return false;
	return request->name != NULL &&
	       (!request->is_pause || (request->period != NULL && request->reason != NULL));
}

static bool check_words(struct request *request)
{
	if (!request->is_pause)
		return true;
	if (request->reason[0] == '\0' || strlen(request->reason) > PAUSE_REASON_MAX ||
	    !is_one_line(request->reason))
		return complain(request, "--reason takes one line of at most 300 bytes");
	return take_period(request);
}

/* ---- which rule or site that is ---- */

static const char **all_names(const struct config *config)
{
	size_t rules = policy_rule_count(config->policy);
	size_t sites = catalogue_site_count(config->catalogue);
	const char **names = mem_array(rules + sites + 2, sizeof *names);

	for (size_t i = 0; i < rules; i++)
		names[i] = policy_rule(config->policy, i)->id;
	for (size_t i = 0; i < sites; i++)
		names[rules + i] = site_name(catalogue_site(config->catalogue, i));
	names[rules + sites] = "all";
	return names;
}

static bool is_rule(const struct config *config, const char *name)
{
	for (size_t i = 0; i < policy_rule_count(config->policy); i++)
		if (strcmp(policy_rule(config->policy, i)->id, name) == 0)
			return true;
	return false;
}

static bool is_known(const struct config *config, const struct pause *pause)
{
	return pause->kind == PAUSE_RULE ? is_rule(config, pause->name)
	                                 : catalogue_find(config->catalogue, pause->name) != NULL;
}

static bool suggest(const struct request *request, const struct config *config, const char *name)
{
	const char **names = all_names(config);
	const char *near = node_nearest(name, names);

	fprintf(stderr, "gatepost %s: there is no rule or site \"%s\"", request->command, name);
	if (near != NULL)
		fprintf(stderr, "; did you mean \"%s\"?", near);
	fputc('\n', stderr);
	free(names);
	return false;
}

/* "rule:NAME", "site:NAME", "all" say what they are. */
static bool has_kind(struct request *request)
{
	struct pause *pause = &request->pause;

	pause->name = "";
	pause->kind = PAUSE_ALL;
	if (strcmp(request->name, "all") == 0)
		return true;
	for (int kind = 0; kind < PAUSE_ALL; kind++) {
		size_t len = strlen(pause_kind_names[kind]);
		if (strncmp(request->name, pause_kind_names[kind], len) != 0 ||
		    request->name[len] != ':')
			continue;
		pause->kind = (enum pause_kind)kind;
		pause->name = request->name + len + 1;
		return true;
	}
	return false;
}

static bool find_kind(struct request *request, const struct config *config)
{
	bool rule = is_rule(config, request->name);
	bool site = catalogue_find(config->catalogue, request->name) != NULL;

	if (!rule && !site)
		return suggest(request, config, request->name);
	if (rule && site)
		return complain(request, "that is a rule and a site: say rule:NAME or site:NAME");
	request->pause.kind = rule ? PAUSE_RULE : PAUSE_SITE;
	request->pause.name = request->name;
	return true;
}

/* A configuration that somebody is just editing must not stand in the way of a pause. */
static bool find_name(struct request *request)
{
	struct source *source = source_new_disk();
	struct problems problems;

	problems_init(&problems);
	struct config *config = config_load(source, request->config_file, false, &problems);
	bool is_kind_said = has_kind(request);
	bool is_found;
	if (is_kind_said)
		is_found = request->pause.kind == PAUSE_ALL || config == NULL ||
		           is_known(config, &request->pause) ||
		           suggest(request, config, request->pause.name);
	else if (config == NULL)
		is_found = complain(request, "the configuration does not load, so that names are "
		                             "not known: say rule:NAME or site:NAME");
	else
		is_found = find_kind(request, config);
	config_free(config);
	problems_release(&problems);
	source_free(source);
	return is_found;
}

/* ---- doing it ---- */

static void name_caller(struct request *request)
{
	const struct passwd *user = getpwuid(getuid());
	const char *sudo = getuid() == 0 ? getenv("SUDO_USER") : NULL;

	snprintf(request->by, sizeof request->by, "%s%s%s", user != NULL ? user->pw_name : "?",
	    sudo != NULL ? " for " : "", sudo != NULL ? sudo : "");
}

static bool end(struct pauses *pauses, const struct pause *pause, struct err *err)
{
	return pauses_end(pauses, pause->kind, pause->name, pause->since, pause->by) ||
	       err_set(err, "%s%s%s is not paused", pause_kind_names[pause->kind],
	           pause->name[0] != '\0' ? " " : "", pause->name);
}

static void print_done(const struct request *request)
{
	const struct pause *pause = &request->pause;
	time_t until = (time_t)pause->until;
	char text[TIME_MAX];
	struct tm tm;

	printf("%s%s%s ", pause_kind_names[pause->kind], pause->name[0] != '\0' ? " " : "",
	    pause->name);
	if (!request->is_pause) {
		puts("is in force again.");
		return;
	}
	localtime_r(&until, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
	printf("is paused until %s. What matches is still recorded.\n", text);
}

/* The file holds from the next start on, whether or not a proxy runs. */
static int tell_proxy(const struct request *request, const char *state)
{
	struct buf answer;
	struct err err;
	int status = EXIT_FINE;

	buf_init(&answer, ANSWER_MAX);
	if (!control_ask(state, "pauses", &answer, &status, &err)) {
		print_done(request);
		printf("No proxy runs now (%s).\n", err.text);
		status = EXIT_FINE;
	} else if (status == EXIT_FINE) {
		print_done(request);
	} else {
		fprintf(
		    stderr, "gatepost %s: %.*s\n", request->command, SPAN_PRINT(buf_span(&answer)));
	}
	buf_release(&answer);
	return status;
}

static int change(struct request *request, const char *state)
{
	struct pause *pause = &request->pause;
	struct err err;

	name_caller(request);
	reference_make(request->reference);
	pause->reference = request->reference;
	pause->reason = request->reason;
	pause->by = request->by;
	pause->ended_by = "";
	if (paused_change(state, request->is_pause ? pauses_add : end, pause, &err))
		return tell_proxy(request, state);
	complain(request, err.text);
	return EXIT_NO;
}

static int run(struct request *request, int argc, char **argv)
{
	request->command = argv[0];
	request->pause.since = moment_now() / SECOND_MS;
	if (!take_words(request, argc, argv))
		return command_usage(argv[0]);
	if (!check_words(request) || !find_name(request))
		return EXIT_CANNOT;
	char *state = command_state_folder(request->config_file);
	int status = state != NULL ? change(request, state) : EXIT_CANNOT;
	free(state);
	return status;
}

int command_pause(int argc, char **argv)
{
	struct request request = { .is_pause = true };

	return run(&request, argc, argv);
}

int command_resume(int argc, char **argv)
{
	struct request request = { .is_pause = false };

	return run(&request, argc, argv);
}
