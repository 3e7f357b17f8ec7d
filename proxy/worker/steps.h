/*
 * The steps of a session. Each looks at the facts and does what can be done now; true: the state
 * changed, run on; false: wait for an event. opening.c has those before the first exchange,
 * request.c, collect.c, context.c, commit.c, own.c and relay.c the others.
 */
#ifndef WORKER_STEPS_H
#define WORKER_STEPS_H

#include "session.h"

bool step_connect(struct session *session);
bool step_join(struct session *session);
bool step_hello(struct session *session);
bool step_intercept(struct session *session);
bool step_leaf(struct session *session);
bool step_handshake(struct session *session);
bool step_tunnel(struct session *session);

bool step_request(struct session *session);
bool step_collect(struct session *session);
bool step_room(struct session *session);
bool step_person(struct session *session);
bool step_context(struct session *session);
bool step_commit(struct session *session);
bool step_notice(struct session *session);

bool step_origin(struct session *session);
bool step_relay(struct session *session);
bool step_raw(struct session *session);

/* A CONNECT request has been read: decides what becomes of it. */
bool connect_begin(struct session *session, const struct authority *authority);

#endif
