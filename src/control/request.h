/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of a client of the control socket: text to a checked request (doc/control.md). */
#ifndef RDISC_CONTROL_REQUEST_H
#define RDISC_CONTROL_REQUEST_H

#include "model/network.h"

enum request_command {
	REQUEST_STATUS,
	REQUEST_INTERFACES,
	REQUEST_ROUTERS,
	REQUEST_DEFAULT_ROUTES,
	REQUEST_COUNTERS,
	REQUEST_EXPLAIN,
	REQUEST_EVERYTHING,
	REQUEST_CONFIGURATION,
	REQUEST_EVENTS,
	REQUEST_SOLICIT,
	REQUEST_ADVERTISE,
	REQUEST_DRAIN,
	REQUEST_UNDRAIN,
	REQUEST_RELOAD,
	REQUEST_STOP,
	REQUEST_LOG_LEVEL,
	REQUEST_MAX,
};

struct request {
	enum request_command command;
	char ifname[IF_NAMESIZE]; /* "": none was named */
	struct in_addr router;    /* 0: none was named */
	bool follow;
	bool silent;
	char level[16]; /* "": none was named */
};

/* The fault of a request: a code of doc/control.md, and a sentence. */
struct request_error {
	const char *code;
	char message[128];
};

bool request_parse(const char *text, struct request *ret, struct request_error *error);

const char *request_name(enum request_command command);

#endif
