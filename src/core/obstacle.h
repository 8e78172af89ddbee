/* SPDX-License-Identifier: BSD-2-Clause */
/* Says why a link cannot be used, for the daemon's roles and for `rdiscctl query` alike. */
#ifndef RDISC_CORE_OBSTACLE_H
#define RDISC_CORE_OBSTACLE_H

#include "model/event.h"

/* Returns REASON_LINK_DOWN, REASON_NO_CARRIER, REASON_NO_ADDRESS, or REASON_NONE where messages can be sent. */
enum reason link_obstacle(const struct iface *iface);

#endif
