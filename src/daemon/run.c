/* SPDX-License-Identifier: BSD-2-Clause */
/* A life from start to stop: opens what is needed, gives up privilege, runs, and leaves in order. */
#include "config.h"

#include "daemon/run.h"

#include <errno.h>
#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/cleanup.h"
#include "daemon/facts.h"
#include "daemon/results.h"
#include "daemon/turn.h"
#include "kernel/echo.h"
#include "system/clock.h"
#include "system/log.h"
#include "system/privilege.h"

/* -s: with no usable interface there is nothing to wait for after as long as a burst takes. */
#define NO_INTERFACE_TIME (MAX_SOLICITATION_DELAY + MAX_SOLICITATIONS * SOLICITATION_INTERVAL)

/* As the text of the state file is with many routers, bytes. */
#define LARGE             (32 * 1024)

static int open_signals(struct daemon *d)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	d->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return d->signal_fd < 0 ? -errno : daemon_wait_for(d, d->signal_fd, WAKE_SIGNAL);
}

static void open_state(struct daemon *d)
{
	int error;

	d->state.fd = -1;
	if (!conf_installs(d->conf))
		return;
	error = state_open(&d->state, d->options->runtime_directory);
	if (error == -EWOULDBLOCK)
		log_line(
		    LOG_NOTICE, "%s: in use by another rdisc, running without it", d->state.path);
	else if (error != 0)
		log_line(LOG_NOTICE, "%s: %s; after a crash rdisc must learn its routers again",
		    d->state.path, strerror(-error));
	else
		state_name_daemon(&d->state, d->conf); /* without it this much is not found again */
}

static int log_fatal(const char *what, int error)
{
	log_line(LOG_CRIT, "%s: %s", what, strerror(-error));
	return error;
}

/* Permits the files of a reload and of tracks. */
static int bound_files(const struct daemon *d)
{
	const struct conf *conf = d->conf;
	const char **files = calloc(conf->n_tracks + 1, sizeof(*files));
	size_t n = 0;
	int error;

	if (files == NULL)
		return -ENOMEM;
	if (d->options->configuration != NULL)
		files[n++] = d->options->configuration;
	for (size_t i = 0; i < conf->n_tracks; i++)
		if (conf->tracks[i].kind == TRACK_FILE)
			files[n++] = conf->tracks[i].target;
	error = priv_bound_files(
	    files, n, d->control.socket.fd >= 0 ? d->control.socket.path : NULL);
	free(files);
	return error;
}

/* To give the control socket to a group takes a right that is dropped here. The state file belongs to the
 * account after that. Later the daemon opens files only for reading. */
static int open_own_files(struct daemon *d, bool keep_net_admin)
{
	const char *directory = d->options->runtime_directory;
	struct priv_user user;
	int error = priv_find_user(d->conf->user, &user);

	if (error != 0) {
		log_line(LOG_CRIT, "user %s: %s", d->conf->user,
		    error == -ENOENT   ? "no such account"
		    : error == -EINVAL ? "this user namespace does not have it"
				       : strerror(-error));
		return error;
	}
	if (user.is_last)
		log_line(LOG_WARNING, "user: no account rdisc here: running as nobody");
	if (user.is_none)
		log_line(LOG_WARNING, "user: no account rdisc or nobody here: staying root");
	if ((error = daemon_meet_owner(d->conf, directory)) != 0)
		return error;
	if ((error = priv_make_directory(directory, &user)) != 0)
		log_line(LOG_NOTICE, "%s: %s", directory, strerror(-error));
	daemon_control_open(d);
	if (d->control.socket.fd >= 0 &&
	    (error = daemon_wait_for(d, d->control.socket.fd, WAKE_CONTROL)) != 0)
		return log_fatal("epoll", error);
	if ((error = priv_drop(&user, keep_net_admin)) != 0)
		return log_fatal("cannot drop privilege", error);
	open_state(d);
	if ((error = bound_files(d)) != 0)
		return log_fatal("cannot restrict the use of files", error);
	if (user.change && d->options->become != NULL)
		d->options->become(d->options->arg);
	return 0;
}

/* The right to open it is given up, so a reload cannot bring the first check. */
static int open_checks(struct daemon *d)
{
	if (!engine_has_checks(d->engine))
		return 0;
	d->echo_fd = echo_open(engine_identifier(d->engine));
	return d->echo_fd < 0 ? d->echo_fd : daemon_wait_for(d, d->echo_fd, WAKE_ANSWERS);
}

static int open_all(struct daemon *d)
{
	const struct conf *conf = d->conf;
	bool admin = conf_installs(conf);
	const char *missing = priv_missing(admin);
	uint64_t seed;
	int error;

	if (missing != NULL) {
		log_line(LOG_CRIT,
		    "%s is missing: run as root, or give the program that capability%s", missing,
		    admin && strcmp(missing, "CAP_NET_ADMIN") == 0
			? " (--install none does not need it)"
			: "");
		return -EPERM;
	}
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		return log_fatal("getrandom", -errno);
	if ((d->engine = engine_new(conf, seed)) == NULL)
		return log_fatal("engine", -ENOMEM);
	if ((d->wait_fd = epoll_create1(EPOLL_CLOEXEC)) < 0)
		return log_fatal("epoll", -errno);
	if ((error = open_signals(d)) != 0)
		return log_fatal("signals", error);
	d->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (d->timer_fd < 0 || daemon_wait_for(d, d->timer_fd, WAKE_TIMER) != 0)
		return log_fatal("timer", -errno);
	if ((error = icmp_open(&d->icmp, d->wait_fd)) != 0)
		return log_fatal("cannot open the ICMP socket", error);
	if ((error = open_checks(d)) != 0)
		return log_fatal("cannot open the packet socket for checks", error);
	if ((error = rtnl_open(&d->rtnl, conf->table, daemon_take_fact, d)) != 0 ||
	    (error = daemon_wait_for(d, d->rtnl.monitor_fd, WAKE_FACTS)) != 0)
		return log_fatal("cannot open netlink", error);
	notify_open(&d->notify);
	if ((error = open_own_files(d, admin)) != 0)
		return error;
	if ((error = priv_filter()) != 0)
		return log_fatal("cannot install the system call filter", error);
	d->may_install = admin;
	return 0;
}

static void close_all(struct daemon *d)
{
	state_close(&d->state);
	daemon_control_close(d);
	notify_close(&d->notify);
	rtnl_close(&d->rtnl);
	icmp_close(&d->icmp);
	if (d->echo_fd >= 0)
		close(d->echo_fd);
	if (d->timer_fd >= 0)
		close(d->timer_fd);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	if (d->wait_fd >= 0)
		close(d->wait_fd);
	engine_free(d->engine);
}

static void log_start(const struct daemon *d)
{
	const struct conf *conf = d->conf;
	bool host = conf_has_role(conf, ROLE_HOST), router = conf_has_role(conf, ROLE_ROUTER);
	char names[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const char *pattern = conf->ifaces[i].pattern;

		if (len + strlen(pattern) + 2 < sizeof(names))
			len += (size_t)snprintf(
			    names + len, sizeof(names) - len, "%s%s", len == 0 ? "" : ",", pattern);
	}
	log_line(LOG_NOTICE, "started version=%s role=%s interfaces=%s%s%s", PACKAGE_VERSION,
	    host && router ? "host,router"
	    : router       ? "router"
	    : host         ? "host"
			   : "monitor",
	    names, host ? " install=" : "", host ? conf_install_name(conf->install) : "");
}

static uint64_t sum_counters(const uint64_t *counters, bool used)
{
	uint64_t n = 0;

	for (int i = 0; i < REASON_MAX; i++)
		if ((i == REASON_NONE) == used)
			n += counters[i];
	return n;
}

static void log_stop(const struct daemon *d)
{
	const struct engine_counters *c = engine_counters(d->engine);

	log_line(LOG_NOTICE,
	    "stopped advertisements=%ju solicitations=%ju refused=%ju sent_advertisements=%ju"
	    " sent_solicitations=%ju",
	    (uintmax_t)sum_counters(c->advertisements, true),
	    (uintmax_t)sum_counters(c->solicitations, true),
	    (uintmax_t)(sum_counters(c->advertisements, false) +
			sum_counters(c->solicitations, false) + sum_counters(c->others, false)),
	    (uintmax_t)c->sent_advertisements, (uintmax_t)c->sent_solicitations);
}

static void begin_life(struct daemon *d)
{
	d->now = d->start = d->configured = clock_now(CLOCK_BOOTTIME);
	d->state_written = d->now; /* by an earlier run; that it is ours, too, can wait */
	d->give_up = d->options->exit_unanswered ? usec_add(d->now, NO_INTERFACE_TIME)
						 : USEC_INFINITY;
	log_start(d);
	if (daemon_read_links_and_routes(d) == 0)
		daemon_first_look(d);
	else
		d->dump_all = true;
	/* Neighbours, of which there may be thousands, need their routers. */
	if (engine_routers(d->engine, NULL, 0) > 0 && rtnl_dump_neighbours(&d->rtnl) != 0)
		d->dump_all = true;
	daemon_settle(d);
	daemon_check_ready(d);
#ifdef HAVE_MALLOC_TRIM
	/* The start takes and frees 300 KiB, mostly for the filter of system calls. Give it back, and from
	 * here on large pieces as soon as they are freed: 312 KiB stay instead of 616. */
	malloc_trim(0);
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, LARGE);
	mallopt(M_TOP_PAD, 0);
#endif
}

static void end_life(struct daemon *d)
{
	d->now = clock_now(CLOCK_BOOTTIME);
	notify_stopping(&d->notify);
	engine_shutdown(d->engine, d->silent, d->now);
	daemon_sync_routes(d);
	daemon_say_farewells(d);
	/* A removal that failed is due again later, and there is no later. */
	d->now = usec_add(d->now, 60 * USEC_PER_SEC);
	daemon_sync_routes(d);
	daemon_report_events(d);
	if (d->conf->keep_routes)
		daemon_write_state(d);
	else
		state_clear(&d->state);
	log_tell_left_out(d->now, true);
	log_stop(d);
	log_end();
}

int daemon_run(const struct daemon_options *options)
{
	static struct event events[HISTORY_MAX]; /* no memory before it is used */
	struct daemon d = { .options = options,
		.conf = options->conf,
		.signal_fd = -1,
		.timer_fd = -1,
		.echo_fd = -1,
		.wait_fd = -1,
		.rtnl = { .monitor_fd = -1, .ask_fd = -1 },
		.state = { .fd = -1 },
		.notify = { .fd = -1 },
		.history = { .events = events },
		.control = { .socket = { .fd = -1 } },
		.generation = 1,
		.armed = USEC_INFINITY,
		.join_retry = USEC_INFINITY,
		.exit_code = EXIT_SUCCESS };

	if (open_all(&d) != 0) {
		close_all(&d);
		return EXIT_FAILURE;
	}
	begin_life(&d);
	while (!d.stop)
		daemon_turn(&d);
	end_life(&d);
	close_all(&d);
	return d.exit_code;
}
