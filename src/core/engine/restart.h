/* SPDX-License-Identifier: BSD-2-Clause */
/* An earlier run left its routes and its routers. */
#ifndef RDISC_CORE_ENGINE_RESTART_H
#define RDISC_CORE_ENGINE_RESTART_H

#include "core/engine/links.h"

/* Connects a router just learned with the route an earlier run made for it. */
void engine_recall(struct engine *e, struct hop hop);

#endif
