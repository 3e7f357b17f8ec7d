#include "chain.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_VERSION = 1 };

static void pack_outcome(const struct entry *entry, struct buf *to)
{
	pack_u64(to, entry->outcome.target);
	pack_u8(to, (uint8_t)entry->outcome.outcome);
	pack_span(to, entry->outcome.published_id);
	pack_span(to, entry->outcome.published_url);
}

void entry_pack(const struct entry *entry, struct buf *to)
{
	pack_u8(to, ENTRY_VERSION);
	pack_u8(to, (uint8_t)entry->type);
	pack_u64(to, entry->number);
	pack_u64(to, (uint64_t)entry->committed_ms);
	pack_span(to, entry->person);
	for (int i = 0; i < COMMIT_COUNT; i++)
		pack_span(to, entry->commitments[i]);
	if (entry->type == ENTRY_RECORD)
		record_pack_chained(&entry->record, to);
	else
		pack_outcome(entry, to);
}

static void unpack_outcome(struct unpack *from, struct entry *entry)
{
	entry->outcome.target = unpack_u64(from);
	uint8_t outcome = unpack_u8(from);
	if (outcome >= OUTCOME_COUNT)
		from->is_bad = true;
	else
		entry->outcome.outcome = (enum outcome)outcome;
	entry->outcome.published_id = unpack_span(from);
	entry->outcome.published_url = unpack_span(from);
}

static bool unpack_content(struct unpack *from, struct arena *arena, struct entry *entry)
{
	if (entry->type == ENTRY_RECORD)
		return record_unpack_chained(from, arena, &entry->record) &&
		       entry->record.number == entry->number;
	if (entry->type == ENTRY_OUTCOME)
		unpack_outcome(from, entry);
	else
		from->is_bad = true;
	return !from->is_bad;
}

static bool is_len(struct span span, size_t len)
{
	return span.len == 0 || span.len == len;
}

bool entry_unpack(struct span from, struct arena *arena, struct entry *entry)
{
	struct unpack unpack = unpack_open(from);

	*entry = (struct entry){ 0 };
	bool is_known = unpack_u8(&unpack) == ENTRY_VERSION;
	entry->type = (enum entry_type)unpack_u8(&unpack);
	entry->number = unpack_u64(&unpack);
	entry->committed_ms = (int64_t)unpack_u64(&unpack);
	entry->person = unpack_span(&unpack);
	for (int i = 0; i < COMMIT_COUNT; i++) {
		entry->commitments[i] = unpack_span(&unpack);
		is_known = is_known && is_len(entry->commitments[i], CHAIN_HASH);
	}
	return is_known && is_len(entry->person, CHAIN_PERSON) &&
	       unpack_content(&unpack, arena, entry) && unpack_done(&unpack);
}

void chain_hash(const uint8_t previous[CHAIN_HASH], struct span body, uint8_t hash[CHAIN_HASH])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestUpdate(context, previous, CHAIN_HASH) != 1 ||
	    EVP_DigestUpdate(context, body.data, body.len) != 1 ||
	    EVP_DigestFinal_ex(context, hash, NULL) != 1)
		abort(); /* SHA-256 fails only without memory */
	EVP_MD_CTX_free(context);
}

/* The first byte says what was committed to, so that a text cannot be shown as an identity. */
void chain_commit(
    enum commitment what, struct span salt, struct span data, uint8_t commitment[CHAIN_HASH])
{
	uint8_t key[CHAIN_SALT + 1] = { (uint8_t)what };
	size_t len = salt.len < CHAIN_SALT ? salt.len : CHAIN_SALT;

	if (len > 0)
		memcpy(key + 1, salt.data, len);
	if (HMAC(EVP_sha256(), key, (int)sizeof key, (const uint8_t *)data.data, data.len,
	        commitment, NULL) == NULL)
		abort();
}

void chain_hex(const uint8_t hash[CHAIN_HASH], char text[CHAIN_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < CHAIN_HASH; i++) {
		text[2 * i] = digits[hash[i] >> 4];
		text[2 * i + 1] = digits[hash[i] & 15];
	}
	text[CHAIN_HEX] = '\0';
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool chain_unhex(struct span text, uint8_t hash[CHAIN_HASH])
{
	if (text.len != CHAIN_HEX)
		return false;
	for (size_t i = 0; i < CHAIN_HASH; i++) {
		int high = digit_value(text.data[2 * i]);
		int low = digit_value(text.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		hash[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
