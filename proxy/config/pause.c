#include "pause.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/mem.h"

const char pauses_name[] = "pauses.json";

const char *const pause_kind_names[] = {
	[PAUSE_RULE] = "rule",
	[PAUSE_SITE] = "site",
	[PAUSE_ALL] = "all",
	[PAUSE_KIND_COUNT] = NULL,
};

enum { KEPT_S = 24 * 3600 };

struct pauses {
	struct arena *arena;
	struct pause list[PAUSES_MAX];
	size_t count;
};

struct pauses *pauses_new(void)
{
	struct pauses *pauses = mem_alloc(sizeof *pauses);

	pauses->arena = arena_new(0);
	return pauses;
}

void pauses_free(struct pauses *pauses)
{
	if (pauses == NULL)
		return;
	arena_free(pauses->arena);
	free(pauses);
}

size_t pauses_count(const struct pauses *pauses)
{
	return pauses != NULL ? pauses->count : 0;
}

const struct pause *pauses_get(const struct pauses *pauses, size_t index)
{
	return &pauses->list[index];
}

/* ---- the file ---- */

static const char *text_of(struct pauses *pauses, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return NULL;
	return arena_copy(
	    pauses->arena, span_make(json_string_value(value), json_string_length(value)));
}

static bool take_kind(const char *word, enum pause_kind *kind)
{
	for (int i = 0; word != NULL && pause_kind_names[i] != NULL; i++)
		if (strcmp(word, pause_kind_names[i]) == 0) {
			*kind = (enum pause_kind)i;
			return true;
		}
	return false;
}

static bool take_pause(struct pauses *pauses, const json_t *object, struct pause *pause)
{
	*pause = (struct pause){
		.name = text_of(pauses, object, "name"),
		.reference = text_of(pauses, object, "reference"),
		.since = json_integer_value(json_object_get(object, "since")),
		.until = json_integer_value(json_object_get(object, "until")),
		.reason = text_of(pauses, object, "reason"),
		.by = text_of(pauses, object, "by"),
		.ended = json_integer_value(json_object_get(object, "ended")),
		.ended_by = text_of(pauses, object, "ended-by"),
	};
	return take_kind(text_of(pauses, object, "what"), &pause->kind) && pause->name != NULL &&
	       pause->reference != NULL && strlen(pause->reference) <= REFERENCE_LEN &&
	       pause->reason != NULL && pause->by != NULL && pause->ended_by != NULL &&
	       pause->until > pause->since && pause->until - pause->since <= PAUSE_LONGEST_S;
}

static bool take_all(struct pauses *pauses, const json_t *list)
{
	if (!json_is_array(list) || json_array_size(list) > PAUSES_MAX)
		return false;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!take_pause(pauses, json_array_get(list, i), &pauses->list[pauses->count++]))
			return false;
	return true;
}

struct pauses *pauses_parse(struct span json, struct err *err)
{
	struct pauses *pauses = pauses_new();
	json_error_t error;

	if (json.len == 0)
		return pauses;
	json_t *list = json.len <= PAUSES_SIZE_MAX
	                   ? json_loadb(json.data, json.len, JSON_REJECT_DUPLICATES, &error)
	                   : NULL;
	bool is_good = take_all(pauses, list);
	json_decref(list);
	if (is_good)
		return pauses;
	err_set(
	    err, "%s is not as `gatepost pause` writes it: remove it, or put it back", pauses_name);
	pauses_free(pauses);
	return NULL;
}

void pauses_print(const struct pauses *pauses, struct buf *json)
{
	json_t *list = json_array();

	for (size_t i = 0; i < pauses->count; i++) {
		const struct pause *pause = &pauses->list[i];
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:s}", "what",
		              pause_kind_names[pause->kind], "name", pause->name, "reference",
		              pause->reference, "since", (json_int_t)pause->since, "until",
		              (json_int_t)pause->until, "reason", pause->reason, "by", pause->by,
		              "ended", (json_int_t)pause->ended, "ended-by", pause->ended_by));
	}
	char *text = json_dumps(list, JSON_INDENT(1));
	buf_append_text(json, text);
	buf_append_text(json, "\n");
	free(text);
	json_decref(list);
}

/* ---- what they say ---- */

/* A clock that was set back must not make it longer. */
bool pause_is_on(const struct pause *pause, int64_t now)
{
	return pause->ended == 0 && now < pause->until && pause->until - now <= PAUSE_LONGEST_S;
}

static bool is_about(const struct pause *pause, const char *rule, struct span site)
{
	if (pause->kind == PAUSE_ALL)
		return true;
	return pause->kind == PAUSE_SITE ? span_is(site, pause->name)
	                                 : rule != NULL && strcmp(rule, pause->name) == 0;
}

bool pauses_cover(const struct pauses *pauses, const char *rule, struct span site, int64_t now)
{
	for (size_t i = 0; i < pauses_count(pauses); i++)
		if (pause_is_on(&pauses->list[i], now) && is_about(&pauses->list[i], rule, site))
			return true;
	return false;
}

/* ---- changing them ---- */

static bool is_old(const struct pause *pause, int64_t now)
{
	int64_t end = pause->ended != 0 ? pause->ended : pause->until;

	return now - end > KEPT_S;
}

static void drop_old(struct pauses *pauses, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < pauses->count; i++)
		if (!is_old(&pauses->list[i], now))
			pauses->list[kept++] = pauses->list[i];
	pauses->count = kept;
}

static const char *keep(struct pauses *pauses, const char *text)
{
	return arena_copy(pauses->arena, span_of(text));
}

bool pauses_add(struct pauses *pauses, const struct pause *pause, struct err *err)
{
	drop_old(pauses, pause->since);
	pauses_end(pauses, pause->kind, pause->name, pause->since, pause->by);
	if (pauses->count == PAUSES_MAX)
		return err_set(err, "%d pauses a day are enough: change the policy", PAUSES_MAX);
	struct pause *copy = &pauses->list[pauses->count++];
	*copy = *pause;
	copy->name = keep(pauses, pause->name);
	copy->reference = keep(pauses, pause->reference);
	copy->reason = keep(pauses, pause->reason);
	copy->by = keep(pauses, pause->by);
	copy->ended_by = keep(pauses, pause->ended_by);
	return true;
}

bool pauses_end(
    struct pauses *pauses, enum pause_kind kind, const char *name, int64_t now, const char *by)
{
	bool was_on = false;

	for (size_t i = 0; i < pauses->count; i++) {
		struct pause *pause = &pauses->list[i];
		if (pause->kind != kind || strcmp(pause->name, name) != 0 ||
		    !pause_is_on(pause, now))
			continue;
		pause->ended = now;
		pause->ended_by = keep(pauses, by);
		was_on = true;
	}
	return was_on;
}
