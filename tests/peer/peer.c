/* SPDX-License-Identifier: BSD-2-Clause */
/* The other side in tests and demonstrations: sends any router discovery message, right or wrong,
 * and witnesses what hosts and routers really do on the wire and in the routing table.
 *
 * It shares no line with the daemon, so that a mistake made there is not made here again: it has a
 * checksum, an encoder and a decoder of its own, and it reads the routing table by rtnetlink. Only
 * libc is needed. Everything random comes from --seed, so each run can be repeated.
 *
 * One table, option_table of peer_options.c, says every option: the parser, the errors and --help follow it.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static int run_syslog(const struct options *o)
{
	struct sockaddr_un self = { .sun_family = AF_UNIX };
	int fd = open_socket(AF_UNIX, SOCK_DGRAM, 0);
	char message[8192];

	if (strlen(o->path) >= sizeof(self.sun_path))
		errx(1, "%s: too long", o->path);
	memcpy(self.sun_path, o->path, strlen(o->path));
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		err(1, "%s", o->path);
	puts("ready");
	for (;;) {
		ssize_t len = recv(fd, message, sizeof(message), 0);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			err(1, "%s", o->path);
		for (ssize_t i = 0; i < len; i++)
			putchar((unsigned char)message[i] < ' ' ? '?' : message[i]);
		putchar('\n');
	}
}

static int run(struct options *o)
{
	switch (o->command) {
	case ADVERTISE:
	case SOLICIT:
		return run_sender(o);
	case LISTEN:
		return run_listen(o);
	case WATCH:
		return run_watch(o);
	case FLOOD:
		return run_flood(o);
	case SYSLOG:
		return run_syslog(o);
	case CLOCK:
		printf("%.3f\n", (double)now_usec() / USEC_PER_MSEC);
		return 0;
	case PACE:
		return run_pace(o);
	}
	return 2;
}

int main(int argc, char **argv)
{
	struct options o;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help();
		return 0;
	}
	if (argc < 2 || !take_command(&o, argv[1])) {
		fputs("peer: name a command: advertise, solicit, listen, watch, flood, syslog, "
		      "clock or "
		      "pace; see peer --help\n",
		    stderr);
		return 2;
	}
	parse_command_line(&o, argc - 2, argv + 2);
	return run(&o);
}
