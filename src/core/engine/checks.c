/* SPDX-License-Identifier: BSD-2-Clause */
/* The core's door: end-to-end checks of the routers in the list. */
#include "config.h"

#include "core/engine/checks.h"

#include <stdlib.h>
#include <string.h>

#include "core/engine/links.h"
#include "core/host/drl_record.h"

/* A lost router's link-layer address may be out of date: the neighbour table is asked anew in one of so many
 * failed rounds. */
#define ROUNDS_PER_QUESTION 16

void engine_init_checks(struct engine *e)
{
	struct rng rng = { ~e->rng.state }; /* not the one of the delays, which others see */

	e->checks.secrets.key[0] = rng_next(&rng);
	e->checks.secrets.key[1] = rng_next(&rng);
	e->checks.identifier = (uint16_t)secret_next(&e->checks.secrets);
}

void engine_free_checks(struct engine *e)
{
	free(e->checks.list);
}

/* The list of routers never shrinks. A list of checks goes on covering it where no checks are wanted any
 * more. */
bool engine_reserve_checks(struct engine *e, const struct conf *conf)
{
	struct checks *cs = &e->checks;
	uint32_t known = drl_capacity(&e->drl);
	uint32_t capacity = conf->routers_max > known ? conf->routers_max : known;
	struct checked *list;

	if (cs->list == NULL ? !conf_has_checks(conf) : cs->capacity >= capacity)
		return true;
	list = realloc(cs->list, capacity * sizeof(*list));
	if (list == NULL)
		return false;
	cs->list = list;
	memset(&list[cs->capacity], 0, (capacity - cs->capacity) * sizeof(*list));
	cs->capacity = capacity;
	return true;
}

void engine_configure_checks(struct engine *e, const struct conf *conf)
{
	e->checks.wanted = conf_has_checks(conf);
	e->checks.follow = e->checks.list != NULL;
}

/* The check belongs to this router, not to one that had the slot before. */
static bool is_of(const struct checked *c, const struct drl_router *r)
{
	return r->used && c->learned == r->learned &&
	       hop_equal(c->hop, hop_to(r->ifindex, r->address));
}

const struct checked *engine_find_check(const struct engine *e, const struct drl_router *r)
{
	const struct checked *c;

	if (e->checks.list == NULL)
		return NULL;
	c = &e->checks.list[drl_slot(&e->drl, r)];
	return is_of(c, r) && c->check.due != 0 ? c : NULL;
}

/* The checks that this router is to have now; none: it is not used, or cannot be reached. */
static struct conf_check due_checks(const struct engine *e, const struct drl_router *r)
{
	const struct link *l = r->used ? engine_link(e, r->ifindex) : NULL;

	if (l == NULL || l->role != ROLE_HOST || e->stopping || r->path != PATH_OK ||
	    r->preference == PREFERENCE_INELIGIBLE)
		return (struct conf_check){ .n_targets = 0 };
	return conf_checks(l->conf, r->address);
}

static bool has_lladdr(const struct drl_router *r)
{
	return r->lladdr.len > 0;
}

/* A router without a verdict keeps a working one in use until its own comes; but not if it cannot be asked, as
 * its time to tell its link-layer address is over. */
static enum way way_of(const struct drl_router *r, const struct check *c)
{
	if (c->due == 0)
		return WAY_UNKNOWN;
	if (c->verdict == CHECK_LOST)
		return WAY_LOST;
	if (c->verdict == CHECK_GOOD)
		return c->failed > 0 ? WAY_DOUBTFUL : WAY_OUT;
	return r->confirmed && !has_lladdr(r) ? WAY_UNKNOWN : WAY_PENDING;
}

static void apply_verdict(struct engine *e, uint32_t slot, usec_t now)
{
	struct drl_router *r = drl_at(&e->drl, slot);
	struct check *c = &e->checks.list[slot].check;

	if (r->used)
		drl_set_way(&e->drl, r, way_of(r, c), now);
	e->checks.unsent = e->checks.unsent || c->unsent != 0;
}

static void follow_verdict(struct engine *e, uint32_t slot, usec_t now)
{
	const struct drl_router *r = drl_at(&e->drl, slot);
	struct checked *c = &e->checks.list[slot];
	struct conf_check conf = due_checks(e, r);

	if (!is_of(c, r))
		*c = (struct checked){ .learned = r->learned,
			.hop = hop_to(r->ifindex, r->address) };
	if (c->conf.n_targets != conf.n_targets ||
	    memcmp(c->conf.targets, conf.targets, sizeof(conf.targets)) != 0)
		c->check = (struct check){ .due = 0 };
	c->conf = conf;
	if (conf.n_targets > 0)
		check_start(&c->check, now);
	else
		check_stop(&c->check);
	apply_verdict(e, slot, now);
}

/* A round that opens needs an address to send to; a loss may come from one that is out of date. */
static bool must_ask(const struct drl_router *r, const struct check *c, enum check_verdict before)
{
	if (c->unsent != 0)
		return !has_lladdr(r);
	return c->verdict == CHECK_LOST &&
	       (before != CHECK_LOST ||
		   (c->judged && c->sequence / CHECK_TRIES % ROUNDS_PER_QUESTION == 0));
}

static void advance_slot(struct engine *e, uint32_t slot, usec_t now)
{
	struct drl_router *r = drl_at(&e->drl, slot);
	struct checked *c = &e->checks.list[slot];
	enum check_verdict before = c->check.verdict;

	check_advance(&c->check, &c->conf, &e->checks.secrets, now);
	if (must_ask(r, &c->check, before))
		drl_ask(&e->drl, r, NEIGHBOUR_ASK);
	apply_verdict(e, slot, now);
}

void engine_advance_checks(struct engine *e, usec_t now)
{
	struct checks *cs = &e->checks;

	if (cs->follow || (cs->wanted && drl_has_changed(&e->drl)))
		for (uint32_t i = 0; i < drl_end(&e->drl); i++)
			follow_verdict(e, i, now);
	cs->follow = false;
	for (uint32_t i = 0; cs->wanted && i < drl_end(&e->drl); i++)
		while (check_deadline(&cs->list[i].check) <= now)
			advance_slot(e, i, now);
}

void engine_drop_checks(struct engine *e)
{
	for (uint32_t i = 0; e->checks.wanted && i < drl_end(&e->drl); i++)
		if (!drl_at(&e->drl, i)->used)
			check_stop(&e->checks.list[i].check);
}

usec_t engine_checks_deadline(const struct engine *e)
{
	const struct checks *cs = &e->checks;
	usec_t when = USEC_INFINITY;

	for (uint32_t i = 0; cs->wanted && i < drl_end(&e->drl); i++)
		when = usec_min(when, check_deadline(&cs->list[i].check));
	return when;
}

uint16_t engine_identifier(const struct engine *e)
{
	return e->checks.identifier;
}

bool engine_has_checks(const struct engine *e)
{
	return e->checks.wanted;
}

static void write_request(struct engine *e, const struct drl_router *r, const struct checked *c,
    unsigned target, uint16_t sequence, struct datagram *ret)
{
	const struct link *l = engine_link(e, r->ifindex);
	struct wire_echo echo = { .source = iface_source(&l->iface, r->address)->local,
		.destination = check_address(&c->conf, target, r->address),
		.identifier = e->checks.identifier,
		.sequence = sequence,
		.router = c->hop,
		.secret = c->check.secret };

	wire_encode_echo(e->message, &echo);
	*ret = (struct datagram){ .ifindex = r->ifindex,
		.source = echo.source,
		.destination = echo.destination,
		.data = e->message,
		.len = WIRE_ECHO_LEN };
	e->counters.sent_checks++;
}

bool engine_request(struct engine *e, struct datagram *ret, struct link_address *ret_to, usec_t now)
{
	struct checks *cs = &e->checks;
	bool waits = false;
	unsigned target;
	uint16_t sequence;

	for (uint32_t i = 0; cs->unsent && i < drl_end(&e->drl); i++) {
		const struct drl_router *r = drl_at(&e->drl, i);
		struct checked *c = &cs->list[i];

		/* The obstacle may be new: the next advance follows the list. */
		if (c->check.unsent == 0 || !is_of(c, r))
			continue;
		if (r->path != PATH_OK || !has_lladdr(r) ||
		    !check_pull(&c->check, &c->conf, &target, &sequence, now)) {
			waits = true;
			continue;
		}
		*ret_to = r->lladdr;
		write_request(e, r, c, target, sequence, ret);
		return true;
	}
	cs->unsent = waits;
	return false;
}

bool engine_answer(struct engine *e, const struct datagram *d, usec_t now)
{
	struct drl_router *r;
	struct conf_check conf;
	struct checked *c;
	struct wire_echo echo;

	if (!e->checks.wanted || !wire_decode_echo(d->data, d->len, &echo) ||
	    echo.identifier != e->checks.identifier || !engine_is_own(e, echo.destination))
		return false;
	r = drl_get(&e->drl, echo.router);
	if (r == NULL || engine_find_check(e, r) == NULL)
		return false;
	c = &e->checks.list[drl_slot(&e->drl, r)];
	conf = c->conf;
	if (r->wanted) /* it was kept for want of another; when the targets are back, no other may overtake it */
		conf.successes = 1;
	if (!check_answer(&c->check, &conf, r->address,
		&(struct check_proof){ echo.source, echo.sequence, echo.secret }, now))
		return false;
	e->counters.answers++;
	if (r->dead) /* it forwards: perhaps it also answers its neighbours again */
		drl_ask(&e->drl, r, NEIGHBOUR_ASK);
	apply_verdict(e, drl_slot(&e->drl, r), now);
	return true;
}
