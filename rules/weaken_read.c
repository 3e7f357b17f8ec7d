#include <string.h>

#include "text/utf8.h"
#include "weaken_private.h"

int read_number(const char **at)
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

struct repeat read_repeat(struct weakening *w)
{
	struct repeat repeat = { 1, 1 };

	if (read_one_repeat(&w->at, &repeat) && (*w->at == '?' || *w->at == '+'))
		w->at++;
	return repeat;
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

bool read_escaped(struct weakening *w, char letter, uint32_t *c)
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

bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool read_type(char letter, struct byte_set *set)
{
	if (letter >= 'a')
		return byte_set_escape(set, letter);
	if (!byte_set_escape(set, (char)(letter + 32)))
		return false;
	byte_set_invert(set);
	return true;
}

void skip_property(struct weakening *w)
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

void set_any(struct byte_set *set)
{
	byte_set_range(set, 0, 0x10ffff);
}

uint32_t read_plain(struct weakening *w)
{
	size_t len = 0;
	uint32_t c = utf8_next(w->at, strlen(w->at), &len);

	w->at += len;
	return c;
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

struct byte_set read_class(struct weakening *w)
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
