/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of a router on one interface (RFC 1256 4). */
#include "config.h"

#include "guard.h"

#include <string.h>

#include "world/lan.h"
#include "core/router/advertise.h"
#include "world/sim.h"
#include "world/trace.h"

static const struct guard_entry *find(
    const struct guard_entry *list, unsigned n, struct in_addr address)
{
	for (unsigned i = 0; i < n; i++)
		if (in_addr_equal(list[i].address, address))
			return &list[i];
	return NULL;
}

static bool is_on_subnet(const struct iface *told, struct in_addr address)
{
	for (size_t a = 0; a < told->n_addrs; a++)
		if (((address.s_addr ^ told->addrs[a].subnet.s_addr) &
			prefix_mask(told->addrs[a].prefix_len)) == 0)
			return true;
	return false;
}

static unsigned add_due(struct node *n, const struct conf_iface *conf, struct in_addr address,
    int32_t preference, struct guard_entry *ret, unsigned count)
{
	if (find(ret, count, address) != NULL)
		return count;
	if (count == GUARD_ENTRIES)
		sim_fail(n->sim, n, "too many addresses for the simulator");
	ret[count] = (struct guard_entry){ address, guard_preference(n, conf, preference) };
	return count + 1;
}

/* RFC 1256 4.1, 4.3: what should be advertised there now, by what the engine was told. */
static unsigned list_due(struct node *n, const struct iface *told, const struct conf_iface *conf,
    struct guard_entry *ret)
{
	unsigned count = 0;

	for (size_t a = 0; a < told->n_addrs; a++) {
		bool advertise = true;
		int32_t preference = conf->preference_level;

		for (size_t c = 0; c < conf->n_addresses; c++) {
			const struct conf_address *ca = &conf->addresses[c];

			if (!in_addr_equal(ca->address, told->addrs[a].local))
				continue;
			advertise = ca->advertise;
			if (ca->has_preference_level)
				preference = ca->preference_level;
		}
		if (advertise)
			count = add_due(n, conf, told->addrs[a].local, preference, ret, count);
	}
	for (size_t c = 0; c < conf->n_addresses; c++) {
		const struct conf_address *ca = &conf->addresses[c];

		if (ca->proxy && ca->advertise && is_on_subnet(told, ca->address))
			count = add_due(n, conf, ca->address,
			    ca->has_preference_level ? ca->preference_level
						     : conf->preference_level,
			    ret, count);
	}
	return count;
}

/* How long after the latest one the next must come. */
static usec_t interval_max(const struct guard_router *w, const struct conf_iface *conf)
{
	usec_t max = conf->max_advertisement_interval;

	if (w->count > MAX_INITIAL_ADVERTISEMENTS)
		return max;
	return usec_max(usec_min(max, MAX_INITIAL_ADVERT_INTERVAL),
	    usec_min(conf->min_delay_between_advertisements, max));
}

static bool can_speak(const struct iface *told)
{
	return told != NULL && told->up && told->carrier && told->n_addrs > 0;
}

static usec_t earliest(const struct guard_router *w, const struct conf_iface *conf, usec_t now)
{
	return w->any ? usec_max(now, w->last + conf->min_delay_between_advertisements) : now;
}

/* A new list holds from now on; news in it are told soon. */
static void take_list(struct guard_router *w, const struct conf_iface *conf,
    const struct guard_entry *list, unsigned n_list, usec_t now)
{
	bool periodic = conf->max_advertisement_interval != 0; /* else only when solicited */

	for (unsigned e = 0; e < n_list && periodic && w->advertising; e++) {
		const struct guard_entry *old = find(w->list, w->n_list, list[e].address);

		if (old == NULL || old->preference != list[e].preference)
			w->due = usec_min(w->due, earliest(w, conf, now));
	}
	memcpy(w->list, list, n_list * sizeof(list[0]));
	w->n_list = n_list;
	if (!w->advertising) {
		w->advertising = true;
		w->count = 0;
		w->due = earliest(w, conf, now);
	}
	w->due = !periodic ? USEC_INFINITY
			   : usec_max(usec_min(w->due, now + conf->max_advertisement_interval),
				 earliest(w, conf, now));
}

/* Draining: ineligible at once, gone when all hosts have had the time to hear that. */
static void drain(struct guard_router *w, const struct conf_iface *conf, usec_t now)
{
	bool wanted;

	if (conf == NULL) /* no router there, so the operator's wish is forgotten */
		w->drain_asked = false;
	wanted = conf != NULL && (conf->drain || w->drain_asked);
	if (wanted && !w->drain)
		w->drain_until = now + usec_max(conf->max_advertisement_interval,
					   MAX_INITIAL_ADVERT_INTERVAL);
	if (!wanted) {
		w->drained = false;
		w->drain_until = USEC_INFINITY;
	} else if (now >= w->drain_until) {
		w->drained = true;
		w->drain_until = USEC_INFINITY;
	}
	w->drain = wanted;
}

/* RFC 1256 4.3: an interface that begins to advertise starts like a new one; a change is told soon;
 * a shorter interval holds from now on. */
void guard_router_iface(struct node *n, unsigned i, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	const struct iface *told = guard_told(n, i);
	struct guard_entry list[GUARD_ENTRIES];
	const struct conf_iface *conf;
	bool router = told != NULL && guard_role(n, told, &conf) == ROLE_ROUTER;
	unsigned n_list = 0;

	if (!can_speak(told))
		w->n_air = 0; /* no host can hear it */
	drain(w, router ? conf : NULL, now);
	if (router && can_speak(told) && !n->guard->stopping && !w->drained &&
	    (told->forwarding || !conf->require_forwarding) &&
	    !guard_is_lost(n, conf, LOSS_WITHDRAW) &&
	    (w->advertising || !guard_is_undecided(n, conf)))
		n_list = list_due(n, told, conf, list);
	for (unsigned e = 0; e < n_list && w->drain; e++)
		list[e].preference = INT32_MIN;
	w->hurried = true;
	w->answer_set = w->answer_due != USEC_INFINITY || w->denied;
	if (n_list > 0) {
		take_list(w, conf, list, n_list, now);
	} else {
		w->advertising = false;
		w->n_list = w->n_asked = 0;
		w->due = w->answer_due = USEC_INFINITY; /* no host is there to answer */
	}
	guard_farewell_follow(w, can_speak(told));
}

void guard_router_advance(struct node *n, unsigned i, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	const struct iface *told = guard_told(n, i);
	const struct conf_iface *conf;
	bool hurried = w->hurried;
	usec_t due = w->due;

	if (guard_role(n, told, &conf) != ROLE_ROUTER || (conf->tracks == 0 && !w->drain))
		return;
	guard_router_iface(n, i, now);
	w->hurried = hurried || w->due != due;
}

/* RFC 1256 4.2 and 4.3: every valid solicitation that arrives at an advertising interface is followed, within
 * MAX_RESPONSE_DELAY, by an advertisement that its sender can hear; by multicast if the source is 0.
 * [R-7, R-8, R-V1] */
void guard_router_heard(
    struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	const struct iface *told = guard_told(n, i);
	const struct conf_iface *conf;

	if (guard_role(n, told, &conf) != ROLE_ROUTER ||
	    (h->source.s_addr != INADDR_ANY && !is_on_subnet(told, h->source))) {
		if (reason == REASON_NONE)
			sim_fail(n->sim, n, "uses a solicitation that is not for it");
		return;
	}
	if (reason != (w->advertising ? REASON_NONE : REASON_NOT_ADVERTISING))
		sim_fail(n->sim, n, "solicitation: %s", event_reason_name(reason));
	if (reason != REASON_NONE)
		return;
	w->hurried = true;
	if (h->source.s_addr == INADDR_ANY || conf->solicited_reply == REPLY_MULTICAST)
		w->answer_due = usec_min(w->answer_due, now + MAX_RESPONSE_DELAY);
	else if (w->n_asked < ARRAY_SIZE(w->asked))
		w->asked[w->n_asked++] = h->source;
	w->asked_after = w->any && w->last == now; /* that one is no answer */
}

/* ---- what is sent ---- */

static void take_back(struct node *n, struct guard_router *w, const struct heard *h, usec_t now)
{
	guard_farewell(n, w, h, now);
	for (unsigned e = 0; e < h->n; e++)
		if (find(w->list, w->n_list, h->entries[e].address) != NULL)
			sim_fail(n->sim, n, "takes back what it goes on advertising");
}

static void put_on_air(struct node *n, struct guard_router *w, const struct heard *h)
{
	for (unsigned e = 0; e < h->n; e++) {
		struct in_addr address = h->entries[e].address;
		const struct guard_entry *due = find(w->list, w->n_list, address);
		struct guard_entry *air = (struct guard_entry *)find(w->air, w->n_air, address);

		if (due == NULL || due->preference != h->entries[e].preference)
			sim_fail(n->sim, n, "advertises .%u with preference %d, not %d",
			    ntohl(address.s_addr) & 0xff, h->entries[e].preference,
			    due == NULL ? 0 : due->preference);
		if (air == NULL && w->n_air == ARRAY_SIZE(w->air))
			sim_fail(n->sim, n, "too many addresses for the simulator");
		if (air == NULL)
			air = &w->air[w->n_air++];
		*air = *due;
	}
}

/* RFC 1256 4.3: all addresses in one message; if they do not fit, each part but the last is full. True
 * for the first part. */
static bool check_parts(struct node *n, struct guard_router *w, const struct iface *told,
    const struct heard *h, usec_t now)
{
	unsigned room = told->mtu < 36 ? 1 : (told->mtu - 28) / 8;
	bool more = w->part_time == now && in_addr_equal(w->part_to, h->destination) &&
		    w->part_n < w->n_list;

	if (!more) {
		w->part_n = 0;
		w->part_time = now;
		w->part_to = h->destination;
	} else if (w->part_len != usec_min(room, 255)) {
		sim_fail(n->sim, n, "sends a part that is not full, and another one");
	}
	w->part_len = h->n;
	w->part_n += h->n;
	if (h->n > room && h->n > 1)
		sim_fail(n->sim, n, "sends more than fits the link");
	if (w->part_n < w->n_list && h->n != usec_min(room, 255))
		sim_fail(n->sim, n, "does not advertise all its addresses");
	return !more;
}

/* RFC 1256 4.3: not too close, unless an answer cannot wait; not without a reason before the minimum interval.
 * [R-4, R-7] */
static void check_multicast(
    struct node *n, struct guard_router *w, const struct conf_iface *conf, usec_t now)
{
	usec_t min = conf->min_advertisement_interval;

	if (w->any && now < w->last + conf->min_delay_between_advertisements &&
	    now < w->answer_due && !w->answer_set && !w->denied)
		sim_fail(n->sim, n, "multicast advertisements %.6f s apart",
		    (double)(now - w->last) / 1e6);
	if (w->any && !w->hurried && now < w->last + usec_min(min, MAX_INITIAL_ADVERT_INTERVAL))
		sim_fail(
		    n->sim, n, "advertises early, after %.6f s", (double)(now - w->last) / 1e6);
	if (w->any && !w->hurried && w->count > MAX_INITIAL_ADVERTISEMENTS && now < w->last + min)
		sim_fail(n->sim, n, "advertises before the minimum interval is over");
	w->any = true;
	w->hurried = false;
	w->last = now;
	w->answer_due = w->due = USEC_INFINITY;
	w->answer_set = w->denied = w->asked_after = false;
	if (conf->max_advertisement_interval == 0)
		return;
	w->count++;
	w->due = now + interval_max(w, conf);
}

/* A repetition says that the unicast answer was not heard, so another one would be in vain. */
static void check_repetition(struct node *n, unsigned ifindex, struct in_addr neighbour, usec_t now)
{
	struct guard *g = n->guard;

	for (unsigned a = 0; a < GUARD_ANSWERS; a++)
		if (g->answers[a].ifindex == ifindex &&
		    in_addr_equal(g->answers[a].neighbour, neighbour) &&
		    now < g->answers[a].time + 10 * USEC_PER_SEC)
			sim_fail(n->sim, n, "answers a repetition by unicast");
	g->answers[g->n_answers++ % GUARD_ANSWERS] = (struct guard_answer){ ifindex, neighbour,
		now };
}

/* RFC 1256 4.3: only who asked, and beyond it at a bounded rate. */
static void check_unicast(struct node *n, unsigned i, const struct heard *h, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	bool asked = false;

	check_repetition(n, n->guard->ifaces[i].ifindex, h->destination, now);
	for (unsigned a = 0; a < w->n_asked && !asked; a++)
		if (in_addr_equal(w->asked[a], h->destination)) {
			w->asked[a] = w->asked[--w->n_asked];
			asked = true;
		}
	if (!asked)
		sim_fail(n->sim, n, "answers by unicast who has not asked");
	w->bucket = usec_sub(w->bucket, now - w->bucket_time) + USEC_PER_SEC / UNICAST_RATE;
	w->bucket_time = now;
	if (w->bucket > USEC_PER_SEC + USEC_PER_SEC / UNICAST_RATE)
		sim_fail(n->sim, n, "answers too many by unicast");
}

void guard_router_advertisement(struct node *n, unsigned i, const struct heard *h, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	const struct iface *told = guard_told(n, i);
	const struct conf_iface *conf;
	bool multicast = in_addr_is_multicast(h->destination) ||
			 h->destination.s_addr == INADDR_BROADCAST;

	if (h->lifetime == 0) {
		take_back(n, w, h, now);
		return;
	}
	if (guard_role(n, told, &conf) != ROLE_ROUTER || w->n_list == 0)
		sim_fail(n->sim, n, "advertises where it should not");
	if (h->lifetime != conf->advertisement_lifetime)
		sim_fail(n->sim, n, "advertises a lifetime of %u s", h->lifetime);
	put_on_air(n, w, h);
	if (!check_parts(n, w, told, h, now))
		return;
	if (multicast)
		check_multicast(n, w, conf, now);
	else
		check_unicast(n, i, h, now);
}

/* RFC 1256 4.3: in 224.0.0.2 wherever it is a router, advertising or not. */
static void check_membership(struct node *n, unsigned i, const struct iface *told)
{
	const struct conf_iface *conf;
	bool due = guard_role(n, told, &conf) == ROLE_ROUTER && told->multicast && told->up &&
		   conf->join_all_routers && (told->forwarding || !conf->require_forwarding);

	if (kernel_is_member(&n->kernel, i) != due)
		sim_fail(n->sim, n, "on %s: %s 224.0.0.2", told->name,
		    due ? "has not joined" : "is still in");
}

/* RFC 1256 4.3: what ceases to be advertised is taken back, where that can still be said. */
void guard_router_settled(struct node *n, unsigned i, usec_t now)
{
	struct guard_router *w = &n->guard->ifaces[i].router;
	const struct iface *told = guard_told(n, i);
	unsigned kept = 0;

	for (unsigned a = 0; a < w->n_air; a++) {
		if (find(w->list, w->n_list, w->air[a].address) != NULL)
			w->air[kept++] = w->air[a];
		else if (can_speak(told))
			sim_fail(n->sim, n, "on %s: no last words", told->name);
	}
	w->n_air = kept;
	guard_farewell_settled(n, w);
	if (n->guard->stopping)
		return;
	/* A host without a unicast answer gets a multicast one, with others. */
	if (w->n_asked > 0 && w->advertising && (w->last != now || w->asked_after))
		w->answer_due = usec_min(w->answer_due, now + MAX_RESPONSE_DELAY);
	w->n_asked = 0;
	check_membership(n, i, told);
	if (engine_deadline(n->engine) > w->drain_until)
		sim_fail(n->sim, n, "on %s: will not be withdrawn in time", told->name);
	if (engine_deadline(n->engine) > usec_min(w->due, w->answer_due))
		sim_fail(n->sim, n, "on %s: the next advertisement will be late", told->name);
}
