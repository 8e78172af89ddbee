/* SPDX-License-Identifier: BSD-2-Clause */
/* The made-up kernel: interfaces. */
#include "config.h"

#include "world/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world/node.h"
#include "world/sim.h"
#include "world/trace.h"

void kernel_init(struct kernel *k, struct node *node, void (*poke)(struct node *node))
{
	*k = (struct kernel){ .node = node, .poke = poke };
	k->facts_end = &k->facts;
}

static struct port *port_of(const struct kernel *k, unsigned i)
{
	return &k->node->sim->lans[k->ifaces[i].lan].ports[k->ifaces[i].port];
}

void kernel_set_member(struct kernel *k, unsigned i, bool member)
{
	port_of(k, i)->member = member;
}

bool kernel_is_member(const struct kernel *k, unsigned i)
{
	return port_of(k, i)->member;
}

void kernel_reboot(struct kernel *k)
{
	struct fact *f;

	while ((f = kernel_next_fact(k)) != NULL)
		free(f);
	for (size_t i = 0; i < k->n_routes; i++)
		free((void *)k->routes[i].route.hops);
	k->n_routes = 0;
	k->n_neighbours = 0;
	k->overrun = k->losing = false;
	for (unsigned i = 0; i < k->n_ifaces; i++)
		kernel_set_member(k, i, false);
}

void kernel_fini(struct kernel *k)
{
	kernel_reboot(k);
	for (unsigned i = 0; i < k->n_ifaces; i++)
		free(k->ifaces[i].addrs);
	free(k->ifaces);
	free(k->routes);
	free(k->neighbours);
}

/* ---- interfaces ---- */

struct iface kernel_describe(const struct kernel_iface *ki)
{
	struct iface iface = {
		.ifindex = ki->ifindex,
		.mtu = ki->mtu,
		.up = ki->up,
		.carrier = ki->up && ki->cable,
		.multicast = ki->multicast,
		.broadcast = ki->broadcast,
		.ethernet = ki->broadcast,
		.forwarding = ki->forwarding,
		.table = ki->table,
		.n_addrs = ki->n_addrs,
		.addrs = ki->addrs,
	};

	memcpy(iface.name, ki->name, sizeof(iface.name));
	return iface;
}

struct kernel_iface *kernel_find_iface(struct kernel *k, unsigned ifindex)
{
	for (unsigned i = 0; i < k->n_ifaces; i++)
		if (k->ifaces[i].exists && k->ifaces[i].ifindex == ifindex)
			return &k->ifaces[i];
	return NULL;
}

static void tell_iface(struct kernel *k, unsigned i)
{
	struct iface iface = kernel_describe(&k->ifaces[i]);

	kernel_tell(k, FACT_IFACE, &iface, NULL, NULL);
}

/* An interface that may be created; its first address comes with kernel_add_address(). */
unsigned kernel_plug(struct kernel *k, uint32_t lan, const char *name)
{
	unsigned i = k->n_ifaces++;
	struct kernel_iface *ki;

	if (k->n_ifaces > KERNEL_IFACES)
		sim_fail(k->node->sim, k->node, "has too many interfaces");
	k->ifaces = sim_memory(k->ifaces, k->n_ifaces, sizeof(*ki));
	ki = &k->ifaces[i];
	*ki = (struct kernel_iface){
		.cable = true, .multicast = true, .broadcast = true, .mtu = 1500, .lan = lan
	};
	snprintf(ki->name, sizeof(ki->name), "%s", name);
	ki->port = lan_plug(&k->node->sim->lans[lan], k->node->id, i);
	return i;
}

void kernel_create(struct kernel *k, unsigned i)
{
	struct kernel_iface *ki = &k->ifaces[i];

	if (ki->exists)
		return;
	ki->exists = ki->up = true;
	ki->ifindex = ++k->last_ifindex;
	tell_iface(k, i);
}

/* Does this route lose its last hop when that interface is of no use? When the interface is gone, any
 * hop through it takes the route along. */
static bool hangs_on(struct kernel *k, const struct route *route, unsigned ifindex)
{
	bool any = false;

	for (size_t h = 0; h < route->n_hops; h++) {
		const struct kernel_iface *ki = kernel_find_iface(k, route->hops[h].ifindex);

		if (route->hops[h].ifindex == ifindex && ki == NULL)
			return true;
		if (route->hops[h].ifindex == ifindex)
			any = true;
		else if (ki != NULL && ki->up && ki->n_addrs > 0)
			return false;
	}
	return any;
}

/* The routes go without a word. */
static void drop_routes(struct kernel *k, unsigned ifindex)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n_routes; i++)
		if (hangs_on(k, &k->routes[i].route, ifindex))
			free((void *)k->routes[i].route.hops);
		else
			k->routes[kept++] = k->routes[i];
	k->n_routes = kept;
}

static void drop_routes_from(struct kernel *k, struct in_addr prefsrc)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n_routes; i++)
		if (in_addr_equal(k->routes[i].route.prefsrc, prefsrc))
			free((void *)k->routes[i].route.hops);
		else
			k->routes[kept++] = k->routes[i];
	k->n_routes = kept;
}

void kernel_destroy(struct kernel *k, unsigned i)
{
	struct kernel_iface *ki = &k->ifaces[i];
	struct iface iface = kernel_describe(ki);

	if (!ki->exists)
		return;
	kernel_flush_neighbours(k, i);
	ki->exists = ki->up = false;
	kernel_set_member(k, i, false);
	for (size_t a = 0; a < ki->n_addrs; a++)
		drop_routes_from(k, ki->addrs[a].local);
	ki->n_addrs = 0;
	drop_routes(k, ki->ifindex);
	kernel_tell(k, FACT_IFACE_GONE, &iface, NULL, NULL);
}

void kernel_set_up(struct kernel *k, unsigned i, bool up)
{
	struct kernel_iface *ki = &k->ifaces[i];

	if (!ki->exists || ki->up == up)
		return;
	ki->up = up;
	if (!up) {
		kernel_flush_neighbours(k, i);
		drop_routes(k, ki->ifindex);
	}
	tell_iface(k, i);
}

void kernel_set_cable(struct kernel *k, unsigned i, bool cable)
{
	if (k->ifaces[i].cable == cable)
		return;
	k->ifaces[i].cable = cable;
	if (!k->ifaces[i].exists)
		return;
	if (!cable)
		kernel_flush_neighbours(k, i);
	tell_iface(k, i);
}

void kernel_set_forwarding(struct kernel *k, unsigned i, bool forwarding)
{
	if (k->ifaces[i].forwarding == forwarding)
		return;
	k->ifaces[i].forwarding = forwarding;
	if (k->ifaces[i].exists)
		tell_iface(k, i);
}

void kernel_add_address(struct kernel *k, unsigned i, struct iface_addr a)
{
	struct kernel_iface *ki = &k->ifaces[i];

	if (kernel_has_address(ki, a.local))
		return;
	ki->addrs = sim_memory(ki->addrs, ki->n_addrs + 1, sizeof(a));
	ki->addrs[ki->n_addrs++] = a;
	if (ki->exists)
		tell_iface(k, i);
}

/* Routes through the subnet stay as long as another address is there; those that prefer the address
 * as their source go. */
void kernel_del_address(struct kernel *k, unsigned i, struct in_addr local)
{
	struct kernel_iface *ki = &k->ifaces[i];
	size_t a = 0;

	while (a < ki->n_addrs && !in_addr_equal(ki->addrs[a].local, local))
		a++;
	if (a == ki->n_addrs)
		return;
	ki->n_addrs--;
	memmove(&ki->addrs[a], &ki->addrs[a + 1], (ki->n_addrs - a) * sizeof(ki->addrs[0]));
	if (!ki->exists) /* the address may be that of another one */
		return;
	drop_routes_from(k, local);
	if (ki->n_addrs == 0)
		drop_routes(k, ki->ifindex);
	tell_iface(k, i);
}
