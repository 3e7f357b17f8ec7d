#include "leaf_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"

enum { P256_POINT_LEN = 65, POINT_UNCOMPRESSED = 4 }; /* 04, x, y (RFC 5480 2.2) */

void key_id_of(const void *bits, size_t len, unsigned char id[KEY_ID_LEN])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];

	SHA256(bits, len, digest);
	memcpy(id, digest, KEY_ID_LEN);
}

/* One key has one encoding that we take: what comes out must be what came in. */
static bool is_canonical(EVP_PKEY *key, struct span der)
{
	unsigned char *again = NULL;
	int len = i2d_PUBKEY(key, &again);
	bool is_same = len > 0 && span_equal(der, span_make(again, (size_t)len));

	OPENSSL_free(again);
	return is_same;
}

static bool is_sound(EVP_PKEY *key)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	bool is_sound = context != NULL && EVP_PKEY_public_check(context) == 1;

	EVP_PKEY_CTX_free(context);
	return is_sound;
}

static bool is_p256(EVP_PKEY *key, struct span der)
{
	char group[32];

	if (der.data[der.len - P256_POINT_LEN] != POINT_UNCOMPRESSED)
		return false; /* hybrid forms have the same length */
	if (!EVP_PKEY_is_a(key, "EC") || !EVP_PKEY_get_group_name(key, group, sizeof group, NULL))
		return false;
	return strcmp(group, "prime256v1") == 0 && is_canonical(key, der) && is_sound(key);
}

struct leaf_key *leaf_key_new(struct span spki_der, struct err *err)
{
	const unsigned char *at = (const unsigned char *)spki_der.data;

	if (spki_der.len <= P256_POINT_LEN || spki_der.len > SPKI_MAX) {
		err_set(err, "that is no public key on P-256");
		return NULL;
	}
	EVP_PKEY *parsed = d2i_PUBKEY(NULL, &at, (long)spki_der.len);
	bool is_good = parsed != NULL && is_p256(parsed, spki_der);
	EVP_PKEY_free(parsed);
	ERR_clear_error();
	if (!is_good) {
		err_set(err, "that is no public key on P-256");
		return NULL;
	}
	struct leaf_key *key = mem_alloc(sizeof *key);
	memcpy(key->spki, spki_der.data, spki_der.len);
	key->spki_len = spki_der.len;
	key_id_of(spki_der.data + spki_der.len - P256_POINT_LEN, P256_POINT_LEN, key->id);
	return key;
}

void leaf_key_free(struct leaf_key *key)
{
	free(key);
}
