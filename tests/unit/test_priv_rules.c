/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the program that libseccomp makes of the rules, by playing the kernel: what it decides about calls
 * that no test could make. */
#include "config.h"

#include "tests.h"

#ifdef HAVE_SECCOMP

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "priv_private.h"
#include "util.h"

#define CALLS   600         /* more than any machine has */
#define X32_BIT 0x40000000U /* x86-64 has two sets of calls in one */

struct program {
	struct sock_filter code[BPF_MAXINSNS];
	size_t n;
};

static struct program make_program(void)
{
	struct program p;
	scmp_filter_ctx filter;
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(priv_rules(SCMP_ACT_KILL_PROCESS, getpid(), &filter), 0);
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

static struct program program;

static void setup(void)
{
	program = make_program();
}

static bool is_allowed(uint32_t arch, uint32_t call, uint64_t first)
{
	struct seccomp_data data = { .arch = arch, .nr = (int)call, .args = { first } };

	return verdict(&program, &data) == SECCOMP_RET_ALLOW;
}

/* Some calls need no argument, most are not known, and none has the bit of the other set of calls. */
START_TEST(priv_rules_let_few_calls_through)
{
	unsigned allowed = 0;

	for (uint32_t call = 0; call < CALLS; call++) {
		allowed += is_allowed(seccomp_arch_native(), call, UINT64_MAX);
		must(!is_allowed(seccomp_arch_native(), X32_BIT | call, 0), "call %u", call);
	}
	ck_assert_uint_gt(allowed, 30);
	ck_assert_uint_lt(allowed, 100);
	ck_assert(!is_allowed(seccomp_arch_native(), UINT32_MAX, 0));
	ck_assert(!is_allowed(seccomp_arch_native(), INT32_MAX, 0));
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
			must(!is_allowed(machines[i], call, 0), "call %u of %#x", call,
				machines[i]);
	}
}
END_TEST

/* The number of another process is as good as none. */
START_TEST(priv_rules_are_for_one_process)
{
	const int tgkill = seccomp_syscall_resolve_name("tgkill");

	for (uint64_t other = 0; other < 1 << 22; other++) /* as many as there can be */
		must(is_allowed(seccomp_arch_native(), (uint32_t)tgkill, other) ==
				(other == (uint64_t)getpid()),
			"process %ju", (uintmax_t)other);
}
END_TEST

#endif

Suite *suite_priv_rules(void)
{
	Suite *suite = suite_create("priv_rules");
	TCase *tc = tcase_create("rules");

#ifdef HAVE_SECCOMP
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, priv_rules_let_few_calls_through);
	tcase_add_test(tc, priv_rules_know_one_machine_only);
	tcase_add_test(tc, priv_rules_are_for_one_process);
#endif
	suite_add_tcase(suite, tc);
	return suite;
}
