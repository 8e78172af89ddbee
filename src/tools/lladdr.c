/* SPDX-License-Identifier: BSD-2-Clause */
/* Which link-layer address a datagram came from. */
#include "config.h"

#include "tools/lladdr.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/rfc1256.h"

/* Unfragmented ICMP advertisements and no more; offsets are from the IP header on. */
static const struct sock_filter program[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9), /* protocol */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 6),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6), /* fragment offset */
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), /* header length */
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),  /* ICMP type */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_TYPE_ROUTER_ADVERTISEMENT, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, LLADDR_HEAD_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* Nothing arrives before the filter is there: only the bind names a protocol. */
int lladdr_open(struct lladdr *l)
{
	struct sock_fprog filter = { ARRAY_SIZE(program), (struct sock_filter *)program };
	struct sockaddr_ll all = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP) };

	*l = (struct lladdr){ .fd = -1 };
	l->frames = calloc(LLADDR_FRAMES, sizeof(*l->frames));
	if (l->frames == NULL)
		return -ENOMEM;
	l->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 ||
	    setsockopt(l->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0 ||
	    bind(l->fd, (struct sockaddr *)&all, sizeof(all)) < 0)
		return -errno;
	return 0;
}

void lladdr_close(struct lladdr *l)
{
	if (l->fd >= 0)
		close(l->fd);
	free(l->frames);
}

/* One turn of the ring at most: a flood cannot hold us here. */
static void receive_frames(struct lladdr *l)
{
	for (size_t i = 0; i < LLADDR_FRAMES; i++) {
		struct lladdr_frame *f = &l->frames[l->next];
		struct sockaddr_ll from = { 0 };
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(
		    l->fd, f->head, sizeof(f->head), 0, (struct sockaddr *)&from, &from_len);

		if (len < 0)
			return;
		f->len = (size_t)len;
		f->ifindex = (unsigned)from.sll_ifindex;
		f->address_len = from.sll_halen;
		memcpy(f->address, from.sll_addr, sizeof(f->address));
		l->next = (l->next + 1) % LLADDR_FRAMES;
	}
}

static bool carries_datagram(const struct lladdr_frame *f, const struct datagram *d)
{
	size_t len = d->len < LLADDR_HEAD_MAX ? d->len : LLADDR_HEAD_MAX;

	return f->ifindex == d->ifindex && f->len >= len && memcmp(f->head, d->data, len) == 0;
}

static const struct lladdr_frame *find_frame(const struct lladdr *l, const struct datagram *d)
{
	for (size_t i = 1; i <= LLADDR_FRAMES; i++) {
		const struct lladdr_frame *f =
		    &l->frames[(l->next + LLADDR_FRAMES - i) % LLADDR_FRAMES];

		if (carries_datagram(f, d))
			return f;
	}
	return NULL;
}

void lladdr_find(struct lladdr *l, const struct datagram *d, char ret[LLADDR_STRLEN])
{
	struct pollfd next = { .fd = l->fd, .events = POLLIN };
	const struct lladdr_frame *f;

	ret[0] = '\0';
	receive_frames(l);
	f = find_frame(l, d);
	if (f == NULL && poll(&next, 1, LLADDR_PATIENCE) > 0) {
		receive_frames(l);
		f = find_frame(l, d);
	}
	for (size_t i = 0; f != NULL && i < f->address_len && i < sizeof(f->address); i++)
		snprintf(ret + strlen(ret), LLADDR_STRLEN - strlen(ret), "%s%02x",
		    i == 0 ? "" : ":", f->address[i]);
}
