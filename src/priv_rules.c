/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the system call filter: what a running daemon asks of the kernel, and nothing else. */
#include "config.h"

#ifdef HAVE_SECCOMP

#include "priv_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "util.h"

/* Allowed whatever their arguments. Each in the names of all machines and libraries that may make it;
 * a name that means nothing here is passed over. */
static const char *const calls[] = {
	/* a turn: wait, take, give */
	"poll", "ppoll", "ppoll_time64", "read", "write", "writev", "recvmsg", "recvfrom", "recv",
	"sendmsg", "sendto", "send", "timerfd_settime", "timerfd_settime64", "clock_gettime",
	"clock_gettime64", "gettimeofday", "time",
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

/* Allowed if this argument is that value, under that mask. */
static const struct rule {
	const char *call;
	unsigned argument;
	uint64_t mask, value;
} rules[] = {
	/* read only: what is written was opened before */
	{ "open", 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY },
	{ "openat", 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY },
	/* memory never becomes code */
	{ "mmap", 2, PROT_EXEC, 0 }, { "mmap2", 2, PROT_EXEC, 0 }, { "mprotect", 2, PROT_EXEC, 0 },
	/* syslog and names of interfaces; group memberships, which a datagram socket can hold */
	{ "socket", 0, UINT32_MAX, AF_UNIX }, { "setsockopt", 1, UINT32_MAX, IPPROTO_IP },
	{ "setsockopt", 1, UINT32_MAX, SOL_NETLINK }, { "setsockopt", 1, UINT32_MAX, SOL_SOCKET },
	{ "setsockopt", 1, UINT32_MAX, SOL_RAW }, /* ICMP_FILTER, of one that slept */
	{ "ioctl", 1, UINT32_MAX, SIOCGIFNAME }, { "ioctl", 1, UINT32_MAX, SIOCGIFINDEX },
	{ "ioctl", 1, UINT32_MAX, TCGETS }, /* the library: is it a terminal? */
	{ "fcntl", 1, UINT32_MAX, F_GETFL }, { "fcntl", 1, UINT32_MAX, F_SETFD },
	{ "fcntl64", 1, UINT32_MAX, F_GETFL }, { "fcntl64", 1, UINT32_MAX, F_SETFD },
	{ "prctl", 0, UINT32_MAX, PR_GET_SECCOMP } /* for priv_filter() */
};

static int allow(scmp_filter_ctx filter, const char *name, unsigned n, struct scmp_arg_cmp *args)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR
		       ? 0
		       : seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, n, args);
}

static int fill(scmp_filter_ctx filter, pid_t self_pid)
{
	struct scmp_arg_cmp groups[] = { SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, AF_INET),
		SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM) };
	struct scmp_arg_cmp netlink[] = { SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, AF_NETLINK),
		SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX, NETLINK_ROUTE) };
	struct scmp_arg_cmp self[] = { SCMP_A0(
		SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)self_pid) };
	/* With no descriptor left the C library tries all families for the name of an interface. */
	int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_GT, AF_INET, 0));

	if (error == 0)
		error = allow(filter, "socket", ARRAY_SIZE(groups), groups);
	if (error == 0) /* the next one, when the rest of a dump is not wanted (rtnl_open_ask) */
		error = allow(filter, "socket", ARRAY_SIZE(netlink), netlink);
	if (error == 0)
		error = allow(filter, "tgkill", ARRAY_SIZE(self), self); /* abort(3) */
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(calls); i++)
		error = allow(filter, calls[i], 0, NULL);
	for (size_t i = 0; error == 0 && i < ARRAY_SIZE(rules); i++) {
		struct scmp_arg_cmp arg = SCMP_CMP(
			rules[i].argument, SCMP_CMP_MASKED_EQ, rules[i].mask, rules[i].value);

		error = allow(filter, rules[i].call, 1, &arg);
	}
	return error;
}

int priv_rules(uint32_t refused, pid_t self, scmp_filter_ctx *ret)
{
	int error;

	*ret = seccomp_init(refused);
	if (*ret == NULL)
		return -ENOMEM;
	/* The other sets of calls that this machine knows are none of ours. */
	error = seccomp_attr_set(*ret, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	/* A tree and no list: the kernel asks it about every call when it takes the filter. */
	if (error == 0)
		error = seccomp_attr_set(*ret, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return error != 0 ? error : fill(*ret, self);
}

#endif
