/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration of a machine of the simulator, in one piece of memory. */
#ifndef SIM_SETUP_H
#define SIM_SETUP_H

#include "model/conf.h"
#include "world/node.h"

#define MACHINE_IFACES 4
#define MACHINE_TRACKS 3

/* `conf` points into the rest. */
struct setup {
	struct conf conf;
	struct conf_iface ifaces[MACHINE_IFACES]; /* one for each of the kernel's, by index */
	char names[MACHINE_IFACES][IF_NAMESIZE];
	struct conf_address addresses[MACHINE_IFACES][64];
	struct conf_router routers[MACHINE_IFACES][4];
	struct conf_track tracks[MACHINE_TRACKS];
};

#endif
