/* SPDX-License-Identifier: BSD-2-Clause */
/* The wiring: descriptors, clock and signals around the engine. Decides nothing about the protocol. */
#include "config.h"

#include "daemon.h"

#include <errno.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "icmp.h"
#include "log.h"
#include "priv.h"
#include "rtnl.h"
#include "state.h"

/* Datagrams taken before the results are looked at; what waits longer is in the socket's queue. */
#define DATAGRAMS_PER_TURN 64
/* The state file is written at most this often. */
#define STATE_INTERVAL     (200 * USEC_PER_MSEC)
/* A group that could not be joined is tried again after this. */
#define JOIN_RETRY         (5 * USEC_PER_SEC)
/* -s: with no usable interface there is nothing to wait for after as long as a burst takes. */
#define NO_INTERFACE_TIME  (MAX_SOLICITATION_DELAY + MAX_SOLICITATIONS * SOLICITATION_INTERVAL)

struct daemon {
	const struct daemon_options *options;
	struct engine *engine;
	struct icmp icmp;
	struct rtnl rtnl;
	struct state state;
	int signal_fd;
	int timer_fd;
	usec_t now; /* of this turn */
	usec_t started;
	usec_t armed; /* the timer */
	bool dump_all, dump_routes, sync_groups;
	usec_t join_retry;
	uint64_t state_generation; /* what the file holds */
	usec_t state_written;
	bool ready;
	bool stop;
	int exit_code;
};

static usec_t clock_now(void)
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

static void take_fact(const struct rtnl_fact *fact, void *arg)
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
	case RTNL_ROUTES_STALE:
		d->dump_routes = true;
		break;
	}
}

static int read_routes(struct daemon *d)
{
	int error;

	d->dump_routes = false;
	engine_begin_routes(d->engine);
	error = rtnl_dump_routes(&d->rtnl);
	if (error == 0)
		engine_end_routes(d->engine);
	return error;
}

/* Start-up, overrun and SIGHUP. What the monitor still holds is older and does no harm: the last
 * word on anything is in it too. */
static int read_links_and_routes(struct daemon *d)
{
	int error;

	d->dump_all = d->dump_routes = false;
	engine_begin(d->engine);
	error = rtnl_dump_links(&d->rtnl);
	if (error == 0)
		error = rtnl_dump_routes(&d->rtnl);
	if (error == 0)
		engine_end(d->engine, d->now);
	return error;
}

/* That, and the neighbours of the routers known. */
static int read_everything(struct daemon *d)
{
	int error = read_links_and_routes(d);

	return error == 0 ? rtnl_dump_neighbours(&d->rtnl) : error;
}

static void receive_facts(struct daemon *d)
{
	int error = rtnl_receive(&d->rtnl);

	if (error == -ENOBUFS)
		log_line(LOG_NOTICE, "netlink overrun, reading everything again");
	else if (error != 0)
		log_line(LOG_WARNING, "netlink: %s, reading everything again", strerror(-error));
	if (error != 0)
		d->dump_all = true;
}

static void receive_datagrams(struct daemon *d)
{
	struct datagram datagram;

	for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
		int error = icmp_receive(&d->icmp, &datagram);

		if (error == 0)
			engine_deliver(d->engine, &datagram, d->now);
		else if (error == -EAGAIN)
			return;
	}
}

/* ---- results out ---- */

static void tell_failure(
	struct daemon *d, enum event_kind kind, unsigned ifindex, struct in_addr to, int error)
{
	struct event event = {
		.kind = kind, .time = d->now, .ifindex = ifindex, .router = to, .error = -error
	};

	if (if_indextoname(ifindex, event.ifname) == NULL)
		event.ifname[0] = '\0';
	log_event(&event);
}

static void sync_routes(struct daemon *d)
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

	d->sync_groups = false;
	d->join_retry = USEC_INFINITY;
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

static void transmit(struct daemon *d)
{
	struct datagram datagram;

	while (engine_transmit(d->engine, &datagram, d->now)) {
		int error = icmp_send(&d->icmp, &datagram);

		if (error != 0)
			tell_failure(d, EVENT_SEND_FAILED, datagram.ifindex, datagram.destination,
				error);
	}
}

static bool query_neighbours(struct daemon *d)
{
	struct neighbour_query query;
	bool any = false;

	while (engine_query(d->engine, &query)) {
		int error = rtnl_query(&d->rtnl, &query);

		if (error != 0 && error != -EPERM)
			log_line(LOG_DEBUG, "neighbour query: %s", strerror(-error));
		any = true;
	}
	return any;
}

static void write_state(struct daemon *d)
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

static void tell_events(struct daemon *d)
{
	struct event event;

	while (engine_event(d->engine, &event))
		log_event(&event);
}

static usec_t deadline(const struct daemon *d)
{
	usec_t when = usec_min(engine_deadline(d->engine), d->join_retry);

	if (engine_generation(d->engine) != d->state_generation && d->state.fd >= 0)
		when = usec_min(when, usec_add(d->state_written, STATE_INTERVAL));
	if (!d->ready && d->options->exit_unanswered)
		when = usec_min(when, usec_add(d->started, NO_INTERFACE_TIME));
	return when;
}

static void arm(struct daemon *d)
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

/* Reads what is known to be out of date. */
static void refresh(struct daemon *d)
{
	int error = 0;

	if (d->dump_all)
		error = read_everything(d);
	else if (d->dump_routes)
		error = read_routes(d);
	if (error != 0) {
		log_line(LOG_WARNING, "netlink: cannot read everything: %s", strerror(-error));
		d->dump_all = true;
	}
}

/* Where every turn ends. The order is that of need: routes first. */
static void settle(struct daemon *d)
{
	refresh(d);
	query_neighbours(d); /* one just learned may be known to be dead */
	do {
		engine_advance(d->engine, d->now);
		sync_routes(d);
	} while (query_neighbours(d));
	if (d->sync_groups || d->join_retry <= d->now)
		sync_memberships(d);
	transmit(d);
	tell_events(d);
	if (engine_generation(d->engine) != d->state_generation &&
		d->now >= usec_add(d->state_written, STATE_INTERVAL))
		write_state(d);
}

/* ---- life ---- */

static void become_ready(struct daemon *d)
{
	d->ready = true;
	if (d->options->ready != NULL)
		d->options->ready(d->options->arg);
}

static void check_ready(struct daemon *d)
{
	if (d->ready)
		return;
	if (!d->options->exit_unanswered || engine_has_router(d->engine)) {
		become_ready(d);
	} else if (engine_is_unanswered(d->engine) ||
		   d->now >= usec_add(d->started, NO_INTERFACE_TIME)) {
		log_line(LOG_ERR, "no router found");
		d->stop = true;
		d->exit_code = EXIT_NO_ROUTER;
	}
}

static void receive_signal(struct daemon *d)
{
	struct signalfd_siginfo info;

	if (read(d->signal_fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP) {
		log_line(LOG_NOTICE, "SIGHUP: reading interfaces and routes again");
		d->dump_all = true;
	} else {
		d->stop = true;
	}
}

static int open_signals(struct daemon *d)
{
	sigset_t set;

	/* A log reader at the other end of stderr that ends must not take us with it, without last
	 * words and with our routes left behind. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -errno;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	d->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return d->signal_fd < 0 ? -errno : 0;
}

static void open_state(struct daemon *d)
{
	int error;

	d->state.fd = -1;
	if (d->options->role != ROLE_HOST || d->options->conf->install == INSTALL_NONE)
		return;
	error = state_open(&d->state, d->options->runtime_directory);
	if (error == -EWOULDBLOCK)
		log_line(LOG_NOTICE, "%s: in use by another rdisc, going without", d->state.path);
	else if (error != 0)
		log_line(LOG_NOTICE, "%s: %s; a restart after a crash will have to learn anew",
			d->state.path, strerror(-error));
}

static void restore_state(struct daemon *d)
{
	size_t max = d->options->conf->routers_max;
	struct known_router *routers = calloc(max, sizeof(*routers));
	size_t n = routers == NULL ? 0 : state_read(&d->state, routers, max);

	for (size_t i = 0; i < n; i++)
		engine_restore(d->engine, &routers[i], d->now);
	free(routers);
}

static int fatal(const char *what, int error)
{
	log_line(LOG_ERR, "%s: %s", what, strerror(-error));
	return error;
}

static int open_all(struct daemon *d)
{
	const struct conf *conf = d->options->conf;
	bool installs = d->options->role == ROLE_HOST && conf->install != INSTALL_NONE;
	const char *missing = priv_missing(installs);
	uint64_t seed;
	int error;

	if (missing != NULL) {
		log_line(LOG_ERR,
			"%s is missing: run as root, or give the program that capability%s",
			missing,
			installs && missing[8] == 'A' ? " (--install none does without)" : "");
		return -EPERM;
	}
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		return fatal("getrandom", -errno);
	if ((d->engine = engine_new(conf, seed)) == NULL)
		return fatal("engine", -ENOMEM);
	if ((error = open_signals(d)) != 0)
		return fatal("signals", error);
	d->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (d->timer_fd < 0)
		return fatal("timer", -errno);
	if ((error = icmp_open(&d->icmp)) != 0)
		return fatal("cannot open the ICMP socket", error);
	if ((error = rtnl_open(&d->rtnl, conf->table, take_fact, d)) != 0)
		return fatal("cannot open netlink", error);
	open_state(d);
	if ((error = priv_drop(installs)) != 0)
		return fatal("cannot drop privilege", error);
	return 0;
}

static void close_all(struct daemon *d)
{
	state_close(&d->state);
	rtnl_close(&d->rtnl);
	icmp_close(&d->icmp);
	if (d->timer_fd >= 0)
		close(d->timer_fd);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	engine_free(d->engine);
}

static void tell_start(const struct daemon *d)
{
	const struct conf *conf = d->options->conf;
	char names[256] = "";

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const char *pattern = conf->ifaces[i].pattern;

		if (strlen(names) + strlen(pattern) + 2 < sizeof(names)) {
			strcat(names, i == 0 ? "" : ",");
			strcat(names, pattern);
		}
		if (strpbrk(pattern, "*?[") == NULL && if_nametoindex(pattern) == 0)
			log_line(LOG_NOTICE, "waiting for interface iface=%s", pattern);
	}
	log_line(LOG_NOTICE, "started version=%s role=%s interfaces=%s%s%s", PACKAGE_VERSION,
		conf_role_name(d->options->role), names,
		d->options->role == ROLE_HOST ? " install=" : "",
		d->options->role == ROLE_HOST ? conf_install_name(conf->install) : "");
}

static uint64_t sum(const uint64_t *counters, bool used)
{
	uint64_t n = 0;

	for (int i = 0; i < REASON_MAX; i++)
		if ((i == REASON_NONE) == used)
			n += counters[i];
	return n;
}

static void tell_stop(const struct daemon *d)
{
	const struct engine_counters *c = engine_counters(d->engine);

	log_line(LOG_NOTICE,
		"stopped advertisements=%ju solicitations=%ju refused=%ju sent_advertisements=%ju"
		" sent_solicitations=%ju",
		(uintmax_t)sum(c->advertisements, true), (uintmax_t)sum(c->solicitations, true),
		(uintmax_t)(sum(c->advertisements, false) + sum(c->solicitations, false) +
			    sum(c->others, false)),
		(uintmax_t)c->sent_advertisements, (uintmax_t)c->sent_solicitations);
}

/* One turn: wait, take facts, settle. Facts about links come before messages, so that a message on
 * a new address finds it. */
static void turn(struct daemon *d)
{
	struct pollfd fds[] = {
		{ .fd = d->rtnl.monitor_fd, .events = POLLIN },
		{ .fd = d->icmp.fd, .events = POLLIN },
		{ .fd = d->timer_fd, .events = POLLIN },
		{ .fd = d->signal_fd, .events = POLLIN },
	};
	uint64_t expirations;

	arm(d);
	if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0)
		return; /* EINTR */
	d->now = clock_now();
	if ((fds[0].revents | fds[1].revents) != 0) /* facts may have come since poll() looked */
		receive_facts(d);
	if (d->dump_all) /* an overrun: a message may be waiting on an interface not yet known */
		refresh(d);
	if (fds[1].revents != 0)
		receive_datagrams(d);
	if (fds[2].revents != 0 && read(d->timer_fd, &expirations, sizeof(expirations)) > 0)
		d->armed = USEC_INFINITY;
	if (fds[3].revents != 0)
		receive_signal(d);
	settle(d);
	check_ready(d);
}

static void start(struct daemon *d)
{
	d->started = d->now = clock_now();
	tell_start(d);
	if (read_links_and_routes(d) == 0)
		engine_adopt(d->engine, d->now);
	else
		d->dump_all = true;
	/* Routers of an earlier run need their interfaces, and neighbours their routers. */
	restore_state(d);
	if (rtnl_dump_neighbours(&d->rtnl) != 0)
		d->dump_all = true;
	settle(d);
	check_ready(d);
}

static void finish(struct daemon *d)
{
	d->now = clock_now();
	engine_shutdown(d->engine, d->now);
	sync_routes(d);
	transmit(d);
	tell_events(d);
	if (d->options->conf->keep_routes)
		write_state(d);
	else
		state_clear(&d->state);
	tell_stop(d);
}

int daemon_run(const struct daemon_options *options)
{
	struct daemon d = { .options = options,
		.signal_fd = -1,
		.timer_fd = -1,
		.icmp = { .fd = -1 },
		.rtnl = { .monitor_fd = -1, .ask_fd = -1 },
		.state = { .fd = -1 },
		.armed = USEC_INFINITY,
		.join_retry = USEC_INFINITY,
		.exit_code = EXIT_SUCCESS };

	if (open_all(&d) != 0) {
		close_all(&d);
		return EXIT_FAILURE;
	}
	start(&d);
	while (!d.stop)
		turn(&d);
	finish(&d);
	close_all(&d);
	return d.exit_code;
}
