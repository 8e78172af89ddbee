/* SPDX-License-Identifier: BSD-2-Clause */
/* The packet socket of end-to-end checks: its filter, its address, its datagrams. */
#include "config.h"

#include "kernel/echo.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ICMP_TYPE_ECHO_REPLY 0 /* RFC 792 */
#define IP_FRAGMENT_OFFSET   0x1fff

/* Passes ICMP echo replies with this identifier that were sent to us; SOCK_DGRAM begins at the IP header. */
static int set_filter(int fd, uint16_t identifier)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 10),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 8),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_FRAGMENT_OFFSET, 6, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_TYPE_ECHO_REPLY, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT16_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ? -errno
											   : 0;
}

static struct sockaddr_ll address_of(unsigned ifindex)
{
	return (struct sockaddr_ll){ .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)ifindex };
}

/* Hears nothing before the filter is there, which stays. */
static int set_up_socket(int fd, uint16_t identifier)
{
	struct sockaddr_ll all = address_of(0);
	int lock = 1, error = set_filter(fd, identifier);

	if (error < 0)
		return error;
	if (setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &lock, sizeof(lock)) < 0 ||
	    bind(fd, (const struct sockaddr *)&all, sizeof(all)) < 0)
		return -errno;
	return 0;
}

int echo_open(uint16_t identifier)
{
	int error, fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	error = set_up_socket(fd, identifier);
	if (error < 0) {
		close(fd);
		return error;
	}
	return fd;
}

int echo_send(int fd, const struct link_address *to, const struct datagram *d)
{
	/* The kernel's own struct has room for eight octets; InfiniBand's twenty go beyond. */
	union {
		struct sockaddr_ll ll;
		char space[sizeof(struct sockaddr_ll) + LINK_ADDRESS_MAX];
	} address = { .ll = address_of(d->ifindex) };

	address.ll.sll_halen = to->len;
	memcpy(address.space + offsetof(struct sockaddr_ll, sll_addr), to->octets, to->len);
	return sendto(fd, d->data, d->len, 0, (const struct sockaddr *)&address, sizeof(address)) <
		       0
		   ? -errno
		   : 0;
}

int echo_receive(int fd, uint8_t *buf, size_t size, struct datagram *ret)
{
	struct sockaddr_ll from;
	socklen_t from_len = sizeof(from);
	ssize_t len = recvfrom(fd, buf, size, 0, (struct sockaddr *)&from, &from_len);

	if (len < 0)
		return -errno;
	*ret = (struct datagram){
		.ifindex = (unsigned)from.sll_ifindex, .data = buf, .len = (size_t)len
	};
	return 0;
}
