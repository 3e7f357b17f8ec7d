/* The public key of a leaf, as a worker gave it: looked at once, used for every leaf. */
#ifndef CERTS_CUSTODY_LEAF_KEY_H
#define CERTS_CUSTODY_LEAF_KEY_H

#include "custody.h"

enum { KEY_ID_LEN = 20, SPKI_MAX = 128 };

struct leaf_key {
	unsigned char spki[SPKI_MAX]; /* SubjectPublicKeyInfo, DER */
	size_t spki_len;
	unsigned char id[KEY_ID_LEN];
};

/* Subject key identifier of a key by RFC 7093 2, method 1: SHA-256 of its bits, the first 160. */
void key_id_of(const void *bits, size_t len, unsigned char id[KEY_ID_LEN]);

#endif
