/* SPDX-License-Identifier: BSD-2-Clause */
/* What must hold of one machine whatever happens: its invariants, looked after from outside.
 *
 * node.c tells of each fact, each message in and out, each change of the kernel's table, and of the
 * end of each turn; what is wrong ends the run (sim_fail()). guard_host.c knows RFC 1256 5,
 * guard_router.c RFC 1256 4, guard_routes.c the kernel's table. "Told" is what the engine knows; that
 * the world may have moved on since is no fault of its.
 */
#ifndef SIM_GUARD_H
#define SIM_GUARD_H

#include "heard.h"
#include "node.h"
#include "reference.h"

/* What was seen of a host on one interface. */
struct guard_host {
	bool told_to;   /* solicit: to be told so is an occasion */
	bool ready;     /* told: role host, up, carrier, an address */
	bool had_alive; /* a router there that is alive, at the end of the last turn */
	bool occasion;  /* there is a reason to solicit */
	bool answered;  /* in this turn */
	unsigned sent;  /* solicitations of the burst that is going on; 0: none is */
	usec_t last;    /* solicitation */
	bool any_burst;
	usec_t burst;     /* the first solicitation of the last burst */
	usec_t due;       /* there must be one by then; infinity: not */
	usec_t burst_due; /* the burst's next one must come then; infinity: it need not */
};

struct guard_entry {
	struct in_addr address;
	int32_t preference;
};

#define GUARD_ENTRIES 64

/* What was seen of a router on one interface. */
struct guard_router {
	bool advertising;                       /* told: it should be */
	struct guard_entry list[GUARD_ENTRIES]; /* what should be advertised */
	unsigned n_list;
	struct guard_entry air[2 * GUARD_ENTRIES]; /* what was, and was not taken back */
	unsigned n_air;
	unsigned count; /* multicast advertisements since it began */
	bool any;
	usec_t last;
	usec_t due;   /* the next one must come by then; infinity: none need come */
	bool hurried; /* there was a reason for the next one to come before the minimum interval */
	struct in_addr part_to;
	usec_t part_time;
	unsigned part_n, part_len; /* entries of this message so far, and of its last part */
	struct in_addr asked[2 * INBOX_MAX]; /* who may be answered by unicast in this turn */
	unsigned n_asked;
	usec_t bucket; /* of unicast answers: how far ahead of UNICAST_RATE they are */
	usec_t bucket_time;
};

struct guard_iface {
	unsigned ifindex; /* as told; 0: not */
	struct guard_host host;
	struct guard_router router;
};

struct guard {
	struct guard_iface ifaces[KERNEL_IFACES]; /* by the kernel's index */
	usec_t kept_until;                        /* routes of an earlier run may stay until then */
	usec_t delete_failed;                     /* when the kernel last refused to delete */
	bool installs;                            /* has ever been configured to */
	bool stopping;
};

void guard_start(struct node *n);
void guard_free(struct node *n);

/* The engine has been told of this interface, or that it is gone, or of a new configuration. */
void guard_iface(struct node *n, const struct iface *iface);
void guard_iface_gone(struct node *n, unsigned ifindex);
void guard_configured(struct node *n);
/* Routes of an earlier run were found; one router of it was told. */
void guard_adopted(struct node *n);
void guard_restored(struct node *n, const struct known_router *r);

/* The engine was given these bytes and answered so. */
void guard_heard(struct node *n, unsigned ifindex, const struct frame *f, enum reason reason);
void guard_transmit(struct node *n, const struct datagram *d);
/* Before and after the kernel made a change. */
void guard_change(struct node *n, const struct route_change *change);
void guard_changed(struct node *n, const struct route_change *change, int error, bool foreign);
/* Facts and messages are in, the engine has settled. */
void guard_settled(struct node *n);
/* Before and after the end. */
void guard_stopping(struct node *n);
void guard_stopped(struct node *n);

/* ---- among the parts ---- */

/* What we are on an interface that is told so, and the configuration for it (NULL: none). */
enum role guard_role(
	const struct node *n, const struct iface *iface, const struct conf_iface **ret);
/* The interface as told; NULL: it is not known to the engine. */
const struct iface *guard_told(const struct node *n, unsigned i);
/* The real default router list. */
struct reference_view guard_view(const struct node *n);

void guard_host_iface(struct node *n, unsigned i, bool new_address);
void guard_host_loses(struct node *n, unsigned ifindex);
void guard_host_heard(
	struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void guard_host_solicitation(struct node *n, unsigned i, usec_t now);
void guard_host_settled(struct node *n, unsigned i, usec_t now);

void guard_router_iface(struct node *n, unsigned i, usec_t now);
void guard_router_heard(
	struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void guard_router_advertisement(struct node *n, unsigned i, const struct heard *h, usec_t now);
void guard_router_settled(struct node *n, unsigned i);

void guard_routes_settled(struct node *n, usec_t now);

#endif
