/* SPDX-License-Identifier: BSD-2-Clause */
/* When the routers that are known, or are not, are a reason to solicit.
 *
 * Two steps beyond RFC 1256 5.3, which `solicit-on-loss = no` takes back: a link without a usable router
 * that answers (solicit.h), and a link whose routers all fall silent. The latter asks once, before the last lifetime ends.
 */
#include "config.h"

#include "core/engine/occasions.h"

/* A router is due for renewal when a third of its lifetime is left: by the RFC's defaults two of its
 * advertisements are missing then. All hosts of a link see the same moment, so they spread over the next
 * tenth of the lifetime. */
#define RENEWAL(lifetime_sec) ((lifetime_sec)*USEC_PER_SEC / 3)
#define SPREAD(lifetime_sec)  ((lifetime_sec)*USEC_PER_SEC / 10)

static bool seeks_router(const struct link *l)
{
	return l->used && l->role == ROLE_HOST && l->unused == REASON_NONE && l->conf->solicit &&
	       l->conf->solicit_on_loss;
}

/* A router that does not answer may be invented. It is used for want of a better one, but must not keep
 * the host from finding another. With `install = none` no router is asked. */
static bool is_found(const struct engine *e, const struct drl_router *r, usec_t now)
{
	return drl_is_alive(r, now) && (r->confirmed || e->conf->install == INSTALL_NONE);
}

/* The moment is that of the router that can wait longest. */
static void plan_renewal(struct link *l, const struct drl_router *r)
{
	usec_t due = usec_sub(r->deadline, RENEWAL(r->lifetime));

	l->has_router = true;
	if (due < l->renewal)
		return;
	l->renewal = due;
	l->renewal_lifetime = r->lifetime;
}

/* Each moment is an occasion once. */
static void schedule_renewal(struct link *l)
{
	l->renew_at = USEC_INFINITY;
	if (seeks_router(l) && l->has_router && l->renewal > l->renewed)
		l->renew_at = l->renewal;
}

void engine_seek(struct engine *e, usec_t now)
{
	const struct drl_router *r;
	uint32_t cursor = 0;

	e->seek = false;
	for (uint32_t i = 0; i < e->slots.end; i++) {
		e->links[i].has_router = false;
		e->links[i].renewal = 0;
	}
	while ((r = drl_next(&e->drl, &cursor)) != NULL)
		if (is_found(e, r, now))
			plan_renewal(engine_link(e, r->ifindex), r);
	for (uint32_t i = 0; i < e->slots.end; i++) {
		struct link *l = &e->links[i];

		if (!l->used)
			continue;
		host_set_lacking(&l->host, seeks_router(l) && !l->has_router, &e->rng, now);
		schedule_renewal(l);
	}
}

/* The moment was right when it was set. Meanwhile a router may have been heard again. */
void engine_renew(struct engine *e, struct link *l, usec_t now)
{
	const struct drl_router *r;
	uint32_t cursor = 0;

	l->renewal = 0;
	while ((r = drl_next(&e->drl, &cursor)) != NULL)
		if (r->ifindex == l->iface.ifindex && is_found(e, r, now))
			plan_renewal(l, r);
	schedule_renewal(l);
	if (l->renew_at > now)
		return;
	host_renew(
	    &l->host, usec_max(SPREAD(l->renewal_lifetime), MAX_SOLICITATION_DELAY), &e->rng, now);
	l->renewed = l->renewal;
	l->renew_at = USEC_INFINITY;
}

void engine_expect_renewal(struct link *l, uint16_t lifetime, usec_t now)
{
	if (seeks_router(l) && lifetime > 0)
		l->renew_at = usec_min(
		    l->renew_at, usec_add(now, lifetime * USEC_PER_SEC - RENEWAL(lifetime)));
}
