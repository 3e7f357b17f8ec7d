/*
 * Host names and address literals, in the one form in which certificates, hellos and dialling know
 * them: lower or upper case letters, digits, hyphen and underscore in labels. Pure.
 */
#ifndef CERTS_VERIFY_NAME_H
#define CERTS_VERIFY_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum { NAME_MAX_LEN = 253, NAME_LABEL_MAX = 63 };

/* A DNS name that can stand in a URL: labels of 1 to 63 bytes, 253 in all, no trailing dot, and a
 * last label that is no number, since others would read that as an IPv4 address (RFC 1123 2.1). */
bool name_is_dns(struct span name);

/* An IPv4 address (dotted decimal only) or an IPv6 one, without brackets: 4 or 16 bytes; 0 if it is
 * neither. */
size_t name_address(const char *name, uint8_t bytes[16]);

#endif
