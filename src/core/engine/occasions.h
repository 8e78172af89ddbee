/* SPDX-License-Identifier: BSD-2-Clause */
/* When the routers that are known, or are not, are a reason to solicit. */
#ifndef RDISC_CORE_ENGINE_OCCASIONS_H
#define RDISC_CORE_ENGINE_OCCASIONS_H

#include "core/engine/links.h"

/* Solicits where no router is usable, and finds out when the last one is due for renewal: after a choice, or
 * another configuration. */
void engine_seek(struct engine *e, usec_t now);

/* Acts when that moment has come. */
void engine_renew(struct engine *e, struct link *l, usec_t now);

/* Takes the lifetime of an advertisement, in seconds: it may need a renewal sooner. */
void engine_expect_renewal(struct link *l, uint16_t lifetime, usec_t now);

#endif
