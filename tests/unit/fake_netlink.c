/* SPDX-License-Identifier: BSD-2-Clause */
/* A kernel behind netlink sockets. */
#include "config.h"

#include "unit/fake_netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/messages.h"
#include "kernel/netlink.h"
#include "unit/tests.h"

/* Descriptors of its own, which no other can be. */
#define FIRST_FD 100000
#define QUEUE    65536

struct fake_netlink fake_netlink;

static _Alignas(
    struct nlmsghdr) char queue[QUEUE]; /* answers not yet read, each datagram behind its length */
static size_t queued;
static struct nlmsghdr pending; /* the request whose dump goes on */
static size_t given;            /* of its messages */

static bool is_fake(int fd)
{
	return fake_netlink.on && fd >= FIRST_FD;
}

static void answer(const struct nlmsghdr *request, const void *what, size_t len)
{
	struct nlmsghdr *nlh;

	must(queued + sizeof(len) + len <= QUEUE, "the queue is full");
	memcpy(queue + queued, &len, sizeof(len));
	memcpy(queue + queued + sizeof(len), what, len);
	nlh = (void *)(queue + queued + sizeof(len));
	nlh->nlmsg_seq = request->nlmsg_seq;
	queued += sizeof(len) + MNL_ALIGN(len);
}

static void acknowledge(const struct nlmsghdr *request, uint16_t type, int error)
{
	char bytes[128] = { 0 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(bytes);
	struct nlmsgerr *e;

	nlh->nlmsg_type = type;
	if (type == NLMSG_DONE) {
		*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = -error;
	} else {
		e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
		*e = (struct nlmsgerr){ .error = -error, .msg = *request };
	}
	answer(request, bytes, nlh->nlmsg_len);
}

static uint16_t answer_type(const struct nlmsghdr *request)
{
	return (uint16_t)(request->nlmsg_type - 2); /* GET… to NEW… */
}

/* The next datagram of a dump; as Linux does, only when the reader comes for it. */
static void go_on(void)
{
	const int error = fake_netlink.failing_type == pending.nlmsg_type
			      ? fake_netlink.failing_error
			      : 0;

	for (; given < fake_netlink.n_held; given++)
		if (fake_netlink.held[given].type == answer_type(&pending)) {
			answer(
			    &pending, fake_netlink.held[given].bytes, fake_netlink.held[given].len);
			given++;
			return;
		}
	if (pending.nlmsg_type == RTM_GETROUTE &&
	    given < fake_netlink.n_held + fake_netlink.endless) {
		struct nlmsghdr *nlh = begin_route(RTM_NEWROUTE);

		rtm_of(nlh)->rtm_dst_len = 32;
		put_ip(nlh, RTA_DST, "11.0.0.1");
		given++;
		answer(&pending, nlh, nlh->nlmsg_len);
		return;
	}
	acknowledge(&pending, NLMSG_DONE, error);
	pending.nlmsg_len = 0;
}

static void answer_neighbour(const struct nlmsghdr *request)
{
	if (fake_netlink.version < 500) {
		acknowledge(request, NLMSG_ERROR, EOPNOTSUPP);
		return;
	}
	for (size_t i = 0; i < fake_netlink.n_held; i++)
		if (fake_netlink.held[i].type == RTM_NEWNEIGH) {
			answer(request, fake_netlink.held[i].bytes, fake_netlink.held[i].len);
			return;
		}
	acknowledge(request, NLMSG_ERROR, ENOENT);
}

static void take(const struct nlmsghdr *request)
{
	bool fails = fake_netlink.failing_type == request->nlmsg_type;

	if ((request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP) {
		must(pending.nlmsg_len == 0, "a dump while one goes on: EBUSY");
		pending = *request;
		given = 0;
		fake_netlink.dumps++;
	} else if (fails) {
		acknowledge(request, NLMSG_ERROR, fake_netlink.failing_error);
	} else if (request->nlmsg_type == RTM_GETNEIGH) {
		answer_neighbour(request);
	} else {
		if ((request->nlmsg_flags & NLM_F_ECHO) != 0)
			answer(request, request, request->nlmsg_len);
		acknowledge(request, NLMSG_ERROR, request->nlmsg_type == RTM_DELROUTE ? ESRCH : 0);
	}
}

/* ---- between rtnl.c and the C library ---- */

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol)
{
	if (!fake_netlink.on || domain != AF_NETLINK)
		return __real_socket(domain, type, protocol);
	return FIRST_FD + (int)fake_netlink.sockets++;
}

/* A dump ends with its socket. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	if (!is_fake(fd))
		return __real_close(fd);
	queued = 0;
	pending.nlmsg_len = 0;
	return 0;
}

int __real_bind(int fd, const struct sockaddr *address, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t len)
{
	return is_fake(fd) ? 0 : __real_bind(fd, address, len);
}

int __real_setsockopt(int fd, int level, int name, const void *value, socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	if (!is_fake(fd))
		return __real_setsockopt(fd, level, name, value, len);
	if (level == SOL_NETLINK && name == NETLINK_GET_STRICT_CHK && fake_netlink.version < 500)
		errno = ENOPROTOOPT;
	else if (level == SOL_NETLINK && name == NETLINK_ADD_MEMBERSHIP &&
		 *(const int *)value > 31 && fake_netlink.version < 503)
		errno = EINVAL;
	else
		return 0;
	return -1;
}

ssize_t __real_send(int fd, const void *data, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *data, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *data, size_t len, int flags)
{
	const struct nlmsghdr *nlh = data;
	int left = (int)len;

	if (!is_fake(fd))
		return __real_send(fd, data, len, flags);
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		take(nlh);
	return (ssize_t)len;
}

ssize_t __real_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	size_t len;

	if (!is_fake(fd))
		return __real_recvmsg(fd, msg, flags);
	if (queued == 0 && pending.nlmsg_len != 0)
		go_on();
	if (queued == 0) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(&len, queue, sizeof(len));
	memcpy(msg->msg_iov->iov_base, queue + sizeof(len), len);
	queued -= sizeof(len) + MNL_ALIGN(len);
	memmove(queue, queue + sizeof(len) + MNL_ALIGN(len), queued);
	memset(msg->msg_name, 0, sizeof(struct sockaddr_nl));
	msg->msg_namelen = sizeof(struct sockaddr_nl);
	msg->msg_flags = 0;
	fake_netlink.read++;
	return (ssize_t)len;
}

/* Nothing more comes. */
int __real_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	return n == 1 && is_fake(fds[0].fd) ? 0 : __real_poll(fds, n, timeout);
}

/* ---- the tests' side ---- */

static void take_fact(const struct rtnl_fact *fact, void *arg)
{
	(void)arg;
	fake_netlink.facts[fact->kind]++;
	if (fact->kind == RTNL_NEIGHBOUR)
		fake_netlink.neighbour = fact->neighbour;
	if (fact->kind == RTNL_IFACE)
		fake_netlink.iface = fact->iface;
}

void fake_netlink_start(struct rtnl *r, unsigned version)
{
	fake_netlink = (struct fake_netlink){ .on = true, .version = version };
	queued = 0;
	pending.nlmsg_len = 0;
	ck_assert_int_eq(rtnl_open(r, RT_TABLE_MAIN, take_fact, NULL), 0);
	rtnl_watch(r, true, true);
}

void fake_netlink_stop(struct rtnl *r)
{
	rtnl_close(r);
	fake_netlink.on = false;
}

void fake_netlink_hold(const struct nlmsghdr *nlh)
{
	struct fake_message *m = &fake_netlink.held[fake_netlink.n_held++];

	must(
	    fake_netlink.n_held <= FAKE_MESSAGES && nlh->nlmsg_len <= sizeof(m->bytes), "too much");
	m->type = nlh->nlmsg_type;
	m->len = nlh->nlmsg_len;
	memcpy(m->bytes, nlh, nlh->nlmsg_len);
}

void fake_netlink_tell(struct rtnl *r, const struct nlmsghdr *nlh)
{
	answer(nlh, nlh, nlh->nlmsg_len);
	ck_assert_int_eq(rtnl_receive(r), 0);
}
