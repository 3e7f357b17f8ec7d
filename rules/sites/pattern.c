#include "pattern.h"

#include <string.h>

/* Greedy with one way back, which is enough for "*": at worst glob.len * text.len steps. */
bool glob_matches(struct span glob, struct span text)
{
	size_t g = 0;
	size_t t = 0;
	size_t star = glob.len; /* where the last '*' stands */
	size_t resume = 0;

	while (t < text.len) {
		if (g < glob.len && glob.data[g] == '*') {
			star = g++;
			resume = t;
		} else if (g < glob.len && (glob.data[g] == '?' || glob.data[g] == text.data[t])) {
			g++;
			t++;
		} else if (star < glob.len) {
			g = star + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (g < glob.len && glob.data[g] == '*')
		g++;
	return g == glob.len;
}

bool globs_match(const struct spans *globs, struct span text)
{
	for (size_t i = 0; i < globs->count; i++)
		if (glob_matches(globs->list[i], text))
			return true;
	return false;
}

bool host_matches(struct span pattern, struct span host)
{
	if (!span_starts(pattern, "*."))
		return span_equal_nocase(pattern, host);
	struct span below = span_from(pattern, 1);
	return host.len > below.len &&
	       span_equal_nocase(span_from(host, host.len - below.len), below);
}

bool hosts_match(const struct spans *patterns, struct span host)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (host_matches(patterns->list[i], host))
			return true;
	return false;
}

struct path path_cut(struct span text, struct arena *arena)
{
	struct path path = { NULL, 0 };
	size_t most = 1;

	for (size_t i = 0; i < text.len; i++)
		most += text.data[i] == '/';
	path.segments = arena_alloc(arena, most * sizeof *path.segments);
	while (path.segments != NULL && text.len > 0) {
		struct span segment = span_cut(text, '/', &text);
		if (segment.len > 0)
			path.segments[path.count++] = segment;
	}
	return path;
}

/* The same way as glob_matches(), with segments in place of bytes. */
bool path_matches(const struct path *pattern, const struct path *path)
{
	size_t p = 0;
	size_t t = 0;
	size_t deep = pattern->count;
	size_t resume = 0;

	while (t < path->count) {
		if (p < pattern->count && span_is(pattern->segments[p], "**")) {
			deep = p++;
			resume = t;
		} else if (p < pattern->count &&
		           glob_matches(pattern->segments[p], path->segments[t])) {
			p++;
			t++;
		} else if (deep < pattern->count) {
			p = deep + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern->count && span_is(pattern->segments[p], "**"))
		p++;
	return p == pattern->count;
}

bool path_equal(const struct path *a, const struct path *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!span_equal(a->segments[i], b->segments[i]))
			return false;
	return true;
}

void *list_grow(struct arena *arena, void *list, size_t count, size_t size)
{
	bool is_full = count == 0 || (count >= 4 && (count & (count - 1)) == 0);

	if (!is_full)
		return list;
	void *larger = arena_alloc(arena, (count == 0 ? 4 : count * 2) * size);
	if (larger != NULL && count > 0)
		memcpy(larger, list, count * size);
	return larger;
}

bool spans_add(struct spans *spans, struct span span, struct arena *arena)
{
	struct span *list = list_grow(arena, spans->list, spans->count, sizeof span);

	if (list == NULL)
		return false;
	list[spans->count++] = span;
	spans->list = list;
	return true;
}
