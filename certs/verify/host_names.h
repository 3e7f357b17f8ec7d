/* Which hosts a certificate names, and which its issuers let it name (RFC 5280 4.2.1.6, 4.2.1.10).
 * Pure. */
#ifndef CERTS_VERIFY_HOST_NAMES_H
#define CERTS_VERIFY_HOST_NAMES_H

#include "rules.h"

/* The names of a leaf: at least one, each with the syntax of a host, and a common name that looks
 * like a host among them (CA/Browser Forum 7.1.4.3). */
bool host_names_check(X509 *leaf, struct fault *fault);

/* The limits that an issuer sets, and what OpenSSL does not hold against leaf's wildcards. */
bool host_names_check_limits(X509 *issuer, X509 *leaf, struct fault *fault);

#endif
