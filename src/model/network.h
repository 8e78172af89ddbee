/* SPDX-License-Identifier: BSD-2-Clause */
/* The nouns the core and the edges both speak: plain data, no behaviour but small predicates.
 *
 * Addresses are struct in_addr (network order); everything else is in host order. Pointers inside
 * these structs are borrowed: valid for the call they are handed over in, unless a function that
 * returns one says longer.
 *
 * The folder model has the nouns that all others speak: interfaces, routes and neighbours (here), the numbers of
 * the RFC (rfc1256.h), the configuration (conf.h), and what is worth telling (event.h). The edges make facts of
 * them, and the core makes results of them; so core and edges need not know each other.
 */
#ifndef RDISC_MODEL_NETWORK_H
#define RDISC_MODEL_NETWORK_H

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include "base/util.h"

/* One IPv4 address of an interface. The subnet is that of `subnet`, which on a point-to-point
 * link is the peer's side and elsewhere equals `local`. */
struct iface_addr {
	struct in_addr local;
	struct in_addr subnet;
	uint8_t prefix_len; /* 0 … 32 */
};

/* A network interface as the kernel describes it at one moment. */
struct iface {
	unsigned ifindex;
	char name[IF_NAMESIZE];
	unsigned mtu;   /* bytes, IP header included */
	bool up;        /* administratively up (IFF_UP) */
	bool carrier;   /* the link works (IFF_RUNNING) */
	bool multicast; /* does IP multicast */
	bool broadcast; /* has a broadcast address */
	bool loopback;
	bool point_to_point; /* one neighbour, at the other end */
	bool ethernet;       /* has link-layer addresses like Ethernet's */
	bool forwarding;     /* the kernel forwards what arrives here */
	uint32_t table;      /* of the VRF that it belongs to; 0: none */
	size_t n_addrs;
	const struct iface_addr *addrs;
};

/* A datagram. Received: `data` starts at the IP header, `source`, `destination` and `ttl` are
 * unset (the core reads them there). To be sent: `data` starts at the ICMP header. */
struct datagram {
	unsigned ifindex;
	struct in_addr source;
	struct in_addr destination;
	uint8_t ttl;
	const uint8_t *data;
	size_t len; /* bytes */
};

struct hop {
	unsigned ifindex;
	struct in_addr gateway;
	bool onlink; /* of a route: the gateway is a neighbour, in whatever subnet */
};

static inline struct hop hop_to(unsigned ifindex, struct in_addr gateway)
{
	return (struct hop){ .ifindex = ifindex, .gateway = gateway };
}

/* Returns whether both lead to the same machine. */
static inline bool hop_equal(struct hop a, struct hop b)
{
	return a.ifindex == b.ifindex && a.gateway.s_addr == b.gateway.s_addr;
}

/* An IPv4 address as text, for the length of an expression. */
struct address_text {
	char text[INET_ADDRSTRLEN];
};

static inline struct address_text address_text(struct in_addr address)
{
	struct address_text t;

	inet_ntop(AF_INET, &address, t.text, sizeof(t.text));
	return t;
}

/* Hops of a multipath route of ours. A dump of the kernel has one message for each route, and silently
 * omits a route that does not fit. 2,000 hops fit, on any kernel. */
#define ROUTE_HOPS_MAX 1024

/* An IPv4 unicast default route. As a fact from the kernel it may be foreign; as a result of the core it
 * is one we want. A multipath route has more than one hop. A hop of zeros leads nowhere, unless
 * the route has a nexthop object: then the kernel told no more than its number. */
struct route {
	uint32_t table;
	uint32_t metric;
	struct in_addr prefsrc; /* preferred source address, 0: none */
	uint32_t mtu;           /* bytes, 0: none */
	bool mtu_lock;          /* no path MTU discovery below it (RTAX_LOCK) */
	uint8_t protocol;       /* RTPROT_… */
	uint32_t nexthop;       /* number of the nexthop object it stands on, 0: none */
	uint32_t n_hops;
	const struct hop *hops;
	/* Of each hop: no traffic goes there now (RTNH_F_DEAD, RTNH_F_LINKDOWN); NULL: of none. */
	const bool *down;
};

/* Default routes that differ in nothing but metric and hops, so only these are held of each. A multipath
 * route is alone. */
struct route_set {
	struct route common;
	const uint32_t *metrics;
	const struct hop *hops;
	size_t n;
};

static inline struct route route_set_at(const struct route_set *set, size_t i)
{
	struct route route = set->common;

	route.metric = set->metrics[i];
	route.hops = &set->hops[i];
	return route;
}

/* A change of the kernel's table that the core asks for. Adding appends, so it never disturbs what
 * is there; deleting names the whole route, so it never matches another. */
struct route_change {
	enum { ROUTE_ADD, ROUTE_DELETE } op;
	struct route route;
};

/* As long as that of InfiniBand, the longest in use. len 0: not known. */
#define LINK_ADDRESS_MAX 20

struct link_address {
	uint8_t len;
	uint8_t octets[LINK_ADDRESS_MAX];
};

/* The kernel's knowledge of a neighbour's link-layer address (RFC 1122 3.3.1.4: the lower layer's
 * evidence). NONE: no entry, so no evidence. VALID stands for STALE and DELAY: an address is known and
 * nothing speaks against it; PROBING for PROBE; PERMANENT and NOARP count as REACHABLE. */
enum neighbour_state {
	NEIGHBOUR_NONE,
	NEIGHBOUR_INCOMPLETE,
	NEIGHBOUR_VALID,
	NEIGHBOUR_PROBING, /* valid, and the kernel is asking right now */
	NEIGHBOUR_REACHABLE,
	NEIGHBOUR_FAILED,
};

/* True if the kernel knows an address, and nothing against it. */
static inline bool neighbour_is_valid(enum neighbour_state state)
{
	return state == NEIGHBOUR_VALID || state == NEIGHBOUR_PROBING ||
	       state == NEIGHBOUR_REACHABLE;
}

struct neighbour {
	unsigned ifindex;
	struct in_addr address;
	enum neighbour_state state;
	usec_t confirmed; /* the time since the kernel last heard it, or an answer through it */
	struct link_address lladdr;
};

/* A question of the core to the neighbour table. LOOK: its state now. DOUBT: a REACHABLE entry becomes STALE,
 * so that the kernel asks again once there is traffic. ASK: the kernel asks at once. */
enum neighbour_query_kind { NEIGHBOUR_LOOK, NEIGHBOUR_DOUBT, NEIGHBOUR_ASK };

struct neighbour_query {
	unsigned ifindex;
	struct in_addr address;
	enum neighbour_query_kind kind;
};

/* A router as the default router list knows it: for the state file, and for views. */
struct known_router {
	unsigned ifindex;
	char ifname[IF_NAMESIZE];
	struct in_addr address;
	int32_t preference; /* as advertised … */
	int32_t effective;  /* … and as it counts: not for the file, policy changes */
	usec_t deadline;    /* when it is forgotten */
	bool alive;
	bool wanted;
	bool confirmed; /* others are measured against it */
	bool withdrawn; /* the last resort */
	usec_t learned;
};

struct membership {
	unsigned ifindex;
	struct in_addr group;
};

static inline struct in_addr in_addr_host(uint32_t host_order)
{
	return (struct in_addr){ .s_addr = htonl(host_order) };
}

static inline bool in_addr_equal(struct in_addr a, struct in_addr b)
{
	return a.s_addr == b.s_addr;
}

static inline bool in_addr_is_multicast(struct in_addr a)
{
	return IN_MULTICAST(ntohl(a.s_addr));
}

/* Returns a netmask in network order; a shift by 32 is undefined, so /0 is a case of its own. */
static inline uint32_t prefix_mask(uint8_t prefix_len)
{
	return prefix_len == 0 ? 0 : htonl(UINT32_MAX << (32 - prefix_len));
}

/* Returns our own address on the interface with which this one shares a subnet, or NULL. RFC 1256 2: a
 * neighbour does, under that address's mask. */
static inline const struct iface_addr *iface_neighbour(const struct iface *iface, struct in_addr a)
{
	for (size_t i = 0; i < iface->n_addrs; i++) {
		const struct iface_addr *ia = &iface->addrs[i];

		if (((a.s_addr ^ ia->subnet.s_addr) & prefix_mask(ia->prefix_len)) == 0)
			return ia;
	}
	return NULL;
}

/* Returns our own address that a packet to this one has as its source: that of the same subnet, or the first.
 * The interface must have one. */
static inline const struct iface_addr *iface_source(const struct iface *iface, struct in_addr to)
{
	const struct iface_addr *ia = iface_neighbour(iface, to);

	return ia != NULL ? ia : &iface->addrs[0];
}

/* Returns whether it stands for one machine, not for a group or for all. 0 is the default of a variable. */
static inline bool in_addr_is_host(struct in_addr a)
{
	return a.s_addr != INADDR_ANY && a.s_addr != INADDR_BROADCAST && !in_addr_is_multicast(a);
}

/* Returns where messages of an interface go: the configured address, or, where that is 0, the group;
 * broadcast where there is no multicast (RFC 1256 4.1, 5.1). */
static inline struct in_addr iface_destination(
    const struct iface *iface, struct in_addr configured, uint32_t group)
{
	if (configured.s_addr != INADDR_ANY)
		return configured;
	return in_addr_host(iface->multicast ? group : INADDR_BROADCAST);
}

#endif
