#include "hosts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/buf.h"
#include "../base/mem.h"

enum { HOSTS_MAX = 16 * 1024 * 1024, ADDRESS_TEXT_MAX = 64, READ_SIZE = 65536 };

struct entry {
	char *name; /* owned, lower case */
	struct address address;
};

struct hosts {
	struct entry *list; /* sorted by name; entries of one name in the order of the file */
	size_t count;
	size_t capacity;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct span next_word(struct span *line)
{
	while (line->len > 0 && is_blank(line->data[0]))
		*line = span_from(*line, 1);
	size_t len = 0;
	while (len < line->len && !is_blank(line->data[len]))
		len++;
	struct span word = { line->data, len };
	*line = span_from(*line, len);
	return word;
}

static char *lower_copy(struct span word)
{
	char *copy = mem_copy_n(word.data, word.len);

	for (size_t i = 0; i < word.len; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + ('a' - 'A'));
	return copy;
}

static bool read_address(struct span word, struct address *address)
{
	char text[ADDRESS_TEXT_MAX];

	if (word.len == 0 || word.len >= sizeof text)
		return false;
	memcpy(text, word.data, word.len);
	text[word.len] = '\0';
	memset(address, 0, sizeof *address);
	address->family = memchr(text, ':', word.len) != NULL ? AF_INET6 : AF_INET;
	return inet_pton(address->family, text, address->bytes) == 1;
}

static void read_line(struct hosts *hosts, struct span line)
{
	struct address address;
	struct span rest;
	struct span words = span_cut(line, '#', &rest);

	if (!read_address(next_word(&words), &address))
		return;
	for (struct span name = next_word(&words); name.len > 0; name = next_word(&words)) {
		hosts->list =
		    mem_grow(hosts->list, &hosts->capacity, hosts->count + 1, sizeof *hosts->list);
		hosts->list[hosts->count++] =
		    (struct entry){ .name = lower_copy(name), .address = address };
	}
}

static int compare(const void *a, const void *b)
{
	const struct entry *left = a;
	const struct entry *right = b;

	return strcmp(left->name, right->name);
}

struct hosts *hosts_new(struct span text)
{
	struct hosts *hosts = mem_alloc(sizeof *hosts);
	struct span rest = text;

	while (rest.data != NULL && rest.len > 0)
		read_line(hosts, span_cut(rest, '\n', &rest));
	if (hosts->count > 1)
		qsort(hosts->list, hosts->count, sizeof *hosts->list,
		    compare); /* glibc's is stable */
	return hosts;
}

struct hosts *hosts_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf text;
	ssize_t got = 0;

	buf_init(&text, HOSTS_MAX);
	while (fd >= 0) {
		char *room = buf_reserve(&text, READ_SIZE);
		if (room == NULL || (got = read(fd, room, READ_SIZE)) <= 0)
			break;
		buf_commit(&text, (size_t)got);
	}
	if (fd >= 0)
		close(fd);
	struct hosts *hosts = hosts_new(buf_span(&text));
	buf_release(&text);
	return hosts;
}

void hosts_free(struct hosts *hosts)
{
	if (hosts == NULL)
		return;
	for (size_t i = 0; i < hosts->count; i++)
		free(hosts->list[i].name);
	free(hosts->list);
	free(hosts);
}

static size_t find_first(const struct hosts *hosts, const char *name)
{
	size_t low = 0;
	size_t high = hosts->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(hosts->list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t find_localhost(const char *name, struct address *list, size_t max)
{
	static const struct address both[] = {
		{ .family = AF_INET6, .bytes = { [15] = 1 } },
		{ .family = AF_INET, .bytes = { 127, 0, 0, 1 } },
	};

	if (strcmp(name, "localhost") != 0 && !span_ends_nocase(span_of(name), ".localhost"))
		return 0;
	size_t count = max < 2 ? max : 2;
	memcpy(list, both, count * sizeof both[0]);
	return count;
}

size_t hosts_find(const struct hosts *hosts, const char *name, struct address *list, size_t max)
{
	size_t count = 0;

	for (size_t i = find_first(hosts, name); i < hosts->count && count < max; i++) {
		if (strcmp(hosts->list[i].name, name) != 0)
			break;
		list[count++] = hosts->list[i].address;
	}
	return count > 0 ? count : find_localhost(name, list, max);
}
