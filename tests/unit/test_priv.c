/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the system call filter: what it lets through, and that the process ends at all else. */
#include "config.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "priv.h"
#include "tests.h"

#ifdef HAVE_SECCOMP

/* Each in a process of its own under the filter. What a call answers is of no interest. */

static void read_a_file(void)
{
	char c;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, &c, 1) != 1)
		abort();
	close(fd);
}

static void allocate(void)
{
	for (size_t size = 1; size < 64 << 20; size *= 4) {
		char *p = malloc(size);

		if (p == NULL || (p = realloc(p, 3 * size)) == NULL)
			abort();
		memset(p, 1, size);
		free(p);
	}
}

static void log_a_line(void)
{
	closelog();
	syslog(LOG_DEBUG, "a line of a test");
}

static void name_an_interface(void)
{
	char name[IF_NAMESIZE];

	if (if_indextoname(1, name) == NULL || if_nametoindex(name) != 1)
		abort();
}

static void join_a_group(void)
{
	struct ip_mreqn request = { .imr_multiaddr = { htonl(INADDR_ALLRTRS_GROUP) },
		.imr_ifindex = 1 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		abort();
	setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request));
}

static void wake_a_socket(void)
{
	const uint32_t none = UINT32_MAX;

	if (setsockopt(-1, SOL_RAW, 1 /* ICMP_FILTER */, &none, sizeof(none)) >= 0 ||
		errno != EBADF)
		abort();
}

static void read_a_directory(void)
{
	DIR *directory = opendir("/");

	if (directory == NULL || readdir(directory) == NULL || closedir(directory) != 0)
		abort();
}

static void write_a_file(void)
{
	open("/dev/null", O_WRONLY | O_CLOEXEC);
}

static void read_and_write_a_file(void)
{
	open("/dev/null", O_RDWR | O_CLOEXEC);
}

static void make_a_file(void)
{
	open("/nowhere/x", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void make_a_directory(void)
{
	mkdir("/nowhere/x", 0700);
}

static void change_a_mode(void)
{
	chmod("/nowhere", 0777);
}

static void rename_a_file(void)
{
	rename("/nowhere/x", "/nowhere/y");
}

static void execute_a_program(void)
{
	execl("/nowhere", "x", NULL);
}

static void make_a_process(void)
{
	if (fork() == 0)
		_exit(EXIT_SUCCESS);
}

static void signal_a_process(void)
{
	kill(getpid(), 0);
}

static void trace(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void map_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_memory_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static void open_a_stream_to_elsewhere(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static void fail_at_a_packet_socket(void)
{
	if (socket(AF_PACKET, SOCK_RAW, 0) >= 0 || errno != EAFNOSUPPORT)
		abort();
}

/* The next one for requests, when the rest of a dump is not wanted. */
static void open_a_route_socket(void)
{
	if (socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE) < 0)
		abort();
}

static void fail_at_another_netlink_socket(void)
{
	if (socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) >= 0 || errno != EAFNOSUPPORT)
		abort();
}

static void filter_a_socket_anew(void)
{
	setsockopt(-1, IPPROTO_TCP, 1, NULL, 0);
}

static void push_into_a_terminal(void)
{
	char c = 'x';

	ioctl(0, TIOCSTI, &c);
}

static void change_user(void)
{
	if (setuid(0) < 0)
		return;
}

static void change_an_attribute_of_the_process(void)
{
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static const struct {
	const char *what;
	void (*act)(void);
	bool allowed;
} acts[] = {
	{ "read a file", read_a_file, true },
	{ "read a directory", read_a_directory, true },
	{ "allocate", allocate, true },
	{ "log a line", log_a_line, true },
	{ "name an interface", name_an_interface, true },
	{ "join a group", join_a_group, true },
	{ "wake a socket", wake_a_socket, true },
	{ "fail at a packet socket", fail_at_a_packet_socket, true },
	{ "open a route socket", open_a_route_socket, true },
	{ "fail at another netlink socket", fail_at_another_netlink_socket, true },
	{ "write a file", write_a_file, false },
	{ "read and write a file", read_and_write_a_file, false },
	{ "make a file", make_a_file, false },
	{ "make a directory", make_a_directory, false },
	{ "change a mode", change_a_mode, false },
	{ "rename a file", rename_a_file, false },
	{ "execute a program", execute_a_program, false },
	{ "make a process", make_a_process, false },
	{ "signal a process", signal_a_process, false },
	{ "trace", trace, false },
	{ "map code", map_code, false },
	{ "make memory code", make_memory_code, false },
	{ "open a stream to elsewhere", open_a_stream_to_elsewhere, false },
	{ "set an option of TCP", filter_a_socket_anew, false },
	{ "push into a terminal", push_into_a_terminal, false },
	{ "change user", change_user, false },
	{ "change an attribute of the process", change_an_attribute_of_the_process, false },
};

/* The status with which a process that does this under the filter ends. */
static int status_of(void (*act)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || priv_filter() != 0)
			_exit(2);
		act();
		_exit(EXIT_SUCCESS);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static bool was_refused(int status)
{
#ifdef SECCOMP_TRAP
	return WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGSYS;
#else
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
#endif
}

START_TEST(filter_lets_through_what_is_needed_and_nothing_else)
{
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		int status = status_of(acts[i].act);

		if (acts[i].allowed)
			ck_assert_msg(status == 0, "%s: status %#x", acts[i].what, status);
		else
			ck_assert_msg(was_refused(status), "%s: status %#x", acts[i].what, status);
	}
}
END_TEST

/* abort() must be seen as such: it is how the C library tells of damaged memory. */
START_TEST(filter_leaves_abort_alone)
{
	int status = status_of(abort);

	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}
END_TEST

#else

START_TEST(filter_that_is_not_built_in_says_so)
{
	ck_assert_int_eq(priv_filter(), 0);
	ck_assert_ptr_nonnull(strstr(RDISC_FEATURES, "-seccomp"));
}
END_TEST

#endif

Suite *suite_priv(void)
{
	Suite *suite = suite_create("priv");
	TCase *tc = tcase_create("filter");

#ifdef HAVE_SECCOMP
	tcase_add_test(tc, filter_lets_through_what_is_needed_and_nothing_else);
	tcase_add_test(tc, filter_leaves_abort_alone);
#else
	tcase_add_test(tc, filter_that_is_not_built_in_says_so);
#endif
	suite_add_tcase(suite, tc);
	return suite;
}
