#include "pauses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "../config/pause.h"
#include "../store/moment.h"

enum { KNOWN_MAX = 4 * PAUSES_MAX, WHY_MAX = PAUSE_REASON_MAX + 512, SECOND_MS = 1000 };

/* What of a pause is in the chain, or on its way there. */
struct known {
	char reference[REFERENCE_LEN + 1];
	bool is_ended;
};

struct pause_book {
	struct known known[KNOWN_MAX]; /* the newest, in a ring */
	size_t next;
};

struct pause_book *pause_book_new(void)
{
	return mem_alloc(sizeof(struct pause_book));
}

void pause_book_free(struct pause_book *book)
{
	free(book);
}

static struct known *find(struct pause_book *book, const char *reference)
{
	for (size_t i = 0; i < KNOWN_MAX; i++)
		if (strcmp(book->known[i].reference, reference) == 0)
			return &book->known[i];
	return NULL;
}

/* What an audit before this one left in the chain. */
static bool look_up(struct reader *reader, const char *reference, bool *is_ended)
{
	struct arena *arena = arena_new(0);
	struct stored stored;
	struct err err;
	bool is_there = reader != NULL && reader_find(reader, span_of(reference), arena, &stored,
	                                      &err) == READER_FOUND;

	*is_ended = is_there && span_is(stored.record.kind, "resume");
	arena_free(arena);
	return is_there;
}

static void print_name(const struct pause *pause, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s", pause_kind_names[pause->kind],
	    pause->name[0] != '\0' ? " " : "", pause->name);
}

static void record_pause(const struct pause *pause, struct group *group, int64_t now_ms)
{
	struct record record = { .kind = SPAN("pause"),
		.reference = span_of(pause->reference),
		.time_ms = pause->since * SECOND_MS,
		.user = span_of(pause->by),
		.how = SPAN("command") };
	char until[MOMENT_TEXT];
	char name[128];
	char why[WHY_MAX];

	moment_print(pause->until * SECOND_MS, until);
	print_name(pause, name, sizeof name);
	snprintf(why, sizeof why, "%s until %s: %s", name, until, pause->reason);
	record.why = span_of(why);
	group_own(group, &record, now_ms);
}

static void record_end(const struct pause *pause, struct group *group, int64_t now_ms)
{
	struct record record = { .kind = SPAN("resume"),
		.reference = span_of(pause->reference),
		.time_ms = pause->ended * SECOND_MS,
		.user = span_of(pause->ended_by),
		.how = SPAN("command") };
	char name[128];

	print_name(pause, name, sizeof name);
	record.why = span_of(name);
	group_own(group, &record, now_ms);
}

static void take_one(struct pause_book *book, const struct pause *pause, struct group *group,
    struct reader *reader, int64_t now_ms)
{
	struct known *known = find(book, pause->reference);

	if (known == NULL) {
		known = &book->known[book->next++ % KNOWN_MAX];
		snprintf(known->reference, sizeof known->reference, "%s", pause->reference);
		if (!look_up(reader, pause->reference, &known->is_ended))
			record_pause(pause, group, now_ms);
	}
	if (pause->ended != 0 && !known->is_ended)
		record_end(pause, group, now_ms);
	known->is_ended = pause->ended != 0;
}

void pause_book_take(struct pause_book *book, struct span file, struct group *group,
    struct reader *reader, int64_t now_ms)
{
	struct err err;
	struct pauses *pauses = pauses_parse(file, &err);

	if (pauses == NULL)
		log_line(LOG_ERROR, "-", "pauses are not recorded: %s", err.text);
	for (size_t i = 0; i < pauses_count(pauses); i++)
		take_one(book, pauses_get(pauses, i), group, reader, now_ms);
	pauses_free(pauses);
}
