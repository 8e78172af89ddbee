/* SPDX-License-Identifier: BSD-2-Clause */
/* The checks of all routers in the list: which are under way, what is due, and what follows from answers. */
#ifndef RDISC_CORE_ENGINE_CHECKS_H
#define RDISC_CORE_ENGINE_CHECKS_H

#include "core/engine/engine.h"
#include "core/host/check.h"
#include "core/host/drl.h"

/* A router in a slot of the list. Another one that follows in the slot has another moment of learning. */
struct checked {
	usec_t learned;
	struct hop hop;
	struct conf_check conf;
	struct check check;
};

struct checks {
	struct checked
	    *list; /* by slot of the list of routers; NULL: checks were never configured */
	uint32_t capacity;
	struct secrets secrets;
	uint16_t identifier; /* of our echo requests */
	bool wanted;         /* the configuration has some */
	bool follow;         /* it is new */
	bool unsent;         /* requests may wait to be sent */
};

void engine_init_checks(struct engine *e);
void engine_free_checks(struct engine *e);

/* Makes room for the routers of that configuration. False: no memory, and nothing has changed. */
bool engine_reserve_checks(struct engine *e, const struct conf *conf);

/* Puts the configuration in force; borrows it as the engine does. */
void engine_configure_checks(struct engine *e, const struct conf *conf);

/* Starts and stops checks as the list has changed, and does what is due; before the choice. */
void engine_advance_checks(struct engine *e, usec_t now);

/* Ends the checks of routers that a choice has given up. */
void engine_drop_checks(struct engine *e);

usec_t engine_checks_deadline(const struct engine *e);

/* Returns the check of a router in the list; NULL: none is under way. */
const struct checked *engine_find_check(const struct engine *e, const struct drl_router *r);

#endif
