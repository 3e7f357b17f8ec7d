#include "section.h"

#include <string.h>
#include <strings.h>

#include "../base/mem.h"

static bool is_same(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->port == b->port &&
	       memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static void add_listener(
    struct config_reader *reader, const struct node *at, const struct node *address)
{
	struct config *config = reader->config;
	struct address parsed;

	if (!value_is_text(reader, "listen: address", address))
		return;
	if (!address_parse(address->text, &parsed) || parsed.port == 0) {
		problems_error(reader->problems, address,
		    "listen: \"%s\" is not an address and port like 127.0.0.1:3128 or [::1]:3128",
		    address->text);
		return;
	}
	for (size_t i = 0; i < config->listen_count; i++) {
		if (is_same(&config->listen[i], &parsed)) {
			problems_error(
			    reader->problems, at, "listen: %s is given twice", address->text);
			return;
		}
	}
	config->listen[config->listen_count++] = parsed;
}

static void check_mode(struct config_reader *reader, const struct node *mode)
{
	static const char *const modes[] = { "explicit", "transparent", NULL };

	if (mode == NULL || !value_is_text(reader, "listen: mode", mode) ||
	    strcmp(mode->text, "explicit") == 0)
		return;
	const char *nearest = node_nearest(mode->text, modes);
	if (strcmp(mode->text, "transparent") == 0)
		problems_error(reader->problems, mode,
		    "listen: mode transparent is not built yet; use mode explicit");
	else
		problems_error(reader->problems, mode, "unknown mode \"%s\"; did you mean \"%s\"?",
		    mode->text, nearest != NULL ? nearest : "explicit");
}

static void read_listener(struct config_reader *reader, const struct node *item)
{
	static const char *const names[] = { "mode", "address", "proxy-protocol", NULL };
	const struct node *address = node_get(item, "address");

	for (size_t i = 0; i < item->count; i++) {
		const struct node *name = item->keys[i];
		const char *nearest = node_nearest(name->text, names);
		if (strcmp(name->text, "proxy-protocol") == 0)
			problems_error(reader->problems, name,
			    "listen: proxy-protocol is not built yet; without it every client "
			    "would seem to be the balancer");
		else if (nearest == NULL || strcmp(nearest, name->text) != 0)
			problems_error(reader->problems, name,
			    "unknown key \"%s\" of a listener; did you mean \"%s\"?", name->text,
			    nearest != NULL ? nearest : "address");
	}
	check_mode(reader, node_get(item, "mode"));
	if (address == NULL)
		problems_error(reader->problems, item, "this listener has no address");
	else
		add_listener(reader, item, address);
}

void section_listen(struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct config *config = reader->config;
	struct node *const *items = NULL;
	size_t count = 0;

	if (value->kind == NODE_MAP) {
		config->listen = arena_alloc(reader->arena, sizeof *config->listen);
		config->listen_count = 0;
		read_listener(reader, value);
		return;
	}
	if (!value_items(reader, key->path, value, &items, &count))
		return;
	if (count == 0 || count > key->most)
		problems_error(reader->problems, value, "listen: from 1 to %llu addresses",
		    (unsigned long long)key->most);
	config->listen = arena_alloc(reader->arena, (count + 1) * sizeof *config->listen);
	config->listen_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (items[i]->kind == NODE_MAP)
			read_listener(reader, items[i]);
		else
			add_listener(reader, items[i], items[i]);
	}
}

void section_pilot_groups(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	reader->config->pilot.is_set = true;
	value_texts(reader, key, value);
}

void section_pilot_addresses(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	reader->config->pilot.is_set = true;
	value_networks(reader, key, value);
}

static bool set_deny_word(struct config *config, const char *word)
{
	const struct {
		const char *word;
		bool *flag;
	} words[] = {
		{ "loopback", &config->connect.deny_loopback },
		{ "link-local", &config->connect.deny_link_local },
		{ "multicast", &config->connect.deny_multicast },
		{ "self", &config->connect.deny_self },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].word, word) == 0) {
			*words[i].flag = true;
			return true;
		}
	}
	return false;
}

static void read_deny(struct config_reader *reader, const struct node *item)
{
	static const char *const words[] = { "loopback", "link-local", "multicast", "self", NULL };
	struct config *config = reader->config;

	if (!value_is_text(reader, "connect.deny", item) || set_deny_word(config, item->text))
		return;
	if (network_parse(item->text, &config->connect.deny[config->connect.deny_count])) {
		config->connect.deny_count++;
		return;
	}
	const char *nearest = node_nearest(item->text, words);
	if (nearest != NULL)
		problems_error(reader->problems, item,
		    "connect.deny: unknown \"%s\"; did you mean \"%s\"?", item->text, nearest);
	else
		problems_error(reader->problems, item,
		    "connect.deny: \"%s\" is neither a network like 10.0.0.0/8 nor one of "
		    "loopback, link-local, multicast, self",
		    item->text);
}

void section_connect_deny(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct config *config = reader->config;
	struct node *const *items;
	size_t count;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	config->connect.deny_loopback = config->connect.deny_link_local = false;
	config->connect.deny_multicast = config->connect.deny_self = false;
	config->connect.deny =
	    arena_alloc(reader->arena, (count + 1) * sizeof *config->connect.deny);
	config->connect.deny_count = 0;
	for (size_t i = 0; i < count; i++)
		read_deny(reader, items[i]);
}

/* The file is read now, so that it is in the snapshot, and that it is missing is said here. */
static bool read_anchors(struct config_reader *reader, const struct node *item, const char *path)
{
	struct span bytes;
	struct err err;
	const char *name;

	if (!source_read(reader->source, NULL, path, &name, &bytes, &err)) {
		problems_error(reader->problems, item, "origin.trust: %s", err.text);
		return false;
	}
	for (size_t i = 0; i < bytes.len; i++) {
		if (span_starts(span_from(bytes, i), "-----BEGIN "))
			return true;
	}
	problems_error(
	    reader->problems, item, "origin.trust: %s has no certificate in PEM form", path);
	return false;
}

void section_trust(struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct config *config = reader->config;
	struct node *const *items;
	size_t count, kept = 0;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	const char **files = arena_alloc(reader->arena, (count + 1) * sizeof *files);
	config->origin.system = false;
	for (size_t i = 0; i < count; i++) {
		if (!value_is_text(reader, key->path, items[i]))
			continue;
		if (strcmp(items[i]->text, "system") == 0) {
			config->origin.system = true;
			continue;
		}
		const char *path = value_path(reader, items[i]->text);
		if (read_anchors(reader, items[i], path))
			files[kept++] = path;
	}
	config->origin.files = files;
}

static const char *lower(struct config_reader *reader, const char *text)
{
	char *copy = arena_copy(reader->arena, span_of(text));

	for (char *at = copy; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	}
	return copy;
}

void section_origin_hosts(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	struct config *config = reader->config;

	if (value->kind != NODE_MAP) {
		problems_error(reader->problems, value,
		    "%s must be a map: { host.example: 127.0.0.1:8443 }", key->path);
		return;
	}
	struct host_address *hosts = arena_alloc(reader->arena, (value->count + 1) * sizeof *hosts);
	config->origin.hosts = hosts;
	config->origin.host_count = 0;
	for (size_t i = 0; i < value->count; i++) {
		if (!value_is_text(reader, key->path, value->items[i]))
			continue;
		struct host_address *host = &hosts[config->origin.host_count];
		host->host = lower(reader, value->keys[i]->text);
		if (address_parse(value->items[i]->text, &host->address))
			config->origin.host_count++;
		else
			problems_error(reader->problems, value->items[i],
			    "%s: \"%s\" is not an address like 127.0.0.1:8443", key->path,
			    value->items[i]->text);
	}
}

static void read_words(struct config_reader *reader, const struct key *key,
    const struct node *value, const char *const **to)
{
	struct node *const *items;
	size_t count, kept = 0;

	if (!value_items(reader, key->path, value, &items, &count))
		return;
	const char **words = arena_alloc(reader->arena, (count + 1) * sizeof *words);
	for (size_t i = 0; i < count; i++) {
		if (value_is_text(reader, key->path, items[i]))
			words[kept++] = items[i]->text;
	}
	*to = words;
}

void section_govern(struct config_reader *reader, const struct key *key, const struct node *value)
{
	read_words(reader, key, value, &reader->sites.govern);
}

void section_never(struct config_reader *reader, const struct key *key, const struct node *value)
{
	read_words(reader, key, value, &reader->sites.never);
}

void section_more(struct config_reader *reader, const struct key *key, const struct node *value)
{
	read_words(reader, key, value, &reader->sites.more);
}

void section_add_host(struct config_reader *reader, const char *site, const char *host)
{
	struct sites_choice *sites = &reader->sites;
	size_t need = sites->host_count + 2;

	sites->host_sites =
	    mem_grow(sites->host_sites, &sites->site_capacity, need, sizeof *sites->host_sites);
	sites->host_names =
	    mem_grow(sites->host_names, &sites->name_capacity, need, sizeof *sites->host_names);
	sites->host_sites[sites->host_count] = site;
	sites->host_names[sites->host_count++] = lower(reader, host);
	sites->host_sites[sites->host_count] = NULL;
	sites->host_names[sites->host_count] = NULL;
}

void section_site_hosts(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value->kind != NODE_MAP) {
		problems_error(reader->problems, value,
		    "%s must be a map: { mastodon: [ social.example ] }", key->path);
		return;
	}
	for (size_t i = 0; i < value->count; i++) {
		struct node *const *items;
		size_t count;
		if (!value_items(reader, key->path, value->items[i], &items, &count))
			continue;
		for (size_t j = 0; j < count; j++) {
			if (value_is_text(reader, key->path, items[j]))
				section_add_host(reader, value->keys[i]->text, items[j]->text);
		}
	}
}

void section_ca_key(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value->kind == NODE_SCALAR && strncmp(value->text, "pkcs11:", 7) == 0)
		problems_error(reader->problems, value,
		    "ca.key: a key in a token (pkcs11:) is not built yet; name a file");
	else
		value_text(reader, key, value);
}

void section_log_to(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (!value_is_text(reader, key->path, value))
		return;
	bool is_file = strcmp(value->text, "stderr") != 0;
	reader->config->log_to = is_file ? value_path(reader, value->text) : value->text;
}

void section_profile(struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value->kind == NODE_SCALAR && strcmp(value->text, "minimal") == 0)
		return;
	problems_warn(reader->problems, value,
	    "%s: only minimal is built yet; records are kept as in minimal", key->path);
}

void section_who_unknown(
    struct config_reader *reader, const struct key *key, const struct node *value)
{
	if (value->kind == NODE_SCALAR && strcmp(value->text, "apply") == 0)
		return;
	problems_warn(reader->problems, value,
	    "%s: only apply is built yet; rules apply to people who are unknown", key->path);
}
