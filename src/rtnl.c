/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: two sockets, and a table that puts links and their addresses together. */
#include "config.h"

#include "rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink.h"

/* One read: what the kernel puts into one dump message at most, and the largest batch we send. */
#define BUFFER_LEN        65536
/* The queue of notifications; what it cannot hold costs a dump of everything. */
#define MONITOR_RCVBUF    (1024 * 1024)
/* The kernel answers a request before the system call that made it returns. */
#define ANSWER_TIMEOUT_MS 5000

struct rtnl_link {
	bool used;
	bool known; /* the link itself was seen, not just something of it */
	bool told;
	bool seen; /* in the dump that is going on */
	struct iface iface;
	struct iface_addr *addrs;
	size_t capacity;
};

/* ---- the table of links ---- */

static struct rtnl_link *find_link(const struct rtnl *r, unsigned ifindex)
{
	uint32_t slot = map_find(&r->index, ifindex);

	return slot == MAP_NONE ? NULL : &r->links[slot];
}

static struct rtnl_link *get_link(struct rtnl *r, unsigned ifindex)
{
	struct rtnl_link *l = find_link(r, ifindex);
	uint32_t slot = r->index.n == r->n_links ? r->n_links : 0; /* no gap: behind the last */

	if (l != NULL)
		return l;
	while (slot < r->n_links && r->links[slot].used)
		slot++;
	if (slot == r->capacity) {
		uint32_t capacity = r->capacity == 0 ? 8 : 2 * r->capacity;

		if (map_reserve(&r->index, capacity))
			l = realloc(r->links, capacity * sizeof(*l));
		if (l == NULL) {
			r->lost = true;
			return NULL;
		}
		r->links = l;
		r->capacity = capacity;
	}
	if (slot == r->n_links)
		r->n_links++;
	l = &r->links[slot];
	*l = (struct rtnl_link){ .used = true, .iface.ifindex = ifindex };
	map_set(&r->index, ifindex, slot);
	return l;
}

static void tell_gone(struct rtnl *r, struct rtnl_link *l)
{
	struct rtnl_fact fact = { .kind = RTNL_IFACE_GONE, .iface = l->iface };

	if (l->told)
		r->take(&fact, r->arg);
	map_remove(&r->index, l->iface.ifindex);
	free(l->addrs);
	*l = (struct rtnl_link){ 0 };
}

static void tell(struct rtnl *r, struct rtnl_link *l)
{
	struct rtnl_fact fact = { .kind = RTNL_IFACE, .iface = l->iface };

	if (!l->known)
		return;
	fact.iface.addrs = l->addrs;
	l->told = true;
	r->take(&fact, r->arg);
}

static void tell_stale(struct rtnl *r)
{
	r->take(&(struct rtnl_fact){ .kind = RTNL_ROUTES_STALE }, r->arg);
}

/* Each of these returns true if something we care about changed. */

static bool is_same_link(const struct iface *a, const struct iface *b)
{
	return a->ifindex == b->ifindex && strcmp(a->name, b->name) == 0 && a->mtu == b->mtu &&
	       a->up == b->up && a->carrier == b->carrier && a->multicast == b->multicast &&
	       a->broadcast == b->broadcast && a->loopback == b->loopback;
}

static bool take_link(struct rtnl_link *l, const struct iface *new)
{
	struct iface merged = *new;

	merged.forwarding = l->iface.forwarding;
	merged.n_addrs = l->iface.n_addrs;
	l->seen = true;
	if (l->known && is_same_link(&merged, &l->iface))
		return false;
	l->iface = merged;
	l->known = true;
	return true;
}

static bool take_address(struct rtnl *r, struct rtnl_link *l, const struct iface_addr *a, bool gone)
{
	size_t i = 0;

	while (i < l->iface.n_addrs && !(in_addr_equal(l->addrs[i].local, a->local) &&
					       in_addr_equal(l->addrs[i].subnet, a->subnet) &&
					       l->addrs[i].prefix_len == a->prefix_len))
		i++;
	if (gone) {
		if (i == l->iface.n_addrs)
			return false;
		l->iface.n_addrs--;
		memmove(&l->addrs[i], &l->addrs[i + 1], (l->iface.n_addrs - i) * sizeof(*a));
		return true;
	}
	if (i < l->iface.n_addrs)
		return false;
	if (l->iface.n_addrs == l->capacity) {
		size_t capacity = l->capacity == 0 ? 2 : 2 * l->capacity;
		struct iface_addr *addrs = realloc(l->addrs, capacity * sizeof(*addrs));

		if (addrs == NULL) {
			r->lost = true;
			return false;
		}
		l->addrs = addrs;
		l->capacity = capacity;
	}
	l->addrs[l->iface.n_addrs++] = *a;
	return true;
}

/* ---- messages ---- */

static void receive_link(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	struct iface iface;

	if (!netlink_parse_link(nlh, &iface))
		return;
	if (nlh->nlmsg_type == RTM_DELLINK) {
		l = find_link(r, iface.ifindex);
		if (l != NULL)
			tell_gone(r, l);
		tell_stale(r);
		return;
	}
	l = get_link(r, iface.ifindex);
	if (l != NULL && take_link(l, &iface) && !dumping) {
		tell(r, l);
		tell_stale(r);
	}
}

static void receive_address(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	struct iface_addr a;
	unsigned ifindex;

	if (!netlink_parse_address(nlh, &ifindex, &a))
		return;
	l = get_link(r, ifindex);
	if (l != NULL && take_address(r, l, &a, nlh->nlmsg_type == RTM_DELADDR) && !dumping) {
		tell(r, l);
		tell_stale(r);
	}
}

static void receive_forwarding(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	unsigned ifindex;
	bool forwarding;

	if (!netlink_parse_forwarding(nlh, &ifindex, &forwarding))
		return;
	l = get_link(r, ifindex);
	if (l == NULL || l->iface.forwarding == forwarding)
		return;
	l->iface.forwarding = forwarding;
	if (!dumping)
		tell(r, l);
}

static void receive_route(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact;

	if (!netlink_parse_route(nlh, &fact.route, r->hops) || fact.route.table != r->table)
		return;
	fact.kind = nlh->nlmsg_type == RTM_NEWROUTE ? RTNL_ROUTE : RTNL_ROUTE_GONE;
	r->take(&fact, r->arg);
	/* Which route gave way to this one the kernel does not say. */
	if (nlh->nlmsg_type == RTM_NEWROUTE && (nlh->nlmsg_flags & NLM_F_REPLACE) != 0)
		tell_stale(r);
}

static void receive_neighbour(struct rtnl *r, const struct nlmsghdr *nlh)
{
	struct rtnl_fact fact = { .kind = RTNL_NEIGHBOUR };
	bool kept;

	if (netlink_parse_neighbour(nlh, &fact.neighbour, &kept))
		r->take(&fact, r->arg);
}

static void receive_message(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		receive_link(r, nlh, dumping);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		receive_address(r, nlh, dumping);
		break;
	case RTM_NEWNETCONF:
		receive_forwarding(r, nlh, dumping);
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

/* Reads one datagram of the kernel's; its length, 0 for somebody else's, or a negative errno. */
static ssize_t read_message(struct rtnl *r, int fd, int flags)
{
	struct sockaddr_nl from;
	struct iovec iov = { .iov_base = r->buf, .iov_len = BUFFER_LEN };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1
	};
	ssize_t len = recvmsg(fd, &msg, flags);

	if (len < 0)
		return -errno;
	if (msg.msg_namelen != sizeof(from) || from.nl_pid != 0)
		return 0;
	return (msg.msg_flags & MSG_TRUNC) != 0 ? -ENOBUFS : len;
}

static int await_answer(struct rtnl *r)
{
	struct pollfd p = { .fd = r->ask_fd, .events = POLLIN };
	int n = poll(&p, 1, ANSWER_TIMEOUT_MS);

	return n > 0 ? 0 : n == 0 ? -ETIMEDOUT : -errno;
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
	map_init(&r->index, 0);
	r->buf = malloc(BUFFER_LEN);
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
	for (uint32_t i = 0; i < r->n_links; i++)
		free(r->links[i].addrs);
	free(r->links);
	free(r->buf);
	free(r->hops);
	map_fini(&r->index);
	if (r->monitor_fd >= 0)
		close(r->monitor_fd);
	if (r->ask_fd >= 0)
		close(r->ask_fd);
}

/* Was there memory for all that was read? */
static int take_lost(struct rtnl *r)
{
	bool lost = r->lost;

	r->lost = false;
	return lost ? -ENOMEM : 0;
}

int rtnl_receive(struct rtnl *r)
{
	for (;;) {
		ssize_t received = read_message(r, r->monitor_fd, 0);
		const struct nlmsghdr *nlh = r->buf;
		int len = (int)received;

		if (received == -EAGAIN)
			return take_lost(r);
		if (received == -EINTR)
			continue;
		if (received < 0)
			return (int)received;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			receive_message(r, nlh, false);
	}
}

static int request(struct rtnl *r, const struct nlmsghdr *nlh)
{
	return send(r->ask_fd, nlh, nlh->nlmsg_len, 0) < 0 ? -errno : 0;
}

/* One dump; -EINTR: the kernel's data changed meanwhile, and it may be incomplete. */
static int dump_once(struct rtnl *r, uint16_t type)
{
	uint32_t seq = ++r->seq;
	int error = request(r, netlink_build_dump(r->buf, type, r->table, seq)), result = 0;

	while (error == 0) {
		ssize_t received = read_message(r, r->ask_fd, 0);
		const struct nlmsghdr *nlh = r->buf;
		int len = (int)received;

		if (received == -EAGAIN) {
			error = await_answer(r);
			continue;
		}
		if (received < 0)
			return (int)received;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_seq != seq)
				continue;
			if ((nlh->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
				result = -EINTR;
			if (nlh->nlmsg_type == NLMSG_DONE)
				return result;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
			receive_message(r, nlh, true);
		}
	}
	return error;
}

static int dump(struct rtnl *r, uint16_t type)
{
	int error = dump_once(r, type);

	for (int tries = 0; error == -EINTR && tries < 10; tries++)
		error = dump_once(r, type);
	return error != 0 ? error : take_lost(r);
}

int rtnl_dump_links(struct rtnl *r)
{
	int error;

	for (uint32_t i = 0; i < r->n_links; i++) {
		r->links[i].seen = false;
		r->links[i].iface.n_addrs = 0;
	}
	error = dump(r, RTM_GETLINK);
	if (error == 0)
		error = dump(r, RTM_GETADDR);
	if (error == 0)
		error = dump(r, RTM_GETNETCONF);
	if (error != 0)
		return error;
	for (uint32_t i = 0; i < r->n_links; i++) {
		if (!r->links[i].used)
			continue;
		if (r->links[i].seen)
			tell(r, &r->links[i]);
		else
			tell_gone(r, &r->links[i]);
	}
	return 0;
}

int rtnl_dump_neighbours(struct rtnl *r)
{
	return r->neighbours ? dump(r, RTM_GETNEIGH) : 0;
}

/* Reads until the answer to the last of seq … seq + n - 1 is in; those before it answer only if they
 * fail. One that is no acknowledgement but what was asked for becomes *ret_answer, valid until the next
 * read. */
static int read_answers(
	struct rtnl *r, uint32_t seq, size_t n, int *ret_errors, const struct nlmsghdr **ret_answer)
{
	bool answered = false;
	int error = 0;

	memset(ret_errors, 0, n * sizeof(*ret_errors));
	while (!answered && error == 0) {
		ssize_t received = read_message(r, r->ask_fd, 0);
		const struct nlmsghdr *nlh = r->buf;
		int len = (int)received;

		if (received == -EAGAIN) {
			error = await_answer(r);
			continue;
		}
		if (received < 0)
			return (int)received;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			uint32_t i = nlh->nlmsg_seq - seq;

			if (i >= n)
				continue;
			answered = i == n - 1;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				ret_errors[i] = -(
					(const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))
							 ->error;
			else if (ret_answer != NULL)
				*ret_answer = nlh;
		}
	}
	return error;
}

/* The kernel tells of an address or a link that goes, and of a route it deletes, before it takes the
 * routes away, and dumps them without waiting for that. A deletion has to wait; this one finds nothing. */
static void await_changes(struct rtnl *r)
{
	uint32_t seq = ++r->seq;
	int errors[1];

	if (request(r, netlink_build_barrier(r->buf, r->table, seq)) == 0)
		read_answers(r, seq, 1, errors, NULL);
}

int rtnl_dump_routes(struct rtnl *r)
{
	await_changes(r);
	return dump(r, RTM_GETROUTE);
}

int rtnl_change(struct rtnl *r, const struct route_change *changes, size_t n, int *ret_errors)
{
	uint32_t seq = r->seq + 1;
	size_t done = 0;

	r->seq += (uint32_t)n;
	while (done < n) {
		size_t len = 0, first = done;
		struct nlmsghdr *nlh = NULL;
		int error;

		/* Multipath routes are long: as many as fit one request. */
		do {
			if (nlh != NULL) /* one answer for all of them */
				nlh->nlmsg_flags &= (uint16_t)~NLM_F_ACK;
			nlh = netlink_build_change(
				(char *)r->buf + len, &changes[done], seq + (uint32_t)done);
			len += nlh->nlmsg_len;
			done++;
		} while (done < n && len + NETLINK_MESSAGE_MAX <= BUFFER_LEN);
		error = send(r->ask_fd, r->buf, len, 0) < 0 ? -errno : 0;
		if (error == 0)
			error = read_answers(
				r, seq + (uint32_t)first, done - first, &ret_errors[first], NULL);
		if (error != 0) {
			for (size_t i = first; i < n; i++)
				ret_errors[i] = EIO;
			return error;
		}
	}
	return 0;
}

/* The kernel's entry; no entry is a state too. */
static int look(
	struct rtnl *r, const struct neighbour_query *query, struct neighbour *ret, bool *ret_kept)
{
	const struct nlmsghdr *answer = NULL;
	uint32_t seq = ++r->seq;
	int error, errors[1];

	*ret = (struct neighbour){ .ifindex = query->ifindex, .address = query->address };
	*ret_kept = false;
	error = request(
		r, netlink_build_neighbour_get(r->buf, query->ifindex, query->address, seq));
	if (error == 0)
		error = read_answers(r, seq, 1, errors, &answer);
	if (error == 0 && answer != NULL)
		netlink_parse_neighbour(answer, ret, ret_kept);
	return error;
}

/* What others look after is not ours to question: to write to such an entry makes it an ordinary one.
 * And a question under way suffices. */
static struct nlmsghdr *question(struct rtnl *r, const struct neighbour_query *query,
	enum neighbour_state state, uint32_t seq)
{
	bool known = state == NEIGHBOUR_VALID || state == NEIGHBOUR_REACHABLE;

	if (query->kind == NEIGHBOUR_LOOK || state == NEIGHBOUR_PROBING ||
		state == NEIGHBOUR_INCOMPLETE)
		return NULL;
	if (query->kind == NEIGHBOUR_DOUBT)
		return state != NEIGHBOUR_REACHABLE
			       ? NULL
			       : netlink_build_neighbour_set(
					 r->buf, query->ifindex, query->address, NUD_STALE, seq);
	return known ? netlink_build_neighbour_set(
			       r->buf, query->ifindex, query->address, NUD_PROBE, seq)
		     : netlink_build_neighbour_ask(r->buf, query->ifindex, query->address, seq);
}

int rtnl_query(struct rtnl *r, const struct neighbour_query *query)
{
	struct rtnl_fact fact = { .kind = RTNL_NEIGHBOUR };
	struct nlmsghdr *nlh;
	bool kept;
	uint32_t seq;
	int errors[1], error = look(r, query, &fact.neighbour, &kept);

	if (error != 0)
		return error;
	r->take(&fact, r->arg);
	seq = r->seq + 1;
	nlh = kept ? NULL : question(r, query, fact.neighbour.state, seq);
	if (nlh == NULL)
		return 0;
	r->seq = seq;
	error = request(r, nlh);
	if (error == 0)
		error = read_answers(r, seq, 1, errors, NULL);
	if (error == 0)
		error = -errors[0];
	if (error == 0 && query->kind == NEIGHBOUR_DOUBT) {
		fact.neighbour.state = NEIGHBOUR_VALID;
		r->take(&fact, r->arg);
	}
	return error;
}
