/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of keys to texts. */
#include "config.h"

#include "config/format.h"

#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <syslog.h>

static const char *format_seconds(usec_t value, char *buffer, size_t size)
{
	unsigned fraction = (unsigned)(value % USEC_PER_SEC);
	int len = snprintf(buffer, size, "%" PRIu64, value / USEC_PER_SEC);

	if (fraction != 0)
		snprintf(buffer + len, size - (size_t)len, ".%06u", fraction);
	return buffer;
}

static const char *format_address(struct in_addr a, char *buffer, size_t size)
{
	return inet_ntop(AF_INET, &a, buffer, (socklen_t)size);
}

static const char *format_preference(int32_t level, bool is_set, char *buffer, size_t size)
{
	if (!is_set)
		return NULL;
	if (level == PREFERENCE_INELIGIBLE)
		return "ineligible";
	snprintf(buffer, size, "%" PRId32, level);
	return buffer;
}

static const char *format_on_loss(const struct conf_track *track, char *buffer, size_t size)
{
	if (track->on_loss != LOSS_PREFERENCE)
		return track->on_loss == LOSS_WITHDRAW ? "withdraw" : "ineligible";
	snprintf(buffer, size, "preference -%" PRIu32, track->penalty);
	return buffer;
}

static const char *format_prefixes(const struct conf_prefixes *prefixes, char *buffer, size_t size)
{
	size_t len = 0;

	for (uint32_t i = 0; i < prefixes->n && len < size; i++) {
		char text[INET_ADDRSTRLEN];

		len += (size_t)snprintf(buffer + len, size - len, "%s%s/%u", i > 0 ? ", " : "",
		    format_address(prefixes->list[i].address, text, sizeof(text)),
		    prefixes->list[i].prefix_len);
	}
	return prefixes->n == 0 ? NULL : buffer;
}

static const char *format_targets(const struct conf_check *check, char *buffer, size_t size)
{
	size_t len = 0;

	for (uint32_t i = 0; i < check->n_targets && len < size; i++) {
		char text[INET_ADDRSTRLEN];

		len += (size_t)snprintf(buffer + len, size - len, "%s%s", i > 0 ? ", " : "",
		    check->targets[i].s_addr == INADDR_ANY
			? "router"
			: format_address(check->targets[i], text, sizeof(text)));
	}
	return check->n_targets > 0 ? buffer : check->off ? "none" : NULL;
}

static const char *format_destinations(
    const struct conf_destinations *to, char *buffer, size_t size)
{
	size_t len = 0;

	if (to->list[0].s_addr == INADDR_ANY)
		return "multicast";
	for (uint32_t i = 0; i < to->n && len < size; i++) {
		char text[INET_ADDRSTRLEN];

		len += (size_t)snprintf(buffer + len, size - len, "%s%s", i > 0 ? ", " : "",
		    format_address(to->list[i], text, sizeof(text)));
	}
	return buffer;
}

static const char *format_number(
    const struct confkey *key, const void *at, char *buffer, size_t size)
{
	uint32_t value;

	if (key->type == KEY_PROTOCOL)
		value = *(const uint8_t *)at;
	else if (key->type == KEY_LIFETIME)
		value = *(const uint16_t *)at;
	else
		value = *(const uint32_t *)at;
	if (key->section == SECTION_ROUTER && value == 0)
		return NULL; /* the interface's */
	if (key->section == SECTION_INTERFACE && key->type == KEY_TABLE && value == 0)
		return NULL; /* the general one */
	if (key->type == KEY_TABLE && value == RT_TABLE_MAIN)
		return "main";
	if (key->type == KEY_PROTOCOL && value == RTPROT_RA)
		return "ra";
	snprintf(buffer, size, "%" PRIu32, value);
	return buffer;
}

static const char *format_word(const struct confkey *key, const void *at)
{
	unsigned word;

	if (key->type == KEY_ROLE)
		word = *(const enum role *)at;
	else if (key->type == KEY_INSTALL)
		word = *(const enum install *)at;
	else if (key->type == KEY_REPLY)
		word = *(const enum solicited_reply *)at;
	else if (key->type == KEY_LOG_LEVEL)
		word = (unsigned)(*(const int *)at - LOG_ERR);
	else if (key->type == KEY_UNICAST)
		word = *(const enum accept_unicast *)at;
	else
		word = *(const enum track_kind *)at;
	return confkey_words(key->type)[word];
}

static const char *format_mtu(const struct conf *conf, char *buffer, size_t size)
{
	snprintf(buffer, size, "%s%" PRIu32, conf->mtu_lock ? "lock:" : "", conf->mtu);
	return conf->mtu == 0 ? NULL : buffer;
}

const char *confkey_format(const struct confkey *key, const void *base, char *buffer, size_t size)
{
	const void *at = (const char *)base + key->offset;
	const struct in_addr *address = at;

	switch (key->type) {
	case KEY_BOOL:
		return *(const bool *)at ? "yes" : "no";
	case KEY_SECONDS:
	case KEY_INTERVAL:
		return format_seconds(*(const usec_t *)at, buffer, size);
	case KEY_SHORT_TIME:
		return *(const usec_t *)at == 0 ? NULL
						: format_seconds(*(const usec_t *)at, buffer, size);
	case KEY_TARGETS:
		return format_targets(at, buffer, size);
	case KEY_DESTINATIONS:
		return format_destinations(at, buffer, size);
	case KEY_PREFERENCE:
	case KEY_LEVEL:
		return format_preference(*(const int32_t *)at, true, buffer, size);
	case KEY_PREFERENCE_OF_ADDRESS:
		return format_preference(*(const int32_t *)at,
		    ((const struct conf_address *)base)->has_preference_level, buffer, size);
	case KEY_PREFERENCE_OF_ROUTER:
		return format_preference(*(const int32_t *)at,
		    ((const struct conf_router *)base)->has_preference_level, buffer, size);
	case KEY_GROUP:
		return address->s_addr == INADDR_ANY ? "multicast"
						     : format_address(*address, buffer, size);
	case KEY_ADDRESS:
		return address->s_addr == INADDR_ANY ? NULL
						     : format_address(*address, buffer, size);
	case KEY_MTU:
		return format_mtu(base, buffer, size);
	case KEY_ON_LOSS:
		return format_on_loss(base, buffer, size);
	case KEY_PREFIXES:
		return format_prefixes(at, buffer, size);
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_SOCKET:
		return *(const char *const *)at;
	case KEY_NUMBER:
	case KEY_PROTOCOL:
	case KEY_LIFETIME:
	case KEY_TABLE:
		return format_number(key, at, buffer, size);
	default:
		return format_word(key, at);
	}
}
