/* SPDX-License-Identifier: BSD-2-Clause */
/* The networks of the benchmark: a host and a wire, each a namespace, and veth pairs between them. */
#include "config.h"

#include "bench.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUEUE (64 * 1024 * 1024)

void lab_sh(const char *format, ...)
{
	char command[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	if (system(command) != 0)
		errx(1, "failed: %s", command);
}

void lab_enter(const char *ns)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		err(1, "%s", path);
	close(fd);
}

static void big_queue(int fd)
{
	int size = QUEUE;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(
		    fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)); /* in a user namespace */
}

void lab_open_witness(struct lab *lab)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK,
		.nl_groups = lab->ipv6 ? RTMGRP_IPV6_ROUTE : RTMGRP_IPV4_ROUTE };

	if (lab->witness >= 0)
		close(lab->witness);
	lab_enter(lab->host);
	lab->witness = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (lab->witness < 0 || bind(lab->witness, (struct sockaddr *)&nl, sizeof(nl)) < 0)
		err(1, "witness");
	big_queue(lab->witness);
}

static void open_sockets(struct lab *lab, bool capture)
{
	struct ip_mreqn out = { 0 };
	int type = SOCK_RAW | SOCK_CLOEXEC, one = 1;

	lab_enter(lab->wire);
	lab->capture = -1;
	if (capture) {
		lab->capture = socket(
		    AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(lab->ipv6 ? ETH_P_IPV6 : ETH_P_IP));
		if (lab->capture < 0)
			err(1, "capture");
		big_queue(lab->capture);
	}
	out.imr_ifindex = (int)if_nametoindex("v0");
	lab->tx = lab->ipv6 ? socket(AF_INET6, type, IPPROTO_ICMPV6)
			    : socket(AF_INET, type, IPPROTO_RAW);
	if (lab->tx < 0)
		err(1, "sender");
	if (lab->ipv6) {
		int hops = 255;

		if (setsockopt(lab->tx, IPPROTO_IPV6, IPV6_MULTICAST_IF, &out.imr_ifindex,
			sizeof(int)) < 0 ||
		    setsockopt(lab->tx, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0)
			err(1, "sender");
	} else if (setsockopt(lab->tx, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)) < 0 ||
		   setsockopt(lab->tx, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one)) < 0) {
		err(1, "sender");
	}
	lab->witness = -1;
	lab_open_witness(lab);
}

static void settings(const char *ns, bool forwarding, bool ipv6)
{
	lab_enter(ns);
	lab_sh("echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter;"
	       "echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter;"
	       "echo %d >/proc/sys/net/ipv4/ip_forward;" /* routers want that */
	       "cd /proc/sys/net/ipv6/conf 2>/dev/null || exit 0;"
	       "echo %d >all/disable_ipv6; echo %d >default/disable_ipv6;"
	       "echo 0 >default/accept_dad; echo 0 >default/router_solicitations;"
	       "ip link set lo up",
	    forwarding, !ipv6, !ipv6);
}

/* The large subnet of the first link leaves 10.0.0.0/8 to invented routers. */
void lab_open(struct lab *lab, const char *name, unsigned n_links, bool ipv6, bool capture)
{
	char address[2][32];

	*lab = (struct lab){ .n_links = n_links, .ipv6 = ipv6 };
	snprintf(lab->host, sizeof(lab->host), "%s-h", name);
	snprintf(lab->wire, sizeof(lab->wire), "%s-w", name);
	lab_sh("ip netns add %s && ip netns add %s", lab->host, lab->wire);
	settings(lab->host, true, ipv6);
	settings(lab->wire, false, ipv6);
	snprintf(
	    address[0], sizeof(address[0]), "%s", n_links == 1 ? "10.255.0.1/8" : "10.%d.%d.1/30");
	snprintf(
	    address[1], sizeof(address[1]), "%s", n_links == 1 ? "10.255.0.2/8" : "10.%d.%d.2/30");
	lab_sh("seq 0 %u | awk '{ printf \"link add name v%%d mtu 9000 type veth peer name v%%d "
	       "mtu 9000"
	       " netns %s\\n\", $1, $1 }' | ip -n %s -batch -",
	    n_links - 1, lab->wire, lab->host);
	for (int side = 0; side < 2; side++)
		lab_sh("seq 0 %u | awk '{ printf \"address add %s dev v%%d\\nlink set dev v%%d "
		       "up\\n\", %s"
		       "$1, $1 }' | ip -n %s -batch -",
		    n_links - 1, address[side], n_links == 1 ? "" : "$1 / 256, $1 % 256, ",
		    side == 0 ? lab->host : lab->wire);
	/* Carrier, and with it IPv6's link-local addresses. */
	lab_sh("until [ $(ip -n %s link show type veth up | grep -c 'LOWER_UP.* state UP ') -eq %u "
	       "];"
	       " do sleep 0.02; done",
	    lab->host, n_links);
	/* Messages to the host cause no ARP request first. */
	lab_sh("mac=$(ip -n %s -br link show dev v0 | awk '{ print $3 }');"
	       "ip -n %s neighbour add 10.255.0.1 lladdr $mac nud permanent dev v0",
	    lab->host, lab->wire);
	open_sockets(lab, capture);
}

void lab_answer(const struct lab *lab, unsigned n)
{
	lab_sh(
	    "seq 1 %u | awk '{ printf \"neigh replace 10.0.%%d.%%d lladdr 02:00:00:00:%%02x:%%02x"
	    " nud permanent dev v0\\n\", $1 / 256, $1 %% 256, $1 / 256, $1 %% 256 }' |"
	    " ip -n %s -batch -",
	    n, lab->host);
}

void lab_close(struct lab *lab)
{
	close(lab->tx);
	close(lab->witness);
	if (lab->capture >= 0)
		close(lab->capture);
	lab_sh("ip netns del %s; ip netns del %s", lab->host, lab->wire);
}
