/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line. */
#include "config.h"

#include "cmdline.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "confkey.h"

enum {
	OPT_INSTALL = 256,
	OPT_METRIC,
	OPT_TABLE,
	OPT_PREFSRC,
	OPT_MTU,
	OPT_PROBE_INTERVAL,
	OPT_NO_SOLICIT_ON_LOSS,
	OPT_ALLOW,
	OPT_DENY,
	OPT_KEEP_ROUTES,
	OPT_NO_REQUIRE_FORWARDING,
	OPT_LOG_LEVEL,
	OPT_USER,
	OPT_CONFIG,
	OPT_CHECK,
	OPT_MOVED_TO_REPLAY, /* these are rdiscctl's */
	OPT_MOVED_TO_QUERY,
	OPT_MOVED_TO_IMPORT,
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
	{ "allow", required_argument, NULL, OPT_ALLOW },
	{ "deny", required_argument, NULL, OPT_DENY },
	{ "keep-routes", no_argument, NULL, OPT_KEEP_ROUTES },
	{ "no-require-forwarding", no_argument, NULL, OPT_NO_REQUIRE_FORWARDING },
	{ "log-level", required_argument, NULL, OPT_LOG_LEVEL },
	{ "user", required_argument, NULL, OPT_USER },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "replay", optional_argument, NULL, OPT_MOVED_TO_REPLAY },
	{ "address", optional_argument, NULL, OPT_MOVED_TO_REPLAY },
	{ "query", optional_argument, NULL, OPT_MOVED_TO_QUERY },
	{ "timeout", optional_argument, NULL, OPT_MOVED_TO_QUERY },
	{ "json", optional_argument, NULL, OPT_MOVED_TO_QUERY },
	{ "import", optional_argument, NULL, OPT_MOVED_TO_IMPORT },
	{ "interface", required_argument, NULL, OPT_INTERFACE },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/* Options that are an interface's, in the order given; set in each interface at the end. */
#define OVERRIDES_MAX 16

struct override {
	const struct confkey *key;
	const char *text;
};

/* What is gathered on the way. */
struct parser {
	struct cmdline *cl;
	const struct conf *base; /* NULL: no file */
	struct override overrides[OVERRIDES_MAX];
	size_t n_overrides;
	unsigned interval; /* -T, seconds; 0: not given */
	bool router;       /* -r */
	bool solicit;      /* -s */
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

/* A value of all interfaces. A later one of the same key wins. */
static int override(struct parser *p, const char *option, const char *name, const char *text)
{
	const struct confkey *key = confkey_find(SECTION_INTERFACE, name);
	struct conf_iface scratch;
	size_t i = 0;

	conf_iface_init(&scratch);
	if (!confkey_set(key, &scratch, text))
		return fail(p, "%s %s: expected %s", option, text, key->expects);
	while (i < p->n_overrides && p->overrides[i].key != key)
		i++;
	p->overrides[i] = (struct override){ key, text };
	if (i == p->n_overrides)
		p->n_overrides++;
	return 0;
}

static int set_global(
	struct parser *p, enum confkey_section section, const char *name, const char *text)
{
	const struct confkey *key = confkey_find(section, name);

	if (!confkey_set(key, &p->cl->conf, text))
		return fail(p, "--%s %s: expected %s", name, text, key->expects);
	return 0;
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

static int take_flag(struct parser *p, int option)
{
	struct cmdline *cl = p->cl;

	switch (option) {
	case 'a':
		return set_global(p, SECTION_ROUTES, "install", "ladder");
	case 'b':
		return set_global(p, SECTION_ROUTES, "install", "best");
	case 's':
		p->solicit = true;
		return override(p, "-s", "solicit", "yes");
	case 'f':
		cl->forever = true;
		break;
	case 'r':
		p->router = true;
		return override(p, "-r", "role", "router");
	case 't':
		cl->foreground = true;
		break;
	case 'd':
	case 'v':
		return set_global(p, SECTION_DAEMON, "log-level", "debug");
	case 'V':
	case OPT_VERSION:
		cl->action = CMDLINE_VERSION;
		break;
	case 'h':
	case OPT_HELP:
		cl->action = CMDLINE_HELP;
		break;
	case OPT_CHECK:
		cl->action = CMDLINE_CHECK;
		break;
	case OPT_NO_SOLICIT_ON_LOSS:
		return override(p, "", "solicit-on-loss", "no");
	case OPT_KEEP_ROUTES:
		return set_global(p, SECTION_ROUTES, "keep-routes", "yes");
	case OPT_NO_REQUIRE_FORWARDING:
		return override(p, "", "require-forwarding", "no");
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
		return override(p, "-p", "preference-level", argument);
	case 'T':
		return parse_interval(p, argument);
	case OPT_INSTALL:
		return set_global(p, SECTION_ROUTES, "install", argument);
	case OPT_MTU:
		return set_global(p, SECTION_ROUTES, "mtu", argument);
	case OPT_METRIC:
		return set_global(p, SECTION_ROUTES, "metric", argument);
	case OPT_TABLE:
		return set_global(p, SECTION_ROUTES, "table", argument);
	case OPT_PREFSRC:
		return set_global(p, SECTION_ROUTES, "prefsrc", argument);
	case OPT_PROBE_INTERVAL:
		return set_global(p, SECTION_ROUTES, "probe-interval", argument);
	case OPT_LOG_LEVEL:
		return set_global(p, SECTION_DAEMON, "log-level", argument);
	case OPT_USER:
		return set_global(p, SECTION_DAEMON, "user", argument);
	case OPT_ALLOW:
		return override(p, "--allow", "allow", argument);
	case OPT_DENY:
		return override(p, "--deny", "deny", argument);
	case OPT_CONFIG:
		p->cl->config = argument;
		return 0;
	case OPT_MOVED_TO_REPLAY:
		return fail(p, "%s: use rdiscctl replay", argv[optind - 1]);
	case OPT_MOVED_TO_QUERY:
		return fail(p, "%s: use rdiscctl query", argv[optind - 1]);
	case OPT_MOVED_TO_IMPORT:
		return fail(p, "%s: use rdiscctl import", argv[optind - 1]);
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

	if (inet_pton(AF_INET, text, &a) != 1)
		return fail(p, "send_address %s: not an IPv4 address", text);
	if (override(p, "", "solicitation-address", text) != 0 ||
		override(p, "", "advertisement-address", text) != 0)
		return fail(p,
			"send_address %s: must be 224.0.0.1, 224.0.0.2, 255.255.255.255 or a"
			" neighbour's address",
			text);
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
	return override(p, "", "join-all-routers", h == INADDR_BROADCAST ? "no" : "yes");
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

/* An interface named on the command line, or taken from the file. */
static void make_iface(const struct parser *p, struct conf_iface *ci)
{
	const char *pattern = ci->pattern;
	const struct conf_iface *base = p->base == NULL ? NULL : conf_find_iface(p->base, pattern);

	if (base != NULL) {
		*ci = *base;
	} else {
		conf_iface_init(ci);
		ci->role = ROLE_HOST;
		ci->solicit = p->base != NULL; /* the old program's -s */
	}
	ci->pattern = pattern;
	if (p->interval != 0)
		conf_iface_set_interval(ci, p->interval);
	for (size_t i = 0; i < p->n_overrides; i++)
		confkey_set(p->overrides[i].key, ci, p->overrides[i].text);
}

/* Is that section of the file to be used? Those of interfaces that a pattern given here takes in are. */
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
static void finish(struct parser *p)
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
	cl->exit_unanswered = p->solicit && !cl->forever;
}

/* What no option can tell alone. */
static int check_all(struct parser *p, int n_addresses, char **addresses)
{
	if (p->solicit && p->router)
		return fail(p, "-s is a host's: it cannot be used with -r");
	return take_addresses(p, n_addresses, addresses);
}

int cmdline_parse(struct cmdline *cl, int argc, char **argv, const struct conf *base, char *error,
	size_t error_size)
{
	struct parser p = { .cl = cl, .base = base, .error = error, .error_size = error_size };
	int option, r = 0;

	*cl = (struct cmdline){ .action = CMDLINE_RUN };
	error[0] = '\0';
	conf_init(&cl->conf);
	if (base != NULL)
		cl->conf = *base;
	cl->conf.n_ifaces = 0;
	cl->ifaces = calloc(
		(size_t)argc + 1 + (base == NULL ? 0 : base->n_ifaces), sizeof(*cl->ifaces));
	if (cl->ifaces == NULL)
		return -ENOMEM;
	optind = 0; /* start anew, and permute: options may follow addresses */
	opterr = 0;
	while (r == 0 && (option = getopt_long(argc, argv, cmdline_short_options,
				  cmdline_long_options, NULL)) != -1)
		r = take_option(&p, option, optarg, argv);
	if (r == 0 && cl->action != CMDLINE_HELP && cl->action != CMDLINE_VERSION)
		r = check_all(&p, argc - optind, argv + optind);
	if (r == 0)
		finish(&p);
	return r;
}

void cmdline_fini(struct cmdline *cl)
{
	free(cl->ifaces);
}
