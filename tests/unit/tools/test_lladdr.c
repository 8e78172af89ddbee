/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests that a datagram's frame is found, also one that comes a moment later. */
#include "config.h"

#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/lladdr.h"
#include "unit/packet.h"
#include "unit/tests.h"

/* In the process of a test, whose status is the line where something was not as it should be. */
#define NEED(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			_exit(__LINE__);                                                           \
	} while (0)

static const struct wire_entry entry = { { 0 }, 0 };
static uint8_t bytes[PACKET_MAX];
static struct datagram datagram = { .ifindex = 1, .data = bytes };
static struct lladdr lladdr;
static char found[LLADDR_STRLEN];
static int raw;

/* Acts in a network of its own, with nothing but a loopback interface. */
static void act_apart(void (*act)(void))
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	pid_t child;
	int status;

	if (geteuid() != 0) {
		printf("not tested: frames need root\n");
		return;
	}
	child = fork();
	if (child == 0) {
		NEED(unshare(CLONE_NEWNET) == 0);
		raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
		NEED(raw >= 0 && ioctl(raw, SIOCSIFFLAGS, &lo) == 0);
		NEED(lladdr_open(&lladdr) == 0);
		act();
		lladdr_close(&lladdr);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(status == 0, "status %#x, line %d", status, WEXITSTATUS(status));
}

/* One that differs from all before it. */
static void make_datagram(uint16_t id)
{
	struct in_addr here = ip("127.0.0.1");
	uint16_t sum;

	datagram.len = packet_advertisement(bytes, here, here, 1800, &entry, 1);
	bytes[4] = (uint8_t)(id >> 8);
	bytes[5] = (uint8_t)id;
	bytes[10] = bytes[11] = 0;
	sum = packet_checksum(bytes, 20);
	bytes[10] = (uint8_t)(sum >> 8);
	bytes[11] = (uint8_t)sum;
}

static void send_datagram(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = ip("127.0.0.1") };

	NEED(sendto(raw, bytes, datagram.len, 0, (struct sockaddr *)&to, sizeof(to)) > 0);
}

static bool is_found(void)
{
	lladdr_find(&lladdr, &datagram, found);
	return strcmp(found, "00:00:00:00:00:00") == 0;
}

static void find_many(void)
{
	for (uint16_t id = 1; id < 2 * LLADDR_FRAMES; id++) {
		make_datagram(id);
		if (id % 64 == 1) /* another's is not taken for it */
			NEED(!is_found() && found[0] == '\0');
		send_datagram();
		NEED(is_found());
	}
	datagram.ifindex = 2;
	NEED(!is_found());
}

START_TEST(lladdr_frame_is_found)
{
	act_apart(find_many);
}
END_TEST

/* The other process sends a while after it is told to, so that the search is under way. How often it is in
 * time depends on the machine; that it is ready for the next try it says. */
static void find_late(void)
{
	int now[2], sent[2], tries = 0;
	char c;
	pid_t child;

	NEED(pipe(now) == 0 && pipe(sent) == 0);
	child = fork();
	if (child == 0) {
		close(now[1]);
		for (uint16_t id = 1; read(now[0], &c, 1) == 1; id++) {
			make_datagram(id);
			usleep(500);
			send_datagram();
			NEED(write(sent[1], "", 1) == 1);
		}
		_exit(0);
	}
	do {
		NEED(tries == 0 || read(sent[0], &c, 1) == 1);
		make_datagram((uint16_t)++tries);
		NEED(write(now[1], "", 1) == 1);
	} while (!is_found() && tries < 5000);
	close(now[1]);
	NEED(waitpid(child, NULL, 0) == child);
	NEED(found[0] != '\0');
}

/* The kernel hands out the datagram first now and then. */
START_TEST(lladdr_frame_may_come_later)
{
	act_apart(find_late);
}
END_TEST

Suite *suite_lladdr(void)
{
	Suite *s = suite_create("lladdr");
	TCase *tc = tcase_create("lladdr");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, lladdr_frame_is_found);
	tcase_add_test(tc, lladdr_frame_may_come_later);
	suite_add_tcase(s, tc);
	return s;
}
