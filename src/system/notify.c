/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells a service manager how we are. */
#include "config.h"

#include "system/notify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "system/clock.h"

static void send_state(struct notify *n, const char *text)
{
	/* A manager that does not read must not hold us up. */
	if (n->fd >= 0 && send(n->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
}

/* Half of what the manager allows, if it is us that it watches. */
static usec_t watchdog_interval(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	uintmax_t value;

	if (usec == NULL || (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	value = strtoumax(usec, NULL, 10);
	return value < UINT64_MAX ? value / 2 : 0;
}

void notify_open(struct notify *n)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = path == NULL ? 0 : strlen(path);

	*n = (struct notify){ .fd = -1 };
	if (len < 2 || len >= sizeof(addr.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(addr.sun_path, path, len);
	if (path[0] == '@')
		addr.sun_path[0] = '\0'; /* the abstract namespace */
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (n->fd >= 0 && connect(n->fd, (struct sockaddr *)&addr,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		notify_close(n);
	else
		n->watchdog = watchdog_interval();
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
	n->watchdog = 0;
}

void notify_ready(struct notify *n)
{
	send_state(n, "READY=1");
}

void notify_reloading(struct notify *n)
{
	char text[64];

	/* systemd tells this reload from an older one by the time. */
	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	    (uint64_t)clock_now(CLOCK_MONOTONIC));
	send_state(n, text);
}

void notify_stopping(struct notify *n)
{
	send_state(n, "STOPPING=1");
}

void notify_watchdog(struct notify *n)
{
	send_state(n, "WATCHDOG=1");
}

void notify_status(struct notify *n, const char *status)
{
	char text[sizeof(n->status) + 8];

	if (n->fd < 0 || strncmp(n->status, status, sizeof(n->status) - 1) == 0)
		return;
	snprintf(n->status, sizeof(n->status), "%s", status);
	snprintf(text, sizeof(text), "STATUS=%s", n->status);
	send_state(n, text);
}
