/* SPDX-License-Identifier: BSD-2-Clause */
/* Netlink messages to nouns and back. */
#include "config.h"

#include "kernel/netlink.h"

#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <string.h>
#include <unistd.h>

/* Headers older than the kernel that runs: RTA_NH_ID came with Linux 5.3, NDA_FLAGS_EXT and its flag with
 * 5.16. The numbers are the kernel's interface and never change. */
#define ATTRIBUTE_RTA_NH_ID     30
#define ATTRIBUTE_NDA_FLAGS_EXT 15
#define FLAG_NTF_EXT_MANAGED    (1U << 0)

/* ---- parsing ---- */

static bool has_u32(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) >= sizeof(uint32_t);
}

static struct in_addr get_addr(const struct nlattr *attr)
{
	return (struct in_addr){ .s_addr = mnl_attr_get_u32(attr) };
}

static bool has_family_header(const struct nlmsghdr *nlh, size_t family_header_len)
{
	return mnl_nlmsg_get_payload_len(nlh) >= family_header_len;
}

/* A port of a VRF says so, and has the table of it. */
static uint32_t get_vrf_table(const struct nlattr *info)
{
	const struct nlattr *attr, *data = NULL;
	uint32_t table = 0;
	bool vrf = false;

	mnl_attr_for_each_nested(attr, info)
	{
		if (mnl_attr_get_type(attr) == IFLA_INFO_SLAVE_KIND)
			vrf = mnl_attr_get_payload_len(attr) >= sizeof("vrf") &&
			      memcmp(mnl_attr_get_payload(attr), "vrf", sizeof("vrf")) == 0;
		else if (mnl_attr_get_type(attr) == IFLA_INFO_SLAVE_DATA)
			data = attr;
	}
	if (!vrf || data == NULL)
		return 0;
	mnl_attr_for_each_nested(attr, data)
	{
		if (mnl_attr_get_type(attr) == IFLA_VRF_PORT_TABLE && has_u32(attr))
			table = mnl_attr_get_u32(attr);
	}
	return table;
}

bool netlink_parse_link(const struct nlmsghdr *nlh, struct iface *ret)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (!has_family_header(nlh, sizeof(*ifi)) || ifi->ifi_index <= 0 ||
	    ifi->ifi_family == AF_BRIDGE)
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->ifindex = (unsigned)ifi->ifi_index;
	ret->up = (ifi->ifi_flags & IFF_UP) != 0;
	ret->carrier = (ifi->ifi_flags & IFF_RUNNING) != 0;
	ret->multicast = (ifi->ifi_flags & IFF_MULTICAST) != 0;
	ret->broadcast = (ifi->ifi_flags & IFF_BROADCAST) != 0;
	ret->loopback = (ifi->ifi_flags & IFF_LOOPBACK) != 0;
	ret->point_to_point = (ifi->ifi_flags & IFF_POINTOPOINT) != 0;
	ret->ethernet = ifi->ifi_type == ARPHRD_ETHER;
	mnl_attr_for_each(attr, nlh, sizeof(*ifi))
	{
		size_t len = mnl_attr_get_payload_len(attr);

		if (mnl_attr_get_type(attr) == IFLA_MTU && has_u32(attr))
			ret->mtu = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			memcpy(ret->name, mnl_attr_get_payload(attr),
			    len < sizeof(ret->name) ? len : sizeof(ret->name) - 1);
		else if (mnl_attr_get_type(attr) == IFLA_LINKINFO)
			ret->table = get_vrf_table(attr);
	}
	return ret->name[0] != '\0';
}

bool netlink_parse_address(
    const struct nlmsghdr *nlh, unsigned *ret_ifindex, struct iface_addr *ret)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	bool has_local = false, has_address = false;

	if (!has_family_header(nlh, sizeof(*ifa)) || ifa->ifa_family != AF_INET ||
	    ifa->ifa_prefixlen > 32)
		return false;
	*ret_ifindex = ifa->ifa_index;
	*ret = (struct iface_addr){ .prefix_len = ifa->ifa_prefixlen };
	mnl_attr_for_each(attr, nlh, sizeof(*ifa))
	{
		if (mnl_attr_get_type(attr) == IFA_LOCAL && has_u32(attr)) {
			ret->local = get_addr(attr);
			has_local = true;
		} else if (mnl_attr_get_type(attr) == IFA_ADDRESS && has_u32(attr)) {
			ret->subnet = get_addr(attr); /* the peer's, on a point-to-point link */
			has_address = true;
		}
	}
	if (!has_address)
		ret->subnet = ret->local;
	return has_local;
}

bool netlink_parse_forwarding(const struct nlmsghdr *nlh, unsigned *ret_ifindex, bool *ret)
{
	const struct netconfmsg *ncm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	bool has_forwarding = false;
	int ifindex = 0;

	if (!has_family_header(nlh, sizeof(*ncm)) || ncm->ncm_family != AF_INET)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(*ncm))
	{
		if (mnl_attr_get_type(attr) == NETCONFA_IFINDEX && has_u32(attr)) {
			ifindex = (int)mnl_attr_get_u32(attr);
		} else if (mnl_attr_get_type(attr) == NETCONFA_FORWARDING && has_u32(attr)) {
			*ret = mnl_attr_get_u32(attr) != 0;
			has_forwarding = true;
		}
	}
	*ret_ifindex = (unsigned)ifindex;
	return has_forwarding && ifindex > 0; /* -1 and -2 are the settings for all and new ones */
}

static void parse_metrics(const struct nlattr *metrics, struct route *ret)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, metrics)
	{
		if (!has_u32(attr))
			continue;
		if (mnl_attr_get_type(attr) == RTAX_MTU)
			ret->mtu = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == RTAX_LOCK)
			ret->mtu_lock = (mnl_attr_get_u32(attr) & (1U << RTAX_MTU)) != 0;
	}
}

/* The kernel sends no traffic to a dead hop, and to one without carrier none that arrives. */
static bool is_down(unsigned flags)
{
	return (flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) != 0;
}

static size_t parse_multipath(const struct nlattr *multipath, struct netlink_hops *room)
{
	struct hop *hops = room->hops;
	const struct rtnexthop *nh = mnl_attr_get_payload(multipath);
	size_t left = mnl_attr_get_payload_len(multipath), n = 0;

	while (left >= sizeof(*nh) && nh->rtnh_len >= sizeof(*nh) && nh->rtnh_len <= left &&
	       n < NETLINK_HOPS_MAX) {
		size_t step = RTNH_ALIGN((size_t)nh->rtnh_len);
		const struct nlattr *attr;

		hops[n] = (struct hop){ .ifindex = (unsigned)nh->rtnh_ifindex,
			.onlink = (nh->rtnh_flags & RTNH_F_ONLINK) != 0 };
		room->down[n] = is_down(nh->rtnh_flags);
		mnl_attr_for_each_payload((const void *)(nh + 1),
		    nh->rtnh_len - sizeof(*nh)) if (mnl_attr_get_type(attr) == RTA_GATEWAY &&
						    has_u32(attr)) hops[n]
		    .gateway = get_addr(attr);
		n++;
		if (step >= left)
			break;
		left -= step;
		nh = (const void *)((const char *)nh + step);
	}
	return n;
}

static void parse_route_attributes(
    const struct nlmsghdr *nlh, struct route *ret, struct netlink_hops *room)
{
	struct hop *hops = room->hops;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct rtmsg))
	{
		uint16_t type = mnl_attr_get_type(attr);

		if (type == RTA_METRICS)
			parse_metrics(attr, ret);
		else if (type == RTA_MULTIPATH)
			ret->n_hops = (uint32_t)parse_multipath(attr, room);
		else if (!has_u32(attr))
			continue;
		else if (type == RTA_TABLE)
			ret->table = mnl_attr_get_u32(attr);
		else if (type == RTA_PRIORITY)
			ret->metric = mnl_attr_get_u32(attr);
		else if (type == RTA_PREFSRC)
			ret->prefsrc = get_addr(attr);
		else if (type == RTA_OIF)
			hops[0].ifindex = mnl_attr_get_u32(attr);
		else if (type == RTA_GATEWAY)
			hops[0].gateway = get_addr(attr);
		else if (type == ATTRIBUTE_RTA_NH_ID)
			ret->nexthop = mnl_attr_get_u32(attr);
	}
}

/* An unreachable or blackhole route takes a place and leads nowhere. */
bool netlink_parse_route(const struct nlmsghdr *nlh, struct route *ret, struct netlink_hops *room)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);

	if (!has_family_header(nlh, sizeof(*rtm)) || rtm->rtm_family != AF_INET ||
	    rtm->rtm_dst_len != 0 || rtm->rtm_src_len != 0 || rtm->rtm_tos != 0 ||
	    (rtm->rtm_flags & RTM_F_CLONED) != 0)
		return false;
	*ret = (struct route){ .table = rtm->rtm_table,
		.protocol = rtm->rtm_protocol,
		.n_hops = 1,
		.hops = room->hops,
		.down = room->down };
	room->hops[0] = (struct hop){ .onlink = (rtm->rtm_flags & RTNH_F_ONLINK) != 0 };
	room->down[0] = is_down(rtm->rtm_flags);
	parse_route_attributes(nlh, ret, room);
	if (rtm->rtm_type != RTN_UNICAST) {
		room->hops[0] = (struct hop){ 0 };
		ret->nexthop = 0;
		ret->n_hops = 1;
	}
	return ret->n_hops > 0;
}

/* 0.0.0.0/1 and the like stand among them. */
bool netlink_is_behind_defaults(const struct nlmsghdr *nlh, uint32_t table)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct in_addr destination = { INADDR_ANY };
	const struct nlattr *attr;
	uint32_t its;

	if (!has_family_header(nlh, sizeof(*rtm)) || rtm->rtm_family != AF_INET)
		return false;
	its = rtm->rtm_table;
	mnl_attr_for_each(attr, nlh, sizeof(*rtm))
	{
		if (mnl_attr_get_type(attr) == RTA_DST && has_u32(attr))
			destination = get_addr(attr);
		else if (mnl_attr_get_type(attr) == RTA_TABLE && has_u32(attr))
			its = mnl_attr_get_u32(attr);
	}
	return its == table && destination.s_addr != INADDR_ANY;
}

bool netlink_parse_subnet(const struct nlmsghdr *nlh, unsigned *ret_ifindex)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (!has_family_header(nlh, sizeof(*rtm)) || rtm->rtm_family != AF_INET ||
	    rtm->rtm_scope != RT_SCOPE_LINK || rtm->rtm_type != RTN_UNICAST)
		return false;
	*ret_ifindex = 0;
	mnl_attr_for_each(attr, nlh, sizeof(*rtm))
	{
		if (mnl_attr_get_type(attr) == RTA_OIF && has_u32(attr))
			*ret_ifindex = mnl_attr_get_u32(attr);
	}
	return *ret_ifindex != 0;
}

/* One that is too long for us is as good as none. */
static struct link_address get_lladdr(const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	struct link_address a = { 0 };

	if (len > sizeof(a.octets))
		return a;
	a.len = (uint8_t)len;
	memcpy(a.octets, mnl_attr_get_payload(attr), len);
	return a;
}

/* The kernel counts in hundredths of a second. */
static usec_t get_confirmed(const struct nlattr *attr)
{
	const struct nda_cacheinfo *info = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) < sizeof(*info))
		return 0;
	return info->ndm_confirmed * USEC_PER_SEC / (usec_t)sysconf(_SC_CLK_TCK);
}

bool netlink_parse_neighbour(const struct nlmsghdr *nlh, struct neighbour *ret, bool *ret_kept)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	bool has_address = false, fixed;

	if (!has_family_header(nlh, sizeof(*ndm)) || ndm->ndm_family != AF_INET ||
	    ndm->ndm_ifindex <= 0 || (ndm->ndm_flags & NTF_PROXY) != 0)
		return false;
	*ret = (struct neighbour){ .ifindex = (unsigned)ndm->ndm_ifindex };
	fixed = (ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP)) != 0;
	*ret_kept = fixed || (ndm->ndm_flags & NTF_EXT_LEARNED) != 0;
	mnl_attr_for_each(attr, nlh, sizeof(*ndm))
	{
		if (mnl_attr_get_type(attr) == NDA_LLADDR)
			ret->lladdr = get_lladdr(attr);
		else if (mnl_attr_get_type(attr) == NDA_CACHEINFO)
			ret->confirmed = get_confirmed(attr);
		else if (mnl_attr_get_type(attr) == ATTRIBUTE_NDA_FLAGS_EXT && has_u32(attr) &&
			 (mnl_attr_get_u32(attr) & FLAG_NTF_EXT_MANAGED) != 0)
			*ret_kept = true;
		if (mnl_attr_get_type(attr) != NDA_DST || !has_u32(attr))
			continue;
		ret->address = get_addr(attr);
		has_address = true;
	}
	if (nlh->nlmsg_type == RTM_DELNEIGH)
		ret->state = NEIGHBOUR_NONE;
	else if (fixed || (ndm->ndm_state & NUD_REACHABLE) != 0)
		ret->state = NEIGHBOUR_REACHABLE;
	else if ((ndm->ndm_state & NUD_FAILED) != 0)
		ret->state = NEIGHBOUR_FAILED;
	else if ((ndm->ndm_state & NUD_INCOMPLETE) != 0)
		ret->state = NEIGHBOUR_INCOMPLETE;
	else if ((ndm->ndm_state & NUD_PROBE) != 0)
		ret->state = NEIGHBOUR_PROBING;
	else if ((ndm->ndm_state & (NUD_STALE | NUD_DELAY)) != 0)
		ret->state = NEIGHBOUR_VALID;
	return has_address;
}

/* ---- building ---- */

static struct nlmsghdr *put_header(void *buf, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = seq;
	return nlh;
}

/* A strict kernel wants the whole header of the right kind, and then filters for us. */
struct nlmsghdr *netlink_build_dump(void *buf, uint16_t type, uint32_t table, uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, type, NLM_F_DUMP, seq);

	if (type == RTM_GETROUTE) {
		struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

		rtm->rtm_family = AF_INET;
		if (table != 0)
			mnl_attr_put_u32(nlh, RTA_TABLE, table);
	} else if (type == RTM_GETADDR) {
		struct ifaddrmsg *ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));

		ifa->ifa_family = AF_INET;
	} else if (type == RTM_GETNEIGH) {
		struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

		ndm->ndm_family = AF_INET;
	} else if (type == RTM_GETNETCONF) {
		struct netconfmsg *ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));

		ncm->ncm_family = AF_INET;
	} else {
		mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
		/* Counters of functions and of IPv6 can be left out; those of the link cannot. */
		mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	}
	return nlh;
}

struct nlmsghdr *netlink_build_barrier(void *buf, uint32_t table, uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, RTM_DELROUTE, NLM_F_ACK, seq);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	*rtm = (struct rtmsg){ .rtm_family = AF_INET,
		.rtm_table = RT_TABLE_UNSPEC,
		.rtm_protocol = RTPROT_RA,
		.rtm_scope = RT_SCOPE_NOWHERE,
		.rtm_type = RTN_UNICAST };
	mnl_attr_put_u32(nlh, RTA_TABLE, table);
	mnl_attr_put_u32(nlh, RTA_OIF, INT32_MAX); /* no interface has that */
	return nlh;
}

static void put_multipath(struct nlmsghdr *nlh, const struct route *route)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);

	for (size_t i = 0; i < route->n_hops && i < ROUTE_HOPS_MAX; i++) {
		struct rtnexthop *nh = mnl_nlmsg_get_payload_tail(nlh);

		*nh = (struct rtnexthop){ .rtnh_ifindex = (int)route->hops[i].ifindex,
			.rtnh_flags = route->hops[i].onlink ? RTNH_F_ONLINK : 0 };
		nlh->nlmsg_len += sizeof(*nh);
		mnl_attr_put_u32(nlh, RTA_GATEWAY, route->hops[i].gateway.s_addr);
		nh->rtnh_len = (unsigned short)((char *)mnl_nlmsg_get_payload_tail(nlh) -
						(char *)nh);
	}
	mnl_attr_nest_end(nlh, nest);
}

/* `named`: also what is 0, since a deletion that leaves it out would match any value. */
static void put_metrics(struct nlmsghdr *nlh, const struct route *route, bool named)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, RTA_METRICS);

	if (route->mtu_lock || named)
		mnl_attr_put_u32(nlh, RTAX_LOCK, route->mtu_lock ? 1U << RTAX_MTU : 0);
	mnl_attr_put_u32(nlh, RTAX_MTU, route->mtu);
	mnl_attr_nest_end(nlh, nest);
}

struct nlmsghdr *netlink_build_change(void *buf, const struct route_change *change, uint32_t seq)
{
	const struct route *route = &change->route;
	bool add = change->op == ROUTE_ADD;
	struct nlmsghdr *nlh = put_header(buf, add ? RTM_NEWROUTE : RTM_DELROUTE,
	    (uint16_t)(NLM_F_ACK | (add ? NLM_F_CREATE | NLM_F_APPEND | NLM_F_ECHO : 0)), seq);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	*rtm = (struct rtmsg){ .rtm_family = AF_INET,
		.rtm_table = RT_TABLE_UNSPEC,
		.rtm_protocol = route->protocol,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST };
	mnl_attr_put_u32(nlh, RTA_TABLE, route->table);
	mnl_attr_put_u32(nlh, RTA_PRIORITY, route->metric);
	if (route->prefsrc.s_addr != INADDR_ANY)
		mnl_attr_put_u32(nlh, RTA_PREFSRC, route->prefsrc.s_addr);
	if (route->mtu != 0 || !add)
		put_metrics(nlh, route, !add);
	if (route->n_hops > 1) {
		put_multipath(nlh, route);
	} else {
		rtm->rtm_flags = route->hops[0].onlink ? RTNH_F_ONLINK : 0;
		mnl_attr_put_u32(nlh, RTA_OIF, route->hops[0].ifindex);
		mnl_attr_put_u32(nlh, RTA_GATEWAY, route->hops[0].gateway.s_addr);
	}
	return nlh;
}

static struct ndmsg *neighbour_header(
    struct nlmsghdr *nlh, unsigned ifindex, struct in_addr address)
{
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

	*ndm = (struct ndmsg){ .ndm_family = AF_INET, .ndm_ifindex = (int)ifindex };
	mnl_attr_put_u32(nlh, NDA_DST, address.s_addr);
	return ndm;
}

struct nlmsghdr *netlink_build_neighbour_get(
    void *buf, unsigned ifindex, struct in_addr address, uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, RTM_GETNEIGH, 0, seq);

	neighbour_header(nlh, ifindex, address);
	return nlh;
}

struct nlmsghdr *netlink_build_neighbour_ask(
    void *buf, unsigned ifindex, struct in_addr address, uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE, seq);

	neighbour_header(nlh, ifindex, address)->ndm_flags = NTF_USE;
	return nlh;
}

struct nlmsghdr *netlink_build_neighbour_set(
    void *buf, unsigned ifindex, struct in_addr address, uint16_t state, uint32_t seq)
{
	struct nlmsghdr *nlh = put_header(buf, RTM_NEWNEIGH, NLM_F_ACK | NLM_F_REPLACE, seq);

	neighbour_header(nlh, ifindex, address)->ndm_state = state;
	return nlh;
}
