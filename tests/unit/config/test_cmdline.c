/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the command line: lines that are taken, with what they make of the configuration; lines that
 * are refused, with the sentence; and the help, which names every option. */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "config/cmdline.h"
#include "unit/tests.h"

#define WORDS_MAX 16

/* One command line and what came out of it. */
struct run {
	char text[512];
	char *argv[WORDS_MAX + 2];
	int argc;
	struct cmdline cl;
	char error[256];
	int result;
};

/* Splits at blanks; '' is an empty word. */
static void parse(struct run *run, const char *line)
{
	char *at = run->text, *save = NULL;

	ck_assert_uint_lt(strlen(line), sizeof(run->text));
	strcpy(run->text, line);
	run->argc = 0;
	run->argv[run->argc++] = (char *)"rdisc";
	for (char *word; (word = strtok_r(at, " ", &save)) != NULL; at = NULL) {
		ck_assert_int_le(run->argc, WORDS_MAX);
		run->argv[run->argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
	}
	run->argv[run->argc] = NULL;
	memset(run->error, '?', sizeof(run->error));
	run->result = cmdline_parse(
	    &run->cl, run->argc, run->argv, NULL, run->error, sizeof(run->error));
}

/* ---- what is taken ---- */

struct text {
	char buf[512];
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	va_list args;

	if (t->len > 0)
		t->buf[t->len++] = ' ';
	va_start(args, format);
	t->len += (size_t)vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, format, args);
	va_end(args);
	ck_assert_uint_lt(t->len, sizeof(t->buf) - 1);
}

static void add_iface(struct text *t, const struct conf_iface *ci, const struct conf_iface *usual)
{
	char a[INET_ADDRSTRLEN];

	if (ci->preference_level != usual->preference_level)
		add(t, "preference=%d", ci->preference_level);
	if (ci->max_advertisement_interval != usual->max_advertisement_interval)
		add(t, "interval=%ju/%ju/%u", (uintmax_t)(ci->min_advertisement_interval / MS),
		    (uintmax_t)(ci->max_advertisement_interval / MS), ci->advertisement_lifetime);
	for (uint32_t i = 0; i < ci->allow.n; i++)
		add(t, "allow=%s/%u", inet_ntop(AF_INET, &ci->allow.list[i].address, a, sizeof(a)),
		    ci->allow.list[i].prefix_len);
	for (uint32_t i = 0; i < ci->deny.n; i++)
		add(t, "deny=%s/%u", inet_ntop(AF_INET, &ci->deny.list[i].address, a, sizeof(a)),
		    ci->deny.list[i].prefix_len);
	ck_assert_int_eq(ci->accept_unicast, usual->accept_unicast);
	ck_assert(ci->require_neighbour_source == usual->require_neighbour_source);
	ck_assert(ci->require_ttl_255 == usual->require_ttl_255);
	ck_assert_uint_eq(ci->min_lifetime, usual->min_lifetime);
	ck_assert_uint_eq(ci->max_lifetime, usual->max_lifetime);
	ck_assert_int_eq(ci->min_preference, usual->min_preference);
	ck_assert_int_eq(ci->max_preference, usual->max_preference);
	if (ci->require_forwarding != usual->require_forwarding)
		add(t, "no-require-forwarding");
	assert_same_ip(ci->solicitation_address, ci->advertisement_address.list[0]);
	if (ci->solicitation_address.s_addr != 0)
		add(t, "to=%s", inet_ntop(AF_INET, &ci->solicitation_address, a, sizeof(a)));
	if (ci->join_all_routers != usual->join_all_routers)
		add(t, "no-join");
	ck_assert(ci->perform_router_discovery);
	ck_assert_uint_eq(ci->n_addresses, 0);
}

static void add_conf(struct text *t, const struct conf *conf, const struct conf *usual)
{
	char a[INET_ADDRSTRLEN];

	if (conf->install != usual->install)
		add(t, "install=%s", conf_install_name(conf->install));
	if (conf->metric != usual->metric)
		add(t, "metric=%u", conf->metric);
	if (conf->table != usual->table)
		add(t, "table=%u", conf->table);
	if (conf->prefsrc.s_addr != 0)
		add(t, "prefsrc=%s", inet_ntop(AF_INET, &conf->prefsrc, a, sizeof(a)));
	if (conf->mtu != 0)
		add(t, "mtu=%u%s", conf->mtu, conf->mtu_lock ? "/lock" : "");
	if (conf->probe_interval != 0)
		add(t, "probe=%ju", (uintmax_t)(conf->probe_interval / MS));
	if (conf->keep_routes)
		add(t, "keep-routes");
	ck_assert_uint_eq(conf->routers_max, usual->routers_max);
	ck_assert_uint_eq(conf->iface_routers_max, usual->iface_routers_max);
}

/* Everything that is not at its default, in a fixed order, so that a table can be compared with it
 * and nothing changes unnoticed. */
static const char *describe(const struct cmdline *cl, struct text *t)
{
	struct conf conf;
	struct conf_iface ci;
	char names[256] = "";

	*t = (struct text){ 0 };
	conf_init(&conf);
	conf_iface_init(&ci);
	if (cl->help)
		add(t, "help");
	if (cl->version)
		add(t, "version");
	if (cl->check)
		add(t, "check");
	ck_assert_uint_ge(cl->conf.n_ifaces, 1);
	if (cl->conf.ifaces[0].role != ROLE_HOST)
		add(t, "%s", conf_role_name(cl->conf.ifaces[0].role));
	if (cl->forever)
		add(t, "forever");
	if (cl->foreground)
		add(t, "foreground");
	if (cl->conf.user != NULL)
		add(t, "user=%s", cl->conf.user);
	if (cl->conf.log_level == LOG_DEBUG)
		add(t, "debug");
	else if (cl->conf.log_level != LOG_INFO)
		add(t, "level=%d", cl->conf.log_level);
	if (cl->conf.ifaces[0].solicit)
		add(t, "solicit");
	if (!cl->conf.ifaces[0].solicit_on_loss)
		add(t, "no-solicit-on-loss");
	add_conf(t, &cl->conf, &conf);
	ck_assert_uint_ge(cl->conf.n_ifaces, 1);
	for (size_t i = 0; i < cl->conf.n_ifaces; i++) {
		struct text first = { 0 }, this = { 0 };

		ck_assert_int_eq(cl->conf.ifaces[i].role, cl->conf.ifaces[0].role);
		add_iface(&first, &cl->conf.ifaces[0], &ci);
		add_iface(&this, &cl->conf.ifaces[i], &ci);
		ck_assert_str_eq(this.buf, first.buf);
		ck_assert(cl->conf.ifaces[i].solicit == cl->conf.ifaces[0].solicit);
		strcat(strcat(names, i == 0 ? "" : ","), cl->conf.ifaces[i].pattern);
	}
	if (strcmp(names, "*") != 0)
		add(t, "iface=%s", names);
	add_iface(t, &cl->conf.ifaces[0], &ci);
	return t->buf;
}

static const struct {
	const char *line, *want;
} taken[] = {
	{ "", "" },
	/* the old program's flags, alone and in groups */
	{ "-a", "install=ladder" },
	{ "-b", "" },
	{ "-a -b", "" },
	{ "-ba", "install=ladder" },
	{ "-d", "debug" },
	{ "-f", "forever" },
	{ "-r", "router" },
	{ "-s", "solicit" },
	{ "-t", "foreground" },
	{ "-v", "debug" },
	{ "-V", "version" },
	{ "-sf", "forever solicit" },
	{ "-fs", "forever solicit" },
	{ "-s -f -t", "forever foreground solicit" },
	{ "-abdfstv", "forever foreground debug solicit" },
	{ "-rfdv", "router forever debug" },
	{ "-r -p 100 -T 4", "router preference=100 interval=3000/4000/12" },
	{ "-rp100 -T4", "router preference=100 interval=3000/4000/12" },
	{ "-rfp -5", "router forever preference=-5" },
	/* -p: a signed number, or the bits on the wire */
	{ "-r -p 0", "router" },
	{ "-r -p 2147483647", "router preference=2147483647" },
	{ "-r -p -2147483648", "router preference=-2147483648" },
	{ "-r -p +7", "router preference=7" },
	{ "-r -p 010", "router preference=10" }, /* not octal */
	{ "-r -p 0x10", "router preference=16" },
	{ "-r -p 0X1f", "router preference=31" },
	{ "-r -p 0x7fffffff", "router preference=2147483647" },
	{ "-r -p 0x80000000", "router preference=-2147483648" },
	{ "-r -p 0xffffffff", "router preference=-1" },
	{ "-r -p -0x10", "router preference=-16" },
	{ "-r -p 1 -p 2", "router preference=2" },
	{ "-p 5", "preference=5" }, /* a host has no use for it, and never minded */
	/* -T: the bounds of RFC 1256 4.1, and what follows from it */
	{ "-r -T 4", "router interval=3000/4000/12" },
	{ "-r -T 5", "router interval=3750/5000/15" },
	{ "-r -T 600", "router" },
	{ "-r -T 1800", "router interval=1350000/1800000/5400" },
	/* addresses, and options behind them */
	{ "224.0.0.1", "to=224.0.0.1" },
	{ "224.0.0.2", "to=224.0.0.2" },
	{ "255.255.255.255", "to=255.255.255.255" },
	{ "192.0.2.1", "to=192.0.2.1" },
	{ "10.0.0.1", "to=10.0.0.1" },
	{ "223.255.255.254", "to=223.255.255.254" },
	{ "224.0.0.2 224.0.0.1", "to=224.0.0.2" },
	{ "224.0.0.2 224.0.0.2", "to=224.0.0.2" },
	{ "-r 224.0.0.1 224.0.0.2", "router to=224.0.0.1" },
	{ "-r 255.255.255.255 255.255.255.255", "router to=255.255.255.255 no-join" },
	{ "-r 192.0.2.9 224.0.0.1", "router to=192.0.2.9" },
	{ "224.0.0.2 -s 224.0.0.1 -f", "forever solicit to=224.0.0.2" },
	{ "255.255.255.255 -i eth0 -s", "solicit iface=eth0 to=255.255.255.255" },
	{ "-s -- 224.0.0.2", "solicit to=224.0.0.2" },
	/* interfaces */
	{ "-i eth0", "iface=eth0" },
	{ "-ieth0", "iface=eth0" },
	{ "-si eth0", "solicit iface=eth0" },
	{ "--interface eth0", "iface=eth0" },
	{ "--interface=eth0", "iface=eth0" },
	{ "-i eth0 -i eth1 -i lan*", "iface=eth0,eth1,lan*" },
	{ "-i eth0 --interface=eth0", "iface=eth0,eth0" },
	{ "-i [ew]th? -p 3 -i br-0.1_2", "iface=[ew]th?,br-0.1_2 preference=3" },
	{ "-i a -i b -i c -i d -i e -i f -i g", "iface=a,b,c,d,e,f,g" },
	{ "-i 123456789012345", "iface=123456789012345" },
	{ "-r -i eth0 -p 9 -i eth1 -T 8 255.255.255.255",
	    "router iface=eth0,eth1 preference=9 interval=6000/8000/24 to=255.255.255.255" },
	/* long options */
	{ "--install best", "" },
	{ "--install ladder", "install=ladder" },
	{ "--install=single", "install=single" },
	{ "--install=multipath", "install=multipath" },
	{ "--install none", "install=none" },
	{ "--install none -b", "" },
	{ "-a --install single", "install=single" },
	{ "--metric 0", "metric=0" },
	{ "--metric 1024", "metric=1024" },
	{ "--metric 4294950911", "metric=4294950911" },
	{ "--table main", "" },
	{ "--table 254", "" },
	{ "--table 1", "table=1" },
	{ "--table 0x64", "table=100" },
	{ "--table 256", "table=256" },
	{ "--table 4294967295", "table=4294967295" },
	{ "--prefsrc 192.0.2.10", "prefsrc=192.0.2.10" },
	{ "--mtu 68", "mtu=68" },
	{ "--mtu 1400", "mtu=1400" },
	{ "--mtu lock:1400", "mtu=1400/lock" },
	{ "--mtu lock:1400 --mtu 1300", "mtu=1300" },
	{ "--mtu 65520", "mtu=65520" }, /* the kernel takes no more [faults B5] */
	{ "--probe-interval 1", "probe=1000" },
	{ "--probe-interval 3600", "probe=3600000" },
	{ "--no-solicit-on-loss", "no-solicit-on-loss" },
	{ "--user nobody", "user=nobody" },
	{ "--user none", "user=none" },
	{ "--log-level err", "level=3" },
	{ "--log-level warning", "level=4" },
	{ "--log-level notice", "level=5" },
	{ "-v --log-level info", "" },
	{ "--log-level err -v", "debug" },
	{ "--allow 192.0.2.1", "allow=192.0.2.1/32" },
	{ "--allow 192.0.2.0/24,198.51.100.1 --deny 192.0.2.66",
	    "allow=192.0.2.0/24 allow=198.51.100.1/32 deny=192.0.2.66/32" },
	{ "--allow 192.0.2.1 --allow 192.0.2.2", "allow=192.0.2.2/32" },
	{ "--probe-interval 0", "" },
	{ "--keep-routes", "keep-routes" },
	{ "-r --no-require-forwarding", "router no-require-forwarding" },
	{ "--check", "check" },
	{ "--help", "help" },
	{ "-h", "help" },
	{ "--version", "version" },
	/* getopt_long(3) takes any beginning that is not ambiguous */
	{ "--keep --inst ladder", "install=ladder keep-routes" },
	/* questions are answered whatever else the line says that is right by itself */
	{ "-s -r --help", "help router solicit" },
	{ "--version 1.2.3", "version" },
};

START_TEST(cmdline_takes_what_is_right)
{
	struct run run;
	struct text text;

	parse(&run, taken[_i].line);
	ck_assert_msg(run.result == 0, "rdisc %s: %s", taken[_i].line, run.error);
	ck_assert_str_eq(run.error, "");
	ck_assert_msg(strcmp(describe(&run.cl, &text), taken[_i].want) == 0,
	    "rdisc %s: is \"%s\", not \"%s\"", taken[_i].line, text.buf, taken[_i].want);
	cmdline_fini(&run.cl);
}
END_TEST

/* An option for a role that nothing plays is taken, and named. [faults G11] */
START_TEST(cmdline_names_what_has_no_effect)
{
	static const struct {
		const char *line, *useless;
	} rows[] = { { "-p 5", "-p" }, { "-s -T 30 -i eth0", "-T" }, { "-r -p 5 -T 30", NULL },
		{ "-s", NULL } };
	struct run run;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		parse(&run, rows[i].line);
		ck_assert_int_eq(run.result, 0);
		ck_assert_pstr_eq(run.cl.useless, rows[i].useless);
		cmdline_fini(&run.cl);
	}
}
END_TEST

/* ---- what is refused ---- */

/* Fault A28: strtol() and inet_addr() took anything, and typing errors became settings. */
static const struct {
	const char *line, *sentence;
} refused[] = {
	/* -p */
	{ "-p", "-p needs a value" },
	{ "-r -p", "-p needs a value" },
	{ "-p ''", "-p : expected a number from -2147483648 to 2147483647," },
	{ "-p x", "-p x: expected a number from -2147483648 to 2147483647," },
	{ "-p 1x", "-p 1x: expected a number from -2147483648 to 2147483647," },
	{ "-p 1.5", "-p 1.5: " },
	{ "-p 1,5", "-p 1,5: " },
	{ "-p --5", "-p --5: " },
	{ "-p -", "-p -: " },
	{ "-p 0x", "-p 0x: " },
	{ "-p 0xg", "-p 0xg: " },
	{ "-p ff", "-p ff: " },
	{ "-p 2147483648", "-p 2147483648: " },
	{ "-p 4294967295", "-p 4294967295: " }, /* only as 0xffffffff */
	{ "-p 4294967296", "-p 4294967296: " },
	{ "-p -2147483649", "-p -2147483649: " },
	{ "-p 0x100000000", "-p 0x100000000: " },
	{ "-p 0x1ffffffff", "-p 0x1ffffffff: " },
	{ "-p -0x80000001", "-p -0x80000001: " },
	{ "-p 99999999999999999999", "-p 99999999999999999999: " },
	{ "-p 0xffffffffffffffff", "hexadecimal up to 0xffffffff" },
	/* -T */
	{ "-T", "-T needs a value" },
	{ "-T ''", "-T : the interval is a number of seconds from 4 to 1800" },
	{ "-r -T 3", "-T 3: the interval is a number of seconds from 4 to 1800" },
	{ "-r -T 1801", "-T 1801: " },
	{ "-r -T 4x", "-T 4x: " },
	{ "-r -T 4.5", "-T 4.5: " },
	{ "-r -T 0", "-T 0: " },
	{ "-r -T -600", "-T -600: " },
	{ "-r -T 4294967300", "-T 4294967300: " }, /* 4 in 32 bits */
	{ "-r -T 18446744073709551620", "-T 18446744073709551620: " },
	/* -i */
	{ "-i", "-i needs a value" },
	{ "-si", "-i needs a value" },
	{ "-i ''", "-i : not the name of an interface" },
	{ "--interface=", "not the name of an interface" },
	{ "-i 1234567890123456", "-i 1234567890123456: not the name" },
	{ "-i /dev/eth0", "-i /dev/eth0: not the name" },
	{ "-i a/b", "-i a/b: not the name" },
	/* roles */
	{ "-s -r", "-s is for hosts and -r for routers: remove one of them" },
	{ "-rs", "-s is for hosts" },
	{ "-r -f 224.0.0.1 -s", "-s is for hosts" },
	/* send_address */
	{ "0.0.0.0", "send_address 0.0.0.0: must be 224.0.0.1, 224.0.0.2" },
	{ "0.1.2.3", "send_address 0.1.2.3: must be" },
	{ "127.0.0.1", "send_address 127.0.0.1: must be" },
	{ "127.255.255.255", "send_address 127.255.255.255: must be" },
	{ "224.0.0.0", "send_address 224.0.0.0: must be" },
	{ "224.0.0.3", "send_address 224.0.0.3: must be" },
	{ "224.0.0.9", "send_address 224.0.0.9: must be" },
	{ "239.1.1.1", "send_address 239.1.1.1: must be" },
	{ "240.0.0.1", "send_address 240.0.0.1: must be" },
	{ "255.255.255.254", "send_address 255.255.255.254: must be" },
	{ "''", "send_address : not an IPv4 address" },
	{ "192.0.2", "send_address 192.0.2: not an IPv4 address" }, /* inet_addr: 192.0.0.2 */
	{ "1", "send_address 1: not an IPv4 address" },
	{ "0xe0000001", "not an IPv4 address" },
	{ "0300.0.2.1", "not an IPv4 address" },
	{ "192.0.2.1/24", "not an IPv4 address" },
	{ "224.0.0.1x", "not an IPv4 address" },
	{ "224.0.0.256", "not an IPv4 address" },
	{ "router.example", "send_address router.example: not an IPv4 address" },
	{ "2001:db8::1", "not an IPv4 address" },
	{ "-", "send_address -: not an IPv4 address" },
	/* receive_address */
	{ "224.0.0.2 192.0.2.1", "receive_address 192.0.2.1: must be 224.0.0.1, 224.0.0.2 or" },
	{ "224.0.0.2 224.0.0.5", "receive_address 224.0.0.5: must be" },
	{ "224.0.0.2 0.0.0.0", "receive_address 0.0.0.0: must be" },
	{ "224.0.0.2 127.0.0.1", "receive_address 127.0.0.1: must be" },
	{ "224.0.0.2 all", "receive_address all: not an IPv4 address" },
	{ "224.0.0.9 all", "send_address 224.0.0.9" }, /* the first fault is told */
	{ "224.0.0.1 224.0.0.2 224.0.0.1", "224.0.0.1: at most two addresses" },
	{ "224.0.0.1 -s 224.0.0.2 eth0", "eth0: at most two addresses" },
	/* --install */
	{ "--install", "--install needs a value" },
	{ "--install=", "--install : expected best, ladder, single, multipath or none" },
	{ "--install all", "--install all: expected best, ladder, single, multipath or none" },
	{ "--install Best", "--install Best: expected best, ladder, single, multipath or none" },
	{ "--install bes", "--install bes: expected best, ladder, single, multipath or none" },
	{ "--install best,none",
	    "--install best,none: expected best, ladder, single, multipath or none" },
	/* --metric */
	{ "--metric", "--metric needs a value" },
	{ "-s --metric", "--metric needs a value" },
	{ "--metric ''", "--metric : expected a number from 0 to 4294950911" },
	{ "--metric -1", "--metric -1: expected a number from 0 to 4294950911" },
	{ "--metric 4294950912", "--metric 4294950912: expected a number from 0 to 4294950911" },
	{ "--metric 4294967296", "--metric 4294967296: expected a number from 0 to 4294950911" },
	{ "--metric low", "--metric low: expected a number from 0 to 4294950911" },
	/* --table */
	{ "--table", "--table needs a value" },
	{ "--table 0", "--table 0: expected main or a number from 1" },
	{ "--table 255", "--table 255: expected main or a number from 1" },
	{ "--table 4294967296", "--table 4294967296: expected main or a number from 1" },
	{ "--table -1", "--table -1: expected main or a number from 1" },
	{ "--table local", "--table local: expected main or a number from 1" },
	{ "--table mainx", "--table mainx: expected main or a number from 1" },
	/* --allow, --deny */
	{ "--allow", "--allow needs a value" },
	{ "--deny", "--deny needs a value" },
	{ "--allow 192.0.2.1/24",
	    "--allow 192.0.2.1/24: expected addresses or prefixes A.B.C.D/LEN without bits"
	    " beyond LEN, at most 32, commas between" },
	{ "--deny all",
	    "--deny all: expected addresses or prefixes A.B.C.D/LEN without bits beyond LEN,"
	    " at most 32, commas between" },
	/* --prefsrc */
	{ "--prefsrc", "--prefsrc needs a value" },
	{ "--prefsrc 0.0.0.0", "--prefsrc 0.0.0.0: expected an IPv4 address of this machine" },
	{ "--prefsrc 224.0.0.1", "--prefsrc 224.0.0.1: expected an IPv4 address of this machine" },
	{ "--prefsrc 127.0.0.1", "--prefsrc 127.0.0.1: expected an IPv4 address of this machine" },
	{ "--prefsrc 255.255.255.255",
	    "--prefsrc 255.255.255.255: expected an IPv4 address of this machine" },
	{ "--prefsrc 192.0.2", "--prefsrc 192.0.2: expected an IPv4 address of this machine" },
	{ "--prefsrc eth0", "--prefsrc eth0: expected an IPv4 address of this machine" },
	/* --mtu */
	{ "--mtu", "--mtu needs a value" },
	{ "--mtu 67", "--mtu 67: expected a number of bytes from 68" },
	{ "--mtu 65536", "--mtu 65536: expected a number of bytes from 68" },
	{ "--mtu lock", "--mtu lock: expected a number of bytes from 68" },
	{ "--mtu lock:", "--mtu lock:: expected a number of bytes from 68" },
	{ "--mtu lock:67", "--mtu lock:67: expected a number of bytes from 68" },
	{ "--mtu LOCK:1400", "--mtu LOCK:1400: expected a number of bytes from 68" },
	{ "--mtu 1400:lock", "--mtu 1400:lock: expected a number of bytes from 68" },
	/* --probe-interval */
	{ "--probe-interval", "--probe-interval needs a value" },
	{ "--probe-interval 3601", "--probe-interval 3601: expected a number of seconds from 1" },
	{ "--probe-interval 0.5", "--probe-interval 0.5: expected a number of seconds from 1" },
	/* --user */
	{ "--user", "--user needs a value" },
	{ "--user=", "--user : expected the name of an account, or none" },
	/* --log-level */
	{ "--log-level", "--log-level needs a value" },
	{ "--log-level error", "--log-level error: expected err, warning, notice, info or debug" },
	{ "--log-level 7", "--log-level 7: expected err, warning" },
	/* these are commands of rdiscctl */
	{ "--query -i eth0", "--query: use rdiscctl query" },
	{ "--timeout 5 --query", "--timeout: use rdiscctl query" },
	{ "--json", "--json: use rdiscctl query" },
	{ "-i eth0 --query=eth0", "--query: use rdiscctl query" },
	{ "--replay x.pcap --address 192.0.2.1/24", "--replay: use rdiscctl replay" },
	{ "--address=192.0.2.1/24", "--address: use rdiscctl replay" },
	{ "--import", "--import: use rdiscctl import" },
	{ "--import -", "--import: use rdiscctl import" },
	/* options that are none, and values where there is none; never under another one's name */
	{ "-x", "-x: no such option" },
	{ "-sx", "-x: no such option" },
	{ "-xs", "-x: no such option" },
	{ "--keep-routes -xs", "-x: no such option" },
	{ "-s -: 4", "-:: no such option" },
	{ "-5", "-5: no such option" },
	{ "--bogus", "--bogus: no such option" },
	{ "--bogus=5", "--bogus=5: no such option" },
	{ "-s 224.0.0.2 --bogus", "--bogus: no such option" },
	{ "-x --bogus", "-x: no such option" },
	{ "--bogus -x", "--bogus: no such option" },
	/* an option that is ambiguous was called none [faults G10] */
	{ "--no", "--no is ambiguous: --no-solicit-on-loss or --no-require-forwarding" },
	{ "--in=best", "--in=best is ambiguous: --install or --interface" },
	{ "--s", "--s: no such option" },
	{ "--interface", "--interface needs a value" },
	{ "--help=x", "--help=x: this option takes no value" },
	{ "--version=3", "--version=3: this option takes no value" },
	{ "-s --keep-routes=no", "--keep-routes=no: this option takes no value" },
	{ "--no-solicit-on-loss=1", "--no-solicit-on-loss=1: this option takes no value" },
	{ "--no-require-forwarding=1", "--no-require-forwarding=1: this option takes no value" },
	{ "--help --bogus", "--bogus: no such option" },
};

START_TEST(cmdline_refuses_what_is_wrong_and_says_why)
{
	const char *line = refused[_i].line;
	struct run run;

	parse(&run, line);
	ck_assert_msg(run.result == -EINVAL, "rdisc %s is taken", line);
	ck_assert_msg(strstr(run.error, refused[_i].sentence) != NULL,
	    "rdisc %s: says \"%s\", not \"%s\"", line, run.error, refused[_i].sentence);
	ck_assert_ptr_null(strchr(run.error, '\n'));
	cmdline_fini(&run.cl);
}
END_TEST

/* However long the word, the sentence fits its buffer. */
START_TEST(cmdline_cuts_long_sentences)
{
	char word[4000], name[] = "rdisc", option[] = "--metric", error[40];
	char *argv[] = { name, option, word, NULL };
	struct cmdline cl;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	memset(error, '?', sizeof(error));
	ck_assert_int_eq(cmdline_parse(&cl, 3, argv, NULL, error, sizeof(error)), -EINVAL);
	ck_assert_uint_eq(strlen(error), sizeof(error) - 1);
	cmdline_fini(&cl);
}
END_TEST

/* A program started without even a name, as execve(2) allows. */
START_TEST(cmdline_may_be_empty)
{
	char *argv[] = { NULL };
	struct cmdline cl;
	char error[80];

	ck_assert_int_eq(cmdline_parse(&cl, 0, argv, NULL, error, sizeof(error)), 0);
	ck_assert_uint_eq(cl.conf.n_ifaces, 1);
	ck_assert_str_eq(cl.conf.ifaces[0].pattern, "*");
	cmdline_fini(&cl);
}
END_TEST

/* ---- the help ---- */

/* Returns what `print` prints; to be freed. */
static char *printed(void (*print)(FILE *f))
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(f);
	print(f);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

START_TEST(cmdline_help_fits_a_terminal)
{
	char *help = printed(cmdline_print_help);
	size_t column = 0;

	for (const char *c = help; *c != '\0'; c++) {
		column = *c == '\n' ? 0 : column + 1;
		ck_assert_uint_le(column, 79);
		ck_assert((unsigned char)*c < 0x80);
		ck_assert(*c != '\n' || c[-1] != ' ');
	}
	ck_assert_uint_eq(column, 0);
	/* in columns, with the newlines of the table */
	ck_assert_ptr_nonnull(strstr(help, "\n  -i, --interface NAME    only on this interface, "));
	ck_assert_ptr_nonnull(strstr(help, "\n      --mtu [lock:]N      MTU of the routes; "));
	ck_assert_ptr_nonnull(strstr(help, "\n                          single: exactly one\n"));
	ck_assert_ptr_nonnull(strstr(help, "\n      --no-solicit-on-loss\n                         "
					   " do not solicit when the last"));
	ck_assert_ptr_null(strstr(help, "--query"));
	free(help);
}
END_TEST

START_TEST(cmdline_usage_is_that_of_the_table)
{
	char *usage = printed(cmdline_print_usage);

	ck_assert_str_eq(usage,
	    "usage: rdisc [-abdfhrstvV] [-p PREFERENCE] [-T SECONDS] [-i NAME] [long options]"
	    " [send_address] [receive_address]\n");
	free(usage);
}
END_TEST

Suite *suite_cmdline(void)
{
	Suite *s = suite_create("cmdline");
	TCase *tc = tcase_create("cmdline");

	tcase_add_loop_test(tc, cmdline_takes_what_is_right, 0, (int)ARRAY_SIZE(taken));
	tcase_add_test(tc, cmdline_names_what_has_no_effect);
	tcase_add_loop_test(
	    tc, cmdline_refuses_what_is_wrong_and_says_why, 0, (int)ARRAY_SIZE(refused));
	tcase_add_test(tc, cmdline_cuts_long_sentences);
	tcase_add_test(tc, cmdline_may_be_empty);
	tcase_add_test(tc, cmdline_help_fits_a_terminal);
	tcase_add_test(tc, cmdline_usage_is_that_of_the_table);
	suite_add_tcase(s, tc);
	return s;
}
