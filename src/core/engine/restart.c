/* SPDX-License-Identifier: BSD-2-Clause */
/* An earlier run left its routes and its routers. */
#include "config.h"

#include "core/engine/restart.h"

#include <string.h>

#include "core/engine/roles.h"
#include "core/trust.h"

/* How long routes of an earlier run wait for the first advertisement: as long as a burst of solicitations
 * can take. A host that only listens waits for the default interval of routers. */
#define ADOPT_TIME        (MAX_SOLICITATION_DELAY + MAX_SOLICITATIONS * SOLICITATION_INTERVAL)
#define ADOPT_TIME_SILENT (MAX_ADVERTISEMENT_INTERVAL_DEFAULT * USEC_PER_SEC)

/* A router just learned that has a route of an earlier run: among equals it is the one in use. Its
 * route is no longer kept for its own sake, but follows from the list like any other. */
void engine_recall(struct engine *e, struct hop hop)
{
	uint32_t place;

	if (!fib_recall(&e->fib, hop, &place))
		return;
	drl_adopt(&e->drl, hop, place);
	fib_disown(&e->fib, hop, false);
}

void engine_restore(struct engine *e, const struct known_router *router, usec_t now)
{
	const struct link *l = engine_link(e, router->ifindex);
	struct drl_offer offer = { .entry = { router->address, router->preference } };
	struct hop hop = hop_to(router->ifindex, router->address);
	struct iface seen;

	if (l == NULL || l->role != ROLE_HOST || strcmp(l->iface.name, router->ifname) != 0 ||
	    trust_router(&l->iface, l->conf, router->address) != REASON_NONE ||
	    engine_is_own(e, router->address))
		return;
	if (router->deadline > usec_add(now, UINT16_MAX * USEC_PER_SEC))
		return; /* more than an advertisement can give: the record is damaged */
	/* Policy may be another one than then. */
	offer.preference = trust_preference(l->conf, router->address, router->preference);
	offer.overridden = conf_router(l->conf, router->address) != NULL;
	offer.onlink = conf_onlink(l->conf, router->address) != NULL;
	seen = engine_seen_iface(e, l);
	drl_restore(&e->drl, &seen, &offer, router->deadline, now);
	if (router->deadline <= now) /* RFC 1256 5.3, while no daemon ran [H-4] */
		fib_disown(&e->fib, hop, true);
	else
		engine_recall(e, hop);
}

void engine_adopt(struct engine *e, usec_t now)
{
	usec_t time = ADOPT_TIME_SILENT;

	for (uint32_t i = 0; i < e->slots.end; i++)
		if (e->links[i].role == ROLE_HOST && e->links[i].conf->solicit)
			time = ADOPT_TIME;
	fib_adopt(&e->fib, usec_add(now, time), now);
	for (const struct fib_entry *f = fib_next(&e->fib, NULL); f != NULL;
	     f = fib_next(&e->fib, f)) {
		const struct hop *hops = fib_hops(f);

		/* The kernel keeps a route when its gateway's subnet goes and another one stays. */
		for (size_t i = 0; f->ours && i < f->n_hops; i++) {
			const struct link *l = engine_link(e, hops[i].ifindex);

			if (l == NULL ||
			    trust_router(&l->iface, l->conf, hops[i].gateway) != REASON_NONE)
				fib_disown(&e->fib, hops[i], true);
		}
	}
}
