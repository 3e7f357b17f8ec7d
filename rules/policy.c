#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "indexed_list.h"
#include "indexing.h"
#include "policy_data.h"
#include "sieve_probe.h"
#include "sites/embed.h"

static struct policy *policy_new(void)
{
	struct policy *policy = mem_alloc(sizeof *policy);

	policy->arena = arena_new(0);
	policy->sieve = sieve_new();
	policy->vocabulary = vocabulary_new();
	return policy;
}

void policy_release(struct policy *policy)
{
	for (size_t i = 0; i < policy->matcher_count; i++)
		for (size_t j = 0; j < policy->matchers[i]->expression_count; j++)
			expression_release(&policy->matchers[i]->expressions[j]);
	free(policy->matchers);
	free(policy->lists);
	free(policy->indexed);
	free(policy->periods);
	free(policy->campaigns);
	free(policy->rules);
	names_release(&policy->ids);
	free(policy->sifted);
	waking_free(policy->waking);
	sieve_free(policy->sieve);
	vocabulary_free(policy->vocabulary);
	arena_free(policy->arena);
}

void policy_free(struct policy *policy)
{
	if (policy == NULL)
		return;
	policy_release(policy);
	free(policy);
}

/* "acceptable-use" is the file "rules/packs/acceptable-use.yaml" of the tree. */
static bool is_pack(const struct embedded_file *pack, const char *wanted)
{
	const char *slash = strrchr(pack->name, '/');
	const char *name = slash != NULL ? slash + 1 : pack->name;
	size_t len = strcspn(name, ".");

	return strlen(wanted) == len && memcmp(name, wanted, len) == 0;
}

static bool read_built_in(
    const char *wanted, const char **name, struct span *bytes, struct err *err)
{
	for (size_t i = 0; i < embedded_pack_count; i++) {
		const struct embedded_file *pack = &embedded_packs[i];
		if (!is_pack(pack, wanted))
			continue;
		*name = pack->name;
		*bytes = span_make(pack->data, pack->len);
		return true;
	}
	return err_set(err, "there is no policy \"%s\" in this program", wanted);
}

static bool read_file(struct source *source, const char *base, const char *path, const char **name,
    struct span *bytes, struct err *err)
{
	const char built_in[] = POLICY_BUILT_IN;

	if (strncmp(path, built_in, sizeof built_in - 1) == 0)
		return read_built_in(path + sizeof built_in - 1, name, bytes, err);
	return source_read(source, base, path, name, bytes, err);
}

static struct policy *read_files(struct source *source, const char *base, const char *const *paths,
    size_t count, struct problems *problems)
{
	struct policy *policy = policy_new();

	for (size_t i = 0; i < count; i++) {
		const char *name = "";
		struct span bytes = { NULL, 0 };
		struct err err;
		if (read_file(source, base, paths[i], &name, &bytes, &err))
			policy_read(policy, source, name, bytes, problems);
		else
			problems_error(problems, NULL, "%s", err.text);
	}
	return policy;
}

struct policy *policy_load_lists(struct source *source, const char *base, const char *const *paths,
    size_t count, struct problems *problems)
{
	size_t before = problems->errors;
	struct policy *policy = read_files(source, base, paths, count, problems);

	if (problems->errors == before)
		return policy;
	policy_free(policy);
	return NULL;
}

struct policy *policy_load(struct source *source, const char *base, const char *const *paths,
    size_t count, struct problems *problems)
{
	size_t before = problems->errors;
	struct policy *policy = read_files(source, base, paths, count, problems);

	policy_compile(policy, problems);
	indexed_lists_open(policy, source, problems);
	if (problems->errors > before || !policy_plan(policy, source, problems)) {
		policy_free(policy);
		return NULL;
	}
	if (!sieve_probe())
		problems_warn(problems, NULL,
		    "the library that looks for many patterns at once (libhs) overlooks matches on "
		    "this processor and is not used: each post costs much more; on amd64 Debian's "
		    "libhyperscan5 does not");
	return policy;
}

const char *policy_title(const struct policy *policy)
{
	return policy->title != NULL ? policy->title : "";
}

const struct wording *policy_guideline(const struct policy *policy)
{
	return &policy->guideline;
}

const struct wording *policy_contact(const struct policy *policy)
{
	return &policy->contact;
}

const struct wording *policy_data_protection(const struct policy *policy)
{
	return &policy->data_protection;
}

size_t policy_rule_count(const struct policy *policy)
{
	return policy->rule_count;
}

const struct rule *policy_rule(const struct policy *policy, size_t index)
{
	return &policy->rules[index].rule;
}

const char *const match_mode_names[] = {
	[MATCH_ACTS] = "",
	[MATCH_SHADOW] = "shadow",
	[MATCH_SAMPLE] = "sample",
	[MATCH_DRAFT] = "draft",
	[MATCH_MODE_COUNT] = NULL,
};

enum action match_action(const struct match *match)
{
	enum action action = match->rule->action;

	if (match->mode == MATCH_SHADOW)
		return ACTION_ALLOW;
	if (match->mode == MATCH_SAMPLE)
		return ACTION_LOG;
	return match->mode == MATCH_DRAFT && action > ACTION_LOG ? ACTION_LOG : action;
}

enum action stage_apply(enum stage stage, enum action action)
{
	enum action most = ACTION_BLOCK;

	if (stage == STAGE_OBSERVE)
		most = ACTION_LOG;
	else if (stage == STAGE_GUIDE)
		most = ACTION_COACH;
	return action < most ? action : most;
}
