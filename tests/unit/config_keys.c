// layers: proxy-base proxy-config
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/config/key.h"
#include "../../proxy/config/value.h"

enum { OUTPUT_MAX = 65536 };

struct fixture {
	struct config_reader reader;
	struct config config;
	struct problems problems;
};

static void set_up(struct fixture *fixture)
{
	memset(fixture, 0, sizeof *fixture);
	problems_init(&fixture->problems);
	fixture->config.arena = arena_new(0);
	fixture->reader = (struct config_reader){
		.config = &fixture->config,
		.file = "/etc/gatepost/f.yaml",
		.source = source_new_disk(),
		.arena = fixture->config.arena,
		.problems = &fixture->problems,
	};
}

static void tear_down(struct fixture *fixture)
{
	free(fixture->reader.sites.host_sites);
	free(fixture->reader.sites.host_names);
	source_free(fixture->reader.source);
	arena_free(fixture->config.arena);
	problems_release(&fixture->problems);
}

static void read_text(struct fixture *fixture, const char *yaml)
{
	keys_read(&fixture->reader,
	    node_parse(span_of(yaml), "f.yaml", fixture->config.arena, &fixture->problems));
}

static void written(struct problems *problems, char *to, size_t size)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	problems_write(problems, fileno(file));
	rewind(file);
	to[fread(to, 1, size - 1, file)] = '\0';
	fclose(file);
}

static const struct {
	const char *yaml;
	const char *lines;
} wrong[] = {
	{ "- a\n", "f.yaml:1:1: a configuration is a map of keys and values, not a list\n" },
	{ "stge: observe\n", "f.yaml:1:1: unknown key \"stge\"; did you mean \"stage\"?\n" },
	{ "colour: blue\n",
	    "f.yaml:1:1: unknown key \"colour\" (gatepost help configuration lists them all)\n" },
	{ "stage: enforced\n",
	    "f.yaml:1:8: unknown stage \"enforced\"; did you mean \"enforce\"?\n" },
	{ "stage: strict\n",
	    "f.yaml:1:8: unknown stage \"strict\"; it is one of: observe | guide | enforce\n" },
	{ "stage: [guide]\n", "f.yaml:1:8: stage must be one text, not a list\n" },
	{ "stage:\n", "f.yaml:1:7: stage has no value\n" },
	{ "stage: \"\"\n", "f.yaml:1:8: stage has no value\n" },
	{ "policy:\n  - #rules.yaml\n",
	    "f.yaml:2:5: a word that begins with # or @ must be in quotes: \"#rules.yaml\"\n" },
	{ "policy: { a: b }\n", "f.yaml:1:9: policy must be a list: [ a, b ]\n" },
	{ "limits: 5\n", "f.yaml:1:9: limits must be a map of keys and values, not a text\n" },
	{ "limits: { txt: 5MiB }\n",
	    "f.yaml:1:11: unknown key \"limits.txt\"; did you mean \"limits.text\"?\n" },
	{ "limits: { text: 1TiB, headers: 1KiB }\n",
	    "f.yaml:1:17: limits.text must be a size like 4MiB or 64KiB, not \"1TiB\"\n"
	    "f.yaml:1:32: limits.headers must be from 4KiB to 1MiB, not 1KiB\n" },
	{ "limits: { text: auto }\n",
	    "f.yaml:1:17: limits.text must be a size like 4MiB or 64KiB, not \"auto\"\n" },
	{ "limits: { memory: 99999999999999999999GiB }\n",
	    "f.yaml:1:19: limits.memory must be a size like 4MiB or 64KiB, or auto, not "
	    "\"99999999999999999999GiB\"\n" },
	{ "drain: 60\n", "f.yaml:1:8: drain must be a duration like 60s, 5m or 1h, not \"60\"\n" },
	{ "drain: 2d\n", "f.yaml:1:8: drain must be from 0s to 86400s, not 2d\n" },
	{ "workers: 0\n", "f.yaml:1:10: workers must be from 1 to 32, not 0\n" },
	{ "workers: many\n", "f.yaml:1:10: workers must be a number or auto, not \"many\"\n" },
	{ "name: Gate Post\n", "f.yaml:1:7: name must be a name of small letters, digits, - and "
	                       "dots, not \"Gate Post\"\n" },
	{ "name: a..b\n", "f.yaml:1:7: name must be a name of small letters, digits, - and dots, "
	                  "not \"a..b\"\n" },
	{ "clients: [ 10.0.0.1/8, x, 1.2.3.4/33 ]\n",
	    "f.yaml:1:12: clients: \"10.0.0.1/8\" is not a network like 10.0.0.0/8 or fd00::/8 "
	    "(its "
	    "last bits must be zero)\n"
	    "f.yaml:1:24: clients: \"x\" is not a network like 10.0.0.0/8 or fd00::/8 (its last "
	    "bits must be zero)\n"
	    "f.yaml:1:27: clients: \"1.2.3.4/33\" is not a network like 10.0.0.0/8 or fd00::/8 "
	    "(its "
	    "last bits must be zero)\n" },
	{ "connect: { ports: [ 0, 70000 ] }\n",
	    "f.yaml:1:21: connect.ports: \"0\" is not a port (1 to 65535)\n"
	    "f.yaml:1:24: connect.ports: \"70000\" is not a port (1 to 65535)\n" },
	{ "connect: { deny: [ loopbak, strangers ] }\n",
	    "f.yaml:1:20: connect.deny: unknown \"loopbak\"; did you mean \"loopback\"?\n"
	    "f.yaml:1:29: connect.deny: \"strangers\" is neither a network like 10.0.0.0/8 nor one "
	    "of "
	    "loopback, link-local, multicast, self\n" },
	{ "listen: []\n", "f.yaml:1:9: listen: from 1 to 64 addresses\n" },
	{ "listen: 3128\n", "f.yaml:1:9: listen: \"3128\" is not an address and port like "
	                    "127.0.0.1:3128 or [::1]:3128\n" },
	{ "listen: [ 127.0.0.1:1, { address: 127.0.0.1:1 } ]\n",
	    "f.yaml:1:24: listen: 127.0.0.1:1 is given twice\n" },
	{ "listen:\n  - { mode: transparent, address: 127.0.0.1:1 }\n",
	    "f.yaml:2:13: listen: mode transparent is not built yet; use mode explicit\n" },
	{ "listen:\n  - { mode: explcit, address: 127.0.0.1:1 }\n",
	    "f.yaml:2:13: unknown mode \"explcit\"; did you mean \"explicit\"?\n" },
	{ "listen:\n  - { adress: 127.0.0.1:1 }\n",
	    "f.yaml:2:5: this listener has no address\n"
	    "f.yaml:2:7: unknown key \"adress\" of a listener; did you mean \"address\"?\n" },
	{ "listen:\n  - { address: 127.0.0.1:1, proxy-protocol: [ 10.0.0.0/8 ] }\n",
	    "f.yaml:2:29: listen: proxy-protocol is not built yet; without it every client would "
	    "seem "
	    "to be the balancer\n" },
	{ "origin: { parent: \"http://up:3128\" }\n",
	    "f.yaml:1:19: origin.parent is not built yet: Gatepost would connect to origins "
	    "directly, "
	    "past the proxy that you name\n" },
	{ "origin: { hosts: [ a ] }\n",
	    "f.yaml:1:18: origin.hosts must be a map: { host.example: 127.0.0.1:8443 }\n" },
	{ "origin: { hosts: { a: b } }\n",
	    "f.yaml:1:23: origin.hosts: \"b\" is not an address like 127.0.0.1:8443\n" },
	{ "origin: { trust: /nowhere/ca.pem }\n",
	    "f.yaml:1:18: origin.trust: /nowhere/ca.pem: cannot be opened: No such file or "
	    "directory\n" },
	{ "origin: { trust: /dev/null }\n",
	    "f.yaml:1:18: origin.trust: /dev/null has no certificate in PEM form\n" },
	{ "ca: { key: \"pkcs11:token=a\" }\n",
	    "f.yaml:1:12: ca.key: a key in a token (pkcs11:) is not built yet; name a file\n" },
	{ "sites: { hosts: [ mastodon ] }\n",
	    "f.yaml:1:17: sites.hosts must be a map: { mastodon: [ social.example ] }\n" },
	{ "unjudged: allow\n",
	    "f.yaml:1:11: unknown unjudged \"allow\"; it is one of: block | log\n" },
	{ "who: { basic: users.yaml, unknown: exempt }\nrecord: { profile: eu-works-council }\n"
	  "console: { address: 127.0.0.1:8443 }\norigin: { http: 1.1 }\n",
	    "f.yaml:1:15: warning: who.basic is read but not built yet: nobody is asked for a "
	    "password\n"
	    "f.yaml:1:36: warning: who.unknown: only apply is built yet; rules apply to people who "
	    "are "
	    "unknown\n"
	    "f.yaml:2:20: warning: record.profile: only minimal is built yet; records are kept as "
	    "in "
	    "minimal\n"
	    "f.yaml:3:21: warning: console.address is read but not built yet: there is no console; "
	    "use "
	    "gatepost log\n"
	    "f.yaml:4:17: warning: origin.http is read but not built yet: every origin is spoken "
	    "to in "
	    "HTTP/1.1\n" },
};

static void says_what_is_wrong(void **state)
{
	static char text[OUTPUT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct fixture fixture;
		set_up(&fixture);
		read_text(&fixture, wrong[i].yaml);
		written(&fixture.problems, text, sizeof text);
		assert_string_equal(text, wrong[i].lines);
		tear_down(&fixture);
	}
}

static void has_defaults(void **state)
{
	struct fixture fixture;
	struct config *config = &fixture.config;

	(void)state;
	set_up(&fixture);
	keys_read(&fixture.reader, NULL);
	assert_int_equal(fixture.problems.count, 0);
	assert_int_equal(config->stage, STAGE_OBSERVE);
	assert_false(config->pilot.is_set);
	assert_int_equal(config->listen_count, 1);
	assert_int_equal(config->listen[0].port, 3128);
	assert_int_equal(config->client_count, 6);
	assert_int_equal(config->connect.port_count, 2);
	assert_true(config->connect.deny_loopback && config->connect.deny_link_local &&
	            config->connect.deny_multicast && config->connect.deny_self);
	assert_string_equal(config->name, "gatepost.internal");
	assert_string_equal(config->ca_certificate, "ca.pem");
	assert_string_equal(config->policy_files[0], POLICY_STARTER);
	assert_null(config->policy_files[1]);
	assert_int_equal(config->unrecognised, ACTION_LOG);
	assert_int_equal(config->unjudged, ACTION_BLOCK);
	assert_true(config->origin.system);
	assert_null(config->origin.files[0]);
	assert_int_equal(config->limits.text, 4 * 1024 * 1024);
	assert_int_equal(config->limits.headers, 64 * 1024);
	assert_int_equal(config->drain_seconds, 60);
	assert_int_equal(config->log_level, LOG_INFO);
	assert_string_equal(config->log_to, "stderr");
	assert_string_equal(fixture.reader.sites.govern[0], "class:public-social");
	tear_down(&fixture);
}

static const char whole[] =
    "stage: guide\n"
    "pilot: { groups: [ it ], addresses: [ 10.20.0.0/16 ] }\n"
    "listen:\n"
    "  - { mode: explicit, address: \"[::1]:8080\" }\n"
    "  - 127.0.0.1:8080\n"
    "clients: 10.0.0.0/8\n"
    "connect: { ports: 443, deny: [ self, 192.0.2.0/24 ], allow: [ 10.1.2.3 ] }\n"
    "state: state\n"
    "ca: { key: /secret/ca.key }\n"
    "policy: [ policy.yaml, more.yaml ]\n"
    "unnamed: refuse\n"
    "unjudged: log\n"
    "sites: { hosts: { mastodon: [ Social.Example, b.example ] }, unrecognised: block }\n"
    "origin: { trust: [], hosts: { Social.Example: 127.0.0.2:8443 }, parent: none }\n"
    "drain: 5m\n"
    "fail: open\n"
    "workers: 3\n"
    "limits: { connections: 500, memory: 1GiB, text: 64 KiB }\n"
    "record: { profile: minimal }\n"
    "log: { level: debug, to: log.txt }\n";

static void reads_what_is_there(void **state)
{
	struct fixture fixture;
	struct config *config = &fixture.config;

	(void)state;
	set_up(&fixture);
	read_text(&fixture, whole);
	assert_int_equal(fixture.problems.count, 0);
	assert_int_equal(config->stage, STAGE_GUIDE);
	assert_true(config->pilot.is_set);
	assert_string_equal(config->pilot.groups[0], "it");
	assert_int_equal(config->pilot.address_count, 1);
	assert_int_equal(config->listen_count, 2);
	assert_int_equal(config->listen[0].family, AF_INET6);
	assert_int_equal(config->client_count, 1);
	assert_int_equal(config->connect.ports[0], 443);
	assert_int_equal(config->connect.port_count, 1);
	assert_true(config->connect.deny_self && !config->connect.deny_loopback);
	assert_int_equal(config->connect.deny_count, 1);
	assert_int_equal(config->connect.allow[0].bits, 32);
	assert_string_equal(config->state, "/etc/gatepost/state");
	assert_string_equal(config->ca_key, "/secret/ca.key");
	assert_string_equal(config->policy_files[1], "more.yaml");
	assert_true(config->is_unnamed_refused);
	assert_int_equal(config->unjudged, ACTION_LOG);
	assert_int_equal(config->unrecognised, ACTION_BLOCK);
	assert_string_equal(fixture.reader.sites.host_names[0], "social.example");
	assert_string_equal(fixture.reader.sites.host_sites[1], "mastodon");
	assert_null(fixture.reader.sites.host_sites[2]);
	assert_false(config->origin.system);
	assert_string_equal(config->origin.hosts[0].host, "social.example");
	assert_int_equal(config->origin.hosts[0].address.port, 8443);
	assert_int_equal(config->drain_seconds, 300);
	assert_int_equal(config->fail, FAIL_OPEN);
	assert_int_equal(config->workers, 3);
	assert_int_equal(config->limits.connections, 500);
	assert_int_equal(config->limits.memory, 1024 * 1024 * 1024);
	assert_int_equal(config->limits.text, 64 * 1024);
	assert_string_equal(config->log_to, "/etc/gatepost/log.txt");
	tear_down(&fixture);
}

static void finds_the_state_folder(void **state)
{
	static const struct {
		const char *yaml;
		const char *folder; /* NULL: a problem */
	} cases[] = {
		{ "state: /var/x\nstage: half wri\n", "/var/x" },
		{ "state: x\n", "/tmp/x" },
		{ "state:\n", NULL },
		{ "state: [\n", NULL },
	};
	char path[] = "/tmp/gatepost-config-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct problems problems;
		problems_init(&problems);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_true(pwrite(fd, cases[i].yaml, strlen(cases[i].yaml), 0) > 0);
		char *folder = config_state_folder(path, &problems);
		assert_int_equal(folder == NULL, cases[i].folder == NULL);
		assert_int_equal(problems.errors > 0, folder == NULL);
		if (folder != NULL)
			assert_string_equal(folder, cases[i].folder);
		free(folder);
		problems_release(&problems);
	}
	close(fd);
	unlink(path);
}

static void table_is_in_order(void **state)
{
	(void)state;
	for (const struct key *key = config_keys; key->path != NULL; key++) {
		assert_non_null(key->read);
		assert_non_null(key->prose);
		assert_non_null(key->shape);
		for (const struct key *other = key + 1; other->path != NULL; other++)
			assert_string_not_equal(key->path, other->path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(has_defaults),
		cmocka_unit_test(reads_what_is_there),
		cmocka_unit_test(finds_the_state_folder),
		cmocka_unit_test(table_is_in_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
