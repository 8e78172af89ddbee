/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of the old program, as files of /etc/default and /etc/sysconfig have them: OPTIONS="...". */
#ifndef RDISC_TOOLS_IMPORT_OPTIONS_H
#define RDISC_TOOLS_IMPORT_OPTIONS_H

#include "tools/import/values.h"

/* Gathers what `text` says. */
void import_options(struct import *im, const char *text);

#endif
