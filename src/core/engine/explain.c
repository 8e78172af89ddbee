/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: why a router is, or is not, in use. Says in words what drl_select.c and
 * routes.c decided, in their order. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/engine/links.h"
#include "core/engine/view.h"

struct explanation {
	const struct engine *engine;
	usec_t now;
	struct explain_step *steps;
	size_t n;
};

__attribute__((format(printf, 4, 5))) static struct explain_step *say(
    struct explanation *x, const char *name, int verdict, const char *format, ...)
{
	struct explain_step *step = &x->steps[x->n++];
	va_list args;

	*step = (struct explain_step){ .name = name, .verdict = verdict };
	va_start(args, format);
	vsnprintf(step->text, sizeof(step->text), format, args);
	va_end(args);
	return step;
}

static struct address_text preference_text(int32_t preference)
{
	struct address_text t;

	if (preference == PREFERENCE_INELIGIBLE)
		snprintf(t.text, sizeof(t.text), "ineligible");
	else
		snprintf(t.text, sizeof(t.text), "%d", preference);
	return t;
}

static uintmax_t seconds(usec_t time)
{
	return (uintmax_t)(time / USEC_PER_SEC);
}

static void explain_interface(struct explanation *x, unsigned ifindex)
{
	const struct link *l = engine_link(x->engine, ifindex);
	struct explain_step *step;

	if (l == NULL || l->role == ROLE_OFF) {
		say(x, "interface", STEP_AGAINST, "its interface does not exist, or is not in use");
		return;
	}
	if (l->role == ROLE_MONITOR)
		step = say(x, "interface", STEP_AGAINST,
		    "%s has role monitor: rdisc reports its routers and uses none", l->iface.name);
	else if (l->unused != REASON_NONE)
		step = say(x, "interface", STEP_AGAINST, "%s cannot be used now: %s", l->iface.name,
		    event_reason_name(l->unused));
	else
		step = say(x, "interface", STEP_FOR, "this machine is a %s on %s",
		    conf_role_name(l->role), l->iface.name);
	step->rule = l->conf->place;
}

static void explain_advertisement(struct explanation *x, const struct router_view *r)
{
	if (r->heard == 0)
		say(x, "advertisement", STEP_NEUTRAL,
		    "known from an earlier run and not heard since; it expires in %ju s",
		    seconds(usec_sub(r->deadline, x->now)));
	else
		say(x, "advertisement", STEP_FOR,
		    "advertised by %s %ju s ago with preference %s; it expires in %ju s",
		    address_text(r->source).text, seconds(usec_sub(x->now, r->heard)),
		    preference_text(r->advertised).text, seconds(usec_sub(r->deadline, x->now)));
}

static void explain_policy(struct explanation *x, const struct router_view *r)
{
	if (r->overridden)
		say(x, "policy", STEP_NEUTRAL,
		    "the configuration gives it preference %s instead of %s",
		    preference_text(r->preference).text, preference_text(r->advertised).text)
		    ->rule = r->policy;
	else if (r->preference != r->advertised)
		say(x, "policy", STEP_NEUTRAL,
		    "the interface has %s-preference %s, so it counts as that instead of %s",
		    r->preference < r->advertised ? "max" : "min",
		    preference_text(r->preference).text, preference_text(r->advertised).text)
		    ->rule = r->policy;
	if (r->preference == PREFERENCE_INELIGIBLE)
		say(x, "eligibility", STEP_AGAINST,
		    "its preference says that hosts must not use it (RFC 1256 5.3)");
}

static void explain_path(struct explanation *x, const struct router_view *r)
{
	const struct link *l = engine_link(x->engine, r->ifindex);
	const struct iface_addr *a = l == NULL ? NULL : iface_neighbour(&l->iface, r->address);

	if (r->state == ROUTER_NO_CARRIER)
		say(x, "link", STEP_AGAINST, "%s has no carrier", r->ifname);
	else if (r->onlink && l != NULL && l->iface.up && l->iface.n_addrs > 0)
		say(x, "link", STEP_FOR, "the configuration says that it is on the link (onlink)")
		    ->rule = conf_onlink(l->conf, r->address)->place;
	else if (a == NULL || !l->iface.up)
		say(x, "link", STEP_AGAINST, "%s is down, or has no address on the router's subnet",
		    r->ifname);
	else
		say(x, "link", STEP_FOR, "it is on the subnet of %s/%u",
		    address_text(a->local).text, a->prefix_len);
}

static void explain_neighbour(struct explanation *x, const struct router_view *r)
{
	const char *state = neighbour_state_name(r->neighbour);

	if (r->state == ROUTER_DEAD)
		say(x, "neighbour", STEP_AGAINST,
		    "it does not answer (neighbour table: %s) and is asked again every %ju s",
		    state, seconds(DEAD_RETRY_INTERVAL));
	else if (neighbour_is_valid(r->neighbour))
		say(x, "neighbour", STEP_FOR,
		    "its link-layer address is known (neighbour table: %s)", state);
	else
		say(x, "neighbour", STEP_NEUTRAL,
		    "no sign says that it is dead (neighbour table: %s)", state);
}

static void explain_checks(struct explanation *x, const struct router_view *r)
{
	const struct checked *c = r->checks;
	usec_t since;

	if (c == NULL)
		return;
	since = usec_sub(x->now, c->check.changed);
	if (c->check.verdict == CHECK_LOST)
		say(x, "checks", STEP_AGAINST,
		    "it leads nowhere: its checks have failed for %ju s, the last %u%s rounds "
		    "in a row; %u good ones make it usable again",
		    seconds(since), c->check.failed, c->check.failed == UINT8_MAX ? " or more" : "",
		    c->conf.successes);
	else if (c->check.failed > 0)
		say(x, "checks", STEP_NEUTRAL,
		    "the last %u of its checks failed; %u in a row mean that it leads nowhere",
		    c->check.failed, c->conf.failures);
	else if (c->check.verdict == CHECK_GOOD)
		say(x, "checks", STEP_FOR,
		    "packets come back through it: its checks have succeeded for %ju s",
		    seconds(since));
	else
		say(x, "checks", STEP_NEUTRAL, "no check through it has an answer yet");
}

static const struct drl_choice *choice_of(const struct explanation *x, const struct router_view *r)
{
	const struct drl *drl = &x->engine->drl;

	return drl_choice_of(drl, drl_find(drl, hop_to(r->ifindex, r->address)));
}

/* Comes before all that decides else. False: there is no more to say. */
static bool explain_damping(struct explanation *x, const struct router_view *r)
{
	const struct drl_choice *c = choice_of(x, r);
	struct hop kept;
	usec_t until;

	if (!drl_damping(c, &kept, &until) || c->standing != STANDING_ALIVE)
		return true;
	if (hop_equal(kept, hop_to(r->ifindex, r->address)))
		say(x, "damping", STEP_FOR,
		    "damping keeps it for %ju s more, as the longest-lived: the default router "
		    "changed more than %u times in %ju s",
		    seconds(usec_sub(until, x->now)), DAMPING_CHANGES, seconds(DAMPING_WINDOW));
	else
		say(x, "damping", r->position != 0 ? STEP_NEUTRAL : STEP_AGAINST,
		    "damping keeps %s for %ju s more: the default router changed more than %u "
		    "times in %ju s",
		    address_text(kept.gateway).text, seconds(usec_sub(until, x->now)),
		    DAMPING_CHANGES, seconds(DAMPING_WINDOW));
	return r->position != 0;
}

static void explain_choice(struct explanation *x, const struct router_view *r)
{
	const struct drl_choice *c = choice_of(x, r);
	const char *install = conf_install_name(x->engine->conf->install);
	const struct drl_router *best;

	if (r->position != 0 && c->standing == STANDING_LAST_RESORT) {
		say(x, "choice", STEP_FOR,
		    r->state == ROUTER_LOST ? "the checks of all routers fail, or their targets "
					      "are down; it stays in use"
		    : r->state == ROUTER_WITHDRAWN
			? "it has withdrawn, but still answers; no other router is usable"
			: "no router answers; the best one is better than none");
		return;
	}
	if (r->position != 0) {
		say(x, "choice", STEP_FOR, "number %u of %u in use (install = %s)", r->position,
		    c->n_wanted, install);
		return;
	}
	if (c->n_wanted == 0) {
		say(x, "choice", STEP_AGAINST,
		    c->standing == STANDING_FOREIGN
			? "no router answers, and another default route can take over"
			: "no router is usable");
		return;
	}
	best = drl_wanted(&x->engine->drl, c, 0);
	if (r->preference > best->preference)
		say(x, "choice", STEP_AGAINST, "better than %s, but not usable now",
		    address_text(best->address).text);
	else if (r->preference == best->preference)
		say(x, "choice", STEP_AGAINST,
		    "%s has the same preference and stays in use (install = %s)",
		    address_text(best->address).text, install);
	else
		say(x, "choice", STEP_AGAINST,
		    "%s has preference %s, which is higher (install = %s)",
		    address_text(best->address).text, preference_text(best->preference).text,
		    install);
}

static void explain_route(struct explanation *x, const struct router_view *r)
{
	struct route other;
	const char *ifname;

	if (x->engine->conf->install == INSTALL_NONE) {
		say(x, "route", STEP_AGAINST,
		    "install = none: rdisc reports routers and installs no route");
		return;
	}
	if (!r->routed)
		return;
	if (!r->installed)
		say(x, "route", STEP_AGAINST, "the kernel does not have its route yet (metric %u)",
		    r->route.metric);
	else
		say(x, "route", STEP_FOR, "installed: default via %s dev %s metric %u table %u",
		    address_text(r->address).text, r->ifname, r->route.metric, r->route.table);
	if (!r->outdone || !engine_preferred_route(x->engine, &r->route, &other))
		return;
	ifname = engine_iface_name(x->engine, other.hops[0].ifindex);
	if (other.hops[0].gateway.s_addr != INADDR_ANY)
		say(x, "conflict", STEP_AGAINST,
		    "another default route has metric %u, and so carries the traffic: via %s "
		    "dev %s",
		    other.metric, address_text(other.hops[0].gateway).text,
		    ifname != NULL ? ifname : "?");
	else
		say(x, "conflict", STEP_AGAINST,
		    "another default route has metric %u, and so carries the traffic: dev %s",
		    other.metric, ifname != NULL ? ifname : "unknown");
}

size_t engine_explain(
    const struct engine *e, const struct router_view *router, struct explain_step *ret, usec_t now)
{
	struct explanation x = { .engine = e, .now = now, .steps = ret };

	explain_interface(&x, router->ifindex);
	explain_advertisement(&x, router);
	explain_policy(&x, router);
	explain_path(&x, router);
	explain_neighbour(&x, router);
	explain_checks(&x, router);
	if (router->state == ROUTER_REJECTED)
		say(&x, "kernel", STEP_AGAINST,
		    "the kernel refused its route; it will be tried again");
	if (router->state == ROUTER_WAITING)
		say(&x, "confirmation", STEP_AGAINST,
		    "it is better than the one in use, but has to answer first, or wait %.1f s",
		    (double)CONFIRM_TIME / USEC_PER_SEC);
	if (explain_damping(&x, router))
		explain_choice(&x, router);
	explain_route(&x, router);
	return x.n;
}

/* Why an address is not taken, in words. */
static const char *refusal(enum reason reason)
{
	switch (reason) {
	case REASON_NOT_NEIGHBOUR:
		return "its address is on no subnet of the interface (RFC 1256 5.3), and no "
		       "router section of it says onlink";
	case REASON_BAD_ADDRESS:
		return "its address cannot be that of a router: 0, network, broadcast, multicast "
		       "or loopback";
	case REASON_OWN:
		return "its address is one of this machine";
	case REASON_DENIED:
		return "the deny list of the interface contains it";
	case REASON_NOT_ALLOWED:
		return "the allow list of the interface does not contain it";
	case REASON_HIGHER_PREFERENCE:
		return "hosts prefer it to this router, and the allow list of the interface does "
		       "not contain it";
	case REASON_RATE:
		return "the rate limit dropped it with other changes; its next advertisement may "
		       "pass";
	case REASON_TABLE_FULL:
		return "the list is full of routers that are at least as good (max-routers)";
	default:
		return event_reason_name(reason);
	}
}

/* The list of the configuration that has decided. */
static struct conf_place refusing_rule(const struct engine *e, const struct refused_router *router)
{
	const struct link *l = engine_link(e, router->ifindex);

	if (l != NULL && l->conf != NULL && router->reason == REASON_DENIED)
		return l->conf->deny.place;
	if (l != NULL && l->conf != NULL &&
	    (router->reason == REASON_NOT_ALLOWED || router->reason == REASON_HIGHER_PREFERENCE))
		return l->conf->allow.place;
	return (struct conf_place){ .file = NULL };
}

size_t engine_explain_refused(const struct engine *e, const struct refused_router *router,
    struct explain_step *ret, usec_t now)
{
	struct explanation x = { .engine = e, .now = now, .steps = ret };

	explain_interface(&x, router->ifindex);
	say(&x, "advertisement", STEP_FOR,
	    "advertised by %s %ju s ago with preference %s, refused %ju time%s",
	    address_text(router->source).text, seconds(usec_sub(now, router->last)),
	    preference_text(router->preference).text, (uintmax_t)router->count,
	    router->count == 1 ? "" : "s");
	say(&x, "refused", STEP_AGAINST, "%s", refusal(router->reason))->rule = refusing_rule(
	    e, router);
	return x.n;
}
