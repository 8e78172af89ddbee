/* SPDX-License-Identifier: BSD-2-Clause */
/* The router machine of one interface. */
#include "config.h"

#include "core/router/advertise.h"

#include <stdlib.h>
#include <string.h>

#include "base/rate.h"

void router_init(struct router *r)
{
	*r = (struct router){ .next = USEC_INFINITY,
		.answer = USEC_INFINITY,
		.unsolicited = true,
		.unicast = true,
		.min_delay = MIN_DELAY_BETWEEN_ADVERTISEMENTS,
		.to = { .n = 1 } };
}

void router_fini(struct router *r)
{
	free(r->entries);
	free(r->said);
	free(r->withdrawn);
	free(r->farewells);
}

bool router_reserve(struct router *r, unsigned n)
{
	struct wire_entry *p;
	struct farewell *farewells;
	bool *said;

	n += r->n_withdrawn + r->n_entries;
	if (n <= r->capacity)
		return true;
	if ((p = realloc(r->entries, n * sizeof(*p))) == NULL)
		return false;
	r->entries = p;
	if ((p = realloc(r->withdrawn, n * sizeof(*p))) == NULL)
		return false;
	r->withdrawn = p;
	if ((farewells = realloc(r->farewells, n * sizeof(*farewells))) == NULL)
		return false;
	r->farewells = farewells;
	if ((said = realloc(r->said, 2 * n * sizeof(*said))) == NULL)
		return false;
	r->said = said;
	r->capacity = n;
	return true;
}

static const struct wire_entry *find_entry(
    const struct wire_entry *entries, unsigned n, struct in_addr address)
{
	for (unsigned i = 0; i < n; i++)
		if (in_addr_equal(entries[i].address, address))
			return &entries[i];
	return NULL;
}

static void move_farewell(struct router *r, unsigned from, unsigned to)
{
	r->withdrawn[to] = r->withdrawn[from];
	r->farewells[to] = r->farewells[from];
}

/* Forgets farewells that were sent often enough. They stay until now, since the message handed out has them. */
static void forget_said(struct router *r)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < r->n_withdrawn; i++)
		if (r->farewells[i].said < FAREWELL_COPIES)
			move_farewell(r, i, kept++);
	r->n_withdrawn = kept;
}

/* The message being sent, if any, begins anew. */
static void begin_again(struct router *r)
{
	r->offset = r->turn = r->n_leaving = 0;
}

/* RFC 1256 4.3: addresses no longer listed are withdrawn; all of them at the end, else just those
 * . One that comes back before its farewell needs none. */
static void withdraw_missing(
    struct router *r, const struct wire_entry *entries, unsigned n, usec_t now)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < r->n_withdrawn; i++)
		if (find_entry(entries, n, r->withdrawn[i].address) == NULL)
			move_farewell(r, i, kept++);
	r->n_withdrawn = kept;
	for (unsigned i = 0; i < r->n_entries; i++) {
		if (!r->said[i] || find_entry(entries, n, r->entries[i].address) != NULL)
			continue;
		r->withdrawn[r->n_withdrawn] = r->entries[i];
		r->farewells[r->n_withdrawn++] = (struct farewell){ .due = now };
	}
}

/* True if hosts may know the address from us. They may have missed the farewells so far. */
static bool is_on_air(const struct router *r, struct in_addr address)
{
	for (unsigned i = 0; i < r->n_entries; i++)
		if (in_addr_equal(r->entries[i].address, address))
			return r->said[i];
	return find_entry(r->withdrawn, r->n_withdrawn, address) != NULL;
}

/* True if the new list differs from the old one for a host. */
static bool is_news(struct router *r, const struct wire_entry *entries, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const struct wire_entry *old = find_entry(
		    r->entries, r->n_entries, entries[i].address);

		if (old == NULL || old->preference != entries[i].preference)
			return true;
	}
	return false;
}

static usec_t earliest_multicast(const struct router *r, usec_t now)
{
	if (!r->multicast_sent)
		return now;
	return usec_max(now, usec_add(r->last_multicast, r->min_delay));
}

void router_configure(struct router *r, const struct conf_iface *ci, usec_t now)
{
	r->unsolicited = ci->max_advertisement_interval != 0;
	r->unicast = ci->solicited_reply == REPLY_UNICAST;
	r->min_delay = ci->min_delay_between_advertisements;
	r->to = ci->advertisement_address;
	begin_again(r);
	if (!r->unsolicited)
		r->next = USEC_INFINITY;
	else if (r->advertising)
		r->next = usec_min(r->next, usec_add(now, ci->max_advertisement_interval));
	/* A longer minimum distance also delays what is already scheduled. */
	if (r->next != USEC_INFINITY)
		r->next = usec_max(r->next, earliest_multicast(r, now));
}

void router_set(struct router *r, const struct wire_entry *entries, unsigned n, usec_t now)
{
	bool news = is_news(r, entries, n);

	forget_said(r);
	for (unsigned i = 0; i < n; i++)
		r->said[r->capacity + i] = is_on_air(r, entries[i].address);
	withdraw_missing(r, entries, n, now);
	if (n > 0) {
		memcpy(r->entries, entries, n * sizeof(*entries));
		memcpy(r->said, r->said + r->capacity, n * sizeof(*r->said));
	}
	r->n_entries = n;
	begin_again(r);
	if (n == 0) {
		r->advertising = false;
		r->next = r->answer = USEC_INFINITY;
		r->n_queue = 0;
	} else if (!r->advertising) { /* RFC 1256 4.3: starts like a new one. */
		r->advertising = true;
		r->initial = 0;
		if (r->unsolicited)
			r->next = earliest_multicast(r, now);
	} else if (news && r->unsolicited) {
		r->next = usec_min(r->next, earliest_multicast(r, now));
	}
}

void router_keep(struct router *r)
{
	for (unsigned i = 0; i < r->n_entries; i++)
		r->said[i] = false;
}

void router_silence(struct router *r)
{
	r->advertising = false;
	r->n_entries = r->n_withdrawn = r->n_queue = 0;
	begin_again(r);
	r->next = r->answer = USEC_INFINITY;
}

void router_hurry(struct router *r, usec_t now)
{
	r->ending = true;
	for (unsigned i = 0; i < r->n_withdrawn; i++)
		r->farewells[i].due = now;
}

void router_yield(struct router *r, struct in_addr address)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < r->n_withdrawn; i++)
		if (!in_addr_equal(r->withdrawn[i].address, address))
			move_farewell(r, i, kept++);
	r->n_withdrawn = kept;
	begin_again(r);
}

static const struct rate_limit unicast_limit = { USEC_PER_SEC / UNICAST_RATE, UNICAST_RATE };
static const struct rate_limit neighbour_limit = { UNICAST_INTERVAL, 1 };

/* The interface's bucket comes first: a neighbour that it refuses has not had its unicast answer. */
static bool may_unicast(struct router *r, usec_t *neighbour, usec_t now)
{
	usec_t unicasts = r->unicasts;

	if (r->n_queue == UNICAST_QUEUE || !rate_take(&unicasts, &unicast_limit, now) ||
	    !rate_take(neighbour, &neighbour_limit, now))
		return false;
	r->unicasts = unicasts;
	return true;
}

/* RFC 1256 4.3: a random delay, one answer for all solicitations of that time. The least distance
 * makes the delay longer, but never longer than MAX_RESPONSE_DELAY: an answer that comes later comes
 * after the next solicitation. */
static void answer_by_multicast(struct router *r, struct rng *rng, usec_t now)
{
	usec_t latest = usec_add(now, MAX_RESPONSE_DELAY), answer;

	if (r->answer <= latest)
		return;
	answer = usec_add(now, rng_between(rng, 0, MAX_RESPONSE_DELAY));
	r->answer = usec_min(usec_max(answer, earliest_multicast(r, now)), latest);
}

/* RFC 1256 4.3: unicast to the soliciting neighbour, or multicast; always multicast if the source is 0.
 * [R-7] */
enum reason router_solicited(
    struct router *r, struct in_addr source, usec_t *neighbour, struct rng *rng, usec_t now)
{
	if (!r->advertising)
		return REASON_NOT_ADVERTISING;
	if (r->unicast && source.s_addr != INADDR_ANY && may_unicast(r, neighbour, now))
		r->queue[r->n_queue++] = source;
	else
		answer_by_multicast(r, rng, now);
	return REASON_NONE;
}

bool router_ask(struct router *r, usec_t now)
{
	if (r->advertising)
		r->answer = usec_min(r->answer, earliest_multicast(r, now));
	return r->advertising;
}

/* RFC 1256 4.3: each multicast advertisement sets the timer to a uniformly random value. The first
 * few are shorter, but not below the operator's least distance. An answer to a solicitation counts
 * [R-7]. */
static void sent_multicast(
    struct router *r, const struct conf_iface *ci, struct rng *rng, usec_t now)
{
	usec_t interval = USEC_INFINITY;

	if (r->unsolicited)
		interval = rng_between(
		    rng, ci->min_advertisement_interval, ci->max_advertisement_interval);
	if (r->unsolicited && r->initial < MAX_INITIAL_ADVERTISEMENTS) {
		r->initial++;
		interval = usec_min(interval, MAX_INITIAL_ADVERT_INTERVAL);
		interval = usec_max(
		    interval, usec_min(r->min_delay, ci->max_advertisement_interval));
	}
	r->next = usec_add(now, interval);
	r->answer = USEC_INFINITY;
	r->multicast_sent = true;
	r->last_multicast = now;
}

/* Hands out the next part of a list; true when that was the last one. */
static bool next_part(struct router *r, const struct wire_entry *entries, unsigned n,
    unsigned entries_max, struct router_message *ret)
{
	ret->entries = entries + r->offset;
	ret->n = n - r->offset < entries_max ? n - r->offset : entries_max;
	for (unsigned i = 0; i < ret->n && entries == r->entries; i++)
		r->said[r->offset + i] = true;
	r->offset += ret->n;
	if (r->offset < n)
		return false;
	r->offset = 0;
	return true;
}

/* Hands out the next part of a list for the next destination; true when that was the last part for the last
 * one. After the named hosts, the group gets the messages that concern other hosts too: multicast answers,
 * and farewells, since those hosts may have had an answer. */
static bool next_message(struct router *r, const struct wire_entry *entries, unsigned n,
    unsigned entries_max, struct router_message *ret)
{
	bool group = in_addr_is_host(r->to.list[0]) &&
		     (r->answer != USEC_INFINITY || entries == r->withdrawn);

	if (r->turn < r->to.n)
		ret->destination = r->to.list[r->turn];
	r->turn += next_part(r, entries, n, entries_max, ret);
	if (r->turn < r->to.n + group)
		return false;
	r->turn = 0;
	return true;
}

/* Those that are due now are one message: they come to the front. */
static void gather_farewells(struct router *r, usec_t now)
{
	forget_said(r);
	r->n_leaving = 0;
	for (unsigned i = 0; i < r->n_withdrawn; i++) {
		struct wire_entry entry = r->withdrawn[i];
		struct farewell farewell = r->farewells[i];

		if (farewell.due > now)
			continue;
		move_farewell(r, r->n_leaving, i);
		r->withdrawn[r->n_leaving] = entry;
		r->farewells[r->n_leaving++] = farewell;
	}
}

/* When those that have just left come again. */
static void repeat_farewells(struct router *r, usec_t now)
{
	for (unsigned i = 0; i < r->n_leaving; i++) {
		struct farewell *f = &r->farewells[i];
		usec_t pause = f->said == 0 ? FAREWELL_SECOND : FAREWELL_THIRD;

		if (r->ending)
			pause /= FAREWELL_HURRY;
		f->due = ++f->said < FAREWELL_COPIES ? usec_add(now, pause) : USEC_INFINITY;
	}
	r->n_leaving = 0;
}

static bool say_farewell(
    struct router *r, unsigned entries_max, usec_t now, struct router_message *ret)
{
	if (r->offset == 0 && r->turn == 0)
		gather_farewells(r, now);
	if (r->n_leaving == 0)
		return false;
	if (next_message(r, r->withdrawn, r->n_leaving, entries_max, ret))
		repeat_farewells(r, now);
	return true;
}

bool router_transmit(struct router *r, const struct conf_iface *ci, unsigned entries_max,
    struct rng *rng, usec_t now, struct router_message *ret)
{
	*ret = (struct router_message){ 0 };
	if (say_farewell(r, entries_max, now, ret))
		return true;
	if (r->n_queue == 0 && r->next > now && r->answer > now)
		return false;
	ret->lifetime = ci->advertisement_lifetime;
	if (r->n_queue > 0) {
		ret->destination = r->queue[0];
		if (next_part(r, r->entries, r->n_entries, entries_max, ret)) {
			r->n_queue--;
			memmove(r->queue, r->queue + 1, r->n_queue * sizeof(r->queue[0]));
		}
		return true;
	}
	if (next_message(r, r->entries, r->n_entries, entries_max, ret))
		sent_multicast(r, ci, rng, now);
	return true;
}

usec_t router_deadline(const struct router *r)
{
	usec_t when = usec_min(r->next, r->answer);

	if (r->n_queue > 0)
		return 0;
	for (unsigned i = 0; i < r->n_withdrawn; i++)
		when = usec_min(when, r->farewells[i].due);
	return when;
}
