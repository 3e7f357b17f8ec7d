/*
 * What we ask of an origin's certificates beyond what OpenSSL asks: each rule looks at one
 * certificate and says which word it fails with. Pure.
 */
#ifndef CERTS_VERIFY_RULES_H
#define CERTS_VERIFY_RULES_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "../../proxy/base/err.h"

struct fault {
	const char *word;    /* "weak-key", …; static */
	struct err sentence; /* without a subject: "has a key of 1024 bits" */
};

/* The rules for chain[index] of a chain whose leaf is 0 and whose anchor is the last. */
bool rules_check(STACK_OF(X509) * chain, int index, struct fault *fault);

/* The word for one of OpenSSL's X509_V_ERR_*. */
const char *rules_word(int code);

#endif
