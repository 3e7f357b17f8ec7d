// layers: certs-custody certs-verify proxy-base
/* The role certs as a process of its own, sandbox and all, between a parent and a worker that the
 * test plays. Its configuration is faked: where the CA is, and which names are governed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../certs/custody/custody.h"
#include "../../proxy/base/channel.h"
#include "../../proxy/base/mem.h"
#include "../../proxy/base/pack.h"
#include "../../proxy/base/source.h"
#include "../../proxy/config/config.h"

enum { WAIT_MS = 20000, OUTBOX = 64 };

static struct config fake_config;

struct config *config_load(
    struct source *source, const char *file, bool run_examples, struct problems *problems)
{
	(void)source, (void)file, (void)run_examples, (void)problems;
	return &fake_config;
}

void config_free(struct config *config)
{
	(void)config;
}

enum governance catalogue_governs(
    const struct catalogue *catalogue, struct span host, const struct site **site)
{
	(void)catalogue, (void)site;
	if (span_is(host, "social.example"))
		return GOVERNANCE_SITE;
	return span_is(host, "bank.example") ? GOVERNANCE_NEVER : GOVERNANCE_NONE;
}

bool catalogue_is_ech_name(const struct catalogue *catalogue, struct span host)
{
	(void)catalogue;
	return span_is(host, "ech.example");
}

struct scene {
	char folder[64];
	char *certificate, *key;
	pid_t pid;
	struct channel *control, *worker;
	EVP_PKEY *leaf_key;
	uint64_t next_id;
};

static int snapshot(void)
{
	struct err err;
	struct source *source = source_new_disk();
	int fd = source_seal(source, &err);

	assert_true(fd >= 0);
	source_free(source);
	return fd;
}

static bool receive(struct channel *channel, struct letter *letter)
{
	for (;;) {
		struct pollfd watched = { channel_fd(channel), POLLIN, 0 };
		enum channel_result result = channel_receive(channel, letter);
		if (result == CHANNEL_LETTER)
			return true;
		if (result != CHANNEL_EMPTY || poll(&watched, 1, WAIT_MS) <= 0)
			return false;
	}
}

static void start(struct scene *scene)
{
	int ends[2];
	int snapshot_fd = snapshot();

	assert_true(channel_pair(ends));
	scene->pid = fork();
	assert_true(scene->pid >= 0);
	if (scene->pid == 0) {
		close(ends[0]);
		_exit(certs_main(ends[1], snapshot_fd, "gatepost.yaml"));
	}
	close(ends[1]);
	close(snapshot_fd);
	scene->control = channel_new(ends[0], ROLE_PARENT, ROLE_CERTS, OUTBOX);
}

static void introduce(struct scene *scene, unsigned instance)
{
	struct buf data;
	int ends[2];

	assert_true(channel_pair(ends));
	buf_init(&data, 64);
	pack_u8(&data, ROLE_WORKER);
	pack_u32(&data, instance);
	assert_true(channel_send(scene->control, LETTER_PEER, 0, buf_span(&data), ends[1]));
	buf_release(&data);
	close(ends[1]);
	channel_free(scene->worker);
	scene->worker = channel_new(ends[0], ROLE_WORKER, ROLE_CERTS, OUTBOX);
}

static void send_key(struct scene *scene)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(scene->leaf_key, &der);

	assert_true(
	    channel_send(scene->worker, LETTER_LEAF_KEY, 0, span_make(der, (size_t)len), -1));
	OPENSSL_free(der);
}

/* Returns the leaf, owned, or NULL with the sentence. */
static X509 *certify(struct scene *scene, struct span name, char sentence[256])
{
	struct buf data;
	struct letter letter;

	buf_init(&data, 1024);
	pack_span(&data, name);
	assert_true(
	    channel_send(scene->worker, LETTER_CERTIFY, ++scene->next_id, buf_span(&data), -1));
	buf_release(&data);
	assert_true(receive(scene->worker, &letter));
	assert_int_equal(letter.type, LETTER_LEAF);
	assert_int_equal(letter.id, scene->next_id);
	struct unpack in = unpack_open(letter.data);
	bool is_good = unpack_u8(&in) == 1;
	struct span value = unpack_span(&in);
	assert_true(unpack_done(&in));
	snprintf(sentence, 256, "%.*s", is_good ? 0 : (int)value.len, value.data);
	const unsigned char *at = (const unsigned char *)value.data;
	return is_good ? d2i_X509(NULL, &at, (long)value.len) : NULL;
}

static int set_up(void **state)
{
	struct scene *scene = mem_alloc(sizeof *scene);
	struct letter letter;
	struct err err = { "" };

	snprintf(scene->folder, sizeof scene->folder, "/tmp/certs-XXXXXX");
	assert_non_null(mkdtemp(scene->folder));
	scene->certificate = mem_print("%s/ca.pem", scene->folder);
	scene->key = mem_print("%s/ca.key", scene->folder);
	assert_true(custody_create(scene->certificate, scene->key, "test", &err));
	fake_config = (struct config){ .name = "gatepost.internal",
		.ca_certificate = scene->certificate,
		.ca_key = scene->key,
		.log_level = LOG_ERROR };
	scene->leaf_key = EVP_EC_gen("P-256");
	start(scene);
	assert_true(receive(scene->control, &letter));
	assert_int_equal(letter.type, LETTER_READY);
	introduce(scene, 3);
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;
	int status;

	channel_send(scene->control, LETTER_STOP, 0, (struct span){ NULL, 0 }, -1);
	assert_int_equal(waitpid(scene->pid, &status, 0), scene->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	channel_free(scene->control);
	channel_free(scene->worker);
	EVP_PKEY_free(scene->leaf_key);
	unlink(scene->certificate);
	unlink(scene->key);
	assert_int_equal(rmdir(scene->folder), 0);
	free(scene->certificate);
	free(scene->key);
	free(scene);
	return 0;
}

static void test_names(void **state)
{
	static const struct {
		struct span name;
		bool is_good;
	} cases[] = {
		{ { "social.example", 14 }, true },
		{ { "gatepost.internal", 17 }, true },
		{ { "ech.example", 11 }, true },
		{ { "bank.example", 12 }, false },
		{ { "other.example", 13 }, false },
		{ { "a.social.example", 16 }, false },
		{ { "social.example\0x", 16 }, false },
		{ { "*.example", 9 }, false },
		{ { "", 0 }, false },
		{ { "10.0.0.1", 8 }, false },
	};
	struct scene *scene = *state;
	char sentence[256];

	send_key(scene);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		X509 *leaf = certify(scene, cases[i].name, sentence);
		assert_int_equal(leaf != NULL, cases[i].is_good);
		if (leaf != NULL)
			assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(leaf), scene->leaf_key), 1);
		else
			assert_true(strlen(sentence) > 0);
		X509_free(leaf);
	}
}

static void test_without_key(void **state)
{
	struct scene *scene = *state;
	char sentence[256];

	assert_null(certify(scene, SPAN("social.example"), sentence));
	assert_non_null(strstr(sentence, "no key"));
	send_key(scene);
	X509 *leaf = certify(scene, SPAN("social.example"), sentence);
	assert_non_null(leaf);
	X509_free(leaf);
	introduce(scene, 4); /* another worker has to say its own */
	assert_null(certify(scene, SPAN("social.example"), sentence));
}

static void test_bad_letters(void **state)
{
	struct scene *scene = *state;
	struct letter letter;
	char sentence[256];

	assert_true(channel_send(scene->worker, LETTER_LEAF_KEY, 0, SPAN("nonsense"), -1));
	assert_true(channel_send(scene->worker, LETTER_CERTIFY, 900, SPAN("\xff\xff\xff\xff"), -1));
	assert_true(receive(scene->worker, &letter));
	assert_int_equal(letter.data.data[0], 0);
	send_key(scene);
	X509 *leaf = certify(scene, SPAN("social.example"), sentence);
	assert_non_null(leaf);
	X509_free(leaf);
}

/* Neither root's neighbours nor a debugger may look at the key: nothing of it can be read from
 * outside, and no descriptor to its file is open. */
static void test_closed(void **state)
{
	struct scene *scene = *state;
	char path[64], target[256];
	struct stat status;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)scene->pid);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_uid, 0); /* not dumpable: /proc belongs to root (proc(5)) */
	if (geteuid() != 0)
		return; /* and so we cannot look further */
	for (int fd = 0; fd < 64; fd++) {
		snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)scene->pid, fd);
		ssize_t len = readlink(path, target, sizeof target - 1);
		if (len <= 0)
			continue;
		target[len] = '\0';
		assert_null(strstr(target, "ca.key"));
	}
}

static void test_no_ca(void **state)
{
	struct letter letter;
	struct scene scene = { .folder = "" };
	int status;
	(void)state;

	fake_config = (struct config){ .name = "gatepost.internal",
		.ca_certificate = "/nonexistent/ca.pem",
		.ca_key = "/nonexistent/ca.key",
		.log_level = LOG_ERROR };
	start(&scene);
	assert_false(receive(scene.control, &letter));
	assert_int_equal(waitpid(scene.pid, &status, 0), scene.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
	channel_free(scene.control);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_without_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bad_letters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_closed, set_up, tear_down),
		cmocka_unit_test(test_no_ca),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
