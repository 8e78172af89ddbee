/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: messages in and out. */
#include "config.h"

#include "core/engine/messages.h"

#include <string.h>

#include "core/engine/occasions.h"
#include "core/engine/restart.h"
#include "core/engine/roles.h"
#include "core/trust.h"

static void push_message_event(struct engine *e, const struct link *l, enum event_kind kind,
    enum reason reason, const struct wire_message *m, struct wire_entry entry, usec_t now)
{
	struct event event = { .kind = kind,
		.reason = reason,
		.time = now,
		.ifindex = l->iface.ifindex,
		.source = m->source,
		.router = entry.address,
		.preference = entry.preference,
		.lifetime = m->lifetime,
		.message_type = m->type };

	memcpy(event.ifname, l->iface.name, sizeof(event.ifname));
	if (kind == EVENT_ROUTER_UNKNOWN)
		event.our_preference = l->preference;
	event_push(&e->events, &event);
	if (kind == EVENT_ROUTER_REFUSED || kind == EVENT_ROUTER_UNKNOWN)
		refused_note(&e->refused, &event);
}

static void push_received(
    struct engine *e, const struct link *l, const struct wire_message *m, usec_t now)
{
	struct wire_entry none = { .preference = 0 };

	if (e->untraced)
		e->events.counts[EVENT_MESSAGE_RECEIVED]++;
	else
		push_message_event(e, l, EVENT_MESSAGE_RECEIVED, REASON_NONE, m,
		    m->num_addrs > 0 ? wire_entry(m, 0) : none, now);
}

/* How often advertisements may change the list: for each source, and for all sources of an interface
 * outside of the list. An honest router changes some times a day. */
static const struct rate_limit source_limit = { USEC_PER_SEC / 5, 20 };
static const struct rate_limit iface_limit = { USEC_PER_SEC / 20, 20 };

/* A place in the list for one address of an advertisement. */
static enum reason add_router(
    struct engine *e, struct link *l, const struct drl_offer *offer, usec_t now)
{
	struct hop hop = hop_to(l->iface.ifindex, offer->entry.address);
	bool known = drl_find(&e->drl, hop) != NULL;
	struct iface seen = engine_seen_iface(e, l);
	enum reason reason = drl_update(&e->drl, &seen, offer, now);

	if (reason == REASON_NONE)
		newcomers_forget(&e->newcomers, hop);
	if (offer->lifetime == 0) /* perhaps it is one that only an earlier run knew [H-4] */
		fib_disown(&e->fib, hop, true);
	else if (!known && reason == REASON_NONE)
		engine_recall(e, hop);
	if (reason == REASON_NONE && !known)
		refused_forget(&e->refused, hop.ifindex, hop.gateway);
	return reason;
}

static struct drl_offer offer_of(
    const struct link *l, struct wire_entry entry, uint16_t lifetime, struct in_addr source)
{
	return (struct drl_offer){ .entry = entry,
		.preference = trust_preference(l->conf, entry.address, entry.preference),
		.overridden = conf_router(l->conf, entry.address) != NULL,
		.onlink = conf_onlink(l->conf, entry.address) != NULL,
		.lifetime = trust_lifetime(l->conf, lifetime),
		.source = source };
}

/* One that finds no room, or no token, is not lost: if it answers, it is taken before all that do not. */
static void remember_newcomer(struct engine *e, const struct link *l, const struct wire_message *m,
    struct wire_entry entry, usec_t now)
{
	struct newcomer newcomer = { .ifindex = l->iface.ifindex,
		.entry = entry,
		.source = m->source,
		.lifetime = trust_lifetime(l->conf, m->lifetime),
		.heard = now };

	if (l->role == ROLE_HOST)
		newcomers_note(&e->newcomers, &newcomer, now);
}

/* The rules of belief may have changed since the router was heard. */
void engine_admit(
    struct engine *e, const struct newcomer *newcomer, enum neighbour_state neighbour, usec_t now)
{
	struct hop hop = hop_to(newcomer->ifindex, newcomer->entry.address);
	struct link *l = engine_link(e, newcomer->ifindex);
	struct drl_offer offer;

	if (l == NULL || l->role != ROLE_HOST || !l->iface.up || drl_find(&e->drl, hop) != NULL ||
	    trust_router(&l->iface, l->conf, newcomer->entry.address) != REASON_NONE ||
	    engine_is_own(e, newcomer->entry.address))
		return;
	offer = offer_of(l, newcomer->entry, newcomer->lifetime, newcomer->source);
	offer.neighbour = neighbour;
	add_router(e, l, &offer, now);
	e->generation++;
}

/* True if this message may change the list. A mere renewal costs next to nothing and always counts. So
 * neither a flood nor a forged source can use up a bucket and make a listed router expire. A listed router
 * has a bucket of its own as a source and shares none: a flood of others does not block its changes either.
 * [N-4] */
static bool may_change(struct engine *e, struct link *l, const struct wire_message *m,
    unsigned *ret_missing, usec_t now)
{
	usec_t *bucket = drl_changes(&e->drl, hop_to(l->iface.ifindex, m->source));
	bool known = bucket != NULL;
	unsigned shared;

	if (!known)
		bucket = rate_source(&e->sources, l->iface.ifindex, m->source);
	if (!rate_take(bucket, &source_limit, now) ||
	    (!known && !rate_take(&l->changes, &iface_limit, now)))
		return false;
	*ret_missing = rate_missing(*bucket, &source_limit, now);
	shared = rate_missing(l->changes, &iface_limit, now);
	if (!known && shared > *ret_missing)
		*ret_missing = shared;
	return true;
}

/* A farewell of a router by itself, or by the source that named it last, is free: it only withdraws
 * routers that were let in, so there are no more of them than of those. A forger of the source needs one
 * for each router, and could always afford that; but a farewell must be heard. */
static bool takes_back(const struct drl_router *r, const struct wire_message *m)
{
	return m->lifetime == 0 && r != NULL &&
	       (in_addr_equal(m->source, r->source) || in_addr_equal(m->source, r->address));
}

/* Now and then, not message by message; what there was no room for is told with the next one. */
static void push_excess(struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	l->n_excess++;
	if (now < l->excess_told)
		return;
	if (!event_push(&e->events, &(struct event){ .kind = EVENT_TOO_MANY_CHANGES,
					.reason = REASON_RATE,
					.time = now,
					.ifindex = l->iface.ifindex,
					.source = m->source,
					.times = l->n_excess }))
		return;
	l->n_excess = 0;
	l->excess_told = usec_add(now, EXCESS_INTERVAL);
}

/* The right of a message to change the list: none before it has asked, and none once it was refused. */
struct grant {
	bool given, refused;
	unsigned missing; /* see add_router() */
};

/* RFC 1256 5.3: a listed address that is a neighbour. [H-2] The operator's policy decides with it about its
 * place. `missing`: tokens already used in the bucket that pays. A new router's own bucket starts just as
 * empty; otherwise a flood could use every admitted router to admit the next. */
static enum reason learn_entry(struct engine *e, struct link *l, const struct wire_message *m,
    struct wire_entry entry, struct grant *grant, usec_t now)
{
	struct hop hop = hop_to(l->iface.ifindex, entry.address);
	const struct drl_router *known = drl_find(&e->drl, hop);
	enum reason reason = trust_router(&l->iface, l->conf, entry.address);
	struct drl_offer offer;

	if (reason != REASON_NONE)
		return reason;
	if (engine_is_own(e, entry.address))
		return REASON_OWN;
	offer = offer_of(l, entry, m->lifetime, m->source);
	if (drl_renew(&e->drl, known, entry.preference, offer.lifetime, m->source, now))
		return REASON_NONE;
	/* A farewell of an unknown router changes nothing. */
	if (!grant->given && (m->lifetime != 0 || known != NULL) && !takes_back(known, m)) {
		grant->given = !grant->refused && may_change(e, l, m, &grant->missing, now);
		grant->refused = !grant->given;
		if (grant->refused) {
			if (known == NULL)
				remember_newcomer(e, l, m, entry, now);
			return REASON_RATE;
		}
	}
	reason = add_router(e, l, &offer, now);
	if (reason == REASON_TABLE_FULL)
		remember_newcomer(e, l, m, entry, now);
	else if (known == NULL && m->lifetime != 0)
		*drl_changes(&e->drl, hop) = usec_add(now, grant->missing * source_limit.interval);
	return reason;
}

/* Returns REASON_RATE if not all of them could be looked at. */
static enum reason learn_entries(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	struct grant grant = { .given = false };

	for (unsigned i = 0; i < m->num_addrs; i++) {
		struct wire_entry entry = wire_entry(m, i);
		enum reason reason = learn_entry(e, l, m, entry, &grant, now);

		e->counters.entries[reason]++;
		if (reason != REASON_NONE && reason != REASON_RATE)
			push_message_event(e, l, EVENT_ROUTER_REFUSED, reason, m, entry, now);
	}
	if (!grant.refused)
		return REASON_NONE;
	push_excess(e, l, m, now);
	return REASON_RATE;
}

/* Handles a contradiction. A withdrawal of an address that we advertise is contradicted at once: hosts may
 * have heard it. */
static void contradict_message(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	struct wire_entry entry = { .preference = 0 };
	enum reason reason = watch_judge(&l->watch, &l->router, m, now, &entry.address);

	if (reason != REASON_NONE)
		push_message_event(e, l, EVENT_INCONSISTENT, reason, m, entry, now);
	if (reason == REASON_WITHDRAWN)
		router_ask(&l->router, now);
}

/* Looks after the other routers of a link where we are one: those that contradict us, and those that draw
 * hosts away. Forgets a router that is no rival any more. */
static void check_reached_router(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	struct wire_entry entry;

	contradict_message(e, l, m, now);
	for (unsigned i = 0; i < m->num_addrs; i++) {
		entry = wire_entry(m, i);
		if (watch_is_rival(&l->iface, l->conf, l->preference, m, entry) &&
		    !engine_is_own(e, entry.address))
			push_message_event(
			    e, l, EVENT_ROUTER_UNKNOWN, REASON_HIGHER_PREFERENCE, m, entry, now);
		else
			refused_forget(&e->refused, l->iface.ifindex, entry.address);
	}
}

/* An address that another router has by now is not taken back again, or its hosts would lose that one. */
static void yield_addresses(struct link *l, const struct wire_message *m)
{
	for (unsigned i = 0; i < m->num_addrs && m->lifetime > 0 && l->router.n_withdrawn > 0; i++)
		router_yield(&l->router, wire_entry(m, i).address);
}

static enum reason deliver_advertisement(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	enum reason reason;

	yield_addresses(l, m);
	if (l->role == ROLE_ROUTER)
		check_reached_router(e, l, m, now); /* and nothing more [R-V2] */
	if ((l->role != ROLE_HOST && l->role != ROLE_MONITOR) || !l->iface.up || e->stopping)
		return REASON_INTERFACE;
	reason = trust_message(&l->iface, l->conf, m, host_has_asked(&l->host, now));
	if (reason != REASON_NONE)
		return reason;
	push_received(e, l, m, now);
	reason = learn_entries(e, l, m, now);
	if (reason == REASON_NONE)
		host_answered(&l->host);
	engine_expect_renewal(l, trust_lifetime(l->conf, m->lifetime), now);
	e->generation++;
	return reason;
}

/* A farewell for an address that we advertise is forged: we do not take it back while we run. */
static enum reason deliver_own(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	if (l->role == ROLE_ROUTER && m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT && m->lifetime == 0)
		contradict_message(e, l, m, now);
	return REASON_OWN;
}

/* RFC 1256 4.2: the source is 0 or a neighbour. [R-V1] */
static enum reason deliver_solicitation(
    struct engine *e, struct link *l, const struct wire_message *m, usec_t now)
{
	if (l->role != ROLE_ROUTER)
		return REASON_INTERFACE; /* hosts drop it [H-V2] */
	if (m->source.s_addr != INADDR_ANY && iface_neighbour(&l->iface, m->source) == NULL)
		return REASON_NOT_NEIGHBOUR;
	if (conf_prefix(&l->conf->ignore, m->source) != NULL)
		return REASON_IGNORED;
	push_received(e, l, m, now);
	return router_solicited(&l->router, m->source,
	    rate_source(&e->askers, l->iface.ifindex, m->source), &e->rng, now);
}

/* True if a refused message is worth an event. The RFC drops some in silence, and some can be our own. */
static bool is_told(enum reason reason)
{
	return reason == REASON_NOT_NEIGHBOUR || reason == REASON_UNICAST || reason == REASON_TTL ||
	       reason == REASON_UNSOLICITED || reason == REASON_NOT_NEIGHBOUR_SOURCE ||
	       reason == REASON_REVERSED_SOURCE;
}

static void count_message(struct traffic *t, const struct wire_message *m, enum reason reason)
{
	if (reason != REASON_NONE)
		t->refused++;
	else if (m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT)
		t->advertisements++;
	else
		t->solicitations++;
}

enum reason engine_deliver(struct engine *e, const struct datagram *d, usec_t now)
{
	struct link *l = engine_link(e, d->ifindex);
	struct wire_message m;
	enum reason reason = wire_decode(d->data, d->len, &m);
	uint64_t *counters = m.type == ICMP_TYPE_ROUTER_ADVERTISEMENT  ? e->counters.advertisements
			     : m.type == ICMP_TYPE_ROUTER_SOLICITATION ? e->counters.solicitations
								       : e->counters.others;

	if (reason == REASON_NONE) {
		if (l == NULL)
			reason = REASON_INTERFACE;
		else if (engine_is_own(e, m.source))
			reason = deliver_own(e, l, &m, now);
		else if (m.type == ICMP_TYPE_ROUTER_ADVERTISEMENT)
			reason = deliver_advertisement(e, l, &m, now);
		else
			reason = deliver_solicitation(e, l, &m, now);
		if (is_told(reason))
			push_message_event(
			    e, l, EVENT_MESSAGE_REFUSED, reason, &m, (struct wire_entry){ 0 }, now);
	}
	counters[reason]++;
	if (l != NULL)
		count_message(&l->traffic, &m, reason);
	return reason;
}

static void set_destination(const struct link *l, struct in_addr to, struct datagram *ret)
{
	bool multicast = in_addr_is_multicast(to) || to.s_addr == INADDR_BROADCAST;

	ret->ifindex = l->iface.ifindex;
	ret->source = iface_source(&l->iface, to)->local;
	ret->destination = to;
	ret->ttl = multicast ? WIRE_TTL_MULTICAST : WIRE_TTL_UNICAST; /* [M-1, M-2] */
}

static bool transmit_router(struct engine *e, struct link *l, struct datagram *ret, usec_t now)
{
	struct router_message m;

	if (!router_transmit(&l->router, l->conf, wire_entries_max(l->iface.mtu), &e->rng, now, &m))
		return false;
	set_destination(l, iface_destination(&l->iface, m.destination, GROUP_ALL_SYSTEMS), ret);
	ret->len = wire_encode_advertisement(e->message, m.lifetime, m.entries, m.n);
	e->counters.sent_advertisements++;
	l->traffic.sent_advertisements++;
	event_push(&e->events, &(struct event){ .kind = EVENT_ADVERTISED,
				   .time = now,
				   .ifindex = l->iface.ifindex,
				   .destination = ret->destination,
				   .addresses = m.n,
				   .lifetime = m.lifetime });
	return true;
}

static bool transmit_host(struct engine *e, struct link *l, struct datagram *ret, usec_t now)
{
	if (!host_transmit(&l->host, &l->iface, &e->events, &e->rng, now))
		return false;
	set_destination(
	    l, iface_destination(&l->iface, l->conf->solicitation_address, GROUP_ALL_ROUTERS), ret);
	ret->source = host_source(&l->iface, ret->destination, l->host.sent, &l->host.turn);
	ret->len = wire_encode_solicitation(e->message);
	e->counters.sent_solicitations++;
	l->traffic.sent_solicitations++;
	return true;
}

/* After a sleep several deadlines of a link can be past, one behind the other. */
static bool transmit_link(struct engine *e, struct link *l, struct datagram *ret, usec_t now)
{
	while (engine_link_deadline(l) <= now) {
		if (l->drain_until <= now)
			engine_follow(e, l, false, now); /* time to withdraw */
		if (l->renew_at <= now)
			engine_renew(e, l, now);
		if (transmit_router(e, l, ret, now) || transmit_host(e, l, ret, now))
			return true;
	}
	return false;
}

bool engine_transmit(struct engine *e, struct datagram *ret, usec_t now)
{
	for (uint32_t i = 0; i < e->slots.end; i++)
		if (transmit_link(e, &e->links[i], ret, now)) {
			ret->data = e->message;
			return true;
		}
	return false;
}
