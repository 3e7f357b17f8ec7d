/* gatepost log: the records of the store, and the proof that nobody altered them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../config/config.h"
#include "../store/moment.h"
#include "../store/reader.h"
#include "../store/verify.h"
#include "command.h"
#include "log_erase.h"
#include "log_options.h"
#include "log_print.h"

enum {
	LAST_ON_TERMINAL = 50,
	OUT_MAX = 64 * 1024 * 1024,
	OUT_FLUSH = 64 * 1024,
};

static int cannot(const char *what)
{
	fprintf(stderr, "gatepost log: %s\n", what);
	return EXIT_CANNOT;
}

/* ---- listing ---- */

struct listing {
	const struct log_options *options;
	struct reader *reader;
	struct arena *arena; /* of one record */
	struct buf out;
	bool json;
	uint64_t shown;
};

static bool has_rule(const struct record *record, const char *rule)
{
	for (uint32_t i = 0; i < record->rule_count; i++)
		if (span_is(record->rules[i].id, rule))
			return true;
	return false;
}

static bool is_wanted(const struct log_options *options, const struct record *record)
{
	return (!options->has_since || record->time_ms >= options->since_ms) &&
	       (options->user == NULL || span_is(record->user, options->user)) &&
	       (options->rule == NULL || has_rule(record, options->rule)) &&
	       (options->reference == NULL ||
	           span_is_nocase(record->reference, options->reference));
}

static bool flush(struct listing *listing)
{
	bool is_written = listing->out.len == 0 || fwrite(listing->out.data, 1, listing->out.len,
	                                               stdout) == listing->out.len;

	buf_clear(&listing->out);
	return is_written;
}

static bool show(struct listing *listing, const struct stored *stored)
{
	bool with_text = listing->options->with_text;

	if (listing->json) {
		log_print_json(stored, with_text, &listing->out);
	} else {
		if (listing->shown > 0)
			buf_append_text(&listing->out, "\n");
		log_print_block(stored, with_text, &listing->out);
	}
	listing->shown++;
	return listing->out.len < OUT_FLUSH || flush(listing);
}

/* The number before the last so many wanted ones. */
static bool before_last(struct listing *listing, uint64_t last, uint64_t *after, struct err *err)
{
	struct stored stored;
	uint64_t at = UINT64_MAX;
	enum reader_found found = READER_FOUND;

	while (last > 0 && found == READER_FOUND) {
		found = reader_previous(listing->reader, at, listing->arena, &stored, err);
		if (found == READER_FOUND) {
			at = stored.record.number;
			last -= is_wanted(listing->options, &stored.record);
		}
		arena_clear(listing->arena);
	}
	*after = found == READER_FOUND ? at - 1 : 0;
	return found != READER_FAILED;
}

/* Without being asked: a terminal has room for so many. */
static bool is_cut(const struct listing *listing)
{
	return listing->options->last == UINT64_MAX && !listing->json &&
	       !listing->options->has_since;
}

static bool begin_at(struct listing *listing, uint64_t *after, struct err *err)
{
	const struct log_options *options = listing->options;
	uint64_t last = options->last;

	*after = 0;
	if (last == UINT64_MAX) /* not given */
		last = is_cut(listing) ? LAST_ON_TERMINAL : 0;
	if (last > 0)
		return before_last(listing, last, after, err);
	return !options->has_since || reader_since(listing->reader, options->since_ms, after, err);
}

static bool list(struct listing *listing, struct err *err)
{
	struct stored stored;
	uint64_t after;
	enum reader_found found;

	if (!begin_at(listing, &after, err))
		return false;
	while ((found = reader_next(listing->reader, after, listing->arena, &stored, err)) ==
	       READER_FOUND) {
		after = stored.record.number;
		if (is_wanted(listing->options, &stored.record) && !show(listing, &stored))
			return err_set_errno(err, "writing");
		arena_clear(listing->arena);
	}
	if (found == READER_NONE && (!flush(listing) || fflush(stdout) != 0))
		return err_set_errno(err, "writing");
	return found == READER_NONE;
}

static int run_list(const char *folder, const struct log_options *options)
{
	struct err err;
	struct listing listing = { .options = options, .arena = arena_new(0) };
	int status = EXIT_FINE;

	buf_init(&listing.out, OUT_MAX);
	listing.json = options->json || !isatty(STDOUT_FILENO);
	listing.reader = reader_open(folder, options->with_text, &err);
	if (listing.reader == NULL || !list(&listing, &err)) {
		flush(&listing);
		status = cannot(err.text);
	} else if (listing.shown == 0 && !listing.json) {
		puts("No such records.");
	} else if (listing.shown == LAST_ON_TERMINAL && is_cut(&listing)) {
		printf("\nThe last %d; --last N shows more, --since T those of a time.\n",
		    LAST_ON_TERMINAL);
	}
	reader_close(listing.reader);
	buf_release(&listing.out);
	arena_free(listing.arena);
	return status;
}

/* ---- verifying ---- */

struct report {
	bool json;
	bool has_progress; /* a line that must be wiped before the next */
};

static void wipe_progress(struct report *report)
{
	if (report->has_progress)
		fputs("\r\033[K", stderr);
	report->has_progress = false;
}

static void on_finding(void *state, const char *sentence)
{
	struct report *report = state;

	wipe_progress(report);
	if (report->json) {
		struct buf line;
		buf_init(&line, (size_t)8 * ERR_TEXT_MAX);
		log_print_finding(sentence, &line);
		fwrite(line.data, 1, line.len, stdout);
		buf_release(&line);
	} else {
		printf("%s\n", sentence);
	}
}

static void on_progress(void *state, uint64_t done, uint64_t all)
{
	struct report *report = state;

	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " rows", done, all);
	fflush(stderr);
	report->has_progress = true;
}

static void print_sealed(const struct verify_result *result)
{
	if (result->sealed == 0)
		printf("Nothing is sealed yet.\n");
	else
		printf("Sealed up to row %" PRIu64 " (%s) by %" PRIu64
		       " checkpoints; not yet sealed: %" PRIu64
		       ".\nTo check against it later, keep elsewhere: --checkpoint %s\n",
		    result->sealed, result->sealed_time, result->checkpoints, result->unsealed,
		    result->sealed_hash);
}

static void print_result(const struct verify_result *result)
{
	if (result->findings > 0)
		printf("The chain is not whole: %" PRIu64 " findings in %" PRIu64 " rows.\n",
		    result->findings, result->rows);
	else
		printf("The chain is whole: %" PRIu64 " rows, %" PRIu64 " of them records.\n",
		    result->rows, result->records);
	print_sealed(result);
	if (result->texts_erased + result->identities_erased > 0)
		printf("Erased: %" PRIu64 " texts, %" PRIu64 " identities.\n", result->texts_erased,
		    result->identities_erased);
	if (result->texts_unreadable > 0)
		printf("Not checked, as text.key is missing: %" PRIu64 " texts.\n",
		    result->texts_unreadable);
}

static void print_json_result(const struct verify_result *result)
{
	printf("{\"whole\":%s,\"findings\":%" PRIu64 ",\"rows\":%" PRIu64 ",\"records\":%" PRIu64
	       ",\"checkpoints\":%" PRIu64 ",\"sealed\":%" PRIu64 ",\"sealed_time\":\"%s\""
	       ",\"sealed_hash\":\"%s\",\"unsealed\":%" PRIu64 ",\"texts_erased\":%" PRIu64
	       ",\"identities_erased\":%" PRIu64 ",\"texts_unreadable\":%" PRIu64 "}\n",
	    result->findings == 0 ? "true" : "false", result->findings, result->rows,
	    result->records, result->checkpoints, result->sealed, result->sealed_time,
	    result->sealed_hash, result->unsealed, result->texts_erased, result->identities_erased,
	    result->texts_unreadable);
}

static int run_verify(const char *folder, const struct log_options *options)
{
	struct err err;
	struct verify_result result;
	struct report report = { .json = options->json };
	const struct verify_options verify = {
		.folder = folder,
		.files = options->files,
		.file_count = options->file_count,
		.hashes = options->hashes,
		.hash_count = options->hash_count,
		.on_finding = on_finding,
		.on_progress = isatty(STDERR_FILENO) ? on_progress : NULL,
		.state = &report,
	};

	bool is_run = store_verify(&verify, &result, &err);
	wipe_progress(&report);
	if (!is_run)
		return cannot(err.text);
	if (options->json)
		print_json_result(&result);
	else
		print_result(&result);
	return result.findings == 0 ? EXIT_FINE : EXIT_NO;
}

static int run(const struct log_options *options)
{
	char *state = command_state_folder(options->config);
	char *store = state != NULL ? config_store_folder(state) : NULL;
	int status = EXIT_CANNOT;

	if (store != NULL && options->verb == LOG_ERASE)
		status = log_erase(state, store, options);
	else if (store != NULL)
		status = options->verb == LOG_VERIFY ? run_verify(store, options)
		                                     : run_list(store, options);
	free(store);
	free(state);
	return status;
}

int command_log(int argc, char **argv)
{
	struct log_options options;
	int status = EXIT_CANNOT;

	if (log_options_parse(argc, argv, moment_now(), &options))
		status = run(&options);
	log_options_release(&options);
	return status;
}
