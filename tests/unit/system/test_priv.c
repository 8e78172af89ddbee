/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the system call filter in force: what it lets through, what it refuses, and at what the process
 * ends; and what is left to do to files. */
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
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "system/privilege.h"
#include "unit/tests.h"

#ifdef HAVE_SECCOMP

/* Each in a process of its own under the filter. A refused call leaves EPERM. */

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

/* As musl reads a file: `FILE` by readv, and TIOCGWINSZ to know a terminal. [faults E3] */
static void read_as_musl(void)
{
	char a, b;
	struct iovec parts[] = { { &a, 1 }, { &b, 1 } };
	struct winsize size;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	if (syscall(SYS_readv, fd, parts, 2) != 2)
		abort();
	errno = 0;
	if (syscall(SYS_ioctl, fd, TIOCGWINSZ, &size) == 0 || errno == EPERM)
		abort();
}

/* As glibc knows a terminal since 2.42. */
static void ask_for_a_terminal(void)
{
	char settings[64];
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	if (syscall(SYS_ioctl, fd, 0x802c542aUL /* TCGETS2 */, settings) == 0 || errno == EPERM)
		abort();
}

/* As musl ends in abort(3). */
static void signal_as_musl(void)
{
	if (syscall(SYS_tkill, getpid(), 0) != 0)
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

static void map_writable_code(void)
{
	mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_memory_writable_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
}

static void make_a_new_kind_of_call(void)
{
	syscall(SYS_acct, "/nowhere");
}

/* musl makes ENOMEM of the refusal, unless there is a place to begin at. */
static void map_code(void)
{
	mmap((void *)65536, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void make_memory_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static void open_a_stream_to_elsewhere(void)
{
	syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void open_a_packet_socket(void)
{
	syscall(SYS_socket, AF_PACKET, SOCK_RAW, 0);
}

/* The next one for requests, when the rest of a dump is not wanted. */
static void open_a_route_socket(void)
{
	if (socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE) < 0)
		abort();
}

static void open_another_netlink_socket(void)
{
	syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
}

static void open_a_stream_to_a_neighbour(void)
{
	syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
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

enum fate {
	ALLOWED,
	REFUSED,
	DEADLY,
};

static const struct {
	const char *what;
	void (*act)(void);
	enum fate fate;
} acts[] = {
	{ "read a file", read_a_file, ALLOWED },
	{ "read a directory", read_a_directory, ALLOWED },
	{ "read as musl", read_as_musl, ALLOWED },
	{ "ask for a terminal", ask_for_a_terminal, ALLOWED },
	{ "signal itself as musl", signal_as_musl, ALLOWED },
	{ "allocate", allocate, ALLOWED },
	{ "log a line", log_a_line, ALLOWED },
	{ "name an interface", name_an_interface, ALLOWED },
	{ "join a group", join_a_group, ALLOWED },
	{ "wake a socket", wake_a_socket, ALLOWED },
	{ "open a route socket", open_a_route_socket, ALLOWED },
	{ "write a file", write_a_file, REFUSED },
	{ "read and write a file", read_and_write_a_file, REFUSED },
	{ "make a file", make_a_file, REFUSED },
	{ "make a directory", make_a_directory, REFUSED },
	{ "change a mode", change_a_mode, REFUSED },
	{ "rename a file", rename_a_file, REFUSED },
	{ "make a process", make_a_process, REFUSED },
	{ "signal a process", signal_a_process, REFUSED },
	{ "map code", map_code, REFUSED },
	{ "make memory code", make_memory_code, REFUSED },
	{ "open a stream to elsewhere", open_a_stream_to_elsewhere, REFUSED },
	{ "open a stream to a neighbour", open_a_stream_to_a_neighbour, REFUSED },
	{ "open a packet socket", open_a_packet_socket, REFUSED },
	{ "open another netlink socket", open_another_netlink_socket, REFUSED },
	{ "set an option of TCP", filter_a_socket_anew, REFUSED },
	{ "push into a terminal", push_into_a_terminal, REFUSED },
	{ "change user", change_user, REFUSED },
	{ "change an attribute of the process", change_an_attribute_of_the_process, REFUSED },
	{ "make a call that nobody knows", make_a_new_kind_of_call, REFUSED },
	{ "execute a program", execute_a_program, DEADLY },
	{ "trace", trace, DEADLY },
	{ "map writable code", map_writable_code, DEADLY },
	{ "make memory writable code", make_memory_writable_code, DEADLY },
};

#define EXIT_REFUSED 3

/* The status with which a process that does this under the filter ends. */
static int status_of(void (*act)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || priv_filter() != 0)
			_exit(2);
		errno = 0;
		act();
		_exit(errno == EPERM ? EXIT_REFUSED : EXIT_SUCCESS);
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
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_REFUSED;
#endif
}

static enum fate fate_of(int status)
{
	if (status == 0)
		return ALLOWED;
	ck_assert_msg(was_refused(status) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS),
	    "status %#x", status);
	return WIFSIGNALED(status) ? DEADLY : REFUSED;
}

START_TEST(filter_allows_refuses_and_kills)
{
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		int status = status_of(acts[i].act);

		ck_assert_msg(
		    fate_of(status) == acts[i].fate, "%s: status %#x", acts[i].what, status);
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

/* ---- files ---- */

#define NOBODY 65534

/* Returns the errno of opening that file. */
static int try_open(const char *directory, const char *name, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? errno : 0;
}

static int try_unlink(const char *directory, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return unlink(path) < 0 ? errno : 0;
}

static void make_file(char *directory, const char *name)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chmod(directory, 0777), 0);
	ck_assert_int_eq(try_open(directory, name, O_WRONLY | O_CREAT), 0);
}

/* The daemon, as that user, in a process of its own. Returns the number of the line that is not as it should
 * be, 0: none. */
static int try_files(const char *ours, const char *other, uid_t uid)
{
	char file[128];
	const char *read[] = { file };

	snprintf(file, sizeof(file), "%s/made/later/rdisc.conf", ours);
#define MUST(condition)                                                                            \
	if (!(condition))                                                                          \
	return __LINE__ % 255 + 1
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && setresuid(uid, uid, uid) == 0);
	MUST(priv_bound_files(read, 1, file) == 0);
	MUST(try_open(other, "file", O_RDONLY) == (uid == 0 ? EACCES : 0));
	MUST(try_open(ours, "file", O_RDONLY) == 0);
	MUST(try_open(ours, "file", O_WRONLY) == EACCES);
	MUST(try_open(other, "file", O_RDWR) == EACCES);
	MUST(try_open(other, "new", O_RDONLY | O_CREAT) == EACCES);
	MUST(try_unlink(other, "file") == EACCES);
	MUST(try_unlink(ours, "file") == 0);
#undef MUST
	return 0;
}

/* `_i` is 0: root, who would read and remove everything; or another user. [faults E2] */
START_TEST(files_are_bounded)
{
	uid_t uid = _i == 0 ? 0 : NOBODY;
	char ours[] = "/tmp/rdisc-priv-XXXXXX", other[] = "/tmp/rdisc-priv-XXXXXX";
	int status;
	pid_t child;

#ifdef INSTRUMENTED
	printf("not tested: this build bounds no files, since its run-time library opens some\n");
	return;
#endif
	if (geteuid() != 0 || syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1) {
		printf("not tested: to bound files needs root and a kernel with Landlock\n");
		return;
	}
	make_file(ours, "file");
	make_file(other, "file");
	ck_assert_int_eq(chown(ours, uid, 0), 0);
	for (int i = 0; i < 2; i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/file", i == 0 ? ours : other);
		ck_assert_int_eq(chown(path, uid, 0), 0);
	}
	child = fork();
	if (child == 0)
		_exit(try_files(ours, other, uid));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(try_unlink(other, "file"), 0);
	ck_assert(rmdir(ours) == 0 && rmdir(other) == 0);
	ck_assert_msg(status == 0, "status %#x", status);
}
END_TEST

Suite *suite_priv(void)
{
	Suite *suite = suite_create("priv");
	TCase *tc = tcase_create("filter");

#ifdef HAVE_SECCOMP
	tcase_add_test(tc, filter_allows_refuses_and_kills);
	tcase_add_test(tc, filter_leaves_abort_alone);
#else
	tcase_add_test(tc, filter_that_is_not_built_in_says_so);
#endif
	suite_add_tcase(suite, tc);
	tc = tcase_create("files");
	tcase_add_loop_test(tc, files_are_bounded, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
