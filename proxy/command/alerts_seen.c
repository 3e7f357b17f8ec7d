#include "alerts_seen.h"

#include "../store/moment.h"
#include "../store/reader.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static void add(json_t *list, const struct record *record)
{
	char time[MOMENT_TEXT];

	moment_print(record->time_ms, time);
	json_array_append_new(
	    list, json_pack("{s:s, s:s%}", "time", time, "why", record->why.data, record->why.len));
}

json_t *alerts_seen(const char *store)
{
	json_t *list = json_array();
	struct arena *arena = arena_new(0);
	struct stored stored;
	struct err err;
	uint64_t after = 0;
	struct reader *reader = reader_open(store, false, &err);

	if (reader != NULL && reader_since(reader, moment_now() - DAY_MS, &after, &err))
		while (reader_next(reader, after, arena, &stored, &err) == READER_FOUND) {
			after = stored.record.number;
			if (span_is(stored.record.kind, "alert"))
				add(list, &stored.record);
			arena_clear(arena);
		}
	reader_close(reader);
	arena_free(arena);
	return list;
}
