/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the table of keys: what each takes, what it makes of that, and what it refuses. A key that is
 * added to the table without samples here fails. */
#include "config.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "config/build.h"
#include "config/format.h"
#include "config/keys.h"
#include "model/setting.h"
#include "unit/tests.h"

/* Storage for whatever a key is set in. */
union base {
	struct conf conf;
	struct conf_iface iface;
	struct conf_address address;
	struct conf_router router;
	struct conf_track track;
	unsigned char bytes[sizeof(struct conf_iface) + sizeof(struct conf)];
};

/* How many, and the last of them. */
static int64_t value_of_prefixes(const struct conf_prefixes *p)
{
	const struct conf_prefix *last = &p->list[p->n - 1];

	return (int64_t)p->n << 40 | (int64_t)last->prefix_len << 32 | ntohl(last->address.s_addr);
}

/* One of them, or how many and the last of them. */
static int64_t value_of_destinations(const struct conf_destinations *to)
{
	return (to->n > 1 ? (int64_t)to->n << 32 : 0) | ntohl(to->list[to->n - 1].s_addr);
}

/* How many, and the last of them; -1: none is wanted. */
static int64_t value_of_targets(const struct conf_check *c)
{
	if (c->off)
		return c->n_targets == 0 ? -1 : -2;
	return (int64_t)c->n_targets << 32 | ntohl(c->targets[c->n_targets - 1].s_addr);
}

/* Returns the value there as a number: times in microseconds, addresses in host order. */
static int64_t value_of(const struct confkey *key, const union base *base)
{
	const void *at = base->bytes + key->offset;

	switch (key->type) {
	case KEY_BOOL:
		return *(const bool *)at;
	case KEY_PROTOCOL:
		return *(const uint8_t *)at;
	case KEY_LIFETIME:
		return *(const uint16_t *)at;
	case KEY_NUMBER:
	case KEY_TABLE:
		return *(const uint32_t *)at;
	case KEY_SECONDS:
	case KEY_SHORT_TIME:
	case KEY_INTERVAL:
		return (int64_t) * (const usec_t *)at;
	case KEY_PREFERENCE:
	case KEY_LEVEL:
	case KEY_PREFERENCE_OF_ADDRESS:
	case KEY_PREFERENCE_OF_ROUTER:
		return *(const int32_t *)at;
	case KEY_GROUP:
	case KEY_ADDRESS:
		return ntohl(((const struct in_addr *)at)->s_addr);
	case KEY_MTU:
		return base->conf.mtu + (base->conf.mtu_lock ? 1000000 : 0);
	case KEY_ROLE:
		return *(const enum role *)at;
	case KEY_INSTALL:
		return *(const enum install *)at;
	case KEY_REPLY:
		return *(const enum solicited_reply *)at;
	case KEY_UNICAST:
		return *(const enum accept_unicast *)at;
	case KEY_PREFIXES:
		return value_of_prefixes(at);
	case KEY_TARGETS:
		return value_of_targets(at);
	case KEY_DESTINATIONS:
		return value_of_destinations(at);
	case KEY_TRACK_KIND:
		return *(const enum track_kind *)at;
	case KEY_LOG_LEVEL:
		return *(const int *)at - LOG_ERR; /* the word's place */
	case KEY_ON_LOSS:
		return base->track.on_loss == LOSS_PREFERENCE ? -(int64_t)base->track.penalty
							      : (int64_t)base->track.on_loss;
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_SOCKET:
		return (int64_t)strlen(*(const char *const *)at);
	}
	ck_abort_msg("a type that this test does not know");
	return 0;
}

/* ---- samples, written down without a look at the table ---- */

#define D SECTION_DAEMON
#define R SECTION_ROUTES
#define I SECTION_INTERFACE
#define A SECTION_ADDRESS
#define P SECTION_ROUTER
#define T SECTION_TRACK

static const struct {
	enum confkey_section section;
	const char *name, *text;
	int64_t value;
} good[] = {
	{ D, "control-socket", "none", 4 },
	{ D, "control-socket", "/run/rdisc/control", 18 },
	{ D, "control-group", "adm", 3 },
	{ D, "user", "none", 4 },
	{ D, "log-level", "err", 0 },
	{ D, "log-level", "warning", 1 },
	{ D, "log-level", "notice", 2 },
	{ D, "log-level", "info", 3 },
	{ D, "log-level", "debug", 4 },
	{ R, "install", "best", INSTALL_BEST },
	{ R, "install", "ladder", INSTALL_LADDER },
	{ R, "install", "single", INSTALL_SINGLE },
	{ R, "install", "multipath", INSTALL_MULTIPATH },
	{ R, "install", "none", INSTALL_NONE },
	{ R, "metric", "0", 0 },
	{ R, "metric", "4096", 4096 },
	{ R, "metric", "4294950911", 4294950911 },
	{ R, "table", "main", RT_TABLE_MAIN },
	{ R, "table", "1", 1 },
	{ R, "table", "254", 254 },
	{ R, "table", "256", 256 },
	{ R, "table", "0x64", 100 },
	{ R, "table", "4294967295", 4294967295 },
	{ R, "protocol", "ra", RTPROT_RA },
	{ R, "protocol", "5", 5 },
	{ R, "protocol", "255", 255 },
	{ R, "prefsrc", "192.0.2.10", 0xc000020a },
	{ R, "prefsrc", "1.0.0.0", 0x01000000 },
	{ R, "prefsrc", "223.255.255.255", 0xdfffffff },
	{ R, "mtu", "68", 68 },
	{ R, "mtu", "65520", 65520 },
	{ R, "mtu", "lock:68", 1000068 },
	{ R, "mtu", "lock:65520", 1065520 },
	{ R, "keep-routes", "yes", true },
	{ R, "keep-routes", "no", false },
	{ R, "probe-interval", "0", 0 },
	{ R, "probe-interval", "1", 1000000 },
	{ R, "probe-interval", "3600", 3600000000 },
	{ R, "max-routers", "1", 1 },
	{ R, "max-routers", "1024", 1024 },
	{ R, "max-routers-per-interface", "1", 1 },
	{ R, "max-routers-per-interface", "1024", 1024 },

	{ I, "role", "off", ROLE_OFF },
	{ I, "role", "host", ROLE_HOST },
	{ I, "role", "router", ROLE_ROUTER },
	{ I, "role", "monitor", ROLE_MONITOR },
	{ I, "perform-router-discovery", "yes", true },
	{ I, "perform-router-discovery", "no", false },
	{ I, "solicitation-address", "multicast", 0 },
	{ I, "solicitation-address", "broadcast", 0xffffffff },
	{ I, "solicitation-address", "224.0.0.2", 0xe0000002 },
	{ I, "solicitation-address", "192.0.2.1", 0xc0000201 },
	{ I, "solicit", "yes", true },
	{ I, "solicit", "no", false },
	{ I, "solicit-on-loss", "yes", true },
	{ I, "solicit-on-loss", "no", false },
	{ I, "accept-unicast", "neighbour", UNICAST_NEIGHBOUR },
	{ I, "accept-unicast", "solicited", UNICAST_SOLICITED },
	{ I, "accept-unicast", "never", UNICAST_NEVER },
	{ I, "require-neighbour-source", "yes", true },
	{ I, "require-neighbour-source", "no", false },
	{ I, "require-ttl-255", "yes", true },
	{ I, "require-ttl-255", "no", false },
	{ I, "allow", "192.0.2.1", 0x120c0000201 },
	{ I, "allow", "192.0.2.0/24", 0x118c0000200 },
	{ I, "allow", "0.0.0.0/0", 0x10000000000 },
	{ I, "allow", "10.0.0.0/8,192.0.2.1/32", 0x220c0000201 },
	{ I, "allow", "10.0.0.0/8,  10.1.0.0/16,\t10.1.2.0/24", 0x3180a010200 },
	{ I, "deny", "128.0.0.0/1", 0x10180000000 },
	{ I, "deny", "192.0.2.66, 192.0.2.68/31", 0x21fc0000244 },
	{ I, "min-lifetime", "0", 0 },
	{ I, "min-lifetime", "9000", 9000 },
	{ I, "max-lifetime", "4", 4 },
	{ I, "max-lifetime", "65535", 65535 },
	{ I, "min-preference", "-2147483647", -INT32_MAX },
	{ I, "min-preference", "0x80000001", -INT32_MAX },
	{ I, "min-preference", "0", 0 },
	{ I, "max-preference", "2147483647", INT32_MAX },
	{ I, "max-preference", "-1", -1 },
	{ I, "check-target", "192.0.2.1", 0x1c0000201 },
	{ I, "check-target", "router", 0x100000000 },
	{ I, "check-target", "192.0.2.1, router,\t192.0.2.2,192.0.2.3", 0x4c0000203 },
	{ I, "check-target", "none", -1 },
	{ I, "check-interval", "0.1", 100000 },
	{ I, "check-interval", "0.2", 200000 },
	{ I, "check-interval", "3600", 3600000000 },
	{ I, "check-failures", "1", 1 },
	{ I, "check-failures", "100", 100 },
	{ I, "table", "main", RT_TABLE_MAIN },
	{ I, "table", "100", 100 },
	{ I, "table", "4294967295", 4294967295 },
	{ I, "check-successes", "1", 1 },
	{ I, "check-successes", "100", 100 },
	{ I, "advertisement-address", "multicast", 0 },
	{ I, "advertisement-address", "broadcast", 0xffffffff },
	{ I, "advertisement-address", "255.255.255.255", 0xffffffff },
	{ I, "advertisement-address", "224.0.0.1", 0xe0000001 },
	{ I, "advertisement-address", "192.0.2.1", 0xc0000201 },
	{ I, "advertisement-address", "192.0.2.1, 192.0.2.3,192.0.2.2", 0x3c0000202 },
	{ I, "max-advertisement-interval", "0", 0 },
	{ I, "max-advertisement-interval", "0.0", 0 },
	{ I, "max-advertisement-interval", "4", 4000000 },
	{ I, "max-advertisement-interval", "4.000001", 4000001 },
	{ I, "max-advertisement-interval", "4.5", 4500000 },
	{ I, "max-advertisement-interval", "1799.999999", 1799999999 },
	{ I, "max-advertisement-interval", "1800", 1800000000 },
	{ I, "min-advertisement-interval", "3", 3000000 },
	{ I, "min-advertisement-interval", "3.75", 3750000 },
	{ I, "min-advertisement-interval", "1800", 1800000000 },
	{ I, "advertisement-lifetime", "4", 4 },
	{ I, "advertisement-lifetime", "9000", 9000 },
	{ I, "preference-level", "0", 0 },
	{ I, "preference-level", "-0", 0 },
	{ I, "preference-level", "100", 100 },
	{ I, "preference-level", "+100", 100 },
	{ I, "preference-level", "-100", -100 },
	{ I, "preference-level", "2147483647", INT32_MAX },
	{ I, "preference-level", "-2147483647", -INT32_MAX },
	{ I, "preference-level", "-2147483648", INT32_MIN },
	{ I, "preference-level", "ineligible", INT32_MIN },
	{ I, "preference-level", "0x80000000", INT32_MIN },
	{ I, "preference-level", "0X7FFFFFFF", INT32_MAX },
	{ I, "preference-level", "0xffffffff", -1 },
	{ I, "preference-level", "0xFFFFFF9C", -100 },
	{ I, "preference-level", "-0x64", -100 },
	{ I, "solicited-reply", "unicast", REPLY_UNICAST },
	{ I, "solicited-reply", "multicast", REPLY_MULTICAST },
	{ I, "min-delay-between-advertisements", "0", 0 },
	{ I, "min-delay-between-advertisements", "1", 1000000 },
	{ I, "min-delay-between-advertisements", "60", 60000000 },
	{ I, "require-forwarding", "yes", true },
	{ I, "require-forwarding", "no", false },
	{ I, "join-all-routers", "yes", true },
	{ I, "join-all-routers", "no", false },
	{ I, "ignore", "192.0.2.64/26", 0x11ac0000240 },
	{ I, "ignore", "192.0.2.7, 192.0.2.68/31", 0x21fc0000244 },
	{ I, "farewell", "yes", true },
	{ I, "farewell", "no", false },
	{ I, "drain", "yes", true },
	{ I, "drain", "no", false },
	{ I, "track", "", 0 },
	{ I, "track", "uplink, isp", 11 },

	{ A, "advertise", "yes", true },
	{ A, "advertise", "no", false },
	{ A, "preference-level", "2147483647", INT32_MAX },
	{ A, "preference-level", "ineligible", INT32_MIN },
	{ A, "preference-level", "-1", -1 },
	{ A, "proxy", "yes", true },
	{ A, "proxy", "no", false },

	{ P, "check-target", "none", -1 },
	{ P, "check-target", "198.51.100.1", 0x1c6336401 },
	{ P, "check-interval", "10", 10000000 },
	{ P, "check-interval", "0.123456", 123456 },
	{ P, "check-failures", "2", 2 },
	{ P, "check-failures", "20", 20 },
	{ P, "check-successes", "3", 3 },
	{ P, "check-successes", "30", 30 },
	{ P, "onlink", "yes", true },
	{ P, "onlink", "no", false },
	{ P, "preference-level", "2147483647", INT32_MAX },
	{ P, "preference-level", "ineligible", INT32_MIN },
	{ P, "preference-level", "0xffffffff", -1 },

	{ T, "kind", "default-route", TRACK_DEFAULT_ROUTE },
	{ T, "kind", "interface", TRACK_INTERFACE },
	{ T, "kind", "file", TRACK_FILE },
	{ T, "interface", "e", 1 },
	{ T, "interface", "123456789012345", 15 },
	{ T, "path", "/", 1 },
	{ T, "path", "/run/uplink", 11 },
	{ T, "on-loss", "ineligible", LOSS_INELIGIBLE },
	{ T, "on-loss", "withdraw", LOSS_WITHDRAW },
	{ T, "on-loss", "preference -1", -1 },
	{ T, "on-loss", "preference -4294967295", -4294967295 },
	{ T, "on-loss", "-150", -150 },
	{ T, "loss-delay", "0", 0 },
	{ T, "loss-delay", "0.25", 250000 },
	{ T, "loss-delay", "3600", 3600000000 },
	{ T, "restore-delay", "0", 0 },
	{ T, "restore-delay", "0.000001", 1 },
	{ T, "restore-delay", "3600", 3600000000 },
};

static const char long_name[] = "1234567890123456";

static const struct {
	enum confkey_section section;
	const char *name, *text;
} bad[] = {
	{ D, "log-level", "error" },
	{ D, "log-level", "7" },
	{ D, "control-socket", "control" },
	{ D, "control-socket", "None" },
	{ D, "control-socket", "nonesuch" },
	{ R, "install", "Best" },
	{ R, "install", "bes" },
	{ R, "install", "best none" },
	{ R, "metric", "-1" },
	{ R, "metric", "4294950912" },
	{ R, "metric", "18446744073709551616" },
	{ R, "metric", "1.5" },
	{ R, "table", "0" },
	{ R, "table", "255" },
	{ R, "table", "0xff" },
	{ R, "table", "local" },
	{ R, "table", "4294967296" },
	{ R, "protocol", "4" },
	{ R, "protocol", "256" },
	{ R, "protocol", "static" },
	{ R, "protocol", "kernel" },
	{ R, "prefsrc", "0.0.0.0" },
	{ R, "prefsrc", "0.1.2.3" },
	{ R, "prefsrc", "127.0.0.1" },
	{ R, "prefsrc", "224.0.0.1" },
	{ R, "prefsrc", "240.0.0.1" },
	{ R, "prefsrc", "255.255.255.255" },
	{ R, "prefsrc", "192.0.2" },
	{ R, "prefsrc", "192.0.2.1/24" },
	{ R, "mtu", "67" },
	{ R, "mtu", "65536" },
	{ R, "mtu", "lock:" },
	{ R, "mtu", "lock:67" },
	{ R, "mtu", "LOCK:1400" },
	{ R, "mtu", "1400:lock" },
	{ R, "keep-routes", "Yes" },
	{ R, "keep-routes", "y" },
	{ R, "keep-routes", "1" },
	{ R, "probe-interval", "0.5" },
	{ R, "probe-interval", "0.999999" },
	{ R, "probe-interval", "3600.000001" },
	{ R, "max-routers", "0" },
	{ R, "max-routers", "16385" },
	{ R, "max-routers-per-interface", "0" },
	{ R, "max-routers-per-interface", "16385" },

	{ I, "role", "client" },
	{ I, "role", "Host" },
	{ I, "perform-router-discovery", "maybe" },
	{ I, "solicitation-address", "0.0.0.0" },
	{ I, "solicitation-address", "0.0.0.1" },
	{ I, "solicitation-address", "127.0.0.1" },
	{ I, "solicitation-address", "224.0.0.0" },
	{ I, "solicitation-address", "224.0.0.3" },
	{ I, "solicitation-address", "239.1.1.1" },
	{ I, "solicitation-address", "240.0.0.1" },
	{ I, "solicitation-address", "255.255.255.254" },
	{ I, "solicitation-address", "all" },
	{ I, "solicit", "always" },
	{ I, "solicit-on-loss", "0" },
	{ I, "accept-unicast", "yes" },
	{ I, "require-neighbour-source", "frr" },
	{ I, "allow", "192.0.2" },
	{ I, "allow", "192.0.2.1/24" },
	{ I, "require-ttl-255", "255" },
	{ I, "allow", "192.0.2.0/33" },
	{ I, "allow", "192.0.2.0/" },
	{ I, "allow", "192.0.2.0/+24" },
	{ I, "allow", "192.0.2.0/0x18" },
	{ I, "allow", "192.0.2.0/24/24" },
	{ I, "allow", "192.0.2.1," },
	{ I, "allow", ",192.0.2.1" },
	{ I, "allow", "192.0.2.1 192.0.2.2" },
	{ I, "allow", "192.0.2.1 , 192.0.2.2" },
	{ I, "allow", "eth0" },
	{ I, "deny", "192.0.2.1/0" },
	{ I, "deny", "192.0.2.1000000000000000000000000000000" },
	{ I, "min-lifetime", "9001" },
	{ I, "min-lifetime", "-1" },
	{ I, "min-preference", "ineligible" },
	{ I, "min-preference", "-2147483648" },
	{ I, "min-preference", "0x80000000" },
	{ I, "max-preference", "2147483648" },
	{ I, "max-preference", "high" },
	{ I, "max-lifetime", "0" },
	{ I, "max-lifetime", "65536" },
	{ I, "check-target", "" },
	{ I, "check-target", "0.0.0.0" },
	{ I, "check-target", "224.0.0.1" },
	{ I, "check-target", "127.0.0.1" },
	{ I, "check-target", "www.example.org" },
	{ I, "check-target", "192.0.2.1/32" },
	{ I, "check-target", "192.0.2.1," },
	{ I, "check-target", "192.0.2.1, none" },
	{ I, "check-target", "none, 192.0.2.1" },
	{ I, "check-target", "192.0.2.1, 192.0.2.1" },
	{ I, "check-target", "router, router" },
	{ I, "check-target", "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4,router" },
	{ I, "check-interval", "0" },
	{ I, "check-interval", "0.099999" },
	{ I, "check-interval", "3600.000001" },
	{ I, "check-interval", "200ms" },
	{ I, "check-failures", "0" },
	{ I, "check-failures", "101" },
	{ I, "table", "0" },
	{ I, "table", "255" },
	{ I, "table", "vrf-blue" },
	{ I, "check-successes", "0" },
	{ I, "check-successes", "101" },
	{ I, "advertisement-address", "224.0.0.9" },
	{ I, "advertisement-address", "Broadcast" },
	{ I, "advertisement-address", "" },
	{ I, "advertisement-address", "0.0.0.0" },
	{ I, "advertisement-address", "192.0.2.1," },
	{ I, "advertisement-address", "192.0.2.1, 192.0.2.1" },
	{ I, "advertisement-address", "192.0.2.0/24" },
	{ I, "advertisement-address", "192.0.2.1, multicast" },
	{ I, "advertisement-address", "multicast, 192.0.2.1" },
	{ I, "advertisement-address", "multicast, broadcast" },
	{ I, "advertisement-address", "192.0.2.1, 255.255.255.255" },
	{ I, "max-advertisement-interval", "1" },
	{ I, "max-advertisement-interval", "3.999999" },
	{ I, "max-advertisement-interval", "1800.000001" },
	{ I, "max-advertisement-interval", "1801" },
	{ I, "max-advertisement-interval", "-600" },
	{ I, "max-advertisement-interval", "+600" },
	{ I, "max-advertisement-interval", "600s" },
	{ I, "max-advertisement-interval", "600." },
	{ I, "max-advertisement-interval", ".5" },
	{ I, "max-advertisement-interval", "600.0000001" },
	{ I, "max-advertisement-interval", "6e2" },
	{ I, "max-advertisement-interval", "0x10" },
	{ I, "max-advertisement-interval", "18446744073709551620" },
	{ I, "min-advertisement-interval", "0" },
	{ I, "min-advertisement-interval", "2.999999" },
	{ I, "min-advertisement-interval", "1800.000001" },
	{ I, "advertisement-lifetime", "0" },
	{ I, "advertisement-lifetime", "3" },
	{ I, "advertisement-lifetime", "9001" },
	{ I, "advertisement-lifetime", "65540" }, /* 4 in 16 bits */
	{ I, "advertisement-lifetime", "1800.5" },
	{ I, "preference-level", "2147483648" },
	{ I, "preference-level", "4294967295" }, /* only in hexadecimal */
	{ I, "preference-level", "-2147483649" },
	{ I, "preference-level", "0x100000000" },
	{ I, "preference-level", "-0x80000001" },
	{ I, "preference-level", "Ineligible" },
	{ I, "preference-level", "ff" },
	{ I, "solicited-reply", "broadcast" },
	{ I, "min-delay-between-advertisements", "0.999999" },
	{ I, "min-delay-between-advertisements", "60.000001" },
	{ I, "require-forwarding", "auto" },
	{ I, "join-all-routers", "none" },
	{ I, "ignore", "all" },
	{ I, "farewell", "3" },
	{ I, "drain", "soon" },

	{ A, "advertise", "if-present" },
	{ A, "preference-level", "2147483648" },
	{ A, "proxy", "arp" },

	{ P, "check-target", "gateway" },
	{ P, "check-interval", "0" },
	{ P, "check-failures", "0" },
	{ P, "check-successes", "0" },
	{ P, "onlink", "always" },
	{ P, "preference-level", "received" },
	{ P, "preference-level", "2147483648" },

	{ T, "kind", "process" },
	{ T, "interface", "" },
	{ T, "interface", long_name },
	{ T, "path", "" },
	{ T, "path", "run/uplink" },
	{ T, "on-loss", "preference" },
	{ T, "on-loss", "preference 150" },
	{ T, "on-loss", "preference -0" },
	{ T, "on-loss", "preference --1" },
	{ T, "on-loss", "preference -4294967296" },
	{ T, "on-loss", "Withdraw" },
	{ T, "loss-delay", "-1" },
	{ T, "loss-delay", "3600.000001" },
	{ T, "restore-delay", "3601" },
};

static const struct confkey *find(enum confkey_section section, const char *name)
{
	const struct confkey *key = confkey_find(section, name);

	ck_assert_msg(key != NULL, "no key %s in %s", name, confkey_section_name(section));
	return key;
}

/* RFC 1256 4.1 and 5.1: every variable, with its bounds. [N-1] */
START_TEST(confkey_takes_what_is_right)
{
	const struct confkey *key = find(good[_i].section, good[_i].name);
	union base base;

	/* Whatever stood there before. */
	for (int fill = 0; fill < 0x200; fill += 0xff) {
		memset(&base, fill, sizeof(base));
		ck_assert_msg(confkey_set(key, &base, good[_i].text), "%s = %s is refused",
		    key->name, good[_i].text);
		ck_assert_msg(value_of(key, &base) == good[_i].value, "%s = %s is %jd", key->name,
		    good[_i].text, (intmax_t)value_of(key, &base));
	}
	if (key->type == KEY_PREFERENCE_OF_ADDRESS)
		ck_assert(base.address.has_preference_level);
	if (key->type == KEY_PREFERENCE_OF_ROUTER)
		ck_assert(base.router.has_preference_level);
}
END_TEST

/* The text of a value makes the same value again; and 700 bytes are enough for it. */
START_TEST(confkey_says_what_it_takes)
{
	const struct confkey *key = find(good[_i].section, good[_i].name);
	union base base, again;
	char text[SETTING_TEXT_MAX];
	const char *said;

	memset(&base, 0, sizeof(base));
	memset(&again, 0xff, sizeof(again));
	ck_assert(confkey_set(key, &base, good[_i].text));
	said = confkey_format(key, &base, text, sizeof(text));
	if (said == NULL) { /* as if it were not set */
		ck_assert_int_eq(good[_i].value, 0);
		return;
	}
	ck_assert_msg(confkey_set(key, &again, said), "%s = %s is refused", key->name, said);
	ck_assert_msg(value_of(key, &again) == good[_i].value, "%s = %s becomes %s", key->name,
	    good[_i].text, said);
}
END_TEST

static void assert_refused(const struct confkey *key, const char *text)
{
	union base base, before;

	memset(&before, 0x55, sizeof(before));
	memcpy(&base, &before, sizeof(base));
	must(!confkey_set(key, &base, text), "%s = \"%s\" is taken", key->name, text);
	must(memcmp(&base, &before, sizeof(base)) == 0, "%s = \"%s\" is refused and sets something",
	    key->name, text);
}

/* [N-1] */
START_TEST(confkey_refuses_what_is_wrong)
{
	assert_refused(find(bad[_i].section, bad[_i].name), bad[_i].text);
}
END_TEST

/* A key of the table that is not tested above is no good. */
START_TEST(confkey_has_samples_for_every_key)
{
	const struct confkey *key = &confkeys[_i];
	unsigned n_good = 0, n_bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		n_good += find(good[i].section, good[i].name) == key;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		n_bad += find(bad[i].section, bad[i].name) == key;
	ck_assert_msg(
	    n_good >= (key->type == KEY_TEXT ? 1 : 2), "few good samples of %s", key->name);
	ck_assert_msg(n_bad >= 1 || key->type == KEY_TEXT, "no bad sample of %s", key->name);
}
END_TEST

/* ---- what follows from the table ---- */

static bool is_time(const struct confkey *key)
{
	return key->type == KEY_SECONDS || key->type == KEY_INTERVAL;
}

static bool is_number(const struct confkey *key)
{
	return key->type == KEY_NUMBER || key->type == KEY_PROTOCOL || key->type == KEY_LIFETIME ||
	       key->type == KEY_TABLE || key->type == KEY_MTU;
}

static void assert_taken(const struct confkey *key, const char *text, int64_t value)
{
	union base base = { 0 };

	must(confkey_set(key, &base, text), "%s = %s is refused", key->name, text);
	must(value_of(key, &base) == value, "%s = %s is %jd", key->name, text,
	    (intmax_t)value_of(key, &base));
}

/* Both bounds are in, the next ones are out; and the error tells the bounds that hold. */
START_TEST(confkey_bounds_are_those_of_the_table)
{
	/* One bound of these is another key. */
	static const char *const other_bound[] = { "advertisement-lifetime",
		"min-advertisement-interval" };
	const struct confkey *key = &confkeys[_i];
	char text[32];

	if (!is_time(key) && !is_number(key))
		return; /* those of KEY_SHORT_TIME are in milliseconds: they have samples above */
	for (int end = 0; end < 2; end++) {
		int64_t bound = end == 0 ? key->min : key->max;

		snprintf(text, sizeof(text), "%jd", (intmax_t)bound);
		assert_taken(key, text, bound * (is_time(key) ? 1000000 : 1));
		if (strcmp(key->name, other_bound[end]) != 0)
			ck_assert_msg(strstr(key->expects, text) != NULL,
			    "%s: the text does not tell the bound %s", key->name, text);
		if (is_number(key))
			snprintf(
			    text, sizeof(text), "%jd", (intmax_t)(bound + (end == 0 ? -1 : 1)));
		else if (end == 0 && bound == 0)
			snprintf(text, sizeof(text), "-0.000001");
		else if (end == 0)
			snprintf(text, sizeof(text), "%jd.999999", (intmax_t)(bound - 1));
		else
			snprintf(text, sizeof(text), "%jd.000001", (intmax_t)bound);
		if (end == 0 && key->type == KEY_TABLE)
			snprintf(text, sizeof(text), "0");
		assert_refused(key, text);
	}
	if (key->type == KEY_INTERVAL)
		assert_taken(key, "0", 0);
	if (key->type == KEY_SECONDS)
		assert_refused(key, "0");
}
END_TEST

/* Every word of a list is taken, names its value, and stands in the error. */
START_TEST(confkey_words_are_taken)
{
	const struct confkey *key = &confkeys[_i];
	const char *const *words = confkey_words(key->type);

	for (int i = 0; words[i] != NULL; i++) {
		char longer[32];

		assert_taken(key, words[i], i);
		ck_assert_ptr_nonnull(strstr(key->expects, words[i]));
		snprintf(longer, sizeof(longer), "%sx", words[i]);
		assert_refused(key, longer);
	}
	if (key->type == KEY_ROLE)
		for (int i = 0; words[i] != NULL; i++)
			ck_assert_str_eq(words[i], conf_role_name((enum role)i));
	if (key->type == KEY_TRACK_KIND)
		for (int i = 0; words[i] != NULL; i++)
			ck_assert_str_eq(words[i], conf_track_kind_name((enum track_kind)i));
	if (key->type == KEY_INSTALL)
		for (int i = 0; words[i] != NULL; i++)
			ck_assert_str_eq(words[i], conf_install_name((enum install)i));
	if (key->type == KEY_BOOL) {
		static const char *const yes_no[] = { "no", "yes", "false", "true", "off", "on" };

		for (size_t i = 0; i < ARRAY_SIZE(yes_no); i++)
			assert_taken(key, yes_no[i], i % 2);
	}
}
END_TEST

START_TEST(confkey_refuses_junk)
{
	static const char *const junk[] = { "", " ", "x", "-", "+", "0x", "--1", "1x", " 1", "1 ",
		"1,5", "\xc3\xa9", "1\n", "\"1\"", "99999999999999999999", "-99999999999999999999",
		"nan", "inf", "no where", "192.0.2.1 ", "192.0.2.256", "::1", "%s%n" };

	for (size_t i = 0; i < ARRAY_SIZE(junk); i++)
		if (confkeys[_i].type != KEY_TEXT)
			assert_refused(&confkeys[_i], junk[i]);
}
END_TEST

START_TEST(confkey_text_is_as_long_as_it_may_be)
{
	const struct confkey *key = &confkeys[_i];
	const char *taken;
	char text[8192];
	union base base;

	if (key->type != KEY_TEXT && key->type != KEY_PATH && key->type != KEY_SOCKET)
		return;
	ck_assert_int_lt(key->max + 1, (int64_t)sizeof(text));
	memset(text, '/', sizeof(text));
	text[key->max + 1] = '\0';
	assert_refused(key, text);
	text[key->max] = '\0';
	ck_assert(confkey_set(key, &base, text));
	memcpy(&taken, base.bytes + key->offset, sizeof(taken));
	ck_assert_ptr_eq(taken, text); /* no copy */
	text[0] = '\0';
	ck_assert_int_eq(confkey_set(key, &base, text), key->min == 0);
}
END_TEST

/* A list is as long as it may be; what is added comes behind, and all of it or nothing. */
START_TEST(confkey_list_grows_to_its_bound)
{
	const struct confkey *key = find(I, "allow");
	struct conf_iface ci = { 0 };
	char text[32];

	for (unsigned i = 1; i <= PREFIXES_MAX; i++) {
		snprintf(text, sizeof(text), "192.0.2.%u", i);
		ck_assert(i == 1 ? confkey_set(key, &ci, text) : confkey_add(key, &ci, text));
		ck_assert_uint_eq(ci.allow.n, i);
	}
	ck_assert(!confkey_add(key, &ci, "192.0.2.99"));
	ck_assert_uint_eq(ci.allow.n, PREFIXES_MAX);
	for (unsigned i = 0; i < PREFIXES_MAX; i++)
		ck_assert_uint_eq(ntohl(ci.allow.list[i].address.s_addr), 0xc0000201 + i);
	ck_assert(confkey_set(key, &ci, "10.0.0.0/8"));
	ck_assert_uint_eq(ci.allow.n, 1);
	ck_assert(!confkey_add(key, &ci, "10.0.0.1, 10.0.0.0/33"));
	ck_assert_uint_eq(ci.allow.n, 1);
	for (size_t i = 0; i < n_confkeys; i++)
		ck_assert_int_eq(confkey_is_list(&confkeys[i]),
		    confkeys[i].type == KEY_PREFIXES || confkeys[i].type == KEY_TARGETS ||
			confkeys[i].type == KEY_DESTINATIONS);
}
END_TEST

START_TEST(confkey_destinations_grow_to_their_bound)
{
	const struct confkey *key = find(I, "advertisement-address");
	struct conf_iface ci = { 0 };
	char text[32];

	for (unsigned i = 1; i <= DESTINATIONS_MAX; i++) {
		snprintf(text, sizeof(text), "192.0.2.%u", i);
		ck_assert(i == 1 ? confkey_set(key, &ci, text) : confkey_add(key, &ci, text));
	}
	ck_assert(!confkey_add(key, &ci, "192.0.2.99"));
	ck_assert_uint_eq(ci.advertisement_address.n, DESTINATIONS_MAX);
	ck_assert_uint_eq(ntohl(ci.advertisement_address.list[15].s_addr), 0xc0000210);
	ck_assert(confkey_set(key, &ci, "broadcast"));
	ck_assert_uint_eq(ci.advertisement_address.n, 1);
	ck_assert(!confkey_add(key, &ci, "192.0.2.1"));
	ck_assert(confkey_set(key, &ci, "192.0.2.1"));
	ck_assert(!confkey_add(key, &ci, "192.0.2.2, 192.0.2.1"));
	ck_assert(confkey_add(key, &ci, "192.0.2.2"));
	ck_assert_uint_eq(ci.advertisement_address.n, 2);
}
END_TEST

START_TEST(confkey_targets_grow_to_their_bound)
{
	const struct confkey *key = find(I, "check-target");
	struct conf_iface ci = { 0 };

	ck_assert(confkey_set(key, &ci, "none"));
	ck_assert(!confkey_add(key, &ci, "router"));
	ck_assert(confkey_set(key, &ci, "router"));
	ck_assert(!confkey_add(key, &ci, "none"));
	ck_assert(!confkey_add(key, &ci, "router"));
	ck_assert(confkey_add(key, &ci, "192.0.2.1"));
	ck_assert(!confkey_add(key, &ci, "192.0.2.2, 192.0.2.3, 192.0.2.4")); /* all or nothing */
	ck_assert(confkey_add(key, &ci, "192.0.2.2, 192.0.2.3"));
	ck_assert_uint_eq(ci.check.n_targets, CHECK_TARGETS_MAX);
	assert_ip(ci.check.targets[1], "192.0.2.1");
	assert_ip(ci.check.targets[3], "192.0.2.3");
}
END_TEST

START_TEST(confkey_table_is_in_order)
{
	unsigned n[SECTION_MAX] = { 0 };

	for (size_t i = 0; i < n_confkeys; i++) {
		const struct confkey *key = &confkeys[i];

		ck_assert_uint_lt(key->section, SECTION_MAX);
		ck_assert_uint_eq(conffile_number(key), n[key->section]);
		n[key->section]++;
		ck_assert_ptr_eq(confkey_find(key->section, key->name), key); /* no other */
		ck_assert(i == 0 || confkeys[i - 1].section <= key->section);
		ck_assert_uint_eq(
		    strspn(key->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(key->name));
		ck_assert_ptr_nonnull(key->expects);
	}
	for (int s = 0; s < SECTION_MAX; s++) {
		ck_assert_msg(n[s] >= 1 && n[s] <= KEYS_MAX, "%u keys in %s", n[s],
		    confkey_section_name((enum confkey_section)s));
	}
	ck_assert_ptr_null(confkey_find(SECTION_ROUTES, "role"));
	ck_assert_ptr_null(confkey_find(SECTION_ROUTES, ""));
	ck_assert_ptr_null(confkey_find(SECTION_ROUTES, "metri"));
	ck_assert_ptr_null(confkey_find(SECTION_ROUTES, "METRIC"));
}
END_TEST

/* ---- misspelt names ---- */

/* One letter too few, too many, another one, or two the wrong way round: of any key but a very short
 * one, whatever the letter. */
START_TEST(confkey_nearest_finds_the_key_that_was_meant)
{
	const struct confkey *key = &confkeys[_i];
	size_t len = strlen(key->name);
	char name[64];

	for (size_t at = 0; at < len; at++) {
		strcpy(name, key->name);
		memmove(name + at, name + at + 1, len - at);
		ck_assert_str_eq(confkey_nearest(key->section, name), key->name);
		strcpy(name, key->name);
		memmove(name + at + 1, name + at, len - at + 1);
		ck_assert_str_eq(confkey_nearest(key->section, name), key->name);
		strcpy(name, key->name);
		name[at] = '_';
		ck_assert_str_eq(confkey_nearest(key->section, name), key->name);
		strcpy(name, key->name);
		if (at + 1 == len || len < 4)
			continue;
		name[at] = key->name[at + 1];
		name[at + 1] = key->name[at];
		ck_assert_ptr_nonnull(confkey_nearest(key->section, name)); /* mni: min or max */
	}
}
END_TEST

START_TEST(confkey_nearest_knows_old_and_foreign_spellings)
{
	static const struct {
		enum confkey_section section;
		const char *name, *near;
	} near[] = {
		{ I, "MaxAdvertisementInterval", "max-advertisement-interval" },
		{ I, "max_advertisement_interval", "max-advertisement-interval" },
		{ I, "max-advert-interval", "max-advertisement-interval" },
		{ I, "preference", "preference-level" },
		{ I, "lifetime", "min-lifetime" },
		{ I, "interval", "max-advertisement-interval" },
		{ I, "tracks", "track" },
		{ R, "max-router", "max-routers" },
		{ R, "metrics", "metric" },
		{ T, "on-los", "on-loss" },
		{ I, "metric", NULL }, /* another section's */
		{ I, "x", NULL },
		{ I, "", NULL },
		{ I, "bandwidth", NULL },
		{ P, "qqqqqqqqqqqqqqqq", NULL },
	};
	char name[200];

	for (size_t i = 0; i < ARRAY_SIZE(near); i++) {
		const char *found = confkey_nearest(near[i].section, near[i].name);

		if (near[i].near == NULL)
			ck_assert_msg(found == NULL, "%s is near %s", near[i].name, found);
		else
			ck_assert_msg(found != NULL && strcmp(found, near[i].near) == 0,
			    "%s: near is %s", near[i].name, found == NULL ? "none" : found);
	}
	for (size_t len = 40; len < sizeof(name); len++) {
		memset(name, 'a', len);
		name[len - 1] = '\0';
		ck_assert_ptr_null(confkey_nearest(SECTION_INTERFACE, name));
	}
}
END_TEST

START_TEST(confkey_addresses_are_those_of_machines)
{
	static const char *const none[] = { "", "x", "0.0.0.0", "0.255.255.255", "127.0.0.1",
		"224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "192.0.2.1 ",
		"192.0.2.01x", "192.0.2", "1" };
	struct in_addr a = ip("192.0.2.99");

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		must(!confkey_parse_address(none[i], &a), "%s is taken", none[i]);
	assert_ip(a, "192.0.2.99");
	ck_assert(confkey_parse_address("1.0.0.0", &a));
	assert_ip(a, "1.0.0.0");
	ck_assert(confkey_parse_address("223.255.255.254", &a));
}
END_TEST

Suite *suite_confkey(void)
{
	Suite *s = suite_create("confkey");
	TCase *tc = tcase_create("confkey");
	int n = (int)n_confkeys;

	tcase_add_loop_test(tc, confkey_says_what_it_takes, 0, ARRAY_SIZE(good));
	tcase_add_loop_test(tc, confkey_takes_what_is_right, 0, (int)ARRAY_SIZE(good));
	tcase_add_loop_test(tc, confkey_refuses_what_is_wrong, 0, (int)ARRAY_SIZE(bad));
	tcase_add_loop_test(tc, confkey_has_samples_for_every_key, 0, n);
	tcase_add_loop_test(tc, confkey_bounds_are_those_of_the_table, 0, n);
	tcase_add_loop_test(tc, confkey_words_are_taken, 0, n);
	tcase_add_loop_test(tc, confkey_refuses_junk, 0, n);
	tcase_add_loop_test(tc, confkey_text_is_as_long_as_it_may_be, 0, n);
	tcase_add_test(tc, confkey_list_grows_to_its_bound);
	tcase_add_test(tc, confkey_destinations_grow_to_their_bound);
	tcase_add_test(tc, confkey_targets_grow_to_their_bound);
	tcase_add_test(tc, confkey_table_is_in_order);
	tcase_add_loop_test(tc, confkey_nearest_finds_the_key_that_was_meant, 0, n);
	tcase_add_test(tc, confkey_nearest_knows_old_and_foreign_spellings);
	tcase_add_test(tc, confkey_addresses_are_those_of_machines);
	suite_add_tcase(s, tc);
	return s;
}
