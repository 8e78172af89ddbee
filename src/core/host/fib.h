/* SPDX-License-Identifier: BSD-2-Clause */
/* The reconcile: what the kernel holds, what is wanted, and the steps from one to the other.
 *
 * This mirrors the kernel's default routes of our tables, ours and foreign ones, from dumps, notifications
 * and answers. One rule holds for the mirror. It reads again what the kernel may have changed silently
 * (fib_doubt_…(), fib_take_doubt()). A requested route is there when the kernel reports it, never because
 * of the request. fib_plan() compares the mirror with the wanted set and hands out the next batch of
 * changes. First it adds everything missing; the rest goes only when the kernel has acknowledged that.
 * Nothing goes beside what is wanted and may be gone without a word. So an observer never sees our last
 * default route go while another is wanted. The same comparison installs the first route, repairs a
 * flushed one, cleans up after a crash.
 *
 * A change only ever names routes of ours. A foreign route at a metric of our range moves ours to the next
 * free one (fib_metric()).
 *
 * Facts may allocate (they come from the machine's own kernel); plans do not.
 */
#ifndef RDISC_CORE_HOST_FIB_H
#define RDISC_CORE_HOST_FIB_H

#include "model/event.h"
#include "model/network.h"

/* A route that another program removed comes back at once, but not more often than this. */
#define REPAIR_INTERVAL USEC_PER_SEC
/* `ip route flush` looks again whether it has got everything, and takes what was repaired meanwhile:
 * after a pause of REPAIR_REST one second repair is due so soon. */
#define REPAIR_AGAIN    (50 * USEC_PER_MSEC)
#define REPAIR_REST     (10 * USEC_PER_SEC)
/* So many routes that look like ours and that we never wanted go at once. After that one goes in each
 * REPAIR_INTERVAL: the program that adds them may not stop either. */
#define STRANGERS       16
/* So many repairs without a pause of REPAIR_CALM are a fight, which is told. */
#define REPAIR_CONTEST  3
#define REPAIR_CALM     (60 * USEC_PER_SEC)
/* A deletion the kernel refused is tried again after this. */
#define DELETE_RETRY    (5 * USEC_PER_SEC)

/* In a storm of links that come and go it reads the routes so many times at once. After that it reads them
 * once in each REREAD_INTERVAL. */
#define REREADS_MAX     4
#define REREAD_INTERVAL (250 * USEC_PER_MSEC)

/* There can be thousands: it is to be small, and members of a size stand together. */
struct fib_entry {
	bool used : 1;
	bool ours : 1;
	bool present : 1;  /* false: ours, wanted, and another program removed it */
	bool dumped : 1;   /* seen in the dump that is going on */
	bool told : 1;     /* that it stands in our way */
	bool adopted : 1;  /* found at start, and not advertised yet */
	bool rested : 1;   /* the last repair came after a rest */
	bool wanted : 1;   /* by the last plan */
	bool stranger : 1; /* no plan ever wanted it */
	bool excused : 1;  /* if it is gone, the kernel took it with a link or an address */
	/* struct route, with room for one hop */
	bool mtu_lock : 1;
	bool down; /* of the one hop */
	uint8_t protocol;
	uint32_t table, metric;
	struct in_addr prefsrc;
	uint32_t mtu;
	uint32_t nexthop;
	uint32_t n_hops;
	union {
		struct hop hop;
		struct hop
		    *hops; /* of a multipath route, and behind them a bool for each: it is down */
	};
	uint32_t next;    /* in its chain, or of the free ones; a slot plus 1, 0: it is the last */
	unsigned repairs; /* since the last calm */
	usec_t repaired;
	usec_t keep_until; /* unwanted, but not to be deleted before */
};

struct fib {
	struct fib_entry *entries;
	uint32_t n_slots, capacity, free; /* `free` is as `next` */
	uint32_t n_foreign;
	uint32_t *chains; /* by a hash of the first hop; as `next` */
	uint32_t mask;    /* their number - 1 */
	uint64_t seed;
	usec_t strangers; /* token bucket (rate.h): the removals of strangers */
	bool adopting, released;
	bool doubted;     /* the kernel may hold something else than the mirror */
	bool any_doubted; /* … and any route may be gone, not only those that are excused */
	bool reading;     /* a dump has begun; one that failed leaves it so */
	usec_t rereads;   /* token bucket */
	usec_t deadline;  /* when something held back may be done; USEC_INFINITY: nothing is */
	bool changed;     /* mirror or wanted set differ from what was planned for */
	struct event_ring *events;
};

void fib_init(struct fib *fib, uint64_t seed, struct event_ring *events);
void fib_fini(struct fib *fib);

/* Makes room for so many routes at once: growing by and by would leave holes. False: no memory. */
bool fib_reserve(struct fib *fib, uint32_t n);

/* Takes a fact: a default route is there / is gone. False: no memory, the fact is lost. */
bool fib_set(struct fib *fib, const struct route *route, bool ours);
/* Returns whether it was known. */
bool fib_del(struct fib *fib, const struct route *route);

/* Begins / ends a dump of everything: routes not set in between are gone. A dump that fails has no end, and
 * the mirror is in doubt until one ends. */
void fib_begin(struct fib *fib);
void fib_end(struct fib *fib);

/* Doubts routes that the kernel may have changed silently: any of them; those over an interface that lost
 * something (`lost`), or came back to life; those with that preferred source; those on nexthop objects.
 * Routes that the mirror does not hold need no doubt. */
void fib_doubt(struct fib *fib);
void fib_doubt_iface(struct fib *fib, unsigned ifindex, bool lost);
void fib_doubt_source(struct fib *fib, struct in_addr prefsrc);
void fib_doubt_nexthops(struct fib *fib);

/* Returns whether the kernel may hold something else than the mirror. */
static inline bool fib_is_doubted(const struct fib *fib)
{
	return fib->doubted;
}

/* Returns whether to read all routes again now. The doubt lasts until fib_end(). */
bool fib_take_doubt(struct fib *fib, usec_t now);

/* Keeps routes of an earlier run that are not wanted yet until `until`, for their routers to be heard. */
void fib_adopt(struct fib *fib, usec_t until, usec_t now);

/* Ends the adoption of a router's routes, whose fate is known; with other hops beside it only if it is
 * `gone`. */
void fib_disown(struct fib *fib, struct hop hop, bool gone);

/* True if an adopted route leads through this router. *ret_place orders several. */
bool fib_recall(const struct fib *fib, struct hop hop, uint32_t *ret_place);

/* Keeps nothing any more: the end. */
void fib_release(struct fib *fib);

/* Tells that the wanted set may differ from the one last planned for. */
void fib_touch(struct fib *fib);

/* Returns whether the mirror or the wanted set differs from what was last planned for. */
static inline bool fib_has_changed(const struct fib *fib)
{
	return fib->changed;
}

/* Returns the lowest metric from `metric` up without a foreign default route in that table. */
uint32_t fib_metric(struct fib *fib, uint32_t table, uint32_t metric, usec_t now);

/* Returns the foreign route of the table with the lowest metric, or NULL. */
const struct fib_entry *fib_foreign(const struct fib *fib, uint32_t table);

/* Returns the next batch of changes towards the `n_sets` wanted sets, one for each table; 0: there is nothing to
 * do before fib_deadline(). Each one must be reported with fib_done() before the next call. The routes' hops stay
 * valid until a wanted set or the mirror changes. */
size_t fib_plan(struct fib *fib, const struct route_set *wanted, size_t n_sets, usec_t now,
    struct route_change *ret, size_t max);

/* Takes the kernel's answer: 0 or an errno. EEXIST and ESRCH mean it agreed already. The route that an
 * addition made has been set before, as the kernel tells it. Returns 0, or why the change has failed:
 * EPROTO where the kernel holds another route than was asked for. Tells what was done, and of deletions
 * that failed. */
int fib_done(struct fib *fib, const struct route_change *change, int error, usec_t now);

usec_t fib_deadline(const struct fib *fib);

/* True if the route is in the kernel's table. */
bool fib_has(const struct fib *fib, const struct route *route);

/* Returns the entry at `*cursor` or behind it, which moves on; NULL after the last. */
const struct fib_entry *fib_at(const struct fib *fib, uint32_t *cursor);

/* Returns the route of an entry, and its hops: valid until the mirror changes. */
struct route fib_route(const struct fib_entry *e);
static inline const struct hop *fib_hops(const struct fib_entry *e)
{
	return e->n_hops > 1 ? e->hops : &e->hop;
}
/* Returns whether a nexthop object hides the hops. The kernel removes it with its link and tells of neither. */
static inline bool fib_is_hidden(const struct fib_entry *e)
{
	return e->nexthop != 0 && fib_hops(e)->ifindex == 0;
}
static inline const bool *fib_down(const struct fib_entry *e)
{
	return e->n_hops > 1 ? (const bool *)(e->hops + e->n_hops) : &e->down;
}

/* Walks the mirror: NULL after the last. */
const struct fib_entry *fib_next(const struct fib *fib, const struct fib_entry *after);

#endif
