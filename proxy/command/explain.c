#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../http/utf8.h"
#include "../store/moment.h"
#include "command.h"

/* Why a text or a request gets its verdict. */

struct option {
	const char *name;
	size_t place; /* of the text in struct explain_options */
};

static const struct option text_options[] = {
	{ "-c", offsetof(struct explain_options, config_file) },
	{ "--text", offsetof(struct explain_options, text) },
	{ "--request", offsetof(struct explain_options, request) },
	{ "--record", offsetof(struct explain_options, record) },
	{ "--site", offsetof(struct explain_options, site) },
	{ "--activity", offsetof(struct explain_options, activity) },
	{ "--user", offsetof(struct explain_options, user) },
	{ "--at", offsetof(struct explain_options, at) },
};

static bool take_text(struct explain_options *options, const char *word, const char *value)
{
	for (size_t i = 0; i < sizeof text_options / sizeof *text_options; i++) {
		if (strcmp(word, text_options[i].name) != 0)
			continue;
		*(const char **)((char *)options + text_options[i].place) = value;
		return true;
	}
	return false;
}

static bool take_option(struct explain_options *options, int argc, char **argv, int *at)
{
	const char *word = argv[*at];

	if (strcmp(word, "--json") == 0) {
		options->is_json = true;
		return true;
	}
	if (*at + 1 >= argc)
		return false;
	const char *value = argv[++*at];
	if (strcmp(word, "--group") != 0)
		return take_text(options, word, value);
	options->groups[options->group_count++] = span_of(value);
	return true;
}

static bool take_options(struct explain_options *options, int argc, char **argv)
{
	options->is_json = isatty(STDOUT_FILENO) == 0;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (!take_option(options, argc, argv, &i)) {
			command_wrong("explain", word);
			return false;
		}
	}
	int sources =
	    (options->text != NULL) + (options->request != NULL) + (options->record != NULL);
	if (sources != 1)
		command_usage("explain");
	return sources == 1;
}

static bool complain(const char *what, const char *value)
{
	fprintf(stderr, "gatepost explain: %s: \"%s\"\n", what, value);
	return false;
}

static bool check_options(const struct explain_options *options)
{
	int64_t moment;

	if (options->activity != NULL &&
	    judging_word(span_of(options->activity), activity_names) < 0)
		return complain("unknown activity", options->activity);
	if (options->at != NULL && !moment_parse(span_of(options->at), &moment))
		return complain("--at is no time as in RFC 3339", options->at);
	if (options->text != NULL && !utf8_is_valid(span_of(options->text)))
		return complain("the text is not UTF-8", options->text);
	return true;
}

static int explain_text(const struct judging *judging, const struct explain_options *options)
{
	struct field field = { SPAN("text"), span_of(options->text) };
	struct post post = { .fields = &field, .field_count = 1 };

	if (options->site != NULL)
		judging_set_site(judging, &post, span_of(options->site));
	if (options->site != NULL && post.class.len == 0)
		fprintf(
		    stderr, "gatepost explain: the catalogue has no site \"%s\"\n", options->site);
	if (options->activity != NULL)
		post.activity =
		    (enum activity)judging_word(span_of(options->activity), activity_names);
	const struct explained explained = explain_as_asked(options, &post);
	explain_post(judging, options, &explained);
	return EXIT_FINE;
}

static int explain(const struct explain_options *options)
{
	struct judging judging;
	int status;

	if (!check_options(options) || !judging_open(&judging, options->config_file, NULL, 0))
		return EXIT_CANNOT;
	if (options->text != NULL)
		status = explain_text(&judging, options);
	else if (options->record != NULL)
		status = explain_record(&judging, options);
	else
		status = explain_request(&judging, options);
	judging_close(&judging);
	return status;
}

int command_explain(int argc, char **argv)
{
	struct explain_options options = { .groups = mem_array((size_t)argc, sizeof(struct span)) };
	int status = take_options(&options, argc, argv) ? explain(&options) : EXIT_CANNOT;

	free(options.groups);
	return status;
}
