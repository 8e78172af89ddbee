/* SPDX-License-Identifier: BSD-2-Clause */
/* The control socket's other half. */
#include "config.h"

#include "daemon/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "control/report_event.h"
#include "control/request.h"
#include "daemon/daemon.h"
#include "daemon/reload.h"
#include "system/clock.h"
#include "system/log.h"

/* Happenings looked at in one turn: routes come before any client. */
#define PER_TURN      8
/* Packets sent to one client in one turn. */
#define PACKETS       32

#define SECTION(name) (1u << REPORT_##name)
#define ALL_OF_STATUS                                                                              \
	(SECTION(DAEMON) | SECTION(INTERFACES) | SECTION(ROUTERS) | SECTION(REFUSED) |             \
	    SECTION(DEFAULT_ROUTES) | SECTION(TRACKS))

static const unsigned sections[REQUEST_MAX] = {
	[REQUEST_STATUS] = ALL_OF_STATUS,
	[REQUEST_INTERFACES] = SECTION(INTERFACES),
	[REQUEST_ROUTERS] = SECTION(ROUTERS) | SECTION(REFUSED),
	[REQUEST_DEFAULT_ROUTES] = SECTION(DEFAULT_ROUTES),
	[REQUEST_COUNTERS] = SECTION(COUNTERS),
	[REQUEST_EXPLAIN] = SECTION(EXPLANATIONS) | SECTION(EXPLANATIONS_REFUSED),
	[REQUEST_EVERYTHING] = ALL_OF_STATUS | SECTION(COUNTERS),
	[REQUEST_CONFIGURATION] = SECTION(DAEMON) | SECTION(SETTINGS),
};

static struct report_source make_source(const struct daemon *d)
{
	return (struct report_source){ .engine = d->engine,
		.conf = d->conf,
		.now = d->now,
		.wall = clock_now(CLOCK_REALTIME),
		.start = d->start,
		.configured = d->configured,
		.generation = d->generation,
		.last_reload = d->last_reload,
		.log_level = conf_log_level_name(log_level()),
		.overruns = d->overruns,
		.seq = d->history.seq,
		.setting = d->options->setting,
		.arg = d->options->arg };
}

/* ---- sending ---- */

/* 0, or a negative errno: try again later, or the client is gone. Consumes the packet. */
static int send_packet(struct daemon *d, unsigned client, json_t *packet)
{
	static char text[REPORT_PACKET_MAX];
	size_t len = packet == NULL ? 0 : json_dumpb(packet, text, sizeof(text), JSON_COMPACT);

	json_decref(packet);
	if (len > 0 && len <= sizeof(text))
		return control_send(&d->control.socket, client, text, len, d->now);
	log_line(LOG_ERR, "control: out of memory, client dropped");
	control_drop(&d->control.socket, client);
	return -ENOMEM;
}

/* The place in the walk moves on only when the packet has left. */
static int send_part(struct daemon *d, unsigned client)
{
	struct control_session *c = &d->control.clients[client];
	struct report_source s = make_source(d);
	struct report report = c->report;
	int error = send_packet(d, client, report_packet(&report, &s));

	if (error == 0)
		c->report = report;
	return error;
}

static json_t *make_event(const struct daemon *d, uint64_t seq)
{
	const struct event *event = history_get(&d->history, seq);
	struct report_source s = make_source(d);
	char message[400];

	log_format_event(event, message, sizeof(message));
	return report_event(&s, event, seq, conf_log_level_name(log_event_level(event)), message);
}

/* Sends the next event; or, to a client that is too late for it, how many it has missed. */
static int send_event(struct daemon *d, unsigned client)
{
	struct control_session *c = &d->control.clients[client];
	uint64_t next = usec_max(c->next, history_oldest(&d->history));
	json_t *packet;
	int error;

	if (next == c->next) {
		packet = make_event(d, next++);
	} else {
		struct report_source s = make_source(d);

		packet = report_new(&s);
		json_object_set_new(packet, "type", json_string("lost"));
		json_object_set_new(packet, "count", json_integer((json_int_t)(next - c->next)));
	}
	error = send_packet(d, client, packet);
	if (error == 0)
		c->next = next;
	return error;
}

/* `events` without follow: lists of them. */
static int send_list(struct daemon *d, unsigned client)
{
	struct control_session *c = &d->control.clients[client];
	uint64_t next = usec_max(c->next, history_oldest(&d->history));
	struct report_source s = make_source(d);
	json_t *packet = report_new(&s), *list = json_array();
	int error;

	while (next <= c->until && json_array_size(list) < PACKETS)
		json_array_append_new(list, make_event(d, next++));
	json_object_set_new(packet, "events", list);
	if (next <= c->until)
		json_object_set_new(packet, "more", json_true());
	error = send_packet(d, client, packet);
	if (error == 0)
		c->next = next;
	return error;
}

/* Sends as much as there is and the client takes, and not too much at once. */
static void continue_answer(struct daemon *d, unsigned client)
{
	struct control_session *c = &d->control.clients[client];
	int error = 0;

	for (int i = 0; i < PACKETS && error == 0 && c->answering; i++) {
		error = c->listing ? send_list(d, client) : send_part(d, client);
		if (error == 0)
			c->answering = c->listing ? c->next <= c->until
						  : c->report.section < REPORT_END;
	}
	for (int i = 0; i < PACKETS && error == 0 && c->following && !c->answering &&
			c->next <= d->history.seq;
	     i++)
		error = send_event(d, client);
	if (error == 0 || error == -EAGAIN)
		control_set_busy(&d->control.socket, client, c->answering || c->following);
	else
		*c = (struct control_session){ .answering = false };
}

/* ---- acting ---- */

static json_t *report_done(const struct report_source *s, const char *name, json_int_t value)
{
	json_t *packet = report_new(s);

	json_object_set_new(packet, name, json_integer(value));
	return packet;
}

static json_t *set_log_level(const struct report_source *s, const struct request *r)
{
	json_t *packet;
	int level = LOG_ERR;

	if (r->level[0] != '\0') {
		while (level <= LOG_DEBUG && strcmp(conf_log_level_name(level), r->level) != 0)
			level++;
		if (level > LOG_DEBUG)
			return report_error(s, "not_found",
			    "\"%s\": no such level; there are err, warning, notice, info and"
			    " debug",
			    r->level);
		log_set_level(level);
		log_line(LOG_NOTICE, "log level is now %s", r->level);
	}
	packet = report_new(s);
	json_object_set_new(packet, "level", json_string(conf_log_level_name(log_level())));
	return packet;
}

/* A member of the group may look and drain, and cannot take the routes away. */
static json_t *stop_daemon(struct daemon *d, unsigned client, bool silent)
{
	struct report_source s = make_source(d);

	if (!control_is_owner(&d->control.socket, client))
		return report_error(&s, "not_permitted",
		    "stop: not permitted: be root; the control-group is not enough");
	log_line(LOG_NOTICE, "rdiscctl: stopping%s", silent ? " without a farewell" : "");
	d->stop = true;
	d->silent = silent;
	return report_done(&s, "done", 1);
}

/* The settle that comes after does the consequences. */
static json_t *act_on_request(
    struct daemon *d, unsigned client, const struct request *r, unsigned ifindex)
{
	struct report_source s = make_source(d);

	switch (r->command) {
	case REQUEST_SOLICIT:
		return report_done(&s, "done", engine_solicit(d->engine, ifindex, d->now));
	case REQUEST_ADVERTISE:
		return report_done(&s, "done", engine_advertise(d->engine, ifindex, d->now));
	case REQUEST_DRAIN:
	case REQUEST_UNDRAIN:
		if (!engine_drain(d->engine, ifindex, r->command == REQUEST_DRAIN, d->now))
			return report_error(
			    &s, "not_applicable", "this machine is not a router on %s", r->ifname);
		return report_done(&s, "done", 1);
	case REQUEST_RELOAD:
		if (!daemon_reload(d, "rdiscctl"))
			return report_error(&s, "failed",
			    "the configuration was refused and the running one stays; the log"
			    " and rdisc --check say why");
		return report_done(&s, "generation", d->generation);
	case REQUEST_STOP:
		return stop_daemon(d, client, r->silent);
	case REQUEST_LOG_LEVEL:
		return set_log_level(&s, r);
	default:
		return NULL;
	}
}

/* ---- requests ---- */

static void begin_answer(struct daemon *d, unsigned client, const struct request *r)
{
	struct control_session *c = &d->control.clients[client];
	bool follows = r->command == REQUEST_EVENTS && r->follow;

	c->answering = true;
	c->following = c->following || follows;
	c->listing = r->command == REQUEST_EVENTS && !r->follow;
	c->until = d->history.seq;
	if (r->command == REQUEST_EVENTS)
		c->next = follows ? d->history.seq + 1 : history_oldest(&d->history);
	c->report = (struct report){ .sections = follows ? ALL_OF_STATUS : sections[r->command],
		.router = r->router,
		.snapshot = follows };
	memcpy(c->report.ifname, r->ifname, sizeof(c->report.ifname));
	continue_answer(d, client);
}

/* True if it was one that acts. */
static bool handle_request(struct daemon *d, unsigned client, const char *text)
{
	struct report_source s = make_source(d);
	struct request_error error = { .code = "malformed",
		.message = "the request is too long: at most 4096 bytes" };
	struct request r;
	unsigned ifindex = 0;

	if (text == NULL || !request_parse(text, &r, &error)) {
		send_packet(d, client, report_error(&s, error.code, "%s", error.message));
		return false;
	}
	if (r.ifname[0] != '\0' && (ifindex = engine_iface_index(d->engine, r.ifname)) == 0) {
		send_packet(
		    d, client, report_error(&s, "not_found", "no interface \"%s\"", r.ifname));
		return false;
	}
	if (r.command == REQUEST_EVENTS || sections[r.command] != 0) {
		begin_answer(d, client, &r);
		return false;
	}
	send_packet(d, client, act_on_request(d, client, &r, ifindex));
	return true;
}

/* Tells the client at the door why it is turned away, and hangs up. */
static void turn_away(struct daemon *d, enum control_kind kind)
{
	struct report_source s = make_source(d);
	json_t *packet = kind == CONTROL_FULL
			     ? report_error(&s, "busy",
				   "no place is free: the daemon serves %d clients, "
				   "and %d more of root; try again later",
				   CONTROL_CLIENTS, CONTROL_FOR_ROOT)
			     : report_error(&s, "not_permitted",
				   "not permitted: be root, or a member of the "
				   "control-group if there is one");

	send_packet(d, CONTROL_DOOR, packet);
	control_drop(&d->control.socket, CONTROL_DOOR);
}

static bool handle_happening(struct daemon *d, const struct control_happening *h)
{
	if (h->kind == CONTROL_FULL || h->kind == CONTROL_REFUSED)
		turn_away(d, h->kind);
	else if (h->kind == CONTROL_FAILING)
		log_line(LOG_WARNING, "control: cannot accept a client: %s; will retry",
		    strerror(-h->error));
	else if (h->kind == CONTROL_CONNECTED || h->kind == CONTROL_GONE)
		d->control.clients[h->client] = (struct control_session){ .answering = false };
	else if (h->kind == CONTROL_ROOM)
		continue_answer(d, h->client);
	else
		return handle_request(d, h->client, h->text);
	return false;
}

static bool is_waited_for(const struct daemon *d, unsigned client)
{
	const struct control_session *c = &d->control.clients[client];
	const struct control_client *at = &d->control.socket.clients[client];

	return at->fd >= 0 && at->stalled == USEC_INFINITY &&
	       (c->answering || (c->following && c->next <= d->history.seq));
}

bool daemon_control_serve(struct daemon *d, bool knocked)
{
	struct control_happening h;
	bool acted = false;
	unsigned client;

	control_advance(&d->control.socket, d->now);
	if (!knocked && d->control.socket.n_clients == 0)
		return false;
	for (int i = 0; i < PER_TURN && knocked && control_next(&d->control.socket, d->now, &h);
	     i++)
		acted = handle_happening(d, &h) || acted;
	for (client = 0; client < CONTROL_PLACES; client++)
		if (is_waited_for(d, client))
			continue_answer(d, client);
	while (control_find_late(&d->control.socket, d->now, &client)) {
		const struct control_client *c = &d->control.socket.clients[client];

		if (c->stalled != USEC_INFINITY) /* else it is idle, which is no news */
			log_line(LOG_NOTICE, "control: client reads no answers, dropped");
		control_drop(&d->control.socket, client);
	}
	return acted;
}

usec_t daemon_control_deadline(const struct daemon *d)
{
	if (d->control.socket.fd < 0)
		return USEC_INFINITY;
	for (unsigned client = 0; client < CONTROL_PLACES; client++)
		if (is_waited_for(d, client))
			return d->now;
	return control_deadline(&d->control.socket);
}

/* ---- opening ---- */

static int open_socket(struct daemon *d, const char *path)
{
	const char *group = d->conf->control_group;
	int group_error = 0;
	int error = control_open(&d->control.socket, path, group, &group_error);

	if (group_error == -ENOENT)
		log_line(
		    LOG_ERR, "control-group %s: no such group; rdiscctl is for root only", group);
	else if (group_error != 0)
		log_line(LOG_ERR,
		    "control-group %s: %s; rdiscctl is for root only. Start rdisc with that"
		    " group (systemd: Group=%s)",
		    group, strerror(-group_error), group);
	if (error == -EADDRINUSE)
		log_line(LOG_NOTICE, "%s: in use by another rdisc, running without it", path);
	else if (error == -ENOTSOCK)
		log_line(LOG_NOTICE,
		    "%s: not a socket, so rdiscctl cannot reach this daemon: remove it", path);
	else if (error != 0)
		log_line(LOG_NOTICE, "%s: %s; rdiscctl cannot reach this daemon", path,
		    strerror(-error));
	return error;
}

void daemon_control_open(struct daemon *d)
{
	const char *configured = d->conf->control_socket;
	char path[sizeof(d->control.socket.path)];
	size_t seed;

	d->control.socket.fd = -1;
	if (configured != NULL && strcmp(configured, "none") == 0)
		return;
	if (configured == NULL && snprintf(path, sizeof(path), "%s/control",
				      d->options->runtime_directory) >= (int)sizeof(path)) {
		log_line(
		    LOG_NOTICE, "the path of the control socket is too long: set control-socket");
		return;
	}
	if (open_socket(d, configured == NULL ? path : configured) != 0)
		return;
	/* Without this seed jansson would open a file for one, now or at a request. */
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = 0;
	json_object_seed(seed);
}

void daemon_control_close(struct daemon *d)
{
	if (d->control.socket.fd >= 0)
		control_close(&d->control.socket);
}
