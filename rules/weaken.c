#include "weaken.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uset.h>

#include "byte_set.h"
#include "text/utf8.h"

enum {
	LONG_S =
	    0x017f, /* the two characters beyond ASCII that are ASCII letters in another case */
	KELVIN = 0x212a,
	CLASS_REPEAT_MAX = 64,
	GROUP_REPEAT_MAX = 32,
	UNBOUNDED = -1,
};

struct weakening {
	const char *at; /* NUL-terminated */
	struct buf *out;
	bool is_exact;
	bool is_mixed;  /* some of it is in any case, some is not; is_exact is false then */
	bool is_quoted; /* between \Q and \E */
	bool is_refused;
};

struct repeat {
	int min;
	int max; /* or UNBOUNDED */
};

static void put_text(struct weakening *w, const char *text)
{
	w->is_refused |= !buf_append_text(w->out, text);
}

/* The part of a braced quantifier that is a number; -1 without digits. */
static int read_number(const char **at)
{
	int number = -1;

	for (; **at >= '0' && **at <= '9'; (*at)++)
		if (number < 100000)
			number = (number < 0 ? 0 : number * 10) + (**at - '0');
	return number;
}

/* {n}, {n,} or {n,m}; anything else in braces is literal (pcre2pattern, "Repetition"). */
static bool read_braces(const char **at, struct repeat *repeat)
{
	const char *p = *at + 1;
	int min = read_number(&p);
	int max = min;

	if (min < 0)
		return false;
	if (*p == ',') {
		p++;
		max = read_number(&p);
		if (max < 0)
			max = UNBOUNDED;
	}
	if (*p != '}')
		return false;
	*at = p + 1;
	*repeat = (struct repeat){ min, max };
	return true;
}

static bool read_one_repeat(const char **at, struct repeat *repeat)
{
	switch (**at) {
	case '?':
		*repeat = (struct repeat){ 0, 1 };
		break;
	case '*':
		*repeat = (struct repeat){ 0, UNBOUNDED };
		break;
	case '+':
		*repeat = (struct repeat){ 1, UNBOUNDED };
		break;
	case '{':
		return read_braces(at, repeat);
	default:
		return false;
	}
	(*at)++;
	return true;
}

/* Lazy and possessive marks change which match is found, or lose some: both are dropped. */
static struct repeat read_repeat(struct weakening *w)
{
	struct repeat repeat = { 1, 1 };

	if (read_one_repeat(&w->at, &repeat) && (*w->at == '?' || *w->at == '+'))
		w->at++;
	return repeat;
}

/* factor: how many bytes one character may take. */
static void put_repeat(struct weakening *w, struct repeat repeat, int limit, int factor)
{
	int min = repeat.min < limit ? repeat.min : limit;
	int max = repeat.max;

	if (max != UNBOUNDED)
		max = max <= limit ? max * factor : UNBOUNDED;
	if (min == 1 && max == 1)
		return;
	if (max == UNBOUNDED)
		w->is_refused |= !buf_print(w->out, "{%d,}", min);
	else
		w->is_refused |= !buf_print(w->out, "{%d,%d}", min, max);
}

static void put_set(struct weakening *w, const struct byte_set *set)
{
	bool is_empty = true;

	put_text(w, "[");
	for (uint32_t c = 0; c < 0x80; c++) {
		uint32_t first = c;
		while (c < 0x80 && byte_set_has(set, c))
			c++;
		if (c > first) {
			w->is_refused |= !buf_print(w->out, "\\x%02x-\\x%02x", first, c - 1);
			is_empty = false;
		}
	}
	if (set->has_high)
		put_text(w, "\\x80-\\xff");
	put_text(w, "]");
	w->is_refused |= is_empty && !set->has_high;
}

static void finish_set(struct weakening *w, const struct byte_set *set)
{
	struct repeat repeat = read_repeat(w);

	put_set(w, set);
	put_repeat(w, repeat, CLASS_REPEAT_MAX, set->has_high ? UTF8_MAX : 1);
}

static void put_character(struct weakening *w, uint32_t c)
{
	char bytes[UTF8_MAX];
	size_t len = utf8_put(c, bytes);

	for (size_t i = 0; i < len; i++)
		w->is_refused |= !buf_print(w->out, "\\x%02x", (unsigned char)bytes[i]);
}

/* A letter and its other cases: (?:k|K|\xe2\x84\xaa). */
static void put_closure(struct weakening *w, uint32_t c)
{
	USet *set = uset_open((UChar32)c, (UChar32)c);

	uset_closeOver(set, USET_CASE_INSENSITIVE);
	put_text(w, "(?:");
	for (int32_t i = 0; i < uset_size(set); i++) {
		UChar32 one = uset_charAt(set, i);
		if (one < 0) /* strings, as "ss" for a sharp s: PCRE2 folds one character to one */
			break;
		if (i > 0)
			put_text(w, "|");
		put_character(w, (uint32_t)one);
	}
	put_text(w, ")");
	uset_close(set);
}

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
	put_repeat(w, repeat, GROUP_REPEAT_MAX, 1);
}

/* Digits of a base up to the end character, or up to count of them where end is 0. */
static uint32_t read_digits(struct weakening *w, int base, char end, int count)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t value = 0;

	for (; count > 0 && *w->at != '\0'; count--, w->at++) {
		char lower = (char)(*w->at >= 'A' && *w->at <= 'F' ? *w->at + 32 : *w->at);
		const char *digit = memchr(digits, lower, (size_t)base);
		if (digit == NULL)
			break;
		if (value < 0x200000)
			value = value * (uint32_t)base + (uint32_t)(digit - digits);
	}
	if (end != '\0') {
		w->is_refused |= *w->at != end;
		w->at += *w->at == end;
	}
	return value;
}

static uint32_t read_hex(struct weakening *w)
{
	if (*w->at != '{')
		return read_digits(w, 16, '\0', 2);
	w->at++;
	return read_digits(w, 16, '}', 32);
}

static uint32_t read_control(struct weakening *w)
{
	char c = *w->at;

	if (c == '\0') {
		w->is_refused = true;
		return 0;
	}
	w->at++;
	return (uint32_t)((c >= 'a' && c <= 'z' ? c - 32 : c) ^ 64);
}

/* An escape that stands for one character; w->at is behind its letter. */
static bool read_escaped(struct weakening *w, char letter, uint32_t *c)
{
	static const char letters[] = "aefnrt";
	static const char values[] = "\a\033\f\n\r\t";
	const char *simple = letter != '\0' ? strchr(letters, letter) : NULL;

	if (simple != NULL)
		*c = (uint32_t)values[simple - letters];
	else if (letter == 'x')
		*c = read_hex(w);
	else if (letter == '0')
		*c = read_digits(w, 8, '\0', 2);
	else if (letter == 'c')
		*c = read_control(w);
	else
		return false;
	return true;
}

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* \d and its like, upper case for the opposite. */
static bool read_type(char letter, struct byte_set *set)
{
	if (letter >= 'a')
		return byte_set_escape(set, letter);
	if (!byte_set_escape(set, (char)(letter + 32)))
		return false;
	byte_set_invert(set);
	return true;
}

/* \p{…}, \P{…}, \pL: any character may have the property. */
static void skip_property(struct weakening *w)
{
	if (*w->at != '{') {
		w->at += *w->at != '\0';
		return;
	}
	while (*w->at != '\0' && *w->at != '}')
		w->at++;
	w->is_refused |= *w->at == '\0';
	w->at += *w->at == '}';
}

static void set_any(struct byte_set *set)
{
	byte_set_range(set, 0, 0x10ffff);
}

/* What a class may match, and what it surely matches: an inverted class excludes only the latter.
 */
struct class
{
	struct byte_set maybe;
	struct byte_set sure;
};

static void class_add(struct weakening *w, struct class *class, uint32_t first, uint32_t last)
{
	struct byte_set set = { 0 };

	if (first > last)
		return;
	byte_set_range(&set, first, last);
	if (w->is_mixed)
		byte_set_unite(&class->sure, &set);
	for (uint32_t c = 'a'; c <= 'z' && !w->is_exact; c++) {
		if (byte_set_has(&set, c) || byte_set_has(&set, c - 32)) {
			byte_set_range(&set, c, c);
			byte_set_range(&set, c - 32, c - 32);
		}
	}
	if (!w->is_mixed)
		byte_set_unite(&class->sure, &set);
	if (!w->is_exact) {
		if (byte_set_has(&set, 'k') || byte_set_has(&set, 's'))
			set.has_high = true;
		if (last >= 0x80)
			for (const char *c = "KSks"; *c != '\0'; c++)
				byte_set_range(&set, (uint32_t)*c, (uint32_t)*c);
	}
	byte_set_unite(&class->maybe, &set);
}

/* Types and POSIX classes are exact in ASCII, so that both sets get them. */
static void class_add_set(struct class *class, const struct byte_set *set)
{
	byte_set_unite(&class->sure, set);
	byte_set_unite(&class->maybe, set);
}

/* [:alpha:] and [:^alpha:]; false if it is no such thing. */
static bool class_posix(struct weakening *w, struct class *class)
{
	struct byte_set set = { 0 };
	const char *end = strstr(w->at, ":]");
	const char *name = w->at + 2;

	if (w->at[1] != ':' || end == NULL)
		return false;
	bool is_inverted = *name == '^';
	name += is_inverted;
	if (end < name || !byte_set_posix(&set, name, (unsigned)(end - name)))
		return false;
	if (is_inverted)
		byte_set_invert(&set);
	class_add_set(class, &set);
	if (!w->is_exact) { /* [:upper:] then matches what [:lower:] does */
		byte_set_range(&class->maybe, 'A', 'Z');
		byte_set_range(&class->maybe, 'a', 'z');
	}
	w->at = end + 2;
	return true;
}

static uint32_t read_plain(struct weakening *w)
{
	size_t len = 0;
	uint32_t c = utf8_next(w->at, strlen(w->at), &len);

	w->at += len;
	return c;
}

/* One escape in a class. True if it gave one character, which may begin or end a range. */
static bool class_escape(struct weakening *w, struct class *class, uint32_t *c)
{
	struct byte_set set = { 0 };
	char letter = *w->at;

	if (!is_alphanumeric(letter) && letter != '\0') {
		*c = read_plain(w);
		return true;
	}
	w->at += letter != '\0';
	if (letter == 'b') {
		*c = '\b';
	} else if (read_type(letter, &set)) {
		class_add_set(class, &set);
		return false;
	} else if (letter == 'p' || letter == 'P') {
		skip_property(w);
		set_any(&class->maybe);
		return false;
	} else if (!read_escaped(w, letter, c)) {
		w->is_refused = true;
	}
	return !w->is_refused;
}

static bool class_character(struct weakening *w, struct class *class, uint32_t *c)
{
	if (*w->at == '\\') {
		w->at++;
		return class_escape(w, class, c);
	}
	*c = read_plain(w);
	return true;
}

static void class_item(struct weakening *w, struct class *class)
{
	uint32_t first;
	uint32_t last;

	if (*w->at == '[' && class_posix(w, class))
		return;
	if (!class_character(w, class, &first))
		return;
	last = first;
	if (w->at[0] == '-' && w->at[1] != ']' && w->at[1] != '\0') {
		w->at++;
		if (*w->at == '[' && class_posix(w, class)) {
			class_add(w, class, '-', '-');
		} else if (!class_character(w, class, &last)) { /* [a-\d]: the hyphen is one */
			class_add(w, class, '-', '-');
			last = first;
		}
	}
	class_add(w, class, first, last);
}

/* w->at is behind the opening bracket; leaves it behind the closing one. */
static struct byte_set read_class(struct weakening *w)
{
	struct class class = { 0 };
	bool is_inverted = *w->at == '^';
	bool is_first = true;

	w->at += is_inverted;
	while (!w->is_refused && *w->at != '\0' && (is_first || *w->at != ']')) {
		class_item(w, &class);
		is_first = false;
	}
	w->is_refused |= *w->at != ']';
	w->at += *w->at == ']';
	if (is_inverted) {
		byte_set_invert(&class.sure);
		return class.sure;
	}
	return class.maybe;
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
	put_repeat(w, repeat, CLASS_REPEAT_MAX, 1);
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
	put_repeat(w, read_repeat(w), GROUP_REPEAT_MAX, 1);
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

static bool weaken_as(const char *pattern, bool is_exact, bool is_mixed, struct buf *out)
{
	struct weakening w = {
		.at = pattern, .out = out, .is_exact = is_exact, .is_mixed = is_mixed
	};

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
bool weaken(const char *pattern, bool is_exact, struct buf *out)
{
	return weaken_as(pattern, is_exact, false, out) || weaken_as(pattern, false, true, out);
}
