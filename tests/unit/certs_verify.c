// layers: certs-verify proxy-base
/* Verification of origins: what is refused, with which word, and what must not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <openssl/ssl.h>

#include "../../certs/verify/anchors.h"
#include "../../certs/verify/verify.h"
#include "certs_chain.h"

#define CA                                                                                         \
	"basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",              \
	    "subjectKeyIdentifier=hash"
#define ICA CA, "authorityKeyIdentifier=keyid"
#define EKU "extendedKeyUsage=serverAuth"
#define LEAF                                                                                       \
	"basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",                \
	    "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"
#define SAN(names)                                                                                 \
	{                                                                                          \
		LEAF, EKU, "subjectAltName=" names                                                 \
	}
#define HOST             "social.example"
#define UNKNOWN_CRITICAL "1.2.3.4=critical,ASN1:NULL"

static const char *const root_extensions[] = { CA, NULL };
static const char *const ica_extensions[] = { ICA, NULL };
static const char *const leaf_extensions[] = { LEAF, EKU, "subjectAltName=DNS:" HOST, NULL };

enum shape {
	SHAPE_FULL,        /* leaf, intermediate; the root is an anchor */
	SHAPE_NO_ICA,      /* the intermediate is not sent */
	SHAPE_UNTRUSTED,   /* the root is no anchor */
	SHAPE_SELF,        /* the leaf signs itself and is no anchor */
	SHAPE_FAKE_ROOT,   /* the anchor has the root's name but another key */
	SHAPE_OWN,         /* the root is our own CA and an anchor too */
	SHAPE_OWN_ONLY,    /* … and is no anchor */
	SHAPE_OWN_BETWEEN, /* the intermediate carries the key of our own CA */
};

struct row {
	const char *what;
	const char *word; /* NULL: accepted */
	const char *host; /* NULL: HOST */
	enum shape shape;
	struct spec root, ica, leaf;
};

static const struct row rows[] = {
	{ .what = "good" },
	{ .what = "good RSA", .leaf = { .key = MADE_RSA2048 } },
	{ .what = "good P-384", .ica = { .key = MADE_P384 }, .leaf = { .digest = "SHA384" } },
	{ .what = "good Ed25519", .ica = { .key = MADE_ED25519 } },
	{ .what = "V01 self-signed", .word = "self-signed", .shape = SHAPE_SELF },
	{ .what = "V02 unknown root", .word = "unknown-issuer", .shape = SHAPE_UNTRUSTED },
	{ .what = "V03 leaf damaged", .word = "unknown-issuer", .leaf = { .is_damaged = true } },
	{ .what = "V03 ica damaged", .word = "unknown-issuer", .ica = { .is_damaged = true } },
	{ .what = "V04 fake root", .word = "unknown-issuer", .shape = SHAPE_FAKE_ROOT },
	{ .what = "V05 wrong name", .word = "wrong-name", .host = "other.example" },
	{ .what = "V05 subdomain", .word = "wrong-name", .host = "a." HOST },
	{ .what = "V05 domain above", .word = "wrong-name", .host = "example" },
	{ .what = "V06 no intermediate", .word = "unknown-issuer", .shape = SHAPE_NO_ICA },
	{ .what = "V07 ica CA:FALSE",
	    .word = "bad-purpose",
	    .ica = { .extensions = { "basicConstraints=critical,CA:FALSE", "keyUsage=keyCertSign",
	                 "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid" } } },
	{ .what = "V07 ica without constraints",
	    .word = "bad-purpose",
	    .ica = { .extensions = { "keyUsage=critical,keyCertSign", "subjectKeyIdentifier=hash",
	                 "authorityKeyIdentifier=keyid" } } },
	{ .what = "V08 v1 ica",
	    .word = "malformed",
	    .ica = { .version = 1, .extensions = { "" } } },
	{ .what = "V08 v1 leaf",
	    .word = "wrong-name",
	    .leaf = { .version = 1, .extensions = { "" } } },
	{ .what = "V08 v1 with extensions", .word = "malformed", .leaf = { .version = 1 } },
	{ .what = "V09 pathlen",
	    .word = "bad-purpose",
	    .root = { .extensions = { "basicConstraints=critical,CA:TRUE,pathlen:0",
	                  "keyUsage=critical,keyCertSign", "subjectKeyIdentifier=hash" } } },
	{ .what = "V10 permitted",
	    .ica = { .extensions = { ICA, "nameConstraints=critical,permitted;DNS:example" } } },
	{ .what = "V10 not permitted",
	    .word = "bad-name",
	    .ica = { .extensions = { ICA, "nameConstraints=critical,permitted;DNS:other" } } },
	{ .what = "V10 excluded",
	    .word = "bad-name",
	    .ica = { .extensions = { ICA, "nameConstraints=critical,excluded;DNS:" HOST } } },
	{ .what = "V10 excluded by root",
	    .word = "bad-name",
	    .root = { .extensions = { CA, "nameConstraints=critical,excluded;DNS:example" } } },
	{ .what = "V10 leading dot",
	    .word = "malformed",
	    .ica = { .extensions = { ICA, "nameConstraints=critical,permitted;DNS:.example" } } },
	{ .what = "V10 IP not permitted",
	    .word = "bad-name",
	    .host = "192.0.2.1",
	    .ica = { .extensions = { ICA,
	                 "nameConstraints=critical,permitted;IP:10.0.0.0/255.0.0.0" } },
	    .leaf = { .extensions = SAN("IP:192.0.2.1") } },
	{ .what = "V10 wildcard reaches excluded",
	    .word = "bad-name",
	    .host = "a.social.example",
	    .ica = { .extensions = { ICA,
	                 "nameConstraints=critical,excluded;DNS:bank.social.example" } },
	    .leaf = { .extensions = SAN("DNS:*.social.example") } },
	{ .what = "V10 constraints in leaf",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DNS:" HOST,
	                  "nameConstraints=critical,permitted;DNS:example" } } },
	{ .what = "V11 unknown critical in leaf",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DNS:" HOST, UNKNOWN_CRITICAL } } },
	{ .what = "V11 unknown critical in ica",
	    .word = "malformed",
	    .ica = { .extensions = { ICA, UNKNOWN_CRITICAL } } },
	{ .what = "V11 unknown critical in root",
	    .word = "malformed",
	    .root = { .extensions = { CA, UNKNOWN_CRITICAL } } },
	{ .what = "V11 unknown not critical",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DNS:" HOST,
	                  "1.2.3.4=ASN1:NULL" } } },
	{ .what = "V12 malformed AIA",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DNS:" HOST,
	                  "authorityInfoAccess=DER:3005" } } },
	{ .what = "V12 malformed SAN",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DER:30058203" } } },
	{ .what = "V12 SAN twice",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=DNS:" HOST,
	                  "subjectAltName=DNS:" HOST } } },
	{ .what = "V12 serial 0", .word = "malformed", .leaf = { .serial = "0" } },
	{ .what = "V12 serial negative", .word = "malformed", .leaf = { .serial = "-5" } },
	{ .what = "V12 serial too long",
	    .word = "malformed",
	    .leaf = { .serial = "0102030405060708090A0B0C0D0E0F101112131415" } },
	{ .what = "V18 leaf expired", .word = "expired", .leaf = { .from = -9, .until = -1 } },
	{ .what = "V18 ica expired", .word = "expired", .ica = { .from = -9, .until = -1 } },
	{ .what = "V18 root expired", .word = "expired", .root = { .from = -9, .until = -1 } },
	{ .what = "V19 leaf not yet valid",
	    .word = "not-yet-valid",
	    .leaf = { .from = 1, .until = 9 } },
	{ .what = "V19 ica not yet valid",
	    .word = "not-yet-valid",
	    .ica = { .from = 1, .until = 9 } },
	{ .what = "V19 root not yet valid",
	    .word = "not-yet-valid",
	    .root = { .from = 1, .until = 9 } },
	{ .what = "V21 ica without keyCertSign",
	    .word = "bad-purpose",
	    .ica = { .extensions = { "basicConstraints=critical,CA:TRUE",
	                 "keyUsage=critical,cRLSign", "subjectKeyIdentifier=hash",
	                 "authorityKeyIdentifier=keyid" } } },
	{ .what = "root without keyUsage, as openssl req makes it",
	    .root = { .extensions = { "basicConstraints=critical,CA:TRUE",
	                  "subjectKeyIdentifier=hash" } } },
	{ .what = "V22 clientAuth only",
	    .word = "bad-purpose",
	    .leaf = { .extensions = { LEAF, "extendedKeyUsage=clientAuth",
	                  "subjectAltName=DNS:" HOST } } },
	{ .what = "V22 EKU empty",
	    .word = "bad-purpose",
	    .leaf = { .extensions = { LEAF, "extendedKeyUsage=DER:3000",
	                  "subjectAltName=DNS:" HOST } } },
	{ .what = "V22 no EKU",
	    .word = "bad-purpose",
	    .leaf = { .extensions = { LEAF, "subjectAltName=DNS:" HOST } } },
	{ .what = "V22 any EKU only",
	    .word = "bad-purpose",
	    .leaf = { .extensions = { LEAF, "extendedKeyUsage=anyExtendedKeyUsage",
	                  "subjectAltName=DNS:" HOST } } },
	{ .what = "V23 ica codeSigning",
	    .word = "bad-purpose",
	    .ica = { .extensions = { ICA, "extendedKeyUsage=codeSigning" } } },
	{ .what = "V24 RSA 1024 leaf", .word = "weak-key", .leaf = { .key = MADE_RSA1024 } },
	{ .what = "V25 RSA 1024 ica", .word = "weak-key", .ica = { .key = MADE_RSA1024 } },
	{ .what = "V25 RSA 1024 root", .word = "weak-key", .root = { .key = MADE_RSA1024 } },
	{ .what = "V25 RSA 2052 leaf", .word = "weak-key", .leaf = { .key = MADE_RSA2052 } },
	{ .what = "V26 DSA leaf", .word = "weak-key", .leaf = { .key = MADE_DSA } },
	{ .what = "V26 P-224 leaf", .word = "weak-key", .leaf = { .key = MADE_P224 } },
	{ .what = "V26 secp256k1 ica", .word = "weak-key", .ica = { .key = MADE_SECP256K1 } },
	{ .what = "V26 explicit curve", .word = "weak-key", .ica = { .key = MADE_EXPLICIT } },
	{ .what = "V27 MD5 leaf",
	    .word = "weak-signature",
	    .ica = { .key = MADE_RSA2048 },
	    .leaf = { .digest = "MD5" } },
	{ .what = "V27 MD5 ica",
	    .word = "weak-signature",
	    .ica = { .digest = "MD5" },
	    .root = { .key = MADE_RSA2048 } },
	{ .what = "V28 SHA-1 leaf", .word = "weak-signature", .leaf = { .digest = "SHA1" } },
	{ .what = "V28 SHA-1 ica", .word = "weak-signature", .ica = { .digest = "SHA1" } },
	{ .what = "V28 SHA-1 on the root itself", .root = { .digest = "SHA1" } },
	{ .what = "V28 SHA-224", .word = "weak-signature", .leaf = { .digest = "SHA224" } },
	{ .what = "V29 own CA", .word = "own-ca", .shape = SHAPE_OWN },
	{ .what = "V29 own CA only", .word = "own-ca", .shape = SHAPE_OWN_ONLY },
	{ .what = "V29 own CA, signed by a trusted root",
	    .word = "own-ca",
	    .shape = SHAPE_OWN_BETWEEN },
	{ .what = "V31 name only in CN",
	    .word = "wrong-name",
	    .leaf = { .subject = HOST, .extensions = { LEAF, EKU } } },
	{ .what = "V31 CN not among the names",
	    .word = "bad-name",
	    .leaf = { .subject = "x.other" } },
	{ .what = "V31 CN in other case",
	    .word = "bad-name",
	    .leaf = { .subject = "Social.Example" } },
	{ .what = "V31 CN no host", .leaf = { .subject = "Social Network Ltd" } },
	{ .what = "V32 IP exact",
	    .host = "192.0.2.1",
	    .leaf = { .extensions = SAN("IP:192.0.2.1") } },
	{ .what = "V32 IPv6",
	    .host = "2001:db8::1",
	    .leaf = { .extensions = SAN("IP:2001:db8::1") } },
	{ .what = "V32 other IP",
	    .word = "wrong-name",
	    .host = "192.0.2.2",
	    .leaf = { .extensions = SAN("IP:192.0.2.1") } },
	{ .what = "V32 IP as dNSName",
	    .word = "wrong-name",
	    .host = "192.0.2.1",
	    .leaf = { .extensions = SAN("DNS:192.0.2.1") } },
	{ .what = "V32 IP and only a dNSName", .word = "wrong-name", .host = "192.0.2.1" },
	{ .what = "V33 wildcard",
	    .host = "a.social.example",
	    .leaf = { .extensions = SAN("DNS:*.social.example") } },
	{ .what = "V33 wildcard across labels",
	    .word = "wrong-name",
	    .host = "a.b.social.example",
	    .leaf = { .extensions = SAN("DNS:*.social.example") } },
	{ .what = "V33 wildcard, itself",
	    .word = "wrong-name",
	    .leaf = { .extensions = SAN("DNS:*.social.example") } },
	{ .what = "V33 embedded",
	    .word = "wrong-name",
	    .host = "foo.social.example",
	    .leaf = { .extensions = SAN("DNS:f*o.social.example") } },
	{ .what = "V33 not leftmost",
	    .word = "wrong-name",
	    .host = "a.b.example",
	    .leaf = { .extensions = SAN("DNS:a.*.example") } },
	{ .what = "V33 bare",
	    .word = "wrong-name",
	    .host = "localhost",
	    .leaf = { .extensions = SAN("DNS:*") } },
	{ .what = "V33 *.example",
	    .word = "wrong-name",
	    .leaf = { .extensions = SAN("DNS:*.example") } },
	{ .what = "V34 U-label",
	    .word = "wrong-name",
	    .host = "xn--bcher-kva.example",
	    .leaf = { .extensions = SAN("DNS:b\xc3\xbc"
	                                "cher.example") } },
	{ .what = "V34 A-label",
	    .host = "xn--bcher-kva.example",
	    .leaf = { .extensions = SAN("DNS:xn--bcher-kva.example") } },
	{ .what = "V35 NUL in SAN",
	    .word = "wrong-name",
	    /* dNSName "social.example\0.evil.example" */
	    .leaf = { .extensions = { LEAF, EKU,
	                  "subjectAltName=DER:301e821c736f6369616c2e6578616d706c65002e"
	                  "6576696c2e6578616d706c65" } } },
	{ .what = "V35 trailing dot in SAN",
	    .word = "wrong-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ".") } },
	{ .what = "V35 upper case", .leaf = { .extensions = SAN("DNS:SOCIAL.Example") } },
	{ .what = "V33 bare beside a good one",
	    .word = "bad-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ",DNS:*") } },
	{ .what = "V33 *.example beside a good one",
	    .word = "bad-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ",DNS:*.example") } },
	{ .what = "V33 embedded beside a good one",
	    .word = "bad-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ",DNS:f*o.example") } },
	{ .what = "V32 address as dNSName beside a good one",
	    .word = "bad-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ",DNS:10.0.0.1") } },
	{ .what = "underscore",
	    .word = "bad-name",
	    .leaf = { .extensions = SAN("DNS:" HOST ",DNS:a_b.example") } },
	{ .what = "leaf is a CA",
	    .word = "bad-purpose",
	    .leaf = { .extensions = { ICA, EKU, "subjectAltName=DNS:" HOST } } },
	{ .what = "SAN critical beside a subject",
	    .word = "malformed",
	    .leaf = { .extensions = { LEAF, EKU, "subjectAltName=critical,DNS:" HOST } } },
	{ .what = "SAN critical without subject",
	    .leaf = { .subject = "",
	        .extensions = { LEAF, EKU, "subjectAltName=critical,DNS:" HOST } } },
};

struct scene {
	struct made root, ica, leaf, other;
	struct verifier *verifier;
	STACK_OF(X509) * beside;
};

static struct verifier *make_verifier(const struct row *row, const struct scene *scene)
{
	bool has_own = row->shape >= SHAPE_OWN;
	const struct made *anchor = row->shape == SHAPE_FAKE_ROOT ? &scene->other : &scene->root;
	const struct made *own = row->shape == SHAPE_OWN_BETWEEN ? &scene->ica : &scene->root;
	size_t anchor_len, own_len;
	char *anchor_pem = made_pem(anchor, &anchor_len);
	char *own_pem = made_pem(own, &own_len);
	struct err err = { "" };

	if (row->shape == SHAPE_UNTRUSTED || row->shape == SHAPE_SELF ||
	    row->shape == SHAPE_OWN_ONLY)
		anchor_len = 0;
	struct verifier *verifier = verifier_new(false, span_make(anchor_pem, anchor_len),
	    span_make(own_pem, has_own ? own_len : 0), &err);
	assert_non_null(verifier);
	free(anchor_pem);
	free(own_pem);
	return verifier;
}

static void set_scene(const struct row *row, struct scene *scene)
{
	const char *leaf_subject = "leaf of a test";

	scene->root = make(&row->root, "Test root", root_extensions, NULL);
	scene->other = make(&(struct spec){ .subject = NULL }, "Test root", root_extensions, NULL);
	scene->ica = make(&row->ica, "Test intermediate", ica_extensions, &scene->root);
	const struct made *issuer = &scene->ica;
	if (row->shape == SHAPE_SELF)
		issuer = NULL;
	else if (row->shape == SHAPE_OWN || row->shape == SHAPE_OWN_ONLY)
		issuer = &scene->root;
	scene->leaf = make(&row->leaf, leaf_subject, leaf_extensions, issuer);
	scene->beside = sk_X509_new_null();
	if (row->shape != SHAPE_NO_ICA)
		sk_X509_push(scene->beside, scene->ica.certificate);
	scene->verifier = make_verifier(row, scene);
}

static void clear_scene(struct scene *scene)
{
	sk_X509_free(scene->beside);
	verifier_free(scene->verifier);
	made_free(&scene->root);
	made_free(&scene->other);
	made_free(&scene->ica);
	made_free(&scene->leaf);
}

static bool row_holds(const struct row *row)
{
	const char *host = row->host != NULL ? row->host : HOST;
	const char *wanted = row->word != NULL ? row->word : "good";
	const char *word = "good";
	struct err sentence = { "" };
	struct scene scene;

	set_scene(row, &scene);
	bool is_good = verifier_judge(
	    scene.verifier, scene.leaf.certificate, scene.beside, host, 0, &word, &sentence);
	clear_scene(&scene);
	if (!is_good)
		assert_non_null(strstr(sentence.text, host));
	if (strcmp(word, wanted) == 0)
		return true;
	print_message("# %s: %s, not %s: %s\n", row->what, word, wanted, sentence.text);
	return false;
}

static void test_rows(void **state)
{
	unsigned failed = 0;
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		failed += !row_holds(&rows[i]);
	assert_int_equal(failed, 0);
}

/* V36: an expired intermediate beside a good one of the same name and key. */
static void test_other_path(void **state)
{
	static const struct row plain = { .what = "good" };
	const char *word = NULL;
	struct err sentence = { "" };
	struct scene scene;
	(void)state;

	set_scene(&plain, &scene);
	X509 *expired = X509_dup(scene.ica.certificate);
	X509_time_adj_ex(X509_getm_notAfter(expired), -1, 0, NULL);
	X509_sign(expired, scene.root.key, EVP_sha256());
	X509 *wrong = X509_dup(scene.ica.certificate);
	make_extension(wrong, scene.root.certificate, "extendedKeyUsage=codeSigning");
	X509_sign(wrong, scene.root.key, EVP_sha256());
	sk_X509_unshift(scene.beside, expired);
	sk_X509_unshift(scene.beside, wrong);
	assert_true(verifier_judge(
	    scene.verifier, scene.leaf.certificate, scene.beside, HOST, 0, &word, &sentence));
	sk_X509_pop(scene.beside);
	assert_false(verifier_judge(
	    scene.verifier, scene.leaf.certificate, scene.beside, HOST, 0, &word, &sentence));
	X509_free(expired);
	X509_free(wrong);
	clear_scene(&scene);
}

/* V38: many names, and far too many. */
static void test_many_names(void **state)
{
	static const struct {
		int count;
		bool is_good;
	} cases[] = { { 1000, true }, { 10000, false } };
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		char *names = calloc(1, 400000);
		char *at = names + sprintf(names, "subjectAltName=DNS:" HOST);
		for (int n = 1; n < cases[i].count; n++)
			at += snprintf(at, 32, ",DNS:h%d.example", n);
		struct row row = { .leaf = { .extensions = { LEAF, EKU, names } } };
		struct scene scene;
		const char *word = NULL;
		struct err sentence;
		set_scene(&row, &scene);
		assert_int_equal(verifier_judge(scene.verifier, scene.leaf.certificate,
		                     scene.beside, HOST, 0, &word, &sentence),
		    cases[i].is_good);
		clear_scene(&scene);
		free(names);
	}
}

/* V37: too many certificates beside. */
static void test_many_certificates(void **state)
{
	static const struct row plain = { .what = "good" };
	const char *word = NULL;
	struct err sentence;
	struct scene scene;
	(void)state;

	set_scene(&plain, &scene);
	for (int i = 0; i < 100; i++)
		sk_X509_push(scene.beside, scene.other.certificate);
	assert_false(verifier_judge(
	    scene.verifier, scene.leaf.certificate, scene.beside, HOST, 0, &word, &sentence));
	assert_string_equal(word, "malformed");
	clear_scene(&scene);
}

static SSL_CTX *server_context(const struct scene *scene)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	SSL_CTX_set_security_level(ctx, 0);
	assert_int_equal(SSL_CTX_use_certificate(ctx, scene->leaf.certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ctx, scene->leaf.key), 1);
	for (int i = 0; i < sk_X509_num(scene->beside); i++)
		SSL_CTX_add1_chain_cert(ctx, sk_X509_value(scene->beside, i));
	return ctx;
}

/* Both ends in memory; whether the client is satisfied. */
static bool shake_hands(SSL *client, SSL *server)
{
	BIO *client_bio, *server_bio;

	BIO_new_bio_pair(&client_bio, 0, &server_bio, 0);
	SSL_set_bio(client, client_bio, client_bio);
	SSL_set_bio(server, server_bio, server_bio);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	for (int i = 0; i < 20 && !SSL_is_init_finished(client); i++) {
		int result = SSL_do_handshake(client);
		if (result <= 0 && SSL_get_error(client, result) != SSL_ERROR_WANT_READ)
			return false;
		SSL_do_handshake(server);
	}
	return SSL_is_init_finished(client);
}

static void check_handshake(const struct row *row, const char *expected)
{
	const char *host = row->host != NULL ? row->host : HOST;
	struct scene scene;
	struct err err = { "" };
	const char *word = NULL;

	set_scene(row, &scene);
	SSL_CTX *client_ctx = SSL_CTX_new(TLS_client_method());
	SSL_CTX *server_ctx = server_context(&scene);
	verifier_apply(scene.verifier, client_ctx);
	SSL *client = SSL_new(client_ctx);
	SSL *server = SSL_new(server_ctx);
	if (expected != NULL)
		assert_true(verifier_expect(client, host, &err));
	bool is_good = shake_hands(client, server);
	assert_int_equal(is_good, expected != NULL && row->word == NULL);
	assert_int_equal(
	    verifier_reason(client, &word, &err), expected != NULL && row->word != NULL);
	if (expected != NULL && row->word != NULL)
		assert_string_equal(word, row->word);
	if (is_good)
		assert_int_equal(SSL_get_verify_result(client), X509_V_OK);
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(client_ctx);
	SSL_CTX_free(server_ctx);
	clear_scene(&scene);
}

static void test_handshakes(void **state)
{
	static const char *const whats[] = { "good", "good RSA", "V01", "V02", "V05 wrong", "V06",
		"V18 leaf", "V19 leaf", "V22 clientAuth", "V24", "V28 SHA-1 leaf",
		"V29 own CA only", "V31 name only", "V32 IP exact", "V33 bare", "V35 NUL" };
	(void)state;

	for (size_t w = 0; w < sizeof whats / sizeof whats[0]; w++)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			if (strncmp(rows[i].what, whats[w], strlen(whats[w])) == 0)
				check_handshake(&rows[i], "");
}

static void test_no_expectation(void **state)
{
	static const struct row plain = { .what = "good" };
	(void)state;

	check_handshake(&plain, NULL);
}

static void test_expected_names(void **state)
{
	static const struct {
		const char *name;
		bool is_good;
	} cases[] = { { "a.example", true }, { "localhost", true }, { "::1", true },
		{ "10.0.0.1", true }, { "", false }, { "*.example", false }, { "a..b", false },
		{ "a.example.", false }, { "10.0.1", false }, { "[::1]", false } };
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(ctx);
	struct err err;
	const char *word;
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(verifier_expect(ssl, cases[i].name, &err), cases[i].is_good);
	assert_false(verifier_reason(ssl, &word, &err));
	SSL_free(ssl);
	SSL_CTX_free(ctx);
}

static void test_bad_anchors(void **state)
{
	static const char *const texts[] = { "nonsense",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMIIB" };
	struct err err;
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_null(verifier_new(false, (struct span){ NULL, 0 }, span_of(texts[i]), &err));
		assert_null(verifier_new(false, span_of(texts[i]), (struct span){ NULL, 0 }, &err));
	}
}

/* V30: a root of which everybody has the key is left out, even where the store has it. */
static void test_distrusted(void **state)
{
	static const char superfish[] =
	    "-----BEGIN CERTIFICATE-----\n"
	    "MIIC9TCCAl6gAwIBAgIJANL8E4epRNznMA0GCSqGSIb3DQEBBQUAMFsxGDAWBgNV\n"
	    "BAoTD1N1cGVyZmlzaCwgSW5jLjELMAkGA1UEBxMCU0YxCzAJBgNVBAgTAkNBMQsw\n"
	    "CQYDVQQGEwJVUzEYMBYGA1UEAxMPU3VwZXJmaXNoLCBJbmMuMB4XDTE0MDUxMjE2\n"
	    "MjUyNloXDTM0MDUwNzE2MjUyNlowWzEYMBYGA1UEChMPU3VwZXJmaXNoLCBJbmMu\n"
	    "MQswCQYDVQQHEwJTRjELMAkGA1UECBMCQ0ExCzAJBgNVBAYTAlVTMRgwFgYDVQQD\n"
	    "Ew9TdXBlcmZpc2gsIEluYy4wgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAOjz\n"
	    "Shh2Xxk/sc9Y6X9DBwmVgDXFD/5xMSeBmRImIKXfj2r8QlU57gk4idngNsSsAYJb\n"
	    "1Tnm+Y8HiN/+7vahFM6pdEXY/fAXVyqC4XouEpNarIrXFWPRt5tVgA9YvBxJ7SBi\n"
	    "3bZMpTrrHD2g/3pxptMQeDOuS8Ic/ZJKocPnQaQtAgMBAAGjgcAwgb0wDAYDVR0T\n"
	    "BAUwAwEB/zAdBgNVHQ4EFgQU+5izU38URC7o7tUJml4OVoaoNYgwgY0GA1UdIwSB\n"
	    "hTCBgoAU+5izU38URC7o7tUJml4OVoaoNYihX6RdMFsxGDAWBgNVBAoTD1N1cGVy\n"
	    "ZmlzaCwgSW5jLjELMAkGA1UEBxMCU0YxCzAJBgNVBAgTAkNBMQswCQYDVQQGEwJV\n"
	    "UzEYMBYGA1UEAxMPU3VwZXJmaXNoLCBJbmMuggkA0vwTh6lE3OcwDQYJKoZIhvcN\n"
	    "AQEFBQADgYEApHyg7ApKx3DEcWjzOyLi3JyN0JL+c35yK1VEmxu0Qusfr76645Oj\n"
	    "1IsYwpTws6a9ZTRMzST4GQvFFQra81eLqYbPbMPuhC+FCxkUF5i0DNSWi+kczJXJ\n"
	    "TtCqSwGl9t9JEoFqvtW+znZ9TqyLiOMw7TGEUI+88VAqW0qmXnwPcfo=\n"
	    "-----END CERTIFICATE-----\n";
	X509_STORE *store = X509_STORE_new();
	size_t count = 0;
	struct err err;
	(void)state;

	assert_true(
	    anchors_add_pem(store, span_make(superfish, sizeof superfish - 1), NULL, &count, &err));
	assert_int_equal(count, 0);
	X509_STORE_free(store);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_other_path),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_many_certificates),
		cmocka_unit_test(test_handshakes),
		cmocka_unit_test(test_no_expectation),
		cmocka_unit_test(test_expected_names),
		cmocka_unit_test(test_bad_anchors),
		cmocka_unit_test(test_distrusted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
