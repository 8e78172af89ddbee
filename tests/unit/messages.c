/* SPDX-License-Identifier: BSD-2-Clause */
/* Netlink messages as the kernel makes them. */
#include "config.h"

#include "unit/messages.h"

#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "unit/tests.h"

union message message;

static struct nlmsghdr *begin(uint16_t type)
{
	struct nlmsghdr *nlh;

	memset(&message, 0, sizeof(message));
	nlh = mnl_nlmsg_put_header(&message);
	nlh->nlmsg_type = type;
	return nlh;
}

void put_ip(struct nlmsghdr *nlh, uint16_t type, const char *address)
{
	mnl_attr_put_u32(nlh, type, ip(address).s_addr);
}

struct nlmsghdr *begin_link(int index, unsigned flags, unsigned char family)
{
	struct nlmsghdr *nlh = begin(RTM_NEWLINK);
	struct ifinfomsg *ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));

	ifi->ifi_family = family;
	ifi->ifi_index = index;
	ifi->ifi_flags = flags;
	return nlh;
}

struct nlmsghdr *begin_address(unsigned char family, unsigned char prefix_len)
{
	struct nlmsghdr *nlh = begin(RTM_NEWADDR);
	struct ifaddrmsg *ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));

	ifa->ifa_family = family;
	ifa->ifa_prefixlen = prefix_len;
	ifa->ifa_index = 7;
	return nlh;
}

struct nlmsghdr *begin_netconf(unsigned char family)
{
	struct nlmsghdr *nlh = begin(RTM_NEWNETCONF);
	struct netconfmsg *ncm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ncm));

	ncm->ncm_family = family;
	return nlh;
}

struct nlmsghdr *begin_neighbour(uint16_t type, int index, uint16_t state)
{
	struct nlmsghdr *nlh = begin(type);
	struct ndmsg *ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));

	ndm->ndm_family = AF_INET;
	ndm->ndm_ifindex = index;
	ndm->ndm_state = state;
	put_ip(nlh, NDA_DST, "192.0.2.1");
	return nlh;
}

struct rtmsg *rtm_of(struct nlmsghdr *nlh)
{
	return mnl_nlmsg_get_payload(nlh);
}

struct nlmsghdr *begin_route(uint16_t type)
{
	struct nlmsghdr *nlh = begin(type);
	struct rtmsg *rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));

	rtm->rtm_family = AF_INET;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = RTPROT_RA;
	rtm->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(nlh, RTA_TABLE, RT_TABLE_MAIN);
	mnl_attr_put_u32(nlh, RTA_PRIORITY, 4096);
	put_ip(nlh, RTA_GATEWAY, "192.0.2.1");
	mnl_attr_put_u32(nlh, RTA_OIF, 2);
	return nlh;
}

void put_hop(struct nlmsghdr *nlh, int ifindex, const char *gateway)
{
	struct rtnexthop *nh = mnl_nlmsg_get_payload_tail(nlh);

	*nh = (struct rtnexthop){ .rtnh_ifindex = ifindex };
	nlh->nlmsg_len += sizeof(*nh);
	if (gateway != NULL)
		put_ip(nlh, RTA_GATEWAY, gateway);
	nh->rtnh_len = (unsigned short)((char *)mnl_nlmsg_get_payload_tail(nlh) - (char *)nh);
}
