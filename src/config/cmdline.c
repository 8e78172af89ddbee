/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#include "config.h"

#include "config/cmdline.h"

#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/keys.h"
#include "base/options.h"

/* Options that are an interface's, in the order given; set in each interface at the end. */
#define OVERRIDES_MAX 16

struct override {
	const struct confkey *key;
	const char *text;
};

/* The state of the parser. */
struct parser {
	struct cmdline *cl;
	const struct conf *base; /* NULL: no file */
	struct override overrides[OVERRIDES_MAX];
	size_t n_overrides;
	unsigned interval; /* -T, seconds; 0: not given */
	char *error;
	size_t error_size;
};

__attribute__((format(printf, 2, 3))) static int fail(struct parser *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->error, p->error_size, format, args);
	va_end(args);
	return -EINVAL;
}

/* Keeps a value for all interfaces. A later one of the same key wins. False: it is not what the key expects. */
static bool override_key(struct parser *p, const struct confkey *key, const char *text)
{
	struct conf_iface scratch;
	size_t i = 0;

	conf_iface_init(&scratch);
	if (!confkey_set(key, &scratch, text))
		return false;
	p->cl->given[key - confkeys] = true;
	while (i < p->n_overrides && p->overrides[i].key != key)
		i++;
	p->overrides[i] = (struct override){ key, text };
	if (i == p->n_overrides)
		p->n_overrides++;
	return true;
}

static bool override_named(struct parser *p, const char *name, const char *text)
{
	return override_key(p, confkey_find(SECTION_INTERFACE, name), text);
}

static bool is_overridden(const struct parser *p, const char *name)
{
	for (size_t i = 0; i < p->n_overrides; i++)
		if (strcmp(p->overrides[i].key->name, name) == 0)
			return true;
	return false;
}

/* The old program's interval: the RFC's bounds, and no 0. */
static int parse_interval(struct parser *p, const char *text)
{
	struct conf_iface scratch;
	const struct confkey *key = confkey_find(SECTION_INTERFACE, "max-advertisement-interval");

	if (!confkey_set(key, &scratch, text) || scratch.max_advertisement_interval == 0 ||
	    scratch.max_advertisement_interval % USEC_PER_SEC != 0)
		return fail(p, "-T %s: the interval is a number of seconds from %d to %d", text,
		    MAX_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX);
	p->interval = (unsigned)(scratch.max_advertisement_interval / USEC_PER_SEC);
	p->cl->given[key - confkeys] = true;
	return 0;
}

static int add_interface(struct parser *p, const char *name)
{
	struct cmdline *cl = p->cl;

	if (name[0] == '\0' || strlen(name) >= IF_NAMESIZE || strpbrk(name, "/ \t\n") != NULL)
		return fail(p, "-i %s: not the name of an interface (ip link lists them)", name);
	cl->ifaces[cl->conf.n_ifaces++].pattern = name;
	return 0;
}

static int parse_config(struct parser *p, const char *path)
{
	p->cl->config = path;
	return 0;
}

/* ---- the table ---- */

/* An option and its effect. It sets a key of the configuration or a flag of struct cmdline, has a
 * function, or has moved. */
struct row {
	struct option_row option;
	enum confkey_section section;
	const char *key;
	const char *text; /* the key's value; NULL: the option's */
	size_t flag;      /* the offset of a bool; 0: none */
	int (*take)(struct parser *p, const char *value);
	const char *moved;
};

#define HEADING(text)                                                                              \
	{                                                                                          \
		{ 0, NULL, NULL, text }, 0, NULL, NULL, 0, NULL, NULL                              \
	}
#define ROUTES(name, text) SECTION_ROUTES, name, text, 0, NULL, NULL
#define DAEMON(name, text) SECTION_DAEMON, name, text, 0, NULL, NULL
#define IFACE(name, text)  SECTION_INTERFACE, name, text, 0, NULL, NULL
#define FLAG(member)       0, NULL, NULL, offsetof(struct cmdline, member), NULL, NULL
#define TAKE(function)     0, NULL, NULL, 0, function, NULL
#define MOVED(name, command)                                                                       \
	{                                                                                          \
		{ 0, name, "[=]", NULL }, 0, NULL, NULL, 0, NULL, command                          \
	}

/* clang-format off */
static const struct row rows[] = {
	HEADING("Host"),
	{ { 's', NULL, NULL, "send solicitations, three at most each time, and exit with 5 if no router"
	    " is found at the start" }, FLAG(solicit) },
	{ { 'f', NULL, NULL, "keep running if no router is found" }, FLAG(forever) },
	{ { 'a', NULL, NULL, "install all routers: --install ladder" }, ROUTES("install", "ladder") },
	{ { 'b', NULL, NULL, "install only the best routers: --install best (default)" },
	  ROUTES("install", "best") },
	{ { 0, "install", "SHAPE", "best: those of the highest preference, one route each\n"
	    "ladder: all usable ones, the metric rises as the preference falls\n"
	    "single: exactly one\n"
	    "multipath: those of the highest preference, in one route\n"
	    "none: learn and log only" }, ROUTES("install", NULL) },
	{ { 0, "metric", "N", "metric of the best default route (4096)" }, ROUTES("metric", NULL) },
	{ { 0, "table", "N", "routing table, 1 to 4294967295 or main (main)" }, ROUTES("table", NULL) },
	{ { 0, "prefsrc", "ADDRESS", "preferred source address of the routes" },
	  ROUTES("prefsrc", NULL) },
	{ { 0, "mtu", "[lock:]N", "MTU of the routes; lock: no path MTU discovery" },
	  ROUTES("mtu", NULL) },
	{ { 0, "probe-interval", "N", "probe the routers by ARP every N s" },
	  ROUTES("probe-interval", NULL) },
	{ { 0, "no-solicit-on-loss", NULL, "do not solicit when the last usable router is lost" },
	  IFACE("solicit-on-loss", "no") },
	{ { 0, "allow", "LIST", "use only routers in these prefixes: A.B.C.D[/LEN],...; with -r: expect"
	    " them beside this one" }, IFACE("allow", NULL) },
	{ { 0, "deny", "LIST", "use no routers in these prefixes; wins over --allow" }, IFACE("deny", NULL) },
	{ { 0, "keep-routes", NULL, "leave the routes in place at the end, for a restart" },
	  ROUTES("keep-routes", "yes") },

	HEADING("Router"),
	{ { 'r', NULL, NULL, "be a router: advertise" }, IFACE("role", "router") },
	{ { 'p', NULL, "PREFERENCE", "preference level, -2147483648 to 2147483647 or hexadecimal;"
	    " 0x80000000: not to be used as default router (0)" }, IFACE("preference-level", NULL) },
	{ { 'T', NULL, "SECONDS", "max_advertisement_interval, 4 to 1800 (600)" }, TAKE(parse_interval) },
	{ { 0, "no-require-forwarding", NULL, "advertise also where the kernel does not forward" },
	  IFACE("require-forwarding", "no") },

	HEADING("Both"),
	{ { 'i', "interface", "NAME", "only on this interface, or those matching a shell pattern; may be"
	    " repeated (all that do multicast or broadcast)" }, TAKE(add_interface) },
	{ { 't', NULL, NULL, "stay in the foreground and log to stderr" }, FLAG(foreground) },
	{ { 'v', NULL, NULL, "log each message sent and received as well: --log-level debug" },
	  DAEMON("log-level", "debug") },
	{ { 'd', NULL, NULL, "the same as -v" }, DAEMON("log-level", "debug") },
	{ { 0, "log-level", "LEVEL", "err, warning, notice, info or debug (info)" },
	  DAEMON("log-level", NULL) },
	{ { 0, "user", "NAME", "run as this user after the start as root; none: stay root (rdisc, if"
	    " it exists)" }, DAEMON("user", NULL) },
	{ { 0, "config", "FILE", "read this file and FILE.d/*.conf (/etc/rdisc.conf); options given here"
	    " win over it" }, TAKE(parse_config) },
	{ { 0, "check", NULL, "check the configuration and exit: 0 if it is good" }, FLAG(check) },
	{ { 0, "cleanup", NULL, "remove the routes of an rdisc that has ended, and exit" }, FLAG(cleanup) },
	{ { 'V', "version", NULL, "print the version and what is built in" }, FLAG(version) },
	{ { 'h', "help", NULL, "print this help" }, FLAG(help) },

	MOVED("query", "rdiscctl query"),
	MOVED("timeout", "rdiscctl query"),
	MOVED("json", "rdiscctl query"),
	MOVED("replay", "rdiscctl replay"),
	MOVED("address", "rdiscctl replay"),
	MOVED("import", "rdiscctl import"),
};
/* clang-format on */

static const struct options options = OPTIONS("rdisc", rows);

static int parse_option(struct parser *p, const struct row *row, const char *value)
{
	const struct confkey *key;
	const char *text = row->text != NULL ? row->text : value;
	char name[32];
	bool ok;

	options_spell(&row->option, name, sizeof(name));
	if (row->moved != NULL)
		return fail(p, "%s: use %s", name, row->moved);
	if (row->take != NULL)
		return row->take(p, value);
	if (row->flag != 0) {
		*(bool *)((char *)p->cl + row->flag) = true;
		return 0;
	}
	key = confkey_find(row->section, row->key);
	ok = row->section == SECTION_INTERFACE ? override_key(p, key, text)
					       : confkey_set(key, &p->cl->conf, text);
	p->cl->given[key - confkeys] = true;
	return ok ? 0 : fail(p, "%s %s: expected %s", name, text, key->expects);
}

void cmdline_print_usage(FILE *f)
{
	options_print_usage(&options, f, " [long options] [send_address] [receive_address]");
}

void cmdline_print_help(FILE *f)
{
	fputs("rdisc finds the default routers of this machine, or advertises it as one, by\n"
	      "ICMP router discovery (RFC 1256). Without -r it is a host.\n",
	    f);
	options_print(&options, f);
	fputs("\nAddresses:\n", f);
	options_print_row(f, "send_address",
	    "224.0.0.1, 224.0.0.2, 255.255.255.255 or a neighbour (224.0.0.2 from a host,"
	    " 224.0.0.1 from a router)");
	options_print_row(f, "receive_address",
	    "224.0.0.1, 224.0.0.2 or 255.255.255.255; with the last, a router joins no group");
	fputs("\nExit status: 0, 1 for an error, 5 when -s finds no router. See rdisc(8) and\n"
	      "rdisc.conf(5); rdiscctl(8) asks the network, and the daemon.\n",
	    f);
}

/* ---- addresses ---- */

/* RFC 1256 4.1 and 5.1 know the group and broadcast; one neighbour is the old program's. */
static int parse_send_address(struct parser *p, const char *text)
{
	struct in_addr a;

	if (inet_pton(AF_INET, text, &a) != 1)
		return fail(p, "send_address %s: not an IPv4 address", text);
	if (!override_named(p, "solicitation-address", text) ||
	    !override_named(p, "advertisement-address", text))
		return fail(p,
		    "send_address %s: must be 224.0.0.1, 224.0.0.2, 255.255.255.255 or a"
		    " neighbour's address",
		    text);
	return 0;
}

/* Every router discovery message that arrives is looked at; the choice left is whether a router
 * joins 224.0.0.2. */
static int parse_receive_address(struct parser *p, const char *text)
{
	struct in_addr a;
	uint32_t h;

	if (inet_pton(AF_INET, text, &a) != 1)
		return fail(p, "receive_address %s: not an IPv4 address", text);
	h = ntohl(a.s_addr);
	if (h != GROUP_ALL_SYSTEMS && h != GROUP_ALL_ROUTERS && h != INADDR_BROADCAST)
		return fail(
		    p, "receive_address %s: must be 224.0.0.1, 224.0.0.2 or 255.255.255.255", text);
	override_named(p, "join-all-routers", h == INADDR_BROADCAST ? "no" : "yes");
	return 0;
}

static int parse_addresses(struct parser *p, int n, char **addresses)
{
	int error = 0;

	if (n > 2)
		return fail(
		    p, "%s: at most two addresses, send_address and receive_address", addresses[2]);
	if (n > 0)
		error = parse_send_address(p, addresses[0]);
	if (n > 1 && error == 0)
		error = parse_receive_address(p, addresses[1]);
	return error;
}

/* Makes an interface named on the command line, or taken from the file. A section solicits unless it says
 * otherwise, an interface without one solicits with -s, as in the old program: whether there is a file
 * makes no difference, and `solicit = no` holds under a service that passes -s. */
static void make_iface(const struct parser *p, struct conf_iface *ci)
{
	const char *pattern = ci->pattern;
	const struct conf_iface *base = p->base == NULL ? NULL : conf_find_iface(p->base, pattern);

	if (base != NULL) {
		*ci = *base;
	} else {
		conf_iface_init(ci);
		ci->role = ROLE_HOST;
		ci->solicit = p->cl->solicit;
	}
	ci->pattern = pattern;
	if (p->interval != 0)
		conf_iface_set_interval(ci, p->interval);
	for (size_t i = 0; i < p->n_overrides; i++)
		confkey_set(p->overrides[i].key, ci, p->overrides[i].text);
}

/* True if the command line asks for that section of the file: by name, or by a pattern that matches it. */
static bool is_covered(const struct parser *p, const char *section, size_t n_given)
{
	bool covered = n_given == 0;

	for (size_t i = 0; i < n_given; i++) {
		if (strcmp(p->cl->ifaces[i].pattern, section) == 0)
			return false; /* stands there already */
		covered = covered || fnmatch(p->cl->ifaces[i].pattern, section, 0) == 0;
	}
	return covered;
}

/* Interfaces named here are the only ones; else those of the file; else all. */
static void complete_interfaces(struct parser *p)
{
	struct cmdline *cl = p->cl;
	size_t n_given = cl->conf.n_ifaces, n = n_given;

	for (size_t i = 0; p->base != NULL && i < p->base->n_ifaces; i++)
		if (is_covered(p, p->base->ifaces[i].pattern, n_given))
			cl->ifaces[n++].pattern = p->base->ifaces[i].pattern;
	if (n == 0)
		cl->ifaces[n++].pattern = "*";
	for (size_t i = 0; i < n; i++)
		make_iface(p, &cl->ifaces[i]);
	cl->conf.ifaces = cl->ifaces;
	cl->conf.n_ifaces = n;
	cl->exit_unanswered = cl->solicit && !cl->forever;
	if (!conf_has_role(&cl->conf, ROLE_ROUTER))
		cl->useless = is_overridden(p, "preference-level") ? "-p"
			      : p->interval != 0                   ? "-T"
								   : NULL;
}

/* Checks the options together. */
static int check_all(struct parser *p, int n_addresses, char **addresses)
{
	if (p->cl->solicit && is_overridden(p, "role"))
		return fail(p, "-s is for hosts and -r for routers: remove one of them");
	return parse_addresses(p, n_addresses, addresses);
}

int cmdline_parse(struct cmdline *cl, int argc, char **argv, const struct conf *base, char *error,
    size_t error_size)
{
	struct parser p = { .cl = cl, .base = base, .error = error, .error_size = error_size };
	const char *value;
	int row, r = 0;

	*cl = (struct cmdline){ 0 };
	error[0] = '\0';
	conf_init(&cl->conf);
	if (base != NULL)
		cl->conf = *base;
	cl->conf.n_ifaces = 0;
	cl->ifaces = calloc(
	    (size_t)argc + 1 + (base == NULL ? 0 : base->n_ifaces), sizeof(*cl->ifaces));
	if (cl->ifaces == NULL)
		return -ENOMEM;
	options_start();
	while (r == 0 &&
	       (row = options_next(&options, argc, argv, &value, error, error_size)) != OPTIONS_END)
		r = row == OPTIONS_WRONG ? -EINVAL : parse_option(&p, &rows[row], value);
	if (r == 0 && !cl->help && !cl->version)
		r = check_all(&p, argc - optind, argv + optind);
	if (r == 0)
		complete_interfaces(&p);
	return r;
}

void cmdline_fini(struct cmdline *cl)
{
	free(cl->ifaces);
}
