/* SPDX-License-Identifier: BSD-2-Clause */
/* What a host believes of an advertisement. RFC 1256 7 has no authentication, so this is all there is:
 * where it came from, whom the operator allows, and what a router can be at all.
 *
 * Functions are given what they judge by and keep nothing.
 */
#ifndef RDISC_CORE_TRUST_H
#define RDISC_CORE_TRUST_H

#include "model/conf.h"
#include "model/event.h"
#include "core/wire.h"

/* May this advertisement, valid by itself, be used at all on the interface it arrived on? `asked`: we
 * have solicited there just now (host_has_asked()). */
enum reason trust_message(const struct iface *iface, const struct conf_iface *conf,
	const struct wire_message *m, bool asked);

/* May this address be a default router on the interface? `conf` NULL: there is no list of whom. */
enum reason trust_router(
	const struct iface *iface, const struct conf_iface *conf, struct in_addr router);

/* The lists alone. */
enum reason trust_listed(const struct conf_iface *conf, struct in_addr router);

/* The lifetime that is taken for this one, both in seconds; 0, the farewell, stays 0. */
uint16_t trust_lifetime(const struct conf_iface *conf, uint16_t lifetime);

#endif
