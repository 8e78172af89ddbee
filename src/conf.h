/* SPDX-License-Identifier: BSD-2-Clause */
/* The validated, immutable configuration: all the core ever sees of options and files.
 *
 * Whoever makes one (cmdline.c) fills it with conf_init() and its own values, has it checked, and
 * keeps it and everything it points to alive and unchanged while the engine uses it. Names are the
 * RFC's variables.
 */
#ifndef RDISC_CONF_H
#define RDISC_CONF_H

#include "model.h"
#include "rfc1256.h"

/* What we are on an interface. */
enum role { ROLE_OFF, ROLE_HOST, ROLE_ROUTER };

/* Which routers get a default route, and how. */
enum install {
	INSTALL_BEST,      /* those of the highest preference, one route each, one metric */
	INSTALL_LADDER,    /* all usable ones, the metric rises with each step down in preference */
	INSTALL_SINGLE,    /* exactly one */
	INSTALL_MULTIPATH, /* those of the highest preference as one multipath route */
	INSTALL_NONE,      /* learn and tell only */
};

/* RFC 1256 4.1, the variables of one address of a router's interface. */
struct conf_address {
	struct in_addr address;
	bool advertise;
	int32_t preference_level;
};

/* One interface, or all whose name matches. An address variable that is 0 means the RFC's default:
 * the multicast group where the interface does IP multicast, 255.255.255.255 elsewhere. */
struct conf_iface {
	const char *pattern; /* fnmatch(3) */
	enum role role;
	/* host, RFC 1256 5.1 */
	bool perform_router_discovery;
	struct in_addr solicitation_address;
	/* router, RFC 1256 4.1 */
	struct in_addr advertisement_address;
	usec_t max_advertisement_interval; /* 4 … 1800 s */
	usec_t min_advertisement_interval; /* 3 s … max_advertisement_interval */
	uint16_t advertisement_lifetime;   /* seconds, max_advertisement_interval … 9000 */
	int32_t preference_level;          /* of addresses not named in `addresses` */
	bool require_forwarding;           /* advertise only where the kernel forwards */
	bool join_all_routers;             /* membership of 224.0.0.2 */
	const struct conf_address *addresses;
	size_t n_addresses;
};

/* The metrics that are ours to use start at conf.metric. */
#define METRIC_RANGE   16384
#define METRIC_DEFAULT 4096
#define METRIC_MAX     (UINT32_MAX - METRIC_RANGE)

struct conf {
	enum install install;
	uint32_t metric; /* of the best route; others follow */
	uint32_t table;
	struct in_addr prefsrc; /* preferred source of our routes, 0: the kernel chooses */
	uint32_t mtu;           /* of our routes, bytes, 0: the interface's */
	bool mtu_lock;
	bool solicit;               /* send solicitations at all */
	bool solicit_on_loss;       /* also when the last usable router is lost */
	bool keep_routes;           /* leave them in the kernel at the end */
	usec_t probe_interval;      /* ask routers in use for a sign of life, 0: never */
	uint32_t routers_max;       /* in all */
	uint32_t iface_routers_max; /* per interface */
	const struct conf_iface *ifaces;
	size_t n_ifaces;
};

/* Everything at its default, no interface. */
void conf_init(struct conf *conf);

/* Everything at the RFC's default, role off, matching nothing. */
void conf_iface_init(struct conf_iface *ci);

/* Sets MaxAdvertisementInterval and the two that derive from it (RFC 1256 4.1). */
void conf_iface_set_interval(struct conf_iface *ci, unsigned max_sec);

/* The entry for an interface: the exact name wins over patterns, among those the first. NULL: none. */
const struct conf_iface *conf_find_iface(const struct conf *conf, const char *name);

/* The variables of an address of that interface, by name or by the interface's defaults. */
struct conf_address conf_address(const struct conf_iface *ci, struct in_addr address);

const char *conf_role_name(enum role role);
const char *conf_install_name(enum install install);

#endif
