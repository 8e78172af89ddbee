/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmark: implementations, the networks they run in, what is sent to them and seen of them. */
#ifndef BENCH_H
#define BENCH_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- implementations ---- */

enum kind {
	KIND_FLOOR,
	KIND_RDISC,
	KIND_PEER,    /* any daemon with the old rdisc command line */
	KIND_KERNEL6, /* the kernel's own handling of IPv6 router advertisements */
	KIND_ZEBRA,   /* FRR's zebra with IRDP */
	KIND_RADVD,
};

struct impl {
	const char *name;
	const char *path;
	enum kind kind;
};

/* How much of everything. */
struct plan {
	bool quick;
	unsigned changes;  /* routes that come and go */
	unsigned switches; /* of preference */
	unsigned starts;
	unsigned rounds; /* of floods, each implementation in its turn */
	unsigned flood;  /* messages a round */
	unsigned big;    /* … of 255 addresses */
	unsigned routers_max;
	unsigned links;   /* of the large router */
	unsigned both;    /* interfaces, half of them as host */
	unsigned foreign; /* foreign routes */
	unsigned idle_sec;
};

extern struct plan plan;
extern struct impl impls[];
extern size_t n_impls;

/* ---- lab.c: a host and a wire, each a namespace ---- */

/* "Host" is where the implementation runs, also when it is a router. */
struct lab {
	char host[40], wire[40];
	unsigned n_links;
	int tx;      /* raw IPv4 socket in the wire, out of its first link */
	int witness; /* rtnetlink in the host: default routes that come and go */
	int capture; /* packet socket in the wire, or -1 */
	bool ipv6;
};

void lab_sh(const char *format, ...) __attribute__((format(printf, 1, 2)));
void lab_enter(const char *ns);
/* One link: 10.255.0.1/8 on the host's side. More: 10.X.Y.1/30 each, X.Y the link's number. */
void lab_open(struct lab *lab, const char *name, unsigned n_links, bool ipv6, bool capture);
void lab_close(struct lab *lab);
/* The host's kernel is sure of the first n routers, as if each answered ARP: rdisc asks it. */
void lab_answer(const struct lab *lab, unsigned n);
/* Hears anew: what came since lab_open() is forgotten, however much it was. */
void lab_open_witness(struct lab *lab);

/* ---- proc.c: processes and what the kernel knows of them ---- */

/* Other work of the machine comes after us and what we start; false: we may not ask for that. */
bool proc_first(void);
/* Runs in the lab's host namespace. */
pid_t proc_start(const struct lab *lab, char *const argv[]);
#define OUR_PROCESSOR     0
#define DAEMONS_PROCESSOR 1
void proc_on(int processor);
/* SIGTERM, and its end. */
void proc_stop(pid_t pid);
bool proc_is_running(pid_t pid);
/* All its threads and children. */
uint64_t proc_cpu_ns(pid_t pid);
/* A line of /proc/PID/FILE that begins with `key`; summed over children. */
long proc_value(pid_t pid, const char *file, const char *key);
/* Waits until it has used no processor time for 3 ms; returns proc_cpu_ns() then. */
uint64_t proc_settled(pid_t pid);

/* The daemon's own arguments: as host, or as router, with caps for `routers` or 0. NULL: cannot. */
pid_t daemon_start(const struct impl *impl, const struct lab *lab, bool router, unsigned routers);
void daemon_arguments(
    const char *more); /* for rdisc and floor, from the next start on; "" for none */
void daemon_configuration(const char *text); /* for rdisc, from the next start on; NULL for none */
bool daemon_can(const struct impl *impl, bool router);

/* ---- packet.c ---- */

#define PACKET_MAX 4096

uint64_t now_ns(void);
void sleep_until(uint64_t when);

/* Router addresses follow each other from `first` (host order). */
#define ADDRESSES_MAX 250 /* in one message */

void send_advertisement(
    const struct lab *lab, uint32_t first, unsigned n, int32_t preference, unsigned lifetime);
/* Routers `first` to first + n - 1 from ROUTER_A on, each with a preference level one below the one before. */
void send_ladder(const struct lab *lab, unsigned first, unsigned n, unsigned lifetime);
void send_solicitation(const struct lab *lab, uint32_t source);
void send_junk(const struct lab *lab, unsigned i);
/* Messages that found the queue of the raw ICMP sockets full. */
long drops(const struct lab *lab);

/* ---- rivals.c ---- */

struct change {
	bool add;
	uint32_t gateway; /* host order; 0 for IPv6 */
	uint64_t when;
};

/* The next default route that came or went; false after `timeout_ms`. */
bool watch_next(const struct lab *lab, struct change *ret, int timeout_ms);
bool watch_for(
    const struct lab *lab, bool add, uint32_t gateway, int timeout_ms, uint64_t *ret_when);
void watch_drain(const struct lab *lab);

struct seen {
	unsigned link; /* of the wire, 0 … */
	uint32_t destination;
	unsigned lifetime;
	uint64_t when;
};

/* The next advertisement in the capture. */
bool capture_next(const struct lab *lab, struct seen *ret, int timeout_ms);
void capture_drain(const struct lab *lab);

/* ---- report.c ---- */

/* One figure; `key` names what it is of. */
void note(const char *key, const struct impl *impl, double value);
void note_plain(const char *key, const char *name, double value);
/* Their median so far; 0: none. */
double figure(const char *key, const struct impl *impl);
/* For plots: FILE.dat in the data directory. */
void note_point(const char *file, const struct impl *impl, double x, double y);
/* How the figures of a key are distributed: value and fraction of those not above it. */
void note_distribution(const char *key, const struct impl *impl);
void report_open(const char *directory);
void report_table(void);

/* ---- the measures ---- */

void measure_change(void);
void measure_switch(void);
void measure_life(void);
void measure_flood(void);
void measure_busy(void);
void measure_scale(void);
void measure_links(void);
void measure_solicitations(void);
void measure_idle(void);
void measure_memory(void);
void measure_death(void);
void measure_attack(void);
void measure_foreign(void);
void measure_both(void);

/* For those of hosts: a lab and a daemon each that takes routes from advertisements. */
struct stage {
	struct impl *impl;
	struct lab lab;
	pid_t pid;
	uint64_t cpu;
	uint64_t next; /* change that is due */
};

#define ROUTER_A 0x0a000001U /* 10.0.0.1 */
#define ROUTER_B 0x0a000002U

size_t stages_open(struct stage *stages, unsigned routers, bool ipv6);
void stages_close(struct stage *stages, size_t n);

#endif
