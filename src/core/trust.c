/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules by which a host believes an advertisement. */
#include "config.h"

#include "core/trust.h"

/* Routers forward neither the multicast groups nor 255.255.255.255. So a message to them comes from
 * the link, whatever its source says. */
static bool is_confined(struct in_addr destination)
{
	uint32_t d = ntohl(destination.s_addr);

	return d == GROUP_ALL_SYSTEMS || d == GROUP_ALL_ROUTERS || d == INADDR_BROADCAST;
}

/* FRR and Quagga on little-endian machines send like this (fault B2). */
static struct in_addr byte_swapped(struct in_addr a)
{
	return (struct in_addr){ .s_addr = __builtin_bswap32(a.s_addr) };
}

/* The operator may name a router that is on the link, though in another subnet. */
static bool is_neighbour(
    const struct iface *iface, const struct conf_iface *conf, struct in_addr address)
{
	return iface_neighbour(iface, address) != NULL || conf_onlink(conf, address) != NULL;
}

/* RFC 1256 5.2 asks for no test of the source. But what is not confined to the link could come from
 * anywhere on the Internet: its source must be a neighbour. [N-4] */
enum reason trust_message(const struct iface *iface, const struct conf_iface *conf,
    const struct wire_message *m, bool asked)
{
	bool neighbour = is_neighbour(iface, conf, m->source);

	if (is_confined(m->destination)) {
		if (neighbour || !conf->require_neighbour_source)
			return REASON_NONE;
		return iface_neighbour(iface, byte_swapped(m->source)) != NULL
			   ? REASON_REVERSED_SOURCE
			   : REASON_NOT_NEIGHBOUR_SOURCE;
	}
	if (conf->accept_unicast == UNICAST_NEVER)
		return REASON_UNICAST;
	if (!neighbour)
		return REASON_NOT_NEIGHBOUR;
	if (conf->require_ttl_255 && m->ttl != WIRE_TTL_UNICAST)
		return REASON_TTL;
	return conf->accept_unicast == UNICAST_SOLICITED && !asked ? REASON_UNSOLICITED
								   : REASON_NONE;
}

/* Beyond RFC 1256 5.2: an address that cannot be a gateway would only cost the route in use. */
static bool is_gateway_address(uint32_t a)
{
	return a != INADDR_ANY && (a >> 24) != 0 && (a >> 24) != IN_LOOPBACKNET &&
	       !IN_MULTICAST(a) && !IN_BADCLASS(a);
}

static enum reason judge_gateway(
    const struct iface *iface, const struct conf_iface *conf, struct in_addr router)
{
	bool neighbour = conf != NULL && iface->n_addrs > 0 && conf_onlink(conf, router) != NULL;

	if (!is_gateway_address(ntohl(router.s_addr)))
		return REASON_BAD_ADDRESS;
	for (size_t i = 0; i < iface->n_addrs; i++) {
		const struct iface_addr *ia = &iface->addrs[i];
		uint32_t mask = prefix_mask(ia->prefix_len);
		uint32_t host_part = router.s_addr & ~mask;

		if (in_addr_equal(ia->local, router))
			return REASON_OWN;
		if (((router.s_addr ^ ia->subnet.s_addr) & mask) != 0)
			continue;
		/* The first and last address of a subnet name the subnet; /31 and /32 have no such. */
		if (ia->prefix_len <= 30 && (host_part == 0 || host_part == ~mask))
			return REASON_BAD_ADDRESS;
		neighbour = true;
	}
	return neighbour ? REASON_NONE : REASON_NOT_NEIGHBOUR; /* [H-2] */
}

enum reason trust_router(
    const struct iface *iface, const struct conf_iface *conf, struct in_addr router)
{
	enum reason reason = judge_gateway(iface, conf, router);

	return reason != REASON_NONE || conf == NULL ? reason : trust_listed(conf, router);
}

enum reason trust_listed(const struct conf_iface *conf, struct in_addr router)
{
	if (conf_prefix(&conf->deny, router) != NULL)
		return REASON_DENIED;
	if (conf->allow.n > 0 && conf_prefix(&conf->allow, router) == NULL)
		return REASON_NOT_ALLOWED;
	return REASON_NONE;
}

/* The operator's word on the router comes before the one on all of them; but neither undoes ineligible.
 * [H-6] */
int32_t trust_preference(const struct conf_iface *conf, struct in_addr router, int32_t own)
{
	const struct conf_router *policy = conf_router(conf, router);

	if (own == PREFERENCE_INELIGIBLE)
		return own;
	if (policy != NULL)
		return policy->preference_level;
	if (own < conf->min_preference)
		return conf->min_preference;
	return own > conf->max_preference ? conf->max_preference : own;
}

/* RFC 1256 4.1 ends at 9000 s, the field at 65535. [H-4] */
uint16_t trust_lifetime(const struct conf_iface *conf, uint16_t lifetime)
{
	if (lifetime == 0)
		return 0;
	if (lifetime < conf->min_lifetime)
		lifetime = conf->min_lifetime;
	return lifetime > conf->max_lifetime ? conf->max_lifetime : lifetime;
}
