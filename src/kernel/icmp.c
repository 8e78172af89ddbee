/* SPDX-License-Identifier: BSD-2-Clause */
/* The raw ICMP sockets and the group memberships. */
#include "config.h"

#include "kernel/icmp.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/wire.h"

#define DATAGRAM_MAX         65536 /* no IP datagram is longer */
/* Bursts wait here while a route is being installed: at the usual limit 256 messages, with this
 * thousands. */
#define RECEIVE_BUFFER       (1024 * 1024)

/* Datagrams taken from one socket before the others are looked at, and the results of all of them. */
#define DATAGRAMS_PER_SOCKET 64

static int set_option(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int set_type_filter(int fd, uint32_t types)
{
	struct icmp_filter filter = { .data = ~types };

	return setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof(filter)) < 0 ? -errno : 0;
}

/* This socket's share of the interfaces: those whose index leaves this remainder. */
static int set_share(int fd, unsigned share)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_IFINDEX)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ICMP_SOCKETS - 1),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, share, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno
											   : 0;
}

/* Does all that takes a right. The filters come before anything is let in; SO_LOCK_FILTER keeps them. */
static int open_socket(unsigned share, int *ret_fd)
{
	int error, fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP);

	*ret_fd = fd;
	if (fd < 0)
		return -errno;
	if ((error = set_share(fd, share)) < 0 ||
	    (error = set_option(fd, SOL_SOCKET, SO_LOCK_FILTER, 1)) < 0 ||
	    (error = set_type_filter(fd,
		 1U << ICMP_TYPE_ROUTER_ADVERTISEMENT | 1U << ICMP_TYPE_ROUTER_SOLICITATION)) < 0 ||
	    (error = set_option(fd, IPPROTO_IP, IP_PKTINFO, 1)) < 0 ||
	    (error = set_option(fd, SOL_SOCKET, SO_BROADCAST, 1)) < 0 ||
	    (error = set_option(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0)) < 0 ||
	    (error = set_option(fd, IPPROTO_IP, IP_TOS, WIRE_TOS)) < 0)
		return error;
	/* As much as we may. */
	if (set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER) < 0)
		error = set_option(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
	return error;
}

int icmp_open(struct icmp *ic, int wait_fd)
{
	int error = 0;

	*ic = (struct icmp){ .packet_fd = -1 };
	for (unsigned i = 0; i < ICMP_SOCKETS; i++)
		ic->sockets[i] = -1;
	ic->buf = malloc(DATAGRAM_MAX);
	if (ic->buf == NULL)
		return -ENOMEM;
	for (unsigned i = 0; i < ICMP_SOCKETS && error == 0; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

		error = open_socket(i, &ic->sockets[i]);
		if (error == 0 && epoll_ctl(wait_fd, EPOLL_CTL_ADD, ic->sockets[i], &event) < 0)
			error = -errno;
	}
	/* Protocol 0: it hears nothing. */
	ic->packet_fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return error;
}

void icmp_close(struct icmp *ic)
{
	for (size_t i = 0; i < ic->n_group_fds; i++)
		close(ic->group_fds[i]);
	for (unsigned i = 0; i < ICMP_SOCKETS && ic->buf != NULL; i++) /* else it was never open */
		if (ic->sockets[i] >= 0)
			close(ic->sockets[i]);
	if (ic->buf != NULL && ic->packet_fd >= 0)
		close(ic->packet_fd);
	free(ic->group_fds);
	free(ic->memberships);
	free(ic->buf);
}

void icmp_hear(struct icmp *ic, unsigned number)
{
	ic->ready |= 1U << number;
	ic->more = false;
}

static int receive_from(struct icmp *ic, int fd, struct datagram *ret)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control;
	struct iovec iov = { .iov_base = ic->buf, .iov_len = DATAGRAM_MAX };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	ssize_t len = recvmsg(fd, &msg, 0);

	if (len < 0)
		return -errno;
	if ((msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return -EBADMSG;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c != NULL; c = CMSG_NXTHDR(&msg, c)) {
		struct in_pktinfo info;

		if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_PKTINFO)
			continue;
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		*ret = (struct datagram){
			.ifindex = (unsigned)info.ipi_ifindex, .data = ic->buf, .len = (size_t)len
		};
		return 0;
	}
	return -EBADMSG;
}

int icmp_receive(struct icmp *ic, struct datagram *ret)
{
	for (; ic->ready != 0; ic->ready &= ic->ready - 1, ic->given = 0) {
		int error = -EAGAIN;

		if (ic->given++ < DATAGRAMS_PER_SOCKET)
			error = receive_from(ic, ic->sockets[__builtin_ctz(ic->ready)], ret);
		else
			ic->more = true;
		if (error != -EAGAIN)
			return error;
	}
	return -EAGAIN;
}

static struct cmsghdr *put_control(struct cmsghdr *c, int type, const void *data, size_t len)
{
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(len);
	memcpy(CMSG_DATA(c), data, len);
	return (void *)((char *)c + CMSG_SPACE(len)); /* a multiple of the alignment */
}

/* RFC 1112 6.4: the group's last 23 bits go into the Ethernet address. */
static struct sockaddr_ll link_address(const struct datagram *d)
{
	uint32_t group = ntohl(d->destination.s_addr);
	const uint8_t multicast[ETH_ALEN] = { 0x01, 0x00, 0x5e, group >> 16 & 0x7f,
		group >> 8 & 0xff, group & 0xff };
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)d->ifindex,
		.sll_halen = ETH_ALEN };

	if (in_addr_is_multicast(d->destination))
		memcpy(to.sll_addr, multicast, ETH_ALEN);
	else
		memset(to.sll_addr, 0xff, ETH_ALEN);
	return to;
}

static int send_from_nobody(int fd, const struct datagram *d)
{
	struct sockaddr_ll to = link_address(d);
	uint8_t packet[WIRE_IP_HEADER_LEN + ICMP_HEADER_LEN];
	ssize_t len;

	if (d->len > ICMP_HEADER_LEN)
		return -EMSGSIZE;
	wire_encode_ip(packet, d, WIRE_TOS);
	memcpy(packet + WIRE_IP_HEADER_LEN, d->data, d->len);
	len = sendto(
	    fd, packet, WIRE_IP_HEADER_LEN + d->len, 0, (struct sockaddr *)&to, sizeof(to));
	return len < 0 ? -errno : 0;
}

int icmp_send(struct icmp *ic, const struct datagram *d)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct in_pktinfo info = { .ipi_ifindex = (int)d->ifindex, .ipi_spec_dst = d->source };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = d->destination };
	struct iovec iov = { .iov_base = (void *)d->data, .iov_len = d->len };
	struct msghdr msg = { .msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	int ttl = d->ttl;

	if (d->source.s_addr == INADDR_ANY && ic->packet_fd >= 0)
		return send_from_nobody(ic->packet_fd, d);
	put_control(put_control(&control.align, IP_PKTINFO, &info, sizeof(info)), IP_TTL, &ttl,
	    sizeof(ttl));
	return sendmsg(ic->sockets[0], &msg, MSG_DONTROUTE) < 0 ? -errno : 0;
}

static int change_membership(int fd, int option, const struct membership *m)
{
	struct ip_mreqn req = { .imr_multiaddr = m->group, .imr_ifindex = (int)m->ifindex };

	return setsockopt(fd, IPPROTO_IP, option, &req, sizeof(req)) < 0 ? -errno : 0;
}

/* Joins on the first socket that has room; opens another when none has. */
static int join_group(struct icmp *ic, const struct membership *m, int *ret_fd)
{
	int error, *fds;

	for (; ic->n_full < ic->n_group_fds; ic->n_full++) {
		*ret_fd = ic->group_fds[ic->n_full];
		error = change_membership(*ret_fd, IP_ADD_MEMBERSHIP, m);
		if (error != -ENOBUFS)
			return error;
	}
	fds = realloc(ic->group_fds, (ic->n_group_fds + 1) * sizeof(*fds));
	if (fds == NULL)
		return -ENOMEM;
	ic->group_fds = fds;
	*ret_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (*ret_fd < 0)
		return -errno;
	error = change_membership(*ret_fd, IP_ADD_MEMBERSHIP, m);
	if (error == 0)
		ic->group_fds[ic->n_group_fds++] = *ret_fd;
	else /* it holds nothing, and each retry opens another */
		close(*ret_fd);
	return error;
}

static bool is_same_membership(const struct membership *a, const struct membership *b)
{
	return a->ifindex == b->ifindex && in_addr_equal(a->group, b->group);
}

/* Both lists mostly have the same order: each search begins at the place where it probably ends. */
static bool is_wanted(
    const struct membership *m, const struct membership *wanted, size_t n, size_t at)
{
	for (size_t i = 0; i < n; i++)
		if (is_same_membership(&wanted[(at + i) % n], m))
			return true;
	return false;
}

static bool is_joined(
    const struct membership *m, const struct icmp_membership *joined, size_t n, size_t at)
{
	for (size_t i = 0; i < n; i++)
		if (is_same_membership(&joined[(at + i) % n].membership, m))
			return true;
	return false;
}

static void leave_unwanted(struct icmp *ic, const struct membership *wanted, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < ic->n_memberships; i++) {
		struct icmp_membership *m = &ic->memberships[i];

		if (is_wanted(&m->membership, wanted, n, i)) {
			ic->memberships[kept++] = *m;
			continue;
		}
		/* fails only for an interface that is gone, and the membership with it */
		change_membership(m->fd, IP_DROP_MEMBERSHIP, &m->membership);
		ic->n_full = 0;
	}
	ic->n_memberships = kept;
}

int icmp_sync_memberships(
    struct icmp *ic, const struct membership *wanted, size_t n, struct membership *ret_failed)
{
	struct icmp_membership *list;
	size_t kept;
	int result = 0;

	leave_unwanted(ic, wanted, n);
	kept = ic->n_memberships;
	list = realloc(ic->memberships, (n + 1) * sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	ic->memberships = list;
	for (size_t i = 0; i < n; i++) {
		struct icmp_membership m = { .membership = wanted[i] };
		int error;

		if (is_joined(&wanted[i], list, kept, i))
			continue;
		error = join_group(ic, &wanted[i], &m.fd);
		if (error == 0 || error == -EADDRINUSE) {
			list[ic->n_memberships++] = m;
		} else {
			result = error;
			*ret_failed = wanted[i];
		}
	}
	return result;
}
