#include "checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "file.h"
#include "moment.h"

enum { MESSAGE_MAX = 256, KEY_FILE_MAX = 4096 };

const char checkpoints_name[] = "checkpoints.jsonl";
static const char private_name[] = "checkpoint.key";
static const char public_name[] = "checkpoint.pub";

struct sealer {
	EVP_PKEY *key;
	int fd;
	off_t size;
	struct checkpoint last;
};

static size_t message(const struct checkpoint *checkpoint, char text[MESSAGE_MAX])
{
	char hash[CHAIN_HEX + 1];

	chain_hex(checkpoint->hash, hash);
	int len = snprintf(text, MESSAGE_MAX, "gatepost checkpoint 1\n%" PRIu64 "\n%s\n%s\n",
	    checkpoint->number, hash, checkpoint->time);
	return (size_t)len;
}

static size_t print_line(const struct checkpoint *checkpoint, char line[CHECKPOINT_LINE_MAX])
{
	char hash[CHAIN_HEX + 1];
	char halves[2][CHAIN_HEX + 1]; /* a signature is twice as long as a hash */

	chain_hex(checkpoint->hash, hash);
	chain_hex(checkpoint->signature, halves[0]);
	chain_hex(checkpoint->signature + CHAIN_HASH, halves[1]);
	int len = snprintf(line, CHECKPOINT_LINE_MAX,
	    "{\"number\":%" PRIu64 ",\"hash\":\"%s\",\"time\":\"%s\",\"signature\":\"%s%s\"}\n",
	    checkpoint->number, hash, checkpoint->time, halves[0], halves[1]);
	return (size_t)len;
}

static bool take_word(struct span *from, const char *word)
{
	if (!span_starts(*from, word))
		return false;
	*from = span_from(*from, strlen(word));
	return true;
}

static bool take_value(struct span *from, struct span *value)
{
	*value = span_cut(*from, '"', from);
	return from->data != NULL;
}

static bool fill(struct checkpoint *checkpoint, struct span number, struct span hash,
    struct span time, struct span signature)
{
	struct span first = { signature.data, CHAIN_HEX };

	if (!span_to_u64(number, &checkpoint->number) || !chain_unhex(hash, checkpoint->hash) ||
	    time.len == 0 || time.len >= sizeof checkpoint->time ||
	    signature.len != (size_t)2 * CHECKPOINT_SIGNATURE ||
	    !chain_unhex(first, checkpoint->signature) ||
	    !chain_unhex(span_from(signature, first.len), checkpoint->signature + CHAIN_HASH))
		return false;
	memcpy(checkpoint->time, time.data, time.len);
	return true;
}

/* Only the form that print_line() writes; spaces at the end are forgiven. */
bool checkpoint_parse(struct span line, struct checkpoint *checkpoint)
{
	struct span number;
	struct span hash;
	struct span time;
	struct span signature;

	*checkpoint = (struct checkpoint){ 0 };
	if (!take_word(&line, "{\"number\":"))
		return false;
	number = span_cut(line, ',', &line);
	return take_word(&line, "\"hash\":\"") && take_value(&line, &hash) &&
	       take_word(&line, ",\"time\":\"") && take_value(&line, &time) &&
	       take_word(&line, ",\"signature\":\"") && take_value(&line, &signature) &&
	       take_word(&line, "}") && span_trim(line).len == 0 &&
	       fill(checkpoint, number, hash, time, signature);
}

bool checkpoint_is_signed(const struct checkpoint *checkpoint, EVP_PKEY *public_key)
{
	char text[MESSAGE_MAX];
	size_t len = message(checkpoint, text);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_signed = context != NULL &&
	                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1 &&
	                 EVP_DigestVerify(context, checkpoint->signature, CHECKPOINT_SIGNATURE,
	                     (const uint8_t *)text, len) == 1;

	EVP_MD_CTX_free(context);
	return is_signed;
}

static bool sign(struct checkpoint *checkpoint, EVP_PKEY *key)
{
	char text[MESSAGE_MAX];
	size_t len = message(checkpoint, text);
	size_t signature_len = CHECKPOINT_SIGNATURE;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_signed = context != NULL &&
	                 EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	                 EVP_DigestSign(context, checkpoint->signature, &signature_len,
	                     (const uint8_t *)text, len) == 1;

	EVP_MD_CTX_free(context);
	return is_signed;
}

typedef EVP_PKEY *pem_reader(BIO *, EVP_PKEY **, pem_password_cb *, void *);

static EVP_PKEY *read_key(const char *folder, const char *name, pem_reader *reader,
    enum file_found *found, struct err *err)
{
	struct buf content;
	EVP_PKEY *key = NULL;

	buf_init(&content, KEY_FILE_MAX);
	*found = file_read(folder, name, &content, err);
	if (*found == FILE_READ) {
		BIO *bio = BIO_new_mem_buf(content.data, (int)content.len);
		key = reader(bio, NULL, NULL, NULL);
		BIO_free(bio);
		if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519)
			err_set(err, "%s/%s: not an Ed25519 key in PEM", folder, name);
	}
	if (content.base != NULL)
		OPENSSL_cleanse(content.base, content.cap);
	buf_release(&content);
	if (key != NULL && EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

EVP_PKEY *checkpoint_public_key(const char *folder, struct err *err)
{
	enum file_found found;

	return read_key(folder, public_name, PEM_read_bio_PUBKEY, &found, err);
}

static bool write_pem(const char *folder, const char *name, BIO *bio, struct err *err)
{
	char *bytes = NULL;
	long len = BIO_get_mem_data(bio, &bytes);

	return file_write(folder, name, span_make(bytes, (size_t)len), err);
}

static bool write_pair(const char *folder, EVP_PKEY *key, struct err *err)
{
	BIO *private_bio = BIO_new(BIO_s_secmem());
	BIO *public_bio = BIO_new(BIO_s_mem());
	bool is_written =
	    PEM_write_bio_PrivateKey(private_bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
	    PEM_write_bio_PUBKEY(public_bio, key) == 1 &&
	    write_pem(folder, public_name, public_bio, err) &&
	    write_pem(folder, private_name, private_bio, err);

	BIO_free(private_bio);
	BIO_free(public_bio);
	return is_written;
}

static EVP_PKEY *make_key(const char *folder, struct err *err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	if (key == NULL) {
		err_set(err, "%s: no key could be made", private_name);
		return NULL;
	}
	if (write_pair(folder, key, err))
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

static bool open_key(struct sealer *sealer, const char *folder, struct err *err)
{
	enum file_found found;

	sealer->key = read_key(folder, private_name, PEM_read_bio_PrivateKey, &found, err);
	if (found != FILE_ABSENT)
		return sealer->key != NULL;
	if (sealer->last.number > 0)
		return err_set(err,
		    "%s/%s is missing, but %s holds what it signed; put the key back, or move %s "
		    "away to begin a new one",
		    folder, private_name, checkpoints_name, checkpoints_name);
	sealer->key = make_key(folder, err);
	return sealer->key != NULL;
}

/* The last whole line; what stands behind it was being written when the power went. */
static bool read_tail(struct sealer *sealer, struct err *err)
{
	char tail[2 * CHECKPOINT_LINE_MAX];
	off_t from = sealer->size > (off_t)sizeof tail ? sealer->size - (off_t)sizeof tail : 0;
	ssize_t len = pread(sealer->fd, tail, sizeof tail, from);

	if (len < 0)
		return err_set_errno(err, "%s", checkpoints_name);
	const char *end = len > 0 ? memrchr(tail, '\n', (size_t)len) : NULL;
	if (end == NULL && from > 0)
		return err_set(err, "%s: its last line is not a checkpoint", checkpoints_name);
	sealer->size = end != NULL ? from + (end + 1 - tail) : 0;
	if (end == NULL)
		return true;
	const char *before = memrchr(tail, '\n', (size_t)(end - tail));
	const char *start = before != NULL ? before + 1 : tail;
	if (!checkpoint_parse(span_make(start, (size_t)(end - start)), &sealer->last))
		return err_set(err, "%s: its last line is not a checkpoint", checkpoints_name);
	return true;
}

static bool open_file(struct sealer *sealer, const char *folder, struct err *err)
{
	char *path = mem_print("%s/%s", folder, checkpoints_name);
	struct stat status;

	sealer->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool is_open = sealer->fd >= 0 && fstat(sealer->fd, &status) == 0;
	if (!is_open)
		err_set_errno(err, "%s", path);
	else
		sealer->size = status.st_size;
	free(path);
	return is_open && read_tail(sealer, err);
}

struct sealer *sealer_open(const char *folder, struct err *err)
{
	struct sealer *sealer = mem_alloc(sizeof *sealer);

	sealer->fd = -1;
	if (open_file(sealer, folder, err) && open_key(sealer, folder, err) &&
	    folder_sync(folder, err))
		return sealer;
	sealer_free(sealer);
	return NULL;
}

void sealer_free(struct sealer *sealer)
{
	if (sealer == NULL)
		return;
	EVP_PKEY_free(sealer->key);
	if (sealer->fd >= 0)
		close(sealer->fd);
	free(sealer);
}

const struct checkpoint *sealer_last(const struct sealer *sealer)
{
	return &sealer->last;
}

/* Should even this fail, the next line is written over the rest, at the same place. */
static void cut_off(const struct sealer *sealer)
{
	int result = ftruncate(sealer->fd, sealer->size);

	(void)result;
}

static bool append(struct sealer *sealer, const char *line, size_t len, struct err *err)
{
	ssize_t written = pwrite(sealer->fd, line, len, sealer->size);

	if (written == (ssize_t)len && fdatasync(sealer->fd) == 0) {
		sealer->size += (off_t)len;
		return true;
	}
	if (written >= 0 && written < (ssize_t)len)
		errno = ENOSPC;
	err_set_errno(err, "%s", checkpoints_name);
	cut_off(sealer);
	return false;
}

bool sealer_write(struct sealer *sealer, uint64_t number, const uint8_t hash[CHAIN_HASH],
    int64_t now_ms, struct err *err)
{
	struct checkpoint next = { .number = number };
	char line[CHECKPOINT_LINE_MAX];

	memcpy(next.hash, hash, CHAIN_HASH);
	moment_print(now_ms, next.time);
	if (!sign(&next, sealer->key))
		return err_set(err, "%s: signing failed", checkpoints_name);
	size_t len = print_line(&next, line);
	if (!append(sealer, line, len, err))
		return false;
	sealer->last = next;
	return true;
}
