/* SPDX-License-Identifier: BSD-2-Clause */
/* A random small world: what a hostile machine on the LAN sends. Anything a raw socket can. */
#include "config.h"

#include "scenario.h"

#include <string.h>

#include "world/node.h"
#include "world/trace.h"
#include "model/rfc1256.h"

#define HEADER_LEN 20
#define ROOM       2100

struct forgery {
	uint8_t data[ROOM];
	size_t icmp_len;
};

static void put(uint8_t *p, uint32_t v, unsigned octets)
{
	while (octets-- > 0) {
		p[octets] = (uint8_t)v;
		v >>= 8;
	}
}

static void put_address(uint8_t *p, struct in_addr a)
{
	memcpy(p, &a, sizeof(a));
}

static void set_checksum(struct forgery *f)
{
	uint32_t sum = 0;

	put(f->data + HEADER_LEN + 2, 0, 2);
	for (size_t i = 0; i < f->icmp_len; i++)
		sum += (uint32_t)f->data[HEADER_LEN + i] << (i % 2 == 0 ? 8 : 0);
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	put(f->data + HEADER_LEN + 2, ~sum & 0xffff, 2);
}

/* Of a machine that is there, of one that is not, or none that can be. */
static struct in_addr some_address(struct sim *sim, uint32_t lan)
{
	switch (sim_below(sim, 8)) {
	case 0:
		return in_addr_host((uint32_t)rng_next(&sim->rng));
	case 1:
		return scenario_address(lan, 0, sim_chance(sim, 500000) ? 0 : 255);
	case 2:
		return scenario_address(lan, 1, (unsigned)sim_below(sim, 256));
	case 3:
	case 4:
		return scenario_address(lan, 0, (unsigned)sim_below(sim, 256));
	default:
		return scenario_address(lan, 0, 1 + (unsigned)sim_below(sim, sim->n_nodes));
	}
}

static int32_t some_preference(struct sim *sim)
{
	static const int32_t some[] = { 0, 10, -10, INT32_MAX, INT32_MIN, 100 };

	return sim_chance(sim, 200000) ? (int32_t)rng_next(&sim->rng)
				       : some[sim_below(sim, ARRAY_SIZE(some))];
}

/* Not so long that the end of the run has to wait for days. */
static unsigned some_lifetime(struct sim *sim)
{
	unsigned longest = sim->scenario->max_interval_max < 60    ? 600
			   : sim->scenario->max_interval_min < 600 ? 9000
								   : 65535;

	if (sim_chance(sim, 200000))
		return 0;
	return (unsigned)sim_some_time(sim, 1, longest);
}

static void forge_advertisement(struct sim *sim, struct forgery *f, uint32_t lan)
{
	uint8_t *icmp = f->data + HEADER_LEN;
	unsigned n = sim_chance(sim, 900000) ? 1 + (unsigned)sim_below(sim, 4)
					     : (unsigned)sim_below(sim, 60);
	unsigned words = sim_chance(sim, 900000) ? 2 : (unsigned)sim_below(sim, 5);
	unsigned lifetime = some_lifetime(sim);

	if (n * words * 4 > ROOM - HEADER_LEN - 8)
		n = 1;
	f->icmp_len = 8 + (size_t)n * words * 4;
	icmp[0] = ICMP_TYPE_ROUTER_ADVERTISEMENT;
	icmp[1] = sim_chance(sim, 950000) ? 0 : 16;
	icmp[4] = (uint8_t)n;
	icmp[5] = (uint8_t)words;
	put(icmp + 6, lifetime, 2);
	if (lifetime > sim->scenario->longest_lifetime)
		sim->scenario->longest_lifetime = lifetime;
	for (unsigned i = 0; i < n && words >= 2; i++) {
		put_address(icmp + 8 + (size_t)i * words * 4, some_address(sim, lan));
		put(icmp + 12 + (size_t)i * words * 4, (uint32_t)some_preference(sim), 4);
	}
}

static void forge_header(struct sim *sim, struct forgery *f, uint32_t lan)
{
	static const uint32_t groups[] = { GROUP_ALL_SYSTEMS, GROUP_ALL_SYSTEMS, GROUP_ALL_ROUTERS,
		INADDR_BROADCAST };
	uint8_t *ip = f->data;
	struct in_addr to = in_addr_host(groups[sim_below(sim, ARRAY_SIZE(groups))]);

	ip[0] = 0x45;
	put(ip + 2, (uint32_t)(HEADER_LEN + f->icmp_len), 2);
	ip[8] = (uint8_t)rng_next(&sim->rng);
	ip[9] = IPPROTO_ICMP;
	put_address(
	    ip + 12, sim_chance(sim, 100000) ? (struct in_addr){ 0 } : some_address(sim, lan));
	put_address(ip + 16, sim_chance(sim, 800000) ? to : some_address(sim, lan));
}

/* Something that was right is made wrong. */
static void spoil(struct sim *sim, struct forgery *f)
{
	uint8_t *icmp = f->data + HEADER_LEN;

	switch (sim_below(sim, 5)) {
	case 0:
		put(icmp + 2, (uint32_t)rng_next(&sim->rng), 2);
		break;
	case 1:
		f->icmp_len = sim_below(sim, f->icmp_len + 1);
		put(f->data + 2, (uint32_t)(HEADER_LEN + f->icmp_len), 2);
		if (f->icmp_len >= 8)
			set_checksum(f);
		break;
	case 2:
		f->data[sim_below(sim, HEADER_LEN)] = (uint8_t)rng_next(&sim->rng);
		break;
	case 3: /* not the lifetime, which was chosen with care */
		icmp[sim_below(sim, 6)] = (uint8_t)rng_next(&sim->rng);
		set_checksum(f);
		break;
	default: /* more octets behind the list are right, and ignored */
		memset(icmp + f->icmp_len, 0x55, 8);
		f->icmp_len += 8;
		put(f->data + 2, (uint32_t)(HEADER_LEN + f->icmp_len), 2);
		set_checksum(f);
		break;
	}
}

/* An answer to a host's check, as it was or changed: the secret, the router, the target, anything. */
static void replay_answer(struct sim *sim, const struct kernel_iface *ki)
{
	unsigned seen = sim->scenario->n_answers < SIM_ANSWERS ? sim->scenario->n_answers
							       : SIM_ANSWERS;
	struct forgery f = { .icmp_len = SIM_ANSWER_LEN - HEADER_LEN };
	struct frame *frame;

	if (seen == 0)
		return;
	memcpy(f.data, sim->scenario->answers[sim_below(sim, seen)], SIM_ANSWER_LEN);
	if (sim_chance(sim, 700000))
		f.data[12 + sim_below(sim, SIM_ANSWER_LEN - 12)] ^= (uint8_t)(1
									      << sim_below(sim, 8));
	set_checksum(&f);
	frame = frame_new(SIM_ANSWER_LEN);
	memcpy(frame->data, f.data, frame->len);
	lan_send(sim, &sim->lans[ki->lan], ki->port, frame);
}

void scenario_attack(struct sim *sim, struct node *n)
{
	const struct kernel_iface *ki = &n->kernel.ifaces[0];
	struct forgery f = { .icmp_len = 8 };
	struct frame *frame;

	if (!n->powered || !ki->exists || !ki->up || !ki->cable)
		return;
	if (sim_chance(sim, 200000)) {
		replay_answer(sim, ki);
		return;
	}
	if (sim_chance(sim, 250000))
		f.data[HEADER_LEN] = ICMP_TYPE_ROUTER_SOLICITATION;
	else
		forge_advertisement(sim, &f, ki->lan);
	forge_header(sim, &f, ki->lan);
	set_checksum(&f);
	if (sim_chance(sim, 200000))
		spoil(sim, &f);
	frame = frame_new(HEADER_LEN + f.icmp_len);
	memcpy(frame->data, f.data, frame->len);
	lan_send(sim, &sim->lans[ki->lan], ki->port, frame);
}
