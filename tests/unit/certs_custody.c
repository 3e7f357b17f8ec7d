// layers: certs-custody certs-verify proxy-base
/* The interception CA: made once, kept private, and leaves that every client takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../certs/custody/custody.h"
#include "../../certs/verify/verify.h"

struct fixture {
	char folder[64];
	char certificate[96];
	char key[96];
	struct custody *custody;
	EVP_PKEY *leaf;
	struct leaf_key *leaf_key;
};

static struct leaf_key *take_key(EVP_PKEY *key, struct err *err)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	assert_true(len > 0);
	struct leaf_key *taken = leaf_key_new(span_make(der, (size_t)len), err);
	OPENSSL_free(der);
	return taken;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	struct err err = { "" };

	snprintf(fixture->folder, sizeof fixture->folder, "/tmp/custody-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->certificate, sizeof fixture->certificate, "%s/ca.pem", fixture->folder);
	snprintf(fixture->key, sizeof fixture->key, "%s/ca.key", fixture->folder);
	assert_true(custody_create(fixture->certificate, fixture->key, "test", &err));
	fixture->custody = custody_open(fixture->certificate, fixture->key, &err);
	assert_non_null(fixture->custody);
	fixture->leaf = EVP_EC_gen("P-256");
	fixture->leaf_key = take_key(fixture->leaf, &err);
	assert_non_null(fixture->leaf_key);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	custody_close(fixture->custody);
	leaf_key_free(fixture->leaf_key);
	EVP_PKEY_free(fixture->leaf);
	unlink(fixture->certificate);
	unlink(fixture->key);
	assert_int_equal(rmdir(fixture->folder), 0);
	free(fixture);
	return 0;
}

static X509 *read_ca(const struct fixture *fixture)
{
	FILE *file = fopen(fixture->certificate, "r");

	assert_non_null(file);
	X509 *ca = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	assert_non_null(ca);
	return ca;
}

static X509 *sign(struct fixture *fixture, const char *name)
{
	struct buf der;
	struct err err = { "" };

	buf_init(&der, 8192);
	if (!custody_sign(fixture->custody, fixture->leaf_key, name, &der, &err))
		fail_msg("%s: %s", name, err.text);
	const unsigned char *at = (const unsigned char *)der.data;
	X509 *leaf = d2i_X509(NULL, &at, (long)der.len);
	assert_non_null(leaf);
	assert_ptr_equal(at, der.data + der.len);
	buf_release(&der);
	return leaf;
}

static char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 10000);

	assert_non_null(file);
	*len = fread(text, 1, 9999, file);
	fclose(file);
	return text;
}

static void test_ca(void **state)
{
	struct fixture *fixture = *state;
	X509 *ca = read_ca(fixture);
	struct stat status;
	char subject[200];

	assert_int_equal(stat(fixture->key, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	X509_NAME_oneline(X509_get_subject_name(ca), subject, sizeof subject);
	assert_non_null(strstr(subject, "Gatepost CA for test, 20"));
	assert_int_equal(X509_get_version(ca), X509_VERSION_3);
	assert_int_equal(X509_check_ca(ca), 1);
	assert_int_equal(X509_get_pathlen(ca), 0);
	assert_int_equal(X509_get_key_usage(ca), KU_KEY_CERT_SIGN | KU_CRL_SIGN);
	assert_non_null(X509_get0_subject_key_id(ca));
	assert_int_equal(X509_verify(ca, X509_get0_pubkey(ca)), 1);
	X509_free(ca);
}

static void test_ca_is_not_overwritten(void **state)
{
	struct fixture *fixture = *state;
	char other[128];
	struct err err;

	snprintf(other, sizeof other, "%s/other", fixture->folder);
	assert_false(custody_create(fixture->certificate, other, "test", &err));
	assert_non_null(strstr(err.text, "exists already"));
	assert_int_equal(access(other, F_OK), -1);
	assert_false(custody_create(other, fixture->key, "test", &err));
	assert_non_null(strstr(err.text, "exists already"));
	assert_int_equal(access(other, F_OK), -1);
}

static void test_key_open_to_others(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0601 };
	struct fixture *fixture = *state;
	struct err err;

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		assert_int_equal(chmod(fixture->key, modes[i]), 0);
		assert_null(custody_open(fixture->certificate, fixture->key, &err));
		assert_non_null(strstr(err.text, "others may read"));
	}
	assert_int_equal(chmod(fixture->key, 0600), 0);
}

static void test_wrong_files(void **state)
{
	struct fixture *fixture = *state;
	char certificate[128], key[128], link[128];
	struct err err;

	snprintf(certificate, sizeof certificate, "%s/b.pem", fixture->folder);
	snprintf(key, sizeof key, "%s/b.key", fixture->folder);
	snprintf(link, sizeof link, "%s/link", fixture->folder);
	assert_true(custody_create(certificate, key, "other", &err));
	assert_null(custody_open(fixture->certificate, key, &err));
	assert_non_null(strstr(err.text, "does not belong"));
	assert_null(custody_open(fixture->key, fixture->key, &err));
	assert_null(custody_open(fixture->certificate, fixture->certificate, &err));
	assert_null(custody_open(fixture->certificate, "/nonexistent/key", &err));
	assert_int_equal(symlink(key, link), 0);
	assert_null(custody_open(certificate, link, &err));
	unlink(link);
	unlink(certificate);
	unlink(key);
}

static void test_leaf_key_as_ca(void **state)
{
	struct fixture *fixture = *state;
	X509 *leaf = sign(fixture, "social.example");
	char certificate[128], key[128];
	struct err err;

	snprintf(certificate, sizeof certificate, "%s/c.pem", fixture->folder);
	snprintf(key, sizeof key, "%s/c.key", fixture->folder);
	FILE *file = fopen(certificate, "w");
	assert_int_equal(PEM_write_X509(file, leaf), 1);
	fclose(file);
	file = fopen(key, "w");
	assert_int_equal(chmod(key, 0600), 0);
	assert_int_equal(PEM_write_PrivateKey(file, fixture->leaf, NULL, NULL, 0, NULL, NULL), 1);
	fclose(file);
	assert_null(custody_open(certificate, key, &err));
	assert_non_null(strstr(err.text, "not that of a CA"));
	X509_free(leaf);
	unlink(certificate);
	unlink(key);
}

static void assert_extension(X509 *leaf, int nid, bool is_critical)
{
	int at = X509_get_ext_by_NID(leaf, nid, -1);

	assert_true(at >= 0);
	assert_int_equal(X509_get_ext_by_NID(leaf, nid, at), -1);
	assert_int_equal(X509_EXTENSION_get_critical(X509_get_ext(leaf, at)), is_critical);
}

static void assert_dates(X509 *leaf)
{
	int days = 0, seconds = 0;
	time_t now = time(NULL);

	assert_int_equal(X509_cmp_time(X509_get0_notBefore(leaf), &now), -1);
	now -= 3600 + 60;
	assert_int_equal(X509_cmp_time(X509_get0_notBefore(leaf), &now), 1);
	assert_true(
	    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf)));
	assert_int_equal(days, 89);
	assert_int_equal(seconds, 24 * 3600 - 1);
}

static void assert_serial(X509 *leaf)
{
	BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(leaf), NULL);

	assert_int_equal(BN_num_bits(serial), 127);
	assert_false(BN_is_negative(serial));
	BN_free(serial);
}

static void assert_good_leaf(struct fixture *fixture, X509 *leaf, bool has_subject)
{
	static const int nids[] = { NID_subject_key_identifier, NID_authority_key_identifier,
		NID_ext_key_usage };
	X509 *ca = read_ca(fixture);

	assert_int_equal(X509_get_version(leaf), X509_VERSION_3);
	assert_int_equal(X509_check_ca(leaf), 0);
	assert_int_equal(X509_get_key_usage(leaf), KU_DIGITAL_SIGNATURE);
	assert_int_equal(X509_get_extended_key_usage(leaf), XKU_SSL_SERVER);
	assert_int_equal(X509_get_ext_count(leaf), 6);
	for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++)
		assert_extension(leaf, nids[i], false);
	assert_extension(leaf, NID_basic_constraints, true);
	assert_extension(leaf, NID_key_usage, true);
	assert_extension(leaf, NID_subject_alt_name, !has_subject);
	assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(leaf)), has_subject);
	assert_int_equal(X509_get_signature_nid(leaf), NID_ecdsa_with_SHA256);
	assert_int_equal(X509_check_issued(ca, leaf), X509_V_OK);
	assert_int_equal(
	    ASN1_STRING_cmp(X509_get0_subject_key_id(ca), X509_get0_authority_key_id(leaf)), 0);
	assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(leaf), fixture->leaf), 1);
	assert_dates(leaf);
	assert_serial(leaf);
	X509_free(ca);
}

/* Our own verification of origins is the strictest client at hand. */
static void assert_verifies(struct fixture *fixture, X509 *leaf, const char *name)
{
	size_t len;
	char *pem = read_file(fixture->certificate, &len);
	struct err err = { "" };
	const char *word = NULL;
	struct verifier *verifier =
	    verifier_new(false, span_make(pem, len), (struct span){ NULL, 0 }, &err);

	assert_non_null(verifier);
	if (!verifier_judge(verifier, leaf, NULL, name, 0, &word, &err))
		fail_msg("%s: %s", word, err.text);
	assert_false(verifier_judge(verifier, leaf, NULL, "another.example", 0, &word, &err));
	assert_string_equal(word, "wrong-name");
	verifier_free(verifier);
	free(pem);
}

#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
static void test_leaves(void **state)
{
	static const struct {
		const char *name;
		bool has_subject;
	} cases[] = {
		{ "social.example", true },
		{ "gatepost.internal", true },
		{ "localhost", true },
		{ "xn--bcher-kva.example", true },
		{ "127.0.0.1", true },
		{ "2001:db8::1", true },
		{ LABEL63 "." LABEL63 ".example", false },
		{ LABEL63 "." LABEL63 "." LABEL63
		          ".abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
		          ".example",
		    false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		X509 *leaf = sign(fixture, cases[i].name);
		GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
		assert_int_equal(sk_GENERAL_NAME_num(names), 1);
		GENERAL_NAMES_free(names);
		assert_good_leaf(fixture, leaf, cases[i].has_subject);
		assert_verifies(fixture, leaf, cases[i].name);
		X509_free(leaf);
	}
}

static void test_serials_differ(void **state)
{
	X509 *a = sign(*state, "social.example");
	X509 *b = sign(*state, "social.example");

	assert_int_not_equal(
	    ASN1_INTEGER_cmp(X509_get0_serialNumber(a), X509_get0_serialNumber(b)), 0);
	X509_free(a);
	X509_free(b);
}

static void test_bad_names(void **state)
{
	static const char *const names[] = { "", ".", "a..b", "*.example", "a b", "example.com.",
		"example.com,DNS:evil.example", "b\xc3\xbc.example", "1.2.3", "0x7f.1", "[::1]",
		"::1%lo", LABEL63 "x.example", LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 };
	struct fixture *fixture = *state;
	struct buf der;
	struct err err;

	buf_init(&der, 8192);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_false(
		    custody_sign(fixture->custody, fixture->leaf_key, names[i], &der, &err));
	assert_int_equal(der.len, 0);
	buf_release(&der);
}

static void test_keys(void **state)
{
	static const struct {
		const char *kind;
		bool is_good;
	} cases[] = { { "P-256", true }, { "P-384", false }, { "secp256k1", false },
		{ "P-224", false } };
	struct err err;
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		EVP_PKEY *key = EVP_EC_gen(cases[i].kind);
		struct leaf_key *taken = take_key(key, &err);
		assert_int_equal(taken != NULL, cases[i].is_good);
		leaf_key_free(taken);
		EVP_PKEY_free(key);
	}
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_null(take_key(key, &err));
	EVP_PKEY_free(key);
}

/* Every bit of a public key flipped: never a crash, and never a key off the curve. */
static void test_damaged_keys(void **state)
{
	struct fixture *fixture = *state;
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(fixture->leaf, &der);
	struct err err;

	for (int bit = 0; bit < len * 8; bit++) {
		der[bit / 8] ^= (unsigned char)(1U << bit % 8);
		assert_null(leaf_key_new(span_make(der, (size_t)len), &err));
		der[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
	for (int cut = 0; cut < len; cut++)
		assert_null(leaf_key_new(span_make(der, (size_t)cut), &err));
	OPENSSL_free(der);
}

static void test_facts(void **state)
{
	struct fixture *fixture = *state;
	char fingerprint[96], not_after[32], subject[256];
	struct err err;

	assert_true(certificate_facts(
	    fixture->certificate, fingerprint, not_after, subject, sizeof subject, &err));
	assert_int_equal(strlen(fingerprint), 95);
	assert_int_equal(fingerprint[2], ':');
	assert_non_null(strstr(not_after, " UTC"));
	assert_non_null(strstr(subject, "Gatepost CA for test"));
	assert_false(certificate_facts(
	    fixture->folder, fingerprint, not_after, subject, sizeof subject, &err));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ca),
		cmocka_unit_test(test_ca_is_not_overwritten),
		cmocka_unit_test(test_key_open_to_others),
		cmocka_unit_test(test_wrong_files),
		cmocka_unit_test(test_leaf_key_as_ca),
		cmocka_unit_test(test_leaves),
		cmocka_unit_test(test_serials_differ),
		cmocka_unit_test(test_bad_names),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_damaged_keys),
		cmocka_unit_test(test_facts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
