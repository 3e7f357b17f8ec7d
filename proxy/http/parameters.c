#include "parameters.h"

#include <string.h>

#include "bytes.h"

static struct span token(struct span *rest)
{
	size_t len = 0;

	while (len < rest->len && byte_is(rest->data[len], BYTE_TOKEN))
		len++;
	struct span taken = { rest->data, len };
	*rest = span_from(*rest, len);
	return taken;
}

/* Behind the opening quote. A backslash is left where it stands: readers differ about it. */
static bool quoted(struct span *rest, struct parameter *parameter)
{
	size_t len = 0;

	while (len < rest->len && rest->data[len] != '"') {
		bool is_pair = rest->data[len] == '\\';
		parameter->has_backslash |= is_pair;
		len += is_pair && len + 1 < rest->len ? 2 : 1;
	}
	if (len >= rest->len)
		return false;
	parameter->value = span_make(rest->data, len);
	parameter->is_quoted = true;
	*rest = span_from(*rest, len + 1);
	return true;
}

static bool read_one(struct span *rest, struct parameter *parameter)
{
	memset(parameter, 0, sizeof *parameter);
	parameter->name = token(rest);
	if (parameter->name.len == 0 || rest->len == 0 || rest->data[0] != '=')
		return false;
	*rest = span_from(*rest, 1);
	if (rest->len > 0 && rest->data[0] == '"') {
		*rest = span_from(*rest, 1);
		return quoted(rest, parameter);
	}
	parameter->value = token(rest);
	return true;
}

void parameters_read(struct span text, struct parameters *parameters)
{
	struct span rest = span_trim(text);
	size_t len = 0;

	memset(parameters, 0, sizeof *parameters);
	if (rest.len == 0)
		return;
	while (len < rest.len && (byte_is(rest.data[len], BYTE_TOKEN) || rest.data[len] == '/'))
		len++;
	parameters->word = span_make(rest.data, len);
	rest = span_trim(span_from(rest, len));
	while (rest.len > 0) {
		if (rest.data[0] != ';') {
			parameters->is_bad = true;
			return;
		}
		rest = span_trim(span_from(rest, 1));
		if (rest.len == 0)
			return; /* a semicolon at the end: everybody reads the same */
		if (parameters->count == PARAMETERS_MAX ||
		    !read_one(&rest, &parameters->list[parameters->count])) {
			parameters->is_bad = true;
			return;
		}
		parameters->count++;
		rest = span_trim(rest);
	}
}

const struct parameter *parameters_get(const struct parameters *parameters, const char *name)
{
	const struct parameter *found = NULL;

	for (size_t i = 0; i < parameters->count; i++) {
		if (!span_is_nocase(parameters->list[i].name, name))
			continue;
		if (found != NULL)
			return NULL;
		found = &parameters->list[i];
	}
	return found;
}

size_t parameters_count(const struct parameters *parameters, const char *name)
{
	size_t len = strlen(name);
	size_t count = 0;

	for (size_t i = 0; i < parameters->count; i++) {
		struct span of = parameters->list[i].name;
		if (span_starts_nocase(of, name) && (of.len == len || of.data[len] == '*'))
			count++;
	}
	return count;
}
