#include "formatting.h"

#include <string.h>

#include "ascii.h"

enum { TAG_MAX = 2048, LINK_MAX = 512, NAME_LEN_MAX = 16, RUN_MAX = 6 };

/* A slice at work. */
struct markup {
	struct rewrite *rewrite;
	struct span text;      /* up to the end of the slice */
	size_t start;          /* of the slice */
	size_t no_comment_end; /* it was looked for in vain from here on */
	size_t target;         /* where the next "](" stands; 0: not looked for yet */
	size_t link_text_end;  /* the bracket that closes the text of a link; 0: none is open */
};

static bool is_word_byte(const struct markup *markup, size_t at)
{
	if (at < markup->start || at >= markup->text.len) /* also before the first byte */
		return false;
	unsigned char c = (unsigned char)markup->text.data[at];
	return ascii_is_figure(c) || c >= 0x80;
}

static bool starts(const struct markup *markup, size_t at, const char *text)
{
	size_t len = strlen(text);

	return markup->text.len - at >= len && memcmp(markup->text.data + at, text, len) == 0;
}

/* HTML */

static size_t name_len(const struct markup *markup, size_t at)
{
	size_t len = 0;

	while (at + len < markup->text.len && len <= NAME_LEN_MAX &&
	       (ascii_is_figure((unsigned char)markup->text.data[at + len]) ||
	           markup->text.data[at + len] == '-'))
		len++;
	return len;
}

/* Does an element begin a line of its own? */
static bool is_block(struct span name)
{
	static const char *const names[] = { "br", "p", "div", "li", "ul", "ol", "tr", "td", "th",
		"hr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre", "section",
		"article" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_is_nocase(name, names[i]))
			return true;
	return false;
}

static size_t take_comment(struct markup *markup, size_t at)
{
	if (at >= markup->no_comment_end)
		return at;
	const char *close = memmem(markup->text.data + at + 4, markup->text.len - at - 4, "-->", 3);
	if (close == NULL) {
		markup->no_comment_end = at;
		return at;
	}
	size_t end = (size_t)(close - markup->text.data) + 3;
	rewrite_drop(markup->rewrite, at, end, HOW_MARKUP);
	return end;
}

/* Where the tag that begins at `at` ends, if it is one: a name, and no other tag within. */
static size_t tag_end(const struct markup *markup, size_t at, size_t name_end)
{
	size_t room = markup->text.len - name_end;
	size_t end = name_end;

	if (memchr("> /\t\n\r", markup->text.data[name_end], 6) == NULL)
		return at;
	while (
	    end < name_end + (room < TAG_MAX ? room : TAG_MAX) && markup->text.data[end] != '<') {
		if (markup->text.data[end++] == '>')
			return end;
	}
	return at;
}

static size_t take_tag(struct markup *markup, size_t at)
{
	if (starts(markup, at, "<!--"))
		return take_comment(markup, at);
	size_t name = at + 1 + (at + 1 < markup->text.len && markup->text.data[at + 1] == '/');
	size_t len = name_len(markup, name);
	if (len == 0 || len > NAME_LEN_MAX || name + len >= markup->text.len ||
	    !ascii_is_letter((unsigned char)markup->text.data[name]))
		return at;
	size_t end = tag_end(markup, at, name + len);
	if (end == at)
		return at;
	if (is_block(span_make(markup->text.data + name, len)))
		rewrite_put(markup->rewrite, at, end, SPAN("\n"), HOW_MARKUP);
	else
		rewrite_drop(markup->rewrite, at, end, HOW_MARKUP);
	return end;
}

/* BBCode and Markdown */

static size_t take_code(struct markup *markup, size_t at)
{
	static const char *const names[] = { "b", "i", "u", "s", "url", "color", "size", "font",
		"quote", "code", "center", "spoiler", "img", "list", "sub", "sup" };
	size_t name = at + 1 + (at + 1 < markup->text.len && markup->text.data[at + 1] == '/');
	size_t len = name_len(markup, name);
	size_t end = name + len;

	if (len == 0 || end >= markup->text.len)
		return at;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!span_is_nocase(span_make(markup->text.data + name, len), names[i]))
			continue;
		size_t room = markup->text.len - end;
		const char *close =
		    memchr(markup->text.data + end, ']', room < LINK_MAX ? room : LINK_MAX);
		if (close == NULL ||
		    (markup->text.data[end] != ']' && markup->text.data[end] != '='))
			return at;
		end = (size_t)(close - markup->text.data) + 1;
		rewrite_drop(markup->rewrite, at, end, HOW_MARKUP);
		return end;
	}
	return at;
}

/* The next "](" at or behind at, looked for once. */
static size_t next_target(struct markup *markup, size_t at)
{
	if (markup->target < at || markup->target == 0) {
		const char *found = memmem(markup->text.data + at, markup->text.len - at, "](", 2);
		markup->target =
		    found != NULL ? (size_t)(found - markup->text.data) : markup->text.len;
	}
	return markup->target;
}

/* "[text](target)": the bracket before the target, or at if there is none. */
static size_t find_target(struct markup *markup, size_t at)
{
	size_t target = next_target(markup, at);
	size_t room = markup->text.len - target;

	if (room == 0 || target - at > LINK_MAX)
		return at;
	struct span label = span_make(markup->text.data + at + 1, target - at - 1);
	if (memchr(label.data, '[', label.len) != NULL ||
	    memchr(label.data, '\n', label.len) != NULL)
		return at;
	const char *open = markup->text.data + target;
	const char *end = memchr(open, ')', room < LINK_MAX ? room : LINK_MAX);
	return end != NULL && memchr(open, ' ', (size_t)(end - open)) == NULL ? target : at;
}

static size_t take_bracket(struct markup *markup, size_t at)
{
	size_t end = take_code(markup, at);

	if (end != at)
		return end;
	size_t target = find_target(markup, at);
	if (target == at)
		return at;
	markup->link_text_end = target;
	rewrite_drop(markup->rewrite, at, at + 1, HOW_MARKUP);
	return at + 1;
}

static size_t take_target(struct markup *markup, size_t at)
{
	const char *end = memchr(markup->text.data + at, ')', markup->text.len - at);
	size_t behind = (size_t)(end - markup->text.data) + 1;

	rewrite_drop(markup->rewrite, at, behind, HOW_MARKUP);
	return behind;
}

/* A run of emphasis beside a letter: one underscore or stroke alone is none. */
static size_t take_emphasis(struct markup *markup, size_t at)
{
	size_t end = at;
	size_t strong = 0;

	while (end < markup->text.len && memchr("*~`_|", markup->text.data[end], 5) != NULL) {
		strong += memchr("*~`", markup->text.data[end], 3) != NULL;
		end++;
	}
	bool is_emphasis = end - at <= RUN_MAX && (strong > 0 || end - at > 1) &&
	                   (is_word_byte(markup, at - 1) || is_word_byte(markup, end));
	if (is_emphasis)
		rewrite_drop(markup->rewrite, at, end, HOW_MARKUP);
	return end;
}

/* ">!hidden!<" */
static size_t take_spoiler(struct markup *markup, size_t at)
{
	bool is_mark = starts(markup, at, ">!") || starts(markup, at, "!<");

	if (!is_mark || at == markup->start || !is_word_byte(markup, at - 1) ||
	    !is_word_byte(markup, at + 2))
		return at;
	rewrite_drop(markup->rewrite, at, at + 2, HOW_MARKUP);
	return at + 2;
}

/* A backslash before punctuation means it as it is (CommonMark 2.4). */
static size_t take_backslash(struct markup *markup, size_t at)
{
	unsigned char next =
	    at + 1 < markup->text.len ? (unsigned char)markup->text.data[at + 1] : 0;

	if (next <= ' ' || next >= 0x7f || ascii_is_figure(next))
		return at;
	rewrite_drop(markup->rewrite, at, at + 1, HOW_MARKUP);
	return at + 2;
}

static size_t take(struct markup *markup, size_t at)
{
	switch (markup->text.data[at]) {
	case '<':
		return take_tag(markup, at);
	case '[':
		return take_bracket(markup, at);
	case ']':
		return at == markup->link_text_end && at > markup->start ? take_target(markup, at)
		                                                         : at;
	case '*':
	case '~':
	case '`':
	case '_':
	case '|':
		return take_emphasis(markup, at);
	case '>':
	case '!':
		return take_spoiler(markup, at);
	case '\\':
		return take_backslash(markup, at);
	default:
		return at;
	}
}

void formatting_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused)
{
	struct markup markup = { .rewrite = rewrite,
		.text = span_make(rewrite->in->bytes, end),
		.start = start,
		.no_comment_end = end };

	(void)unused;
	while (start < end) {
		size_t taken = take(&markup, start);
		start = taken > start ? taken : start + 1;
	}
}
