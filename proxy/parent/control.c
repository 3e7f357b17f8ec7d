#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char socket_name[] = "control.sock";

static bool socket_address(const char *state, struct sockaddr_un *address, struct err *err)
{
	memset(address, 0, sizeof *address);
	address->sun_family = AF_UNIX;
	int len =
	    snprintf(address->sun_path, sizeof address->sun_path, "%s/%s", state, socket_name);
	if (len < 0 || (size_t)len >= sizeof address->sun_path)
		return err_set(err, "the path of the state folder is too long: %s", state);
	return true;
}

static bool read_answer(int fd, struct buf *answer, int *exit_status, struct err *err)
{
	ssize_t n;

	do {
		char *room = buf_reserve(answer, 65536);
		if (room == NULL)
			return err_set(err, "the answer is too long");
		n = read(fd, room, 65536);
		if (n > 0)
			buf_commit(answer, (size_t)n);
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (answer->len < 2 || answer->data[0] < '0' || answer->data[0] > '9')
		return err_set(err, "the proxy gave no answer");
	*exit_status = answer->data[0] - '0';
	buf_drain(answer, 2);
	return true;
}

static int dial(const char *state, struct err *err)
{
	struct sockaddr_un address;

	if (!socket_address(state, &address, err))
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	if (errno == EACCES || errno == EPERM)
		err_set_errno(err, "the proxy with the state folder %s cannot be asked", state);
	else
		err_set(err, "no proxy is running with the state folder %s (%s)", state,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

bool control_is_there(const char *state)
{
	struct err err;
	int fd = dial(state, &err);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool control_ask(
    const char *state, const char *word, struct buf *answer, int *exit_status, struct err *err)
{
	int fd = dial(state, err);

	if (fd < 0)
		return false;
	bool ok = (send(fd, word, strlen(word), MSG_NOSIGNAL) >= 0 &&
	              send(fd, "\n", 1, MSG_NOSIGNAL) >= 0) ||
	          err_set_errno(err, "the proxy does not listen");
	ok = ok && read_answer(fd, answer, exit_status, err);
	close(fd);
	return ok;
}

int control_listen(const char *state, struct err *err)
{
	struct sockaddr_un address;

	if (!socket_address(state, &address, err))
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(address.sun_path); /* ours: the state folder is locked */
	mode_t before = umask(0177);
	bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	          listen(fd, CONTROL_CLIENTS_MAX) == 0;
	umask(before);
	if (ok)
		return fd;
	err_set_errno(err, "cannot make %s", address.sun_path);
	if (fd >= 0)
		close(fd);
	return -1;
}

void control_close(int listen_fd, const char *state)
{
	struct sockaddr_un address;
	struct err err;

	close(listen_fd);
	if (socket_address(state, &address, &err))
		unlink(address.sun_path);
}

static bool is_permitted(int fd, unsigned *uid)
{
	struct ucred peer;
	socklen_t len = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	*uid = peer.uid;
	return peer.uid == 0 || peer.uid == geteuid();
}

static void drop(struct control_client *client)
{
	close(client->fd);
	*client = (struct control_client){ .fd = -1 };
}

/* A free place; or else that of one who has not asked anything yet, so that nobody can keep the
 * others out by saying nothing. */
static struct control_client *make_room(struct control_client *clients)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (clients[i].fd < 0)
			return &clients[i];
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (!clients[i].is_waiting) {
			drop(&clients[i]);
			return &clients[i];
		}
	return NULL;
}

void control_accept(int listen_fd, struct control_client *clients)
{
	int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	unsigned uid;

	if (fd < 0)
		return;
	struct control_client *client = is_permitted(fd, &uid) ? make_room(clients) : NULL;
	if (client != NULL)
		*client = (struct control_client){ .fd = fd, .uid = uid };
	else
		close(fd);
}

bool control_read(struct control_client *client)
{
	ssize_t n = read(client->fd, client->word + client->len, sizeof client->word - client->len);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0 || client->is_waiting) {
		drop(client);
		return false;
	}
	client->len += (size_t)n;
	char *end = memchr(client->word, '\n', client->len);
	if (end == NULL && client->len == sizeof client->word)
		drop(client);
	if (end == NULL)
		return false;
	*end = '\0';
	client->is_waiting = true;
	return true;
}

void control_answer(struct control_client *client, int exit_status, struct span text)
{
	char head[2] = { (char)('0' + exit_status), '\n' };

	if (send(client->fd, head, sizeof head, MSG_NOSIGNAL | MSG_MORE) == sizeof head &&
	    text.len > 0)
		if (send(client->fd, text.data, text.len, MSG_NOSIGNAL) < 0)
			errno = 0; /* who asked has left: nobody to tell */
	drop(client);
}
