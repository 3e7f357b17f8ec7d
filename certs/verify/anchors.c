#include "anchors.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool anchors_same_key(const X509 *certificate, const X509 *own)
{
	if (own == NULL)
		return false;
	const ASN1_BIT_STRING *a = X509_get0_pubkey_bitstr(certificate);
	const ASN1_BIT_STRING *b = X509_get0_pubkey_bitstr(own);

	return a != NULL && b != NULL && ASN1_STRING_cmp(a, b) == 0;
}

/* How many certificates there were; -1 if something else was among them. */
static int add_all(X509_STORE *store, BIO *pem, const X509 *own, size_t *count)
{
	X509 *certificate;
	int seen = 0;

	while ((certificate = PEM_read_bio_X509_AUX(pem, NULL, NULL, NULL)) != NULL) {
		bool is_wanted = !anchors_same_key(certificate, own);
		if (is_wanted && X509_STORE_add_cert(store, certificate))
			(*count)++;
		X509_free(certificate);
		seen++;
	}
	unsigned long error = ERR_peek_last_error();
	bool is_end =
	    ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	return is_end ? seen : -1;
}

bool anchors_add_pem(
    X509_STORE *store, struct span pem, const X509 *own, size_t *count, struct err *err)
{
	if (pem.len == 0)
		return true;
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	bool is_good = bio != NULL && add_all(store, bio, own, count) > 0;
	BIO_free(bio);
	return is_good || err_set(err, "origin.trust holds something that is no PEM certificate");
}

/* SSL_CERT_FILE first, as with every program that uses OpenSSL. */
static const char *bundle(size_t index)
{
	static const char *const bundles[] = {
		"/etc/ssl/certs/ca-certificates.crt",     /* Debian, Alpine, Arch */
		"/etc/pki/tls/certs/ca-bundle.crt",       /* Fedora, RHEL */
		"/var/lib/ca-certificates/ca-bundle.pem", /* SUSE */
	};

	if (index == 0)
		return secure_getenv(X509_get_default_cert_file_env());
	if (index <= sizeof bundles / sizeof bundles[0])
		return bundles[index - 1];
	return X509_get_default_cert_file();
}

bool anchors_add_system(X509_STORE *store, const X509 *own, size_t *count, struct err *err)
{
	for (size_t i = 0; i <= 4; i++) {
		const char *path = bundle(i);
		BIO *bio = path != NULL ? BIO_new_file(path, "r") : NULL;
		if (bio == NULL)
			continue;
		size_t before = *count;
		add_all(store, bio, own, count);
		BIO_free(bio);
		if (*count > before)
			return true;
	}
	ERR_clear_error();
	return err_set(
	    err, "the system has no store of trusted certificates (package ca-certificates)");
}
