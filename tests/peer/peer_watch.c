/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: a witness of what the kernel does with default routes. */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define KNOWN_MAX 512

/* The default routes of all protocols in the kernel's order, since a replacing route takes the
 * place of the first with its table, TOS and metric, whichever program owns that one. */
struct watch {
	int fd;
	uint32_t port, sequence;
	bool ready, dumping, stale;
	bool doubt, doubted; /* this dump, and the one before, showed what no notification told */
	struct known_route known[KNOWN_MAX];
	size_t n_known;
	uint8_t protocol;
	size_t n_live; /* routes of that protocol at the last account */
	unsigned gaps;
	int64_t origin, gap_since;
};

static void print_event(const struct watch *w, const char *what, const struct known_route *r)
{
	print_time(now_usec() - w->origin);
	printf("%s %s\n", what, r->text);
}

/* The kernel tells of a deletion before it deletes, and dumps without waiting for that. This, which finds
 * nothing to delete, waits; its answer is not read. */
static void await_changes(void)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg route;
		struct rtattr attribute;
		uint32_t interface;
	} request = {
		.header = { .nlmsg_len = sizeof(request),
		    .nlmsg_type = RTM_DELROUTE,
		    .nlmsg_flags = NLM_F_REQUEST },
		.route = { .rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN },
		.attribute = { .rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = RTA_OIF },
		.interface = INT32_MAX,
	};
	int fd = open_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (send(fd, &request, sizeof(request), 0) < 0)
		err(1, "cannot wait for changes of the routes");
	close(fd);
}

static void request_dump(struct watch *w)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg route;
	} request = {
		.header = { .nlmsg_len = sizeof(request),
		    .nlmsg_type = RTM_GETROUTE,
		    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		    .nlmsg_seq = ++w->sequence },
		.route = { .rtm_family = AF_INET },
	};

	await_changes();
	for (size_t i = 0; i < w->n_known; i++)
		w->known[i].seen = false;
	if (send(w->fd, &request, sizeof(request), 0) < 0)
		err(1, "cannot ask for the routes");
	w->dumping = true;
	w->stale = false;
}

static size_t find_known(const struct watch *w, const struct known_route *r)
{
	size_t i = 0;

	while (i < w->n_known && strcmp(w->known[i].text, r->text))
		i++;
	return i;
}

static bool same_key(const struct known_route *a, const struct known_route *b)
{
	return a->table == b->table && a->tos == b->tos && a->metric == b->metric;
}

static void drop_known(struct watch *w, size_t i)
{
	memmove(&w->known[i], &w->known[i + 1], (--w->n_known - i) * sizeof(w->known[0]));
}

/* Puts a route where the kernel has put it: a replacing one for the first of its key, an appended
 * one behind the last of its key, any other before the first. */
static void insert_known(struct watch *w, const struct known_route *r, unsigned flags)
{
	size_t first = 0, end;

	while (first < w->n_known && !same_key(&w->known[first], r))
		first++;
	if (flags & NLM_F_REPLACE && first < w->n_known) {
		print_event(w, "gone", &w->known[first]);
		drop_known(w, first);
	}
	for (end = first; end < w->n_known && same_key(&w->known[end], r);)
		end++;
	if (!(flags & NLM_F_APPEND))
		end = first;
	if (w->n_known == KNOWN_MAX)
		errx(1, "more than %d default routes", KNOWN_MAX);
	memmove(&w->known[end + 1], &w->known[end], (w->n_known++ - end) * sizeof(w->known[0]));
	w->known[end] = *r;
	w->known[end].seen = true;
}

/* Counts the routes of our protocol and tells when the last went and when one came back. */
static void account(struct watch *w)
{
	int64_t now = now_usec();
	size_t n = 0;

	for (size_t i = 0; i < w->n_known; i++)
		n += w->known[i].protocol == w->protocol;
	if (w->ready && n == 0 && w->n_live > 0) {
		print_time(now - w->origin);
		puts("gap");
		w->gaps++;
		w->gap_since = now;
	} else if (w->ready && n > 0 && w->n_live == 0 && w->gap_since) {
		print_time(now - w->origin);
		printf("filled %lld\n", (long long)(now - w->gap_since));
	}
	w->n_live = n;
}

/* At the end of a dump the routes it did not show are gone: the kernel deletes those of a link
 * that goes down, or loses its last address, without a notification. */
static void finish_dump(struct watch *w)
{
	w->dumping = false;
	for (size_t i = 0; i < w->n_known;) {
		if (w->known[i].seen) {
			i++;
			continue;
		}
		print_event(w, "gone", &w->known[i]);
		drop_known(w, i);
	}
	if (!w->ready) {
		puts("ready");
		for (size_t i = 0; i < w->n_known; i++)
			print_event(w, "have", &w->known[i]);
	}
	account(w);
	w->ready = true;
	w->doubted = w->doubt;
	w->doubt = false;
	if (w->stale || w->doubted)
		request_dump(w);
}

static void dumped_route(struct watch *w, const struct known_route *r)
{
	size_t i = find_known(w, r);

	if (i < w->n_known) {
		w->known[i].seen = true;
	} else if (w->ready && !w->doubted) {
		w->doubt = true; /* perhaps one whose deletion began after await_changes() */
	} else {
		if (w->ready)
			print_event(w, "new", r); /* its notification was lost in an overrun */
		insert_known(w, r, NLM_F_APPEND);
	}
}

static void notified_route(struct watch *w, const struct nlmsghdr *h, const struct known_route *r)
{
	size_t i = find_known(w, r);

	if (h->nlmsg_type == RTM_DELROUTE) {
		if (i < w->n_known)
			drop_known(w, i);
		print_event(w, "del", r);
	} else {
		if (i < w->n_known)
			drop_known(w, i); /* the dump was faster than the notification */
		insert_known(w, r, h->nlmsg_flags);
		print_event(w, "new", r);
	}
	account(w);
}

static void watch_message(struct watch *w, const struct nlmsghdr *h)
{
	bool ours = h->nlmsg_pid == w->port && h->nlmsg_seq == w->sequence && w->dumping;
	struct known_route r;

	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		w->stale = true;
	switch (h->nlmsg_type) {
	case NLMSG_DONE:
		if (ours)
			finish_dump(w);
		break;
	case NLMSG_ERROR:
		errx(1, "the kernel refused to list the routes");
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		if (!parse_route(h, &r))
			break;
		if (ours)
			dumped_route(w, &r);
		else
			notified_route(w, h, &r);
		break;
	default: /* a link or an address changed: routes may be gone without a word */
		w->stale = true;
	}
}

static void watch_receive(struct watch *w)
{
	static char buffer[65536] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t len = recv(w->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	int64_t left = len; /* wider than both types NLMSG_OK compares */

	if (len < 0 && errno == ENOBUFS) {
		print_time(now_usec() - w->origin);
		puts("overrun");
		w->stale = true;
	} else if (len < 0 && errno != EAGAIN && errno != EINTR) {
		err(1, "recv from netlink");
	}
	for (struct nlmsghdr *h = (void *)buffer; len > 0 && NLMSG_OK(h, left);
	     h = NLMSG_NEXT(h, left))
		watch_message(w, h);
	if (w->stale && !w->dumping)
		request_dump(w);
}

static void open_watch(struct watch *w)
{
	int size = 4 << 20;
	struct sockaddr_nl self = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_ROUTE | RTMGRP_LINK | RTMGRP_IPV4_IFADDR,
	};
	socklen_t len = sizeof(self);

	w->fd = open_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (setsockopt(w->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(
		    w->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)); /* as much as there is */
	if (bind(w->fd, (struct sockaddr *)&self, len) < 0 ||
	    getsockname(w->fd, (struct sockaddr *)&self, &len) < 0)
		err(1, "cannot watch the routes");
	w->port = self.nl_pid;
}

static int open_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		err(1, "sigprocmask");
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		err(1, "signalfd");
	return fd;
}

int run_watch(struct options *o)
{
	static struct watch w;
	int64_t deadline = deadline_of(o);
	struct pollfd fds[2] = { { .fd = open_signals(), .events = POLLIN } };

	w.protocol = (uint8_t)o->protocol;
	w.origin = time_origin(o);
	open_watch(&w);
	fds[1] = (struct pollfd){ .fd = w.fd, .events = POLLIN };
	request_dump(&w);
	while (now_usec() < deadline) {
		if (poll(fds, 2, poll_timeout(deadline)) < 0 && errno != EINTR)
			err(1, "poll");
		if (fds[1].revents)
			watch_receive(&w); /* before the signal: what was told before it counts */
		else if (fds[0].revents)
			break;
	}
	printf("end routes=%zu gaps=%u\n", w.n_live, w.gaps);
	return 0;
}
