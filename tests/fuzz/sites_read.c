// layers: proxy-base proxy-http rules
/*
 * Requests to every built-in site: the first byte chooses the site, then come lines for method,
 * target, content type and one header, then the body. Whatever comes out is valid UTF-8.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../proxy/http/utf8.h"
#include "../../rules/sites/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct catalogue *catalogue(void)
{
	static struct catalogue *loaded;
	static const char *const none[] = { NULL };
	static const struct catalogue_choice choice = { NULL, none, none, none };
	struct problems problems;

	if (loaded != NULL)
		return loaded;
	struct source *source = source_new_disk();
	problems_init(&problems);
	loaded = catalogue_load(source, NULL, none, &choice, false, &problems);
	problems_release(&problems);
	source_free(source);
	return loaded;
}

static void check(const struct reading *reading)
{
	for (size_t p = 0; p < reading->post_count; p++) {
		const struct post *post = &reading->posts[p];
		for (size_t i = 0; i < post->field_count; i++)
			assert(utf8_is_valid(post->fields[i].text) &&
			       utf8_is_valid(post->fields[i].name));
		for (size_t i = 0; i < post->link_count; i++)
			assert(utf8_is_valid(post->links[i]));
		assert(utf8_is_valid(post->account));
	}
	assert(reading->kind != READING_UNJUDGED || reading->why != NULL);
	assert(reading->kind != READING_POSTS || reading->endpoint != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(16 * 1024 * 1024);
	struct message *head = arena_alloc(arena, sizeof *head);
	struct span rest = span_make(data, size);
	struct reading reading;

	if (size > 0) {
		const struct site *site =
		    catalogue_site(catalogue(), data[0] % catalogue_site_count(catalogue()));
		rest = span_from(rest, 1);
		head->method = span_cut(rest, '\n', &rest);
		head->target = span_cut(rest, '\n', &rest);
		head->path = span_cut(head->target, '?', &head->query);
		head->headers[0] =
		    (struct header){ SPAN("Content-Type"), span_cut(rest, '\n', &rest) };
		struct span value;
		struct span line = span_cut(rest, '\n', &rest);
		head->headers[1].name = span_cut(line, ':', &value);
		head->headers[1].value = value;
		head->header_count = 2;
		head->authority = SPAN("graph.facebook.com");
		site_approach(site, head);
		struct issued *issued = NULL;
		issued_learn(&issued, (const uint8_t[SIPHASH_KEY]){ 1 }, head);
		site_read(site, head, head->authority, rest,
		    &(struct site_context){ .text_max = 1 << 20, .issued = issued }, arena,
		    &reading);
		issued_free(issued);
		check(&reading);
	}
	arena_free(arena);
	return 0;
}
