/*
 * Messages between two roles: one SOCK_SEQPACKET pair, typed letters of at most 64 KiB, longer
 * values beside them as a sealed memfd.
 *
 * A request (a letter with an id that wants an answer) stays in its sender's bounded outbox until
 * it is answered. When the peer dies the channel is empty of a descriptor until channel_replace(),
 * which sends every unanswered request again; receivers are idempotent. A request that two
 * incarnations of the peer died on is given back as failed. One table (channel.c) names every
 * letter: who may send it to whom, and whether it wants an answer. What is not in it ends the
 * channel.
 *
 * The channel knows no event loop: its owner watches channel_fd() and calls in.
 */
#ifndef BASE_CHANNEL_H
#define BASE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

enum { LETTER_MAX = 65536, LETTER_FD_MAX = 8 * 1024 * 1024 };

enum role {
	ROLE_PARENT,
	ROLE_LOAD,
	ROLE_CERTS,
	ROLE_WHO,
	ROLE_AUDIT,
	ROLE_WORKER,
	ROLE_COUNT,
};
extern const char *const role_names[];

enum letter_type {
	LETTER_PEER,       /* parent → any: u8 role, u32 instance; fd: your end of a new pair */
	LETTER_READY,      /* any → parent: started, sandboxed, serving */
	LETTER_STOP,       /* parent → any: end now */
	LETTER_DRAIN,      /* parent → worker: accept no more, end at idle moments */
	LETTER_DRAINING,   /* worker → parent: accepts no more */
	LETTER_DRAINED,    /* worker → parent: and has nothing left */
	LETTER_TICKETS,    /* parent → worker: span now, span before (80 bytes each, or empty) */
	LETTER_PAUSES,     /* parent → worker, audit: the file of pauses, as it is */
	LETTER_PAUSED,     /* worker → parent: what was in it holds */
	LETTER_CRASHED,    /* parent → audit: u8 role, u32 instance, u32 status, u64 unix ms */
	LETTER_LEAF_KEY,   /* worker → certs, first of all: SubjectPublicKeyInfo DER */
	LETTER_CERTIFY,    /* worker → certs, request: span name */
	LETTER_LEAF,       /* certs → worker, answer: u8 ok, span certificate DER (or sentence) */
	LETTER_IDENTIFY,   /* worker → who, request: span address, span credentials */
	LETTER_PERSON,     /* who → worker, answer: u8 known, span user, span how,
	                    u8 has_groups, u32 n, n × span */
	LETTER_CONTEXT,    /* worker → audit, request: u8 what is needed (rules/policy.h) */
	LETTER_CONTEXT_IS, /* audit → worker, answer: a packed context (store/decision.h) */
	LETTER_COMMIT,     /* worker → audit, request: a packed decision (store/decision.h) */
	LETTER_RECORDED, /* audit → worker, answer: u8 (0 no, 1 kept, 2 stale), u64 number; if kept,
	                    span reference of another record that stands for it; if stale, a packed
	                    context */
	LETTER_OUTCOME,   /* worker → audit, request: span reference, u8 outcome, span id, url */
	LETTER_NOTED,     /* audit → worker, answer to OUTCOME and COUNT: nothing in it */
	LETTER_COUNT,     /* worker → audit, request: u32 n, n × (u8 counter, span host,
	                   u64 hour, u64 count) */
	LETTER_NOTICE,    /* worker → audit, request: span reference, span user, span address */
	LETTER_NOTICE_IS, /* audit → worker, answer: u8 found, a packed record if found */
	LETTER_ERASE,  /* parent → audit, request: u32 user id of who asks, span word (wish.h) */
	LETTER_ERASED, /* audit → parent, answer: u8 exit status, span text for the command */
	LETTER_TYPE_COUNT,
};

const char *letter_name(enum letter_type type);

struct letter {
	enum letter_type type;
	uint64_t id;      /* of the request, or of the request it answers; 0 for neither */
	struct span data; /* borrowed until the next call on the channel */
	int fd;           /* that came along (LETTER_PEER), -1 if none; the receiver owns it */
	bool is_failed;   /* a request of your own, given up */
};

struct channel;

/* A new pair, close-on-exec, with as much room for letters as the system allows. */
bool channel_pair(int ends[2]);

/* Takes fd (-1: not connected yet). self and peer are for the table of permitted letters.
 * outbox_max: how many unanswered or unsent letters may wait. Returns owned. */
struct channel *channel_new(int fd, enum role self, enum role peer, size_t outbox_max);
void channel_free(struct channel *channel);

/* The new pair after an EOF; sends unanswered requests again. Takes fd. */
void channel_replace(struct channel *channel, int fd);
int channel_fd(const struct channel *channel); /* -1 while the peer is away */
bool channel_is_full(const struct channel *channel);
bool channel_wants_write(const struct channel *channel);
size_t channel_waiting(const struct channel *channel); /* requests not answered yet */
size_t channel_bytes(const struct channel *channel);   /* in all letters that wait */

/* Queues a letter and tries to send. data over LETTER_MAX goes as a sealed memfd. For a request id
 * is not 0 and unique on this channel. pass: a descriptor to hand over, -1 for none; it is
 * duplicated. False: the outbox is full and nothing was queued. */
bool channel_send(
    struct channel *channel, enum letter_type type, uint64_t id, struct span data, int pass);

/* Sends what waits, as far as the socket takes it. */
void channel_flush(struct channel *channel);

enum channel_result { CHANNEL_LETTER, CHANNEL_EMPTY, CHANNEL_EOF, CHANNEL_BREACH };

/* The next letter. An answer takes its request out of the outbox. CHANNEL_EOF and CHANNEL_BREACH
 * have closed the descriptor; unanswered requests wait for channel_replace(). */
enum channel_result channel_receive(struct channel *channel, struct letter *letter);

#endif
