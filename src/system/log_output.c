/* SPDX-License-Identifier: BSD-2-Clause */
/* Where lines leave the program. */
#include "config.h"

#include "system/log_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* Before the text: a priority, a date and a name, or less. */
#define PREFIX_MAX 80
/* The level and the text of the line that tells of lost ones. tests/lint/catalogue.sh reads this. */
#define LOST(n)    LOG_WARNING, "log lines that could not be written lost=%lu", (n)

/* ---- opening ---- */

/* systemd.exec(5): the variable names the device and the inode of the stream. A child may have
 * inherited it and have another stderr. */
static bool is_journal(const struct stat *st)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[48];

	snprintf(here, sizeof(here), "%ju:%ju", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino);
	return stream != NULL && strcmp(stream, here) == 0;
}

/* Where /proc is missing, or the pipe is another user's, the old descriptor serves: a write of one line
 * after poll(2) can then wait only behind another writer of the same pipe. */
static void reopen_output(struct log_output *o)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", o->fd);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	o->fd = fd;
	o->reopened = true;
}

static void open_stderr(struct log_output *o, const struct stat *st)
{
	o->journal = is_journal(st);
	o->terminal = isatty(o->fd) == 1;
	if (S_ISSOCK(st->st_mode))
		o->kind = LOG_OUTPUT_STREAM;
	else if (S_ISFIFO(st->st_mode) || S_ISCHR(st->st_mode))
		reopen_output(o);
}

static void hang_up(struct log_output *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
}

/* Returns whether each line is a datagram to a reader that may come and go. */
static bool is_datagram(const struct log_output *o)
{
	return o->kind == LOG_OUTPUT_SYSLOG || o->kind == LOG_OUTPUT_JOURNAL;
}

/* Connects to the program that holds the socket now. Never waits: fails on a stream with a full backlog. */
static int connect_syslog(struct log_output *o)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int error;

	if (o->fd >= 0)
		return 0;
	memcpy(addr.sun_path, o->path, strnlen(o->path, sizeof(addr.sun_path) - 1));
	o->fd = socket(AF_UNIX, o->type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (o->fd < 0)
		return -errno;
	if (connect(o->fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0)
		return 0;
	error = -errno;
	if (error == -EPROTOTYPE && o->kind == LOG_OUTPUT_SYSLOG)
		o->type = o->type == SOCK_DGRAM ? SOCK_STREAM : SOCK_DGRAM;
	hang_up(o);
	return error;
}

/* False: no program listens there now. */
static bool open_journal(struct log_output *o, const char *path)
{
	*o = (struct log_output){
		.kind = LOG_OUTPUT_JOURNAL, .fd = -1, .type = SOCK_DGRAM, .path = path
	};
	return connect_syslog(o) == 0;
}

bool log_output_is_journal(void)
{
	struct stat st;

	return fstat(STDERR_FILENO, &st) == 0 && is_journal(&st);
}

void log_output_open_stderr(struct log_output *o, const char *journal)
{
	struct stat st;
	bool known = fstat(STDERR_FILENO, &st) == 0;

	if (known && is_journal(&st) && open_journal(o, journal))
		return;
	*o = (struct log_output){ .kind = LOG_OUTPUT_FILE, .fd = STDERR_FILENO };
	if (known)
		open_stderr(o, &st);
}

/* journald has a socket for syslog(3) beside its own. */
static bool leads_to_journal(const char *path, const char *journal)
{
	char *real = realpath(path, NULL), *own = realpath(journal, NULL);
	size_t len = own != NULL ? (size_t)(strrchr(own, '/') + 1 - own) : 0;
	bool same = real != NULL && own != NULL && strcmp(real, path) != 0 &&
		    strncmp(real, own, len) == 0 && strchr(real + len, '/') == NULL;

	free(real);
	free(own);
	return same;
}

void log_output_open_syslog(struct log_output *o, const char *path, const char *journal)
{
	if (leads_to_journal(path, journal) && open_journal(o, journal))
		return;
	*o = (struct log_output){
		.kind = LOG_OUTPUT_SYSLOG, .fd = -1, .type = SOCK_DGRAM, .path = path
	};
	connect_syslog(o); /* while the directory can be seen */
}

void log_output_close(struct log_output *o)
{
	if (o->reopened || is_datagram(o))
		hang_up(o);
	*o = (struct log_output){ .kind = LOG_OUTPUT_NONE, .fd = -1 };
}

/* ---- writing ---- */

/* Octets, or a negative errno. */
static ssize_t send_now(int fd, const char *line, size_t len)
{
	ssize_t n = send(fd, line, len, MSG_DONTWAIT | MSG_NOSIGNAL);

	return n < 0 ? -errno : n;
}

/* The socket of the system's log dies with its reader, and another one takes its place. */
static ssize_t send_syslog(struct log_output *o, const char *line, size_t len)
{
	ssize_t n = -ENOTCONN;

	for (int tries = 0; tries < 2; tries++) {
		int error = connect_syslog(o);

		if (error != 0 && error != -EPROTOTYPE)
			return error;
		n = error != 0 ? error : send_now(o->fd, line, len);
		if (n >= 0 || n == -EAGAIN || n == -ENOBUFS)
			return n;
		hang_up(o);
	}
	return n;
}

/* Holds a line for later; false: there is no room. */
static bool hold_line(struct log_output *o, const char *line, size_t len)
{
	if (len + 1 > sizeof(o->held) - o->n_held)
		return false;
	memcpy(o->held + o->n_held, line, len);
	o->held[o->n_held + len] = '\0';
	o->n_held += len + 1;
	return true;
}

/* Sends the held lines, then this one, which may be NULL. Holds a line without room. */
static ssize_t send_in_order(struct log_output *o, const char *line, size_t len)
{
	size_t done = 0;
	ssize_t n = 0;

	while (done < o->n_held && n >= 0) {
		const char *first = o->held + done;
		size_t first_len = strlen(first);

		n = send_syslog(o, first, first_len + (o->type == SOCK_STREAM));
		done += n < 0 ? 0 : first_len + 1;
	}
	o->n_held -= done;
	memmove(o->held, o->held + done, o->n_held);
	if (line == NULL)
		return n;
	if (n >= 0)
		n = send_syslog(o, line, len + (o->type == SOCK_STREAM)); /* the 0 ends a record */
	if (n >= 0 || (n == -EAGAIN && hold_line(o, line, len)))
		return (ssize_t)len;
	return n;
}

static ssize_t write_file(const struct log_output *o, const char *line, size_t len)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };
	ssize_t n;

	if (!o->reopened && poll(&p, 1, 0) == 0)
		return -EAGAIN;
	n = write(o->fd, line, len);
	return n < 0 ? -errno : n;
}

/* As the C library does: a level, a date, a name. */
static int format_syslog_prefix(char *buf, size_t size, int level)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = time(NULL);
	struct tm tm = { 0 };

	localtime_r(&now, &tm);
	return snprintf(buf, size, "<%d>%.3s %2d %02d:%02d:%02d rdisc[%d]: ", LOG_DAEMON | level,
	    months + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)getpid());
}

/* Here no other program notes the time of a line. */
static int format_terminal_prefix(char *buf, size_t size, const char *after_cut)
{
	struct timespec now = { 0 };
	struct tm tm = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &tm);
	return snprintf(buf, size, "%s%02d:%02d:%02d.%03ld rdisc: ", after_cut, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, now.tv_nsec / 1000000);
}

static int format_prefix(const struct log_output *o, char *buf, size_t size, int level)
{
	const char *after_cut = o->cut ? "\n" : "";

	if (o->kind == LOG_OUTPUT_SYSLOG)
		return format_syslog_prefix(buf, size, level);
	if (o->kind == LOG_OUTPUT_JOURNAL)
		return snprintf(buf, size,
		    "PRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=rdisc\nMESSAGE=", level,
		    LOG_DAEMON >> 3);
	if (o->journal)
		return snprintf(buf, size, "%s<%d>", after_cut, level);
	if (o->terminal)
		return format_terminal_prefix(buf, size, after_cut);
	return snprintf(buf, size, "%srdisc: ", after_cut);
}

/* Returns whether a line may pass later, without opening anything anew. */
static bool is_passing(ssize_t error)
{
	static const int errors[] = { EAGAIN, ENOBUFS, ENOMEM, EMFILE, ENFILE, ENOSPC, EDQUOT,
		EFBIG };

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (error == -errors[i])
			return true;
	return false;
}

/* False: it is lost. */
__attribute__((format(printf, 4, 5))) static bool write_line(
    struct log_output *o, const char *fields, int level, const char *format, ...)
{
	char line[PREFIX_MAX + LOG_LINE_MAX + LOG_FIELDS_MAX];
	int len = format_prefix(o, line, PREFIX_MAX, level);
	va_list args;
	ssize_t n;

	va_start(args, format);
	len += vsnprintf(line + len, LOG_LINE_MAX, format, args);
	va_end(args);
	if (o->kind != LOG_OUTPUT_SYSLOG)
		line[len++] = '\n';
	if (o->kind == LOG_OUTPUT_JOURNAL)
		len += snprintf(line + len, LOG_FIELDS_MAX, "%s", fields);
	if (is_datagram(o))
		n = send_in_order(o, line, (size_t)len);
	else if (o->kind == LOG_OUTPUT_STREAM)
		n = send_now(o->fd, line, (size_t)len);
	else
		n = write_file(o, line, (size_t)len);
	if (n > 0)
		o->cut = n < len;
	o->retries = n >= 0 || is_passing(n);
	return n == len;
}

bool log_output_waits(const struct log_output *o)
{
	return (o->lost > 0 || o->n_held > 0) && o->retries;
}

void log_output_flush(struct log_output *o)
{
	if (o->n_held > 0)
		o->retries = is_passing(send_in_order(o, NULL, 0)) || o->n_held == 0;
	if (o->lost > 0 && o->n_held == 0 && write_line(o, "", LOST(o->lost)))
		o->lost = 0;
}

void log_output_write(struct log_output *o, int level, const char *text, const char *fields)
{
	if (o->kind == LOG_OUTPUT_NONE)
		return;
	if (o->lost > 0)
		log_output_flush(o);
	if (o->lost > 0 || !write_line(o, fields, level, "%s", text))
		o->lost++;
}
