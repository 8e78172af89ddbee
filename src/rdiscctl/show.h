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

/* Shows default-routes: the routes, the one that wins, and why. */
void show_conflicts(struct page *p, const json_t *answer);

/* Shows, from routers, lines for rdisc.conf(5) that allow the routers known now and no others. */
void show_trust(struct page *p, const json_t *answer);

/* Shows, from configuration, the file that would make it, with the origin of each value. */
void show_config(struct page *p, const json_t *answer);

/* Shows, from routers, a line for the router of that address on each interface. `*last`, 0 at first, is
 * when it was last heard: a ">" marks the line that follows an advertisement. */
void show_watch(struct page *p, const json_t *answer, const char *address, usec_t *last);

/* Shows, from events, one of the list, or a packet that came later. */
void show_event(struct page *p, const json_t *event);

#endif
