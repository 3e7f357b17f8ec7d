#include "vault.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "file.h"

enum { KEY_LEN = 32, NONCE_LEN = 12, TAG_LEN = 16 };

static const char key_name[] = "text.key";

struct vault {
	EVP_CIPHER_CTX *context;
	uint8_t key[KEY_LEN];
};

static bool key_make(struct vault *vault, const char *folder, struct err *err)
{
	if (RAND_priv_bytes(vault->key, KEY_LEN) != 1)
		return err_set(err, "%s: no random numbers", key_name);
	return file_write(folder, key_name, span_make(vault->key, KEY_LEN), err);
}

static bool key_read(struct vault *vault, const char *folder, bool may_create, struct err *err)
{
	struct buf content;

	buf_init(&content, 4096);
	enum file_found found = file_read(folder, key_name, &content, err);
	bool is_ready = found == FILE_READ && content.len == KEY_LEN;
	if (is_ready)
		memcpy(vault->key, content.data, KEY_LEN);
	else if (found == FILE_READ)
		err_set(err, "%s/%s: not a key of %d bytes", folder, key_name, KEY_LEN);
	else if (found == FILE_ABSENT && may_create)
		is_ready = key_make(vault, folder, err);
	if (content.base != NULL)
		OPENSSL_cleanse(content.base, content.cap);
	buf_release(&content);
	return is_ready;
}

struct vault *vault_open(const char *folder, bool may_create, struct err *err)
{
	struct vault *vault = mem_alloc(sizeof *vault);

	vault->context = EVP_CIPHER_CTX_new();
	if (vault->context == NULL)
		abort();
	if (key_read(vault, folder, may_create, err))
		return vault;
	vault_free(vault);
	return NULL;
}

void vault_free(struct vault *vault)
{
	if (vault == NULL)
		return;
	EVP_CIPHER_CTX_free(vault->context);
	OPENSSL_cleanse(vault->key, sizeof vault->key);
	free(vault);
}

static bool begin(struct vault *vault, uint64_t number, const uint8_t *nonce, int encrypt)
{
	uint8_t associated[8];
	int len;

	for (int i = 0; i < 8; i++)
		associated[i] = (uint8_t)(number >> (8 * i));
	return EVP_CipherInit_ex(
	           vault->context, EVP_aes_256_gcm(), NULL, vault->key, nonce, encrypt) == 1 &&
	       EVP_CipherUpdate(vault->context, NULL, &len, associated, sizeof associated) == 1;
}

static bool run(struct vault *vault, struct span in, uint8_t *out)
{
	int len = 0;
	int end = 0;

	return EVP_CipherUpdate(vault->context, out, &len, (const uint8_t *)in.data, (int)in.len) ==
	           1 &&
	       EVP_CipherFinal_ex(vault->context, out + len, &end) == 1;
}

bool vault_seal(struct vault *vault, uint64_t number, struct span plain, struct buf *out)
{
	size_t len = NONCE_LEN + plain.len + TAG_LEN;
	uint8_t *to = plain.len < INT_MAX ? (uint8_t *)buf_reserve(out, len) : NULL;

	if (to == NULL || RAND_bytes(to, NONCE_LEN) != 1 || !begin(vault, number, to, 1) ||
	    !run(vault, plain, to + NONCE_LEN) ||
	    EVP_CIPHER_CTX_ctrl(
	        vault->context, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, to + NONCE_LEN + plain.len) != 1)
		return false;
	buf_commit(out, len);
	return true;
}

bool vault_unseal(struct vault *vault, uint64_t number, struct span sealed, struct buf *out)
{
	if (sealed.len < NONCE_LEN + TAG_LEN || sealed.len > INT_MAX)
		return false;
	const uint8_t *from = (const uint8_t *)sealed.data;
	size_t len = sealed.len - NONCE_LEN - TAG_LEN;
	uint8_t tag[TAG_LEN];
	uint8_t *to = (uint8_t *)buf_reserve(out, len + TAG_LEN);

	memcpy(tag, from + NONCE_LEN + len, TAG_LEN);
	if (to == NULL || !begin(vault, number, from, 0) ||
	    EVP_CIPHER_CTX_ctrl(vault->context, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) != 1 ||
	    !run(vault, span_make(from + NONCE_LEN, len), to))
		return false;
	buf_commit(out, len);
	return true;
}
