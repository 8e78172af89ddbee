/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: what is needed to start, and giving up what is not needed afterwards.
 *
 * Opening the raw socket takes CAP_NET_RAW; changing routes and asking neighbours takes
 * CAP_NET_ADMIN at the moment of the change. A router, or a host that installs nothing, keeps no
 * capability at all.
 */
#ifndef RDISC_PRIV_H
#define RDISC_PRIV_H

#include <stdbool.h>

/* The name of a capability that is needed and missing, or NULL. */
const char *priv_missing(bool net_admin);

/* Drops every capability but CAP_NET_ADMIN (if asked for), empties the bounding set where that is
 * possible and forbids gaining any by execve(2). Where a service manager has capset(2) refused, what
 * it gave stays, if that is CAP_NET_RAW and CAP_NET_ADMIN at most and all that can be had. 0 or a
 * negative errno: then do not go on. */
int priv_drop(bool keep_net_admin);

/* From here on the kernel ends the process at any call that the running daemon has no use for; nothing
 * is opened for writing any more. 0, also in a build without libseccomp, or a negative errno: then do
 * not go on. */
int priv_filter(void);

#endif
