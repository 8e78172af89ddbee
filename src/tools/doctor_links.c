/* SPDX-License-Identifier: BSD-2-Clause */
/* The findings of rdiscctl doctor on one interface. */
#include "config.h"

#include "tools/doctor_findings.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 169.254.0.0/16, RFC 3927. */
#define LINK_LOCAL     0xa9fe0000u
#define LINK_LOCAL_LEN 16

#define COMMAND_MAX    256

static bool is_host(const struct doctor_link *l)
{
	return l->conf->role == ROLE_HOST || l->conf->role == ROLE_MONITOR;
}

/* A sysctl of the interface; 0 where there is none. */
static long read_sysctl(const struct doctor *d, const char *interface, const char *name)
{
	return doctor_number(d, 0, "/proc/sys/net/ipv4/conf/%s/%s", interface, name);
}

/* "sysctl -w net.ipv4.conf.IF.NAME=VALUE", with a name that has dots spelt as read_sysctl(8) takes it. */
static const char *set_command(
    const char *interface, const char *name, long value, char ret[COMMAND_MAX])
{
	snprintf(ret, COMMAND_MAX, "sysctl -w net/ipv4/conf/%s/%s=%ld", interface, name, value);
	return ret;
}

/* ---- link and addresses ---- */

static void examine_carrier(struct doctor *d, const struct iface *i)
{
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_WARNING, "link", i->name, NULL, command };

	snprintf(command, sizeof(command), "ip link set up dev %s", i->name);
	if (!i->up) {
		f.weight = DOCTOR_PROBLEM;
		f.meaning = "No message arrives or leaves there.";
		doctor_find(d, &f, "the interface is down");
	} else if (!i->carrier) {
		f.meaning = "No message arrives or leaves there. Check the cable, the port of the"
			    " switch, or what the interface depends on.";
		f.command = NULL;
		doctor_find(d, &f, "the interface has no carrier");
	}
	f.command = NULL;
	f.meaning = "Messages of router discovery are multicast or broadcast, so none arrives.";
	if (!i->multicast && !i->broadcast && !i->loopback)
		doctor_find(d, &f, "the interface does neither multicast nor broadcast");
}

static bool is_link_local(struct in_addr a)
{
	return ((a.s_addr ^ htonl(LINK_LOCAL)) & prefix_mask(LINK_LOCAL_LEN)) == 0;
}

static void examine_addresses(struct doctor *d, const struct doctor_link *l)
{
	const struct iface *i = &l->iface;
	char command[COMMAND_MAX], text[INET_ADDRSTRLEN];
	struct doctor_finding f = { DOCTOR_WARNING, "addresses", i->name,
		"Without an address a host has no neighbours, so it believes no router, and a"
		" router has nothing to advertise. Give it one, or wait for DHCP.",
		NULL };

	if (i->n_addrs == 0) {
		doctor_find(d, &f, "the interface has no IPv4 address");
		return;
	}
	if (!is_link_local(i->addrs[0].local))
		return;
	inet_ntop(AF_INET, &i->addrs[0].local, text, sizeof(text));
	f.check = "link_local_address";
	f.meaning = i->n_addrs == 1
			? "A router of another subnet is no neighbour, so rdisc does not believe"
			  " it. Most often DHCP has not answered."
			: "Linux and rdisc send from the first address. Routers answer hosts"
			  " of their own subnet only. Make another address the first.";
	snprintf(command, sizeof(command), "ip address del %s/%u dev %s", text,
	    i->addrs[0].prefix_len, i->name);
	f.command = i->n_addrs > 1 ? command : NULL;
	doctor_find(d, &f, "the first address, %s, is a link-local one", text);
}

/* The same address, or the same subnet, on another interface of this machine. */
static void examine_others(struct doctor *d, const struct doctor_link *l)
{
	char text[INET_ADDRSTRLEN], command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_WARNING, "duplicate_address", l->iface.name,
		"Answers may leave or arrive by the wrong interface.", command };

	for (size_t n = 0; n < d->n_links; n++) {
		const struct iface *other = &d->links[n].iface;

		for (size_t a = 0; other->ifindex != l->iface.ifindex && a < other->n_addrs; a++)
			for (size_t i = 0; i < l->iface.n_addrs; i++) {
				if (!in_addr_equal(l->iface.addrs[i].local, other->addrs[a].local))
					continue;
				inet_ntop(AF_INET, &other->addrs[a].local, text, sizeof(text));
				snprintf(command, sizeof(command), "ip address del %s/%u dev %s",
				    text, other->addrs[a].prefix_len, other->name);
				doctor_find(
				    d, &f, "%s is an address of %s as well", text, other->name);
			}
	}
}

/* ---- sysctls ---- */

static void examine_forwarding(struct doctor *d, const struct doctor_link *l)
{
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_PROBLEM, "forwarding", l->iface.name, NULL,
		set_command(l->iface.name, "forwarding", 1, command) };

	if (l->conf->role == ROLE_ROUTER && !l->iface.forwarding) {
		f.meaning = l->conf->require_forwarding
				? "The kernel would drop the packets of hosts, so rdisc advertises"
				  " nothing there."
				: "The kernel drops the packets that hosts send here.";
		doctor_find(d, &f, "a router, but the kernel does not forward");
	} else if (l->conf->role == ROLE_HOST && l->iface.forwarding) {
		f.weight = DOCTOR_NOTE;
		f.meaning = "RFC 1256 lets only hosts learn from routers. A machine that forwards"
			    " is a router itself, or has containers.";
		f.command = set_command(l->iface.name, "forwarding", 0, command);
		doctor_find(d, &f, "a host, but the kernel forwards");
	}
}

/* True if another interface of a host shares a subnet with this one. */
static bool shares_subnet(const struct doctor *d, const struct iface *i)
{
	for (size_t n = 0; n < d->n_links; n++)
		for (size_t a = 0; a < d->links[n].iface.n_addrs; a++)
			if (d->links[n].iface.ifindex != i->ifindex &&
			    !d->links[n].iface.loopback &&
			    iface_neighbour(i, d->links[n].iface.addrs[a].local) != NULL)
				return true;
	return false;
}

static size_t count_hosts(const struct doctor *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_links; i++)
		n += d->links[i].conf != NULL && is_host(&d->links[i]) &&
		     d->links[i].iface.n_addrs > 0 && !d->links[i].iface.loopback;
	return n;
}

static void examine_rp_filter(struct doctor *d, const struct doctor_link *l)
{
	long own = read_sysctl(d, l->iface.name, "rp_filter"),
	     all = read_sysctl(d, "all", "rp_filter");
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_WARNING, "rp_filter", l->iface.name,
		"The kernel accepts a packet only on the interface by which it would answer, and"
		" drops others, advertisements too.",
		set_command(l->iface.name, "rp_filter", 2, command) };

	if (!is_host(l) || (own > all ? own : all) != 1)
		return;
	if (shares_subnet(d, &l->iface))
		doctor_find(d, &f, "strict rp_filter, and another interface in the same subnet");
	else if (count_hosts(d) > 1)
		doctor_find(d, &f, "strict rp_filter, and %zu interfaces to learn routers on",
		    count_hosts(d));
}

static void examine_redirects(struct doctor *d, const struct doctor_link *l)
{
	const char *name = l->iface.name;
	bool own = read_sysctl(d, name, "accept_redirects") != 0;
	bool all = read_sysctl(d, "all", "accept_redirects") != 0;
	bool secure = read_sysctl(d, name, "secure_redirects") +
			  read_sysctl(d, "all", "secure_redirects") >
		      0;
	bool shared = read_sysctl(d, name, "shared_media") + read_sysctl(d, "all", "shared_media") >
		      0;
	bool accepts = l->iface.forwarding ? own && all : own || all;
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_NOTE, "accept_redirects", name,
		"Router discovery finds a first hop; redirects name the best router for a"
		" destination. With one router there are none.",
		set_command(name, "accept_redirects", 1, command) };

	if (l->conf->role != ROLE_HOST || l->iface.forwarding)
		return;
	if (!accepts) {
		doctor_find(d, &f, "the kernel ignores redirects");
		return;
	}
	f.check = "secure_redirects";
	f.meaning = "A forged redirect on this link turns the traffic to a destination to any"
		    " address. With these settings, only to a default router.";
	snprintf(command, sizeof(command),
	    "sysctl -w net/ipv4/conf/all/shared_media=0 net/ipv4/conf/%s/shared_media=0"
	    " net/ipv4/conf/%s/secure_redirects=1",
	    name, name);
	if (!secure || shared)
		doctor_find(d, &f, "redirects may name any gateway: %s",
		    shared ? "shared_media is on" : "secure_redirects is off");
}

static void examine_memberships(struct doctor *d, const struct doctor_link *l)
{
	long max = doctor_number(d, 20, "/proc/sys/net/ipv4/igmp_max_memberships");
	struct doctor_finding f = { DOCTOR_PROBLEM, "igmp_max_memberships", l->iface.name,
		"rdisc cannot join 224.0.0.2, so solicitations sent there do not arrive.",
		"sysctl -w net.ipv4.igmp_max_memberships=20" };

	if (l->conf->role == ROLE_ROUTER && l->conf->join_all_routers && max < 1)
		doctor_find(d, &f, "igmp_max_memberships is %ld", max);
}

/* ---- bridges ---- */

static void examine_port(struct doctor *d, const char *interface, const char *port)
{
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_WARNING, "multicast_flood", interface,
		"Messages to 224.0.0.1 and 224.0.0.2 do not leave by that port.", command };

	snprintf(command, sizeof(command), "bridge link set dev %.15s mcast_flood on", port);
	if (doctor_number(d, 1, "/sys/class/net/%s/brport/multicast_flood", port) == 0)
		doctor_find(d, &f, "port %s of its bridge does not flood multicast", port);
}

static void examine_snooping(struct doctor *d, const char *interface, const char *bridge)
{
	char command[COMMAND_MAX];
	struct doctor_finding f = { DOCTOR_NOTE, "multicast_snooping", interface,
		"Linux floods 224.0.0.0/24 in any case. Many switches do not: without a"
		" querier they forget the members of 224.0.0.2, and solicitations stop arriving.",
		command };

	snprintf(
	    command, sizeof(command), "ip link set dev %s type bridge mcast_querier 1", bridge);
	if (doctor_number(d, 0, "/sys/class/net/%s/bridge/multicast_snooping", bridge) == 1 &&
	    doctor_number(d, 0, "/sys/class/net/%s/bridge/multicast_querier", bridge) == 0)
		doctor_find(d, &f, "bridge %s snoops multicast without a querier", bridge);
}

/* Sets the name of the bridge that the interface is, or is a port of; false: neither. */
static bool find_bridge(const struct doctor *d, const char *name, char ret[IF_NAMESIZE])
{
	char path[512], target[512];
	const char *base;
	ssize_t len;

	snprintf(ret, IF_NAMESIZE, "%s", name);
	if (doctor_number(d, -1, "/sys/class/net/%s/bridge/multicast_snooping", ret) >= 0)
		return true;
	snprintf(path, sizeof(path), "%s/sys/class/net/%s/master", d->root, name);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return false;
	target[len] = '\0';
	base = strrchr(target, '/');
	snprintf(ret, IF_NAMESIZE, "%.15s", base == NULL ? target : base + 1);
	return doctor_number(d, -1, "/sys/class/net/%s/bridge/multicast_snooping", ret) >= 0;
}

static void examine_bridge(struct doctor *d, const char *name)
{
	char path[512], bridge[IF_NAMESIZE];
	struct dirent *entry;
	DIR *ports;

	if (!find_bridge(d, name, bridge))
		return;
	examine_snooping(d, name, bridge);
	snprintf(path, sizeof(path), "%s/sys/class/net/%s/brif", d->root, bridge);
	ports = opendir(path);
	while (ports != NULL && (entry = readdir(ports)) != NULL)
		if (entry->d_name[0] != '.')
			examine_port(d, name, entry->d_name);
	if (ports != NULL)
		closedir(ports);
}

/* ---- the firewall ---- */

/* The command that lets the message through, before all other rules of the chain. */
static void put_accept(const json_t *chain, const struct firewall_message *m, char ret[COMMAND_MAX])
{
	const char *program = json_string_value(json_object_get(chain, "program"));
	const char *name = json_string_value(json_object_get(chain, "name"));

	if (program != NULL)
		snprintf(ret, COMMAND_MAX, "%s -I %s -p icmp --icmp-type %u -j ACCEPT", program,
		    name, m->type);
	else
		snprintf(ret, COMMAND_MAX, "nft insert rule %s %s %s icmp type router-%s accept",
		    json_string_value(json_object_get(chain, "family")),
		    json_string_value(json_object_get(chain, "table")), name,
		    m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "advertisement" : "solicitation");
}

/* True if the rule looks at the state of the connection. */
static bool is_about_state(const json_t *rule)
{
	char *text = json_dumps(json_object_get(rule, "expr"), JSON_COMPACT);
	bool found = text != NULL && strstr(text, "\"ct\"") != NULL;

	free(text);
	return found;
}

static void examine_message(struct doctor *d, const struct firewall_message *m)
{
	const json_t *chain = NULL, *rule = NULL;
	enum firewall_fate fate = firewall_judge(d->rules, m, &chain, &rule);
	const char *what = m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "advertisements"
								     : "solicitations";
	char command[COMMAND_MAX], place[128];
	struct doctor_finding f = { fate == FATE_DROPPED ? DOCTOR_PROBLEM : DOCTOR_NOTE, "firewall",
		m->interface,
		"Linux does not track the messages of router discovery, so they are always of"
		" state \"invalid\": accept them before that rule.",
		command };

	if (fate == FATE_PASSES)
		return;
	put_accept(chain, m, command);
	snprintf(place, sizeof(place), "%.48s of %.64s",
	    json_string_value(json_object_get(chain, "name")),
	    json_string_value(json_object_get(chain, "table")));
	if (fate == FATE_UNSURE)
		f.meaning = "Its rules have conditions that rdiscctl cannot judge.";
	else if (rule == NULL)
		f.meaning = "No rule accepts them before the end of the chain, whose policy is to"
			    " drop.";
	else if (!is_about_state(rule))
		f.meaning = m->out ? "They do not leave this machine." : "They do not reach rdisc.";
	doctor_find(d, &f, "firewall chain %s %s %s %s", place,
	    fate == FATE_DROPPED ? "drops" : "may drop", m->out ? "outgoing" : "incoming", what);
}

void doctor_examine_firewall(struct doctor *d, const struct doctor_link *l)
{
	bool host = is_host(l);
	struct in_addr all_systems = in_addr_host(GROUP_ALL_SYSTEMS);
	struct in_addr all_routers = in_addr_host(GROUP_ALL_ROUTERS);
	struct firewall_message advertisement = { !host, l->iface.name,
		ICMP_TYPE_ROUTER_ADVERTISEMENT, all_systems };
	struct firewall_message solicitation = { host, l->iface.name, ICMP_TYPE_ROUTER_SOLICITATION,
		all_routers };

	if (d->rules == NULL)
		return;
	examine_message(d, &advertisement);
	if (l->conf->role == ROLE_ROUTER || (l->conf->role == ROLE_HOST && l->conf->solicit))
		examine_message(d, &solicitation);
}

void doctor_examine_link(struct doctor *d, const struct doctor_link *l)
{
	examine_carrier(d, &l->iface);
	examine_addresses(d, l);
	examine_others(d, l);
	examine_forwarding(d, l);
	examine_rp_filter(d, l);
	examine_redirects(d, l);
	examine_memberships(d, l);
	examine_bridge(d, l->iface.name);
}
