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

/* For the rules themselves. fault_set() always returns false. rules_extension() tells "not there"
 * (true, NULL) from "twice" and "malformed" (false), for which X509_get_ext_d2i() fails alike. */
bool fault_set(struct fault *fault, const char *word, const char *sentence);
bool rules_extension(const X509 *certificate, int nid, void **value);

/* The word for one of OpenSSL's X509_V_ERR_*. */
const char *rules_word(int code);

#endif
