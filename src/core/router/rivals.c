/* SPDX-License-Identifier: BSD-2-Clause */
/* The other routers on a link, as a router sees them. [R-V2] */
#include "config.h"

#include "core/router/rivals.h"

#include "core/trust.h"

static struct watch_source *remember_source(struct watch *w, struct in_addr source)
{
	struct watch_source *oldest = &w->sources[0];

	for (unsigned i = 0; i < WATCH_SOURCES; i++) {
		if (in_addr_equal(w->sources[i].source, source))
			return &w->sources[i];
		if (w->sources[i].heard < oldest->heard)
			oldest = &w->sources[i];
	}
	*oldest = (struct watch_source){ .source = source };
	return oldest;
}

static bool is_to_all(const struct wire_message *m)
{
	return in_addr_is_multicast(m->destination) || m->destination.s_addr == INADDR_BROADCAST;
}

enum reason watch_judge(struct watch *w, const struct router *r, const struct wire_message *m,
    usec_t now, struct in_addr *ret_address)
{
	struct watch_source *s;

	for (unsigned i = 0; i < m->num_addrs; i++) {
		*ret_address = wire_entry(m, i).address;
		for (unsigned j = 0; j < r->n_entries; j++)
			if (in_addr_equal(r->entries[j].address, *ret_address))
				return m->lifetime == 0 ? REASON_WITHDRAWN : REASON_SAME_ADDRESS;
	}
	*ret_address = wire_entry(m, 0).address;
	if (!is_to_all(m))
		return REASON_NONE;
	s = remember_source(w, m->source);
	if (s->lifetime != 0 && now > usec_add(s->heard, s->lifetime * USEC_PER_SEC))
		s->late++;
	else
		s->late = 0;
	s->heard = now;
	s->lifetime = m->lifetime;
	if (s->late < 2 || s->told)
		return REASON_NONE;
	s->told = true;
	return REASON_SHORT_LIFETIME;
}

static bool is_named(const struct conf_iface *conf, struct in_addr router)
{
	for (size_t i = 0; i < conf->n_addresses; i++)
		if (in_addr_equal(conf->addresses[i].address, router))
			return true;
	return conf->allow.n > 0 && trust_listed(conf, router) == REASON_NONE;
}

bool watch_is_rival(const struct iface *iface, const struct conf_iface *conf, int32_t ours,
    const struct wire_message *m, struct wire_entry entry)
{
	return is_to_all(m) && m->lifetime != 0 && entry.preference > ours &&
	       trust_router(iface, NULL, entry.address) == REASON_NONE &&
	       !is_named(conf, entry.address);
}
