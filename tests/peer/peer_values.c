/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: how values of its options are read. */
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) _Noreturn void usage_error(
    const struct options *o, const char *option, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "peer %s: %s: ", o->command_name, option);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputs("; peer --help lists every option\n", stderr);
	exit(2);
}

int64_t parse_number(
    const struct options *o, const char *option, const char *text, int64_t min, int64_t max)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 0);
	if (end == text || *end || errno || value < min || value > max)
		usage_error(o, option, "\"%s\" is no number from %lld to %lld", text,
		    (long long)min, (long long)max);
	return value;
}

int64_t parse_seconds(const struct options *o, const char *option, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= 0 && value <= 86400))
		usage_error(o, option, "\"%s\" is no time from 0 to 86400 seconds", text);
	return (int64_t)(value * USEC_PER_SEC);
}

struct in_addr parse_address(const struct options *o, const char *option, const char *text)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		usage_error(o, option, "\"%s\" is no IPv4 address; write it as 192.0.2.1", text);
	return address;
}

static size_t parse_hex(
    const struct options *o, const char *option, const char *text, uint8_t *ret, size_t max)
{
	size_t len = strlen(text) / 2;
	unsigned octet;

	if (strlen(text) % 2 || len == 0 || len > max ||
	    strspn(text, "0123456789abcdefABCDEF") != len * 2)
		usage_error(o, option,
		    "\"%s\" is not 1 to %zu octets of two hexadecimal digits each", text, max);
	for (size_t i = 0; i < len; i++) {
		sscanf(text + 2 * i, "%2x", &octet);
		ret[i] = (uint8_t)octet;
	}
	return len;
}

/* A preference in decimal, or in hexadecimal as the 32 bits on the wire (RFC 1256 3). */
static int32_t parse_preference(const struct options *o, const char *option, const char *text)
{
	return (int32_t)(uint32_t)parse_number(o, option, text, INT32_MIN, UINT32_MAX);
}

static void add_router(
    struct options *o, const char *option, struct in_addr address, int32_t preference)
{
	if (o->n_routers == ROUTERS_MAX)
		usage_error(o, option, "more than %d routers; Num Addrs has 8 bits", ROUTERS_MAX);
	o->routers[o->n_routers++] = (struct router){ address, preference };
}

void take_router(struct options *o, const char *option, char **values)
{
	char *slash = strchr(values[0], '/');

	if (slash)
		*slash = '\0';
	add_router(o, option, parse_address(o, option, values[0]),
	    slash ? parse_preference(o, option, slash + 1) : 0);
}

void take_router_run(struct options *o, const char *option, char **values)
{
	uint32_t base = ntohl(parse_address(o, option, values[0]).s_addr);
	uint32_t count = (uint32_t)parse_number(o, option, values[1], 1, ROUTERS_MAX);
	int32_t preference = parse_preference(o, option, values[2]);

	for (uint32_t i = 0; i < count; i++)
		add_router(o, option, (struct in_addr){ htonl(base + i) }, preference);
}

void take_prefix(struct options *o, const char *option, char **values)
{
	char *slash = strchr(values[0], '/');

	if (!slash)
		usage_error(o, option, "\"%s\" is no prefix; write it as 192.0.2.0/24", values[0]);
	*slash = '\0';
	o->prefix = parse_address(o, option, values[0]);
	o->prefix_len = (unsigned)parse_number(o, option, slash + 1, 0, 32);
	o->has_prefix = true;
}

void take_lladdr(struct options *o, const char *option, char **values)
{
	uint8_t *m = o->lladdr;
	int end = 0;

	if (sscanf(values[0], "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &m[0], &m[1], &m[2], &m[3],
		&m[4], &m[5], &end) != ETH_ALEN ||
	    values[0][end])
		usage_error(o, option,
		    "\"%s\" is no link-layer address; write it as 02:00:00:00:00:01", values[0]);
	o->has_lladdr = true;
}

void take_reserved(struct options *o, const char *option, char **values)
{
	uint8_t octets[4] = { 0 };

	if (parse_hex(o, option, values[0], octets, sizeof(octets)) != sizeof(octets))
		usage_error(o, option, "\"%s\" is not 8 hexadecimal digits", values[0]);
	o->reserved = get_be32(octets);
}

void take_ip_options(struct options *o, const char *option, char **values)
{
	o->ip_options_len = parse_hex(o, option, values[0], o->ip_options, sizeof(o->ip_options));
	if (o->ip_options_len % 4)
		usage_error(
		    o, option, "the length must be a multiple of 4 octets; pad with 01 or 00");
}

void take_flood_kind(struct options *o, const char *option, char **values)
{
	static const char *const names[] = {
		[FLOOD_ADVERT] = "advert",
		[FLOOD_RANDOM] = "random",
		[FLOOD_SOLICIT] = "solicit",
		[FLOOD_GARBAGE] = "garbage",
	};

	for (size_t i = FLOOD_ADVERT; i < ARRAY_SIZE(names); i++) {
		if (strcmp(values[0], names[i]) == 0)
			o->kind = (enum flood_kind)i;
	}
	if (o->kind == FLOOD_NONE)
		usage_error(
		    o, option, "\"%s\" is not advert, random, solicit or garbage", values[0]);
}
