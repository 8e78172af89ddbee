/* SPDX-License-Identifier: BSD-2-Clause */
/* A default router list on two interfaces, and its time. */
#include "config.h"

#include "unit/list.h"

#include <stdio.h>
#include <string.h>

#include "unit/tests.h"

struct list list;

void list_setup(void)
{
	list = (struct list){ .now = LIST_START };
	conf_init(&list.conf);
	drl_init(&list.drl, 1, &list.ring);
	list_configure();
	list.addrs[0] = (struct iface_addr){ ip("192.0.2.99"), ip("192.0.2.99"), 24 };
	list.addrs[1] = (struct iface_addr){ ip("10.0.0.99"), ip("10.0.0.99"), 8 };
	for (unsigned i = 0; i < 2; i++) {
		list.eth[i] = (struct iface){ .ifindex = 2 + i,
			.up = true,
			.carrier = true,
			.n_addrs = 1,
			.addrs = &list.addrs[i] };
		snprintf(list.eth[i].name, sizeof(list.eth[i].name), "eth%u", i);
	}
}

void list_teardown(void)
{
	drl_fini(&list.drl);
}

void list_configure(void)
{
	ck_assert(drl_configure(&list.drl, &list.conf, list.now));
}

static const struct iface *iface_of(const char *address)
{
	return &list.eth[strncmp(address, "10.", 3) == 0];
}

enum reason list_hear(const char *address, int32_t preference, uint16_t lifetime)
{
	struct drl_offer offer = { .entry = { ip(address), preference },
		.preference = preference,
		.lifetime = lifetime,
		.source = ip(address) };

	return drl_update(&list.drl, iface_of(address), &offer, list.now);
}

void list_neighbour(const char *address, enum neighbour_state state)
{
	struct neighbour n = {
		.ifindex = iface_of(address)->ifindex, .address = ip(address), .state = state
	};

	drl_set_neighbour(&list.drl, &n, list.now);
}

void list_link(unsigned i, bool up, bool carrier)
{
	list.eth[i].up = up;
	list.eth[i].carrier = carrier;
	drl_set_iface(&list.drl, &list.eth[i], list.now);
}

static void settle(void)
{
	drl_advance(&list.drl, list.now);
	drl_select(&list.drl, &list.conf, list.foreign, list.now);
	must(drl_deadline(&list.drl) > list.now, "still due");
}

void list_wait(usec_t time)
{
	usec_t end = list.now + time;

	settle();
	while (list.now < end) {
		list.now = usec_min(drl_deadline(&list.drl), end);
		settle();
	}
}

const struct drl_router *list_find(const char *address)
{
	return drl_find(&list.drl, hop_to(iface_of(address)->ifindex, ip(address)));
}

const char *list_wanted(void)
{
	static char text[2048];
	size_t len = 0;

	list_wait(0);
	text[0] = '\0';
	for (uint32_t i = 0; i < list.drl.choices[0].n_wanted; i++) {
		const struct drl_router *r = &list.drl.routers[list.drl.order[i]];
		bool step = i > 0 && r->step != list.drl.routers[list.drl.order[i - 1]].step;

		must(r->used && r->wanted, "%s is not wanted", inet_ntoa(r->address));
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s", i > 0 ? " " : "",
		    step ? "| " : "", inet_ntoa(r->address));
	}
	return text;
}

unsigned list_questions(const char *address, enum neighbour_query_kind kind)
{
	struct neighbour_query q;
	unsigned n = 0;

	while (drl_query(&list.drl, &q)) {
		const struct hop hop = hop_to(q.ifindex, q.address);

		must(drl_find(&list.drl, hop) != NULL, "a question about nobody");
		n += q.kind == kind && in_addr_equal(q.address, ip(address));
	}
	return n;
}

unsigned list_events(enum event_kind kind, enum reason reason)
{
	struct event event;
	unsigned n = 0;

	while (event_pull(&list.ring, &event))
		n += event.kind == kind && event.reason == reason;
	return n;
}
