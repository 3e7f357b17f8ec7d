#include "log_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "../store/moment.h"

enum { TIME_MAX = 64 };

/* ---- clean text ---- */

/* Length of the UTF-8 character at the front (RFC 3629), 0 if there is none. */
static size_t character_len(struct span text)
{
	static const struct {
		size_t len;
		uint32_t least; /* shorter forms must be used below it */
		uint8_t mask, lead;
	} forms[] = {
		{ 1, 0, 0x80, 0x00 },
		{ 2, 0x80, 0xe0, 0xc0 },
		{ 3, 0x800, 0xf0, 0xe0 },
		{ 4, 0x10000, 0xf8, 0xf0 },
	};
	uint8_t lead = (uint8_t)text.data[0];

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if ((lead & forms[i].mask) != forms[i].lead || text.len < forms[i].len)
			continue;
		uint32_t point = lead & (uint8_t)~forms[i].mask;
		for (size_t k = 1; k < forms[i].len; k++) {
			if (((uint8_t)text.data[k] & 0xc0) != 0x80)
				return 0;
			point = point << 6 | ((uint8_t)text.data[k] & 0x3f);
		}
		bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
		return point >= forms[i].least && point <= 0x10ffff && !is_surrogate ? forms[i].len
		                                                                     : 0;
	}
	return 0;
}

/* C0, DEL and C1: what a terminal may take as an order. */
static bool is_control(struct span text, size_t len)
{
	uint8_t first = (uint8_t)text.data[0];

	if (len == 1)
		return first < 0x20 || first == 0x7f;
	return len == 2 && first == 0xc2 && (uint8_t)text.data[1] < 0xa0;
}

/* extra: further characters that get a backslash. */
static void put_clean(struct buf *out, struct span text, const char *extra)
{
	while (text.len > 0) {
		size_t len = character_len(text);
		if (len == 0) {
			buf_append_text(out, "\xef\xbf\xbd");
			len = 1;
		} else if (is_control(text, len)) {
			buf_print(out, "\\u%04x", (unsigned)(uint8_t)text.data[len - 1]);
		} else {
			for (const char *c = extra; len == 1 && *c != '\0'; c++)
				if (*c == text.data[0])
					buf_append_text(out, "\\");
			buf_append(out, text.data, len);
		}
		text = span_from(text, len);
	}
}

static void put(struct buf *out, struct span text)
{
	put_clean(out, text, "");
}

/* ---- a block for people ---- */

static void put_local_time(struct buf *out, int64_t moment_ms)
{
	time_t seconds = (time_t)(moment_ms / 1000);
	struct tm tm;
	char text[TIME_MAX];

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm) == 0)
		moment_print(moment_ms, text);
	buf_append_text(out, text);
}

static void put_name(struct buf *out, const struct record *record)
{
	if (record->node.len > 0) {
		put(out, record->node);
		buf_append_text(out, "-");
	}
	buf_print(out, "%06" PRIu64, record->number);
}

static void put_label(struct buf *out, const char *label)
{
	buf_print(out, "  %-10s ", label);
}

static void put_more(struct buf *out, const char *before, struct span text)
{
	if (text.len == 0)
		return;
	buf_append_text(out, before);
	put(out, text);
}

static void put_row(struct buf *out, const char *label, struct span text)
{
	if (text.len == 0)
		return;
	put_label(out, label);
	put(out, text);
	buf_append_text(out, "\n");
}

static void put_who(struct buf *out, const struct stored *stored)
{
	const struct record *record = &stored->record;

	if (!stored->is_identity_erased && record->user.len == 0 && record->address.len == 0)
		return;
	put_label(out, "who");
	if (stored->is_identity_erased)
		buf_append_text(out, "(erased)");
	else if (record->user.len > 0)
		put(out, record->user);
	else
		buf_append_text(out, "unknown");
	put_more(out, " at ", record->address);
	put_more(out, ", known by ", record->how);
	put_more(out, ", groups ", record->groups);
	buf_append_text(out, "\n");
}

static void put_site(struct buf *out, const struct record *record)
{
	if (record->site.len == 0 && record->host.len == 0)
		return;
	put_label(out, "site");
	put(out, record->site.len > 0 ? record->site : record->host);
	if (record->site.len > 0 && record->host.len > 0)
		put_more(out, ", ", record->host);
	put_more(out, ", ", record->activity);
	put_more(out, ", ", record->audience);
	put_more(out, ", as ", record->account);
	buf_append_text(out, "\n");
}

static void put_action(struct buf *out, const struct record *record)
{
	if (record->action.len == 0)
		return;
	put_label(out, "action");
	put(out, record->action);
	if (record->acted.len > 0 && !span_equal(record->acted, record->action))
		put_more(out, ", done: ", record->acted);
	buf_print(out, " → %s", outcome_names[record->outcome]);
	put_more(out, " ", record->published_id);
	put_more(out, " ", record->published_url);
	put_more(out, " (stage ", record->stage);
	buf_append_text(out, record->stage.len > 0 ? ")\n" : "\n");
}

static void put_rules(struct buf *out, const struct record *record)
{
	for (uint32_t i = 0; i < record->rule_count; i++) {
		const struct record_rule *rule = &record->rules[i];
		put_label(out, i == 0 ? "rules" : "");
		put(out, rule->id);
		put_more(out, ", ", rule->severity);
		put_more(out, ", ", rule->action);
		put_more(out, " at ", rule->spans);
		put_more(out, ", assumed: ", rule->assumed);
		put_more(out, ", ", rule->mode);
		buf_append_text(out, "\n");
	}
}

static void put_statements(struct buf *out, const struct record *record)
{
	char day[MOMENT_TEXT];

	for (uint32_t i = 0; i < record->statement_count; i++) {
		const struct record_statement *said = &record->statements[i];
		moment_print(said->when * 1000, day);
		put_label(out, i == 0 ? "says" : "");
		put(out, said->value);
		put_more(out, said->when == 0 ? ", official: " : ", before: ", said->against);
		put_more(out, " by ", said->group);
		if (said->when != 0)
			buf_print(out, " on %.10s", day);
		put_more(out, " (", said->rule);
		buf_append_text(out, ")\n");
	}
}

static const char *text_state(const struct stored *stored)
{
	if (stored->is_text_erased)
		return "erased";
	return text_form_names[stored->text_form];
}

static void put_fields(struct buf *out, const struct stored *stored)
{
	if (stored->record.field_count == 0) {
		put_row(out, "text", span_of(text_state(stored)));
		return;
	}
	for (uint32_t i = 0; i < stored->record.field_count; i++) {
		const struct record_field *field = &stored->record.fields[i];
		put_label(out, i == 0 ? "text" : "");
		put(out, field->name);
		put_more(out, ": ", field->text);
		buf_append_text(out, "\n");
	}
}

void log_print_block(const struct stored *stored, bool with_text, struct buf *out)
{
	const struct record *record = &stored->record;

	put_local_time(out, record->time_ms);
	buf_append_text(out, "  ");
	put_name(out, record);
	put_more(out, "  ", record->kind);
	buf_append_text(out, "\n");
	put_who(out, stored);
	put_site(out, record);
	put_action(out, record);
	put_rules(out, record);
	put_statements(out, record);
	put_row(out, "why", record->why);
	if (with_text)
		put_fields(out, stored);
	put_row(out, "reference", record->reference);
	if (stored->repeats == 0)
		return;
	put_label(out, "repeats");
	buf_print(out, "%" PRIu64 " more, the last at ", stored->repeats);
	put_local_time(out, stored->repeated_ms);
	buf_append_text(out, "\n");
}

/* ---- a line of JSON (RFC 8259) ---- */

static void put_string(struct buf *out, struct span text)
{
	buf_append_text(out, "\"");
	put_clean(out, text, "\"\\");
	buf_append_text(out, "\"");
}

static void put_key(struct buf *out, const char *key)
{
	char last = out->len > 0 ? out->data[out->len - 1] : '{';

	if (last != '{' && last != '[')
		buf_append_text(out, ",");
	buf_print(out, "\"%s\":", key);
}

static void put_member(struct buf *out, const char *key, struct span text)
{
	if (text.len == 0)
		return;
	put_key(out, key);
	put_string(out, text);
}

static void put_groups(struct buf *out, struct span groups)
{
	if (groups.len == 0)
		return;
	put_key(out, "groups");
	const char *before = "[";
	while (groups.data != NULL) {
		struct span group = span_cut(groups, ',', &groups);
		buf_append_text(out, before);
		put_string(out, group);
		before = ",";
	}
	buf_append_text(out, "]");
}

/* Of the form "text:0-7", with "@" and a document behind it if it is a passage of one; the field's
 * name may hold a colon itself. */
static bool span_parse(
    struct span token, struct span *field, uint64_t *start, uint64_t *end, struct span *document)
{
	size_t colon = token.len;
	struct span end_text;

	while (colon > 0 && token.data[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return false;
	struct span range = span_cut(span_from(token, colon), '@', document);
	struct span start_text = span_cut(range, '-', &end_text);
	*field = (struct span){ token.data, colon - 1 };
	return span_to_u64(start_text, start) && span_to_u64(end_text, end);
}

static void put_spans(struct buf *out, struct span spans)
{
	struct span field;
	uint64_t start;
	uint64_t end;
	struct span document;
	const char *before = "";

	put_key(out, "spans");
	buf_append_text(out, "[");
	while (spans.len > 0) {
		if (!span_parse(span_cut(spans, ' ', &spans), &field, &start, &end, &document))
			continue;
		buf_print(out, "%s{", before);
		put_member(out, "field", field);
		put_key(out, "start");
		buf_print(out, "%" PRIu64 ",\"end\":%" PRIu64, start, end);
		if (document.data != NULL) {
			put_key(out, "document");
			put_string(out, document);
		}
		buf_append_text(out, "}");
		before = ",";
	}
	buf_append_text(out, "]");
}

static void put_json_rules(struct buf *out, const struct record *record)
{
	put_key(out, "rules");
	buf_append_text(out, "[");
	for (uint32_t i = 0; i < record->rule_count; i++) {
		const struct record_rule *rule = &record->rules[i];
		buf_append_text(out, i > 0 ? ",{" : "{");
		put_member(out, "id", rule->id);
		put_member(out, "severity", rule->severity);
		put_member(out, "action", rule->action);
		put_member(out, "assumed", rule->assumed);
		put_member(out, "mode", rule->mode);
		put_spans(out, rule->spans);
		buf_append_text(out, "}");
	}
	buf_append_text(out, "]");
}

static void put_json_fields(struct buf *out, const struct record *record)
{
	put_key(out, "fields");
	buf_append_text(out, "[");
	for (uint32_t i = 0; i < record->field_count; i++) {
		buf_append_text(out, i > 0 ? ",{" : "{");
		put_member(out, "name", record->fields[i].name);
		put_key(out, "text");
		put_string(out, record->fields[i].text);
		buf_append_text(out, "}");
	}
	buf_append_text(out, "]");
}

static void put_moment(struct buf *out, const char *key, int64_t moment_ms)
{
	char text[MOMENT_TEXT];

	moment_print(moment_ms, text);
	put_member(out, key, span_of(text));
}

static void put_json_statements(struct buf *out, const struct record *record)
{
	if (record->statement_count == 0)
		return;
	put_key(out, "statements");
	for (uint32_t i = 0; i < record->statement_count; i++) {
		const struct record_statement *said = &record->statements[i];
		buf_append_text(out, i > 0 ? ",{" : "[{");
		put_member(out, "rule", said->rule);
		put_member(out, "value", said->value);
		put_member(out, said->when == 0 ? "official" : "before", said->against);
		put_member(out, "group", said->group);
		if (said->when != 0)
			put_moment(out, "when", said->when * 1000);
		buf_append_text(out, "}");
	}
	buf_append_text(out, "]");
}

static void put_json_head(struct buf *out, const struct stored *stored)
{
	const struct record *record = &stored->record;

	put_key(out, "number");
	buf_print(out, "%" PRIu64, record->number);
	put_member(out, "node", record->node);
	put_moment(out, "time", record->time_ms);
	put_moment(out, "committed", stored->committed_ms);
	put_key(out, "generation");
	buf_print(out, "%" PRIu32, record->generation);
	put_member(out, "kind", record->kind);
	put_member(out, "reference", record->reference);
}

static void put_json_who(struct buf *out, const struct stored *stored)
{
	const struct record *record = &stored->record;

	put_member(out, "user", record->user);
	put_member(out, "address", record->address);
	put_member(out, "how", record->how);
	put_groups(out, record->groups);
	if (stored->is_identity_erased)
		put_member(out, "identity", SPAN("erased"));
}

static void put_json_what(struct buf *out, const struct record *record)
{
	put_member(out, "site", record->site);
	put_member(out, "class", record->class);
	put_member(out, "host", record->host);
	put_member(out, "endpoint", record->endpoint);
	put_member(out, "activity", record->activity);
	put_member(out, "audience", record->audience);
	put_member(out, "account", record->account);
	put_member(out, "action", record->action);
	put_member(out, "acted", record->acted);
	put_member(out, "stage", record->stage);
	put_member(out, "why", record->why);
	put_member(out, "outcome", span_of(outcome_names[record->outcome]));
	put_member(out, "published_id", record->published_id);
	put_member(out, "published_url", record->published_url);
}

void log_print_json(const struct stored *stored, bool with_text, struct buf *out)
{
	buf_append_text(out, "{");
	put_json_head(out, stored);
	put_json_who(out, stored);
	put_json_what(out, &stored->record);
	put_json_rules(out, &stored->record);
	put_json_statements(out, &stored->record);
	if (stored->repeats > 0) {
		put_key(out, "repeats");
		buf_print(out, "%" PRIu64, stored->repeats);
		put_moment(out, "last", stored->repeated_ms);
	}
	put_member(out, "text_form", span_of(text_state(stored)));
	if (with_text)
		put_json_fields(out, &stored->record);
	buf_append_text(out, "}\n");
}

void log_print_finding(const char *sentence, struct buf *out)
{
	buf_append_text(out, "{");
	put_member(out, "finding", span_of(sentence));
	buf_append_text(out, "}\n");
}

void log_print_clean(struct span text, FILE *out)
{
	struct buf clean;

	buf_init(&clean, 8 * text.len + 16);
	put(&clean, text);
	if (clean.len > 0)
		fwrite(clean.data, 1, clean.len, out);
	buf_release(&clean);
}
