/* SPDX-License-Identifier: BSD-2-Clause */
/* The file, and the command line over it. */
#include "config.h"

#include "daemon/configuration.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/printable.h"
#include "system/log.h"

void configuration_free(struct configuration *c)
{
	if (c == NULL)
		return;
	cmdline_fini(&c->cmdline);
	conffile_free(&c->file);
	free(c->names);
	free(c);
}

/* Each message on its own line: to stdout for --check, else to the log. */
static void report_messages(const struct conffile_messages *m, bool check)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct conffile_message *x = &m->list[i];
		const char *kind = x->warning ? "warning: " : "";
		char line[24] = "";

		if (x->line > 0)
			snprintf(line, sizeof(line), ":%d", x->line);
		if (check)
			printable_line(stdout, "%s%s: %s%s", x->file, line, kind, x->text);
		else
			log_line(x->warning ? LOG_WARNING : LOG_ERR, "%s%s: %s%s", x->file, line,
			    kind, x->text);
	}
}

/* The kernel tells of interfaces by their first name alone; ip-link(8) can give them others. */
static void resolve_names(struct configuration *c)
{
	c->names = calloc(c->cmdline.conf.n_ifaces + 1, sizeof(*c->names));
	for (size_t i = 0; c->names != NULL && i < c->cmdline.conf.n_ifaces; i++) {
		struct conf_iface *ci = &c->cmdline.ifaces[i];
		unsigned index = strpbrk(ci->pattern, "*?[") == NULL ? if_nametoindex(ci->pattern)
								     : 0;

		if (index == 0 || if_indextoname(index, c->names[i]) == NULL ||
		    strcmp(c->names[i], ci->pattern) == 0)
			continue;
		log_line(LOG_INFO, "interface has an alternative name name=%s iface=%s",
		    ci->pattern, c->names[i]);
		ci->pattern = c->names[i];
	}
}

static void report_useless(const char *option, bool check)
{
	if (check)
		printf("warning: %s has no effect: no interface has role router (-r)\n", option);
	else
		log_line(
		    LOG_WARNING, "%s has no effect: no interface has role router (-r)", option);
}

/* A point-to-point link has one neighbour, which has a route to us if anything. An operator who names the
 * link may know better. */
static void warn_of_point_to_point(const struct conf *conf)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (size_t i = 0; fd >= 0 && i < conf->n_ifaces; i++) {
		const struct conf_iface *ci = &conf->ifaces[i];
		struct ifreq request = { .ifr_flags = 0 };

		if (ci->role != ROLE_ROUTER || strlen(ci->pattern) >= IF_NAMESIZE)
			continue;
		memcpy(request.ifr_name, ci->pattern, strlen(ci->pattern));
		if (ioctl(fd, SIOCGIFFLAGS, &request) == 0 &&
		    (request.ifr_flags & IFF_POINTOPOINT) != 0)
			printable_line(stdout,
			    "warning: interface %s: a point-to-point link, where hosts"
			    " hardly look for routers",
			    ci->pattern);
	}
	if (fd >= 0)
		close(fd);
}

/* Returns whether the interface has addresses, and none of them is in a subnet with the host. */
static bool is_stranger(const struct ifaddrs *all, const char *name, struct in_addr host)
{
	bool any = false;

	for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		const struct sockaddr_in *address = (const void *)i->ifa_addr;
		const struct sockaddr_in *mask = (const void *)i->ifa_netmask;
		const struct sockaddr_in *peer = (const void *)i->ifa_dstaddr;

		if (address == NULL || mask == NULL || address->sin_family != AF_INET ||
		    strcmp(i->ifa_name, name) != 0)
			continue;
		if ((i->ifa_flags & IFF_POINTOPOINT) != 0 && peer != NULL)
			address = peer;
		any = true;
		if (((address->sin_addr.s_addr ^ host.s_addr) & mask->sin_addr.s_addr) == 0)
			return false;
	}
	return any;
}

/* Advertises to a host that is no neighbour now. It may become one, with an address that comes later. */
static void warn_of_strangers(const struct conf *conf)
{
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) != 0)
		return;
	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const struct conf_iface *ci = &conf->ifaces[i];
		const struct conf_destinations *to = &ci->advertisement_address;

		for (uint32_t k = 0; ci->role == ROLE_ROUTER && k < to->n; k++)
			if (in_addr_is_host(to->list[k]) &&
			    is_stranger(all, ci->pattern, to->list[k]))
				printable_line(stdout,
				    "warning: interface %s: advertisement-address %s is in "
				    "none of"
				    " its subnets, so that host does not believe it",
				    ci->pattern, inet_ntoa(to->list[k]));
	}
	freeifaddrs(all);
}

struct configuration *configuration_make(
    int argc, char **argv, const char *path, const struct configuration *before, bool check)
{
	bool required = path != NULL || (before != NULL && before->file.found_main);
	struct configuration *c = calloc(1, sizeof(*c));
	struct conffile_messages messages;
	char error[256] = "out of memory";
	bool ok;

	if (c == NULL) {
		log_line(LOG_ERR, "%s", error);
		return NULL;
	}
	ok = conffile_load(&c->file, path != NULL ? path : RDISC_CONFIG_FILE, required, &messages);
	report_messages(&messages, check);
	if (check && ok && !c->file.found)
		printf("%s: not found; the built-in defaults apply\n", RDISC_CONFIG_FILE);
	conffile_forget(&messages);
	if (ok && before != NULL && before->file.found && !c->file.found) {
		log_line(LOG_ERR, "%s",
		    RDISC_CONFIG_FILE ": the configuration is gone, no file of it is left");
		ok = false;
	}
	if (ok && cmdline_parse(&c->cmdline, argc, argv, c->file.found ? &c->file.conf : NULL,
		      error, sizeof(error)) != 0) {
		log_line(LOG_ERR, "%s", error);
		ok = false;
	}
	if (ok && c->cmdline.useless != NULL)
		report_useless(c->cmdline.useless, check);
	if (ok && check) {
		warn_of_point_to_point(&c->cmdline.conf);
		warn_of_strangers(&c->cmdline.conf);
	} else if (ok) {
		resolve_names(c);
	}
	if (ok)
		return c;
	configuration_free(c);
	return NULL;
}
