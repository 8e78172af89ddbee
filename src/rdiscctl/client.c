/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's end of the control socket. */
#include "config.h"

#include "rdiscctl/client.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "rdiscctl/answer.h"
#include "system/clock.h"

#define PACKET_MAX 65536

/* How long connect() and send() may take: a daemon that hangs accepts no client, and reads nothing. */
static int set_timeout(const struct client *c)
{
	usec_t left = usec_min(usec_sub(c->deadline, clock_now(CLOCK_MONOTONIC)), CLIENT_PATIENCE);
	struct timeval tv = { .tv_sec = (time_t)(left / USEC_PER_SEC),
		.tv_usec = (suseconds_t)(left % USEC_PER_SEC) };

	if (left == 0)
		tv.tv_usec = 1; /* 0 would be for ever */
	return setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}

static int error_of_limited(void)
{
	return errno == EAGAIN ? -ETIMEDOUT : -errno;
}

int client_open(struct client *c, const char *path, usec_t deadline)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int error = 0;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	c->deadline = deadline;
	c->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return -errno;
	c->packet = malloc(PACKET_MAX);
	if (c->packet == NULL)
		error = -ENOMEM;
	else if (set_timeout(c) != 0 ||
		 connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		error = error_of_limited();
	if (error != 0)
		client_close(c);
	return error;
}

void client_close(struct client *c)
{
	close(c->fd);
	free(c->packet);
}

int client_send(struct client *c, const json_t *request)
{
	char *text = json_dumps(request, JSON_COMPACT);
	int error = 0;

	if (text == NULL)
		return -ENOMEM;
	/* A daemon that has hung up may have said why. */
	if (set_timeout(c) != 0 ||
	    (send(c->fd, text, strlen(text), MSG_NOSIGNAL) < 0 && errno != EPIPE))
		error = error_of_limited();
	free(text);
	return error;
}

/* Until there is something to read. */
static int wait_readable(const struct client *c, usec_t patience)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	usec_t deadline = usec_min(usec_add(clock_now(CLOCK_MONOTONIC), patience), c->deadline);
	int n;

	do {
		usec_t left = usec_min(
		    usec_sub(deadline, clock_now(CLOCK_MONOTONIC)), 3600 * USEC_PER_SEC);

		n = poll(&p, 1, (int)((left + 999) / 1000));
		if (n < 0 && errno != EINTR)
			return -errno;
	} while (n <= 0 && clock_now(CLOCK_MONOTONIC) < deadline);
	return n > 0 ? 0 : -ETIMEDOUT;
}

int client_receive(struct client *c, usec_t patience, json_t **ret)
{
	int error = wait_readable(c, patience);
	ssize_t len;

	if (error != 0)
		return error;
	len = recv(c->fd, c->packet, PACKET_MAX, MSG_TRUNC);
	if (len < 0 && errno == ECONNRESET) /* our request was not read: told first, and once */
		len = recv(c->fd, c->packet, PACKET_MAX, MSG_TRUNC);
	if (len < 0)
		return -errno;
	if (len == 0)
		return -ECONNRESET;
	*ret = len > PACKET_MAX ? NULL : json_loadb(c->packet, (size_t)len, 0, NULL);
	if (*ret == NULL)
		return -EPROTO;
	if (answer_number(*ret, "version") == CLIENT_VERSION)
		return 0;
	error = json_is_object(*ret) ? -EPROTONOSUPPORT : -EPROTO;
	json_decref(*ret);
	return error;
}

int client_receive_all(struct client *c, json_t **ret)
{
	bool more;
	int error = client_receive(c, CLIENT_PATIENCE, ret);

	if (error != 0)
		return error;
	more = answer_true(*ret, "more");
	while (error == 0 && more) {
		json_t *part = NULL;

		error = client_receive(c, CLIENT_PATIENCE, &part);
		if (error != 0)
			break;
		more = answer_true(part, "more");
		if (!answer_join(*ret, part))
			error = -ENOMEM;
		json_decref(part);
	}
	if (error != 0)
		json_decref(*ret);
	return error;
}

int client_ask(struct client *c, const json_t *request, json_t **ret)
{
	int error = client_send(c, request);

	return error != 0 ? error : client_receive_all(c, ret);
}

bool client_is_absent(int error)
{
	return error == -ENOENT || error == -ECONNREFUSED || error == -ENOTDIR;
}

/* Writes which users are admitted: "root", or "root or a member of group NAME". */
static void put_admitted(const char *path, char *ret, size_t size)
{
	struct stat st;
	const struct group *group = stat(path, &st) == 0 ? getgrgid(st.st_gid) : NULL;

	if (group == NULL || st.st_gid == 0)
		snprintf(ret, size, "root");
	else
		snprintf(ret, size, "root or a member of group %s", group->gr_name);
}

void client_explain(int error, const char *path, char *ret, size_t size)
{
	char admitted[300];

	if (client_is_absent(error)) {
		snprintf(ret, size,
		    "rdisc is not running, or has no socket at %s: start it, or say where its "
		    "socket"
		    " is with --socket",
		    path);
		return;
	}
	switch (-error) {
	case EACCES:
	case EPERM:
		put_admitted(path, admitted, sizeof(admitted));
		snprintf(ret, size, "%s: not permitted: be %s", path, admitted);
		break;
	case ECONNRESET:
		snprintf(ret, size, "%s: rdisc has hung up; its log may say why", path);
		break;
	case EPROTONOSUPPORT:
		snprintf(ret, size,
		    "rdisc and rdiscctl are of different versions: use those of one release"
		    " (rdisc --version, rdiscctl --version)");
		break;
	case EPROTO:
	case EPROTOTYPE:
		snprintf(ret, size, "%s: this is not rdisc's socket", path);
		break;
	case ETIMEDOUT:
		snprintf(ret, size, "%s: rdisc does not answer; its log may say why", path);
		break;
	default:
		snprintf(ret, size, "%s: %s", path, strerror(-error));
	}
}
