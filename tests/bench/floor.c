/* SPDX-License-Identifier: BSD-2-Clause */
/* The floor: sockets, signals, options. floor [--gap] [-a] | floor -r [--gather] */
#include "config.h"

#include "floor.h"

#include <linux/icmp.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define RECEIVE_BUFFER (1024 * 1024)

volatile bool alarmed, stopping;
static int icmp_fd;

void floor_die(const char *what)
{
	perror(what);
	exit(1);
}

uint64_t floor_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* Comes again every millisecond until set anew: one that falls between the look at a flag and the
 * system call that it is to interrupt is not missed for long. */
static void set_timer(uint64_t after)
{
	struct itimerval it = { .it_interval.tv_usec = 1000 };

	it.it_value.tv_sec = (time_t)(after / 1000000);
	it.it_value.tv_usec = (suseconds_t)(after % 1000000);
	setitimer(ITIMER_REAL, &it, NULL);
}

void floor_alarm(uint64_t when)
{
	uint64_t now = floor_now();

	alarmed = false;
	set_timer(when > now ? when - now : 1);
}

static void take_signal(int signal)
{
	if (signal == SIGALRM) {
		alarmed = true;
	} else {
		stopping = true;
		set_timer(1000);
	}
}

static void open_icmp(void)
{
	struct icmp_filter filter = { .data = ~(1U << 9 | 1U << 10) };
	int size = RECEIVE_BUFFER, one = 1, zero = 0;

	icmp_fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (icmp_fd < 0 || setsockopt(icmp_fd, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)) < 0 ||
	    setsockopt(icmp_fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)) < 0 ||
	    setsockopt(icmp_fd, IPPROTO_IP, IP_MULTICAST_LOOP, &zero, sizeof(zero)) < 0)
		floor_die("icmp");
	if (setsockopt(icmp_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(icmp_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

int floor_netlink(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (fd < 0)
		floor_die("netlink");
	return fd;
}

uint16_t floor_checksum(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (i < len)
		sum += (uint32_t)data[i] << 8;
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t) ~(sum + (sum >> 16));
}

bool floor_receive(bool wait, struct message *ret)
{
	static uint8_t buf[65536];
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control;
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	struct in_pktinfo info;

	for (;;) {
		ssize_t len = recvmsg(icmp_fd, &msg, wait ? 0 : MSG_DONTWAIT);
		size_t header = (size_t)(buf[0] & 15) * 4;

		if (len < 0)
			return false;
		if ((size_t)len < header + 8 ||
		    floor_checksum(buf + header, (size_t)len - header) != 0)
			continue;
		memcpy(&info, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(info));
		ret->ifindex = (unsigned)info.ipi_ifindex;
		memcpy(&ret->source, buf + 12, sizeof(ret->source));
		ret->data = buf + header;
		ret->len = (size_t)len - header;
		return true;
	}
}

void floor_send(
    unsigned ifindex, struct in_addr from, struct in_addr to, const void *data, size_t len)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control = { .header = { .cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo)),
			  .cmsg_level = IPPROTO_IP,
			  .cmsg_type = IP_PKTINFO } };
	struct in_pktinfo info = { .ipi_ifindex = (int)ifindex, .ipi_spec_dst = from };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = to };
	struct iovec iov = { (void *)data, len };
	struct msghdr msg = { .msg_name = &address,
		.msg_namelen = sizeof(address),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), &info, sizeof(info));
	if (sendmsg(icmp_fd, &msg, MSG_DONTROUTE) < 0)
		perror("send");
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = take_signal };
	bool router = false, gap = false, gather = false, all = false;

	for (int i = 1; i < argc; i++) {
		router = router || strcmp(argv[i], "-r") == 0;
		gap = gap || strcmp(argv[i], "--gap") == 0;
		all = all || strcmp(argv[i], "-a") == 0;
		gather = gather || strcmp(argv[i], "--gather") == 0;
	}
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	open_icmp();
	if (router)
		floor_router(gather);
	else
		floor_host(gap, all);
	return 0;
}
