/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration of Cisco IOS or FRR: interface sections with "ip irdp". */
#ifndef RDISC_TOOLS_IMPORT_CISCO_H
#define RDISC_TOOLS_IMPORT_CISCO_H

#include "tools/import/values.h"

/* Gathers what `text` says. */
void import_cisco(struct import *im, const char *text);

#endif
