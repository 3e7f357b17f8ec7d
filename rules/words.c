#include "words.h"

#include <string.h>
#include <unicode/uchar.h>

#include "text/letter.h"
#include "text/utf8.h"

/* Is there a boundary between inside, the edge of the word, and its neighbour outside? */
static bool is_boundary(uint32_t inside, uint32_t outside)
{
	return !letter_is_word(inside) || !letter_is_word(outside) || letter_is_unspaced(inside) ||
	       letter_is_unspaced(outside);
}

static bool begins_word(struct span text, size_t start)
{
	size_t before = start;
	size_t at = start;

	if (start == 0)
		return true;
	return is_boundary(utf8_next(text.data, text.len, &at), utf8_previous(text.data, &before));
}

static bool ends_word(struct span text, size_t end)
{
	size_t last = end;
	size_t at = end;

	if (end == text.len)
		return true;
	return is_boundary(utf8_previous(text.data, &last), utf8_next(text.data, text.len, &at));
}

static size_t rest_of_word(struct span text, size_t end)
{
	while (end < text.len) {
		size_t next = end;
		uint32_t c = utf8_next(text.data, text.len, &next);
		if (!letter_is_word(c) || letter_is_unspaced(c))
			break;
		end = next;
	}
	return end;
}

static size_t skip_white(struct span text, size_t at)
{
	while (at < text.len) {
		size_t next = at;
		if (!u_isUWhiteSpace((UChar32)utf8_next(text.data, text.len, &next)))
			break;
		at = next;
	}
	return at;
}

/* White space, or what joins words to one, or nothing. */
static size_t skip_joint(struct span text, size_t at)
{
	enum { JOINT_MAX = 2 };
	size_t end = skip_white(text, at);

	if (end > at)
		return end;
	while (
	    end < text.len && end - at < JOINT_MAX && memchr("-_.+/~", text.data[end], 6) != NULL)
		end++;
	return end;
}

/* What is looked for, and how. */
struct search {
	struct span word; /* its spaces stand for any white space */
	bool may_inflect;
	bool is_joined; /* or for what skip_joint() skips */
};

/* Does the word stand at text[at..)? */
static bool match_at(const struct search *search, struct span text, size_t at, size_t *end)
{
	struct span rest = search->word;

	while (rest.data != NULL) {
		struct span part = span_cut(rest, ' ', &rest);
		if (text.len - at < part.len || memcmp(text.data + at, part.data, part.len) != 0)
			return false;
		at += part.len;
		if (rest.data == NULL)
			break;
		size_t behind = search->is_joined ? skip_joint(text, at) : skip_white(text, at);
		if (behind == at && !search->is_joined)
			return false;
		at = behind;
	}
	*end = at;
	return true;
}

static bool stands_at(const struct search *search, struct span text, size_t at, size_t *end)
{
	if (!match_at(search, text, at, end) || !begins_word(text, at))
		return false;
	if (search->may_inflect)
		*end = rest_of_word(text, *end);
	return search->may_inflect || ends_word(text, *end);
}

static bool find(
    const struct search *search, struct span text, size_t from, size_t *start, size_t *end)
{
	struct span rest;
	struct span first = span_cut(search->word, ' ', &rest);

	while (from < text.len) {
		const char *hit = memmem(text.data + from, text.len - from, first.data, first.len);
		if (hit == NULL)
			return false;
		*start = (size_t)(hit - text.data);
		if (stands_at(search, text, *start, end))
			return true;
		from = *start + 1;
	}
	return false;
}

bool word_find(const struct word *word, bool is_exact, struct span text, size_t from, size_t *start,
    size_t *end)
{
	const struct search search = { is_exact ? word->exact : word->text, word->may_inflect,
		false };

	return find(&search, text, from, start, end);
}

bool word_find_joined(
    const struct word *word, struct span text, size_t from, size_t *start, size_t *end)
{
	enum { BYTES_MIN = 9 };
	const struct search search = { word->text, word->may_inflect, true };

	return word->text.len >= BYTES_MIN &&
	       memchr(word->text.data, ' ', word->text.len) != NULL &&
	       find(&search, text, from, start, end);
}

struct span word_anchor(const struct word *word)
{
	struct span best = { NULL, 0 };
	struct span rest = word->text;

	while (rest.data != NULL) {
		struct span part = span_cut(rest, ' ', &rest);
		if (part.len > best.len)
			best = part;
	}
	return best;
}
