/* SPDX-License-Identifier: BSD-2-Clause */
/* The output of rdiscctl query. */
#include "config.h"

#include "tools/query_report.h"

#include "base/printable.h"
#include "control/report.h"
#include "core/trust.h"

/* An interface's name as a terminal may see it, for the length of an expression: each byte may need four. */
struct name_text {
	char s[4 * IF_NAMESIZE];
};

static struct name_text name_of(const struct iface *iface)
{
	struct name_text t = { "" };

	printable(iface->name, t.s, sizeof(t.s));
	return t;
}

static double milliseconds(usec_t time)
{
	return (double)time / (double)USEC_PER_MSEC;
}

/* ---- for people ---- */

static void print_entry(FILE *out, struct wire_entry entry, enum reason reason)
{
	fprintf(out, "    %-15s  preference ", address_text(entry.address).text);
	if (entry.preference == PREFERENCE_INELIGIBLE)
		fprintf(out, "%11s", "ineligible");
	else
		fprintf(out, "%11d", entry.preference);
	if (reason != REASON_NONE)
		fprintf(out, "  not to be used: %s", event_reason_name(reason));
	putc('\n', out);
}

static void print_message(FILE *out, const struct query_report_message *m)
{
	const struct wire_message *w = &m->message;

	fprintf(out, "%s on %s from %s", m->reason == REASON_NONE ? "Advertisement" : "Refused",
	    name_of(m->iface).s, address_text(w->source).text);
	if (m->lladdr[0] != '\0')
		fprintf(out, " (%s)", m->lladdr);
	fprintf(out, " after %.3f ms\n    to %s, TTL %u", milliseconds(m->latency),
	    address_text(w->destination).text, w->ttl);
	if (m->reason != REASON_NONE) {
		fprintf(out, ": %s\n", event_reason_name(m->reason));
		return;
	}
	fprintf(out, ", lifetime %u s%s\n", w->lifetime, w->lifetime == 0 ? " (withdrawn)" : "");
	for (unsigned i = 0; i < w->num_addrs; i++) {
		struct wire_entry entry = wire_entry(w, i);

		print_entry(out, entry, trust_router(m->iface, m->conf, entry.address));
	}
}

static void print_end(const struct query_report *r)
{
	if (r->n_valid + r->n_refused == 0) {
		fprintf(r->out, "Nothing heard\n"
				"A firewall of this machine must let in ICMP type 9, "
				"router-advertisement.\n");
		return;
	}
	fprintf(r->out, "%u advertisement%s", r->n_valid, r->n_valid == 1 ? "" : "s");
	if (r->n_refused > 0)
		fprintf(r->out, ", %u refused", r->n_refused);
	if (r->n_left_out > 0)
		fprintf(r->out, ", %u of them not shown", r->n_left_out);
	putc('\n', r->out);
}

/* ---- for programs ---- */

static json_t *entries_of(const struct query_report_message *m)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < m->message.num_addrs; i++) {
		struct wire_entry entry = wire_entry(&m->message, i);
		enum reason reason = trust_router(m->iface, m->conf, entry.address);

		json_array_append_new(
		    list, json_pack("{s:s, s:i, s:s?}", "address", address_text(entry.address).text,
			      "preference", entry.preference, "reason",
			      reason == REASON_NONE ? NULL : event_reason_name(reason)));
	}
	return list;
}

static void add_message(const struct query_report *r, const struct query_report_message *m)
{
	const struct wire_message *w = &m->message;
	bool valid = m->reason == REASON_NONE;
	json_t *o = json_pack("{s:o, s:s, s:s?, s:s, s:i, s:f}", "interface",
	    report_text(m->iface->name), "source", address_text(w->source).text, "lladdr",
	    m->lladdr[0] == '\0' ? NULL : m->lladdr, "destination",
	    address_text(w->destination).text, "ttl", w->ttl, "latency_ms",
	    milliseconds(m->latency));

	if (valid) {
		json_object_set_new(o, "lifetime", json_integer(w->lifetime));
		json_object_set_new(o, "routers", entries_of(m));
	} else {
		json_object_set_new(o, "reason", json_string(event_reason_name(m->reason)));
	}
	json_array_append_new(json_object_get(r->json, valid ? "advertisements" : "refused"), o);
}

/* ---- both ---- */

bool query_report_open(struct query_report *r, bool json, FILE *out)
{
	*r = (struct query_report){ .out = out };
	if (json)
		r->json = json_pack("{s:i, s:[], s:[], s:[]}", "version", QUERY_REPORT_VERSION,
		    "asked", "advertisements", "refused");
	return !json || r->json != NULL;
}

void query_report_asked(struct query_report *r, const struct iface *iface, struct in_addr source,
    struct in_addr destination)
{
	if (r->json != NULL)
		json_array_append_new(json_object_get(r->json, "asked"),
		    json_pack("{s:o, s:s, s:s}", "interface", report_text(iface->name), "source",
			address_text(source).text, "destination", address_text(destination).text));
	else
		fprintf(r->out, "Asking %s on %s from %s\n", address_text(destination).text,
		    name_of(iface).s, address_text(source).text);
}

void query_report_message(struct query_report *r, const struct query_report_message *m)
{
	bool shown = r->n_valid + r->n_refused < QUERY_REPORT_MESSAGES_MAX;

	if (m->reason == REASON_NONE)
		r->n_valid++;
	else
		r->n_refused++;
	if (!shown)
		r->n_left_out++;
	else if (r->json != NULL)
		add_message(r, m);
	else
		print_message(r->out, m);
	if (r->json == NULL)
		fflush(r->out);
}

bool query_report_close(struct query_report *r)
{
	bool done = true;

	if (r->json != NULL) {
		json_object_set_new(r->json, "not_shown", json_integer(r->n_left_out));
		done = json_dumpf(r->json, r->out,
			   JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(9)) == 0;
		putc('\n', r->out);
		json_decref(r->json);
	} else {
		print_end(r);
	}
	return fflush(r->out) == 0 && !ferror(r->out) && done;
}
