/* SPDX-License-Identifier: BSD-2-Clause */
/* The validated configuration: defaults and look-ups. */
#include "config.h"

#include "model/conf.h"

#include <fnmatch.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <syslog.h>

void conf_init(struct conf *conf)
{
	*conf = (struct conf){
		.install = INSTALL_BEST,
		.metric = METRIC_DEFAULT,
		.table = RT_TABLE_MAIN,
		.protocol = RTPROT_RA,
		.routers_max = 64,
		.iface_routers_max = 16,
		.log_level = LOG_INFO,
	};
}

void conf_iface_init(struct conf_iface *ci)
{
	*ci = (struct conf_iface){
		.pattern = "",
		.role = ROLE_OFF,
		.perform_router_discovery = true,
		.solicit = true,
		.solicit_on_loss = true,
		.max_lifetime = ADVERTISEMENT_LIFETIME_MAX,
		.min_preference = PREFERENCE_LOWEST,
		.max_preference = INT32_MAX,
		.check = { .interval = CHECK_INTERVAL,
		    .failures = CHECK_FAILURES,
		    .successes = CHECK_SUCCESSES },
		.advertisement_address = { .n = 1 },
		.preference_level = PREFERENCE_LEVEL_DEFAULT,
		.min_delay_between_advertisements = MIN_DELAY_BETWEEN_ADVERTISEMENTS,
		.require_forwarding = true,
		.join_all_routers = true,
		.farewell = true,
	};
	conf_iface_set_interval(ci, MAX_ADVERTISEMENT_INTERVAL_DEFAULT);
}

/* RFC 1256 4.1. A Max of 4 gives a Min of 3 and a lifetime of 12, all within their bounds. [N-1] */
void conf_iface_set_interval(struct conf_iface *ci, unsigned max_sec)
{
	ci->max_advertisement_interval = max_sec * USEC_PER_SEC;
	if (max_sec == 0)
		return;
	ci->min_advertisement_interval = MIN_ADVERTISEMENT_INTERVAL_OF(max_sec * USEC_PER_SEC);
	ci->advertisement_lifetime = (uint16_t)ADVERTISEMENT_LIFETIME_OF(max_sec);
}

/* How exact a pattern is: how many of its characters stand for themselves. */
static size_t literals(const char *pattern)
{
	size_t n = 0;

	for (const char *p = pattern; *p != '\0'; p++) {
		const char *end = *p == '[' && p[1] != '\0' ? strchr(p + 2, ']') : NULL;

		if (end != NULL)
			p = end; /* [abc] and []abc] stand for one of several */
		else
			n += *p != '*' && *p != '?';
	}
	return n;
}

const struct conf_iface *conf_find_iface(const struct conf *conf, const char *name)
{
	const struct conf_iface *best = NULL;

	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const struct conf_iface *ci = &conf->ifaces[i];

		if (strcmp(ci->pattern, name) == 0)
			return ci;
		if (fnmatch(ci->pattern, name, 0) == 0 &&
		    (best == NULL || literals(ci->pattern) > literals(best->pattern)))
			best = ci;
	}
	return best;
}

struct conf_address conf_address(const struct conf_iface *ci, struct in_addr address)
{
	struct conf_address a = { .address = address, .advertise = true };

	for (size_t i = 0; i < ci->n_addresses; i++)
		if (in_addr_equal(ci->addresses[i].address, address))
			a = ci->addresses[i];
	if (!a.has_preference_level)
		a.preference_level = ci->preference_level;
	return a;
}

const struct conf_prefix *conf_prefix(const struct conf_prefixes *prefixes, struct in_addr address)
{
	for (uint32_t i = 0; i < prefixes->n; i++) {
		const struct conf_prefix *p = &prefixes->list[i];

		if (((address.s_addr ^ p->address.s_addr) & prefix_mask(p->prefix_len)) == 0)
			return p;
	}
	return NULL;
}

const struct conf_router *conf_router(const struct conf_iface *ci, struct in_addr address)
{
	for (size_t i = 0; i < ci->n_routers; i++)
		if (in_addr_equal(ci->routers[i].address, address) &&
		    ci->routers[i].has_preference_level)
			return &ci->routers[i];
	return NULL;
}

const struct conf_router *conf_onlink(const struct conf_iface *ci, struct in_addr router)
{
	for (size_t i = 0; i < ci->n_routers; i++)
		if (in_addr_equal(ci->routers[i].address, router) && ci->routers[i].onlink)
			return &ci->routers[i];
	return NULL;
}

struct conf_check conf_checks(const struct conf_iface *ci, struct in_addr router)
{
	struct conf_check check = ci->check;

	for (size_t i = 0; i < ci->n_routers; i++) {
		const struct conf_check *own = &ci->routers[i].check;

		if (!in_addr_equal(ci->routers[i].address, router))
			continue;
		if (own->n_targets > 0 || own->off) {
			memcpy(check.targets, own->targets, sizeof(check.targets));
			check.n_targets = own->n_targets;
		}
		if (own->interval > 0)
			check.interval = own->interval;
		if (own->failures > 0)
			check.failures = own->failures;
		if (own->successes > 0)
			check.successes = own->successes;
	}
	return check;
}

uint32_t conf_table(const struct conf *conf, const struct conf_iface *ci, uint32_t vrf)
{
	if (ci->table != 0)
		return ci->table;
	return vrf != 0 ? vrf : conf->table;
}

size_t conf_add_table(uint32_t tables[TABLES_MAX], size_t n, uint32_t table)
{
	size_t i = 0;

	while (i < n && tables[i] != table)
		i++;
	if (i == n && n < TABLES_MAX)
		tables[n++] = table;
	return n;
}

size_t conf_tables(const struct conf *conf, uint32_t ret[TABLES_MAX])
{
	size_t n = conf_add_table(ret, 0, conf->table);

	for (size_t i = 0; i < conf->n_ifaces; i++)
		n = conf_add_table(ret, n, conf_table(conf, &conf->ifaces[i], 0));
	return n;
}

static bool has_checks(const struct conf_iface *ci)
{
	for (size_t i = 0; i < ci->n_routers; i++)
		if (ci->routers[i].check.n_targets > 0)
			return true;
	return ci->check.n_targets > 0;
}

bool conf_has_checks(const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (conf->ifaces[i].role == ROLE_HOST && has_checks(&conf->ifaces[i]))
			return true;
	return false;
}

bool conf_has_role(const struct conf *conf, enum role role)
{
	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (conf->ifaces[i].role == role)
			return true;
	return false;
}

bool conf_installs(const struct conf *conf)
{
	return conf_has_role(conf, ROLE_HOST) && conf->install != INSTALL_NONE;
}

const char *const conf_roles[] = { "off", "host", "router", "monitor", NULL };
const char *const conf_shapes[] = { "best", "ladder", "single", "multipath", "none", NULL };
const char *const conf_replies[] = { "unicast", "multicast", NULL };
const char *const conf_unicast[] = { "neighbour", "solicited", "never", NULL };
const char *const conf_track_kinds[] = { "default-route", "interface", "file", NULL };
const char *const conf_log_levels[] = { "err", "warning", "notice", "info", "debug", NULL };

const char *conf_role_name(enum role role)
{
	return conf_roles[role];
}

const char *conf_install_name(enum install install)
{
	return conf_shapes[install];
}

const char *conf_track_kind_name(enum track_kind kind)
{
	return conf_track_kinds[kind];
}

const char *conf_log_level_name(int level)
{
	return conf_log_levels[level - LOG_ERR];
}
