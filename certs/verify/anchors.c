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

/* Roots whose private key was handed out with the software that installed them, or that were made
 * for a state to read along: SHA-256 of the certificate. */
static const char *const distrusted[] = {
	"b6fe9151402bad1c06d7e66db67a26aa7356f2e6c644dbcf9f98968ff632e1b7", /* Superfish */
	"ec30c9c3065a06bb07dc5b1c6b497f370c1ca65c0f30c08e042ba6bcecc78f2c", /* eDellRoot */
	"0f912fd7be760be25afbc56bdc09cd9e5dcc9c6f6a55a778aefcb6aa30e31554", /* DSDTestProvider */
	"91e5cc32910686c5cac25c18cc805696c7b33868c280caf0c72844a2a8eb91e2", /* Sennheiser HeadSetup
	                                                                     */
	"ddd8ab9178c99cbd9685ea4ae66dc28bfdc9a5a8a166f7f69ad0b5042ad6eb28", /* the same */
	"00309c736dd661da6f1eb24173aa849944c168a43a15bffd192eecfdb6f8dbd2", /* Qaznet */
	"61c0fc2e38b5b6f9071b42cee54a9013d858b6697c68b460948551b3249576a1", /* Qaznet */
	"1df696f021ab1c3ace9a376b07ed7256a40214cd3396d7934087614924e2d7ef", /* Qaznet */
};

static bool is_distrusted(const X509 *certificate)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char text[2 * EVP_MAX_MD_SIZE + 1] = "";
	unsigned len = 0;

	X509_digest(certificate, EVP_sha256(), digest, &len);
	for (unsigned i = 0; i < len; i++)
		snprintf(text + 2 * (size_t)i, 3, "%02x", digest[i]);
	for (size_t i = 0; i < sizeof distrusted / sizeof distrusted[0]; i++)
		if (strcmp(distrusted[i], text) == 0)
			return true;
	return false;
}

/* How many certificates there were; -1 if something else was among them. */
static int add_all(X509_STORE *store, BIO *pem, const X509 *own, size_t *count)
{
	X509 *certificate;
	int seen = 0;

	while ((certificate = PEM_read_bio_X509_AUX(pem, NULL, NULL, NULL)) != NULL) {
		bool is_wanted = !anchors_same_key(certificate, own) && !is_distrusted(certificate);
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
