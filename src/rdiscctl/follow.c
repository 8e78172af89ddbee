/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of events at the client. */
#include "config.h"

#include "rdiscctl/follow.h"

#include <errno.h>
#include <unistd.h>

#include "rdiscctl/answer.h"
#include "rdiscctl/client.h"
#include "system/clock.h"

/* How often to look whether the daemon has come. */
#define RETRY      (100 * USEC_PER_MSEC)
/* A daemon that is there answers in this time, so that with less to wait it is not missed. */
#define LEAST_TIME USEC_PER_SEC

/* A place may come free; nothing else that the daemon refuses changes by itself. */
static int error_of_refusal(const json_t *packet)
{
	return answer_is(answer_object(packet, "error"), "code", "busy") ? -EBUSY : -EOPNOTSUPP;
}

/* The answer is waited for until the client's deadline, what follows until this one. */
static int follow_events_until(struct client *c, usec_t deadline,
    bool (*take)(const json_t *packet, void *arg), void *arg, json_t **ret_refusal)
{
	json_t *packet, *request = json_pack("{s:s, s:b}", "command", "events", "follow", 1);
	int error = request == NULL ? -ENOMEM : client_ask(c, request, &packet);
	bool more = true;

	json_decref(request);
	c->deadline = deadline;
	while (error == 0) {
		if (answer_object(packet, "error") != NULL) {
			*ret_refusal = packet;
			return error_of_refusal(packet);
		}
		more = take(packet, arg);
		json_decref(packet);
		if (!more)
			return 0;
		error = client_receive(c, USEC_INFINITY, &packet);
	}
	return error;
}

static int follow_until(const char *path, usec_t answer_by, usec_t deadline,
    bool (*take)(const json_t *packet, void *arg), void *arg, json_t **ret_refusal)
{
	struct client c;
	int error = client_open(&c, path, answer_by);

	if (error != 0)
		return error;
	error = follow_events_until(&c, deadline, take, arg, ret_refusal);
	client_close(&c);
	return error;
}

int follow_events(const char *path, bool (*take)(const json_t *packet, void *arg), void *arg,
    json_t **ret_refusal)
{
	*ret_refusal = NULL;
	return follow_until(path, USEC_INFINITY, USEC_INFINITY, take, arg, ret_refusal);
}

/* The condition that rdiscctl wait waits for. */
struct wanted {
	bool router;
	const char *interface;
	json_t *found;
};

/* Takes the router of a snapshot or an event if it is the one waited for. */
static bool record_router(struct wanted *w, json_t *found)
{
	if (!json_is_object(found) ||
	    (w->interface != NULL && !answer_is(found, "interface", w->interface)))
		return false;
	w->found = json_incref(found);
	return true;
}

/* For follow_events(): goes on until it is there. */
static bool is_router_there(const json_t *packet, void *arg)
{
	struct wanted *w = arg;

	if (answer_is(packet, "type", "snapshot"))
		return w->router && !record_router(w, answer_object(answer_object(packet, "daemon"),
							  "default_router"));
	if (!answer_is(packet, "event", "default_router_changed") ||
	    answer_text(packet, "router") == NULL)
		return true;
	return !record_router(w, (json_t *)packet);
}

/* Errors that a daemon which starts, ends, is restarted, stopped or busy makes. */
static bool is_passing(int error)
{
	return client_is_absent(error) || error == -ECONNRESET || error == -ETIMEDOUT ||
	       error == -EBUSY;
}

int follow_wait(const char *path, usec_t deadline, bool router, const char *interface, json_t **ret,
    json_t **ret_refusal)
{
	struct wanted w = { .router = router, .interface = interface };
	usec_t answer_by = usec_max(deadline, usec_add(clock_now(CLOCK_MONOTONIC), LEAST_TIME));
	int error;

	*ret_refusal = NULL;
	do {
		json_decref(*ret_refusal);
		*ret_refusal = NULL;
		error = follow_until(path, answer_by, deadline, is_router_there, &w, ret_refusal);
		if (!is_passing(error))
			break;
		usleep((useconds_t)usec_min(RETRY, usec_sub(deadline, clock_now(CLOCK_MONOTONIC))));
	} while (clock_now(CLOCK_MONOTONIC) < deadline);
	*ret = w.found;
	return is_passing(error) && *ret_refusal == NULL ? -ETIMEDOUT : error;
}
