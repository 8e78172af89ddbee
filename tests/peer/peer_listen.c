/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: a witness of what is on the wire. */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

/* Passes whole ICMP datagrams of types 9 and 10 and nothing else, so that no flood of other
 * packets fills the receive queue. Offsets count from the IP header. */
static void attach_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 9),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 7),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_FRAGMENT_BITS, 5, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TYPE_ADVERTISEMENT, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TYPE_SOLICITATION, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		err(1, "SO_ATTACH_FILTER");
}

/* ETH_P_ALL because the kernel shows a packet socket of one protocol only what is received. A
 * fanout group of this one socket because its defrag flag has the kernel reassemble datagrams
 * before the filter sees them. */
static int open_capture(const char *interface)
{
	int fd = open_socket(AF_PACKET, SOCK_DGRAM, 0), size = 4 << 20;
	uint32_t fanout = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG |
			  PACKET_FANOUT_FLAG_UNIQUEID;
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface),
	};

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(
		    fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)); /* as much as there is */
	attach_filter(fd);
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		err(1, "%s: cannot capture", interface);
	fanout <<= 16; /* the lower half is the group's number, here the kernel's choice */
	if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof(fanout)) < 0)
		err(1, "%s: PACKET_FANOUT", interface);
	return fd;
}

/* A field of a message that may be cut short: "-" where it is missing. */
static void print_field(const char *key, bool present, unsigned value)
{
	if (present)
		printf(" %s=%u", key, value);
	else
		printf(" %s=-", key);
}

/* The entries that are there, whatever Num Addrs claims. */
static void print_routers(const uint8_t *p, size_t len)
{
	size_t step = len >= 8 ? 4 * (size_t)p[5] : 0, n = len >= 8 ? p[4] : 0, i;

	printf(" routers=");
	for (i = 0; i < n && step >= 8 && 8 + i * step + 8 <= len; i++) {
		const uint8_t *entry = p + 8 + i * step;
		struct in_addr address = { htonl(get_be32(entry)) };

		printf(
		    "%s%s/%d", i ? "," : "", text_of(address).s, (int)(int32_t)get_be32(entry + 4));
	}
	if (i == 0)
		putchar('-');
}

static void print_advertisement(const uint8_t *p, size_t len)
{
	print_field("lifetime", len >= 8, len >= 8 ? get_be16(p + 6) : 0);
	print_field("code", len >= 2, len >= 2 ? p[1] : 0);
	printf(" checksum=%s", internet_checksum(p, len) == 0 ? "ok" : "bad");
	print_field("num_addrs", len >= 5, len >= 5 ? p[4] : 0);
	print_field("entry_size", len >= 6, len >= 6 ? p[5] : 0);
	print_routers(p, len);
}

static void print_solicitation(const uint8_t *p, size_t len)
{
	if (len >= 8)
		printf(" reserved=%08x", (unsigned)get_be32(p + 4));
	else
		printf(" reserved=-");
	print_field("code", len >= 2, len >= 2 ? p[1] : 0);
	printf(" checksum=%s", internet_checksum(p, len) == 0 ? "ok" : "bad");
}

/* Returns whether the datagram was of the wanted type (UNSET: both). The filter has passed it, so
 * it is ICMP and has a type. */
static bool print_datagram(
    const uint8_t *p, size_t len, int64_t wanted, int64_t time, const char *interface)
{
	size_t header_len = 4 * (size_t)(p[0] & 15), total_len = get_be16(p + 2);
	struct in_addr source = { htonl(get_be32(p + 12)) },
		       destination = { htonl(get_be32(p + 16)) };
	const uint8_t *icmp = p + header_len;

	if (total_len > len || total_len <= header_len || (wanted != UNSET && wanted != *icmp))
		return false;
	print_time(time);
	printf("%s source=%s destination=%s ttl=%u",
	    *icmp == TYPE_ADVERTISEMENT ? "advertisement" : "solicitation", text_of(source).s,
	    text_of(destination).s, p[8]);
	if (*icmp == TYPE_ADVERTISEMENT)
		print_advertisement(icmp, total_len - header_len);
	else
		print_solicitation(icmp, total_len - header_len);
	printf(" length=%zu", total_len - header_len);
	if (interface)
		printf(" iface=%s", interface);
	putchar('\n');
	return true;
}

/* When the kernel got the datagram read last, on our clock; what it took to get here is no part of
 * it, so the answer to a message is never older than the message. */
static int64_t arrival_usec(int fd)
{
	struct timespec stamp, real;
	int64_t now = now_usec(),
		age = 0; /* first this clock: a pause in between makes it earlier */

	if (ioctl(fd, SIOCGSTAMPNS, &stamp) == 0 && clock_gettime(CLOCK_REALTIME, &real) == 0)
		age = (int64_t)(real.tv_sec - stamp.tv_sec) * 1000000 +
		      (real.tv_nsec - stamp.tv_nsec) / 1000;
	return now - age;
}

int run_listen(struct options *o)
{
	static uint8_t buffer[DATAGRAM_MAX];
	int64_t origin = time_origin(o), deadline = deadline_of(o), seen = 0;
	struct pollfd fd = { .fd = open_capture(o->interface), .events = POLLIN };
	bool any = is_any(o->interface);

	arrival_usec(fd.fd); /* the first call turns stamping on */
	puts("ready");
	while (o->count == 0 || seen < o->count) {
		int n = poll(&fd, 1, poll_timeout(deadline));
		struct sockaddr_ll from = { 0 };
		socklen_t from_len = sizeof(from);
		char name[IF_NAMESIZE] = "?";
		ssize_t len;

		if (n < 0 && errno != EINTR)
			err(1, "poll");
		if (now_usec() >= deadline)
			return 1;
		if (n <= 0)
			continue;
		len = recvfrom(fd.fd, buffer, sizeof(buffer), MSG_DONTWAIT,
		    (struct sockaddr *)&from, &from_len);
		if (len < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN)
			err(1, "%s: recv", o->interface);
		if (any)
			if_indextoname((unsigned)from.sll_ifindex, name);
		if (len >= IP_HEADER_LEN)
			seen += print_datagram(buffer, (size_t)len, o->type,
			    arrival_usec(fd.fd) - origin, any ? name : NULL);
	}
	return 0;
}
