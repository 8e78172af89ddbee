/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: facts about links, addresses, neighbours, forwarding and default routes in; changes of
 * our routes out.
 *
 * Two sockets: one is told of changes, the other asks. Facts are handed to a function of the
 * caller's, one by one; an interface always as a complete description, and only if it differs from
 * what was last handed out. rtnl_dump_…() tell everything, rtnl_receive() what changed since.
 *
 * Functions return 0 or a negative errno.
 *
 * The folder kernel is Linux's network: the raw sockets (icmp.h), netlink messages as bytes (netlink.h), and the
 * netlink sockets (here). It turns what the kernel says into the nouns of model/network.h, and changes of routes into
 * requests. It decides nothing: what a fact means is the core's.
 */
#ifndef RDISC_KERNEL_RTNL_H
#define RDISC_KERNEL_RTNL_H

#include "base/slots.h"
#include "model/conf.h"
#include "model/network.h"

enum rtnl_fact_kind {
	RTNL_IFACE,          /* iface */
	RTNL_IFACE_GONE,     /* iface.ifindex */
	RTNL_ROUTE,          /* route */
	RTNL_ROUTE_GONE,     /* route */
	RTNL_NEIGHBOUR,      /* neighbour */
	RTNL_SUBNET,         /* iface.ifindex: it reaches a subnet that it did not reach before */
	RTNL_ROUTES_STALE,   /* the kernel has changed a route and does not say which */
	RTNL_NEXTHOPS_STALE, /* it has changed a nexthop object, and all routes on it */
};

/* Pointers inside are valid during the call. */
struct rtnl_fact {
	enum rtnl_fact_kind kind;
	struct iface iface;
	struct route route;
	struct neighbour neighbour;
};

typedef void rtnl_take_fn(const struct rtnl_fact *fact, void *arg);

struct rtnl_link;
struct rtnl_sought;
struct netlink_hops;

struct rtnl {
	int monitor_fd; /* to wait on */
	int ask_fd;
	uint32_t tables[TABLES_MAX];
	size_t n_tables;
	uint32_t seq;
	struct rtnl_link *links; /* by slot */
	struct slots slots;      /* by ifindex */
	void *buf;               /* messages in and out */
	struct netlink_hops *hops;
	struct rtnl_sought *sought;
	bool lost; /* there was no memory for a fact */
	rtnl_take_fn *take;
	void *arg;
	bool neighbours, routes; /* are watched */
};

/* Routes of this table are told. rtnl_close() is due also after an error. */
int rtnl_open(struct rtnl *r, uint32_t table, rtnl_take_fn *take, void *arg);

/* Routes of these tables are told from now on, at most TABLES_MAX. */
void rtnl_set_tables(struct rtnl *r, const uint32_t *tables, size_t n);

/* Neighbours and routes are watched only if asked for: a router has many, and often no use for them. */
void rtnl_watch(struct rtnl *r, bool neighbours, bool routes);
void rtnl_close(struct rtnl *r);

/* A dump that fails says nothing of what is gone; repeat it. */
/* Tells all links (with their addresses), and those that are gone. */
int rtnl_dump_links(struct rtnl *r);
/* Tells all default routes of the tables, if routes are watched. Its cost depends on their number alone,
 * and not on the number of other routes. */
int rtnl_dump_routes(struct rtnl *r);
int rtnl_dump_neighbours(struct rtnl *r); /* nothing, if they are not watched */

/* Tells what has changed until there is nothing more to read. -ENOBUFS, -ENOMEM: something was missed;
 * dump everything. */
int rtnl_receive(struct rtnl *r);

/* Makes `n` changes (at most RTNL_BATCH_MAX) in order. ret_errors gets an errno for each, 0 for done. A
 * route added comes back as a fact, as the kernel holds it. Non-zero: there were no answers, all are EIO. */
#define RTNL_BATCH_MAX 128
int rtnl_change(struct rtnl *r, const struct route_change *changes, size_t n, int *ret_errors);

/* Answers a question about a neighbour; the state it has now is told as a fact. If it cannot be had, nothing
 * is told: what notifications said holds. */
int rtnl_query(struct rtnl *r, const struct neighbour_query *query);

#endif
