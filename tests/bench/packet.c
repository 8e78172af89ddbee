/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages to the implementations, and those seen of routers. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define HOST        0x0aff0001U /* 10.255.0.1, as lab_open() says */
#define WIRE        0x0aff0002U
#define ALL_SYSTEMS 0xe0000001U
#define ALL_ROUTERS 0xe0000002U
#define IP_LEN      20

/* rdisc believes one source five changes a second, and as many as it had not done before at once. */
#define SOURCES     64

static unsigned next_source;

static void put32(uint8_t *p, uint32_t value)
{
	value = htonl(value);
	memcpy(p, &value, sizeof(value));
}

static uint32_t get32(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return ntohl(value);
}

static void checksum(uint8_t *icmp, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)icmp[i] << 8 | icmp[i + 1];
	sum = (sum >> 16) + (sum & 0xffff);
	sum = ~(sum + (sum >> 16));
	icmp[2] = (uint8_t)(sum >> 8);
	icmp[3] = (uint8_t)sum;
}

/* The kernel fills in what is left 0 of the IP header. */
static void send_ip(const struct lab *lab, uint8_t *packet, size_t len, uint32_t from, uint32_t to)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(to) };

	packet[0] = 0x45;
	packet[8] = 1;
	packet[9] = IPPROTO_ICMP;
	put32(packet + 12, from);
	put32(packet + 16, to);
	checksum(packet + IP_LEN, len - IP_LEN);
	while (sendto(lab->tx, packet, len, 0, (struct sockaddr *)&address, sizeof(address)) < 0)
		if (errno != ENOBUFS && errno != EINTR)
			err(1, "send");
}

static void send_advertisement6(const struct lab *lab, unsigned lifetime)
{
	uint8_t m[16] = { 134, 0, 0, 0, 64, 0, (uint8_t)(lifetime >> 8), (uint8_t)lifetime };
	struct sockaddr_in6 to = { .sin6_family = AF_INET6,
		.sin6_addr.s6_addr = { 0xff, 2, [15] = 1 } };

	/* The link-local address comes a little later than the link. */
	while (sendto(lab->tx, m, sizeof(m), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		if (errno != ENETUNREACH && errno != EADDRNOTAVAIL)
			err(1, "send");
}

/* `step`: so much less is the preference level of the next address. */
static void send_addresses(const struct lab *lab, uint32_t first, unsigned n, int32_t preference,
    int32_t step, unsigned lifetime)
{
	uint8_t packet[PACKET_MAX] = { 0 }, *icmp = packet + IP_LEN;

	if (lab->ipv6) {
		send_advertisement6(lab, lifetime);
		return;
	}
	icmp[0] = 9;
	icmp[4] = (uint8_t)n;
	icmp[5] = 2;
	icmp[6] = (uint8_t)(lifetime >> 8);
	icmp[7] = (uint8_t)lifetime;
	for (unsigned i = 0; i < n; i++) {
		put32(icmp + 8 + 8 * (size_t)i, first + i);
		put32(icmp + 12 + 8 * (size_t)i, (uint32_t)(preference - step * (int32_t)i));
	}
	send_ip(
	    lab, packet, IP_LEN + 8 + 8 * (size_t)n, WIRE + next_source++ % SOURCES, ALL_SYSTEMS);
}

void send_advertisement(
    const struct lab *lab, uint32_t first, unsigned n, int32_t preference, unsigned lifetime)
{
	send_addresses(lab, first, n, preference, 0, lifetime);
}

void send_ladder(const struct lab *lab, unsigned first, unsigned n, unsigned lifetime)
{
	send_addresses(lab, ROUTER_A + first, n, -(int32_t)first, 1, lifetime);
}

void send_solicitation(const struct lab *lab, uint32_t source)
{
	uint8_t packet[IP_LEN + 8] = { [IP_LEN] = 10 };

	send_ip(lab, packet, sizeof(packet), source, ALL_ROUTERS);
}

/* The traffic of a usual machine: echo replies, ports unreachable, times exceeded. (Not echo requests:
 * the answers would come back to us.) */
void send_junk(const struct lab *lab, unsigned i)
{
	static const uint8_t types[] = { 0, 3, 11 };
	uint8_t packet[IP_LEN + 64] = { 0 };

	packet[IP_LEN] = types[i % 3];
	packet[IP_LEN + 1] = types[i % 3] == 3 ? 3 : 0;
	send_ip(lab, packet, sizeof(packet), WIRE, HOST);
}

long drops(const struct lab *lab)
{
	char line[256];
	long total = 0;
	FILE *f;

	lab_enter(lab->host);
	f = fopen("/proc/thread-self/net/raw", "re");
	if (f == NULL)
		err(1, "/proc/net/raw");
	while (fgets(line, sizeof(line), f) != NULL) {
		long n;

		if (sscanf(line, " %*d: %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld", &n) == 1)
			total += n;
	}
	fclose(f);
	return total;
}

/* ---- capture ---- */

static bool parse_seen(const struct lab *lab, const uint8_t *p, ssize_t len, struct seen *ret)
{
	if (lab->ipv6) {
		if (len < 56 || p[6] != IPPROTO_ICMPV6 || p[40] != 134)
			return false;
		ret->destination = 0;
		ret->lifetime = (unsigned)p[46] << 8 | p[47];
		return true;
	}
	if (len < IP_LEN + 16 || p[9] != IPPROTO_ICMP || p[(p[0] & 15) * 4] != 9)
		return false;
	ret->destination = get32(p + 16);
	p += (p[0] & 15) * 4;
	ret->lifetime = (unsigned)p[6] << 8 | p[7];
	return true;
}

static unsigned link_number(const struct lab *lab, int ifindex)
{
	static int first;
	static const struct lab *of;

	/* Made in one go, so they follow each other. */
	if (of != lab) {
		lab_enter(lab->wire);
		first = (int)if_nametoindex("v0");
		of = lab;
	}
	return (unsigned)(ifindex - first);
}

bool capture_next(const struct lab *lab, struct seen *ret, int timeout_ms)
{
	uint64_t end = now_ns() + (uint64_t)timeout_ms * 1000000;

	for (;;) {
		struct pollfd p = { .fd = lab->capture, .events = POLLIN };
		struct sockaddr_ll from;
		socklen_t from_len = sizeof(from);
		uint8_t packet[PACKET_MAX];
		ssize_t len = recvfrom(lab->capture, packet, sizeof(packet), MSG_DONTWAIT,
		    (struct sockaddr *)&from, &from_len);
		uint64_t now = now_ns();

		ret->when = now;
		if (len >= 0 && from.sll_pkttype != PACKET_OUTGOING &&
		    parse_seen(lab, packet, len, ret)) {
			ret->link = link_number(lab, from.sll_ifindex);
			return true;
		}
		if (len >= 0)
			continue;
		if (now >= end)
			return false;
		poll(&p, 1, (int)((end - now) / 1000000) + 1);
	}
}

void capture_drain(const struct lab *lab)
{
	struct seen seen;

	while (capture_next(lab, &seen, 0))
		;
}
