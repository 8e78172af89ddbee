/* SPDX-License-Identifier: BSD-2-Clause */
/* Preloaded by tests/ci/arch under qemu-user, which knows neither seccomp(2) nor SO_LOCK_FILTER nor all
 * messages of rtnetlink. It answers for them, so that the daemon starts. It filters nothing: tests/ci/arch
 * reads the list of calls. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_GET_SECCOMP
#define PR_GET_SECCOMP 21
#endif
#define MODE_FILTER 2 /* linux/seccomp.h */

static bool filtered;

/* libseccomp asks the kernel for the actions that it knows, and refuses the others. */
__attribute__((constructor)) static void know_all_actions(void)
{
	seccomp_api_set(5);
}

int seccomp_load(const scmp_filter_ctx filter)
{
	filtered = filter != NULL;
	syscall(SYS_prctl, PR_GET_SECCOMP, 0, 0, 0, 0); /* marks the moment in the list of calls */
	return 0;
}

int prctl(int option, ...)
{
	unsigned long a[4];
	va_list list;

	va_start(list, option);
	for (int i = 0; i < 4; i++)
		a[i] = va_arg(list, unsigned long);
	va_end(list);
	if (option == PR_GET_SECCOMP && filtered)
		return MODE_FILTER;
	return (int)syscall(SYS_prctl, option, a[0], a[1], a[2], a[3]);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	if (level == SOL_SOCKET && name == SO_LOCK_FILTER)
		return 0;
	return (int)syscall(SYS_setsockopt, fd, level, name, value, size);
}

/* The emulator turns each message of rtnetlink over for a machine of the other byte order, and refuses one
 * that it does not know, RTM_GETNETCONF for one. A machine of this order can do without: the emulator looks
 * at sockets by their number, and does not follow fcntl(2). */
int socket(int family, int type, int protocol)
{
	int fd = (int)syscall(SYS_socket, family, type, protocol);

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (fd >= 0 && family == AF_NETLINK) {
		int other = fcntl(fd, F_DUPFD_CLOEXEC, fd + 1);

		close(fd);
		return other;
	}
#endif
	return fd;
}
