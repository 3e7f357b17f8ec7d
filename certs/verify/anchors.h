/*
 * The certificates that verification begins from: the system's store and the operator's own, read
 * once. Left out are those that carry the key of our own interception CA and those whose private
 * key is publicly known.
 */
#ifndef CERTS_VERIFY_ANCHORS_H
#define CERTS_VERIFY_ANCHORS_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/err.h"
#include "../../proxy/base/span.h"

/* Whether certificate carries the key of own; own may be NULL. */
bool anchors_same_key(const X509 *certificate, const X509 *own);

/* Adds every certificate of PEM text, and of the system's bundle. *count: how many. False if there
 * is something that is no certificate; for the system store if no bundle was found. */
bool anchors_add_pem(
    X509_STORE *store, struct span pem, const X509 *own, size_t *count, struct err *err);
bool anchors_add_system(X509_STORE *store, const X509 *own, size_t *count, struct err *err);

#endif
