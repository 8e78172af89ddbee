/* SPDX-License-Identifier: BSD-2-Clause */
/* The wiring: descriptors, clock and signals around the engine. Decides nothing about the protocol. */
#include "config.h"

#include "daemon/daemon.h"

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

#include "system/log.h"
#include "system/privilege.h"

/* -s: with no usable interface there is nothing to wait for after as long as a burst takes. */
#define NO_INTERFACE_TIME (MAX_SOLICITATION_DELAY + MAX_SOLICITATIONS * SOLICITATION_INTERVAL)

/* As the text of the state file is with many routers, bytes. */
#define LARGE             (32 * 1024)

/* ---- life ---- */

static void become_ready(struct daemon *d)
{
	d->ready = true;
	notify_ready(&d->notify);
	if (d->options->ready != NULL)
		d->options->ready(d->options->arg);
}

static void check_ready(struct daemon *d)
{
	if (d->ready)
		return;
	if (!d->options->exit_unanswered || engine_has_router(d->engine)) {
		become_ready(d);
	} else if (engine_is_unanswered(d->engine) || d->now >= d->give_up) {
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
		daemon_reload(d, "SIGHUP");
	} else {
		d->stop = true;
	}
}

/* What a descriptor that wakes us is; below these are the ICMP sockets. */
enum {
	WAKE_FACTS = ICMP_SOCKETS,
	WAKE_TIMER,
	WAKE_SIGNAL,
	WAKE_CONTROL,
	WAKE_MAX,
};

static int wait_for(const struct daemon *d, int fd, unsigned number)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = number };

	return epoll_ctl(d->wait_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

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
	return d->signal_fd < 0 ? -errno : wait_for(d, d->signal_fd, WAKE_SIGNAL);
}

static void open_state(struct daemon *d)
{
	int error;

	d->state.fd = -1;
	if (!daemon_installs(d->conf))
		return;
	error = state_open(&d->state, d->options->runtime_directory);
	if (error == -EWOULDBLOCK)
		log_line(LOG_NOTICE, "%s: in use by another rdisc, going without", d->state.path);
	else if (error != 0)
		log_line(LOG_NOTICE, "%s: %s; a restart after a crash will have to learn anew",
			d->state.path, strerror(-error));
	else
		state_name_daemon(&d->state, d->conf); /* without it this much is not found again */
}

static void restore_state(struct daemon *d)
{
	size_t max = d->conf->routers_max;
	struct known_router *routers = calloc(max, sizeof(*routers));
	size_t n = routers == NULL ? 0 : state_read(&d->state, routers, max);

	for (size_t i = 0; i < n; i++)
		engine_restore(d->engine, &routers[i], d->now);
	free(routers);
}

static int fatal(const char *what, int error)
{
	log_line(LOG_CRIT, "%s: %s", what, strerror(-error));
	return error;
}

/* What a reload reads, and tracks. */
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
	error = priv_bound_files(files, n, d->control.ctl.fd >= 0 ? d->control.ctl.path : NULL);
	free(files);
	return error;
}

/* The control socket takes the right to give it to a group; the state file belongs to who the daemon is
 * from then on. Nothing is opened but for reading after that. */
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
	if (d->control.ctl.fd >= 0 && (error = wait_for(d, d->control.ctl.fd, WAKE_CONTROL)) != 0)
		return fatal("epoll", error);
	if ((error = priv_drop(&user, keep_net_admin)) != 0)
		return fatal("cannot drop privilege", error);
	open_state(d);
	if ((error = bound_files(d)) != 0)
		return fatal("cannot bound what files are for", error);
	if (user.change && d->options->become != NULL)
		d->options->become(d->options->arg);
	return 0;
}

static int open_all(struct daemon *d)
{
	const struct conf *conf = d->conf;
	bool admin = daemon_installs(conf);
	const char *missing = priv_missing(admin);
	uint64_t seed;
	int error;

	if (missing != NULL) {
		log_line(LOG_CRIT,
			"%s is missing: run as root, or give the program that capability%s",
			missing,
			admin && missing[8] == 'A' ? " (--install none does without)" : "");
		return -EPERM;
	}
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		return fatal("getrandom", -errno);
	if ((d->engine = engine_new(conf, seed)) == NULL)
		return fatal("engine", -ENOMEM);
	if ((d->wait_fd = epoll_create1(EPOLL_CLOEXEC)) < 0)
		return fatal("epoll", -errno);
	if ((error = open_signals(d)) != 0)
		return fatal("signals", error);
	d->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (d->timer_fd < 0 || wait_for(d, d->timer_fd, WAKE_TIMER) != 0)
		return fatal("timer", -errno);
	if ((error = icmp_open(&d->icmp, d->wait_fd)) != 0)
		return fatal("cannot open the ICMP socket", error);
	if ((error = rtnl_open(&d->rtnl, conf->table, daemon_take_fact, d)) != 0 ||
		(error = wait_for(d, d->rtnl.monitor_fd, WAKE_FACTS)) != 0)
		return fatal("cannot open netlink", error);
	notify_open(&d->notify);
	if ((error = open_own_files(d, admin)) != 0)
		return error;
	if ((error = priv_filter()) != 0)
		return fatal("cannot install the system call filter", error);
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
	if (d->timer_fd >= 0)
		close(d->timer_fd);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	if (d->wait_fd >= 0)
		close(d->wait_fd);
	engine_free(d->engine);
}

static void tell_start(const struct daemon *d)
{
	const struct conf *conf = d->conf;
	bool host = conf_has_role(conf, ROLE_HOST), router = conf_has_role(conf, ROLE_ROUTER);
	char names[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const char *pattern = conf->ifaces[i].pattern;

		if (len + strlen(pattern) + 2 < sizeof(names))
			len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s",
				len == 0 ? "" : ",", pattern);
	}
	log_line(LOG_NOTICE, "started version=%s role=%s interfaces=%s%s%s", PACKAGE_VERSION,
		host && router ? "host,router"
		: router       ? "router"
		: host         ? "host"
			       : "monitor",
		names, host ? " install=" : "", host ? conf_install_name(conf->install) : "");
}

/* Is each spelt right? */
static void tell_missing(const struct daemon *d)
{
	for (size_t i = 0; i < d->conf->n_ifaces; i++) {
		const char *pattern = d->conf->ifaces[i].pattern;

		if (strpbrk(pattern, "*?[") == NULL && engine_iface_index(d->engine, pattern) == 0)
			log_line(LOG_NOTICE, "waiting for interface iface=%s", pattern);
	}
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

/* Waits; returns what there is, as bits. */
static unsigned wake(struct daemon *d)
{
	struct epoll_event events[WAKE_MAX];
	unsigned ready = 0;
	int n;

	n = epoll_wait(d->wait_fd, events, WAKE_MAX, -1);
	if (n < 0 && errno != EINTR) {
		fatal("cannot wait", -errno);
		d->stop = true;
		d->exit_code = EXIT_FAILURE;
	}
	while (n-- > 0) {
		ready |= 1U << events[n].data.u32;
		if (events[n].data.u32 < ICMP_SOCKETS)
			icmp_hear(&d->icmp, events[n].data.u32);
	}
	return ready;
}

/* One turn: wait, take facts, settle. Facts about links come before messages, so that a message on
 * a new address finds it: the kernel told of it earlier, so it is here if the message is. */
static void turn(struct daemon *d)
{
	uint64_t expirations;
	unsigned ready;

	daemon_arm(d);
	ready = wake(d);
	d->now = daemon_clock();
	if ((ready & 1U << WAKE_FACTS) != 0)
		daemon_receive_facts(d);
	if (d->dump_all) /* an overrun: a message may be waiting on an interface not yet known */
		daemon_refresh(d);
	if ((ready & ((1U << ICMP_SOCKETS) - 1)) != 0)
		daemon_receive_datagrams(d);
	if ((ready & 1U << WAKE_TIMER) != 0 &&
		read(d->timer_fd, &expirations, sizeof(expirations)) > 0)
		d->armed = USEC_INFINITY;
	if ((ready & 1U << WAKE_SIGNAL) != 0)
		receive_signal(d);
	daemon_settle(d);
	check_ready(d);
	/* Last: whoever asks, routes come first. */
	if (daemon_control_serve(d, (ready & 1U << WAKE_CONTROL) != 0))
		daemon_settle(d);
}

/* What an earlier run left: its routes, and its routers, which need their interfaces. */
void daemon_first_look(struct daemon *d)
{
	d->looked = true;
	engine_adopt(d->engine, d->now);
	tell_missing(d);
	restore_state(d);
	daemon_write_state(d); /* whose it is from now on */
}

static void start(struct daemon *d)
{
	d->now = d->start = d->configured = daemon_clock();
	d->state_written = d->now; /* by an earlier run; that it is ours, too, can wait */
	d->give_up = d->options->exit_unanswered ? usec_add(d->now, NO_INTERFACE_TIME)
						 : USEC_INFINITY;
	tell_start(d);
	if (daemon_read_links_and_routes(d) == 0)
		daemon_first_look(d);
	else
		d->dump_all = true;
	/* Neighbours, of which there may be thousands, need their routers. */
	if (engine_routers(d->engine, NULL, 0) > 0 && rtnl_dump_neighbours(&d->rtnl) != 0)
		d->dump_all = true;
	daemon_settle(d);
	check_ready(d);
#ifdef HAVE_MALLOC_TRIM
	/* The start takes and frees 300 KiB, mostly for the filter of system calls. Give it back, and from
	 * here on large pieces as soon as they are freed: 312 KiB stay instead of 616. */
	malloc_trim(0);
	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, LARGE);
	mallopt(M_TOP_PAD, 0);
#endif
}

static void finish(struct daemon *d)
{
	d->now = daemon_clock();
	notify_stopping(&d->notify);
	engine_shutdown(d->engine, d->now);
	daemon_sync_routes(d);
	daemon_transmit(d);
	/* A removal that failed is due again later, and there is no later. */
	d->now = usec_add(d->now, 60 * USEC_PER_SEC);
	daemon_sync_routes(d);
	daemon_tell_events(d);
	if (d->conf->keep_routes)
		daemon_write_state(d);
	else
		state_clear(&d->state);
	log_tell_left_out(d->now, true);
	tell_stop(d);
	log_end();
}

int daemon_run(const struct daemon_options *options)
{
	static struct event history[CONTROL_HISTORY]; /* no memory before it is used */
	struct daemon d = { .options = options,
		.conf = options->conf,
		.signal_fd = -1,
		.timer_fd = -1,
		.wait_fd = -1,
		.rtnl = { .monitor_fd = -1, .ask_fd = -1 },
		.state = { .fd = -1 },
		.notify = { .fd = -1 },
		.control = { .ctl = { .fd = -1 }, .history = history },
		.generation = 1,
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
