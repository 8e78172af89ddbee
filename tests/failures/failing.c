/* SPDX-License-Identifier: BSD-2-Clause */
/* Linked into rdisc (ld --wrap): makes its Nth allocation, system call or netlink answer fail, once.
 *
 * RDISC_FAIL=memory:N, call:N or answer:N. On standard error it tells which it was, and at the end how
 * many there were. The JSON library allocates through this too; other libraries by themselves.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum kind { MEMORY, CALL, ANSWER, NONE };

static const char *const names[] = { "memory", "call", "answer" };
static enum kind chosen = NONE;
static unsigned count, which;

static bool refuse(enum kind kind, const char *name)
{
	if (kind != chosen || ++count != which)
		return false;
	dprintf(STDERR_FILENO, "failing: %s %u, %s\n", names[kind], which, name);
	return true;
}

/* ---- memory, and all that fails by returning NULL or -1 ---- */

#define WRAP(kind, failure, code, type, name, parameters, arguments)                               \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		if (!refuse(kind, #name))                                                          \
			return __real_##name arguments;                                            \
		errno = code;                                                                      \
		return failure;                                                                    \
	}

#define WRAP_MEMORY(name, parameters, arguments)                                                   \
	WRAP(MEMORY, NULL, ENOMEM, void *, name, parameters, arguments)
#define WRAP_CALL(code, name, parameters, arguments)                                               \
	WRAP(CALL, -1, code, int, name, parameters, arguments)

typedef int scandir_filter(const struct dirent *);
typedef int scandir_compare(const struct dirent **, const struct dirent **);

/* clang-format off */
WRAP_MEMORY(malloc, (size_t size), (size))
WRAP_MEMORY(calloc, (size_t n, size_t size), (n, size))
WRAP_MEMORY(realloc, (void *p, size_t size), (p, size))
WRAP(MEMORY, NULL, ENOMEM, char *, strdup, (const char *s), (s))
WRAP(MEMORY, NULL, ENOMEM, FILE *, fopen, (const char *path, const char *mode), (path, mode))
WRAP(MEMORY, NULL, ENOMEM, char *, getcwd, (char *buf, size_t size), (buf, size))
WRAP(MEMORY, -1, ENOMEM, int, scandir,
	(const char *path, struct dirent ***list, scandir_filter *filter, scandir_compare *compare),
	(path, list, filter, compare))

WRAP_CALL(EMFILE, socket, (int domain, int type, int protocol), (domain, type, protocol))
WRAP_CALL(ENOMEM, bind, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
WRAP_CALL(ENOMEM, connect, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
WRAP_CALL(ENOMEM, listen, (int fd, int backlog), (fd, backlog))
WRAP_CALL(EMFILE, accept4, (int fd, struct sockaddr *from, socklen_t *len, int flags),
	(fd, from, len, flags))
WRAP_CALL(ENOBUFS, setsockopt, (int fd, int level, int name, const void *value, socklen_t len),
	(fd, level, name, value, len))
WRAP_CALL(ENOBUFS, getsockopt, (int fd, int level, int name, void *value, socklen_t *len),
	(fd, level, name, value, len))
WRAP(CALL, -1, ENOBUFS, ssize_t, send, (int fd, const void *buf, size_t len, int flags),
	(fd, buf, len, flags))
WRAP(CALL, -1, ENOBUFS, ssize_t, sendmsg, (int fd, const struct msghdr *msg, int flags),
	(fd, msg, flags))
WRAP_CALL(EMFILE, epoll_create1, (int flags), (flags))
WRAP_CALL(ENOSPC, epoll_ctl, (int fd, int op, int on, struct epoll_event *e), (fd, op, on, e))
WRAP_CALL(EMFILE, timerfd_create, (int clock, int flags), (clock, flags))
WRAP_CALL(EMFILE, signalfd, (int fd, const sigset_t *set, int flags), (fd, set, flags))
WRAP_CALL(ENOLCK, flock, (int fd, int operation), (fd, operation))
WRAP_CALL(EIO, ftruncate, (int fd, off_t len), (fd, len))
WRAP(CALL, -1, ENOSPC, ssize_t, pwrite, (int fd, const void *buf, size_t len, off_t offset),
	(fd, buf, len, offset))
WRAP(CALL, -1, ENOBUFS, ssize_t, sendto, (int fd, const void *buf, size_t len, int flags, const struct sockaddr *to, socklen_t to_len),
	(fd, buf, len, flags, to, to_len))
WRAP(CALL, -1, ENETDOWN, ssize_t, recvfrom, (int fd, void *buf, size_t len, int flags, struct sockaddr *from, socklen_t *from_len),
	(fd, buf, len, flags, from, from_len))
WRAP(CALL, -1, EAGAIN, ssize_t, getrandom, (void *buf, size_t len, unsigned flags), (buf, len, flags))
/* clang-format on */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (!refuse(CALL, "open"))
		return __real_open(path, flags, mode);
	errno = ENFILE;
	return -1;
}

/* ---- netlink answers ---- */

ssize_t __real_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);

/* A notification is lost, as in an overrun. An answer becomes a refusal; of a dump the rest is taken,
 * since the kernel ends one that it refuses. */
static ssize_t spoil(int fd, struct msghdr *msg, ssize_t len)
{
	struct nlmsghdr *nlh = msg->msg_iov->iov_base;
	struct nlmsgerr *error = NLMSG_DATA(nlh);
	uint32_t seq = nlh->nlmsg_seq;

	if (seq == 0) {
		errno = ENOBUFS;
		return -1;
	}
	while (nlh->nlmsg_type != NLMSG_DONE && (nlh->nlmsg_flags & NLM_F_MULTI) != 0) {
		struct nlmsghdr *last = nlh;
		size_t left = (size_t)len;

		while (NLMSG_OK(last, left) && last->nlmsg_type != NLMSG_DONE)
			last = NLMSG_NEXT(last, left);
		if (NLMSG_OK(last, left) || (len = __real_recvmsg(fd, msg, 0)) <= 0)
			break;
	}
	if (nlh->nlmsg_type != NLMSG_ERROR)
		len = NLMSG_LENGTH(sizeof(*error));
	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_flags = 0;
	if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(*error)) || len == NLMSG_LENGTH(sizeof(*error)))
		nlh->nlmsg_len = NLMSG_LENGTH(sizeof(*error));
	error->error = -ENOMEM;
	return len;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	const struct sockaddr_nl *from = msg->msg_name;
	ssize_t len;

	if (refuse(CALL, "recvmsg")) {
		errno = ENOBUFS;
		return -1;
	}
	len = __real_recvmsg(fd, msg, flags);
	if (len >= (ssize_t)sizeof(struct nlmsghdr) && from != NULL &&
	    msg->msg_namelen == sizeof(*from) && from->nl_family == AF_NETLINK &&
	    refuse(ANSWER, "recvmsg"))
		return spoil(fd, msg, len);
	return len;
}

/* ---- the choice ---- */

__attribute__((constructor)) static void choose(void)
{
	const char *text = getenv("RDISC_FAIL");

	for (int i = 0; text != NULL && i < NONE; i++)
		if (strncmp(text, names[i], strlen(names[i])) == 0) {
			chosen = (enum kind)i;
			which = (unsigned)strtoul(strchr(text, ':') + 1, NULL, 10);
		}
	json_set_alloc_funcs(__wrap_malloc, free);
}

__attribute__((destructor)) static void tell_count(void)
{
	if (chosen != NONE)
		dprintf(STDERR_FILENO, "failing: %u of %s\n", count, names[chosen]);
	chosen = NONE; /* the life is over: what still allocates are coverage counters */
}
