/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of every accepted configuration, whatever its source. */
#ifndef RDISC_FUZZ_CHECK_CONF_H
#define RDISC_FUZZ_CHECK_CONF_H

#include "model/conf.h"

/* Its values are within the bounds that conf.h names, and an engine lives with it. */
void check_conf(const struct conf *conf);

#endif
