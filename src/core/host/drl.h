/* SPDX-License-Identifier: BSD-2-Clause */
/* The default router list (RFC 1256 5.1, 5.3): bounded, aged, ranked; decides which routers are wanted.
 *
 * drl_update() takes one address of an advertisement, drl_select() chooses. Everything else is a
 * fact about a router: its interface, its neighbour state, a refusal by the kernel. Nothing is allocated
 * after drl_configure(). Finding a router is O(1), its deadlines O(log n), choosing O(n log n). It chooses
 * only after a relevant change, and a refresh is none.
 *
 * Nothing authenticates an advertisement (RFC 1256 7), so an answer to ARP is the only proof that a router
 * exists. One rule follows: a proven router (drl_is_proven()) is never displaced, evicted or starved by
 * one that is not. While none is proven, it uses the best at once and asks all of them. The first that
 * answers is the measure for the rest. As a standby that its checks do not call good it is one for want of
 * another.
 *
 * How a router stands:
 *   usable    eligible, on the link of an interface that is up, not refused by the kernel just now
 *   alive     usable, its link has carrier, the neighbour table does not say FAILED, nor checks WAY_LOST
 *   proven    its neighbour entry is valid, or it has answered since it was last out of use
 *   waiting   alive and better than a proven one, but not yet confirmed to answer (drl_select()); or, as a standby,
 *             just being asked again
 *   wanted    chosen: gets a default route
 *   withdrawn it said farewell, and has contradicted an earlier farewell by advertising again; it remains
 *             as the last resort while it answers, for LAST_RESORT_TIME and while no other is usable
 *   kept      comes first as the longest-lived, while damping is active (damping.h)
 */
#ifndef RDISC_CORE_HOST_DRL_H
#define RDISC_CORE_HOST_DRL_H

#include "model/conf.h"
#include "model/event.h"
#include "core/host/damping.h"
#include "base/slots.h"
#include "core/wire.h"

/* The kernel's own verdict comes 3.05 s after the question. A newcomer that has a valid neighbour entry and
 * no verdict by then is taken; one that has none is asked again. */
#define CONFIRM_TIME        (3100 * USEC_PER_MSEC)
/* A router that is in use before it could answer keeps its place for this long, whichever answers first. */
#define ANSWER_GRACE        (500 * USEC_PER_MSEC)
/* An answer that the kernel has just had is doubted at once; one that is older than that, a sign that a
 * conversation got on, is asked for again. */
#define FRESH_TIME          USEC_PER_SEC
/* The kernel asks a doubted router this long after the next packet to it (delay_first_probe_time). */
#define DOUBT_TIME          (5 * USEC_PER_SEC)
/* A dead router is asked again this often. */
#define DEAD_RETRY_INTERVAL (10 * USEC_PER_SEC)
/* Standbys that are asked every probe_interval are asked less often where there are many: so many of them a second. */
#define STANDBYS_ASKED      10
/* A route the kernel refused is tried again after 1 s, 2 s, 4 s … at most this. */
#define REFUSED_RETRY_MAX   (64 * USEC_PER_SEC)

/* How long a router that contradicts its farewells remains as last resort: until the next burst of
 * solicitations, a minute after the last, and its answers. */
#define LAST_RESORT_TIME    (75 * USEC_PER_SEC)
/* The list remembers this many farewells, each for this long: an advertisement comes within
 * MAX_ADVERTISEMENT_INTERVAL. */
#define FAREWELLS_KEPT      8
#define CONTRADICTION_TIME  (1800 * USEC_PER_SEC)

/* So many routers of one preference level are in use at once. The kernel goes through all routes of one metric
 * to add one, and connections gain nothing from more. */
#define EQUALS_MAX          32

/* How the router's address can be reached from its interface. */
enum path {
	PATH_NONE,       /* not on the link now: interface down, address gone */
	PATH_NO_CARRIER, /* on the link, but the cable is out */
	PATH_OK,
};

/* The verdict of end-to-end checks on a router (check.h). */
enum way {
	WAY_UNKNOWN,  /* there are no checks, or nothing could be sent */
	WAY_PENDING,  /* no verdict yet */
	WAY_OUT,      /* packets come back through it */
	WAY_DOUBTFUL, /* that was so; now there are failures, too few for a verdict */
	WAY_LOST,     /* it leads nowhere, though it may answer its neighbours */
};

/* The routers behind the default route. */
enum standing {
	STANDING_NONE,        /* no usable router */
	STANDING_ALIVE,       /* at least one that is alive */
	STANDING_LAST_RESORT, /* all are dead or withdrawn; the best one is kept rather than none */
	STANDING_FOREIGN,     /* all are dead; a foreign default route takes over */
};

/* A router in the list. */
struct drl_router {
	bool used;        /* the slot is */
	bool heard;       /* in this run */
	bool overridden;  /* the preference is, by policy on this router */
	bool onlink;      /* the operator says that it is on the link, in whatever subnet */
	bool dead;        /* FAILED, and not REACHABLE since */
	bool confirmed;   /* answered, or was valid in use, or long, since it was last out of use */
	bool doubtful;    /* used alone, and may be replaced: not believed for long */
	bool contradicts; /* advertised again after a farewell */
	bool withdrawn;   /* said farewell, and is the last resort */
	bool fresh;       /* its first answer has not been doubted */
	bool wanted, wanted_before;
	uint8_t questions; /* not yet pulled: a bit for each kind */
	enum path path;
	enum neighbour_state neighbour;
	enum way way;
	uint16_t lifetime; /* seconds, as last advertised */
	uint16_t step;  /* wanted: 0 for the first, 1 for its equals or the next preference … */
	uint8_t choice; /* that it is part of, by place in the list of choices */
	unsigned ifindex;
	uint32_t table; /* of its route */
	struct in_addr address;
	struct in_addr source; /* of the last advertisement that named it */
	int32_t advertised;    /* its own preference level */
	int32_t preference;    /* … that counts (trust_preference()) */
	usec_t learned;        /* the first advertisement of this run; a farewell does not end it */
	usec_t answer_by;      /* in use: until then another's answer does not displace it */
	usec_t deadline; /* RFC 1256 5.3: the timer; `lifetime` after the last advertisement */
	usec_t changes;  /* token bucket: what its source may change */
	usec_t wanted_since;
	usec_t confirm_by;    /* a newcomer's last moment to answer; 0: not waiting */
	usec_t ask_at;        /* the next question for a sign of life; 0: none */
	usec_t answered;      /* the last sign of life that the kernel told of; 0: none */
	usec_t doubts;        /* token bucket */
	usec_t refused_until; /* by the kernel */
	unsigned refusals;
	struct link_address lladdr; /* the last one known */
};

/* A proven router that said farewell: whether it contradicts that shows later. */
struct drl_farewell {
	struct hop hop; /* ifindex 0: none */
	usec_t time;
	usec_t learned;
};

/* One address of an advertisement, with all that decides about its place. */
struct drl_offer {
	struct wire_entry entry;
	int32_t preference; /* the level that counts */
	bool overridden;    /* … it is the operator's, for this router */
	bool onlink;        /* the operator says that it is on the link */
	uint16_t lifetime;  /* seconds */
	struct in_addr source;
	enum neighbour_state neighbour; /* the kernel's, as far as known */
};

/* The choice for one routing table. Routers of different tables do not compete, so each table has its own. */
struct drl_choice {
	uint32_t table;
	bool used;         /* an interface of a host has it */
	bool foreign;      /* a foreign default route would take over from its last router */
	uint32_t first;    /* of its routers in drl.order; they are together … */
	uint32_t n_wanted; /* … and so many */
	uint32_t n_alive;  /* at the last choice, and not waiting */
	enum standing standing;
	struct damping damping;
};

struct drl {
	struct drl_router *routers;                /* by slot */
	struct slots slots;                        /* by interface and address */
	uint32_t *order;                           /* the wanted ones, by choice, best first */
	struct drl_choice choices[TABLES_MAX + 1]; /* the general table's first; the last is none */
	unsigned n_choices;
	uint32_t max, iface_max;
	struct map counts; /* interface -> number of routers */
	struct event_ring *events;
	uint32_t n_questions; /* slots with questions */
	uint32_t cursor;      /* where drl_query() goes on */
	usec_t probe_interval;
	struct hop left; /* the last router that was lost while in use, and why */
	enum reason left_reason;
	struct drl_farewell farewells[FAREWELLS_KEPT]; /* a ring */
	unsigned next_farewell;
	bool changed; /* drl_select() has something to do */
};

/* Events go to `events`, which outlives the list. */
void drl_init(struct drl *drl, uint64_t seed, struct event_ring *events);
void drl_fini(struct drl *drl);

/* Takes the tables that routers may belong to, the general one first, at most TABLES_MAX; `used`: a bit for each that
 * interfaces of a host have. A table that stays keeps how it stands. */
void drl_set_tables(struct drl *drl, const uint32_t *tables, size_t n, uint32_t used);

/* Takes caps and intervals, and the tables of the configuration; ends damping. False: no memory for the caps, the old
 * ones stay. A cap below the number known only stops growth. */
bool drl_configure(struct drl *drl, const struct conf *conf, usec_t now);

/* Takes one address of a valid advertisement on `iface`. The caller has judged it a neighbour that can be
 * a gateway (RFC 1256 5.3). Returns REASON_NONE or REASON_TABLE_FULL. */
enum reason drl_update(
    struct drl *drl, const struct iface *iface, const struct drl_offer *offer, usec_t now);

/* Does a router in the list (NULL: it is in none) advertise what it did before? Then its time runs anew. */
bool drl_renew(struct drl *drl, const struct drl_router *known, int32_t preference,
    uint16_t lifetime, struct in_addr source, usec_t now);

/* Returns the token bucket of a router as a source; NULL: unknown. */
usec_t *drl_changes(struct drl *drl, struct hop hop);

/* Gives it the preference level of the policy, `overridden` by a section of this router. */
void drl_prefer(struct drl *drl, struct hop hop, bool overridden, int32_t preference, usec_t now);

/* Takes the operator's word that it is on the link, in whatever subnet; drl_set_iface() is due then. */
void drl_set_onlink(struct drl *drl, struct hop hop, bool onlink);

/* Rules it out, since the policy does not want it any more. */
void drl_forget(struct drl *drl, struct hop hop, enum reason reason, usec_t now);

/* Adds a router known from an earlier run, with its deadline of then. */
void drl_restore(struct drl *drl, const struct iface *iface, const struct drl_offer *offer,
    usec_t deadline, usec_t now);

/* Marks a router just learned as in use already, from an earlier run; `place` orders several. */
void drl_adopt(struct drl *drl, struct hop hop, usec_t place);

/* Does everything that is due. */
void drl_advance(struct drl *drl, usec_t now);

/* Takes the state of an interface in use as host. */
void drl_set_iface(struct drl *drl, const struct iface *iface, usec_t now);

/* Forgets the routers of an interface that is no longer in use as host. */
void drl_del_iface(struct drl *drl, unsigned ifindex, enum reason reason, usec_t now);

/* Takes the present verdict of the checks of a router in the list. */
void drl_set_way(struct drl *drl, struct drl_router *r, enum way way, usec_t now);

void drl_set_neighbour(struct drl *drl, const struct neighbour *n, usec_t now);

/* Tells that the kernel refused a route through this router / took it. Returns whether it has refused the one
 * before as well. */
bool drl_refuse(struct drl *drl, struct hop hop, usec_t now);
void drl_accept(struct drl *drl, struct hop hop);

/* Chooses anew for each table if something relevant changed; true if it did. `foreign` says where a foreign default
 * route would take over: a bit for each choice. */
bool drl_select(struct drl *drl, const struct conf *conf, uint32_t foreign, usec_t now);

/* NULL: unknown. */
const struct drl_router *drl_find(const struct drl *drl, struct hop hop);

/* Pulls a question to the kernel's neighbour table; false: none left. */
bool drl_query(struct drl *drl, struct neighbour_query *ret);

/* Returns when something will be due; USEC_INFINITY: never. */
usec_t drl_deadline(const struct drl *drl);

/* Its neighbour entry is valid, or it has answered since it was last out of use. */
bool drl_is_proven(const struct drl_router *r);
bool drl_is_alive(const struct drl_router *r, usec_t now);

/* Walks over the routers known; `*cursor` is 0 at first. NULL: no more. */
const struct drl_router *drl_next(const struct drl *drl, uint32_t *cursor);

/* A router keeps its slot as long as it is in the list, so others can keep something by it. The router of a
 * slot below drl_end() may be unused. */
static inline uint32_t drl_end(const struct drl *drl)
{
	return drl->slots.end;
}
static inline uint32_t drl_slot(const struct drl *drl, const struct drl_router *r)
{
	return (uint32_t)(r - drl->routers);
}
static inline struct drl_router *drl_at(struct drl *drl, uint32_t slot)
{
	return &drl->routers[slot];
}

/* Returns how many slots there is room for; it never shrinks. */
static inline uint32_t drl_capacity(const struct drl *drl)
{
	return drl->slots.capacity;
}

/* Returns whether drl_select() has something to do. */
static inline bool drl_has_changed(const struct drl *drl)
{
	return drl->changed;
}

/* Returns the choice that a router is part of. */
static inline const struct drl_choice *drl_choice_of(
    const struct drl *drl, const struct drl_router *r)
{
	return &drl->choices[r->choice];
}

/* Returns the choice's wanted router at that place, from 0 for the best one; NULL: there are fewer. */
const struct drl_router *drl_wanted(
    const struct drl *drl, const struct drl_choice *c, uint32_t place);

/* Finds the wanted router at that place of all choices, one behind the other. Returns its choice, and moves *place to
 * its place there; NULL: there are fewer. How many there are. */
const struct drl_choice *drl_choice_at(const struct drl *drl, uint32_t *place);
uint32_t drl_n_wanted(const struct drl *drl);

/* Returns what the default routes stand on since the last choice: the first of the tables in use that has no router
 * alive decides. */
enum standing drl_standing(const struct drl *drl);

/* Returns the router that damping keeps first, and until when; false: damping is not active there. */
bool drl_damping(const struct drl_choice *c, struct hop *ret, usec_t *ret_until);

/* Returns why that router was lost, if it is the last one that was lost while in use; else REASON_NONE. */
enum reason drl_why_lost(const struct drl *drl, struct hop hop);

/* Returns the last advertisement of this run; 0: there was none. */
static inline usec_t drl_heard(const struct drl_router *r)
{
	return r->heard ? usec_sub(r->deadline, r->lifetime * USEC_PER_SEC) : 0;
}

#endif
