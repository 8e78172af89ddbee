/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of everything that can be configured, and how texts become values. */
#include "config.h"

#include "confkey.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#define DAEMON(member)  SECTION_DAEMON, offsetof(struct conf, member)
#define ROUTES(member)  SECTION_ROUTES, offsetof(struct conf, member)
#define IFACE(member)   SECTION_INTERFACE, offsetof(struct conf_iface, member)
#define ADDRESS(member) SECTION_ADDRESS, offsetof(struct conf_address, member)
#define ROUTER(member)  SECTION_ROUTER, offsetof(struct conf_router, member)
#define TRACK(member)   SECTION_TRACK, offsetof(struct conf_track, member)

#define KEY(where, key_name, key_type, key_min, key_max, key_expects, key_clause)                  \
	KEY_(where, key_name, key_type, key_min, key_max, key_expects, key_clause)
#define KEY_(                                                                                      \
	key_section, key_offset, key_name, key_type, key_min, key_max, key_expects, key_clause)    \
	{                                                                                          \
		.section = key_section, .name = key_name, .type = key_type, .offset = key_offset,  \
		.min = key_min, .max = key_max, .expects = key_expects, .clause = key_clause       \
	}

#define YES_NO "yes or no"
#define LEVEL  "a number from -2147483648 to 2147483647, hexadecimal up to 0xffffffff, or ineligible"

#define PREFIXES                                                                                   \
	"addresses or prefixes A.B.C.D/LEN without bits beyond LEN, at most 32, commas between"

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
	KEY(ROUTES(mtu), "mtu", KEY_MTU, 68, 65535,
		"a number of bytes from 68 to 65535, or lock: and such a number", NULL),
	KEY(ROUTES(keep_routes), "keep-routes", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(ROUTES(probe_interval), "probe-interval", KEY_INTERVAL, 1, 3600,
		"a number of seconds from 1 to 3600, or 0 for never", NULL),
	KEY(ROUTES(routers_max), "max-routers", KEY_NUMBER, 1, 16384, "a number from 1 to 16384",
		NULL),
	KEY(ROUTES(iface_routers_max), "max-routers-per-interface", KEY_NUMBER, 1, 16384,
		"a number from 1 to 16384", NULL),

	KEY(IFACE(role), "role", KEY_ROLE, 0, 0, "off, host, router or monitor", NULL),
	KEY(IFACE(perform_router_discovery), "perform-router-discovery", KEY_BOOL, 0, 0, YES_NO,
		"RFC 1256 5.1"),
	KEY(IFACE(solicitation_address), "solicitation-address", KEY_GROUP, 0, 0,
		"multicast (224.0.0.2), broadcast (255.255.255.255) or a neighbour's address",
		"RFC 1256 5.1"),
	KEY(IFACE(solicit), "solicit", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(IFACE(solicit_on_loss), "solicit-on-loss", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(IFACE(accept_unicast), "accept-unicast", KEY_UNICAST, 0, 0,
		"neighbour, solicited or never", NULL),
	KEY(IFACE(require_neighbour_source), "require-neighbour-source", KEY_BOOL, 0, 0, YES_NO,
		NULL),
	KEY(IFACE(allow), "allow", KEY_PREFIXES, 0, 0, PREFIXES, NULL),
	KEY(IFACE(deny), "deny", KEY_PREFIXES, 0, 0, PREFIXES, NULL),
	KEY(IFACE(min_lifetime), "min-lifetime", KEY_LIFETIME, 0, ADVERTISEMENT_LIFETIME_MAX,
		"a number of seconds from 0 to 9000", NULL),
	KEY(IFACE(max_lifetime), "max-lifetime", KEY_LIFETIME, MAX_ADVERTISEMENT_INTERVAL_MIN,
		UINT16_MAX, "a number of seconds from 4 to 65535", "RFC 1256 4.1"),
	KEY(IFACE(advertisement_address), "advertisement-address", KEY_GROUP, 0, 0,
		"multicast (224.0.0.1), broadcast (255.255.255.255) or a neighbour's address",
		"RFC 1256 4.1"),
	KEY(IFACE(max_advertisement_interval), "max-advertisement-interval", KEY_INTERVAL,
		MAX_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX,
		"a number of seconds from 4 to 1800, or 0 to advertise only when solicited",
		"RFC 1256 4.1"),
	KEY(IFACE(min_advertisement_interval), "min-advertisement-interval", KEY_SECONDS,
		MIN_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX,
		"a number of seconds from 3 to max-advertisement-interval", "RFC 1256 4.1"),
	KEY(IFACE(advertisement_lifetime), "advertisement-lifetime", KEY_LIFETIME,
		MAX_ADVERTISEMENT_INTERVAL_MIN, ADVERTISEMENT_LIFETIME_MAX,
		"a number of seconds from max-advertisement-interval to 9000", "RFC 1256 4.1"),
	KEY(IFACE(preference_level), "preference-level", KEY_PREFERENCE, 0, 0, LEVEL,
		"RFC 1256 4.1"),
	KEY(IFACE(solicited_reply), "solicited-reply", KEY_REPLY, 0, 0, "unicast or multicast",
		"RFC 1256 4.3"),
	KEY(IFACE(min_delay_between_advertisements), "min-delay-between-advertisements",
		KEY_INTERVAL, 1, 60, "a number of seconds from 1 to 60, or 0", NULL),
	KEY(IFACE(require_forwarding), "require-forwarding", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(IFACE(join_all_routers), "join-all-routers", KEY_BOOL, 0, 0, YES_NO, "RFC 1256 4.3"),
	KEY(IFACE(drain), "drain", KEY_BOOL, 0, 0, YES_NO, NULL),
	KEY(IFACE(track_names), "track", KEY_TEXT, 0, 1024,
		"names of track sections, with commas between them", NULL),

	KEY(ADDRESS(advertise), "advertise", KEY_BOOL, 0, 0, YES_NO, "RFC 1256 4.1"),
	KEY(ADDRESS(preference_level), "preference-level", KEY_PREFERENCE_OF_ADDRESS, 0, 0, LEVEL,
		"RFC 1256 4.1"),
	KEY(ADDRESS(proxy), "proxy", KEY_BOOL, 0, 0, YES_NO, NULL),

	KEY(ROUTER(preference_level), "preference-level", KEY_PREFERENCE_OF_ROUTER, 0, 0, LEVEL,
		NULL),

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

/* How many letters must be put in, left out or changed (Levenshtein); both are short enough. */
static unsigned distance(const char *a, const char *b)
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

const char *confkey_nearest(enum confkey_section section, const char *name)
{
	const char *best = NULL;
	unsigned near = 1 + (unsigned)strlen(name) / 2; /* less than half of it is wrong */

	if (strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < n_confkeys; i++) {
		unsigned d = distance(name, confkeys[i].name);

		if (confkeys[i].section == section && d < near) {
			near = d;
			best = confkeys[i].name;
		}
	}
	for (size_t i = 0; best == NULL && strlen(name) >= 4 && i < n_confkeys; i++)
		if (confkeys[i].section == section && strstr(confkeys[i].name, name) != NULL)
			best = confkeys[i].name; /* a part of it */
	return best;
}

/* ---- texts to values ---- */

/* A whole decimal number, or 0x and a hexadecimal one. */
static bool parse_number(const char *text, int64_t min, int64_t max, int64_t *ret)
{
	const char *digits = text[0] == '-' || text[0] == '+' ? text + 1 : text;
	bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	long long value;
	char *end;

	if (digits[0] < '0' || digits[0] > '9')
		return false;
	errno = 0;
	value = strtoll(text, &end, hex ? 16 : 10);
	if (errno != 0 || *end != '\0' || value < min || value > max)
		return false;
	*ret = value;
	return true;
}

/* Seconds with at most six decimals, without the detour through floating point. */
static bool parse_seconds(const char *text, int64_t min, int64_t max, usec_t *ret)
{
	usec_t value = 0, unit = USEC_PER_SEC;
	const char *p = text;

	for (; *p >= '0' && *p <= '9' && value <= (usec_t)max; p++)
		value = value * 10 + (usec_t)(*p - '0');
	if (p == text)
		return false;
	value *= USEC_PER_SEC;
	if (p[0] == '.' && p[1] != '\0')
		for (p++; *p >= '0' && *p <= '9' && unit > 1; p++)
			value += (usec_t)(*p - '0') * (unit /= 10);
	if (*p != '\0' || value < (usec_t)min * USEC_PER_SEC || value > (usec_t)max * USEC_PER_SEC)
		return false;
	*ret = value;
	return true;
}

/* The level as a signed number, or the 32 bits on the wire in hexadecimal (RFC 1256 3). */
static bool parse_preference(const char *text, int32_t *ret)
{
	int64_t value = PREFERENCE_INELIGIBLE;

	if (strcmp(text, "ineligible") != 0) {
		if (!parse_number(text, INT32_MIN, UINT32_MAX, &value))
			return false;
		if (value > INT32_MAX && strncasecmp(text, "0x", 2) != 0)
			return false;
	}
	*ret = (int32_t)(uint32_t)value;
	return true;
}

static bool parse_word(const char *const *words, const char *text, unsigned *ret)
{
	for (unsigned i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static bool parse_bool(const char *text, bool *ret)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", NULL };
	unsigned word;

	if (!parse_word(words, text, &word))
		return false;
	*ret = word % 2 == 1;
	return true;
}

/* An address that a machine can have and use: in host order. */
static bool is_unicast(uint32_t h)
{
	return h >> 24 != 0 && h >> 24 != IN_LOOPBACKNET && !IN_MULTICAST(h) && !IN_BADCLASS(h);
}

/* RFC 1256 4.1 and 5.1 know the group and broadcast; one neighbour is the old program's. */
static bool parse_group(const char *text, struct in_addr *ret)
{
	struct in_addr a = { .s_addr = INADDR_ANY }; /* multicast: where the interface can */
	uint32_t h;

	if (strcmp(text, "multicast") != 0) {
		if (strcmp(text, "broadcast") == 0)
			a = in_addr_host(INADDR_BROADCAST);
		else if (inet_pton(AF_INET, text, &a) != 1)
			return false;
		h = ntohl(a.s_addr);
		if (!is_unicast(h) && h != GROUP_ALL_SYSTEMS && h != GROUP_ALL_ROUTERS &&
			h != INADDR_BROADCAST)
			return false;
	}
	*ret = a;
	return true;
}

bool confkey_parse_address(const char *text, struct in_addr *ret)
{
	struct in_addr a;

	if (inet_pton(AF_INET, text, &a) != 1 || !is_unicast(ntohl(a.s_addr)))
		return false;
	*ret = a;
	return true;
}

static bool parse_mtu(const struct confkey *key, const char *text, struct conf *conf)
{
	bool lock = strncmp(text, "lock:", 5) == 0;
	int64_t value;

	if (!parse_number(text + (lock ? 5 : 0), key->min, key->max, &value))
		return false;
	conf->mtu = (uint32_t)value;
	conf->mtu_lock = lock;
	return true;
}

static bool parse_on_loss(const char *text, struct conf_track *track)
{
	static const char *const words[] = { "ineligible", "withdraw", NULL };
	unsigned word;
	int64_t value;

	if (parse_word(words, text, &word)) {
		track->on_loss = word == 0 ? LOSS_INELIGIBLE : LOSS_WITHDRAW;
		return true;
	}
	if (strncmp(text, "preference ", 11) == 0)
		text += 11;
	if (text[0] != '-' || !parse_number(text + 1, 1, UINT32_MAX, &value))
		return false;
	track->on_loss = LOSS_PREFERENCE;
	track->penalty = (uint32_t)value;
	return true;
}

/* A.B.C.D or A.B.C.D/LEN; the first `len` characters. */
static bool parse_prefix(const char *text, size_t len, struct conf_prefix *ret)
{
	char address[INET_ADDRSTRLEN + 3] = "";
	int64_t prefix_len = 32;
	char *slash;

	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	if ((slash = strchr(address, '/')) != NULL) {
		*slash = '\0';
		if (slash[1 + strspn(slash + 1, "0123456789")] != '\0' ||
			!parse_number(slash + 1, 0, 32, &prefix_len))
			return false;
	}
	ret->prefix_len = (uint8_t)prefix_len;
	return inet_pton(AF_INET, address, &ret->address) == 1 &&
	       (ret->address.s_addr & ~prefix_mask(ret->prefix_len)) == 0;
}

static bool add_prefixes(const char *text, struct conf_prefixes *prefixes)
{
	struct conf_prefixes longer = *prefixes;

	for (;; text += strspn(text, " \t\n")) {
		size_t len = strcspn(text, ",");

		if (longer.n == PREFIXES_MAX || !parse_prefix(text, len, &longer.list[longer.n]))
			return false;
		longer.n++;
		text += len;
		if (*text++ == '\0')
			break;
	}
	*prefixes = longer;
	return true;
}

static bool set_prefixes(const char *text, struct conf_prefixes *prefixes)
{
	struct conf_prefixes none = { .place = prefixes->place };

	if (!add_prefixes(text, &none))
		return false;
	*prefixes = none;
	return true;
}

const char *const *confkey_words(enum confkey_type type)
{
	static const char *const roles[] = { "off", "host", "router", "monitor", NULL };
	static const char *const shapes[] = { "best", "ladder", "single", "multipath", "none",
		NULL };
	static const char *const replies[] = { "unicast", "multicast", NULL };
	static const char *const unicast[] = { "neighbour", "solicited", "never", NULL };
	static const char *const kinds[] = { "default-route", "interface", "file", NULL };
	static const char *const levels[] = { "err", "warning", "notice", "info", "debug", NULL };
	static const char *const none[] = { NULL };

	switch (type) {
	case KEY_ROLE:
		return roles;
	case KEY_INSTALL:
		return shapes;
	case KEY_REPLY:
		return replies;
	case KEY_UNICAST:
		return unicast;
	case KEY_TRACK_KIND:
		return kinds;
	case KEY_LOG_LEVEL:
		return levels;
	default:
		return none;
	}
}

static bool set_number(const struct confkey *key, void *at, const char *text)
{
	int64_t value;

	if (key->type == KEY_TABLE && strcmp(text, "main") == 0)
		value = RT_TABLE_MAIN;
	else if (key->type == KEY_PROTOCOL && strcmp(text, "ra") == 0)
		value = RTPROT_RA;
	else if (!parse_number(text, key->min, key->max, &value) ||
		 (key->type == KEY_TABLE && value == RT_TABLE_LOCAL))
		return false;
	if (key->type == KEY_PROTOCOL)
		*(uint8_t *)at = (uint8_t)value;
	else if (key->type == KEY_LIFETIME)
		*(uint16_t *)at = (uint16_t)value;
	else
		*(uint32_t *)at = (uint32_t)value;
	return true;
}

static bool set_word(const struct confkey *key, void *at, const char *text)
{
	unsigned word;

	if (!parse_word(confkey_words(key->type), text, &word))
		return false;
	if (key->type == KEY_ROLE)
		*(enum role *)at = (enum role)word;
	else if (key->type == KEY_INSTALL)
		*(enum install *)at = (enum install)word;
	else if (key->type == KEY_REPLY)
		*(enum solicited_reply *)at = (enum solicited_reply)word;
	else if (key->type == KEY_LOG_LEVEL)
		*(int *)at = LOG_ERR + (int)word;
	else if (key->type == KEY_UNICAST)
		*(enum accept_unicast *)at = (enum accept_unicast)word;
	else
		*(enum track_kind *)at = (enum track_kind)word;
	return true;
}

bool confkey_set(const struct confkey *key, void *base, const char *text)
{
	void *at = (char *)base + key->offset;
	size_t len;

	switch (key->type) {
	case KEY_BOOL:
		return parse_bool(text, at);
	case KEY_SECONDS:
		return parse_seconds(text, key->min, key->max, at);
	case KEY_INTERVAL:
		return parse_seconds(text, 0, 0, at) || parse_seconds(text, key->min, key->max, at);
	case KEY_PREFERENCE:
		return parse_preference(text, at);
	case KEY_PREFERENCE_OF_ADDRESS:
		if (!parse_preference(text, at))
			return false;
		((struct conf_address *)base)->has_preference_level = true;
		return true;
	case KEY_PREFERENCE_OF_ROUTER:
		if (!parse_preference(text, at))
			return false;
		((struct conf_router *)base)->has_preference_level = true;
		return true;
	case KEY_GROUP:
		return parse_group(text, at);
	case KEY_ADDRESS:
		return confkey_parse_address(text, at);
	case KEY_MTU:
		return parse_mtu(key, text, base);
	case KEY_ON_LOSS:
		return parse_on_loss(text, base);
	case KEY_PREFIXES:
		return set_prefixes(text, at);
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_SOCKET:
		len = strlen(text);
		if (len < (size_t)key->min || len > (size_t)key->max ||
			(key->type != KEY_TEXT && text[0] != '/' &&
				(key->type == KEY_PATH || strcmp(text, "none") != 0)))
			return false;
		*(const char **)at = text;
		return true;
	case KEY_ROLE:
	case KEY_INSTALL:
	case KEY_REPLY:
	case KEY_UNICAST:
	case KEY_TRACK_KIND:
	case KEY_LOG_LEVEL:
		return set_word(key, at, text);
	case KEY_NUMBER:
	case KEY_PROTOCOL:
	case KEY_LIFETIME:
	case KEY_TABLE:
		return set_number(key, at, text);
	}
	return false;
}

bool confkey_is_list(const struct confkey *key)
{
	return key->type == KEY_PREFIXES;
}

bool confkey_add(const struct confkey *key, void *base, const char *text)
{
	return add_prefixes(text, (void *)((char *)base + key->offset));
}
