/* SPDX-License-Identifier: BSD-2-Clause */
/* The validated, immutable configuration: all the core ever sees of options and files.
 *
 * cmdline.c makes one: it calls conf_init(), adds its own values and has them checked. It keeps the
 * configuration, and everything it points to, alive and unchanged while the engine uses it. Names are the
 * RFC's variables.
 */
#ifndef RDISC_MODEL_CONF_H
#define RDISC_MODEL_CONF_H

#include "model/network.h"
#include "model/rfc1256.h"

/* The role on an interface. A monitor hears and reports what a host would, and does nothing. */
enum role { ROLE_OFF, ROLE_HOST, ROLE_ROUTER, ROLE_MONITOR };

/* Which routers get a default route, and how. */
enum install {
	INSTALL_BEST, /* those of the highest preference, one route each; the first alone on its metric */
	INSTALL_LADDER,    /* all usable ones, the metric rises with each step down in preference */
	INSTALL_SINGLE,    /* exactly one */
	INSTALL_MULTIPATH, /* those of the highest preference as one multipath route */
	INSTALL_NONE,      /* learn and tell only */
};

/* How a router answers a solicitation whose source it knows (RFC 1256 4.3 leaves the choice). */
enum solicited_reply { REPLY_UNICAST, REPLY_MULTICAST };

/* Where something was configured, for `explain`. */
struct conf_place {
	const char *file; /* NULL: not in a file */
	int line;
};

/* A router's way out, watched so that hosts can be kept from a router that has lost it. */
enum track_kind {
	TRACK_DEFAULT_ROUTE, /* a default route over another interface than the one advertised on */
	TRACK_INTERFACE,     /* that interface is up and has carrier */
	TRACK_FILE,          /* that file exists and does not begin with 0 */
};

enum track_loss {
	LOSS_INELIGIBLE, /* advertise as not to be used */
	LOSS_WITHDRAW,   /* advertise no more */
	LOSS_PREFERENCE, /* lower the preference */
};

struct conf_track {
	const char *name; /* shorter than IF_NAMESIZE, no blanks */
	enum track_kind kind;
	const char *target; /* interface or path; NULL for a default route */
	enum track_loss on_loss;
	uint32_t penalty;     /* LOSS_PREFERENCE: subtracted, never down to ineligible */
	usec_t loss_delay;    /* how long it must be lost before that is believed */
	usec_t restore_delay; /* … and how long back */
};

/* RFC 1256 4.1, the variables of one address of a router's interface. */
struct conf_address {
	struct in_addr address;
	bool advertise;
	int32_t preference_level;
	bool has_preference_level; /* false: the interface's holds */
	bool proxy;                /* advertise it although it is not ours */
};

/* End-to-end checks through each router of an interface. */
#define CHECK_TARGETS_MAX 4
#define CHECK_INTERVAL    USEC_PER_SEC
#define CHECK_FAILURES    3
#define CHECK_SUCCESSES   10

struct conf_check {
	struct in_addr targets[CHECK_TARGETS_MAX]; /* 0: the router itself */
	uint32_t n_targets;                        /* 0: no checks */
	bool off;           /* of a router: no checks, whatever the interface has */
	usec_t interval;    /* from one round to the next, at least 0.1 s */
	uint32_t failures;  /* failed rounds in a row that mean: it leads nowhere */
	uint32_t successes; /* … and good ones that lift that */
};

/* A host's policy for one router. */
struct conf_router {
	struct in_addr address;
	struct conf_check check;  /* what is 0 is the interface's */
	int32_t preference_level; /* instead of what it says; ineligible: never use it */
	bool has_preference_level;
	bool onlink; /* it is on the link, though in none of the interface's subnets */
	struct conf_place place;
};

/* Which unicast advertisements a host takes. A message to a group or to 255.255.255.255 comes from the
 * link in any case; this could come from anywhere. */
enum accept_unicast {
	UNICAST_NEIGHBOUR, /* from a neighbour */
	UNICAST_SOLICITED, /* … that was solicited just now */
	UNICAST_NEVER,
};

/* Prefixes that the routers of an interface may, or may not, be in. */
#define PREFIXES_MAX 32

struct conf_prefixes {
	struct conf_place place;
	uint32_t n;
	struct conf_prefix {
		struct in_addr address;
		uint8_t prefix_len;
	} list[PREFIXES_MAX];
};

/* The destinations of unsolicited advertisements: a group, broadcast, or hosts by unicast. */
#define DESTINATIONS_MAX 16

struct conf_destinations {
	uint32_t n;                            /* at least 1 */
	struct in_addr list[DESTINATIONS_MAX]; /* several are hosts */
};

/* Tracks an interface may name: a bit each in conf_iface.tracks. */
#define TRACKS_MAX 32

/* One interface, or all whose name matches. An address variable that is 0 means the RFC's default:
 * the multicast group where the interface does IP multicast, 255.255.255.255 elsewhere. */
struct conf_iface {
	const char *pattern; /* fnmatch(3) */
	enum role role;
	struct conf_place place;
	/* host, RFC 1256 5.1 */
	bool perform_router_discovery;
	struct in_addr solicitation_address;
	bool solicit;         /* send solicitations at all */
	bool solicit_on_loss; /* also when the last usable router is lost */
	const struct conf_router *routers;
	size_t n_routers;
	/* host: which senders to believe, beyond the RFC */
	enum accept_unicast accept_unicast;
	bool require_neighbour_source; /* of multicast and broadcast too */
	bool require_ttl_255;          /* of unicast: nobody has forwarded it */
	struct conf_prefixes allow;    /* routers; none: all. A router expects these beside it */
	struct conf_prefixes deny;     /* wins over allow */
	uint16_t min_lifetime;         /* seconds; a shorter lifetime is taken for this one … */
	uint16_t max_lifetime;         /* … and a longer one for this one */
	int32_t min_preference;        /* a lower preference level is taken for this one … */
	int32_t max_preference;  /* … and a higher one for this one; neither is ineligible */
	struct conf_check check; /* of routers that have none of their own */
	uint32_t table;          /* of its routes; 0: that of its VRF, or the general one */
	/* router, RFC 1256 4.1 */
	struct conf_destinations advertisement_address;
	usec_t max_advertisement_interval; /* 4 … 1800 s; 0: only when solicited */
	usec_t min_advertisement_interval; /* 3 s … max_advertisement_interval */
	uint16_t advertisement_lifetime;   /* seconds, max_advertisement_interval … 9000 */
	int32_t preference_level;          /* of addresses that have none of their own */
	const struct conf_address *addresses;
	size_t n_addresses;
	/* router, beyond the RFC */
	enum solicited_reply solicited_reply;
	struct conf_prefixes ignore;             /* hosts that are not answered */
	usec_t min_delay_between_advertisements; /* multicast ones */
	bool require_forwarding;                 /* advertise only where the kernel forwards */
	bool join_all_routers;                   /* membership of 224.0.0.2 */
	bool farewell;                           /* when the program ends; else hosts keep us */
	bool drain;                              /* ineligible first, withdrawn after */
	const char *track_names;                 /* as configured, or NULL */
	uint32_t tracks;                         /* those: bits, index in conf.tracks */
};

/* The metrics that are ours to use start at conf.metric. */
#define METRIC_RANGE   16384
#define METRIC_DEFAULT 4096
#define METRIC_MAX     (UINT32_MAX - METRIC_RANGE)

/* Routing tables that routes may go to. */
#define TABLES_MAX     32

struct conf {
	enum install install;
	uint32_t metric;        /* of the best route; others follow */
	uint32_t table;         /* the general one: of interfaces that have none of their own */
	uint8_t protocol;       /* of our routes, RTPROT_RA */
	struct in_addr prefsrc; /* preferred source of our routes, 0: the kernel chooses */
	uint32_t mtu;           /* of our routes, bytes, 0: the interface's */
	bool mtu_lock;
	bool keep_routes;           /* leave them in the kernel at the end */
	usec_t probe_interval;      /* ask routers for a sign of life, 0: never */
	uint32_t routers_max;       /* in all */
	uint32_t iface_routers_max; /* per interface */
	const struct conf_iface *ifaces;
	size_t n_ifaces;
	const struct conf_track *tracks;
	size_t n_tracks;
	/* not the core's */
	int log_level;              /* LOG_ERR … LOG_DEBUG */
	const char *control_socket; /* path or "none"; NULL: the usual one */
	const char *user;           /* to run as, or "none"; NULL: the usual one */
	const char *control_group;  /* the group whose members may use it; NULL: root alone */
};

/* Sets everything to its default, without an interface. */
void conf_init(struct conf *conf);

/* Sets everything to the RFC's default, role off, matching nothing. */
void conf_iface_init(struct conf_iface *ci);

/* Sets MaxAdvertisementInterval and the two that derive from it (RFC 1256 4.1); 0 leaves these. */
void conf_iface_set_interval(struct conf_iface *ci, unsigned max_sec);

/* Returns the entry for an interface: the exact name wins over patterns, among those the one with the most
 * literal characters, then the first. NULL: none. */
const struct conf_iface *conf_find_iface(const struct conf *conf, const char *name);

/* Returns the variables of an address of that interface, by name or by the interface's defaults. */
struct conf_address conf_address(const struct conf_iface *ci, struct in_addr address);

/* Returns the first of these prefixes that the address is in, or NULL. */
const struct conf_prefix *conf_prefix(const struct conf_prefixes *prefixes, struct in_addr address);

/* Returns the policy for a router, or NULL. */
const struct conf_router *conf_router(const struct conf_iface *ci, struct in_addr address);

/* Returns the section that says that this router is on the link, whatever its subnet; NULL: none does. */
const struct conf_router *conf_onlink(const struct conf_iface *ci, struct in_addr router);

/* Returns the checks of a router, its own or the interface's. */
struct conf_check conf_checks(const struct conf_iface *ci, struct in_addr router);

/* Returns the table of an interface's routes. `vrf`: that of its VRF, 0: it belongs to none. */
uint32_t conf_table(const struct conf *conf, const struct conf_iface *ci, uint32_t vrf);

/* Adds a table to a list of `n`, if it is not there. Returns how many there are; it adds none to TABLES_MAX. */
size_t conf_add_table(uint32_t tables[TABLES_MAX], size_t n, uint32_t table);

/* Gives the tables that the configuration names, the general one first. Returns how many. */
size_t conf_tables(const struct conf *conf, uint32_t ret[TABLES_MAX]);

/* Returns whether some host interface asks for checks (whether or not it exists). */
bool conf_has_checks(const struct conf *conf);

/* True if some interface has that role, whether or not it exists. */
bool conf_has_role(const struct conf *conf, enum role role);

/* True if it installs routes, which takes CAP_NET_ADMIN. */
bool conf_installs(const struct conf *conf);

/* The words of each enumeration, in its order, and a NULL. The file, the command line, the log and the
 * control socket all use these. */
extern const char *const conf_roles[], *const conf_shapes[], *const conf_replies[],
								 *const conf_unicast[],
								     *const conf_track_kinds[],
									 *const conf_log_levels[];

const char *conf_role_name(enum role role);
const char *conf_install_name(enum install install);
const char *conf_track_kind_name(enum track_kind kind);

/* Returns the word for a level from LOG_ERR to LOG_DEBUG. */
const char *conf_log_level_name(int level);

#endif
