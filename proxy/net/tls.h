/*
 * The two sides of an interception: one SSL_CTX towards clients and one towards origins, for all
 * sessions of a worker. Leaves are set on the connection; tickets towards clients are sealed with
 * keys that all workers share; sessions of origins are kept by name and port, so that they resume.
 * TLS 1.2 and 1.3 with forward secrecy and AEAD only; no compression, no renegotiation, no early
 * data.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "../../certs/verify/verify.h"
#include "../base/buf.h"
#include "../base/err.h"

enum { TLS_TICKET_KEY_LEN = 80 };

struct tls;

struct tls *tls_new(
    struct verifier *verifier, struct err *err); /* borrows verifier; returns owned */
void tls_free(struct tls *tls);

/* Two keys of 80 bytes (name 16, AES 32, HMAC 32); before may be empty. Until the first call no
 * tickets are given. */
void tls_set_tickets(struct tls *tls, struct span now, struct span before);

/* The worker's own leaf key, made in memory: its SubjectPublicKeyInfo, for `certs`. */
bool tls_leaf_key(struct tls *tls, struct buf *spki_der);

/* A signed leaf. certificate_new returns owned, NULL if it is not one for our key. */
X509 *tls_certificate_new(struct tls *tls, struct span der);

/* Towards a client: shows leaf; resumes only sessions made for the same name. Returns owned. */
SSL *tls_accept(struct tls *tls, X509 *leaf, const char *name);

/* Towards an origin: SNI and verification for name (a DNS name or an address literal), resuming
 * what is kept for name and port. Returns owned, NULL if name cannot be verified against. */
SSL *tls_connect(struct tls *tls, const char *name, uint16_t port, struct err *err);

/* What the kept sessions cost, for the idle sweep: drops those that expired. */
void tls_sweep(struct tls *tls);

#endif
