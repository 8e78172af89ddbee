/* SPDX-License-Identifier: BSD-2-Clause */
/* Small tools of the other side: octets, random numbers, text, time. */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, (uint16_t)(v >> 16));
	put_be16(p + 2, (uint16_t)v);
}

uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)get_be16(p) << 16 | get_be16(p + 2);
}

/* The Internet checksum as a number; over a message that carries the right one it is 0. */
uint16_t internet_checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (; len > 1; p += 2, len -= 2)
		sum += get_be16(p);
	if (len)
		sum += (uint32_t)p[0] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15)); /* SplitMix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void random_fill(uint64_t *state, uint8_t *p, size_t len)
{
	while (len--)
		*p++ = (uint8_t)random_next(state);
}

static uint32_t host_mask(unsigned prefix_len)
{
	return prefix_len >= 32 ? 0 : UINT32_MAX >> prefix_len;
}

/* A fresh address of the prefix; never its network or broadcast address where it has them. */
struct in_addr random_address(uint64_t *state, struct in_addr prefix, unsigned prefix_len)
{
	uint32_t mask = host_mask(prefix_len), host;

	do
		host = (uint32_t)random_next(state) & mask;
	while (prefix_len < 31 && (host == 0 || host == mask));
	return (struct in_addr){ htonl((ntohl(prefix.s_addr) & ~mask) | host) };
}

struct address_text text_of(struct in_addr address)
{
	struct address_text text;

	inet_ntop(AF_INET, &address, text.s, sizeof(text.s));
	return text;
}

int64_t now_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

void sleep_until(int64_t usec)
{
	struct timespec t = { usec / USEC_PER_SEC, usec % USEC_PER_SEC * 1000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

int64_t time_origin(const struct options *o)
{
	return o->absolute ? 0 : now_usec();
}

void print_time(int64_t usec)
{
	printf("%.3f ", (double)usec / USEC_PER_MSEC);
}

int poll_timeout(int64_t deadline)
{
	int64_t left = deadline - now_usec();

	if (deadline == INT64_MAX)
		return -1;
	if (left <= 0)
		return 0;
	return left > INT64_C(1000000000) ? 1000000 : (int)((left + 999) / USEC_PER_MSEC);
}

int64_t deadline_of(const struct options *o)
{
	return o->timeout == UNSET ? INT64_MAX : now_usec() + o->timeout;
}

__attribute__((format(printf, 3, 4))) void append(
    char *buffer, size_t size, const char *format, ...)
{
	size_t used = strlen(buffer);
	va_list ap;

	va_start(ap, format);
	vsnprintf(buffer + used, size - used, format, ap);
	va_end(ap);
}

int open_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		err(1, "no socket (run as root, or in a network namespace of your own)");
	return fd;
}
