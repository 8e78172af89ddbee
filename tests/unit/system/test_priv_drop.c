/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the account and the capabilities: that nothing goes on where something could not be given up,
 * whatever the calls said. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/privilege.h"
#include "unit/tests.h"

#define NOBODY  65534
#define CAP(c)  (UINT64_C(1) << CAP_##c)
#define NETWORK (CAP(NET_RAW) | CAP(NET_ADMIN))
#define ALL     UINT64_MAX

/* Where there are two, the C library calls the one with 32 bits. */
#ifndef SYS_setgroups32
#define SYS_setgroups32 SYS_setgroups
#endif
#ifndef SYS_setresgid32
#define SYS_setresgid32 SYS_setresgid
#endif
#ifndef SYS_setresuid32
#define SYS_setresuid32 SYS_setresuid
#endif

/* A system call that another filter answers by itself. */
#define ANY UINT32_MAX
struct lie {
	long call; /* 0: none */
	uint32_t first, second;
	uint32_t error; /* 0: it says that it was done */
};

/* The account and rights of the process that calls privilege.c. */
struct start {
	uid_t uid;
	uint64_t capabilities, bounding;
	struct lie lie;
};

static void need(bool done)
{
	if (!done)
		_exit(100);
}

static uint64_t get_capabilities(void)
{
	struct __user_cap_header_struct self = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct half[2] = { { 0 } };

	need(syscall(SYS_capget, &self, half) == 0);
	return half[0].permitted | (uint64_t)half[1].permitted << 32;
}

static void set_capabilities(uint64_t set)
{
	struct __user_cap_header_struct self = { .version = _LINUX_CAPABILITY_VERSION_3 };
	uint32_t low = (uint32_t)set, high = (uint32_t)(set >> 32);
	struct __user_cap_data_struct half[2] = { { .effective = low, .permitted = low },
		{ .effective = high, .permitted = high } };

	need(syscall(SYS_capset, &self, half) == 0);
}

#define ARGUMENT(n)                                                                                \
	(offsetof(struct seccomp_data, args[n]) + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0))

static void install(const struct lie *lie)
{
	const uint8_t any_first = lie->first == ANY, any_second = lie->second == ANY;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)lie->call, 0, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(0)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, lie->first, 0, any_first ? 0 : 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(1)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, lie->second, 0, any_second ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | lie->error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(code), .filter = code };

	need(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void become(const struct start *s)
{
	static const gid_t groups[] = { 4 }; /* something to lose */
	uint64_t held = get_capabilities();

	for (unsigned i = 0; i < 64 && prctl(PR_CAPBSET_READ, i) >= 0; i++)
		if ((s->bounding >> i & 1) == 0)
			need(prctl(PR_CAPBSET_DROP, i) == 0);
	need(setgroups(ARRAY_SIZE(groups), groups) == 0);
	if (s->uid != 0)
		need(prctl(PR_SET_KEEPCAPS, 1) == 0 && setresgid(s->uid, s->uid, s->uid) == 0 &&
		     setresuid(s->uid, s->uid, s->uid) == 0);
	set_capabilities(held & s->capabilities);
	/* Only who may do everything may filter without giving up. */
	if ((s->capabilities & CAP(SYS_ADMIN)) == 0)
		need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	if (s->lie.call != 0)
		install(&s->lie);
}

static int status_of(const struct start *s, int (*act)(const void *arg), const void *arg)
{
	int status, result;
	pid_t child = fork();

	if (child == 0) {
		become(s);
		result = act(arg);
		if (strstr(RDISC_FEATURES, "(coverage)") != NULL)
			exit(result); /* which counts what ran */
		_exit(result);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "status %#x", status);
	return WEXITSTATUS(status);
}

static int do_nothing(const void *arg)
{
	(void)arg;
	return 0;
}

/* True for root with all the rights to become any account. */
static bool may_be_tested(void)
{
	static const struct start nobody = { NOBODY, NETWORK, ALL, { 0 } };
	const uint64_t needed = NETWORK | CAP(SETUID) | CAP(SETGID) | CAP(SETPCAP) | CAP(SYS_ADMIN);

	if (geteuid() == 0 && (get_capabilities() & needed) == needed &&
	    status_of(&nobody, do_nothing, NULL) == 0)
		return true;
	printf("not tested: giving up privilege needs root, and a second account\n");
	return false;
}

/* ---- what is there ---- */

static int find_missing(const void *arg)
{
	const char *expected = arg, *missing = priv_missing(true);

	return missing == NULL || expected == NULL ? missing != expected
						   : strcmp(missing, expected) != 0;
}

static int need_no_admin(const void *arg)
{
	(void)arg;
	return priv_missing(false) != NULL;
}

START_TEST(priv_names_the_capability_that_is_missing)
{
	const struct start all = { 0, ALL, ALL, { 0 } }, raw = { 0, CAP(NET_RAW), ALL, { 0 } },
			   none = { 0, 0, ALL, { 0 } },
			   untold = { 0, ALL, ALL, { SYS_capget, ANY, ANY, EPERM } };

	if (!may_be_tested())
		return;
	ck_assert_int_eq(status_of(&all, find_missing, NULL), 0);
	ck_assert_int_eq(status_of(&raw, find_missing, "CAP_NET_ADMIN"), 0);
	ck_assert_int_eq(status_of(&raw, need_no_admin, NULL), 0);
	ck_assert_int_eq(status_of(&none, find_missing, "CAP_NET_RAW"), 0);
	ck_assert_int_eq(status_of(&untold, find_missing, NULL), 0); /* try, and see */
}
END_TEST

static int find_nobody(const void *arg)
{
	struct priv_user u;

	(void)arg;
	return priv_find_user("nobody", &u) != 0 ? 2 : u.change ? u.uid == 0 : 3;
}

static int stay(const void *arg)
{
	struct priv_user u;

	return priv_find_user(arg, &u) != 0 || u.change || u.uid != geteuid() || u.gid != getegid();
}

START_TEST(priv_finds_the_account)
{
	const struct start all = { 0, ALL, ALL, { 0 } }, nobody = { NOBODY, NETWORK, ALL, { 0 } },
			   fixed = { 0, ~CAP(SETUID), ALL, { 0 } };
	struct priv_user u;

	if (!may_be_tested())
		return;
	ck_assert_int_eq(status_of(&all, find_nobody, NULL), 0);
	ck_assert_int_eq(status_of(&all, stay, "none"), 0);
	ck_assert_int_eq(status_of(&all, stay, "root"), 0);
	ck_assert_int_eq(status_of(&nobody, stay, "root"), 0);
	ck_assert_int_eq(priv_find_user("no-such-user", &u), -ENOENT);
	/* Asked for by name it is tried, and will be refused. */
	ck_assert_int_eq(status_of(&fixed, find_nobody, NULL), 0);
}
END_TEST

/* ---- giving up ---- */

static const struct drop {
	const char *what;
	struct start start;
	bool change, keep;
	int error;
} drops[] = {
	{ "everything", { 0, ALL, ALL, { 0 } }, true, false, 0 },
	{ "all but one", { 0, ALL, ALL, { 0 } }, true, true, 0 },
	{ "all but root", { 0, ALL, ALL, { 0 } }, false, false, 0 },
	{ "without the right to bound", { 0, ~CAP(SETPCAP), ALL, { 0 } }, true, false, 0 },
	{ "without the right to change user", { 0, ~CAP(SETUID), ALL, { 0 } }, true, false, EPERM },
	{ "without the right to change groups", { 0, ~CAP(SETGID), ALL, { 0 } }, true, false,
	    EPERM },
	{ "what it keeps is not there", { 0, ~CAP(NET_ADMIN), ALL, { 0 } }, true, true, EPERM },
	{ "new privileges stay possible",
	    { 0, ALL, ALL, { SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, EACCES } }, true, false, EACCES },
	{ "what is permitted stays so", { 0, ALL, ALL, { SYS_prctl, PR_SET_KEEPCAPS, 0, EPERM } },
	    true, false, EPERM },
	/* Calls that say that they were done. */
	{ "new privileges: no answer", { 0, ALL, ALL, { SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0 } },
	    true, false, EPERM },
	{ "capabilities: no answer", { 0, ALL, ALL, { SYS_capset, ANY, ANY, 0 } }, true, false,
	    EPERM },
	{ "user: no answer", { 0, ALL, ALL, { SYS_setresuid32, ANY, ANY, 0 } }, true, false,
	    EPERM },
	{ "group: no answer", { 0, ALL, ALL, { SYS_setresgid32, ANY, ANY, 0 } }, true, false,
	    EPERM },
	{ "groups: no answer", { 0, ALL, ALL, { SYS_setgroups32, ANY, ANY, 0 } }, true, false,
	    EPERM },
	{ "bounding set: no answer",
	    { 0, ALL, ALL, { SYS_prctl, PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0 } }, true, false, EPERM },
	/* A service manager's filter refuses capset(2). */
	{ "what a manager gave", { NOBODY, NETWORK, NETWORK, { SYS_capset, ANY, ANY, EPERM } },
	    false, true, 0 },
	{ "more than a manager should give",
	    { NOBODY, NETWORK | CAP(SYS_TIME), NETWORK | CAP(SYS_TIME),
		{ SYS_capset, ANY, ANY, EPERM } },
	    false, true, EPERM },
	{ "more can be had",
	    { NOBODY, NETWORK, NETWORK | CAP(SYS_TIME), { SYS_capset, ANY, ANY, EPERM } }, false,
	    true, EPERM },
	{ "a manager's root", { 0, NETWORK, NETWORK, { SYS_capset, ANY, ANY, EPERM } }, false, true,
	    EPERM },
};

static int drop(const void *arg)
{
	const struct drop *d = arg;
	struct priv_user user = { .change = d->change, .uid = NOBODY, .gid = NOBODY };

	return -priv_drop(&user, d->keep);
}

START_TEST(priv_goes_on_only_without_privilege)
{
	if (!may_be_tested())
		return;
	for (size_t i = 0; i < ARRAY_SIZE(drops); i++) {
		int error = status_of(&drops[i].start, drop, &drops[i]);

		ck_assert_msg(error == drops[i].error, "%s: %d", drops[i].what, error);
	}
}
END_TEST

/* ---- the runtime directory ---- */

START_TEST(priv_directory_is_made_for_the_user_and_no_other_is_given_away)
{
	char top[] = "/tmp/rdisc-priv-XXXXXX", path[64];
	struct priv_user user = { .uid = geteuid(), .gid = getegid() };
	mode_t old = umask(0077);
	struct stat st;

	if (geteuid() == 0)
		user = (struct priv_user){ .uid = NOBODY, .gid = NOBODY };
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/a", top);
	ck_assert_int_eq(priv_make_directory(path, &user), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0755);
	ck_assert_uint_eq(st.st_uid, user.uid);
	ck_assert_uint_eq(st.st_gid, user.gid);
	rmdir(path);
	/* One that is there is left alone, and whatever else is there as well. */
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(priv_make_directory(path, &user), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_uint_eq(st.st_uid, geteuid());
	rmdir(path);
	ck_assert_int_eq(priv_make_directory("/nonexistent/rdisc", &user), -ENOENT);
	rmdir(top);
	umask(old);
}
END_TEST

Suite *suite_priv_drop(void)
{
	Suite *s = suite_create("priv_drop");
	TCase *tc = tcase_create("drop");

	tcase_add_test(tc, priv_names_the_capability_that_is_missing);
	tcase_add_test(tc, priv_finds_the_account);
	tcase_add_test(tc, priv_goes_on_only_without_privilege);
	tcase_add_test(tc, priv_directory_is_made_for_the_user_and_no_other_is_given_away);
	suite_add_tcase(s, tc);
	return s;
}
