/* SPDX-License-Identifier: BSD-2-Clause */
/* The made-up kernel of one machine: interfaces, the IPv4 default routes of its tables, and the neighbour table. It has
 * the habits of Linux that matter to a routing daemon:
 *
 *   - Adding appends, and only a route that is there in every detail is refused (EEXIST). Deleting takes the first that
 *     matches what was named (ESRCH: none does).
 *   - A gateway must be on the link, unless the hop says that it is (ENETUNREACH). A preferred source must be ours
 *     (EINVAL), and the interface up (ENETDOWN).
 *   - Routes go without a word when their interface goes down or loses its last address.
 *   - A neighbour that is asked is REACHABLE after milliseconds, or FAILED after three probes, 3.05 s later. REACHABLE
 *     becomes STALE by itself, or when told to.
 *   - Changes are told, in order, through a queue that can overrun.
 */
#ifndef RDISC_WORLD_KERNEL_H
#define RDISC_WORLD_KERNEL_H

#include "model/network.h"

#define KERNEL_IFACES 64
#define KERNEL_TABLE  254 /* main */

struct node;

struct kernel_iface {
	bool exists, up, cable, multicast, broadcast, forwarding;
	unsigned ifindex;
	char name[IF_NAMESIZE];
	unsigned mtu;
	uint32_t lan, port;
	uint32_t table; /* of its VRF */
	struct iface_addr *addrs;
	size_t n_addrs;
};

struct kernel_route {
	struct route route; /* its hops are our own copy */
	bool foreign;       /* not installed by the daemon */
	bool left_over;     /* installed by an earlier run, and not wanted yet by this one */
};

enum arp { ARP_NONE, ARP_INCOMPLETE, ARP_REACHABLE, ARP_STALE, ARP_DELAY, ARP_PROBE, ARP_FAILED };

struct kernel_neighbour {
	unsigned iface; /* index */
	struct in_addr address;
	enum arp state;
	usec_t due; /* of what comes next, on the simulator's clock */
	unsigned probes;
	bool answered;
};

enum fact_kind {
	FACT_IFACE,
	FACT_IFACE_GONE,
	FACT_ROUTE,
	FACT_ROUTE_GONE,
	FACT_ROUTES_STALE,
	FACT_NEIGHBOUR,
};

/* A notification; pointers inside lead to its own storage. */
struct fact {
	struct fact *next;
	enum fact_kind kind;
	struct iface iface;
	struct route route;
	struct neighbour neighbour;
	struct hop storage[];
};

struct kernel {
	struct node *node;
	void (*poke)(struct node *node); /* there is a notification for its daemon */
	struct kernel_iface *ifaces;
	unsigned n_ifaces; /* KERNEL_IFACES at most */
	unsigned last_ifindex;
	struct kernel_route *routes; /* lower metrics first, then in the order they were appended */
	size_t n_routes, routes_capacity;
	struct kernel_neighbour *neighbours;
	uint32_t n_neighbours, neighbours_capacity;
	struct fact *facts, **facts_end;
	bool overrun;             /* something was lost, and the reader has yet to be told */
	bool losing;              /* the queue is full: notifications are lost */
	uint32_t short_of_memory; /* per million of route changes that fail */
};

void kernel_init(struct kernel *k, struct node *node, void (*poke)(struct node *node));
void kernel_fini(struct kernel *k);

/* Forgets routes, neighbours and facts, as a reboot does. */
void kernel_reboot(struct kernel *k);

/* Does what was to happen while the machine was asleep. */
void kernel_resume(struct kernel *k);

/* ---- interfaces; all of them say what changed ---- */

unsigned kernel_plug(struct kernel *k, uint32_t lan, const char *name);
void kernel_create(struct kernel *k, unsigned i);
void kernel_destroy(struct kernel *k, unsigned i);
void kernel_set_up(struct kernel *k, unsigned i, bool up);
void kernel_set_cable(struct kernel *k, unsigned i, bool cable);
void kernel_set_forwarding(struct kernel *k, unsigned i, bool forwarding);
void kernel_set_member(struct kernel *k, unsigned i, bool member); /* of 224.0.0.2 */
bool kernel_is_member(const struct kernel *k, unsigned i);
void kernel_add_address(struct kernel *k, unsigned i, struct iface_addr a);
void kernel_del_address(struct kernel *k, unsigned i, struct in_addr local);

static inline bool kernel_has_address(const struct kernel_iface *ki, struct in_addr address)
{
	for (size_t i = 0; i < ki->n_addrs; i++)
		if (in_addr_equal(ki->addrs[i].local, address))
			return true;
	return false;
}

struct iface kernel_describe(const struct kernel_iface *ki);
struct kernel_iface *kernel_find_iface(struct kernel *k, unsigned ifindex);

/* ---- routes ---- */

/* Makes the daemon's change. Returns 0 or an errno. *ret_foreign: a foreign route went. */
int kernel_change(struct kernel *k, const struct route_change *change, bool *ret_foreign);
/* Foreign ones. */
int kernel_add_foreign(struct kernel *k, const struct route *route);

/* Another program puts a route in place of the first one of that metric. The kernel tells that it replaces one, and not
 * which. It may look like ours. Returns an errno. */
int kernel_replace_route(struct kernel *k, const struct route *route);
/* A route that was there before; nothing is asked. */
void kernel_load_route(struct kernel *k, const struct route *route, bool foreign);
void kernel_remove_route(struct kernel *k, size_t i);
size_t kernel_count_ours(const struct kernel *k);
/* Returns the daemon's route that equals this one, NULL: none. */
const struct kernel_route *kernel_find_ours(const struct kernel *k, const struct route *route);
bool kernel_same_route(const struct route *a, const struct route *b);

/* ---- neighbours ---- */

enum neighbour_state kernel_neighbour_state(struct kernel *k, unsigned i, struct in_addr address);
enum neighbour_state kernel_arp_state(enum arp arp);
/* The neighbour as the daemon is told of it; its link-layer address, if there is one, follows from its
 * address. */
struct neighbour kernel_describe_neighbour(
    unsigned ifindex, struct in_addr address, enum neighbour_state state);
/* Asks for a sign of life. */
void kernel_ask(struct kernel *k, unsigned i, struct in_addr address);
/* Makes what is REACHABLE STALE. */
void kernel_doubt(struct kernel *k, unsigned i, struct in_addr address);
/* A packet is sent there. */
void kernel_use(struct kernel *k, unsigned i, struct in_addr address);
void kernel_neighbour_due(struct kernel *k, uint32_t entry);
void kernel_flush_neighbours(struct kernel *k, unsigned i);

/* ---- notifications ---- */

void kernel_tell(struct kernel *k, enum fact_kind kind, const struct iface *iface,
    const struct route *route, const struct neighbour *neighbour);
/* Returns the next one, to be freed; NULL: none. */
struct fact *kernel_next_fact(struct kernel *k);

#endif
