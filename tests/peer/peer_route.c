/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: a default route as netlink tells it, in words. */
#define _GNU_SOURCE
#include "peer.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

static void format_nexthops(const struct rtattr *list, char *text, size_t size)
{
	const struct rtnexthop *hop = RTA_DATA(list);
	int left = (int)RTA_PAYLOAD(list);
	const char *separator = " nexthops=";

	for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
		const struct rtattr *a = RTNH_DATA(hop);
		int attr_left = hop->rtnh_len - (int)sizeof(*hop);
		struct in_addr gateway = { 0 };
		char name[IF_NAMESIZE] = "?";

		for (; RTA_OK(a, attr_left); a = RTA_NEXT(a, attr_left)) {
			if (a->rta_type == RTA_GATEWAY)
				memcpy(&gateway, RTA_DATA(a), sizeof(gateway));
		}
		if_indextoname((unsigned)hop->rtnh_ifindex, name);
		append(text, size, "%s%s@%s*%d", separator, text_of(gateway).s, name,
		    hop->rtnh_hops + 1);
		separator = ",";
	}
}

static uint32_t attribute_u32(const struct rtattr *a, uint32_t otherwise)
{
	uint32_t value = otherwise;

	if (a && RTA_PAYLOAD(a) >= sizeof(value))
		memcpy(&value, RTA_DATA(a), sizeof(value));
	return value;
}

static void format_metrics(const struct rtattr *list, char *text, size_t size)
{
	const struct rtattr *a = RTA_DATA(list);
	int left = (int)RTA_PAYLOAD(list);

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		append(text, size, a->rta_type == RTAX_MTU ? " mtu %u" : " metrics=%u",
		    attribute_u32(a, 0));
}

static void format_route(struct known_route *ret, const struct rtattr *const *a)
{
	struct in_addr gateway = { attribute_u32(a[RTA_GATEWAY], 0) };
	unsigned index = attribute_u32(a[RTA_OIF], 0);
	char name[IF_NAMESIZE] = "-";

	if (index && !if_indextoname(index, name))
		snprintf(name, sizeof(name), "if%u", index % 100000000);
	snprintf(ret->text, sizeof(ret->text), "default via %s dev %s metric %u proto %u table %u",
	    gateway.s_addr ? text_of(gateway).s : "-", name, ret->metric, ret->protocol,
	    ret->table);
	if (a[RTA_PREFSRC])
		append(ret->text, sizeof(ret->text), " src %s",
		    text_of((struct in_addr){ attribute_u32(a[RTA_PREFSRC], 0) }).s);
	if (a[RTA_METRICS])
		format_metrics(a[RTA_METRICS], ret->text, sizeof(ret->text));
	if (a[RTA_MULTIPATH])
		format_nexthops(a[RTA_MULTIPATH], ret->text, sizeof(ret->text));
}

bool parse_route(const struct nlmsghdr *h, struct known_route *ret)
{
	const struct rtmsg *m = NLMSG_DATA(h);
	const struct rtattr *a = RTM_RTA(m), *attributes[RTA_MAX + 1] = { NULL };
	int left = (int)RTM_PAYLOAD(h);

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->rtm_family != AF_INET ||
	    m->rtm_dst_len != 0 || m->rtm_type != RTN_UNICAST || m->rtm_flags & RTM_F_CLONED)
		return false;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type <= RTA_MAX)
			attributes[a->rta_type] = a;
	}
	memset(ret, 0, sizeof(*ret));
	ret->table = attribute_u32(attributes[RTA_TABLE], m->rtm_table);
	ret->metric = attribute_u32(attributes[RTA_PRIORITY], 0);
	ret->tos = m->rtm_tos;
	ret->protocol = m->rtm_protocol;
	format_route(ret, attributes);
	return true;
}
