/* SPDX-License-Identifier: BSD-2-Clause */
/* The one router that the default route stands on, and what stands before it. */
#ifndef RDISC_CORE_ENGINE_DEFAULT_H
#define RDISC_CORE_ENGINE_DEFAULT_H

#include "core/engine/links.h"

/* Tells if the kernel's default route of ours leads elsewhere than when last told, or from another
 * address, and when somebody else's comes before it, or does no more. */
void engine_tell_default(struct engine *e, usec_t now);

#endif
