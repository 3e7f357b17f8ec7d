/*
 * gatepost.yaml as structs. Everything has a default; config_load() reports every error at once.
 * One table (config.c) gives each key its type, range, default and prose: reading, checking and the
 * man page come from it. Immutable; owned by who loaded it.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include "../../rules/policy.h"
#include "../../rules/sites/catalogue.h"
#include "../base/log.h"
#include "../base/problems.h"
#include "../base/source.h"

struct address {    /* a socket address; port in host order */
	int family; /* AF_INET, AF_INET6 */
	uint8_t bytes[16];
	uint16_t port;
};

struct network { /* CIDR */
	int family;
	uint8_t bytes[16];
	unsigned bits;
};

bool network_holds(const struct network *network, int family, const uint8_t *bytes);
bool networks_hold(const struct network *list, size_t count, int family, const uint8_t *bytes);
void address_print(const struct address *address, bool with_port, char *text, size_t size);
bool address_from_sockaddr(const struct sockaddr *from, struct address *address);
socklen_t address_to_sockaddr(const struct address *address, struct sockaddr_storage *to);
bool address_parse(
    const char *text, struct address *address); /* "127.0.0.1:3128", "[::1]:80", "::1" */
bool network_parse(const char *text, struct network *network); /* "10.0.0.0/8", "::1" */

struct host_address { /* origin.hosts */
	const char *host;
	struct address address; /* port 0: that of the request */
};

enum fail_mode { FAIL_CLOSED, FAIL_OPEN };

struct config {
	enum stage stage;
	struct {
		bool is_set;
		const char *const *groups;
		struct network *addresses;
		size_t address_count;
	} pilot;
	struct address *listen; /* mode explicit; the others are refused until they are built */
	size_t listen_count;
	struct network *clients;
	size_t client_count;
	struct {
		uint16_t *ports;
		size_t port_count;
		bool deny_loopback, deny_link_local, deny_multicast, deny_self;
		struct network *deny;
		size_t deny_count;
		struct network *allow;
		size_t allow_count;
	} connect;
	const char *name; /* gatepost.internal */
	const char *node;
	unsigned workers;           /* resolved, never 0 */
	const char *state;          /* absolute path of the state folder */
	const char *store;          /* within it: what the role audit may read and write */
	const char *ca_certificate; /* absolute paths */
	const char *ca_key;
	const char *const *policy_files;
	size_t policy_count;
	bool is_unnamed_refused;  /* unnamed: tunnel (default) | refuse */
	enum action unrecognised; /* sites.unrecognised */
	struct {
		bool system;
		const char *const *files; /* PEM, further anchors; NULL-terminated */
		struct host_address *hosts;
		size_t host_count;
	} origin;
	enum fail_mode fail;
	enum action unjudged; /* ACTION_BLOCK or ACTION_LOG */
	struct {
		size_t text;        /* bytes of a decoded body */
		size_t headers;     /* bytes of a head */
		size_t connections; /* of the whole proxy, resolved */
		size_t memory; /* bytes for posts and connections of the whole proxy, resolved */
	} limits;
	unsigned drain_seconds;
	enum log_level log_level;
	const char *log_to; /* "stderr" or an absolute path */

	struct catalogue *catalogue;
	struct policy *policy;
	struct arena *arena; /* everything above */
};

/* file NULL: only defaults. Reads it and all that it names through source. run_examples: also those
 * of policy and catalogue (`check`). Returns owned; NULL if problems has errors. */
struct config *config_load(
    struct source *source, const char *file, bool run_examples, struct problems *problems);
/* The same without catalogue and policy, which stay NULL. */
struct config *config_load_settings(
    struct source *source, const char *file, struct problems *problems);
void config_free(struct config *config);

/* Every key with its shape, default and meaning, for people (`gatepost help configuration`). */
void config_describe(FILE *out);

/* The state folder that file names, read without looking at anything else in it, so that commands
 * for a running proxy work while its configuration is being edited. file NULL: the default. Returns
 * owned, absolute; NULL with problems. */
char *config_state_folder(const char *file, struct problems *problems);

/* The store in a state folder; owned. */
char *config_store_folder(const char *state);

/* The state folder that a command without a configuration uses. */
const char *config_default_state(void);

#endif
