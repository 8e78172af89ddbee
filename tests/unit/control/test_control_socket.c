/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the control socket on a real one: which clients it serves, and that it waits for none. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control/socket.h"
#include "unit/tests.h"

#define NOBODY 65534

static struct control_socket sock;
static char directory[] = "/tmp/rdisc-control-XXXXXX", path[64];
static usec_t now;

/* A limit to those of the process, what it was before that, and who stands in the way. */
#define DESCRIPTORS 64
static struct rlimit usual;
static int taken[DESCRIPTORS];
static unsigned n_taken;

static void setup(void)
{
	int group_error;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chmod(directory, 0755), 0);
	snprintf(path, sizeof(path), "%s/control", directory);
	ck_assert_int_eq(control_open(&sock, path, NULL, &group_error), 0);
	now = 5 * SEC;
}

static void teardown(void)
{
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
	while (n_taken > 0)
		close(taken[--n_taken]);
	control_close(&sock);
	unlink(path);
	rmdir(directory);
}

static int connect_to(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, path);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	close(fd);
	return -errno;
}

/* Requires that this happens next. */
static struct control_happening expect(enum control_kind kind)
{
	struct control_happening h;

	ck_assert(control_next(&sock, now, &h));
	ck_assert_int_eq(h.kind, kind);
	return h;
}

/* The same of another process, which takes its time. */
static struct control_happening expect_soon(enum control_kind kind)
{
	struct control_happening h;

	while (!control_next(&sock, now, &h))
		;
	ck_assert_int_eq(h.kind, kind);
	return h;
}

static void assert_quiet(void)
{
	struct control_happening h;

	ck_assert(!control_next(&sock, now, &h));
}

START_TEST(control_hears_and_answers)
{
	int fd = connect_to();
	char text[16] = "";
	unsigned client = expect(CONTROL_CONNECTED).client;
	struct control_happening h;

	ck_assert_int_eq(send(fd, "hello", 5, 0), 5);
	h = expect(CONTROL_REQUEST);
	ck_assert_uint_eq(h.client, client);
	ck_assert_str_eq(h.text, "hello");
	assert_quiet();
	ck_assert_int_eq(control_send(&sock, client, "world", 5, now), 0);
	ck_assert_int_eq(recv(fd, text, sizeof(text), 0), 5);
	ck_assert_str_eq(text, "world");
	close(fd);
	expect(CONTROL_GONE);
	assert_quiet();
}
END_TEST

START_TEST(control_request_has_a_longest_length)
{
	static char text[CONTROL_REQUEST_MAX + 1];
	int fd = connect_to();

	expect(CONTROL_CONNECTED);
	memset(text, 'x', sizeof(text));
	ck_assert_int_gt(send(fd, text, CONTROL_REQUEST_MAX, 0), 0);
	ck_assert_uint_eq(strlen(expect(CONTROL_REQUEST).text), CONTROL_REQUEST_MAX);
	ck_assert_int_gt(send(fd, text, CONTROL_REQUEST_MAX + 1, 0), 0);
	expect(CONTROL_TOO_LONG);
	close(fd);
}
END_TEST

/* While an answer is under way no request is read, but a client that has gone is noticed. */
START_TEST(control_busy_client_is_not_read)
{
	int fd = connect_to();
	unsigned client = expect(CONTROL_CONNECTED).client;

	control_set_busy(&sock, client, true);
	ck_assert_int_eq(send(fd, "a", 1, 0), 1);
	assert_quiet();
	control_set_busy(&sock, client, false);
	expect(CONTROL_REQUEST);
	control_set_busy(&sock, client, true);
	close(fd);
	expect(CONTROL_GONE);
}
END_TEST

/* A client that does not read is reported once there is room for it again, and may be dropped after a while. */
START_TEST(control_nobody_is_waited_for)
{
	static char text[4096];
	int fd = connect_to(), error = 0;
	unsigned client = expect(CONTROL_CONNECTED).client, other = CONTROL_CLIENTS, sent = 0;

	while ((error = control_send(&sock, client, text, sizeof(text), now)) == 0)
		ck_assert_uint_lt(++sent, 10000);
	ck_assert_int_eq(error, -EAGAIN);
	now += SEC;
	ck_assert_int_eq(control_send(&sock, client, text, sizeof(text), now), -EAGAIN);
	ck_assert_uint_eq(
	    control_deadline(&sock), 5 * SEC + CONTROL_PATIENCE); /* since the first time */
	assert_quiet();
	ck_assert(!control_find_late(&sock, 5 * SEC + CONTROL_PATIENCE - 1, &other));
	ck_assert(control_find_late(&sock, 5 * SEC + CONTROL_PATIENCE, &other));
	ck_assert_uint_eq(other, client);
	while (sent-- > 0)
		ck_assert_int_gt(recv(fd, text, sizeof(text), 0), 0);
	ck_assert_uint_eq(expect(CONTROL_ROOM).client, client);
	ck_assert_uint_eq(
	    control_deadline(&sock), 5 * SEC + CONTROL_IDLE); /* since it was told something */
	ck_assert(!control_find_late(&sock, 5 * SEC + CONTROL_IDLE - 1, &other));
	control_drop(&sock, client);
	ck_assert_int_eq(recv(fd, text, sizeof(text), 0), 0);
	close(fd);
	assert_quiet();
}
END_TEST

/* The client asks and goes before its answer. */
START_TEST(control_client_that_goes_in_the_middle)
{
	int fd = connect_to();
	unsigned client = expect(CONTROL_CONNECTED).client;

	ck_assert_int_eq(send(fd, "a", 1, 0), 1);
	ck_assert_uint_eq(expect(CONTROL_REQUEST).client, client);
	control_set_busy(&sock, client, true);
	close(fd);
	ck_assert_int_eq(control_send(&sock, client, "b", 1, now), -EPIPE);
	ck_assert_uint_eq(sock.n_clients, 0);
	control_set_busy(&sock, client, false); /* the client is gone */
	assert_quiet();
}
END_TEST

/* Tells the client at the door why it is turned away, as the daemon does. */
static void turn_away(enum control_kind kind)
{
	ck_assert_uint_eq(expect(kind).client, CONTROL_DOOR);
	ck_assert_int_eq(control_send(&sock, CONTROL_DOOR, "no", 2, now), 0);
	control_drop(&sock, CONTROL_DOOR);
}

/* True if the client reads this last. It asked before it was turned away, and may read an error first. */
static void assert_turned_away(int fd)
{
	char text[8] = "";
	ssize_t n = recv(fd, text, sizeof(text), 0);

	if (n < 0 && errno == ECONNRESET)
		n = recv(fd, text, sizeof(text), 0);
	ck_assert_int_eq(n, 2);
	ck_assert_str_eq(text, "no");
	ck_assert_int_eq(recv(fd, text, sizeof(text), 0), 0);
}

START_TEST(control_serves_so_many_and_no_more)
{
	int fds[CONTROL_PLACES + 1];
	const unsigned n = geteuid() == 0 ? CONTROL_PLACES : CONTROL_CLIENTS;

	for (unsigned i = 0; i < n; i++) {
		fds[i] = connect_to();
		ck_assert_uint_eq(expect(CONTROL_CONNECTED).client, i);
	}
	for (int i = 0; i < 3; i++) {
		fds[n] = connect_to();
		ck_assert_int_eq(send(fds[n], "x", 1, 0), 1);
		turn_away(CONTROL_FULL);
		assert_quiet();
		assert_turned_away(fds[n]);
		close(fds[n]);
	}
	close(fds[5]);
	ck_assert_uint_eq(expect(CONTROL_GONE).client, 5);
	fds[5] = connect_to();
	ck_assert_uint_eq(expect(CONTROL_CONNECTED).client, 5);
	for (unsigned i = 0; i < n; i++)
		close(fds[i]);
}
END_TEST

/* Sixteen idle clients of the group locked root out. [faults C5] */
START_TEST(control_root_finds_a_place)
{
	int fds[CONTROL_CLIENTS + 1];
	struct group *g = getgrnam("adm");
	int group_error;
	pid_t pid;

	if (geteuid() != 0 || g == NULL) {
		printf("not tested: the places of root need root and the group adm\n");
		return;
	}
	control_close(&sock);
	ck_assert_int_eq(control_open(&sock, path, "adm", &group_error), 0);
	pid = fork();
	if (pid == 0) {
		if (setgroups(0, NULL) < 0 || setgid(g->gr_gid) < 0 || setuid(NOBODY) < 0)
			_exit(2);
		for (unsigned i = 0; i <= CONTROL_CLIENTS; i++)
			fds[i] = connect_to();
		pause();
	}
	for (unsigned i = 0; i < CONTROL_CLIENTS; i++)
		ck_assert_uint_eq(expect_soon(CONTROL_CONNECTED).client, i);
	ck_assert_uint_eq(expect_soon(CONTROL_FULL).client, CONTROL_DOOR);
	control_drop(&sock, CONTROL_DOOR);
	for (unsigned i = 0; i < CONTROL_FOR_ROOT; i++) {
		fds[i] = connect_to();
		ck_assert_uint_eq(expect(CONTROL_CONNECTED).client, CONTROL_CLIENTS + i);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

/* A client that asks nothing loses its place; one that is answered, or follows, keeps it. [faults C5] */
START_TEST(control_idle_clients_end)
{
	int idle = connect_to(), follower, asks;
	unsigned late = CONTROL_PLACES;

	expect(CONTROL_CONNECTED);
	follower = connect_to();
	control_set_busy(&sock, expect(CONTROL_CONNECTED).client, true);
	asks = connect_to();
	expect(CONTROL_CONNECTED);
	now += CONTROL_IDLE - 1;
	ck_assert_int_eq(send(asks, "x", 1, 0), 1);
	expect(CONTROL_REQUEST);
	ck_assert(!control_find_late(&sock, now, &late));
	ck_assert_uint_eq(control_deadline(&sock), now + 1);
	ck_assert(control_find_late(&sock, now + 1, &late));
	ck_assert_uint_eq(late, 0);
	control_drop(&sock, late);
	ck_assert(!control_find_late(&sock, now + CONTROL_IDLE - 1, &late));
	ck_assert_uint_eq(control_deadline(&sock), now + CONTROL_IDLE);
	close(idle);
	close(follower);
	close(asks);
}
END_TEST

/* The socket is left behind. */
static void crash(void)
{
	sock.path[0] = '\0';
	control_close(&sock);
}

/* One left behind by a crash gives way, one in use does not, and what is no socket stays. */
START_TEST(control_takes_only_a_dead_socket)
{
	struct control_socket second;
	int group_error;
	FILE *f;

	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -EADDRINUSE);
	ck_assert_int_eq(access(path, F_OK), 0);
	crash();
	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), 0);
	control_close(&second);
	ck_assert_int_ne(access(path, F_OK), 0); /* at an orderly end it goes */
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -ENOTSOCK);
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	/* 1.0.0 called it in use by another rdisc [faults F7] */
	ck_assert_int_eq(symlink("/nonexistent/x", path), 0);
	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -ENOTSOCK);
}
END_TEST

/* Another program's socket there, and it accepts no client: connect(2) waited. [faults C7] */
START_TEST(control_does_not_wait_for_another_program)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fds[CONTROL_CLIENTS + 2], n = 0;
	struct control_socket second;
	int group_error;

	strcpy(addr.sun_path, path);
	do {
		ck_assert_uint_lt((unsigned)n, ARRAY_SIZE(fds));
		fds[n] = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
	} while (connect(fds[n++], (struct sockaddr *)&addr, sizeof(addr)) == 0);
	ck_assert_int_eq(errno, EAGAIN);
	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -EADDRINUSE);
	while (n > 0)
		close(fds[--n]);
}
END_TEST

/* Takes all descriptors but so many, until teardown(). */
static void leave_descriptors(unsigned n)
{
	const struct rlimit limit = { DESCRIPTORS, usual.rlim_max };
	int fd;

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	while ((fd = dup(0)) >= 0)
		taken[n_taken++] = fd;
	ck_assert_int_eq(errno, EMFILE);
	while (n-- > 0)
		close(taken[--n_taken]);
}

START_TEST(control_without_descriptors_there_is_no_socket)
{
	struct control_socket second;
	int group_error;

	crash();
	leave_descriptors(2); /* what it takes to see that the old socket is dead is not there */
	ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -EMFILE);
	ck_assert_int_eq(access(path, F_OK), 0);
	unlink(path);
	for (unsigned n = 0; n < 2; n++) {
		leave_descriptors(n);
		ck_assert_int_eq(control_open(&second, path, NULL, &group_error), -EMFILE);
		ck_assert_int_ne(access(path, F_OK), 0);
	}
}
END_TEST

static bool is_readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

START_TEST(control_without_descriptors_who_calls_waits)
{
	int fd;

	if (getenv("RDISC_TEST_SLOW") != NULL) {
		printf("not tested: valgrind hangs up on him who waits for a descriptor\n");
		return;
	}
	fd = connect_to();
	leave_descriptors(0);
	ck_assert_int_eq(expect(CONTROL_FAILING).error, -EMFILE);
	assert_quiet();
	ck_assert_int_eq(send(fd, "a", 1, 0), 1);
	ck_assert(!is_readable(sock.fd)); /* it was, at once and for ever [faults C3] */
	ck_assert_uint_eq(control_deadline(&sock), now + CONTROL_REST);
	control_advance(&sock, now + CONTROL_REST - 1);
	ck_assert(!is_readable(sock.fd));
	now += CONTROL_REST;
	control_advance(&sock, now);
	ck_assert(is_readable(sock.fd));
	assert_quiet(); /* told once */
	close(taken[--n_taken]);
	assert_quiet();
	control_advance(&sock, now + CONTROL_REST);
	expect(CONTROL_CONNECTED);
	ck_assert_str_eq(expect(CONTROL_REQUEST).text, "a");
	close(fd);
}
END_TEST

START_TEST(control_path_has_a_longest_length)
{
	char text[sizeof(sock.path) + 1];
	struct control_socket second;
	int group_error;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, directory, sizeof(directory) - 1);
	text[sizeof(directory) - 1] = '/';
	ck_assert_int_eq(control_open(&second, text, NULL, &group_error), -ENAMETOOLONG);
	text[sizeof(sock.path) - 1] = '\0';
	ck_assert_int_eq(control_open(&second, text, NULL, &group_error), 0);
	control_close(&second);
}
END_TEST

/* Without the group there is still a socket, for root. */
START_TEST(control_unknown_group_is_told)
{
	struct control_socket second;
	int group_error = 0;
	struct stat st;

	control_close(&sock);
	ck_assert_int_eq(control_open(&second, path, "no-such-group", &group_error), 0);
	ck_assert_int_eq(group_error, -ENOENT);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	control_close(&second);
	ck_assert_int_eq(control_open(&second, "/nonexistent/x", NULL, &group_error), -ENOENT);
	ck_assert_int_eq(group_error, 0);
}
END_TEST

/* True if the socket serves a process of that user and group, by its mode and by the credentials. */
static bool is_served_as(uid_t uid, gid_t primary, gid_t supplementary)
{
	int status, fd;
	struct control_happening h;
	const gid_t groups[] = { 1, supplementary };
	pid_t pid = fork();

	if (pid == 0) {
		char c;

		if (setgroups(2, groups) < 0 || setgid(primary) < 0 || setuid(uid) < 0)
			_exit(2);
		fd = connect_to();
		_exit(fd >= 0 && send(fd, "x", 1, MSG_NOSIGNAL) == 1 && recv(fd, &c, 1, 0) == 1
			  ? 0
			  : 1);
	}
	while (waitpid(pid, &status, WNOHANG) == 0)
		while (control_next(&sock, now, &h))
			if (h.kind == CONTROL_REQUEST)
				control_send(&sock, h.client, "y", 1, now);
			else if (h.kind == CONTROL_REFUSED)
				control_drop(&sock, h.client);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 0;
}

/* T11: a local user without privilege. [N-4] */
START_TEST(control_serves_root_and_the_group)
{
	struct group *g = getgrnam("adm");
	int group_error;

	if (geteuid() != 0 || g == NULL) {
		printf("not tested: who is served by group needs root and the group adm\n");
		return;
	}
	ck_assert(is_served_as(0, 0, 0));
	ck_assert(!is_served_as(NOBODY, NOBODY, NOBODY));
	ck_assert(!is_served_as(NOBODY, 0, 0)); /* root's group is not root */
	ck_assert_int_eq(chmod(path, 0666), 0); /* a socket that another program opened to all */
	ck_assert(!is_served_as(NOBODY, NOBODY, NOBODY));
	control_close(&sock);
	ck_assert_int_eq(control_open(&sock, path, "adm", &group_error), 0);
	ck_assert(is_served_as(NOBODY, g->gr_gid, NOBODY));
	ck_assert(is_served_as(NOBODY, NOBODY, g->gr_gid));
	ck_assert(!is_served_as(NOBODY, NOBODY, NOBODY));
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert(!is_served_as(NOBODY, NOBODY, NOBODY));
}
END_TEST

#ifdef HAVE_SECCOMP

/* Ends the process at every call that changes a mode or an owner. */
static bool forbid_changes(void)
{
	static const char *const calls[] = { "chmod", "fchmod", "fchmodat", "fchmodat2", "chown",
		"fchown", "lchown", "fchownat", "chown32", "fchown32", "lchown32" };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool done = filter != NULL;

	for (size_t i = 0; done && i < ARRAY_SIZE(calls); i++) {
		int call = seccomp_syscall_resolve_name(calls[i]);

		done = call == __NR_SCMP_ERROR ||
		       seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) == 0;
	}
	return done && seccomp_load(filter) == 0;
}

/* A path that the process has bound may lead to a file of root a moment later, if the directory
 * is another user's. So the socket is born with its group and mode. [faults E1] */
START_TEST(control_changes_nothing_by_path)
{
	struct group *g = getgrnam("adm");
	struct control_socket second;
	int status, group_error;
	char other[80];
	struct stat st;
	pid_t pid;

	if (geteuid() != 0 || g == NULL) {
		printf("not tested: a group that is not the process's needs root and the group "
		       "adm\n");
		return;
	}
	snprintf(other, sizeof(other), "%s/other", directory);
	pid = fork();
	if (pid == 0)
		_exit(forbid_changes() && control_open(&second, other, "adm", &group_error) == 0 &&
			      group_error == 0 && getegid() == 0
			  ? 0
			  : 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0, "status %#x", status);
	ck_assert_int_eq(lstat(other, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0660);
	ck_assert_uint_eq(st.st_gid, g->gr_gid);
	ck_assert_int_eq(unlink(other), 0);
}
END_TEST

#endif

/* open_as_nobody(): the socket is there, but the group is not its own. */
#define REFUSED_GROUP 254

/* Returns what control_open() says to an ordinary user. */
static int open_as_nobody(const char *where, const char *group)
{
	struct control_socket second;
	int group_error;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
			_exit(255);
		status = -control_open(&second, where, group, &group_error);
		if (status == 0 && group_error == -EPERM)
			status = REFUSED_GROUP;
		control_close(&second);
		_exit(status);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 255);
	return -WEXITSTATUS(status);
}

START_TEST(control_what_belongs_to_others_stays)
{
	char other[80];

	if (geteuid() != 0 || getgrnam("adm") == NULL) {
		printf("not tested: what belongs to others needs root and the group adm\n");
		return;
	}
	snprintf(other, sizeof(other), "%s/other", directory);
	ck_assert_int_eq(open_as_nobody(other, NULL), -EACCES);
	ck_assert_int_eq(chown(directory, NOBODY, NOBODY), 0);
	ck_assert_int_eq(
	    open_as_nobody(path, NULL), -EACCES); /* it cannot see whether that lives */
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert_int_eq(chown(directory, 0, 0), 0);
	ck_assert_int_eq(chmod(directory, 01777), 0);
	ck_assert_int_eq(open_as_nobody(other, NULL), 0);
	crash();
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(open_as_nobody(path, NULL), -EPERM); /* dead, but of another user */
	ck_assert_int_eq(access(path, F_OK), 0);
	/* A group that the process is not in: the socket is there without it, and says so. */
	ck_assert_int_eq(open_as_nobody(other, "adm"), -REFUSED_GROUP);
	ck_assert_int_ne(access(other, F_OK), 0); /* at an orderly end it goes */
}
END_TEST

Suite *suite_control_socket(void)
{
	Suite *s = suite_create("control_socket");
	TCase *tc = tcase_create("control_socket");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, control_hears_and_answers);
	tcase_add_test(tc, control_request_has_a_longest_length);
	tcase_add_test(tc, control_busy_client_is_not_read);
	tcase_add_test(tc, control_nobody_is_waited_for);
	tcase_add_test(tc, control_client_that_goes_in_the_middle);
	tcase_add_test(tc, control_serves_so_many_and_no_more);
	tcase_add_test(tc, control_root_finds_a_place);
	tcase_add_test(tc, control_idle_clients_end);
	tcase_add_test(tc, control_takes_only_a_dead_socket);
	tcase_add_test(tc, control_does_not_wait_for_another_program);
	tcase_add_test(tc, control_without_descriptors_there_is_no_socket);
	tcase_add_test(tc, control_without_descriptors_who_calls_waits);
	tcase_add_test(tc, control_path_has_a_longest_length);
	tcase_add_test(tc, control_unknown_group_is_told);
#ifdef HAVE_SECCOMP
	tcase_add_test(tc, control_changes_nothing_by_path);
#endif
	tcase_add_test(tc, control_serves_root_and_the_group);
	tcase_add_test(tc, control_what_belongs_to_others_stays);
	suite_add_tcase(s, tc);
	return s;
}
