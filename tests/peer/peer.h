/* SPDX-License-Identifier: BSD-2-Clause */
/* Declarations that the files of the other side share: its command line, a few tools, one entrance each. */
#ifndef RDISC_TESTS_PEER_H
#define RDISC_TESTS_PEER_H

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

enum command {
	ADVERTISE = 1,
	SOLICIT = 2,
	LISTEN = 4,
	WATCH = 8,
	FLOOD = 16,
	SYSLOG = 32,
	CLOCK = 64,
	PACE = 128
};

enum flood_kind { FLOOD_NONE, FLOOD_ADVERT, FLOOD_RANDOM, FLOOD_SOLICIT, FLOOD_GARBAGE };

struct router {
	struct in_addr address;
	int32_t preference;
};

/* The values of the command line. Numbers are int64_t so that one parser serves them all; times
 * given in seconds are kept in microseconds. */
struct options {
	enum command command;
	const char *command_name;
	const char *interface, *path;
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

struct datagram {
	size_t len;
	uint8_t bytes[DATAGRAM_MAX];
};

struct address_text {
	char s[INET_ADDRSTRLEN];
};

/* One default route. Its text is its identity; the numbers say which other it can replace. */
struct known_route {
	char text[1024];
	uint32_t table, metric;
	uint8_t tos, protocol;
	bool seen;
};

/* ---- peer_options.c, peer_values.c: the command line; what is wrong with it ends the program ---- */

void print_help(void);

/* Sets everything to its default. False: no command has that name. */
bool take_command(struct options *o, const char *name);
void parse_command_line(struct options *o, int argc, char **argv);

/* Index 0 stands for all interfaces where the kernel is asked for one. */
bool is_any(const char *interface);

__attribute__((format(printf, 3, 4))) _Noreturn void usage_error(
    const struct options *o, const char *option, const char *format, ...);

/* Values of options; what a TAKEN one says goes where it belongs. */
int64_t parse_number(
    const struct options *o, const char *option, const char *text, int64_t min, int64_t max);
int64_t parse_seconds(const struct options *o, const char *option, const char *text);
struct in_addr parse_address(const struct options *o, const char *option, const char *text);
void take_router(struct options *o, const char *option, char **values);
void take_router_run(struct options *o, const char *option, char **values);
void take_prefix(struct options *o, const char *option, char **values);
void take_lladdr(struct options *o, const char *option, char **values);
void take_reserved(struct options *o, const char *option, char **values);
void take_ip_options(struct options *o, const char *option, char **values);
void take_flood_kind(struct options *o, const char *option, char **values);

/* ---- peer_tools.c ---- */

void put_be16(uint8_t *p, uint16_t v);
void put_be32(uint8_t *p, uint32_t v);
uint16_t get_be16(const uint8_t *p);
uint32_t get_be32(const uint8_t *p);
uint16_t internet_checksum(const uint8_t *p, size_t len);
uint64_t random_next(uint64_t *state);
void random_fill(uint64_t *state, uint8_t *p, size_t len);
struct in_addr random_address(uint64_t *state, struct in_addr prefix, unsigned prefix_len);
struct address_text text_of(struct in_addr address);
int64_t now_usec(void);
void sleep_until(int64_t usec);

/* Where the times of the output count from; with --absolute the clock's own origin, so that the
 * lines of two witnesses can be compared. */
int64_t time_origin(const struct options *o);
void print_time(int64_t usec);

/* Milliseconds for poll(2): rounded up, so that a wait never ends before its deadline. */
int poll_timeout(int64_t deadline);
int64_t deadline_of(const struct options *o);
__attribute__((format(printf, 3, 4))) void append(
    char *buffer, size_t size, const char *format, ...);
int open_socket(int family, int type, int protocol);

/* ---- peer_packet.c ---- */

/* The next datagram of this command line. */
void encode_datagram(struct datagram *d, const struct options *o, uint64_t *rng);

/* ---- peer_route.c ---- */

/* Whether the message tells of a unicast IPv4 default route; then *ret is that route. */
bool parse_route(const struct nlmsghdr *h, struct known_route *ret);

/* ---- the commands: each returns the exit status ---- */

int run_sender(struct options *o);
int run_flood(struct options *o);
int run_listen(struct options *o);
int run_watch(struct options *o);
int run_pace(const struct options *o);

#endif
