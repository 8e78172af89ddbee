/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: what the kernel is asked for, and its answers. */
#include "config.h"

#include "rtnl_private.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"

/* The kernel answers a request before the system call that made it returns. */
#define ANSWER_TIMEOUT_MS 5000

/* What the kernel says next, in r->buf; its length in bytes, or a negative errno. */
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

static int request(struct rtnl *r, const struct nlmsghdr *nlh)
{
	return send(r->ask_fd, nlh, nlh->nlmsg_len, 0) < 0 ? -errno : 0;
}

/* ---- dumps ---- */

/* One dump; -EINTR: the kernel's data changed meanwhile, and it may be incomplete. */
static int dump_once(struct rtnl *r, uint16_t type)
{
	uint32_t seq = ++r->seq;
	int error = request(r, netlink_build_dump(r->buf, type, r->table, seq)), result = 0;

	if (error != 0)
		return error;
	for (;;) {
		const struct nlmsghdr *nlh = r->buf;
		int len = read_answer(r);

		if (len < 0)
			return len;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_seq != seq)
				continue;
			if ((nlh->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
				result = -EINTR;
			if (nlh->nlmsg_type == NLMSG_DONE)
				return result;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
			rtnl_receive_message(r, nlh, true);
		}
	}
}

static int dump(struct rtnl *r, uint16_t type)
{
	int error = dump_once(r, type);

	for (int tries = 0; error == -EINTR && tries < 10; tries++)
		error = dump_once(r, type);
	return error != 0 ? error : rtnl_take_lost(r);
}

int rtnl_dump_links(struct rtnl *r)
{
	int error;

	rtnl_links_begin(r);
	error = dump(r, RTM_GETLINK);
	if (error == 0)
		error = dump(r, RTM_GETADDR);
	if (error == 0)
		error = dump(r, RTM_GETNETCONF);
	if (error == 0)
		rtnl_links_end(r);
	return error;
}

int rtnl_dump_neighbours(struct rtnl *r)
{
	return r->neighbours ? dump(r, RTM_GETNEIGH) : 0;
}

/* ---- requests one by one ---- */

/* Reads until the answer to the last of seq … seq + n - 1 is in; those before it answer only if they
 * fail. One that is no acknowledgement but what was asked for becomes *ret_answer, valid until the next
 * read. */
static int read_answers(
	struct rtnl *r, uint32_t seq, size_t n, int *ret_errors, const struct nlmsghdr **ret_answer)
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
			answered = i == n - 1;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				ret_errors[i] = -(
					(const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))
							 ->error;
			else if (ret_answer != NULL)
				*ret_answer = nlh;
		}
	}
	return 0;
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
		} while (done < n && len + NETLINK_MESSAGE_MAX <= RTNL_BUFFER_LEN);
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
