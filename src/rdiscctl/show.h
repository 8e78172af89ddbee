/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers of the control socket as text for people, each from the answer to the command of its name. */
#ifndef RDISC_RDISCCTL_SHOW_H
#define RDISC_RDISCCTL_SHOW_H

#include <jansson.h>

#include "base/page.h"

void show_status(struct page *p, const json_t *answer);
void show_interfaces(struct page *p, const json_t *answer);
void show_routers(struct page *p, const json_t *answer);
void show_explain(struct page *p, const json_t *answer);
void show_counters(struct page *p, const json_t *answer);

/* Of default-routes: which routes there are, which one wins, and why. */
void show_conflicts(struct page *p, const json_t *answer);

/* Of routers: lines for rdisc.conf(5) that allow what is known now and nothing else. */
void show_trust(struct page *p, const json_t *answer);

/* Of events: one of the list, or a packet that came later. */
void show_event(struct page *p, const json_t *event);

#endif
