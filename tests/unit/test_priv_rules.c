/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the system call filter that was made when rdisc was built: it decides as libseccomp does here and
 * now, whatever is asked. */
#include "config.h"

#include "tests.h"

#ifdef SECCOMP_GENERATED

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "priv_private.h"
#include "util.h"

#define CALLS   600         /* more than any machine has */
#define X32_BIT 0x40000000U /* x86-64 has two sets of calls in one */

struct program {
	struct sock_filter code[BPF_MAXINSNS];
	size_t n;
};

/* ---- the two ---- */

static struct program as_built(void)
{
	struct program p = { .n = priv_program_len };

	must(p.n <= ARRAY_SIZE(p.code), "%zu instructions", p.n);
	memcpy(p.code, priv_program, p.n * sizeof(p.code[0]));
	p.code[priv_program_self].k = (uint32_t)getpid();
	return p;
}

/* The same rules as a list: another program. */
static struct program as_loaded(void)
{
	struct program p;
	scmp_filter_ctx filter;
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(priv_rules(SCMP_ACT_KILL_PROCESS, getpid(), &filter), 0);
	ck_assert_int_eq(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 1), 0);
	ck_assert_int_eq(seccomp_export_bpf(filter, fileno(file)), 0);
	seccomp_release(filter);
	rewind(file);
	p.n = fread(p.code, sizeof(p.code[0]), ARRAY_SIZE(p.code), file);
	fclose(file);
	return p;
}

/* ---- the kernel's part ---- */

/* What the kernel would do: a machine with one register is all it takes. */
static uint32_t verdict(const struct program *p, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct sock_filter *c = &p->code[i];
		bool yes;

		switch (c->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			must(c->k % 4 == 0 && c->k < sizeof(*data), "a look at byte %u", c->k);
			memcpy(&a, (const char *)data + c->k, sizeof(a));
			continue;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= c->k;
			continue;
		case BPF_JMP | BPF_JA:
			i += c->k;
			continue;
		case BPF_JMP | BPF_JEQ | BPF_K:
			yes = a == c->k;
			break;
		case BPF_JMP | BPF_JGT | BPF_K:
			yes = a > c->k;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			yes = a >= c->k;
			break;
		case BPF_RET | BPF_K:
			return c->k;
		default:
			must(false, "instruction %zu is %#x", i, c->code);
			return 0;
		}
		i += yes ? c->jt : c->jf;
	}
	must(false, "past the end");
	return 0;
}

/* ---- what is asked ---- */

static struct program built, loaded;
static unsigned n_asked, n_allowed;

static void ask(uint32_t arch, uint32_t call, const uint64_t *args)
{
	struct seccomp_data data = { .arch = arch, .nr = (int)call };
	uint32_t a, b;

	memcpy(data.args, args, sizeof(data.args));
	a = verdict(&built, &data);
	b = verdict(&loaded, &data);
	n_asked++;
	n_allowed += a == SECCOMP_RET_ALLOW;
	must(a == b, "call %u of %#x (%#jx, %#jx, %#jx, …): %#x as built, %#x as loaded", call,
		arch, (uintmax_t)args[0], (uintmax_t)args[1], (uintmax_t)args[2], a, b);
}

/* Each argument in turn with each value, and the first two with any two. */
static void ask_with(uint32_t arch, uint32_t call, const uint64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			ask(arch, call, (const uint64_t[6]){ values[i], values[j] });
	for (size_t argument = 2; argument < 6; argument++)
		for (size_t i = 0; i < n; i++) {
			uint64_t args[6] = { 0 };

			args[argument] = values[i];
			ask(arch, call, args);
		}
}

static void setup(void)
{
	built = as_built();
	loaded = as_loaded();
	n_asked = n_allowed = 0;
}

START_TEST(priv_rules_as_built_are_those_of_libseccomp)
{
	const uint64_t self = (uint64_t)getpid();
	const uint64_t values[] = { 0, 1, AF_INET, AF_INET + 1, AF_NETLINK, UINT32_MAX, UINT64_MAX,
		UINT64_C(1) << 32, (UINT64_C(1) << 32) + AF_UNIX, (UINT64_C(1) << 32) + AF_INET,
		SOCK_STREAM, SOCK_DGRAM, SOCK_DGRAM | SOCK_CLOEXEC, SOCK_RAW, IPPROTO_TCP,
		SOL_NETLINK, SOL_SOCKET + 1, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC, O_CREAT,
		O_CLOEXEC, O_TRUNC, SIOCGIFNAME, SIOCGIFINDEX, TCGETS, TIOCSTI, PR_GET_SECCOMP,
		PR_SET_DUMPABLE, self, self + 1, self | UINT64_C(1) << 32 };
	const uint32_t more[] = { X32_BIT - 1, UINT32_MAX, INT32_MAX };

	for (uint32_t call = 0; call < CALLS; call++) {
		ask_with(seccomp_arch_native(), call, values, ARRAY_SIZE(values));
		ask(seccomp_arch_native(), X32_BIT | call, (const uint64_t[6]){ 0 });
	}
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		ask_with(seccomp_arch_native(), more[i], values, ARRAY_SIZE(values));
	ck_assert_uint_gt(n_asked, CALLS * ARRAY_SIZE(values) * ARRAY_SIZE(values));
	ck_assert_uint_gt(n_allowed, n_asked / 100);
	ck_assert_uint_lt(n_allowed, n_asked / 2);
}
END_TEST

START_TEST(priv_rules_know_one_machine_only)
{
	const uint32_t machines[] = { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, AUDIT_ARCH_ARM,
		AUDIT_ARCH_AARCH64, AUDIT_ARCH_S390X, 0, UINT32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		if (machines[i] == seccomp_arch_native())
			continue;
		for (uint32_t call = 0; call < CALLS; call++)
			ask(machines[i], call, (const uint64_t[6]){ 0 });
		ck_assert_uint_eq(n_allowed, 0);
	}
}
END_TEST

/* The number of another process is as good as none. */
START_TEST(priv_rules_are_for_one_process)
{
	const int tgkill = seccomp_syscall_resolve_name("tgkill");
	struct seccomp_data data = { .arch = seccomp_arch_native(), .nr = tgkill };

	for (uint64_t other = 0; other < 1 << 22; other++) { /* as many as there can be */
		data.args[0] = other;
		must((verdict(&built, &data) == SECCOMP_RET_ALLOW) == (other == (uint64_t)getpid()),
			"process %ju", (uintmax_t)other);
	}
}
END_TEST

#endif

Suite *suite_priv_rules(void)
{
	Suite *suite = suite_create("priv_rules");
	TCase *tc = tcase_create("rules");

#ifdef SECCOMP_GENERATED
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, priv_rules_as_built_are_those_of_libseccomp);
	tcase_add_test(tc, priv_rules_know_one_machine_only);
	tcase_add_test(tc, priv_rules_are_for_one_process);
#endif
	suite_add_tcase(suite, tc);
	return suite;
}
