#include "verify.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "anchors.h"
#include "name.h"
#include "rules.h"

enum {
	DEPTH_MAX = 10,
	BESIDE_MAX = 64,  /* certificates that an origin may send beside its own */
	ATTEMPTS_MAX = 8, /* paths tried before giving up */
	AUTH_LEVEL = 2,   /* 112 bits: RSA of 2048 bits, SHA-256 */
	HOST_FLAGS = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
};

struct verifier {
	X509_STORE *store;
	X509 *own; /* the interception CA; NULL if there is none */
};

/* What one connection wants, and what was wrong with what it got. Hangs on the SSL. */
struct expectation {
	const char *word; /* NULL: nothing wrong so far */
	char *sentence;
	char name[NAME_MAX_LEN + 1];
};

static X509 *read_own(struct span pem)
{
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	X509 *own = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	ERR_clear_error();
	return own;
}

static bool fill(struct verifier *verifier, bool system, struct span anchors, struct err *err)
{
	size_t count = 0;

	if (!anchors_add_pem(verifier->store, anchors, verifier->own, &count, err))
		return false;
	if (!system || anchors_add_system(verifier->store, verifier->own, &count, err))
		return true;
	return count > 0; /* the operator's own are enough */
}

struct verifier *verifier_new(bool system, struct span anchors, struct span own_ca, struct err *err)
{
	struct verifier *verifier = mem_alloc(sizeof *verifier);

	verifier->store = X509_STORE_new();
	if (verifier->store == NULL)
		abort();
	if (own_ca.len > 0 && (verifier->own = read_own(own_ca)) == NULL)
		err_set(err, "the certificate of the interception CA cannot be read");
	else if (fill(verifier, system, anchors, err))
		return verifier;
	verifier_free(verifier);
	return NULL;
}

void verifier_free(struct verifier *verifier)
{
	if (verifier == NULL)
		return;
	X509_STORE_free(verifier->store);
	X509_free(verifier->own);
	free(verifier);
}

/* One try at a path. */
struct attempt {
	struct verifier *verifier;
	X509_STORE_CTX *context;
	const char *name;
	struct fault fault;
	X509 *culprit; /* borrowed; the certificate at fault, NULL for the whole */
};

/* The last second counts (RFC 5280 4.1.2.5); OpenSSL ends one before. */
static bool is_last_second(X509_STORE_CTX *context)
{
	time_t at = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
	const X509 *certificate = X509_STORE_CTX_get_current_cert(context);

	at = (at != 0 ? at : time(NULL)) - 1;
	return X509_cmp_time(X509_get0_notAfter(certificate), &at) > 0;
}

/* An anchor without keyUsage may sign (RFC 5280 4.2.1.3); `openssl req -x509` makes such ones. */
static bool is_bare_anchor(X509_STORE_CTX *context)
{
	int last = sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1;

	return last > 0 && X509_STORE_CTX_get_error_depth(context) == last;
}

static int on_verify(int is_good, X509_STORE_CTX *context)
{
	if (is_good)
		return 1;
	switch (X509_STORE_CTX_get_error(context)) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return is_last_second(context);
	case X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
		return is_bare_anchor(context);
	default:
		return 0;
	}
}

static bool set_parameters(struct attempt *attempt, time_t at)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(attempt->context);
	uint8_t address[16];
	size_t len = name_address(attempt->name, address);

	X509_VERIFY_PARAM_set_flags(
	    param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
	X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
	X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
	X509_VERIFY_PARAM_set_hostflags(param, HOST_FLAGS);
	if (at != 0)
		X509_VERIFY_PARAM_set_time(param, at);
	X509_STORE_CTX_set_verify_cb(attempt->context, on_verify);
	if (!X509_STORE_CTX_set_purpose(attempt->context, X509_PURPOSE_SSL_SERVER))
		return false;
	if (len > 0)
		return X509_VERIFY_PARAM_set1_ip(param, address, len) == 1;
	return X509_VERIFY_PARAM_set1_host(param, attempt->name, 0) == 1;
}

static bool fail(struct attempt *attempt, X509 *culprit, const char *word)
{
	attempt->culprit = culprit;
	attempt->fault.word = word;
	return false;
}

static bool is_ours(const struct verifier *verifier, X509 *certificate)
{
	const X509 *own = verifier->own;

	if (own == NULL)
		return false;
	if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(own)) != 0)
		return false;
	bool is_ours = X509_verify(certificate, X509_get0_pubkey(own)) == 1;
	ERR_clear_error();
	return is_ours;
}

static bool fail_own(struct attempt *attempt)
{
	err_set(&attempt->fault.sentence,
	    "was made by Gatepost itself, which must not stand for a site");
	return fail(attempt, NULL, "own-ca");
}

static void print_time(char *text, size_t size, const ASN1_TIME *time)
{
	struct tm tm;

	if (!ASN1_TIME_to_tm(time, &tm) || strftime(text, size, "%Y-%m-%d %H:%M UTC", &tm) == 0)
		text[0] = '\0';
}

static void describe(struct attempt *attempt, int code, const X509 *certificate)
{
	struct err *to = &attempt->fault.sentence;
	char date[64] = "";

	switch (code) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		print_time(date, sizeof date, X509_get0_notAfter(certificate));
		err_set(to, "expired on %s", date);
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		print_time(date, sizeof date, X509_get0_notBefore(certificate));
		err_set(to, "is not valid before %s", date);
		break;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		err_set(to, "is for another name");
		break;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		err_set(to, "is signed by nobody but itself");
		break;
	default:
		err_set(to, "does not verify: %s", X509_verify_cert_error_string(code));
	}
}

/* Where names were limited, who limited them is at fault, not the leaf: another issuer may not. */
static X509 *find_culprit(struct attempt *attempt, const char *word)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(attempt->context);
	X509 *current = X509_STORE_CTX_get_current_cert(attempt->context);

	for (int i = 1; strcmp(word, "bad-name") == 0 && i < sk_X509_num(chain); i++)
		if (X509_get_ext_by_NID(sk_X509_value(chain, i), NID_name_constraints, -1) >= 0)
			return sk_X509_value(chain, i);
	return current != NULL ? current : X509_STORE_CTX_get0_cert(attempt->context);
}

/* OpenSSL said no: says why in our words. */
static bool fail_openssl(struct attempt *attempt)
{
	int code = X509_STORE_CTX_get_error(attempt->context);
	X509 *culprit = find_culprit(attempt, rules_word(code));
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(attempt->context);

	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *certificate = sk_X509_value(chain, i);
		if (is_ours(attempt->verifier, certificate))
			return fail_own(attempt);
		if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0) {
			code =
			    X509_V_ERR_INVALID_EXTENSION; /* OpenSSL finds no issuer for it then */
			culprit = certificate;
		}
	}
	describe(attempt, code, culprit);
	return fail(attempt, culprit, rules_word(code));
}

static bool check_chain(struct attempt *attempt)
{
	STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(attempt->context);

	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *certificate = sk_X509_value(chain, i);
		if (anchors_same_key(certificate, attempt->verifier->own))
			return fail_own(attempt);
		if (!rules_check(chain, i, &attempt->fault)) {
			attempt->culprit = certificate;
			return false;
		}
	}
	return true;
}

static bool try_path(struct attempt *attempt, X509 *leaf, STACK_OF(X509) * beside, time_t at)
{
	if (!X509_STORE_CTX_init(attempt->context, attempt->verifier->store, leaf, beside) ||
	    !set_parameters(attempt, at)) {
		err_set(&attempt->fault.sentence, "could not be looked at");
		return fail(attempt, NULL, "other");
	}
	bool is_good = X509_verify_cert(attempt->context) == 1;
	ERR_clear_error();
	return is_good ? check_chain(attempt) : fail_openssl(attempt);
}

/* OpenSSL goes one way only. Where an intermediate that the origin sent was at fault, leaving it
 * out may show another way (an older cross-signature that has expired, …). */
static bool leave_out(STACK_OF(X509) * beside, const X509 *culprit)
{
	for (int i = 0; i < sk_X509_num(beside); i++) {
		if (culprit == NULL || X509_cmp(sk_X509_value(beside, i), culprit) != 0)
			continue;
		sk_X509_delete(beside, i);
		return true;
	}
	return false;
}

static bool try_paths(struct attempt *attempt, X509 *leaf, STACK_OF(X509) * beside, time_t at)
{
	struct fault first;

	for (int i = 0; i < ATTEMPTS_MAX; i++) {
		bool is_good = try_path(attempt, leaf, beside, at);
		if (is_good)
			return true;
		if (i == 0)
			first = attempt->fault;
		bool is_other_way = leave_out(beside, attempt->culprit);
		X509_STORE_CTX_cleanup(attempt->context);
		if (!is_other_way)
			break;
	}
	attempt->fault = first;
	return false;
}

static bool judge(struct attempt *attempt, X509 *leaf, STACK_OF(X509) * beside, time_t at)
{
	STACK_OF(X509) *rest = beside != NULL ? sk_X509_dup(beside) : sk_X509_new_null();

	attempt->context = X509_STORE_CTX_new();
	if (attempt->context == NULL || rest == NULL)
		abort();
	bool is_good = try_paths(attempt, leaf, rest, at);
	X509_STORE_CTX_free(attempt->context);
	sk_X509_free(rest);
	return is_good;
}

bool verifier_judge(struct verifier *verifier, X509 *leaf, STACK_OF(X509) * beside,
    const char *name, time_t at, const char **word, struct err *sentence)
{
	struct attempt attempt = { .verifier = verifier, .name = name };

	if (sk_X509_num(beside) > BESIDE_MAX) {
		*word = "malformed";
		return err_set(sentence, "the server of %s sends too many certificates", name);
	}
	if (judge(&attempt, leaf, beside, at))
		return true;
	*word = attempt.fault.word;
	return err_set(sentence, "the certificate of %s %s", name, attempt.fault.sentence.text);
}

static void free_expectation(
    void *parent, void *value, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
	struct expectation *expectation = value;

	(void)parent, (void)data, (void)index, (void)argl, (void)argp;
	if (expectation == NULL)
		return;
	free(expectation->sentence);
	free(expectation);
}

static int expectation_index(void)
{
	static int index = -1;

	if (index < 0)
		index = SSL_get_ex_new_index(0, NULL, NULL, NULL, free_expectation);
	return index;
}

static int on_certificate(X509_STORE_CTX *context, void *argument)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct expectation *expectation = SSL_get_ex_data(ssl, expectation_index());
	struct err sentence;

	X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
	if (expectation == NULL)
		return 0; /* nobody said whom we expect */
	free(expectation->sentence);
	expectation->sentence = NULL;
	expectation->word = NULL;
	if (!verifier_judge(argument, X509_STORE_CTX_get0_cert(context),
	        X509_STORE_CTX_get0_untrusted(context), expectation->name, 0, &expectation->word,
	        &sentence)) {
		expectation->sentence = mem_copy(sentence.text);
		return 0;
	}
	X509_STORE_CTX_set_error(context, X509_V_OK);
	return 1;
}

void verifier_apply(struct verifier *verifier, SSL_CTX *ctx)
{
	SSL_CTX_set1_cert_store(ctx, verifier->store);
	SSL_CTX_set_security_level(ctx, AUTH_LEVEL);
	SSL_CTX_set_cert_verify_callback(ctx, on_certificate, verifier);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
}

bool verifier_expect(SSL *ssl, const char *name, struct err *err)
{
	uint8_t address[16];

	if (name_address(name, address) == 0 && !name_is_dns(span_of(name)))
		return err_set(err, "\"%s\" is no name that a certificate could be for", name);
	struct expectation *expectation = mem_alloc(sizeof *expectation);
	memcpy(expectation->name, name, strlen(name) + 1);
	free_expectation(NULL, SSL_get_ex_data(ssl, expectation_index()), NULL, 0, 0, NULL);
	if (!SSL_set_ex_data(ssl, expectation_index(), expectation))
		abort();
	return true;
}

bool verifier_reason(SSL *ssl, const char **word, struct err *sentence)
{
	const struct expectation *expectation = SSL_get_ex_data(ssl, expectation_index());

	if (expectation == NULL || expectation->word == NULL)
		return false;
	*word = expectation->word;
	err_set(sentence, "%s", expectation->sentence);
	return true;
}
