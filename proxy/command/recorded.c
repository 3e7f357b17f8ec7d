#include "recorded.h"

static int choice(struct span word, const char *const *names)
{
	int index = judging_word(word, names);

	return index > 0 ? index : 0; /* the first of them is "unknown" */
}

static void take_fields(struct arena *arena, const struct record *record, struct post *post)
{
	post->fields = arena_alloc(arena, (record->field_count + 1) * sizeof *post->fields);
	for (uint32_t i = 0; i < record->field_count; i++)
		post->fields[post->field_count++] =
		    (struct field){ record->fields[i].name, record->fields[i].text };
}

static void take_groups(struct arena *arena, struct span names, struct who *who)
{
	struct span *groups = arena_alloc(arena, (names.len + 1) * sizeof *groups);

	who->groups = groups;
	who->has_groups = names.len > 0;
	while (names.len > 0)
		groups[who->group_count++] = span_cut(names, ',', &names);
}

bool recorded_post(
    const struct judging *judging, const struct stored *stored, struct recorded *recorded)
{
	const struct record *record = &stored->record;

	*recorded = (struct recorded){ .when = (time_t)(record->time_ms / 1000) };
	if ((!span_is(record->kind, "post") && !span_is(record->kind, "unjudged")) ||
	    stored->is_text_hidden || stored->is_text_erased || record->field_count == 0)
		return false;
	struct post *post = &recorded->post;
	post->site = record->site;
	post->class = record->class;
	post->host = record->host;
	post->endpoint = record->endpoint;
	post->account = record->account;
	post->activity = (enum activity)choice(record->activity, activity_names);
	post->audience = (enum audience)choice(record->audience, audience_names);
	take_fields(judging->arena, record, post);
	recorded->who.user = record->user;
	recorded->who.address = record->address;
	recorded->who.how = record->how;
	take_groups(judging->arena, record->groups, &recorded->who);
	return true;
}
