/* SPDX-License-Identifier: BSD-2-Clause */
/* The witness: which default routes come and go, by the kernel's own notifications. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

static bool parse(const struct nlmsghdr *h, struct change *ret)
{
	const struct rtmsg *rtm = NLMSG_DATA(h);
	int len = (int)RTM_PAYLOAD(h);

	if ((h->nlmsg_type != RTM_NEWROUTE && h->nlmsg_type != RTM_DELROUTE) ||
	    rtm->rtm_dst_len != 0 || rtm->rtm_type != RTN_UNICAST)
		return false;
	ret->add = h->nlmsg_type == RTM_NEWROUTE;
	ret->gateway = 0;
	for (const struct rtattr *a = RTM_RTA(rtm); RTA_OK(a, len); a = RTA_NEXT(a, len))
		if (a->rta_type == RTA_GATEWAY && rtm->rtm_family == AF_INET) {
			memcpy(&ret->gateway, RTA_DATA(a), sizeof(ret->gateway));
			ret->gateway = ntohl(ret->gateway);
		}
	return true;
}

bool watch_next(const struct lab *lab, struct change *ret, int timeout_ms)
{
	uint64_t end = now_ns() + (uint64_t)timeout_ms * 1000000;

	for (;;) {
		struct pollfd p = { .fd = lab->witness, .events = POLLIN };
		union {
			struct nlmsghdr header;
			char bytes[8192];
		} buf;
		/* The kernel sends each notification by itself. */
		ssize_t len = recv(lab->witness, &buf, sizeof(buf), MSG_DONTWAIT);
		uint64_t now = now_ns();

		ret->when = now;
		if (len >= (ssize_t)sizeof(buf.header) && parse(&buf.header, ret))
			return true;
		if (len >= 0)
			continue;
		if (errno == ENOBUFS)
			errx(1, "the witness missed something");
		if (now >= end)
			return false;
		poll(&p, 1, (int)((end - now) / 1000000) + 1);
	}
}

bool watch_for(
    const struct lab *lab, bool add, uint32_t gateway, int timeout_ms, uint64_t *ret_when)
{
	uint64_t end = now_ns() + (uint64_t)timeout_ms * 1000000;
	struct change c;

	for (uint64_t now = now_ns(); now < end; now = now_ns()) {
		if (!watch_next(lab, &c, (int)((end - now) / 1000000) + 1))
			return false;
		if (c.add == add && c.gateway == gateway) {
			if (ret_when != NULL)
				*ret_when = c.when;
			return true;
		}
	}
	return false;
}

void watch_drain(const struct lab *lab)
{
	struct change c;

	while (watch_next(lab, &c, 0))
		;
}
