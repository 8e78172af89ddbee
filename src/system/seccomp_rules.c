/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the system call filter: what a running daemon asks of the kernel, and nothing else. */
#include "config.h"

#ifdef HAVE_SECCOMP

#include "system/seccomp_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/util.h"

/* TCGETS2 of asm-generic. Its header collides with the C library's, and powerpc has none. */
#define GENERIC_TCGETS2 0x802c542a

/* Allowed whatever their arguments. The list has the names of all machines and C libraries; a name that
 * means nothing here is passed over. */
static const char *const calls[] = {
	/* a turn: wait, take, give */
	"poll", "ppoll", "ppoll_time64", "read", "readv", "write", "writev", "recvmsg", "recvfrom",
	"recv", "sendmsg", "sendto", "send", "timerfd_settime", "timerfd_settime64",
	"clock_gettime", "clock_gettime64", "gettimeofday", "time",
	/* the state file */
	"pread64", "pwrite64", "ftruncate", "ftruncate64",
	/* the configuration and tracks, read again; names of interfaces */
	"close", "fstat", "fstat64", "newfstatat", "fstatat64", "stat", "stat64", "statx", "lseek",
	"_llseek", "getdents", "getdents64",
	/* the control socket, and syslog when it has restarted */
	"accept", "accept4", "epoll_ctl", "epoll_wait", "epoll_pwait", "geteuid", "geteuid32",
	"connect", "getsockopt", "shutdown", "unlink", "unlinkat",
	/* to the background, once there is a router */
	"setsid", "chdir", "dup2", "dup3",
	/* memory, and what the C library does by itself */
	"brk", "munmap", "mremap", "madvise", "futex", "futex_time64", "getpid", "gettid",
	"getrandom", "sysinfo", "sched_yield",
	/* signals, and the end */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "restart_syscall", "exit",
	"exit_group"
};

/* No daemon of ours ever makes these: an intruder has taken over the one that does. */
static const char *const deadly[] = { "execve", "execveat", "ptrace" };

#define WRITABLE_CODE (PROT_WRITE | PROT_EXEC)

/* Allowed, or deadly, if this argument is that value under that mask. */
static const struct rule {
	const char *call;
	unsigned argument;
	uint64_t mask, value;
	bool deadly;
} rules[] = {
	/* read only: what is written was opened before */
	{ "open", 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY, false },
	{ "openat", 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY, false },
	/* memory never becomes code */
	{ "mmap", 2, PROT_EXEC, 0, false }, { "mmap2", 2, PROT_EXEC, 0, false },
	{ "mprotect", 2, PROT_EXEC, 0, false }, { "mmap", 2, WRITABLE_CODE, WRITABLE_CODE, true },
	{ "mmap2", 2, WRITABLE_CODE, WRITABLE_CODE, true },
	{ "mprotect", 2, WRITABLE_CODE, WRITABLE_CODE, true },
	{ "pkey_mprotect", 2, WRITABLE_CODE, WRITABLE_CODE, true },
	/* group memberships, and waking a socket */
	{ "setsockopt", 1, UINT32_MAX, IPPROTO_IP, false },
	{ "setsockopt", 1, UINT32_MAX, SOL_NETLINK, false },
	{ "setsockopt", 1, UINT32_MAX, SOL_SOCKET, false },
	{ "setsockopt", 1, UINT32_MAX, SOL_RAW, false }, /* ICMP_FILTER */
	/* where the C library makes a socket and sets its options by socketcall(2), with the arguments in
	 * memory: no family and no level is bounded there */
	{ "socketcall", 0, UINT32_MAX, SYS_SOCKET, false },
	{ "socketcall", 0, UINT32_MAX, SYS_SETSOCKOPT, false },
	/* names of interfaces */
	{ "ioctl", 1, UINT32_MAX, SIOCGIFNAME, false },
	{ "ioctl", 1, UINT32_MAX, SIOCGIFINDEX, false },
	/* the library: is it a terminal? glibc asks in the first way, since 2.42 in the second, musl in
	 * the third */
	{ "ioctl", 1, UINT32_MAX, KERNEL_TCGETS, false },
	{ "ioctl", 1, UINT32_MAX, GENERIC_TCGETS2, false },
	{ "ioctl", 1, UINT32_MAX, TIOCGWINSZ, false }, { "fcntl", 1, UINT32_MAX, F_GETFL, false },
	{ "fcntl", 1, UINT32_MAX, F_SETFD, false }, { "fcntl64", 1, UINT32_MAX, F_GETFL, false },
	{ "fcntl64", 1, UINT32_MAX, F_SETFD, false },
	{ "prctl", 0, UINT32_MAX, PR_GET_SECCOMP, false } /* for priv_filter() */
};

/* Datagrams for names of interfaces, memberships and syslog; and the next socket for requests, when the rest
 * of a dump is not wanted (rtnl_open_ask). A stream to another program of root, as to a service manager, is
 * none of ours. */
static const struct {
	int family;
	unsigned argument;
	uint64_t mask, value;
} sockets[] = {
	{ AF_UNIX, 1, 0xf, SOCK_DGRAM },
	{ AF_INET, 1, 0xf, SOCK_DGRAM },
	{ AF_NETLINK, 2, UINT32_MAX, NETLINK_ROUTE },
};

/* abort(3) signals the process itself, as glibc or as musl. */
static const char *const signals[] = { "tgkill", "tkill" };

static int add_call(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned n,
    struct scmp_arg_cmp *args)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add_array(filter, action, call, n, args);
}

/* mmap of this machine passes its arguments in memory, where no filter sees them. */
static bool hides_arguments(uint32_t arch, const char *name)
{
	return arch == SCMP_ARCH_S390X && strcmp(name, "mmap") == 0;
}

static int add_rule(scmp_filter_ctx filter, uint32_t arch, const struct rule *r)
{
	struct scmp_arg_cmp arg = SCMP_CMP(r->argument, SCMP_CMP_MASKED_EQ, r->mask, r->value);
	bool hidden = hides_arguments(arch, r->call);

	if (hidden && r->deadly)
		return 0;
	return add_call(filter, r->deadly ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ALLOW, r->call,
	    hidden ? 0 : 1, &arg);
}

/* libseccomp makes a rule about socketcall(2) of each rule about sockets, and replaces its first condition:
 * two rules for one of those calls must not differ in their action. */
static int fill_filter(scmp_filter_ctx filter, uint32_t arch, pid_t self_pid)
{
	struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)self_pid);
	int error = 0;

	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(calls); i++)
		error = add_call(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(deadly); i++)
		error = add_call(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0, NULL);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(rules); i++)
		error = add_rule(filter, arch, &rules[i]);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(signals); i++)
		error = add_call(filter, SCMP_ACT_ALLOW, signals[i], 1, &self);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(sockets); i++) {
		struct scmp_arg_cmp args[] = { SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX,
						   (scmp_datum_t)sockets[i].family),
			SCMP_CMP(sockets[i].argument, SCMP_CMP_MASKED_EQ, sockets[i].mask,
			    sockets[i].value) };

		error = add_call(filter, SCMP_ACT_ALLOW, "socket", ARRAY_SIZE(args), args);
	}
	return error;
}

int priv_rules(uint32_t arch, uint32_t unknown, pid_t self, scmp_filter_ctx *ret)
{
	int error = 0;

	*ret = seccomp_init(unknown);
	if (*ret == NULL)
		return -ENOMEM;
	if (arch != seccomp_arch_native() &&
	    (error = seccomp_arch_remove(*ret, SCMP_ARCH_NATIVE)) == 0)
		error = seccomp_arch_add(*ret, arch);
	/* The other sets of calls that this machine knows are none of ours. */
	if (error == 0)
		error = seccomp_attr_set(*ret, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	return error != 0 ? error : fill_filter(*ret, arch, self);
}

#endif
