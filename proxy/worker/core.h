/*
 * The inside of a worker: what its sessions share. One process, one thread, one event loop.
 * Owned by worker.c; everything here lives as long as the process.
 */
#ifndef WORKER_CORE_H
#define WORKER_CORE_H

#include "../../rules/policy.h"
#include "../base/counters.h"
#include "../base/siphash.h"
#include "../config/config.h"
#include "../config/pause.h"
#include "../net/dial.h"
#include "../net/net.h"
#include "../net/tls.h"
#include "../notice/internal.h"
#include "mailbox.h"

struct session;
struct exchange;
struct leaf_cache;
struct person_cache;

struct budget;
struct counts;
struct gap;

struct worker {
	struct net net;
	struct config *config;
	struct tls *tls;
	struct dialer *dialer;
	struct judge *judge;
	struct pauses *pauses;
	struct internal internal;
	struct mailbox *mailbox;
	struct leaf_cache *leaves;
	struct person_cache *persons;
	struct counts *counts;
	struct buf scratch;       /* heads and pages on their way out; used within one step */
	struct session *sessions; /* all of them */
	struct session *over;     /* ended in this turn */
	size_t session_count;
	size_t session_max;
	struct exchange *spare; /* exchanges to use again */
	size_t spare_count;
	struct budget *budget;
	size_t counted_held; /* what COUNTER_MEMORY_HELD says */
	uint64_t token;      /* random, of this worker's life */
	uint8_t issued_key[SIPHASH_KEY];
	unsigned generation;
	uint64_t next_id;
	bool is_draining;
	int64_t drain_until;
	struct gap *gap;
};

int64_t worker_clock_ms(void); /* UTC in milliseconds */

#endif
