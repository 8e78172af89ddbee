/* SPDX-License-Identifier: BSD-2-Clause */
/* The reference model of the default router list: facts. */
#include "config.h"

#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reference_init(struct reference *m, const struct conf *conf)
{
	*m = (struct reference){ 0 };
	reference_configure(m, conf);
}

void reference_fini(struct reference *m)
{
	for (size_t i = 0; i < m->n_ifaces; i++)
		free((void *)m->ifaces[i].iface.addrs);
	free(m->ifaces);
	free(m->routers);
}

void reference_configure(struct reference *m, const struct conf *conf)
{
	m->max = conf->routers_max;
	m->iface_max = conf->iface_routers_max;
	m->install = conf->install;
	m->first = m->before = m->kept = (struct hop){ 0 };
	m->n_moves = 0;
}

/* ---- questions ---- */

const struct reference_iface *reference_iface(const struct reference *m, unsigned ifindex)
{
	for (size_t i = 0; i < m->n_ifaces; i++)
		if (m->ifaces[i].ifindex == ifindex)
			return &m->ifaces[i];
	return NULL;
}

const struct reference_router *reference_find(
    const struct reference *m, unsigned ifindex, struct in_addr address)
{
	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].ifindex == ifindex &&
		    in_addr_equal(m->routers[i].address, address))
			return &m->routers[i];
	return NULL;
}

static bool is_on_subnet(const struct iface_addr *a, struct in_addr x)
{
	unsigned host_bits = 32 - a->prefix_len;

	return host_bits == 32 ||
	       ntohl(x.s_addr) >> host_bits == ntohl(a->subnet.s_addr) >> host_bits;
}

static bool is_neighbour(const struct reference_iface *i, struct in_addr x)
{
	for (size_t a = 0; a < i->iface.n_addrs; a++)
		if (is_on_subnet(&i->iface.addrs[a], x))
			return true;
	return false;
}

/* RFC 1256 5.3: eligible, and reachable through an interface in use. [H-6] */
bool reference_is_usable(const struct reference *m, const struct reference_router *r, usec_t now)
{
	const struct reference_iface *i = reference_iface(m, r->ifindex);

	return i != NULL && i->host && !i->monitor && i->iface.up && is_neighbour(i, r->address) &&
	       r->preference != INT32_MIN && r->refused_until <= now;
}

static bool is_on_link(const struct reference *m, const struct reference_router *r)
{
	const struct reference_iface *i = reference_iface(m, r->ifindex);

	return i != NULL && !i->monitor && i->iface.up && i->iface.carrier &&
	       is_neighbour(i, r->address);
}

/* RFC 1122 3.3.1.4: nothing speaks against it. [N-2] */
bool reference_is_alive(const struct reference *m, const struct reference_router *r, usec_t now)
{
	return reference_is_usable(m, r, now) && reference_is_answering(m, r) &&
	       r->way != WAY_LOST && !r->withdrawn;
}

bool reference_is_answering(const struct reference *m, const struct reference_router *r)
{
	return is_on_link(m, r) && !r->dead;
}

bool reference_is_choosable(const struct reference *m, const struct reference_router *r, usec_t now)
{
	if (!reference_is_alive(m, r, now) || (m->foreign && r->way == WAY_DOUBTFUL && !r->wanted))
		return false;
	for (size_t i = 0; i < m->n_routers && r->way == WAY_DOUBTFUL && !r->wanted; i++)
		if (m->routers[i].wanted && reference_is_usable(m, &m->routers[i], now) &&
		    reference_is_answering(m, &m->routers[i]))
			return false;
	return true;
}

/* An answer to ARP is the only proof there is. */
bool reference_is_proven(const struct reference_router *r)
{
	return r->confirmed || r->neighbour == NEIGHBOUR_VALID ||
	       r->neighbour == NEIGHBOUR_PROBING || r->neighbour == NEIGHBOUR_REACHABLE;
}

bool reference_has_dead(const struct reference *m)
{
	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].dead && is_on_link(m, &m->routers[i]))
			return true;
	return false;
}

bool reference_is_own(const struct reference *m, struct in_addr address)
{
	for (size_t i = 0; i < m->n_ifaces; i++)
		for (size_t a = 0; a < m->ifaces[i].iface.n_addrs; a++)
			if (in_addr_equal(m->ifaces[i].iface.addrs[a].local, address))
				return true;
	return false;
}

bool reference_believes(const struct reference_iface *i, const struct conf_iface *conf,
    struct in_addr source, struct in_addr destination, unsigned ttl, bool asked)
{
	uint32_t to = ntohl(destination.s_addr);

	if (to == 0xe0000001 || to == 0xe0000002 || to == 0xffffffff)
		return is_neighbour(i, source) || !conf->require_neighbour_source;
	if (conf->require_ttl_255 && ttl < 255)
		return false;
	return is_neighbour(i, source) && (conf->accept_unicast == UNICAST_NEIGHBOUR ||
					      (conf->accept_unicast == UNICAST_SOLICITED && asked));
}

static bool is_in(const struct conf_prefixes *prefixes, struct in_addr address)
{
	for (uint32_t p = 0; p < prefixes->n; p++)
		if (prefixes->list[p].prefix_len == 0 ||
		    (ntohl(address.s_addr) ^ ntohl(prefixes->list[p].address.s_addr)) >>
			    (32 - prefixes->list[p].prefix_len) ==
			0)
			return true;
	return false;
}

/* By the operator's lists. [N-4] */
static bool is_allowed(const struct conf_iface *conf, struct in_addr router)
{
	return !is_in(&conf->deny, router) && (conf->allow.n == 0 || is_in(&conf->allow, router));
}

unsigned reference_lifetime(const struct conf_iface *conf, unsigned lifetime)
{
	if (lifetime > 0 && lifetime < conf->min_lifetime)
		return conf->min_lifetime;
	return lifetime > conf->max_lifetime ? conf->max_lifetime : lifetime;
}

/* A unicast address on one of the interface's subnets, and not one that names a subnet. [H-2] */
bool reference_accepts(const struct reference *m, const struct reference_iface *i,
    const struct conf_iface *conf, struct in_addr router)
{
	uint32_t r = ntohl(router.s_addr);

	if (!is_allowed(conf, router))
		return false;
	if (r >> 24 == 0 || r >> 24 == 127 || r >> 24 >= 224 || reference_is_own(m, router))
		return false;
	for (size_t a = 0; a < i->iface.n_addrs; a++) {
		const struct iface_addr *ia = &i->iface.addrs[a];
		uint32_t host_part = (uint32_t)(UINT64_C(0xffffffff) >> ia->prefix_len);

		if (ia->prefix_len <= 30 && is_on_subnet(ia, router) &&
		    ((r & host_part) == 0 || (r & host_part) == host_part))
			return false;
	}
	return is_neighbour(i, router);
}

static const struct conf_router *find_policy(const struct conf_iface *conf, struct in_addr router)
{
	for (size_t p = 0; p < conf->n_routers; p++)
		if (conf->routers[p].has_preference_level &&
		    in_addr_equal(conf->routers[p].address, router))
			return &conf->routers[p];
	return NULL;
}

static int32_t level_of(const struct conf_iface *conf, struct in_addr router, int32_t advertised)
{
	const struct conf_router *policy = find_policy(conf, router);
	int64_t level = advertised;

	if (advertised == INT32_MIN) /* nothing undoes that */
		return INT32_MIN;
	if (policy != NULL)
		return policy->preference_level;
	level = level < conf->min_preference ? conf->min_preference : level;
	return (int32_t)(level > conf->max_preference ? conf->max_preference : level);
}

struct reference_offer reference_offer(
    const struct conf_iface *conf, struct in_addr router, int32_t advertised)
{
	return (struct reference_offer){ .address = router,
		.preference = advertised,
		.level = level_of(conf, router, advertised),
		.overridden = find_policy(conf, router) != NULL };
}

/* ---- facts ---- */

static void remove_router(struct reference *m, size_t i)
{
	m->n_routers--;
	memmove(&m->routers[i], &m->routers[i + 1], (m->n_routers - i) * sizeof(m->routers[0]));
}

/* The real list remembers the last eight, if they were known to work; here it is enough to know who may be among
 * them. */
void reference_take_leave(struct reference *m, const struct reference_router *r)
{
	memmove(&m->farewells[0], &m->farewells[1],
	    (REFERENCE_FAREWELLS - 1) * sizeof(m->farewells[0]));
	m->farewells[REFERENCE_FAREWELLS - 1] = (struct reference_farewell){
		hop_to(r->ifindex, r->address), m->now, r->learned, reference_is_proven(r)
	};
	remove_router(m, (size_t)(r - m->routers));
}

static void remove_routers_of(struct reference *m, unsigned ifindex)
{
	for (size_t i = m->n_routers; i-- > 0;)
		if (m->routers[i].ifindex == ifindex)
			remove_router(m, i);
}

static struct reference_iface *get_iface(struct reference *m, unsigned ifindex)
{
	struct reference_iface *i = (struct reference_iface *)reference_iface(m, ifindex);

	if (i != NULL)
		return i;
	m->ifaces = realloc(m->ifaces, (m->n_ifaces + 1) * sizeof(*m->ifaces));
	if (m->ifaces == NULL)
		abort();
	i = &m->ifaces[m->n_ifaces++];
	*i = (struct reference_iface){ .ifindex = ifindex };
	return i;
}

void reference_set_iface(struct reference *m, const struct iface *iface, enum role role, usec_t now)
{
	struct reference_iface *i = get_iface(m, iface->ifindex);
	struct iface_addr *addrs = malloc((iface->n_addrs + 1) * sizeof(*addrs));
	bool *was_on_link = calloc(m->n_routers + 1, sizeof(*was_on_link));

	if (addrs == NULL || was_on_link == NULL)
		abort();
	m->now = now;
	for (size_t r = 0; r < m->n_routers; r++)
		was_on_link[r] = is_on_link(m, &m->routers[r]);
	if (iface->n_addrs > 0)
		memcpy(addrs, iface->addrs, iface->n_addrs * sizeof(*addrs));
	free((void *)i->iface.addrs);
	i->iface = *iface;
	i->iface.addrs = addrs;
	if (i->monitor != (role == ROLE_MONITOR)) /* a role is left, and another one begins */
		remove_routers_of(m, iface->ifindex);
	i->host = role == ROLE_HOST || role == ROLE_MONITOR;
	i->monitor = role == ROLE_MONITOR;
	for (size_t r = m->n_routers; r-- > 0;)
		if (m->routers[r].ifindex == iface->ifindex && m->routers[r].withdrawn &&
		    !is_on_link(m, &m->routers[r])) {
			memmove(&was_on_link[r], &was_on_link[r + 1],
			    (m->n_routers - r) * sizeof(*was_on_link));
			reference_take_leave(m, &m->routers[r]);
		}
	/* A link that comes back may lead elsewhere: old evidence is void. */
	for (size_t r = 0; r < m->n_routers; r++) {
		if (m->routers[r].ifindex != iface->ifindex)
			continue;
		m->routers[r].refused_until = 0;
		m->routers[r].unasked = is_on_link(m, &m->routers[r]) &&
					(m->routers[r].unasked || !was_on_link[r]);
		if (!was_on_link[r] && is_on_link(m, &m->routers[r])) {
			m->routers[r].dead = m->routers[r].confirmed = false;
			m->routers[r].neighbour = NEIGHBOUR_NONE;
			m->routers[r].was_good = false;
			m->routers[r].grace = m->now + USEC_PER_SEC / 2;
			m->routers[r].waiting_since = USEC_INFINITY;
		}
	}
	free(was_on_link);
	if (!i->host)
		remove_routers_of(m, iface->ifindex);
}

void reference_apply_policy(struct reference *m, unsigned ifindex, const struct conf_iface *conf)
{
	for (size_t r = m->n_routers; r-- > 0;) {
		struct reference_router *router = &m->routers[r];

		if (router->ifindex != ifindex)
			continue;
		if (!is_allowed(conf, router->address)) {
			remove_router(m, r);
			continue;
		}
		router->preference = level_of(conf, router->address, router->advertised);
		router->overridden = find_policy(conf, router->address) != NULL;
	}
}

void reference_del_iface(struct reference *m, unsigned ifindex)
{
	struct reference_iface *i = (struct reference_iface *)reference_iface(m, ifindex);

	if (i == NULL)
		return;
	remove_routers_of(m, ifindex);
	free((void *)i->iface.addrs);
	*i = m->ifaces[--m->n_ifaces];
}

void reference_ask(struct reference *m, struct hop hop)
{
	struct reference_router *r = (struct reference_router *)reference_find(
	    m, hop.ifindex, hop.gateway);

	if (r != NULL)
		r->unasked = false;
}

void reference_neighbour(struct reference *m, const struct neighbour *n)
{
	struct reference_router *r = (struct reference_router *)reference_find(
	    m, n->ifindex, n->address);

	if (r == NULL)
		return;
	if (n->state == NEIGHBOUR_FAILED && r->withdrawn) {
		reference_take_leave(m, r);
		return;
	}
	if (n->state == NEIGHBOUR_FAILED && r->neighbour != NEIGHBOUR_FAILED)
		r->dead = true;
	if (n->state == NEIGHBOUR_FAILED)
		r->confirmed = false;
	if (n->state == NEIGHBOUR_REACHABLE) {
		r->dead = r->unasked = false;
		r->confirmed = true;
	}
	r->neighbour = n->state;
	r->was_good = n->state != NEIGHBOUR_FAILED && (r->was_good || reference_is_proven(r));
	if (n->state == NEIGHBOUR_VALID || n->state == NEIGHBOUR_PROBING)
		r->confirmed = r->confirmed || r->wanted;
	else if (n->state != NEIGHBOUR_REACHABLE)
		r->confirmed = r->confirmed && r->wanted && n->state != NEIGHBOUR_FAILED;
}

void reference_set_way(struct reference *m, struct hop hop, enum way way)
{
	struct reference_router *r = (struct reference_router *)reference_find(
	    m, hop.ifindex, hop.gateway);

	if (r != NULL)
		r->way = way;
}

/* It cannot be wanted as things are. */
static bool is_useless(const struct reference *m, const struct reference_router *r)
{
	const struct reference_iface *i = reference_iface(m, r->ifindex);

	return r->dead || r->way == WAY_LOST || r->preference == INT32_MIN || i == NULL ||
	       i->monitor || !i->iface.up || !is_neighbour(i, r->address);
}

static bool is_in_view(const struct reference_view *view, const struct reference_router *r)
{
	for (size_t i = 0; i < view->n; i++)
		if (view->routers[i].ifindex == r->ifindex &&
		    in_addr_equal(view->routers[i].address, r->address))
			return true;
	return false;
}

static bool is_withdrawn_in(const struct reference_view *view, const struct reference_router *r)
{
	for (size_t i = 0; i < view->n; i++)
		if (view->routers[i].ifindex == r->ifindex &&
		    in_addr_equal(view->routers[i].address, r->address))
			return view->routers[i].withdrawn;
	return false;
}

/* Which of two is the one to give way? Of equals, the one the real list did without. */
static bool gives_way(const struct reference *m, const struct reference_router *a,
    const struct reference_router *b, const struct reference_view *after)
{
	if (is_useless(m, a) != is_useless(m, b))
		return is_useless(m, a);
	if (reference_is_proven(a) != reference_is_proven(b))
		return reference_is_proven(b);
	if (a->preference != b->preference)
		return a->preference < b->preference;
	if (a->wanted != b->wanted)
		return b->wanted;
	if (a->deadline != b->deadline)
		return a->deadline < b->deadline;
	return !is_in_view(after, a) && is_in_view(after, b);
}

/* The first in use that is not dead stays. Where it is not told who is first (nothing is installed) it
 * is one of the best that is still there. */
static bool is_spared(const struct reference_router *r, const struct reference_view *after)
{
	return !r->dead && (after->has_first ? r->first : r->best && is_in_view(after, r));
}

static bool is_among(const struct hop *hops, size_t n, unsigned ifindex, struct in_addr address)
{
	for (size_t i = 0; i < n; i++)
		if (hops[i].ifindex == ifindex && in_addr_equal(hops[i].gateway, address))
			return true;
	return false;
}

/* Where not everything is seen one by one, the real one's choice is adopted; but none that answers may have gone
 * while one that never did stayed. */
static bool adopt_room(struct reference *m, const struct reference_router *newcomer,
    const struct reference_view *after)
{
	size_t victim = 0;

	if (!is_in_view(after, newcomer))
		return false;
	while (victim < m->n_routers && is_in_view(after, &m->routers[victim]))
		victim++;
	if (victim == m->n_routers)
		return true;
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *v = &m->routers[victim], *r = &m->routers[i];

		if (!is_useless(m, v) && v->neighbour == NEIGHBOUR_REACHABLE && v->confirmed &&
		    r->ifindex == v->ifindex && is_in_view(after, r) && !r->was_good && !r->first &&
		    !is_among(after->learned, after->n_learned, r->ifindex, r->address)) {
			m->fault = true;
			snprintf(m->complaint, sizeof(m->complaint),
			    "evicts .%u, which answers, before .%u, which never did",
			    ntohl(v->address.s_addr) & 0xff, ntohl(r->address.s_addr) & 0xff);
		}
	}
	remove_router(m, victim);
	return true;
}

/* RFC 1256 5.3: lower preferences give way to higher ones. [H-5] */
static bool make_room(struct reference *m, const struct reference_router *newcomer,
    const struct reference_view *after)
{
	size_t n_here = 0, victim = SIZE_MAX;
	bool here_only;

	for (size_t i = 0; i < m->n_routers; i++)
		n_here += m->routers[i].ifindex == newcomer->ifindex;
	here_only = n_here >= m->iface_max;
	if (!here_only && m->n_routers < m->max)
		return true;
	if (!m->strict)
		return adopt_room(m, newcomer, after);
	for (size_t i = 0; i < m->n_routers; i++) {
		const struct reference_router *r = &m->routers[i];

		if (here_only && r->ifindex != newcomer->ifindex)
			continue;
		if (is_spared(r, after) &&
		    (reference_is_proven(r) || !reference_is_proven(newcomer)))
			continue;
		if (victim == SIZE_MAX || gives_way(m, r, &m->routers[victim], after))
			victim = i;
	}
	if (victim == SIZE_MAX)
		return false;
	if (is_useless(m, newcomer) != is_useless(m, &m->routers[victim])) {
		if (is_useless(m, newcomer))
			return false;
	} else if (reference_is_proven(newcomer) != reference_is_proven(&m->routers[victim])) {
		if (!reference_is_proven(newcomer))
			return false;
	} else if (newcomer->preference <= m->routers[victim].preference) {
		return false;
	}
	remove_router(m, victim);
	return true;
}

/* It may be one that an earlier run used. */
static struct reference_router fresh(unsigned ifindex, const struct reference_offer *offer,
    usec_t deadline, usec_t now, const struct reference_view *after)
{
	struct in_addr address = offer->address;
	bool held = is_among(after->left_over, after->n_left_over, ifindex, address);

	return (struct reference_router){ .ifindex = ifindex,
		.address = address,
		.advertised = offer->preference,
		.preference = offer->level,
		.overridden = offer->overridden,
		.neighbour = offer->neighbour,
		.confirmed = offer->neighbour == NEIGHBOUR_REACHABLE,
		.was_good = offer->neighbour != NEIGHBOUR_NONE,
		.grace = now + USEC_PER_SEC / 2,
		.learned = now,
		.heard = now,
		.deadline = deadline,
		.wanted = held,
		.best = held,
		.held = held,
		.waiting_since = USEC_INFINITY };
}

/* It advertises after a farewell: it is as old as before, and what takes it back next is not believed alone. */
static void contradict(struct reference *m, struct reference_router *r, usec_t now)
{
	for (unsigned i = 0; i < REFERENCE_FAREWELLS; i++) {
		struct reference_farewell *f = &m->farewells[i];

		if (f->hop.ifindex != r->ifindex || !in_addr_equal(f->hop.gateway, r->address))
			continue;
		if (now - f->time < 1800 * USEC_PER_SEC) {
			r->contradicts = true;
			r->contradicted = now;
			r->learned = f->proven ? f->learned : r->learned;
		}
		f->hop.ifindex = 0;
	}
}

static bool add(struct reference *m, unsigned ifindex, const struct reference_offer *offer,
    usec_t deadline, usec_t now, const struct reference_view *after)
{
	struct reference_router new = fresh(ifindex, offer, deadline, now, after);

	if (!make_room(m, &new, after))
		return false;
	if (m->n_routers == m->capacity) {
		m->capacity = 2 * m->capacity + 8;
		m->routers = realloc(m->routers, m->capacity * sizeof(*m->routers));
		if (m->routers == NULL)
			abort();
	}
	contradict(m, &new, now);
	m->routers[m->n_routers++] = new;
	return true;
}

/* RFC 1256 5.3; a deadline that is not ahead is that of lifetime 0. [H-3, H-4] */
bool reference_hear(struct reference *m, unsigned ifindex, const struct reference_offer *offer,
    usec_t deadline, usec_t now, const struct reference_view *after)
{
	struct reference_router *r = (struct reference_router *)reference_find(
	    m, ifindex, offer->address);

	m->now = now;
	if (deadline <= now) {
		if (r == NULL || r->withdrawn)
			return true;
		if (is_in_view(after, r)) {
			if (m->strict && !r->contradicts) {
				m->fault = true;
				snprintf(m->complaint, sizeof(m->complaint),
				    "keeps .%u after its first farewell",
				    ntohl(r->address.s_addr) & 0xff);
			}
			if (!is_withdrawn_in(after, r)) /* the rate did not let it in */
				return true;
			r->withdrawn = true;
			r->deadline = usec_min(r->deadline, now + 75 * USEC_PER_SEC);
		} else {
			reference_take_leave(m, r);
		}
		return true;
	}
	if (r == NULL)
		return add(m, ifindex, offer, deadline, now, after);
	r->withdrawn = false;
	r->advertised = offer->preference;
	r->preference = offer->level;
	r->deadline = deadline;
	r->heard = now;
	return true;
}

/* One that went and came again within an advertisement: nothing is known of it any more. */
static void forget_reborn(struct reference *m, usec_t now, const struct reference_view *after)
{
	for (size_t i = 0; i < m->n_routers; i++) {
		struct reference_router *r = &m->routers[i];

		if (is_among(after->learned, after->n_learned, r->ifindex, r->address) &&
		    !(r->contradicts && r->contradicted == now))
			*r = fresh(r->ifindex,
			    &(struct reference_offer){ .address = r->address,
				.preference = r->advertised,
				.level = r->preference,
				.overridden = r->overridden },
			    r->deadline, now, after);
	}
}

/* When one advertisement has more than there is room for, which of equals had to go follows from the
 * order in which they came. So: all of them come in, and the real one's choice is taken. */
static void hear_too_many(struct reference *m, unsigned ifindex,
    const struct reference_offer *offers, size_t count, usec_t deadline, usec_t now,
    const struct reference_view *after)
{
	unsigned max = m->max, iface_max = m->iface_max;

	m->max = m->iface_max = UINT32_MAX;
	for (size_t i = 0; i < count; i++)
		reference_hear(m, ifindex, &offers[i], deadline, now, after);
	m->max = max;
	m->iface_max = iface_max;
	forget_reborn(m, now, after);
	for (size_t i = m->n_routers; i-- > 0;)
		if (!is_in_view(after, &m->routers[i]))
			remove_router(m, i);
}

void reference_hear_all(struct reference *m, unsigned ifindex, const struct reference_offer *offers,
    size_t count, struct in_addr source, unsigned lifetime, usec_t now,
    const struct reference_view *after)
{
	usec_t deadline = now + lifetime * USEC_PER_SEC;
	size_t n_here = 0;

	for (size_t i = 0; i < m->n_routers; i++)
		n_here += m->routers[i].ifindex == ifindex;
	if (lifetime > 0 && count > 1 &&
	    (n_here + count > m->iface_max || m->n_routers + count > m->max))
		hear_too_many(m, ifindex, offers, count, deadline, now, after);
	else
		for (size_t i = 0; i < count; i++)
			reference_hear(m, ifindex, &offers[i], deadline, now, after);
	for (size_t i = 0; i < count; i++) {
		struct reference_router *r = (struct reference_router *)reference_find(
		    m, ifindex, offers[i].address);

		if (r != NULL)
			r->source = source;
		else
			reference_refuse(m, ifindex, &offers[i], source, lifetime, now);
	}
}

/* ---- who found no room, or no token ---- */

static struct reference_refused *find_refusal(
    struct reference *m, unsigned ifindex, struct in_addr address)
{
	for (size_t i = 0; i < m->n_refusals && i < REFERENCE_REFUSED; i++)
		if (m->refusals[i].ifindex == ifindex &&
		    in_addr_equal(m->refusals[i].address, address))
			return &m->refusals[i];
	return NULL;
}

void reference_refuse(struct reference *m, unsigned ifindex, const struct reference_offer *offer,
    struct in_addr source, unsigned lifetime, usec_t now)
{
	struct reference_refused *r = find_refusal(m, ifindex, offer->address);

	if (r == NULL)
		r = &m->refusals[m->n_refusals++ % REFERENCE_REFUSED];
	*r = (struct reference_refused){ .ifindex = ifindex,
		.address = offer->address,
		.source = source,
		.preference = offer->preference,
		.lifetime = lifetime,
		.heard = now };
}

/* `conf` gives its lifetime's bounds and its rank. */
bool reference_admit(struct reference *m, const struct neighbour *n, const struct conf_iface *conf,
    usec_t now, const struct reference_view *after)
{
	const struct reference_refused *r = find_refusal(m, n->ifindex, n->address);
	struct reference_offer offer;
	struct reference_router *new;

	snprintf(m->complaint, sizeof(m->complaint), "it was not heard");
	if (r == NULL || r->lifetime == 0 || now >= r->heard + r->lifetime * USEC_PER_SEC)
		return false;
	snprintf(m->complaint, sizeof(m->complaint), "there is no room");
	offer = reference_offer(conf, n->address, r->preference);
	offer.neighbour = n->state;
	m->now = now;
	if (!add(m, n->ifindex, &offer, now + reference_lifetime(conf, r->lifetime) * USEC_PER_SEC,
		now, after))
		return false;
	new = &m->routers[m->n_routers - 1];
	new->source = r->source;
	return reference_is_proven(new);
}

void reference_restore(struct reference *m, const struct known_router *r,
    const struct conf_iface *conf, usec_t now, const struct reference_view *after)
{
	const struct reference_iface *i = reference_iface(m, r->ifindex);
	struct reference_offer offer = reference_offer(conf, r->address, r->preference);

	if (i == NULL || !i->host || i->monitor || strcmp(i->iface.name, r->ifname) != 0 ||
	    r->deadline <= now || r->deadline > now + 65535 * USEC_PER_SEC ||
	    !reference_accepts(m, i, conf, r->address) ||
	    reference_find(m, r->ifindex, r->address) != NULL)
		return;
	if (add(m, r->ifindex, &offer, r->deadline, now, after))
		m->routers[m->n_routers - 1].heard +=
		    (r->deadline - now) % USEC_PER_SEC; /* a lifetime has whole seconds */
}

/* Tried again after 1, 2, 4 … 64 s. */
void reference_answer(struct reference *m, struct hop hop, bool refused, usec_t now)
{
	struct reference_router *r = (struct reference_router *)reference_find(
	    m, hop.ifindex, hop.gateway);

	if (r == NULL)
		return;
	reference_move_answered(m, hop, refused);
	if (!refused) {
		r->refusals = 0;
		return;
	}
	r->refused_until = now + (USEC_PER_SEC << (r->refusals < 6 ? r->refusals : 6));
	r->refusals++;
	m->refused = true;
}

void reference_advance(struct reference *m, usec_t now)
{
	m->now = now;
	for (size_t i = m->n_routers; i-- > 0;)
		if (m->routers[i].deadline <= now && m->routers[i].withdrawn)
			reference_take_leave(m, &m->routers[i]);
		else if (m->routers[i].deadline <= now)
			remove_router(m, i);
}

usec_t reference_deadline(const struct reference *m)
{
	usec_t first = m->kept.ifindex != 0 ? m->kept_until : USEC_INFINITY;

	for (size_t i = 0; i < m->n_routers; i++)
		if (m->routers[i].deadline < first)
			first = m->routers[i].deadline;
	return first;
}
