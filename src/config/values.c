/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts to the values of keys. */
#include "config.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "config/keys.h"

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
static bool parse_seconds(const char *text, usec_t min, usec_t max, usec_t *ret)
{
	usec_t value = 0, unit = USEC_PER_SEC;
	const char *p = text;

	for (; *p >= '0' && *p <= '9' && value <= max / USEC_PER_SEC; p++)
		value = value * 10 + (usec_t)(*p - '0');
	if (p == text)
		return false;
	value *= USEC_PER_SEC;
	if (p[0] == '.' && p[1] != '\0')
		for (p++; *p >= '0' && *p <= '9' && unit > 1; p++)
			value += (usec_t)(*p - '0') * (unit /= 10);
	if (*p != '\0' || value < min || value > max)
		return false;
	*ret = value;
	return true;
}

/* The bounds of the key are in that unit. */
static bool parse_time(const struct confkey *key, const char *text, usec_t unit, usec_t *ret)
{
	return parse_seconds(text, (usec_t)key->min * unit, (usec_t)key->max * unit, ret);
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

/* One that a router which is used can have. */
static bool parse_level(const char *text, int32_t *ret)
{
	int32_t level;

	if (!parse_preference(text, &level) || level == PREFERENCE_INELIGIBLE)
		return false;
	*ret = level;
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

/* RFC 1256 4.1 and 5.1 know the group and broadcast; a neighbour is the old program's. */
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

/* Hands out the words of a text with commas between them, until one is not taken. */
static bool each_word(
    const char *text, bool (*take)(const char *word, size_t len, void *list), void *list)
{
	for (;; text += strspn(text, " \t\n")) {
		size_t len = strcspn(text, ",");

		if (!take(text, len, list))
			return false;
		text += len;
		if (*text++ == '\0')
			return true;
	}
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

static bool add_prefix(const char *text, size_t len, void *list)
{
	struct conf_prefixes *prefixes = list;

	if (prefixes->n == PREFIXES_MAX || !parse_prefix(text, len, &prefixes->list[prefixes->n]))
		return false;
	prefixes->n++;
	return true;
}

static bool add_prefixes(const char *text, struct conf_prefixes *prefixes)
{
	struct conf_prefixes longer = *prefixes;

	if (!each_word(text, add_prefix, &longer))
		return false;
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

/* The first `len` characters: an address that is not among the targets yet, or 0 for the router. */
static bool add_target(const char *text, size_t len, void *list)
{
	struct conf_check *check = list;
	struct in_addr target = { .s_addr = INADDR_ANY };
	char word[INET_ADDRSTRLEN] = "";

	if (len >= sizeof(word) || check->off || check->n_targets == CHECK_TARGETS_MAX)
		return false;
	memcpy(word, text, len);
	if (strcmp(word, "router") != 0 && !confkey_parse_address(word, &target))
		return false;
	for (uint32_t i = 0; i < check->n_targets; i++)
		if (in_addr_equal(check->targets[i], target))
			return false;
	check->targets[check->n_targets++] = target;
	return true;
}

static bool add_targets(const char *text, struct conf_check *check)
{
	struct conf_check longer = *check;

	if (!each_word(text, add_target, &longer))
		return false;
	*check = longer;
	return true;
}

/* The first `len` characters: a group, or one more host. */
static bool add_destination(const char *text, size_t len, void *list)
{
	struct conf_destinations *to = list;
	char word[INET_ADDRSTRLEN] = "";
	struct in_addr a;

	if (len >= sizeof(word) || to->n == DESTINATIONS_MAX)
		return false;
	memcpy(word, text, len);
	if (!parse_group(word, &a))
		return false;
	if (to->n > 0 && !(in_addr_is_host(a) && in_addr_is_host(to->list[0])))
		return false;
	for (uint32_t i = 0; i < to->n; i++)
		if (in_addr_equal(to->list[i], a))
			return false;
	to->list[to->n++] = a;
	return true;
}

static bool add_destinations(const char *text, struct conf_destinations *to)
{
	struct conf_destinations longer = *to;

	if (!each_word(text, add_destination, &longer))
		return false;
	*to = longer;
	return true;
}

static bool set_destinations(const char *text, struct conf_destinations *to)
{
	struct conf_destinations none = { 0 };

	if (!add_destinations(text, &none))
		return false;
	*to = none;
	return true;
}

static bool set_targets(const char *text, struct conf_check *check)
{
	struct conf_check none = *check;

	none.n_targets = 0;
	none.off = strcmp(text, "none") == 0;
	if (!none.off && !add_targets(text, &none))
		return false;
	*check = none;
	return true;
}

const char *const *confkey_words(enum confkey_type type)
{
	static const char *const none[] = { NULL };

	switch (type) {
	case KEY_ROLE:
		return conf_roles;
	case KEY_INSTALL:
		return conf_shapes;
	case KEY_REPLY:
		return conf_replies;
	case KEY_UNICAST:
		return conf_unicast;
	case KEY_TRACK_KIND:
		return conf_track_kinds;
	case KEY_LOG_LEVEL:
		return conf_log_levels;
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
		return parse_time(key, text, USEC_PER_SEC, at);
	case KEY_INTERVAL:
		return parse_seconds(text, 0, 0, at) || parse_time(key, text, USEC_PER_SEC, at);
	case KEY_SHORT_TIME:
		return parse_time(key, text, USEC_PER_MSEC, at);
	case KEY_PREFERENCE:
		return parse_preference(text, at);
	case KEY_LEVEL:
		return parse_level(text, at);
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
	case KEY_TARGETS:
		return set_targets(text, at);
	case KEY_DESTINATIONS:
		return set_destinations(text, at);
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
	return key->type == KEY_PREFIXES || key->type == KEY_TARGETS ||
	       key->type == KEY_DESTINATIONS;
}

bool confkey_add(const struct confkey *key, void *base, const char *text)
{
	void *at = (char *)base + key->offset;

	if (key->type == KEY_DESTINATIONS)
		return add_destinations(text, at);
	return key->type == KEY_TARGETS ? add_targets(text, at) : add_prefixes(text, at);
}
