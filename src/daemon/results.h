/* SPDX-License-Identifier: BSD-2-Clause */
/* Results out: what the engine wants done, one kind each. */
#ifndef RDISC_DAEMON_RESULTS_H
#define RDISC_DAEMON_RESULTS_H

#include "daemon/daemon.h"

/* Has the kernel's routes told of all tables that the engine has now. */
void daemon_sync_tables(struct daemon *d);

/* Makes the changes of routes that the engine wants. */
void daemon_sync_routes(struct daemon *d);

/* Joins and leaves groups where something has changed, or where a group could not be joined a while ago. */
void daemon_sync_memberships(struct daemon *d);

/* Sends what is due. */
void daemon_transmit(struct daemon *d);

/* Sends the requests of checks that are due; one that cannot be sent is as good as lost. */
void daemon_send_checks(struct daemon *d);

/* Asks the kernel about neighbours; returns whether there was anything to ask. */
bool daemon_query_neighbours(struct daemon *d);

/* Writes the engine's events to the log and into the history. */
void daemon_report_events(struct daemon *d);

/* Writes the state file: at once / if it is out of date and was not written just now. */
void daemon_write_state(struct daemon *d);
void daemon_update_state(struct daemon *d);

/* Tells the service manager that the daemon lives, and what the default route stands on. */
void daemon_notify_manager(struct daemon *d);

/* Returns when one of these will have something to do that the engine does not know of. */
usec_t daemon_results_deadline(const struct daemon *d);

#endif
