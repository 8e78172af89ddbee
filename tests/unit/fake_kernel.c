/* SPDX-License-Identifier: BSD-2-Clause */
/* A routing table that answers like the kernel's, and watches what is done to it. */
#include "config.h"

#include "unit/fake_kernel.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/tests.h"

const struct route *fake_view(struct fake_route *r)
{
	r->route.hops = r->hops;
	r->route.down = r->down;
	return &r->route;
}

struct route_set fake_set(struct fake_route *routes, size_t n, uint32_t *metrics, struct hop *hops)
{
	struct route_set set = { .metrics = metrics, .hops = hops, .n = n };

	for (size_t i = 0; i < n; i++) {
		const struct route *route = fake_view(&routes[i]);

		must(route->n_hops == 1 || n == 1, "a multipath route among %zu", n);
		set.common = *route;
		metrics[i] = route->metric;
		hops[i] = route->hops[0];
		if (route->n_hops > 1)
			set.hops = route->hops;
	}
	return set;
}

struct fake_route fake_parse(const char *word)
{
	struct fake_route r = { .route = { .table = RT_TABLE_MAIN, .protocol = RTPROT_RA } };
	char copy[256], *at, *rest, *gateway;

	must(strlen(word) < sizeof(copy), "%s is too long", word);
	strcpy(copy, word);
	at = strchr(copy, '@');
	must(at != NULL, "%s has no metric", word);
	*at = '\0';
	r.route.metric = (uint32_t)strtoul(at + 1, NULL, 10);
	rest = copy;
	if (*rest == '!') {
		r.route.protocol = RTPROT_STATIC;
		rest++;
	}
	if (*rest == '%') {
		r.route.nexthop = (uint32_t)strtoul(rest + 1, NULL, 10);
		r.route.n_hops = 1;
		return r;
	}
	while ((gateway = strtok_r(NULL, "+", &rest)) != NULL) {
		bool down = *gateway == '-';

		gateway += down;
		r.down[r.route.n_hops] = down;
		r.hops[r.route.n_hops++] = (struct hop){
			.ifindex = strncmp(gateway, "10.", 3) == 0 ? 3 : 2, .gateway = ip(gateway)
		};
	}
	return r;
}

const char *fake_text(const struct fake_kernel *k)
{
	static char text[4096];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < k->n; i++) {
		const struct fake_route *r = &k->routes[i];

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? " " : "",
		    fake_is_ours(&r->route) ? "" : "!");
		for (size_t j = 0; j < r->route.n_hops; j++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s",
			    j > 0 ? "+" : "", inet_ntoa(r->hops[j].gateway),
			    r->hops[j].onlink ? "=" : "");
		len += (size_t)snprintf(text + len, sizeof(text) - len, "@%u", r->route.metric);
		if (r->route.table != RT_TABLE_MAIN)
			len += (size_t)snprintf(
			    text + len, sizeof(text) - len, "/%u", r->route.table);
		must(len < sizeof(text), "too many routes for a text");
	}
	return text;
}

bool fake_is_ours(const struct route *route)
{
	return route->protocol == RTPROT_RA;
}

size_t fake_count(const struct fake_kernel *k, bool ours)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n; i++)
		n += fake_is_ours(&k->routes[i].route) == ours;
	return n;
}

/* The kernel compares everything: two routes that differ in the protocol alone are two. */
static bool is_same(const struct fake_route *a, const struct route *b)
{
	for (size_t i = 0; i < a->route.n_hops && i < b->n_hops; i++)
		if (!hop_equal(a->hops[i], b->hops[i]) || a->hops[i].onlink != b->hops[i].onlink)
			return false;
	return a->route.table == b->table && a->route.metric == b->metric &&
	       a->route.nexthop == b->nexthop && a->route.protocol == b->protocol &&
	       in_addr_equal(a->route.prefsrc, b->prefsrc) && a->route.mtu == b->mtu &&
	       a->route.mtu_lock == b->mtu_lock && a->route.n_hops == b->n_hops;
}

static size_t find(const struct fake_kernel *k, const struct route *route)
{
	size_t i = 0;

	while (i < k->n && !is_same(&k->routes[i], route))
		i++;
	return i;
}

static void tell(struct fake_kernel *k, bool gone, const struct fake_route *r)
{
	must(k->n_news < FAKE_ROUTES, "nobody reads the notifications");
	k->news[k->n_news++] = (struct fake_news){ .gone = gone, .r = *r };
}

static int append(struct fake_kernel *k, const struct route *route)
{
	struct fake_route r = { .route = *route };
	size_t at = k->n;

	for (size_t i = 0; i < route->n_hops; i++)
		if (k->down[route->hops[i].ifindex % ARRAY_SIZE(k->down)])
			return ENETUNREACH;
	if (find(k, route) < k->n)
		return EEXIST;
	must(k->n < FAKE_ROUTES && route->n_hops >= 1 && route->n_hops <= FAKE_HOPS, "too many");
	memcpy(r.hops, route->hops, route->n_hops * sizeof(*route->hops));
	for (size_t i = 0; i < route->n_hops; i++)
		r.down[i] = route->down != NULL && route->down[i];
	r.route.hops = NULL;
	while (at > 0 && k->routes[at - 1].route.metric > route->metric)
		at--;
	memmove(&k->routes[at + 1], &k->routes[at], (k->n++ - at) * sizeof(r));
	k->routes[at] = r;
	tell(k, false, &r);
	return 0;
}

void fake_take_at(struct fake_kernel *k, size_t at)
{
	tell(k, true, &k->routes[at]);
	memmove(&k->routes[at], &k->routes[at + 1], (--k->n - at) * sizeof(k->routes[0]));
}

static int remove_route(struct fake_kernel *k, const struct route *route)
{
	size_t at = find(k, route);

	if (at == k->n)
		return ESRCH;
	fake_take_at(k, at);
	return 0;
}

/* The foreign routes in one number. */
static uint64_t foreigners(const struct fake_kernel *k)
{
	uint64_t sum = 1;

	for (size_t i = 0; i < k->n; i++)
		if (!fake_is_ours(&k->routes[i].route))
			sum = sum * 31 + k->routes[i].route.metric * UINT64_C(0x10001) +
			      k->routes[i].hops[0].gateway.s_addr;
	return sum;
}

int fake_change(struct fake_kernel *k, const struct route_change *change, bool any_wanted)
{
	uint64_t others = foreigners(k);
	size_t ours = fake_count(k, true);
	int refusal = change->op == ROUTE_ADD ? k->refuse_add : k->refuse_delete, error = refusal;

	must(fake_is_ours(&change->route), "names somebody else's route");
	if (error == 0)
		error = change->op == ROUTE_ADD ? append(k, &change->route)
						: remove_route(k, &change->route);
	must(foreigners(k) == others, "changed somebody else's route");
	must(ours == 0 || !any_wanted || fake_count(k, true) > 0, "took the last of ours");
	k->changes += error == 0;
	return error;
}

void fake_put(struct fake_kernel *k, const char *word)
{
	struct fake_route r = fake_parse(word);

	must(append(k, fake_view(&r)) == 0, "%s is there already", word);
}

void fake_take(struct fake_kernel *k, const char *word)
{
	struct fake_route r = fake_parse(word);

	must(remove_route(k, fake_view(&r)) == 0, "%s is not there: %s", word, fake_text(k));
}

void fake_replace(struct fake_kernel *k, const char *word)
{
	struct fake_route r = fake_parse(word);
	size_t at = 0;

	must(find(k, fake_view(&r)) == k->n, "%s is there already", word);
	while (at < k->n && k->routes[at].route.metric != r.route.metric)
		at++;
	must(at < k->n, "%s has none to replace: %s", word, fake_text(k));
	r.route.hops = NULL;
	k->routes[at] = r;
	tell(k, false, &r);
	k->news[k->n_news - 1].replaced = true;
}

void fake_flush(struct fake_kernel *k, unsigned ifindex)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n; i++) {
		struct fake_route *r = &k->routes[i];
		bool dead = true; /* a multipath route lives as long as one of its hops */

		for (size_t j = 0; j < r->route.n_hops; j++)
			dead = dead && r->hops[j].ifindex == ifindex;
		if (!dead)
			k->routes[kept++] = *r;
	}
	k->n = kept;
}

bool fake_read(struct fake_kernel *k, struct fake_news *ret)
{
	if (k->n_news == 0)
		return false;
	*ret = k->news[0];
	memmove(&k->news[0], &k->news[1], --k->n_news * sizeof(k->news[0]));
	return true;
}
