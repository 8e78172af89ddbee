/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules by which a host believes an advertisement. RFC 1256 7 has no authentication, so these are all
 * there are: its source, the operator's lists, and the addresses that a router can have at all.
 *
 * Functions are given what they judge by and keep nothing.
 */
#ifndef RDISC_CORE_TRUST_H
#define RDISC_CORE_TRUST_H

#include "model/conf.h"
#include "model/event.h"
#include "core/wire.h"

/* Returns why this advertisement, valid by itself, must not be used on the interface it arrived on, or
 * REASON_NONE. `asked`: we have solicited there just now (host_has_asked()). */
enum reason trust_message(const struct iface *iface, const struct conf_iface *conf,
    const struct wire_message *m, bool asked);

/* Returns why this address cannot be a default router on the interface, or REASON_NONE. `conf` NULL: there is
 * no list. */
enum reason trust_router(
    const struct iface *iface, const struct conf_iface *conf, struct in_addr router);

/* Judges by the lists alone. */
enum reason trust_listed(const struct conf_iface *conf, struct in_addr router);

/* Returns the preference level that a router has for us when it advertises `own`: the operator's for that
 * router, else its own within the bounds of the interface. */
int32_t trust_preference(const struct conf_iface *conf, struct in_addr router, int32_t own);

/* Returns the lifetime to use for this one, both in seconds; 0, the farewell, stays 0. */
uint16_t trust_lifetime(const struct conf_iface *conf, uint16_t lifetime);

#endif
