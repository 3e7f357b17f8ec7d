/*
 * What must hold of a whole head besides its syntax: framing (RFC 9112 6), Host and the target
 * (3.2, 3.3), persistence (9.3). Each function reads message->headers and fills in the rest;
 * false: refused, and *why says for what.
 */
#ifndef HTTP_HTTP1_RULES_H
#define HTTP_HTTP1_RULES_H

#include "fields.h"
#include "message.h"

/* Where the fields stand that decide, collected while the head was read. */
struct facts {
	uint8_t count[FIELD_COUNT];
	uint8_t first[FIELD_COUNT]; /* index in message->headers, where count > 0 */
};

bool http1_judge_request(struct message *message, const struct facts *facts, const char **why);
bool http1_judge_response(
    struct message *message, const struct facts *facts, struct span method, const char **why);

/* Splits message->target into its parts; authority is set for absolute-form and authority-form. */
bool http1_split_target(struct message *message, const char **why);

#endif
