/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests that no line waits for its reader: what cannot be written is lost, counted, and told of later. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "system/log.h"
#include "system/log_output.h"
#include "system/standard.h"
#include "unit/tests.h"

#define LOST "log lines that could not be written lost="

static struct log_output out;
static int saved, ends[2]; /* of what stands for the reader: 0 reads, 1 is stderr */
static char directory[] = "/tmp/rdisc-log-XXXXXX", path[64];
static char text[128 * 1024];

/* The machine's own journal is spared. */
static const char nowhere[] = "/nonexistent/journal";

static void setup(void)
{
	standard_ignore_signals();
	strcpy(directory + sizeof(directory) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/log", directory);
	saved = dup(STDERR_FILENO);
	ends[0] = ends[1] = -1;
}

static void teardown(void)
{
	log_output_close(&out);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
	unlink(path);
	rmdir(directory);
}

/* Makes ends[1] standard error, and opens it. */
static void open_stderr(void)
{
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	log_output_open_stderr(&out, nowhere);
}

static void open_pipe(void)
{
	ck_assert_int_eq(pipe(ends), 0);
	open_stderr();
}

/* Writes until `lost` lines are lost; how many were written. */
static unsigned write_until_lost(unsigned lost)
{
	unsigned n = 0;

	while (out.lost < lost) {
		char line[32];

		snprintf(line, sizeof(line), "line %u", n++);
		log_output_write(&out, LOG_INFO, line, "");
		ck_assert_uint_lt(n, 100000);
	}
	return n - lost;
}

/* Reads what there is now. */
static const char *read_all(int fd)
{
	size_t len = 0;
	ssize_t n;

	ck_assert_int_ge(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	return text;
}

/* Are these `n` whole lines, "line 0" and so on, and nothing else? */
static void assert_lines(const char *what, unsigned n)
{
	const char *at = what;

	for (unsigned i = 0; i < n; i++) {
		char want[48];

		snprintf(want, sizeof(want), "rdisc: line %u\n", i);
		ck_assert_msg(strncmp(at, want, strlen(want)) == 0, "not %s here: %.60s", want, at);
		at += strlen(want);
	}
	ck_assert_str_eq(at, "");
}

static void assert_told(const char *what)
{
	log_output_write(&out, LOG_INFO, "again", "");
	ck_assert_str_eq(read_all(ends[0]), what);
	ck_assert_uint_eq(out.lost, 0);
}

/* 1.0.0 was blocked in write(2) for as long as the reader slept. [faults C1] */
START_TEST(log_output_full_pipe_is_not_waited_for)
{
	unsigned n;

	open_pipe();
	n = write_until_lost(3);
	ck_assert(out.retries);
	assert_lines(read_all(ends[0]), n);
	assert_told("rdisc: " LOST "3\nrdisc: again\n");
}
END_TEST

/* A run in the foreground had no times. [faults G15] */
START_TEST(log_output_gives_a_terminal_the_time_of_day)
{
	static const char form[] = "dd:dd:dd.ddd rdisc: again\r\n";
	const char *line;

	ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert(ends[0] >= 0 && grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0);
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(ends[1], 0);
	open_stderr();
	log_output_write(&out, LOG_INFO, "again", "");
	line = read_all(ends[0]);
	ck_assert_uint_eq(strlen(line), strlen(form));
	for (size_t i = 0; form[i] != '\0'; i++)
		ck_assert_msg(form[i] == 'd' && i < 12 ? line[i] >= '0' && line[i] <= '9'
						       : line[i] == form[i],
		    "%s", line);
}
END_TEST

/* The flag would hold for the shell behind us, too. */
START_TEST(log_output_leaves_the_flags_of_others_alone)
{
	open_pipe();
	write_until_lost(1);
	ck_assert_int_eq(fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
	ck_assert(out.reopened);
	log_output_close(&out);
	close(ends[1]);
	dup2(saved, STDERR_FILENO);
	ck_assert_str_ne(read_all(ends[0]), "");
	ck_assert_int_eq(read(ends[0], text, 1), 0); /* closed: the pipe has no reader any more */
}
END_TEST

/* Without /proc there is poll(2). */
START_TEST(log_output_full_pipe_that_cannot_be_opened_again)
{
	unsigned n;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	out = (struct log_output){ .kind = LOG_OUTPUT_FILE, .fd = STDERR_FILENO };
	n = write_until_lost(2);
	assert_lines(read_all(ends[0]), n);
	assert_told("rdisc: " LOST "2\nrdisc: again\n");
}
END_TEST

/* As the journal has it. */
START_TEST(log_output_full_stream_is_not_waited_for)
{
	unsigned n;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	open_stderr();
	n = write_until_lost(5);
	assert_lines(read_all(ends[0]), n);
	assert_told("rdisc: " LOST "5\nrdisc: again\n");
}
END_TEST

/* Only the next line tries a reader again that has gone for good. */
START_TEST(log_output_reader_that_has_gone)
{
	open_pipe();
	close(ends[0]);
	log_output_write(&out, LOG_INFO, "line 0", ""); /* no SIGPIPE either */
	ck_assert_uint_eq(out.lost, 1);
	ck_assert(!out.retries);
}
END_TEST

/* SIGXFSZ ended 1.0.0. What was cut is lost, and the next line is a line of its own. [faults C6] */
START_TEST(log_output_file_of_the_longest_length)
{
	struct rlimit limit, old;

	ck_assert_int_ge(ends[0] = open(path, O_RDWR | O_CREAT, 0600), 0);
	ends[1] = dup(ends[0]);
	open_stderr();
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){ 20, old.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (unsigned i = 0; i < 3; i++)
		log_output_write(&out, LOG_INFO, "line 0", "");
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	ck_assert_uint_eq(out.lost, 2);
	ck_assert(out.retries);
	log_output_write(&out, LOG_INFO, "again", "");
	ck_assert_int_eq(lseek(ends[0], 0, SEEK_SET), 0);
	ck_assert_str_eq(
	    read_all(ends[0]), "rdisc: line 0\nrdisc:\nrdisc: " LOST "2\nrdisc: again\n");
}
END_TEST

START_TEST(log_output_full_disk)
{
	ends[1] = open("/dev/full", O_WRONLY);
	if (ends[1] < 0) {
		printf("not tested: there is no /dev/full here\n");
		return;
	}
	open_stderr();
	log_output_write(&out, LOG_INFO, "line 0", "");
	log_output_write(&out, LOG_INFO, "line 1", "");
	ck_assert_uint_eq(out.lost, 2);
	ck_assert(out.retries);
}
END_TEST

/* ---- the system's log ---- */

static int listen_at(int type)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type, 0);

	strcpy(addr.sun_path, path);
	unlink(path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert(type == SOCK_DGRAM || listen(fd, 1) == 0);
	return fd;
}

/* The next datagram; its date and the number of the process are not compared. */
static void assert_datagram(int fd, const char *priority, const char *want)
{
	ssize_t len = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	char name[32];

	ck_assert_int_gt(len, 0);
	text[len] = '\0';
	snprintf(name, sizeof(name), " rdisc[%d]: ", (int)getpid());
	ck_assert_uint_eq(strncmp(text, priority, strlen(priority)), 0);
	ck_assert_msg(text[strlen(priority) + 15] == ' ' && text[strlen(priority) + 9] == ':',
	    "no date: %s", text); /* "Nov 29 00:15:22" */
	ck_assert_ptr_nonnull(strstr(text, name));
	ck_assert_str_eq(strstr(text, name) + strlen(name), want);
}

/* syslog(3) waits for room in the queue of the reader. Some lines more than it takes are held, and
 * come in order. [faults C1] */
START_TEST(log_output_full_queue_of_the_system)
{
	unsigned n, queued = 0;

	ends[0] = listen_at(SOCK_DGRAM);
	log_output_open_syslog(&out, path, nowhere);
	n = write_until_lost(4);
	ck_assert(log_output_waits(&out));
	ck_assert_uint_gt(out.n_held, LOG_HELD_MAX - 100);
	for (unsigned i = 0; i < n; i++) {
		char line[32];
		struct pollfd p = { .fd = ends[0], .events = POLLIN };

		if (poll(&p, 1, 0) == 0) {
			ck_assert_uint_gt(i, queued); /* there is room again */
			queued = i;
			log_output_flush(&out);
		}
		snprintf(line, sizeof(line), "line %u", i);
		assert_datagram(ends[0], "<30>", line);
	}
	log_output_write(&out, LOG_ERR, "again", "");
	if (queued + 2 <= n) {
		assert_datagram(ends[0], "<28>", LOST "4");
		assert_datagram(ends[0], "<27>", "again");
	}
	ck_assert_uint_eq(out.lost, 0);
	ck_assert_uint_eq(out.n_held, 0);
	ck_assert(!log_output_waits(&out));
}
END_TEST

/* No line is lost to a restart of the reader but those while it is away. */
START_TEST(log_output_system_comes_and_goes)
{
	log_output_open_syslog(&out, path, nowhere);
	log_output_write(&out, LOG_INFO, "before", "");
	ck_assert_uint_eq(out.lost, 1);
	ck_assert(!out.retries);
	for (int i = 0; i < 2; i++) {
		ends[0] = listen_at(SOCK_DGRAM);
		log_output_write(&out, LOG_INFO, "here", "");
		if (i == 0)
			assert_datagram(ends[0], "<28>", LOST "1");
		assert_datagram(ends[0], "<30>", "here");
		close(ends[0]);
	}
}
END_TEST

/* Some systems have a stream there, whose records end with a 0. */
START_TEST(log_output_system_with_a_stream)
{
	ends[0] = listen_at(SOCK_STREAM);
	log_output_open_syslog(&out, path, nowhere);
	log_output_write(&out, LOG_INFO, "here", "");
	ck_assert_int_ge(ends[1] = accept(ends[0], NULL, NULL), 0);
	assert_datagram(ends[1], "<30>", "here"); /* the 0 is in it */
	ck_assert_uint_eq(out.lost, 0);
}
END_TEST

/* connect(2) waits for room in the backlog. [faults C7] */
START_TEST(log_output_system_with_a_full_backlog)
{
	int fds[8], n = 0;

	ends[0] = listen_at(SOCK_STREAM);
	do {
		struct sockaddr_un addr = { .sun_family = AF_UNIX };

		strcpy(addr.sun_path, path);
		ck_assert_uint_lt((unsigned)n, ARRAY_SIZE(fds));
		fds[n] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(fds[n++], (struct sockaddr *)&addr, sizeof(addr)) < 0)
			break;
	} while (true);
	ck_assert_int_eq(errno, EAGAIN);
	log_output_open_syslog(&out, path, nowhere);
	log_output_write(&out, LOG_INFO, "here", "");
	ck_assert_uint_gt(out.n_held, 0);
	ck_assert(log_output_waits(&out));
	while (n > 0)
		close(fds[--n]);
}
END_TEST

/* ---- the journal ---- */

#define JOURNAL_BEFORE(level)                                                                      \
	"PRIORITY=" level "\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=rdisc\nMESSAGE="

/* Makes a pipe standard error, and that the stream of the journal; its socket is at `path`. */
static void open_journal_pipe(enum log_target target, const char *socket)
{
	struct stat st;
	char stream[48];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	ck_assert_int_eq(fstat(STDERR_FILENO, &st), 0);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_open(target, socket, path);
	unsetenv("JOURNAL_STREAM");
	log_set_level(LOG_DEBUG);
}

static void close_journal_pipe(void)
{
	dup2(saved, STDERR_FILENO);
	log_open(LOG_TO_STDERR, nowhere, nowhere);
	log_set_level(LOG_INFO);
}

/* The next datagram is this, octet by octet. */
static void assert_journal(int fd, const char *want)
{
	ssize_t len = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	ck_assert_int_gt(len, 0);
	text[len] = '\0';
	ck_assert_str_eq(text, want);
}

/* Logs an event, later than those of all other tests: they share the limits of lines if they share a process. */
static void lose_router(void)
{
	static usec_t now = UINT64_C(100000000) * SEC;
	struct event lost = { .kind = EVENT_ROUTER_LOST,
		.reason = REASON_WITHDRAWN,
		.ifindex = 2,
		.ifname = "e\nX=1" };

	lost.time = now += 3600 * SEC;
	log_event(&lost);
}

#define LOST_FIELDS                                                                                \
	"MESSAGE_ID=%s\nRDISC_EVENT=router_lost\nINTERFACE=e\\x0aX=1\nRDISC_IFINDEX=2\n"           \
	"RDISC_ROUTER=none\nRDISC_REASON=withdrawn\n"

/* Each line is one datagram of fields. A foreign name makes no field of its own. */
START_TEST(log_gives_the_journal_fields)
{
	char want[1024];
	int reader = listen_at(SOCK_DGRAM);

	open_journal_pipe(LOG_TO_STDERR, nowhere);
	log_line(LOG_ERR, "an error\nX=%d", 1);
	assert_journal(reader, JOURNAL_BEFORE("3") "an error\\x0aX=1\n");
	lose_router();
	snprintf(want, sizeof(want),
	    JOURNAL_BEFORE("6") "router lost iface=e\\x0aX=1 router=none "
				"reason=withdrawn\n" LOST_FIELDS,
	    event_id(EVENT_ROUTER_LOST));
	assert_journal(reader, want);
	close_journal_pipe();
	ck_assert_str_eq(read_all(ends[0]), ""); /* nothing comes twice */
	close(reader);
}
END_TEST

/* Without the socket stderr serves as it does without fields. */
START_TEST(log_does_without_the_socket_of_the_journal)
{
	open_journal_pipe(LOG_TO_STDERR, nowhere);
	lose_router();
	close_journal_pipe();
	ck_assert_str_eq(
	    read_all(ends[0]), "<6>router lost iface=e\\x0aX=1 router=none reason=withdrawn\n");
}
END_TEST

/* The system's log is the journal where it leads to the socket beside it; not where it only exists too. */
START_TEST(log_finds_the_journal_behind_the_system)
{
	char real[80], link[80], want[1024];
	int journal = listen_at(SOCK_DGRAM), syslog_fd;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(real, sizeof(real), "%s/dev-log", directory);
	snprintf(link, sizeof(link), "%s/link", directory);
	strcpy(addr.sun_path, real);
	syslog_fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	ck_assert_int_eq(bind(syslog_fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	ck_assert_int_eq(symlink(real, link), 0);
	log_open(LOG_TO_SYSLOG, link, path);
	lose_router();
	snprintf(want, sizeof(want),
	    JOURNAL_BEFORE("6") "router lost iface=e\\x0aX=1 router=none "
				"reason=withdrawn\n" LOST_FIELDS,
	    event_id(EVENT_ROUTER_LOST));
	assert_journal(journal, want);
	log_open(LOG_TO_SYSLOG, real, path);
	log_line(LOG_ERR, "an error");
	assert_datagram(syslog_fd, "<27>", "an error");
	ck_assert_int_lt(recv(journal, text, sizeof(text), MSG_DONTWAIT), 0);
	log_open(LOG_TO_STDERR, nowhere, nowhere);
	close(journal);
	close(syslog_fd);
	unlink(link);
	unlink(real);
}
END_TEST

/* Faults C1 and C2: a journal that does not read costs lines, which are counted, and no time. */
START_TEST(log_output_full_queue_of_the_journal)
{
	unsigned n = 0;
	int reader = listen_at(SOCK_DGRAM);
	usec_t now = 1000 * SEC;

	open_journal_pipe(LOG_TO_STDERR, nowhere);
	for (; n < 10000; n++)
		log_line(LOG_INFO, "line %u", n);
	ck_assert_uint_lt(log_deadline(), USEC_INFINITY);
	for (int i = 0; i < 100; i++) {
		ssize_t len;

		while ((len = recv(reader, text, sizeof(text) - 1, MSG_DONTWAIT)) > 0) {
			text[len] = '\0';
			if (strstr(text, "\nMESSAGE=" LOST) != NULL)
				break;
			n--;
		}
		if (len > 0)
			break;
		now = usec_max(now, log_deadline());
		log_tell_left_out(now, false);
	}
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	ck_assert_ptr_nonnull(strstr(text, LOST));
	ck_assert_uint_eq(strtoul(strstr(text, LOST) + strlen(LOST), NULL, 10), n);
	close_journal_pipe();
	close(reader);
}
END_TEST

/* ---- the log above it ---- */

/* Asked soon, then every 10 s, if no line was written before; never while nothing is lost. */
START_TEST(log_tells_of_lost_lines_when_there_is_room)
{
	usec_t now = 1000 * SEC;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	log_open(LOG_TO_STDERR, path, nowhere);
	log_set_level(LOG_INFO);
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	for (unsigned i = 0; i < 5000; i++)
		log_line(LOG_INFO, "a line of text %u", i);
	ck_assert_uint_le(log_deadline(), now);
	log_tell_left_out(now, false);
	for (unsigned pause = 20; pause < 10 * 1000; pause *= 2) {
		ck_assert_uint_eq(log_deadline(), now + pause * MS);
		log_tell_left_out(now = log_deadline(), false);
	}
	ck_assert_uint_eq(log_deadline(), now + 10 * SEC);
	read_all(ends[0]);
	log_tell_left_out(now + 10 * SEC - 1, false);
	ck_assert_str_eq(read_all(ends[0]), "");
	log_tell_left_out(now + 10 * SEC, false);
	ck_assert_uint_eq(strncmp(read_all(ends[0]), "rdisc: " LOST, strlen("rdisc: " LOST)), 0);
	ck_assert_uint_eq(log_deadline(), USEC_INFINITY);
	dup2(saved, STDERR_FILENO);
	log_open(LOG_TO_STDERR, path, nowhere);
}
END_TEST

/* Names with escape sequences in them. [faults D11] */
START_TEST(log_lines_steer_no_terminal)
{
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	log_open(LOG_TO_STDERR, path, nowhere);
	log_line(LOG_ERR, "a\033[2Jb\nc\x80\r%s", "\a");
	log_event(&(struct event){ .kind = EVENT_INTERFACE_READY, .ifname = "e\033]0;x\a" });
	ck_assert_str_eq(read_all(ends[0]), "rdisc: a\\x1b[2Jb\\x0ac\\x80\\x0d\\x07\n"
					    "rdisc: interface in use iface=e\\x1b]0;x\\x07\n");
	dup2(saved, STDERR_FILENO);
	log_open(LOG_TO_STDERR, path, nowhere);
}
END_TEST

Suite *suite_log_output(void)
{
	Suite *s = suite_create("log_output");
	TCase *tc = tcase_create("log_output");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, log_output_full_pipe_is_not_waited_for);
	tcase_add_test(tc, log_output_gives_a_terminal_the_time_of_day);
	tcase_add_test(tc, log_output_leaves_the_flags_of_others_alone);
	tcase_add_test(tc, log_output_full_pipe_that_cannot_be_opened_again);
	tcase_add_test(tc, log_output_full_stream_is_not_waited_for);
	tcase_add_test(tc, log_output_reader_that_has_gone);
	tcase_add_test(tc, log_output_file_of_the_longest_length);
	tcase_add_test(tc, log_output_full_disk);
	tcase_add_test(tc, log_output_full_queue_of_the_system);
	tcase_add_test(tc, log_output_system_comes_and_goes);
	tcase_add_test(tc, log_output_system_with_a_stream);
	tcase_add_test(tc, log_output_system_with_a_full_backlog);
	tcase_add_test(tc, log_gives_the_journal_fields);
	tcase_add_test(tc, log_does_without_the_socket_of_the_journal);
	tcase_add_test(tc, log_finds_the_journal_behind_the_system);
	tcase_add_test(tc, log_output_full_queue_of_the_journal);
	tcase_add_test(tc, log_tells_of_lost_lines_when_there_is_room);
	tcase_add_test(tc, log_lines_steer_no_terminal);
	suite_add_tcase(s, tc);
	return s;
}
