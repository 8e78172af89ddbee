/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side in tests and demonstrations: sends any router discovery message, right or wrong,
 * and witnesses what hosts and routers really do on the wire and in the routing table.
 *
 * It shares no line with the daemon, so that a mistake made there is not made here again: it has a
 * checksum, an encoder and a decoder of its own, and it reads the routing table by rtnetlink. Only
 * libc is needed. Everything random comes from --seed, so each run can be repeated.
 *
 * One table, option_table, says every option: the parser, the errors and --help follow it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a)      (sizeof(a) / sizeof((a)[0]))

#define TYPE_ADVERTISEMENT 9
#define TYPE_SOLICITATION  10
#define DATAGRAM_MAX       65535
#define IP_HEADER_LEN      20
#define IP_HEADER_LEN_MAX  60
#define ICMP_LEN_MAX       (DATAGRAM_MAX - IP_HEADER_LEN_MAX)
#define ROUTERS_MAX        255
#define IP_MORE_FRAGMENTS  0x2000
#define IP_FRAGMENT_BITS   0x3fff /* more-fragments flag and offset */
#define USEC_PER_SEC       1000000
#define USEC_PER_MSEC      1000
#define UNSET              (-1)

enum command { ADVERTISE = 1, SOLICIT = 2, LISTEN = 4, WATCH = 8, FLOOD = 16, SYSLOG = 32 };

enum flood_kind { FLOOD_NONE, FLOOD_ADVERT, FLOOD_RANDOM, FLOOD_SOLICIT, FLOOD_GARBAGE };

struct router {
	struct in_addr address;
	int32_t preference;
};

/* What the command line may give. Numbers are int64_t so that one parser serves them all; times
 * given in seconds are kept in microseconds. */
struct options {
	enum command command;
	const char *command_name;
	const char *interface, *socket_path;
	struct in_addr source, destination;
	bool has_source, has_destination;
	int64_t ttl, lifetime, entry_size, num_addrs, code, length, count, interval_ms, rate, seed;
	int64_t random_count, type, protocol, timeout, seconds;
	bool bad_checksum, random_source, random_preference, absolute;
	uint32_t reserved;
	struct router routers[ROUTERS_MAX];
	size_t n_routers;
	struct in_addr prefix;
	unsigned prefix_len;
	bool has_prefix;
	uint8_t lladdr[ETH_ALEN];
	bool has_lladdr;
	uint8_t ip_options[IP_HEADER_LEN_MAX - IP_HEADER_LEN];
	size_t ip_options_len;
	enum flood_kind kind;
};

/* ---- Small tools -------------------------------------------------------------------------- */

static void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	put_be16(p, (uint16_t)(v >> 16));
	put_be16(p + 2, (uint16_t)v);
}

static uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)get_be16(p) << 16 | get_be16(p + 2);
}

/* The Internet checksum as a number; over a message that carries the right one it is 0. */
static uint16_t internet_checksum(const uint8_t *p, size_t len)
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

static uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15)); /* SplitMix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void random_fill(uint64_t *state, uint8_t *p, size_t len)
{
	while (len--)
		*p++ = (uint8_t)random_next(state);
}

static uint32_t host_mask(unsigned prefix_len)
{
	return prefix_len >= 32 ? 0 : UINT32_MAX >> prefix_len;
}

/* A fresh address of the prefix; never its network or broadcast address where it has them. */
static struct in_addr random_address(uint64_t *state, struct in_addr prefix, unsigned prefix_len)
{
	uint32_t mask = host_mask(prefix_len), host;

	do
		host = (uint32_t)random_next(state) & mask;
	while (prefix_len < 31 && (host == 0 || host == mask));
	return (struct in_addr){ htonl((ntohl(prefix.s_addr) & ~mask) | host) };
}

struct address_text {
	char s[INET_ADDRSTRLEN];
};

static struct address_text text_of(struct in_addr address)
{
	struct address_text text;

	inet_ntop(AF_INET, &address, text.s, sizeof(text.s));
	return text;
}

static int64_t now_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * USEC_PER_SEC + t.tv_nsec / 1000;
}

static void sleep_until(int64_t usec)
{
	struct timespec t = { usec / USEC_PER_SEC, usec % USEC_PER_SEC * 1000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

/* Where the times of the output count from; with --absolute the clock's own origin, so that the
 * lines of two witnesses can be compared. */
static int64_t time_origin(const struct options *o)
{
	return o->absolute ? 0 : now_usec();
}

static void print_time(int64_t usec)
{
	printf("%.3f ", (double)usec / USEC_PER_MSEC);
}

/* Milliseconds for poll(2): rounded up, so that a wait never ends before its deadline. */
static int poll_timeout(int64_t deadline)
{
	int64_t left = deadline - now_usec();

	if (deadline == INT64_MAX)
		return -1;
	if (left <= 0)
		return 0;
	return left > INT64_C(1000000000) ? 1000000 : (int)((left + 999) / USEC_PER_MSEC);
}

static int64_t deadline_of(const struct options *o)
{
	return o->timeout == UNSET ? INT64_MAX : now_usec() + o->timeout;
}

__attribute__((format(printf, 3, 4))) static void append(
	char *buffer, size_t size, const char *format, ...)
{
	size_t used = strlen(buffer);
	va_list ap;

	va_start(ap, format);
	vsnprintf(buffer + used, size - used, format, ap);
	va_end(ap);
}

/* ---- Command line ------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static _Noreturn void usage_error(
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

static int64_t parse_number(
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

static int64_t parse_seconds(const struct options *o, const char *option, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= 0 && value <= 86400))
		usage_error(o, option, "\"%s\" is no time from 0 to 86400 seconds", text);
	return (int64_t)(value * USEC_PER_SEC);
}

static struct in_addr parse_address(const struct options *o, const char *option, const char *text)
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

static void take_router(struct options *o, const char *option, char **values)
{
	char *slash = strchr(values[0], '/');

	if (slash)
		*slash = '\0';
	add_router(o, option, parse_address(o, option, values[0]),
		slash ? parse_preference(o, option, slash + 1) : 0);
}

static void take_router_run(struct options *o, const char *option, char **values)
{
	uint32_t base = ntohl(parse_address(o, option, values[0]).s_addr);
	uint32_t count = (uint32_t)parse_number(o, option, values[1], 1, ROUTERS_MAX);
	int32_t preference = parse_preference(o, option, values[2]);

	for (uint32_t i = 0; i < count; i++)
		add_router(o, option, (struct in_addr){ htonl(base + i) }, preference);
}

static void take_prefix(struct options *o, const char *option, char **values)
{
	char *slash = strchr(values[0], '/');

	if (!slash)
		usage_error(o, option, "\"%s\" is no prefix; write it as 192.0.2.0/24", values[0]);
	*slash = '\0';
	o->prefix = parse_address(o, option, values[0]);
	o->prefix_len = (unsigned)parse_number(o, option, slash + 1, 0, 32);
	o->has_prefix = true;
}

static void take_lladdr(struct options *o, const char *option, char **values)
{
	uint8_t *m = o->lladdr;
	int end = 0;

	if (sscanf(values[0], "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &m[0], &m[1], &m[2], &m[3],
		    &m[4], &m[5], &end) != ETH_ALEN ||
		values[0][end])
		usage_error(o, option,
			"\"%s\" is no link-layer address; write it as 02:00:00:00:00:01",
			values[0]);
	o->has_lladdr = true;
}

static void take_reserved(struct options *o, const char *option, char **values)
{
	uint8_t octets[4] = { 0 };

	if (parse_hex(o, option, values[0], octets, sizeof(octets)) != sizeof(octets))
		usage_error(o, option, "\"%s\" is not 8 hexadecimal digits", values[0]);
	o->reserved = get_be32(octets);
}

static void take_ip_options(struct options *o, const char *option, char **values)
{
	o->ip_options_len = parse_hex(o, option, values[0], o->ip_options, sizeof(o->ip_options));
	if (o->ip_options_len % 4)
		usage_error(
			o, option, "the length must be a multiple of 4 octets; pad with 01 or 00");
}

static void take_flood_kind(struct options *o, const char *option, char **values)
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

enum option_kind { FLAG, NUMBER, SECONDS, ADDRESS, NAME, TAKEN };

#define SENDERS                (ADVERTISE | SOLICIT)
#define ANY                    INT64_MAX
#define AT(f)                  .field = offsetof(struct options, f)
#define FLAG_AT(f)             .kind = FLAG, AT(f)
#define NAME_AT(f)             .kind = NAME, .n_values = 1, AT(f)
#define SECONDS_AT(f)          .kind = SECONDS, .n_values = 1, AT(f)
#define NUMBER_AT(f, low, top) .kind = NUMBER, .n_values = 1, .min = (low), .max = (top), AT(f)
#define ADDRESS_AT(f)                                                                              \
	.kind = ADDRESS, .n_values = 1, .has_field = offsetof(struct options, has_##f), AT(f)
#define TAKEN_BY(function, n) .kind = TAKEN, .take = (function), .n_values = (n)

/* Every option: the commands that know it, what --help says, how its values are read and where
 * they go. A TAKEN option has a function of its own. */
static const struct option_spec {
	const char *name;
	unsigned commands;
	const char *value_name, *help;
	enum option_kind kind;
	int n_values;
	size_t field, has_field;
	int64_t min, max;
	void (*take)(struct options *o, const char *option, char **values);
} option_table[] = {
	{ "interface", SENDERS | LISTEN | FLOOD, "IF",
		"the interface to send on or capture from, also -i IF (required); listen: \"any\" "
		"for all,\n        each line then says which one",
		NAME_AT(interface) },
	{ "source", SENDERS | FLOOD, "A",
		"IP source, any; default: the interface's first address, or 0.0.0.0 (flood: "
		"random)",
		ADDRESS_AT(source) },
	{ "random-source", SENDERS, "",
		"a fresh source per packet, of the --random-routers prefix or of all addresses",
		FLAG_AT(random_source) },
	{ "destination", SENDERS | FLOOD, "A",
		"IP destination; default 224.0.0.1, for solicitations 224.0.0.2",
		ADDRESS_AT(destination) },
	{ "lladdr", SENDERS | FLOOD, "MAC",
		"link-layer destination; default: by the IP destination (unicast: the kernel's "
		"choice)",
		TAKEN_BY(take_lladdr, 1) },
	{ "ttl", SENDERS | FLOOD, "N", "IP TTL (1)", NUMBER_AT(ttl, 0, 255) },
	{ "ip-options", SENDERS, "HEX", "put these octets between IP header and message",
		TAKEN_BY(take_ip_options, 1) },
	{ "code", SENDERS, "N", "ICMP code (0)", NUMBER_AT(code, 0, 255) },
	{ "bad-checksum", SENDERS, "", "flip one bit of the ICMP checksum", FLAG_AT(bad_checksum) },
	{ "length", SENDERS, "N", "cut the ICMP part to N octets, or fill it up with zeros",
		NUMBER_AT(length, 0, ICMP_LEN_MAX) },
	{ "lifetime", ADVERTISE, "S", "Lifetime field (1800)", NUMBER_AT(lifetime, 0, UINT16_MAX) },
	{ "router", ADVERTISE | FLOOD, "A[/PREF]",
		"add a router; PREF (0) from -2147483648 to 2147483647 or as 0x80000000",
		TAKEN_BY(take_router, 1) },
	{ "routers", ADVERTISE | FLOOD, "BASE COUNT PREF",
		"add COUNT consecutive addresses from BASE on", TAKEN_BY(take_router_run, 3) },
	{ "random-routers", ADVERTISE | FLOOD, "PREFIX",
		"add fresh addresses of PREFIX to each packet", TAKEN_BY(take_prefix, 1) },
	{ "random-count", ADVERTISE | FLOOD, "N", "so many of them (1)",
		NUMBER_AT(random_count, 1, ROUTERS_MAX) },
	{ "random-preference", ADVERTISE | FLOOD, "", "give them random preferences instead of 0",
		FLAG_AT(random_preference) },
	{ "entry-size", ADVERTISE, "N",
		"Addr Entry Size in words (2); words beyond two are all ones",
		NUMBER_AT(entry_size, 0, 255) },
	{ "num-addrs", ADVERTISE, "N", "write N into Num Addrs whatever the number of entries",
		NUMBER_AT(num_addrs, 0, 255) },
	{ "payload-reserved", SOLICIT, "HEX", "the 32 reserved bits (00000000)",
		TAKEN_BY(take_reserved, 1) },
	{ "count", SENDERS | LISTEN, "N", "packets to send (1) or print (no end); 0 means no end",
		NUMBER_AT(count, 0, ANY) },
	{ "interval-ms", SENDERS, "N", "time from packet to packet (1000)",
		NUMBER_AT(interval_ms, 0, 86400000) },
	{ "rate", SENDERS | FLOOD, "PPS",
		"packets per second instead; flood (required): 0 means as fast as it can",
		NUMBER_AT(rate, 0, 100000000) },
	{ "seed", SENDERS | FLOOD, "N", "for everything random (1)", NUMBER_AT(seed, 0, ANY) },
	{ "type", LISTEN, "9|10", "print only advertisements (9) or only solicitations (10)",
		NUMBER_AT(type, TYPE_ADVERTISEMENT, TYPE_SOLICITATION) },
	{ "proto", WATCH, "N", "routing protocol whose default routes are counted for gaps (9, ra)",
		NUMBER_AT(protocol, 0, 255) },
	{ "timeout", LISTEN | WATCH, "S", "end after S seconds; listen then exits 1",
		SECONDS_AT(timeout) },
	{ "absolute", LISTEN | WATCH, "", "times on CLOCK_MONOTONIC, comparable between processes",
		FLAG_AT(absolute) },
	{ "kind", FLOOD, "KIND",
		"advert, solicit: valid; random: right types; garbage: random octets (required)",
		TAKEN_BY(take_flood_kind, 1) },
	{ "seconds", FLOOD, "S", "how long (required)", SECONDS_AT(seconds) },
	{ "socket", SYSLOG, "PATH", "where to listen: a private /dev/log (required)",
		NAME_AT(socket_path) },
};

static const struct command_spec {
	const char *name, *help;
	enum command command;
} command_table[] = {
	{ "advertise", "send router advertisements", ADVERTISE },
	{ "solicit", "send router solicitations", SOLICIT },
	{ "listen",
		"print each router discovery packet captured on IF, sent ones too.\n"
		"    First a line \"ready\". Exit 0 when --count is reached, 1 on --timeout",
		LISTEN },
	{ "watch",
		"print each change of an IPv4 default route.\n"
		"    First a line \"ready\" and the routes there are. gap: the last route of "
		"--proto\n"
		"    went; filled: one is back, after so many microseconds; gone: a route lost "
		"without\n"
		"    a notification, or replaced. Ended by SIGTERM or --timeout, both exit 0",
		WATCH },
	{ "flood", "send as many packets as asked for, for a bounded time", FLOOD },
	{ "syslog",
		"print what programs write to the system log, one message a line, other "
		"control\n"
		"    characters than its end as ?. First a line \"ready\"",
		SYSLOG },
};

static void print_help(void)
{
	puts("usage: peer COMMAND -i IF [OPTION]...\n"
	     "Sends and witnesses router discovery messages (RFC 1256), for tests.");
	for (size_t i = 0; i < ARRAY_SIZE(command_table); i++) {
		const struct command_spec *c = &command_table[i];

		printf("\npeer %s: %s\n", c->name, c->help);
		for (size_t k = 0; k < ARRAY_SIZE(option_table); k++) {
			const struct option_spec *s = &option_table[k];

			if (s->commands & c->command)
				printf("  --%s%s%s\n        %s\n", s->name,
					*s->value_name ? " " : "", s->value_name, s->help);
		}
	}
	puts("\nExit status: 0 done, 1 failed or timed out, 2 wrong usage.");
}

static void store_option(
	struct options *o, const struct option_spec *s, const char *option, char **values)
{
	uint8_t *base = (uint8_t *)o;
	struct in_addr address;
	int64_t number;

	switch (s->kind) {
	case FLAG:
		*(bool *)(base + s->field) = true;
		break;
	case NUMBER:
		number = parse_number(o, option, values[0], s->min, s->max);
		memcpy(base + s->field, &number, sizeof(number));
		break;
	case SECONDS:
		number = parse_seconds(o, option, values[0]);
		memcpy(base + s->field, &number, sizeof(number));
		break;
	case ADDRESS:
		address = parse_address(o, option, values[0]);
		memcpy(base + s->field, &address, sizeof(address));
		*(bool *)(base + s->has_field) = true;
		break;
	case NAME:
		memcpy(base + s->field, &values[0], sizeof(values[0]));
		break;
	case TAKEN:
		s->take(o, option, values);
		break;
	}
}

static const struct option_spec *find_option(const struct options *o, const char *option)
{
	if (strcmp(option, "-i") == 0)
		option = "--interface";
	for (size_t i = 0; i < ARRAY_SIZE(option_table); i++) {
		const struct option_spec *s = &option_table[i];

		if (s->commands & o->command && strncmp(option, "--", 2) == 0 &&
			strcmp(option + 2, s->name) == 0)
			return s;
	}
	usage_error(o, option, "unknown option of this command");
}

/* Index 0 stands for all interfaces where the kernel is asked for one. */
static bool is_any(const char *interface)
{
	return strcmp(interface, "any") == 0;
}

static void parse_command_line(struct options *o, int argc, char **argv)
{
	for (int i = 0; i < argc;) {
		const char *option = argv[i++];
		const struct option_spec *s = find_option(o, option);

		if (argc - i < s->n_values)
			usage_error(o, option, "needs %s", s->value_name);
		store_option(o, s, option, argv + i);
		i += s->n_values;
	}
	if (o->command == SYSLOG && !o->socket_path)
		usage_error(o, "--socket", "missing; name the path");
	if (o->command != WATCH && o->command != SYSLOG && !o->interface)
		usage_error(o, "-i", "missing; name the interface");
	if (o->interface && !if_nametoindex(o->interface) &&
		!(o->command == LISTEN && is_any(o->interface)))
		usage_error(o, "-i", "no interface \"%s\" here; see ip link", o->interface);
	if (o->command == FLOOD && o->kind == FLOOD_NONE)
		usage_error(o, "--kind", "missing");
	if (o->command == FLOOD && o->rate == UNSET)
		usage_error(o, "--rate", "missing");
	if (o->command == FLOOD && o->seconds == UNSET)
		usage_error(o, "--seconds", "missing; a flood must be bounded");
	if (o->n_routers + (o->has_prefix ? (size_t)o->random_count : 0) > ROUTERS_MAX)
		usage_error(o, "--random-count", "more than %d routers in all", ROUTERS_MAX);
}

/* ---- Encoding ----------------------------------------------------------------------------- */

struct datagram {
	size_t len;
	uint8_t bytes[DATAGRAM_MAX];
};

/* The words beyond the two of this version of the protocol are all ones: nobody may mind them. */
static size_t encode_entry(uint8_t *p, size_t words, const struct router *router)
{
	memset(p, 0xff, 4 * words);
	if (words > 0)
		put_be32(p, ntohl(router->address.s_addr));
	if (words > 1)
		put_be32(p + 4, (uint32_t)router->preference);
	return 4 * words;
}

static size_t choose_routers(const struct options *o, uint64_t *rng, struct router *ret)
{
	size_t n = o->n_routers;

	memcpy(ret, o->routers, n * sizeof(*ret));
	for (int64_t i = 0; o->has_prefix && i < o->random_count; i++) {
		ret[n].address = random_address(rng, o->prefix, o->prefix_len);
		ret[n++].preference = o->random_preference ? (int32_t)(uint32_t)random_next(rng)
							   : 0;
	}
	return n;
}

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |   Type (9)    |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |   Num Addrs   |Addr Entry Size|           Lifetime            |
 * +---------------+---------------+-------------------------------+
 * |      Router Address[i], Preference Level[i], ignored words    |
 */
static size_t encode_advertisement(uint8_t *p, const struct options *o, uint64_t *rng)
{
	struct router routers[ROUTERS_MAX];
	size_t n = choose_routers(o, rng, routers), len = 8;

	if (8 + n * 4 * (size_t)o->entry_size > ICMP_LEN_MAX)
		usage_error(o, "--entry-size", "%zu such entries do not fit an IP datagram", n);
	p[0] = TYPE_ADVERTISEMENT;
	p[1] = (uint8_t)o->code;
	p[4] = (uint8_t)(o->num_addrs == UNSET ? (int64_t)n : o->num_addrs);
	p[5] = (uint8_t)o->entry_size;
	put_be16(p + 6, (uint16_t)o->lifetime);
	for (size_t i = 0; i < n; i++)
		len += encode_entry(p + len, (size_t)o->entry_size, &routers[i]);
	return len;
}

static size_t encode_solicitation(uint8_t *p, const struct options *o)
{
	p[0] = TYPE_SOLICITATION;
	p[1] = (uint8_t)o->code;
	put_be32(p + 4, o->reserved);
	return 8;
}

/* The flood kinds that no option describes: right types with random contents, half of them with
 * the right checksum; or random octets altogether. */
static size_t encode_noise(uint8_t *p, const struct options *o, uint64_t *rng, bool *ret_checksum)
{
	size_t len = random_next(rng) % 128;

	random_fill(rng, p, len < 4 ? 4 : len);
	*ret_checksum = false;
	if (o->kind == FLOOD_RANDOM) {
		p[0] = random_next(rng) & 1 ? TYPE_ADVERTISEMENT : TYPE_SOLICITATION;
		p[1] = random_next(rng) & 3 ? 0 : p[1];
		*ret_checksum = random_next(rng) & 1;
	}
	return len;
}

static size_t set_length(uint8_t *p, size_t len, int64_t wanted)
{
	if (wanted == UNSET)
		return len;
	if ((size_t)wanted > len)
		memset(p + len, 0, (size_t)wanted - len);
	return (size_t)wanted;
}

/* Writes a message of any command at p; at least 4 octets of p are always written. */
static size_t encode_icmp(uint8_t *p, const struct options *o, uint64_t *rng)
{
	bool checksum = true;
	size_t len;

	if (o->kind == FLOOD_RANDOM || o->kind == FLOOD_GARBAGE)
		len = encode_noise(p, o, rng, &checksum);
	else if (o->command == SOLICIT || o->kind == FLOOD_SOLICIT)
		len = encode_solicitation(p, o);
	else
		len = encode_advertisement(p, o, rng);
	len = set_length(p, len, o->length);
	if (checksum) {
		put_be16(p + 2, 0);
		put_be16(p + 2, internet_checksum(p, len) ^ (o->bad_checksum ? 0x0100 : 0));
	}
	return len;
}

static struct in_addr choose_source(const struct options *o, uint64_t *rng)
{
	bool random = o->random_source || (o->command == FLOOD && !o->has_source);

	if (random && o->has_prefix)
		return random_address(rng, o->prefix, o->prefix_len);
	if (random)
		return (struct in_addr){ htonl((uint32_t)random_next(rng)) };
	return o->source;
}

static void encode_datagram(struct datagram *d, const struct options *o, uint64_t *rng)
{
	size_t header_len = IP_HEADER_LEN + o->ip_options_len;
	uint8_t *p = d->bytes;

	memset(p, 0, header_len);
	p[0] = (uint8_t)(0x40 | header_len / 4);
	put_be16(
		p + 4, (uint16_t)(random_next(rng) | 1)); /* for id 0 IP_HDRINCL would choose one */
	p[8] = (uint8_t)o->ttl;
	p[9] = IPPROTO_ICMP;
	put_be32(p + 12, ntohl(choose_source(o, rng).s_addr));
	put_be32(p + 16, ntohl(o->destination.s_addr));
	memcpy(p + IP_HEADER_LEN, o->ip_options, o->ip_options_len);
	d->len = header_len + encode_icmp(p + header_len, o, rng);
	put_be16(p + 2, (uint16_t)d->len);
	put_be16(p + 10, internet_checksum(p, header_len));
}

/* ---- Sending ------------------------------------------------------------------------------ */

/* A socket that lets any source through, and where it sends to. */
struct sender {
	int fd;
	size_t mtu;
	union {
		struct sockaddr any;
		struct sockaddr_ll link;
		struct sockaddr_in ip;
	} to;
	socklen_t to_len;
};

static int open_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		err(1, "no socket (run as root, or in a network namespace of your own)");
	return fd;
}

/* Fills in from the interface what the command line left open: source and random prefix. */
static void take_interface_address(struct options *o)
{
	struct ifaddrs *list;

	if (getifaddrs(&list) < 0)
		err(1, "getifaddrs");
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET ||
			strcmp(a->ifa_name, o->interface))
			continue;
		o->source = o->has_source ? o->source
					  : ((struct sockaddr_in *)a->ifa_addr)->sin_addr;
		if (o->command == FLOOD && !o->has_prefix && !o->n_routers && a->ifa_netmask) {
			o->prefix = o->source;
			o->prefix_len = (unsigned)__builtin_popcount(
				((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr);
			o->has_prefix = true;
		}
		break;
	}
	freeifaddrs(list);
	if (o->command == FLOOD && !o->has_prefix && !o->n_routers)
		usage_error(o, "--random-routers",
			"needed: %s has no address to take a prefix from", o->interface);
}

/* The interface's directed broadcast addresses follow from the masks: "ip addr add" without "brd"
 * leaves none in the interface, yet the kernel treats them as such. */
static bool is_broadcast(const struct options *o)
{
	uint32_t to = o->destination.s_addr, address, mask;
	struct ifaddrs *list;
	bool found = to == INADDR_BROADCAST;

	if (getifaddrs(&list) < 0)
		err(1, "getifaddrs");
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !a->ifa_netmask ||
			strcmp(a->ifa_name, o->interface))
			continue;
		address = ((struct sockaddr_in *)a->ifa_addr)->sin_addr.s_addr;
		mask = ((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr;
		found |= to == (address | ~mask) && ntohl(~mask) > 1;
	}
	freeifaddrs(list);
	return found;
}

/* The link-layer destination; false when only the kernel's neighbour table can tell it. */
static bool resolve_lladdr(const struct options *o, uint8_t *ret)
{
	uint32_t to = ntohl(o->destination.s_addr);

	if (o->has_lladdr) {
		memcpy(ret, o->lladdr, ETH_ALEN);
	} else if (IN_MULTICAST(to)) {
		put_be16(ret, 0x0100); /* 01:00:5e and the low 23 bits (RFC 1112 6.4) */
		put_be32(ret + 2, 0x5e000000 | (to & 0x7fffff));
	} else if (is_broadcast(o)) {
		memset(ret, 0xff, ETH_ALEN);
	} else {
		return false;
	}
	return true;
}

static size_t interface_mtu(int fd, const char *name)
{
	struct ifreq request = { 0 };

	memcpy(request.ifr_name, name, strnlen(name, sizeof(request.ifr_name) - 1));
	if (ioctl(fd, SIOCGIFMTU, &request) < 0)
		err(1, "%s: no MTU", name);
	return (size_t)request.ifr_mtu;
}

/* A packet socket sends the header as it is, also source 0.0.0.0. The raw socket of the fallback
 * resolves a unicast neighbour, at the price that the kernel fills in a source of 0.0.0.0. */
static void open_sender(struct sender *s, const struct options *o)
{
	uint8_t lladdr[ETH_ALEN];

	memset(s, 0, sizeof(*s));
	if (resolve_lladdr(o, lladdr)) {
		s->fd = open_socket(AF_PACKET, SOCK_DGRAM, 0);
		s->to.link.sll_family = AF_PACKET;
		s->to.link.sll_protocol = htons(ETH_P_IP);
		s->to.link.sll_ifindex = (int)if_nametoindex(o->interface);
		s->to.link.sll_halen = ETH_ALEN;
		memcpy(s->to.link.sll_addr, lladdr, ETH_ALEN);
		s->to_len = sizeof(s->to.link);
	} else {
		s->fd = open_socket(AF_INET, SOCK_RAW, IPPROTO_RAW); /* implies IP_HDRINCL */
		if (setsockopt(s->fd, SOL_SOCKET, SO_BINDTODEVICE, o->interface,
			    (socklen_t)strlen(o->interface)))
			err(1, "%s: cannot bind", o->interface);
		s->to.ip.sin_family = AF_INET;
		s->to.ip.sin_addr = o->destination;
		s->to_len = sizeof(s->to.ip);
	}
	s->mtu = interface_mtu(s->fd, o->interface);
}

static void transmit(const struct sender *s, const uint8_t *p, size_t len)
{
	if (sendto(s->fd, p, len, 0, &s->to.any, s->to_len) < 0)
		err(1, "cannot send %zu octets", len);
}

/* Neither kind of socket fragments, and 255 entries do not fit a 1500 octet MTU. */
static void transmit_fragments(const struct sender *s, const struct datagram *d)
{
	size_t header_len = 4 * (size_t)(d->bytes[0] & 15),
	       room = (s->mtu - header_len) & ~(size_t)7;
	uint8_t fragment[DATAGRAM_MAX];

	for (size_t offset = 0, part; header_len + offset < d->len; offset += part) {
		size_t left = d->len - header_len - offset;

		part = left < room ? left : room;
		memcpy(fragment, d->bytes, header_len);
		memcpy(fragment + header_len, d->bytes + header_len + offset, part);
		put_be16(fragment + 2, (uint16_t)(header_len + part));
		put_be16(fragment + 6,
			(uint16_t)(offset / 8 | (part < left ? IP_MORE_FRAGMENTS : 0)));
		put_be16(fragment + 10, 0);
		put_be16(fragment + 10, internet_checksum(fragment, header_len));
		transmit(s, fragment, header_len + part);
	}
}

static int run_sender(struct options *o)
{
	static struct datagram d;
	struct sender s;
	uint64_t rng = (uint64_t)o->seed;
	int64_t start, interval = o->interval_ms * USEC_PER_MSEC;

	take_interface_address(o);
	open_sender(&s, o);
	if (o->rate != UNSET)
		interval = o->rate ? USEC_PER_SEC / o->rate : 0;
	start = now_usec();
	for (int64_t i = 0; o->count == 0 || i < o->count; i++) {
		sleep_until(start + i * interval);
		encode_datagram(&d, o, &rng);
		if (d.len <= s.mtu)
			transmit(&s, d.bytes, d.len);
		else
			transmit_fragments(&s, &d);
	}
	return 0;
}

/* ---- Flood -------------------------------------------------------------------------------- */

#define BATCH 64

static int64_t send_batch(const struct sender *s, const struct datagram *batch, unsigned n)
{
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	struct sender to = *s;
	int sent;

	for (unsigned i = 0; i < n; i++) {
		parts[i] = (struct iovec){ (void *)batch[i].bytes, batch[i].len };
		messages[i] = (struct mmsghdr){ 0 };
		messages[i].msg_hdr.msg_name = &to.to;
		messages[i].msg_hdr.msg_namelen = to.to_len;
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	sent = sendmmsg(s->fd, messages, n, 0);
	if (sent < 0 && errno != ENOBUFS && errno != EAGAIN)
		err(1, "cannot send");
	return sent < 0 ? 0 : sent;
}

/* How many packets the rate owes by now, at most a batch. */
static unsigned packets_due(const struct options *o, int64_t elapsed, int64_t done)
{
	int64_t due = o->rate * elapsed / USEC_PER_SEC + 1 - done;

	if (o->rate == 0 || due > BATCH)
		return BATCH;
	return due < 0 ? 0 : (unsigned)due;
}

static int run_flood(struct options *o)
{
	static struct datagram batch[BATCH];
	struct sender s;
	uint64_t rng = (uint64_t)o->seed;
	int64_t start, elapsed, done = 0, sent = 0;

	take_interface_address(o);
	if (8 + 8 * (o->n_routers + (size_t)o->random_count) + IP_HEADER_LEN > 1500)
		usage_error(o, "--random-count", "a flood packet must fit an MTU of 1500");
	open_sender(&s, o);
	start = now_usec();
	while ((elapsed = now_usec() - start) < o->seconds) {
		unsigned due = packets_due(o, elapsed, done);

		for (unsigned i = 0; i < due; i++)
			encode_datagram(&batch[i], o, &rng);
		if (due)
			sent += send_batch(&s, batch, due);
		else
			sleep_until(start + elapsed + USEC_PER_MSEC);
		done += due;
	}
	printf("sent=%lld dropped=%lld seconds=%.3f\n", (long long)sent, (long long)(done - sent),
		(double)elapsed / USEC_PER_SEC);
	return 0;
}

/* ---- Listening ---------------------------------------------------------------------------- */

/* Passes whole ICMP datagrams of types 9 and 10 and nothing else, so that no flood of other
 * packets fills the receive queue. Offsets count from the IP header. */
static void attach_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 9),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 7),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_FRAGMENT_BITS, 5, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TYPE_ADVERTISEMENT, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TYPE_SOLICITATION, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		err(1, "SO_ATTACH_FILTER");
}

/* ETH_P_ALL because the kernel shows a packet socket of one protocol only what is received. A
 * fanout group of this one socket because its defrag flag has the kernel reassemble datagrams
 * before the filter sees them. */
static int open_capture(const char *interface)
{
	int fd = open_socket(AF_PACKET, SOCK_DGRAM, 0), size = 4 << 20;
	uint32_t fanout = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG |
			  PACKET_FANOUT_FLAG_UNIQUEID;
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(interface),
	};

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(
			fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)); /* as much as there is */
	attach_filter(fd);
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		err(1, "%s: cannot capture", interface);
	fanout <<= 16; /* the lower half is the group's number, here the kernel's choice */
	if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof(fanout)) < 0)
		err(1, "%s: PACKET_FANOUT", interface);
	return fd;
}

/* A field of a message that may be cut short: "-" where it is missing. */
static void print_field(const char *key, bool present, unsigned value)
{
	if (present)
		printf(" %s=%u", key, value);
	else
		printf(" %s=-", key);
}

/* The entries that are there, whatever Num Addrs claims. */
static void print_routers(const uint8_t *p, size_t len)
{
	size_t step = len >= 8 ? 4 * (size_t)p[5] : 0, n = len >= 8 ? p[4] : 0, i;

	printf(" routers=");
	for (i = 0; i < n && step >= 8 && 8 + i * step + 8 <= len; i++) {
		const uint8_t *entry = p + 8 + i * step;
		struct in_addr address = { htonl(get_be32(entry)) };

		printf("%s%s/%d", i ? "," : "", text_of(address).s,
			(int)(int32_t)get_be32(entry + 4));
	}
	if (i == 0)
		putchar('-');
}

static void print_advertisement(const uint8_t *p, size_t len)
{
	print_field("lifetime", len >= 8, len >= 8 ? get_be16(p + 6) : 0);
	print_field("code", len >= 2, len >= 2 ? p[1] : 0);
	printf(" checksum=%s", internet_checksum(p, len) == 0 ? "ok" : "bad");
	print_field("num_addrs", len >= 5, len >= 5 ? p[4] : 0);
	print_field("entry_size", len >= 6, len >= 6 ? p[5] : 0);
	print_routers(p, len);
}

static void print_solicitation(const uint8_t *p, size_t len)
{
	if (len >= 8)
		printf(" reserved=%08x", (unsigned)get_be32(p + 4));
	else
		printf(" reserved=-");
	print_field("code", len >= 2, len >= 2 ? p[1] : 0);
	printf(" checksum=%s", internet_checksum(p, len) == 0 ? "ok" : "bad");
}

/* Returns whether the datagram was of the wanted type (UNSET: both). The filter has passed it, so
 * it is ICMP and has a type. */
static bool print_datagram(
	const uint8_t *p, size_t len, int64_t wanted, int64_t time, const char *interface)
{
	size_t header_len = 4 * (size_t)(p[0] & 15), total_len = get_be16(p + 2);
	struct in_addr source = { htonl(get_be32(p + 12)) },
		       destination = { htonl(get_be32(p + 16)) };
	const uint8_t *icmp = p + header_len;

	if (total_len > len || total_len <= header_len || (wanted != UNSET && wanted != *icmp))
		return false;
	print_time(time);
	printf("%s source=%s destination=%s ttl=%u",
		*icmp == TYPE_ADVERTISEMENT ? "advertisement" : "solicitation", text_of(source).s,
		text_of(destination).s, p[8]);
	if (*icmp == TYPE_ADVERTISEMENT)
		print_advertisement(icmp, total_len - header_len);
	else
		print_solicitation(icmp, total_len - header_len);
	printf(" length=%zu", total_len - header_len);
	if (interface)
		printf(" iface=%s", interface);
	putchar('\n');
	return true;
}

/* When the kernel got the datagram read last, on our clock; what it took to get here is no part of
 * it, so the answer to a message is never older than the message. */
static int64_t arrival_usec(int fd)
{
	struct timespec stamp, real;
	int64_t now = now_usec(),
		age = 0; /* first this clock: a pause in between makes it earlier */

	if (ioctl(fd, SIOCGSTAMPNS, &stamp) == 0 && clock_gettime(CLOCK_REALTIME, &real) == 0)
		age = (int64_t)(real.tv_sec - stamp.tv_sec) * 1000000 +
		      (real.tv_nsec - stamp.tv_nsec) / 1000;
	return now - age;
}

static int run_listen(struct options *o)
{
	static uint8_t buffer[DATAGRAM_MAX];
	int64_t origin = time_origin(o), deadline = deadline_of(o), seen = 0;
	struct pollfd fd = { .fd = open_capture(o->interface), .events = POLLIN };
	bool any = is_any(o->interface);

	arrival_usec(fd.fd); /* the first call turns stamping on */
	puts("ready");
	while (o->count == 0 || seen < o->count) {
		int n = poll(&fd, 1, poll_timeout(deadline));
		struct sockaddr_ll from = { 0 };
		socklen_t from_len = sizeof(from);
		char name[IF_NAMESIZE] = "?";
		ssize_t len;

		if (n < 0 && errno != EINTR)
			err(1, "poll");
		if (now_usec() >= deadline)
			return 1;
		if (n <= 0)
			continue;
		len = recvfrom(fd.fd, buffer, sizeof(buffer), MSG_DONTWAIT,
			(struct sockaddr *)&from, &from_len);
		if (len < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN)
			err(1, "%s: recv", o->interface);
		if (any)
			if_indextoname((unsigned)from.sll_ifindex, name);
		if (len >= IP_HEADER_LEN)
			seen += print_datagram(buffer, (size_t)len, o->type,
				arrival_usec(fd.fd) - origin, any ? name : NULL);
	}
	return 0;
}

/* ---- Watching the routing table ----------------------------------------------------------- */

#define KNOWN_MAX 512

/* One default route. Its text is its identity; the numbers say which other it can replace. */
struct known_route {
	char text[1024];
	uint32_t table, metric;
	uint8_t tos, protocol;
	bool seen;
};

/* The default routes of all protocols in the kernel's order, since a replacing route takes the
 * place of the first with its table, TOS and metric, whoever owns that one. */
struct watch {
	int fd;
	uint32_t port, sequence;
	bool ready, dumping, stale;
	bool doubt, doubted; /* this dump, and the one before, showed what no notification told */
	struct known_route known[KNOWN_MAX];
	size_t n_known;
	uint8_t protocol;
	size_t n_live; /* routes of that protocol at the last account */
	unsigned gaps;
	int64_t origin, gap_since;
};

static void format_nexthops(const struct rtattr *list, char *text, size_t size)
{
	const struct rtnexthop *hop = RTA_DATA(list);
	int left = (int)RTA_PAYLOAD(list);
	const char *separator = " nexthops=";

	for (; RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
		const struct rtattr *a = RTNH_DATA(hop);
		int attr_left = hop->rtnh_len - (int)sizeof(*hop);
		struct in_addr gateway = { 0 };
		char name[IF_NAMESIZE] = "?";

		for (; RTA_OK(a, attr_left); a = RTA_NEXT(a, attr_left)) {
			if (a->rta_type == RTA_GATEWAY)
				memcpy(&gateway, RTA_DATA(a), sizeof(gateway));
		}
		if_indextoname((unsigned)hop->rtnh_ifindex, name);
		append(text, size, "%s%s@%s*%d", separator, text_of(gateway).s, name,
			hop->rtnh_hops + 1);
		separator = ",";
	}
}

static uint32_t attribute_u32(const struct rtattr *a, uint32_t otherwise)
{
	uint32_t value = otherwise;

	if (a && RTA_PAYLOAD(a) >= sizeof(value))
		memcpy(&value, RTA_DATA(a), sizeof(value));
	return value;
}

static void format_metrics(const struct rtattr *list, char *text, size_t size)
{
	const struct rtattr *a = RTA_DATA(list);
	int left = (int)RTA_PAYLOAD(list);

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		append(text, size, a->rta_type == RTAX_MTU ? " mtu %u" : " metrics=%u",
			attribute_u32(a, 0));
}

static void format_route(struct known_route *ret, const struct rtattr *const *a)
{
	struct in_addr gateway = { attribute_u32(a[RTA_GATEWAY], 0) };
	unsigned index = attribute_u32(a[RTA_OIF], 0);
	char name[IF_NAMESIZE] = "-";

	if (index && !if_indextoname(index, name))
		snprintf(name, sizeof(name), "if%u", index % 100000000);
	snprintf(ret->text, sizeof(ret->text), "default via %s dev %s metric %u proto %u table %u",
		gateway.s_addr ? text_of(gateway).s : "-", name, ret->metric, ret->protocol,
		ret->table);
	if (a[RTA_PREFSRC])
		append(ret->text, sizeof(ret->text), " src %s",
			text_of((struct in_addr){ attribute_u32(a[RTA_PREFSRC], 0) }).s);
	if (a[RTA_METRICS])
		format_metrics(a[RTA_METRICS], ret->text, sizeof(ret->text));
	if (a[RTA_MULTIPATH])
		format_nexthops(a[RTA_MULTIPATH], ret->text, sizeof(ret->text));
}

/* Whether the message tells of a unicast IPv4 default route; then *ret is that route. */
static bool parse_route(const struct nlmsghdr *h, struct known_route *ret)
{
	const struct rtmsg *m = NLMSG_DATA(h);
	const struct rtattr *a = RTM_RTA(m), *attributes[RTA_MAX + 1] = { NULL };
	int left = (int)RTM_PAYLOAD(h);

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->rtm_family != AF_INET ||
		m->rtm_dst_len != 0 || m->rtm_type != RTN_UNICAST || m->rtm_flags & RTM_F_CLONED)
		return false;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type <= RTA_MAX)
			attributes[a->rta_type] = a;
	}
	memset(ret, 0, sizeof(*ret));
	ret->table = attribute_u32(attributes[RTA_TABLE], m->rtm_table);
	ret->metric = attribute_u32(attributes[RTA_PRIORITY], 0);
	ret->tos = m->rtm_tos;
	ret->protocol = m->rtm_protocol;
	format_route(ret, attributes);
	return true;
}

static void print_event(const struct watch *w, const char *what, const struct known_route *r)
{
	print_time(now_usec() - w->origin);
	printf("%s %s\n", what, r->text);
}

/* The kernel tells of a deletion before it deletes, and dumps without waiting for that. This, which finds
 * nothing to delete, waits; nobody reads the answer. */
static void await_changes(void)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg route;
		struct rtattr attribute;
		uint32_t interface;
	} request = {
		.header = { .nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_DELROUTE,
			.nlmsg_flags = NLM_F_REQUEST },
		.route = { .rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN },
		.attribute = { .rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = RTA_OIF },
		.interface = INT32_MAX,
	};
	int fd = open_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (send(fd, &request, sizeof(request), 0) < 0)
		err(1, "cannot wait for changes of the routes");
	close(fd);
}

static void request_dump(struct watch *w)
{
	struct {
		struct nlmsghdr header;
		struct rtmsg route;
	} request = {
		.header = { .nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_GETROUTE,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
			.nlmsg_seq = ++w->sequence },
		.route = { .rtm_family = AF_INET },
	};

	await_changes();
	for (size_t i = 0; i < w->n_known; i++)
		w->known[i].seen = false;
	if (send(w->fd, &request, sizeof(request), 0) < 0)
		err(1, "cannot ask for the routes");
	w->dumping = true;
	w->stale = false;
}

static size_t find_known(const struct watch *w, const struct known_route *r)
{
	size_t i = 0;

	while (i < w->n_known && strcmp(w->known[i].text, r->text))
		i++;
	return i;
}

static bool same_key(const struct known_route *a, const struct known_route *b)
{
	return a->table == b->table && a->tos == b->tos && a->metric == b->metric;
}

static void drop_known(struct watch *w, size_t i)
{
	memmove(&w->known[i], &w->known[i + 1], (--w->n_known - i) * sizeof(w->known[0]));
}

/* Puts a route where the kernel has put it: a replacing one for the first of its key, an appended
 * one behind the last of its key, any other before the first. */
static void insert_known(struct watch *w, const struct known_route *r, unsigned flags)
{
	size_t first = 0, end;

	while (first < w->n_known && !same_key(&w->known[first], r))
		first++;
	if (flags & NLM_F_REPLACE && first < w->n_known) {
		print_event(w, "gone", &w->known[first]);
		drop_known(w, first);
	}
	for (end = first; end < w->n_known && same_key(&w->known[end], r);)
		end++;
	if (!(flags & NLM_F_APPEND))
		end = first;
	if (w->n_known == KNOWN_MAX)
		errx(1, "more than %d default routes", KNOWN_MAX);
	memmove(&w->known[end + 1], &w->known[end], (w->n_known++ - end) * sizeof(w->known[0]));
	w->known[end] = *r;
	w->known[end].seen = true;
}

/* Counts the routes of our protocol and tells when the last went and when one came back. */
static void account(struct watch *w)
{
	int64_t now = now_usec();
	size_t n = 0;

	for (size_t i = 0; i < w->n_known; i++)
		n += w->known[i].protocol == w->protocol;
	if (w->ready && n == 0 && w->n_live > 0) {
		print_time(now - w->origin);
		puts("gap");
		w->gaps++;
		w->gap_since = now;
	} else if (w->ready && n > 0 && w->n_live == 0 && w->gap_since) {
		print_time(now - w->origin);
		printf("filled %lld\n", (long long)(now - w->gap_since));
	}
	w->n_live = n;
}

/* At the end of a dump the routes it did not show are gone: the kernel deletes those of a link
 * that goes down, or loses its last address, without a notification. */
static void finish_dump(struct watch *w)
{
	w->dumping = false;
	for (size_t i = 0; i < w->n_known;) {
		if (w->known[i].seen) {
			i++;
			continue;
		}
		print_event(w, "gone", &w->known[i]);
		drop_known(w, i);
	}
	if (!w->ready) {
		puts("ready");
		for (size_t i = 0; i < w->n_known; i++)
			print_event(w, "have", &w->known[i]);
	}
	account(w);
	w->ready = true;
	w->doubted = w->doubt;
	w->doubt = false;
	if (w->stale || w->doubted)
		request_dump(w);
}

static void dumped_route(struct watch *w, const struct known_route *r)
{
	size_t i = find_known(w, r);

	if (i < w->n_known) {
		w->known[i].seen = true;
	} else if (w->ready && !w->doubted) {
		w->doubt = true; /* perhaps one whose deletion began after await_changes() */
	} else {
		if (w->ready)
			print_event(w, "new", r); /* its notification was lost in an overrun */
		insert_known(w, r, NLM_F_APPEND);
	}
}

static void notified_route(struct watch *w, const struct nlmsghdr *h, const struct known_route *r)
{
	size_t i = find_known(w, r);

	if (h->nlmsg_type == RTM_DELROUTE) {
		if (i < w->n_known)
			drop_known(w, i);
		print_event(w, "del", r);
	} else {
		if (i < w->n_known)
			drop_known(w, i); /* the dump was faster than the notification */
		insert_known(w, r, h->nlmsg_flags);
		print_event(w, "new", r);
	}
	account(w);
}

static void watch_message(struct watch *w, const struct nlmsghdr *h)
{
	bool ours = h->nlmsg_pid == w->port && h->nlmsg_seq == w->sequence && w->dumping;
	struct known_route r;

	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		w->stale = true;
	switch (h->nlmsg_type) {
	case NLMSG_DONE:
		if (ours)
			finish_dump(w);
		break;
	case NLMSG_ERROR:
		errx(1, "the kernel refused to list the routes");
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		if (!parse_route(h, &r))
			break;
		if (ours)
			dumped_route(w, &r);
		else
			notified_route(w, h, &r);
		break;
	default: /* a link or an address changed: routes may be gone without a word */
		w->stale = true;
	}
}

static void watch_receive(struct watch *w)
{
	static char buffer[65536] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t len = recv(w->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	int64_t left = len; /* wider than both types NLMSG_OK compares */

	if (len < 0 && errno == ENOBUFS) {
		print_time(now_usec() - w->origin);
		puts("overrun");
		w->stale = true;
	} else if (len < 0 && errno != EAGAIN && errno != EINTR) {
		err(1, "recv from netlink");
	}
	for (struct nlmsghdr *h = (void *)buffer; len > 0 && NLMSG_OK(h, left);
		h = NLMSG_NEXT(h, left))
		watch_message(w, h);
	if (w->stale && !w->dumping)
		request_dump(w);
}

static void open_watch(struct watch *w)
{
	int size = 4 << 20;
	struct sockaddr_nl self = {
		.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_IPV4_ROUTE | RTMGRP_LINK | RTMGRP_IPV4_IFADDR,
	};
	socklen_t len = sizeof(self);

	w->fd = open_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (setsockopt(w->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(w->fd, SOL_SOCKET, SO_RCVBUF, &size,
			sizeof(size)); /* as much as there is */
	if (bind(w->fd, (struct sockaddr *)&self, len) < 0 ||
		getsockname(w->fd, (struct sockaddr *)&self, &len) < 0)
		err(1, "cannot watch the routes");
	w->port = self.nl_pid;
}

static int open_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		err(1, "sigprocmask");
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		err(1, "signalfd");
	return fd;
}

static int run_watch(struct options *o)
{
	static struct watch w;
	int64_t deadline = deadline_of(o);
	struct pollfd fds[2] = { { .fd = open_signals(), .events = POLLIN } };

	w.protocol = (uint8_t)o->protocol;
	w.origin = time_origin(o);
	open_watch(&w);
	fds[1] = (struct pollfd){ .fd = w.fd, .events = POLLIN };
	request_dump(&w);
	while (now_usec() < deadline) {
		if (poll(fds, 2, poll_timeout(deadline)) < 0 && errno != EINTR)
			err(1, "poll");
		if (fds[1].revents)
			watch_receive(&w); /* before the signal: what was told before it counts */
		else if (fds[0].revents)
			break;
	}
	printf("end routes=%zu gaps=%u\n", w.n_live, w.gaps);
	return 0;
}

/* ---- The system log ----------------------------------------------------------------------- */

static int run_syslog(const struct options *o)
{
	struct sockaddr_un self = { .sun_family = AF_UNIX };
	int fd = open_socket(AF_UNIX, SOCK_DGRAM, 0);
	char message[8192];

	if (strlen(o->socket_path) >= sizeof(self.sun_path))
		errx(1, "%s: too long", o->socket_path);
	memcpy(self.sun_path, o->socket_path, strlen(o->socket_path));
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		err(1, "%s", o->socket_path);
	puts("ready");
	for (;;) {
		ssize_t len = recv(fd, message, sizeof(message), 0);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			err(1, "%s", o->socket_path);
		for (ssize_t i = 0; i < len; i++)
			putchar((unsigned char)message[i] < ' ' ? '?' : message[i]);
		putchar('\n');
	}
}

/* ---- Main --------------------------------------------------------------------------------- */

static void set_defaults(struct options *o)
{
	*o = (struct options){
		.ttl = 1,
		.lifetime = 1800,
		.entry_size = 2,
		.num_addrs = UNSET,
		.length = UNSET,
		.count = UNSET,
		.interval_ms = 1000,
		.rate = UNSET,
		.seed = 1,
		.random_count = 1,
		.type = UNSET,
		.protocol = RTPROT_RA,
		.timeout = UNSET,
		.seconds = UNSET,
	};
}

/* The defaults that depend on the command. */
static void complete(struct options *o)
{
	bool solicitation = o->command == SOLICIT || o->kind == FLOOD_SOLICIT;

	if (!o->has_destination)
		o->destination.s_addr = htonl(
			solicitation ? INADDR_ALLRTRS_GROUP : INADDR_ALLHOSTS_GROUP);
	if (o->count == UNSET)
		o->count = o->command & SENDERS ? 1 : 0;
}

static int run(struct options *o)
{
	switch (o->command) {
	case ADVERTISE:
	case SOLICIT:
		return run_sender(o);
	case LISTEN:
		return run_listen(o);
	case WATCH:
		return run_watch(o);
	case FLOOD:
		return run_flood(o);
	case SYSLOG:
		return run_syslog(o);
	}
	return 2;
}

int main(int argc, char **argv)
{
	struct options o;

	setvbuf(stdout, NULL, _IOLBF, 0);
	set_defaults(&o);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help();
		return 0;
	}
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(command_table); i++) {
		if (strcmp(argv[1], command_table[i].name) == 0) {
			o.command = command_table[i].command;
			o.command_name = command_table[i].name;
		}
	}
	if (!o.command_name) {
		fputs("peer: name a command: advertise, solicit, listen, watch, flood or syslog; "
		      "see peer --help\n",
			stderr);
		return 2;
	}
	parse_command_line(&o, argc - 2, argv + 2);
	complete(&o);
	return run(&o);
}
