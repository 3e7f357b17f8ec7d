#include "custody.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../proxy/base/log.h"
#include "../../proxy/base/mem.h"
#include "../verify/name.h"
#include "certificate.h"
#include "der.h"
#include "leaf_key.h"

enum {
	LEAF_MAX = 4096,
	SERIAL_LEN = 16,
	COMMON_NAME_MAX = 64, /* RFC 5280 appendix A, ub-common-name */
	LEAF_BACK_DATED = 3600,
	LEAF_SECONDS = 90 * 24 * 3600,
	SECURE_HEAP = 65536,
	SIGNATURE_MAX = 1024, /* of RSA with 8,192 bits */
};

struct custody {
	EVP_PKEY *key;
	const EVP_MD *digest; /* for signatures by key */
	struct buf algorithm; /* AlgorithmIdentifier of those, DER */
	struct buf issuer;    /* Name, DER */
	struct buf constant;  /* the extensions that are the same in all leaves, DER */
	time_t not_before;    /* of the CA */
	time_t not_after;
};

static bool check_key_file(int fd, const char *path, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return err_set_errno(err, "%s", path);
	if (!S_ISREG(status.st_mode))
		return err_set(err, "%s is not a file", path);
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return err_set(err,
		    "others may read the CA's key in %s (mode %03o): chmod 600 it, and think about "
		    "who did",
		    path, (unsigned)status.st_mode & 0777);
	if (status.st_uid != geteuid() && status.st_uid != 0)
		return err_set(err, "the CA's key in %s belongs to somebody else", path);
	return true;
}

static EVP_PKEY *read_key(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	EVP_PKEY *key = NULL;

	if (fd < 0) {
		err_set_errno(err, "%s", path);
		return NULL;
	}
	FILE *file = check_key_file(fd, path, err) ? fdopen(fd, "r") : NULL;
	if (file == NULL) {
		close(fd);
		return NULL;
	}
	setvbuf(file, NULL, _IONBF, 0); /* no copy of the key in a buffer of stdio */
	static char no_password[] = ""; /* or OpenSSL would ask the terminal for one */
	key = PEM_read_PrivateKey(file, NULL, NULL, no_password);
	fclose(file);
	if (key == NULL)
		err_set(err, "%s holds no private key that can be read without a password", path);
	return key;
}

static bool to_time(const ASN1_TIME *from, time_t *to)
{
	struct tm tm;

	if (!ASN1_TIME_to_tm(from, &tm))
		return false;
	*to = timegm(&tm);
	return true;
}

static bool check_authority(X509 *certificate, EVP_PKEY *key, struct err *err)
{
	if (X509_check_private_key(certificate, key) != 1)
		return err_set(err, "the CA's key does not belong to its certificate");
	if (X509_check_ca(certificate) != 1)
		return err_set(
		    err, "the certificate is not that of a CA (basicConstraints CA:TRUE)");
	if ((X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) == 0)
		return err_set(err, "the CA may not sign certificates (keyUsage keyCertSign)");
	return true;
}

/* What OpenSSL signs with, found by letting it sign something once: the DER of its name. */
static bool find_algorithm(struct custody *custody, struct err *err)
{
	X509_ALGOR *algorithm = X509_ALGOR_new();
	unsigned char *der = NULL;
	int nid = NID_undef;

	custody->digest = EVP_sha256();
	if (algorithm == NULL)
		abort();
	if (OBJ_find_sigid_by_algs(&nid, NID_sha256, EVP_PKEY_get_base_id(custody->key)))
		X509_ALGOR_set0(algorithm, OBJ_nid2obj(nid),
		    nid == NID_sha256WithRSAEncryption ? V_ASN1_NULL : V_ASN1_UNDEF, NULL);
	int len = nid != NID_undef ? i2d_X509_ALGOR(algorithm, &der) : 0;
	X509_ALGOR_free(algorithm);
	if (len <= 0)
		return err_set(err, "the CA's key is of a kind that cannot sign with SHA-256");
	der_raw(&custody->algorithm, span_make(der, (size_t)len));
	OPENSSL_free(der);
	return true;
}

static void keep_issuer(struct custody *custody, const X509 *certificate)
{
	unsigned char *der = NULL;
	int len = i2d_X509_NAME(X509_get_subject_name(certificate), &der);

	if (len <= 0)
		abort();
	der_raw(&custody->issuer, span_make(der, (size_t)len));
	OPENSSL_free(der);
}

static void put_extension(
    struct buf *to, const char *oid, bool is_critical, const void *value, size_t len)
{
	size_t extension = der_open(to, DER_SEQUENCE);

	der_value(to, DER_OID, oid, 3); /* all of ours are below 2.5.29 */
	if (is_critical)
		der_value(to, DER_BOOLEAN, "\xff", 1);
	der_value(to, DER_OCTET_STRING, value, len);
	der_close(to, extension);
}

/* AKI: [0] keyIdentifier, that of the CA, or made from its key where it names none (RFC
 * 5280 4.2.1.1) */
static void put_authority(struct buf *to, X509 *certificate)
{
	const ASN1_OCTET_STRING *named = X509_get0_subject_key_id(certificate);
	const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(certificate);
	unsigned char made[KEY_ID_LEN];
	struct buf value;

	key_id_of(ASN1_STRING_get0_data(bits), (size_t)ASN1_STRING_length(bits), made);
	buf_init(&value, LEAF_MAX);
	size_t sequence = der_open(&value, DER_SEQUENCE);
	if (named != NULL)
		der_value(&value, DER_CONTEXT, ASN1_STRING_get0_data(named),
		    (size_t)ASN1_STRING_length(named));
	else
		der_value(&value, DER_CONTEXT, made, sizeof made);
	der_close(&value, sequence);
	put_extension(to, "\x55\x1d\x23", false, value.data, value.len);
	buf_release(&value);
}

/* CA:FALSE is the default and so is not written (X.690 11.5); digitalSignature; serverAuth. */
static void keep_constant(struct custody *custody, X509 *certificate)
{
	struct buf *to = &custody->constant;

	put_extension(to, "\x55\x1d\x13", true, "\x30\x00", 2);
	put_extension(to, "\x55\x1d\x0f", true, "\x03\x02\x07\x80", 4);
	put_extension(
	    to, "\x55\x1d\x25", false, "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 12);
	put_authority(to, certificate);
}

static bool prepare(struct custody *custody, X509 *certificate, struct err *err)
{
	if (!check_authority(certificate, custody->key, err) || !find_algorithm(custody, err))
		return false;
	if (!to_time(X509_get0_notBefore(certificate), &custody->not_before) ||
	    !to_time(X509_get0_notAfter(certificate), &custody->not_after))
		return err_set(err, "the certificate's dates cannot be read");
	keep_issuer(custody, certificate);
	keep_constant(custody, certificate);
	return true;
}

/* Keys are read into memory of their own, locked against paging where the system lets us. */
static void lock_key_memory(void)
{
	if (CRYPTO_secure_malloc_initialized())
		return;
	if (CRYPTO_secure_malloc_init(SECURE_HEAP, 16) != 1)
		log_line(LOG_WARNING, "-", "the CA's key cannot be locked in memory");
}

struct custody *custody_open(const char *certificate_path, const char *key_path, struct err *err)
{
	struct custody *custody = mem_alloc(sizeof *custody);
	struct buf *const bufs[] = { &custody->algorithm, &custody->issuer, &custody->constant };
	bool is_good = false;

	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		buf_init(bufs[i], LEAF_MAX);
	lock_key_memory();
	X509 *certificate = certificate_read(certificate_path, err);
	custody->key = certificate != NULL ? read_key(key_path, err) : NULL;
	if (custody->key != NULL && !(is_good = prepare(custody, certificate, err)))
		err_wrap(err, "%s", certificate_path);
	X509_free(certificate);
	ERR_clear_error();
	if (is_good)
		return custody;
	custody_close(custody);
	return NULL;
}

void custody_close(struct custody *custody)
{
	if (custody == NULL)
		return;
	EVP_PKEY_free(custody->key);
	buf_release(&custody->algorithm);
	buf_release(&custody->issuer);
	buf_release(&custody->constant);
	free(custody);
}

/* What one leaf is about. */
struct leaf {
	const struct leaf_key *key;
	const char *name;
	uint8_t address[16];
	size_t address_len; /* 0: name is a DNS name */
	time_t not_before;
	time_t not_after;
};

/* 126 random bits; the bit set on top keeps the length and the sign (RFC 5280 4.1.2.2). */
static bool put_serial(struct buf *to)
{
	unsigned char serial[SERIAL_LEN];

	if (RAND_bytes(serial, sizeof serial) != 1)
		return false;
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
	der_value(to, DER_INTEGER, serial, sizeof serial);
	return true;
}

static bool has_common_name(const struct leaf *leaf)
{
	return strlen(leaf->name) <= COMMON_NAME_MAX;
}

static void put_subject(struct buf *to, const struct leaf *leaf)
{
	size_t name = der_open(to, DER_SEQUENCE);

	if (has_common_name(leaf)) {
		size_t set = der_open(to, DER_SET);
		size_t pair = der_open(to, DER_SEQUENCE);
		der_value(to, DER_OID, "\x55\x04\x03", 3);
		der_value(to, DER_UTF8_STRING, leaf->name, strlen(leaf->name));
		der_close(to, pair);
		der_close(to, set);
	}
	der_close(to, name);
}

/* The one name. Critical when the subject is empty (RFC 5280 4.1.2.6). */
static void put_name(struct buf *to, const struct leaf *leaf)
{
	struct buf value;

	buf_init(&value, LEAF_MAX);
	size_t list = der_open(&value, DER_SEQUENCE);
	if (leaf->address_len > 0)
		der_value(&value, DER_CONTEXT + 7, leaf->address, leaf->address_len);
	else
		der_value(&value, DER_CONTEXT + 2, leaf->name, strlen(leaf->name));
	der_close(&value, list);
	put_extension(to, "\x55\x1d\x11", !has_common_name(leaf), value.data, value.len);
	buf_release(&value);
}

static void put_extensions(struct buf *to, const struct custody *custody, const struct leaf *leaf)
{
	unsigned char id[2 + KEY_ID_LEN] = { DER_OCTET_STRING, KEY_ID_LEN };
	size_t tagged = der_open(to, DER_CONTEXT_CONSTRUCTED + 3);
	size_t list = der_open(to, DER_SEQUENCE);

	memcpy(id + 2, leaf->key->id, KEY_ID_LEN);
	der_raw(to, buf_span(&custody->constant));
	put_extension(to, "\x55\x1d\x0e", false, id, sizeof id);
	put_name(to, leaf);
	der_close(to, list);
	der_close(to, tagged);
}

/* TBSCertificate, RFC 5280 4.1 */
static bool put_body(struct buf *to, const struct custody *custody, const struct leaf *leaf)
{
	size_t body = der_open(to, DER_SEQUENCE);

	der_raw(to, SPAN("\xa0\x03\x02\x01\x02")); /* version 3 */
	if (!put_serial(to))
		return false;
	der_raw(to, buf_span(&custody->algorithm));
	der_raw(to, buf_span(&custody->issuer));
	size_t validity = der_open(to, DER_SEQUENCE);
	der_time(to, leaf->not_before);
	der_time(to, leaf->not_after);
	der_close(to, validity);
	put_subject(to, leaf);
	der_raw(to, span_make(leaf->key->spki, leaf->key->spki_len));
	put_extensions(to, custody, leaf);
	der_close(to, body);
	return true;
}

static bool sign(const struct custody *custody, struct span body, unsigned char *signature,
    size_t *len, struct err *err)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_good =
	    context != NULL &&
	    EVP_DigestSignInit(context, NULL, custody->digest, NULL, custody->key) == 1 &&
	    EVP_DigestSign(context, signature, len, (const unsigned char *)body.data, body.len) ==
	        1;

	EVP_MD_CTX_free(context);
	if (is_good)
		return true;
	ERR_clear_error();
	return err_set(err, "the CA's key did not sign");
}

static bool put_certificate(
    struct buf *der, const struct custody *custody, struct span body, struct err *err)
{
	unsigned char signature[SIGNATURE_MAX];
	size_t len = sizeof signature;

	if (!sign(custody, body, signature, &len, err))
		return false;
	size_t certificate = der_open(der, DER_SEQUENCE);
	der_raw(der, body);
	der_raw(der, buf_span(&custody->algorithm));
	der_bits(der, signature, len);
	der_close(der, certificate);
	return true;
}

static bool set_dates(struct leaf *leaf, const struct custody *custody, struct err *err)
{
	time_t now = time(NULL);

	if (now < custody->not_before || now >= custody->not_after)
		return err_set(
		    err, "the CA is not valid today (look at `gatepost ca show` and the clock)");
	leaf->not_before = now - LEAF_BACK_DATED;
	if (leaf->not_before < custody->not_before)
		leaf->not_before = custody->not_before;
	leaf->not_after = leaf->not_before + LEAF_SECONDS - 1; /* both ends count */
	if (leaf->not_after > custody->not_after)
		leaf->not_after = custody->not_after;
	return true;
}

bool custody_sign(struct custody *custody, const struct leaf_key *key, const char *name,
    struct buf *der, struct err *err)
{
	struct leaf leaf = { .key = key, .name = name };
	struct buf body;

	leaf.address_len = name_address(name, leaf.address);
	if (leaf.address_len == 0 && !name_is_dns(span_of(name)))
		return err_set(err, "a certificate cannot be for such a name");
	if (!set_dates(&leaf, custody, err))
		return false;
	buf_init(&body, LEAF_MAX);
	bool is_good = put_body(&body, custody, &leaf) || err_set(err, "no random numbers");
	buf_clear(der);
	is_good = is_good && put_certificate(der, custody, buf_span(&body), err);
	buf_release(&body);
	return is_good;
}
