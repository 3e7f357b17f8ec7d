#define PCRE2_CODE_UNIT_WIDTH 8

#include "expression.h"

#include <pcre2.h>
#include <stdlib.h>

#include "../proxy/base/mem.h"
#include "text/utf8.h"

/* One expression on one text ends in some milliseconds at the worst; see docs/performance.md. */
enum {
	MATCH_LIMIT = 200 * 1000,
	DEPTH_LIMIT = 10 * 1000,
	HEAP_LIMIT_KIB = 4 * 1024,
	STACK_FIRST = 32 * 1024,
	STACK_LIMIT = 512 * 1024,
	PATTERN_MAX = 16 * 1024,
};

struct matching {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

bool expression_compile(struct expression *expression, struct err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	int code;
	PCRE2_SIZE offset;

	if (!expression->is_exact)
		options |= PCRE2_CASELESS;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	if (context == NULL)
		abort();
	pcre2_set_max_pattern_length(context, PATTERN_MAX);
	expression->code = pcre2_compile((PCRE2_SPTR)expression->pattern, PCRE2_ZERO_TERMINATED,
	    options, &code, &offset, context);
	pcre2_compile_context_free(context);
	if (expression->code == NULL) {
		PCRE2_UCHAR text[256];
		pcre2_get_error_message(code, text, sizeof text);
		return err_set(err, "%s, at character %zu of the expression", text, offset + 1);
	}
	/* Where it cannot be translated it is interpreted: the same answers, slower. */
	pcre2_jit_compile(expression->code, PCRE2_JIT_COMPLETE);
	return true;
}

void expression_release(struct expression *expression)
{
	pcre2_code_free(expression->code);
	expression->code = NULL;
}

struct matching *matching_new(void)
{
	struct matching *matching = mem_alloc(sizeof *matching);

	matching->data = pcre2_match_data_create(1, NULL);
	matching->context = pcre2_match_context_create(NULL);
	matching->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_LIMIT, NULL);
	if (matching->data == NULL || matching->context == NULL)
		abort();
	pcre2_set_match_limit(matching->context, MATCH_LIMIT);
	pcre2_set_depth_limit(matching->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(matching->context, HEAP_LIMIT_KIB);
	if (matching->stack != NULL)
		pcre2_jit_stack_assign(matching->context, NULL, matching->stack);
	return matching;
}

void matching_free(struct matching *matching)
{
	if (matching == NULL)
		return;
	pcre2_match_data_free(matching->data);
	pcre2_match_context_free(matching->context);
	pcre2_jit_stack_free(matching->stack);
	free(matching);
}

static bool is_real(
    const struct expression *expression, struct span text, size_t *start, size_t *end)
{
	size_t from = 0;
	size_t to = *end - *start;

	if (expression->check == NULL)
		return true;
	if (!expression->check(span_make(text.data + *start, to), &from, &to))
		return false;
	*end = *start + to;
	*start += from;
	return true;
}

enum expression_result expression_find(const struct expression *expression,
    struct matching *matching, struct span text, size_t from, size_t *start, size_t *end)
{
	const uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
	const char *subject = text.data != NULL ? text.data : "";

	for (;;) {
		int count = pcre2_match(expression->code, (PCRE2_SPTR)subject, text.len, from,
		    options, matching->data, matching->context);
		if (count == PCRE2_ERROR_NOMATCH)
			return EXPRESSION_NO;
		if (count < 0)
			return EXPRESSION_LIMIT;
		const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(matching->data);
		*start = ends[0];
		*end = ends[1];
		/* \K within a lookahead may leave the start behind the end. */
		if (*start >= *end)
			return EXPRESSION_NO;
		/* What the check refuses may hide something real that begins within it. */
		from = *start;
		utf8_next(text.data, text.len, &from);
		if (is_real(expression, text, start, end))
			return EXPRESSION_YES;
	}
}
