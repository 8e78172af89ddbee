/* SPDX-License-Identifier: BSD-2-Clause */
/* The floor: what rdisc is measured against. The least system calls that can do the job, and nothing
 * else: no configuration, no log, no defence, no repair. Shares no line with rdisc. */
#ifndef FLOOR_H
#define FLOOR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One ICMP message of router discovery as it arrived. */
struct message {
	unsigned ifindex;
	struct in_addr source;
	const uint8_t *data; /* from the ICMP header on; its checksum is right */
	size_t len;
};

/* Set by signals: time is up, the end is asked for. */
extern volatile bool alarmed, stopping;

uint64_t floor_now(void); /* microseconds */
void floor_alarm(uint64_t when);
void floor_die(const char *what) __attribute__((noreturn));
int floor_netlink(void);

/* Blocks for a message, or only looks (`wait` false). False: none, or a signal. */
bool floor_receive(bool wait, struct message *ret);
void floor_send(
    unsigned ifindex, struct in_addr from, struct in_addr to, const void *data, size_t len);
uint16_t floor_checksum(const uint8_t *data, size_t len);

/* `gap`: deletes before it adds, so that there is something to be found. */
void floor_host(bool gap, bool all);
/* `gather`: one multicast answer for all who ask within 10 ms. */
void floor_router(bool gather);

#endif
