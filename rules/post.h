/*
 * The post: what was decoded from one write, and the words it is described with.
 * Everything in it points into the arena of its exchange.
 */
#ifndef RULES_POST_H
#define RULES_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/span.h"

enum activity {
	ACTIVITY_UNKNOWN,
	ACTIVITY_POST,
	ACTIVITY_COMMENT,
	ACTIVITY_REPLY,
	ACTIVITY_MESSAGE,
	ACTIVITY_EDIT,
	ACTIVITY_PROFILE,
	ACTIVITY_UPLOAD,
	ACTIVITY_REACTION,
	ACTIVITY_DRAFT,
	ACTIVITY_DELETE,
	ACTIVITY_ACCOUNT,
	ACTIVITY_NOT_A_POST,
	ACTIVITY_COUNT,
};

enum audience {
	AUDIENCE_UNKNOWN,
	AUDIENCE_PUBLIC,
	AUDIENCE_LIMITED,
	AUDIENCE_PRIVATE,
	AUDIENCE_COUNT
};

enum action { ACTION_ALLOW, ACTION_LOG, ACTION_COACH, ACTION_HOLD, ACTION_BLOCK, ACTION_COUNT };

enum severity { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_COUNT };

enum stage { STAGE_OBSERVE, STAGE_GUIDE, STAGE_ENFORCE, STAGE_COUNT };

/* Words as design.md spells them ("not-a-post"); index by the enum, NULL-terminated. */
extern const char *const activity_names[];
extern const char *const audience_names[];
extern const char *const action_names[];
extern const char *const severity_names[];
extern const char *const stage_names[];
extern const char *const class_names[]; /* of sites; no enum, a site keeps its word */

/* The name of what a claimed write holds beside the fields that the site's file names: judged like
 * them, but not what its author would call the text. */
#define POST_OTHER "other"

struct field {
	struct span name; /* "text", "title", …, or POST_OTHER */
	struct span text; /* valid UTF-8 */
};

struct attachment {
	struct span name;
	struct span type; /* declared media type */
	struct span kind; /* by its content: "pdf", "image", …; empty: not looked at */
	size_t size;
	bool is_read; /* its text is a field of the post */
};

struct post {
	struct span site;  /* name of the catalogue's entry; empty if unknown */
	struct span class; /* "public-social", …; empty if unknown */
	struct span host;
	struct span endpoint; /* name of the endpoint; empty if unrecognised */
	enum activity activity;
	enum audience audience;
	struct span account; /* site account that posts, as far as the request says; may be empty */
	bool is_unrecognised; /* read by the generic extractor: no endpoint claimed it */
	struct field *fields;
	size_t field_count;
	struct span *links;
	size_t link_count;
	struct attachment *attachments;
	size_t attachment_count;
};

/* Is the field what its author would call the text: one that the site's file names, or any where
 * there is no such one? What speaks of the text as a whole looks at these alone. */
bool post_is_text(const struct post *post, size_t field);

struct who {
	struct span user;          /* empty: unknown */
	const struct span *groups; /* NULL with has_groups false: unknown */
	size_t group_count;
	bool has_groups;
	struct span how;     /* "address", "basic", … */
	struct span address; /* of the client, as text */
};

#endif
