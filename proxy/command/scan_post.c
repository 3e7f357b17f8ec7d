#include "scan_post.h"

#include "../http/body.h"
#include "../store/moment.h"

struct scanning {
	const struct judging *judging;
	const struct value *object;
	struct scanned *scanned;
	struct err *err;
};

static const struct value *get(const struct scanning *scanning, const char *key)
{
	const struct value *value = value_get(scanning->object, span_of(key));

	return value != NULL && value->kind != VALUE_NULL ? value : NULL;
}

/* The text of a key; empty if it is not there. */
static bool take_text(const struct scanning *scanning, const char *key, struct span *text)
{
	const struct value *value = get(scanning, key);

	if (value != NULL && value->kind != VALUE_STRING)
		return err_set(scanning->err, "\"%s\" is no text", key);
	*text = value != NULL ? value->text : span_make("", 0);
	return true;
}

static bool take_fields(const struct scanning *scanning)
{
	const struct value *text = get(scanning, "text");
	const struct value *fields = get(scanning, "fields");
	struct post *post = &scanning->scanned->post;

	if ((text == NULL) == (fields == NULL))
		return err_set(scanning->err, "a post has either \"text\" or \"fields\"");
	if (fields != NULL && fields->kind != VALUE_OBJECT)
		return err_set(scanning->err, "\"fields\" is no object");
	post->fields = arena_alloc(scanning->judging->arena,
	    ((fields != NULL ? fields->count : 0) + 1) * sizeof *post->fields);
	if (text != NULL) {
		post->fields[post->field_count].name = SPAN("text");
		return take_text(scanning, "text", &post->fields[post->field_count++].text);
	}
	for (const struct value *field = fields->first; field != NULL; field = field->next) {
		if (field->kind != VALUE_STRING)
			return err_set(
			    scanning->err, "\"%.*s\" is no text", SPAN_PRINT(field->name));
		post->fields[post->field_count++] = (struct field){ field->name, field->text };
	}
	return true;
}

static bool take_groups(const struct scanning *scanning)
{
	const struct value *groups = get(scanning, "groups");
	struct who *who = &scanning->scanned->who;

	if (groups == NULL)
		return true;
	if (groups->kind != VALUE_ARRAY)
		return err_set(scanning->err, "\"groups\" is no list");
	struct span *names =
	    arena_alloc(scanning->judging->arena, (groups->count + 1) * sizeof *names);
	for (const struct value *group = groups->first; group != NULL; group = group->next) {
		if (group->kind != VALUE_STRING)
			return err_set(scanning->err, "\"groups\" has something that is no text");
		names[who->group_count++] = group->text;
	}
	who->groups = names;
	who->has_groups = true;
	return true;
}

/* Left out: the first of the names, "unknown". */
static bool take_choice(
    const struct scanning *scanning, const char *key, const char *const *names, int *index)
{
	struct span word;

	if (!take_text(scanning, key, &word))
		return false;
	*index = word.len > 0 ? judging_word(word, names) : 0;
	return *index >= 0 || err_set(scanning->err, "\"%.*s\" is no %s", SPAN_PRINT(word), key);
}

static bool take_time(const struct scanning *scanning)
{
	struct span text;
	int64_t moment = moment_now();

	if (!take_text(scanning, "time", &text))
		return false;
	if (text.len > 0 && !moment_parse(text, &moment))
		return err_set(scanning->err, "\"time\" is no time as in RFC 3339");
	scanning->scanned->when = (time_t)(moment / 1000);
	return true;
}

static bool take_place(const struct scanning *scanning)
{
	struct post *post = &scanning->scanned->post;
	struct span site;
	int activity;
	int audience;

	if (!take_text(scanning, "site", &site) ||
	    !take_text(scanning, "account", &post->account) ||
	    !take_choice(scanning, "activity", activity_names, &activity) ||
	    !take_choice(scanning, "audience", audience_names, &audience))
		return false;
	judging_set_site(scanning->judging, post, site);
	post->activity = (enum activity)activity;
	post->audience = (enum audience)audience;
	return true;
}

static bool read_object(const struct scanning *scanning, struct span line, struct value **object)
{
	const char *why = NULL;

	switch (body_read_json(line, scanning->judging->arena, object, &why)) {
	case BODY_OK:
		return (*object)->kind == VALUE_OBJECT ||
		       err_set(scanning->err, "this is no JSON object");
	case BODY_AMBIGUOUS:
		return err_set(scanning->err, "a key stands twice");
	case BODY_LIMIT:
		return err_set(scanning->err, "this is nested too deep, or too large");
	case BODY_MALFORMED:
		break;
	}
	return err_set(scanning->err, "this is no JSON (%s)", why != NULL ? why : "malformed");
}

bool scan_post(
    const struct judging *judging, struct span line, struct scanned *scanned, struct err *err)
{
	struct value *object = NULL;
	struct scanning scanning = { .judging = judging, .scanned = scanned, .err = err };

	*scanned = (struct scanned){ 0 };
	if (!read_object(&scanning, line, &object))
		return false;
	scanning.object = object;
	return take_fields(&scanning) && take_place(&scanning) && take_groups(&scanning) &&
	       take_time(&scanning) && take_text(&scanning, "user", &scanned->who.user);
}
