/* SPDX-License-Identifier: BSD-2-Clause */
/* The floor as router: says the address of every interface once, and to each host that asks. */
#include "config.h"

#include "floor.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIFETIME        1800
/* net.ipv4.igmp_max_memberships */
#define MEMBERSHIPS_MAX 20
#define GATHER          10000 /* microseconds */
#define ALL_SYSTEMS     0xe0000001U
#define ALL_ROUTERS     0xe0000002U

struct link {
	unsigned ifindex;
	struct in_addr address;
	bool asked;
};

static struct link *links;
static size_t n_links;

static void advertise(const struct link *l, struct in_addr to, unsigned lifetime)
{
	uint8_t m[16] = { 9, 0, 0, 0, 1, 2, (uint8_t)(lifetime >> 8), (uint8_t)lifetime };
	uint16_t sum;

	memcpy(m + 8, &l->address, 4);
	sum = floor_checksum(m, sizeof(m));
	m[2] = (uint8_t)(sum >> 8);
	m[3] = (uint8_t)sum;
	floor_send(l->ifindex, l->address, to, m, sizeof(m));
}

static void join(unsigned ifindex)
{
	static int fd = -1, n = MEMBERSHIPS_MAX;
	struct ip_mreqn req = { .imr_multiaddr.s_addr = htonl(ALL_ROUTERS),
		.imr_ifindex = (int)ifindex };

	if (n++ == MEMBERSHIPS_MAX) {
		fd = socket(AF_INET, SOCK_DGRAM, 0);
		n = 1;
	}
	if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &req, sizeof(req)) < 0)
		floor_die("join");
}

static void take_address(const struct nlmsghdr *h)
{
	const struct ifaddrmsg *ifa = NLMSG_DATA(h);
	int len = (int)IFA_PAYLOAD(h);

	for (const struct rtattr *a = IFA_RTA(ifa); RTA_OK(a, len); a = RTA_NEXT(a, len)) {
		if (a->rta_type != IFA_LOCAL || ifa->ifa_scope != RT_SCOPE_UNIVERSE)
			continue;
		links = realloc(links, (n_links + 1) * sizeof(*links));
		if (links == NULL)
			floor_die("memory");
		links[n_links] = (struct link){ .ifindex = ifa->ifa_index };
		memcpy(&links[n_links++].address, RTA_DATA(a), sizeof(struct in_addr));
	}
}

static void read_addresses(void)
{
	struct {
		struct nlmsghdr h;
		struct ifaddrmsg ifa;
	} ask = { { sizeof(ask), RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, 0, 0 },
		{ .ifa_family = AF_INET } };
	static char buf[65536];
	int fd = floor_netlink();

	if (send(fd, &ask, sizeof(ask), 0) < 0)
		floor_die("addresses");
	for (;;) {
		ssize_t received = recv(fd, buf, sizeof(buf), 0);
		unsigned len = received < 0 ? 0 : (unsigned)received;

		for (struct nlmsghdr *h = (void *)buf; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return;
			take_address(h);
		}
	}
}

static struct link *find(unsigned ifindex)
{
	size_t i = 0;

	while (i < n_links && links[i].ifindex != ifindex)
		i++;
	return i < n_links ? &links[i] : NULL;
}

/* The queue fills for a while, is emptied at once, and each link with a question gets one answer. */
static void answer_together(struct message *m)
{
	usleep(GATHER);
	do {
		struct link *l = find(m->ifindex);

		if (l != NULL && m->data[0] == 10)
			l->asked = true;
	} while (floor_receive(false, m));
	for (size_t i = 0; i < n_links; i++) {
		if (links[i].asked)
			advertise(&links[i], (struct in_addr){ htonl(ALL_SYSTEMS) }, LIFETIME);
		links[i].asked = false;
	}
}

void floor_router(bool gather)
{
	const struct in_addr all = { htonl(ALL_SYSTEMS) };
	struct message m;

	read_addresses();
	for (size_t i = 0; i < n_links; i++) {
		advertise(&links[i], all, LIFETIME);
		join(links[i].ifindex);
	}
	while (!stopping) {
		const struct link *l;

		if (!floor_receive(true, &m))
			continue;
		if (gather)
			answer_together(&m);
		else if (m.data[0] == 10 && (l = find(m.ifindex)) != NULL)
			advertise(l, m.source, LIFETIME);
	}
	for (size_t i = 0; i < n_links; i++)
		advertise(&links[i], all, 0);
}
