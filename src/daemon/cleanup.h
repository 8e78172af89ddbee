/* SPDX-License-Identifier: BSD-2-Clause */
/* The routes of other daemons: one that has ended, and one that runs. */
#ifndef RDISC_DAEMON_CLEANUP_H
#define RDISC_DAEMON_CLEANUP_H

#include "model/conf.h"

/* Removes the routes of the daemon whose state file lies in that directory. Without such a file, removes those
 * that a daemon of this configuration would take for its own. Leaves them where that daemon runs, and with
 * conf.keep_routes. `conf` is NULL if the configuration has errors. Returns the exit code. */
int daemon_cleanup(const struct conf *conf, const char *directory);

/* Meets an earlier daemon before the start. Returns -EADDRINUSE, logged, if another daemon runs that would
 * contend for the same routes. Where one has ended that kept its routes elsewhere, as in another table,
 * these are removed. */
int daemon_meet_owner(const struct conf *conf, const char *directory);

#endif
