/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a request of the control socket. It is refused with a code and a sentence that can be
 * told, or it is within bounds; and every answer to it is packets of JSON, not too long, that end. */
#include "config.h"

#include "unit/packet.h"
#include "fuzz.h"
#include "control/report.h"
#include "control/report_event.h"
#include "control/request.h"

#define PACKETS_MAX 64
#define NOW         (1000 * USEC_PER_SEC)

/* A machine that has heard two routers on each of its two links, made once. The second link has a name
 * that is no UTF-8, as the kernel allows. */
static const struct iface_addr addrs[] = { { { 0x630200c0 }, { 0x630200c0 }, 24 } };
static const struct wire_entry entries[] = { { { 0x010200c0 }, 0 }, { { 0x020200c0 }, 5 } };
static const char *const ifnames[] = { "eth0", "d\xe9j\xe0" };

static void hear(struct engine *e, unsigned ifindex)
{
	uint8_t packet[PACKET_MAX];
	struct datagram d = { .ifindex = ifindex, .data = packet };

	d.len = packet_advertisement(
	    packet, entries[0].address, in_addr_host(GROUP_ALL_SYSTEMS), 1800, entries, 2);
	claim(engine_deliver(e, &d, NOW) == REASON_NONE);
}

static struct engine *machine(const struct conf *conf)
{
	struct engine *e = engine_new(conf, 1);

	claim(e != NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(ifnames); i++) {
		struct iface iface = { .ifindex = 2 + i,
			.mtu = 1500,
			.up = true,
			.carrier = true,
			.multicast = true,
			.broadcast = true,
			.n_addrs = ARRAY_SIZE(addrs),
			.addrs = addrs };

		strcpy(iface.name, ifnames[i]);
		claim(engine_set_iface(e, &iface, NOW));
		hear(e, iface.ifindex);
	}
	engine_advance(e, NOW);
	return e;
}

static const struct report_source *source(void)
{
	static struct conf_iface ci;
	static struct conf conf;
	static struct report_source s;

	if (s.engine != NULL)
		return &s;
	conf_init(&conf);
	conf_iface_init(&ci);
	ci.pattern = "*";
	ci.role = ROLE_HOST;
	conf.ifaces = &ci;
	conf.n_ifaces = 1;
	s = (struct report_source){ .engine = machine(&conf),
		.conf = &conf,
		.now = NOW,
		.wall = NOW,
		.log_level = "info" };
	return &s;
}

/* Reads it as a client would. */
static void check_packet(json_t *packet)
{
	json_error_t where;
	char *text;
	json_t *again;

	claim(packet != NULL);
	text = json_dumps(packet, JSON_COMPACT);
	claim(text != NULL && strlen(text) <= REPORT_PACKET_MAX);
	again = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	claim(again != NULL && json_is_object(again) && json_equal(packet, again));
	json_decref(again);
	free(text);
	json_decref(packet);
}

/* An event with the request's own words. */
static void tell(const char *text)
{
	struct event event = { .kind = EVENT_INTERFACE_READY, .ifindex = 2 };
	json_t *packet;

	snprintf(event.ifname, sizeof(event.ifname), "%.*s", (int)sizeof(event.ifname) - 1, text);
	packet = report_event(source(), &event, 1, "info", text);
	claim(json_is_string(json_object_get(packet, "message")));
	claim(event.ifname[0] == '\0' || json_is_string(json_object_get(packet, "interface")));
	check_packet(packet);
}

static void refuse(const struct request_error *error)
{
	static const char *const codes[] = { "malformed", "version", "unknown_command",
		"not_found" };
	json_t *packet, *told;
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		known = known || strcmp(error->code, codes[i]) == 0;
	claim(known && error->message[0] != '\0');
	packet = report_error(source(), error->code, "%s", error->message);
	told = json_object_get(packet, "error");
	claim(json_is_string(json_object_get(told, "code")));
	claim(json_is_string(json_object_get(told, "message")));
	check_packet(packet);
}

/* Everything there is, narrowed down as it asks. */
static void answer(const struct request *r)
{
	struct report report = { .sections = (1 << REPORT_END) - 1, .router = r->router };
	size_t n_ifaces = 0, n_routers = 0;
	json_t *packet;
	int packets = 0;

	claim(r->command < REQUEST_MAX && request_name(r->command) != NULL);
	claim(strnlen(r->ifname, sizeof(r->ifname)) < sizeof(r->ifname));
	claim(strnlen(r->level, sizeof(r->level)) < sizeof(r->level));
	memcpy(report.ifname, r->ifname, sizeof(report.ifname));
	while (report.section != REPORT_END) {
		packet = report_packet(&report, source());
		n_ifaces += json_array_size(json_object_get(packet, "interfaces"));
		n_routers += json_array_size(json_object_get(packet, "routers"));
		check_packet(packet);
		claim(++packets < PACKETS_MAX);
	}
	if (r->ifname[0] == '\0')
		claim(n_ifaces == ARRAY_SIZE(ifnames));
	if (r->ifname[0] == '\0' && r->router.s_addr == INADDR_ANY)
		claim(n_routers == ARRAY_SIZE(ifnames) * ARRAY_SIZE(entries));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_copy(data, size);
	struct request request;
	struct request_error error = { .code = NULL };

	if (request_parse(text, &request, &error))
		answer(&request);
	else
		refuse(&error);
	if (strlen(text) < 256) /* a line of the log is not longer */
		tell(text);
	free(text);
	return 0;
}
