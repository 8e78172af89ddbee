/* SPDX-License-Identifier: BSD-2-Clause */
/* The other routers on a link, as a router sees them (RFC 1256 4.2 lets it look). Reports advertisements
 * that contradict ours or themselves, or draw the hosts to a stranger. It changes nothing.
 *
 * Remembers a fixed number of sources for each link; the one heard longest ago gives way.
 */
#ifndef RDISC_CORE_ROUTER_RIVALS_H
#define RDISC_CORE_ROUTER_RIVALS_H

#include "model/conf.h"
#include "core/router/advertise.h"

#define WATCH_SOURCES 8

struct watch {
	struct watch_source {
		struct in_addr source;
		usec_t heard; /* its last multicast advertisement */
		uint16_t lifetime;
		unsigned late; /* how many in a row came when the one before had run out */
		bool told;
	} sources[WATCH_SOURCES];
};

/* Judges an advertisement of another router. REASON_SAME_ADDRESS: it names (in *ret_address) an address
 * that we advertise. REASON_WITHDRAWN: it takes such an address back. REASON_SHORT_LIFETIME: its last
 * advertisement had run out before this one came, and so had the one before; once alone may be a router
 * that was away. REASON_NONE: nothing to tell, or it was told already. */
enum reason watch_judge(struct watch *w, const struct router *r, const struct wire_message *m,
    usec_t now, struct in_addr *ret_address);

/* True if this entry of a multicast advertisement draws hosts from a router of preference level `ours`. False
 * for an address that the configuration names: in `allow` (`deny` wins), or as one of our own, which may be
 * elsewhere now. */
bool watch_is_rival(const struct iface *iface, const struct conf_iface *conf, int32_t ours,
    const struct wire_message *m, struct wire_entry entry);

#endif
