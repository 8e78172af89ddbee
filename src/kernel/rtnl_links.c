/* SPDX-License-Identifier: BSD-2-Clause */
/* rtnetlink: the table that puts links and their addresses together. */
#include "config.h"

#include "kernel/rtnl_links.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/netlink.h"

struct rtnl_link {
	bool used;
	bool known; /* the link itself was seen, not just something of it */
	bool told;
	bool seen; /* in the dump that is going on */
	struct iface iface;
	struct iface_addr *addrs;
	size_t capacity;
	size_t n_seen; /* of the addresses, the first so many are in the dump that is going on */
};

static struct rtnl_link *find_link(const struct rtnl *r, unsigned ifindex)
{
	uint32_t slot = slots_find(&r->slots, ifindex);

	return slot == MAP_NONE ? NULL : &r->links[slot];
}

static struct rtnl_link *get_link(struct rtnl *r, unsigned ifindex)
{
	struct rtnl_link *l = find_link(r, ifindex);

	if (l != NULL)
		return l;
	if (r->slots.n == r->slots.capacity) {
		uint32_t capacity = r->slots.capacity == 0 ? 8 : 2 * r->slots.capacity;

		l = realloc(r->links, capacity * sizeof(*l));
		if (l != NULL)
			r->links = l;
		if (l == NULL || !slots_reserve(&r->slots, capacity)) {
			r->lost = true;
			return NULL;
		}
	}
	l = &r->links[slots_add(&r->slots, ifindex)];
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is room, so there are links */
	*l = (struct rtnl_link){ .used = true, .iface.ifindex = ifindex };
	return l;
}

static void report_link_gone(struct rtnl *r, struct rtnl_link *l)
{
	struct rtnl_fact fact = { .kind = RTNL_IFACE_GONE, .iface = l->iface };

	if (l->told)
		r->take(&fact, r->arg);
	slots_remove(&r->slots, l->iface.ifindex);
	free(l->addrs);
	*l = (struct rtnl_link){ 0 };
}

static void report_link(struct rtnl *r, struct rtnl_link *l)
{
	struct rtnl_fact fact = { .kind = RTNL_IFACE, .iface = l->iface };

	if (!l->known)
		return;
	fact.iface.addrs = l->addrs;
	l->told = true;
	r->take(&fact, r->arg);
}

/* Each of these returns true if something we care about changed. */

static bool is_same_link(const struct iface *a, const struct iface *b)
{
	return a->ifindex == b->ifindex && strcmp(a->name, b->name) == 0 && a->mtu == b->mtu &&
	       a->table == b->table && a->up == b->up && a->carrier == b->carrier &&
	       a->multicast == b->multicast && a->broadcast == b->broadcast &&
	       a->loopback == b->loopback && a->point_to_point == b->point_to_point &&
	       a->ethernet == b->ethernet;
}

static bool update_link(struct rtnl_link *l, const struct iface *new)
{
	struct iface merged = *new;

	merged.forwarding = l->iface.forwarding;
	merged.n_addrs = l->iface.n_addrs;
	l->seen = true;
	if (l->known && is_same_link(&merged, &l->iface))
		return false;
	l->iface = merged;
	l->known = true;
	return true;
}

/* Puts the address at that place behind those seen. */
static void mark_address_seen(struct rtnl_link *l, size_t i)
{
	struct iface_addr a = l->addrs[i];

	if (i < l->n_seen)
		return;
	memmove(&l->addrs[l->n_seen + 1], &l->addrs[l->n_seen], (i - l->n_seen) * sizeof(a));
	l->addrs[l->n_seen++] = a;
}

static bool update_address(
    struct rtnl *r, struct rtnl_link *l, const struct iface_addr *a, bool gone)
{
	size_t i = 0;

	while (i < l->iface.n_addrs && !(in_addr_equal(l->addrs[i].local, a->local) &&
					   in_addr_equal(l->addrs[i].subnet, a->subnet) &&
					   l->addrs[i].prefix_len == a->prefix_len))
		i++;
	if (gone) {
		if (i == l->iface.n_addrs)
			return false;
		l->iface.n_addrs--;
		l->n_seen -= i < l->n_seen;
		memmove(&l->addrs[i], &l->addrs[i + 1], (l->iface.n_addrs - i) * sizeof(*a));
		return true;
	}
	if (i < l->iface.n_addrs) {
		mark_address_seen(l, i);
		return false;
	}
	if (l->iface.n_addrs == l->capacity) {
		size_t capacity = l->capacity == 0 ? 2 : 2 * l->capacity;
		struct iface_addr *addrs = realloc(l->addrs, capacity * sizeof(*addrs));

		if (addrs == NULL) {
			r->lost = true;
			return false;
		}
		l->addrs = addrs;
		l->capacity = capacity;
	}
	l->addrs[l->iface.n_addrs++] = *a;
	mark_address_seen(l, i);
	return true;
}

/* ---- messages ---- */

void rtnl_receive_link(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	struct iface iface;

	if (!netlink_parse_link(nlh, &iface))
		return;
	if (nlh->nlmsg_type == RTM_DELLINK) {
		l = find_link(r, iface.ifindex);
		if (l != NULL)
			report_link_gone(r, l);
		return;
	}
	l = get_link(r, iface.ifindex);
	if (l != NULL && update_link(l, &iface) && !dumping)
		report_link(r, l);
}

void rtnl_receive_address(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	struct iface_addr a;
	unsigned ifindex;

	if (!netlink_parse_address(nlh, &ifindex, &a))
		return;
	l = get_link(r, ifindex);
	if (l != NULL && update_address(r, l, &a, nlh->nlmsg_type == RTM_DELADDR) && !dumping)
		report_link(r, l);
}

void rtnl_receive_forwarding(struct rtnl *r, const struct nlmsghdr *nlh, bool dumping)
{
	struct rtnl_link *l;
	unsigned ifindex;
	bool forwarding;

	if (!netlink_parse_forwarding(nlh, &ifindex, &forwarding))
		return;
	l = get_link(r, ifindex);
	if (l == NULL || l->iface.forwarding == forwarding)
		return;
	l->iface.forwarding = forwarding;
	if (!dumping)
		report_link(r, l);
}

/* ---- the table as a whole ---- */

void rtnl_links_init(struct rtnl *r)
{
	r->links = NULL;
	slots_init(&r->slots, 0);
}

void rtnl_links_fini(struct rtnl *r)
{
	for (uint32_t i = 0; i < r->slots.end; i++)
		free(r->links[i].addrs);
	free(r->links);
	slots_fini(&r->slots);
}

void rtnl_links_begin(struct rtnl *r)
{
	for (uint32_t i = 0; i < r->slots.end; i++) {
		r->links[i].seen = false;
		r->links[i].n_seen = 0;
	}
}

void rtnl_links_end(struct rtnl *r)
{
	for (uint32_t i = 0; i < r->slots.end; i++) {
		if (!r->links[i].used)
			continue;
		r->links[i].iface.n_addrs = r->links[i].n_seen;
		if (r->links[i].seen)
			report_link(r, &r->links[i]);
		else
			report_link_gone(r, &r->links[i]);
	}
}
