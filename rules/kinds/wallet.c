#include <ctype.h>
#include <openssl/sha.h>
#include <string.h>

#include "keccak.h"
#include "kinds.h"

/* Addresses of cryptocurrency wallets, by their own checksums. */

enum { DECODED = 25, CHECKED = 21 };

/* Base58Check: a version, a hash of 20 bytes, the first four bytes of a hash of both. */
static bool decode_base58(struct span text, unsigned char bytes[DECODED])
{
	static const char letters[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

	memset(bytes, 0, DECODED);
	for (size_t i = 0; i < text.len; i++) {
		const char *letter = memchr(letters, text.data[i], sizeof letters - 1);
		if (letter == NULL)
			return false;
		unsigned carry = (unsigned)(letter - letters);
		for (size_t j = DECODED; j > 0; j--) {
			carry += bytes[j - 1] * 58U;
			bytes[j - 1] = (unsigned char)carry;
			carry >>= 8;
		}
		if (carry != 0)
			return false;
	}
	return true;
}

static bool check_base58(struct span text, size_t *start, size_t *end)
{
	unsigned char bytes[DECODED];
	unsigned char hash[SHA256_DIGEST_LENGTH];

	if (!decode_base58(span_make(text.data + *start, *end - *start), bytes))
		return false;
	SHA256(bytes, CHECKED, hash);
	SHA256(hash, sizeof hash, hash);
	return memcmp(hash, bytes + CHECKED, DECODED - CHECKED) == 0;
}

/* BIP 173 and BIP 350: a BCH code over the prefix and the data. */
static uint32_t polymod(uint32_t check, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
		0x2a1462b3 };
	uint32_t top = check >> 25;

	check = (check & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		if ((top >> i & 1) != 0)
			check ^= generator[i];
	return check;
}

static bool check_bech32(struct span text, size_t *start, size_t *end)
{
	static const char letters[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	struct span found = span_make(text.data + *start, *end - *start);
	const char *separator = memchr(found.data, '1', found.len);
	uint32_t check = 1;

	if (separator == NULL)
		return false;
	size_t prefix = (size_t)(separator - found.data);
	for (size_t i = 0; i < prefix; i++)
		check = polymod(check, (unsigned)tolower((unsigned char)found.data[i]) >> 5);
	check = polymod(check, 0);
	for (size_t i = 0; i < found.len; i++) {
		int c = tolower((unsigned char)found.data[i]);
		if (i == prefix)
			continue;
		const char *letter = i < prefix ? NULL : memchr(letters, c, sizeof letters - 1);
		if (i > prefix && letter == NULL)
			return false;
		check =
		    polymod(check, i < prefix ? (unsigned)c & 31 : (unsigned)(letter - letters));
	}
	return check == 1 || check == 0x2bc830a3;
}

/* EIP-55: capitals where the hash of the small letters has a high digit. All in one case:
 * unchecked. */
static bool check_ethereum(struct span text, size_t *start, size_t *end)
{
	const char *digits = text.data + *start + 2;
	unsigned char hash[KECCAK_BYTES];
	char small[40];
	bool has_capital = false;
	bool has_small = false;

	for (size_t i = 0; i < 40; i++) {
		small[i] = (char)tolower((unsigned char)digits[i]);
		has_capital |= isupper((unsigned char)digits[i]) != 0;
		has_small |= islower((unsigned char)digits[i]) != 0;
	}
	(void)end;
	if (!has_capital || !has_small)
		return has_capital || has_small;
	keccak256(span_make(small, sizeof small), hash);
	for (size_t i = 0; i < 40; i++) {
		unsigned high = (unsigned)(hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
		if (isalpha((unsigned char)digits[i]) &&
		    (isupper((unsigned char)digits[i]) != 0) != (high > 7))
			return false;
	}
	return true;
}

static const struct kind_form wallet_forms[] = {
	{
	    /* Bitcoin, Litecoin, Dogecoin, Tron */
	    .pattern = "(?<![0-9A-Za-z])[13LMDT][1-9A-HJ-NP-Za-km-z]{25,34}(?![0-9A-Za-z])",
	    .hint = "[13LMDT][1-9A-HJ-NP-Za-km-z]{25}",
	    .is_exact = true,
	    .check = check_base58,
	},
	{
	    .pattern = "(?<![0-9A-Za-z])(?:bc|ltc|tb)1[02-9ac-hj-np-z]{11,71}(?![0-9A-Za-z])",
	    .check = check_bech32,
	},
	{
	    .pattern = "(?<![0-9A-Za-z])0x[0-9A-Fa-f]{40}(?![0-9A-Za-z])",
	    .check = check_ethereum,
	},
};

const struct kind kind_wallet = { "wallet", "the address of a cryptocurrency wallet",
	KIND_FORMS(wallet_forms) };
