#include <string.h>

#include "kinds.h"

/*
 * Keys and tokens that open something, by the forms that those who issue them have published. A
 * form that anything else could have is only taken beside the name of what it opens.
 */

enum { DIFFERENT_MIN = 6 };

static size_t count_different_bytes(struct span text)
{
	bool seen[256] = { false };
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		count += !seen[c];
		seen[c] = true;
	}
	return count;
}

/* "AKIA…EXAMPLE", "ghp_xxxx…": what stands in manuals in the place of a secret. */
static bool is_real_secret(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	static const char *const fillers[] = { "EXAMPLE", "example", "xxxxxx", "XXXXXX", "000000",
		"your_", "YOUR_", "123456789012345678", "......", "******" };

	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (memmem(found.data, found.len, fillers[i], strlen(fillers[i])) != NULL)
			return false;
	return count_different_bytes(found) >= DIFFERENT_MIN;
}

/* user:password@host, unless the password says that it is none. */
static bool is_real_password(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	static const char *const fillers[] = { "password", "passwd", "pass", "pwd", "secret",
		"token" };
	const char *at = memrchr(found.data, '@', found.len);
	const char *colon = at != NULL ? memrchr(found.data, ':', (size_t)(at - found.data)) : NULL;

	if (colon == NULL)
		return false;
	struct span password = span_make(colon + 1, (size_t)(at - colon) - 1);
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (span_is_nocase(password, fillers[i]))
			return false;
	return memchr("<{[$*", password.data[0], 5) == NULL;
}

enum { JWT_HEADER_MAX = 1024 };

static int base64url_value(char c)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = memchr(letters, c, sizeof letters - 1);

	return at != NULL ? (int)(at - letters) : -1;
}

static size_t decode_base64url(struct span text, char *out, size_t size)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < size; i++) {
		bits = bits << 6 | (uint32_t)(base64url_value(text.data[i]) & 0x3f);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		out[len++] = (char)(bits >> held & 0xff);
	}
	return len;
}

/* RFC 7515 4.1.1: the header is a JSON object that names its algorithm. */
static bool is_real_jwt(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	char header[JWT_HEADER_MAX];
	struct span rest;
	size_t len = decode_base64url(span_cut(found, '.', &rest), header, sizeof header);

	return len > 2 && header[0] == '{' && (header[len - 1] == '}' || len == sizeof header) &&
	       memmem(header, len, "\"alg\"", 5) != NULL;
}

#define EXACT(text)                                                                                \
	{                                                                                          \
		.pattern = text, .is_exact = true, .check = is_real_secret                         \
	}
#define ANYCASE(text)                                                                              \
	{                                                                                          \
		.pattern = text, .check = is_real_secret                                           \
	}
#define IS "[\"']?\\s{0,3}(?:=>|:=|[:=])\\s{0,3}[\"']?"

static const struct kind_form secret_forms[] = {
	/* Amazon */
	EXACT("\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b"),
	ANYCASE(
	    "\\baws[\\w .-]{0,20}(?:secret|key)[\\w .-]{0,20}" IS "[A-Z0-9/+]{40}(?![A-Z0-9/+=])"),
	ANYCASE("\\bsecret_?access_?key" IS "[A-Z0-9/+]{40}(?![A-Z0-9/+=])"),
	/* Microsoft Azure */
	ANYCASE("\\bAccountKey=[A-Z0-9+/]{86}=="),
	ANYCASE("\\bSharedAccessKey=[A-Z0-9+/]{43}="),
	/* Google */
	EXACT("\\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
	EXACT("\\bGOCSPX-[0-9A-Za-z_-]{28}(?![0-9A-Za-z_-])"),
	/* code and packages */
	EXACT("\\bgh[pousr]_[0-9A-Za-z]{36,251}\\b"),
	EXACT("\\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\\b"),
	EXACT("\\bgl(?:pat|dt|rt|ptt|ft|soat|imt|agent|cbt)-[0-9A-Za-z_-]{20,64}"),
	EXACT("\\bnpm_[0-9A-Za-z]{36}\\b"),
	EXACT("\\bpypi-AgE[0-9A-Za-z_-]{50,}"),
	EXACT("\\bhf_[0-9A-Za-z]{34}\\b"),
	/* chat and mail */
	EXACT("\\bxox[abeoprs]-(?:[0-9]{1,16}-){1,4}[0-9A-Za-z]{10,}"),
	EXACT("\\bhooks\\.slack\\.com/services/T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{20,}"),
	EXACT("\\b[MNO][0-9A-Za-z_-]{23,27}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,40}(?![0-9A-Za-z_"
	      "-])"),
	EXACT("\\bdiscord(?:app)?\\.com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,}"),
	EXACT("\\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])"),
	EXACT("\\bSG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])"),
	EXACT("\\bSK[0-9a-f]{32}\\b"),
	ANYCASE("\\btwilio[\\w .-]{0,30}" IS "[0-9a-f]{32}\\b"),
	EXACT("\\b[0-9a-f]{32}-us[0-9]{1,2}\\b"),
	/* money */
	EXACT("\\b[rs]k_live_[0-9A-Za-z]{16,}"),
	EXACT("\\bsq0csp-[0-9A-Za-z_-]{43}"),
	EXACT("\\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\\b"),
	/* machine learning, hosting */
	EXACT("\\bsk-ant-[a-z]{3,5}[0-9]{2}-[0-9A-Za-z_-]{60,}"),
	EXACT("\\bsk-(?:proj|svcacct|admin)-[0-9A-Za-z_-]{40,}"),
	EXACT("\\bsk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}\\b"),
	EXACT("\\bsk-[0-9A-Za-z]{48}\\b"),
	EXACT("\\bdo[opr]_v1_[0-9a-f]{64}\\b"),
	EXACT("\\bdapi[0-9a-f]{32}\\b"),
	EXACT("\\bhv[sb]\\.[0-9A-Za-z_-]{24,}"),
	/* signed tokens, RFC 7519: header and payload are JSON objects */
	{ .pattern = "\\beyJ[0-9A-Za-z_-]{10,}\\.ey[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{20,}",
	    .is_exact = true,
	    .check = is_real_jwt },
	{
	    .pattern =
	        "\\b(?:https?|ftps?|ssh|postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|rediss?|amqps?)://"
	        "[^\\s:/@\"'<>]{1,64}:[^\\s:/@\"'<>;,]{3,64}@[\\w.-]{2,}",
	    .check = is_real_password,
	},
};

const struct kind kind_secret = {
	.name = "secret",
	.plural = "a key, token or password of a known form",
	.forms = secret_forms,
	.form_count = sizeof secret_forms / sizeof *secret_forms,
	.is_credential = true,
};

static const struct kind_form private_key_forms[] = {
	/* RFC 7468 and its older relatives, OpenSSH, OpenPGP (RFC 9580 6.2) */
	{ .pattern = "-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}" },
	{ .pattern = "\\bPuTTY-User-Key-File-[0-9]" },
	{ .pattern = "\\bAGE-SECRET-KEY-1[0-9A-Z]{58}\\b" },
};

const struct kind kind_private_key = {
	.name = "private-key",
	.plural = "a private key",
	.forms = private_key_forms,
	.form_count = sizeof private_key_forms / sizeof *private_key_forms,
	.is_credential = true,
};
