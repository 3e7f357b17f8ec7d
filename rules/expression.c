#define PCRE2_CODE_UNIT_WIDTH 8

#include "expression.h"

#include <pcre2.h>
#include <stdlib.h>
#include <time.h>

#include "../proxy/base/mem.h"
#include "text/utf8.h"

enum {
	BUDGET_MS = 38,     /* of processor time for one post; an ordinary one takes microseconds */
	WINDOW = 16 * 1024, /* places to begin at, between two looks at the clock */
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
	uint64_t deadline_ns; /* by the processor's clock */
	uint64_t earliest_ns; /* by the one on the wall */
};

const char *expression_hint(const struct expression *expression)
{
	const struct kind_form *form = expression->form;

	return form != NULL && form->hint != NULL ? form->hint : expression->pattern;
}

bool expression_compile(struct expression *expression, struct err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
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
	uint32_t groups = 0;
	pcre2_pattern_info(expression->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (expression->is_capturing && groups != 1)
		return err_set(err, "it must have one group in brackets, and has %u", groups);
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

	matching->data = pcre2_match_data_create(2, NULL);
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

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void matching_begin(struct matching *matching)
{
	const uint64_t budget = BUDGET_MS * UINT64_C(1000000);

	matching->deadline_ns = now_ns(CLOCK_THREAD_CPUTIME_ID) + budget;
	matching->earliest_ns = now_ns(CLOCK_MONOTONIC) + budget;
}

/* The processor's time cannot be over before as much has gone by; that clock is no system call. */
bool matching_is_spent(struct matching *matching)
{
	uint64_t gone_by = now_ns(CLOCK_MONOTONIC);

	if (gone_by <= matching->earliest_ns)
		return false;
	uint64_t spent = now_ns(CLOCK_THREAD_CPUTIME_ID);
	if (spent > matching->deadline_ns)
		return true;
	matching->earliest_ns = gone_by + (matching->deadline_ns - spent);
	return false;
}

static size_t window_end(struct span text, size_t from)
{
	size_t end = text.len - from > WINDOW ? from + WINDOW : text.len;

	while (end < text.len && ((unsigned char)text.data[end] & 0xc0) == 0x80)
		end++;
	return end;
}

/* What PCRE2 finds first, window by window. */
static enum expression_result find(const struct expression *expression, struct matching *matching,
    struct span text, size_t from, size_t *start, size_t *end)
{
	const uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;

	while (from <= text.len) {
		if (matching_is_spent(matching))
			return EXPRESSION_LIMIT;
		size_t last = window_end(text, from);
		pcre2_set_offset_limit(matching->context, last);
		int count = pcre2_match(expression->code, (PCRE2_SPTR)text.data, text.len, from,
		    options, matching->data, matching->context);
		if (count < 0 && count != PCRE2_ERROR_NOMATCH)
			return EXPRESSION_LIMIT;
		if (count >= 0) {
			const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(matching->data);
			if (expression->is_capturing && count > 1)
				ends += 2;
			*start = ends[0];
			*end = ends[1];
			/* \K within a lookahead may leave the start behind the end. */
			return *start < *end ? EXPRESSION_YES : EXPRESSION_NO;
		}
		from = last + 1;
		while (from < text.len && ((unsigned char)text.data[from] & 0xc0) == 0x80)
			from++;
	}
	return EXPRESSION_NO;
}

enum expression_result expression_find(const struct expression *expression,
    struct matching *matching, struct span text, size_t from, size_t *start, size_t *end)
{
	if (text.data == NULL)
		text = SPAN("");
	for (;;) {
		enum expression_result result = find(expression, matching, text, from, start, end);
		if (result != EXPRESSION_YES)
			return result;
		from = *start;
		utf8_next(text.data, text.len, &from);
		if (expression->form == NULL || kind_form_takes(expression->form, text, start, end))
			return EXPRESSION_YES;
		/* What the check refuses may hide something real that begins within it. */
		if (*start > from)
			from = *start;
	}
}
