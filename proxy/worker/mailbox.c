#include "mailbox.h"

#include <assert.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "../base/pack.h"
#include "core.h"
#include "session.h"

enum {
	OUTBOX_MAX = 4096,
	WAITING_SLOTS = 4096,
	LETTERS_A_WAKE = 64,
};

struct waiting {
	uint64_t id;
	on_answer *callback;
	void *owner;
	struct waiting *next;
};

struct post_box { /* one peer */
	struct mailbox *mailbox;
	enum role role;
	struct channel *channel;
	struct event read_event;
	struct event write_event;
	int watched_fd;      /* -1: none */
	struct wish *wishes; /* for room */
};

struct mailbox {
	struct worker *worker;
	struct net *net;
	struct post_box boxes[ROLE_COUNT];
	struct waiting *waiting[WAITING_SLOTS];
	uint64_t next_id;
	size_t bytes_max;
	bool must_stop;
};

static void on_readable(int fd, short what, void *argument);
static void on_writable(int fd, short what, void *argument);

static void watch_write(struct post_box *box)
{
	if (box->watched_fd >= 0 && channel_wants_write(box->channel))
		event_add(&box->write_event, NULL);
}

static void unwatch(struct post_box *box)
{
	if (box->watched_fd < 0)
		return;
	event_del(&box->read_event);
	event_del(&box->write_event);
	box->watched_fd = -1;
}

static void watch(struct post_box *box)
{
	int fd = channel_fd(box->channel);

	if (fd < 0)
		return;
	event_assign(
	    &box->read_event, box->mailbox->net->base, fd, EV_READ | EV_PERSIST, on_readable, box);
	event_assign(&box->write_event, box->mailbox->net->base, fd, EV_WRITE, on_writable, box);
	event_add(&box->read_event, NULL);
	box->watched_fd = fd;
	watch_write(box);
}

/* A role that came up anew knows nothing: certs needs our public key again before it can sign. */
static void greet(struct post_box *box)
{
	if (box->role != ROLE_CERTS)
		return;
	struct buf key;
	buf_init(&key, 4096);
	if (tls_leaf_key(box->mailbox->worker->tls, &key))
		channel_send(box->channel, LETTER_LEAF_KEY, 0, buf_span(&key), -1);
	buf_release(&key);
}

static void set_peer(struct mailbox *mailbox, const struct letter *letter)
{
	struct unpack in = unpack_open(letter->data);
	unsigned role = unpack_u8(&in);

	if (role >= ROLE_COUNT || mailbox->boxes[role].channel == NULL || letter->fd < 0)
		return;
	struct post_box *box = &mailbox->boxes[role];
	unwatch(box);
	channel_replace(box->channel, -1);
	greet(box);
	channel_replace(box->channel, letter->fd);
	watch(box);
}

static void set_tickets(struct worker *worker, const struct letter *letter)
{
	struct unpack in = unpack_open(letter->data);
	struct span now = unpack_span(&in);
	struct span before = unpack_span(&in);

	if (!in.is_bad && now.len == TLS_TICKET_KEY_LEN)
		tls_set_tickets(worker->tls, now, before);
}

/* What cannot be read changes nothing: a rule that is in force stays so. */
static void set_pauses(struct mailbox *mailbox, const struct letter *letter)
{
	struct worker *worker = mailbox->worker;
	struct err err;
	struct pauses *pauses = pauses_parse(letter->data, &err);

	if (pauses != NULL) {
		pauses_free(worker->pauses);
		worker->pauses = pauses;
	} else {
		log_line(LOG_ERROR, "-", "pauses stay as they were: %s", err.text);
	}
	mailbox_tell(mailbox, ROLE_PARENT, LETTER_PAUSED, (struct span){ "", 0 });
}

static void from_parent(struct mailbox *mailbox, const struct letter *letter)
{
	switch (letter->type) {
	case LETTER_PEER:
		set_peer(mailbox, letter);
		break;
	case LETTER_TICKETS:
		set_tickets(mailbox->worker, letter);
		break;
	case LETTER_PAUSES:
		set_pauses(mailbox, letter);
		break;
	case LETTER_DRAIN:
		worker_drain(mailbox->worker);
		break;
	case LETTER_STOP:
		mailbox->must_stop = true;
		break;
	default:
		break;
	}
}

static void give_answer(struct mailbox *mailbox, const struct letter *letter)
{
	struct waiting **at = &mailbox->waiting[letter->id % WAITING_SLOTS];

	while (*at != NULL && (*at)->id != letter->id)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	struct waiting found = **at;
	struct waiting *gone = *at;
	*at = gone->next;
	free(gone);
	found.callback(found.owner, letter->is_failed ? NULL : letter);
}

static void peer_is_gone(struct post_box *box, enum channel_result result)
{
	unwatch(box);
	if (box->role == ROLE_PARENT)
		box->mailbox->must_stop = true;
	else if (result == CHANNEL_BREACH)
		log_line(LOG_ERROR, "-", "breach by %s", role_names[box->role]);
}

static bool is_full(const struct post_box *box)
{
	return channel_is_full(box->channel) ||
	       channel_bytes(box->channel) > box->mailbox->bytes_max;
}

static void on_readable(int fd, short what, void *argument)
{
	struct post_box *box = argument;
	struct letter letter;

	(void)fd;
	(void)what;
	/* Of a peer that died nothing would wake us again: all it leaves is taken now, and its
	 * descriptor, which is closed already, is let go before anything else can be given its
	 * number. */
	for (int i = 0; i < LETTERS_A_WAKE || box->watched_fd < 0; i++) {
		if (box->wishes != NULL && !is_full(box))
			wish_grant(&box->wishes, NULL);
		enum channel_result result = channel_receive(box->channel, &letter);
		if (channel_fd(box->channel) < 0)
			unwatch(box);
		if (result == CHANNEL_EMPTY)
			break;
		if (result != CHANNEL_LETTER) {
			peer_is_gone(box, result);
			return;
		}
		if (box->role == ROLE_PARENT)
			from_parent(box->mailbox, &letter);
		else
			give_answer(box->mailbox, &letter);
	}
	watch_write(box);
}

static void on_writable(int fd, short what, void *argument)
{
	struct post_box *box = argument;

	(void)fd;
	(void)what;
	channel_flush(box->channel);
	watch_write(box);
}

struct mailbox *mailbox_new(
    struct worker *worker, struct net *net, int control_fd, size_t bytes_max)
{
	static const enum role peers[] = { ROLE_PARENT, ROLE_CERTS, ROLE_WHO, ROLE_AUDIT };
	struct mailbox *mailbox = mem_alloc(sizeof *mailbox);

	mailbox->worker = worker;
	mailbox->net = net;
	mailbox->bytes_max = bytes_max;
	for (size_t i = 0; i < sizeof peers / sizeof *peers; i++) {
		struct post_box *box = &mailbox->boxes[peers[i]];
		box->mailbox = mailbox;
		box->role = peers[i];
		box->watched_fd = -1;
		box->channel = channel_new(
		    peers[i] == ROLE_PARENT ? control_fd : -1, ROLE_WORKER, peers[i], OUTBOX_MAX);
		watch(box);
	}
	return mailbox;
}

void mailbox_free(struct mailbox *mailbox)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (mailbox->boxes[i].channel != NULL) {
			unwatch(&mailbox->boxes[i]);
			channel_free(mailbox->boxes[i].channel);
		}
	for (size_t i = 0; i < WAITING_SLOTS; i++)
		while (mailbox->waiting[i] != NULL) {
			struct waiting *gone = mailbox->waiting[i];
			mailbox->waiting[i] = gone->next;
			free(gone);
		}
	free(mailbox);
}

uint64_t mailbox_ask(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data,
    on_answer *callback, void *owner)
{
	struct post_box *box = &mailbox->boxes[to];
	uint64_t id = ++mailbox->next_id;

	assert(box->channel != NULL);
	if (is_full(box) || !channel_send(box->channel, type, id, data, -1))
		return 0;
	watch_write(box);
	if (callback == NULL)
		return id;
	struct waiting *waiting = mem_alloc(sizeof *waiting);
	*waiting = (struct waiting){ id, callback, owner, mailbox->waiting[id % WAITING_SLOTS] };
	mailbox->waiting[id % WAITING_SLOTS] = waiting;
	return id;
}

void mailbox_forget(struct mailbox *mailbox, uint64_t id)
{
	for (struct waiting **at = &mailbox->waiting[id % WAITING_SLOTS]; *at != NULL;
	     at = &(*at)->next)
		if ((*at)->id == id) {
			struct waiting *gone = *at;
			*at = gone->next;
			free(gone);
			return;
		}
}

void mailbox_hand_over(struct mailbox *mailbox, uint64_t id, on_answer *callback, void *owner)
{
	struct waiting *waiting = mailbox->waiting[id % WAITING_SLOTS];

	while (waiting != NULL && waiting->id != id)
		waiting = waiting->next;
	assert(waiting != NULL);
	waiting->callback = callback;
	waiting->owner = owner;
}

bool mailbox_reaches(const struct mailbox *mailbox, enum role role)
{
	return channel_fd(mailbox->boxes[role].channel) >= 0;
}

bool mailbox_is_full(const struct mailbox *mailbox, enum role to)
{
	return is_full(&mailbox->boxes[to]);
}

void mailbox_wait(struct mailbox *mailbox, enum role to, on_granted *callback, void *owner)
{
	wish_add(&mailbox->boxes[to].wishes, callback, owner);
}

void mailbox_wait_no_more(struct mailbox *mailbox, enum role to, const void *owner)
{
	wish_withdraw(&mailbox->boxes[to].wishes, owner);
}

bool mailbox_tell(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data)
{
	struct post_box *box = &mailbox->boxes[to];
	bool sent = channel_send(box->channel, type, 0, data, -1);

	watch_write(box);
	return sent;
}

bool mailbox_must_stop(const struct mailbox *mailbox)
{
	return mailbox->must_stop;
}
