#include "value.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { CHOICES_MAX = 32 };

static void *target(const struct config_reader *reader, const struct key *key)
{
	return (char *)reader->config + key->to;
}

static void set_count(const struct config_reader *reader, const struct key *key, size_t count)
{
	*(size_t *)(void *)((char *)reader->config + key->count_to) = count;
}

static void report_empty(struct config_reader *reader, const char *what, const struct node *value)
{
	if (value->comment_tail != NULL)
		problems_error(reader->problems, value,
		    "a word that begins with # or @ must be in quotes: \"%s\"",
		    value->comment_tail);
	else
		problems_error(reader->problems, value, "%s has no value", what);
}

bool value_is_text(struct config_reader *reader, const char *what, const struct node *value)
{
	if (value->kind == NODE_SCALAR && value->len > 0)
		return true;
	if (value->kind == NODE_EMPTY || value->kind == NODE_SCALAR)
		report_empty(reader, what, value);
	else
		problems_error(reader->problems, value, "%s must be one text, not %s", what,
		    node_kind_name(value->kind));
	return false;
}

bool value_items(struct config_reader *reader, const char *what, const struct node *value,
    struct node *const **items, size_t *count)
{
	if (value->kind == NODE_LIST) {
		*items = value->items;
		*count = value->count;
		return true;
	}
	if (value->kind == NODE_MAP) {
		problems_error(reader->problems, value, "%s must be a list: [ a, b ]", what);
		return false;
	}
	if (!value_is_text(reader, what, value))
		return false;
	const struct node **alone = arena_alloc(reader->arena, sizeof *alone);
	*alone = value;
	*items = (struct node *const *)(const void *)alone;
	*count = 1;
	return true;
}

const char *value_path(struct config_reader *reader, const char *path)
{
	const char *slash = reader->file != NULL ? strrchr(reader->file, '/') : NULL;
	char here[PATH_MAX];

	if (path[0] == '/')
		return arena_copy(reader->arena, span_of(path));
	if (slash != NULL)
		path = arena_print(
		    reader->arena, "%.*s/%s", (int)(slash - reader->file), reader->file, path);
	if (path[0] == '/' || getcwd(here, sizeof here) == NULL)
		return path;
	return arena_print(reader->arena, "%s/%s", strcmp(here, "/") == 0 ? "" : here, path);
}

void value_text(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value_is_text(reader, key->path, value))
		*(const char **)target(reader, key) = value->text;
}

void value_file(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value_is_text(reader, key->path, value))
		*(const char **)target(reader, key) = value_path(reader, value->text);
}

static bool is_host_name(const char *text)
{
	size_t len = strlen(text);
	char before = '.';

	if (len == 0 || len > 253)
		return false;
	for (; *text != '\0'; before = *text++) {
		bool is_word = (*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') ||
		               *text == '_';
		if (!is_word && !(before != '.' && (*text == '-' || *text == '.')))
			return false;
	}
	return before != '.' && before != '-';
}

void value_name(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (!value_is_text(reader, key->path, value))
		return;
	if (is_host_name(value->text))
		*(const char **)target(reader, key) = value->text;
	else
		problems_error(reader->problems, value,
		    "%s must be a name of small letters, digits, - and dots, not \"%s\"", key->path,
		    value->text);
}

void value_texts(struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct node *const *items;
	size_t count, kept = 0;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	const char **texts = arena_alloc(reader->arena, (count + 1) * sizeof *texts);
	for (size_t i = 0; i < count; i++) {
		if (value_is_text(reader, key->path, items[i]))
			texts[kept++] = items[i]->text;
	}
	*(const char *const **)target(reader, key) = texts;
}

static void report_choice(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	const char *words[CHOICES_MAX];
	size_t count = 0;

	for (const struct choice *each = key->choices; each->word != NULL; each++)
		words[count++] = each->word;
	words[count] = NULL;
	const char *nearest = node_nearest(value->text, words);
	if (nearest != NULL)
		problems_error(reader->problems, value, "unknown %s \"%s\"; did you mean \"%s\"?",
		    key->path, value->text, nearest);
	else
		problems_error(reader->problems, value, "unknown %s \"%s\"; it is one of: %s",
		    key->path, value->text, key->shape);
}

static bool read_choice(
    struct config_reader *reader, const struct key *key, const struct node *value, int *chosen)
{
	if (!value_is_text(reader, key->path, value))
		return false;
	for (const struct choice *each = key->choices; each->word != NULL; each++) {
		if (strcmp(each->word, value->text) == 0) {
			*chosen = each->value;
			return true;
		}
	}
	report_choice(reader, key, value);
	return false;
}

void value_choice(struct config_reader *reader, const struct key *key, const struct node *value)
{
	int chosen;

	if (read_choice(reader, key, value, &chosen))
		*(unsigned *)target(reader, key) = (unsigned)chosen;
}

void value_flag(struct config_reader *reader, const struct key *key, const struct node *value)
{
	int chosen;

	if (read_choice(reader, key, value, &chosen))
		*(bool *)target(reader, key) = chosen != 0;
}

struct unit {
	const char *word;
	uint64_t factor;
};

static bool parse_with_unit(const char *text, const struct unit *units, uint64_t *result)
{
	size_t digits = strspn(text, "0123456789");
	const char *word = text + digits + strspn(text + digits, " ");
	uint64_t value;

	if (!span_to_u64(span_make(text, digits), &value))
		return false;
	for (; units->word != NULL; units++) {
		if (strcmp(word, units->word) == 0)
			return !__builtin_mul_overflow(value, units->factor, result);
	}
	return false;
}

bool value_parse_size(const char *text, uint64_t *bytes)
{
	static const struct unit units[] = {
		{ "", 1 },
		{ "B", 1 },
		{ "KiB", 1024 },
		{ "MiB", 1024UL * 1024 },
		{ "GiB", 1024UL * 1024 * 1024 },
		{ "kB", 1000 },
		{ "MB", 1000UL * 1000 },
		{ "GB", 1000UL * 1000 * 1000 },
		{ NULL, 0 },
	};

	return parse_with_unit(text, units, bytes);
}

bool value_parse_duration(const char *text, uint64_t *seconds)
{
	static const struct unit units[] = {
		{ "s", 1 },
		{ "m", 60 },
		{ "h", 3600 },
		{ "d", 86400 },
		{ NULL, 0 },
	};

	return parse_with_unit(text, units, seconds);
}

static bool in_range(struct config_reader *reader, const struct key *key, const struct node *value,
    uint64_t number, const char *least, const char *most)
{
	if (number >= key->least && number <= key->most)
		return true;
	problems_error(reader->problems, value, "%s must be from %s to %s, not %s", key->path,
	    least, most, value->text);
	return false;
}

static const char *print_number(struct config_reader *reader, uint64_t number)
{
	return arena_print(reader->arena, "%llu", (unsigned long long)number);
}

void value_number(struct config_reader *reader, const struct key *key, const struct node *value)
{
	uint64_t number = 0;

	if (!value_is_text(reader, key->path, value))
		return;
	bool is_auto = strcmp(value->text, "auto") == 0 && strstr(key->shape, "auto") != NULL;
	if (!is_auto && !span_to_u64(span_of(value->text), &number))
		problems_error(reader->problems, value, "%s must be a number%s, not \"%s\"",
		    key->path, strstr(key->shape, "auto") != NULL ? " or auto" : "", value->text);
	else if (is_auto || in_range(reader, key, value, number, print_number(reader, key->least),
	                        print_number(reader, key->most)))
		*(unsigned *)target(reader, key) = (unsigned)number;
}

static const char *print_size(struct config_reader *reader, uint64_t size)
{
	static const struct unit units[] = { { "GiB", 1 << 30 }, { "MiB", 1 << 20 },
		{ "KiB", 1 << 10 }, { NULL, 0 } };

	for (const struct unit *unit = units; unit->word != NULL; unit++) {
		if (size >= unit->factor && size % unit->factor == 0)
			return arena_print(reader->arena, "%llu%s",
			    (unsigned long long)(size / unit->factor), unit->word);
	}
	return print_number(reader, size);
}

void value_size(struct config_reader *reader, const struct key *key, const struct node *value)
{
	uint64_t size = 0;

	if (!value_is_text(reader, key->path, value))
		return;
	bool is_auto = strcmp(value->text, "auto") == 0 && strstr(key->shape, "auto") != NULL;
	if (!is_auto && !value_parse_size(value->text, &size))
		problems_error(reader->problems, value,
		    "%s must be a size like 4MiB or 64KiB%s, not \"%s\"", key->path,
		    strstr(key->shape, "auto") != NULL ? ", or auto" : "", value->text);
	else if (is_auto || in_range(reader, key, value, size, print_size(reader, key->least),
	                        print_size(reader, key->most)))
		*(size_t *)target(reader, key) = (size_t)size;
}

void value_duration(struct config_reader *reader, const struct key *key, const struct node *value)
{
	uint64_t seconds;

	if (!value_is_text(reader, key->path, value))
		return;
	if (!value_parse_duration(value->text, &seconds))
		problems_error(reader->problems, value,
		    "%s must be a duration like 60s, 5m or 1h, not \"%s\"", key->path, value->text);
	else if (in_range(reader, key, value, seconds,
	             arena_print(reader->arena, "%llus", (unsigned long long)key->least),
	             arena_print(reader->arena, "%llus", (unsigned long long)key->most)))
		*(unsigned *)target(reader, key) = (unsigned)seconds;
}

void value_networks(struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct node *const *items;
	size_t count, kept = 0;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	struct network *networks = arena_alloc(reader->arena, (count + 1) * sizeof *networks);
	for (size_t i = 0; i < count; i++) {
		if (!value_is_text(reader, key->path, items[i]))
			continue;
		if (network_parse(items[i]->text, &networks[kept]))
			kept++;
		else
			problems_error(reader->problems, items[i],
			    "%s: \"%s\" is not a network like 10.0.0.0/8 or fd00::/8 (its last "
			    "bits "
			    "must be zero)",
			    key->path, items[i]->text);
	}
	*(struct network **)target(reader, key) = networks;
	set_count(reader, key, kept);
}

void value_ports(struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct node *const *items;
	size_t count, kept = 0;
	uint64_t port;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	uint16_t *ports = arena_alloc(reader->arena, (count + 1) * sizeof *ports);
	for (size_t i = 0; i < count; i++) {
		if (!value_is_text(reader, key->path, items[i]))
			continue;
		if (span_to_u64(span_of(items[i]->text), &port) && port > 0 && port <= UINT16_MAX)
			ports[kept++] = (uint16_t)port;
		else
			problems_error(reader->problems, items[i],
			    "%s: \"%s\" is not a port (1 to 65535)", key->path, items[i]->text);
	}
	*(uint16_t **)target(reader, key) = ports;
	set_count(reader, key, kept);
}

void value_not_built(struct config_reader *reader, const struct key *key, const struct node *value)
{
	problems_warn(
	    reader->problems, value, "%s is read but not built yet: %s", key->path, key->prose);
}

void value_refuse_not_built(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value->kind == NODE_SCALAR && strcmp(value->text, "none") == 0)
		return;
	problems_error(reader->problems, value, "%s is not built yet: %s", key->path, key->prose);
}
