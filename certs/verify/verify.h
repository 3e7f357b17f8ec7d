/*
 * Verification of origins: chain and name against the system store and the operator's anchors. The
 * interception CA of ours is never an anchor here, even where the system store has it.
 * Knows no sockets.
 */
#ifndef CERTS_VERIFY_VERIFY_H
#define CERTS_VERIFY_VERIFY_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <time.h>

#include "../../proxy/base/err.h"
#include "../../proxy/base/span.h"

struct verifier;

/* anchors: PEM of the operator's own anchors, all concatenated (may be empty); own_ca: PEM of the
 * interception CA, to be distrusted. system: also the system's store, which is read once, here. An
 * empty system store is an error unless there are anchors. Returns owned. */
struct verifier *verifier_new(
    bool system, struct span anchors, struct span own_ca, struct err *err);
void verifier_free(struct verifier *verifier);

/* Gives ctx the trust store and a verify callback with the stricter rules (no CN fallback,
 * serverAuth required, no CA as leaf, X.509 v3 only, key sizes and types of the whole chain, SAN
 * syntax). ctx borrows verifier. Handshakes of connections without verifier_expect() fail. */
void verifier_apply(struct verifier *verifier, SSL_CTX *ctx);

/* Per connection: name is what the certificate must be for (DNS name or address literal). */
bool verifier_expect(SSL *ssl, const char *name, struct err *err);

/* After a failed handshake: one sentence for the page, one word for the record ("expired",
 * "not-yet-valid", "self-signed", "unknown-issuer", "wrong-name", "weak-key", "weak-signature",
 * "bad-purpose", "bad-name", "own-ca", "revoked", "malformed", "other"); false if it did not fail
 * at this. */
bool verifier_reason(SSL *ssl, const char **word, struct err *sentence);

/* What the callback does, without a connection: whether leaf, with what came beside it (may be
 * NULL), is good for name at a time (0: now). On failure fills word and sentence. */
bool verifier_judge(struct verifier *verifier, X509 *leaf, STACK_OF(X509) * beside,
    const char *name, time_t at, const char **word, struct err *sentence);

#endif
