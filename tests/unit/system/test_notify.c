/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests what a service manager is told, with a manager of our own. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/notify.h"
#include "unit/tests.h"

static struct notify notify;
static int manager;
static char name[80]; /* as in NOTIFY_SOCKET */

/* The manager listens at that name. */
static void listen_at(const char *where)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = strlen(where);

	snprintf(name, sizeof(name), "%s", where);
	memcpy(addr.sun_path, where, len);
	if (where[0] == '@')
		addr.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(manager, 0);
	ck_assert_int_eq(bind(manager, (struct sockaddr *)&addr,
			     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
	    0);
	setenv("NOTIFY_SOCKET", name, 1);
}

static void setup(void)
{
	char where[80];

	snprintf(where, sizeof(where), "@rdisc-test-%ld", (long)getpid());
	listen_at(where);
	notify_open(&notify);
	ck_assert_int_ge(notify.fd, 0);
}

static void teardown(void)
{
	notify_close(&notify);
	close(manager);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

/* The next thing the manager is told; "": nothing. */
static const char *told(void)
{
	static char text[256];
	ssize_t len = recv(manager, text, sizeof(text) - 1, 0);

	text[len < 0 ? 0 : len] = '\0';
	return text;
}

START_TEST(notify_tells_of_a_life)
{
	notify_ready(&notify);
	ck_assert_str_eq(told(), "READY=1");
	notify_reloading(&notify);
	ck_assert_int_eq(strncmp(told(), "RELOADING=1\nMONOTONIC_USEC=", 27), 0);
	notify_watchdog(&notify);
	ck_assert_str_eq(told(), "WATCHDOG=1");
	notify_stopping(&notify);
	ck_assert_str_eq(told(), "STOPPING=1");
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(notify_listens_to_a_path_too)
{
	char where[80];

	teardown();
	snprintf(where, sizeof(where), "/tmp/rdisc-test-%ld", (long)getpid());
	listen_at(where);
	notify_open(&notify);
	unlink(where);
	notify_ready(&notify);
	ck_assert_str_eq(told(), "READY=1");
}
END_TEST

/* A status is told when it is another one; a long one is cut, and then the same again. */
START_TEST(notify_tells_a_status_once)
{
	char lengthy[200], cut[256] = "STATUS=";

	notify_status(&notify, "one");
	notify_status(&notify, "one");
	ck_assert_str_eq(told(), "STATUS=one");
	ck_assert_str_eq(told(), "");
	notify_status(&notify, "on");
	ck_assert_str_eq(told(), "STATUS=on");
	memset(lengthy, 'x', sizeof(lengthy));
	lengthy[sizeof(lengthy) - 1] = '\0';
	memcpy(cut + 7, lengthy, sizeof(notify.status) - 1);
	notify_status(&notify, lengthy);
	notify_status(&notify, lengthy);
	ck_assert_str_eq(told(), cut);
	ck_assert_str_eq(told(), "");
}
END_TEST

/* Without a manager, or with one that cannot be reached, nothing is told and nothing fails. */
START_TEST(notify_does_without_a_manager)
{
	char lengthy[200] = "/";
	const char *const names[] = { NULL, "", "/", "@", "relative", lengthy, "/nowhere/at/all" };

	memset(lengthy + 1, 'x', sizeof(lengthy) - 2);
	notify_close(&notify);
	setenv("WATCHDOG_USEC", "1000000", 1);
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i] == NULL)
			unsetenv("NOTIFY_SOCKET");
		else
			setenv("NOTIFY_SOCKET", names[i], 1);
		notify_open(&notify);
		ck_assert_msg(notify.fd < 0 && notify.watchdog == 0, "name %u", i);
		notify_ready(&notify);
		notify_status(&notify, "one");
		notify_close(&notify);
	}
	ck_assert_str_eq(told(), "");
}
END_TEST

/* Half of what is allowed; only if it is us that is watched. */
START_TEST(notify_knows_its_watchdog)
{
	char self[32], other[32];
	const struct {
		const char *usec, *pid;
		usec_t want;
	} rows[] = {
		{ NULL, NULL, 0 },
		{ "30000000", NULL, 15 * SEC },
		{ "30000000", self, 15 * SEC },
		{ "30000000", other, 0 },
		{ "30000000", "", 0 },
		{ "", NULL, 0 },
		{ "nonsense", NULL, 0 },
		{ "99999999999999999999999", NULL, 0 },
	};

	snprintf(self, sizeof(self), "%ld", (long)getpid());
	snprintf(other, sizeof(other), "%ld", (long)getpid() + 1);
	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		notify_close(&notify);
		unsetenv("WATCHDOG_USEC");
		unsetenv("WATCHDOG_PID");
		if (rows[i].usec != NULL)
			setenv("WATCHDOG_USEC", rows[i].usec, 1);
		if (rows[i].pid != NULL)
			setenv("WATCHDOG_PID", rows[i].pid, 1);
		notify_open(&notify);
		ck_assert_msg(notify.fd >= 0 && notify.watchdog == rows[i].want, "row %u: %ju", i,
		    (uintmax_t)notify.watchdog);
	}
}
END_TEST

/* A manager that does not read, or is gone, does not hold us up: this test ends. */
START_TEST(notify_waits_for_nobody)
{
	for (unsigned i = 0; i < 10000; i++)
		notify_watchdog(&notify);
	ck_assert_str_eq(told(), "WATCHDOG=1");
	close(manager);
	notify_watchdog(&notify);
	manager = -1;
}
END_TEST

Suite *suite_notify(void)
{
	Suite *s = suite_create("notify");
	TCase *tc = tcase_create("notify");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, notify_tells_of_a_life);
	tcase_add_test(tc, notify_listens_to_a_path_too);
	tcase_add_test(tc, notify_tells_a_status_once);
	tcase_add_test(tc, notify_does_without_a_manager);
	tcase_add_test(tc, notify_knows_its_watchdog);
	tcase_add_test(tc, notify_waits_for_nobody);
	suite_add_tcase(s, tc);
	return s;
}
