/* SPDX-License-Identifier: BSD-2-Clause */
/* The one router that the default route stands on, and what stands before it. */
#ifndef RDISC_CORE_ENGINE_DEFAULT_H
#define RDISC_CORE_ENGINE_DEFAULT_H

#include "core/engine/links.h"

/* Reports when our default route in the kernel leads elsewhere, or has another source address, since the
 * last report. Reports when a foreign one comes before it, or no longer does. */
void engine_tell_default(struct engine *e, usec_t now);

#endif
