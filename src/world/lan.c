/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtual LAN. */
#include "config.h"

#include "world/lan.h"

#include <stdlib.h>
#include <string.h>

#include "world/node.h"
#include "model/rfc1256.h"
#include "world/sim.h"
#include "world/trace.h"

#define IP_HEADER_LEN 20

/* ---- frames ---- */

struct frame *frame_new(size_t len)
{
	struct frame *f = sim_memory(NULL, 1, sizeof(*f) + len);

	f->refs = 1;
	f->len = len;
	return f;
}

struct frame *frame_wrap(const struct datagram *d)
{
	struct frame *f = frame_new(IP_HEADER_LEN + d->len);
	uint8_t *ip = f->data;

	memset(ip, 0, IP_HEADER_LEN);
	ip[0] = 0x45;
	ip[2] = (uint8_t)(f->len >> 8);
	ip[3] = (uint8_t)f->len;
	ip[8] = d->ttl;
	ip[9] = IPPROTO_ICMP;
	memcpy(ip + 12, &d->source, 4);
	memcpy(ip + 16, &d->destination, 4);
	memcpy(ip + IP_HEADER_LEN, d->data, d->len);
	return f;
}

struct in_addr frame_destination(const struct frame *f)
{
	struct in_addr a;

	memcpy(&a, f->data + 16, sizeof(a));
	return a;
}

static struct frame *frame_ref(struct frame *f)
{
	f->refs++;
	return f;
}

void frame_unref(struct frame *f)
{
	if (f != NULL && --f->refs == 0)
		free(f);
}

/* Some bits of the message flip; rarely of the header, which the kernel would have noticed. */
static struct frame *frame_corrupted(struct sim *sim, const struct frame *f)
{
	struct frame *g = frame_new(f->len);
	size_t first = f->len > IP_HEADER_LEN && sim_chance(sim, 950000) ? IP_HEADER_LEN : 0;

	memcpy(g->data, f->data, f->len);
	for (uint64_t n = 1 + sim_below(sim, 3); n > 0; n--)
		g->data[first + sim_below(sim, f->len - first)] ^= (uint8_t)(1
									     << sim_below(sim, 8));
	return g;
}

/* ---- the wire ---- */

uint32_t lan_plug(struct lan *lan, uint32_t node, unsigned iface)
{
	if (lan->n_ports == lan->capacity) {
		lan->capacity = lan->capacity == 0 ? 16 : 2 * lan->capacity;
		lan->ports = sim_memory(lan->ports, lan->capacity, sizeof(*lan->ports));
	}
	lan->ports[lan->n_ports] = (struct port){ .node = node, .iface = (uint16_t)iface };
	return lan->n_ports++;
}

void lan_fini(struct lan *lan)
{
	free(lan->ports);
	*lan = (struct lan){ 0 };
}

static void carry(struct sim *sim, const struct lan *lan, const struct port *to, struct frame *f)
{
	const struct weather *w = &lan->weather;
	int copies = 1;

	if (w->loss != 0 && sim_chance(sim, w->loss))
		return;
	if (w->duplicate != 0 && sim_chance(sim, w->duplicate))
		copies++;
	while (copies-- > 0) {
		bool corrupt = w->corrupt != 0 && sim_chance(sim, w->corrupt);

		agenda_push(&sim->agenda,
		    (struct agenda_item){
			.time = sim->now + rng_between(&sim->rng, w->delay_min, w->delay_max),
			.kind = AGENDA_FRAME,
			.who = to->node,
			.what = to->iface,
			.frame = corrupt ? frame_corrupted(sim, f) : frame_ref(f) });
	}
}

/* Returns whether this frame, by its destination, is for that port. */
static bool is_for(const struct sim *sim, const struct port *p, struct in_addr destination)
{
	switch (ntohl(destination.s_addr)) {
	case GROUP_ALL_SYSTEMS:
	case INADDR_BROADCAST:
		return true;
	case GROUP_ALL_ROUTERS:
		return p->member;
	default:
		return kernel_has_address(
		    &sim->nodes[p->node]->kernel.ifaces[p->iface], destination);
	}
}

static void count(const struct sim *sim, struct lan *lan)
{
	usec_t i = lan->counts == NULL ? 0 : sim->now / lan->count_interval;

	if (lan->counts != NULL && i < lan->n_counts)
		lan->counts[i]++;
}

void lan_send(struct sim *sim, struct lan *lan, uint32_t port, struct frame *f)
{
	const struct port *from = &lan->ports[port];
	struct in_addr destination = frame_destination(f);
	bool unicast = !in_addr_is_multicast(destination) && destination.s_addr != INADDR_BROADCAST;

	count(sim, lan);
	for (uint32_t i = 0; i < lan->n_ports; i++) {
		const struct port *to = &lan->ports[i];

		if (to->partition != from->partition || !is_for(sim, to, destination))
			continue;
		carry(sim, lan, to, f);
		if (unicast)
			break;
	}
	frame_unref(f);
}

const struct port *lan_find(
    const struct sim *sim, const struct lan *lan, uint32_t port, struct in_addr address)
{
	for (uint32_t i = 0; i < lan->n_ports; i++) {
		const struct port *p = &lan->ports[i];
		const struct node *n = sim->nodes[p->node];
		const struct kernel_iface *k = &n->kernel.ifaces[p->iface];

		if (i != port && p->partition == lan->ports[port].partition && n->powered &&
		    !n->suspended && k->exists && k->up && k->cable &&
		    kernel_has_address(k, address))
			return p;
	}
	return NULL;
}
