/* A record, and what the rules of today say of its text. */
#include <inttypes.h>
#include <stdio.h>

#include "../store/moment.h"
#include "command.h"
#include "explain.h"
#include "log_print.h"
#include "recorded.h"

static int answer_no(const char *record, const char *why)
{
	fprintf(stderr, "gatepost explain: record %s: %s\n", record, why);
	return EXIT_NO;
}

static const char *why_no_text(const struct stored *stored)
{
	if (stored->is_text_erased)
		return "its text was erased, so that it cannot be judged again";
	if (stored->is_text_hidden)
		return "its text is encrypted, and text.key cannot be read or is not its key";
	return "no text of it was kept, so that it cannot be judged again";
}

/* What was decided at that time: the policy may have been another. */
static void put_record(const struct stored *stored)
{
	const struct record *record = &stored->record;
	char moment[MOMENT_TEXT];

	moment_print(record->time_ms, moment);
	printf(
	    "record %" PRIu64 " of %s: %.*s", record->number, moment, SPAN_PRINT(record->action));
	if (!span_equal(record->action, record->acted))
		printf(", done: %.*s", SPAN_PRINT(record->acted));
	putchar('\n');
	for (uint32_t i = 0; i < record->rule_count; i++) {
		fputs("  by ", stdout);
		log_print_clean(record->rules[i].id, stdout);
		fputs(record->rules[i].spans.len > 0 ? " at " : "", stdout);
		log_print_clean(record->rules[i].spans, stdout);
		putchar('\n');
	}
	if (record->why.len > 0)
		fputs("  why: ", stdout);
	log_print_clean(record->why, stdout);
	fputs(record->why.len > 0 ? "\n" : "", stdout);
}

static void put_heading(const struct stored *stored)
{
	if (stored->text_form == TEXT_MASKED)
		puts("\nIts text is kept with all that matched blotted out. Of the rest the rules "
		     "of "
		     "today say:");
	else
		puts("\nThe rules of today say:");
}

/* Who and when as recorded, unless the command says otherwise. */
static struct explained as_recorded(const struct explain_options *options,
    const struct recorded *recorded, const struct stored *stored)
{
	struct explained explained = explain_as_asked(options, &recorded->post);

	explained.record = stored;
	if (options->user == NULL && options->group_count == 0)
		explained.who = recorded->who;
	if (options->at == NULL)
		explained.when = recorded->when;
	return explained;
}

static int explain_stored(const struct judging *judging, const struct explain_options *options,
    const struct stored *stored)
{
	const struct record *record = &stored->record;
	struct recorded recorded;

	if (!span_is(record->kind, "post") && !span_is(record->kind, "unjudged")) {
		fprintf(stderr, "gatepost explain: record %s is of no post, but of kind %.*s\n",
		    options->record, SPAN_PRINT(record->kind));
		return EXIT_NO;
	}
	if (!options->is_json)
		put_record(stored);
	if (!recorded_post(judging, stored, &recorded))
		return answer_no(options->record, why_no_text(stored));
	if (!options->is_json)
		put_heading(stored);
	const struct explained explained = as_recorded(options, &recorded, stored);
	explain_post(judging, options, &explained);
	return EXIT_FINE;
}

int explain_record(const struct judging *judging, const struct explain_options *options)
{
	struct stored stored;
	struct err err;
	struct reader *reader = reader_open(judging->config->store, true, &err);
	enum reader_found found = READER_FAILED;
	int status = EXIT_CANNOT;

	if (reader != NULL)
		found =
		    reader_named(reader, span_of(options->record), judging->arena, &stored, &err);
	if (found == READER_FAILED)
		fprintf(stderr, "gatepost explain: %s\n", err.text);
	else if (found == READER_NONE)
		status = answer_no(options->record, "there is none with this number or reference");
	else
		status = explain_stored(judging, options, &stored);
	reader_close(reader);
	return status;
}
