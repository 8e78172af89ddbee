/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#include "config.h"

#include "cmdline.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

const char cmdline_usage[] =
	"usage: rdisc [-abdfhrstvV] [-i interface] [-p preference] [-T max_interval]"
	" [long options] [send_address] [receive_address]";

const char cmdline_help[] =
	"rdisc finds the default routers of this machine, or advertises it as one, by\n"
	"ICMP router discovery (RFC 1256). Without -r it is a host.\n"
	"\n"
	"Host:\n"
	"  -s                      send solicitations, three at most each time, and exit\n"
	"                          with 5 if no router is found at the start\n"
	"  -f                      run for ever, also if no router is found\n"
	"  -a                      install all routers: --install ladder\n"
	"  -b                      install the best only: --install best (default)\n"
	"      --install SHAPE     best: those of the highest preference, one route each\n"
	"                          ladder: all usable ones, the metric rises as the\n"
	"                          preference falls\n"
	"                          single: exactly one\n"
	"                          multipath: those of the highest preference, in one\n"
	"                          route\n"
	"                          none: learn and tell only\n"
	"      --metric N          metric of the best default route (4096)\n"
	"      --table N           routing table, 1 to 4294967295 or main (main)\n"
	"      --prefsrc ADDRESS   preferred source address of the routes\n"
	"      --mtu [lock:]N      MTU of the routes; lock: no path MTU discovery\n"
	"      --probe-interval N  ask the routers in use for a sign of life every N s\n"
	"      --no-solicit-on-loss\n"
	"                          do not solicit when the last usable router is lost\n"
	"      --keep-routes       leave the routes in place at the end, for a restart\n"
	"\n"
	"Router:\n"
	"  -r                      be a router: advertise\n"
	"  -p PREFERENCE           preference level, -2147483648 to 2147483647 or\n"
	"                          hexadecimal; 0x80000000: not to be used as default\n"
	"                          router (0)\n"
	"  -T SECONDS              max_advertisement_interval, 4 to 1800 (600)\n"
	"      --no-require-forwarding\n"
	"                          advertise also where the kernel does not forward\n"
	"\n"
	"Both:\n"
	"  -i, --interface NAME    only on this interface, or those matching a shell\n"
	"                          pattern; may be repeated (all that do multicast or\n"
	"                          broadcast)\n"
	"  -t                      stay in the foreground and log to stderr\n"
	"  -v, -d                  log each message sent and received as well\n"
	"  -V, --version           print the version\n"
	"  -h, --help              print this\n"
	"\n"
	"send_address              224.0.0.1, 224.0.0.2, 255.255.255.255 or a neighbour\n"
	"                          (224.0.0.2 from a host, 224.0.0.1 from a router)\n"
	"receive_address           224.0.0.1, 224.0.0.2 or 255.255.255.255; with the\n"
	"                          last, a router joins no group\n"
	"\n"
	"Exit status: 0, 1 for an error, 5 when -s finds no router. See rdisc(8).\n";

enum {
	OPT_INSTALL = 256,
	OPT_METRIC,
	OPT_TABLE,
	OPT_PREFSRC,
	OPT_MTU,
	OPT_PROBE_INTERVAL,
	OPT_NO_SOLICIT_ON_LOSS,
	OPT_KEEP_ROUTES,
	OPT_NO_REQUIRE_FORWARDING,
	/* The same as a short one; getopt(3) must not take one for the other in an error. */
	OPT_INTERFACE,
	OPT_VERSION,
	OPT_HELP,
};

/* ":" in front: a missing value is told apart from an unknown option. */
const char cmdline_short_options[] = ":abdfhi:p:rstT:vV";

const struct option cmdline_long_options[] = {
	{ "install", required_argument, NULL, OPT_INSTALL },
	{ "metric", required_argument, NULL, OPT_METRIC },
	{ "table", required_argument, NULL, OPT_TABLE },
	{ "prefsrc", required_argument, NULL, OPT_PREFSRC },
	{ "mtu", required_argument, NULL, OPT_MTU },
	{ "probe-interval", required_argument, NULL, OPT_PROBE_INTERVAL },
	{ "no-solicit-on-loss", no_argument, NULL, OPT_NO_SOLICIT_ON_LOSS },
	{ "keep-routes", no_argument, NULL, OPT_KEEP_ROUTES },
	{ "no-require-forwarding", no_argument, NULL, OPT_NO_REQUIRE_FORWARDING },
	{ "interface", required_argument, NULL, OPT_INTERFACE },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/* What is gathered on the way. */
struct parser {
	struct cmdline *cl;
	struct conf_iface iface; /* the options, for all interfaces */
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

/* The level as a signed number, or the 32 bits on the wire in hexadecimal (RFC 1256 3). */
static int parse_preference(struct parser *p, const char *text)
{
	int64_t value;

	if (!parse_number(text, INT32_MIN, UINT32_MAX, &value) ||
		(value > INT32_MAX && strncasecmp(text, "0x", 2) != 0))
		return fail(p,
			"-p %s: a preference is a number from -2147483648 to 2147483647, or"
			" hexadecimal up to 0xffffffff",
			text);
	p->iface.preference_level = (int32_t)(uint32_t)value;
	return 0;
}

static int parse_interval(struct parser *p, const char *text)
{
	int64_t value;

	if (!parse_number(
		    text, MAX_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX, &value))
		return fail(p, "-T %s: the interval is a number of seconds from %d to %d", text,
			MAX_ADVERTISEMENT_INTERVAL_MIN, MAX_ADVERTISEMENT_INTERVAL_MAX);
	conf_iface_set_interval(&p->iface, (unsigned)value);
	return 0;
}

static int parse_install(struct parser *p, const char *text)
{
	for (int i = 0; i <= INSTALL_NONE; i++)
		if (strcmp(text, conf_install_name((enum install)i)) == 0) {
			p->cl->conf.install = (enum install)i;
			return 0;
		}
	return fail(p, "--install %s: choose best, ladder, single, multipath or none", text);
}

static int parse_mtu(struct parser *p, const char *text)
{
	int64_t value;

	p->cl->conf.mtu_lock = strncmp(text, "lock:", 5) == 0;
	if (!parse_number(text + (p->cl->conf.mtu_lock ? 5 : 0), 68, 65535, &value))
		return fail(p,
			"--mtu %s: an MTU is a number of bytes from 68 to 65535, or lock: and"
			" such a number",
			text);
	p->cl->conf.mtu = (uint32_t)value;
	return 0;
}

/* An address that a machine can have and use: in host order. */
static bool is_unicast(uint32_t h)
{
	return h >> 24 != 0 && h >> 24 != IN_LOOPBACKNET && !IN_MULTICAST(h) && !IN_BADCLASS(h);
}

static int parse_routes(struct parser *p, int option, const char *text)
{
	struct conf *conf = &p->cl->conf;
	int64_t value;

	switch (option) {
	case OPT_METRIC:
		if (!parse_number(text, 0, METRIC_MAX, &value))
			return fail(p, "--metric %s: a metric is a number from 0 to %u", text,
				METRIC_MAX);
		conf->metric = (uint32_t)value;
		return 0;
	case OPT_TABLE:
		if (strcmp(text, "main") == 0)
			value = RT_TABLE_MAIN;
		else if (!parse_number(text, 1, UINT32_MAX, &value) || value == RT_TABLE_LOCAL)
			return fail(p,
				"--table %s: a table is main or a number from 1 to %u, and not"
				" the local one (%d)",
				text, UINT32_MAX, RT_TABLE_LOCAL);
		conf->table = (uint32_t)value;
		return 0;
	case OPT_PREFSRC:
		if (inet_pton(AF_INET, text, &conf->prefsrc) != 1 ||
			!is_unicast(ntohl(conf->prefsrc.s_addr)))
			return fail(p, "--prefsrc %s: give an IPv4 address of this machine", text);
		return 0;
	default:
		if (!parse_number(text, 1, 3600, &value))
			return fail(
				p, "--probe-interval %s: a number of seconds from 1 to 3600", text);
		conf->probe_interval = (usec_t)value * USEC_PER_SEC;
		return 0;
	}
}

static int add_interface(struct parser *p, const char *name)
{
	struct cmdline *cl = p->cl;

	if (name[0] == '\0' || strlen(name) >= IF_NAMESIZE || strpbrk(name, "/ \t\n") != NULL)
		return fail(p, "-i %s: not the name of an interface (ip link lists them)", name);
	cl->ifaces[cl->conf.n_ifaces++].pattern = name;
	return 0;
}

static int take_flag(struct parser *p, int option)
{
	struct cmdline *cl = p->cl;

	switch (option) {
	case 'a':
		cl->conf.install = INSTALL_LADDER;
		break;
	case 'b':
		cl->conf.install = INSTALL_BEST;
		break;
	case 's':
		cl->conf.solicit = true;
		break;
	case 'f':
		cl->forever = true;
		break;
	case 'r':
		cl->role = ROLE_ROUTER;
		break;
	case 't':
		cl->foreground = true;
		break;
	case 'd':
	case 'v':
		cl->log_level = LOG_DEBUG;
		break;
	case 'V':
	case OPT_VERSION:
		cl->action = CMDLINE_VERSION;
		break;
	case 'h':
	case OPT_HELP:
		cl->action = CMDLINE_HELP;
		break;
	case OPT_NO_SOLICIT_ON_LOSS:
		cl->conf.solicit_on_loss = false;
		break;
	case OPT_KEEP_ROUTES:
		cl->conf.keep_routes = true;
		break;
	case OPT_NO_REQUIRE_FORWARDING:
		p->iface.require_forwarding = false;
		break;
	}
	return 0;
}

/* getopt(3) leaves optopt at a short option, at the value of a long one that it knows, or at 0; and
 * optind behind a long one. */
static int fail_option(struct parser *p, bool value_missing, char **argv)
{
	if (optopt != 0 && optopt < OPT_INSTALL)
		return fail(p,
			value_missing ? "-%c needs a value"
				      : "-%c: no such option (rdisc --help lists them)",
			optopt);
	if (optopt == 0)
		return fail(p, "%s: no such option (rdisc --help lists them)", argv[optind - 1]);
	return fail(p, value_missing ? "%s needs a value" : "%s: this option takes no value",
		argv[optind - 1]);
}

static int take_option(struct parser *p, int option, char *argument, char **argv)
{
	switch (option) {
	case 'i':
	case OPT_INTERFACE:
		return add_interface(p, argument);
	case 'p':
		return parse_preference(p, argument);
	case 'T':
		return parse_interval(p, argument);
	case OPT_INSTALL:
		return parse_install(p, argument);
	case OPT_MTU:
		return parse_mtu(p, argument);
	case OPT_METRIC:
	case OPT_TABLE:
	case OPT_PREFSRC:
	case OPT_PROBE_INTERVAL:
		return parse_routes(p, option, argument);
	case ':':
	case '?':
		return fail_option(p, option == ':', argv);
	default:
		return take_flag(p, option);
	}
}

/* RFC 1256 4.1 and 5.1 know the group and broadcast; one neighbour is the old program's. */
static int take_send_address(struct parser *p, const char *text)
{
	struct in_addr a;
	uint32_t h;

	if (inet_pton(AF_INET, text, &a) != 1)
		return fail(p, "send_address %s: not an IPv4 address", text);
	h = ntohl(a.s_addr);
	if (!is_unicast(h) && h != GROUP_ALL_SYSTEMS && h != GROUP_ALL_ROUTERS &&
		h != INADDR_BROADCAST)
		return fail(p,
			"send_address %s: must be 224.0.0.1, 224.0.0.2, 255.255.255.255 or a"
			" neighbour's address",
			text);
	p->iface.solicitation_address = p->iface.advertisement_address = a;
	return 0;
}

/* Every router discovery message that arrives is looked at; the choice left is whether a router
 * joins 224.0.0.2. */
static int take_receive_address(struct parser *p, const char *text)
{
	struct in_addr a;
	uint32_t h;

	if (inet_pton(AF_INET, text, &a) != 1)
		return fail(p, "receive_address %s: not an IPv4 address", text);
	h = ntohl(a.s_addr);
	if (h != GROUP_ALL_SYSTEMS && h != GROUP_ALL_ROUTERS && h != INADDR_BROADCAST)
		return fail(p,
			"receive_address %s: must be 224.0.0.1, 224.0.0.2 or 255.255.255.255",
			text);
	p->iface.join_all_routers = h != INADDR_BROADCAST;
	return 0;
}

static int take_addresses(struct parser *p, int n, char **addresses)
{
	int error = 0;

	if (n > 2)
		return fail(p, "%s: at most two addresses, send_address and receive_address",
			addresses[2]);
	if (n > 0)
		error = take_send_address(p, addresses[0]);
	if (n > 1 && error == 0)
		error = take_receive_address(p, addresses[1]);
	return error;
}

static void finish(struct parser *p)
{
	struct cmdline *cl = p->cl;

	if (cl->conf.n_ifaces == 0)
		cl->ifaces[cl->conf.n_ifaces++].pattern = "*";
	for (size_t i = 0; i < cl->conf.n_ifaces; i++) {
		const char *pattern = cl->ifaces[i].pattern;

		cl->ifaces[i] = p->iface;
		cl->ifaces[i].pattern = pattern;
		cl->ifaces[i].role = cl->role;
	}
	cl->conf.ifaces = cl->ifaces;
}

int cmdline_parse(struct cmdline *cl, int argc, char **argv, char *error, size_t error_size)
{
	struct parser p = { .cl = cl, .error = error, .error_size = error_size };
	int option, r = 0;

	*cl = (struct cmdline){ .role = ROLE_HOST, .log_level = LOG_INFO };
	error[0] = '\0';
	conf_init(&cl->conf);
	conf_iface_init(&p.iface);
	cl->conf.solicit = false; /* -s */
	cl->ifaces = calloc((size_t)argc + 1, sizeof(*cl->ifaces));
	if (cl->ifaces == NULL)
		return -ENOMEM;
	optind = 0; /* start anew, and permute: options may follow addresses */
	opterr = 0;
	while (r == 0 && (option = getopt_long(argc, argv, cmdline_short_options,
				  cmdline_long_options, NULL)) != -1)
		r = take_option(&p, option, optarg, argv);
	if (r == 0 && cl->action == CMDLINE_RUN) {
		r = take_addresses(&p, argc - optind, argv + optind);
		if (r == 0 && cl->conf.solicit && cl->role == ROLE_ROUTER)
			r = fail(&p, "-s is a host's: it cannot be used with -r");
	}
	if (r == 0)
		finish(&p);
	return r;
}

void cmdline_fini(struct cmdline *cl)
{
	free(cl->ifaces);
}
