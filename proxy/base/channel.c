#include "channel.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "mem.h"
#include "pack.h"

enum {
	HEADER_LEN = 1 + 1 + 8, /* type, flags, id */
	FLAG_MEMFD = 1,         /* the data is in the first descriptor */
	FLAG_PASS = 2,          /* the last descriptor is the letter's own */
	FDS_MAX = 4,
	DEATHS_MAX = 2,
	LETTER_SEALS = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL,
};

enum letter_kind {
	KIND_NOTE,    /* no answer; gone when it is sent */
	KIND_OPENING, /* goes first on every new pair: what the peer needs before any request */
	KIND_REQUEST, /* stays until it is answered */
	KIND_ANSWER,
};

#define BIT(role) (1u << (role))
#define ROLE_ANY  (~0u)

struct letter_rule {
	const char *name;
	unsigned from, to;
	enum letter_kind kind;
	bool may_pass;            /* a descriptor may come along */
	enum letter_type answers; /* KIND_REQUEST: how it is answered */
};

static const struct letter_rule rules[LETTER_TYPE_COUNT] = {
	[LETTER_PEER] = { "peer", BIT(ROLE_PARENT), ROLE_ANY, KIND_NOTE, true, 0 },
	[LETTER_READY] = { "ready", ROLE_ANY, BIT(ROLE_PARENT), KIND_NOTE, false, 0 },
	[LETTER_STOP] = { "stop", BIT(ROLE_PARENT), ROLE_ANY, KIND_NOTE, false, 0 },
	[LETTER_DRAIN] = { "drain", BIT(ROLE_PARENT), BIT(ROLE_WORKER), KIND_NOTE, false, 0 },
	[LETTER_DRAINING] = { "draining", BIT(ROLE_WORKER), BIT(ROLE_PARENT), KIND_NOTE, false, 0 },
	[LETTER_DRAINED] = { "drained", BIT(ROLE_WORKER), BIT(ROLE_PARENT), KIND_NOTE, false, 0 },
	[LETTER_TICKETS] = { "tickets", BIT(ROLE_PARENT), BIT(ROLE_WORKER), KIND_NOTE, false, 0 },
	[LETTER_PAUSES] = { "pauses", BIT(ROLE_PARENT), BIT(ROLE_WORKER) | BIT(ROLE_AUDIT),
	    KIND_NOTE, false, 0 },
	[LETTER_PAUSED] = { "paused", BIT(ROLE_WORKER), BIT(ROLE_PARENT), KIND_NOTE, false, 0 },
	[LETTER_CRASHED] = { "crashed", BIT(ROLE_PARENT), BIT(ROLE_AUDIT), KIND_NOTE, false, 0 },
	[LETTER_LEAF_KEY] = { "leaf-key", BIT(ROLE_WORKER), BIT(ROLE_CERTS), KIND_OPENING, false,
	    0 },
	[LETTER_CERTIFY] = { "certify", BIT(ROLE_WORKER), BIT(ROLE_CERTS), KIND_REQUEST, false,
	    LETTER_LEAF },
	[LETTER_LEAF] = { "leaf", BIT(ROLE_CERTS), BIT(ROLE_WORKER), KIND_ANSWER, false, 0 },
	[LETTER_IDENTIFY] = { "identify", BIT(ROLE_WORKER), BIT(ROLE_WHO), KIND_REQUEST, false,
	    LETTER_PERSON },
	[LETTER_PERSON] = { "person", BIT(ROLE_WHO), BIT(ROLE_WORKER), KIND_ANSWER, false, 0 },
	[LETTER_CONTEXT] = { "context", BIT(ROLE_WORKER), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_CONTEXT_IS },
	[LETTER_CONTEXT_IS] = { "context-is", BIT(ROLE_AUDIT), BIT(ROLE_WORKER), KIND_ANSWER, false,
	    0 },
	[LETTER_COMMIT] = { "commit", BIT(ROLE_WORKER), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_RECORDED },
	[LETTER_RECORDED] = { "recorded", BIT(ROLE_AUDIT), BIT(ROLE_WORKER), KIND_ANSWER, false,
	    0 },
	[LETTER_OUTCOME] = { "outcome", BIT(ROLE_WORKER), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_NOTED },
	[LETTER_NOTED] = { "noted", BIT(ROLE_AUDIT), BIT(ROLE_WORKER), KIND_ANSWER, false, 0 },
	[LETTER_COUNT] = { "count", BIT(ROLE_WORKER), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_NOTED },
	[LETTER_NOTICE] = { "notice", BIT(ROLE_WORKER), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_NOTICE_IS },
	[LETTER_NOTICE_IS] = { "notice-is", BIT(ROLE_AUDIT), BIT(ROLE_WORKER), KIND_ANSWER, false,
	    0 },
	[LETTER_ERASE] = { "erase", BIT(ROLE_PARENT), BIT(ROLE_AUDIT), KIND_REQUEST, false,
	    LETTER_ERASED },
	[LETTER_ERASED] = { "erased", BIT(ROLE_AUDIT), BIT(ROLE_PARENT), KIND_ANSWER, false, 0 },
};

const char *const role_names[] = {
	[ROLE_PARENT] = "parent",
	[ROLE_LOAD] = "load",
	[ROLE_CERTS] = "certs",
	[ROLE_WHO] = "who",
	[ROLE_AUDIT] = "audit",
	[ROLE_WORKER] = "worker",
	[ROLE_COUNT] = NULL,
};

struct outgoing {
	struct outgoing *next, *previous;
	enum letter_type type;
	uint64_t id;
	char *data; /* owned; NULL when it is in memfd */
	size_t len;
	int memfd, pass; /* -1: none */
	bool is_sent;
	unsigned deaths; /* incarnations of the peer that died with it */
};

struct channel {
	int fd;
	enum role self, peer;
	struct outgoing *first, *last;
	struct outgoing *unsent; /* the first that is not sent; all behind it are not either */
	size_t count, max;
	size_t waiting; /* requests among them */
	size_t bytes;
	bool is_gone; /* the peer takes nothing more; what it sent before can still be read */
	enum channel_result ending; /* to be told after the failed requests; CHANNEL_LETTER: none */
	struct outgoing *given;     /* a failed request that the caller looks at */
	void *mapping;              /* of the memfd that the caller looks at */
	size_t mapping_len;
	char *room; /* HEADER_LEN + LETTER_MAX + 1, made at the first letter */
};

const char *letter_name(enum letter_type type)
{
	return rules[type].name;
}

struct channel *channel_new(int fd, enum role self, enum role peer, size_t outbox_max)
{
	struct channel *channel = mem_alloc(sizeof *channel);

	channel->fd = fd;
	channel->self = self;
	channel->peer = peer;
	channel->max = outbox_max;
	return channel;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void outgoing_free(struct outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	close_if_open(outgoing->memfd);
	close_if_open(outgoing->pass);
	free(outgoing->data);
	free(outgoing);
}

/* The last letter's bytes were borrowed until now. */
static void forget_borrowed(struct channel *channel)
{
	if (channel->mapping != NULL)
		munmap(channel->mapping, channel->mapping_len);
	channel->mapping = NULL;
	outgoing_free(channel->given);
	channel->given = NULL;
}

void channel_free(struct channel *channel)
{
	if (channel == NULL)
		return;
	forget_borrowed(channel);
	while (channel->first != NULL) {
		struct outgoing *gone = channel->first;
		channel->first = gone->next;
		outgoing_free(gone);
	}
	close_if_open(channel->fd);
	free(channel->room);
	free(channel);
}

static void detach(struct channel *channel, struct outgoing *outgoing)
{
	if (outgoing->previous != NULL)
		outgoing->previous->next = outgoing->next;
	else
		channel->first = outgoing->next;
	if (outgoing->next != NULL)
		outgoing->next->previous = outgoing->previous;
	else
		channel->last = outgoing->previous;
	if (channel->unsent == outgoing)
		channel->unsent = outgoing->next;
	channel->count--;
	channel->bytes -= outgoing->len;
	channel->waiting -= rules[outgoing->type].kind == KIND_REQUEST;
}

static void append(struct channel *channel, struct outgoing *outgoing)
{
	outgoing->previous = channel->last;
	if (channel->last != NULL)
		channel->last->next = outgoing;
	else
		channel->first = outgoing;
	channel->last = outgoing;
	if (channel->unsent == NULL)
		channel->unsent = outgoing;
	channel->count++;
	channel->bytes += outgoing->len;
	channel->waiting += rules[outgoing->type].kind == KIND_REQUEST;
}

static void prepend(struct channel *channel, struct outgoing *outgoing)
{
	outgoing->next = channel->first;
	if (channel->first != NULL)
		channel->first->previous = outgoing;
	else
		channel->last = outgoing;
	channel->first = outgoing;
	if (channel->unsent == outgoing->next)
		channel->unsent = outgoing;
	channel->count++;
	channel->bytes += outgoing->len;
}

static size_t header(const struct outgoing *outgoing, unsigned char *to)
{
	to[0] = (unsigned char)outgoing->type;
	to[1] = (unsigned char)((outgoing->memfd >= 0 ? FLAG_MEMFD : 0) |
	                        (outgoing->pass >= 0 ? FLAG_PASS : 0));
	for (int i = 0; i < 8; i++)
		to[2 + i] = (unsigned char)(outgoing->id >> (8 * i));
	return HEADER_LEN;
}

static void attach_fds(struct msghdr *msg, const struct outgoing *outgoing, void *room)
{
	int fds[2];
	size_t count = 0;

	if (outgoing->memfd >= 0)
		fds[count++] = outgoing->memfd;
	if (outgoing->pass >= 0)
		fds[count++] = outgoing->pass;
	if (count == 0)
		return;
	msg->msg_control = room;
	msg->msg_controllen = CMSG_SPACE(count * sizeof(int));
	struct cmsghdr *part = CMSG_FIRSTHDR(msg);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(part), fds, count * sizeof(int));
}

/* False: the socket takes no more for now, or never again. */
static bool transmit(struct channel *channel, const struct outgoing *outgoing)
{
	unsigned char head[HEADER_LEN];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = { 0 };
	struct iovec parts[] = { { head, header(outgoing, head) },
		{ outgoing->data, outgoing->data != NULL ? outgoing->len : 0 } };
	struct msghdr msg = { .msg_iov = parts, .msg_iovlen = 2 };

	attach_fds(&msg, outgoing, control);
	while (sendmsg(channel->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
		if (errno == EINTR)
			continue;
		/* Out of room (EAGAIN), of kernel memory or of descriptors in flight: later. */
		if (errno != EAGAIN && errno != ENOBUFS && errno != ENOMEM && errno != ETOOMANYREFS)
			channel->is_gone = true;
		return false;
	}
	return true;
}

void channel_flush(struct channel *channel)
{
	while (channel->fd >= 0 && !channel->is_gone && channel->unsent != NULL) {
		struct outgoing *outgoing = channel->unsent;
		enum letter_kind kind = rules[outgoing->type].kind;
		if (!transmit(channel, outgoing))
			return;
		outgoing->is_sent = true;
		channel->unsent = outgoing->next;
		if (kind == KIND_REQUEST || kind == KIND_OPENING)
			continue;
		detach(channel, outgoing);
		assert(channel->unsent != outgoing);
		outgoing_free(outgoing);
	}
}

/* What was meant for the dead alone is dropped; requests and openings wait for the successor. */
static void prepare_again(struct channel *channel, bool is_death)
{
	struct outgoing *next;

	for (struct outgoing *each = channel->first; each != NULL; each = next) {
		enum letter_kind kind = rules[each->type].kind;
		next = each->next;
		if (kind == KIND_NOTE || kind == KIND_ANSWER) {
			detach(channel, each);
			outgoing_free(each);
			continue;
		}
		if (is_death && kind == KIND_REQUEST && each->is_sent)
			each->deaths++;
		each->is_sent = false;
	}
	channel->unsent = channel->first;
}

void channel_replace(struct channel *channel, int fd)
{
	if (channel->fd >= 0) {
		close(channel->fd);
		prepare_again(channel, false);
	}
	channel->fd = fd;
	channel->is_gone = false;
	channel->ending = CHANNEL_LETTER;
	channel_flush(channel);
}

int channel_fd(const struct channel *channel)
{
	return channel->fd;
}

bool channel_is_full(const struct channel *channel)
{
	return channel->count >= channel->max;
}

bool channel_wants_write(const struct channel *channel)
{
	return channel->fd >= 0 && !channel->is_gone && channel->unsent != NULL;
}

size_t channel_waiting(const struct channel *channel)
{
	return channel->waiting;
}

size_t channel_bytes(const struct channel *channel)
{
	return channel->bytes;
}

static int seal_data(struct span data)
{
	int fd = memfd_create("gatepost-letter", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	while (fd >= 0 && data.len > 0) {
		ssize_t len = write(fd, data.data, data.len);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			break;
		data = span_from(data, (size_t)len);
	}
	if (fd >= 0 && data.len == 0 && fcntl(fd, F_ADD_SEALS, LETTER_SEALS) == 0)
		return fd;
	close_if_open(fd);
	return -1;
}

/* False: no descriptor was to be had. */
static bool fill(struct outgoing *outgoing, struct span data, int pass)
{
	outgoing->len = data.len;
	outgoing->memfd = -1;
	outgoing->pass = -1;
	if (data.len > LETTER_MAX)
		outgoing->memfd = seal_data(data);
	else
		outgoing->data = mem_copy_n(data.data, data.len);
	if (pass >= 0)
		outgoing->pass = fcntl(pass, F_DUPFD_CLOEXEC, 0);
	return (data.len <= LETTER_MAX || outgoing->memfd >= 0) &&
	       (pass < 0 || outgoing->pass >= 0);
}

static void drop_opening(struct channel *channel, enum letter_type type)
{
	struct outgoing *next;

	for (struct outgoing *each = channel->first; each != NULL; each = next) {
		next = each->next;
		if (each->type != type)
			continue;
		detach(channel, each);
		outgoing_free(each);
	}
}

static bool is_permitted(enum role from, enum role to, const struct letter_rule *rule, uint64_t id)
{
	bool is_note = rule->kind == KIND_NOTE || rule->kind == KIND_OPENING;

	return (rule->from & BIT(from)) != 0 && (rule->to & BIT(to)) != 0 && is_note == (id == 0);
}

bool channel_send(
    struct channel *channel, enum letter_type type, uint64_t id, struct span data, int pass)
{
	const struct letter_rule *rule = &rules[type];

	assert(is_permitted(channel->self, channel->peer, rule, id));
	assert(pass < 0 || rule->may_pass);
	if (channel_is_full(channel) || data.len > LETTER_FD_MAX)
		return false;
	struct outgoing *outgoing = mem_alloc(sizeof *outgoing);
	outgoing->type = type;
	outgoing->id = id;
	if (!fill(outgoing, data, pass)) {
		outgoing_free(outgoing);
		return false;
	}
	if (rule->kind == KIND_OPENING) {
		drop_opening(channel, type);
		if (channel->unsent == channel->first) {
			prepend(channel, outgoing);
		} else {
			append(channel, outgoing);
		}
	} else {
		append(channel, outgoing);
	}
	channel_flush(channel);
	return true;
}

struct incoming {
	size_t len;
	int fds[FDS_MAX];
	size_t fd_count;
	bool is_cut;
};

static void take_fds(struct msghdr *msg, struct incoming *incoming)
{
	for (struct cmsghdr *part = CMSG_FIRSTHDR(msg); part != NULL;
	     part = CMSG_NXTHDR(msg, part)) {
		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count && incoming->fd_count < FDS_MAX; i++)
			memcpy(&incoming->fds[incoming->fd_count++],
			    CMSG_DATA(part) + i * sizeof(int), sizeof(int));
	}
	incoming->is_cut = (msg->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
}

static enum channel_result fetch(struct channel *channel, struct incoming *incoming)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(FDS_MAX * sizeof(int))];
	struct iovec part = { channel->room, HEADER_LEN + LETTER_MAX };
	int resets = 0;

	for (;;) {
		struct msghdr msg = { .msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof control };
		ssize_t len = recvmsg(channel->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		if (len > 0) {
			incoming->len = (size_t)len;
			take_fds(&msg, incoming);
			return CHANNEL_LETTER;
		}
		if (len < 0 && (errno == EAGAIN || errno == ENOMEM || errno == ENOBUFS))
			return CHANNEL_EMPTY;
		/* The peer died with letters of ours unread: the kernel says so once, and then
		 * gives what the peer had sent before. */
		bool is_told_once = len < 0 && errno == ECONNRESET && resets++ == 0;
		if (!is_told_once && !(len < 0 && errno == EINTR))
			return CHANNEL_EOF;
	}
}

static bool map_data(struct channel *channel, int fd, struct span *data)
{
	struct stat info;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & LETTER_SEALS) != LETTER_SEALS || fstat(fd, &info) != 0)
		return false;
	if (info.st_size <= LETTER_MAX || info.st_size > LETTER_FD_MAX)
		return false;
	void *mapping = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping == MAP_FAILED)
		return false;
	channel->mapping = mapping;
	channel->mapping_len = (size_t)info.st_size;
	*data = span_make(mapping, channel->mapping_len);
	return true;
}

static bool read_header(const struct channel *channel, const struct incoming *incoming,
    struct letter *letter, uint8_t *flags)
{
	struct unpack from = unpack_open(span_make(channel->room, incoming->len));
	uint8_t type = unpack_u8(&from);

	*flags = unpack_u8(&from);
	letter->id = unpack_u64(&from);
	letter->data = from.rest;
	if (incoming->is_cut || from.is_bad || type >= LETTER_TYPE_COUNT ||
	    (*flags & ~(FLAG_MEMFD | FLAG_PASS)) != 0)
		return false;
	letter->type = (enum letter_type)type;
	return is_permitted(channel->peer, channel->self, &rules[type], letter->id);
}

/* Takes the descriptors out of incoming only if all of it is good. */
static bool read_letter(struct channel *channel, struct incoming *incoming, struct letter *letter)
{
	uint8_t flags;

	if (!read_header(channel, incoming, letter, &flags))
		return false;
	bool has_memfd = (flags & FLAG_MEMFD) != 0, has_pass = (flags & FLAG_PASS) != 0;
	if (incoming->fd_count != (size_t)has_memfd + (size_t)has_pass)
		return false;
	if (has_pass && !rules[letter->type].may_pass)
		return false;
	if (has_memfd &&
	    (letter->data.len > 0 || !map_data(channel, incoming->fds[0], &letter->data)))
		return false;
	if (has_pass)
		letter->fd = incoming->fds[--incoming->fd_count];
	return true;
}

static struct outgoing *find_request(const struct channel *channel, const struct letter *answer)
{
	for (struct outgoing *each = channel->first; each != channel->unsent; each = each->next) {
		if (each->id == answer->id && rules[each->type].kind == KIND_REQUEST &&
		    rules[each->type].answers == answer->type)
			return each;
	}
	return NULL;
}

/* False: an answer to nothing (the request was given up, or answered before). */
static bool settle_request(struct channel *channel, const struct letter *letter)
{
	if (rules[letter->type].kind != KIND_ANSWER)
		return true;
	struct outgoing *request = find_request(channel, letter);
	if (request == NULL)
		return false;
	detach(channel, request);
	outgoing_free(request);
	return true;
}

static bool give_failed(struct channel *channel, struct letter *letter)
{
	struct outgoing *each = channel->first;

	while (each != NULL && each->deaths < DEATHS_MAX)
		each = each->next;
	if (each == NULL)
		return false;
	detach(channel, each);
	channel->given = each;
	letter->type = each->type;
	letter->id = each->id;
	letter->is_failed = true;
	letter->data = span_make(each->data, each->data != NULL ? each->len : 0);
	if (each->memfd >= 0)
		map_data(channel, each->memfd, &letter->data);
	return true;
}

static enum channel_result end(
    struct channel *channel, enum channel_result how, struct letter *letter)
{
	if (channel->fd >= 0) {
		close(channel->fd);
		channel->fd = -1;
		prepare_again(channel, true);
	}
	channel->ending = how;
	return give_failed(channel, letter) ? CHANNEL_LETTER : how;
}

enum channel_result channel_receive(struct channel *channel, struct letter *letter)
{
	forget_borrowed(channel);
	*letter = (struct letter){ .fd = -1 };
	if (channel->fd < 0)
		return end(channel,
		    channel->ending != CHANNEL_LETTER ? channel->ending : CHANNEL_EOF, letter);
	if (channel->room == NULL)
		channel->room = mem_alloc(HEADER_LEN + LETTER_MAX);
	for (;;) {
		struct incoming incoming = { 0 };
		enum channel_result result = fetch(channel, &incoming);
		if (result == CHANNEL_EMPTY)
			return result;
		bool is_good = result == CHANNEL_LETTER && read_letter(channel, &incoming, letter);
		while (incoming.fd_count > 0)
			close(incoming.fds[--incoming.fd_count]);
		if (!is_good)
			return end(
			    channel, result == CHANNEL_EOF ? result : CHANNEL_BREACH, letter);
		if (settle_request(channel, letter))
			return CHANNEL_LETTER;
		forget_borrowed(channel);
	}
}

bool channel_pair(int ends[2])
{
	enum { BUFFER = 1024 * 1024 };
	int size = BUFFER;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	/* A hundred letters fill the default buffer; where the limit is lower, we get the limit. */
	for (int i = 0; i < 2; i++)
		setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	return true;
}
