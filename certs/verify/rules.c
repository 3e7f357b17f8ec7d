#include "rules.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "host_names.h"

enum {
	X509_VERSION_WANTED = X509_VERSION_3,
	RSA_BITS_MIN = 2048,
	RSA_BITS_MAX = 16384,
	SERIAL_BITS_MAX = 160, /* RFC 5280 4.1.2.2: 20 octets, and positive */
};

struct place {
	STACK_OF(X509) * chain;
	X509 *certificate;
	int index;
	bool is_leaf;
	bool is_anchor;
};

bool fault_set(struct fault *fault, const char *word, const char *sentence)
{
	fault->word = word;
	return err_set(&fault->sentence, "%s", sentence);
}

static bool check_version(const struct place *place, struct fault *fault)
{
	if (place->is_anchor && !place->is_leaf)
		return true; /* an old root is trusted by decision, not by what it says */
	if (X509_get_version(place->certificate) == X509_VERSION_WANTED)
		return true;
	return fault_set(fault, "malformed", "is not an X.509 version 3 certificate");
}

static bool check_serial(const struct place *place, struct fault *fault)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(place->certificate);

	if (place->is_anchor)
		return true;
	BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
	bool is_good = number != NULL && !BN_is_zero(number) && !BN_is_negative(number) &&
	               BN_num_bits(number) < SERIAL_BITS_MAX;
	BN_free(number);
	return is_good || fault_set(fault, "malformed", "has an impossible serial number");
}

static bool rsa_is_good(EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);

	return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX && bits % 8 == 0;
}

static bool ec_is_good(EVP_PKEY *key)
{
	static const char *const curves[] = { "prime256v1", "secp384r1", "secp521r1" };
	char curve[64];
	int is_explicit = 0;

	/* Explicit parameters are how CVE-2020-0601 forged keys of known curves (RFC 5480 2.1.1).
	 */
	EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit);
	if (is_explicit != 0 || !EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL))
		return false;
	for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (strcmp(curve, curves[i]) == 0)
			return true;
	return false;
}

static bool always_good(EVP_PKEY *key)
{
	(void)key;
	return true;
}

static const struct key_kind {
	int type;
	bool (*is_good)(EVP_PKEY *key);
} key_kinds[] = {
	{ EVP_PKEY_RSA, rsa_is_good },
	{ EVP_PKEY_EC, ec_is_good },
	{ EVP_PKEY_ED25519, always_good },
	{ EVP_PKEY_ED448, always_good },
};

static bool check_key(const struct place *place, struct fault *fault)
{
	EVP_PKEY *key = X509_get0_pubkey(place->certificate);

	if (key == NULL)
		return fault_set(fault, "malformed", "has a key that cannot be read");
	for (size_t i = 0; i < sizeof key_kinds / sizeof key_kinds[0]; i++)
		if (key_kinds[i].type == EVP_PKEY_get_base_id(key) && key_kinds[i].is_good(key))
			return true;
	return fault_set(
	    fault, "weak-key", "has a key that is too short or of a kind not to be relied on");
}

/* An anchor's signature on itself proves nothing and is not looked at. */
static bool check_signature(const struct place *place, struct fault *fault)
{
	static const int digests[] = { NID_sha256, NID_sha384, NID_sha512, NID_undef /* EdDSA */ };
	int digest = NID_md5;
	int key = NID_undef;

	if (place->is_anchor && !place->is_leaf)
		return true;
	if (!X509_get_signature_info(place->certificate, &digest, &key, NULL, NULL))
		return fault_set(fault, "weak-signature", "has a signature of an unknown kind");
	if (digest == NID_undef && key != NID_ED25519 && key != NID_ED448)
		return fault_set(fault, "weak-signature", "has a signature of an unknown kind");
	for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++)
		if (digests[i] == digest)
			return true;
	return fault_set(
	    fault, "weak-signature", "is signed with a hash that can be forged (MD5, SHA-1)");
}

bool rules_extension(const X509 *certificate, int nid, void **value)
{
	int state = 0;

	*value = X509_get_ext_d2i(certificate, nid, &state, NULL);
	return *value != NULL || state == -1;
}

static bool check_leaf_constraints(const struct place *place, struct fault *fault)
{
	if (!place->is_leaf)
		return true;
	if (X509_check_ca(place->certificate) != 0 ||
	    (X509_get_extension_flags(place->certificate) & EXFLAG_CA) != 0)
		return fault_set(
		    fault, "bad-purpose", "is that of a certificate authority, not of a server");
	if (X509_get_ext_by_NID(place->certificate, NID_name_constraints, -1) >= 0)
		return fault_set(fault, "malformed", "limits names, which only an authority may");
	return true;
}

static bool purposes_hold(const EXTENDED_KEY_USAGE *purposes, int wanted)
{
	for (int i = 0; i < sk_ASN1_OBJECT_num(purposes); i++)
		if (OBJ_obj2nid(sk_ASN1_OBJECT_value(purposes, i)) == wanted)
			return true;
	return false;
}

/* serverAuth in so many words: neither "any" nor silence (CA/Browser Forum 7.1.2.7.10). */
static bool check_purpose(const struct place *place, struct fault *fault)
{
	void *purposes = NULL;

	if (!place->is_leaf)
		return true;
	if (!rules_extension(place->certificate, NID_ext_key_usage, &purposes))
		return fault_set(fault, "malformed", "has a malformed list of purposes");
	bool is_good = purposes != NULL && purposes_hold(purposes, NID_server_auth);
	sk_ASN1_OBJECT_pop_free(purposes, ASN1_OBJECT_free);
	return is_good || fault_set(fault, "bad-purpose", "is not meant for servers");
}

static bool check_names(const struct place *place, struct fault *fault)
{
	return !place->is_leaf || host_names_check(place->certificate, fault);
}

static bool check_limits(const struct place *place, struct fault *fault)
{
	X509 *leaf = sk_X509_value(place->chain, 0);

	return place->is_leaf || host_names_check_limits(place->certificate, leaf, fault);
}

/* RFC 5280 4.2.2.1, 4.2.1.11: what is there must be readable, and limits on policies critical. */
static bool check_forms(const struct place *place, struct fault *fault)
{
	void *access = NULL;
	int at = X509_get_ext_by_NID(place->certificate, NID_policy_constraints, -1);

	if (!rules_extension(place->certificate, NID_info_access, &access))
		return fault_set(
		    fault, "malformed", "says malformedly where to ask about its issuer");
	AUTHORITY_INFO_ACCESS_free(access);
	if (at >= 0 && !X509_EXTENSION_get_critical(X509_get_ext(place->certificate, at)))
		return fault_set(fault, "malformed", "limits policies without insisting on it");
	return true;
}

typedef bool rule(const struct place *place, struct fault *fault);
static rule *const rules[] = {
	check_version,
	check_serial,
	check_forms,
	check_key,
	check_signature,
	check_leaf_constraints,
	check_purpose,
	check_names,
	check_limits,
};

bool rules_check(STACK_OF(X509) * chain, int index, struct fault *fault)
{
	struct place place = {
		.chain = chain,
		.certificate = sk_X509_value(chain, index),
		.index = index,
		.is_leaf = index == 0,
		.is_anchor = index == sk_X509_num(chain) - 1,
	};

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (!rules[i](&place, fault))
			return false;
	return true;
}

static const struct code_word {
	int code;
	const char *word;
} code_words[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, "expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID, "not-yet-valid" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self-signed" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "unknown-issuer" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "unknown-issuer" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "unknown-issuer" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "unknown-issuer" },
	{ X509_V_ERR_CERT_UNTRUSTED, "unknown-issuer" },
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, "unknown-issuer" },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, "unknown-issuer" },
	{ X509_V_ERR_HOSTNAME_MISMATCH, "wrong-name" },
	{ X509_V_ERR_IP_ADDRESS_MISMATCH, "wrong-name" },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, "weak-key" },
	{ X509_V_ERR_CA_KEY_TOO_SMALL, "weak-key" },
	{ X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, "weak-key" },
	{ X509_V_ERR_CA_MD_TOO_WEAK, "weak-signature" },
	{ X509_V_ERR_INVALID_PURPOSE, "bad-purpose" },
	{ X509_V_ERR_CERT_REJECTED, "bad-purpose" },
	{ X509_V_ERR_INVALID_CA, "bad-purpose" },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, "bad-purpose" },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "bad-purpose" },
	{ X509_V_ERR_PERMITTED_VIOLATION, "bad-name" },
	{ X509_V_ERR_EXCLUDED_VIOLATION, "bad-name" },
	{ X509_V_ERR_SUBTREE_MINMAX, "bad-name" },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, "bad-name" },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, "bad-name" },
	{ X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, "bad-name" },
	{ X509_V_ERR_CERT_REVOKED, "revoked" },
	{ X509_V_ERR_OUT_OF_MEM, "other" },
	{ X509_V_ERR_UNSPECIFIED, "other" },
};

/* Whatever else OpenSSL finds is something in a certificate that the standards do not allow. */
const char *rules_word(int code)
{
	for (size_t i = 0; i < sizeof code_words / sizeof code_words[0]; i++)
		if (code_words[i].code == code)
			return code_words[i].word;
	return "malformed";
}
