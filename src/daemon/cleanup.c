/* SPDX-License-Identifier: BSD-2-Clause */
/* The routes of other daemons: one that has ended, and one that runs. */
#include "config.h"

#include "daemon/cleanup.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine/view.h"
#include "kernel/rtnl.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/state.h"

struct cleanup {
	struct engine *engine;
	const struct conf *stays; /* the configuration whose routes stay; NULL: none */
	usec_t now;
	bool lost; /* there was no memory for a fact */
};

static bool is_host_on(const struct conf *conf, const char *name)
{
	const struct conf_iface *ci = conf_find_iface(conf, name);

	return ci != NULL && ci->role == ROLE_HOST;
}

static bool has_metric(const struct conf *conf, uint32_t metric)
{
	return metric >= conf->metric && metric - conf->metric < METRIC_RANGE;
}

/* Will the daemon that starts now take this route for its own? `vrf`: the table of its interface's VRF. */
static bool stays_in_use(const struct conf *conf, const struct route *route, uint32_t vrf)
{
	char name[IF_NAMESIZE];

	return conf != NULL && conf_installs(conf) && route->protocol == conf->protocol &&
	       has_metric(conf, route->metric) &&
	       if_indextoname(route->hops[0].ifindex, name) != NULL && is_host_on(conf, name) &&
	       route->table == conf_table(conf, conf_find_iface(conf, name), vrf);
}

static void collect_route(const struct rtnl_fact *fact, void *arg)
{
	struct cleanup *c = arg;

	if (fact->kind == RTNL_IFACE && !engine_set_iface(c->engine, &fact->iface, c->now))
		c->lost = true;
	if (fact->kind == RTNL_ROUTE &&
	    !stays_in_use(
		c->stays, &fact->route, engine_iface_vrf(c->engine, fact->route.hops[0].ifindex)) &&
	    !engine_set_route(c->engine, &fact->route))
		c->lost = true;
}

/* Logs what happens to routes; the rest is that of a daemon which does nothing else. */
static void log_route_events(struct engine *e)
{
	struct event event;

	while (engine_event(e, &event))
		if (event.kind == EVENT_ROUTE_REMOVED || event.kind == EVENT_ROUTE_FAILED)
			log_event(&event);
}

/* 0, or the last error of the kernel. */
static int remove_all(struct cleanup *c, struct rtnl *rtnl)
{
	struct route_change changes[RTNL_BATCH_MAX];
	int errors[RTNL_BATCH_MAX], error = 0;
	size_t n;

	while ((n = engine_changes(c->engine, changes, RTNL_BATCH_MAX, c->now)) > 0) {
		rtnl_change(rtnl, changes, n, errors);
		for (size_t i = 0; i < n; i++) {
			engine_change_done(c->engine, &changes[i], errors[i], c->now);
			error = errors[i] != 0 && errors[i] != ESRCH ? -errors[i] : error;
		}
		log_route_events(c->engine);
	}
	return error;
}

/* Plays a daemon of that configuration from its first look at the kernel to its end. */
static int remove_routes(const struct conf *conf, const struct conf *those_that_stay)
{
	struct cleanup c = { .stays = those_that_stay, .now = clock_now(CLOCK_BOOTTIME) };
	uint32_t tables[TABLES_MAX];
	struct rtnl rtnl;
	int error;

	if ((c.engine = engine_new(conf, 0)) == NULL)
		return -ENOMEM;
	error = rtnl_open(&rtnl, conf->table, collect_route, &c);
	engine_begin(c.engine);
	if (error == 0) {
		rtnl_watch(&rtnl, false, true);
		error = rtnl_dump_links(&rtnl);
		rtnl_set_tables(&rtnl, tables, engine_tables(c.engine, tables));
	}
	if (error == 0)
		error = rtnl_dump_routes(&rtnl);
	if (error == 0 && c.lost)
		error = -ENOMEM;
	if (error == 0) {
		engine_end(c.engine, c.now);
		engine_adopt(c.engine, c.now);
		engine_shutdown(c.engine, false, c.now);
		error = remove_all(&c, &rtnl);
	}
	rtnl_close(&rtnl);
	engine_free(c.engine);
	return error;
}

int daemon_cleanup(const struct conf *conf, const char *directory)
{
	struct state_owner owner;
	bool known = state_read_owner(directory, &owner) == 0;
	int error = 0;

	if (!known && conf == NULL)
		return EXIT_FAILURE; /* why there is no configuration has been told */
	if (known && owner.runs)
		log_line(LOG_NOTICE, "rdisc is running, so its routes stay pid=%ld", owner.pid);
	else if (conf != NULL && conf->keep_routes)
		log_line(LOG_NOTICE, "keep-routes: the routes stay");
	else
		error = remove_routes(known ? &owner.conf : conf, NULL);
	if (error != 0)
		log_line(
		    LOG_ERR, "cannot remove the routes of an earlier run: %s", strerror(-error));
	if (known)
		state_forget_owner(&owner);
	return error == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool is_section_of(const struct conf *conf, const struct conf_iface *ci)
{
	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (conf->ifaces[i].role == ROLE_HOST && conf->ifaces[i].table == ci->table &&
		    strcmp(conf->ifaces[i].pattern, ci->pattern) == 0)
			return true;
	return false;
}

/* True if both configurations have their routes in the same place, as after a usual restart. */
static bool continues(const struct conf *conf, const struct conf *old)
{
	bool same = conf_installs(conf) && conf->table == old->table &&
		    conf->metric == old->metric && conf->protocol == old->protocol;

	for (size_t i = 0; i < old->n_ifaces; i++)
		same = same && is_section_of(conf, &old->ifaces[i]);
	return same;
}

/* True if an interface that is there, or that one of them names, is a host's in both. */
static bool share_interface(const struct conf *a, const struct conf *b)
{
	struct if_nameindex *names = if_nameindex();
	bool shared = false;

	for (size_t i = 0; names != NULL && names[i].if_index != 0; i++)
		shared = shared ||
			 (is_host_on(a, names[i].if_name) && is_host_on(b, names[i].if_name));
	if (names != NULL)
		if_freenameindex(names);
	for (size_t i = 0; i < a->n_ifaces; i++)
		shared = shared ||
			 (a->ifaces[i].role == ROLE_HOST && is_host_on(b, a->ifaces[i].pattern));
	for (size_t i = 0; i < b->n_ifaces; i++)
		shared = shared || is_host_on(a, b->ifaces[i].pattern);
	return shared;
}

/* True if both have routes by host interfaces in one table, or leave it to the interface's VRF. */
static bool share_table(const struct conf *a, const struct conf *b)
{
	for (size_t i = 0; i < a->n_ifaces; i++)
		for (size_t j = 0; j < b->n_ifaces; j++)
			if (a->ifaces[i].role == ROLE_HOST && b->ifaces[j].role == ROLE_HOST &&
			    conf_table(a, &a->ifaces[i], 0) == conf_table(b, &b->ifaces[j], 0))
				return true;
	return false;
}

static bool contends(const struct conf *conf, const struct conf *other)
{
	return conf_installs(conf) && share_table(conf, other) &&
	       conf->protocol == other->protocol &&
	       (has_metric(conf, other->metric) || has_metric(other, conf->metric)) &&
	       share_interface(conf, other);
}

int daemon_meet_owner(const struct conf *conf, const char *directory)
{
	struct state_owner owner;
	int error = 0;

	if (state_read_owner(directory, &owner) != 0)
		return 0;
	if (!owner.runs && !continues(conf, &owner.conf)) {
		error = remove_routes(&owner.conf, conf);
		if (error != 0)
			log_line(LOG_ERR, "cannot remove the routes of an earlier run: %s",
			    strerror(-error));
		error = 0;
	} else if (owner.runs && contends(conf, &owner.conf)) {
		log_line(LOG_CRIT,
		    "rdisc already runs here, pid=%ld table=%u, and each would take the"
		    " other's routes for its own: stop that one (systemctl stop rdisc), or"
		    " choose other interfaces (-i), another --table, or --install none",
		    owner.pid, owner.conf.table);
		error = -EADDRINUSE;
	}
	state_forget_owner(&owner);
	return error;
}
