/*
 * Writing DER (X.690): values appended to a buf, with lengths filled in when a value ends. Only
 * what a certificate needs.
 */
#ifndef CERTS_CUSTODY_DER_H
#define CERTS_CUSTODY_DER_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "../../proxy/base/buf.h"
#include "../../proxy/base/span.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,             /* + number: primitive */
	DER_CONTEXT_CONSTRUCTED = 0xa0, /* + number */
};

/* der_open() gives what der_close() wants back; in between comes the content. The buf's cap must
 * hold all of it: that is for the caller to know, and asserted. */
size_t der_open(struct buf *to, unsigned tag);
void der_close(struct buf *to, size_t opened);

void der_value(struct buf *to, unsigned tag, const void *content, size_t len);
void der_raw(struct buf *to, struct span der);                /* what is DER already */
void der_time(struct buf *to, time_t time);                   /* RFC 5280 4.1.2.5 */
void der_bits(struct buf *to, const void *bytes, size_t len); /* a BIT STRING of whole bytes */

#endif
