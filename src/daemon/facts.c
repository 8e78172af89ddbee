/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts in: what the kernel tells, what arrives on the wire, and the files of tracks. */
#include "config.h"

#include "daemon/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/results.h"
#include "kernel/echo.h"
#include "system/log.h"

/* Answers to checks taken in a turn, and the longest of them with all IP options, bytes. */
#define ANSWERS_PER_TURN 256
#define ANSWER_MAX       128
/* A read that failed is tried again after this. */
#define DUMP_RETRY       USEC_PER_SEC
/* A track's file is read this often. */
#define TRACK_INTERVAL   USEC_PER_SEC

static void restore_state(struct daemon *d)
{
	size_t max = d->conf->routers_max;
	struct known_router *routers = calloc(max, sizeof(*routers));
	size_t n = routers == NULL ? 0 : state_read(&d->state, routers, max);

	for (size_t i = 0; i < n; i++)
		engine_restore(d->engine, &routers[i], d->now);
	free(routers);
}

/* A name without an interface may be a mistake of spelling. */
static void log_missing_ifaces(const struct daemon *d)
{
	for (size_t i = 0; i < d->conf->n_ifaces; i++) {
		const char *pattern = d->conf->ifaces[i].pattern;

		if (strpbrk(pattern, "*?[") == NULL && engine_iface_index(d->engine, pattern) == 0)
			log_line(LOG_NOTICE, "waiting for interface iface=%s", pattern);
	}
}

/* Adopts what an earlier run left: its routes, and its routers, which need their interfaces. */
void daemon_first_look(struct daemon *d)
{
	d->looked = true;
	engine_adopt(d->engine, d->now);
	log_missing_ifaces(d);
	restore_state(d);
	daemon_write_state(d); /* the interface that has it from now on */
}

/* A fact for which there is no memory is lost: `ok` is false. */
static void log_memory(struct daemon *d, bool ok)
{
	if (ok)
		return;
	log_line(LOG_ERR, "out of memory, kernel messages lost; will read everything again");
	d->dump_all = true;
}

void daemon_take_fact(const struct rtnl_fact *fact, void *arg)
{
	struct daemon *d = arg;

	switch (fact->kind) {
	case RTNL_IFACE:
		log_memory(d, engine_set_iface(d->engine, &fact->iface, d->now));
		d->sync_groups = true;
		break;
	case RTNL_IFACE_GONE:
		engine_del_iface(d->engine, fact->iface.ifindex, d->now);
		d->sync_groups = true;
		break;
	case RTNL_ROUTE:
		log_memory(d, engine_set_route(d->engine, &fact->route));
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
	/* A dump of many interfaces makes more events than the engine keeps. */
	daemon_report_events(d);
}

/* How a dump of links or routes went. One of which a fact was lost for want of memory is not whole either:
 * what was lost would pass for gone. */
static int dump_outcome(const struct daemon *d, int error)
{
	return error == 0 && d->dump_all ? -ENOMEM : error;
}

static int read_routes(struct daemon *d)
{
	int error;

	daemon_sync_tables(d);
	engine_begin_routes(d->engine);
	error = dump_outcome(d, rtnl_dump_routes(&d->rtnl));
	if (error == 0)
		engine_end_routes(d->engine);
	return error;
}

/* A pure router has no use for others, nor for what its neighbours do. */
static bool hears_routers(const struct conf *conf)
{
	return conf_has_role(conf, ROLE_HOST) || conf_has_role(conf, ROLE_MONITOR);
}

/* Start-up, overrun and SIGHUP. Messages that the monitor gets from now on may be older than the dump.
 * They do no harm: the last word on each object is among them too. */
int daemon_read_links_and_routes(struct daemon *d)
{
	int error;

	rtnl_watch(&d->rtnl, hears_routers(d->conf), engine_needs_routes(d->engine));
	d->dump_all = false;
	engine_begin(d->engine);
	error = dump_outcome(d, rtnl_dump_links(&d->rtnl));
	daemon_sync_tables(d); /* the links have told of VRFs */
	if (error == 0)
		error = dump_outcome(d, rtnl_dump_routes(&d->rtnl));
	if (error == 0)
		engine_end(d->engine, d->now);
	return error;
}

/* That, and the neighbours of the routers known. */
static int read_links_routes_neighbours(struct daemon *d)
{
	int error = daemon_read_links_and_routes(d);

	if (error == 0 && !d->looked)
		daemon_first_look(d);
	return error == 0 ? rtnl_dump_neighbours(&d->rtnl) : error;
}

/* After an overrun, empties the queue before it reads everything again: the messages in it are older than
 * the lost ones. Read after the dump, they would stand as the last word. */
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
void daemon_read_tracks(struct daemon *d)
{
	if (d->track_next > d->now)
		return;
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

/* The rest waits for the next turn: a flood of answers does not keep the daemon from its routes. */
void daemon_receive_answers(struct daemon *d)
{
	uint8_t buf[ANSWER_MAX];
	struct datagram datagram;

	for (unsigned i = 0; i < ANSWERS_PER_TURN; i++) {
		if (echo_receive(d->echo_fd, buf, sizeof(buf), &datagram) != 0)
			break;
		engine_answer(d->engine, &datagram, d->now);
	}
}

/* Reads everything again after a failure: a dump that failed has changed nothing. */
static void plan_next_dump(struct daemon *d, int error)
{
	d->dump_retry = error == 0 ? 0 : usec_add(d->now, DUMP_RETRY);
	if (error == 0)
		return;
	log_line(LOG_WARNING, "netlink: cannot read everything, will retry: %s", strerror(-error));
	d->dump_all = true;
}

bool daemon_refresh_routes(struct daemon *d)
{
	bool wanted = !d->dump_all && engine_wants_routes(d->engine, d->now);

	if (wanted)
		plan_next_dump(d, read_routes(d));
	return wanted;
}

void daemon_refresh(struct daemon *d)
{
	if (d->now < d->dump_retry)
		return;
	if (d->dump_all)
		plan_next_dump(d, read_links_routes_neighbours(d));
	else
		daemon_refresh_routes(d);
}
