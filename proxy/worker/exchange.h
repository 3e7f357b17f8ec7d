/*
 * An exchange: one request of a session and its answer. Owned by its session while it lasts; the
 * worker keeps a few to use again.
 */
#ifndef WORKER_EXCHANGE_H
#define WORKER_EXCHANGE_H

#include "../base/reference.h"
#include "../http/http1.h"
#include "../http/url.h"
#include "../store/decision.h"
#include "judgement.h"
#include "session.h"

enum { ANSWER_READ_MAX = 64 * 1024 };

enum commit_state {
	COMMIT_NONE,
	COMMIT_UNSENT, /* the outbox has no room for it */
	COMMIT_WAITED,
	COMMIT_DURABLE,
	COMMIT_STALE, /* not kept: somebody said something meanwhile */
	COMMIT_LATE,  /* acted upon before audit's answer, which may still come */
	COMMIT_FAILED,
};

struct exchange {
	struct session *session;
	struct exchange *next_spare;
	struct arena *arena;
	/* request */
	struct buf head; /* what request's spans point into */
	struct http1_scan scan;
	struct message request;
	struct authority authority; /* of the request, port filled in */
	struct http1_body request_body;
	bool is_request_read;    /* the content came to its end */
	const struct site *site; /* governed; NULL: relayed without a look */
	bool is_own;             /* answered by ourselves */
	enum approach approach;
	struct buf collected; /* content, codings still on */
	struct claim claim;   /* for it, and for what is made of it */
	bool is_flowing;      /* what was collected goes ahead, the rest follows as it comes */
	bool has_continued;   /* we said 100 Continue */
	/* judgement */
	struct reading reading;
	struct judgement judgement;
	struct context context; /* in arena; empty where it does not matter, or audit was away */
	uint64_t version;       /* of it */
	unsigned decisions;     /* made so far */
	char reference[REFERENCE_LEN + 1];
	uint64_t asked; /* letter under way */
	enum commit_state commit;
	bool is_outcome_noted;
	/* answer */
	struct http1_scan answer_scan;
	struct http1_body answer_body;
	unsigned interims;
	bool is_sent;    /* the request went to the origin */
	bool has_answer; /* its final head was passed on */
	bool is_last;    /* the client's side ends after it */
	bool is_origin_last;
	bool is_chunked_by_us;
	unsigned status;
	struct buf answer_head; /* kept with `answer` for endpoints that read the answer */
	struct buf answer;
	bool keeps_answer;
	struct span notice_record; /* in arena: what audit found */
	bool is_notice_found;
};

/* Begins one for the session, which owns it. */
struct exchange *exchange_new(struct session *session);

/* To be said when what it collected, or made of that, has grown or gone. */
void exchange_claim(struct exchange *exchange);

/* Ends the session's exchange, if there is one: letters forgotten, memory back. */
void exchange_drop(struct session *session);
void exchange_free_spares(struct worker *worker);

/* From the table of timeouts. */
void exchange_too_slow(struct session *session);
void exchange_no_room(struct session *session);
void exchange_no_answer(struct session *session);
void exchange_unanswered(struct session *session);

/* A page about an origin that could not be used. close: the connection ends after it. */
void exchange_origin_trouble(struct session *session, bool close);
/* The record of an origin that could not be verified, if there is none yet. */
void exchange_record_origin(struct session *session);

/* Answers by ourselves and goes on with the next request, or ends if close or the request says so.
 */
bool exchange_trouble(
    struct session *session, unsigned status, const char *word, const char *sentence, bool close);
/* The same for a request that could not be read; the connection ends. */
bool exchange_bad_request(struct session *session, enum http1_result result, const char *why);

/* After an answer of ours is in worker->scratch: writes it and goes on. */
bool exchange_answered(struct session *session, bool close);

/* commit.c: a fault of ours: face A; close: the connection ends. */
bool exchange_refuse_fault(struct session *session, bool close);

/* context.c: asks audit for the context if the decision may depend on it; false: it does not. */
bool exchange_ask_context(struct session *session);
/* Takes the context that audit sent; false, and none, if it cannot be read. */
bool exchange_take_context(struct exchange *exchange, struct unpack *from);

/* commit.c: decides, with what is known by now, and goes on. */
bool exchange_decide(struct session *session);

/* commit.c: the verdict goes to audit; it is acted upon once its record is durable. */
bool exchange_commit(struct session *session);
/* own.c: the answer of gatepost.internal. */
bool exchange_answer_own(struct session *session);

/* relay.c: the exchange is over; note its outcome, and the next state. */
bool exchange_finish(struct session *session);
/* To audit, once, if there is a record that does not say it yet. */
void exchange_note_outcome(struct exchange *exchange, enum outcome outcome);

#endif
