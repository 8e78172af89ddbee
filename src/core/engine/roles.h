/* SPDX-License-Identifier: BSD-2-Clause */
/* The role on each link, and what follows from it. */
#ifndef RDISC_CORE_ENGINE_ROLES_H
#define RDISC_CORE_ENGINE_ROLES_H

#include "core/engine/links.h"

/* Makes the machines follow from the interface and the configuration; `occasion`: there is a new
 * reason to solicit. Cannot fail: engine_reserve_link() has been before it. */
void engine_follow(struct engine *e, struct link *l, bool occasion, usec_t now);

/* Stops the router of a link, with last words where these are still possible. */
void engine_stop_advertising(struct engine *e, struct link *l, enum reason reason, usec_t now);

/* Applies the operator's policy to the routers of a link: which may be one, and the preference levels. */
void engine_apply_policy(struct engine *e, const struct link *l, usec_t now);

#endif
