/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl what-if: the daemon's state, from its answers. */
#include "config.h"

#include "rdiscctl/whatif.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/page.h"
#include "config/file.h"
#include "rdiscctl/answer.h"
#include "rdiscctl/complain.h"
#include "rdiscctl/show.h"
#include "tools/whatif.h"

#define REST (2 * 60 * USEC_PER_SEC)

/* The copy, and what it points to. */
struct state {
	struct whatif w;
	struct iface *ifaces;
	struct iface_addr *addrs;
	struct whatif_router *routers;
	struct whatif_route *routes;
	struct hop *hops;
	size_t n_addrs, n_hops;
};

/* ---- the parts of an answer ---- */

static bool read_address(const json_t *object, const char *member, struct in_addr *ret)
{
	const char *text = answer_text(object, member);

	ret->s_addr = INADDR_ANY;
	return text != NULL && inet_pton(AF_INET, text, ret) == 1;
}

static unsigned read_index(const json_t *object)
{
	return (unsigned)answer_number(object, "ifindex");
}

static void read_name(const json_t *object, const char *member, char ret[IF_NAMESIZE])
{
	const char *text = answer_text(object, member);

	snprintf(ret, IF_NAMESIZE, "%s", text == NULL ? "-" : text);
}

/* "192.0.2.10/24" */
static bool read_iface_addr(const json_t *value, struct iface_addr *ret)
{
	const char *text = json_string_value(value);
	char address[INET_ADDRSTRLEN];
	unsigned len;

	if (text == NULL || sscanf(text, "%15[0-9.]/%2u", address, &len) != 2 || len > 32 ||
	    inet_pton(AF_INET, address, &ret->local) != 1)
		return false;
	ret->subnet = ret->local;
	ret->prefix_len = (uint8_t)len;
	return true;
}

static void read_iface(struct state *s, const json_t *o)
{
	struct iface *iface = &s->ifaces[s->w.n_ifaces++];
	json_t *value;
	size_t i;

	*iface = (struct iface){ .ifindex = read_index(o),
		.mtu = (unsigned)answer_number(o, "mtu"),
		.up = answer_true(o, "up"),
		.carrier = answer_true(o, "carrier"),
		.multicast = answer_true(o, "multicast"),
		.broadcast = true,
		.ethernet = true,
		.forwarding = answer_true(o, "forwarding"),
		.table = (uint32_t)answer_number(o, "table"),
		.addrs = &s->addrs[s->n_addrs] };
	read_name(o, "name", iface->name);
	json_array_foreach (answer_list(o, "addresses"), i, value) {
		if (read_iface_addr(value, &s->addrs[s->n_addrs])) {
			s->n_addrs++;
			iface->n_addrs++;
		}
	}
}

static bool has_iface(const struct state *s, unsigned ifindex)
{
	for (size_t i = 0; i < s->w.n_ifaces; i++)
		if (s->ifaces[i].ifindex == ifindex)
			return true;
	return false;
}

/* One that the daemon does not use, and that has a default route of others. */
static void add_other_iface(struct state *s, const json_t *hop)
{
	struct iface *iface = &s->ifaces[s->w.n_ifaces++];

	*iface = (struct iface){
		.ifindex = read_index(hop), .mtu = 1500, .up = true, .carrier = true
	};
	read_name(hop, "interface", iface->name);
}

static void read_router(struct state *s, const json_t *o)
{
	struct whatif_router *r = &s->routers[s->w.n_routers];

	*r = (struct whatif_router){ .remaining = answer_duration(o, "remaining"),
		.lifetime = (uint16_t)answer_number(o, "lifetime"),
		.advertised = (int32_t)answer_number(o, "advertised_preference"),
		.silent = answer_is(o, "neighbour", "failed"),
		.lost = answer_is(answer_object(o, "checks"), "verdict", "lost") };
	r->known = (struct known_router){ .ifindex = read_index(o), .preference = r->advertised };
	read_name(o, "interface", r->known.ifname);
	if (read_address(o, "address", &r->known.address) && has_iface(s, r->known.ifindex))
		s->w.n_routers++;
}

static void read_hops(struct state *s, const json_t *o, struct route *route)
{
	json_t *hop;
	size_t i;

	route->hops = &s->hops[s->n_hops];
	json_array_foreach (answer_list(o, "hops"), i, hop) {
		struct hop *h = &s->hops[s->n_hops];

		h->ifindex = read_index(hop);
		read_address(hop, "gateway", &h->gateway);
		h->onlink = answer_true(hop, "onlink");
		if (h->ifindex == 0)
			continue;
		if (!has_iface(s, h->ifindex))
			add_other_iface(s, hop);
		s->n_hops++;
		route->n_hops++;
	}
}

static void read_route(struct state *s, const json_t *o)
{
	struct whatif_route *r = &s->routes[s->w.n_routes];

	*r = (struct whatif_route){ .ours = answer_true(o, "ours") };
	r->route.metric = (uint32_t)answer_number(o, "metric");
	r->route.table = (uint32_t)answer_number(o, "table");
	r->route.protocol = (uint8_t)answer_number(o, "protocol");
	read_address(o, "prefsrc", &r->route.prefsrc);
	if (r->ours) {
		r->route.mtu = s->w.conf->mtu;
		r->route.mtu_lock = s->w.conf->mtu_lock;
	}
	read_hops(s, o, &r->route);
	if (r->route.n_hops > 0)
		s->w.n_routes++;
}

static size_t count_in(const json_t *list, const char *member)
{
	size_t n = 0, i;
	json_t *o;

	json_array_foreach (list, i, o)
		n += json_array_size(answer_list(o, member));
	return n;
}

static void read_tracks(struct state *s, const json_t *list)
{
	json_t *o;
	size_t i;

	json_array_foreach (list, i, o)
		if (i < TRACKS_MAX)
			s->w.tracks[i] = answer_true(o, "ok");
}

/* False: no memory. */
static bool read_state(struct state *s, const json_t *answer)
{
	const json_t *ifaces = answer_list(answer, "interfaces");
	const json_t *routers = answer_list(answer, "routers");
	const json_t *routes = answer_list(answer, "default_routes");
	size_t n_hops = count_in(routes, "hops"), i;
	json_t *o;

	s->ifaces = calloc(json_array_size(ifaces) + n_hops + 1, sizeof(*s->ifaces));
	s->addrs = calloc(count_in(ifaces, "addresses") + 1, sizeof(*s->addrs));
	s->routers = calloc(json_array_size(routers) + 1, sizeof(*s->routers));
	s->routes = calloc(json_array_size(routes) + 1, sizeof(*s->routes));
	s->hops = calloc(n_hops + 1, sizeof(*s->hops));
	if (s->ifaces == NULL || s->addrs == NULL || s->routers == NULL || s->routes == NULL ||
	    s->hops == NULL)
		return false;
	json_array_foreach (ifaces, i, o)
		read_iface(s, o);
	json_array_foreach (routers, i, o)
		read_router(s, o);
	json_array_foreach (routes, i, o)
		read_route(s, o);
	read_tracks(s, answer_list(answer, "tracks"));
	s->w.ifaces = s->ifaces;
	s->w.routers = s->routers;
	s->w.routes = s->routes;
	return true;
}

static void forget_state(struct state *s)
{
	free(s->ifaces);
	free(s->addrs);
	free(s->routers);
	free(s->routes);
	free(s->hops);
}

/* ---- the configuration ---- */

/* Writes the file that would make it. 0 or a negative errno. */
static int write_configuration(int fd, const json_t *answer)
{
	FILE *file = fdopen(fd, "w");
	struct page p;
	bool failed;

	if (file == NULL)
		return -errno;
	page_init(&p, file, false);
	show_config(&p, answer);
	failed = p.failed;
	page_fini(&p);
	return fclose(file) != 0 || failed ? -ENOMEM : 0;
}

static bool load_file(int fd, struct conffile *cf)
{
	struct conffile_messages messages;
	char path[64];
	bool loaded;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	loaded = conffile_load(cf, path, true, &messages);
	for (size_t i = 0; i < messages.n; i++)
		if (!messages.list[i].warning)
			rdiscctl_complain(messages.list[i].text);
	conffile_forget(&messages);
	return loaded;
}

/* The daemon's configuration, options and all. conffile_free() is due. */
static bool read_configuration(const json_t *answer, struct conffile *cf)
{
	int fd = memfd_create("rdisc.conf", MFD_CLOEXEC), copy;
	bool loaded = false;

	*cf = (struct conffile){ 0 };
	copy = fd < 0 ? -1 : dup(fd);
	if (copy < 0 || write_configuration(copy, answer) != 0)
		rdiscctl_complain("there is no memory for a copy of the configuration");
	else
		loaded = load_file(fd, cf);
	if (fd >= 0)
		close(fd);
	return loaded;
}

/* ---- the whole ---- */

static bool parse_words(struct whatif *w, const struct call *call)
{
	char error[256], text[4096] = "";
	size_t len = 0;

	for (int i = 0; i < call->n_words; i++) {
		int n = snprintf(
		    text + len, sizeof(text) - len, "%s%s", i == 0 ? "" : " ", call->words[i]);

		if (n < 0 || (size_t)n >= sizeof(text) - len) {
			rdiscctl_misuse("what-if: too many words");
			return false;
		}
		len += (size_t)n;
	}
	if (whatif_parse(w, text, error, sizeof(error)))
		return true;
	rdiscctl_misuse("what-if: %s", error);
	return false;
}

int whatif_play(const struct call *call, const json_t *state, const json_t *configuration)
{
	struct state s = { .w.rest = call->timeout == USEC_INFINITY ? REST : call->timeout };
	struct conffile cf;
	int code = EXIT_ERROR;

	if (!parse_words(&s.w, call))
		return EXIT_USAGE;
	if (read_configuration(configuration, &cf)) {
		s.w.conf = &cf.conf;
		if (!read_state(&s, state))
			rdiscctl_complain(strerror(ENOMEM));
		else if (whatif_run(&s.w))
			code = EXIT_FINE;
	}
	forget_state(&s);
	conffile_free(&cf);
	return code;
}
