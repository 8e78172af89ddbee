/* SPDX-License-Identifier: BSD-2-Clause */
/* What must hold of one machine whatever happens: its invariants, looked after from outside.
 *
 * node.c tells of each fact, each message in and out, each change of the kernel's table, and of the
 * end of each turn; what is wrong ends the run (sim_fail()). watch_host.c knows RFC 1256 5,
 * watch_router.c RFC 1256 4, watch_routes.c the kernel's table. "Told" is what the engine knows; that
 * the world may have moved on since is no fault of its.
 */
#ifndef SIM_WATCH_H
#define SIM_WATCH_H

#include "heard.h"
#include "node.h"
#include "reference.h"

/* What was seen of a host on one interface. */
struct watch_host {
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

struct watch_entry {
	struct in_addr address;
	int32_t preference;
};

#define WATCH_ENTRIES 64

/* What was seen of a router on one interface. */
struct watch_router {
	bool advertising;                       /* told: it should be */
	struct watch_entry list[WATCH_ENTRIES]; /* what should be advertised */
	unsigned n_list;
	struct watch_entry air[2 * WATCH_ENTRIES]; /* what was, and was not taken back */
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

struct watch_iface {
	unsigned ifindex; /* as told; 0: not */
	struct watch_host host;
	struct watch_router router;
};

struct watch {
	struct watch_iface ifaces[KERNEL_IFACES]; /* by the kernel's index */
	usec_t kept_until;                        /* routes of an earlier run may stay until then */
	usec_t delete_failed;                     /* when the kernel last refused to delete */
	bool installs;                            /* has ever been configured to */
	bool stopping;
};

void watch_start(struct node *n);
void watch_free(struct node *n);

/* The engine has been told of this interface, or that it is gone, or of a new configuration. */
void watch_iface(struct node *n, const struct iface *iface);
void watch_iface_gone(struct node *n, unsigned ifindex);
void watch_configured(struct node *n);
/* Routes of an earlier run were found; one router of it was told. */
void watch_adopted(struct node *n);
void watch_restored(struct node *n, const struct known_router *r);

/* The engine was given these bytes and answered so. */
void watch_heard(struct node *n, unsigned ifindex, const struct frame *f, enum reason reason);
void watch_transmit(struct node *n, const struct datagram *d);
/* Before and after the kernel made a change. */
void watch_change(struct node *n, const struct route_change *change);
void watch_changed(struct node *n, const struct route_change *change, int error, bool foreign);
/* Facts and messages are in, the engine has settled. */
void watch_settled(struct node *n);
/* Before and after the end. */
void watch_stopping(struct node *n);
void watch_stopped(struct node *n);

/* ---- among the parts ---- */

/* What we are on an interface that is told so, and the configuration for it (NULL: none). */
enum role watch_role(
	const struct node *n, const struct iface *iface, const struct conf_iface **ret);
/* The interface as told; NULL: it is not known to the engine. */
const struct iface *watch_told(const struct node *n, unsigned i);
/* The real default router list. */
struct reference_view watch_view(const struct node *n);

void watch_host_iface(struct node *n, unsigned i, bool new_address);
void watch_host_loses(struct node *n, unsigned ifindex);
void watch_host_heard(
	struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void watch_host_solicitation(struct node *n, unsigned i, usec_t now);
void watch_host_settled(struct node *n, unsigned i, usec_t now);

void watch_router_iface(struct node *n, unsigned i, usec_t now);
void watch_router_heard(
	struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now);
void watch_router_advertisement(struct node *n, unsigned i, const struct heard *h, usec_t now);
void watch_router_settled(struct node *n, unsigned i);

void watch_routes_settled(struct node *n, usec_t now);

#endif
