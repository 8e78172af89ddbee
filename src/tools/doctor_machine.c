/* SPDX-License-Identifier: BSD-2-Clause */
/* The findings of rdiscctl doctor on the machine as a whole. */
#include "config.h"

#include "tools/doctor_findings.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The clock of a machine without a battery begins long before this. */
#define THIS_RELEASE ((usec_t)1767225600 * USEC_PER_SEC) /* 2026-01-01 */

/* ---- default routes ---- */

static bool installs_routes(const struct doctor *d)
{
	return conf_has_role(d->conf, ROLE_HOST) && d->conf->install != INSTALL_NONE;
}

static const char *name_of(const struct doctor *d, unsigned ifindex)
{
	for (size_t i = 0; i < d->n_links; i++)
		if (d->links[i].iface.ifindex == ifindex)
			return d->links[i].iface.name;
	return NULL;
}

/* Those of others that outdo ours, or share their metric. */
static void examine_routes(struct doctor *d)
{
	struct doctor_finding f = { DOCTOR_NOTE, "default_route", NULL, NULL,
		"rdiscctl conflicts" };

	for (size_t i = 0; installs_routes(d) && i < d->n_routes; i++) {
		const struct doctor_route *r = &d->routes[i];
		char gateway[INET_ADDRSTRLEN];

		if (r->protocol == d->conf->protocol || r->metric > d->conf->metric)
			continue;
		inet_ntop(AF_INET, &r->hop.gateway, gateway, sizeof(gateway));
		f.interface = name_of(d, r->hop.ifindex);
		f.weight = r->metric == d->conf->metric ? DOCTOR_WARNING : DOCTOR_NOTE;
		f.meaning = f.weight == DOCTOR_WARNING
				? "Chance decides which of the two carries the traffic."
				: "It carries the traffic as long as it exists; the routes of"
				  " rdisc stand by. Otherwise remove it, or give rdisc a"
				  " lower metric.";
		doctor_find(d, &f, "a default route of another program%s: via %s, metric %u",
		    f.weight == DOCTOR_WARNING ? " has the metric of rdisc" : " comes first",
		    gateway, r->metric);
	}
}

/* ---- programs ---- */

static const struct other {
	const char *comm; /* as in /proc, at most 15 letters */
	const char *name, *command;
} others[] = {
	{ "systemd-network", "systemd-networkd", "in the .network file: [DHCPv4] UseGateway=no" },
	{ "NetworkManager", "NetworkManager",
	    "nmcli connection modify CONNECTION ipv4.never-default yes" },
	{ "dhcpcd", "dhcpcd", "in /etc/dhcpcd.conf: nogateway" },
	{ "dhclient", "dhclient", "in /etc/dhcp/dhclient.conf: no \"routers\" in request" },
	{ "udhcpc", "udhcpc", "in its script: ignore $router" },
	{ "connmand", "ConnMan", NULL },
	{ "zebra", "FRR (zebra)", "vtysh -c 'show ip route 0.0.0.0/0'" },
	{ "bird", "BIRD", "birdc show route for 0.0.0.0/0" },
	{ "routed", "routed", NULL },
	{ "in.rdisc", "the rdisc of iputils", NULL },
};

#define RDISC ARRAY_SIZE(others) /* in the counts, behind the others */

/* True if the process is in another network namespace. Where that is hidden it counts as ours. */
static bool is_elsewhere(const struct doctor *d, const char *pid)
{
	char path[512], theirs[64] = "", ours[64] = "";

	snprintf(path, sizeof(path), "%s/proc/%.16s/ns/net", d->root, pid);
	if (readlink(path, theirs, sizeof(theirs) - 1) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/proc/self/ns/net", d->root);
	return readlink(path, ours, sizeof(ours) - 1) > 0 && strcmp(theirs, ours) != 0;
}

static void count_programs(const struct doctor *d, unsigned counts[RDISC + 1])
{
	char path[512], comm[32];
	struct dirent *entry;
	DIR *processes;

	snprintf(path, sizeof(path), "%s/proc", d->root);
	processes = opendir(path);
	while (processes != NULL && (entry = readdir(processes)) != NULL) {
		size_t i = 0;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !doctor_line(d, comm, sizeof(comm), "/proc/%.16s/comm", entry->d_name) ||
		    is_elsewhere(d, entry->d_name))
			continue;
		while (i < RDISC && strcmp(others[i].comm, comm) != 0)
			i++;
		counts[i] += i < RDISC || strcmp(comm, "rdisc") == 0;
	}
	if (processes != NULL)
		closedir(processes);
}

static void examine_programs(struct doctor *d)
{
	struct doctor_finding f = { DOCTOR_NOTE, "daemon", NULL,
		"Without it this machine neither learns, renews nor advertises a router.",
		"systemctl start rdisc" };
	unsigned counts[RDISC + 1] = { 0 };

	count_programs(d, counts);
	if (counts[RDISC] == 0) {
		f.weight = DOCTOR_WARNING;
		doctor_find(d, &f, "rdisc is not running");
	}
	f.weight = DOCTOR_NOTE;
	f.check = "other_daemon";
	f.meaning =
	    "It may make default routes of its own, with a lower metric than those of rdisc."
	    " To prevent that:";
	for (size_t i = 0; installs_routes(d) && i < RDISC; i++) {
		f.command = others[i].command;
		if (counts[i] > 0)
			doctor_find(d, &f, "%s runs", others[i].name);
	}
}

/* ---- the clock ---- */

static void examine_clock(struct doctor *d)
{
	char source[64];
	struct doctor_finding f = { DOCTOR_WARNING, "clock", NULL,
		"Lifetimes do not depend on it, but the times of the log and of events are wrong.",
		"timedatectl set-ntp true" };

	if (d->wall < THIS_RELEASE)
		doctor_find(d, &f, "the clock is earlier than this release");
	f.command = NULL;
	f.weight = DOCTOR_NOTE;
	f.meaning = "Delays are only as exact as the timer interrupt: answers spread less than"
		    " RFC 1256 wants.";
	if (doctor_line(d, source, sizeof(source),
		"/sys/devices/system/clocksource/clocksource0/current_clocksource") &&
	    strstr(source, "jiffies") != NULL)
		doctor_find(d, &f, "the clock source is %s", source);
}

void doctor_examine_machine(struct doctor *d)
{
	struct doctor_finding f = { DOCTOR_NOTE, "firewall", NULL,
		"Router advertisements are ICMP type 9, solicitations type 10. Run this as root,"
		" with nft installed.",
		"nft list ruleset" };

	if (d->rules == NULL)
		doctor_find(d, &f, "rdiscctl cannot read the firewall's rules");
	examine_routes(d);
	examine_programs(d);
	examine_clock(d);
}
