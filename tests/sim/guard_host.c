/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of a host on one interface (RFC 1256 5). */
#include "config.h"

#include "guard.h"

#include "core/host/solicit.h"
#include "world/lan.h"
#include "world/sim.h"
#include "world/trace.h"

static bool is_host(const struct node *n, const struct iface *told)
{
	const struct conf_iface *conf;

	return told != NULL && guard_role(n, told, &conf) == ROLE_HOST;
}

/* A router that answers, where routers are asked at all. */
static bool is_found(const struct node *n, const struct reference_router *r, usec_t now)
{
	return reference_is_alive(n->reference, r, now) &&
	       (r->confirmed || n->reference->install == INSTALL_NONE);
}

static bool has_found(const struct node *n, unsigned ifindex, usec_t now)
{
	const struct reference *m = n->reference;

	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].ifindex == ifindex && is_found(n, &m->routers[i], now))
			return true;
	return false;
}

/* When there is room for a burst: nine solicitations at once, and then one in 20 s. */
static usec_t burst_ready(const struct guard_host *w, usec_t now)
{
	return usec_max(now, usec_sub(w->spent_time + w->spent, 120 * USEC_PER_SEC));
}

/* The burst that is going on serves an occasion too. */
static bool is_asking(const struct guard_host *w)
{
	return w->sent > 0 && w->sent < MAX_SOLICITATIONS && !w->answered;
}

static void take_occasion(struct guard_host *w, usec_t now)
{
	w->bursts = is_asking(w);
	w->vague = w->for_want = false;
	if (is_asking(w))
		return;
	w->answered = false;
	w->occasion = true;
	w->due = burst_ready(w, now) + MAX_SOLICITATION_DELAY;
}

/* RFC 1256 5.3: an interface that comes into use, or gets an address, is an occasion. [H-8] */
void guard_host_iface(struct node *n, unsigned i, bool new_address)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	const struct iface *told = guard_told(n, i);
	bool ready = is_host(n, told) && told->up && told->carrier && told->n_addrs > 0;
	bool solicits = ready && n->conf->ifaces[i].solicit;

	if (!solicits) {
		w->sent = w->bursts = 0;
		w->occasion = w->maybe = w->lacks = false;
		w->due = USEC_INFINITY;
	} else if (!w->ready || new_address || !w->solicits) {
		take_occasion(w, node_now(n));
	}
	w->ready = ready;
	w->solicits = solicits;
	w->source.s_addr = INADDR_ANY; /* the subnets may be others now */
}

/* The kernel refuses a router. For a moment it may have been the last one there, or have come before one elsewhere that
 * has to answer again since then. */
void guard_host_loses(struct node *n)
{
	for (unsigned i = 0; i < MACHINE_IFACES; i++)
		n->guard->ifaces[i].host.maybe = true;
}

/* A link without a usable router is an occasion when it begins, and a reason to solicit while it lasts. */
static void follow_lack(struct node *n, unsigned i, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	bool lacks = w->solicits && n->conf->ifaces[i].solicit_on_loss &&
		     !has_found(n, n->guard->ifaces[i].ifindex, now);

	if (lacks && !w->lacks && w->sent == MAX_SOLICITATIONS && w->last == now)
		w->maybe = true; /* perhaps that was the third of a burst that serves it too */
	else if (lacks && !w->lacks)
		take_occasion(w, now);
	if (!lacks)
		w->bursts = 0;
	w->lacks = lacks;
}

/* When the last router there has a third of its lifetime left. 0: there is none. */
static usec_t renewal(const struct node *n, unsigned ifindex, usec_t now, usec_t *ret_lifetime)
{
	const struct reference *m = n->reference;
	usec_t last = 0;

	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];
		usec_t lifetime = r->deadline - r->heard;

		if (r->ifindex != ifindex || !is_found(n, r, now) ||
		    r->deadline - lifetime / 3 < last)
			continue;
		last = r->deadline - lifetime / 3;
		*ret_lifetime = lifetime;
	}
	return last;
}

/* A router is not renewed: an occasion, once, that can wait for a tenth of the lifetime. */
static void follow_renewal(struct node *n, unsigned i, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	usec_t lifetime = 0, moment;

	if (!w->solicits || !n->conf->ifaces[i].solicit_on_loss)
		return;
	moment = renewal(n, n->guard->ifaces[i].ifindex, now, &lifetime);
	if (moment <= w->renewed || moment > now)
		return;
	w->renewed = moment;
	if (is_asking(w))
		w->for_want = false;
	if (is_asking(w) || w->occasion)
		return;
	w->answered = false;
	w->occasion = true;
	w->due = burst_ready(w, now) + usec_max(lifetime / 10, MAX_SOLICITATION_DELAY);
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
static bool is_change(
    const struct reference *m, unsigned ifindex, const struct heard_entry *e, const struct heard *h)
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
	const struct conf_iface *conf = &n->conf->ifaces[i];
	bool asked = w->any && now <= w->last + 5 * USEC_PER_SEC;
	bool used = ri->host && ri->iface.up &&
		    reference_believes(ri, conf, h->source, h->destination, h->ttl, asked);
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
	if (!limited)
		w->answered = true;
	if (w->answered && w->occasion &&
	    w->due != USEC_INFINITY) /* begins anew without a router */
		w->due = usec_max(w->due, burst_ready(w, now) + MAX_SOLICITATION_DELAY);
	if (!limited && !conf->solicit_on_loss) {
		w->occasion = w->maybe = false;
		w->due = USEC_INFINITY;
	}
	for (unsigned e = 0; e < h->n; e++) {
		struct reference_offer offer = reference_offer(
		    conf, h->entries[e].address, h->entries[e].preference);

		if (!reference_accepts(m, ri, conf, offer.address))
			continue;
		if (limited && is_change(m, ri->ifindex, &h->entries[e], h))
			reference_refuse(m, ri->ifindex, &offer, h->source,
			    reference_lifetime(conf, h->lifetime), now);
		else
			offers[count++] = offer;
	}
	view = guard_view(n);
	reference_hear_all(m, ri->ifindex, offers, count, h->source,
	    reference_lifetime(conf, h->lifetime), now, &view);
	if (conf->n_routers > 0)
		reference_apply_policy(m, ri->ifindex, conf);
}

/* The second of a burst has source 0, so that its answer depends on no ARP entry, the others from the
 * subnets in turn. [M-2] */
static void check_source(struct node *n, unsigned i, const struct heard *h)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	const struct iface *told = guard_told(n, i);

	if ((h->source.s_addr == INADDR_ANY) != (w->sent == 2 && told->ethernet))
		sim_fail(
		    n->sim, n, "number %u of a burst comes from %s", w->sent, inet_ntoa(h->source));
	if (h->source.s_addr == INADDR_ANY)
		return;
	for (size_t a = 0; a < told->n_addrs; a++) {
		uint32_t differs = h->source.s_addr ^ told->addrs[a].local.s_addr;

		if ((differs & prefix_mask(told->addrs[a].prefix_len)) != 0 &&
		    in_addr_equal(h->source, w->source))
			sim_fail(n->sim, n, "solicits from one subnet only");
	}
	w->source = h->source;
}

/* One in 20 s on average, and nine at once. */
static void spend(struct node *n, struct guard_host *w, usec_t now)
{
	w->spent = usec_sub(w->spent, now - w->spent_time) + 20 * USEC_PER_SEC;
	w->spent_time = now;
	if (w->spent > 9 * 20 * USEC_PER_SEC)
		sim_fail(n->sim, n, "solicits too often");
}

/* From the beginning of one burst to that of the next. */
static usec_t pause_after(unsigned bursts)
{
	return usec_min(5 * USEC_PER_SEC << usec_min(usec_max(bursts, 1), 10), 600 * USEC_PER_SEC);
}

/* RFC 1256 5.3: at most three, three seconds apart, and with a reason; without a usable router more of them,
 * with pauses that grow. [H-8, H-9, H-10] */
void guard_host_solicitation(struct node *n, unsigned i, const struct heard *h, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	usec_t next = w->last + SOLICITATION_INTERVAL;
	bool punctual = (now >= next && now <= next + n->lateness) ||
			(now > next && n->rested > w->last);

	follow_lack(n, i, now);
	follow_renewal(n, i, now);
	if (!w->solicits)
		sim_fail(n->sim, n, "solicits where it should not");
	if (!w->occasion && w->sent > 0 && w->sent < MAX_SOLICITATIONS && punctual &&
	    (!w->answered || w->lacks)) {
		w->sent++;
		w->vague = w->vague || w->maybe; /* a router was there for a moment */
		w->for_want = w->for_want || w->answered;
	} else {
		if (now < burst_ready(w, now))
			sim_fail(n->sim, n, "begins a burst that the budget does not allow");
		if (!w->occasion && !w->maybe &&
		    !(w->lacks && w->sent == MAX_SOLICITATIONS &&
			(w->vague || now >= w->begun + pause_after(w->bursts))))
			sim_fail(n->sim, n, "on %s: solicits without an occasion, sent %u%s",
			    guard_told(n, i)->name, w->sent, w->lacks ? ", no router" : "");
		w->vague = (w->maybe || w->vague) && !w->occasion;
		w->for_want = w->answered || !w->occasion;
		w->sent = 1;
		w->begun = now;
		w->bursts++;
	}
	spend(n, w, now);
	check_source(n, i, h);
	w->any = true;
	w->occasion = w->maybe = w->answered = false;
	w->last = now;
	w->due = USEC_INFINITY;
}

/* When the next solicitation must come at the latest. */
static usec_t solicitation_due(const struct guard_host *w, usec_t now)
{
	usec_t pause = pause_after(w->bursts);

	if (w->occasion)
		return w->due;
	if (is_asking(w) && !(w->vague && w->for_want))
		return w->last + SOLICITATION_INTERVAL;
	if (!w->lacks || w->vague || w->maybe || w->sent == 0)
		return USEC_INFINITY;
	if (w->sent < MAX_SOLICITATIONS)
		return w->last + SOLICITATION_INTERVAL;
	return usec_max(usec_max(w->begun + pause + pause / 10, w->last + SOLICITATION_INTERVAL),
	    burst_ready(w, now));
}

void guard_host_settled(struct node *n, unsigned i, usec_t now)
{
	struct guard_host *w = &n->guard->ifaces[i].host;
	usec_t lifetime, moment;

	follow_lack(n, i, now);
	if (w->answered && !w->lacks) {
		w->occasion = false;
		w->due = USEC_INFINITY;
		w->sent = 0;
	}
	/* It answers ARP now, and the burst had no other reason. [H-10] If that is not sure, it is when the next one is
	 * overdue. */
	if (w->for_want && !w->lacks &&
	    (!w->vague || now > w->last + SOLICITATION_INTERVAL + n->lateness))
		w->sent = 0;
	follow_renewal(n, i, now);
	moment = renewal(n, n->guard->ifaces[i].ifindex, now, &lifetime);
	if (w->solicits && n->conf->ifaces[i].solicit_on_loss && moment > w->renewed &&
	    engine_deadline(n->engine) > moment)
		sim_fail(n->sim, n, "on %s: will not ask its routers to renew themselves",
		    guard_told(n, i)->name);
	if (w->solicits && engine_deadline(n->engine) > solicitation_due(w, now))
		sim_fail(n->sim, n,
		    "on %s: a solicitation is due at %.6f that will not be sent before %.6f%s; "
		    "sent %u "
		    "of burst %u%s%s",
		    guard_told(n, i)->name, (double)solicitation_due(w, now) / 1e6,
		    (double)engine_deadline(n->engine) / 1e6, w->occasion ? ", occasion" : "",
		    w->sent, w->bursts, w->answered ? ", answered" : "",
		    w->lacks ? ", no router" : "");
}
