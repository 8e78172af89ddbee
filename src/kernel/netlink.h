/* SPDX-License-Identifier: BSD-2-Clause */
/* Netlink messages to nouns and back: no socket, no state.
 *
 * Parsing functions take one message whose header has been checked (mnl_nlmsg_ok). They return whether it
 * says something about IPv4 that concerns us; with attributes of the wrong size it does not. Building
 * functions write to a buffer of NETLINK_MESSAGE_MAX bytes.
 */
#ifndef RDISC_KERNEL_NETLINK_H
#define RDISC_KERNEL_NETLINK_H

#include <libmnl/libmnl.h>

#include "model/network.h"

/* Room for any message we build: a full multipath route. */
#define NETLINK_MESSAGE_MAX (256 + ROUTE_HOPS_MAX * 16)

/* Room for the hops of any route that the kernel can tell of: an attribute has 16 bits for its length,
 * and a hop at least 8 bytes. */
#define NETLINK_HOPS_MAX    8192

struct netlink_hops {
	struct hop hops[NETLINK_HOPS_MAX];
	bool down[NETLINK_HOPS_MAX];
};

/* Parses RTM_NEWLINK, RTM_DELLINK. Addresses and forwarding in *ret stay unset. */
bool netlink_parse_link(const struct nlmsghdr *nlh, struct iface *ret);

/* Parses RTM_NEWADDR, RTM_DELADDR. */
bool netlink_parse_address(
    const struct nlmsghdr *nlh, unsigned *ret_ifindex, struct iface_addr *ret);

/* Parses RTM_NEWNETCONF. */
bool netlink_parse_forwarding(const struct nlmsghdr *nlh, unsigned *ret_ifindex, bool *ret);

/* Parses RTM_NEWROUTE, RTM_DELROUTE: an IPv4 default route for all kinds of service. `room` holds ret->hops and
 * ret->down. A route without a gateway has one hop of zeros. */
bool netlink_parse_route(const struct nlmsghdr *nlh, struct route *ret, struct netlink_hops *room);

/* Returns whether a route of a dump comes behind the default routes of its table, if that is `table`. */
bool netlink_is_behind_defaults(const struct nlmsghdr *nlh, uint32_t table);

/* Parses RTM_NEWROUTE, RTM_DELROUTE, any table: a subnet that an interface reaches without a gateway. */
bool netlink_parse_subnet(const struct nlmsghdr *nlh, unsigned *ret_ifindex);

/* Parses RTM_NEWNEIGH, RTM_DELNEIGH. *ret_kept: another owner maintains the entry: the operator (PERMANENT,
 * NOARP), a control plane (EXT_LEARNED) or the kernel by itself (MANAGED). */
bool netlink_parse_neighbour(const struct nlmsghdr *nlh, struct neighbour *ret, bool *ret_kept);

/* Builds a request for a dump of `type` (RTM_GETLINK …) for IPv4, of one table where that applies (0: all). */
struct nlmsghdr *netlink_build_dump(void *buf, uint16_t type, uint32_t table, uint32_t seq);

/* Builds a deletion that can match nothing: its answer comes when changes under way are done. */
struct nlmsghdr *netlink_build_barrier(void *buf, uint32_t table, uint32_t seq);

/* Builds one change of the table. */
struct nlmsghdr *netlink_build_change(void *buf, const struct route_change *change, uint32_t seq);

/* Asks for a neighbour's entry. */
struct nlmsghdr *netlink_build_neighbour_get(
    void *buf, unsigned ifindex, struct in_addr address, uint32_t seq);

/* Builds a request that asks a neighbour for a sign of life, by resolving its link-layer address. */
struct nlmsghdr *netlink_build_neighbour_ask(
    void *buf, unsigned ifindex, struct in_addr address, uint32_t seq);

/* Gives an entry that has a link-layer address another state: NUD_PROBE, and it is asked by unicast;
 * NUD_STALE, and it will be, some time after the next packet. */
struct nlmsghdr *netlink_build_neighbour_set(
    void *buf, unsigned ifindex, struct in_addr address, uint16_t state, uint32_t seq);

#endif
