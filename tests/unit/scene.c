/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole engine behind its door, with a kernel and two links of our own making. */
#include "config.h"

#include "unit/scene.h"

#include <stdio.h>
#include <string.h>

#include "unit/packet.h"
#include "unit/tests.h"

struct scene scene;

void scene_setup(enum role role)
{
	memset(&scene, 0, sizeof(scene));
	scene.now = SCENE_START;
	conf_init(&scene.conf);
	for (unsigned i = 0; i < SCENE_IFACES; i++) {
		conf_iface_init(&scene.ci[i]);
		scene.ci[i].pattern = i == 0 ? "eth0" : "eth1";
		scene.ci[i].role = role;
		scene.iface[i] = (struct iface){ .ifindex = 2 + i,
			.mtu = 1500,
			.up = true,
			.carrier = true,
			.multicast = true,
			.broadcast = true,
			.ethernet = true,
			.forwarding = true,
			.addrs = scene.addrs[i] };
		snprintf(scene.iface[i].name, sizeof(scene.iface[i].name), "eth%u", i);
	}
	scene.conf.ifaces = scene.ci;
	scene.conf.n_ifaces = SCENE_IFACES;
	scene_address(0, 0, "192.0.2.99", 24);
	scene_address(1, 0, "10.0.0.99", 8);
}

void scene_setup_host(void)
{
	scene_setup(ROLE_HOST);
}

void scene_setup_router(void)
{
	scene_setup(ROLE_ROUTER);
}

void scene_teardown(void)
{
	engine_free(scene.engine);
	scene.engine = NULL;
}

void scene_address(unsigned i, unsigned at, const char *address, uint8_t prefix_len)
{
	scene.addrs[i][at] = (struct iface_addr){ ip(address), ip(address), prefix_len };
	if (scene.iface[i].n_addrs <= at)
		scene.iface[i].n_addrs = at + 1;
}

/* ---- what must always hold ---- */

static const struct iface *iface_of(unsigned ifindex)
{
	must(ifindex == 2 || ifindex == 3, "sent on interface %u", ifindex);
	return &scene.iface[ifindex - 2];
}

static bool is_multicast(struct in_addr a)
{
	return in_addr_is_multicast(a) || a.s_addr == INADDR_BROADCAST;
}

/* [M-1, M-2] */
static void check_said(const struct said *s)
{
	const struct iface *iface = iface_of(s->ifindex);
	bool own = s->type == SOLICITATION && s->source.s_addr == INADDR_ANY;

	must(iface->up && iface->carrier, "sent on a link that does not work");
	for (size_t i = 0; i < iface->n_addrs; i++)
		own = own || in_addr_equal(iface->addrs[i].local, s->source);
	must(own, "source %s is none of the interface's", inet_ntoa(s->source));
	must(is_multicast(s->destination) ? s->ttl == 1 : s->ttl >= 1, "TTL %u", s->ttl);
}

static void say(const struct datagram *d)
{
	struct said *s = &scene.said[scene.n_said++];
	uint8_t packet[PACKET_MAX];
	struct wire_message m;
	size_t len = packet_ip(packet, d->source, d->destination, d->ttl, d->data, d->len);

	must(scene.n_said < SCENE_SAID, "says too much");
	must(wire_decode(packet, len, &m) == REASON_NONE, "says what it would not believe");
	*s = (struct said){ scene.now, d->ifindex, d->source, d->destination, d->ttl, m.type,
		m.lifetime, m.num_addrs, { { { 0 }, 0 } } };
	for (unsigned i = 0; i < m.num_addrs; i++)
		s->entries[i] = wire_entry(&m, i);
	check_said(s);
}

static void hear_kernel(void)
{
	struct fake_news news;

	while (fake_read(&scene.kernel, &news)) {
		if (news.gone)
			engine_del_route(scene.engine, fake_view(&news.r));
		else if (!engine_set_route(scene.engine, fake_view(&news.r)))
			scene.lost = true;
		if (news.replaced)
			engine_doubt_routes(scene.engine, false);
	}
}

static void sync_routes(void)
{
	struct route_change changes[8];
	unsigned turns = 0;
	size_t n;

	while ((n = engine_changes(scene.engine, changes, ARRAY_SIZE(changes), scene.now)) > 0) {
		bool any = engine_routes(scene.engine)->n > 0;

		for (size_t i = 0; i < n; i++) {
			int error = fake_change(&scene.kernel, &changes[i], any);

			if (error == 0 && changes[i].op == ROUTE_ADD &&
			    !engine_set_route(scene.engine, &changes[i].route))
				scene.lost = true;
			engine_change_done(scene.engine, &changes[i], error, scene.now);
		}
		must(++turns < 100, "routes never settle");
	}
}

static bool ask(void)
{
	struct neighbour_query query;
	bool any = false;

	while (engine_query(scene.engine, &query)) {
		must(scene.n_queries < ARRAY_SIZE(scene.queries), "asks too much");
		scene.queries[scene.n_queries++] = query;
		any = true;
	}
	return any;
}

static void tell_routes(void)
{
	scene.kernel.n_news = 0;
	for (size_t i = 0; i < scene.kernel.n; i++)
		ck_assert(engine_set_route(scene.engine, fake_view(&scene.kernel.routes[i])));
}

static void read_routes(void)
{
	engine_begin_routes(scene.engine);
	tell_routes();
	engine_end_routes(scene.engine);
}

static bool reread(void)
{
	bool wanted = engine_wants_routes(scene.engine, scene.now);

	if (wanted)
		read_routes();
	scene.rereads += wanted;
	return wanted;
}

/* The target's answer to a request, at once, unless the way through that router is lost. */
static bool answers(const struct datagram *request, const struct link_address *to, uint8_t *reply)
{
	must(to->len == 6 && request->len == WIRE_ECHO_LEN, "no request");
	memcpy(reply, request->data, request->len);
	memcpy(reply + 12, request->data + 16, 4);
	memcpy(reply + 16, request->data + 12, 4);
	reply[20] = ICMP_TYPE_ECHO_REPLY;
	packet_fix(reply + 20, request->len - 20);
	return (scene.nowhere >> to->octets[5] & 1) == 0;
}

static bool check_routers(void)
{
	uint8_t replies[64][WIRE_ECHO_LEN];
	struct link_address to;
	struct datagram d;
	size_t n = 0;

	while (engine_request(scene.engine, &d, &to, scene.now)) {
		scene.n_requests++;
		must(n < ARRAY_SIZE(replies), "checks too much");
		n += answers(&d, &to, replies[n]);
	}
	for (size_t i = 0; i < n; i++) {
		d = (struct datagram){ .ifindex = 2, .data = replies[i], .len = WIRE_ECHO_LEN };
		must(engine_answer(scene.engine, &d, scene.now), "answer refused");
	}
	return n > 0;
}

void scene_settle(void)
{
	struct datagram datagram;
	struct event event;

	hear_kernel();
	do {
		engine_advance(scene.engine, scene.now);
		sync_routes();
	} while (ask() || reread());
	while (engine_transmit(scene.engine, &datagram, scene.now))
		say(&datagram);
	if (check_routers()) {
		scene_settle();
		return;
	}
	while (engine_event(scene.engine, &event)) {
		must(scene.n_events < SCENE_EVENTS, "tells too much");
		scene.events[scene.n_events++] = event;
	}
	must(engine_deadline(scene.engine) > scene.now, "still due at %ju", (uintmax_t)scene.now);
}

void scene_wait(usec_t time)
{
	usec_t end = scene.now + time;

	scene_settle();
	while (scene.now < end) {
		scene.now = usec_min(engine_deadline(scene.engine), end);
		scene_settle();
	}
}

/* ---- facts ---- */

void scene_dump_routes(void)
{
	read_routes();
	scene_settle();
}

void scene_start(void)
{
	scene.engine = engine_new(&scene.conf, 42);
	ck_assert_ptr_nonnull(scene.engine);
	engine_begin(scene.engine);
	for (unsigned i = 0; i < SCENE_IFACES; i++)
		ck_assert(engine_set_iface(scene.engine, &scene.iface[i], scene.now));
	tell_routes();
	engine_end(scene.engine, scene.now);
	engine_adopt(scene.engine, scene.now);
	scene_settle();
}

void scene_restart(enum role role)
{
	scene_teardown();
	scene_setup(role);
}

void scene_configure(void)
{
	ck_assert(engine_configure(scene.engine, &scene.conf, scene.now));
	scene_settle();
}

void scene_link(unsigned i)
{
	const struct iface *iface = &scene.iface[i];

	hear_kernel();
	scene.kernel.down[iface->ifindex] = !iface->up || iface->n_addrs == 0;
	if (scene.kernel.down[iface->ifindex])
		fake_flush(&scene.kernel, iface->ifindex);
	ck_assert(engine_set_iface(scene.engine, iface, scene.now));
	reread();
	scene_settle();
}

enum reason scene_deliver(unsigned i, const uint8_t *data, size_t len)
{
	struct datagram d = { .ifindex = 2 + i, .data = data, .len = len };
	enum reason reason = engine_deliver(scene.engine, &d, scene.now);

	scene_settle();
	return reason;
}

enum reason scene_advertised(unsigned i, const char *source, const char *destination,
    const char *router, int32_t preference, uint16_t lifetime)
{
	uint8_t packet[PACKET_MAX];
	struct wire_entry entry = { ip(router), preference };

	return scene_deliver(i, packet,
	    packet_advertisement(packet, ip(source), ip(destination), lifetime, &entry, 1));
}

enum reason scene_solicited(unsigned i, const char *source, const char *destination)
{
	uint8_t packet[PACKET_MAX];

	return scene_deliver(i, packet, packet_solicitation(packet, ip(source), ip(destination)));
}

static unsigned link_of(const char *address)
{
	return strncmp(address, "10.", 3) == 0;
}

void scene_hear(const char *router, int32_t preference, uint16_t lifetime)
{
	ck_assert_int_eq(
	    scene_advertised(link_of(router), router, "224.0.0.1", router, preference, lifetime),
	    REASON_NONE);
}

void scene_meet(const char *router, int32_t preference, uint16_t lifetime)
{
	scene_hear(router, preference, lifetime);
	scene_neighbour(router, NEIGHBOUR_REACHABLE);
}

void scene_neighbour(const char *address, enum neighbour_state state)
{
	struct neighbour n = {
		.ifindex = 2 + link_of(address), .address = ip(address), .state = state
	};

	if (state != NEIGHBOUR_NONE && state != NEIGHBOUR_INCOMPLETE && state != NEIGHBOUR_FAILED)
		n.lladdr = (struct link_address){ 6,
			{ 2, 0, 0, 0, 0, (uint8_t)ntohl(n.address.s_addr) } };

	engine_set_neighbour(scene.engine, &n, scene.now);
	scene_settle();
}

/* ---- looking ---- */

unsigned scene_count(unsigned i, uint8_t type)
{
	unsigned n = 0;

	for (size_t k = 0; k < scene.n_said; k++)
		n += scene.said[k].ifindex == 2 + i && scene.said[k].type == type;
	return n;
}

unsigned scene_events(enum event_kind kind, enum reason reason)
{
	unsigned n = 0;

	for (size_t k = 0; k < scene.n_events; k++)
		n += scene.events[k].kind == kind && scene.events[k].reason == reason;
	return n;
}

unsigned scene_asked(const char *address, enum neighbour_query_kind kind)
{
	unsigned n = 0;

	for (size_t k = 0; k < scene.n_queries; k++)
		n += scene.queries[k].kind == kind &&
		     in_addr_equal(scene.queries[k].address, ip(address));
	return n;
}

bool scene_knows(const char *router)
{
	struct known_router routers[64];
	size_t n = engine_routers(scene.engine, routers, ARRAY_SIZE(routers));

	for (size_t k = 0; k < n; k++)
		if (in_addr_equal(routers[k].address, ip(router)))
			return true;
	return false;
}

bool scene_is_member(unsigned i)
{
	struct membership m[SCENE_IFACES];
	size_t n = engine_memberships(scene.engine, m, SCENE_IFACES);

	must(n <= SCENE_IFACES, "%zu memberships", n);
	for (size_t k = 0; k < n; k++) {
		assert_ip(m[k].group, "224.0.0.2");
		if (m[k].ifindex == 2 + i)
			return true;
	}
	return false;
}

void scene_forget(void)
{
	scene.n_said = scene.n_events = scene.n_queries = 0;
}
