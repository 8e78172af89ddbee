/* SPDX-License-Identifier: BSD-2-Clause */
/* One machine: its end-to-end checks go out through its routers, and the world behind them answers. */
#include "config.h"

#include "world/node.h"

#include <string.h>

#include "core/wire.h"
#include "world/sim.h"
#include "world/trace.h"

#define TYPE    WIRE_IP_HEADER_LEN
#define ENDLESS 20000

static struct in_addr address_at(const uint8_t *p)
{
	struct in_addr a;

	memcpy(&a, p, sizeof(a));
	return a;
}

/* The target turns the request round. The types differ by 8 in the high octet of a word, so the checksum
 * does. */
static struct frame *turn_round(const struct datagram *request)
{
	struct frame *f = frame_new(request->len);
	unsigned sum;

	memcpy(f->data, request->data, f->len);
	memcpy(f->data + 12, request->data + 16, 4);
	memcpy(f->data + 16, request->data + 12, 4);
	f->data[TYPE] = ICMP_TYPE_ECHO_REPLY;
	sum = (unsigned)(f->data[TYPE + 2] << 8 | f->data[TYPE + 3]) +
	      (ICMP_TYPE_ECHO_REQUEST << 8);
	sum = (sum & 0xffff) + (sum >> 16);
	f->data[TYPE + 2] = (uint8_t)(sum >> 8);
	f->data[TYPE + 3] = (uint8_t)sum;
	return f;
}

/* A router that forwards and is not severed leads to every target; it answers for itself in any case. */
static bool leads_to(const struct node *router, unsigned iface, struct in_addr target)
{
	const struct kernel_iface *ki = &router->kernel.ifaces[iface];

	return kernel_has_address(ki, target) || (ki->forwarding && !router->severed);
}

static void carry(struct node *n, const struct kernel_iface *ki, const struct datagram *d,
    const struct link_address *to)
{
	struct sim *sim = n->sim;
	struct lan *lan = &sim->lans[ki->lan];
	const struct port *p = lan_find(sim, lan, ki->port, address_at(to->octets + 2));
	struct frame *f;

	if (p == NULL || (lan->weather.loss != 0 && sim_chance(sim, lan->weather.loss)) ||
	    !leads_to(sim->nodes[p->node], p->iface, d->destination))
		return;
	f = turn_round(d);
	watch(n, replied, (n, f));
	lan_send(sim, lan, (uint32_t)(p - lan->ports), f);
}

void node_send_checks(struct node *n)
{
	struct link_address to;
	struct datagram d;
	int count = 0;

	while (engine_request(n->engine, &d, &to, node_now(n))) {
		const struct kernel_iface *ki = kernel_find_iface(&n->kernel, d.ifindex);

		if (++count > ENDLESS)
			sim_fail(n->sim, n, "engine_request() never ends");
		if (ki == NULL || d.len != WIRE_ECHO_LEN || to.len != 6)
			sim_fail(n->sim, n, "sends a check nowhere");
		watch(n, request, (n, &d, &to));
		sim_trace(n->sim, n, "checks .%u on %s", to.octets[5], ki->name);
		for (size_t i = 0; i < d.len; i++)
			sim_mix(n->sim, d.data[i]);
		if (ki->up && ki->cable)
			carry(n, ki, &d, &to);
	}
}

bool node_is_answer(const struct frame *f)
{
	return f->len > TYPE && f->data[TYPE] == ICMP_TYPE_ECHO_REPLY;
}

/* The daemon that says farewell hears no answers. */
void node_hear_answer(struct node *n, const struct frame *f)
{
	struct datagram d = { .data = f->data, .len = f->len };
	bool counts = !n->ending && engine_answer(n->engine, &d, node_now(n));

	sim_trace(n->sim, n, "answer to a check: %s", counts ? "counts" : "counts for nothing");
	if (!n->ending)
		watch(n, answer, (n, f, counts));
}
