/*
 * The interception CA: create, show, sign leaves. Only this folder touches the CA key (invariant
 * 3).
 */
#ifndef CERTS_CUSTODY_CUSTODY_H
#define CERTS_CUSTODY_CUSTODY_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/buf.h"
#include "../../proxy/base/err.h"
#include "../../proxy/base/span.h"

struct custody; /* an open CA */

/* Makes a new CA (P-256, 10 years, CA:TRUE pathlen 0, keyCertSign and cRLSign) into two files, key
 * 0600. Refuses if either exists. name and the day go into the subject ("Gatepost CA for NAME,
 * 2026-11-23"). */
bool custody_create(
    const char *certificate_path, const char *key_path, const char *name, struct err *err);

/* Refuses a key that others may read, that does not belong to the certificate, or a certificate
 * that may not sign. The key lives in locked memory where the system allows it. Returns owned. */
struct custody *custody_open(const char *certificate_path, const char *key_path, struct err *err);
void custody_close(struct custody *custody);

/* Builds and signs a leaf for exactly one DNS name or address literal and the caller's public key
 * (SubjectPublicKeyInfo DER, checked once by leaf_key_new). DER out. Valid from an hour ago for 90
 * days at most, never past the CA; random 126-bit serial; SAN only, CA:FALSE, digitalSignature,
 * serverAuth, SKI, AKI. */
struct leaf_key;
struct leaf_key *leaf_key_new(
    struct span spki_der, struct err *err); /* P-256 only; returns owned */
void leaf_key_free(struct leaf_key *key);
bool custody_sign(struct custody *custody, const struct leaf_key *key, const char *name,
    struct buf *der, struct err *err);

/* For `ca show` and notice: SHA-256 of the certificate as AB:CD:…, not-after as UTC text. */
bool certificate_facts(const char *path, char fingerprint[96], char not_after[32], char *subject,
    size_t subject_size, struct err *err);

/* The certificate alone, as PEM or DER, for devices that are to trust it. */
bool certificate_export(const char *path, bool as_der, struct buf *out, struct err *err);

/* The role: control_fd as in loop_run(); the snapshot names the CA files and the governed hosts. */
int certs_main(int control_fd, int snapshot_fd, const char *config_file);

#endif
