/* SPDX-License-Identifier: BSD-2-Clause */
/* One turn of the daemon: facts to the engine, its results to the system. Decides nothing about the
 * protocol. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/daemon.h"
#include "system/log.h"
#include "base/printable.h"

/* Looks into the neighbour table in a turn; more are cheaper to answer by all of it. */
#define LOOKS_MAX      16
/* The state file is written at most this often. */
#define STATE_INTERVAL (200 * USEC_PER_MSEC)
/* A group that could not be joined is tried again after this. */
#define JOIN_RETRY     (5 * USEC_PER_SEC)
/* What could not be read is tried again after this. */
#define DUMP_RETRY     USEC_PER_SEC
/* A track's file is read this often. */
#define TRACK_INTERVAL USEC_PER_SEC

usec_t daemon_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts); /* lifetimes run while the machine sleeps */
	return (usec_t)ts.tv_sec * USEC_PER_SEC + (usec_t)ts.tv_nsec / 1000;
}

/* ---- facts in ---- */

static void out_of_memory(struct daemon *d, bool ok)
{
	if (ok)
		return;
	log_line(LOG_ERR, "out of memory, a fact is lost; will read everything again");
	d->dump_all = true;
}

void daemon_tell_events(struct daemon *d)
{
	struct event event;
	uint64_t lost = engine_events_lost(d->engine);

	while (engine_event(d->engine, &event))
		if (log_event(&event) && log_event_level(&event) < LOG_DEBUG)
			daemon_control_take_event(d, &event);
	if (lost != d->events_lost)
		log_line(LOG_NOTICE, "too much at once: events left out=%ju",
			(uintmax_t)(lost - d->events_lost));
	d->events_lost = lost;
	log_tell_left_out(d->now, false);
}

void daemon_take_fact(const struct rtnl_fact *fact, void *arg)
{
	struct daemon *d = arg;

	switch (fact->kind) {
	case RTNL_IFACE:
		out_of_memory(d, engine_set_iface(d->engine, &fact->iface, d->now));
		d->sync_groups = true;
		break;
	case RTNL_IFACE_GONE:
		engine_del_iface(d->engine, fact->iface.ifindex, d->now);
		d->sync_groups = true;
		break;
	case RTNL_ROUTE:
		out_of_memory(d, engine_set_route(d->engine, &fact->route));
		break;
	case RTNL_ROUTE_GONE:
		engine_del_route(d->engine, &fact->route);
		break;
	case RTNL_NEIGHBOUR:
		engine_set_neighbour(d->engine, &fact->neighbour, d->now);
		break;
	case RTNL_SUBNET:
		engine_add_subnet(d->engine, fact->iface.ifindex, d->now);
		break;
	case RTNL_ROUTES_STALE:
	case RTNL_NEXTHOPS_STALE:
		engine_doubt_routes(d->engine, fact->kind == RTNL_NEXTHOPS_STALE);
		break;
	}
	daemon_tell_events(
		d); /* a dump of many interfaces has more to tell than the engine keeps */
}

/* How a dump of links or routes went. One of which a fact was lost for want of memory is not whole either:
 * what was lost would pass for gone. */
static int outcome(const struct daemon *d, int error)
{
	return error == 0 && d->dump_all ? -ENOMEM : error;
}

static int read_routes(struct daemon *d)
{
	int error;

	engine_begin_routes(d->engine);
	error = outcome(d, rtnl_dump_routes(&d->rtnl));
	if (error == 0)
		engine_end_routes(d->engine);
	return error;
}

/* A pure router has no use for others, nor for what its neighbours do. */
static bool hears_routers(const struct conf *conf)
{
	return conf_has_role(conf, ROLE_HOST) || conf_has_role(conf, ROLE_MONITOR);
}

/* Start-up, overrun and SIGHUP. What comes to the monitor from now on may be older than what is read
 * here, and does no harm: the last word on anything will be in it too. */
int daemon_read_links_and_routes(struct daemon *d)
{
	int error;

	rtnl_watch(&d->rtnl, hears_routers(d->conf), engine_needs_routes(d->engine));
	d->dump_all = false;
	engine_begin(d->engine);
	error = outcome(d, rtnl_dump_links(&d->rtnl));
	if (error == 0)
		error = outcome(d, rtnl_dump_routes(&d->rtnl));
	if (error == 0)
		engine_end(d->engine, d->now);
	return error;
}

/* That, and the neighbours of the routers known. */
static int read_everything(struct daemon *d)
{
	int error = daemon_read_links_and_routes(d);

	if (error == 0 && !d->looked)
		daemon_first_look(d);
	return error == 0 ? rtnl_dump_neighbours(&d->rtnl) : error;
}

/* After an overrun the queue is emptied before everything is read again: what it still holds is older
 * than what was lost, and heard after the dump it would stand as the last word. */
void daemon_receive_facts(struct daemon *d)
{
	int error = rtnl_receive(&d->rtnl);

	if (error == -ENOBUFS) {
		log_line(LOG_NOTICE, "netlink overrun, reading everything again");
		d->overruns++;
		d->dump_all = true;
		for (int tries = 0; error == -ENOBUFS && tries < 10; tries++)
			error = rtnl_receive(&d->rtnl);
	}
	if (error != 0 && error != -ENOBUFS)
		log_line(LOG_WARNING, "netlink: %s, reading everything again", strerror(-error));
	if (error != 0)
		d->dump_all = true;
}

/* A track's file is lost if it is not there, or begins with 0; looked at now and then, since the
 * programs that write such files do it in every possible way. */
static void read_tracks(struct daemon *d)
{
	d->track_next = USEC_INFINITY;
	for (size_t i = 0; i < d->conf->n_tracks; i++) {
		const struct conf_track *t = &d->conf->tracks[i];
		char first = '0';
		int fd;

		if (t->kind != TRACK_FILE)
			continue;
		d->track_next = usec_add(d->now, TRACK_INTERVAL);
		fd = open(t->target, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
			continue; /* what we lack says nothing of the track */
		if (fd >= 0 && read(fd, &first, 1) == 0)
			first = '1'; /* empty: it is there */
		if (fd >= 0)
			close(fd);
		engine_set_track(d->engine, i, first != '0', d->now);
	}
}

void daemon_receive_datagrams(struct daemon *d)
{
	struct datagram datagram;
	int error;

	engine_trace(d->engine, log_wants(LOG_DEBUG));
	while ((error = icmp_receive(&d->icmp, &datagram)) != -EAGAIN)
		if (error == 0)
			engine_deliver(d->engine, &datagram, d->now);
}

/* ---- results out ---- */

static void tell_failure(
	struct daemon *d, enum event_kind kind, unsigned ifindex, struct in_addr to, int error)
{
	struct event event = {
		.kind = kind, .time = d->now, .ifindex = ifindex, .router = to, .error = -error
	};

	engine_tell(d->engine, &event);
}

void daemon_sync_routes(struct daemon *d)
{
	struct route_change changes[RTNL_BATCH_MAX];
	int errors[RTNL_BATCH_MAX];
	size_t n;

	while ((n = engine_changes(d->engine, changes, RTNL_BATCH_MAX, d->now)) > 0) {
		rtnl_change(&d->rtnl, changes, n, errors);
		for (size_t i = 0; i < n; i++)
			engine_change_done(d->engine, &changes[i], errors[i], d->now);
	}
}

static void sync_memberships(struct daemon *d)
{
	struct membership failed, *wanted;
	size_t n = engine_memberships(d->engine, NULL, 0);
	int error;

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
	tell_failure(d, EVENT_JOIN_FAILED, failed.ifindex, failed.group, error);
}

void daemon_transmit(struct daemon *d)
{
	struct datagram datagram;

	while (engine_transmit(d->engine, &datagram, d->now)) {
		int error = icmp_send(&d->icmp, &datagram);

		if (error != 0)
			tell_failure(d, EVENT_SEND_FAILED, datagram.ifindex, datagram.destination,
				error);
		daemon_tell_events(
			d); /* on a thousand interfaces there is more than the engine keeps */
	}
}

static bool query_neighbours(struct daemon *d)
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
			log_line(LOG_DEBUG, "neighbour query: %s", strerror(-error));
	}
	if (looks > LOOKS_MAX && rtnl_dump_neighbours(&d->rtnl) != 0)
		d->dump_all = true;
	return any;
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
	if (state_write(&d->state, routers, n) != 0)
		log_line(LOG_WARNING, "%s: cannot write; a restart will have to learn anew",
			d->state.path);
	free(routers);
}

static usec_t deadline(const struct daemon *d)
{
	usec_t when = usec_min(engine_deadline(d->engine), usec_min(d->join_retry, d->track_next));

	if (engine_generation(d->engine) != d->state_generation && d->state.fd >= 0)
		when = usec_min(when, usec_add(d->state_written, STATE_INTERVAL));
	if (d->dump_all)
		when = usec_min(when, d->dump_retry);
	if (d->notify.watchdog != 0)
		when = usec_min(when, d->watchdog_next);
	when = usec_min(when, usec_min(log_deadline(), daemon_control_deadline(d)));
	return d->ready ? when : usec_min(when, d->give_up);
}

void daemon_arm(struct daemon *d)
{
	usec_t when = deadline(d);
	struct itimerspec its = { 0 };

	if (when == d->armed)
		return;
	d->armed = when;
	if (when == 0)
		when = 1; /* 0 would disarm it */
	if (when != USEC_INFINITY) {
		its.it_value.tv_sec = (time_t)(when / USEC_PER_SEC);
		its.it_value.tv_nsec = (long)(when % USEC_PER_SEC) * 1000;
	}
	timerfd_settime(d->timer_fd, TFD_TIMER_ABSTIME, &its, NULL);
}

/* What could not be read is read again, all of it: a dump that failed has changed nothing. */
static void note_reading(struct daemon *d, int error)
{
	d->dump_retry = error == 0 ? 0 : usec_add(d->now, DUMP_RETRY);
	if (error == 0)
		return;
	log_line(LOG_WARNING, "netlink: cannot read everything, will retry: %s", strerror(-error));
	d->dump_all = true;
}

/* Reads the routes if the kernel may have changed them without a word; returns whether it did. */
static bool reread_routes(struct daemon *d)
{
	bool wanted = !d->dump_all && engine_wants_routes(d->engine, d->now);

	if (wanted)
		note_reading(d, read_routes(d));
	return wanted;
}

/* Reads what is known to be out of date. */
void daemon_refresh(struct daemon *d)
{
	if (d->now < d->dump_retry)
		return;
	if (d->dump_all)
		note_reading(d, read_everything(d));
	else
		reread_routes(d);
}

/* For `systemctl status`: what the default route stands on. */
static void tell_manager(struct daemon *d)
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

/* Where every turn ends. The order is that of need: routes first. */
void daemon_settle(struct daemon *d)
{
	daemon_refresh(d);
	if (d->track_next <= d->now)
		read_tracks(d);
	query_neighbours(d); /* one just learned may be known to be dead */
	do {
		engine_advance(d->engine, d->now);
		daemon_sync_routes(d);
	} while (query_neighbours(d) || reread_routes(d));
	if (d->sync_groups || d->join_retry <= d->now) {
		d->sync_groups = false;
		d->join_retry = USEC_INFINITY;
		sync_memberships(d);
	}
	daemon_transmit(d);
	daemon_tell_events(d);
	if (engine_generation(d->engine) != d->state_generation &&
		d->now >= usec_add(d->state_written, STATE_INTERVAL))
		daemon_write_state(d);
	tell_manager(d);
}
