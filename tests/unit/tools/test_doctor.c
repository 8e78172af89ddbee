/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests rdiscctl doctor: a machine is played by files of a directory and by interfaces made up, and each
 * finding is made where it is due and nowhere else. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/doctor_findings.h"
#include "unit/tests.h"

static char root[64];
static struct iface_addr addrs[2][2];
static struct conf_iface ifaces[2];
static struct conf conf;
static struct doctor_link links[2];
static struct doctor_route routes[2];
static struct doctor d;

/* Makes the directories above a path. */
static void make_parents(const char *path)
{
	char part[512];

	for (size_t i = 1; path[i] != '\0'; i++)
		if (path[i] == '/') {
			snprintf(part, sizeof(part), "%.*s", (int)i, path);
			mkdir(part, 0700);
		}
}

/* Writes a file of the machine. */
static void machine(const char *path, const char *text)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	file = fopen(whole, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void machine_link(const char *path, const char *target)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	make_parents(whole);
	ck_assert_int_eq(symlink(target, whole), 0);
}

/* Two hosts' interfaces on a healthy machine: nothing is to be found. */
static void setup(void)
{
	snprintf(root, sizeof(root), "/tmp/rdisc-doctor-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	addrs[0][0] = (struct iface_addr){ ip("192.0.2.10"), ip("192.0.2.10"), 24 };
	addrs[0][1] = (struct iface_addr){ ip("192.0.2.11"), ip("192.0.2.11"), 24 };
	addrs[1][0] = (struct iface_addr){ ip("10.0.0.1"), ip("10.0.0.1"), 8 };
	conf_init(&conf);
	for (unsigned i = 0; i < 2; i++) {
		conf_iface_init(&ifaces[i]);
		ifaces[i].role = ROLE_HOST;
		links[i] = (struct doctor_link){ { .ifindex = i + 2,
						     .up = true,
						     .carrier = true,
						     .multicast = true,
						     .broadcast = true,
						     .n_addrs = 1,
						     .addrs = addrs[i] },
			&ifaces[i] };
		snprintf(links[i].iface.name, IF_NAMESIZE, "eth%u", i);
		ifaces[i].pattern = links[i].iface.name;
	}
	conf.ifaces = ifaces;
	conf.n_ifaces = 2;
	machine("/proc/sys/net/ipv4/conf/eth0/accept_redirects", "1\n");
	machine("/proc/sys/net/ipv4/conf/eth0/secure_redirects", "1\n");
	machine("/proc/1/comm", "init\n");
	machine("/proc/77/comm", "rdisc\n");
	d = (struct doctor){ .root = root,
		.conf = &conf,
		.links = links,
		.n_links = 2,
		.routes = routes,
		.rules = json_array(),
		.wall = (usec_t)1900000000 * SEC,
		.findings = json_array() };
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
	json_decref((json_t *)d.rules);
	json_decref(d.findings);
}

/* Examines the first interface and the machine. Returns the findings: "problem link eth0, …". */
static const char *found(void)
{
	static char text[1024];
	size_t i, len = 0;
	json_t *f;

	text[0] = '\0';
	json_array_clear(d.findings);
	doctor_examine_link(&d, &links[0]);
	doctor_examine_firewall(&d, &links[0]);
	doctor_examine_machine(&d);
	json_array_foreach (d.findings, i, f) {
		const char *name = json_string_value(json_object_get(f, "interface"));

		ck_assert(json_is_string(json_object_get(f, "finding")));
		ck_assert(json_is_string(json_object_get(f, "meaning")));
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %s%s%s",
		    i > 0 ? ", " : "", json_string_value(json_object_get(f, "weight")),
		    json_string_value(json_object_get(f, "check")), name == NULL ? "" : " ",
		    name == NULL ? "" : name);
	}
	return text;
}

/* A member of the first finding. */
static const char *first(const char *member)
{
	return json_string_value(json_object_get(json_array_get(d.findings, 0), member));
}

#define assert_found(text) ck_assert_str_eq(found(), text)

START_TEST(healthy_machine)
{
	assert_found("");
	ck_assert_uint_eq(doctor_count(&d, DOCTOR_NOTE), 0);
}
END_TEST

START_TEST(link_and_addresses)
{
	links[0].iface.carrier = false;
	assert_found("warning link eth0");
	links[0].iface.up = false;
	assert_found("problem link eth0");
	ck_assert_str_eq(first("command"), "ip link set up dev eth0");
	links[0].iface.up = links[0].iface.carrier = true;
	links[0].iface.multicast = links[0].iface.broadcast = false;
	assert_found("warning link eth0");
	links[0].iface.multicast = true;
	links[0].iface.n_addrs = 0;
	assert_found("warning addresses eth0");
	links[0].iface.n_addrs = 2;
	addrs[0][1].local = ip("169.254.3.4"); /* behind another one: fine */
	assert_found("");
	addrs[0][0].local = ip("169.254.3.4");
	addrs[0][1].local = ip("192.0.2.10");
	assert_found("warning link_local_address eth0");
	ck_assert_str_eq(first("command"), "ip address del 169.254.3.4/24 dev eth0");
	links[0].iface.n_addrs = 1;
	assert_found("warning link_local_address eth0");
	ck_assert_ptr_null(first("command"));
}
END_TEST

START_TEST(address_of_two_interfaces)
{
	addrs[1][0] = addrs[0][0];
	assert_found("warning duplicate_address eth0");
	ck_assert_str_eq(first("finding"), "192.0.2.10 is an address of eth1 as well");
}
END_TEST

START_TEST(forwarding_fits_the_role)
{
	links[0].iface.forwarding = true;
	assert_found("note forwarding eth0");
	ifaces[0].role = ROLE_ROUTER;
	assert_found("");
	links[0].iface.forwarding = false;
	assert_found("problem forwarding eth0");
	ck_assert_str_eq(first("command"), "sysctl -w net/ipv4/conf/eth0/forwarding=1");
}
END_TEST

START_TEST(strict_reverse_path)
{
	machine("/proc/sys/net/ipv4/conf/eth0/rp_filter", "1\n");
	assert_found("warning rp_filter eth0");
	ifaces[1].role = ROLE_ROUTER; /* nothing is learned there */
	assert_found("");
	addrs[1][0].local = ip("192.0.2.77");
	assert_found("warning rp_filter eth0");
	machine("/proc/sys/net/ipv4/conf/all/rp_filter", "2\n"); /* the greater one holds */
	assert_found("");
	machine("/proc/sys/net/ipv4/conf/all/rp_filter", "1\n");
	machine("/proc/sys/net/ipv4/conf/eth0/rp_filter", "0\n");
	assert_found("warning rp_filter eth0");
}
END_TEST

START_TEST(redirects)
{
	machine("/proc/sys/net/ipv4/conf/all/shared_media", "1\n");
	assert_found("note secure_redirects eth0");
	machine("/proc/sys/net/ipv4/conf/all/shared_media", "0\n");
	machine("/proc/sys/net/ipv4/conf/eth0/secure_redirects", "0\n");
	assert_found("note secure_redirects eth0");
	machine("/proc/sys/net/ipv4/conf/eth0/accept_redirects", "0\n");
	assert_found("note accept_redirects eth0");
	machine("/proc/sys/net/ipv4/conf/all/accept_redirects",
	    "1\n"); /* without forwarding, one is enough */
	assert_found("note secure_redirects eth0");
	ifaces[0].role = ROLE_ROUTER;
	links[0].iface.forwarding = true;
	assert_found("");
}
END_TEST

START_TEST(memberships)
{
	machine("/proc/sys/net/ipv4/igmp_max_memberships", "0\n");
	assert_found(""); /* a host needs none */
	ifaces[0].role = ROLE_ROUTER;
	links[0].iface.forwarding = true;
	assert_found("problem igmp_max_memberships eth0");
	ifaces[0].join_all_routers = false;
	assert_found("");
}
END_TEST

START_TEST(bridge_as_interface_and_as_master)
{
	machine("/sys/class/net/eth0/bridge/multicast_snooping", "1\n");
	machine("/sys/class/net/eth0/bridge/multicast_querier", "0\n");
	assert_found("note multicast_snooping eth0");
	machine("/sys/class/net/eth0/bridge/multicast_querier", "1\n");
	machine("/sys/class/net/eth0/brif/tap0/x", "");
	machine("/sys/class/net/tap0/brport/multicast_flood", "0\n");
	assert_found("warning multicast_flood eth0");
	ck_assert_str_eq(first("command"), "bridge link set dev tap0 mcast_flood on");
	machine("/sys/class/net/tap0/brport/multicast_flood", "1\n");
	machine("/sys/class/net/eth0/bridge/multicast_snooping", "0\n");
	assert_found("");
}
END_TEST

START_TEST(bridge_of_a_port)
{
	machine_link("/sys/class/net/eth0/master", "../br7");
	machine("/sys/class/net/br7/bridge/multicast_snooping", "1\n");
	machine("/sys/class/net/br7/bridge/multicast_querier", "0\n");
	assert_found("note multicast_snooping eth0");
	ck_assert_str_eq(first("command"), "ip link set dev br7 type bridge mcast_querier 1");
}
END_TEST

START_TEST(default_routes_of_others)
{
	d.n_routes = 1;
	routes[0] = (struct doctor_route){
		.metric = 4096, .protocol = conf.protocol, .hop = hop_to(2, ip("192.0.2.1"))
	};
	assert_found(""); /* it is ours */
	routes[0].protocol = 16;
	assert_found("warning default_route eth0");
	routes[0].metric = 100;
	assert_found("note default_route eth0");
	ck_assert_str_eq(first("finding"),
	    "a default route of another program comes first: via 192.0.2.1, metric 100");
	routes[0].metric = 4097; /* it comes after ours */
	assert_found("");
	routes[0].metric = 100;
	conf.install = INSTALL_NONE;
	assert_found("");
}
END_TEST

START_TEST(programs)
{
	machine("/proc/78/comm", "NetworkManager\n");
	assert_found("note other_daemon");
	machine_link("/proc/self/ns/net", "net:[1]");
	machine_link("/proc/78/ns/net", "net:[2]"); /* it is in another network namespace */
	assert_found("");
	machine_link("/proc/77/ns/net", "net:[2]");
	assert_found("warning daemon");
}
END_TEST

START_TEST(clock_and_its_source)
{
	d.wall = 3600 * SEC;
	assert_found("warning clock");
	d.wall = (usec_t)1900000000 * SEC;
	machine("/sys/devices/system/clocksource/clocksource0/current_clocksource",
	    "refined-jiffies\n");
	assert_found("note clock");
}
END_TEST

START_TEST(lines_for_people_fit_the_screen)
{
	char *text, *line, *place;
	size_t size;
	FILE *out;

	links[0].iface.forwarding = true;
	links[0].iface.carrier = false;
	snprintf(links[0].iface.name, IF_NAMESIZE, "e\033]0;th");
	machine("/proc/78/comm", "systemd-network\n");
	found();
	out = open_memstream(&text, &size);
	doctor_print(&d, out);
	fclose(out);
	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_ptr_nonnull(
	    strstr(text, "0 problems, 1 warning, 2 notes; looked at 2 interfaces\n"));
	ck_assert(strncmp(text, "warning  e\\x1b]0;th: the interface has no carrier\n", 48) == 0);
	for (line = strtok_r(text, "\n", &place); line != NULL; line = strtok_r(NULL, "\n", &place))
		ck_assert_uint_le(strlen(line), 80);
	free(text);
}
END_TEST

START_TEST(json_has_it_all)
{
	json_t *report;

	links[0].iface.up = false;
	found();
	report = doctor_report(&d);
	ck_assert_int_eq(json_integer_value(json_object_get(report, "version")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(report, "interfaces")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(report, "findings")), 1);
	json_decref(report);
}
END_TEST

/* ---- the firewall ---- */

#define CHAIN(hook, policy)                                                                        \
	"{\"chain\":{\"family\":\"inet\",\"table\":\"f\",\"name\":\"" hook                         \
	"\",\"type\":\"filter\",\"hook\":\"" hook "\",\"policy\":\"" policy "\"}}"
#define RULE(chain, expr)                                                                          \
	"{\"rule\":{\"family\":\"inet\",\"table\":\"f\",\"chain\":\"" chain "\",\"expr\":[" expr   \
	"]}}"
#define MATCH(op, left, right)                                                                     \
	"{\"match\":{\"op\":\"" op "\",\"left\":" left ",\"right\":" right "}}"
#define TYPE     "{\"payload\":{\"protocol\":\"icmp\",\"field\":\"type\"}}"
#define STATE    "{\"ct\":{\"key\":\"state\"}}"
#define IIF      "{\"meta\":{\"key\":\"iifname\"}}"
#define L4       "{\"meta\":{\"key\":\"l4proto\"}}"
#define DADDR    "{\"payload\":{\"protocol\":\"ip\",\"field\":\"daddr\"}}"
#define MARK     "{\"meta\":{\"key\":\"mark\"}}"
#define PORT     "{\"payload\":{\"protocol\":\"tcp\",\"field\":\"dport\"}}"
#define DROP     "{\"drop\":null}"
#define ACCEPT   "{\"accept\":null}"
#define IN       CHAIN("input", "accept")
#define IN_SHUT  CHAIN("input", "drop")
#define OUT_SHUT CHAIN("output", "drop")

static const struct {
	const char *rules, *fate;
} rulesets[] = {
	{ IN, "" },
	{ IN_SHUT, "problem firewall eth0" },
	{ OUT_SHUT, "problem firewall eth0" },
	{ IN "," RULE("input", MATCH("==", TYPE, "9") "," DROP), "problem firewall eth0" },
	{ IN "," RULE("input", MATCH("==", TYPE, "\"router-advertisement\"") "," DROP),
	    "problem firewall eth0" },
	{ IN "," RULE("input", MATCH("!=", TYPE, "{\"set\":[\"echo-request\",9]}") "," DROP), "" },
	{ IN "," RULE("input", MATCH("==", TYPE, "{\"range\":[8,10]}") "," DROP),
	    "problem firewall eth0" },
	{ IN "," RULE("input", MATCH("in", STATE, "\"invalid\"") "," DROP),
	    "problem firewall eth0" },
	{ IN "," RULE("input", MATCH("in", STATE, "[\"new\",\"related\"]") "," DROP), "" },
	{ IN "," RULE("input",
	      "{\"vmap\":{\"key\":" STATE ",\"data\":{\"set\":[[\"established\"," ACCEPT
	      "],[\"invalid\"," DROP "]]}}}"),
	    "problem firewall eth0" },
	{ IN_SHUT "," RULE("input", MATCH("==", L4, "\"icmp\"") "," ACCEPT), "" },
	{ IN_SHUT "," RULE("input", MATCH("==", L4, "\"tcp\"") "," ACCEPT),
	    "problem firewall eth0" },
	{ IN_SHUT "," RULE("input", MATCH("==", PORT, "22") "," ACCEPT), "problem firewall eth0" },
	{ IN_SHUT "," RULE("input", MATCH("==", IIF, "\"eth*\"") "," ACCEPT), "" },
	{ IN_SHUT "," RULE("input", MATCH("==", IIF, "\"lo\"") "," ACCEPT),
	    "problem firewall eth0" },
	{ IN_SHUT "," RULE("input",
	      MATCH("==", DADDR, "{\"prefix\":{\"addr\":\"224.0.0.0\",\"len\":24}}") "," ACCEPT),
	    "" },
	{ IN_SHUT "," RULE("input",
	      MATCH("==", DADDR,
		  "\"@mine\"") "," ACCEPT) ",{\"set\":{\"family\":\"inet\",\"table\":\"f\","
					   "\"name\":\"mine\",\"elem\":"
					   "[\"224.0.0.1\"]}}",
	    "" },
	{ IN_SHUT "," RULE("input", MATCH("==", MARK, "1") "," ACCEPT), "note firewall eth0" },
	{ IN "," RULE("input", MATCH("==", MARK, "1") "," DROP), "note firewall eth0" },
	{ IN "," RULE("input", "{\"xt\":null}," DROP), "note firewall eth0" },
	{ IN "," RULE("input", "{\"jump\":{\"target\":\"c\"}}") "," RULE("c", DROP),
	    "problem firewall eth0" },
	{ IN "," RULE("input", "{\"jump\":{\"target\":\"c\"}}") "," RULE(
	      "c", "{\"return\":null}") "," RULE("c", DROP),
	    "" },
	{ IN "," RULE("input", MATCH("==", MARK, "1") ",{\"jump\":{\"target\":\"c\"}}") "," RULE(
	      "c", DROP),
	    "note firewall eth0" },
	{ IN_SHUT "," RULE("input", "{\"goto\":{\"target\":\"c\"}}") "," RULE("input", ACCEPT),
	    "problem firewall eth0" },
	{ IN "," RULE("input", "{\"jump\":{\"target\":\"input\"}}"), "" }, /* ends all the same */
	{ "{\"chain\":{\"family\":\"ip6\",\"table\":\"f\",\"name\":\"i\",\"type\":\"filter\","
	  "\"hook\":\"input\",\"policy\":\"drop\"}}",
	    "" },
};

START_TEST(rules_of_nft)
{
	char text[4096];

	snprintf(text, sizeof(text), "[%s]", rulesets[_i].rules);
	json_decref((json_t *)d.rules);
	d.rules = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(d.rules);
	ck_assert_msg(strcmp(found(), rulesets[_i].fate) == 0, "%s: %s", text, found());
}
END_TEST

START_TEST(accepting_command)
{
	json_decref((json_t *)d.rules);
	d.rules = json_loads("[" IN_SHUT "]", 0, NULL);
	found();
	ck_assert_str_eq(
	    first("command"), "nft insert rule inet f input icmp type router-advertisement accept");
	json_decref((json_t *)d.rules);
	d.rules = NULL;
	assert_found("note firewall");
}
END_TEST

static const struct {
	const char *text, *fate;
} saves[] = {
	{ ":INPUT ACCEPT [0:0]\n", "" },
	{ ":INPUT DROP [0:0]\n", "problem firewall eth0" },
	{ ":INPUT DROP [0:0]\n-A INPUT -p icmp -j ACCEPT\n", "" },
	{ ":INPUT DROP [0:0]\n-A INPUT ! -p icmp -j ACCEPT\n", "problem firewall eth0" },
	{ ":INPUT ACCEPT [0:0]\n-A INPUT -i eth+ -p icmp -m icmp --icmp-type 9 -j DROP\n",
	    "problem firewall eth0" },
	{ ":INPUT ACCEPT [0:0]\n-A INPUT -p icmp -m icmp --icmp-type 8/0 -j DROP\n", "" },
	{ ":INPUT ACCEPT [0:0]\n-A INPUT -m conntrack --ctstate INVALID -m comment --comment"
	  " \"-d no\" -j REJECT --reject-with icmp-port-unreachable\n",
	    "problem firewall eth0" },
	{ ":INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --syn -j DROP\n", "" },
	{ ":INPUT ACCEPT [0:0]\n-A INPUT -m length --length 28 -j DROP\n", "note firewall eth0" },
	{ ":INPUT ACCEPT [0:0]\n:MINE - [0:0]\n-A INPUT -j MINE\n-A MINE -d 224.0.0.1/32 -j DROP\n",
	    "problem firewall eth0" },
	{ ":OUTPUT DROP [0:0]\n-A OUTPUT -o eth1 -j ACCEPT\n", "problem firewall eth0" },
};

START_TEST(rules_of_iptables)
{
	char text[512];

	snprintf(text, sizeof(text), "# Generated\n*filter\n%sCOMMIT\n", saves[_i].text);
	firewall_add_iptables((json_t *)d.rules, text, "iptables-legacy");
	ck_assert_msg(strcmp(found(), saves[_i].fate) == 0, "%s: %s", saves[_i].text, found());
	if (strncmp(found(), "problem", 7) == 0)
		ck_assert_ptr_nonnull(strstr(first("command"), "iptables-legacy -I "));
}
END_TEST

Suite *suite_doctor(void)
{
	Suite *suite = suite_create("doctor");
	TCase *tc = tcase_create("doctor");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, healthy_machine);
	tcase_add_test(tc, link_and_addresses);
	tcase_add_test(tc, address_of_two_interfaces);
	tcase_add_test(tc, forwarding_fits_the_role);
	tcase_add_test(tc, strict_reverse_path);
	tcase_add_test(tc, redirects);
	tcase_add_test(tc, memberships);
	tcase_add_test(tc, bridge_as_interface_and_as_master);
	tcase_add_test(tc, bridge_of_a_port);
	tcase_add_test(tc, default_routes_of_others);
	tcase_add_test(tc, programs);
	tcase_add_test(tc, clock_and_its_source);
	tcase_add_test(tc, lines_for_people_fit_the_screen);
	tcase_add_test(tc, json_has_it_all);
	tcase_add_loop_test(tc, rules_of_nft, 0, ARRAY_SIZE(rulesets));
	tcase_add_test(tc, accepting_command);
	tcase_add_loop_test(tc, rules_of_iptables, 0, ARRAY_SIZE(saves));
	suite_add_tcase(suite, tc);
	return suite;
}
