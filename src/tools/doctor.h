/* SPDX-License-Identifier: BSD-2-Clause */
/* rdiscctl doctor: looks for what keeps router discovery from working on this machine, and changes nothing.
 *
 * Each finding says what is there, what that means, and which command mends it.
 */
#ifndef RDISC_TOOLS_DOCTOR_H
#define RDISC_TOOLS_DOCTOR_H

#include "model/conf.h"

struct doctor_options {
	const struct conf *conf; /* the roles of the interfaces */
	const char *interface;   /* only this one; NULL: all that have a role */
	bool json;
};

#define DOCTOR_FINE     0
#define DOCTOR_ERROR    1
#define DOCTOR_FINDINGS 3 /* a problem or a warning; notes alone are fine */

/* Looks, and prints to stdout; errors go to stderr. Returns one of these exit codes. */
int doctor_run(const struct doctor_options *options);

#endif
