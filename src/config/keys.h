/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of everything that can be configured: name, type, bounds and where it goes.
 *
 * The file and the command line set values through it, so both check alike; --check's messages, the
 * tests of every key and the check of the manual page are driven by it.
 */
#ifndef RDISC_CONFIG_KEYS_H
#define RDISC_CONFIG_KEYS_H

#include "model/conf.h"

/* Where a key stands, and the struct it is set in. */
enum confkey_section {
	SECTION_DAEMON,    /* daemon { }: struct conf */
	SECTION_ROUTES,    /* routes { }: struct conf */
	SECTION_INTERFACE, /* interface NAME { }: struct conf_iface */
	SECTION_ADDRESS,   /* … address A.B.C.D { }: struct conf_address */
	SECTION_ROUTER,    /* … router A.B.C.D { }: struct conf_router */
	SECTION_TRACK,     /* track NAME { }: struct conf_track */
	SECTION_MAX,
};

enum confkey_type {
	KEY_BOOL,
	KEY_NUMBER,                /* uint32_t */
	KEY_PROTOCOL,              /* uint8_t, or ra */
	KEY_SECONDS,               /* usec_t; decimals are allowed; bounds in seconds */
	KEY_INTERVAL,              /* the same, or 0 whatever the minimum */
	KEY_SHORT_TIME,            /* usec_t; decimals are allowed; bounds in milliseconds */
	KEY_LIFETIME,              /* uint16_t, seconds */
	KEY_PREFERENCE,            /* int32_t, decimal or hexadecimal bits, or ineligible */
	KEY_LEVEL,                 /* the same, but not ineligible */
	KEY_PREFERENCE_OF_ADDRESS, /* that, in struct conf_address, and remembers that it is set */
	KEY_PREFERENCE_OF_ROUTER,  /* the same in struct conf_router */
	KEY_GROUP,   /* 224.0.0.1, 224.0.0.2, multicast, broadcast, 255.255.255.255, or a host */
	KEY_ADDRESS, /* any unicast IPv4 address */
	KEY_TABLE,   /* main or a number */
	KEY_MTU,     /* number, or lock:number; struct conf */
	KEY_ROLE,
	KEY_INSTALL,
	KEY_REPLY,
	KEY_UNICAST,
	KEY_TRACK_KIND,
	KEY_LOG_LEVEL, /* int, of syslog(3) */
	KEY_ON_LOSS,   /* ineligible, withdraw, or preference -N; struct conf_track */
	KEY_TEXT,      /* const char *, pointing to the text itself; bounds of its length */
	KEY_PATH,      /* the same, absolute */
	KEY_SOCKET,    /* the same, or none */
	KEY_PREFIXES,  /* struct conf_prefixes: A.B.C.D or A.B.C.D/LEN, with commas between */
	KEY_TARGETS,   /* struct conf_check: A.B.C.D or router, with commas between; or none */
	KEY_DESTINATIONS, /* struct conf_destinations: of the same words one, or hosts, with commas between */
};

/* In which role a key of an interface has an effect. */
enum confkey_role { ROLE_ANY, ROLE_OF_HOST, ROLE_OF_ROUTER };

struct confkey {
	enum confkey_section section;
	enum confkey_role role;
	const char *name;
	enum confkey_type type;
	size_t offset; /* in the section's struct */
	int64_t min, max;
	const char *expects; /* what a value looks like: "a number of seconds from 4 to 1800" */
	const char *clause;  /* where the bounds come from, or NULL */
};

/* There are no more. */
#define CONFKEYS_MAX 80

extern const struct confkey confkeys[];
extern const size_t n_confkeys;

const char *confkey_section_name(enum confkey_section section);

/* Finds a key; NULL: no such key. */
const struct confkey *confkey_find(enum confkey_section section, const char *name);

/* Returns the key of the section whose name comes nearest; NULL: none is near. */
const char *confkey_nearest(enum confkey_section section, const char *name);

/* Sets the value in the section's struct. False: `text` is not what key->expects, nothing set.
 * Texts are not copied. */
bool confkey_set(const struct confkey *key, void *base, const char *text);

/* True if the value is a list, to which confkey_add() adds. The file may write it as {a, b}. */
bool confkey_is_list(const struct confkey *key);
bool confkey_add(const struct confkey *key, void *base, const char *text);

/* Parses an address that a machine can have and be reached at. */
bool confkey_parse_address(const char *text, struct in_addr *ret);

/* Returns the words for an enum's values, in messages: the first NULL ends the list. */
const char *const *confkey_words(enum confkey_type type);

#endif
