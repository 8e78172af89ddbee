/* SPDX-License-Identifier: BSD-2-Clause */
/* Results out: what the engine wants done, one kind each. */
#include "config.h"

#include "daemon/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "kernel/echo.h"
#include "system/log.h"

/* Looks into the neighbour table in a turn; more are cheaper to answer by all of it. */
#define LOOKS_MAX      16
/* The state file is written at most this often. */
#define STATE_INTERVAL (200 * USEC_PER_MSEC)
/* A group that could not be joined is tried again after this. */
#define JOIN_RETRY     (5 * USEC_PER_SEC)

void daemon_report_events(struct daemon *d)
{
	struct event event;
	uint64_t lost = engine_events_lost(d->engine);

	while (engine_event(d->engine, &event))
		if (log_event(&event) && log_event_level(&event) < LOG_DEBUG)
			history_add(&d->history, &event);
	if (lost != d->events_lost)
		log_line(LOG_NOTICE, "events dropped=%ju", (uintmax_t)(lost - d->events_lost));
	d->events_lost = lost;
	log_tell_left_out(d->now, false);
}

static void report_failure(
    struct daemon *d, enum event_kind kind, unsigned ifindex, struct in_addr to, int error)
{
	struct event event = {
		.kind = kind, .time = d->now, .ifindex = ifindex, .destination = to, .error = -error
	};

	engine_tell(d->engine, &event);
}

void daemon_sync_tables(struct daemon *d)
{
	uint32_t tables[TABLES_MAX];

	rtnl_set_tables(&d->rtnl, tables, engine_tables(d->engine, tables));
}

void daemon_sync_routes(struct daemon *d)
{
	struct route_change changes[RTNL_BATCH_MAX];
	int errors[RTNL_BATCH_MAX];
	size_t n;

	daemon_sync_tables(d); /* an addition is told, or counts as failed */
	while ((n = engine_changes(d->engine, changes, RTNL_BATCH_MAX, d->now)) > 0) {
		rtnl_change(&d->rtnl, changes, n, errors);
		for (size_t i = 0; i < n; i++)
			engine_change_done(d->engine, &changes[i], errors[i], d->now);
	}
}

void daemon_sync_memberships(struct daemon *d)
{
	struct membership failed, *wanted;
	size_t n;
	int error;

	if (!d->sync_groups && d->join_retry > d->now)
		return;
	d->sync_groups = false;
	d->join_retry = USEC_INFINITY;
	n = engine_memberships(d->engine, NULL, 0);
	wanted = calloc(n + 1, sizeof(*wanted));
	if (wanted == NULL) {
		d->join_retry = usec_add(d->now, JOIN_RETRY);
		return;
	}
	engine_memberships(d->engine, wanted, n);
	error = icmp_sync_memberships(&d->icmp, wanted, n, &failed);
	free(wanted);
	if (error == 0)
		return;
	d->join_retry = usec_add(d->now, JOIN_RETRY);
	report_failure(d, EVENT_JOIN_FAILED, failed.ifindex, failed.group, error);
}

void daemon_transmit(struct daemon *d)
{
	struct datagram datagram;

	while (engine_transmit(d->engine, &datagram, d->now)) {
		int error = icmp_send(&d->icmp, &datagram);

		if (error != 0)
			report_failure(
			    d, EVENT_SEND_FAILED, datagram.ifindex, datagram.destination, error);
		daemon_report_events(d); /* a thousand interfaces make more than the engine keeps */
	}
}

void daemon_send_checks(struct daemon *d)
{
	struct link_address to;
	struct datagram datagram;

	while (engine_request(d->engine, &datagram, &to, d->now)) {
		int error = echo_send(d->echo_fd, &to, &datagram);

		if (error != 0)
			report_failure(
			    d, EVENT_SEND_FAILED, datagram.ifindex, datagram.destination, error);
	}
}

bool daemon_query_neighbours(struct daemon *d)
{
	struct neighbour_query query;
	unsigned looks = 0;
	bool any = false;

	while (engine_query(d->engine, &query)) {
		int error;

		any = true;
		if (query.kind == NEIGHBOUR_LOOK && ++looks > LOOKS_MAX)
			continue;
		error = rtnl_query(&d->rtnl, &query);
		if (error != 0 && error != -EPERM)
			log_line(LOG_DEBUG, "cannot ask for a neighbour: %s", strerror(-error));
	}
	if (looks > LOOKS_MAX && rtnl_dump_neighbours(&d->rtnl) != 0)
		d->dump_all = true;
	return any;
}

/* The last resort is none for the next run. */
static size_t drop_withdrawn(struct known_router *routers, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!routers[i].withdrawn)
			routers[kept++] = routers[i];
	return kept;
}

void daemon_write_state(struct daemon *d)
{
	struct known_router *routers;
	size_t n;

	d->state_generation = engine_generation(d->engine);
	d->state_written = d->now;
	n = engine_routers(d->engine, NULL, 0);
	routers = calloc(n + 1, sizeof(*routers));
	if (routers == NULL)
		return;
	engine_routers(d->engine, routers, n);
	n = drop_withdrawn(routers, n);
	if (state_write(&d->state, routers, n) != 0)
		log_line(LOG_WARNING,
		    "%s: cannot write; after a restart rdisc must learn its routers again",
		    d->state.path);
	free(routers);
}

/* When the file is to be written; USEC_INFINITY: it holds what is known. */
static usec_t state_deadline(const struct daemon *d)
{
	if (engine_generation(d->engine) == d->state_generation)
		return USEC_INFINITY;
	return usec_add(d->state_written, STATE_INTERVAL);
}

void daemon_update_state(struct daemon *d)
{
	if (state_deadline(d) <= d->now)
		daemon_write_state(d);
}

usec_t daemon_results_deadline(const struct daemon *d)
{
	return usec_min(d->join_retry, d->state.fd >= 0 ? state_deadline(d) : USEC_INFINITY);
}

void daemon_notify_manager(struct daemon *d)
{
	const struct route_set *routes = engine_routes(d->engine);
	char line[128] = "no default router", address[INET_ADDRSTRLEN], name[IF_NAMESIZE] = "?";
	char clean[4 * IF_NAMESIZE];

	if (d->notify.fd < 0)
		return;
	if (d->notify.watchdog != 0 && d->watchdog_next <= d->now) {
		notify_watchdog(&d->notify);
		d->watchdog_next = usec_add(d->now, d->notify.watchdog);
	}
	if (!conf_has_role(d->conf, ROLE_HOST)) {
		snprintf(line, sizeof(line), "router");
	} else if (routes->n > 0) {
		inet_ntop(AF_INET, &routes->hops[0].gateway, address, sizeof(address));
		if_indextoname(routes->hops[0].ifindex, name);
		printable(name, clean, sizeof(clean));
		snprintf(line, sizeof(line), "default router %s on %s", address, clean);
	}
	notify_status(&d->notify, line);
}
