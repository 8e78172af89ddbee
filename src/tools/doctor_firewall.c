/* SPDX-License-Identifier: BSD-2-Clause */
/* Follows a message through the rules of a firewall. Three values: a rule matches, does not, or cannot be
 * judged. */
#include "config.h"

#include "tools/doctor_firewall.h"

#include <stdio.h>
#include <string.h>

#include "model/rfc1256.h"

/* Chains that call each other; the kernel allows 16. */
#define DEPTH_MAX 16

enum answer { NO, YES, UNKNOWN };

/* The value of a field of the message. A field that it lacks matches nothing, whatever the operator. */
struct field {
	enum { LACKING, UNREAD, READ } known;
	const char *text;
	int number; /* -1: none */
	bool is_address;
};

enum verdict { GOES_ON, RETURNS, ACCEPTED, DROPPED };

struct walk {
	const json_t *rules;
	const struct firewall_message *m;
	const json_t *culprit; /* the rule that drops, or may */
	bool may_pass, may_drop;
	bool doubtful; /* inside of a chain that is perhaps not entered */
	unsigned depth;
	char address[INET_ADDRSTRLEN];
};

static const char *text_of(const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text == NULL ? "" : text;
}

static bool is_text(const json_t *object, const char *member, const char *text)
{
	return strcmp(text_of(object, member), text) == 0;
}

/* ---- fields ---- */

static struct field read_meta(const struct walk *w, const char *key)
{
	const struct firewall_message *m = w->m;
	bool multicast = in_addr_is_multicast(m->destination);

	if (strcmp(key, "iifname") == 0 || strcmp(key, "iif") == 0)
		return (struct field){ READ, m->out ? "" : m->interface, -1, false };
	if (strcmp(key, "oifname") == 0 || strcmp(key, "oif") == 0)
		return (struct field){ READ, m->out ? m->interface : "", -1, false };
	if (strcmp(key, "l4proto") == 0)
		return (struct field){ READ, "icmp", IPPROTO_ICMP, false };
	if (strcmp(key, "nfproto") == 0)
		return (struct field){ READ, "ipv4", AF_INET, false };
	if (strcmp(key, "protocol") == 0)
		return (struct field){ READ, "ip", 0x0800, false };
	if (strcmp(key, "pkttype") == 0 && !m->out && multicast)
		return (struct field){ READ, "multicast", -1, false };
	return (struct field){ .known = UNREAD };
}

static struct field read_payload(const struct walk *w, const char *protocol, const char *name)
{
	static const char *const others[] = { "tcp", "udp", "udplite", "sctp", "dccp", "esp", "ah",
		"comp", "icmpv6", "igmp", "ip6", "arp" };

	if (strcmp(protocol, "icmp") == 0 && strcmp(name, "type") == 0)
		return (struct field){ READ,
			w->m->type == ICMP_TYPE_ROUTER_ADVERTISEMENT ? "router-advertisement"
								     : "router-solicitation",
			w->m->type, false };
	if (strcmp(protocol, "icmp") == 0 && strcmp(name, "code") == 0)
		return (struct field){ READ, "0", 0, false };
	if (strcmp(protocol, "ip") == 0 && strcmp(name, "protocol") == 0)
		return (struct field){ READ, "icmp", IPPROTO_ICMP, false };
	if (strcmp(protocol, "ip") == 0 && strcmp(name, "daddr") == 0)
		return (struct field){ READ, w->address, -1, true };
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(protocol, others[i]) == 0)
			return (struct field){ .known = LACKING };
	return (struct field){ .known = UNREAD };
}

static struct field read_field(const struct walk *w, const json_t *left)
{
	const json_t *meta = json_object_get(left, "meta"), *ct = json_object_get(left, "ct");
	const json_t *payload = json_object_get(left, "payload");

	if (meta != NULL)
		return read_meta(w, text_of(meta, "key"));
	if (payload != NULL)
		return read_payload(w, text_of(payload, "protocol"), text_of(payload, "field"));
	if (ct != NULL && is_text(ct, "key", "state"))
		return (struct field){ READ, "invalid", -1, false };
	return (struct field){ .known = ct != NULL ? LACKING : UNREAD };
}

/* ---- values ---- */

static enum answer is_value(
    const struct walk *w, const struct field *f, const json_t *rule, const json_t *value);

static enum answer is_any_of(
    const struct walk *w, const struct field *f, const json_t *rule, const json_t *list)
{
	enum answer best = NO;
	size_t i;
	json_t *value;

	json_array_foreach (list, i, value) {
		enum answer a = is_value(w, f, rule, value);

		if (a == YES)
			return YES;
		if (a == UNKNOWN)
			best = UNKNOWN;
	}
	return best;
}

/* The elements of a set or map of the rule's table; NULL: it is empty, or there is none. */
static const json_t *find_elements(const struct walk *w, const json_t *rule, const char *name)
{
	static const char *const kinds[] = { "set", "map" };
	size_t i;
	json_t *object;

	json_array_foreach (w->rules, i, object)
		for (size_t j = 0; j < ARRAY_SIZE(kinds); j++) {
			const json_t *set = json_object_get(object, kinds[j]);

			if (set != NULL && is_text(set, "name", name) &&
			    is_text(set, "table", text_of(rule, "table")) &&
			    is_text(set, "family", text_of(rule, "family")))
				return json_object_get(set, "elem");
		}
	return NULL;
}

static enum answer is_text_value(
    const struct walk *w, const struct field *f, const json_t *rule, const char *value)
{
	size_t len = strlen(value);

	if (value[0] == '@')
		return is_any_of(w, f, rule, find_elements(w, rule, value + 1));
	if (len > 0 && value[len - 1] == '*')
		return strncmp(f->text, value, len - 1) == 0 ? YES : NO;
	return strcmp(f->text, value) == 0 ? YES : NO;
}

static enum answer is_in_prefix(const struct field *f, const json_t *prefix)
{
	struct in_addr network, address;
	json_int_t len = json_integer_value(json_object_get(prefix, "len"));

	if (!f->is_address || len < 0 || len > 32 || inet_pton(AF_INET, f->text, &address) != 1 ||
	    inet_pton(AF_INET, text_of(prefix, "addr"), &network) != 1)
		return UNKNOWN;
	return ((network.s_addr ^ address.s_addr) & prefix_mask((uint8_t)len)) == 0 ? YES : NO;
}

static enum answer is_in_range(const struct field *f, const json_t *range)
{
	const json_t *low = json_array_get(range, 0), *high = json_array_get(range, 1);
	struct in_addr a, b, address;

	if (json_is_integer(low) && json_is_integer(high) && f->number >= 0)
		return f->number >= json_integer_value(low) && f->number <= json_integer_value(high)
			   ? YES
			   : NO;
	if (!f->is_address || !json_is_string(low) || !json_is_string(high) ||
	    inet_pton(AF_INET, json_string_value(low), &a) != 1 ||
	    inet_pton(AF_INET, json_string_value(high), &b) != 1 ||
	    inet_pton(AF_INET, f->text, &address) != 1)
		return UNKNOWN;
	return ntohl(address.s_addr) >= ntohl(a.s_addr) && ntohl(address.s_addr) <= ntohl(b.s_addr)
		   ? YES
		   : NO;
}

static enum answer is_value(
    const struct walk *w, const struct field *f, const json_t *rule, const json_t *value)
{
	const json_t *member;

	if (json_is_array(value))
		return is_any_of(w, f, rule, value);
	if (json_is_string(value))
		return is_text_value(w, f, rule, json_string_value(value));
	if (json_is_integer(value))
		return f->number < 0 ? UNKNOWN : json_integer_value(value) == f->number ? YES : NO;
	if ((member = json_object_get(value, "set")) != NULL)
		return is_value(w, f, rule, member);
	if ((member = json_object_get(value, "elem")) != NULL)
		return is_value(w, f, rule, json_object_get(member, "val"));
	if ((member = json_object_get(value, "prefix")) != NULL)
		return is_in_prefix(f, member);
	if ((member = json_object_get(value, "range")) != NULL)
		return is_in_range(f, member);
	return UNKNOWN;
}

static enum answer does_match(const struct walk *w, const json_t *rule, const json_t *match)
{
	struct field f = read_field(w, json_object_get(match, "left"));
	const char *op = text_of(match, "op");
	bool negated = strcmp(op, "!=") == 0;
	enum answer a;

	if (f.known == LACKING)
		return NO;
	if (f.known == UNREAD || (!negated && strcmp(op, "==") != 0 && strcmp(op, "in") != 0))
		return UNKNOWN;
	a = is_value(w, &f, rule, json_object_get(match, "right"));
	return !negated || a == UNKNOWN ? a : a == YES ? NO : YES;
}

/* ---- chains ---- */

static enum verdict walk_chain(
    struct walk *w, const char *family, const char *table, const char *name);

static enum verdict enter_chain(
    struct walk *w, const json_t *rule, const json_t *jump, bool certain)
{
	bool doubtful = w->doubtful;
	enum verdict v;

	w->doubtful = doubtful || !certain;
	v = walk_chain(w, text_of(rule, "family"), text_of(rule, "table"), text_of(jump, "target"));
	w->doubtful = doubtful;
	return v;
}

static enum verdict report_drop(struct walk *w, const json_t *rule, bool certain)
{
	if (w->culprit == NULL || certain)
		w->culprit = rule;
	if (certain)
		return DROPPED;
	w->may_drop = true;
	return GOES_ON;
}

/* Applies a verdict if the statement is one; else the walk goes on. */
static enum verdict apply_rule(
    struct walk *w, const json_t *rule, const json_t *statement, bool matches)
{
	bool certain = matches && !w->doubtful;
	const json_t *jump = json_object_get(statement, "jump");
	const json_t *tail = json_object_get(statement, "goto");
	enum verdict v;

	if (json_object_get(statement, "accept") != NULL) {
		w->may_pass = w->may_pass || !certain;
		return certain ? ACCEPTED : GOES_ON;
	}
	if (json_object_get(statement, "drop") != NULL ||
	    json_object_get(statement, "reject") != NULL)
		return report_drop(w, rule, certain);
	if (json_object_get(statement, "queue") != NULL)
		return report_drop(w, rule, false);
	if (json_object_get(statement, "return") != NULL) {
		w->may_pass = w->may_pass || !certain;
		return certain ? RETURNS : GOES_ON;
	}
	if (jump == NULL && tail == NULL)
		return GOES_ON;
	v = enter_chain(w, rule, jump != NULL ? jump : tail, matches);
	if (v == RETURNS || v == GOES_ON)
		return tail != NULL && certain ? RETURNS : GOES_ON;
	return v;
}

/* A verdict for each value. */
static enum verdict apply_map(struct walk *w, const json_t *rule, const json_t *vmap, bool matches)
{
	struct field f = read_field(w, json_object_get(vmap, "key"));
	const json_t *data = json_object_get(vmap, "data"), *pairs = json_object_get(data, "set");
	enum verdict v = GOES_ON;
	size_t i;
	json_t *pair;

	if (json_is_string(data) && json_string_value(data)[0] == '@')
		pairs = find_elements(w, rule, json_string_value(data) + 1);
	if (f.known == LACKING)
		return GOES_ON;
	json_array_foreach (pairs, i, pair) {
		enum answer a = f.known == UNREAD ? UNKNOWN
						  : is_value(w, &f, rule, json_array_get(pair, 0));

		if (a != NO && v == GOES_ON)
			v = apply_rule(w, rule, json_array_get(pair, 1), matches && a == YES);
	}
	return v;
}

static enum verdict walk_rule(struct walk *w, const json_t *rule)
{
	static const char *const unread[] = { "xt", "limit", "quota", "ct count", "fib", "socket" };
	bool matches = true;
	enum verdict v = GOES_ON;
	size_t i;
	json_t *statement;

	json_array_foreach (json_object_get(rule, "expr"), i, statement) {
		const json_t *match = json_object_get(statement, "match");
		const json_t *vmap = json_object_get(statement, "vmap");
		enum answer a = match == NULL ? YES : does_match(w, rule, match);

		if (a == NO)
			return GOES_ON;
		for (size_t j = 0; j < ARRAY_SIZE(unread); j++)
			if (json_object_get(statement, unread[j]) != NULL)
				a = UNKNOWN;
		matches = matches && a == YES;
		v = vmap != NULL ? apply_map(w, rule, vmap, matches)
				 : apply_rule(w, rule, statement, matches);
		if (v != GOES_ON)
			return v;
	}
	return GOES_ON;
}

static enum verdict walk_chain(
    struct walk *w, const char *family, const char *table, const char *name)
{
	enum verdict v = GOES_ON;
	size_t i;
	json_t *object;

	if (w->depth == DEPTH_MAX)
		return GOES_ON;
	w->depth++;
	json_array_foreach (w->rules, i, object) {
		const json_t *rule = json_object_get(object, "rule");

		if (rule == NULL || !is_text(rule, "chain", name) ||
		    !is_text(rule, "table", table) || !is_text(rule, "family", family))
			continue;
		v = walk_rule(w, rule);
		if (v != GOES_ON)
			break;
	}
	w->depth--;
	return v;
}

/* ---- the whole ---- */

static bool is_on_the_way(const json_t *chain, bool out)
{
	if (!is_text(chain, "type", "filter") ||
	    (!is_text(chain, "family", "ip") && !is_text(chain, "family", "inet")))
		return false;
	return is_text(chain, "hook", out ? "output" : "input") ||
	       is_text(chain, "hook", out ? "postrouting" : "prerouting");
}

static enum firewall_fate judge_chain(struct walk *w, const json_t *chain)
{
	enum verdict v = walk_chain(
	    w, text_of(chain, "family"), text_of(chain, "table"), text_of(chain, "name"));

	if ((v == GOES_ON || v == RETURNS) && is_text(chain, "policy", "drop")) {
		v = DROPPED;
		w->culprit = NULL;
	}
	if (v == DROPPED)
		return w->may_pass ? FATE_UNSURE : FATE_DROPPED;
	return w->may_drop ? FATE_UNSURE : FATE_PASSES;
}

enum firewall_fate firewall_judge(const json_t *rules, const struct firewall_message *m,
    const json_t **ret_chain, const json_t **ret_rule)
{
	enum firewall_fate worst = FATE_PASSES;
	size_t i;
	json_t *object;

	json_array_foreach (rules, i, object) {
		const json_t *chain = json_object_get(object, "chain");
		struct walk w = { .rules = rules, .m = m };
		enum firewall_fate fate;

		if (chain == NULL || !is_on_the_way(chain, m->out))
			continue;
		inet_ntop(AF_INET, &m->destination, w.address, sizeof(w.address));
		fate = judge_chain(&w, chain);
		if (fate <= worst)
			continue;
		worst = fate;
		*ret_chain = chain;
		*ret_rule = w.culprit;
	}
	return worst;
}
