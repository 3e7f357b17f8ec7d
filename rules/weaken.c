#include <string.h>

#include "text/utf8.h"
#include "weaken_private.h"

static void finish_set(struct weakening *w, const struct byte_set *set)
{
	struct repeat repeat = read_repeat(w);

	put_set(w, set);
	put_repeat(w, repeat, w->class_limit, set->has_high ? UTF8_MAX : 1);
}

/* The long s and the Kelvin sign are ASCII letters in another case. */
static bool has_odd_case(uint32_t c)
{
	return c >= 0x80 || (c | 0x20) == 'k' || (c | 0x20) == 's';
}

static void finish_literal(struct weakening *w, uint32_t c)
{
	struct repeat repeat = w->is_quoted ? (struct repeat){ 1, 1 } : read_repeat(w);

	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
		w->is_refused = true;
	} else if (!w->is_exact && has_odd_case(c)) {
		put_closure(w, c);
	} else if (c < 0x80) {
		put_character(w, c);
	} else {
		put_text(w, "(?:");
		put_character(w, c);
		put_text(w, ")");
	}
	put_repeat(w, repeat, w->group_limit, 1);
}

static void skip_quoted(struct weakening *w)
{
	const char *end = strstr(w->at, "\\E");

	w->at = end != NULL ? end + 2 : w->at + strlen(w->at);
}

/* To behind the parenthesis that closes the group w->at is in. */
static void skip_group(struct weakening *w)
{
	int depth = 1;

	while (depth > 0 && !w->is_refused) {
		char c = *w->at;
		if (c == '\0') {
			w->is_refused = true;
			return;
		}
		w->at++;
		if (c == '(')
			depth++;
		else if (c == ')')
			depth--;
		else if (c == '[')
			read_class(w);
		else if (c == '\\' && *w->at == 'Q')
			skip_quoted(w);
		else if (c == '\\' && *w->at != '\0')
			w->at++;
	}
}

static void drop_atom(struct weakening *w)
{
	read_repeat(w);
}

static void put_anything(struct weakening *w)
{
	read_repeat(w);
	put_text(w, ".*");
}

/* Behind the name of (?<name>, (?'name' and (?P<name>. */
static void open_named(struct weakening *w, char end)
{
	const char *close = strchr(w->at, end);

	w->is_refused |= close == NULL;
	if (close != NULL)
		w->at = close + 1;
	put_text(w, "(?:");
}

/* (?i) and (?i: … ): letters that loosen nothing are dropped, those that the sieve has no way to
 * follow refuse the whole. */
static void open_flags(struct weakening *w)
{
	while (*w->at != '\0' && strchr("imsnUJ^-", *w->at) != NULL) {
		if (*w->at == 'i' && !w->is_mixed)
			w->is_refused = true;
		w->at++;
	}
	if (*w->at == ':')
		put_text(w, "(?:");
	else if (*w->at != ')')
		w->is_refused = true;
	w->at += *w->at != '\0';
}

struct opening {
	const char *text; /* behind "(?" */
	void (*act)(struct weakening *w);
};

static void skip_look_around(struct weakening *w)
{
	skip_group(w);
	drop_atom(w);
}

static void open_plain(struct weakening *w)
{
	put_text(w, "(?:");
}

static void open_angled(struct weakening *w)
{
	open_named(w, '>');
}

static void open_ticked(struct weakening *w)
{
	open_named(w, '\'');
}

static void skip_reference(struct weakening *w)
{
	skip_group(w);
	put_anything(w);
}

static void open_group(struct weakening *w)
{
	static const struct opening openings[] = {
		{ "=", skip_look_around },
		{ "!", skip_look_around },
		{ "<=", skip_look_around },
		{ "<!", skip_look_around },
		{ "*", skip_look_around },
		{ "#", skip_group },
		{ ":", open_plain },
		{ "|", open_plain },
		{ ">", open_plain },
		{ "<", open_angled },
		{ "P<", open_angled },
		{ "'", open_ticked },
		{ "P=", skip_reference },
		{ "", open_flags },
	};

	if (*w->at == '*') { /* a verb */
		w->is_refused = true;
		return;
	}
	if (*w->at != '?') {
		put_text(w, "(?:");
		return;
	}
	w->at++;
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
		size_t len = strlen(openings[i].text);
		if (strncmp(w->at, openings[i].text, len) != 0)
			continue;
		w->at += len;
		openings[i].act(w);
		return;
	}
}

/* \g{2}, \g-1, \k<name>: what was matched before. \g<…> and \g'…' call a group instead. */
static void skip_back_reference(struct weakening *w, char letter)
{
	char open = *w->at;

	if (letter == 'g' && (open == '<' || open == '\'')) {
		w->is_refused = true;
		return;
	}
	if (open == '{' || open == '<' || open == '\'') {
		char close = (char)(open == '{' ? '}' : open == '<' ? '>' : '\'');
		const char *end = strchr(w->at + 1, close);
		w->is_refused |= end == NULL;
		w->at = end != NULL ? end + 1 : w->at;
	} else {
		w->at += *w->at == '-' || *w->at == '+';
		read_number(&w->at);
	}
	put_anything(w);
}

static void finish_sequence(struct weakening *w) /* \R is up to two characters, \X any number */
{
	struct byte_set any = { 0 };
	struct repeat repeat = read_repeat(w);

	set_any(&any);
	repeat.max = UNBOUNDED;
	put_set(w, &any);
	put_repeat(w, repeat, w->class_limit, 1);
}

static void read_letter_escape(struct weakening *w, char letter)
{
	struct byte_set set = { 0 };
	uint32_t c;

	if (strchr("bBAzZGK", letter) != NULL) {
		drop_atom(w);
	} else if (letter == 'N') {
		if (*w->at == '{')
			w->is_refused = true;
		set_any(&set);
		finish_set(w, &set);
	} else if (read_type(letter, &set)) {
		finish_set(w, &set);
	} else if (letter == 'p' || letter == 'P') {
		skip_property(w);
		set_any(&set);
		finish_set(w, &set);
	} else if (letter == 'R' || letter == 'X') {
		finish_sequence(w);
	} else if (letter == 'g' || letter == 'k') {
		skip_back_reference(w, letter);
	} else if (letter >= '1' && letter <= '9') {
		read_number(&w->at);
		put_anything(w);
	} else if (letter == 'Q') {
		w->is_quoted = true;
	} else if (letter == 'E') {
		return;
	} else if (read_escaped(w, letter, &c)) {
		finish_literal(w, c);
	} else {
		w->is_refused = true;
	}
}

static void read_escape(struct weakening *w)
{
	if (*w->at == '\0') {
		w->is_refused = true;
	} else if (is_alphanumeric(*w->at)) {
		w->at++;
		read_letter_escape(w, w->at[-1]);
	} else {
		finish_literal(w, read_plain(w));
	}
}

static void finish_group(struct weakening *w)
{
	put_text(w, ")");
	put_repeat(w, read_repeat(w), w->group_limit, 1);
}

static void read_atom(struct weakening *w)
{
	struct byte_set set = { 0 };
	char c = *w->at;

	switch (c) {
	case '^':
	case '$':
		w->at++;
		drop_atom(w);
		return;
	case '|':
		w->at++;
		put_text(w, "|");
		return;
	case '(':
		w->at++;
		open_group(w);
		return;
	case ')':
		w->at++;
		finish_group(w);
		return;
	case '.':
		w->at++;
		set_any(&set);
		finish_set(w, &set);
		return;
	case '[':
		w->at++;
		set = read_class(w);
		finish_set(w, &set);
		return;
	case '\\':
		w->at++;
		read_escape(w);
		return;
	default:
		finish_literal(w, read_plain(w));
	}
}

static void read_quoted(struct weakening *w)
{
	if (w->at[0] == '\\' && w->at[1] == 'E') {
		w->at += 2;
		w->is_quoted = false;
		return;
	}
	/* A quantifier behind \E belongs to the last character. */
	uint32_t c = read_plain(w);
	if (w->at[0] == '\\' && w->at[1] == 'E') {
		w->at += 2;
		w->is_quoted = false;
	}
	finish_literal(w, c);
}

struct limits {
	int classes;
	int groups;
};

static bool weaken_as(
    const char *pattern, bool is_exact, bool is_mixed, const struct limits *limits, struct buf *out)
{
	struct weakening w = { .at = pattern,
		.out = out,
		.is_exact = is_exact,
		.is_mixed = is_mixed,
		.class_limit = limits->classes,
		.group_limit = limits->groups };

	buf_clear(out);
	while (*w.at != '\0' && !w.is_refused) {
		if (w.is_quoted)
			read_quoted(&w);
		else
			read_atom(&w);
	}
	return !w.is_refused;
}

/* What asks for any case in a part of it, with (?i), is weakened in a way that holds for both. */
static bool weaken_either(
    const char *pattern, bool is_exact, const struct limits *limits, struct buf *out)
{
	return weaken_as(pattern, is_exact, false, limits, out) ||
	       weaken_as(pattern, false, true, limits, out);
}

/* Long counts of something that much matches are what the library is slowest at: a megabyte of one
 * letter took half a second where they went up to 64. */
bool weaken(const char *pattern, bool is_exact, struct buf *out)
{
	return weaken_either(pattern, is_exact, &(struct limits){ 20, 8 }, out);
}

bool weaken_much(const char *pattern, bool is_exact, struct buf *out)
{
	return weaken_either(pattern, is_exact, &(struct limits){ 4, 1 }, out);
}
