#include "approved.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "../proxy/http/utf8.h"
#include "matchers/types.h"
#include "text/fold.h"
#include "text/letter.h"
#include "text/utf8.h"
#include "when.h"

enum {
	CLOSE_DEFAULT = 90, /* per cent */
	WORDS_MAX = 2000,   /* of a text; longer ones are never approved */
	BYTES_MAX = 64 * 1024,
};

/* A text as the hashes of its words, in order. */
struct word_row {
	uint32_t *words;
	size_t count;
};

struct campaign {
	const char *id;
	struct word_row *texts;
	size_t text_count;
	size_t text_capacity;
	struct when_condition *when;
	unsigned close; /* per cent */
};

/* Words */

static uint32_t hash_of(struct span word)
{
	uint32_t hash = 0x811c9dc5; /* FNV-1a */

	for (size_t i = 0; i < word.len; i++)
		hash = (hash ^ (unsigned char)word.data[i]) * 0x01000193;
	return hash;
}

static size_t hash_words(struct span text, uint32_t *words, size_t room)
{
	size_t count = 0;
	size_t start = 0;
	bool is_inside = false;

	for (size_t at = 0; at <= text.len && count < room;) {
		size_t here = at;
		uint32_t c = at < text.len ? utf8_next(text.data, text.len, &at) : 0;
		bool is_word = here < text.len && letter_is_word(c);
		if (is_inside && (!is_word || letter_is_unspaced(c)))
			words[count++] = hash_of(span_make(text.data + start, here - start));
		if (is_word && (!is_inside || letter_is_unspaced(c)))
			start = here;
		is_inside = is_word;
		if (here == text.len)
			break;
	}
	return count;
}

/* words: WORDS_MAX + 1 of them. */
static size_t fold_and_hash(const struct post *post, uint32_t *words)
{
	struct view written;
	struct view folded;

	view_init(&written);
	view_init(&folded);
	view_clear(&written, BYTES_MAX);
	view_clear(&folded, BYTES_MAX);
	for (size_t i = 0; i < post->field_count; i++)
		if (post_is_text(post, i))
			view_add_text(&written, post->fields[i].text);
	fold_view(&written, 0, FOLDING_NFKC_CASE, &folded);
	size_t found = WORDS_MAX + 1; /* too long for a campaign */
	if (!written.is_full && !folded.is_full)
		found = hash_words(view_bytes(&folded), words, WORDS_MAX + 1);
	view_release(&written);
	view_release(&folded);
	return found;
}

/* Reading */

static void add_text(struct reader *reader, const struct node *node, struct campaign *campaign,
    const char *name, struct span text)
{
	uint32_t *words = mem_array(WORDS_MAX + 1, sizeof *words);
	struct field field = { SPAN("text"), text };
	const struct post post = { .fields = &field, .field_count = 1 };

	if (span_starts(text, "\xef\xbb\xbf"))
		field.text = span_from(text, 3);
	size_t count = utf8_is_valid(field.text) ? fold_and_hash(&post, words) : 0;
	if (count == 0 || count > WORDS_MAX)
		problems_error(reader->problems, node,
		    count == 0 ? "%s has no words in UTF-8" : "%s is too long: at most 2,000 words",
		    name);
	struct word_row *texts =
	    reader_alloc(reader, campaign->text_count + 1, sizeof *campaign->texts);
	if (campaign->text_count > 0)
		memcpy(texts, campaign->texts, campaign->text_count * sizeof *texts);
	texts[campaign->text_count] =
	    (struct word_row){ reader_alloc(reader, count + 1, sizeof *words), count };
	memcpy(texts[campaign->text_count++].words, words, count * sizeof *words);
	campaign->texts = texts;
	free(words);
}

static void add_file(
    struct reader *reader, const struct node *node, struct campaign *campaign, const char *path)
{
	const char *name;
	struct span bytes;
	struct err err;

	if (source_read(reader->source, reader->file, path, &name, &bytes, &err))
		add_text(reader, node, campaign, path, bytes);
	else
		problems_error(reader->problems, node, "%s", err.text);
}

/* A star in the last part of a path: every file of the folder that ends so. */
static void add_files(
    struct reader *reader, const struct node *node, struct campaign *campaign, const char *path)
{
	const char *star = strchr(path, '*');
	const char *slash = strrchr(path, '/');
	const char *const *names;
	struct err err;

	if (star == NULL) {
		add_file(reader, node, campaign, path);
		return;
	}
	if (strchr(star + 1, '*') != NULL || (slash != NULL && star != slash + 1)) {
		problems_error(reader->problems, node,
		    "a star stands for all files of a folder: launch/*.txt");
		return;
	}
	char *folder =
	    slash != NULL ? mem_copy_n(path, (size_t)(slash - path)) : mem_copy_n(".", 1);
	if (!source_list(reader->source, reader->file, folder, star + 1, &names, &err))
		problems_error(reader->problems, node, "%s", err.text);
	else if (names[0] == NULL)
		problems_warn(reader->problems, node, "no file is named so: %s", path);
	else
		for (; *names != NULL; names++) {
			const char *full =
			    arena_print(reader->policy->arena, "%s/%s", folder, *names);
			add_file(reader, node, campaign, full);
		}
	free(folder);
}

static void read_campaign_id(struct reader *reader, const struct node *value, void *target)
{
	((struct campaign *)target)->id = reader_text(reader, value);
}

static void read_texts(struct reader *reader, const struct node *value, void *target)
{
	const char **paths;
	size_t count = reader_texts(reader, value, &paths);

	for (size_t i = 0; i < count; i++)
		add_files(reader, value, target, paths[i]);
}

static void skip(struct reader *reader, const struct node *value, void *target)
{
	(void)reader; /* from, to, zone: read together by reader_when_range() */
	(void)value;
	(void)target;
}

static void read_close(struct reader *reader, const struct node *value, void *target)
{
	const char *text = reader_text(reader, value);
	uint64_t share = 0;

	if (text == NULL)
		return;
	size_t len = strlen(text);
	if (len < 2 || text[len - 1] != '%' || !span_to_u64(span_make(text, len - 1), &share) ||
	    share < 50 || share > 100)
		problems_error(reader->problems, value,
		    "\"%s\" is not how close a text must be; write it as 90%%, from 50%% to 100%%",
		    text);
	((struct campaign *)target)->close = (unsigned)share;
}

const struct key campaign_keys[] = {
	{ "id", read_campaign_id, &schema_text },
	{ "texts", read_texts, &schema_texts },
	{ "from", skip, &schema_text },
	{ "to", skip, &schema_text },
	{ "zone", skip, &schema_text },
	{ "close", read_close, &schema_text },
	{ NULL, NULL, NULL },
};

static void read_campaign(struct reader *reader, const struct node *node)
{
	struct policy *policy = reader->policy;
	struct campaign *campaign = reader_alloc(reader, 1, sizeof *campaign);

	campaign->close = CLOSE_DEFAULT;
	if (!reader_map(reader, node, campaign_keys, campaign))
		return;
	campaign->when = reader_when_range(reader, node);
	if (campaign->id == NULL || node_get(node, "texts") == NULL)
		problems_error(reader->problems, node,
		    "an approved text needs both: { id: launch, texts: [launch/*.txt] }");
	policy->campaigns = mem_grow(policy->campaigns, &policy->campaign_capacity,
	    policy->campaign_count + 1, sizeof(struct campaign *));
	policy->campaigns[policy->campaign_count++] = campaign;
}

void reader_approved(struct reader *reader, const struct node *node)
{
	struct node *one = (struct node *)(uintptr_t)node;
	struct node *const *items = &one;
	size_t count = node_items(node, &items);

	for (size_t i = 0; i < count; i++)
		read_campaign(reader, items[i]);
}

/* Comparing */

/* Length of the longest sequence of words that both have in this order. */
static size_t common_words(const struct word_row *a, const struct word_row *b)
{
	size_t *row = mem_array(b->count + 1, sizeof *row);

	for (size_t i = 0; i < a->count; i++) {
		size_t diagonal = 0;
		for (size_t j = 0; j < b->count; j++) {
			size_t above = row[j + 1];
			if (a->words[i] == b->words[j])
				row[j + 1] = diagonal + 1;
			else if (row[j] > above)
				row[j + 1] = row[j];
			diagonal = above;
		}
	}
	size_t common = row[b->count];
	free(row);
	return common;
}

/* Words added count against it as much as words left out. */
static bool is_close(
    const struct campaign *campaign, const struct word_row *text, const struct word_row *post)
{
	size_t both = text->count + post->count;
	size_t most = text->count < post->count ? text->count : post->count;

	if (most * 200 < campaign->close * both) /* cannot be, whatever the words are */
		return false;
	return common_words(text, post) * 200 >= campaign->close * both;
}

static bool is_of_campaign(const struct campaign *campaign, const struct word_row *post)
{
	for (size_t i = 0; i < campaign->text_count; i++)
		if (is_close(campaign, &campaign->texts[i], post))
			return true;
	return false;
}

const char *approved_as(const struct policy *policy, const struct occasion *occasion)
{
	const struct post *post = occasion->post;
	const char *id = NULL;
	unsigned unknown = 0;

	if (policy->campaign_count == 0)
		return NULL;
	uint32_t *words = mem_array(WORDS_MAX + 1, sizeof *words);
	struct word_row row = { words, fold_and_hash(post, words) };
	for (size_t i = 0; i < policy->campaign_count && id == NULL && row.count <= WORDS_MAX;
	     i++) {
		const struct campaign *campaign = policy->campaigns[i];
		if (when_answer(campaign->when, occasion->now, &unknown) == ANSWER_YES &&
		    is_of_campaign(campaign, &row))
			id = campaign->id;
	}
	free(words);
	return id;
}

bool approved_may_pass(const struct matcher *match)
{
	static const struct matcher_type *const types[] = { &matcher_words, &matcher_near,
		&matcher_statement, &matcher_any, &matcher_all, &matcher_none, &matcher_unless,
		&matcher_count, &matcher_who, &matcher_where };
	bool is_among = false;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		is_among |= match->type == types[i];
	for (size_t i = 0; is_among && i < match->child_count; i++)
		if (!approved_may_pass(match->children[i]))
			return false;
	return is_among;
}
