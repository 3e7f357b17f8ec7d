// layers: proxy-base proxy-http rules
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../proxy/http/utf8.h"
#include "../../rules/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any text, cut into two fields, judged by a policy with everything in it: no span leaves its field
 * or cuts a character. */

static const char yaml[] =
    "rules:\n"
    "  - id: words\n    action: log\n"
    "    match: { words: [Falcon, \"Blue Heron\", straße*, office, 発売, \"a b\"] }\n"
    "    unless: { link: news.example, only: true }\n"
    "  - id: exact\n    action: log\n    match: { words: [IT, Café], case: exact }\n"
    "  - id: regex\n    action: log\n"
    "    match: { regex: ['(?<!x)fal.on\\s+\\d{2,4}', '\\bsecret\\b', '(\\w)\\1\\1', '^a|b$'] }\n"
    "  - id: cased\n    action: log\n    match: { regex: 'K[a-z]+\\p{Lu}', case: exact }\n"
    "  - id: kinds\n    action: log\n    match: { kind: [card, iban, email, secret, private-key] "
    "}\n"
    "  - id: tree\n    action: log\n"
    "    match: { any: [ { all: [ { words: a }, { none: { words: b } } ] }, { count: { of: { "
    "regex: "
    "'x.' }, at-least: 3 } } ] }\n"
    "  - id: day\n    action: log\n"
    "    statement: { topic: { words: [Falcon, a] }, value: date, official: [2027-03-12] }\n"
    "  - id: name\n    action: log\n"
    "    statement: { topic: { words: [b] }, value: { regex: 'named (\\w+)?' }, official: [x] }\n"
    "  - id: price\n    action: log\n"
    "    statement: { topic: { near: { words: [Falcon], and: [costs], within: 5 } }, value: money "
    "}\n"
    "  - id: nothing\n    action: log\n    match: { none: { regex: 'e' } }\n";

static struct source *source;
static struct policy *policy;
static struct judge *judge;
static struct arena *arena;

static void set_up(void)
{
	char path[] = "/tmp/gatepost-fuzz-XXXXXX";
	const char *paths[] = { path };
	struct problems problems;
	int fd = mkstemp(path);

	problems_init(&problems);
	assert(fd >= 0 && write(fd, yaml, sizeof yaml - 1) == (ssize_t)sizeof yaml - 1);
	source = source_new_disk();
	policy = policy_load(source, NULL, paths, 1, &problems);
	problems_write(&problems, 2);
	problems_release(&problems);
	assert(policy != NULL);
	close(fd);
	unlink(path);
	judge = judge_new(policy);
	arena = arena_new(16 * 1024 * 1024);
}

static void check_boundary(struct span text, size_t at)
{
	assert(at <= text.len);
	assert(at == text.len || ((unsigned char)text.data[at] & 0xc0) != 0x80);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_make(data, size);
	struct span rest;
	struct verdict verdict;
	const struct who nobody = { 0 };

	if (judge == NULL)
		set_up();
	arena_clear(arena);
	if (!utf8_clean(text, arena, &text))
		return 0;
	struct span first = span_cut(text, '\n', &rest);
	struct field fields[] = { { SPAN("title"), first }, { SPAN("text"), rest } };
	struct post post = { .activity = ACTIVITY_POST, .fields = fields, .field_count = 2 };
	judge_post(judge, &(struct occasion){ .post = &post, .who = &nobody }, arena, &verdict);
	for (size_t i = 0; i < verdict.match_count; i++) {
		for (size_t j = 0; j < verdict.matches[i].span_count; j++) {
			const struct match_span *span = &verdict.matches[i].spans[j];
			assert(span->field < 2 && span->byte_start < span->byte_end);
			assert(
			    span->start < span->end && span->end <= fields[span->field].text.len);
			check_boundary(fields[span->field].text, span->byte_start);
			check_boundary(fields[span->field].text, span->byte_end);
		}
	}
	return 0;
}
