/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of a host on one interface (RFC 1256 5). */
#include "config.h"

#include "guard.h"

#include "host.h"
#include "lan.h"
#include "sim.h"

static bool is_host(const struct node *n, const struct iface *told)
{
	const struct conf_iface *conf;

	return told != NULL && guard_role(n, told, &conf) == ROLE_HOST;
}

static bool has_alive(const struct node *n, unsigned ifindex, usec_t now)
{
	const struct reference *m = n->reference;

	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].ifindex == ifindex && reference_is_alive(m, &m->routers[i], now))
			return true;
	return false;
}

/* RFC 1256 5.3: an interface that comes into use, or gets an address, is an occasion. [H-8] */
void guard_host_iface(struct node *n, unsigned i, bool new_address)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	const struct iface *told = guard_told(n, i);
	bool ready = is_host(n, told) && told->up && told->carrier && told->n_addrs > 0;
	bool solicits = ready && n->setup->ifaces[i].solicit;
	usec_t now = node_now(n);

	if (ready && (!w->ready || new_address || (solicits && !w->solicits))) {
		w->occasion = true;
		if (solicits && w->burst_due == USEC_INFINITY)
			w->due = usec_max(now, w->any_burst ? w->burst + BURST_INTERVAL : 0) +
				 MAX_SOLICITATION_DELAY;
	}
	if (!solicits) {
		w->sent = 0;
		w->due = w->burst_due = USEC_INFINITY;
	}
	w->ready = ready;
	w->solicits = solicits;
}

/* The kernel refuses a router, which may be the last one; or only now losses are occasions. */
void guard_host_loses(struct node *n, unsigned ifindex)
{
	for (unsigned i = 0; i < KERNEL_IFACES; i++)
		if (n->guard->ifaces[i].ifindex == ifindex)
			n->guard->ifaces[i].host.occasion = true;
}

/* Changes come from buckets that twenty of them empty and that fill within one second, or four; so one is
 * refused only after nearly as many messages in that time. */
static bool are_many(struct guard_host *w, usec_t now)
{
	usec_t *oldest = &w->messages[w->n_messages % GUARD_MESSAGES];
	bool many = w->n_messages >= GUARD_MESSAGES && now <= *oldest + 4 * USEC_PER_SEC;

	*oldest = now;
	w->n_messages++;
	return many;
}

/* Does it do more than renew a router that is known, or take back the source itself, or what it has said? */
static bool is_change(const struct reference *m, unsigned ifindex, const struct heard_entry *e,
	const struct heard *h)
{
	const struct reference_router *r = reference_find(m, ifindex, e->address);

	if (r == NULL)
		return true;
	if (h->lifetime == 0)
		return !in_addr_equal(r->source, h->source) &&
		       !in_addr_equal(e->address, h->source);
	return r->advertised != e->preference;
}

/* RFC 1256 5.2 and 5.3. [H-2, H-3, H-V2] */
void guard_host_heard(
	struct node *n, unsigned i, const struct heard *h, enum reason reason, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	struct reference *m = n->reference;
	const struct reference_iface *ri = reference_iface(m, n->guard->ifaces[i].ifindex);
	const struct conf_iface *conf = &n->setup->ifaces[i];
	bool asked = w->any_burst && now <= w->last + 5 * USEC_PER_SEC;
	bool used = ri->host && ri->iface.up &&
		    reference_believes(ri, conf, h->source, h->destination, asked);
	struct reference_offer offers[255];
	struct reference_view view;
	size_t count = 0;
	bool limited = used && reason == REASON_RATE;

	if (used && !are_many(w, now) && limited)
		sim_fail(n->sim, n, "refuses changes though there were few");
	if (used != (reason == REASON_NONE || limited))
		sim_fail(n->sim, n, "advertisement: %s, should%s be used",
			event_reason_name(reason), used ? "" : " not");
	if (!used)
		return;
	if (!limited) {
		w->answered = true;
		w->occasion = false;
		w->sent = 0;
		w->due = w->burst_due = USEC_INFINITY;
	}
	for (unsigned e = 0; e < h->n; e++)
		if (reference_accepts(m, ri, conf, h->entries[e].address) &&
			!(limited && is_change(m, ri->ifindex, &h->entries[e], h)))
			offers[count++] = (struct reference_offer){ h->entries[e].address,
				h->entries[e].preference };
	view = guard_view(n);
	if (!reference_hear_all(m, ri->ifindex, offers, count, h->source,
		    reference_lifetime(conf, h->lifetime), now, &view))
		sim_fail(n->sim, n, "default router list: %s", m->complaint);
	if (conf->n_routers > 0)
		reference_apply_policy(m, ri->ifindex, conf);
}

/* RFC 1256 5.3: at most three, three seconds apart, and with a reason; beyond it, bursts are at
 * least a minute apart. [H-8, H-9, H-10] */
void guard_host_solicitation(struct node *n, unsigned i, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	usec_t next = w->last + SOLICITATION_INTERVAL;
	bool punctual = now >= next && now <= next + n->lateness;

	if (!n->setup->ifaces[i].solicit)
		sim_fail(n->sim, n, "solicits though told not to");
	if (!w->ready)
		sim_fail(n->sim, n, "solicits on an interface that is not in use as host");
	if (w->sent > 0 && w->sent < MAX_SOLICITATIONS &&
		(punctual || (now > next && n->rested > w->last))) {
		w->sent++;
	} else {
		if (w->any_burst && now < w->burst + BURST_INTERVAL)
			sim_fail(n->sim, n, "solicits %.6f s after the last time, %u of a burst",
				(double)(now - w->last) / 1e6, w->sent);
		if (!w->occasion)
			sim_fail(n->sim, n, "solicits without an occasion");
		w->any_burst = true;
		w->occasion = false;
		w->burst = now;
		w->sent = 1;
	}
	w->last = now;
	w->due = USEC_INFINITY;
	w->burst_due = w->sent < MAX_SOLICITATIONS ? now + SOLICITATION_INTERVAL : USEC_INFINITY;
}

void guard_host_settled(struct node *n, unsigned i, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	const struct iface *told = guard_told(n, i);
	bool alive = told != NULL && has_alive(n, told->ifindex, now);

	if (!alive && (w->answered || w->had_alive)) {
		w->occasion = true;
		if (w->due < now) /* overdue after a sleep: the new occasion has its own delay */
			w->due = now + MAX_SOLICITATION_DELAY;
	}
	w->answered = false;
	w->had_alive = alive;
	if (engine_deadline(n->engine) > usec_min(w->due, w->burst_due))
		sim_fail(n->sim, n, "on %s: a solicitation is due that will not be sent",
			told->name);
}
