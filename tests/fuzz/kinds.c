// layers: proxy-base proxy-http rules
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/http/utf8.h"
#include "../../rules/expression.h"
#include "../../rules/kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every form of every kind on any text: what is found lies in it and cuts no character, and what
 * the sieve would look for in the form's place stands there too. */

enum { FORMS_MAX = 1024, HINTS_MAX = 4096 };

static struct expression forms[FORMS_MAX];
static struct expression hints[FORMS_MAX];
static size_t form_count;
static struct matching *matching;
static struct arena *arena;

static void add_kind(const struct kind *kind)
{
	struct err err;

	for (size_t i = 0; i < kind->form_count; i++) {
		const struct kind_form *form = &kind->forms[i];
		struct expression *expression = &forms[form_count];
		assert(form_count < FORMS_MAX);
		*expression = (struct expression){
			.pattern = form->pattern, .is_exact = form->is_exact, .form = form
		};
		hints[form_count] = (struct expression){ .pattern = expression_hint(expression) };
		assert(expression_compile(expression, &err));
		assert(expression_compile(&hints[form_count], &err));
		form_count++;
	}
	for (size_t i = 0; kind->parts != NULL && kind->parts[i] != NULL; i++)
		if (kind->parts[i]->form_count > 0 && strcmp(kind->name, kind->parts[i]->name) == 0)
			add_kind(kind->parts[i]);
}

static void set_up(void)
{
	for (size_t i = 0; kinds[i] != NULL; i++)
		add_kind(kinds[i]);
	matching = matching_new();
	arena = arena_new(4 * 1024 * 1024);
}

static void check_boundary(struct span text, size_t at)
{
	assert(at <= text.len);
	assert(at == text.len || ((unsigned char)text.data[at] & 0xc0) != 0x80);
}

static bool find_all(const struct expression *expression, struct span text)
{
	size_t start = 0;
	size_t end = 0;
	bool is_found = false;

	while (expression_find(expression, matching, text, end, &start, &end) == EXPRESSION_YES) {
		assert(start < end);
		check_boundary(text, start);
		check_boundary(text, end);
		is_found = true;
	}
	return is_found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_make(data, size);
	size_t start;
	size_t end;

	if (form_count == 0)
		set_up();
	arena_clear(arena);
	if (!utf8_clean(text, arena, &text))
		return 0;
	for (size_t i = 0; i < form_count; i++) {
		matching_begin(matching);
		if (find_all(&forms[i], text) && size < HINTS_MAX)
			assert(expression_find(&hints[i], matching, text, 0, &start, &end) !=
			       EXPRESSION_NO);
	}
	return 0;
}
