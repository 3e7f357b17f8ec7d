#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../config/config.h"
#include "../parent/control.h"
#include "alerts_seen.h"
#include "command.h"
#include "hosts_seen.h"
#include "paused.h"

enum { ANSWER_MAX = 4 * 1024 * 1024 };

static const char *text_of(const json_t *status, const char *key)
{
	const char *text = json_string_value(json_object_get(status, key));

	return text != NULL ? text : "";
}

static long long number_of(const json_t *status, const char *key)
{
	return (long long)json_integer_value(json_object_get(status, key));
}

static void print_duration(long long ms)
{
	long long s = ms / 1000;

	if (s >= 86400)
		printf("%lldd %lldh", s / 86400, s / 3600 % 24);
	else if (s >= 3600)
		printf("%lldh %lldm", s / 3600, s / 60 % 60);
	else if (s >= 60)
		printf("%lldm %llds", s / 60, s % 60);
	else
		printf("%llds", s);
}

static void print_listeners(const json_t *status)
{
	const json_t *listeners = json_object_get(status, "listen");

	for (size_t i = 0; i < json_array_size(listeners); i++)
		printf("%s%s", i > 0 ? ", " : "", json_string_value(json_array_get(listeners, i)));
	putchar('\n');
}

static void print_pauses(const json_t *status)
{
	const json_t *pauses = json_object_get(status, "pauses");

	for (size_t i = 0; i < json_array_size(pauses); i++) {
		const json_t *pause = json_array_get(pauses, i);
		const char *name = text_of(pause, "name");
		printf("paused      %s%s%s until %s, by %s: %s\n", text_of(pause, "what"),
		    name[0] != '\0' ? " " : "", name, text_of(pause, "until"), text_of(pause, "by"),
		    text_of(pause, "reason"));
	}
}

static void print_alerts(const json_t *status)
{
	const json_t *alerts = json_object_get(status, "alerts");

	for (size_t i = 0; i < json_array_size(alerts); i++) {
		const json_t *alert = json_array_get(alerts, i);
		printf("alert       %s %s\n", text_of(alert, "time"), text_of(alert, "why"));
	}
}

static void print_roles(const json_t *status)
{
	const json_t *roles = json_object_get(status, "roles");

	puts("\nroles");
	for (size_t i = 0; i < json_array_size(roles); i++) {
		const json_t *role = json_array_get(roles, i);
		printf("  %-7s pid %-8lld %-9s generation %-3lld up ", text_of(role, "role"),
		    number_of(role, "pid"), text_of(role, "state"), number_of(role, "generation"));
		print_duration(number_of(role, "up-ms"));
		putchar('\n');
	}
}

static void print_counters(const json_t *status, const char *key, const char *title)
{
	const json_t *counters = json_object_get(status, key);

	printf("\n%s\n", title);
	for (size_t i = 0; i < json_array_size(counters); i++) {
		const json_t *counter = json_array_get(counters, i);
		printf("  %-19s %10lld  %s\n", text_of(counter, "name"),
		    number_of(counter, "count"), text_of(counter, "is"));
	}
}

static void print_hosts(const json_t *status)
{
	const json_t *hosts = json_object_get(status, "hosts");

	puts("\nby host, campaign (approved) or rule (rule-refused), the last 24 hours "
	     "(name-differs: add to "
	     "sites.hosts, or to a site's "
	     "ech-names)");
	if (json_array_size(hosts) == 0)
		puts("  nothing yet");
	for (size_t i = 0; i < json_array_size(hosts); i++) {
		const json_t *host = json_array_get(hosts, i);
		printf("  %-19s %10lld  %s\n", text_of(host, "counter"), number_of(host, "count"),
		    text_of(host, "host"));
	}
}

static void print_status(const json_t *status)
{
	printf("stage       %s\n", text_of(status, "stage"));
	printf("pilot       %s\n", text_of(status, "pilot"));
	printf(
	    "policy      %s (%lld rules)\n", text_of(status, "policy"), number_of(status, "rules"));
	printf("generation  %lld, %lld workers\n", number_of(status, "generation"),
	    number_of(status, "workers"));
	printf("up          ");
	print_duration(number_of(status, "uptime-ms"));
	printf(", %lld crashes of roles\n", number_of(status, "crashes"));
	printf("state       %s\n", text_of(status, "state"));
	printf("listening   ");
	print_listeners(status);
	print_pauses(status);
	print_alerts(status);
	print_roles(status);
	print_counters(status, "counters", "counters since the start");
	print_counters(status, "blind-spots", "blind spots since the start (what was not seen)");
	print_hosts(status);
}

static void show(const char *state, struct span answer, bool is_json)
{
	json_t *status = json_loadb(answer.data, answer.len, 0, NULL);
	char *store = config_store_folder(state);

	json_object_set_new(status, "hosts", hosts_seen(store));
	json_object_set_new(status, "alerts", alerts_seen(store));
	json_object_set_new(status, "pauses", paused_now(state));
	free(store);
	if (is_json) {
		json_dumpf(status, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		print_status(status);
	}
	json_decref(status);
}

int command_status(int argc, char **argv)
{
	struct command_options options;
	struct buf answer;
	struct err err;
	int exit_status = EXIT_CANNOT;

	if (!command_options(argc, argv, &options))
		return EXIT_CANNOT;
	char *state = command_state_folder(options.config_file);
	if (state == NULL)
		return EXIT_CANNOT;
	buf_init(&answer, ANSWER_MAX);
	if (control_ask(state, "status", &answer, &exit_status, &err))
		show(state, buf_span(&answer), options.is_json);
	else
		fprintf(stderr, "gatepost: %s\n", err.text);
	buf_release(&answer);
	free(state);
	return exit_status;
}
