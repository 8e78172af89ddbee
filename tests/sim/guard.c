/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of one machine: who is told what, and the parts every interface shares. */
#include "config.h"

#include "guard.h"

#include <stdlib.h>
#include <string.h>

#include "core/host/drl.h"
#include "core/engine/view.h"
#include "world/lan.h"
#include "world/sim.h"
#include "world/trace.h"

static void reset(struct node *n, unsigned i, unsigned ifindex)
{
	struct guard_iface *w = &n->guard->ifaces[i];

	*w = (struct guard_iface){ .ifindex = ifindex };
	w->host.due = w->router.due = USEC_INFINITY;
	w->router.drain_until = w->router.answer_due = USEC_INFINITY;
}

static void start(struct node *n)
{
	n->guard = calloc(1, sizeof(*n->guard));
	n->reference = calloc(1, sizeof(*n->reference));
	if (n->guard == NULL || n->reference == NULL)
		abort();
	reference_init(n->reference, n->conf);
	for (unsigned i = 0; i < MACHINE_IFACES; i++)
		reset(n, i, 0);
	n->guard->installs = n->conf->install != INSTALL_NONE;
}

static void end(struct node *n)
{
	free(n->guard);
	n->guard = NULL;
	reference_fini(n->reference);
	free(n->reference);
	n->reference = NULL;
}

/* ---- what is told ---- */

enum role guard_role(const struct node *n, const struct iface *iface, const struct conf_iface **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < n->conf->n_ifaces; i++)
		if (strcmp(n->conf->ifaces[i].pattern, iface->name) == 0)
			*ret = &n->conf->ifaces[i];
	if (*ret == NULL || iface->loopback || !(iface->multicast || iface->broadcast) ||
	    (((*ret)->role == ROLE_HOST || (*ret)->role == ROLE_MONITOR) &&
		!(*ret)->perform_router_discovery))
		return ROLE_OFF;
	return (*ret)->role;
}

const struct iface *guard_told(const struct node *n, unsigned i)
{
	const struct reference_iface *ri = reference_iface(
	    n->reference, n->guard->ifaces[i].ifindex);

	return ri == NULL ? NULL : &ri->iface;
}

/* Of what was told; MACHINE_IFACES: nothing such was. */
static unsigned index_of(const struct node *n, unsigned ifindex)
{
	unsigned i = 0;

	while (i < MACHINE_IFACES && n->guard->ifaces[i].ifindex != ifindex)
		i++;
	return i;
}

static void follow(struct node *n, unsigned i, const struct iface *iface, bool new_address)
{
	const struct conf_iface *conf;

	reference_set_iface(n->reference, iface, guard_role(n, iface, &conf), node_now(n));
	if (conf != NULL)
		reference_apply_policy(n->reference, iface->ifindex, conf);
	guard_host_iface(n, i, new_address);
	guard_router_iface(n, i, node_now(n));
}

void guard_iface(struct node *n, const struct iface *iface)
{
	const struct reference_iface *ri = reference_iface(n->reference, iface->ifindex);
	unsigned i = 0;
	bool new_address = false;

	while (strcmp(n->kernel.ifaces[i].name, iface->name) != 0)
		i++;
	if (n->guard->ifaces[i].ifindex != iface->ifindex)
		reset(n, i, iface->ifindex);
	for (size_t a = 0; a < iface->n_addrs; a++) {
		bool known = false;

		for (size_t b = 0; ri != NULL && b < ri->iface.n_addrs; b++)
			known = known ||
				in_addr_equal(ri->iface.addrs[b].local, iface->addrs[a].local);
		new_address = new_address || !known;
	}
	follow(n, i, iface, new_address);
}

void guard_iface_gone(struct node *n, unsigned ifindex)
{
	unsigned i = index_of(n, ifindex);

	reference_del_iface(n->reference, ifindex);
	if (i < MACHINE_IFACES)
		reset(n, i, 0);
}

void guard_configured(struct node *n, const struct conf *old)
{
	guard_carry_tracks(n, old);
	guard_checks_configured(n);
	reference_configure(n->reference, n->conf);
	n->guard->installs = n->guard->installs || n->conf->install != INSTALL_NONE;
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		const struct iface *told = guard_told(n, i);
		struct iface copy;

		if (told == NULL)
			continue;
		copy = *told;
		follow(n, i, &copy, false);
	}
}

void guard_adopted(struct node *n)
{
	usec_t time = 600 * USEC_PER_SEC;

	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		const struct iface *told = guard_told(n, i);
		const struct conf_iface *conf;

		if (told != NULL && guard_role(n, told, &conf) == ROLE_HOST && conf->solicit)
			time = 10 * USEC_PER_SEC;
	}
	n->guard->kept_until = node_now(n) + time;
	for (size_t i = 0; i < n->kernel.n_routes; i++)
		n->kernel.routes[i].left_over = !n->kernel.routes[i].foreign;
}

struct reference_view guard_view(const struct node *n)
{
	static struct known_router routers[1024];
	static struct hop left_over[1024];
	const struct route_set *wanted = engine_routes(n->engine);
	struct reference_view view = { .routers = routers,
		.learned = n->learned,
		.n_learned = n->n_learned,
		.left_over = left_over };

	if (n->conf->install != INSTALL_NONE) {
		view.has_first = true;
		if (wanted->n > 0)
			view.first = wanted->hops[0];
	}
	view.n = engine_routers(n->engine, routers, ARRAY_SIZE(routers));
	if (view.n > ARRAY_SIZE(routers))
		sim_fail(n->sim, n, "%zu routers", view.n);
	for (size_t i = 0; i < n->kernel.n_routes; i++) {
		const struct kernel_route *r = &n->kernel.routes[i];

		for (size_t h = 0; r->left_over && h < r->route.n_hops; h++)
			if (view.n_left_over < ARRAY_SIZE(left_over))
				left_over[view.n_left_over++] = r->route.hops[h];
	}
	return view;
}

/* A router that found no room, or no token, may be in the list now, because it answers. */
void guard_neighbour(struct node *n, const struct neighbour *neighbour)
{
	struct reference *m = n->reference;
	struct reference_view view = guard_view(n);

	if (reference_find(m, neighbour->ifindex, neighbour->address) != NULL) {
		reference_neighbour(m, neighbour);
		return;
	}
	for (size_t r = 0; r < view.n; r++)
		for (unsigned i = 0; i < MACHINE_IFACES; i++)
			if (view.routers[r].ifindex == neighbour->ifindex &&
			    in_addr_equal(view.routers[r].address, neighbour->address) &&
			    n->guard->ifaces[i].ifindex == neighbour->ifindex &&
			    !reference_admit(m, neighbour, &n->conf->ifaces[i], node_now(n), &view))
				sim_fail(n->sim, n, "admits router .%u on %u without a reason: %s",
				    ntohl(neighbour->address.s_addr) & 0xff, neighbour->ifindex,
				    m->complaint);
}

void guard_restored(struct node *n, const struct known_router *r)
{
	struct reference_view view = guard_view(n);

	for (unsigned i = 0; i < MACHINE_IFACES; i++) {
		if (n->guard->ifaces[i].ifindex != r->ifindex)
			continue;
		reference_restore(n->reference, r, &n->conf->ifaces[i], node_now(n), &view);
		reference_apply_policy(n->reference, r->ifindex, &n->conf->ifaces[i]);
	}
}

/* ---- messages ---- */

void guard_heard(struct node *n, unsigned ifindex, const struct frame *f, enum reason reason)
{
	unsigned i = index_of(n, ifindex);
	struct heard h;

	heard_parse(f->data, f->len, &h);
	if (h.kind == HEARD_NOTHING || i == MACHINE_IFACES ||
	    reference_is_own(n->reference, h.source)) {
		if (reason == REASON_NONE)
			sim_fail(n->sim, n, "uses a message that is invalid or its own");
		if (h.kind == HEARD_ADVERTISEMENT && i != MACHINE_IFACES && h.lifetime == 0)
			n->guard->ifaces[i].router.hurried = n->guard->ifaces[i].router.denied =
			    true;
		return;
	}
	if (h.kind == HEARD_ADVERTISEMENT && h.lifetime == 0) /* perhaps it is contradicted */
		n->guard->ifaces[i].router.hurried = n->guard->ifaces[i].router.denied = true;
	if (h.kind == HEARD_ADVERTISEMENT)
		guard_farewell_rival(&n->guard->ifaces[i].router, &h);
	if (n->guard->stopping) {
		if (reason == REASON_NONE)
			sim_fail(n->sim, n, "uses a message after its end");
		return;
	}
	if (h.kind == HEARD_ADVERTISEMENT)
		guard_host_heard(n, i, &h, reason, node_now(n));
	else
		guard_router_heard(n, i, &h, reason, node_now(n));
}

/* RFC 1256 3: source, destination and TTL of what is sent. For solicitations see guard_host.c too. [M-1, M-2] */
static void check_envelope(
    struct node *n, const struct iface *told, const struct heard *h, bool multicast)
{
	bool own = h->kind == HEARD_SOLICITATION && h->source.s_addr == INADDR_ANY;

	for (size_t a = 0; a < told->n_addrs; a++)
		own = own || in_addr_equal(told->addrs[a].local, h->source);
	if (!own)
		sim_fail(n->sim, n, "sends from an address that the interface does not have");
	if (multicast ? h->ttl != 1 : h->ttl < 1)
		sim_fail(n->sim, n, "sends with TTL %u", h->ttl);
	if (!told->up || !told->carrier)
		sim_fail(n->sim, n, "sends on a link that is down");
}

void guard_transmit(struct node *n, const struct datagram *d)
{
	struct sim *sim = n->sim;
	unsigned i = index_of(n, d->ifindex);
	const struct iface *told = i == MACHINE_IFACES ? NULL : guard_told(n, i);
	struct frame *f = frame_wrap(d);
	struct heard h;
	bool multicast;

	heard_parse(f->data, f->len, &h);
	frame_unref(f);
	if (told == NULL)
		sim_fail(sim, n, "sends on an interface it was not told of");
	if (h.kind == HEARD_NOTHING)
		sim_fail(sim, n, "sends an invalid message");
	multicast = in_addr_is_multicast(h.destination) || h.destination.s_addr == INADDR_BROADCAST;
	check_envelope(n, told, &h, multicast);
	if (h.kind == HEARD_SOLICITATION) {
		if (!multicast)
			sim_fail(sim, n, "solicits by unicast");
		guard_host_solicitation(n, i, &h, node_now(n));
	} else {
		if (h.lifetime > sim->scenario->longest_lifetime)
			sim->scenario->longest_lifetime = h.lifetime;
		guard_router_advertisement(n, i, &h, node_now(n));
	}
}

/* ---- the end of a turn ---- */

static bool has_foreign(const struct node *n)
{
	for (size_t i = 0; i < n->kernel.n_routes; i++) {
		const struct kernel_route *r = &n->kernel.routes[i];
		const struct hop *hop = &r->route.hops[0];
		const struct reference_iface *ri = reference_iface(n->reference, hop->ifindex);
		const struct reference_router *router = reference_find(
		    n->reference, hop->ifindex, hop->gateway);

		if (r->foreign && ri != NULL && ri->iface.up && ri->iface.carrier &&
		    (router == NULL || (!router->dead && router->way != WAY_LOST)))
			return true;
	}
	return false;
}

/* True if others have a default route: as it is, or, until the routes are read again, as the engine believes. */
static bool knows_foreign(const struct node *n, usec_t now)
{
	const char *standing = engine_standing_name(n->engine);
	bool last_resort = standing != NULL && strcmp(standing, "last_resort") == 0;
	bool foreign = standing != NULL && strcmp(standing, "foreign") == 0;

	return guard_routes_stale(n, now) && (last_resort || foreign) ? foreign : has_foreign(n);
}

void guard_asked(struct node *n, struct hop hop)
{
	reference_ask(n->reference, hop);
}

/* A link that is back, or its address, makes void whatever was known of a router there: it is asked at once. */
static void check_asked(const struct node *n)
{
	for (size_t i = 0; i < n->reference->n_routers; i++)
		if (n->reference->routers[i].unasked)
			sim_fail(n->sim, n, "%s is not asked when its link is back",
			    inet_ntoa(n->reference->routers[i].address));
}

void guard_drain(struct node *n, unsigned ifindex, bool drain)
{
	unsigned i = index_of(n, ifindex);

	if (i == MACHINE_IFACES)
		return;
	n->guard->ifaces[i].router.drain_asked = drain;
	guard_router_iface(n, i, node_now(n));
}

static void advance_routers(struct node *n)
{
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (n->guard->ifaces[i].ifindex != 0)
			guard_router_advance(n, i, node_now(n));
}

void guard_advance(struct node *n)
{
	reference_advance(
	    n->reference, node_now(n)); /* a foreign route may lead through one that expires */
	guard_look_at_tracks(n);
	advance_routers(n);
}

void guard_advanced(struct node *n)
{
	guard_follow_ways(n);
	if (guard_begin_tracks(n))
		advance_routers(n);
	guard_chosen(n);
}

void guard_chosen(struct node *n)
{
	struct hop first = { 0 }, kept = { 0 };
	struct router_view v;
	uint32_t cursor = 0;
	usec_t until;

	if (engine_next_router(n->engine, &cursor, &v, node_now(n)) && v.position == 1)
		first = hop_to(v.ifindex, v.address);
	engine_damping(n->engine, &kept, &until);
	if (!reference_chose(n->reference, first, kept, node_now(n)))
		sim_fail(n->sim, n, "default router list: %s", n->reference->complaint);
}

/* After all notifications and dumps the engine knows the interfaces as they are. */
static void check_told(struct node *n)
{
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		const struct kernel_iface *ki = &n->kernel.ifaces[i];
		const struct iface *told = guard_told(n, i);

		if (ki->exists != (told != NULL))
			sim_fail(n->sim, n, "has the wrong idea whether %s is there", ki->name);
		if (told != NULL &&
		    (told->ifindex != ki->ifindex || told->up != ki->up ||
			told->carrier != (ki->up && ki->cable) ||
			told->forwarding != ki->forwarding || told->n_addrs != ki->n_addrs ||
			(ki->n_addrs > 0 && memcmp(told->addrs, ki->addrs,
						ki->n_addrs * sizeof(ki->addrs[0])) != 0)))
			sim_fail(n->sim, n, "has a wrong idea of %s", ki->name);
	}
}

void guard_settled(struct node *n)
{
	usec_t now = node_now(n);
	struct reference_view view = guard_view(n);

	check_told(n);
	reference_advance(n->reference, now);
	view.foreign = knows_foreign(n, now);
	if (!reference_agrees(n->reference, &view, now))
		sim_fail(n->sim, n, "default router list: %s", n->reference->complaint);
	if (engine_deadline(n->engine) > reference_deadline(n->reference))
		sim_fail(n->sim, n, "will be late for the next router that expires");
	if (reference_has_dead(n->reference) &&
	    engine_deadline(n->engine) > now + DEAD_RETRY_INTERVAL)
		sim_fail(n->sim, n, "will not ask a dead router again in time");
	if (engine_deadline(n->engine) > guard_track_due(n))
		sim_fail(n->sim, n, "will be late for a track");
	check_asked(n);
	guard_routes_settled(n, now);
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++) {
		if (n->guard->ifaces[i].ifindex == 0)
			continue;
		guard_host_settled(n, i, now);
		guard_router_settled(n, i, node_now(n));
	}
}

void guard_stopping(struct node *n)
{
	n->guard->stopping = true;
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (n->guard->ifaces[i].ifindex != 0)
			guard_router_iface(n, i, node_now(n));
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		guard_farewell_hurry(&n->guard->ifaces[i].router, node_now(n));
}

void guard_stopped(struct node *n)
{
	if (!n->conf->keep_routes && n->guard->installs && kernel_count_ours(&n->kernel) > 0 &&
	    n->kernel.short_of_memory == 0)
		sim_fail(n->sim, n, "leaves routes behind");
	for (unsigned i = 0; i < n->kernel.n_ifaces; i++)
		if (n->guard->ifaces[i].ifindex != 0)
			guard_router_settled(n, i, node_now(n));
}

const struct watcher guard_watcher = {
	.started = start,
	.ended = end,
	.adopted = guard_adopted,
	.restored = guard_restored,
	.stopping = guard_stopping,
	.stopped = guard_stopped,
	.iface = guard_iface,
	.iface_gone = guard_iface_gone,
	.configured = guard_configured,
	.drain = guard_drain,
	.track = guard_track,
	.neighbour = guard_neighbour,
	.heard = guard_heard,
	.transmit = guard_transmit,
	.request = guard_request,
	.replied = guard_replied,
	.answer = guard_answer,
	.change = guard_change,
	.changed = guard_changed,
	.asked = guard_asked,
	.doubted = guard_doubted,
	.advance = guard_advance,
	.advanced = guard_advanced,
	.chosen = guard_chosen,
	.settled = guard_settled,
};
