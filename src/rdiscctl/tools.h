/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands that need no daemon: query, replay, import and doctor. */
#ifndef RDISC_RDISCCTL_TOOLS_H
#define RDISC_RDISCCTL_TOOLS_H

#include "rdiscctl/call.h"

/* Run a tool. Return an exit code. */
int rdiscctl_query(const struct call *call);
int rdiscctl_replay(const struct call *call);
int rdiscctl_import(const struct call *call);
int rdiscctl_doctor(const struct call *call);

#endif
