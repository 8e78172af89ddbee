/* SPDX-License-Identifier: BSD-2-Clause */
/* Events and other news as lines. */
#include "config.h"

#include "system/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/conf.h"
#include "system/log_fields.h"
#include "system/log_output.h"
#include "base/printable.h"
#include "base/rate.h"

/* The number of lines left out is logged after this, if no other line has told it. */
#define LEFT_OUT_TIME (60 * USEC_PER_SEC)
/* A logged refusal is no news for this long: one comes with each advertisement of a router that serves
 * another subnet on the same link too. The log remembers this many. */
#define NEWS_TIME     (24 * 3600 * USEC_PER_SEC)
#define NEWS_MAX      64
/* A line that could not be written is tried again after this, and twice that, up to the other. */
#define RETRY_FIRST   (20 * USEC_PER_MSEC)
#define RETRY_LAST    (10 * USEC_PER_SEC)
/* The room in a line for the number left out, octets. */
#define LEFT_OUT_LEN  32

/* Limits of lines for each kind of event. */
static const struct rate_limit usual = { 10 * USEC_PER_SEC, 20 };
static const struct rate_limit noise = { 10 * USEC_PER_SEC, 5 };

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
	[EVENT_ROUTER_RESTORED] = { LOG_INFO, "router restored from an earlier run", false },
	[EVENT_ROUTER_CHANGED] = { LOG_INFO, "router changed", true },
	[EVENT_ROUTER_LOST] = { LOG_INFO, "router lost", true },
	[EVENT_ROUTER_REFUSED] = { LOG_NOTICE, "router refused", true },
	[EVENT_ROUTER_DEAD] = { LOG_WARNING, "router does not answer", true },
	[EVENT_ROUTER_ALIVE] = { LOG_NOTICE, "router answers again", true },
	[EVENT_ROUTER_LLADDR_CHANGED] = { LOG_WARNING, "router link-layer address changed", true },
	[EVENT_ROUTER_CONFIRMED] = { LOG_INFO, "better router answers", true },
	[EVENT_WAY_OUT_LOST] = { LOG_WARNING, "router leads nowhere, its checks fail", true },
	[EVENT_WAY_OUT_BACK] = { LOG_NOTICE, "router leads out again", true },
	[EVENT_LAST_RESORT] = { LOG_WARNING, "no router works, keeping the best one", true },
	[EVENT_FOREIGN_TAKES_OVER] = { LOG_WARNING,
	    "no router answers, using the other default route", true },
	[EVENT_NO_ROUTER] = { LOG_NOTICE, "no usable router left", true },
	[EVENT_DAMPING_STARTED] = { LOG_WARNING,
	    "default router changes too often, damping keeps the longest-lived", true },
	[EVENT_DAMPING_ENDED] = { LOG_NOTICE, "damping has ended", true },
	[EVENT_ROUTE_ADDED] = { LOG_NOTICE, "default route added", true },
	[EVENT_ROUTE_REMOVED] = { LOG_NOTICE, "default route removed", true },
	[EVENT_ROUTE_ADOPTED] = { LOG_INFO, "default route of an earlier run adopted", false },
	[EVENT_ROUTE_REPAIRED] = { LOG_NOTICE, "default route restored: another program removed it",
	    true },
	[EVENT_ROUTE_CONTESTED] = { LOG_WARNING, "another program keeps removing the default route",
	    false },
	[EVENT_ROUTE_FAILED] = { LOG_NOTICE, "default route refused by the kernel, will retry",
	    true },
	[EVENT_METRIC_TAKEN] = { LOG_NOTICE,
	    "another default route has this metric, using the next one", false },
	[EVENT_FOREIGN_WINS] = { LOG_NOTICE, "another default route wins, ours waits behind it",
	    true },
	[EVENT_FOREIGN_YIELDS] = { LOG_NOTICE, "our default route wins now", true },
	[EVENT_ADVERTISING] = { LOG_NOTICE, "advertising", false },
	[EVENT_NOT_ADVERTISING] = { LOG_NOTICE, "no longer advertising", false },
	[EVENT_ADVERTISED] = { LOG_DEBUG, "sent an advertisement", false },
	[EVENT_MESSAGE_REFUSED] = { LOG_WARNING, "message refused", true },
	[EVENT_MESSAGE_RECEIVED] = { LOG_DEBUG, "received", false },
	[EVENT_TOO_MANY_CHANGES] = { LOG_WARNING, "advertisement changes dropped: rate limit",
	    true },
	[EVENT_INCONSISTENT] = { LOG_WARNING, "conflicting advertisement from another router",
	    true },
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
	{ EVENT_INTERFACE_UNUSED, REASON_NO_ROLE, LOG_WARNING },
	{ EVENT_ROUTE_FAILED, REASON_AGAIN, LOG_ERR },
	{ EVENT_ROUTE_FAILED, REASON_WITHDRAWN, LOG_ERR },
	{ EVENT_ROUTER_REFUSED, REASON_DENIED, LOG_WARNING },
	{ EVENT_ROUTER_REFUSED, REASON_NOT_ALLOWED, LOG_WARNING },
};

static struct {
	struct log_output err, system;
	bool errors_only; /* to stderr */
	int level;
	usec_t retry, pause; /* of what could not be written */
	struct bucket {
		usec_t full_at; /* rate.h */
		unsigned long left_out;
		usec_t left_out_since;
		int left_out_level; /* of the gravest */
	} buckets[EVENT_MAX];
	unsigned n_left_out;         /* buckets that have left out something */
	struct event told[NEWS_MAX]; /* refusals; a ring */
	size_t told_next;
} sink = { .err = { .kind = LOG_OUTPUT_FILE, .fd = STDERR_FILENO },
	.level = LOG_INFO,
	.pause = RETRY_FIRST };

void log_begin(const char *journal)
{
	if (log_output_is_journal())
		log_output_open_stderr(&sink.err, journal);
}

void log_open(enum log_target target, const char *socket, const char *journal)
{
	log_output_close(&sink.err);
	log_output_close(&sink.system);
	if (target != LOG_TO_SYSLOG)
		log_output_open_stderr(&sink.err, journal);
	if (target != LOG_TO_STDERR)
		log_output_open_syslog(&sink.system, socket, journal);
	sink.errors_only = target == LOG_TO_BOTH;
	sink.retry = 0;
	sink.pause = RETRY_FIRST;
}

void log_leave_stderr(void)
{
	log_output_close(&sink.err);
	sink.errors_only = false;
}

void log_set_level(int level)
{
	sink.level = level;
}

int log_level(void)
{
	return sink.level;
}

bool log_wants(int level)
{
	return level <= sink.level;
}

/* `fields` is what the journal gets beside the line. */
static void write_line(int level, const char *text, const char *fields)
{
	char line[LOG_LINE_MAX];

	printable(text, line, sizeof(line));
	log_output_write(&sink.system, level, line, fields);
	if (!sink.errors_only || level <= LOG_ERR)
		log_output_write(&sink.err, level, line, fields);
}

void log_line(int level, const char *format, ...)
{
	char line[LOG_LINE_MAX];
	va_list args;

	if (!log_wants(level))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	write_line(level, line, "");
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

static void remember_refusal(const struct event *event)
{
	sink.told[sink.told_next] = *event;
	sink.told_next = (sink.told_next + 1) % NEWS_MAX;
}

static bool take_token(const struct event *event, int level)
{
	struct bucket *b = &sink.buckets[event->kind];

	if (!lines[event->kind].repeats ||
	    rate_take(&b->full_at, event_is_noise(event->kind) ? &noise : &usual, event->time))
		return true;
	if (log_wants(level) && b->left_out++ == 0) {
		sink.n_left_out++;
		b->left_out_since = event->time;
		b->left_out_level = level;
	}
	b->left_out_level = level < b->left_out_level ? level : b->left_out_level;
	return false;
}

/* The number left out is logged now. */
static void log_left_out(struct bucket *b)
{
	sink.n_left_out -= b->left_out > 0;
	b->left_out = 0;
}

bool log_event(const struct event *event)
{
	struct bucket *b = &sink.buckets[event->kind];
	bool is_noise = event_is_noise(event->kind);
	int level = log_event_level(event);
	char line[LOG_LINE_MAX], fields[LOG_FIELDS_MAX];
	size_t len;

	if (is_noise && level < LOG_DEBUG && !is_news(event))
		level = LOG_DEBUG;
	if (!take_token(event, level))
		return false;
	if (!log_wants(level))
		return true;
	if (is_noise && level < LOG_DEBUG)
		remember_refusal(event);
	log_format_event(event, line, sizeof(line) - LEFT_OUT_LEN);
	len = strlen(line);
	if (b->left_out > 0)
		snprintf(line + len, sizeof(line) - len, " left_out=%lu", b->left_out);
	log_left_out(b);
	log_format_journal(event, fields, sizeof(fields));
	write_line(level, line, fields);
	return true;
}

static bool is_output_full(void)
{
	return log_output_waits(&sink.err) || log_output_waits(&sink.system);
}

usec_t log_deadline(void)
{
	usec_t deadline = USEC_INFINITY;

	if (is_output_full())
		deadline = sink.retry;
	for (size_t i = 0; i < EVENT_MAX && sink.n_left_out > 0; i++)
		if (sink.buckets[i].left_out > 0)
			deadline = usec_min(
			    deadline, usec_add(sink.buckets[i].left_out_since, LEFT_OUT_TIME));
	return deadline;
}

/* Soon at first: a reader that works has room within some milliseconds. Then ever more rarely. */
static void flush_output(usec_t now)
{
	if (!is_output_full())
		sink.pause = RETRY_FIRST;
	if (!is_output_full() || now < sink.retry)
		return;
	log_output_flush(&sink.err);
	log_output_flush(&sink.system);
	sink.retry = usec_add(now, sink.pause);
	sink.pause = usec_min(2 * sink.pause, RETRY_LAST);
}

void log_end(void)
{
	for (int i = 0; i < 5 && is_output_full(); i++) {
		poll(NULL, 0, 20);
		log_output_flush(&sink.err);
		log_output_flush(&sink.system);
	}
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
		log_left_out(b);
	}
	flush_output(now);
}
