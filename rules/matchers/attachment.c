#include <fnmatch.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* attachment: what is sent beside the text. */

enum { COUNT_MAX = 1000, NAME_MAX_LEN = 512 };

struct attached {
	const char **kinds;
	size_t kind_count;
	const char **names; /* patterns as in a shell, in any case */
	size_t name_count;
	uint64_t larger_than; /* bytes */
	size_t at_least;      /* so many of them */
	bool is_unread;       /* only those that nobody could look into */
};

static void read_kinds(struct reader *reader, const struct node *value, void *target)
{
	struct attached *attached = target;

	attached->kind_count = reader_texts(reader, value, &attached->kinds);
}

static void read_names(struct reader *reader, const struct node *value, void *target)
{
	struct attached *attached = target;

	attached->name_count = reader_texts(reader, value, &attached->names);
}

static bool size_of(const char *text, uint64_t *size)
{
	static const struct {
		const char *name;
		unsigned shift;
	} units[] = { { "GiB", 30 }, { "MiB", 20 }, { "KiB", 10 }, { "B", 0 } };
	struct span span = span_of(text);

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t len = strlen(units[i].name);
		if (span.len <= len || !span_ends_nocase(span, units[i].name))
			continue;
		if (!span_to_u64(span_make(text, span.len - len), size) || *size > 1 << 20)
			return false;
		*size <<= units[i].shift;
		return true;
	}
	return span_to_u64(span, size);
}

static void read_larger(struct reader *reader, const struct node *value, void *target)
{
	const char *text = reader_text(reader, value);

	if (text != NULL && !size_of(text, &((struct attached *)target)->larger_than))
		problems_error(
		    reader->problems, value, "\"%s\" is no size; write 500KiB or 5MiB", text);
}

static void read_at_least(struct reader *reader, const struct node *value, void *target)
{
	((struct attached *)target)->at_least = reader_whole(reader, value, COUNT_MAX);
}

static void read_unread(struct reader *reader, const struct node *value, void *target)
{
	((struct attached *)target)->is_unread = reader_flag(reader, value);
}

const struct key attachment_keys[] = {
	{ "kind", read_kinds, &schema_texts },
	{ "name", read_names, &schema_texts },
	{ "larger-than", read_larger, &schema_text },
	{ "at-least", read_at_least, &schema_whole },
	{ "unread", read_unread, &schema_flag },
	{ NULL, NULL, NULL },
};

/* "attachment: any", or a map of what it must be. */
void read_match_attachment(struct reader *reader, const struct node *value, void *target)
{
	static const char *const anything[] = { "any", NULL };
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_attachment, value);
	struct attached *attached = reader_alloc(reader, 1, sizeof *attached);

	attached->at_least = 1;
	if (value->kind == NODE_MAP)
		reader_map(reader, value, attachment_keys, attached);
	else
		reader_choice(reader, value, "attachment", anything);
	matcher->own = attached;
	matcher_add(reader, branch->parent, matcher);
}

static bool fits_name(const struct attached *attached, struct span name)
{
	char text[NAME_MAX_LEN];

	if (attached->name_count == 0)
		return true;
	size_t len = name.len < sizeof text ? name.len : sizeof text - 1;
	memcpy(text, name.data, len);
	text[len] = '\0';
	for (size_t i = 0; i < attached->name_count; i++)
		if (fnmatch(attached->names[i], text, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

static enum answer kind_answer(const struct attached *attached, struct span kind)
{
	if (attached->kind_count == 0)
		return ANSWER_YES;
	if (kind.len == 0)
		return ANSWER_UNKNOWN;
	for (size_t i = 0; i < attached->kind_count; i++)
		if (span_is_nocase(kind, attached->kinds[i]))
			return ANSWER_YES;
	return ANSWER_NO;
}

static bool fits(
    struct work *work, const struct attached *attached, const struct attachment *attachment)
{
	if ((attached->is_unread && attachment->is_read) ||
	    attachment->size <= attached->larger_than || !fits_name(attached, attachment->name))
		return false;
	return takes(work, kind_answer(attached, attachment->kind), 1U << ASSUMED_ATTACHMENT);
}

static void match_attachment(struct work *work, const struct matcher *matcher)
{
	const struct attached *attached = matcher->own;
	const struct post *post = work->all->post;
	size_t count = 0;

	for (size_t i = 0; i < post->attachment_count; i++)
		count += fits(work, attached, &post->attachments[i]);
	hold_everywhere(work, count >= attached->at_least);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct attached *attached = matcher->own;

	if (attached->at_least > 1)
		fprintf(out, "%zu or more attachments", attached->at_least);
	else
		fputs("an attachment", out);
	if (attached->is_unread)
		fputs(" that could not be read", out);
	if (attached->kind_count > 0) {
		fputs(" of kind ", out);
		put_names(out, attached->kinds, attached->kind_count, " or ");
	}
	if (attached->name_count > 0) {
		fputs(" named ", out);
		put_names(out, attached->names, attached->name_count, " or ");
	}
	if (attached->larger_than > 0)
		fprintf(out, " of more than %llu bytes", (unsigned long long)attached->larger_than);
}

const struct matcher_type matcher_attachment = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_attachment,
	.phrase = phrase,
};
