/* Certificates for tests, made when they run: a spec says what is unusual about each. */
#ifndef TESTS_UNIT_CERTS_CHAIN_H
#define TESTS_UNIT_CERTS_CHAIN_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum key_kind_made {
	MADE_P256,
	MADE_RSA2048,
	MADE_RSA1024,
	MADE_RSA2052, /* not a multiple of 8 */
	MADE_P384,
	MADE_P224,
	MADE_SECP256K1,
	MADE_EXPLICIT, /* P-256 with its parameters written out */
	MADE_ED25519,
	MADE_DSA,
};

struct spec {
	const char *subject;       /* CN; NULL: the default of its place; "": none */
	const char *extensions[8]; /* "name=value"; none: the default of its place */
	enum key_kind_made key;
	const char *digest; /* NULL: SHA-256 */
	int version;        /* 0: 3 */
	const char *serial; /* hexadecimal; NULL: some */
	int from, until;    /* days from now; both 0: -1, 30 */
	bool is_damaged;    /* one bit of the signature is flipped */
};

struct made {
	X509 *certificate;
	EVP_PKEY *key;
};

static inline EVP_PKEY *make_explicit_key(void)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_PKEY_PARAM_GROUP_NAME, (char[]){ "P-256" }, 0),
		OSSL_PARAM_construct_utf8_string(
		    OSSL_PKEY_PARAM_EC_ENCODING, (char[]){ "explicit" }, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	EVP_PKEY_keygen_init(context);
	EVP_PKEY_CTX_set_params(context, params);
	EVP_PKEY_generate(context, &key);
	EVP_PKEY_CTX_free(context);
	return key;
}

static inline EVP_PKEY *make_dsa_key(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *params = NULL;
	EVP_PKEY *key = NULL;

	EVP_PKEY_paramgen_init(context);
	EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 1024);
	EVP_PKEY_paramgen(context, &params);
	EVP_PKEY_CTX_free(context);
	context = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
	EVP_PKEY_keygen_init(context);
	EVP_PKEY_generate(context, &key);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(params);
	return key;
}

static inline EVP_PKEY *make_key(enum key_kind_made kind)
{
	switch (kind) {
	case MADE_RSA2048:
		return EVP_RSA_gen(2048);
	case MADE_RSA1024:
		return EVP_RSA_gen(1024);
	case MADE_RSA2052:
		return EVP_RSA_gen(2052);
	case MADE_P384:
		return EVP_EC_gen("P-384");
	case MADE_P224:
		return EVP_EC_gen("P-224");
	case MADE_SECP256K1:
		return EVP_EC_gen("secp256k1");
	case MADE_EXPLICIT:
		return make_explicit_key();
	case MADE_ED25519:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	case MADE_DSA:
		return make_dsa_key();
	default:
		return EVP_EC_gen("P-256");
	}
}

/* A mistake in the test itself. */
static inline void abort_with(const char *what)
{
	fprintf(stderr, "# cannot make: %s\n", what);
	abort();
}

static inline void make_extension(X509 *certificate, X509 *issuer, const char *text)
{
	char name[64] = "";
	X509V3_CTX context;
	const char *equals = strchr(text, '=');

	memcpy(name, text, (size_t)(equals - text));
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf(NULL, &context, name, equals + 1);
	if (extension == NULL && strcmp(name, "authorityKeyIdentifier") == 0)
		return; /* the issuer has none to name */
	if (extension == NULL)
		abort_with(text);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static inline void make_serial(X509 *certificate, const char *hex)
{
	BIGNUM *number = NULL;

	BN_hex2bn(&number, hex != NULL ? hex : "1234567890ABCDEF");
	BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
}

static inline void damage(X509 *certificate)
{
	const ASN1_BIT_STRING *signature;

	X509_get0_signature(&signature, NULL, certificate);
	((unsigned char *)(uintptr_t)signature->data)[signature->length - 1] ^= 1;
}

/* issuer NULL: signed by itself. */
static inline struct made make(const struct spec *spec, const char *subject,
    const char *const *extensions, const struct made *issuer)
{
	struct made made = { X509_new(), make_key(spec->key) };
	const struct made *by = issuer != NULL ? issuer : &made;
	bool is_default = spec->from == 0 && spec->until == 0;
	X509_NAME *name = X509_get_subject_name(made.certificate);

	if (spec->subject != NULL)
		subject = spec->subject;
	if (spec->extensions[0] != NULL)
		extensions = spec->extensions;
	X509_set_version(made.certificate, spec->version != 0 ? spec->version - 1 : X509_VERSION_3);
	make_serial(made.certificate, spec->serial);
	if (subject[0] != '\0')
		X509_NAME_add_entry_by_txt(
		    name, "CN", MBSTRING_UTF8, (const unsigned char *)subject, -1, -1, 0);
	X509_set_issuer_name(made.certificate, X509_get_subject_name(by->certificate));
	X509_time_adj_ex(
	    X509_getm_notBefore(made.certificate), is_default ? -1 : spec->from, 0, NULL);
	X509_time_adj_ex(
	    X509_getm_notAfter(made.certificate), is_default ? 30 : spec->until, 0, NULL);
	X509_set_pubkey(made.certificate, made.key);
	for (; made.certificate != NULL && *extensions != NULL && **extensions != '\0';
	     extensions++)
		make_extension(made.certificate, by->certificate, *extensions);
	const EVP_MD *digest = EVP_get_digestbyname(spec->digest != NULL ? spec->digest : "SHA256");
	if (EVP_PKEY_get_base_id(by->key) == EVP_PKEY_ED25519)
		digest = NULL;
	if (X509_sign(made.certificate, by->key, digest) <= 0)
		abort_with("a signature");
	if (spec->is_damaged)
		damage(made.certificate);
	X509 *read = X509_dup(made.certificate); /* by its DER, as from a wire */
	X509_free(made.certificate);
	made.certificate = read;
	return made;
}

static inline void made_free(struct made *made)
{
	X509_free(made->certificate);
	EVP_PKEY_free(made->key);
}

/* Returns owned PEM text. */
static inline char *made_pem(const struct made *made, size_t *len)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL;

	PEM_write_bio_X509(bio, made->certificate);
	*len = (size_t)BIO_get_mem_data(bio, &data);
	char *copy = malloc(*len + 1);
	memcpy(copy, data, *len);
	copy[*len] = '\0';
	BIO_free(bio);
	return copy;
}

#endif
