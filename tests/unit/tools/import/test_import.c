/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests moving in: for each dialect, texts and the file that is made of them; and that whatever is read,
 * what comes out is a configuration that is taken. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/file.h"
#include "tools/import/import.h"
#include "unit/tests.h"

#define HEAD        "# Made of f by rdiscctl import. See rdisc.conf(5).\n"
#define NOTES       HEAD "#\n# Differences from it:\n"
#define IFACE(name) "\ninterface \"" name "\" {\n"

static const struct {
	const char *text, *expected;
} cases[] = {
	/* ---- the old program ---- */
	{ "OPTIONS=\"-s\"\n", HEAD IFACE("*") "\trole = host\n}\n" },
	{ "OPTIONS=\n", HEAD IFACE("*") "\trole = host\n\tsolicit = no\n}\n" },
	{ "# c\nexport OPTIONS='-as -i eth0 -ieth1'\n",
	    HEAD "\nroutes {\n\tinstall = ladder\n}\n" IFACE("eth0") "\trole = host\n}\n" IFACE(
		"eth1") "\trole = host\n}\n" },
	{ "OPTIONS=\"-r -p100 -T 30 -f\"\nSEND_ADDRESS=255.255.255.255\n",
	    NOTES "# f:1: -f belongs on the command line of the service\n" IFACE(
		"*") "\trole = router\n\tpreference-level = 100\n"
		     "\tmax-advertisement-interval = 30\n"
		     "\tadvertisement-address = 255.255.255.255\n}\n" },
	{ "OPTIONS=\"-rx -T 3\"\nRECEIVE_ADDRESS=255.255.255.255\n",
	    NOTES "# f:1: -x: no such option\n"
		  "# f:2: 3: max-advertisement-interval expects a number of seconds from 4 to"
		  " 1800, or 0 to advertise only when solicited\n" IFACE(
		      "*") "\trole = router\n\tjoin-all-routers = no\n}\n" },
	{ "OPTIONS=\"-s --metric 10 --mtu lock:1400 --keep-routes --no-solicit-on-loss\"\n",
	    NOTES "# f:1: --no-solicit-on-loss: not known here; see rdisc.conf(5) for "
		  "the key\n"
		  "\nroutes {\n\tmetric = 10\n\tmtu = \"lock:1400\"\n\tkeep-routes = "
		  "yes\n}\n" IFACE("*") "\trole = host\n}\n" },
	/* ---- Cisco, FRR, HP ---- */
	{ "hostname a\ninterface eth0\n ip address 192.0.2.1 255.255.255.0\n ip irdp "
	  "multicast\n"
	  " ip irdp holdtime 90\n ip irdp maxadvertinterval 30\n ip irdp minadvertinterval "
	  "20\n"
	  " ip irdp preference -7\n ip irdp address 192.0.2.254 5\n ip irdp address "
	  "192.0.2.253\n",
	    HEAD IFACE("eth0") "\trole = router\n\tadvertisement-address = multicast\n"
			       "\tadvertisement-lifetime = 90\n"
			       "\tmax-advertisement-interval = 30\n"
			       "\tmin-advertisement-interval = 20\n\tpreference-level "
			       "= -7\n"
			       "\taddress 192.0.2.254 {\n\t\tproxy = yes\n"
			       "\t\tpreference-level = 5\n\t}\n"
			       "\taddress 192.0.2.253 {\n\t\tproxy = yes\n\t}\n}\n" },
	{ "interface eth1\r\n ip irdp broadcast\r\n ip irdp address 192.0.2.1 preference "
	  "7\r\n"
	  " ip irdp debug packet\r\n ip irdp shutdown\r\n",
	    NOTES "# f:4: ip irdp debug: no equivalent\n" IFACE(
		"eth1") "\trole = off\n\tadvertisement-address = broadcast\n"
			"\taddress 192.0.2.1 {\n\t\tpreference-level = "
			"7\n\t}\n}\n" },
	{ "vlan 10\n ip irdp multicast holdtime 1800 maxadvertinterval 0 preference 3\n",
	    HEAD IFACE("vlan10") "\trole = router\n\tadvertisement-address = multicast\n"
				 "\tadvertisement-lifetime = 1800\n"
				 "\tmax-advertisement-interval = 0\n\tpreference-level = "
				 "3\n}\n" },
	{ "interface GigabitEthernet0/1\n ip irdp\ninterface GigabitEthernet0/2\n ip irdp\n"
	  " ip irdp preference 5\n no ip irdp preference\n no ip irdp multicast\n",
	    NOTES "# f:2: GigabitEthernet0/1 is not an interface name on Linux; write "
		  "yours for"
		  " Gi0-1\n"
		  "# f:2: IOS broadcasts unless told to multicast; for that, add"
		  " advertisement-address = broadcast\n"
		  "# f:4: GigabitEthernet0/2 is not an interface name on Linux; write "
		  "yours for"
		  " Gi0-2\n"
		  "# f:4: IOS broadcasts unless told to multicast; for that, add"
		  " advertisement-address = broadcast\n" IFACE(
		      "Gi0-1") "\trole = router\n}\n" IFACE("Gi0-2") "\trole = "
								     "router\n\tadvertise"
								     "ment-address = "
								     "broadcast\n}\n" },
	{ "interface eth0\n ip irdp preference 5\n no ip irdp\nip gdp irdp multicast\n",
	    HEAD IFACE("eth0") "\trole = off\n}\n" IFACE(
		"*") "\trole = host\n\tsolicitation-address = multicast\n}\n" },
	/* FRR writes what is shut down first, and then the rest; HiOS has a switch of its own
	 * [faults G6] */
	{ "interface eth0\n ip irdp shutdown \n ip irdp broadcast\n ip irdp preference 3\n"
	  "interface eth1\n ip irdp multicast\n",
	    HEAD IFACE("eth0") "\trole = off\n\tadvertisement-address = broadcast\n"
			       "\tpreference-level = 3\n}\n" IFACE(
				   "eth1") "\trole = router\n"
					   "\tadvertisement-address = multicast\n}\n" },
	{ "interface eth0\n ip irdp shutdown\n ip irdp multicast\n no ip irdp shutdown\n",
	    HEAD IFACE("eth0") "\trole = router\n\tadvertisement-address = "
			       "multicast\n}\n" },
	{ "interface 1/1\n no ip irdp operation\n ip irdp holdtime 1800\ninterface 1/2\n"
	  " ip irdp operation\n",
	    NOTES "# f:2: 1/1 is not an interface name on Linux; write yours for 1-1\n"
		  "# f:5: 1/2 is not an interface name on Linux; write yours for "
		  "1-2\n" IFACE("1-1") "\trole = off\n\tadvertisement-lifetime = "
				       "1800\n}\n" IFACE("1-2") "\trole = router\n}\n" },
	/* what is said of IOS is not said of others */
	{ "interface eth0\n ip irdp\nvlan 10\n ip irdp\n",
	    HEAD IFACE("eth0") "\trole = router\n}\n" IFACE("vlan10") "\trole = router\n}\n" },
	/* what IOS and FRR take, and would make hosts lose the router */
	{ "interface eth0\n ip irdp holdtime 50\n ip irdp maxadvertinterval 100\n"
	  " ip irdp minadvertinterval 200\n",
	    NOTES
	    "# f:4: 200 s is above the longest interval, 100 s\n"
	    "# f:2: 50 s is shorter than the longest interval, 100 s: hosts "
	    "would lose this"
	    " router in between\n" IFACE("eth0") "\trole = router\n\tmax-advertisement-interval = "
						 "100\n}\n" },
	/* ---- nothing ---- */
	{ "", HEAD "# It says nothing of router discovery.\n" },
	{ "interface eth0\n ip address 192.0.2.1 255.255.255.0\n",
	    HEAD "# It says nothing of router discovery.\n" },
};

/* Does rdisc take it as its configuration? */
static void assert_taken(const char *text)
{
	char path[] = "/tmp/rdisc-import-XXXXXX";
	struct conffile_messages messages = { 0 };
	struct conffile cf = { 0 };
	int fd = mkstemp(path);
	bool ok;

	must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), "no file");
	close(fd);
	ok = conffile_load(&cf, path, true, &messages);
	must(ok, "%s:%d: %s in\n%s", path, messages.n > 0 ? messages.list[0].line : 0,
	    messages.n > 0 ? messages.list[0].text : "?", text);
	conffile_free(&cf);
	conffile_forget(&messages);
	unlink(path);
}

START_TEST(import_makes_what_is_expected)
{
	size_t found;
	char *made = import_convert(cases[_i].text, "f", &found);

	ck_assert_ptr_nonnull(made);
	ck_assert_str_eq(made, cases[_i].expected);
	ck_assert_int_eq(found > 0, strstr(made, "interface \"") != NULL);
	assert_taken(made);
	free(made);
}
END_TEST

/* The cases again with characters changed, left out and put in: it may say less, but no rubbish. */
START_TEST(import_is_taken_whatever_is_read)
{
	static const char odd[] = "{};\n\"'\\ #=:*?[%/\t\r\x01\xff-0z";
	struct rng rng = { (uint64_t)_i + 1 };
	size_t found;
	char *text = strdup(cases[_i].text), *made;

	for (int round = 0; round < 300; round++) {
		size_t len = strlen(text);

		for (int n = 0; len > 0 && n < 3; n++)
			text[below(&rng, (uint32_t)len)] =
			    odd[below(&rng, (uint32_t)sizeof(odd) - 1)];
		made = import_convert(text, "f", &found);
		ck_assert_ptr_nonnull(made);
		if (round % 10 == 0)
			assert_taken(made);
		free(made);
		if (round % 20 == 0)
			strcpy(text, cases[_i].text);
	}
	free(text);
}
END_TEST

/* Of far too much, some is left out and nothing overrun. */
START_TEST(import_bounds_what_it_reads)
{
	static const char *const openings[] = { "OPTIONS=\"-r", "interface eth0\n ip irdp" };
	static const char *const repeated[] = { " -i eth0 -i 0123456789abcdefghijkl", "{", " a",
		"}", " address 192.0.2.1 5", "\ninterface e0123456789012345678901234567890" };
	size_t found, size = 100000;
	char *text = malloc(size + 64), *made;

	for (size_t o = 0; o < ARRAY_SIZE(openings); o++) {
		for (size_t r = 0; r < ARRAY_SIZE(repeated); r++) {
			size_t len = strlen(repeated[r]);

			strcpy(text, openings[o]);
			for (size_t at = strlen(text); at + len < size / (r + 1) && at < 2000 * len;
			     at += len)
				strcpy(text + at, repeated[r]);
			made = import_convert(text, "f", &found);
			ck_assert_ptr_nonnull(made);
			assert_taken(made);
			free(made);
		}
	}
	free(text);
}
END_TEST

Suite *suite_import(void)
{
	Suite *s = suite_create("import");
	TCase *tc = tcase_create("import");

	tcase_add_loop_test(tc, import_makes_what_is_expected, 0, (int)ARRAY_SIZE(cases));
	tcase_add_loop_test(tc, import_is_taken_whatever_is_read, 0, (int)ARRAY_SIZE(cases));
	tcase_add_test(tc, import_bounds_what_it_reads);
	suite_add_tcase(s, tc);
	return s;
}
