/* The CA's certificate as a file: read, described, handed out. Never its key. */
#ifndef CERTS_CUSTODY_CERTIFICATE_H
#define CERTS_CUSTODY_CERTIFICATE_H

#include <openssl/x509.h>

#include "custody.h"

X509 *certificate_read(const char *path, struct err *err); /* PEM; returns owned, NULL on failure */

#endif
