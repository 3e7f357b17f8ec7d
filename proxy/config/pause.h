/*
 * Pauses: for some hours a rule, a site, or everything is judged and recorded, but not acted upon.
 * They stand in one small file of the state folder, which the commands `pause` and `resume` write
 * and the parent hands to the roles as it is; a pause ends by itself. Owned by who parsed them.
 */
#ifndef CONFIG_PAUSE_H
#define CONFIG_PAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../base/err.h"
#include "../base/reference.h"
#include "../base/span.h"

extern const char pauses_name[]; /* within the state folder */

enum {
	PAUSES_MAX = 100,
	PAUSES_SIZE_MAX = 128 * 1024,
	PAUSE_REASON_MAX = 300, /* bytes */
	PAUSE_LONGEST_S = 24 * 3600,
};

enum pause_kind { PAUSE_RULE, PAUSE_SITE, PAUSE_ALL, PAUSE_KIND_COUNT };
extern const char *const pause_kind_names[];

/* Times are seconds since 1970, UTC. */
struct pause {
	enum pause_kind kind;
	const char *name;      /* of the rule or the site; "" for all */
	const char *reference; /* of its record */
	int64_t since, until;
	const char *reason;
	const char *by;       /* who asked for it */
	int64_t ended;        /* when it was resumed; 0: it was not */
	const char *ended_by; /* "" while it was not */
};

struct pauses;

struct pauses *pauses_new(void); /* none; returns owned */
void pauses_free(struct pauses *pauses);

/* What pauses_print() wrote; no bytes at all are no pauses. Returns owned, NULL on failure. */
struct pauses *pauses_parse(struct span json, struct err *err);
void pauses_print(const struct pauses *pauses, struct buf *json);

size_t pauses_count(const struct pauses *pauses);
const struct pause *pauses_get(const struct pauses *pauses, size_t index);
bool pause_is_on(const struct pause *pause, int64_t now);

/* Is the rule at rest on that site now? rule NULL: what no rule decides, as a post that could not
 * be judged. pauses NULL: no. */
bool pauses_cover(const struct pauses *pauses, const char *rule, struct span site, int64_t now);

/* Adds a copy; one of the same thing that is on ends now, by the same person. What ended more than
 * a day ago is dropped. False: there are too many. */
bool pauses_add(struct pauses *pauses, const struct pause *pause, struct err *err);

/* Ends what is on of that thing; false if nothing is. */
bool pauses_end(
    struct pauses *pauses, enum pause_kind kind, const char *name, int64_t now, const char *by);

#endif
