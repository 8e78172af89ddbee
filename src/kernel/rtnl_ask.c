/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: what the kernel is asked for, and its answers. */
#include "config.h"

#include "kernel/rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/netlink.h"
#include "kernel/rtnl_links.h"
#include "kernel/rtnl_receive.h"

/* The kernel answers a request before the system call that made it returns. */
#define ANSWER_TIMEOUT_MS 5000

/* Reads the kernel's next message into r->buf. Returns its length in octets, or a negative errno. */
static int read_answer(struct rtnl *r)
{
	struct pollfd p = { .fd = r->ask_fd, .events = POLLIN };
	ssize_t len;

	while ((len = rtnl_read(r, r->ask_fd)) == -EAGAIN) {
		int n = poll(&p, 1, ANSWER_TIMEOUT_MS);

		if (n <= 0)
			return n == 0 ? -ETIMEDOUT : -errno;
	}
	return (int)len;
}

static int send_request(struct rtnl *r, const struct nlmsghdr *nlh)
{
	int error = r->ask_fd < 0 ? rtnl_open_ask(r) : 0;

	if (error != 0)
		return error;
	return send(r->ask_fd, nlh, nlh->nlmsg_len, 0) < 0 ? -errno : 0;
}

/* ---- dumps ---- */

struct dump {
	uint16_t type;
	uint32_t table; /* of routes */
	uint32_t seq;
	bool interrupted; /* the kernel's data changed meanwhile, and it may be incomplete */
	bool enough;      /* what follows is of no use */
	bool done;
	int error;
};

/* The kernel's verdict at the end of a dump, in either kind of message. */
static int read_verdict(const struct dump *d, const struct nlmsghdr *nlh)
{
	const int *error = mnl_nlmsg_get_payload(nlh); /* of both kinds the first member */

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*error) || *error >= 0)
		return d->interrupted ? -EINTR : 0;
	/* A strict kernel has no such table while it holds no route. */
	return *error == -ENOENT && d->type == RTM_GETROUTE ? 0 : *error;
}

static void receive_dump(struct rtnl *r, struct dump *d, int len)
{
	const struct nlmsghdr *nlh = r->buf;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != d->seq)
			continue;
		if ((nlh->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
			d->interrupted = true;
		if (nlh->nlmsg_type == NLMSG_DONE || nlh->nlmsg_type == NLMSG_ERROR) {
			d->done = true;
			d->error = read_verdict(d, nlh);
			return;
		}
		d->enough = d->enough ||
			    (d->type == RTM_GETROUTE && netlink_is_behind_defaults(nlh, d->table));
		rtnl_receive_message(r, nlh, true);
	}
}

/* The routes of a table come in the order of their destinations, so default routes are the first. The
 * rest, a million messages perhaps, stays unread: the dump ends with its socket. A small rest is
 * cheaper to read. */
static int dump_once(struct rtnl *r, uint16_t type, uint32_t table)
{
	struct dump d = { .type = type, .table = table, .seq = ++r->seq };
	bool enough = false;

	d.error = send_request(r, netlink_build_dump(r->buf, type, table, d.seq));
	while (d.error == 0 && !d.done && !enough) {
		int len = read_answer(r);

		enough = d.enough;
		if (len < 0)
			d.error = len;
		else
			receive_dump(r, &d, len);
	}
	if (!d.done) {
		int error = rtnl_open_ask(r);

		d.error = d.error != 0 ? d.error : error;
	}
	return d.error == 0 && d.interrupted ? -EINTR : d.error;
}

static int dump_table(struct rtnl *r, uint16_t type, uint32_t table)
{
	int error = dump_once(r, type, table);

	for (int tries = 0; error == -EINTR && tries < 10; tries++)
		error = dump_once(r, type, table);
	return error != 0 ? error : rtnl_take_lost(r);
}

static int send_dump_request(struct rtnl *r, uint16_t type)
{
	return dump_table(r, type, RT_TABLE_UNSPEC);
}

int rtnl_dump_links(struct rtnl *r)
{
	int error;

	rtnl_links_begin(r);
	error = send_dump_request(r, RTM_GETLINK);
	if (error == 0)
		error = send_dump_request(r, RTM_GETADDR);
	if (error == 0)
		error = send_dump_request(r, RTM_GETNETCONF);
	if (error == 0)
		rtnl_links_end(r);
	return error;
}

int rtnl_dump_neighbours(struct rtnl *r)
{
	return r->neighbours ? send_dump_request(r, RTM_GETNEIGH) : 0;
}

/* ---- requests one by one ---- */

/* Reads until the answer to the last of seq … seq + n - 1 is in; those before it answer only if they
 * fail. It takes the notifications about them on the way: the routes that additions have made, or the entry
 * that was asked for, behind which no acknowledgement comes (`ends`). */
static int read_answers(struct rtnl *r, uint32_t seq, size_t n, int *ret_errors, bool ends)
{
	bool answered = false;

	memset(ret_errors, 0, n * sizeof(*ret_errors));
	while (!answered) {
		const struct nlmsghdr *nlh = r->buf;
		int len = read_answer(r);

		if (len < 0)
			return len;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			uint32_t i = nlh->nlmsg_seq - seq;

			if (i >= n)
				continue;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				ret_errors[i] = -*(const int *)mnl_nlmsg_get_payload(nlh);
			else
				rtnl_receive_message(r, nlh, true);
			answered = i == n - 1 && (nlh->nlmsg_type == NLMSG_ERROR || ends);
		}
	}
	return 0;
}

/* The kernel reports a lost address or link, and a route it deletes, before it removes the routes. A dump
 * does not wait for that, but a deletion does; this one finds nothing. */
static void await_changes(struct rtnl *r)
{
	uint32_t seq = ++r->seq;
	int errors[1];

	if (send_request(r, netlink_build_barrier(r->buf, r->tables[0], seq)) == 0)
		read_answers(r, seq, 1, errors, false);
}

int rtnl_dump_routes(struct rtnl *r)
{
	int error = 0;

	if (!r->routes)
		return 0;
	await_changes(r);
	for (size_t i = 0; i < r->n_tables && error == 0; i++)
		error = dump_table(r, RTM_GETROUTE, r->tables[i]);
	return error;
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
		} while (done < n && len + NETLINK_MESSAGE_MAX <= RTNL_BUFFER_LEN);
		error = send(r->ask_fd, r->buf, len, 0) < 0 ? -errno : 0;
		if (error == 0)
			error = read_answers(
			    r, seq + (uint32_t)first, done - first, &ret_errors[first], false);
		if (error != 0) {
			for (size_t i = first; i < n; i++)
				ret_errors[i] = EIO;
			return error;
		}
	}
	return 0;
}

/* The kernel's entry; no entry is a state too. Before Linux 5.0 the kernel tells of no single entry: there it
 * is one of a dump. */
static int read_entry(struct rtnl *r, const struct neighbour_query *query, struct rtnl_sought *ret)
{
	uint32_t seq = ++r->seq;
	int error, errors[1] = { 0 };

	*ret = (struct rtnl_sought){ .entry = {
					 .ifindex = query->ifindex, .address = query->address } };
	r->sought = ret;
	error = send_request(
	    r, netlink_build_neighbour_get(r->buf, query->ifindex, query->address, seq));
	if (error == 0)
		error = read_answers(r, seq, 1, errors, true);
	if (error == 0 && errors[0] == EOPNOTSUPP)
		error = send_dump_request(r, RTM_GETNEIGH);
	else if (error == 0 && errors[0] != ENOENT)
		error = -errors[0];
	r->sought = NULL;
	return error;
}

/* Leaves entries alone that others look after: a write makes such an entry an ordinary one. Leaves entries
 * alone that the kernel is asking about. */
static struct nlmsghdr *build_probe_request(
    struct rtnl *r, const struct neighbour_query *query, enum neighbour_state state, uint32_t seq)
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
	struct rtnl_sought sought;
	struct nlmsghdr *nlh;
	uint32_t seq;
	int errors[1], error = read_entry(r, query, &sought);

	if (error != 0)
		return error;
	fact.neighbour = sought.entry;
	if (!sought.found)
		r->take(&fact, r->arg);
	seq = r->seq + 1;
	nlh = sought.kept ? NULL : build_probe_request(r, query, fact.neighbour.state, seq);
	if (nlh == NULL)
		return 0;
	r->seq = seq;
	error = send_request(r, nlh);
	if (error == 0)
		error = read_answers(r, seq, 1, errors, false);
	if (error == 0)
		error = -errors[0];
	if (error == 0 && query->kind == NEIGHBOUR_DOUBT) {
		fact.neighbour.state = NEIGHBOUR_VALID;
		r->take(&fact, r->arg);
	}
	return error;
}
