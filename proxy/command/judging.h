/*
 * What `explain` and `scan` share: a policy, a catalogue and somebody to judge with, outside of the
 * proxy and as in stage enforce.
 */
#ifndef COMMAND_JUDGING_H
#define COMMAND_JUDGING_H

#include "../config/config.h"

struct judging {
	struct source *source;
	struct problems problems;
	struct config *config;
	struct policy *own_policy; /* of --policy; owned. NULL: that of config */
	const struct policy *policy;
	struct judge *judge;
	struct arena *arena; /* of the post in hand */
};

/* config_file may be NULL; policies stand in the place of the configuration's. On failure the
 * problems have been printed and there is nothing to close. */
bool judging_open(struct judging *judging, const char *config_file, const char *const *policies,
    size_t policy_count);
void judging_close(struct judging *judging);

/* Names the post's site, and its class where the catalogue knows the site. */
void judging_set_site(const struct judging *judging, struct post *post, struct span site);

/* What becomes of a verdict in stage enforce: a post that could not be judged is `unjudged`. */
enum action judging_action(const struct judging *judging, const struct verdict *verdict);

/* The index of word in names, -1 if it is none of them. */
int judging_word(struct span word, const char *const *names);

#endif
