/* The catalogue: all sites, and what the configuration makes of them. */
#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "embed.h"
#include "example.h"
#include "hosts.h"
#include "site_file.h"

enum { SITES_MAX = 500 };

struct catalogue {
	struct arena *arena;
	struct site *sites[SITES_MAX];
	size_t site_count;
	struct site_hosts *hosts;
	struct site_hosts *never;     /* hosts of sites that are never decrypted */
	const char *const **governed; /* by site: patterns, NULL-terminated */
};

/* What loading needs beside the catalogue. */
struct loading {
	struct catalogue *catalogue;
	struct source *source;
	const struct catalogue_choice *choice;
	struct problems *problems;
};

static struct site *find_site(const struct catalogue *catalogue, const char *name)
{
	for (size_t i = 0; i < catalogue->site_count; i++)
		if (strcmp(catalogue->sites[i]->name_text, name) == 0)
			return catalogue->sites[i];
	return NULL;
}

/* Files. */

/* A file of the operator's own replaces the built-in site of its name. */
static void add_site(struct loading *loading, struct site *site, bool is_own)
{
	struct catalogue *catalogue = loading->catalogue;

	for (size_t i = 0; i < catalogue->site_count; i++) {
		struct site *other = catalogue->sites[i];
		if (!span_equal(other->name, site->name))
			continue;
		if (!is_own || !span_starts(span_of(other->file), "rules/sites/"))
			problems_error(loading->problems, site->at,
			    "the site \"%s\" is in %s already", site->name_text, other->file);
		catalogue->sites[i] = site;
		return;
	}
	if (catalogue->site_count == SITES_MAX)
		problems_error(loading->problems, site->at, "more than %d sites", SITES_MAX);
	else
		catalogue->sites[catalogue->site_count++] = site;
}

static void load_text(struct loading *loading, struct span yaml, const char *file, bool is_own)
{
	struct arena *arena = loading->catalogue->arena;
	const struct node *root = node_parse(yaml, file, arena, loading->problems);

	if (root == NULL)
		return;
	struct site *site = site_file_read(root, file, arena, loading->problems);
	if (site != NULL)
		add_site(loading, site, is_own);
}

static void load_built_in(struct loading *loading)
{
	for (size_t i = 0; i < embedded_site_count; i++)
		load_text(loading, span_make(embedded_sites[i].data, embedded_sites[i].len),
		    embedded_sites[i].name, false);
}

static void load_file(struct loading *loading, const char *base, const char *path)
{
	struct err err;
	const char *name;
	struct span bytes;

	if (source_read(loading->source, base, path, &name, &bytes, &err))
		load_text(loading, bytes, name, true);
	else
		problems_error(loading->problems, NULL, "sites.more: %s", err.text);
}

static bool is_file(const char *path)
{
	return span_ends_nocase(span_of(path), ".yaml") || span_ends_nocase(span_of(path), ".yml");
}

static void load_more(struct loading *loading, const char *base, const char *path)
{
	const char *const *names;
	struct err err;

	if (is_file(path)) {
		load_file(loading, base, path);
		return;
	}
	if (!source_list(loading->source, base, path, ".yaml", &names, &err)) {
		problems_error(loading->problems, NULL, "sites.more: %s", err.text);
		return;
	}
	for (; *names != NULL; names++)
		load_file(
		    loading, base, arena_print(loading->catalogue->arena, "%s/%s", path, *names));
}

/* Who is governed. */

static bool names_site(const char *word, const struct site *site)
{
	if (strncmp(word, "class:", 6) == 0)
		return strcmp(word + 6, site->class) == 0;
	return strcmp(word, site->name_text) == 0;
}

static bool is_named(const char *const *words, const char *prefix, const struct site *site)
{
	size_t len = strlen(prefix);

	for (; words != NULL && *words != NULL; words++)
		if (strncmp(*words, prefix, len) == 0 && names_site(*words + len, site))
			return true;
	return false;
}

static void choose(const struct loading *loading)
{
	static const char *const usual[] = { "class:public-social", NULL };
	const struct catalogue_choice *choice = loading->choice;
	const char *const *govern = choice->govern != NULL ? choice->govern : usual;

	for (size_t i = 0; i < loading->catalogue->site_count; i++) {
		struct site *site = loading->catalogue->sites[i];
		site->is_never =
		    strcmp(site->class, "private") == 0 || is_named(choice->never, "", site);
		site->is_governed =
		    !site->is_never && is_named(govern, "", site) && !is_named(govern, "-", site);
	}
}

static void check_word(const struct loading *loading, const char *key, const char *word)
{
	const struct catalogue *catalogue = loading->catalogue;
	const char *plain = word[0] == '-' ? word + 1 : word;
	const char *names[SITES_MAX + 1] = { NULL };

	for (size_t i = 0; i < catalogue->site_count; i++) {
		names[i] = catalogue->sites[i]->name_text;
		if (names_site(plain, catalogue->sites[i]))
			return;
	}
	const char *nearest = node_nearest(plain, names);
	if (strncmp(plain, "class:", 6) == 0)
		problems_warn(loading->problems, NULL, "sites.%s: no site is of %s", key, plain);
	else if (nearest != NULL)
		problems_error(loading->problems, NULL,
		    "sites.%s: there is no site \"%s\"; did you mean \"%s\"?", key, plain, nearest);
	else
		problems_error(
		    loading->problems, NULL, "sites.%s: there is no site \"%s\"", key, plain);
}

static void check_words(const struct loading *loading, const char *key, const char *const *words)
{
	for (; words != NULL && *words != NULL; words++)
		check_word(loading, key, *words);
}

/* Hosts. */

static void add_hosts_of(const struct loading *loading, const struct site *site)
{
	struct catalogue *catalogue = loading->catalogue;

	for (size_t i = 0; i < site->hosts.count; i++) {
		struct host_entry entry = { .pattern = site->hosts.list[i], .site = site };
		if (site->is_never)
			site_hosts_add(catalogue->never, entry, true);
		const struct host_entry *other =
		    site_hosts_add(catalogue->hosts, entry, site->is_never);
		if (other != NULL && other->site != site && !site->is_never)
			problems_error(loading->problems, site->at,
			    "the host \"%.*s\" is of the site \"%s\" already",
			    SPAN_PRINT(entry.pattern), other->site->name_text);
	}
}

static void add_listed_host(const struct loading *loading, const char *name, const char *host)
{
	struct catalogue *catalogue = loading->catalogue;
	const struct site *site = find_site(catalogue, name);

	if (site == NULL) {
		check_word(loading, "hosts", name);
		return;
	}
	struct host_entry entry = {
		.pattern = span_of(arena_copy(catalogue->arena, span_of(host))),
		.site = site,
		.is_listed = !site->is_never,
	};
	site_hosts_add(catalogue->hosts, entry, true);
	if (site->is_never)
		site_hosts_add(catalogue->never, entry, true);
}

static size_t pair_count(const struct catalogue_choice *choice)
{
	size_t count = 0;

	while (choice->host_sites != NULL && choice->host_sites[count] != NULL)
		count++;
	return count;
}

static size_t pattern_count(const struct loading *loading)
{
	size_t count = pair_count(loading->choice);

	for (size_t i = 0; i < loading->catalogue->site_count; i++)
		count += loading->catalogue->sites[i]->hosts.count;
	return count;
}

static void fill_hosts(const struct loading *loading)
{
	struct catalogue *catalogue = loading->catalogue;
	size_t pairs = pair_count(loading->choice);
	size_t count = pattern_count(loading);

	catalogue->hosts = site_hosts_new(catalogue->arena, count);
	catalogue->never = site_hosts_new(catalogue->arena, count);
	for (size_t i = 0; i < catalogue->site_count; i++)
		add_hosts_of(loading, catalogue->sites[i]);
	for (size_t i = 0; i < pairs; i++)
		add_listed_host(
		    loading, loading->choice->host_sites[i], loading->choice->host_names[i]);
}

static void note_hosts(const struct loading *loading, size_t index)
{
	struct catalogue *catalogue = loading->catalogue;
	const struct catalogue_choice *choice = loading->choice;
	const struct site *site = catalogue->sites[index];
	size_t pairs = pair_count(choice);
	const char **list =
	    arena_alloc(catalogue->arena, (site->hosts.count + pairs + 1) * sizeof *list);
	size_t count = 0;

	for (size_t i = 0; site->is_governed && i < site->hosts.count; i++)
		list[count++] = site->hosts.list[i].data;
	for (size_t i = 0; !site->is_never && i < pairs; i++)
		if (strcmp(choice->host_sites[i], site->name_text) == 0)
			list[count++] =
			    arena_copy(catalogue->arena, span_of(choice->host_names[i]));
	catalogue->governed[index] = list;
}

static void run_all_examples(const struct loading *loading)
{
	for (size_t i = 0; i < loading->catalogue->site_count; i++)
		examples_run(loading->catalogue->sites[i], loading->problems);
}

struct catalogue *catalogue_load(struct source *source, const char *base, const char *const *more,
    const struct catalogue_choice *choice, bool run_examples, struct problems *problems)
{
	struct catalogue *catalogue = mem_alloc(sizeof *catalogue);
	struct loading loading = { catalogue, source, choice, problems };

	catalogue->arena = arena_new(0);
	load_built_in(&loading);
	for (; more != NULL && *more != NULL; more++)
		load_more(&loading, base, *more);
	choose(&loading);
	check_words(&loading, "govern", choice->govern);
	check_words(&loading, "never", choice->never);
	fill_hosts(&loading);
	catalogue->governed = arena_alloc(catalogue->arena, catalogue->site_count * sizeof(void *));
	for (size_t i = 0; i < catalogue->site_count; i++)
		note_hosts(&loading, i);
	if (run_examples && problems->errors == 0)
		run_all_examples(&loading);
	if (problems->errors == 0)
		return catalogue;
	catalogue_free(catalogue);
	return NULL;
}

void catalogue_free(struct catalogue *catalogue)
{
	if (catalogue == NULL)
		return;
	arena_free(catalogue->arena);
	free(catalogue);
}

/* Asking. */

enum governance catalogue_governs(
    const struct catalogue *catalogue, struct span host, const struct site **site)
{
	const struct host_entry *never = site_hosts_find(catalogue->never, host);
	const struct host_entry *entry = site_hosts_find(catalogue->hosts, host);

	*site = never != NULL ? never->site : entry != NULL ? entry->site : NULL;
	if (never != NULL)
		return GOVERNANCE_NEVER;
	if (entry == NULL || !(entry->is_listed || entry->site->is_governed))
		return GOVERNANCE_NONE;
	return GOVERNANCE_SITE;
}

bool catalogue_is_ech_name(const struct catalogue *catalogue, struct span host)
{
	for (size_t i = 0; i < catalogue->site_count; i++)
		if (hosts_match(&catalogue->sites[i]->ech_names, host))
			return true;
	return false;
}

const char *site_name(const struct site *site)
{
	return site->name_text;
}

const char *site_title(const struct site *site)
{
	return site->title;
}

const char *site_class(const struct site *site)
{
	return site->class;
}

bool site_is_never(const struct site *site)
{
	return site->is_never;
}

size_t site_host_count(const struct site *site)
{
	return site->hosts.count;
}

const char *site_host(const struct site *site, size_t index)
{
	return site->hosts.list[index].data;
}

size_t catalogue_site_count(const struct catalogue *catalogue)
{
	return catalogue->site_count;
}

const struct site *catalogue_site(const struct catalogue *catalogue, size_t index)
{
	return catalogue->sites[index];
}

const struct site *catalogue_find(const struct catalogue *catalogue, const char *name)
{
	return find_site(catalogue, name);
}

const char *const *catalogue_site_hosts(const struct catalogue *catalogue, const struct site *site)
{
	static const char *const none[] = { NULL };

	for (size_t i = 0; i < catalogue->site_count; i++)
		if (catalogue->sites[i] == site)
			return catalogue->governed[i];
	return none;
}

bool catalogue_site_is_governed(const struct catalogue *catalogue, const struct site *site)
{
	return catalogue_site_hosts(catalogue, site)[0] != NULL;
}
