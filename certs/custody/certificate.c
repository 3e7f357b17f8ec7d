#include "certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

X509 *certificate_read(const char *path, struct err *err)
{
	FILE *file = fopen(path, "re");
	X509 *certificate = NULL;

	if (file == NULL) {
		err_set_errno(err, "%s", path);
		return NULL;
	}
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	ERR_clear_error();
	if (certificate == NULL)
		err_set(err, "%s holds no certificate in PEM", path);
	return certificate;
}

static void print_fingerprint(X509 *certificate, char fingerprint[96])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	fingerprint[0] = '\0';
	X509_digest(certificate, EVP_sha256(), digest, &len);
	for (unsigned i = 0; i < len && i < 32; i++)
		snprintf(
		    fingerprint + 3 * (size_t)i, 4, "%02X%s", digest[i], i + 1 < len ? ":" : "");
}

static void print_subject(X509 *certificate, char *text, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL;

	if (bio == NULL)
		abort();
	X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
	long len = BIO_get_mem_data(bio, &data);
	snprintf(text, size, "%.*s", (int)len, data);
	BIO_free(bio);
}

bool certificate_facts(const char *path, char fingerprint[96], char not_after[32], char *subject,
    size_t subject_size, struct err *err)
{
	X509 *certificate = certificate_read(path, err);
	struct tm tm = { 0 };

	if (certificate == NULL)
		return false;
	print_fingerprint(certificate, fingerprint);
	print_subject(certificate, subject, subject_size);
	ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm);
	strftime(not_after, 32, "%Y-%m-%d %H:%M UTC", &tm);
	X509_free(certificate);
	return true;
}

bool certificate_export(const char *path, bool as_der, struct buf *out, struct err *err)
{
	X509 *certificate = certificate_read(path, err);
	BIO *bio = BIO_new(BIO_s_mem());
	char *data = NULL;

	if (bio == NULL)
		abort();
	bool is_good = certificate != NULL;
	if (is_good &&
	    !(as_der ? i2d_X509_bio(bio, certificate) : PEM_write_bio_X509(bio, certificate)))
		is_good = err_set(err, "%s cannot be written out", path);
	long len = BIO_get_mem_data(bio, &data);
	if (is_good && !buf_append(out, data, (size_t)len))
		is_good = err_set(err, "%s is too large", path);
	BIO_free(bio);
	X509_free(certificate);
	return is_good;
}
