#include "message.h"

#include <string.h>

#include "fields.h"

static const struct header *find(const struct message *message, struct span name, size_t from)
{
	for (size_t i = from; i < message->header_count; i++)
		if (span_equal_nocase(message->headers[i].name, name))
			return &message->headers[i];
	return NULL;
}

const struct header *message_header(const struct message *message, const char *name)
{
	return find(message, span_of(name), 0);
}

struct span message_value(const struct message *message, const char *name)
{
	const struct header *header = message_header(message, name);

	return header != NULL ? header->value : (struct span){ NULL, 0 };
}

size_t message_count(const struct message *message, const char *name)
{
	struct span wanted = span_of(name);
	size_t count = 0;

	for (size_t i = 0; i < message->header_count; i++)
		count += span_equal_nocase(message->headers[i].name, wanted);
	return count;
}

static bool list_has(struct span list, const char *token)
{
	struct span element;

	while (list_next(&list, &element))
		if (span_is_nocase(element, token))
			return true;
	return false;
}

bool message_lists(const struct message *message, const char *name, const char *token)
{
	struct span wanted = span_of(name);

	for (size_t i = 0; i < message->header_count; i++)
		if (span_equal_nocase(message->headers[i].name, wanted) &&
		    list_has(message->headers[i].value, token))
			return true;
	return false;
}
