/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of everything that can be configured. */
#include "config.h"

#include "config/keys.h"

#include <string.h>

/* Where a key stands, in which role it has an effect, and where its value goes. */
#define DAEMON(member)  SECTION_DAEMON, ROLE_ANY, offsetof(struct conf, member)
#define ROUTES(member)  SECTION_ROUTES, ROLE_ANY, offsetof(struct conf, member)
#define IFACE(member)   SECTION_INTERFACE, ROLE_ANY, offsetof(struct conf_iface, member)
#define HOSTS(member)   SECTION_INTERFACE, ROLE_OF_HOST, offsetof(struct conf_iface, member)
#define ROUTERS(member) SECTION_INTERFACE, ROLE_OF_ROUTER, offsetof(struct conf_iface, member)
#define ADDRESS(member) SECTION_ADDRESS, ROLE_OF_ROUTER, offsetof(struct conf_address, member)
#define ROUTER(member)  SECTION_ROUTER, ROLE_OF_HOST, offsetof(struct conf_router, member)
#define TRACK(member)   SECTION_TRACK, ROLE_ANY, offsetof(struct conf_track, member)

#define KEY(where, key_name, key_type, key_min, key_max, key_expects, key_clause)                  \
	KEY_(where, key_name, key_type, key_min, key_max, key_expects, key_clause)
#define KEY_(key_section, key_role, key_offset, key_name, key_type, key_min, key_max, key_expects, \
    key_clause)                                                                                    \
	{                                                                                          \
		.section = key_section, .role = key_role, .name = key_name, .type = key_type,      \
		.offset = key_offset, .min = key_min, .max = key_max, .expects = key_expects,      \
		.clause = key_clause                                                               \
	}

#define YES_NO "yes or no"
#define LEVEL  "a number from -2147483648 to 2147483647, hexadecimal up to 0xffffffff, or ineligible"

#define USABLE_LEVEL                                                                               \
	"a number from -2147483647 to 2147483647, or hexadecimal up to 0xffffffff, and not "       \
	"0x80000000"

#define PREFIXES                                                                                   \
	"addresses or prefixes A.B.C.D/LEN without bits beyond LEN, at most 32, commas between"

#define TARGETS "addresses A.B.C.D, or router, at most 4, each once, commas between; or none"

const struct confkey confkeys[] = {
	KEY(DAEMON(control_socket), "control-socket", KEY_SOCKET, 1, 107,
	    "the absolute path of a socket, at most 107 characters, or none", NULL),
	KEY(DAEMON(user), "user", KEY_TEXT, 1, 255, "the name of an account, or none", NULL),
	KEY(DAEMON(log_level), "log-level", KEY_LOG_LEVEL, 0, 0,
	    "err, warning, notice, info or debug", NULL),
	KEY(DAEMON(control_group), "control-group", KEY_TEXT, 1, 255, "the name of a group", NULL),

	KEY(ROUTES(install), "install", KEY_INSTALL, 0, 0,
	    "best, ladder, single, multipath or none", NULL),
	KEY(ROUTES(metric), "metric", KEY_NUMBER, 0, METRIC_MAX, "a number from 0 to 4294950911",
	    NULL),
	KEY(ROUTES(table), "table", KEY_TABLE, 1, UINT32_MAX,
	    "main or a number from 1 to 4294967295, and not the local one (255)", NULL),
	KEY(ROUTES(protocol), "protocol", KEY_PROTOCOL, 5, 255,
	    "ra, or a number from 5 to 255 that no other program uses", NULL),
	KEY(ROUTES(prefsrc), "prefsrc", KEY_ADDRESS, 0, 0, "an IPv4 address of this machine", NULL),
	KEY(ROUTES(mtu), "mtu", KEY_MTU, 68, 65520,
	    "a number of bytes from 68 to 65520, or lock: and such a number", NULL),
	KEY(ROUTES(keep_routes), "keep-routes", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTES(probe_interval), "probe-interval", KEY_INTERVAL, 1, 3600,
	    "a number of seconds from 1 to 3600, or 0 for never", NULL),
	KEY(ROUTES(routers_max), "max-routers", KEY_NUMBER, 1, 1024, "a number from 1 to 1024",
	    NULL),
	KEY(ROUTES(iface_routers_max), "max-routers-per-interface", KEY_NUMBER, 1, 1024,
	    "a number from 1 to 1024", NULL),

	KEY(IFACE(role), "role", KEY_ROLE, 0, 0, "off, host, router or monitor", NULL),
	KEY(HOSTS(perform_router_discovery), "perform-router-discovery", KEY_BOOL, 0, 0, YES_NO,
	    "RFC 1256 5.1"),
	KEY(HOSTS(solicitation_address), "solicitation-address", KEY_GROUP, 0, 0,
	    "multicast (224.0.0.2), broadcast (255.255.255.255) or a neighbour's address",
	    "RFC 1256 5.1"),
	KEY(HOSTS(solicit), "solicit", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(HOSTS(solicit_on_loss), "solicit-on-loss", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(HOSTS(accept_unicast), "accept-unicast", KEY_UNICAST, 0, 0,
	    "neighbour, solicited or never", NULL),
	KEY(HOSTS(require_neighbour_source), "require-neighbour-source", KEY_BOOL, 0, 0, YES_NO,
	    NULL),
	KEY(HOSTS(require_ttl_255), "require-ttl-255", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(IFACE(allow), "allow", KEY_PREFIXES, 0, 0, PREFIXES, NULL),
	KEY(IFACE(deny), "deny", KEY_PREFIXES, 0, 0, PREFIXES, NULL),
	KEY(HOSTS(min_lifetime), "min-lifetime", KEY_LIFETIME, 0, ADVERTISEMENT_LIFETIME_MAX,
	    "a number of seconds from 0 to 9000", NULL),
	KEY(HOSTS(max_lifetime), "max-lifetime", KEY_LIFETIME, MAX_ADVERTISEMENT_INTERVAL_MIN,
	    UINT16_MAX, "a number of seconds from 4 to 65535", "RFC 1256 4.1"),
	KEY(HOSTS(min_preference), "min-preference", KEY_LEVEL, 0, 0, USABLE_LEVEL, NULL),
	KEY(HOSTS(max_preference), "max-preference", KEY_LEVEL, 0, 0, USABLE_LEVEL, NULL),
	KEY(ROUTERS(advertisement_address), "advertisement-address", KEY_DESTINATIONS, 0, 0,
	    "multicast (224.0.0.1), broadcast (255.255.255.255), or the addresses of "
	    "neighbours, at"
	    " most 16, each once, commas between",
	    "RFC 1256 4.1"),
	KEY(ROUTERS(max_advertisement_interval), "max-advertisement-interval", KEY_INTERVAL,
	    MAX_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX,
	    "a number of seconds from 4 to 1800, or 0 to advertise only when solicited",
	    "RFC 1256 4.1"),
	KEY(ROUTERS(min_advertisement_interval), "min-advertisement-interval", KEY_SECONDS,
	    MIN_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX,
	    "a number of seconds from 3 to max-advertisement-interval", "RFC 1256 4.1"),
	KEY(ROUTERS(advertisement_lifetime), "advertisement-lifetime", KEY_LIFETIME,
	    MAX_ADVERTISEMENT_INTERVAL_MIN, ADVERTISEMENT_LIFETIME_MAX,
	    "a number of seconds from max-advertisement-interval to 9000", "RFC 1256 4.1"),
	KEY(ROUTERS(preference_level), "preference-level", KEY_PREFERENCE, 0, 0, LEVEL,
	    "RFC 1256 4.1"),
	KEY(ROUTERS(solicited_reply), "solicited-reply", KEY_REPLY, 0, 0, "unicast or multicast",
	    "RFC 1256 4.3"),
	KEY(ROUTERS(ignore), "ignore", KEY_PREFIXES, 0, 0, PREFIXES, NULL),
	KEY(ROUTERS(min_delay_between_advertisements), "min-delay-between-advertisements",
	    KEY_INTERVAL, 1, 60, "a number of seconds from 1 to 60, or 0", NULL),
	KEY(ROUTERS(require_forwarding), "require-forwarding", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTERS(join_all_routers), "join-all-routers", KEY_BOOL, 0, 0, YES_NO, "RFC 1256 4.3"),
	KEY(ROUTERS(farewell), "farewell", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTERS(drain), "drain", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTERS(track_names), "track", KEY_TEXT, 0, 1024,
	    "names of track sections, with commas between them", NULL),
	KEY(HOSTS(table), "table", KEY_TABLE, 1, UINT32_MAX,
	    "main or a number from 1 to 4294967295, and not the local one (255)", NULL),
	KEY(HOSTS(check), "check-target", KEY_TARGETS, 0, 0, TARGETS, NULL),
	KEY(HOSTS(check.interval), "check-interval", KEY_SHORT_TIME, 100, 3600000,
	    "a number of seconds from 0.1 to 3600", NULL),
	KEY(HOSTS(check.failures), "check-failures", KEY_NUMBER, 1, 100, "a number from 1 to 100",
	    NULL),
	KEY(HOSTS(check.successes), "check-successes", KEY_NUMBER, 1, 100, "a number from 1 to 100",
	    NULL),

	KEY(ADDRESS(advertise), "advertise", KEY_BOOL, 0, 0, YES_NO, "RFC 1256 4.1"),
	KEY(ADDRESS(preference_level), "preference-level", KEY_PREFERENCE_OF_ADDRESS, 0, 0, LEVEL,
	    "RFC 1256 4.1"),
	KEY(ADDRESS(proxy), "proxy", KEY_BOOL, 0, 0, YES_NO, NULL),

	KEY(ROUTER(preference_level), "preference-level", KEY_PREFERENCE_OF_ROUTER, 0, 0, LEVEL,
	    NULL),

	KEY(ROUTER(onlink), "onlink", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTER(check), "check-target", KEY_TARGETS, 0, 0, TARGETS, NULL),
	KEY(ROUTER(check.interval), "check-interval", KEY_SHORT_TIME, 100, 3600000,
	    "a number of seconds from 0.1 to 3600", NULL),
	KEY(ROUTER(check.failures), "check-failures", KEY_NUMBER, 1, 100, "a number from 1 to 100",
	    NULL),
	KEY(ROUTER(check.successes), "check-successes", KEY_NUMBER, 1, 100,
	    "a number from 1 to 100", NULL),

	KEY(TRACK(kind), "kind", KEY_TRACK_KIND, 0, 0, "default-route, interface or file", NULL),
	KEY(TRACK(target), "interface", KEY_TEXT, 1, IF_NAMESIZE - 1, "the name of an interface",
	    NULL),
	KEY(TRACK(target), "path", KEY_PATH, 1, 4095, "the absolute path of a file", NULL),
	KEY(TRACK(on_loss), "on-loss", KEY_ON_LOSS, 0, 0,
	    "ineligible, withdraw, or \"preference -N\" with N from 1 to 4294967295", NULL),
	KEY(TRACK(loss_delay), "loss-delay", KEY_INTERVAL, 0, 3600,
	    "a number of seconds from 0 to 3600", NULL),
	KEY(TRACK(restore_delay), "restore-delay", KEY_INTERVAL, 0, 3600,
	    "a number of seconds from 0 to 3600", NULL),
};

const size_t n_confkeys = ARRAY_SIZE(confkeys);

_Static_assert(ARRAY_SIZE(confkeys) <= CONFKEYS_MAX, "CONFKEYS_MAX");

const char *confkey_section_name(enum confkey_section section)
{
	static const char *const names[] = { "daemon", "routes", "interface", "address", "router",
		"track" };

	return names[section];
}

const struct confkey *confkey_find(enum confkey_section section, const char *name)
{
	for (size_t i = 0; i < n_confkeys; i++)
		if (confkeys[i].section == section && strcmp(confkeys[i].name, name) == 0)
			return &confkeys[i];
	return NULL;
}

#define NAME_MAX_LEN 48
/* So many wrong letters are a slip; with more, a name that is cut off is likelier. */
#define SLIP_MAX     2

/* How many letters must be put in, left out or changed (Levenshtein); both are short enough. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_LEN + 1], diagonal, above;
	size_t n = strlen(b);

	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		diagonal = row[0]++;
		for (size_t j = 1; j <= n; j++) {
			above = row[j];
			row[j] = diagonal + (a[i] != b[j - 1]);
			row[j] = row[j] < above + 1 ? row[j] : above + 1;
			row[j] = row[j] < row[j - 1] + 1 ? row[j] : row[j - 1] + 1;
			diagonal = above;
		}
	}
	return row[n];
}

/* The first key of the section that has this part, at its beginning if `begins`; NULL: none. */
static const char *find_part(enum confkey_section section, const char *part, bool begins)
{
	for (size_t i = 0; strlen(part) >= 4 && i < n_confkeys; i++) {
		const char *name = confkeys[i].name, *at = strstr(name, part);

		if (confkeys[i].section == section && at != NULL && (at == name || !begins))
			return name;
	}
	return NULL;
}

const char *confkey_nearest(enum confkey_section section, const char *name)
{
	const char *best = NULL, *begins;
	unsigned near = 1 + (unsigned)strlen(name) / 2; /* less than half of it is wrong */

	if (strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < n_confkeys; i++) {
		unsigned d = edit_distance(name, confkeys[i].name);

		if (confkeys[i].section == section && d < near) {
			near = d;
			best = confkeys[i].name;
		}
	}
	begins = find_part(section, name, true);
	if (near > SLIP_MAX && begins != NULL)
		return begins;
	return best != NULL ? best : find_part(section, name, false);
}
