/* Making a new CA. Needed once, by a person; never by a running service. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "custody.h"
#include "leaf_key.h"

enum {
	SERIAL_LEN = 16,
	BACK_DATED = 24 * 3600, /* clients' clocks are sometimes wrong */
	YEARS = 10,
};

static bool add_extension(X509 *certificate, int nid, const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool is_good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return is_good;
}

static bool add_key_id(X509 *certificate)
{
	const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(certificate);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	unsigned char id[KEY_ID_LEN];

	key_id_of(ASN1_STRING_get0_data(bits), (size_t)ASN1_STRING_length(bits), id);
	bool is_good = value != NULL && ASN1_OCTET_STRING_set(value, id, sizeof id) == 1 &&
	               X509_add1_ext_i2d(certificate, NID_subject_key_identifier, value, 0, 0) == 1;
	ASN1_OCTET_STRING_free(value);
	return is_good;
}

static bool set_serial(X509 *certificate)
{
	unsigned char bytes[SERIAL_LEN];
	BIGNUM *number = NULL;

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return false;
	bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
	number = BN_bin2bn(bytes, sizeof bytes, NULL);
	bool is_good = number != NULL &&
	               BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return is_good;
}

/* The day tells a new CA from the one before it in a list of certificates. */
static bool set_subject(X509 *certificate, const char *name)
{
	char text[64 + 1];
	char day[16] = "";
	struct tm tm;
	time_t now = time(NULL);
	X509_NAME *subject = X509_get_subject_name(certificate);

	gmtime_r(&now, &tm);
	strftime(day, sizeof day, "%Y-%m-%d", &tm);
	snprintf(text, sizeof text, "Gatepost CA for %.32s, %.10s", name, day);
	return X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8,
	           (const unsigned char *)"Gatepost", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_txt(
	           subject, "CN", MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, subject) == 1;
}

static bool fill(X509 *certificate, EVP_PKEY *key, const char *name)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
	       set_subject(certificate, name) &&
	       X509_gmtime_adj(X509_getm_notBefore(certificate), -BACK_DATED) != NULL &&
	       X509_time_adj_ex(X509_getm_notAfter(certificate), 365 * YEARS, 0, NULL) != NULL &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
	       add_extension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	       add_key_id(certificate) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

static FILE *create_file(const char *path, mode_t mode, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0 && errno == EEXIST)
		err_set(err, "%s exists already; it was left as it is", path);
	else if (fd < 0)
		err_set_errno(err, "%s", path);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool finish_file(FILE *file, bool is_written, const char *path, struct err *err)
{
	is_written = is_written && fflush(file) == 0 && fsync(fileno(file)) == 0;
	is_written = fclose(file) == 0 && is_written;
	if (!is_written) {
		err_set_errno(err, "%s cannot be written", path);
		unlink(path);
	}
	return is_written;
}

static bool write_key(EVP_PKEY *key, const char *path, struct err *err)
{
	FILE *file = create_file(path, S_IRUSR | S_IWUSR, err);

	if (file == NULL)
		return false;
	setvbuf(file, NULL, _IONBF, 0);
	return finish_file(
	    file, PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, path, err);
}

static bool write_certificate(X509 *certificate, const char *path, struct err *err)
{
	FILE *file = create_file(path, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, err);

	return file != NULL && finish_file(file, PEM_write_X509(file, certificate) == 1, path, err);
}

/* The key goes first: a certificate without its key would be taken for a CA. */
static bool write_both(X509 *certificate, const char *certificate_path, EVP_PKEY *key,
    const char *key_path, struct err *err)
{
	if (access(certificate_path, F_OK) == 0)
		return err_set(err, "%s exists already; it was left as it is", certificate_path);
	if (!write_key(key, key_path, err))
		return false;
	if (write_certificate(certificate, certificate_path, err))
		return true;
	unlink(key_path);
	return false;
}

bool custody_create(
    const char *certificate_path, const char *key_path, const char *name, struct err *err)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	bool is_good = false;

	if (key == NULL || certificate == NULL || !fill(certificate, key, name))
		err_set(err, "the new CA cannot be made: %s",
		    ERR_reason_error_string(ERR_peek_error()));
	else
		is_good = write_both(certificate, certificate_path, key, key_path, err);
	X509_free(certificate);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return is_good;
}
