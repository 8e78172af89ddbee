/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: netlink messages, one after the other as a socket gives them. Whatever a message
 * claims of its lengths, nothing is read beyond it, what it says is within bounds, and a route that
 * was read can be named again. */
#include "config.h"

#include "kernel/netlink.h"

#include <linux/rtnetlink.h>

#include "fuzz.h"

static struct netlink_hops hops, hops_again;
static union {
	char bytes[NETLINK_MESSAGE_MAX];
	struct nlmsghdr align;
} buf;

/* The kernel is told to add or delete it, and would tell us of it in the same words. */
static void name_again(const struct route *r, int op)
{
	const struct route_change change = { .op = op, .route = *r };
	const struct nlmsghdr *nlh = netlink_build_change(&buf, &change, 1);
	struct route again;

	claim(nlh->nlmsg_len <= sizeof(buf));
	claim(netlink_parse_route(nlh, &again, &hops_again));
	claim(again.table == r->table && again.metric == r->metric);
	claim(again.protocol == r->protocol && in_addr_equal(again.prefsrc, r->prefsrc));
	claim(again.mtu == r->mtu);
	claim(again.mtu_lock == (r->mtu_lock && (r->mtu != 0 || op == ROUTE_DELETE)));
	claim(again.n_hops == (r->n_hops < ROUTE_HOPS_MAX ? r->n_hops : ROUTE_HOPS_MAX));
	for (size_t i = 0; i < again.n_hops; i++)
		claim(again.hops[i].ifindex == r->hops[i].ifindex &&
		      in_addr_equal(again.hops[i].gateway, r->hops[i].gateway));
}

static void parse_links(const struct nlmsghdr *nlh)
{
	struct iface iface;
	struct iface_addr a;
	unsigned ifindex;
	bool forwarding;

	memset(&iface, 0xff, sizeof(iface));
	if (netlink_parse_link(nlh, &iface)) {
		claim(iface.ifindex > 0 && iface.ifindex <= INT32_MAX);
		claim(iface.name[0] != '\0' && strnlen(iface.name, IF_NAMESIZE) < IF_NAMESIZE);
		claim(iface.n_addrs == 0 && iface.addrs == NULL);
	}
	if (netlink_parse_address(nlh, &ifindex, &a))
		claim(a.prefix_len <= 32);
	if (netlink_parse_forwarding(nlh, &ifindex, &forwarding))
		claim(ifindex > 0 && ifindex <= INT32_MAX);
}

static void parse(const struct nlmsghdr *nlh)
{
	struct neighbour n;
	struct route route;
	bool kept;

	parse_links(nlh);
	if (netlink_parse_neighbour(nlh, &n, &kept)) {
		claim(n.ifindex > 0 && n.state <= NEIGHBOUR_FAILED);
		claim(nlh->nlmsg_type != RTM_DELNEIGH || n.state == NEIGHBOUR_NONE);
	}
	if (netlink_parse_route(nlh, &route, &hops)) {
		claim(route.hops == hops.hops && route.n_hops >= 1 &&
		      route.n_hops <= NETLINK_HOPS_MAX);
		name_again(&route, ROUTE_ADD);
		name_again(&route, ROUTE_DELETE);
	}
}

/* A message that says it is longer than what is there gets what is there. Its padding is libmnl's to
 * read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size >= sizeof(struct nlmsghdr)) {
		struct nlmsghdr *nlh;
		uint32_t len;

		memcpy(&len, data, sizeof(len));
		if (len < sizeof(*nlh) || len > size)
			len = (uint32_t)size;
		nlh = calloc(1, NLMSG_ALIGN(len));
		claim(nlh != NULL);
		memcpy(nlh, data, len);
		nlh->nlmsg_len = len;
		parse(nlh);
		free(nlh);
		len = NLMSG_ALIGN(len);
		if (len >= size)
			break;
		data += len;
		size -= len;
	}
	return 0;
}
