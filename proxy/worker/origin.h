/* A session's connection to an origin: looked up, connected, and with TLS verified before it is
 * used. */
#ifndef WORKER_ORIGIN_H
#define WORKER_ORIGIN_H

#include "session.h"

/* Begins, or keeps what is there if it leads to the same place and is alive. name: for TLS, or "".
 */
void origin_connect(struct session *session, const char *host, uint16_t port, const char *name);
void origin_close(struct session *session);
void origin_abort(struct session *session);

/* Closes a connection that must carry no further exchange: it ended, or said something that nobody
 * asked for, which would be taken for the next answer. */
void origin_close_stale(struct session *session);

/* An origin that does not complete TLS in time has failed. To be called about once a second. */
void origin_check_time(struct session *session);

/* Takes what the events said: moves DIALING and TLS on. Called at the start of every run. */
void origin_update(struct session *session);

#endif
