/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket. */
#include "config.h"

#include "ctl.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* In epoll's data: the listening socket, else the number of the client. */
#define LISTENER   CTL_CLIENTS
#define NO_GROUP   ((gid_t)-1)
/* Supplementary groups of a client that are looked at. */
#define GROUPS_MAX 256

/* ---- opening ---- */

static int watch(struct ctl *c, int op, int fd, uint32_t events, unsigned number)
{
	struct epoll_event event = { .events = events, .data.u32 = number };

	return epoll_ctl(c->fd, op, fd, &event) < 0 ? -errno : 0;
}

/* Is it a socket with nobody behind it? (A file refuses connections as well.) */
static bool is_dead_socket(const struct sockaddr_un *addr)
{
	struct stat st;
	bool dead;
	int fd;

	if (lstat(addr->sun_path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	dead = fd >= 0 && connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 &&
	       errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return dead;
}

/* A socket that a crash left behind is taken away. */
static int bind_path(int fd, const struct sockaddr_un *addr)
{
	mode_t old = umask(0177); /* until ctl_open() opens it to the group */
	int error = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ? -errno : 0;

	if (error == -EADDRINUSE && is_dead_socket(addr) && unlink(addr->sun_path) == 0)
		error = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ? -errno : 0;
	umask(old);
	return error;
}

static int listen_at(struct ctl *c, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int error;

	memcpy(addr.sun_path, path, strlen(path) + 1);
	c->listen_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (c->listen_fd < 0)
		return -errno;
	if ((error = bind_path(c->listen_fd, &addr)) != 0)
		return error;
	memcpy(c->path, path, strlen(path) + 1); /* from here on ours to take away */
	/* Whoever may not give files away can still be started with the group. */
	if (c->group != NO_GROUP && getegid() != c->group &&
		chown(c->path, (uid_t)-1, c->group) < 0)
		return -errno;
	if (c->group != NO_GROUP && chmod(c->path, 0660) < 0)
		return -errno;
	return listen(c->listen_fd, CTL_CLIENTS) < 0 ? -errno : 0;
}

int ctl_open(struct ctl *c, const char *path, const char *group, bool *ret_group_unknown)
{
	const struct group *g;
	int error;

	*c = (struct ctl){ .fd = -1, .listen_fd = -1, .group = NO_GROUP };
	for (unsigned i = 0; i < CTL_CLIENTS; i++)
		c->clients[i].fd = -1;
	if (strlen(path) >= sizeof(c->path))
		return -ENAMETOOLONG;
	g = group == NULL ? NULL : getgrnam(group);
	*ret_group_unknown = group != NULL && g == NULL;
	if (*ret_group_unknown)
		return -ENOENT;
	if (g != NULL)
		c->group = g->gr_gid;
	c->fd = epoll_create1(EPOLL_CLOEXEC);
	if (c->fd < 0)
		return -errno;
	error = listen_at(c, path);
	if (error == 0)
		error = watch(c, EPOLL_CTL_ADD, c->listen_fd, EPOLLIN, LISTENER);
	if (error != 0)
		ctl_close(c);
	return error;
}

void ctl_close(struct ctl *c)
{
	for (unsigned i = 0; i < CTL_CLIENTS; i++)
		ctl_drop(c, i);
	if (c->listen_fd >= 0)
		close(c->listen_fd);
	if (c->fd >= 0)
		close(c->fd);
	if (c->fd >= 0 && c->path[0] != '\0')
		unlink(c->path); /* may fail after a change of user; the next start copes */
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

/* The mode of the socket says the same; but a path can be bent, and a socket handed on. */
static bool may_be_served(const struct ctl *c, int fd)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
		return false;
	return cred.uid == 0 || cred.uid == geteuid() || is_in_group(fd, cred.gid, c->group);
}

static bool take_client(struct ctl *c, struct ctl_happening *ret)
{
	int fd = accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	unsigned i = 0;

	if (fd < 0)
		return false;
	while (i < CTL_CLIENTS && c->clients[i].fd >= 0)
		i++;
	if (i == CTL_CLIENTS || !may_be_served(c, fd) ||
		watch(c, EPOLL_CTL_ADD, fd, EPOLLIN, i) != 0) {
		close(fd);
		return false;
	}
	c->clients[i] = (struct ctl_client){ .fd = fd, .stalled = USEC_INFINITY };
	c->n_clients++;
	*ret = (struct ctl_happening){ .kind = CTL_CONNECTED, .client = i };
	return true;
}

/* While he takes nothing, or is answered, only what he lacks is waited for; that he has gone is told in
 * any case. */
static void rewatch(struct ctl *c, unsigned client)
{
	const struct ctl_client *cl = &c->clients[client];

	watch(c, EPOLL_CTL_MOD, cl->fd,
		(cl->stalled != USEC_INFINITY ? EPOLLOUT : 0u) | (cl->busy ? 0u : EPOLLIN), client);
}

void ctl_drop(struct ctl *c, unsigned client)
{
	if (c->clients[client].fd < 0)
		return;
	close(c->clients[client].fd); /* and so out of the epoll */
	c->clients[client].fd = -1;
	c->n_clients--;
}

static bool read_request(struct ctl *c, unsigned client, struct ctl_happening *ret)
{
	struct iovec iov = { c->request, CTL_REQUEST_MAX };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len = recvmsg(c->clients[client].fd, &msg, MSG_DONTWAIT);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	ret->kind = CTL_REQUEST;
	ret->client = client;
	if (len <= 0) {
		ctl_drop(c, client);
		ret->kind = CTL_GONE;
	} else if ((msg.msg_flags & MSG_TRUNC) != 0) {
		ret->kind = CTL_TOO_LONG;
	} else {
		c->request[len] = '\0';
		ret->text = c->request;
	}
	return true;
}

bool ctl_next(struct ctl *c, struct ctl_happening *ret)
{
	struct epoll_event event;
	unsigned client;

	*ret = (struct ctl_happening){ .text = NULL };
	while (c->fd >= 0 && epoll_wait(c->fd, &event, 1, 0) == 1) {
		client = event.data.u32;
		if (client == LISTENER) /* one who is not taken may stay: not again in this turn */
			return take_client(c, ret);
		if ((event.events & (EPOLLERR | EPOLLHUP)) != 0 && (event.events & EPOLLIN) == 0) {
			ctl_drop(c, client);
			*ret = (struct ctl_happening){ .kind = CTL_GONE, .client = client };
			return true;
		}
		if ((event.events & EPOLLOUT) != 0) {
			c->clients[client].stalled = USEC_INFINITY;
			rewatch(c, client);
			*ret = (struct ctl_happening){ .kind = CTL_ROOM, .client = client };
			return true;
		}
		if (read_request(c, client, ret))
			return true;
	}
	return false;
}

int ctl_send(struct ctl *c, unsigned client, const char *data, size_t len, usec_t now)
{
	struct ctl_client *cl = &c->clients[client];
	int error;

	if (send(cl->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	error = -errno;
	if (error != -EAGAIN) {
		ctl_drop(c, client);
		return error;
	}
	if (cl->stalled == USEC_INFINITY) {
		cl->stalled = now;
		rewatch(c, client);
	}
	return -EAGAIN;
}

void ctl_set_busy(struct ctl *c, unsigned client, bool busy)
{
	if (c->clients[client].fd < 0 || c->clients[client].busy == busy)
		return;
	c->clients[client].busy = busy;
	rewatch(c, client);
}

bool ctl_find_stalled(const struct ctl *c, usec_t now, unsigned *ret)
{
	for (unsigned i = 0; i < CTL_CLIENTS; i++) {
		const struct ctl_client *cl = &c->clients[i];

		if (cl->fd >= 0 && cl->stalled != USEC_INFINITY &&
			usec_add(cl->stalled, CTL_PATIENCE) <= now) {
			*ret = i;
			return true;
		}
	}
	return false;
}

usec_t ctl_deadline(const struct ctl *c)
{
	usec_t deadline = USEC_INFINITY;

	for (unsigned i = 0; i < CTL_CLIENTS; i++)
		if (c->clients[i].fd >= 0)
			deadline = usec_min(
				deadline, usec_add(c->clients[i].stalled, CTL_PATIENCE));
	return deadline;
}
