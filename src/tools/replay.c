/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl replay: a capture through the real decision code. */
#include "config.h"

#include "tools/replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_PCAP

#include <pcap/pcap.h>

#include "core/engine/engine.h"
#include "system/log.h"

/* The interface it plays. */
#define IFINDEX 1
#define MTU     1500

struct replay {
	struct engine *engine;
	usec_t start, now; /* of the capture */
	uint64_t messages;
};

static void print_time(const struct replay *r, usec_t time)
{
	usec_t t = usec_sub(time, r->start);

	printf("%5ju.%06ju  ", (uintmax_t)(t / USEC_PER_SEC), (uintmax_t)(t % USEC_PER_SEC));
}

static void print_events(struct replay *r)
{
	struct event event;
	char line[400];

	while (engine_event(r->engine, &event)) {
		log_format_event(&event, line, sizeof(line));
		print_time(r, r->now);
		printf("%s\n", line);
	}
}

/* The kernel it plays agrees to everything. */
static void settle_engine(struct replay *r)
{
	struct route_change changes[16];
	struct neighbour_query query;
	struct datagram datagram;
	size_t n;

	engine_advance(r->engine, r->now);
	while ((n = engine_changes(r->engine, changes, ARRAY_SIZE(changes), r->now)) > 0)
		for (size_t i = 0; i < n; i++) {
			bool known = changes[i].op == ROUTE_DELETE ||
				     engine_set_route(r->engine, &changes[i].route);

			engine_change_done(r->engine, &changes[i], known ? 0 : ENOMEM, r->now);
		}
	while (engine_transmit(r->engine, &datagram, r->now))
		print_events(r);
	while (engine_query(r->engine, &query))
		; /* a neighbour table that knows nothing */
	print_events(r);
}

/* Everything that falls due before `until`. */
static void run_until(struct replay *r, usec_t until)
{
	usec_t deadline;

	while ((deadline = engine_deadline(r->engine)) <= until) {
		r->now = usec_max(r->now, deadline);
		settle_engine(r);
	}
	r->now = until;
}

/* Where the IP header begins in a frame, or -1: not IPv4, or a kind of link not known here. */
static int ip_offset(int link_type, const uint8_t *p, size_t len)
{
	size_t type_at;

	switch (link_type) {
	case DLT_EN10MB:
		type_at = 12;
		while (len >= type_at + 6 && p[type_at] == 0x81 && p[type_at + 1] == 0x00)
			type_at += 4; /* a VLAN tag */
		break;
	case DLT_LINUX_SLL:
		type_at = 14;
		break;
	case DLT_LINUX_SLL2:
		return len >= 20 && p[0] == 0x08 && p[1] == 0x00 ? 20 : -1;
	case DLT_NULL:
	case DLT_LOOP:
		return len >= 4 ? 4 : -1;
	case DLT_RAW:
	case DLT_IPV4:
		return 0;
	default:
		return -1;
	}
	return len >= type_at + 2 && p[type_at] == 0x08 && p[type_at + 1] == 0x00 ? (int)type_at + 2
										  : -1;
}

static void replay_packet(
    struct replay *r, int link_type, const struct pcap_pkthdr *h, const uint8_t *p)
{
	usec_t time = (usec_t)h->ts.tv_sec * USEC_PER_SEC + (usec_t)h->ts.tv_usec;
	int offset = ip_offset(link_type, p, h->caplen);
	struct datagram datagram = { .ifindex = IFINDEX };
	enum reason reason;

	if (offset < 0 || h->caplen <= (size_t)offset)
		return;
	run_until(r, usec_max(time, r->now)); /* time in a capture may go back a little */
	datagram.data = p + offset;
	datagram.len = h->caplen - (size_t)offset;
	reason = engine_deliver(r->engine, &datagram, r->now);
	r->messages += reason != REASON_BAD_IP && reason != REASON_TYPE;
	settle_engine(r);
}

static void start_engine(struct replay *r, const struct replay_options *o, usec_t now)
{
	struct iface iface = { .ifindex = IFINDEX,
		.mtu = MTU,
		.up = true,
		.carrier = true,
		.multicast = true,
		.broadcast = true,
		.forwarding = true,
		.n_addrs = o->n_addrs,
		.addrs = o->addrs };

	strncpy(iface.name, o->ifname, sizeof(iface.name) - 1);
	r->start = r->now = now;
	engine_begin(r->engine);
	engine_set_iface(r->engine, &iface, now);
	engine_end(r->engine, now);
	settle_engine(r);
}

static void print_end(struct replay *r)
{
	const struct route_set *routes = engine_routes(r->engine);

	printf("\n%ju messages; default routes at the end:%s\n", (uintmax_t)r->messages,
	    routes->n == 0 ? " none" : "");
	for (size_t i = 0; i < routes->n; i++) {
		struct route route = route_set_at(routes, i);

		for (size_t j = 0; j < route.n_hops; j++) {
			char text[INET_ADDRSTRLEN];

			inet_ntop(AF_INET, &route.hops[j].gateway, text, sizeof(text));
			printf("  via %s metric %u\n", text, route.metric);
		}
	}
}

static int read_all(struct replay *r, const struct replay_options *o, pcap_t *pcap)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	int result;

	while ((result = pcap_next_ex(pcap, &header, &data)) == 1) {
		usec_t time = (usec_t)header->ts.tv_sec * USEC_PER_SEC + (usec_t)header->ts.tv_usec;

		if (r->start == 0)
			start_engine(r, o, time);
		replay_packet(r, pcap_datalink(pcap), header, data);
	}
	if (result == PCAP_ERROR)
		fprintf(stderr, "rdiscctl: %s: %s\n", o->file, pcap_geterr(pcap));
	return result == PCAP_ERROR ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Of a file that cannot be opened libpcap tells the name as well. */
static void report_file_error(const char *file, const char *error)
{
	bool named = strncmp(error, file, strlen(file)) == 0;

	fprintf(stderr, "rdiscctl: %s%s%s\n", named ? "" : file, named ? "" : ": ", error);
}

int replay_run(const struct replay_options *o)
{
	struct replay r = { .engine = engine_new(o->conf, 1) };
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *pcap;
	int code = EXIT_FAILURE;

	pcap = pcap_open_offline(o->file, error);
	if (r.engine == NULL) {
		fprintf(stderr, "rdiscctl: out of memory\n");
	} else if (pcap == NULL) {
		report_file_error(o->file, error);
	} else {
		code = read_all(&r, o, pcap);
		print_end(&r);
	}
	if (pcap != NULL)
		pcap_close(pcap);
	engine_free(r.engine);
	return code;
}

#else

int replay_run(const struct replay_options *o)
{
	fprintf(stderr, "rdiscctl: replay %s: this rdiscctl was built without libpcap\n", o->file);
	return EXIT_FAILURE;
}

#endif
