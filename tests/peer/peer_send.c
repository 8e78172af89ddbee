/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: sends a few datagrams, or very many. */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A socket that lets any source through, and where it sends to. */
struct sender {
	int fd;
	size_t mtu;
	union {
		struct sockaddr any;
		struct sockaddr_ll link;
		struct sockaddr_in ip;
	} to;
	socklen_t to_len;
};

/* Fills in from the interface what the command line left open: source and random prefix. */
static void take_interface_address(struct options *o)
{
	struct ifaddrs *list;

	if (getifaddrs(&list) < 0)
		err(1, "getifaddrs");
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET ||
		    strcmp(a->ifa_name, o->interface))
			continue;
		o->source = o->has_source ? o->source
					  : ((struct sockaddr_in *)a->ifa_addr)->sin_addr;
		if (o->command == FLOOD && !o->has_prefix && !o->n_routers && a->ifa_netmask) {
			o->prefix = o->source;
			o->prefix_len = (unsigned)__builtin_popcount(
			    ((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr);
			o->has_prefix = true;
		}
		break;
	}
	freeifaddrs(list);
	if (o->command == FLOOD && !o->has_prefix && !o->n_routers)
		usage_error(o, "--random-routers",
		    "needed: %s has no address to take a prefix from", o->interface);
}

/* The interface's directed broadcast addresses follow from the masks: "ip addr add" without "brd"
 * leaves none in the interface, yet the kernel treats them as such. */
static bool is_broadcast(const struct options *o)
{
	uint32_t to = o->destination.s_addr, address, mask;
	struct ifaddrs *list;
	bool found = to == INADDR_BROADCAST;

	if (getifaddrs(&list) < 0)
		err(1, "getifaddrs");
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !a->ifa_netmask ||
		    strcmp(a->ifa_name, o->interface))
			continue;
		address = ((struct sockaddr_in *)a->ifa_addr)->sin_addr.s_addr;
		mask = ((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr;
		found |= to == (address | ~mask) && ntohl(~mask) > 1;
	}
	freeifaddrs(list);
	return found;
}

/* The link-layer destination; false when only the kernel's neighbour table can tell it. */
static bool resolve_lladdr(const struct options *o, uint8_t *ret)
{
	uint32_t to = ntohl(o->destination.s_addr);

	if (o->has_lladdr) {
		memcpy(ret, o->lladdr, ETH_ALEN);
	} else if (IN_MULTICAST(to)) {
		put_be16(ret, 0x0100); /* 01:00:5e and the low 23 bits (RFC 1112 6.4) */
		put_be32(ret + 2, 0x5e000000 | (to & 0x7fffff));
	} else if (is_broadcast(o)) {
		memset(ret, 0xff, ETH_ALEN);
	} else {
		return false;
	}
	return true;
}

static size_t interface_mtu(int fd, const char *name)
{
	struct ifreq request = { 0 };

	memcpy(request.ifr_name, name, strnlen(name, sizeof(request.ifr_name) - 1));
	if (ioctl(fd, SIOCGIFMTU, &request) < 0)
		err(1, "%s: no MTU", name);
	return (size_t)request.ifr_mtu;
}

/* A packet socket sends the header as it is, also source 0.0.0.0. The raw socket of the fallback
 * resolves a unicast neighbour, at the price that the kernel fills in a source of 0.0.0.0. */
static void open_sender(struct sender *s, const struct options *o)
{
	uint8_t lladdr[ETH_ALEN];

	memset(s, 0, sizeof(*s));
	if (resolve_lladdr(o, lladdr)) {
		s->fd = open_socket(AF_PACKET, SOCK_DGRAM, 0);
		s->to.link.sll_family = AF_PACKET;
		s->to.link.sll_protocol = htons(ETH_P_IP);
		s->to.link.sll_ifindex = (int)if_nametoindex(o->interface);
		s->to.link.sll_halen = ETH_ALEN;
		memcpy(s->to.link.sll_addr, lladdr, ETH_ALEN);
		s->to_len = sizeof(s->to.link);
	} else {
		s->fd = open_socket(AF_INET, SOCK_RAW, IPPROTO_RAW); /* implies IP_HDRINCL */
		if (setsockopt(s->fd, SOL_SOCKET, SO_BINDTODEVICE, o->interface,
			(socklen_t)strlen(o->interface)))
			err(1, "%s: cannot bind", o->interface);
		s->to.ip.sin_family = AF_INET;
		s->to.ip.sin_addr = o->destination;
		s->to_len = sizeof(s->to.ip);
	}
	s->mtu = interface_mtu(s->fd, o->interface);
}

static void transmit(const struct sender *s, const uint8_t *p, size_t len)
{
	if (sendto(s->fd, p, len, 0, &s->to.any, s->to_len) < 0)
		err(1, "cannot send %zu octets", len);
}

/* Neither kind of socket fragments, and 255 entries do not fit a 1500 octet MTU. */
static void transmit_fragments(const struct sender *s, const struct datagram *d)
{
	size_t header_len = 4 * (size_t)(d->bytes[0] & 15),
	       room = (s->mtu - header_len) & ~(size_t)7;
	uint8_t fragment[DATAGRAM_MAX];

	for (size_t offset = 0, part; header_len + offset < d->len; offset += part) {
		size_t left = d->len - header_len - offset;

		part = left < room ? left : room;
		memcpy(fragment, d->bytes, header_len);
		memcpy(fragment + header_len, d->bytes + header_len + offset, part);
		put_be16(fragment + 2, (uint16_t)(header_len + part));
		put_be16(
		    fragment + 6, (uint16_t)(offset / 8 | (part < left ? IP_MORE_FRAGMENTS : 0)));
		put_be16(fragment + 10, 0);
		put_be16(fragment + 10, internet_checksum(fragment, header_len));
		transmit(s, fragment, header_len + part);
	}
}

int run_sender(struct options *o)
{
	static struct datagram d;
	struct sender s;
	uint64_t rng = (uint64_t)o->seed;
	int64_t start, interval = o->interval_ms * USEC_PER_MSEC;

	take_interface_address(o);
	open_sender(&s, o);
	if (o->rate != UNSET)
		interval = o->rate ? USEC_PER_SEC / o->rate : 0;
	start = now_usec();
	for (int64_t i = 0; o->count == 0 || i < o->count; i++) {
		sleep_until(start + i * interval);
		encode_datagram(&d, o, &rng);
		if (d.len <= s.mtu)
			transmit(&s, d.bytes, d.len);
		else
			transmit_fragments(&s, &d);
	}
	return 0;
}

/* ---- Flood -------------------------------------------------------------------------------- */

#define BATCH 64

static int64_t send_batch(const struct sender *s, const struct datagram *batch, unsigned n)
{
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	struct sender to = *s;
	int sent;

	for (unsigned i = 0; i < n; i++) {
		parts[i] = (struct iovec){ (void *)batch[i].bytes, batch[i].len };
		messages[i] = (struct mmsghdr){ 0 };
		messages[i].msg_hdr.msg_name = &to.to;
		messages[i].msg_hdr.msg_namelen = to.to_len;
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	sent = sendmmsg(s->fd, messages, n, 0);
	if (sent < 0 && errno != ENOBUFS && errno != EAGAIN)
		err(1, "cannot send");
	return sent < 0 ? 0 : sent;
}

/* How many packets the rate owes by now, at most a batch. */
static unsigned packets_due(const struct options *o, int64_t elapsed, int64_t done)
{
	int64_t due = o->rate * elapsed / USEC_PER_SEC + 1 - done;

	if (o->rate == 0 || due > BATCH)
		return BATCH;
	return due < 0 ? 0 : (unsigned)due;
}

int run_flood(struct options *o)
{
	static struct datagram batch[BATCH];
	struct sender s;
	uint64_t rng = (uint64_t)o->seed;
	int64_t start, elapsed, done = 0, sent = 0;

	take_interface_address(o);
	if (8 + 8 * (o->n_routers + (size_t)o->random_count) + IP_HEADER_LEN > 1500)
		usage_error(o, "--random-count", "a flood packet must fit an MTU of 1500");
	open_sender(&s, o);
	start = now_usec();
	while ((elapsed = now_usec() - start) < o->seconds) {
		unsigned due = packets_due(o, elapsed, done);

		for (unsigned i = 0; i < due; i++)
			encode_datagram(&batch[i], o, &rng);
		if (due)
			sent += send_batch(&s, batch, due);
		else
			sleep_until(start + elapsed + USEC_PER_MSEC);
		done += due;
	}
	printf("sent=%lld dropped=%lld seconds=%.3f\n", (long long)sent, (long long)(done - sent),
	    (double)elapsed / USEC_PER_SEC);
	return 0;
}
