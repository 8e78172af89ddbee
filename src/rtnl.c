/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: two sockets, and what the kernel tells without being asked. */
#include "config.h"

#include "rtnl_private.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"

/* The queue of notifications; what it cannot hold costs a dump of everything. */
#define MONITOR_RCVBUF (1024 * 1024)

/* ---- messages ---- */

static void receive_route(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact;

	if (!netlink_parse_route(nlh, &fact.route, r->hops) || fact.route.table != r->table)
		return;
	fact.kind = nlh->nlmsg_type == RTM_NEWROUTE ? RTNL_ROUTE : RTNL_ROUTE_GONE;
	r->take(&fact, r->arg);
	/* Which route gave way to this one the kernel does not say. */
	if (nlh->nlmsg_type == RTM_NEWROUTE && (nlh->nlmsg_flags & NLM_F_REPLACE) != 0)
		rtnl_tell_stale(r);
}

static void receive_neighbour(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact = { .kind = RTNL_NEIGHBOUR };
	bool kept;

	if (netlink_parse_neighbour(nlh, &fact.neighbour, &kept))
		r->take(&fact, r->arg);
}

void rtnl_receive_message(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		rtnl_receive_link(r, nlh, dumping);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		rtnl_receive_address(r, nlh, dumping);
		break;
	case RTM_NEWNETCONF:
		rtnl_receive_forwarding(r, nlh, dumping);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		receive_route(r, nlh);
		break;
	case RTM_NEWNEIGH:
	case RTM_DELNEIGH:
		receive_neighbour(r, nlh);
		break;
	}
}

/* ---- sockets ---- */

ssize_t rtnl_read(struct rtnl *r, int fd)
{
	struct sockaddr_nl from;
	struct iovec iov = { .iov_base = r->buf, .iov_len = RTNL_BUFFER_LEN };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1
	};
	ssize_t len = recvmsg(fd, &msg, 0);

	if (len < 0)
		return -errno;
	if (msg.msg_namelen != sizeof(from) || from.nl_pid != 0)
		return 0;
	return (msg.msg_flags & MSG_TRUNC) != 0 ? -ENOBUFS : len;
}

static int open_socket(uint32_t groups, int *ret_fd)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = groups };

	*ret_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (*ret_fd < 0)
		return -errno;
	return bind(*ret_fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ? -errno : 0;
}

static void set_options(const struct rtnl *r)
{
	int group = RTNLGRP_IPV4_NETCONF, size = MONITOR_RCVBUF, one = 1;

	/* Each of these only makes things better where the kernel knows it: groups above 31,
	 * a queue beyond the system's limit, dumps that are filtered, short acknowledgements. */
	setsockopt(r->monitor_fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
	if (setsockopt(r->monitor_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(r->monitor_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(r->ask_fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	setsockopt(r->ask_fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
}

int rtnl_open(struct rtnl *r, uint32_t table, rtnl_take_fn *take, void *arg)
{
	int error;

	*r = (struct rtnl){
		.monitor_fd = -1, .ask_fd = -1, .table = table, .take = take, .arg = arg
	};
	rtnl_links_init(r);
	r->buf = malloc(RTNL_BUFFER_LEN);
	r->hops = malloc(NETLINK_HOPS_MAX * sizeof(*r->hops));
	if (r->buf == NULL || r->hops == NULL)
		return -ENOMEM;
	error = open_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE, &r->monitor_fd);
	if (error == 0)
		error = open_socket(0, &r->ask_fd);
	if (error == 0)
		set_options(r);
	return error;
}

void rtnl_watch_neighbours(struct rtnl *r, bool watch)
{
	int group = RTNLGRP_NEIGH;

	if (watch != r->neighbours &&
		setsockopt(r->monitor_fd, SOL_NETLINK,
			watch ? NETLINK_ADD_MEMBERSHIP : NETLINK_DROP_MEMBERSHIP, &group,
			sizeof(group)) == 0)
		r->neighbours = watch;
}

void rtnl_close(struct rtnl *r)
{
	rtnl_links_fini(r);
	free(r->buf);
	free(r->hops);
	if (r->monitor_fd >= 0)
		close(r->monitor_fd);
	if (r->ask_fd >= 0)
		close(r->ask_fd);
}

int rtnl_take_lost(struct rtnl *r)
{
	bool lost = r->lost;

	r->lost = false;
	return lost ? -ENOMEM : 0;
}

int rtnl_receive(struct rtnl *r)
{
	for (;;) {
		ssize_t received = rtnl_read(r, r->monitor_fd);
		const struct nlmsghdr *nlh = r->buf;
		int len = (int)received;

		if (received == -EAGAIN)
			return rtnl_take_lost(r);
		if (received == -EINTR)
			continue;
		if (received < 0)
			return (int)received;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			rtnl_receive_message(r, nlh, false);
	}
}
