/* SPDX-License-Identifier: BSD-2-Clause */
/* End-to-end checks of one router: rounds, answers and the verdict. */
#include "config.h"

#include "core/host/check.h"

/* Three requests, a quarter of the interval each: the last failed round of a loss ends before the next one
 * would begin. */
static usec_t answer_timeout(const struct conf_check *conf)
{
	return conf->interval / 4;
}

void check_start(struct check *c, usec_t now)
{
	if (c->due == 0)
		c->due = usec_max(now, 1);
}

void check_stop(struct check *c)
{
	c->due = 0;
	c->open = false;
	c->unsent = 0;
	c->awaited = 0;
	c->failed = c->succeeded = 0;
	c->verdict = CHECK_UNKNOWN;
}

static void count_up(uint8_t *rounds)
{
	if (*rounds < UINT8_MAX)
		++*rounds;
}

/* The first success of a new router decides at once: only a lost one has to prove itself for longer. */
static void count_result(struct check *c, const struct conf_check *conf, bool good, usec_t now)
{
	enum check_verdict old = c->verdict;

	c->judged = true;
	if (good) {
		c->failed = 0;
		count_up(&c->succeeded);
		if (old == CHECK_UNKNOWN || c->succeeded >= conf->successes)
			c->verdict = CHECK_GOOD;
	} else {
		c->succeeded = 0;
		count_up(&c->failed);
		if (c->failed >= conf->failures)
			c->verdict = CHECK_LOST;
	}
	if (c->verdict != old)
		c->changed = now;
}

static void ask_all(struct check *c, const struct conf_check *conf)
{
	c->unsent = (uint8_t)((1U << conf->n_targets) - 1);
	c->due = USEC_INFINITY; /* until they are sent */
}

/* Its time begins with its first request: a router whose link-layer address is not known is not blamed. */
static void open_round(
    struct check *c, const struct conf_check *conf, struct secrets *secrets, usec_t now)
{
	c->secret = secret_next(secrets);
	c->sequence = (uint16_t)(c->sequence + CHECK_TRIES);
	c->begun = now;
	c->open = true;
	c->judged = false;
	c->tries = 0;
	c->awaited = 0;
	ask_all(c, conf);
}

bool check_advance(
    struct check *c, const struct conf_check *conf, struct secrets *secrets, usec_t now)
{
	enum check_verdict verdict = c->verdict;
	uint8_t failed = c->failed;

	while (c->due != 0 && c->due <= now) {
		usec_t next = usec_add(c->begun, conf->interval);

		if (!c->open || (c->judged && next <= now)) {
			open_round(c, conf, secrets, now);
		} else if (!c->judged && c->tries < CHECK_TRIES) {
			ask_all(c, conf);
		} else {
			if (!c->judged)
				count_result(c, conf, false, now);
			c->awaited = 0;
			c->due = next;
		}
	}
	return c->verdict != verdict || c->failed != failed;
}

bool check_pull(struct check *c, const struct conf_check *conf, unsigned *ret_target,
    uint16_t *ret_sequence, usec_t now)
{
	if (c->unsent == 0)
		return false;
	if (c->tries == 0)
		c->begun = now;
	c->asked[c->tries] = now;
	*ret_target = (unsigned)__builtin_ctz(c->unsent);
	*ret_sequence = (uint16_t)(c->sequence + c->tries);
	c->unsent &= (uint8_t)(c->unsent - 1);
	c->awaited |= (uint16_t)(1U << (c->tries * CHECK_TARGETS_MAX + *ret_target));
	c->targets[*ret_target].sent++;
	if (c->unsent == 0) {
		c->tries++;
		c->due = usec_add(now, answer_timeout(conf));
	}
	return true;
}

const char *check_verdict_name(enum check_verdict verdict)
{
	static const char *const names[] = { "unknown", "good", "lost" };

	return names[verdict];
}

struct in_addr check_address(const struct conf_check *conf, unsigned target, struct in_addr router)
{
	return conf->targets[target].s_addr == INADDR_ANY ? router : conf->targets[target];
}

/* With all of them answered nothing is left to do before the next round. */
static void end_settled_round(struct check *c, const struct conf_check *conf, usec_t now)
{
	if (!c->judged)
		count_result(c, conf, true, now);
	if (c->unsent == 0 && c->awaited == 0)
		c->due = usec_add(c->begun, conf->interval);
}

bool check_answer(struct check *c, const struct conf_check *conf, struct in_addr router,
    const struct check_proof *proof, usec_t now)
{
	unsigned try = (uint16_t)(proof->sequence - c->sequence);

	if (!c->open || proof->secret != c->secret || try >= CHECK_TRIES)
		return false;
	for (unsigned i = 0; i < conf->n_targets; i++) {
		uint16_t bit = (uint16_t)(1U << (try * CHECK_TARGETS_MAX + i));

		if ((c->awaited & bit) == 0 ||
		    !in_addr_equal(check_address(conf, i, router), proof->source))
			continue;
		c->awaited &= (uint16_t)~bit;
		c->targets[i].answered++;
		c->targets[i].round_trip = usec_max(usec_sub(now, c->asked[try]), 1);
		end_settled_round(c, conf, now);
		return true;
	}
	return false;
}

usec_t check_deadline(const struct check *c)
{
	return c->due == 0 ? USEC_INFINITY : c->due;
}
