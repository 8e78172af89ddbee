/* SPDX-License-Identifier: BSD-2-Clause */
/* A new configuration while the daemon runs. */
#ifndef RDISC_DAEMON_RELOAD_H
#define RDISC_DAEMON_RELOAD_H

#include "daemon/daemon.h"

/* Takes a new configuration, all or nothing: what is wrong is logged, and then the old one stays. The facts
 * are read again either way. `who` wants it. Returns whether there is a new one. */
bool daemon_reload(struct daemon *d, const char *who);

#endif
