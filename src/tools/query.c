/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl query: which routers advertise here? */
#include "config.h"

#include "tools/query.h"

#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/printable.h"
#include "core/host/solicit.h"
#include "core/obstacle.h"
#include "core/trust.h"
#include "kernel/icmp.h"
#include "kernel/rtnl.h"
#include "system/clock.h"
#include "system/privilege.h"
#include "tools/lladdr.h"
#include "tools/query_report.h"

/* A person waits, and what is heard ends the questions: not the 3 s of RFC 1256 6, which are for many
 * hosts that start together. */
#define ASK_INTERVAL USEC_PER_SEC

/* An interface of this machine. */
struct query_link {
	struct iface iface;
	struct iface_addr *addrs; /* storage of that */
	struct in_addr destination;
	bool asked; /* it is one of those to be asked */
	bool heard; /* an advertisement that is valid */
	unsigned sent;
	unsigned turn; /* of the sources, see host_source() */
	usec_t last;   /* when the last solicitation was sent */
};

struct query {
	const struct query_options *options;
	int wait_fd; /* an epoll(7) */
	struct icmp icmp;
	struct lladdr lladdr;
	struct rtnl rtnl;
	struct query_report report;
	struct query_link *links;
	size_t n_links;
	bool failed; /* something went wrong, and was reported */
};

/* Says what is wrong, where, and what to do. Always false. */
__attribute__((format(printf, 2, 3))) static bool complain(struct query *q, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printable_line(stderr, "rdiscctl: %s", text);
	q->failed = true;
	return false;
}

/* ---- which interfaces ---- */

/* rtnl.c's function for facts: keeps the interfaces. */
static void record_fact(const struct rtnl_fact *fact, void *arg)
{
	struct query *q = arg;
	struct query_link *links, *l;
	size_t size = fact->iface.n_addrs * sizeof(*l->addrs);

	if (fact->kind != RTNL_IFACE)
		return;
	links = realloc(q->links, (q->n_links + 1) * sizeof(*links));
	if (links == NULL)
		return;
	q->links = links;
	l = &links[q->n_links];
	*l = (struct query_link){ .iface = fact->iface, .addrs = malloc(size + 1) };
	if (l->addrs == NULL)
		return;
	if (size > 0) /* without any there is nowhere to copy from */
		memcpy(l->addrs, fact->iface.addrs, size);
	l->iface.addrs = l->addrs;
	q->n_links++;
}

/* Returns why no router can be asked there, and what to do; NULL: one can. */
static const char *explain_obstacle(const struct iface *iface)
{
	if (iface->loopback)
		return "a loopback interface has no routers; name another one (ip link lists"
		       " them)";
	if (!iface->multicast && !iface->broadcast)
		return "this interface does neither multicast nor broadcast; name another one (ip"
		       " link lists them)";
	switch (link_obstacle(iface)) {
	case REASON_NONE:
		return NULL;
	case REASON_LINK_DOWN:
		return "the interface is down; ip link set up dev INTERFACE changes that";
	case REASON_NO_CARRIER:
		return "the interface has no carrier; look at its cable, or at what it depends on";
	default:
		return "the interface has no IPv4 address to ask from; give it one"
		       " (ip address add), or wait for DHCP";
	}
}

/* True: there is one at least. Those named one by one must be fit. */
static bool choose_links(struct query *q)
{
	const struct conf *conf = q->options->conf;
	bool any = false;

	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (strpbrk(conf->ifaces[i].pattern, "*?[") == NULL &&
		    if_nametoindex(conf->ifaces[i].pattern) == 0)
			complain(q, "%s: no such interface (ip link lists them)",
			    conf->ifaces[i].pattern);
	for (size_t i = 0; i < q->n_links; i++) {
		struct query_link *l = &q->links[i];
		const struct conf_iface *ci = conf_find_iface(conf, l->iface.name);
		const char *reason = explain_obstacle(&l->iface);

		if (ci == NULL)
			continue;
		l->asked = reason == NULL;
		if (l->asked) {
			l->destination = iface_destination(
			    &l->iface, ci->solicitation_address, GROUP_ALL_ROUTERS);
			query_report_asked(&q->report, &l->iface,
			    host_source(&l->iface, l->destination, 1, &(unsigned){ 0 }),
			    l->destination);
			any = true;
		} else if (strcmp(ci->pattern, l->iface.name) == 0) {
			complain(q, "%s: %s", l->iface.name, reason);
		}
	}
	return any;
}

/* ---- asking and hearing ---- */

static usec_t next_question(const struct query_link *l)
{
	if (!l->asked || l->heard || l->sent == MAX_SOLICITATIONS)
		return USEC_INFINITY;
	return l->sent == 0 ? 0 : usec_add(l->last, ASK_INTERVAL);
}

static void send_solicitation(struct query *q, struct query_link *l)
{
	uint8_t message[WIRE_MESSAGE_MAX];
	struct datagram d = { .ifindex = l->iface.ifindex,
		.source = host_source(&l->iface, l->destination, ++l->sent, &l->turn),
		.destination = l->destination,
		.ttl = 1, /* RFC 1256 3 [M-2] */
		.data = message,
		.len = wire_encode_solicitation(message) };
	int error;

	l->last = clock_now(CLOCK_MONOTONIC);
	error = icmp_send(&q->icmp, &d);
	if (error != 0)
		complain(q, "%s: cannot send a solicitation: %s", l->iface.name, strerror(-error));
}

/* Solicits on the links that are due. Returns when the next one will be. */
static usec_t ask_all(struct query *q)
{
	usec_t next = USEC_INFINITY;

	for (size_t i = 0; i < q->n_links; i++) {
		if (next_question(&q->links[i]) <= clock_now(CLOCK_MONOTONIC))
			send_solicitation(q, &q->links[i]);
		next = usec_min(next, next_question(&q->links[i]));
	}
	return next;
}

static bool is_own(const struct query *q, struct in_addr a)
{
	for (size_t i = 0; i < q->n_links; i++)
		for (size_t j = 0; j < q->links[i].iface.n_addrs; j++)
			if (in_addr_equal(q->links[i].addrs[j].local, a))
				return true;
	return false;
}

static void record_datagram(struct query *q, const struct datagram *d)
{
	char lladdr[LLADDR_STRLEN];
	struct query_report_message m = { .lladdr = lladdr };
	struct query_link *l = NULL;

	m.reason = wire_decode(d->data, d->len, &m.message);
	for (size_t i = 0; i < q->n_links && l == NULL; i++)
		if (q->links[i].iface.ifindex == d->ifindex && q->links[i].asked)
			l = &q->links[i];
	if (l == NULL || m.message.type != ICMP_TYPE_ROUTER_ADVERTISEMENT)
		return;
	m.iface = &l->iface;
	m.conf = conf_find_iface(q->options->conf, l->iface.name);
	m.latency = usec_sub(clock_now(CLOCK_MONOTONIC), l->last);
	if (m.reason == REASON_NONE)
		m.reason = is_own(q, m.message.source)
			       ? REASON_OWN
			       : trust_message(m.iface, m.conf, &m.message, true);
	lladdr_find(&q->lladdr, d, lladdr);
	l->heard = l->heard || m.reason == REASON_NONE;
	query_report_message(&q->report, &m);
}

/* So many at a time, that a flood cannot keep the clock from being looked at. */
#define DATAGRAMS_AT_A_TIME 64

static void receive_answers(struct query *q)
{
	struct datagram d;

	for (int i = 0; i < DATAGRAMS_AT_A_TIME; i++) {
		int error = icmp_receive(&q->icmp, &d);

		if (error == 0)
			record_datagram(q, &d);
		else if (error != -EBADMSG)
			return;
	}
}

static void listen_until(struct query *q, usec_t end)
{
	struct epoll_event ready[ICMP_SOCKETS];

	for (;;) {
		usec_t wake = usec_min(ask_all(q), end), now = clock_now(CLOCK_MONOTONIC);
		int n;

		if (now >= end)
			return;
		/* rounded up: not to wake too early again and again */
		n = epoll_wait(q->wait_fd, ready, ICMP_SOCKETS,
		    (int)((usec_sub(wake, now) + USEC_PER_MSEC - 1) / USEC_PER_MSEC));
		while (n-- > 0)
			icmp_hear(&q->icmp, ready[n].data.u32);
		receive_answers(q);
	}
}

/* ---- the whole ---- */

/* False: what is wrong has been told. */
static bool open_all(struct query *q)
{
	const char *missing = priv_missing(false);
	struct priv_user user;
	int error;

	if (missing != NULL)
		return complain(
		    q, "query needs %s: run it as root, as with sudo rdiscctl query", missing);
	if ((q->wait_fd = epoll_create1(EPOLL_CLOEXEC)) < 0)
		return complain(q, "cannot wait for messages: %s", strerror(errno));
	if ((error = icmp_open(&q->icmp, q->wait_fd)) != 0)
		return complain(q, "cannot open the ICMP socket: %s", strerror(-error));
	if ((error = lladdr_open(&q->lladdr)) != 0)
		return complain(q, "cannot open the packet socket: %s", strerror(-error));
	if ((error = rtnl_open(&q->rtnl, q->options->conf->table, record_fact, q)) != 0)
		return complain(q, "cannot open netlink: %s", strerror(-error));
	if ((error = priv_find_user(NULL, &user)) != 0 || (error = priv_drop(&user, false)) != 0)
		return complain(q, "cannot drop privilege: %s", strerror(-error));
	if ((error = priv_filter()) != 0)
		return complain(q, "cannot install the system call filter: %s", strerror(-error));
	if ((error = rtnl_dump_links(&q->rtnl)) != 0)
		return complain(q, "cannot read the interfaces: %s", strerror(-error));
	return true;
}

static void close_all(struct query *q)
{
	for (size_t i = 0; i < q->n_links; i++)
		free(q->links[i].addrs);
	free(q->links);
	rtnl_close(&q->rtnl);
	lladdr_close(&q->lladdr);
	icmp_close(&q->icmp);
	if (q->wait_fd >= 0)
		close(q->wait_fd);
}

/* Asks, listens and reports. */
static void run_query(struct query *q)
{
	if (!query_report_open(&q->report, q->options->json, stdout)) {
		complain(q, "cannot print JSON: %s", strerror(ENOMEM));
		return;
	}
	if (choose_links(q))
		listen_until(q, usec_add(clock_now(CLOCK_MONOTONIC), q->options->timeout));
	else if (!q->failed)
		complain(q,
		    "no interface to ask on: none that matches does multicast or broadcast, is"
		    " up, and has a carrier and an IPv4 address (ip address lists them)");
	if (!query_report_close(&q->report)) {
		complain(q, "cannot write: %s", strerror(errno));
		q->report.n_valid = 0;
	}
}

int query_run(const struct query_options *options)
{
	struct query q = { .options = options,
		.wait_fd = -1,
		.lladdr = { .fd = -1 },
		.rtnl = { .monitor_fd = -1, .ask_fd = -1 } };

	if (open_all(&q))
		run_query(&q);
	close_all(&q);
	if (q.report.n_valid > 0)
		return QUERY_HEARD;
	return q.failed ? QUERY_ERROR : QUERY_NOTHING;
}
