/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl doctor: asks the kernel and the firewall's programs, has it all examined, and prints. */
#include "config.h"

#include "tools/doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/printable.h"
#include "kernel/rtnl.h"
#include "tools/doctor_findings.h"

/* ---- interfaces and routes ---- */

/* Appends to an array; false: no memory. */
static bool append_item(void **list, size_t *n, const void *item, size_t size)
{
	char *new = realloc(*list, (*n + 1) * size);

	if (new == NULL)
		return false;
	memcpy(new + *n *size, item, size);
	*list = new;
	++*n;
	return true;
}

static void record_link(struct doctor *d, const struct iface *iface)
{
	struct doctor_link l = { .iface = *iface };
	size_t size = iface->n_addrs * sizeof(*iface->addrs);
	struct iface_addr *addrs = malloc(size + 1);

	if (addrs == NULL)
		return;
	if (size > 0) /* without any there is nowhere to copy from */
		memcpy(addrs, iface->addrs, size);
	l.iface.addrs = addrs;
	if (!append_item((void **)&d->links, &d->n_links, &l, sizeof(l)))
		free(addrs);
}

/* rtnl.c's function for facts. */
static void record_fact(const struct rtnl_fact *fact, void *arg)
{
	const struct route *route = &fact->route;
	struct doctor_route r = { .metric = route->metric, .protocol = route->protocol };
	struct doctor *d = arg;

	if (fact->kind == RTNL_IFACE) {
		record_link(d, &fact->iface);
	} else if (fact->kind == RTNL_ROUTE) {
		if (route->n_hops > 0)
			r.hop = route->hops[0];
		append_item((void **)&d->routes, &d->n_routes, &r, sizeof(r));
	}
}

/* 0 or a negative errno. */
static int ask_kernel(struct doctor *d)
{
	struct rtnl rtnl = { .monitor_fd = -1, .ask_fd = -1 };
	int error = rtnl_open(&rtnl, d->conf->table, record_fact, d);

	if (error == 0) {
		rtnl_watch(&rtnl, false, true);
		error = rtnl_dump_links(&rtnl);
	}
	if (error == 0)
		error = rtnl_dump_routes(&rtnl);
	rtnl_close(&rtnl);
	return error;
}

/* ---- the firewall's programs ---- */

/* All that a program prints, a string and the caller's; NULL: it fails. The command is one of ours. */
static char *output_of(const char *command)
{
	FILE *program = popen(command, "re"); /* NOLINT(cert-env33-c) */
	char *text = NULL, buffer[4096];
	size_t size, n;
	FILE *copy = program == NULL ? NULL : open_memstream(&text, &size);

	if (copy == NULL) {
		if (program != NULL)
			pclose(program);
		return NULL;
	}
	while ((n = fread(buffer, 1, sizeof(buffer), program)) > 0)
		fwrite(buffer, 1, n, copy);
	fclose(copy);
	if (pclose(program) == 0)
		return text;
	free(text);
	return NULL;
}

/* True for the tables that iptables keeps in nftables. nft does not print their matches. */
static bool is_of_iptables(const json_t *object)
{
	static const char *const kinds[] = { "chain", "rule" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const json_t *o = json_object_get(object, kinds[i]);
		const char *family = json_string_value(json_object_get(o, "family"));
		const char *table = json_string_value(json_object_get(o, "table"));

		if (family != NULL && table != NULL && strcmp(family, "ip") == 0 &&
		    strcmp(table, "filter") == 0)
			return true;
	}
	return false;
}

/* Puts what iptables itself tells of that table in the place of what nft tells. A table that was made by nft
 * is not known to iptables, and stays. */
static void read_by_iptables(json_t *rules)
{
	char *text = output_of("iptables-nft-save -t filter 2>/dev/null");

	if (text != NULL && strstr(text, "*filter") != NULL) {
		for (size_t i = json_array_size(rules); i-- > 0;)
			if (is_of_iptables(json_array_get(rules, i)))
				json_array_remove(rules, i);
		firewall_add_iptables(rules, text, "iptables-nft");
	}
	free(text);
}

/* The rules of the old iptables, if it has any: asked for a table that is not there it would make one. */
static void read_legacy(json_t *rules)
{
	struct doctor d = { .root = "" };
	char line[64], *text;

	if (!doctor_line(&d, line, sizeof(line), "/proc/net/ip_tables_names"))
		return;
	text = output_of("iptables-legacy-save -t filter 2>/dev/null");
	if (text != NULL)
		firewall_add_iptables(rules, text, "iptables-legacy");
	free(text);
}

/* A list of the caller's; NULL: it cannot be had. */
static json_t *read_rules(void)
{
	char *text = output_of("nft --json list ruleset 2>/dev/null");
	json_t *whole = text == NULL ? NULL : json_loads(text, 0, NULL);
	json_t *rules = json_incref(json_object_get(whole, "nftables"));
	bool any = false;
	size_t i;
	json_t *object;

	free(text);
	json_decref(whole);
	json_array_foreach (rules, i, object)
		any = any || is_of_iptables(object);
	if (any)
		read_by_iptables(rules);
	if (rules != NULL)
		read_legacy(rules);
	return rules;
}

/* ---- the whole ---- */

static bool is_wanted(const struct doctor *d, const struct doctor_options *o, size_t i)
{
	const struct iface *iface = &d->links[i].iface;
	const struct conf_iface *conf = conf_find_iface(d->conf, iface->name);

	if (conf == NULL || conf->role == ROLE_OFF)
		return false;
	if (o->interface != NULL)
		return strcmp(o->interface, iface->name) == 0;
	/* A pattern takes in whatever there is. */
	return strcmp(conf->pattern, iface->name) == 0 ||
	       (!iface->loopback && iface->up && (iface->multicast || iface->broadcast));
}

/* Those that are named and not there. */
static void examine_names(struct doctor *d)
{
	struct doctor_finding f = { DOCTOR_WARNING, "link", NULL,
		"rdisc waits for it, and does nothing there until it exists.", "ip link" };

	for (size_t i = 0; i < d->conf->n_ifaces; i++) {
		const char *name = d->conf->ifaces[i].pattern;
		bool found = strpbrk(name, "*?[") != NULL || d->conf->ifaces[i].role == ROLE_OFF;

		for (size_t n = 0; n < d->n_links; n++)
			found = found || strcmp(d->links[n].iface.name, name) == 0;
		f.interface = name;
		if (!found)
			doctor_find(d, &f, "no such interface exists");
	}
}

/* False: rdisc has no role where it was asked about. */
static bool examine_machine(struct doctor *d, const struct doctor_options *o)
{
	bool any = false;

	for (size_t i = 0; i < d->n_links; i++)
		if (is_wanted(d, o, i)) {
			d->links[i].conf = conf_find_iface(d->conf, d->links[i].iface.name);
			any = true;
		}
	if (o->interface != NULL && !any)
		return false;
	if (o->interface == NULL)
		examine_names(d);
	for (size_t i = 0; i < d->n_links; i++)
		if (d->links[i].conf != NULL) {
			doctor_examine_link(d, &d->links[i]);
			doctor_examine_firewall(d, &d->links[i]);
		}
	doctor_examine_machine(d);
	return true;
}

static void print_report(const struct doctor *d, bool json)
{
	json_t *report;

	if (!json) {
		doctor_print(d, stdout);
		return;
	}
	report = doctor_report(d);
	json_dumpf(report, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(report);
}

int doctor_run(const struct doctor_options *options)
{
	json_t *rules = read_rules();
	struct doctor d = { .root = "",
		.conf = options->conf,
		.rules = rules,
		.wall = (usec_t)time(NULL) * USEC_PER_SEC,
		.findings = json_array() };
	int error = ask_kernel(&d), code = DOCTOR_ERROR;
	char name[64];

	if (error != 0 || d.findings == NULL) {
		fprintf(stderr, "rdiscctl: cannot read the interfaces and routes: %s\n",
		    strerror(error != 0 ? -error : ENOMEM));
	} else if (!examine_machine(&d, options)) {
		printable(options->interface, name, sizeof(name));
		fprintf(stderr,
		    "rdiscctl: %s: no such interface, or none with a role in the"
		    " configuration\n",
		    name);
	} else {
		print_report(&d, options->json);
		code = doctor_count(&d, DOCTOR_PROBLEM) + doctor_count(&d, DOCTOR_WARNING) > 0
			   ? DOCTOR_FINDINGS
			   : DOCTOR_FINE;
	}
	for (size_t i = 0; i < d.n_links; i++)
		free((void *)d.links[i].iface.addrs);
	free(d.links);
	free(d.routes);
	json_decref(d.findings);
	json_decref(rules);
	return code;
}
