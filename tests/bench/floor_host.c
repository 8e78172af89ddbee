/* SPDX-License-Identifier: BSD-2-Clause */
/* The floor as host: the best routers each get a default route, and keep it for as long as they say; with -a
 * all of them do, the lower the preference level the higher the metric. */
#include "config.h"

#include "floor.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define METRIC    20000
/* Expired routers are gathered for so long (microseconds). */
#define GROUP     100000
#define BATCH_MAX 65536

struct router {
	uint32_t address; /* 0: free slot */
	unsigned ifindex;
	int32_t preference;
	uint32_t metric; /* 0: not in the kernel */
	uint64_t deadline;
};

struct request {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr oif_attr;
	uint32_t oif;
	struct rtattr gateway_attr;
	uint32_t gateway;
	struct rtattr metric_attr;
	uint32_t metric;
};

static struct router *table; /* open addressing, by address; never more than half full */
static uint32_t size, used, installed;
static int32_t best = INT32_MIN;
static uint64_t next_deadline = UINT64_MAX;
static struct request *batch;
static size_t n_batch;
static int netlink_fd;
static bool gap_first, ladder;

/* One system call for all of them, one for the answer to the last: errors of the others would come
 * unasked. */
static void flush(void)
{
	char answer[8192];

	if (n_batch == 0)
		return;
	batch[n_batch - 1].header.nlmsg_flags |= NLM_F_ACK;
	if (send(netlink_fd, batch, n_batch * sizeof(*batch), 0) < 0)
		floor_die("route");
	n_batch = 0;
	while (recv(netlink_fd, answer, sizeof(answer), 0) < 0)
		; /* a signal */
}

static void request(const struct router *r, bool add)
{
	const uint16_t len = RTA_LENGTH(sizeof(uint32_t));

	if ((n_batch + 1) * sizeof(*batch) > BATCH_MAX)
		flush();
	batch[n_batch++] = (struct request){
		.header = { sizeof(*batch), add ? RTM_NEWROUTE : RTM_DELROUTE,
		    (uint16_t)(NLM_F_REQUEST | (add ? NLM_F_CREATE | NLM_F_APPEND : 0)), 0, 0 },
		.route = { .rtm_family = AF_INET,
		    .rtm_table = RT_TABLE_MAIN,
		    .rtm_protocol = RTPROT_RA,
		    .rtm_scope = RT_SCOPE_UNIVERSE,
		    .rtm_type = RTN_UNICAST },
		.oif_attr = { len, RTA_OIF },
		.oif = r->ifindex,
		.gateway_attr = { len, RTA_GATEWAY },
		.gateway = r->address,
		.metric_attr = { len, RTA_PRIORITY },
		.metric = r->metric,
	};
}

static void install(struct router *r)
{
	if (r->metric != 0)
		return;
	installed++;
	r->metric = ladder ? METRIC - (uint32_t)r->preference : METRIC;
	request(r, true);
}

static void uninstall(struct router *r)
{
	if (r->metric == 0)
		return;
	request(r, false);
	r->metric = 0;
	installed--;
}

static void sync_routes(void)
{
	best = INT32_MIN;
	for (uint32_t i = 0; i < size; i++)
		if (table[i].address != 0 && table[i].preference > best)
			best = table[i].preference;
	for (int step = 0; step < 2; step++)
		for (uint32_t i = 0; i < size; i++) {
			struct router *r = &table[i];
			bool wanted = r->address != 0 && (ladder || r->preference == best);

			if (step == (gap_first ? 1 : 0) && wanted)
				install(r);
			else if (step == (gap_first ? 0 : 1) && !wanted)
				uninstall(r);
		}
}

static uint32_t bucket(uint32_t address)
{
	return (ntohl(address) * 2654435761U) & (size - 1);
}

static struct router *find(uint32_t address)
{
	uint32_t i = bucket(address);

	while (table[i].address != 0 && table[i].address != address)
		i = (i + 1) & (size - 1);
	return &table[i];
}

static void grow(void)
{
	struct router *old = table;
	uint32_t old_size = size;

	size = old_size == 0 ? 64 : 4 * old_size;
	table = calloc(size, sizeof(*table));
	if (table == NULL)
		floor_die("memory");
	for (uint32_t i = 0; i < old_size; i++)
		if (old[i].address != 0)
			*find(old[i].address) = old[i];
	free(old);
}

/* Those behind it that hashed to its place or before move up. */
static void forget(struct router *r)
{
	uint32_t hole = (uint32_t)(r - table), i = hole;

	used--;
	for (;;) {
		table[hole].address = 0;
		do {
			i = (i + 1) & (size - 1);
			if (table[i].address == 0)
				return;
		} while (((i - bucket(table[i].address)) & (size - 1)) < ((i - hole) & (size - 1)));
		table[hole] = table[i];
		hole = i;
	}
}

static void update(
    unsigned ifindex, uint32_t address, int32_t preference, unsigned lifetime, uint64_t now)
{
	struct router *r = find(address);
	bool new = r->address == 0, was_best = !new && r->preference == best;

	if (lifetime == 0) {
		if (new)
			return;
		if (installed == 1 && r->metric != 0) { /* the next best first */
			r->preference = INT32_MIN;
			sync_routes();
		}
		uninstall(r);
		forget(r);
		return;
	}
	if (new) {
		if (++used * 2 > size) {
			grow();
			r = find(address);
		}
		*r = (struct router){ .address = address, .ifindex = ifindex };
	}
	r->deadline = now + lifetime * UINT64_C(1000000);
	if (!new && r->preference == preference)
		return;
	r->preference = preference;
	if (r->deadline + GROUP < next_deadline)
		floor_alarm(next_deadline = r->deadline + GROUP);
	if (ladder || (preference == best && !was_best))
		install(r);
	else if (preference > best || was_best)
		sync_routes();
}

static void take(const struct message *m, uint64_t now)
{
	const uint8_t *d = m->data;
	unsigned n = d[4], step = d[5] * 4U, lifetime = (unsigned)d[6] << 8 | d[7];

	if (d[0] != 9 || d[1] != 0 || n == 0 || step < 8 || m->len < 8 + n * step)
		return;
	for (d += 8; n > 0; n--, d += step) {
		uint32_t address, preference;

		memcpy(&address, d, sizeof(address));
		memcpy(&preference, d + 4, sizeof(preference));
		if (ntohl(preference) != 0x80000000U)
			update(m->ifindex, address, (int32_t)ntohl(preference), lifetime, now);
	}
}

static int by_metric(const void *a, const void *b)
{
	const struct router *x = a, *y = b;

	return x->metric < y->metric ? -1 : x->metric > y->metric;
}

/* The last one installed goes first: it stands at the front of the kernel's list. */
static void expire(uint64_t now)
{
	struct router *due = malloc((used + 1) * sizeof(*due));
	uint32_t n = 0;

	if (due == NULL)
		floor_die("memory");
	next_deadline = UINT64_MAX;
	for (uint32_t i = 0; i < size; i++) {
		if (table[i].address == 0)
			continue;
		if (table[i].deadline <= now)
			due[n++] = table[i];
		else if (table[i].deadline < next_deadline)
			next_deadline = table[i].deadline;
	}
	qsort(due, n, sizeof(*due), by_metric);
	for (uint32_t i = 0; i < n; i++) {
		struct router *r = find(due[i].address);

		uninstall(r);
		forget(r);
	}
	free(due);
	if (n > 0 && installed == 0)
		sync_routes();
	floor_alarm(next_deadline == UINT64_MAX ? now + 3600000000U : (next_deadline += GROUP));
}

static void remove_all(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < size; i++)
		if (table[i].metric != 0)
			table[n++] = table[i];
	qsort(table, n, sizeof(*table), by_metric);
	for (uint32_t i = 0; i < n; i++)
		uninstall(&table[i]);
	flush();
}

void floor_host(bool gap, bool all)
{
	struct message m;

	gap_first = gap;
	ladder = all;
	netlink_fd = floor_netlink();
	batch = malloc(BATCH_MAX);
	if (batch == NULL)
		floor_die("memory");
	grow();
	while (!stopping) {
		if (floor_receive(true, &m)) {
			uint64_t now = floor_now();

			do
				take(&m, now);
			while (floor_receive(false, &m));
		}
		if (alarmed && !stopping)
			expire(floor_now());
		flush();
	}
	remove_all();
}
