/* SPDX-License-Identifier: BSD-2-Clause */
/* One turn of the daemon: facts to the engine, its results to the system. Decides nothing about the
 * protocol. */
#include "config.h"

#include "daemon/turn.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/facts.h"
#include "daemon/reload.h"
#include "daemon/results.h"
#include "system/clock.h"
#include "system/log.h"

/* ---- the deadline ---- */

static usec_t next_deadline(const struct daemon *d)
{
	usec_t when = usec_min(engine_deadline(d->engine), daemon_results_deadline(d));

	when = usec_min(when, d->track_next);
	if (d->dump_all)
		when = usec_min(when, d->dump_retry);
	if (d->notify.watchdog != 0)
		when = usec_min(when, d->watchdog_next);
	when = usec_min(when, usec_min(log_deadline(), daemon_control_deadline(d)));
	return d->ready ? when : usec_min(when, d->give_up);
}

static void arm_timer(struct daemon *d, usec_t when)
{
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

/* ---- results ---- */

/* The order is that of need: routes first. */
void daemon_settle(struct daemon *d)
{
	daemon_refresh(d);
	daemon_read_tracks(d);
	daemon_query_neighbours(d); /* one just learned may be known to be dead */
	do {
		engine_advance(d->engine, d->now);
		daemon_sync_routes(d);
	} while (daemon_query_neighbours(d) || daemon_refresh_routes(d));
	daemon_sync_memberships(d);
	daemon_transmit(d);
	daemon_send_checks(d);
	daemon_report_events(d);
	daemon_update_state(d);
	daemon_notify_manager(d);
}

/* ---- one turn ---- */

static void become_ready(struct daemon *d)
{
	d->ready = true;
	notify_ready(&d->notify);
	if (d->options->ready != NULL)
		d->options->ready(d->options->arg);
}

void daemon_check_ready(struct daemon *d)
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

int daemon_wait_for(const struct daemon *d, int fd, unsigned number)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = number };

	return epoll_ctl(d->wait_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

/* Waits; returns what there is, as bits. */
static unsigned wait_for_work(struct daemon *d)
{
	struct epoll_event events[WAKE_MAX];
	unsigned ready = 0;
	int n;

	n = epoll_wait(d->wait_fd, events, WAKE_MAX, -1);
	if (n < 0 && errno != EINTR) {
		log_line(LOG_CRIT, "cannot wait for events: %s", strerror(errno));
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

/* Facts about links come before messages, so that a message on a new address finds it: the kernel told of it
 * earlier, so it is here if the message is. */
void daemon_turn(struct daemon *d)
{
	uint64_t expirations;
	unsigned ready;

	arm_timer(d, next_deadline(d));
	ready = wait_for_work(d);
	d->now = clock_now(CLOCK_BOOTTIME);
	if ((ready & 1U << WAKE_FACTS) != 0)
		daemon_receive_facts(d);
	if (d->dump_all) /* an overrun: a message may be waiting on an interface not yet known */
		daemon_refresh(d);
	if ((ready & ((1U << ICMP_SOCKETS) - 1)) != 0)
		daemon_receive_datagrams(d);
	if ((ready & 1U << WAKE_ANSWERS) != 0)
		daemon_receive_answers(d);
	if ((ready & 1U << WAKE_TIMER) != 0 &&
	    read(d->timer_fd, &expirations, sizeof(expirations)) > 0)
		d->armed = USEC_INFINITY;
	if ((ready & 1U << WAKE_SIGNAL) != 0)
		receive_signal(d);
	daemon_settle(d);
	daemon_check_ready(d);
	/* Last: routes come before any client. */
	if (daemon_control_serve(d, (ready & 1U << WAKE_CONTROL) != 0))
		daemon_settle(d);
}

void daemon_say_farewells(struct daemon *d)
{
	unsigned ready = 0;

	daemon_transmit(d);
	daemon_report_events(d);
	epoll_ctl(d->wait_fd, EPOLL_CTL_DEL, d->rtnl.monitor_fd, NULL);
	if (d->control.socket.fd >= 0)
		epoll_ctl(d->wait_fd, EPOLL_CTL_DEL, d->control.socket.fd, NULL);
	if (d->echo_fd >= 0)
		epoll_ctl(d->wait_fd, EPOLL_CTL_DEL, d->echo_fd, NULL);
	while ((ready & 1U << WAKE_SIGNAL) == 0 && d->exit_code != EXIT_FAILURE &&
	       engine_deadline(d->engine) != USEC_INFINITY) {
		arm_timer(d, engine_deadline(d->engine));
		ready = wait_for_work(d);
		d->now = clock_now(CLOCK_BOOTTIME);
		daemon_receive_datagrams(d);
		daemon_transmit(d);
		daemon_report_events(d);
	}
}
