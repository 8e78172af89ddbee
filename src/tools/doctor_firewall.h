/* SPDX-License-Identifier: BSD-2-Clause */
/* The verdict of a firewall on a message, as far as its rules can be read.
 *
 * Rules are objects as "nft --json list ruleset" prints them; those of iptables are translated to such.
 */
#ifndef RDISC_TOOLS_DOCTOR_FIREWALL_H
#define RDISC_TOOLS_DOCTOR_FIREWALL_H

#include <jansson.h>

#include "model/network.h"

/* A router discovery message as the firewall sees it. Its connection tracking state is "invalid": Linux
 * tracks no conversation that begins with ICMP 9 or 10. */
struct firewall_message {
	bool out;
	const char *interface;
	uint8_t type; /* ICMP */
	struct in_addr destination;
};

enum firewall_fate {
	FATE_PASSES,
	FATE_UNSURE, /* depends on what cannot be read */
	FATE_DROPPED,
};

/* Returns the fate, and in *ret_chain and *ret_rule where it is decided unless the message passes; *ret_rule is
 * NULL where that is the chain's policy. They are borrowed from `rules`, a list. */
enum firewall_fate firewall_judge(const json_t *rules, const struct firewall_message *m,
    const json_t **ret_chain, const json_t **ret_rule);

/* Appends the chains and rules of a text of iptables-save(8), which is consumed, to `rules`. Their table
 * has the name of `program`, and each chain has it as its "program". */
void firewall_add_iptables(json_t *rules, char *text, const char *program);

#endif
