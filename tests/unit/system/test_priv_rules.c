/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the program that libseccomp makes of the rules, by playing the kernel: for each machine, and about
 * calls that no test could make. The constants of arguments are those of the machine that runs the test. */
#include "config.h"

#include "unit/tests.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/seccomp_rules.h"
#include "base/util.h"

#define CALLS           600         /* more than any machine has */
#define X32_BIT         0x40000000U /* x86-64 has two sets of calls in one */
#define SELF            4711
#define UNKNOWN         SCMP_ACT_ERRNO(EPERM)
#define GENERIC_TCGETS2 0x802c542a /* of asm-generic */
#define ALLOW           SECCOMP_RET_ALLOW
#define REFUSE          (SECCOMP_RET_ERRNO | EPERM)
#define KILL            SECCOMP_RET_KILL_PROCESS
#define SC_SOCKET       1 /* linux/net.h */
#define SC_BIND         2
#define SC_LISTEN       4

struct program {
	struct sock_filter code[BPF_MAXINSNS];
	size_t n;
};

/* The machines that rdisc supports. [faults E4] */
static const struct machine {
	uint32_t arch;
	bool socketcall;     /* the kernel has it, and C libraries may use it */
	bool hidden_mapping; /* mmap takes its arguments in memory */
} machines[] = {
	{ SCMP_ARCH_X86_64, false, false },
	{ SCMP_ARCH_X86, true, false },
	{ SCMP_ARCH_ARM, false, false },
	{ SCMP_ARCH_AARCH64, false, false },
	{ SCMP_ARCH_PPC64LE, true, false },
	{ SCMP_ARCH_S390X, true, true },
	{ SCMP_ARCH_RISCV64, false, false },
};

static struct program make_program(uint32_t arch)
{
	struct program p;
	scmp_filter_ctx filter;
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(priv_rules(arch, UNKNOWN, SELF, &filter), 0);
	ck_assert_int_eq(seccomp_export_bpf(filter, fileno(file)), 0);
	seccomp_release(filter);
	rewind(file);
	p.n = fread(p.code, sizeof(p.code[0]), ARRAY_SIZE(p.code), file);
	fclose(file);
	ck_assert_uint_gt(p.n, 50);
	return p;
}

/* ---- the kernel's part ---- */

static bool holds(const struct sock_filter *c, uint32_t a)
{
	switch (BPF_OP(c->code)) {
	case BPF_JEQ:
		return a == c->k;
	case BPF_JGT:
		return a > c->k;
	case BPF_JGE:
		return a >= c->k;
	case BPF_JSET:
		return (a & c->k) != 0;
	default:
		must(false, "a jump of kind %#x", c->code);
		return false;
	}
}

/* Does what the kernel would do: a machine with one register is all it takes. */
static uint32_t verdict(const struct program *p, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct sock_filter *c = &p->code[i];

		if (c->code == (BPF_RET | BPF_K))
			return c->k;
		if (c->code == (BPF_LD | BPF_W | BPF_ABS)) {
			must(c->k % 4 == 0 && c->k < sizeof(*data), "a look at byte %u", c->k);
			memcpy(&a, (const char *)data + c->k, sizeof(a));
		} else if (c->code == (BPF_ALU | BPF_AND | BPF_K)) {
			a &= c->k;
		} else if (c->code == (BPF_JMP | BPF_JA)) {
			i += c->k;
		} else {
			must(BPF_CLASS(c->code) == BPF_JMP, "instruction %zu is %#x", i, c->code);
			i += holds(c, a) ? c->jt : c->jf;
		}
	}
	must(false, "past the end");
	return 0;
}

/* ---- the questions ---- */

/* The programs look at an argument in two halves, in the order of the machine they are for. This test lays
 * them out as itself: it asks for machines of its own order only. */
static bool is_of_other_order(uint32_t arch)
{
	return ((arch ^ seccomp_arch_native()) & 0x40000000U /* __AUDIT_ARCH_LE */) != 0;
}

#define ARGUMENTS 3
static const uint64_t any = 0x1234;

static const struct question {
	const char *call;
	uint64_t args[ARGUMENTS];
	uint32_t answer;
} questions[] = {
	{ "read", { any, any, any }, ALLOW },
	{ "readv", { any, any, any }, ALLOW },
	{ "writev", { any, any, any }, ALLOW },
	{ "exit_group", { 0 }, ALLOW },
	{ "execve", { any, any, any }, KILL },
	{ "execveat", { any, any, any }, KILL },
	{ "ptrace", { any, any, any }, KILL },
	{ "pkey_mprotect", { any, any, PROT_WRITE | PROT_EXEC }, KILL },
	{ "pkey_mprotect", { any, any, PROT_READ }, REFUSE },
	{ "mprotect", { any, any, PROT_READ | PROT_WRITE }, ALLOW },
	{ "mprotect", { any, any, PROT_READ | PROT_EXEC }, REFUSE },
	{ "mprotect", { any, any, PROT_READ | PROT_WRITE | PROT_EXEC }, KILL },
	{ "fork", { 0 }, REFUSE },
	{ "clone", { any, any, any }, REFUSE },
	{ "kill", { SELF, 9 }, REFUSE },
	{ "tgkill", { SELF, any, any }, ALLOW },
	{ "tgkill", { SELF + 1, any, any }, REFUSE },
	{ "tgkill", { UINT32_MAX, any, any }, REFUSE },
	{ "tkill", { SELF, any }, ALLOW },
	{ "tkill", { SELF + 1, any }, REFUSE },
	{ "openat", { any, any, O_RDONLY | O_CLOEXEC }, ALLOW },
	{ "openat", { any, any, O_WRONLY }, REFUSE },
	{ "openat", { any, any, O_RDWR | O_CLOEXEC }, REFUSE },
	{ "openat", { any, any, O_RDONLY | O_CREAT }, REFUSE },
	{ "openat", { any, any, O_RDONLY | O_TRUNC }, REFUSE },
	{ "openat2", { any, any, any }, REFUSE },
	{ "fchmodat", { any, any, any }, REFUSE },
	{ "chown", { any, any, any }, REFUSE },
	{ "ioctl", { any, SIOCGIFNAME, any }, ALLOW },
	{ "ioctl", { any, KERNEL_TCGETS, any }, ALLOW },
	{ "ioctl", { any, GENERIC_TCGETS2, any }, ALLOW },
	{ "ioctl", { any, TIOCGWINSZ, any }, ALLOW },
	{ "ioctl", { any, TIOCSTI, any }, REFUSE },
	{ "socket", { AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0 }, ALLOW },
	{ "socket", { AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0 }, ALLOW },
	{ "socket", { (uint64_t)1 << 32 | AF_INET, SOCK_DGRAM, 0 }, ALLOW },
	{ "socket", { AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE }, ALLOW },
	{ "socket", { AF_UNIX, SOCK_STREAM, 0 }, REFUSE },
	{ "socket", { AF_UNIX, SOCK_SEQPACKET, 0 }, REFUSE },
	{ "socket", { AF_INET, SOCK_RAW, IPPROTO_ICMP }, REFUSE },
	{ "socket", { AF_INET6, SOCK_DGRAM, 0 }, REFUSE },
	{ "socket", { AF_PACKET, SOCK_DGRAM, 0 }, REFUSE },
	{ "socket", { AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER }, REFUSE },
	{ "setsockopt", { any, IPPROTO_IP, any }, ALLOW },
	{ "setsockopt", { any, IPPROTO_TCP, any }, REFUSE },
	{ "bind", { any, any, any }, REFUSE },
	{ "listen", { any, any }, REFUSE },
};

static const struct question about_mappings[] = {
	{ "mmap", { any, any, PROT_READ | PROT_WRITE }, ALLOW },
	{ "mmap", { any, any, PROT_READ | PROT_EXEC }, REFUSE },
	{ "mmap", { any, any, PROT_WRITE | PROT_EXEC }, KILL },
	{ "mmap2", { any, any, PROT_READ | PROT_WRITE }, ALLOW },
	{ "mmap2", { any, any, PROT_READ | PROT_EXEC }, REFUSE },
	{ "mmap2", { any, any, PROT_WRITE | PROT_EXEC }, KILL },
};

static const struct question about_hidden_mappings[] = {
	{ "mmap", { any, PROT_EXEC, PROT_EXEC }, ALLOW },
};

/* The kernel sees no family there, so that libseccomp lets all of socket(2) through. */
static const struct question about_socketcall[] = {
	{ "socketcall", { SYS_SOCKET, any }, ALLOW },
	{ "socketcall", { SYS_SETSOCKOPT, any }, ALLOW },
	{ "socketcall", { SYS_GETSOCKOPT, any }, ALLOW },
	{ "socketcall", { SYS_SENDMSG, any }, ALLOW },
	{ "socketcall", { SYS_RECVMSG, any }, ALLOW },
	{ "socketcall", { SYS_ACCEPT4, any }, ALLOW },
	{ "socketcall", { SYS_BIND, any }, REFUSE },
	{ "socketcall", { SYS_LISTEN, any }, REFUSE },
	{ "socketcall", { SYS_SOCKETPAIR, any }, REFUSE },
};

static void ask(const struct program *p, uint32_t arch, const struct question *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct question *q = &list[i];
		struct seccomp_data data = { .arch = arch,
			.nr = seccomp_syscall_resolve_name_arch(arch, q->call),
			.args = { q->args[0], q->args[1], q->args[2] } };
		uint32_t answer;

		if (data.nr < 0)
			continue; /* this machine has no such call */
		answer = verdict(p, &data);
		must(answer == q->answer, "%s (%#jx, %#jx, %#jx) on %#x: %#x", q->call,
		    (uintmax_t)q->args[0], (uintmax_t)q->args[1], (uintmax_t)q->args[2], arch,
		    answer);
	}
}

/* `_i`: which of the machines. */
START_TEST(priv_rules_answer_on_each_machine)
{
	const struct machine *m = &machines[_i];
	struct program p = make_program(m->arch);

	if (is_of_other_order(m->arch))
		return; /* that it can be made is all that is tested here */
	ask(&p, m->arch, questions, ARRAY_SIZE(questions));
	if (m->hidden_mapping)
		ask(&p, m->arch, about_hidden_mappings, ARRAY_SIZE(about_hidden_mappings));
	else
		ask(&p, m->arch, about_mappings, ARRAY_SIZE(about_mappings));
	if (m->socketcall)
		ask(&p, m->arch, about_socketcall, ARRAY_SIZE(about_socketcall));
	ck_assert_int_eq(
	    m->socketcall, seccomp_syscall_resolve_name_arch(m->arch, "socketcall") >= 0);
}
END_TEST

static bool is_allowed(const struct program *p, uint32_t arch, uint32_t call, uint64_t first)
{
	struct seccomp_data data = { .arch = arch, .nr = (int)call, .args = { first } };

	return verdict(p, &data) == ALLOW;
}

/* Few calls need no argument, most are not known, and none has the bit of the other set of calls. */
START_TEST(priv_rules_let_few_calls_through)
{
	const uint32_t arch = seccomp_arch_native();
	struct program p = make_program(arch);
	unsigned allowed = 0;

	for (uint32_t call = 0; call < CALLS; call++) {
		allowed += is_allowed(&p, arch, call, UINT64_MAX);
		must(!is_allowed(&p, arch, X32_BIT | call, 0), "call %u", call);
	}
	ck_assert_uint_gt(allowed, 30);
	ck_assert_uint_lt(allowed, 100);
	ck_assert(!is_allowed(&p, arch, UINT32_MAX, 0));
	ck_assert(!is_allowed(&p, arch, INT32_MAX, 0));
}
END_TEST

START_TEST(priv_rules_know_one_machine_only)
{
	struct program p = make_program(seccomp_arch_native());

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		for (uint32_t call = 0; call < CALLS; call++) {
			struct seccomp_data data = { .arch = machines[i].arch, .nr = (int)call };

			must(data.arch == seccomp_arch_native() || verdict(&p, &data) == KILL,
			    "call %u of %#x", call, data.arch);
		}
}
END_TEST

#endif

Suite *suite_priv_rules(void)
{
	Suite *suite = suite_create("priv_rules");
	TCase *tc = tcase_create("rules");

#ifdef HAVE_SECCOMP
	tcase_add_loop_test(tc, priv_rules_answer_on_each_machine, 0, ARRAY_SIZE(machines));
	tcase_add_test(tc, priv_rules_let_few_calls_through);
	tcase_add_test(tc, priv_rules_know_one_machine_only);
#endif
	suite_add_tcase(suite, tc);
	return suite;
}
