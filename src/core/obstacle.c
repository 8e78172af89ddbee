/* SPDX-License-Identifier: BSD-2-Clause */
/* Says why a link cannot be used. */
#include "config.h"

#include "core/obstacle.h"

enum reason link_obstacle(const struct iface *iface)
{
	if (!iface->up)
		return REASON_LINK_DOWN;
	if (!iface->carrier)
		return REASON_NO_CARRIER;
	return iface->n_addrs > 0 ? REASON_NONE : REASON_NO_ADDRESS;
}
