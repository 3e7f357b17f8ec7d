#include "tls.h"

#include <arpa/inet.h>
#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/mem.h"

/* Forward secrecy and AEAD only; X25519 first, as browsers do. */
#define TLS12_CIPHERS                                                                              \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:" \
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
#define TLS13_CIPHERS "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
#define GROUPS        "X25519:P-256:P-384"

enum {
	SESSION_SLOTS = 4096, /* origins remembered; a newer one takes the slot of an older */
	KEY_MAX = 272,        /* name, ':', port */
	TICKET_NAME = 16,
	TICKET_AES = 32,
	TICKET_HMAC = 32,
};

static const unsigned char alpn_http1[] = { 8, 'h', 't', 't', 'p', '/', '1', '.', '1' };

struct origin_session {
	char key[KEY_MAX];
	SSL_SESSION *session;
};

struct tls {
	SSL_CTX *client_side;
	SSL_CTX *origin_side;
	EVP_PKEY *leaf_key;
	unsigned char tickets[2][TLS_TICKET_KEY_LEN]; /* now, before */
	int ticket_count;
	struct origin_session *sessions;
};

static void on_key_freed(
    void *ssl, void *key, CRYPTO_EX_DATA *data, int index, long number, void *argument)
{
	(void)ssl;
	(void)data;
	(void)index;
	(void)number;
	(void)argument;
	free(key);
}

/* Where an SSL towards an origin keeps the key of its session. */
static int ex_index(void)
{
	static int index = -1;

	if (index < 0)
		index = SSL_get_ex_new_index(0, NULL, NULL, NULL, on_key_freed);
	return index;
}

/* Sessions of origins, by name and port. */

static struct origin_session *session_slot(struct tls *tls, const char *key)
{
	uint32_t hash = 2166136261u;

	for (const char *at = key; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	return &tls->sessions[hash % SESSION_SLOTS];
}

static void session_drop(struct origin_session *slot)
{
	SSL_SESSION_free(slot->session);
	slot->session = NULL;
	slot->key[0] = '\0';
}

static int on_new_origin_session(SSL *ssl, SSL_SESSION *session)
{
	struct tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	const char *key = SSL_get_ex_data(ssl, ex_index());
	struct origin_session *slot = key != NULL ? session_slot(tls, key) : NULL;

	if (slot == NULL || !SSL_SESSION_is_resumable(session))
		return 0;
	session_drop(slot);
	memcpy(slot->key, key, strlen(key) + 1);
	slot->session = session;
	return 1;
}

void tls_sweep(struct tls *tls)
{
	time_t now = time(NULL);

	for (size_t i = 0; i < SESSION_SLOTS; i++) {
		SSL_SESSION *session = tls->sessions[i].session;
		if (session != NULL &&
		    now > SSL_SESSION_get_time(session) + SSL_SESSION_get_timeout(session))
			session_drop(&tls->sessions[i]);
	}
}

/* Tickets towards clients. */

static bool ticket_crypt(const unsigned char *key, const unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac, int encrypt)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(
		    OSSL_MAC_PARAM_KEY, (void *)(key + TICKET_NAME + TICKET_AES), TICKET_HMAC),
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};

	return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key + TICKET_NAME, iv, encrypt) ==
	           1 &&
	       EVP_MAC_CTX_set_params(mac, params) == 1;
}

static int on_ticket(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac, int encrypt)
{
	struct tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (tls->ticket_count == 0)
		return 0;
	if (encrypt) {
		memcpy(name, tls->tickets[0], TICKET_NAME);
		if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1)
			return -1;
		return ticket_crypt(tls->tickets[0], iv, cipher, mac, 1) ? 1 : -1;
	}
	for (int i = 0; i < tls->ticket_count; i++)
		if (memcmp(name, tls->tickets[i], TICKET_NAME) == 0)
			/* 2: read it, and give a ticket under the newer key */
			return !ticket_crypt(tls->tickets[i], iv, cipher, mac, 0) ? -1
			       : i == 0                                           ? 1
			                                                          : 2;
	return 0;
}

void tls_set_tickets(struct tls *tls, struct span now, struct span before)
{
	assert(now.len == TLS_TICKET_KEY_LEN);
	memcpy(tls->tickets[0], now.data, TLS_TICKET_KEY_LEN);
	tls->ticket_count = 1;
	if (before.len == TLS_TICKET_KEY_LEN) {
		memcpy(tls->tickets[1], before.data, TLS_TICKET_KEY_LEN);
		tls->ticket_count = 2;
	}
	SSL_CTX_clear_options(tls->client_side, SSL_OP_NO_TICKET);
}

/* Contexts. */

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *argument)
{
	unsigned char *chosen = NULL;

	(void)ssl;
	(void)argument;
	if (SSL_select_next_proto(&chosen, out_len, alpn_http1, sizeof alpn_http1, in, in_len) !=
	    OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *context_new(const SSL_METHOD *method, struct tls *tls)
{
	SSL_CTX *ctx = SSL_CTX_new(method);

	if (ctx == NULL)
		return NULL;
	SSL_CTX_set_app_data(ctx, tls);
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(ctx, TLS12_CIPHERS);
	SSL_CTX_set_ciphersuites(ctx, TLS13_CIPHERS);
	SSL_CTX_set1_groups_list(ctx, GROUPS);
	SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	return ctx;
}

static SSL_CTX *client_context_new(struct tls *tls)
{
	SSL_CTX *ctx = context_new(TLS_server_method(), tls);

	if (ctx == NULL)
		return NULL;
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(ctx, 1);
	SSL_CTX_set_max_early_data(ctx, 0);
	SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, on_ticket);
	SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
	return ctx;
}

static SSL_CTX *origin_context_new(struct tls *tls, struct verifier *verifier)
{
	SSL_CTX *ctx = context_new(TLS_client_method(), tls);

	if (ctx == NULL)
		return NULL;
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, on_new_origin_session);
	SSL_CTX_set_alpn_protos(ctx, alpn_http1, sizeof alpn_http1);
	verifier_apply(verifier, ctx);
	return ctx;
}

struct tls *tls_new(struct verifier *verifier, struct err *err)
{
	struct tls *tls = mem_alloc(sizeof *tls);

	tls->sessions = mem_array(SESSION_SLOTS, sizeof *tls->sessions);
	tls->client_side = client_context_new(tls);
	tls->origin_side = origin_context_new(tls, verifier);
	tls->leaf_key = EVP_EC_gen("P-256");
	if (tls->client_side == NULL || tls->origin_side == NULL || tls->leaf_key == NULL) {
		err_set(err, "OpenSSL cannot be set up: %s",
		    ERR_reason_error_string(ERR_peek_last_error()));
		tls_free(tls);
		return NULL;
	}
	return tls;
}

void tls_free(struct tls *tls)
{
	if (tls == NULL)
		return;
	for (size_t i = 0; i < SESSION_SLOTS; i++)
		session_drop(&tls->sessions[i]);
	free(tls->sessions);
	SSL_CTX_free(tls->client_side);
	SSL_CTX_free(tls->origin_side);
	EVP_PKEY_free(tls->leaf_key);
	OPENSSL_cleanse(tls->tickets, sizeof tls->tickets);
	free(tls);
}

bool tls_leaf_key(struct tls *tls, struct buf *spki_der)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(tls->leaf_key, &der);
	bool ok = len > 0 && buf_append(spki_der, der, (size_t)len);

	OPENSSL_free(der);
	return ok;
}

X509 *tls_certificate_new(struct tls *tls, struct span der)
{
	const unsigned char *at = (const unsigned char *)der.data;
	X509 *certificate = d2i_X509(NULL, &at, (long)der.len);

	if (certificate != NULL && X509_check_private_key(certificate, tls->leaf_key) != 1) {
		X509_free(certificate);
		certificate = NULL;
	}
	return certificate;
}

SSL *tls_accept(struct tls *tls, X509 *leaf, const char *name)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SSL *ssl = SSL_new(tls->client_side);

	if (ssl == NULL)
		abort();
	SHA256((const unsigned char *)name, strlen(name), digest);
	SSL_set_session_id_context(ssl, digest, sizeof digest);
	SSL_use_certificate(ssl, leaf);
	SSL_use_PrivateKey(ssl, tls->leaf_key);
	SSL_set_accept_state(ssl);
	return ssl;
}

static bool is_address_literal(const char *name)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

SSL *tls_connect(struct tls *tls, const char *name, uint16_t port, struct err *err)
{
	SSL *ssl = SSL_new(tls->origin_side);

	if (ssl == NULL)
		abort();
	if (!verifier_expect(ssl, name, err)) {
		SSL_free(ssl);
		return NULL;
	}
	if (!is_address_literal(name))
		SSL_set_tlsext_host_name(ssl, name);
	char *key = mem_print("%s:%u", name, port);
	if (strlen(key) < KEY_MAX) {
		struct origin_session *slot = session_slot(tls, key);
		if (slot->session != NULL && strcmp(slot->key, key) == 0)
			SSL_set_session(ssl, slot->session);
	}
	SSL_set_ex_data(ssl, ex_index(), key);
	SSL_set_connect_state(ssl);
	return ssl;
}
