/*
 * A policy, compiled: rules in the order of their files. Immutable after policy_load(); the sieve's
 * scratch is per caller. Pure: no sockets, no clock, no files but through its source.
 */
#ifndef RULES_POLICY_H
#define RULES_POLICY_H

#include <stdbool.h>
#include <stdio.h>

#include "../proxy/base/arena.h"
#include "../proxy/base/problems.h"
#include "../proxy/base/source.h"
#include "context.h"

struct policy;
struct judge; /* what one judging thread needs of its own: match data, scratch */

/* A text that may differ by language; "" is the language when none was given. */
struct wording {
	size_t count;
	const char **languages;
	const char **texts;
};

/* The text for the first language of an Accept-Language value that there is, else English, else
 * the first. NULL when there is none at all. */
const char *wording_pick(const struct wording *wording, struct span accept_language);

enum drafts {
	DRAFTS_NOTE,   /* the draft of what the rule is about passes, and is recorded */
	DRAFTS_REFUSE, /* the rule acts on a draft as on a post */
};

struct rule {
	const char *id;
	struct wording title;
	struct wording clause;
	struct wording notice;
	enum severity severity;
	enum action action;
	bool is_shadow; /* judged and recorded, never acted upon */
	bool is_sample; /* draws posts for review; its action is no more than log */
	enum drafts drafts;
	const char *file;
	unsigned line;
};

/* The policies of rules/packs are in the program; "built-in:acceptable-use" stands for a path. */
#define POLICY_BUILT_IN "built-in:"
#define POLICY_STARTER  POLICY_BUILT_IN "acceptable-use"

/* Reads and compiles the files (paths as the configuration wrote them, relative to base). Returns
 * owned; NULL if it found errors. With no file at all: a policy without rules. The source must live
 * as long as the policy. */
struct policy *policy_load(struct source *source, const char *base, const char *const *paths,
    size_t count, struct problems *problems);
void policy_free(struct policy *policy);

const char *policy_title(const struct policy *policy); /* of the first file; "" if none */
const struct wording *policy_guideline(const struct policy *policy);
const struct wording *policy_contact(const struct policy *policy);
const struct wording *policy_data_protection(const struct policy *policy);
size_t policy_rule_count(const struct policy *policy);
const struct rule *policy_rule(const struct policy *policy, size_t index);

/* Judges the examples of every rule, by that rule alone, as a post to a site of class public-social
 * by somebody unknown; reports those that are not judged as they say. */
void policy_run_examples(const struct policy *policy, struct problems *problems);

/* Every rule read back as a plain sentence; policy_explain_rule() does one. */
void policy_explain_rules(const struct policy *policy, FILE *out);
void policy_explain_rule(const struct policy *policy, size_t index, FILE *out);

struct judge *judge_new(const struct policy *policy); /* returns owned */
void judge_free(struct judge *judge);

struct match_span {
	size_t field;      /* index into post->fields */
	size_t start, end; /* code points, half-open */
	size_t byte_start, byte_end;
	const char *document; /* of which it is a passage; NULL if it is none */
	unsigned how;         /* what was undone to read it there: bits of enum how (text/view.h) */
};

enum match_mode {
	MATCH_ACTS,   /* the rule's action is taken; the others are recorded and no more */
	MATCH_SHADOW, /* a shadow rule */
	MATCH_SAMPLE, /* drawn for review */
	MATCH_DRAFT,  /* a draft, which the rule only notes */
	MATCH_MODE_COUNT,
};
extern const char *const match_mode_names[]; /* "" for the first */

/* What a post says by a statement rule, and what that differs from. */
struct conflict {
	struct span value; /* both as value_print() gives them */
	struct span against;
	struct span group; /* who said that; empty: nobody knows */
	time_t when;       /* 0: it is what is official */
};

struct match {
	const struct rule *rule;
	enum match_mode mode;
	const struct conflict *conflict; /* of a statement rule, the first; NULL: of another */
	struct match_span *spans;
	size_t span_count;
	const char
	    *assumed; /* what was unknown and taken as met ("audience, groups"); NULL if nothing */
	const char *undone; /* what hid it ("escapes, spaced letters"); NULL if nothing did */
};

enum judged {
	JUDGED_WHOLE,
	JUDGED_LIMIT, /* a match limit was hit or the arena was full: unjudged, however it matched
	               */
};

struct verdict {
	enum action
	    action; /* of the strongest matched rule, in stage enforce; ACTION_ALLOW if none */
	enum judged judged;
	const char *limit_rule; /* id of the rule whose limit was hit, NULL if none */
	/* Strongest first, then in order of files; shadow rules behind all others. */
	struct match *matches;
	size_t match_count;
	/* The campaign whose approved text this is: the rules that it passes are not among the
	 * matches. NULL if it is none, or if no rule would have matched. */
	const char *approved;
	/* What this post says by the statement rules that know nothing official: to be kept, if it
	 * is posted, for whoever says something else. */
	struct said *says;
	size_t says_count;
};

/* What a decision by this policy may depend on, as bits: an occasion without it is judged by less.
 */
enum { CONTEXT_RECENT = 1, CONTEXT_SAID = 2 };
unsigned policy_needs_context(const struct policy *policy);

/* Judges one post (design: a pure function). The verdict points into arena and policy. */
void judge_post(struct judge *judge, const struct occasion *occasion, struct arena *arena,
    struct verdict *verdict);

/* What a match asks for: of a shadow rule nothing, of others that do not act, to be recorded. */
enum action match_action(const struct match *match);

/* What stage makes of an action: observe: log at most; guide: hold and block act as coach. */
enum action stage_apply(enum stage stage, enum action action);

#endif
