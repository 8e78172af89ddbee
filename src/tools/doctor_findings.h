/* SPDX-License-Identifier: BSD-2-Clause */
/* The patient of rdiscctl doctor, and what is found. The examinations read files below `root` and judge; a
 * test hands them a directory and interfaces of its own. */
#ifndef RDISC_TOOLS_DOCTOR_FINDINGS_H
#define RDISC_TOOLS_DOCTOR_FINDINGS_H

#include <jansson.h>
#include <stdio.h>

#include "base/util.h"
#include "model/conf.h"
#include "tools/doctor_firewall.h"

/* How much a finding matters. Notes do not change the exit code. */
enum doctor_weight { DOCTOR_NOTE, DOCTOR_WARNING, DOCTOR_PROBLEM };

/* An interface of the machine. */
struct doctor_link {
	struct iface iface;
	const struct conf_iface
	    *conf; /* NULL: rdisc has no role there, or was not asked about it */
};

/* A default route of the table. */
struct doctor_route {
	uint32_t metric;
	uint8_t protocol;
	struct hop hop; /* the first */
};

struct doctor {
	const char *root; /* of /proc and /sys: "" */
	const struct conf *conf;
	struct doctor_link *links;
	size_t n_links;
	struct doctor_route *routes;
	size_t n_routes;
	const json_t *rules; /* of the firewall, as nft lists them; NULL: not to be had */
	usec_t wall;         /* the clock, since 1970 */
	json_t *findings;    /* in the order they were made */
};

/* A finding without its text. `check` is its name in JSON; `interface` is NULL for the whole machine.
 * `meaning` is a sentence or two; `command` is NULL where no command mends it. */
struct doctor_finding {
	enum doctor_weight weight;
	const char *check, *interface, *meaning, *command;
};

/* Adds a finding; the format says in a clause what is there. */
__attribute__((format(printf, 3, 4))) void doctor_find(
    struct doctor *d, const struct doctor_finding *finding, const char *format, ...);

/* Reads the number at the beginning of a file below the root; `otherwise` where there is none. */
__attribute__((format(printf, 3, 4))) long doctor_number(
    const struct doctor *d, long otherwise, const char *format, ...);

/* Reads the first line of a file below the root; false: there is none. */
__attribute__((format(printf, 4, 5))) bool doctor_line(
    const struct doctor *d, char *ret, size_t size, const char *format, ...);

/* Examines one interface that has a role: its link, addresses, sysctls and bridge. */
void doctor_examine_link(struct doctor *d, const struct doctor_link *l);

/* Examines what the firewall does with the messages of that interface's role. */
void doctor_examine_firewall(struct doctor *d, const struct doctor_link *l);

/* Examines the rest: other default routes and the programs that make them, whether rdisc runs, the clock. */
void doctor_examine_machine(struct doctor *d);

/* Prints the findings, the gravest first, in lines of at most 80 columns unless a command is longer. */
void doctor_print(const struct doctor *d, FILE *out);

/* Makes the object that --json prints; the caller's, NULL: no memory. */
json_t *doctor_report(const struct doctor *d);

/* Returns how many findings of that weight there are. */
unsigned doctor_count(const struct doctor *d, enum doctor_weight weight);

#endif
