/* SPDX-License-Identifier: BSD-2-Clause */
/* Events and other news as lines. */
#include "config.h"

#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "confkey.h"

/* What a kind of event may use up at once, and how fast it comes back. */
#define BURST         20
#define NOISE_BURST   5
#define REFILL        (10 * USEC_PER_SEC)
/* What was left out is told after this, if no other line has told it. */
#define LEFT_OUT_TIME (60 * USEC_PER_SEC)
/* A refusal that was told is no news for so long. One comes with each advertisement of a router that
 * serves another subnet on the same link too. So many are remembered. */
#define NEWS_TIME     (24 * 3600 * USEC_PER_SEC)
#define NEWS_MAX      64
/* The longest line, what of it the number left out may take, and how much of them is kept between log_hold()
 * and log_release(). */
#define LINE_SIZE     512
#define LEFT_OUT_LEN  32
#define HELD_MAX      4096

static const struct {
	int level;
	const char *phrase;
	bool repeats; /* a neighbour on the LAN can make it happen: in bursts only */
} lines[EVENT_MAX] = {
	[EVENT_INTERFACE_READY] = { LOG_INFO, "interface in use", false },
	[EVENT_INTERFACE_UNUSED] = { LOG_NOTICE, "interface not in use", false },
	[EVENT_SOLICITING] = { LOG_INFO, "soliciting", false },
	[EVENT_NO_ANSWER] = { LOG_NOTICE, "no router answered", false },
	[EVENT_ROUTER_LEARNED] = { LOG_INFO, "router learned", true },
	[EVENT_ROUTER_RESTORED] = { LOG_INFO, "router of an earlier run", false },
	[EVENT_ROUTER_CHANGED] = { LOG_INFO, "router changed", true },
	[EVENT_ROUTER_LOST] = { LOG_INFO, "router lost", true },
	[EVENT_ROUTER_REFUSED] = { LOG_NOTICE, "router refused", true },
	[EVENT_ROUTER_DEAD] = { LOG_WARNING, "router does not answer", true },
	[EVENT_ROUTER_ALIVE] = { LOG_NOTICE, "router answers again", true },
	[EVENT_ROUTER_LLADDR_CHANGED] = { LOG_WARNING, "router has another link-layer address",
		true },
	[EVENT_ROUTER_CONFIRMED] = { LOG_INFO, "better router answers", true },
	[EVENT_LAST_RESORT] = { LOG_WARNING, "no router can be reached, keeping the best one",
		true },
	[EVENT_FOREIGN_TAKES_OVER] = { LOG_WARNING,
		"no router can be reached, leaving it to the other default route", true },
	[EVENT_NO_ROUTER] = { LOG_NOTICE, "no usable router left", true },
	[EVENT_FUSE_BLOWN] = { LOG_WARNING,
		"default router changes too often, holding the longest-lived", true },
	[EVENT_FUSE_RESET] = { LOG_NOTICE, "default router is no longer held", true },
	[EVENT_ROUTE_ADDED] = { LOG_NOTICE, "default route added", true },
	[EVENT_ROUTE_REMOVED] = { LOG_NOTICE, "default route removed", true },
	[EVENT_ROUTE_ADOPTED] = { LOG_INFO, "default route of an earlier run adopted", false },
	[EVENT_ROUTE_REPAIRED] = { LOG_NOTICE, "default route was removed by somebody, added again",
		true },
	[EVENT_ROUTE_CONTESTED] = { LOG_WARNING, "default route is being removed again and again",
		false },
	[EVENT_ROUTE_FAILED] = { LOG_ERR, "default route refused by the kernel, will retry", true },
	[EVENT_METRIC_TAKEN] = { LOG_NOTICE,
		"another default route has this metric, using the next one", false },
	[EVENT_FOREIGN_WINS] = { LOG_NOTICE, "another default route wins, ours waits behind it",
		true },
	[EVENT_FOREIGN_YIELDS] = { LOG_NOTICE, "no other default route wins any more", true },
	[EVENT_ADVERTISING] = { LOG_NOTICE, "advertising", false },
	[EVENT_NOT_ADVERTISING] = { LOG_NOTICE, "no longer advertising", false },
	[EVENT_ADVERTISED] = { LOG_DEBUG, "sent an advertisement", false },
	[EVENT_MESSAGE_REFUSED] = { LOG_WARNING, "message refused", true },
	[EVENT_MESSAGE_RECEIVED] = { LOG_DEBUG, "received", false },
	[EVENT_TOO_MANY_CHANGES] = { LOG_WARNING,
		"advertisements want to change more than is let in, refused", true },
	[EVENT_INCONSISTENT] = { LOG_WARNING, "another router contradicts", true },
	[EVENT_ROUTER_UNKNOWN] = { LOG_WARNING, "hosts prefer an unknown router to this one",
		true },
	[EVENT_TRACK_LOST] = { LOG_WARNING, "track lost", true },
	[EVENT_TRACK_BACK] = { LOG_NOTICE, "track is back", true },
	[EVENT_DRAINING] = { LOG_NOTICE, "draining: ineligible now, withdrawn later", false },
	[EVENT_DEFAULT_ROUTER_CHANGED] = { LOG_NOTICE, "default router changed", true },
	[EVENT_SEND_FAILED] = { LOG_WARNING, "cannot send", true },
	[EVENT_JOIN_FAILED] = { LOG_WARNING, "cannot join the group, will retry", true },
};

/* Where the reason makes it graver, or less grave, than its kind. */
static const struct {
	enum event_kind kind;
	enum reason reason;
	int level;
} by_reason[] = {
	{ EVENT_SOLICITING, REASON_AGAIN, LOG_DEBUG },
	{ EVENT_INTERFACE_UNUSED, REASON_FORWARDING_OFF, LOG_WARNING },
	{ EVENT_ROUTER_REFUSED, REASON_DENIED, LOG_WARNING },
	{ EVENT_ROUTER_REFUSED, REASON_NOT_ALLOWED, LOG_WARNING },
};

static struct {
	enum log_target target;
	bool journal; /* reads stderr */
	int level;
	struct bucket {
		bool begun;
		unsigned tokens;
		usec_t time;
		unsigned long left_out;
		usec_t left_out_since;
		int left_out_level; /* of the gravest */
	} buckets[EVENT_MAX];
	unsigned n_left_out;         /* buckets that have left out something */
	struct event told[NEWS_MAX]; /* refusals; a ring */
	size_t told_next;
	bool holding;
	char held[HELD_MAX];
	size_t n_held; /* octets */
} sink = { .target = LOG_TO_STDERR, .level = LOG_INFO };

/* systemd.exec(5): the variable names the device and the inode of the stream. A child may have
 * inherited it and have another stderr. */
static bool is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[48];
	struct stat st;

	if (stream == NULL || fstat(fd, &st) < 0)
		return false;
	snprintf(here, sizeof(here), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(stream, here) == 0;
}

void log_open(enum log_target target)
{
	sink.target = target;
	sink.journal = is_journal(STDERR_FILENO);
	if (target != LOG_TO_STDERR)
		openlog("rdisc", LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void log_set_level(int level)
{
	sink.level = level;
}

int log_level(void)
{
	return sink.level;
}

const char *log_level_name(int level)
{
	return confkey_words(KEY_LOG_LEVEL)[level - LOG_ERR];
}

bool log_wants(int level)
{
	return level <= sink.level;
}

static void write_held(void)
{
	size_t done = 0;
	ssize_t n;

	while (done < sink.n_held &&
		(n = write(STDERR_FILENO, sink.held + done, sink.n_held - done)) > 0)
		done += (size_t)n;
	sink.n_held = 0; /* there is nobody to tell that it failed */
}

void log_hold(void)
{
	sink.holding = true;
}

void log_release(void)
{
	sink.holding = false;
	write_held();
}

static void hold(const char *text, size_t len)
{
	memcpy(sink.held + sink.n_held, text, len);
	sink.n_held += len;
}

static void tell_stderr(int level, const char *line)
{
	static const char name[] = "rdisc: ";
	char priority[] = { '<', (char)('0' + level), '>' };
	size_t len = strlen(line);

	if (sink.n_held + sizeof(name) + len + 1 > HELD_MAX)
		write_held();
	if (sink.journal)
		hold(priority, sizeof(priority));
	else
		hold(name, sizeof(name) - 1);
	hold(line, len);
	hold("\n", 1);
	if (!sink.holding || level <= LOG_WARNING)
		write_held();
}

/* `line` is shorter than LINE_SIZE. */
static void tell(int level, const char *line)
{
	if (sink.target != LOG_TO_STDERR)
		syslog(level, "%s", line);
	if (sink.target == LOG_TO_SYSLOG || (sink.target == LOG_TO_BOTH && level > LOG_ERR))
		return;
	tell_stderr(level, line);
}

void log_line(int level, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list args;

	if (!log_wants(level))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	tell(level, line);
}

/* ---- events ---- */

void log_format_event(const struct event *event, char *buf, size_t size)
{
	char *end = memccpy(buf, lines[event->kind].phrase, '\0', size);

	if (end == NULL)
		buf[size - 1] = '\0';
	else
		log_format_fields(event, end - 1, size - (size_t)(end - 1 - buf));
}

int log_event_level(const struct event *event)
{
	for (size_t i = 0; i < ARRAY_SIZE(by_reason); i++)
		if (by_reason[i].kind == event->kind && by_reason[i].reason == event->reason)
			return by_reason[i].level;
	return lines[event->kind].level;
}

static bool is_news(const struct event *event)
{
	for (size_t i = 0; i < NEWS_MAX; i++) {
		const struct event *told = &sink.told[i];

		if (in_addr_equal(told->router, event->router) &&
			in_addr_equal(told->source, event->source) && told->kind == event->kind &&
			told->reason == event->reason && told->ifindex == event->ifindex &&
			told->lifetime == event->lifetime &&
			event->time < usec_add(told->time, NEWS_TIME))
			return false;
	}
	return true;
}

static void remember(const struct event *event)
{
	sink.told[sink.told_next] = *event;
	sink.told_next = (sink.told_next + 1) % NEWS_MAX;
}

static bool take_token(enum event_kind kind, int level, usec_t now)
{
	struct bucket *b = &sink.buckets[kind];
	unsigned burst = event_is_noise(kind) ? NOISE_BURST : BURST;
	usec_t earned = usec_sub(now, b->time) / REFILL;

	if (!lines[kind].repeats)
		return true;
	if (!b->begun || earned >= burst - b->tokens) {
		b->begun = true;
		b->tokens = burst;
		b->time = now;
	} else {
		b->tokens += (unsigned)earned;
		b->time += earned * REFILL;
	}
	if (b->tokens == 0) {
		if (log_wants(level) && b->left_out++ == 0) {
			sink.n_left_out++;
			b->left_out_since = now;
			b->left_out_level = level;
		}
		b->left_out_level = level < b->left_out_level ? level : b->left_out_level;
		return false;
	}
	b->tokens--;
	return true;
}

/* What it has left out is told. */
static void settle(struct bucket *b)
{
	sink.n_left_out -= b->left_out > 0;
	b->left_out = 0;
}

bool log_event(const struct event *event)
{
	struct bucket *b = &sink.buckets[event->kind];
	bool noise = event_is_noise(event->kind);
	int level = log_event_level(event);
	char line[LINE_SIZE];
	size_t len;

	if (noise && level < LOG_DEBUG && !is_news(event))
		level = LOG_DEBUG;
	if (!take_token(event->kind, level, event->time))
		return false;
	if (!log_wants(level))
		return true;
	if (noise && level < LOG_DEBUG)
		remember(event);
	log_format_event(event, line, sizeof(line) - LEFT_OUT_LEN);
	len = strlen(line);
	if (b->left_out > 0)
		snprintf(line + len, sizeof(line) - len, " left_out=%lu", b->left_out);
	settle(b);
	tell(level, line);
	return true;
}

usec_t log_deadline(void)
{
	usec_t deadline = USEC_INFINITY;

	for (size_t i = 0; i < EVENT_MAX && sink.n_left_out > 0; i++)
		if (sink.buckets[i].left_out > 0)
			deadline = usec_min(
				deadline, usec_add(sink.buckets[i].left_out_since, LEFT_OUT_TIME));
	return deadline;
}

void log_tell_left_out(usec_t now, bool all)
{
	for (size_t i = 0; i < EVENT_MAX && sink.n_left_out > 0; i++) {
		struct bucket *b = &sink.buckets[i];
		usec_t time = usec_sub(now, b->left_out_since);

		if (b->left_out == 0 || (!all && time < LEFT_OUT_TIME))
			continue;
		log_line(b->left_out_level, "%s left_out=%lu in=%jus", lines[i].phrase, b->left_out,
			(uintmax_t)(time / USEC_PER_SEC));
		settle(b);
	}
}
