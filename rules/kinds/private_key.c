#include <string.h>

#include "random.h"
#include "token.h"

/* Private keys: their headers, and how what stands behind these begins. */

static bool check_wireguard(struct span text, size_t *start, size_t *end)
{
	return token_is_random(text, start, end);
}

enum { LOOK = 24 };

static bool is_gap(struct span text, size_t at)
{
	char c = text.data[at];

	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\\' || c == '"' ||
	       c == '+' || (c == 'n' && text.data[at - 1] == '\\');
}

/* In a manual dots or crosses stand where the key would. */
static bool check_header(struct span text, size_t *start, size_t *end)
{
	static const char *const fillers[] = { "...", "…", "<", "[", "*", "XXX", "xxx", "$", "{" };
	size_t at = *end;
	size_t last = text.len - at > LOOK ? at + LOOK : text.len;

	(void)start;
	while (at < last && is_gap(text, at))
		at++;
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (span_starts(span_from(text, at), fillers[i]))
			return false;
	return true;
}

static bool check_encoded(struct span text, size_t *start, size_t *end)
{
	char header[48];
	size_t len =
	    token_decode(span_make(text.data + *start, *end - *start), header, sizeof header);

	return memmem(header, len, "PRIVATE KEY", 11) != NULL;
}

static const struct kind_form forms[] = {
	/* RFC 7468 and its older relatives, OpenSSH, OpenPGP (RFC 9580 6.2) */
	{
	    .pattern = "-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}",
	    .check = check_header,
	},
	{
	    .pattern = "[A-Za-z0-9+/=]{16,80}(?:\\s|\\\\[nr]){1,4}-{4,5} ?END (?:[A-Z0-9]{1,12} "
	               "){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}",
	},
	{ .pattern = "\\bPuTTY-User-Key-File-[0-9]" },
	{ .pattern = TOKEN_BEGINS "AGE-SECRET-KEY-1[0-9A-Z]{58}" ENDS },
	/* DER without its header: PKCS#1, PKCS#8 of RSA and of curves, SEC 1 (RFC 8017 A.1.2, RFC
	 * 5208, RFC 5915, RFC 8410), and OpenSSH's magic */
	{ .pattern = "MII[A-Z][A-Za-z0-9+/]{2}IBAAKC[A-Za-z0-9+/]{20,}", .is_exact = true },
	{ .pattern = "MII[A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0BAQEFAASC", .is_exact = true },
	{
	    .pattern = "MI[A-Za-z0-9]{2}AgEAM[A-Za-z0-9]{2}GByqGSM49AgEG[A-Za-z0-9+/]{16,}",
	    .is_exact = true,
	},
	{ .pattern = "MHcCAQEEI[A-Za-z0-9+/]{20,}", .is_exact = true },
	{ .pattern = "MIGkAgEBBD[A-Za-z0-9+/]{20,}", .is_exact = true },
	{ .pattern = "MC4CAQAwBQYDK2V[a-z]BCIEI[A-Za-z0-9+/]{16,}", .is_exact = true },
	{ .pattern = "b3BlbnNzaC1rZXktdjEA[A-Za-z0-9+/]{20,}", .is_exact = true },
	/* all of it in base64 once more, as Kubernetes keeps it */
	{
	    .pattern = "LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,}",
	    .is_exact = true,
	    .check = check_encoded,
	},
	/* WireGuard's configuration */
	{
	    .pattern = "\\b(?:PrivateKey|PresharedKey)\\s{0,3}=\\s{0,3}\\K[A-Za-z0-9+/]{43}=",
	    .check = check_wireguard,
	},
};

const struct kind kind_private_key = { "private-key", "a private key", KIND_FORMS(forms),
	.is_credential = true };
