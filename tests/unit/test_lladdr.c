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

#include "lladdr.h"
#include "packet.h"
#include "tests.h"

static const struct wire_entry entry = { { 0 }, 0 };
static uint8_t bytes[PACKET_MAX];
static struct datagram datagram = { .ifindex = 1, .data = bytes };
static int raw;

/* A network of its own, with nothing but a loopback interface. */
static bool enter_network(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (geteuid() != 0 || unshare(CLONE_NEWNET) < 0) {
		printf("not tested: frames need root\n");
		return false;
	}
	raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	ck_assert_int_ge(raw, 0);
	ck_assert_int_eq(ioctl(raw, SIOCSIFFLAGS, &lo), 0);
	return true;
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

	ck_assert_int_gt(
		sendto(raw, bytes, datagram.len, 0, (struct sockaddr *)&to, sizeof(to)), 0);
}

START_TEST(lladdr_frame_is_found)
{
	struct lladdr l;
	char found[LLADDR_STRLEN];

	if (!enter_network())
		return;
	ck_assert_int_eq(lladdr_open(&l), 0);
	for (uint16_t id = 1; id < 2 * LLADDR_FRAMES; id++) {
		make_datagram(id);
		if (id % 64 == 1) { /* another's is not taken for it */
			lladdr_find(&l, &datagram, found);
			ck_assert_str_eq(found, "");
		}
		send_datagram();
		lladdr_find(&l, &datagram, found);
		ck_assert_str_eq(found, "00:00:00:00:00:00");
	}
	datagram.ifindex = 2;
	lladdr_find(&l, &datagram, found);
	ck_assert_str_eq(found, "");
	lladdr_close(&l);
}
END_TEST

/* The kernel hands out the datagram first now and then. The other process sends a while after it is told
 * to, so that the search is under way. How often it is in time depends on the machine. */
START_TEST(lladdr_frame_may_come_later)
{
	struct lladdr l;
	char found[LLADDR_STRLEN] = "", c;
	int now[2], tries = 0;
	pid_t child;

	if (!enter_network())
		return;
	ck_assert_int_eq(lladdr_open(&l), 0);
	ck_assert_int_eq(pipe(now), 0);
	child = fork();
	if (child == 0) {
		close(now[1]);
		for (uint16_t id = 1; read(now[0], &c, 1) == 1; id++) {
			make_datagram(id);
			usleep(500);
			send_datagram();
		}
		_exit(0);
	}
	while (found[0] == '\0' && tries < 200) {
		make_datagram((uint16_t)++tries);
		ck_assert_int_eq(write(now[1], "", 1), 1);
		lladdr_find(&l, &datagram, found);
	}
	close(now[1]);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_str_eq(found, "00:00:00:00:00:00");
	lladdr_close(&l);
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
