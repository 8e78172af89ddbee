/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole engine behind its door, with a kernel and two links of our own making.
 *
 * eth0 (ifindex 2) has 192.0.2.99/24 and eth1 (ifindex 3) 10.0.0.99/8; both do multicast, broadcast
 * and forwarding. scene_settle() ends every step as the daemon does, and checks what must always
 * hold.
 */
#ifndef RDISC_TESTS_SCENE_H
#define RDISC_TESTS_SCENE_H

#include "core/engine/engine.h"
#include "unit/fake_kernel.h"
#include "core/wire.h"

#define SCENE_START  (1000 * USEC_PER_SEC)
#define SCENE_IFACES 2
#define SCENE_ADDRS  300
#define SCENE_SAID   512
#define SCENE_EVENTS 1024

/* A message that was sent. */
struct said {
	usec_t time;
	unsigned ifindex;
	struct in_addr source, destination;
	uint8_t ttl, type;
	uint16_t lifetime;
	unsigned n;
	struct wire_entry entries[NUM_ADDRS_MAX];
};

struct scene {
	struct conf conf;
	struct conf_iface ci[SCENE_IFACES]; /* "eth0", "eth1" */
	struct conf_address ca[4];
	struct iface iface[SCENE_IFACES];
	struct iface_addr addrs[SCENE_IFACES][SCENE_ADDRS];
	struct engine *engine;
	struct fake_kernel kernel;
	usec_t now;
	struct said said[SCENE_SAID];
	size_t n_said;
	struct event events[SCENE_EVENTS];
	size_t n_events;
	struct neighbour_query queries[131072];
	size_t n_queries;
	unsigned rereads;
	uint32_t nowhere;    /* routers through which no check comes back: bits, by last octet */
	unsigned n_requests; /* of checks */
	bool lost;           /* a fact, for want of memory */
};

extern struct scene scene;

/* Everything at its default, both interfaces in this role; not started. */
void scene_setup(enum role role);
void scene_setup_host(void);
void scene_setup_router(void);
void scene_teardown(void);

/* The engine starts and reads everything, as the daemon does. */
void scene_start(void);

/* Begins anew within one test. */
void scene_restart(enum role role);

void scene_settle(void);

/* Time goes on by `time`, with everything that is due on the way. */
void scene_wait(usec_t time);

/* The test changed scene.iface[i]: the kernel does what it does, and tells. */
void scene_link(unsigned i);
void scene_address(unsigned i, unsigned at, const char *address, uint8_t prefix_len);

/* The test changed scene.conf, or what it points to. */
void scene_configure(void);

/* All routes are read again. */
void scene_dump_routes(void);

/* Something arrives on interface `i`. */
enum reason scene_deliver(unsigned i, const uint8_t *data, size_t len);
enum reason scene_advertised(unsigned i, const char *source, const char *destination,
    const char *router, int32_t preference, uint16_t lifetime);
enum reason scene_solicited(unsigned i, const char *source, const char *destination);

/* A router advertises itself to 224.0.0.1; addresses that start with 10 are on eth1. */
void scene_hear(const char *router, int32_t preference, uint16_t lifetime);
/* … and it answers ARP. */
void scene_meet(const char *router, int32_t preference, uint16_t lifetime);
void scene_neighbour(const char *address, enum neighbour_state state);

/* How many messages of a type on interface `i`, since the last scene_forget(). */
unsigned scene_count(unsigned i, uint8_t type);
unsigned scene_events(enum event_kind kind, enum reason reason);
unsigned scene_asked(const char *address, enum neighbour_query_kind kind);
bool scene_knows(const char *router);
bool scene_is_member(unsigned i);
void scene_forget(void);

#define ADVERTISEMENT      ICMP_TYPE_ROUTER_ADVERTISEMENT
#define SOLICITATION       ICMP_TYPE_ROUTER_SOLICITATION
#define last_said()        (&scene.said[scene.n_said - 1])
#define assert_table(text) ck_assert_str_eq(fake_text(&scene.kernel), text)

#endif
