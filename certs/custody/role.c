/*
 * The role `certs`. It holds the CA key; it answers one question, "certify this name", for names
 * that it finds governed itself; it never parses network traffic, opens no socket and, once
 * started, no file.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../proxy/base/log.h"
#include "../../proxy/base/loop.h"
#include "../../proxy/base/mem.h"
#include "../../proxy/base/pack.h"
#include "../../proxy/base/sandbox.h"
#include "../../proxy/base/source.h"
#include "../../proxy/config/config.h"
#include "../verify/name.h"
#include "custody.h"

enum {
	KEYS_MAX = 256, /* workers of two generations, and those that crashed */
	LEAF_MAX = 8192,
};

struct worker_key {
	unsigned instance;
	struct leaf_key *key;
	uint64_t used; /* the oldest makes room */
};

struct certs {
	struct source *source;
	struct config *config;
	struct custody *custody;
	struct worker_key keys[KEYS_MAX];
	size_t key_count;
	uint64_t clock;
};

static struct worker_key *find_key(struct certs *certs, unsigned instance)
{
	for (size_t i = 0; i < certs->key_count; i++)
		if (certs->keys[i].instance == instance)
			return &certs->keys[i];
	return NULL;
}

static struct worker_key *make_room(struct certs *certs)
{
	struct worker_key *oldest = &certs->keys[0];

	if (certs->key_count < KEYS_MAX)
		return &certs->keys[certs->key_count++];
	for (size_t i = 1; i < KEYS_MAX; i++)
		if (certs->keys[i].used < oldest->used)
			oldest = &certs->keys[i];
	return oldest;
}

/* LETTER_LEAF_KEY: the public key of a worker, before it asks for anything. */
static void on_leaf_key(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct certs *certs = state;
	struct err err;
	struct leaf_key *key = leaf_key_new(letter->data, &err);
	struct worker_key *entry = find_key(certs, instance);

	(void)from;
	if (key == NULL) {
		log_line(LOG_ERROR, "-", "leaf-key-refused instance=%u: %s", instance, err.text);
		return;
	}
	if (entry == NULL)
		entry = make_room(certs);
	leaf_key_free(entry->key);
	*entry = (struct worker_key){ .instance = instance, .key = key, .used = ++certs->clock };
}

/* Governed by what this role reads in the snapshot, whatever the worker believes. */
static bool is_ours_to_name(const struct config *config, struct span name)
{
	const struct site *site = NULL;

	if (span_is(name, config->name))
		return true;
	if (catalogue_governs(config->catalogue, name, &site) == GOVERNANCE_SITE)
		return true;
	return catalogue_is_ech_name(config->catalogue, name);
}

static bool certify(
    struct certs *certs, unsigned instance, struct span name, struct buf *der, struct err *err)
{
	struct worker_key *entry = find_key(certs, instance);
	uint8_t address[16];

	if (entry == NULL)
		return err_set(err, "no key has come from this worker");
	char *text = mem_copy_n(name.data, name.len);
	bool is_good =
	    strlen(text) == name.len && (name_is_dns(name) || name_address(text, address) > 0);
	entry->used = ++certs->clock;
	if (!is_good)
		err_set(err, "a certificate cannot be for such a name");
	else if (!is_ours_to_name(certs->config, name))
		is_good = err_set(err, "%s is not governed", text);
	else
		is_good = custody_sign(certs->custody, entry->key, text, der, err);
	free(text);
	return is_good;
}

static void answer(struct channel *to, uint64_t id, bool is_good, struct span value)
{
	struct buf letter;

	buf_init(&letter, LETTER_MAX);
	pack_u8(&letter, is_good);
	pack_span(&letter, value);
	channel_send(to, LETTER_LEAF, id, buf_span(&letter), -1);
	buf_release(&letter);
}

/* LETTER_CERTIFY → LETTER_LEAF. A repeat gets another leaf, which does no harm. */
static void on_certify(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct unpack in = unpack_open(letter->data);
	struct span name = unpack_span(&in);
	struct err err = { "the letter is malformed" };
	struct buf der;

	buf_init(&der, LEAF_MAX);
	bool is_good = unpack_done(&in) && certify(state, instance, name, &der, &err);
	if (!is_good)
		log_line(LOG_WARNING, "-", "leaf-refused instance=%u: %s", instance, err.text);
	answer(from, letter->id, is_good, is_good ? buf_span(&der) : span_of(err.text));
	buf_release(&der);
}

static bool load(struct certs *certs, int snapshot_fd, const char *config_file, struct err *err)
{
	struct problems problems;

	certs->source = source_new_snapshot(snapshot_fd, err);
	if (certs->source == NULL)
		return false;
	problems_init(&problems);
	certs->config = config_load(certs->source, config_file, false, &problems);
	if (certs->config == NULL)
		problems_write(&problems, STDERR_FILENO);
	problems_release(&problems);
	return certs->config != NULL || err_set(err, "the configuration cannot be read");
}

static bool start(struct certs *certs, int snapshot_fd, const char *config_file, struct err *err)
{
	static const struct sandbox sandbox = { .write_folder = NULL };

	if (!load(certs, snapshot_fd, config_file, err))
		return false;
	log_open(role_names[ROLE_CERTS], certs->config->log_level, STDERR_FILENO);
	certs->custody = custody_open(certs->config->ca_certificate, certs->config->ca_key, err);
	return certs->custody != NULL && sandbox_enter(&sandbox, err);
}

static void release(struct certs *certs)
{
	for (size_t i = 0; i < certs->key_count; i++)
		leaf_key_free(certs->keys[i].key);
	custody_close(certs->custody);
	config_free(certs->config);
	source_free(certs->source);
	free(certs);
}

int certs_main(int control_fd, int snapshot_fd, const char *config_file)
{
	static const struct loop_handler handlers[] = {
		{ LETTER_LEAF_KEY, on_leaf_key },
		{ LETTER_CERTIFY, on_certify },
		{ 0, NULL },
	};
	struct certs *certs = mem_alloc(sizeof *certs);
	struct loop_role role = { .role = ROLE_CERTS, .handlers = handlers, .state = certs };
	struct err err = { "" };
	int status = EXIT_FAILURE;

	log_open(role_names[ROLE_CERTS], LOG_INFO, STDERR_FILENO);
	if (start(certs, snapshot_fd, config_file, &err))
		status = loop_run(&role, control_fd);
	else
		log_line(LOG_ERROR, "-", "start-failed: %s", err.text);
	release(certs);
	return status;
}
