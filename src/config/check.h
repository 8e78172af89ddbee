/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules between values, which no single one can show. */
#ifndef RDISC_CONFIG_CHECK_H
#define RDISC_CONFIG_CHECK_H

#include "config/build.h"

/* Checks all interfaces and tracks, and derives the values that are not set from others (RFC 1256 4.1). */
void conffile_check(struct conffile *cf, struct conffile_messages *m);

#endif
