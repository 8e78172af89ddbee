/* SPDX-License-Identifier: BSD-2-Clause */
/* The validated configuration: defaults and look-ups. */
#include "config.h"

#include "conf.h"

#include <fnmatch.h>
#include <linux/rtnetlink.h>
#include <string.h>

void conf_init(struct conf *conf)
{
	*conf = (struct conf){
		.install = INSTALL_BEST,
		.metric = METRIC_DEFAULT,
		.table = RT_TABLE_MAIN,
		.solicit = true,
		.solicit_on_loss = true,
		.routers_max = 64,
		.iface_routers_max = 16,
	};
}

void conf_iface_init(struct conf_iface *ci)
{
	*ci = (struct conf_iface){
		.pattern = "",
		.role = ROLE_OFF,
		.perform_router_discovery = true,
		.preference_level = PREFERENCE_LEVEL_DEFAULT,
		.require_forwarding = true,
		.join_all_routers = true,
	};
	conf_iface_set_interval(ci, MAX_ADVERTISEMENT_INTERVAL_DEFAULT);
}

/* RFC 1256 4.1. A Max of 4 gives a Min of 3 and a lifetime of 12, all within their bounds. [N-1] */
void conf_iface_set_interval(struct conf_iface *ci, unsigned max_sec)
{
	ci->max_advertisement_interval = max_sec * USEC_PER_SEC;
	ci->min_advertisement_interval = MIN_ADVERTISEMENT_INTERVAL_OF(max_sec * USEC_PER_SEC);
	ci->advertisement_lifetime = (uint16_t)ADVERTISEMENT_LIFETIME_OF(max_sec);
}

const struct conf_iface *conf_find_iface(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (strcmp(conf->ifaces[i].pattern, name) == 0)
			return &conf->ifaces[i];
	for (size_t i = 0; i < conf->n_ifaces; i++)
		if (fnmatch(conf->ifaces[i].pattern, name, 0) == 0)
			return &conf->ifaces[i];
	return NULL;
}

struct conf_address conf_address(const struct conf_iface *ci, struct in_addr address)
{
	for (size_t i = 0; i < ci->n_addresses; i++)
		if (in_addr_equal(ci->addresses[i].address, address))
			return ci->addresses[i];
	return (struct conf_address){
		.address = address,
		.advertise = true,
		.preference_level = ci->preference_level,
	};
}

const char *conf_role_name(enum role role)
{
	static const char *const names[] = { "off", "host", "router" };

	return names[role];
}

const char *conf_install_name(enum install install)
{
	static const char *const names[] = { "best", "ladder", "single", "multipath", "none" };

	return names[install];
}
