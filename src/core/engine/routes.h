/* SPDX-License-Identifier: BSD-2-Clause */
/* From the default router list to the kernel's table. */
#ifndef RDISC_CORE_ENGINE_ROUTES_H
#define RDISC_CORE_ENGINE_ROUTES_H

#include "core/engine/links.h"

/* Makes room for as many wanted routes as the configuration allows. False: no memory. */
bool engine_reserve_routes(struct engine *e, uint32_t n);

/* Chooses anew where needed, and asks for routers again where the last one is lost. */
void engine_choose(struct engine *e, usec_t now);

/* Returns whether a default route works that does not lead to where we are a router ourselves. */
bool engine_has_way_out(const struct engine *e);

#endif
