/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of an answer that more than one page shows. */
#ifndef RDISC_RDISCCTL_SHOW_TABLES_H
#define RDISC_RDISCCTL_SHOW_TABLES_H

#include <jansson.h>

#include "base/page.h"

/* Shows the known and the refused routers of an answer. */
void show_known_routers(struct page *p, const json_t *answer, bool wide);
void show_refused_routers(struct page *p, const json_t *answer);

/* Shows the checks through the routers, a target a line; nothing where there are none. */
void show_checks(struct page *p, const json_t *answer);

#endif
