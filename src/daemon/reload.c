/* SPDX-License-Identifier: BSD-2-Clause */
/* A new configuration while the daemon runs. */
#include "config.h"

#include "daemon/reload.h"

#include "daemon/results.h"
#include "system/log.h"

/* The new configuration, if it can be taken; else NULL, told. */
static const struct conf *read_configuration(struct daemon *d)
{
	const struct conf *new = d->options->reload(d->options->arg);

	if (new == NULL) {
		log_line(LOG_ERR, "reload refused, the running configuration stays");
		return NULL;
	}
	if (conf_installs(new) && !d->may_install) {
		log_line(LOG_ERR,
		    "reload refused: installing routes needs CAP_NET_ADMIN, which was given"
		    " up at the start; restart rdisc");
		d->options->release(new, d->options->arg);
		return NULL;
	}
	if (conf_has_checks(new) && d->echo_fd < 0) {
		log_line(LOG_ERR,
		    "reload refused: the first check-target needs CAP_NET_RAW, which was given"
		    " up at the start; restart rdisc");
		d->options->release(new, d->options->arg);
		return NULL;
	}
	return new;
}

static bool put_in_force(struct daemon *d, const struct conf *new)
{
	const struct conf *old = d->conf;

	if (!engine_configure(d->engine, new, d->now)) {
		log_line(LOG_ERR, "reload refused: out of memory, the running configuration stays");
		d->options->release(new, d->options->arg);
		return false;
	}
	d->conf = new;
	log_set_level(new->log_level);
	d->sync_groups = true;
	d->track_next = 0;
	/* Routes in a table or with a metric that is ours no longer go before those are forgotten. What the
	 * kernel tells of the additions is of the new tables. */
	engine_advance(d->engine, d->now);
	daemon_sync_routes(d);
	if (d->state.fd >= 0) {
		state_name_daemon(&d->state, new);
		daemon_write_state(d);
	}
	d->options->release(old, d->options->arg);
	return true;
}

bool daemon_reload(struct daemon *d, const char *who)
{
	const struct conf *next;
	bool ok;

	log_line(LOG_NOTICE, "%s: reading interfaces and routes again", who);
	notify_reloading(&d->notify);
	next = read_configuration(d);
	d->dump_all = true;
	d->last_reload = "refused";
	ok = next != NULL && put_in_force(d, next);
	if (ok) {
		d->last_reload = "ok";
		d->generation++;
		d->configured = d->now;
		log_line(LOG_NOTICE, "reloaded");
	}
	notify_ready(&d->notify);
	return ok;
}
