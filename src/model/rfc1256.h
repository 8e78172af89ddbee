/* SPDX-License-Identifier: BSD-2-Clause */
/* Every number RFC 1256 fixes: constants, and the defaults and bounds of its variables.
 *
 * Protocol constants carry their unit (usec_t). Variables are in seconds, as operators write them.
 */
#ifndef RDISC_MODEL_RFC1256_H
#define RDISC_MODEL_RFC1256_H

#include <netinet/in.h>
#include <stdint.h>

#include "base/util.h"

/* RFC 1256 3: message formats. */
#define ICMP_TYPE_ROUTER_ADVERTISEMENT     9
#define ICMP_TYPE_ROUTER_SOLICITATION      10
#define ICMP_HEADER_LEN                    8 /* bytes, of both messages: everything before the entries */
#define ADDR_ENTRY_SIZE                    2 /* 32-bit words per entry in this version of the protocol */
#define NUM_ADDRS_MAX                      255       /* the field has 8 bits */
#define PREFERENCE_INELIGIBLE              INT32_MIN /* 0x80000000: not to be used as default router */
#define PREFERENCE_LOWEST                  (-INT32_MAX) /* of those that may be used */

/* RFC 1256 6: protocol constants. */
#define MAX_INITIAL_ADVERT_INTERVAL        (16 * USEC_PER_SEC)
#define MAX_INITIAL_ADVERTISEMENTS         3
#define MAX_RESPONSE_DELAY                 (2 * USEC_PER_SEC)
#define MAX_SOLICITATION_DELAY             (1 * USEC_PER_SEC)
#define SOLICITATION_INTERVAL              (3 * USEC_PER_SEC)
#define MAX_SOLICITATIONS                  3

/* RFC 1256 4.1: router variables, seconds. */
#define MAX_ADVERTISEMENT_INTERVAL_MIN     4
#define MAX_ADVERTISEMENT_INTERVAL_MAX     1800
#define MAX_ADVERTISEMENT_INTERVAL_DEFAULT 600
#define MIN_ADVERTISEMENT_INTERVAL_MIN     3
#define ADVERTISEMENT_LIFETIME_MAX         9000
/* MinAdvertisementInterval and AdvertisementLifetime follow the Max they derive from. */
#define MIN_ADVERTISEMENT_INTERVAL_OF(max) ((max)*3 / 4)
#define ADVERTISEMENT_LIFETIME_OF(max_sec) ((max_sec)*3)
#define PREFERENCE_LEVEL_DEFAULT           0
/* No variable of the RFC: multicast advertisements are never closer than the smallest interval it
 * permits, however many solicitations or changes there are; last words are the exception. */
#define MIN_DELAY_BETWEEN_ADVERTISEMENTS   (MIN_ADVERTISEMENT_INTERVAL_MIN * USEC_PER_SEC)

/* RFC 1256 4.1 and 5.1: where messages go. In host order. */
#define GROUP_ALL_SYSTEMS                  INADDR_ALLHOSTS_GROUP /* 224.0.0.1: AdvertisementAddress */
#define GROUP_ALL_ROUTERS                  INADDR_ALLRTRS_GROUP /* 224.0.0.2: SolicitationAddress */

#endif
