/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the configuration file: what it makes of a text, every message with its line, the rules between
 * keys, drop-ins, and the command line over it. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/cmdline.h"
#include "config/file.h"
#include "config/keys.h"
#include "unit/tests.h"

/* A directory of our own, the file in it, and what came out. */
static char directory[] = "/tmp/rdisc-conffile-XXXXXX";
static char path[64];
static struct conffile cf;
static struct conffile_messages messages;
static bool ok;

static void setup(void)
{
	strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/rdisc.conf", directory);
	cf = (struct conffile){ 0 };
	messages = (struct conffile_messages){ 0 };
}

static void forget(void)
{
	conffile_free(&cf);
	conffile_forget(&messages);
}

static void teardown(void)
{
	char command[128];

	forget();
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	ck_assert_int_eq(system(command), 0);
}

/* `name` is rdisc.conf, or that of a drop-in. */
static void put_bytes(const char *name, const void *bytes, size_t len)
{
	bool drop_in = strcmp(name, "rdisc.conf") != 0;
	char file[128];
	FILE *f;

	snprintf(file, sizeof(file), "%s.d", path);
	if (drop_in)
		ck_assert(mkdir(file, 0700) == 0 || errno == EEXIST);
	snprintf(file, sizeof(file), "%s%s%s", path, drop_in ? ".d/" : "", drop_in ? name : "");
	f = fopen(file, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void put_file(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text));
}

static void load_files(void)
{
	forget();
	ok = conffile_load(&cf, path, true, &messages);
	ck_assert_int_eq(ok, messages.n_errors == 0);
}

static void load(const char *text)
{
	put_file("rdisc.conf", text);
	load_files();
}

/* The messages, one a line, without the directory; those of rdisc.conf without its name. */
static const char *told(void)
{
	static char text[16384];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < messages.n; i++) {
		const struct conffile_message *m = &messages.list[i];
		const char *name = strncmp(m->file, path, strlen(path)) == 0
				       ? m->file + strlen(path)
				       : m->file;

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%d: %s%s",
		    i == 0 ? "" : "\n", name, m->line, m->warning ? "warning: " : "", m->text);
		ck_assert_uint_lt(len, sizeof(text));
	}
	return text;
}

#define assert_told(text) ck_assert_str_eq(told(), text)

static void load_good(const char *text)
{
	load(text);
	assert_told("");
	ck_assert(ok);
}

/* The interface's entry as the engine would find it. */
static const struct conf_iface *iface(const char *name)
{
	const struct conf_iface *ci = conf_find_iface(&cf.conf, name);

	ck_assert_msg(ci != NULL, "nothing for interface %s", name);
	return ci;
}

/* ---- everything that can be said ---- */

static const char everything[] =
    "daemon { control-socket = /run/x control-group = adm user = rdisc log-level = err }\n"
    "routes {\n"
    "	install = ladder\n"
    "	metric = 100\n"
    "	table = 200\n"
    "	protocol = 42\n"
    "	prefsrc = 192.0.2.10\n"
    "	mtu = \"lock:1400\"\n"
    "	keep-routes = yes\n"
    "	probe-interval = 5\n"
    "	max-routers = 100\n"
    "	max-routers-per-interface = 50\n"
    "}\n"
    "interface \"en*\" {\n"
    "	role = monitor\n"
    "	perform-router-discovery = no\n"
    "	solicitation-address = broadcast\n"
    "	solicit = no\n"
    "	solicit-on-loss = no\n"
    "	accept-unicast = solicited\n"
    "	require-neighbour-source = yes\n"
    "	require-ttl-255 = yes\n"
    "	allow = {192.0.2.0/25,\n"
    "		198.51.100.1}\n"
    "	deny = \"192.0.2.66, 192.0.2.67\"\n"
    "	deny += 192.0.2.68/30\n"
    "	min-lifetime = 60\n"
    "	max-lifetime = 1800\n"
    "	min-preference = -3\n"
    "	max-preference = 100\n"
    "	table = 100\n"
    "	check-target = {198.51.100.1, router}\n"
    "	check-interval = 0.25\n"
    "	check-failures = 4\n"
    "	check-successes = 6\n"
    "	router 192.0.2.3 {\n"
    "		preference-level = -7\n"
    "		onlink = yes\n"
    "		check-target = 203.0.113.1\n"
    "		check-failures = 7\n"
    "		check-interval = 10\n"
    "		check-successes = 2\n"
    "	}\n"
    "	router 192.0.2.4 { preference-level = ineligible check-target = none }\n"
    "	router 192.0.2.6 { }\n"
    "}\n"
    "interface lan0 {\n"
    "	role = router\n"
    "	advertisement-address = broadcast\n"
    "	max-advertisement-interval = 30\n"
    "	min-advertisement-interval = 20.5\n"
    "	advertisement-lifetime = 100\n"
    "	preference-level = 9\n"
    "	solicited-reply = multicast\n"
    "	min-delay-between-advertisements = 1.5\n"
    "	require-forwarding = no\n"
    "	join-all-routers = no\n"
    "	farewell = no\n"
    "	ignore = {192.0.2.7, 192.0.2.64/26}\n"
    "	drain = yes\n"
    "	track = \"uplink, isp file\"\n"
    "	address 192.0.2.1 {\n"
    "		advertise = yes\n"
    "		preference-level = 10\n"
    "		proxy = yes\n"
    "	}\n"
    "	address 192.0.2.2 { advertise = no }\n"
    "	address 192.0.2.5 { }\n"
    "}\n"
    "track uplink {\n"
    "	kind = default-route\n"
    "	on-loss = \"preference -150\"\n"
    "	loss-delay = 0\n"
    "	restore-delay = 60\n"
    "}\n"
    "track isp {\n"
    "	kind = interface\n"
    "	interface = wan0\n"
    "	on-loss = withdraw\n"
    "}\n"
    "track file {\n"
    "	kind = file\n"
    "	path = /run/isp\n"
    "}\n";

static void check_routes(void)
{
	const struct conf *c = &cf.conf;

	ck_assert_str_eq(c->control_socket, "/run/x");
	ck_assert_str_eq(c->control_group, "adm");
	ck_assert_int_eq(c->install, INSTALL_LADDER);
	ck_assert_uint_eq(c->metric, 100);
	ck_assert_uint_eq(c->table, 200);
	ck_assert_uint_eq(c->protocol, 42);
	assert_ip(c->prefsrc, "192.0.2.10");
	ck_assert_uint_eq(c->mtu, 1400);
	ck_assert(c->mtu_lock);
	ck_assert(c->keep_routes);
	ck_assert_uint_eq(c->probe_interval, 5 * SEC);
	ck_assert_uint_eq(c->routers_max, 100);
	ck_assert_uint_eq(c->iface_routers_max, 50);
}

static void check_host(const struct conf_iface *ci)
{
	ck_assert_str_eq(ci->pattern, "en*");
	ck_assert_int_eq(ci->role, ROLE_MONITOR);
	ck_assert(!ci->perform_router_discovery);
	assert_ip(ci->solicitation_address, "255.255.255.255");
	ck_assert(!ci->solicit);
	ck_assert(!ci->solicit_on_loss);
	ck_assert_int_eq(ci->accept_unicast, UNICAST_SOLICITED);
	ck_assert(ci->require_neighbour_source);
	ck_assert(ci->require_ttl_255);
	ck_assert_uint_eq(ci->allow.n, 2);
	assert_ip(ci->allow.list[0].address, "192.0.2.0");
	ck_assert_uint_eq(ci->allow.list[0].prefix_len, 25);
	assert_ip(ci->allow.list[1].address, "198.51.100.1");
	ck_assert_uint_eq(ci->deny.n, 3);
	assert_ip(ci->deny.list[2].address, "192.0.2.68");
	ck_assert_int_eq(ci->deny.place.line, 26);
	ck_assert_str_eq(ci->deny.place.file, path);
	ck_assert_uint_eq(ci->min_lifetime, 60);
	ck_assert_uint_eq(ci->max_lifetime, 1800);
	ck_assert_int_eq(ci->min_preference, -3);
	ck_assert_int_eq(ci->max_preference, 100);
	ck_assert_uint_eq(ci->table, 100);
	ck_assert_uint_eq(ci->n_routers, 3);
	ck_assert_int_eq(conf_router(ci, ip("192.0.2.3"))->preference_level, -7);
	ck_assert_int_eq(conf_router(ci, ip("192.0.2.4"))->preference_level, PREFERENCE_INELIGIBLE);
	ck_assert_ptr_null(conf_router(ci, ip("192.0.2.5")));
	ck_assert_ptr_null(conf_router(ci, ip("192.0.2.6"))); /* nothing is said of it */
	ck_assert_ptr_eq(conf_onlink(ci, ip("192.0.2.3")), conf_router(ci, ip("192.0.2.3")));
	ck_assert_ptr_null(conf_onlink(ci, ip("192.0.2.4")));
}

/* A router's own values come first, key by key. */
static void check_checks(const struct conf_iface *ci)
{
	struct conf_check c = conf_checks(ci, ip("192.0.2.3"));

	ck_assert_uint_eq(c.n_targets, 1);
	assert_ip(c.targets[0], "203.0.113.1");
	ck_assert_uint_eq(c.interval, 10 * SEC);
	ck_assert_uint_eq(c.failures, 7);
	ck_assert_uint_eq(c.successes, 2);
	ck_assert_uint_eq(conf_checks(ci, ip("192.0.2.4")).n_targets, 0);
	c = conf_checks(ci, ip("192.0.2.6"));
	ck_assert_uint_eq(c.n_targets, 2);
	assert_ip(c.targets[0], "198.51.100.1");
	assert_ip(c.targets[1], "0.0.0.0");
	ck_assert_uint_eq(c.interval, 250 * MS);
	ck_assert_uint_eq(c.failures, 4);
	ck_assert_uint_eq(c.successes, 6);
}

static void check_router(const struct conf_iface *ci)
{
	struct conf_address a = conf_address(ci, ip("192.0.2.1"));

	ck_assert_int_eq(ci->role, ROLE_ROUTER);
	assert_ip(ci->advertisement_address.list[0], "255.255.255.255");
	ck_assert_uint_eq(ci->max_advertisement_interval, 30 * SEC);
	ck_assert_uint_eq(ci->min_advertisement_interval, 20500 * MS);
	ck_assert_uint_eq(ci->advertisement_lifetime, 100);
	ck_assert_int_eq(ci->preference_level, 9);
	ck_assert_int_eq(ci->solicited_reply, REPLY_MULTICAST);
	ck_assert_uint_eq(ci->min_delay_between_advertisements, 1500 * MS);
	ck_assert(!ci->require_forwarding);
	ck_assert(!ci->join_all_routers);
	ck_assert(!ci->farewell);
	ck_assert_uint_eq(ci->ignore.n, 2);
	ck_assert(ci->drain);
	ck_assert_uint_eq(ci->tracks, 7);
	ck_assert(a.advertise && a.proxy);
	ck_assert_int_eq(a.preference_level, 10);
	a = conf_address(ci, ip("192.0.2.2"));
	ck_assert(!a.advertise && !a.proxy);
	ck_assert_int_eq(a.preference_level, 9);
	a = conf_address(ci, ip("192.0.2.5"));
	ck_assert(a.advertise && !a.proxy);
	ck_assert_int_eq(a.preference_level, 9);
	ck_assert(conf_address(ci, ip("192.0.2.77")).advertise); /* not named */
}

static void check_tracks(const struct conf_track *t)
{
	ck_assert_uint_eq(cf.conf.n_tracks, 3);
	ck_assert_str_eq(t[0].name, "uplink");
	ck_assert_int_eq(t[0].kind, TRACK_DEFAULT_ROUTE);
	ck_assert_int_eq(t[0].on_loss, LOSS_PREFERENCE);
	ck_assert_uint_eq(t[0].penalty, 150);
	ck_assert_uint_eq(t[0].loss_delay, 0);
	ck_assert_uint_eq(t[0].restore_delay, 60 * SEC);
	ck_assert_int_eq(t[1].kind, TRACK_INTERFACE);
	ck_assert_str_eq(t[1].target, "wan0");
	ck_assert_int_eq(t[1].on_loss, LOSS_WITHDRAW);
	ck_assert_int_eq(t[2].kind, TRACK_FILE);
	ck_assert_str_eq(t[2].target, "/run/isp");
	ck_assert_int_eq(t[2].on_loss, LOSS_INELIGIBLE);
	ck_assert_uint_eq(t[2].loss_delay, 2 * SEC);
	ck_assert_uint_eq(t[2].restore_delay, 10 * SEC);
}

/* RFC 1256 4.1 and 5.1: all variables by name, per interface and per address. [N-1] */
START_TEST(conffile_reads_every_key)
{
	load_good(everything);
	ck_assert(cf.found);
	ck_assert_uint_eq(cf.conf.n_ifaces, 2);
	check_routes();
	check_host(iface("enp1s0"));
	check_checks(iface("enp1s0"));
	check_router(iface("lan0"));
	check_tracks(cf.conf.tracks);
	ck_assert_ptr_null(conf_find_iface(&cf.conf, "eth0"));
}
END_TEST

/* A new key of the table belongs into the text above. */
START_TEST(conffile_test_reads_every_key)
{
	char text[64];

	snprintf(text, sizeof(text), "%s = ", confkeys[_i].name);
	ck_assert_msg(strstr(everything, text) != NULL, "%s is not tested", confkeys[_i].name);
}
END_TEST

/* Member by member: what lies between them is not copied by every compiler. */
#define ASSERT_SAME(a, b, member) ck_assert_mem_eq(&(a).member, &(b).member, sizeof((a).member))

START_TEST(conffile_defaults_hold_for_what_is_not_said)
{
	struct conf usual;
	struct conf_iface ci;

	load_good("routes { }\ninterface eth0 { }\ntrack uplink { }\n");
	conf_init(&usual);
	conf_iface_init(&ci);
	ck_assert_int_eq(iface("eth0")->role, ROLE_HOST);
	ASSERT_SAME(cf.conf, usual, install);
	ASSERT_SAME(cf.conf, usual, metric);
	ASSERT_SAME(cf.conf, usual, table);
	ASSERT_SAME(cf.conf, usual, protocol);
	ASSERT_SAME(cf.conf, usual, prefsrc);
	ASSERT_SAME(cf.conf, usual, mtu);
	ASSERT_SAME(cf.conf, usual, mtu_lock);
	ASSERT_SAME(cf.conf, usual, keep_routes);
	ASSERT_SAME(cf.conf, usual, probe_interval);
	ASSERT_SAME(cf.conf, usual, routers_max);
	ASSERT_SAME(cf.conf, usual, iface_routers_max);
	ASSERT_SAME(cf.conf, usual, control_socket);
	ASSERT_SAME(cf.conf, usual, control_group);
	ck_assert(iface("eth0")->perform_router_discovery && iface("eth0")->solicit);
	ck_assert_uint_eq(iface("eth0")->max_advertisement_interval, ci.max_advertisement_interval);
	ck_assert_uint_eq(iface("eth0")->min_advertisement_interval, ci.min_advertisement_interval);
	ck_assert_uint_eq(iface("eth0")->advertisement_lifetime, ci.advertisement_lifetime);
	ck_assert_uint_eq(iface("eth0")->tracks, 0);
	ck_assert_int_eq(cf.conf.tracks[0].kind, TRACK_DEFAULT_ROUTE);
	load_good("");
	ck_assert_uint_eq(cf.conf.n_ifaces, 0);
}
END_TEST

/* Everything that libConfuse's syntax allows, with comments between statements. */
START_TEST(conffile_layout_is_free)
{
	load_good("// don't\n"
		  "/* it's { */ interface lan0\n"
		  "{ # the {\n"
		  " role = \n"
		  "router preference-level=5 # '\n"
		  "\taddress\n192.0.2.1{advertise=no}address 192.0.2.2{}}\r\n"
		  "routes{metric=7 table='9' mtu=\"lock\\x3a\\\n1\\064\\60\\060\"}");
	ck_assert_int_eq(iface("lan0")->role, ROLE_ROUTER);
	ck_assert_int_eq(iface("lan0")->preference_level, 5);
	ck_assert_uint_eq(iface("lan0")->n_addresses, 2);
	ck_assert_uint_eq(cf.conf.metric, 7);
	ck_assert_uint_eq(cf.conf.table, 9);
	ck_assert_uint_eq(cf.conf.mtu, 1400);
}
END_TEST

/* A list is a key like others: what is read later takes its place. */
START_TEST(conffile_list_is_replaced_as_a_whole)
{
	put_file("10.conf", "interface eth0 { allow = 192.0.2.7 }\n");
	load("interface eth0 { deny = {192.0.2.1} deny = {192.0.2.2, 192.0.2.3}\n"
	     "allow = {192.0.2.4, 192.0.2.5} allow += {192.0.2.6} }\n");
	assert_told("");
	ck_assert_uint_eq(iface("eth0")->deny.n, 2);
	assert_ip(iface("eth0")->deny.list[0].address, "192.0.2.2");
	ck_assert_uint_eq(iface("eth0")->allow.n, 1);
	assert_ip(iface("eth0")->allow.list[0].address, "192.0.2.7");
}
END_TEST

/* ---- every message ---- */

#define LEVEL "a number from -2147483648 to 2147483647, hexadecimal up to 0xffffffff, or ineligible"
#define PREFIXES                                                                                   \
	"addresses or prefixes A.B.C.D/LEN without bits beyond LEN, at most 32, commas between"
#define ENDLESS         "a string, a comment or a statement that begins here or below has no end"
#define QUOTES          "typographic quotes: write \" instead"
#define SEMICOLON(line) line ": remove this semicolon: values and sections end without one"
#define UNKNOWN         "; sections are daemon, routes, interface NAME and track NAME"

static const struct {
	const char *text, *told;
} wrong[] = {
	/* values, with the clause */
	{ "interface a {\n role = router\n max-advertisement-interval = 3\n}\n",
	    "3: max-advertisement-interval = 3: expected a number of seconds from 4 to 1800, or"
	    " 0 to advertise only when solicited (RFC 1256 4.1)" },
	{ "routes { metric = low }\n", "1: metric = low: expected a number from 0 to 4294950911" },
	{ "routes {\n\n\n\n metric\n =\n low }\n",
	    "7: metric = low: expected a number from 0 to 4294950911" },
	{ "interface a { role = router\n address 192.0.2.1 {\n\n preference-level = x\n }\n}\n",
	    "4: preference-level = x: expected " LEVEL " (RFC 1256 4.1)" },
	{ "interface a {\n router 192.0.2.1 {\n preference-level = 5x\n } }\n",
	    "3: preference-level = 5x: expected " LEVEL },
	{ "track t { kind = file path = /x\n loss-delay = -1 }",
	    "2: loss-delay = -1: expected a number of seconds from 0 to 3600" },
	/* all of them, in the order of lines, whatever the kind */
	{ "routes {\n metric = x\n tabel = 5\n mtu = 1\n}\ninterface a {\n rolle = host\n"
	  " solicit = 2\n track = t\n address 1.2.3 { }\n}\nfoo = 1\n",
	    "2: metric = x: expected a number from 0 to 4294950911\n"
	    "3: unknown key \"tabel\" in routes; did you mean \"table\"?\n"
	    "4: mtu = 1: expected a number of bytes from 68 to 65520, or lock: and such a"
	    " number\n"
	    "7: unknown key \"rolle\" in interface; did you mean \"role\"?\n"
	    "8: solicit = 2: expected yes or no\n"
	    "9: track = t: there is no section track t\n"
	    "9: warning: track has no effect in role host\n"
	    "10: address 1.2.3: not the IPv4 address of a machine\n"
	    "12: unknown section or key \"foo\"" UNKNOWN },
	/* unknown keys and sections */
	{ "interface a {\n colour = red\n}\n", "2: unknown key \"colour\" in interface" },
	{ "interface a { role = router\n address 192.0.2.1 {\n pref = 3 } }\n",
	    "3: unknown key \"pref\" in address; did you mean \"preference-level\"?" },
	{ "interface a {\n router 192.0.2.1 {\n advertise = no } }\n",
	    "3: unknown key \"advertise\" in router" },
	{ "track t {\n onloss = withdraw\n}\n",
	    "2: unknown key \"onloss\" in track; did you mean \"on-loss\"?" },
	{ "role = router\n", "1: unknown section or key \"role\"" UNKNOWN },
	{ "\nadress 192.0.2.1 {\n x = { 1, 2 }\n y z { }\n}\nroute { metric = x }\n",
	    "2: unknown section or key \"adress\"" UNKNOWN
	    "\n6: unknown section or key \"route\"" UNKNOWN },
	{ "interface a {\n adress 192.0.2.1 { advertise = no }\n solicit = maybe\n}\n",
	    "2: unknown key \"adress\" in interface\n3: solicit = maybe: expected yes or no" },
	{ "interface a { interface b { } }\n", "1: unknown key \"interface\" in interface" },
	{ "interface foo { foo = foo foo = \"foo\" foo foo { foo = 1 } foo() 'foo' }\n",
	    "1: unknown key \"foo\" in interface\n1: unknown key \"foo\" in interface\n"
	    "1: unknown key \"foo\" in interface\n1: unknown key \"foo\" in interface\n"
	    "1: unknown key \"foo\" in interface" },
	{ "include(\"/etc/passwd\")\n", "1: unknown section or key \"include\"" UNKNOWN },
	{ "routes|metric = 5\ninterface a { address 192.0.2.1 { } role = router }\n",
	    "1: no sub-section title/index for 'routes'" },
	{ "routes { }\nroutes|metric = 5\n", "2: metric stands outside its section" },
	/* lists */
	{ "interface a {\n allow = {\n192.0.2.1,\n192.0.2.1/24,\nx} }\n",
	    "4: allow = 192.0.2.1/24: expected " PREFIXES "\n5: allow = x: expected " PREFIXES },
	{ "interface a {\n allow = {}\n}\ninterface b {\n}\n",
	    "1: allow = {}: expected " PREFIXES },
	{ "interface a {\n deny = {192.0.2.1}\n deny = {} }\n",
	    "1: deny = {}: expected " PREFIXES },
	{ "interface a {\n deny = {192.0.2.1\n}\n",
	    "1: the closing brace of this section is missing" },
	{ "interface a {\n max-lifetime = 100\n min-lifetime = 101\n}\n",
	    "3: min-lifetime 101 is above max-lifetime 100" },
	{ "interface a {\n max-preference = -1\n min-preference = 0\n}\n",
	    "3: min-preference 0 is above max-preference -1" },
	/* no end */
	{ "interface a {\n role = router\n", "1: the closing brace of this section is missing" },
	{ "interface a\n{\n role = router\n address 192.0.2.1 {\n }\n",
	    "1: the closing brace of this section is missing" },
	{ "interface a {\n role = router\n\n address 192.0.2.1\n {\n proxy = yes\n # }}\n",
	    "4: the closing brace of this section is missing" },
	{ "routes { metric = x }\ninterface a {\n role = \"router\n}\nroutes { metric = y }\n",
	    "1: metric = x: expected a number from 0 to 4294950911\n2: " ENDLESS },
	{ "interface a {\n role = 'router\n}\n", "1: " ENDLESS },
	{ "interface a {\n role = \"rou\\\"\n", "1: " ENDLESS },
	{ "interface a {\n role = \"router\\", "1: " ENDLESS },
	{ "interface a { }\n/* routes { }\n\n", "1: " ENDLESS },
	{ "interface a {\n role = router\n allow", "2: " ENDLESS },
	{ "interface a {\n role = router\n track =", "2: " ENDLESS },
	{ "interface a {\n allow = {192.0.2.1,\n", "2: " ENDLESS },
	{ "interface a { }\ninterface", "1: " ENDLESS },
	{ "interface a {\n role = \"\\8\" }\n", "2: bad escape sequence '\\8'" },
	{ "interface a {\n role = \"\\777\" }\n", "2: invalid octal number '\\777'" },
	{ "interface a {\n role = \"\\1234\" }\n", "2: bad escape sequence '\\1234'" },
	{ "interface a { { { { } } }\n", "1: unexpected token '{'" },
	/* lines, which libConfuse counts threefold for comments */
	{ "# a\n// b\n/* c */ /* d\n e */\nroutes { # f\n metric = x # g\n # h\n tabel = 5\n}\n",
	    "6: metric = x: expected a number from 0 to 4294950911\n"
	    "8: unknown key \"tabel\" in routes; did you mean \"table\"?" },
	{ "interface a {\n allow = { 192.0.2.1, # first\n 192.0.2.2 }\n}\n",
	    "2: unexpected token 'first'; a comment stands between statements, not within "
	    "one" },
	{ "interface /* lan */ a { }\n",
	    "1: missing title for section 'interface'; a comment stands between statements, not"
	    " within one" },
	/* what is typed by habit, or by a word processor [faults F4, G10] */
	{ "interface a {\n role = router;\n}\n",
	    "2: role = router;: remove the semicolon: values end without one" },
	{ "daemon { user = rdisc;\n control-group = \"adm\"; }\ninterface a { };\ninterface b { "
	  "};\n",
	    "1: user = rdisc;: remove the semicolon: values end without one\n" SEMICOLON(
		"2") "\n" SEMICOLON("3") "\n" SEMICOLON("4") },
	{ "interface \u201ceth0\u201d {\n role = \u2018router\u2019\n}\n",
	    "1: interface \u201ceth0\u201d: " QUOTES "\n2: role = \u2018router\u2019: " QUOTES },
	{ "interface \u201een 0\u201c {\n}\n",
	    "1: missing opening brace for section 'interface'; " QUOTES },
	{ "daemon {\n user = \u00abrdisc\u00bb\n}\n", "2: user = \u00abrdisc\u00bb: " QUOTES },
	{ "interface a {\n \u201crole\u201d = router\n}\n",
	    "2: unknown key \"\u201crole\u201d\", with " QUOTES },
	{ "routes {\n\u00a0metric = 5\n}\n",
	    "2: unknown key \"\u00a0metric\", with an unusual space: write a plain one" },
	{ "routes {\n metric =\u00a05\n}\n",
	    "2: metric = \u00a05: an unusual space: write a plain one" },
	{ "interface a { role = router\n preference-level = \u22125\n}\n",
	    "2: preference-level = \u22125: a typographic dash: write - instead" },
	{ "routes { }\n\ufeffroutes = a }\n",
	    "2: unexpected closing brace; an unusual space: write a plain one\n"
	    "2: unknown key \"\ufeffroutes\", with an unusual space: write a plain one" },
	{ "interface a { }\nunknown", "2: unknown section or key \"unknown\"" UNKNOWN },
	{ "interface a { unknown }\n", "1: unknown key \"unknown\" in interface" },
	/* sections that are unknown, and what is in them */
	{ "foo {\n}\nbar baz {\n a = { 1, 2 } b = 3\n c { d { } }\n}\nroutes { metric = x foo = 1 "
	  "}\n",
	    "1: unknown section or key \"foo\"" UNKNOWN
	    "\n3: unknown section or key \"bar\"" UNKNOWN
	    "\n7: metric = x: expected a number from 0 to 4294950911\n7: unknown key \"foo\" in"
	    " routes" },
	{ "foo bar {\n a = 1\n",
	    "1: the closing brace of this section is missing\n1: unknown section "
	    "or key \"foo\"" UNKNOWN },
	{ "routes {\n foo bar {\n a = 1\n}\n",
	    "1: the closing brace of this section is missing\n2: unknown key \"foo\" in routes" },
	{ "foo{\n}\nroutes { metric = x }\n", "1: unknown section or key \"foo\"" UNKNOWN },
	{ "routes { metric = 5 begin-of-section = 5\n end-of-file = 7 }\nend-of-file = 8\n",
	    "1: unknown key \"begin-of-section\" in routes\n2: unknown key \"end-of-file\" in "
	    "routes"
	    "\n3: unknown section or key \"end-of-file\"" UNKNOWN },
	/* syntax: libConfuse's words */
	{ "interface a {\n role router\n}\n", "2: missing equal sign after option 'role'" },
	{ "interface a {\n role =\n}\n", "3: unexpected token '}'" },
	{ "interface a {\n role = router }\n}\n", "3: unexpected closing brace" },
	{ "interface {\n}\n", "1: missing title for section 'interface'" },
	{ "interface a b {\n}\n", "1: missing opening brace for section 'interface'" },
	{ "routes r {\n}\n", "1: missing opening brace for section 'routes'" },
	{ "\nroutes { metric += 5 }\n", "2: attempt to append to non-list option 'metric'" },
	{ "routes { metric = { 5 } }\n", "1: unexpected token '{'" },
	/* what came before counts, what may have come after does not */
	{ "interface a { track = t }\nroutes { mtu = 5\n table = 5, }\ntrack t { }\n",
	    "2: mtu = 5: expected a number of bytes from 68 to 65520, or lock: and such a"
	    " number\n3: unexpected token ','" },
	/* libConfuse would leave these characters out */
	{ "interface en* { }\n", "1: interface en: a word with * or + must stand in quotes" },
	{ "interface *en\n{ }\n", "1: interface en: a word with * or + must stand in quotes" },
	{ "interface * { }\n",
	    "1: missing title for section 'interface'; a word with * or + stands in quotes" },
	{ "\nroutes { metric = 1+1 }\n", "2: metric = 1: a word with * or + must stand in quotes\n"
					 "2: unknown key \"1\" in routes" },
	{ "daemon { user = rd* }\n", "1: user = rd: a word with * or + must stand in quotes" },
	/* addresses */
	{ "interface a { role = router\n address 192.0.2 {\n\n }\n}\n",
	    "2: address 192.0.2: not the IPv4 address of a machine" },
	{ "interface a { role = router\n\n address 224.0.0.1 { advertise = x }\n}\n",
	    "3: address 224.0.0.1: not the IPv4 address of a machine" },
	{ "interface a {\n router 0.0.0.0 {\n preference-level = 5 } }\n",
	    "2: router 0.0.0.0: not the IPv4 address of a machine" },
	{ "interface a {\n router router.example { }\n}\n",
	    "2: router router.example: not the IPv4 address of a machine" },
	{ "interface a { role = router\n address 192.0.2.1 { }\n address 192.0.2.2 { }\n"
	  " address 192.0.2.1 {\n preference-level = 5\n }\n}\n",
	    "4: 192.0.2.1 appears twice in this interface, also on line 2" },
	{ "interface a { role = router\n address 192.0.2.1 { }\n}\ninterface b { }\n"
	  "interface a {\n address 192.0.2.1 { }\n}\n",
	    "6: 192.0.2.1 appears twice in this interface, also on line 2" },
	{ "interface a {\n router 192.0.2.1 { }\n router 192.0.2.1 { }\n unknown = 1\n}\n",
	    "3: 192.0.2.1 appears twice in this interface, also on line 2\n"
	    "4: unknown key \"unknown\" in interface" },
	/* names of interfaces */
	{ "interface \"\" { }\n", "1: interface : not the name of an interface (at most 15"
				  " characters)" },
	{ "\ninterface 1234567890123456 {\n role = host }\n",
	    "2: interface 1234567890123456: not the name of an interface (at most 15"
	    " characters)" },
	/* tracks */
	{ "interface a { role = router\n track = \"t, u v\"\n}\ntrack u { }\n",
	    "2: track = t: there is no section track t\n"
	    "2: track = v: there is no section track v" },
	{ "\ntrack t {\n kind = interface\n}\n", "2: track t: kind interface needs interface" },
	{ "track t {\n kind = file\n}\n", "1: track t: kind file needs path" },
	{ "track t {\n kind = file\n path = run/x\n}\n",
	    "3: path = run/x: expected the absolute path of a file" },
	{ "track t {\n kind = interface\n path = /run/x\n}\n",
	    "1: track t: kind interface needs interface\n3: track t: kind interface has no "
	    "path" },
	{ "track \"\" { }\ntrack 1234567890123456 { }\ntrack \"a b\" { }\ntrack 'a,b' { }\n"
	  "track 123456789012345 { }\n",
	    "1: track : a name has 1 to 15 characters, and no blank or comma\n"
	    "2: track 1234567890123456: a name has 1 to 15 characters, and no blank or comma\n"
	    "3: track a b: a name has 1 to 15 characters, and no blank or comma\n"
	    "4: track a,b: a name has 1 to 15 characters, and no blank or comma" },
	{ "track t {\n interface = wan0\n}\n", "2: track t: kind default-route has no interface" },
	{ "track t {\n kind = file\n path = /run/x\n interface = wan0\n}\n",
	    "4: track t: kind file has no interface" },
};

START_TEST(conffile_tells_what_is_wrong)
{
	load(wrong[_i].text);
	ck_assert_msg(strcmp(told(), wrong[_i].told) == 0, "%s\ntells\n%s\ninstead of\n%s",
	    wrong[_i].text, told(), wrong[_i].told);
	ck_assert(!ok);
	/* Nothing of it stays with the one who reads. */
	load_good("interface eth0 { role = router }\n");
	ck_assert_int_eq(iface("eth0")->role, ROLE_ROUTER);
}
END_TEST

static const struct {
	const char *text, *told;
} dubious[] = {
	{ "interface a {\n role = host\n preference-level = 5\n drain = yes\n}\n",
	    "3: warning: preference-level has no effect in role host\n"
	    "4: warning: drain has no effect in role host" },
	{ "interface a {\n role = router\n solicit = no\n}\n",
	    "3: warning: solicit has no effect in role router" },
	{ "interface a {\n role = monitor\n track = t\n}\ntrack t { }\n",
	    "3: warning: track has no effect in role monitor" },
	{ "interface a {\n role = off\n preference-level = 5\n solicit = no\n}\n", "" },
	{ "interface a {\n address 192.0.2.1 {\n }\n role = host\n}\n",
	    "2: warning: address 192.0.2.1 has no effect in role host" },
	{ "interface a {\n router 192.0.2.1 {\n }\n role = router\n}\n",
	    "2: warning: router 192.0.2.1 has no effect in role router" },
	{ "interface a { role = router\n address 192.0.2.1 {\n proxy = yes advertise = no }\n"
	  " address 192.0.2.2 { }\n}\n",
	    "2: warning: 192.0.2.1: proxy without advertise has no effect" },
	{ "\ninterface a\n{\n role = router\n address 192.0.2.1 { advertise = no }\n"
	  " address 192.0.2.2 { advertise = no }\n}\n",
	    "2: warning: interface a: role router, but it advertises none of the addresses named "
	    "here,"
	    " only others if it has any" },
	{ "interface a {\n address 192.0.2.1 { advertise = no }\n role = router\n"
	  " address 192.0.2.2 { }\n}\n",
	    "" },
	{ "interface a {\n allow = 192.0.2.0/25\n deny = 192.0.2.0/24\n}\n",
	    "2: warning: allow 192.0.2.0/25 has no effect: deny wins" },
	{ "interface a {\n allow = 192.0.2.0/24\n deny = 192.0.2.0/25\n}\n", "" },
	{ "interface a { role = router\n allow = 192.0.2.1\n deny = 192.0.2.7\n}\n", "" },
	{ "interface a { role = router\n accept-unicast = never\n}\n",
	    "2: warning: accept-unicast has no effect in role router" },
	{ "interface a {\n max-lifetime = 100\n min-lifetime = 100\n}\n", "" },
	{ "interface a {\n max-preference = -1\n min-preference = -1\n}\n", "" },
	{ "interface a { role = router\n max-preference = 5\n}\n",
	    "2: warning: max-preference has no effect in role router" },
	{ "interface a {\n check-interval = 1\n check-target = router\n}\n", "" },
	{ "interface a {\n check-interval = 1\n router 192.0.2.1 { check-target = router }\n}\n",
	    "" },
	{ "interface a {\n check-interval = 1\n check-target = none\n check-failures = 2\n}\n",
	    "2: warning: check-interval has no effect without a check-target\n"
	    "4: warning: check-failures has no effect without a check-target" },
	{ "interface a {\n role = router\n check-target = 192.0.2.1\n}\n",
	    "3: warning: check-target has no effect in role router" },
};

START_TEST(conffile_warns_of_what_is_dubious)
{
	load(dubious[_i].text);
	assert_told(dubious[_i].told);
	ck_assert(ok);
}
END_TEST

#define SECOND_ROLE                                                                                \
	"warning: interface a: role router takes the place of role host, which it has in "

/* With both places, in one file and in two. [faults G11] */
START_TEST(conffile_warns_of_a_second_role)
{
	char expected[300];

	load("interface a {\n role = host\n}\ninterface b { role = router }\n"
	     "interface a {\n role = router\n}\n");
	ck_assert(ok);
	snprintf(expected, sizeof(expected), "6: " SECOND_ROLE "%s:2", path);
	assert_told(expected);

	load("interface a { role = host }\n");
	put_file("10-a.conf", "\ninterface a { role = router }\n");
	load_files();
	ck_assert(ok);
	snprintf(expected, sizeof(expected), ".d/10-a.conf2: " SECOND_ROLE "%s:1", path);
	assert_told(expected);

	/* the same one again, none, another interface's, and off for a while */
	put_file("10-a.conf", "interface a { role = host }\ninterface a { solicit = no }\n"
			      "interface \"a*\" { role = router }\ninterface a { role = off }\n");
	load_files();
	assert_told("");
}
END_TEST

/* Each kind of fault in the first of two files leaves nothing behind for the second. */
START_TEST(conffile_tells_of_every_file)
{
	put_file("rdisc.conf", "interface a {\n role = \"x\n}\n");
	put_file("10-a.conf", "routes { metric = x }\n");
	put_file("20-b.conf", "\nrole = 5\n");
	put_file("30-c.conf", "interface \"\\9");
	put_file("40-d.conf", "routes { metric = y }\n");
	load_files();
	assert_told("1: " ENDLESS "\n"
		    ".d/10-a.conf1: metric = x: expected a number from 0 to 4294950911\n"
		    ".d/20-b.conf2: unknown section or key \"role\"" UNKNOWN "\n"
		    ".d/30-c.conf1: bad escape sequence '\\9'\n"
		    ".d/40-d.conf1: metric = y: expected a number from 0 to 4294950911");
}
END_TEST

START_TEST(conffile_gives_up_on_what_is_no_such_file)
{
	char text[4096] = "";

	for (int i = 0; i < 200; i++)
		sprintf(text + strlen(text), "k%d = %d\n", i, i);
	load(text);
	ck_assert_uint_ge(messages.n_errors, 60);
	ck_assert_uint_lt(messages.n_errors, 80);
}
END_TEST

/* ---- RFC 1256 4.1: the order of Min, Max and Lifetime ---- */

static const struct {
	const char *keys;
	usec_t min, max;
	unsigned lifetime; /* 0: refused */
} intervals[] = {
	/* derived ones follow the Max */
	{ "max-advertisement-interval = 4", 3 * SEC, 4 * SEC, 12 },
	{ "max-advertisement-interval = 5", 3750 * MS, 5 * SEC, 15 },
	{ "max-advertisement-interval = 1800", 1350 * SEC, 1800 * SEC, 5400 },
	{ "max-advertisement-interval = 4.5", 3375 * MS, 4500 * MS, 14 },
	{ "max-advertisement-interval = 1799.9", 1349925 * MS, 1799900 * MS, 5400 },
	{ "max-advertisement-interval = 0", 0, 0, 1800 },
	{ "", 450 * SEC, 600 * SEC, 1800 },
	/* one of them is set */
	{ "max-advertisement-interval = 8 min-advertisement-interval = 3", 3 * SEC, 8 * SEC, 24 },
	{ "max-advertisement-interval = 8 advertisement-lifetime = 8", 6 * SEC, 8 * SEC, 8 },
	{ "min-advertisement-interval = 600", 600 * SEC, 600 * SEC, 1800 },
	{ "advertisement-lifetime = 600", 450 * SEC, 600 * SEC, 600 },
	/* the bounds, and one beyond */
	{ "max-advertisement-interval = 4 min-advertisement-interval = 4", 4 * SEC, 4 * SEC, 12 },
	{ "max-advertisement-interval = 1800 min-advertisement-interval = 1800"
	  " advertisement-lifetime = 9000",
	    1800 * SEC, 1800 * SEC, 9000 },
	{ "max-advertisement-interval = 1800 advertisement-lifetime = 1800", 1350 * SEC, 1800 * SEC,
	    1800 },
	{ "max-advertisement-interval = 1800 advertisement-lifetime = 1799", 0, 0, 0 },
	{ "max-advertisement-interval = 1800 advertisement-lifetime = 9001", 0, 0, 0 },
	{ "max-advertisement-interval = 4 min-advertisement-interval = 4.000001", 0, 0, 0 },
	{ "max-advertisement-interval = 4.5 advertisement-lifetime = 4", 0, 0, 0 },
	{ "min-advertisement-interval = 601", 0, 0, 0 },
	{ "advertisement-lifetime = 599", 0, 0, 0 },
	/* the least distance may be the least interval */
	{ "max-advertisement-interval = 8 min-delay-between-advertisements = 6", 6 * SEC, 8 * SEC,
	    24 },
	{ "max-advertisement-interval = 8 min-delay-between-advertisements = 6.1", 0, 0, 0 },
	{ "max-advertisement-interval = 0 min-delay-between-advertisements = 60", 0, 0, 1800 },
	/* the order of the lines makes no difference */
	{ "advertisement-lifetime = 10 min-advertisement-interval = 5"
	  " max-advertisement-interval = 5",
	    5 * SEC, 5 * SEC, 10 },
	/* when only solicited there is no interval to compare with */
	{ "max-advertisement-interval = 0 advertisement-lifetime = 4", 0, 0, 4 },
	{ "max-advertisement-interval = 0 advertisement-lifetime = 9000", 0, 0, 9000 },
	{ "max-advertisement-interval = 0 min-advertisement-interval = 1800", 1800 * SEC, 0, 1800 },
};

/* [N-1] */
START_TEST(rfc1256_4_1_intervals_and_lifetime_have_an_order)
{
	const struct conf_iface *ci;
	char text[256];

	snprintf(text, sizeof(text), "interface lan0 { role = router %s }\n", intervals[_i].keys);
	load(text);
	ck_assert_msg(ok == (intervals[_i].lifetime != 0), "%s: %s", text, told());
	if (!ok)
		return;
	ci = iface("lan0");
	ck_assert_uint_eq(ci->max_advertisement_interval, intervals[_i].max);
	ck_assert_uint_eq(ci->min_advertisement_interval, intervals[_i].min);
	ck_assert_uint_eq(ci->advertisement_lifetime, intervals[_i].lifetime);
}
END_TEST

/* The key that is wrong is blamed, where it stands; or the section, if the wrong one is a default. */
START_TEST(conffile_tells_which_interval_is_wrong)
{
	load("interface a {\n role = router\n min-advertisement-interval = 10\n\n"
	     " max-advertisement-interval = 8.5\n advertisement-lifetime = 8\n}\n");
	assert_told("3: min-advertisement-interval 10 is above max-advertisement-interval 8.5 (RFC"
		    " 1256 4.1)\n"
		    "6: advertisement-lifetime 8 is below max-advertisement-interval 8.5: hosts"
		    " would lose this router between advertisements (RFC 1256 4.1)");
	load("interface a {\n role = router\n max-advertisement-interval = 4\n"
	     " min-delay-between-advertisements = 60\n}\n");
	assert_told("4: min-delay-between-advertisements 60 is above min-advertisement-interval 3");
	load("interface a {\n role = router\n min-advertisement-interval = 601\n}\n");
	assert_told("3: min-advertisement-interval 601 is above max-advertisement-interval 600 (RFC"
		    " 1256 4.1)");
}
END_TEST

/* Between a file and a drop-in as well, and the file that set the key is named. */
START_TEST(conffile_compares_over_files)
{
	put_file("rdisc.conf", "interface a {\n role = router\n advertisement-lifetime = 60\n}\n");
	put_file("slow.conf", "interface a { max-advertisement-interval = 61 }\n");
	load_files();
	assert_told("3: advertisement-lifetime 60 is below max-advertisement-interval 61: hosts"
		    " would lose this router between advertisements (RFC 1256 4.1)");
	put_file("slow.conf", "interface a { max-advertisement-interval = 60 }\n");
	load_files();
	assert_told("");
}
END_TEST

/* ---- drop-ins ---- */

START_TEST(conffile_drop_ins_merge_key_by_key)
{
	put_file("rdisc.conf",
	    "interface lan0 {\n role = router\n preference-level = 1\n drain = yes\n"
	    " address 192.0.2.1 { preference-level = 11 }\n"
	    " address 192.0.2.2 { preference-level = 12 }\n}\n"
	    "routes { metric = 1\n table = 10 }\ntrack t { on-loss = withdraw }\n");
	/* In the order of names, not of making; other files are not read. */
	put_file("20-b.conf", "interface lan0 {\n preference-level = 3\n"
			      " address 192.0.2.1 { advertise = no }\n track = t }\n");
	put_file("10-a.conf", "interface lan0 { preference-level = 2\n drain = no }\n"
			      "interface wan0 { role = off }\nroutes { metric = 2 }\n");
	put_file("9.conf", "routes { metric = 3 }\n");
	put_file("B.conf", "track t { loss-delay = 7 }\n");
	put_file("30-c.conf~", "nonsense\n");
	put_file("README", "nonsense\n");
	put_file(".hidden.conf", "nonsense\n");
	put_file(".conf", "nonsense\n");
	load_files();
	assert_told("");
	ck_assert_int_eq(iface("lan0")->role, ROLE_ROUTER);
	ck_assert_int_eq(iface("lan0")->preference_level, 3);
	ck_assert(!iface("lan0")->drain);
	ck_assert_uint_eq(iface("lan0")->tracks, 1);
	ck_assert_uint_eq(iface("lan0")->n_addresses, 2);
	ck_assert(!conf_address(iface("lan0"), ip("192.0.2.1")).advertise);
	ck_assert_int_eq(conf_address(iface("lan0"), ip("192.0.2.1")).preference_level, 11);
	ck_assert_int_eq(conf_address(iface("lan0"), ip("192.0.2.2")).preference_level, 12);
	ck_assert_int_eq(iface("wan0")->role, ROLE_OFF);
	ck_assert_uint_eq(cf.conf.metric, 3);
	ck_assert_uint_eq(cf.conf.table, 10);
	ck_assert_uint_eq(cf.conf.n_tracks, 1);
	ck_assert_int_eq(cf.conf.tracks[0].on_loss, LOSS_WITHDRAW);
	ck_assert_uint_eq(cf.conf.tracks[0].loss_delay, 7 * SEC);
}
END_TEST

/* A track is taken off again by naming none. */
START_TEST(conffile_drop_in_can_undo)
{
	put_file("rdisc.conf", "interface lan0 { role = router track = t }\ntrack t { }\n");
	put_file("off.conf", "interface lan0 { track = \"\" }\n");
	load_files();
	assert_told("");
	ck_assert_uint_eq(iface("lan0")->tracks, 0);
}
END_TEST

/* In one file too the later wins, and an interface may have several sections. */
START_TEST(conffile_later_wins)
{
	load_good("interface lan0 { role = router drain = yes drain = no }\nroutes { metric = 1 }\n"
		  "interface wan0 { }\nroutes { metric = 2 }\n"
		  "interface lan0 { preference-level = 5 }\n"
		  "interface lan0 { preference-level = 6 }\n");
	ck_assert_uint_eq(cf.conf.n_ifaces, 2);
	ck_assert(!iface("lan0")->drain);
	ck_assert_int_eq(iface("lan0")->preference_level, 6);
	ck_assert_uint_eq(cf.conf.metric, 2);
}
END_TEST

START_TEST(conffile_drop_ins_without_the_file)
{
	put_file("10-a.conf", "interface lan0 { role = router }\n");
	ok = conffile_load(&cf, path, false, &messages);
	ck_assert(ok && cf.found);
	ck_assert_int_eq(iface("lan0")->role, ROLE_ROUTER);
	load_files(); /* required */
	assert_told("0: cannot read this configuration: No such file or directory");
	ck_assert(!ok);
}
END_TEST

/* ---- files ---- */

START_TEST(conffile_that_is_not_there)
{
	ok = conffile_load(&cf, path, false, &messages);
	ck_assert(ok && !cf.found);
	ck_assert_uint_eq(messages.n, 0);
	ck_assert_uint_eq(cf.conf.metric, METRIC_DEFAULT);
	ck_assert_uint_eq(cf.conf.n_ifaces, 0);
	load_files();
	assert_told("0: cannot read this configuration: No such file or directory");
	ck_assert_str_eq(messages.list[0].file, path);
	ck_assert(!ok && !cf.found);
}
END_TEST

/* An error that is not the absence of the file is always told, and never ends the program. */
START_TEST(conffile_that_cannot_be_read)
{
	char name[80];
	char *big = malloc(2 << 20);

	ck_assert_int_eq(mkdir(path, 0700), 0);
	ok = conffile_load(&cf, path, false, &messages);
	ck_assert(!ok);
	assert_told("0: cannot read this configuration: Is a directory");
	ck_assert_int_eq(rmdir(path), 0);

	put_bytes("rdisc.conf", "routes { }\0\n", 12);
	load_files();
	assert_told("0: cannot read this configuration: not a text file: it contains a NUL");
	put_bytes("rdisc.conf", "\xff\xfer\0o\0", 6);
	load_files();
	assert_told("0: cannot read this configuration: encoded as UTF-16: save it as UTF-8, or as"
		    " plain text");
	/* a byte order mark in front is no reason to refuse a file [faults F4] */
	load_good("\xef\xbb\xbfroutes { metric = 5 }\n");
	ck_assert_uint_eq(cf.conf.metric, 5);
	load_good("\xef\xbb\xbf");

	memset(big, '\n', 2 << 20);
	put_bytes("rdisc.conf", big, 2 << 20);
	load_files();
	assert_told("0: cannot read this configuration: File too large");
	put_bytes("rdisc.conf", big, 1 << 20);
	load_files();
	assert_told("0: cannot read this configuration: File too large");
	put_bytes("rdisc.conf", big, (1 << 20) - 1);
	load_files();
	assert_told("");
	free(big);

	snprintf(name, sizeof(name), "%s.d", path); /* no directory */
	ck_assert_int_eq(symlink("rdisc.conf", name), 0);
	load_files();
	assert_told(".d0: Not a directory");
}
END_TEST

/* From the shell's <(…), for one. */
START_TEST(conffile_may_be_a_pipe)
{
	int fds[2];
	char name[32];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], "routes { metric = 5 nonsense = 1 }", 34), 34);
	close(fds[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", fds[0]);
	ok = conffile_load(&cf, name, true, &messages);
	ck_assert_uint_eq(messages.n, 1);
	ck_assert_uint_eq(cf.conf.metric, 5);
	close(fds[0]);
}
END_TEST

/* ---- which section an interface has ---- */

/* Patterns of shells, by fnmatch(3): the exact name, then the most characters that stand for
 * themselves, then the first. */
START_TEST(conffile_most_exact_section_holds)
{
	static const struct {
		const char *name, *pattern;
	} found[] = {
		{ "lan0", "lan0" },
		{ "lan1", "lan[123456789]" },
		{ "lan12", "lan1*" },
		{ "lanx", "lan?" },
		{ "lan", "*" },
		{ "wan0", "*an0" },
		{ "eth0", "e[t]*" },
		{ "eth0.5", "eth*.*" },
	};

	load_good("interface \"*\" { }\ninterface \"lan?\" { }\ninterface lan0 { }\n"
		  "interface \"lan[123456789]\" { }\ninterface \"lan1*\" { }\n"
		  "interface \"*an0\" { }\ninterface \"e[t]*\" { }\ninterface \"eth*.*\" { }\n");
	for (size_t i = 0; i < ARRAY_SIZE(found); i++) {
		if (strcmp(found[i].name, "lan1") == 0)
			continue;
		if (strcmp(found[i].name, "eth0") == 0)
			ck_assert_str_eq(iface("eth0")->pattern, "e[t]*");
		else
			ck_assert_str_eq(iface(found[i].name)->pattern, found[i].pattern);
	}
	ck_assert_str_eq(iface("lan1")->pattern, "lan1*"); /* 4 against 3 */
	ck_assert_str_eq(iface("lan2")->pattern, "lan?");  /* 3 against 3: the first */
}
END_TEST

/* Nothing is inherited from a less exact section. */
START_TEST(conffile_sections_do_not_mix)
{
	load_good("interface \"lan*\" { role = router preference-level = 5 }\n"
		  "interface lan0 { }\n");
	ck_assert_int_eq(iface("lan0")->role, ROLE_HOST);
	ck_assert_int_eq(iface("lan0")->preference_level, 0);
	ck_assert_int_eq(iface("lan1")->role, ROLE_ROUTER);
}
END_TEST

START_TEST(conffile_tracks_are_32)
{
	char text[4096] = "";

	for (int i = 0; i < 32; i++)
		sprintf(text + strlen(text), "track t%d { }\n", i);
	strcat(text, "interface a { role = router track = \"t0,t31\" }\n");
	load_good(text);
	ck_assert_uint_eq(iface("a")->tracks, 0x80000001);
	strcat(text, "track one-more {\n on-loss = withdraw\n}\n");
	load(text);
	assert_told("34: track one-more: at most 32 tracks");
}
END_TEST

/* ---- the command line over the file ---- */

static struct cmdline cl;

/* Words with blanks between. */
static void command(const char *line)
{
	static char text[256], error[256];
	static char *argv[32];
	char *save = NULL;
	int argc = 0, r;

	strcpy(text, line);
	argv[argc++] = (char *)"rdisc";
	for (char *word = strtok_r(text, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	argv[argc] = NULL;
	r = cmdline_parse(&cl, argc, argv, cf.found ? &cf.conf : NULL, error, sizeof(error));
	ck_assert_msg(r == 0, "rdisc %s: %s", line, error);
}

static const struct conf_iface *commanded(const char *name)
{
	const struct conf_iface *ci = conf_find_iface(&cl.conf, name);

	ck_assert_msg(ci != NULL, "nothing for interface %s", name);
	return ci;
}

static const char base[] =
    "routes { install = ladder metric = 100 table = 200 prefsrc = 192.0.2.1 mtu = 1300"
    " keep-routes = no probe-interval = 9 max-routers = 5 protocol = 77 }\n"
    "interface \"lan*\" { role = router preference-level = 5 max-advertisement-interval = 30\n"
    " min-advertisement-interval = 20 advertisement-lifetime = 40 track = t\n"
    " address 192.0.2.1 { preference-level = 6 } }\n"
    "interface lan9 { role = off }\n"
    "interface wan0 { role = host solicit = no router 192.0.2.9 { preference-level = 1 } }\n"
    "track t { }\n";

START_TEST(cmdline_without_options_is_the_file)
{
	load_good(base);
	command("");
	ck_assert(!cl.check && !cl.help && !cl.version);
	ck_assert_uint_eq(cl.conf.n_ifaces, 3);
	ck_assert_int_eq(cl.conf.install, INSTALL_LADDER);
	ck_assert_uint_eq(cl.conf.metric, 100);
	ck_assert_uint_eq(cl.conf.table, 200);
	ck_assert_uint_eq(cl.conf.protocol, 77);
	ck_assert_uint_eq(cl.conf.routers_max, 5);
	ck_assert_uint_eq(cl.conf.n_tracks, 1);
	for (size_t i = 0; i < 3; i++)
		ck_assert_mem_eq(&cl.conf.ifaces[i], &cf.conf.ifaces[i], sizeof(*cl.conf.ifaces));
	cmdline_fini(&cl);
}
END_TEST

START_TEST(cmdline_wins_over_the_file)
{
	load_good(base);
	command("--install best --metric 4096 --table main --prefsrc 192.0.2.2 --mtu lock:1400"
		" --keep-routes --probe-interval 3 -p -7 -T 8 --no-solicit-on-loss"
		" --no-require-forwarding 255.255.255.255 255.255.255.255");
	ck_assert_int_eq(cl.conf.install, INSTALL_BEST);
	ck_assert_uint_eq(cl.conf.metric, 4096);
	ck_assert_uint_eq(cl.conf.table, 254);
	assert_ip(cl.conf.prefsrc, "192.0.2.2");
	ck_assert_uint_eq(cl.conf.mtu, 1400);
	ck_assert(cl.conf.mtu_lock && cl.conf.keep_routes);
	ck_assert_uint_eq(cl.conf.probe_interval, 3 * SEC);
	ck_assert_uint_eq(cl.conf.routers_max, 5); /* no option for it */
	for (size_t i = 0; i < cl.conf.n_ifaces; i++) {
		const struct conf_iface *ci = &cl.conf.ifaces[i];

		ck_assert_int_eq(ci->preference_level, -7);
		ck_assert_uint_eq(ci->max_advertisement_interval, 8 * SEC);
		ck_assert_uint_eq(
		    ci->min_advertisement_interval, 6 * SEC); /* what derives from it too */
		ck_assert_uint_eq(ci->advertisement_lifetime, 24);
		ck_assert(!ci->solicit_on_loss && !ci->require_forwarding && !ci->join_all_routers);
		assert_ip(ci->solicitation_address, "255.255.255.255");
		assert_ip(ci->advertisement_address.list[0], "255.255.255.255");
	}
	ck_assert_int_eq(commanded("lan0")->role, ROLE_ROUTER); /* the rest is the file's */
	ck_assert_int_eq(commanded("lan9")->role, ROLE_OFF);
	ck_assert_int_eq(commanded("wan0")->role, ROLE_HOST);
	ck_assert_uint_eq(commanded("lan0")->tracks, 1);
	ck_assert_int_eq(conf_address(commanded("lan0"), ip("192.0.2.1")).preference_level, 6);
	ck_assert_int_eq(conf_router(commanded("wan0"), ip("192.0.2.9"))->preference_level, 1);
	cmdline_fini(&cl);
	command("-a -b -r");
	ck_assert_int_eq(cl.conf.install, INSTALL_BEST);
	for (size_t i = 0; i < cl.conf.n_ifaces; i++)
		ck_assert_int_eq(cl.conf.ifaces[i].role, ROLE_ROUTER);
	cmdline_fini(&cl);
}
END_TEST

/* -i leaves those interfaces only, with the sections the file has for them. */
START_TEST(cmdline_interfaces_are_the_only_ones)
{
	load_good(base);
	command("-i lan3 -i eth5");
	ck_assert_uint_eq(cl.conf.n_ifaces, 2);
	ck_assert_int_eq(commanded("lan3")->role, ROLE_ROUTER);
	ck_assert_str_eq(commanded("lan3")->pattern, "lan3");
	ck_assert_uint_eq(commanded("lan3")->max_advertisement_interval, 30 * SEC);
	ck_assert_int_eq(commanded("eth5")->role, ROLE_HOST);
	ck_assert(!commanded("eth5")->solicit);
	ck_assert_ptr_null(conf_find_iface(&cl.conf, "lan0"));
	ck_assert_ptr_null(conf_find_iface(&cl.conf, "wan0"));
	cmdline_fini(&cl);

	command("-i lan9 -p 3");
	ck_assert_uint_eq(cl.conf.n_ifaces, 1);
	ck_assert_int_eq(commanded("lan9")->role, ROLE_OFF);
	ck_assert_int_eq(commanded("lan9")->preference_level, 3);
	cmdline_fini(&cl);

	command("-i lan*"); /* and lan9 is still off */
	ck_assert_uint_eq(cl.conf.n_ifaces, 2);
	ck_assert_int_eq(commanded("lan0")->role, ROLE_ROUTER);
	ck_assert_int_eq(commanded("lan9")->role, ROLE_OFF);
	ck_assert_ptr_null(conf_find_iface(&cl.conf, "wan0"));
	cmdline_fini(&cl);

	command("-i *");
	ck_assert_uint_eq(cl.conf.n_ifaces, 4);
	ck_assert_int_eq(commanded("lan0")->role, ROLE_ROUTER);
	ck_assert_int_eq(commanded("eth5")->role, ROLE_HOST);
	cmdline_fini(&cl);
}
END_TEST

/* The old program solicited with -s only, and so does an interface without a section, whether there
 * is a file or not; a section has a key for it, and wins. [faults G1] */
START_TEST(cmdline_solicits_with_s_or_as_a_section_says)
{
	command("");
	ck_assert(!commanded("eth0")->solicit);
	ck_assert_uint_eq(cl.conf.n_ifaces, 1);
	cmdline_fini(&cl);
	command("-s");
	ck_assert(commanded("eth0")->solicit && cl.exit_unanswered);
	cmdline_fini(&cl);

	load_good("interface \"*\" { }\n");
	command("");
	ck_assert(commanded("eth0")->solicit && !cl.exit_unanswered);
	cmdline_fini(&cl);
	load_good("# nothing\n");
	command("");
	ck_assert(!commanded("eth0")->solicit);
	cmdline_fini(&cl);
	command("-s -f");
	ck_assert(commanded("eth0")->solicit);
	cmdline_fini(&cl);
	load_good("routes { metric = 5 }\n"); /* no interface: all of them */
	command("");
	ck_assert(!commanded("eth0")->solicit);
	ck_assert_uint_eq(cl.conf.metric, 5);
	cmdline_fini(&cl);
	load_good("interface eth0 { solicit = no }\n");
	command("");
	ck_assert(!commanded("eth0")->solicit);
	cmdline_fini(&cl);
	command("-s -f");
	ck_assert(!commanded("eth0")->solicit && !cl.exit_unanswered);
	cmdline_fini(&cl);
}
END_TEST

/* ---- any text ---- */

/* Something is told of each text that is refused, on a line that it has; nothing crashes. */
static void assert_survives(const char *text)
{
	int lines = 2;

	for (const char *p = text; *p != '\0'; p++)
		lines += *p == '\n';
	load(text);
	for (size_t i = 0; i < messages.n; i++)
		must(messages.list[i].line >= 1 && messages.list[i].line <= lines,
		    "line %d of:\n%s\n%s", messages.list[i].line, text, told());
	must(ok == (messages.n_errors == 0) && messages.n >= messages.n_errors, "%s", text);
}

START_TEST(conffile_survives_any_text)
{
	static const char marks[] = "{}{}=\"'#\n\n/*\\ +,()$|x0";
	struct rng rng = { .state = (uint64_t)_i };
	char text[sizeof(everything) + 64];

	for (int run = 0; run < 200; run++) {
		size_t len = sizeof(everything) - 1;

		memcpy(text, everything, len + 1);
		for (uint32_t i = below(&rng, 4) + 1; i > 0; i--) {
			size_t at = below(&rng, (uint32_t)len);
			char mark = marks[below(&rng, sizeof(marks) - 1)];

			if (one_in(&rng, 3)) { /* replaced, put in, or a piece left out */
				text[at] = mark;
			} else if (one_in(&rng, 2) && len + 2 < sizeof(text)) {
				memmove(text + at + 1, text + at, len - at + 1);
				text[at] = mark;
				len++;
			} else {
				size_t piece = below(&rng, 40);

				if (at + piece > len)
					piece = len - at;
				memmove(text + at, text + at + piece, len - at - piece + 1);
				len -= piece;
			}
			if (len < 100)
				break;
		}
		assert_survives(text);
	}
	load_good(everything);
}
END_TEST

START_TEST(conffile_survives_being_cut_off)
{
	char text[sizeof(everything)];

	for (size_t len = 0; len < sizeof(everything); len += 7) {
		memcpy(text, everything, len);
		text[len] = '\0';
		assert_survives(text);
	}
}
END_TEST

Suite *suite_conffile(void)
{
	Suite *s = suite_create("conffile");
	TCase *tc = tcase_create("conffile");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, conffile_reads_every_key);
	tcase_add_loop_test(tc, conffile_test_reads_every_key, 0, (int)n_confkeys);
	tcase_add_test(tc, conffile_defaults_hold_for_what_is_not_said);
	tcase_add_test(tc, conffile_layout_is_free);
	tcase_add_test(tc, conffile_list_is_replaced_as_a_whole);
	tcase_add_loop_test(tc, conffile_tells_what_is_wrong, 0, (int)ARRAY_SIZE(wrong));
	tcase_add_loop_test(tc, conffile_warns_of_what_is_dubious, 0, (int)ARRAY_SIZE(dubious));
	tcase_add_test(tc, conffile_warns_of_a_second_role);
	tcase_add_test(tc, conffile_tells_of_every_file);
	tcase_add_test(tc, conffile_gives_up_on_what_is_no_such_file);
	tcase_add_loop_test(
	    tc, rfc1256_4_1_intervals_and_lifetime_have_an_order, 0, (int)ARRAY_SIZE(intervals));
	tcase_add_test(tc, conffile_tells_which_interval_is_wrong);
	tcase_add_test(tc, conffile_compares_over_files);
	tcase_add_test(tc, conffile_drop_ins_merge_key_by_key);
	tcase_add_test(tc, conffile_drop_in_can_undo);
	tcase_add_test(tc, conffile_later_wins);
	tcase_add_test(tc, conffile_drop_ins_without_the_file);
	tcase_add_test(tc, conffile_that_is_not_there);
	tcase_add_test(tc, conffile_that_cannot_be_read);
	tcase_add_test(tc, conffile_may_be_a_pipe);
	tcase_add_test(tc, conffile_most_exact_section_holds);
	tcase_add_test(tc, conffile_sections_do_not_mix);
	tcase_add_test(tc, conffile_tracks_are_32);
	tcase_add_test(tc, cmdline_without_options_is_the_file);
	tcase_add_test(tc, cmdline_wins_over_the_file);
	tcase_add_test(tc, cmdline_interfaces_are_the_only_ones);
	tcase_add_test(tc, cmdline_solicits_with_s_or_as_a_section_says);
	tcase_add_loop_test(tc, conffile_survives_any_text, 0, 8);
	tcase_add_test(tc, conffile_survives_being_cut_off);
	suite_add_tcase(s, tc);
	return s;
}
