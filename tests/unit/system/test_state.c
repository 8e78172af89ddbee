/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the state file: what is written is read again, and anything else reads as empty. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/state.h"
#include "unit/tests.h"

#define HEADER "rdisc-state 1 boot=00000000-0000-4000-8000-000000000000 netns=4026531840\n"

static const struct known_router known[] = {
	{ .ifindex = 2,
	    .ifname = "eth0",
	    .address = { 0x010200c0 }, /* on either byte order some address */
	    .preference = 100,
	    .deadline = 1234567890 },
	{ .ifindex = 4294967295,
	    .ifname = "abcdefghijklmno",
	    .address = { 0xfefefefe },
	    .preference = INT32_MIN,
	    .deadline = UINT64_MAX },
	{ .ifindex = 3,
	    .ifname = "br-0.1_\xc3\xa4",
	    .address = { 0 },
	    .preference = INT32_MAX,
	    .deadline = 0 },
};

static void assert_same(const struct known_router *a, const struct known_router *b)
{
	ck_assert_uint_eq(a->ifindex, b->ifindex);
	ck_assert_str_eq(a->ifname, b->ifname);
	assert_same_ip(a->address, b->address);
	ck_assert_int_eq(a->preference, b->preference);
	ck_assert_uint_eq(a->deadline, b->deadline);
}

/* ---- text ---- */

START_TEST(state_text_is_this)
{
	struct known_router router = { .ifindex = 2,
		.ifname = "eth0",
		.address = ip("192.0.2.1"),
		.preference = -5,
		.deadline = 1234567890 };
	char text[512];
	size_t len = state_format(text, sizeof(text), HEADER, &router, 1);

	ck_assert_str_eq(text, HEADER "router iface=eth0 ifindex=2 address=192.0.2.1 preference=-5"
				      " deadline=1234567890\nend 1\n");
	ck_assert_uint_eq(len, strlen(text));
	state_format(text, sizeof(text), HEADER, NULL, 0);
	ck_assert_str_eq(text, HEADER "end 0\n");
}
END_TEST

START_TEST(state_text_is_read_again)
{
	struct known_router read[ARRAY_SIZE(known)];
	char text[1024];

	for (size_t n = 0; n <= ARRAY_SIZE(known); n++) {
		state_format(text, sizeof(text), HEADER, known, n);
		memset(read, 0xff, sizeof(read));
		ck_assert_uint_eq(state_parse(text, HEADER, read, ARRAY_SIZE(read)), n);
		for (size_t i = 0; i < n; i++)
			assert_same(&read[i], &known[i]);
	}
}
END_TEST

/* The length that would be needed, whatever the room, and never a byte beyond it. */
START_TEST(state_text_keeps_to_its_buffer)
{
	char whole[1024], part[1024];
	size_t len = state_format(whole, sizeof(whole), HEADER, known, ARRAY_SIZE(known));

	for (size_t size = 0; size <= len; size++) {
		memset(part, '#', sizeof(part));
		ck_assert_uint_eq(state_format(part, size, HEADER, known, ARRAY_SIZE(known)), len);
		ck_assert_int_eq(part[size], '#');
		if (size > 0)
			ck_assert_int_eq(memcmp(part, whole, size - 1), 0);
	}
}
END_TEST

/* A file that a crash cut short, at each of its bytes. */
START_TEST(state_truncated_text_reads_as_empty)
{
	struct known_router routers[12], read[ARRAY_SIZE(routers)];
	char text[2048];
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(routers); i++) {
		routers[i] = known[i % ARRAY_SIZE(known)];
		routers[i].deadline = 1000 + i;
	}
	/* 12: "end 1" is not yet "end 12" */
	len = state_format(text, sizeof(text), HEADER, routers, ARRAY_SIZE(routers));
	ck_assert_uint_lt(len, sizeof(text));
	for (size_t cut = len; cut-- > 0;) {
		size_t n;

		text[cut] = '\0';
		n = state_parse(text, HEADER, read, ARRAY_SIZE(read));
		ck_assert_msg(n == 0, "%zu of %zu bytes read as %zu routers", cut, len, n);
	}
}
END_TEST

/* A shorter text written over a longer one, before the file was cut to its length. */
START_TEST(state_rest_of_a_longer_text_is_not_read)
{
	struct known_router read[ARRAY_SIZE(known)];
	char text[1024], over[1024];
	size_t len;

	state_format(text, sizeof(text), HEADER, known, ARRAY_SIZE(known));
	len = state_format(over, sizeof(over), HEADER, known, 1);
	memcpy(text, over, len);
	ck_assert_uint_eq(state_parse(text, HEADER, read, ARRAY_SIZE(read)), 1);
	assert_same(&read[0], &known[0]);
}
END_TEST

#define ROUTER "router iface=eth0 ifindex=2 address=192.0.2.1 preference=0 deadline=5"

START_TEST(state_other_text_reads_as_empty)
{
	static const char *const texts[] = {
		"",
		"\n",
		"end 0\n",
		HEADER,
		/* another boot, another namespace, another version */
		"rdisc-state 1 boot=00000000-0000-4000-8000-000000000001 netns=4026531840\n" ROUTER
		"\nend 1\n",
		"rdisc-state 1 boot=00000000-0000-4000-8000-000000000000 netns=4026531841\n" ROUTER
		"\nend 1\n",
		"rdisc-state 2 boot=00000000-0000-4000-8000-000000000000 netns=4026531840\n" ROUTER
		"\nend 1\n",
		/* not as many as promised */
		HEADER ROUTER "\nend 0\n",
		HEADER ROUTER "\nend 2\n",
		HEADER ROUTER "\nend\n",
		HEADER ROUTER "\nend -1\n",
		HEADER ROUTER "\n" ROUTER "\n",
		HEADER "end 1\n" ROUTER "\n",
		/* lines that are none */
		HEADER ROUTER " \nend 1\n",
		HEADER ROUTER "\n\nend 1\n",
		HEADER ROUTER "x\nend 1\n",
		HEADER " \n" ROUTER "\nend 1\n",
		HEADER "junk\nend 1\n",
		HEADER "router\nend 1\n",
		HEADER "router iface=eth0 ifindex=2 address=192.0.2.1 preference=0\nend 1\n",
		HEADER "router iface= ifindex=2 address=192.0.2.1 preference=0 deadline=5\nend 1\n",
		HEADER "router iface=eth0 ifindex=x address=192.0.2.1 preference=0 deadline=5\n"
		       "end 1\n",
		HEADER "router iface=eth0 ifindex=2 address=192.0.2 preference=0 deadline=5\n"
		       "end 1\n",
		HEADER "router iface=eth0 ifindex=2 address=192.0.2.256 preference=0 deadline=5\n"
		       "end 1\n",
		HEADER "router iface=eth0 ifindex=2 address=192.0.2.1 preference= deadline=5\n"
		       "end 1\n",
		/* names and addresses that are too long */
		HEADER "router iface=abcdefghijklmnop ifindex=2 address=192.0.2.1 preference=0"
		       " deadline=5\nend 1\n",
		HEADER "router iface=eth0 ifindex=2 address=192.000.002.0001 preference=0"
		       " deadline=5\nend 1\n",
		/* what sscanf(3) would take */
		HEADER "router iface=a ifindex=2 address=192.0.2.1 preference=7deadline=0\nend 1\n",
		HEADER
		"router iface=a ifindex=02 address=192.0.2.1 preference=7 deadline=0\nend 1\n",
		HEADER
		"router iface=a ifindex=4294967298 address=192.0.2.1 preference=7 deadline=0\n"
		"end 1\n",
		HEADER
		"router iface=a ifindex=2 address=192.0.2.1 preference=7 deadline=-1\nend 1\n",
		HEADER ROUTER "\nend1\n",
		HEADER ROUTER "\nend 1",
		/* one line that is broken spoils the file */
		HEADER ROUTER "\nrouter?\nend 2\n",
	};
	struct known_router read[4];

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_msg(state_parse(texts[i], HEADER, read, ARRAY_SIZE(read)) == 0,
		    "this reads as a router:\n%s", texts[i]);
	ck_assert_uint_eq(state_parse(HEADER ROUTER "\nend 1\n", HEADER, read, 4), 1);
}
END_TEST

/* A file of more routers than there is room for is not ours: nothing is written beyond the room. */
START_TEST(state_too_many_routers_read_as_empty)
{
	struct known_router read[ARRAY_SIZE(known) + 1];
	char text[1024];

	state_format(text, sizeof(text), HEADER, known, ARRAY_SIZE(known));
	for (size_t max = 0; max < ARRAY_SIZE(known); max++) {
		memset(read, 0x55, sizeof(read));
		ck_assert_uint_eq(state_parse(text, HEADER, read, max), 0);
		for (size_t i = 0; i < sizeof(read[max]); i++)
			ck_assert_uint_eq(((unsigned char *)&read[max])[i], 0x55);
	}
	ck_assert_uint_eq(state_parse(text, HEADER, read, ARRAY_SIZE(known)), ARRAY_SIZE(known));
}
END_TEST

/* A good file with some bytes changed: whatever it reads as, it reads no more than there is, and
 * what it reads can be written. */
START_TEST(state_damaged_text_does_no_harm)
{
	struct rng rng = { 1 };
	struct known_router read[ARRAY_SIZE(known)];
	char good[1024], text[1024], again[1024];
	size_t len = state_format(good, sizeof(good), HEADER, known, ARRAY_SIZE(known));

	for (unsigned round = rounds(20000); round > 0; round--) {
		size_t n;

		memcpy(text, good, len + 1);
		for (uint32_t changes = 1 + below(&rng, 8); changes > 0; changes--)
			text[below(&rng, (uint32_t)len)] = (char)below(&rng, 256);
		n = state_parse(text, HEADER, read, ARRAY_SIZE(read));
		ck_assert_uint_le(n, ARRAY_SIZE(read));
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_lt(
			    strnlen(read[i].ifname, sizeof(read[i].ifname)), IF_NAMESIZE);
		ck_assert_uint_lt(
		    state_format(again, sizeof(again), HEADER, read, n), sizeof(again));
	}
}
END_TEST

/* ---- the file ---- */

/* Each test has a directory of its own in `base`, which goes also if a test fails. */
static char base[64], directory[80];

static void make_base(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(base, sizeof(base), "%s/rdisc-test-XXXXXX",
	    tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(base));
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static void remove_base(void)
{
	nftw(base, remove_one, 4, FTW_DEPTH | FTW_PHYS);
}

static void make_directory(void)
{
	snprintf(directory, sizeof(directory), "%s/XXXXXX", base);
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

static off_t size_of(const struct state *s)
{
	struct stat st;

	ck_assert_int_eq(stat(s->path, &st), 0);
	return st.st_size;
}

START_TEST(state_file_is_written_and_read)
{
	struct known_router read[ARRAY_SIZE(known)];
	struct state s;
	struct stat st;
	mode_t mask = umask(0);

	ck_assert_int_eq(state_open(&s, directory), 0);
	umask(mask);
	ck_assert_int_eq(fcntl(s.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 0);
	ck_assert_int_eq(state_write(&s, known, ARRAY_SIZE(known)), 0);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), ARRAY_SIZE(known));
	/* A shorter list leaves nothing of the longer one. */
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	state_close(&s);
	state_close(&s); /* once more does no harm */

	ck_assert_int_eq(state_open(&s, directory), 0);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 1);
	assert_same(&read[0], &known[0]);
	ck_assert_int_eq(stat(s.path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0022, 0); /* no other process writes to it */
	state_clear(&s);
	ck_assert_int_eq(size_of(&s), 0);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 0);
	state_close(&s);
}
END_TEST

/* The header names this boot and this network namespace: any other file reads as empty. */
START_TEST(state_header_names_boot_and_namespace)
{
	struct known_router read[1];
	struct state s;
	struct stat st;
	char boot_id[64] = "", want[128];
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "r");

	if (f != NULL) {
		ck_assert_int_eq(fscanf(f, "%63s", boot_id), 1);
		fclose(f);
	}
	st.st_ino = 0;
	if (stat("/proc/self/ns/net", &st) != 0)
		st.st_ino = 0;
	/* the kernel uses the number of the inode again, but not the cookie. [faults E8] */
	getsockopt(fd, SOL_SOCKET, 71 /* SO_NETNS_COOKIE */, &cookie, &len);
	close(fd);
	snprintf(want, sizeof(want), "rdisc-state 1 boot=%s netns=%ju.%ju\n", boot_id,
	    (uintmax_t)st.st_ino, (uintmax_t)cookie);
	ck_assert_int_eq(state_open(&s, directory), 0);
	ck_assert_str_eq(s.header, want);
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	/* As if it were read on the next boot, or by a daemon in a container. */
	s.header[strcspn(s.header, "=") + 1] ^= 1;
	ck_assert_uint_eq(state_read(&s, read, 1), 0);
	strcpy(s.header, want);
	s.header[strlen(s.header) - 2] ^= 1;
	ck_assert_uint_eq(state_read(&s, read, 1), 0);
	strcpy(s.header, want);
	ck_assert_uint_eq(state_read(&s, read, 1), 1);
	state_close(&s);
}
END_TEST

/* Two daemons never write to one file; the second goes without and does no harm. */
START_TEST(state_file_has_one_owner)
{
	struct known_router read[1];
	struct state first, second;

	ck_assert_int_eq(state_open(&first, directory), 0);
	ck_assert_int_eq(state_write(&first, known, 1), 0);
	ck_assert_int_eq(state_open(&second, directory), -EWOULDBLOCK);
	ck_assert_int_eq(second.fd, -1);
	ck_assert_str_eq(second.path, first.path); /* for the complaint */
	ck_assert_uint_eq(state_read(&second, read, 1), 0);
	ck_assert_int_eq(state_write(&second, NULL, 0), 0);
	state_clear(&second);
	state_close(&second);
	ck_assert_uint_eq(state_read(&first, read, 1), 1);
	state_close(&first);
	ck_assert_int_eq(state_open(&second, directory), 0);
	ck_assert_uint_eq(state_read(&second, read, 1), 1);
	state_close(&second);
}
END_TEST

START_TEST(state_file_may_hold_anything)
{
	struct known_router read[4];
	struct state s;
	struct rng rng = { 2 };
	char junk[4096];

	for (int round = 0; round < 200; round++) {
		size_t len = below(&rng, sizeof(junk));

		ck_assert_int_eq(state_open(&s, directory), 0);
		for (size_t i = 0; i < len; i++)
			junk[i] = (char)below(&rng, 256);
		if (round % 2 == 0 && len > strlen(s.header))
			memcpy(junk, s.header, strlen(s.header));
		ck_assert_int_eq(ftruncate(s.fd, 0), 0);
		ck_assert_int_eq(pwrite(s.fd, junk, len, 0), (ssize_t)len);
		ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 0);
		state_close(&s);
	}
	/* A file that is too large is not read at all; a sparse one costs nothing to make. */
	ck_assert_int_eq(state_open(&s, directory), 0);
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	ck_assert_int_eq(ftruncate(s.fd, (off_t)1 << 40), 0);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 0);
	/* And is whole again after the next write. */
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	ck_assert_int_lt(size_of(&s), 1024);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 1);
	state_close(&s);
}
END_TEST

START_TEST(state_file_that_cannot_be_had)
{
	struct known_router read[1];
	struct state s;
	char name[600], target[128];

	/* a directory that is not there */
	snprintf(name, sizeof(name), "%s/none", directory);
	ck_assert_int_eq(state_open(&s, name), -ENOENT);
	ck_assert_int_eq(s.fd, -1);
	ck_assert_uint_eq(state_read(&s, read, 1), 0);
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	state_clear(&s);
	state_close(&s);
	/* a name that is too long */
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(state_open(&s, name), -ENAMETOOLONG);
	/* a link that another program has put there */
	snprintf(name, sizeof(name), "%s/state", directory);
	snprintf(target, sizeof(target), "%s/elsewhere", directory);
	ck_assert_int_eq(symlink(target, name), 0);
	ck_assert_int_eq(state_open(&s, directory), -ELOOP);
	ck_assert_int_eq(access(target, F_OK), -1);
}
END_TEST

/* ---- whose it is ---- */

/* Its host interfaces alone; where there is a slash or a blank no name can match. */
START_TEST(state_owner_is_read_again)
{
	struct conf_iface ifaces[5];
	struct conf conf = { .table = 100, .metric = 7, .protocol = 9, .ifaces = ifaces };
	static const char *const patterns[] = { "eth0", "wlan*", "lan0", "a/b", "a b" };
	struct state_owner owner;
	char *line;

	for (size_t i = 0; i < ARRAY_SIZE(ifaces); i++) {
		conf_iface_init(&ifaces[i]);
		ifaces[i].pattern = patterns[i];
		ifaces[i].role = i == 2 ? ROLE_ROUTER : ROLE_HOST;
	}
	ifaces[1].table = UINT32_MAX;
	conf.n_ifaces = ARRAY_SIZE(ifaces);
	line = state_format_daemon(&conf, 4711);
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(line,
	    "daemon pid=4711 table=100 metric=7 protocol=9 interfaces=eth0/wlan*:4294967295\n");
	ck_assert_int_eq(state_parse_owner(line, "", &owner), 0);
	ck_assert_int_eq(owner.pid, 4711);
	ck_assert_uint_eq(owner.conf.table, 100);
	ck_assert_uint_eq(owner.conf.metric, 7);
	ck_assert_uint_eq(owner.conf.protocol, 9);
	ck_assert_uint_eq(owner.conf.n_ifaces, 2);
	ck_assert_uint_eq(owner.conf.ifaces[0].table, 0);
	ck_assert_str_eq(owner.conf.ifaces[1].pattern, "wlan*");
	ck_assert_uint_eq(owner.conf.ifaces[1].table, UINT32_MAX);
	ck_assert_int_eq(owner.conf.ifaces[1].role, ROLE_HOST);
	ck_assert_int_eq(owner.conf.install, INSTALL_BEST);
	ck_assert(!owner.conf.keep_routes);
	state_forget_owner(&owner);
	free(line);
}
END_TEST

/* Only a number behind the last colon is a table: a class of characters has colons, too. */
START_TEST(state_owner_has_tables_of_interfaces)
{
	static const struct {
		const char *word, *pattern;
		uint32_t table;
	} rows[] = {
		{ "eth0:10", "eth0", 10 },
		{ "[[:alpha:]]*", "[[:alpha:]]*", 0 },
		{ "[[:alpha:]]*:7", "[[:alpha:]]*", 7 },
		{ "eth0:", "eth0:", 0 },
		{ "eth0:x", "eth0:x", 0 },
		{ "eth0:1x", "eth0:1x", 0 },
		{ "eth0:0", "eth0:0", 0 },
		{ "eth0:255", "eth0:255", 0 },
	};
	struct state_owner owner;
	char line[128];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(line, sizeof(line),
		    "daemon pid=1 table=254 metric=4096 protocol=9 interfaces=%s\n", rows[i].word);
		ck_assert_int_eq(state_parse_owner(line, "", &owner), 0);
		ck_assert_str_eq(owner.conf.ifaces[0].pattern, rows[i].pattern);
		ck_assert_uint_eq(owner.conf.ifaces[0].table, rows[i].table);
		state_forget_owner(&owner);
	}
}
END_TEST

static const char *const no_owners[] = {
	"", "end 0\n", "daemon pid=1 table=254 metric=4096 protocol=9\n",
	"daemon pid=x table=254 metric=4096 protocol=9 interfaces=eth0\n",
	"daemon pid=1 table=0 metric=4096 protocol=9 interfaces=eth0\n",
	"daemon pid=1 table=255 metric=4096 protocol=9 interfaces=eth0\n",
	"daemon pid=1 table=254 metric=4294950912 protocol=9 interfaces=eth0\n", /* METRIC_MAX + 1 */
	"daemon pid=1 table=254 metric=4096 protocol=4 interfaces=eth0\n", /* an administrator's */
	"daemon pid=1 table=254 metric=4096 protocol=2 interfaces=eth0\n", /* the kernel's */
};

START_TEST(state_owner_that_cannot_be_is_none)
{
	struct state_owner owner;

	ck_assert_int_eq(state_parse_owner(no_owners[_i], "", &owner), -ENOENT);
	ck_assert_int_eq(
	    state_parse_owner(
		"daemon pid=1 table=254 metric=4096 protocol=9 interfaces=a\n", HEADER, &owner),
	    -ENOENT);
}
END_TEST

/* With the lock it runs, without it has ended; the routers are read behind its line. */
START_TEST(state_owner_runs_while_it_has_the_lock)
{
	struct conf_iface iface;
	struct conf conf;
	struct state s;
	struct state_owner owner;
	struct known_router read[ARRAY_SIZE(known)];

	conf_init(&conf);
	conf_iface_init(&iface);
	iface.pattern = "eth0";
	iface.role = ROLE_HOST;
	conf.ifaces = &iface;
	conf.n_ifaces = 1;
	ck_assert_int_eq(state_read_owner(directory, &owner), -ENOENT);
	ck_assert_int_eq(state_open(&s, directory), 0);
	ck_assert_int_eq(state_read_owner(directory, &owner), -ENOENT); /* it is empty */
	ck_assert(state_name_daemon(&s, &conf));
	ck_assert_int_eq(state_write(&s, known, 1), 0);
	ck_assert_uint_eq(state_read(&s, read, ARRAY_SIZE(read)), 1);
	assert_same(&read[0], &known[0]);
	ck_assert_int_eq(state_read_owner(directory, &owner), 0);
	ck_assert(owner.runs && owner.pid == (long)getpid());
	state_forget_owner(&owner);
	state_close(&s);
	ck_assert_int_eq(state_read_owner(directory, &owner), 0);
	ck_assert(!owner.runs);
	ck_assert_str_eq(owner.conf.ifaces[0].pattern, "eth0");
	state_forget_owner(&owner);
}
END_TEST

Suite *suite_state(void)
{
	Suite *s = suite_create("state");
	TCase *text = tcase_create("text"), *file = tcase_create("file");

	tcase_add_test(text, state_text_is_this);
	tcase_add_test(text, state_text_is_read_again);
	tcase_add_test(text, state_text_keeps_to_its_buffer);
	tcase_add_test(text, state_truncated_text_reads_as_empty);
	tcase_add_test(text, state_rest_of_a_longer_text_is_not_read);
	tcase_add_test(text, state_other_text_reads_as_empty);
	tcase_add_test(text, state_too_many_routers_read_as_empty);
	tcase_add_test(text, state_damaged_text_does_no_harm);
	tcase_add_test(text, state_owner_is_read_again);
	tcase_add_test(text, state_owner_has_tables_of_interfaces);
	tcase_add_loop_test(text, state_owner_that_cannot_be_is_none, 0, ARRAY_SIZE(no_owners));
	suite_add_tcase(s, text);
	tcase_add_unchecked_fixture(file, make_base, remove_base);
	tcase_add_checked_fixture(file, make_directory, NULL);
	tcase_add_test(file, state_file_is_written_and_read);
	tcase_add_test(file, state_header_names_boot_and_namespace);
	tcase_add_test(file, state_file_has_one_owner);
	tcase_add_test(file, state_owner_runs_while_it_has_the_lock);
	tcase_add_test(file, state_file_may_hold_anything);
	tcase_add_test(file, state_file_that_cannot_be_had);
	suite_add_tcase(s, file);
	return s;
}
