/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of iptables, translated to those of nft as far as the latter can say them. */
#include "config.h"

#include "tools/doctor_firewall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The words of one line, one after the other. */
struct words {
	char *rest;
};

/* Returns the next word, without its quotes; NULL: the end. */
static char *next_word(struct words *w)
{
	char *word = w->rest + strspn(w->rest, " "), *end;
	bool quoted = *word == '"';

	if (*word == '\0')
		return NULL;
	word += quoted;
	end = word;
	while (*end != '\0' && *end != (quoted ? '"' : ' '))
		end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
	w->rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

static json_t *match_on(json_t *left, bool negated, json_t *right)
{
	return json_pack("{s:{s:s, s:o, s:o}}", "match", "op", negated ? "!=" : "==", "left", left,
	    "right", right);
}

static json_t *meta(const char *key)
{
	return json_pack("{s:{s:s}}", "meta", "key", key);
}

static json_t *payload(const char *protocol, const char *field)
{
	return json_pack("{s:{s:s, s:s}}", "payload", "protocol", protocol, "field", field);
}

static json_t *unread_match(void)
{
	return json_pack("{s:n}", "xt");
}

/* "eth+" means what begins so. */
static json_t *interface_named(char *name)
{
	size_t len = strlen(name);

	if (len > 0 && name[len - 1] == '+')
		name[len - 1] = '*';
	return json_string(name);
}

/* "9", "9/0", "any". */
static json_t *icmp_type(const char *text, bool negated)
{
	char *end;
	long type = strtol(text, &end, 10);

	if (end == text || (*end != '\0' && *end != '/'))
		return strcmp(text, "any") == 0 ? NULL : unread_match();
	return match_on(payload("icmp", "type"), negated, json_integer(type));
}

/* "224.0.0.0/24" */
static json_t *destination(const char *text, bool negated)
{
	const char *slash = strchr(text, '/');
	char address[INET_ADDRSTRLEN];
	size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);

	snprintf(address, sizeof(address), "%.*s", (int)len, text);
	return match_on(payload("ip", "daddr"), negated,
	    json_pack("{s:{s:s, s:i}}", "prefix", "addr", address, "len",
		slash == NULL ? 32 : atoi(slash + 1))); /* NOLINT(cert-err34-c) */
}

/* "INVALID,NEW" */
static json_t *states(char *text, bool negated)
{
	json_t *list = json_array();
	char *place;

	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	for (char *s = strtok_r(text, ",", &place); s != NULL; s = strtok_r(NULL, ",", &place))
		json_array_append_new(list, json_string(s));
	return match_on(json_pack("{s:{s:s}}", "ct", "key", "state"), negated, list);
}

static json_t *verdict(const char *target, const char *jump)
{
	static const char *const known[][2] = { { "ACCEPT", "accept" }, { "DROP", "drop" },
		{ "REJECT", "reject" }, { "RETURN", "return" }, { "LOG", "log" },
		{ "NFLOG", "log" } };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(target, known[i][0]) == 0)
			return json_pack("{s:n}", known[i][1]);
	return json_pack("{s:{s:s}}", jump, "target", target);
}

/* Makes one statement of an option and its value; NULL: it changes nothing. */
static json_t *statement(const char *option, char *value, bool negated)
{
	if (strcmp(option, "-m") == 0 || strcmp(option, "--comment") == 0)
		return NULL;
	if (strcmp(option, "-i") == 0)
		return match_on(meta("iifname"), negated, interface_named(value));
	if (strcmp(option, "-o") == 0)
		return match_on(meta("oifname"), negated, interface_named(value));
	if (strcmp(option, "-p") == 0)
		return match_on(meta("l4proto"), negated, json_string(value));
	if (strcmp(option, "-d") == 0)
		return destination(value, negated);
	if (strcmp(option, "--icmp-type") == 0)
		return icmp_type(value, negated);
	if (strcmp(option, "--ctstate") == 0 || strcmp(option, "--state") == 0)
		return states(value, negated);
	if (strcmp(option, "--pkt-type") == 0)
		return match_on(meta("pkttype"), negated, json_string(value));
	return unread_match();
}

/* Returns whether the next word is a value, and no option. */
static bool has_value(const struct words *w)
{
	const char *next = w->rest + strspn(w->rest, " ");

	return *next != '\0' && *next != '-' && *next != '!';
}

/* Makes the statements of a rule; what follows its verdict belongs to that. */
static json_t *statements(struct words *w)
{
	json_t *expr = json_array(), *s;
	bool negated = false;
	char *option, *value;

	while ((option = next_word(w)) != NULL) {
		if (strcmp(option, "!") == 0) {
			negated = true;
			continue;
		}
		if (strcmp(option, "-j") == 0 || strcmp(option, "-g") == 0) {
			char *target = next_word(w);

			if (target != NULL)
				json_array_append_new(
				    expr, verdict(target, option[1] == 'g' ? "goto" : "jump"));
			break;
		}
		value = has_value(w) ? next_word(w) : NULL;
		s = value != NULL ? statement(option, value, negated) : unread_match();
		negated = false;
		if (s != NULL)
			json_array_append_new(expr, s);
	}
	return expr;
}

/* "-A INPUT -i eth0 -p icmp -m icmp --icmp-type 9 -j DROP" */
static void add_rule(json_t *rules, char *line, const char *program)
{
	struct words w = { line };
	const char *chain = next_word(&w);

	if (chain != NULL)
		json_array_append_new(
		    rules, json_pack("{s:{s:s, s:s, s:s, s:o}}", "rule", "family", "ip", "table",
			       program, "chain", chain, "expr", statements(&w)));
}

/* ":INPUT DROP [0:0]" */
static void add_chain(json_t *rules, char *line, const char *program)
{
	struct words w = { line };
	const char *name = next_word(&w), *policy = next_word(&w), *hook = NULL;

	if (name != NULL && strcmp(name, "INPUT") == 0)
		hook = "input";
	else if (name != NULL && strcmp(name, "OUTPUT") == 0)
		hook = "output";
	if (hook == NULL)
		return;
	json_array_append_new(
	    rules, json_pack("{s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s}}", "chain", "family", "ip",
		       "table", program, "name", name, "type", "filter", "hook", hook, "policy",
		       policy != NULL && strcmp(policy, "DROP") == 0 ? "drop" : "accept", "program",
		       program));
}

void firewall_add_iptables(json_t *rules, char *text, const char *program)
{
	char *place;

	for (char *line = strtok_r(text, "\n", &place); line != NULL;
	     line = strtok_r(NULL, "\n", &place)) {
		if (line[0] == ':')
			add_chain(rules, line + 1, program);
		else if (strncmp(line, "-A ", 3) == 0)
			add_rule(rules, line + 3, program);
	}
}
