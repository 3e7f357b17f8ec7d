/* What house.c, death.c and succession.c do to children, for these files only. */
#ifndef PARENT_HOUSE_PRIVATE_H
#define PARENT_HOUSE_PRIVATE_H

#include "house.h"

/* The services; all but audit belong to the workers of one generation. */
enum { SERVICES_COUNT = 3 };
extern const enum role house_services[SERVICES_COUNT];

/* The edition that a generation runs on; NULL: it has none any more, and ends. */
const struct edition *house_edition(const struct house *house, unsigned generation);

void house_start_role(
    struct house *house, const struct edition *edition, enum role role, unsigned slot);
void house_start_later(struct house *house, const struct child *like, int64_t delay_ms);
void house_forget_pending(struct house *house, unsigned generation);

struct child *house_service(const struct house *house, enum role role, unsigned generation);
bool house_is_alive(const struct child *child); /* not told to end */

/* One pair for the two; the parent keeps no copy, so that a death is an EOF. */
void house_link(struct child *a, struct child *b);
void house_send_tickets(struct house *house, struct child *child);
void house_send_pauses(struct house *house, struct child *child);

void house_stop_child(struct child *child);
void house_drain_child(struct child *child);

void house_tell_crashes(struct house *house);

/* A role of the coming edition has ended. */
void house_coming_died(struct house *house, const struct child *child);
/* Puts the coming edition in force if all its roles serve; gives it up if they took too long. */
void house_go_on_coming(struct house *house);

#endif
