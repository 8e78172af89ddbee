/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages in and out: what other files of the engine ask for. */
#ifndef RDISC_CORE_ENGINE_MESSAGES_H
#define RDISC_CORE_ENGINE_MESSAGES_H

#include "core/engine/links.h"

/* Takes a newcomer that answers into the list, if it is still believed. `neighbour`: what the kernel says
 * of it. */
void engine_admit(
    struct engine *e, const struct newcomer *newcomer, enum neighbour_state neighbour, usec_t now);

#endif
