#include "judging.h"

#include <string.h>
#include <unistd.h>

static bool load(struct judging *judging, const char *config_file, const char *const *policies,
    size_t policy_count)
{
	judging->config = config_load(judging->source, config_file, false, &judging->problems);
	if (judging->config == NULL)
		return false;
	judging->policy = judging->config->policy;
	if (policy_count == 0)
		return true;
	judging->own_policy =
	    policy_load(judging->source, NULL, policies, policy_count, &judging->problems);
	judging->policy = judging->own_policy;
	return judging->own_policy != NULL;
}

bool judging_open(struct judging *judging, const char *config_file, const char *const *policies,
    size_t policy_count)
{
	*judging = (struct judging){ .source = source_new_disk() };
	problems_init(&judging->problems);
	bool is_loaded = load(judging, config_file, policies, policy_count);
	if (!is_loaded)
		problems_write(&judging->problems, STDERR_FILENO);
	if (is_loaded) {
		judging->judge = judge_new(judging->policy);
		judging->arena = arena_new(0);
	} else {
		judging_close(judging);
	}
	return is_loaded;
}

void judging_close(struct judging *judging)
{
	judge_free(judging->judge);
	arena_free(judging->arena);
	policy_free(judging->own_policy);
	config_free(judging->config);
	problems_release(&judging->problems);
	source_free(judging->source);
}

void judging_set_site(const struct judging *judging, struct post *post, struct span site)
{
	char *name = arena_copy(judging->arena, site);
	const struct site *known = catalogue_find(judging->config->catalogue, name);

	post->site = site;
	if (known != NULL)
		post->class = span_of(site_class(known));
}

enum action judging_action(const struct judging *judging, const struct verdict *verdict)
{
	enum action unjudged = judging->config->unjudged;

	if (verdict->judged == JUDGED_WHOLE || verdict->action > unjudged)
		return verdict->action;
	return unjudged;
}

int judging_word(struct span word, const char *const *names)
{
	for (int i = 0; names[i] != NULL; i++)
		if (span_is(word, names[i]))
			return i;
	return -1;
}
