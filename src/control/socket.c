/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket. */
#include "config.h"

#include "control/socket.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* In epoll's data: the listening socket, else the number of the client. */
#define LISTENER   (CONTROL_PLACES + 1)
#define NO_GROUP   ((gid_t)-1)
/* Supplementary groups of a client that are looked at. */
#define GROUPS_MAX 256
/* Requests of a client that is dropped, which are thrown away. */
#define UNREAD_MAX 16

/* ---- opening ---- */

static int watch_descriptor(
    struct control_socket *c, int op, int fd, uint32_t events, unsigned number)
{
	struct epoll_event event = { .events = events, .data.u32 = number };

	return epoll_ctl(c->fd, op, fd, &event) < 0 ? -errno : 0;
}

/* Returns 0 for a socket without a program behind it. (A file refuses connections as well.) */
static int probe_socket(const struct sockaddr_un *addr)
{
	struct stat st;
	int error = -EADDRINUSE, fd;

	if (lstat(addr->sun_path, &st) < 0)
		return -errno;
	if (!S_ISSOCK(st.st_mode))
		return -ENOTSOCK;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0)
		error = errno == ECONNREFUSED ? 0 : errno == EAGAIN ? -EADDRINUSE : -errno;
	close(fd);
	return error;
}

/* The socket is born with its mode: a change by its path could reach another file by then. A socket that a
 * crash left behind is taken away. */
static int bind_path(int fd, const struct sockaddr_un *addr, bool shared)
{
	mode_t old = umask(shared ? 0117 : 0177);
	int error = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ? -errno : 0;

	if (error == -EADDRINUSE && (error = probe_socket(addr)) == 0 &&
	    (unlink(addr->sun_path) < 0 ||
		bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0))
		error = -errno;
	umask(old);
	return error;
}

static int listen_at(struct control_socket *c, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int error;

	memcpy(addr.sun_path, path, strlen(path) + 1);
	c->listen_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->listen_fd < 0)
		return -errno;
	error = bind_path(c->listen_fd, &addr, c->group != NO_GROUP);
	if (error != 0)
		return error;
	memcpy(c->path, path, strlen(path) + 1); /* from here on ours to take away */
	return listen(c->listen_fd, CONTROL_CLIENTS) < 0 ? -errno : 0;
}

/* Takes the group on for as long as it takes to make the socket, which so is born with it. Without the right
 * to that a program can still be started with the group. */
static int listen_as_group(struct control_socket *c, const char *path, int *ret_group_error)
{
	gid_t before = getegid();
	int error;

	if (c->group != NO_GROUP && c->group != before && setegid(c->group) < 0) {
		*ret_group_error = -errno;
		c->group = NO_GROUP;
	}
	error = listen_at(c, path);
	if (getegid() != before && setegid(before) < 0)
		return -errno;
	return error;
}

int control_open(
    struct control_socket *c, const char *path, const char *group, int *ret_group_error)
{
	const struct group *g;
	int error;

	*c = (struct control_socket){
		.fd = -1, .listen_fd = -1, .group = NO_GROUP, .accept_at = USEC_INFINITY
	};
	for (unsigned i = 0; i <= CONTROL_DOOR; i++)
		c->clients[i].fd = -1;
	if (strlen(path) >= sizeof(c->path))
		return -ENAMETOOLONG;
	g = group == NULL ? NULL : getgrnam(group);
	*ret_group_error = group != NULL && g == NULL ? -ENOENT : 0;
	if (g != NULL)
		c->group = g->gr_gid;
	c->fd = epoll_create1(EPOLL_CLOEXEC);
	if (c->fd < 0)
		return -errno;
	error = listen_as_group(c, path, ret_group_error);
	if (error == 0)
		error = watch_descriptor(c, EPOLL_CTL_ADD, c->listen_fd, EPOLLIN, LISTENER);
	if (error != 0)
		control_close(c);
	return error;
}

void control_close(struct control_socket *c)
{
	if (c->listen_fd >= 0)
		close(c->listen_fd);
	if (c->fd >= 0 && c->path[0] != '\0')
		unlink(c->path); /* may fail after a change of user; the next start copes */
	/* A client that waits for the end may start another daemon at once. */
	for (unsigned i = 0; i <= CONTROL_DOOR; i++)
		control_drop(c, i);
	if (c->fd >= 0)
		close(c->fd);
	c->fd = c->listen_fd = -1;
}

/* ---- clients ---- */

static bool is_in_group(int fd, gid_t primary, gid_t group)
{
	gid_t groups[GROUPS_MAX];
	socklen_t len = sizeof(groups);

	if (group == NO_GROUP || primary == group)
		return group != NO_GROUP;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) < 0)
		return false;
	for (size_t i = 0; i < len / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

bool control_is_owner(const struct control_socket *c, unsigned client)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	return getsockopt(c->clients[client].fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) == 0 &&
	       (cred.uid == 0 || cred.uid == geteuid());
}

/* Finds the place of a new client. The mode of the socket admits clients; but a path can be bent, and a
 * socket handed on. */
static unsigned find_place(const struct control_socket *c, int fd, enum control_kind *ret)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);
	unsigned i = 0, n = CONTROL_CLIENTS;

	*ret = CONTROL_REFUSED;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
		return CONTROL_DOOR;
	if (cred.uid == 0)
		n = CONTROL_PLACES;
	else if (cred.uid != geteuid() && !is_in_group(fd, cred.gid, c->group))
		return CONTROL_DOOR;
	while (i < n && c->clients[i].fd >= 0)
		i++;
	*ret = i < n ? CONTROL_CONNECTED : CONTROL_FULL;
	return i < n ? i : CONTROL_DOOR;
}

/* A connection that cannot be accepted stays in the backlog. Polling it again at once would spin. */
static bool rest_accepting(
    struct control_socket *c, int error, usec_t now, struct control_happening *ret)
{
	bool news = !c->failing;

	if (error == -EAGAIN || error == -EINTR || error == -ECONNABORTED)
		return false;
	watch_descriptor(c, EPOLL_CTL_MOD, c->listen_fd, 0, LISTENER);
	c->accept_at = usec_add(now, CONTROL_REST);
	c->failing = true;
	*ret = (struct control_happening){ .kind = CONTROL_FAILING, .error = error };
	return news;
}

void control_advance(struct control_socket *c, usec_t now)
{
	if (c->fd < 0 || now < c->accept_at)
		return;
	c->accept_at = USEC_INFINITY;
	watch_descriptor(c, EPOLL_CTL_MOD, c->listen_fd, EPOLLIN, LISTENER);
}

static bool accept_client(struct control_socket *c, usec_t now, struct control_happening *ret)
{
	int fd = accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	enum control_kind kind;
	unsigned i;

	if (fd < 0)
		return rest_accepting(c, -errno, now, ret);
	c->failing = false;
	i = find_place(c, fd, &kind);
	if (i != CONTROL_DOOR && watch_descriptor(c, EPOLL_CTL_ADD, fd, EPOLLIN, i) != 0) {
		close(fd);
		return false;
	}
	control_drop(c, i); /* another client may still stand at the door */
	c->clients[i] = (struct control_client){
		.fd = fd, .stalled = USEC_INFINITY, .active = now
	};
	c->n_clients++;
	*ret = (struct control_happening){ .kind = kind, .client = i };
	return true;
}

/* Waits only for what the client needs next: room to write while it takes nothing, a request while it is idle.
 * epoll reports hang-ups anyway. */
static void watch_client(struct control_socket *c, unsigned client)
{
	const struct control_client *cl = &c->clients[client];

	watch_descriptor(c, EPOLL_CTL_MOD, cl->fd,
	    (cl->stalled != USEC_INFINITY ? EPOLLOUT : 0u) | (cl->busy ? 0u : EPOLLIN), client);
}

void control_drop(struct control_socket *c, unsigned client)
{
	int fd = c->clients[client].fd;

	if (fd < 0)
		return;
	/* A request that is not read would reset the connection, and the client would lose its answer. */
	for (int i = 0; i < UNREAD_MAX && recv(fd, c->request, 1, MSG_DONTWAIT) > 0; i++)
		;
	close(fd); /* and so out of the epoll */
	c->clients[client].fd = -1;
	c->n_clients--;
}

static bool read_request(
    struct control_socket *c, unsigned client, usec_t now, struct control_happening *ret)
{
	struct iovec iov = { c->request, CONTROL_REQUEST_MAX };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len = recvmsg(c->clients[client].fd, &msg, MSG_DONTWAIT);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	ret->kind = CONTROL_REQUEST;
	ret->client = client;
	c->clients[client].active = now;
	if (len <= 0) {
		control_drop(c, client);
		ret->kind = CONTROL_GONE;
	} else if ((msg.msg_flags & MSG_TRUNC) != 0) {
		ret->kind = CONTROL_TOO_LONG;
	} else {
		c->request[len] = '\0';
		ret->text = c->request;
	}
	return true;
}

bool control_next(struct control_socket *c, usec_t now, struct control_happening *ret)
{
	struct epoll_event event;
	unsigned client;

	*ret = (struct control_happening){ .text = NULL };
	while (c->fd >= 0 && epoll_wait(c->fd, &event, 1, 0) == 1) {
		client = event.data.u32;
		if (client == LISTENER) /* one that is not taken stays: not again in this turn */
			return accept_client(c, now, ret);
		if ((event.events & (EPOLLERR | EPOLLHUP)) != 0 && (event.events & EPOLLIN) == 0) {
			control_drop(c, client);
			*ret = (struct control_happening){ .kind = CONTROL_GONE, .client = client };
			return true;
		}
		if ((event.events & EPOLLOUT) != 0) {
			c->clients[client].stalled = USEC_INFINITY;
			watch_client(c, client);
			*ret = (struct control_happening){ .kind = CONTROL_ROOM, .client = client };
			return true;
		}
		if (read_request(c, client, now, ret))
			return true;
	}
	return false;
}

int control_send(
    struct control_socket *c, unsigned client, const char *data, size_t len, usec_t now)
{
	struct control_client *cl = &c->clients[client];
	int error;

	if (send(cl->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) {
		cl->active = now;
		return 0;
	}
	error = -errno;
	if (error != -EAGAIN) {
		control_drop(c, client);
		return error;
	}
	if (cl->stalled == USEC_INFINITY) {
		cl->stalled = now;
		watch_client(c, client);
	}
	return -EAGAIN;
}

void control_set_busy(struct control_socket *c, unsigned client, bool busy)
{
	if (c->clients[client].fd < 0 || c->clients[client].busy == busy)
		return;
	c->clients[client].busy = busy;
	watch_client(c, client);
}

static usec_t deadline_of(const struct control_client *cl)
{
	if (cl->fd < 0)
		return USEC_INFINITY;
	if (cl->stalled != USEC_INFINITY)
		return usec_add(cl->stalled, CONTROL_PATIENCE);
	return cl->busy ? USEC_INFINITY : usec_add(cl->active, CONTROL_IDLE);
}

bool control_find_late(const struct control_socket *c, usec_t now, unsigned *ret)
{
	for (unsigned i = 0; i < CONTROL_PLACES; i++)
		if (deadline_of(&c->clients[i]) <= now) {
			*ret = i;
			return true;
		}
	return false;
}

usec_t control_deadline(const struct control_socket *c)
{
	usec_t deadline = c->accept_at;

	for (unsigned i = 0; i < CONTROL_PLACES; i++)
		deadline = usec_min(deadline, deadline_of(&c->clients[i]));
	return deadline;
}
