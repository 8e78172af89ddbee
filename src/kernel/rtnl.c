/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: two sockets, and what the kernel tells without being asked. */
#include "config.h"

#include "kernel/rtnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/netlink.h"
#include "kernel/rtnl_links.h"
#include "kernel/rtnl_receive.h"

/* The queue of notifications; what it cannot hold costs a dump of everything. */
#define MONITOR_RCVBUF     (1024 * 1024)
/* The answers to a batch, which take the kernel about a kilobyte each. */
#define ASK_RCVBUF         (512 * 1024)

/* Of <linux/rtnetlink.h> since Linux 5.3. The numbers are the kernel's interface and never change. */
#define MESSAGE_NEWNEXTHOP 104
#define MESSAGE_DELNEXTHOP 105
#define GROUP_NEXTHOP      32

/* ---- messages ---- */

static void receive_subnet(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact = { .kind = RTNL_SUBNET };

	if (nlh->nlmsg_type == RTM_NEWROUTE && netlink_parse_subnet(nlh, &fact.iface.ifindex))
		r->take(&fact, r->arg);
}

static bool is_watched(const struct rtnl *r, uint32_t table)
{
	for (size_t i = 0; i < r->n_tables; i++)
		if (r->tables[i] == table)
			return true;
	return false;
}

void rtnl_set_tables(struct rtnl *r, const uint32_t *tables, size_t n)
{
	r->n_tables = n < TABLES_MAX ? n : TABLES_MAX;
	memcpy(r->tables, tables, r->n_tables * sizeof(*tables));
}

static void receive_route(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_fact fact;

	if (!dumping)
		receive_subnet(r, nlh);
	if (!netlink_parse_route(nlh, &fact.route, r->hops) || !is_watched(r, fact.route.table))
		return;
	fact.kind = nlh->nlmsg_type == RTM_NEWROUTE ? RTNL_ROUTE : RTNL_ROUTE_GONE;
	r->take(&fact, r->arg);
	/* Which route gave way to this one the kernel does not say. */
	if (nlh->nlmsg_type == RTM_NEWROUTE && (nlh->nlmsg_flags & NLM_F_REPLACE) != 0)
		r->take(&(struct rtnl_fact){ .kind = RTNL_ROUTES_STALE }, r->arg);
}

static void receive_neighbour(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact = { .kind = RTNL_NEIGHBOUR };
	bool kept;

	if (!netlink_parse_neighbour(nlh, &fact.neighbour, &kept))
		return;
	if (r->sought != NULL && fact.neighbour.ifindex == r->sought->entry.ifindex &&
	    in_addr_equal(fact.neighbour.address, r->sought->entry.address))
		*r->sought = (struct rtnl_sought){ fact.neighbour, kept, true };
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
		receive_route(r, nlh, dumping);
		break;
	case MESSAGE_NEWNEXTHOP:
	case MESSAGE_DELNEXTHOP:
		r->take(&(struct rtnl_fact){ .kind = RTNL_NEXTHOPS_STALE }, r->arg);
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

static int open_socket(int *ret_fd)
{
	*ret_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	return *ret_fd < 0 ? -errno : 0;
}

/* Lets in no news of routes but default routes and those to subnets of a link: there can be a million, each
 * announced a thousand times. Each message comes alone. */
static void attach_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 5),
		BPF_STMT(
		    BPF_LD | BPF_B | BPF_ABS, NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_dst_len)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 0),
		BPF_STMT(
		    BPF_LD | BPF_B | BPF_ABS, NLMSG_HDRLEN + offsetof(struct rtmsg, rtm_scope)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RT_SCOPE_LINK, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

/* Each option only makes things better where the kernel knows it: groups above 31, a queue beyond the
 * system's limit, fewer messages. */
static void set_monitor_options(int fd)
{
	int group = RTNLGRP_IPV4_NETCONF, size = MONITOR_RCVBUF;

	setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	attach_filter(fd);
}

/* Dumps that are filtered, short acknowledgements, room for the answers to a batch; the kernel does without
 * where it does not know them. */
int rtnl_open_ask(struct rtnl *r)
{
	int error, one = 1, size = ASK_RCVBUF;

	if (r->ask_fd >= 0)
		close(r->ask_fd);
	error = open_socket(&r->ask_fd);
	if (error != 0)
		return error;
	setsockopt(r->ask_fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	setsockopt(r->ask_fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(r->ask_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return 0;
}

static int open_monitor(struct rtnl *r)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR };
	int error = open_socket(&r->monitor_fd);

	if (error != 0)
		return error;
	if (bind(r->monitor_fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return -errno;
	set_monitor_options(r->monitor_fd);
	return 0;
}

int rtnl_open(struct rtnl *r, uint32_t table, rtnl_take_fn *take, void *arg)
{
	int error;

	*r = (struct rtnl){ .monitor_fd = -1, .ask_fd = -1, .take = take, .arg = arg };
	rtnl_set_tables(r, &table, 1);
	rtnl_links_init(r);
	r->buf = malloc(RTNL_BUFFER_LEN);
	r->hops = malloc(sizeof(*r->hops));
	if (r->buf == NULL || r->hops == NULL)
		return -ENOMEM;
	error = open_monitor(r);
	return error != 0 ? error : rtnl_open_ask(r);
}

/* False: the kernel does not know the group. */
static bool watch_group(struct rtnl *r, int group, bool watch)
{
	return setsockopt(r->monitor_fd, SOL_NETLINK,
		   watch ? NETLINK_ADD_MEMBERSHIP : NETLINK_DROP_MEMBERSHIP, &group,
		   sizeof(group)) == 0;
}

void rtnl_watch(struct rtnl *r, bool neighbours, bool routes)
{
	if (neighbours != r->neighbours && watch_group(r, RTNLGRP_NEIGH, neighbours))
		r->neighbours = neighbours;
	if (routes == r->routes || !watch_group(r, RTNLGRP_IPV4_ROUTE, routes))
		return;
	watch_group(
	    r, GROUP_NEXTHOP, routes); /* unknown before Linux 5.3, as nexthop objects are */
	r->routes = routes;
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
