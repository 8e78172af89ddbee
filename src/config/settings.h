/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration in force, value by value, each with where it comes from. */
#ifndef RDISC_CONFIG_SETTINGS_H
#define RDISC_CONFIG_SETTINGS_H

#include "config/build.h"
#include "config/cmdline.h"
#include "model/setting.h"

/* Sets *ret to the setting of that number: those of daemon and routes, then of each interface, then of each
 * track; keys of another role than the interface's are left out. False: there are no more. `cf` is the file
 * that `cl` was made over, and may be empty. */
bool settings_get(
    const struct conffile *cf, const struct cmdline *cl, uint32_t number, struct setting *ret);

#endif
