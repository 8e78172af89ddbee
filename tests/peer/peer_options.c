/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side: its options, all in one table. */
#define _GNU_SOURCE
#include "peer.h"

#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

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
	    NAME_AT(path) },
	{ "file", PACE, "PATH", "where to write the milliseconds (required)", NAME_AT(path) },
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
	{ "clock", "print the milliseconds of CLOCK_MONOTONIC, as --absolute does", CLOCK },
	{ "pace",
	    "keep in a file how many milliseconds a program with something to do has had to\n"
	    "    wait at most since the start. Without an end",
	    PACE },
};

void print_help(void)
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

bool is_any(const char *interface)
{
	return strcmp(interface, "any") == 0;
}

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

bool take_command(struct options *o, const char *name)
{
	set_defaults(o);
	for (size_t i = 0; i < ARRAY_SIZE(command_table); i++)
		if (strcmp(name, command_table[i].name) == 0) {
			o->command = command_table[i].command;
			o->command_name = command_table[i].name;
		}
	return o->command_name != NULL;
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

void parse_command_line(struct options *o, int argc, char **argv)
{
	for (int i = 0; i < argc;) {
		const char *option = argv[i++];
		const struct option_spec *s = find_option(o, option);

		if (argc - i < s->n_values)
			usage_error(o, option, "needs %s", s->value_name);
		store_option(o, s, option, argv + i);
		i += s->n_values;
	}
	if (o->command == SYSLOG && !o->path)
		usage_error(o, "--socket", "missing; name the path");
	if (o->command == PACE && !o->path)
		usage_error(o, "--file", "missing; name the path");
	if (o->command & (SENDERS | LISTEN | FLOOD) && !o->interface)
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
	complete(o);
}
