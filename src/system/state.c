/* SPDX-License-Identifier: BSD-2-Clause */
/* The state file. */
#include "config.h"

#include "system/state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef SO_NETNS_COOKIE /* headers before Linux 5.14 */
#define SO_NETNS_COOKIE 71
#endif

#define LINE_MAX_LEN 160
/* The table behind the name of an interface, with the slash before the next one. */
#define TABLE_LEN    sizeof(":4294967295/")
#define FILE_MAX     (16 * 1024 * 1024)
#define DAEMON       "daemon pid="

static int format_router(char *buf, size_t size, const struct known_router *r)
{
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &r->address, text, sizeof(text));
	return snprintf(buf, size,
	    "router iface=%s ifindex=%u address=%s preference=%" PRId32 " deadline=%" PRIu64 "\n",
	    r->ifname, r->ifindex, text, r->preference, r->deadline);
}

size_t state_format(
    char *buf, size_t size, const char *header, const struct known_router *routers, size_t n)
{
	size_t len = (size_t)snprintf(buf, size, "%s", header);

	for (size_t i = 0; i < n; i++)
		len += (size_t)format_router(
		    len < size ? buf + len : NULL, len < size ? size - len : 0, &routers[i]);
	len += (size_t)snprintf(
	    len < size ? buf + len : NULL, len < size ? size - len : 0, "end %zu\n", n);
	return len;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* sscanf(3) takes much that state_format() would not have written. */
static bool parse_router(const char *line, struct known_router *ret)
{
	char address[INET_ADDRSTRLEN], again[LINE_MAX_LEN];

	memset(ret, 0, sizeof(*ret));
	if (sscanf(line,
		"router iface=%15s ifindex=%u address=%15s preference=%" SCNd32
		" deadline=%" SCNu64,
		ret->ifname, &ret->ifindex, address, &ret->preference, &ret->deadline) != 5 ||
	    inet_pton(AF_INET, address, &ret->address) != 1)
		return false;
	format_router(again, sizeof(again), ret);
	return starts_with(line, again);
}

/* Names of interfaces have no slash, and no blank, which a pattern cannot match either. */
static bool is_plain(const char *pattern)
{
	return strpbrk(pattern, "/ \t\n") == NULL;
}

char *state_format_daemon(const struct conf *conf, long pid)
{
	size_t size = LINE_MAX_LEN, len;
	const char *separator = "";
	char *line;

	for (size_t i = 0; i < conf->n_ifaces; i++)
		size += strlen(conf->ifaces[i].pattern) + TABLE_LEN;
	if ((line = malloc(size)) == NULL)
		return NULL;
	len = (size_t)snprintf(line, size,
	    DAEMON "%ld table=%" PRIu32 " metric=%" PRIu32 " protocol=%u interfaces=", pid,
	    conf->table, conf->metric, conf->protocol);
	for (size_t i = 0; i < conf->n_ifaces; i++) {
		const struct conf_iface *ci = &conf->ifaces[i];

		if (ci->role != ROLE_HOST || !is_plain(ci->pattern))
			continue;
		len += (size_t)snprintf(line + len, size - len, "%s%s", separator, ci->pattern);
		if (ci->table != 0)
			len += (size_t)snprintf(line + len, size - len, ":%" PRIu32, ci->table);
		separator = "/";
	}
	snprintf(line + len, size - len, "\n");
	return line;
}

/* Names of interfaces have no colon, and behind that of a pattern stands no number at its end. */
static uint32_t cut_table(char *name)
{
	char *colon = strrchr(name, ':');
	uint32_t table;
	int len = 0;

	if (colon == NULL || sscanf(colon, ":%10" SCNu32 "%n", &table, &len) != 1 ||
	    colon[len] != '\0' || table == RT_TABLE_UNSPEC || table == RT_TABLE_LOCAL)
		return 0;
	*colon = '\0';
	return table;
}

/* Cuts the names apart in place. */
static int parse_interfaces(struct state_owner *owner)
{
	size_t n = 1;
	char *save = NULL;

	for (const char *p = owner->text; *p != '\0'; p++)
		n += *p == '/';
	if ((owner->ifaces = calloc(n, sizeof(*owner->ifaces))) == NULL)
		return -ENOMEM;
	n = 0;
	for (char *name = strtok_r(owner->text, "/", &save); name != NULL;
	     name = strtok_r(NULL, "/", &save)) {
		conf_iface_init(&owner->ifaces[n]);
		owner->ifaces[n].role = ROLE_HOST;
		owner->ifaces[n].table = cut_table(name);
		owner->ifaces[n++].pattern = name;
	}
	owner->conf.ifaces = owner->ifaces;
	owner->conf.n_ifaces = n;
	return 0;
}

int state_parse_owner(const char *text, const char *header, struct state_owner *ret)
{
	int begin = 0, error;

	*ret = (struct state_owner){ 0 };
	conf_init(&ret->conf);
	if (!starts_with(text, header))
		return -ENOENT;
	text += strlen(header);
	if (sscanf(text,
		DAEMON "%9ld table=%10" SCNu32 " metric=%10" SCNu32 " protocol=%3" SCNu8
		       " interfaces=%n",
		&ret->pid, &ret->conf.table, &ret->conf.metric, &ret->conf.protocol, &begin) != 4 ||
	    begin == 0 || ret->conf.metric > METRIC_MAX || ret->conf.protocol <= RTPROT_STATIC ||
	    ret->conf.table == RT_TABLE_UNSPEC || ret->conf.table == RT_TABLE_LOCAL)
		return -ENOENT;
	if ((ret->text = strndup(text + begin, strcspn(text + begin, "\n"))) == NULL)
		return -ENOMEM;
	error = parse_interfaces(ret);
	if (error != 0)
		state_forget_owner(ret);
	return error;
}

void state_forget_owner(struct state_owner *owner)
{
	free(owner->ifaces);
	free(owner->text);
	*owner = (struct state_owner){ 0 };
}

size_t state_parse(const char *text, const char *header, struct known_router *ret, size_t max)
{
	char end[32];
	size_t n = 0;

	if (!starts_with(text, header))
		return 0;
	text += strlen(header);
	if (starts_with(text, DAEMON) && strchr(text, '\n') != NULL)
		text = strchr(text, '\n') + 1;
	for (; n < max && parse_router(text, &ret[n]); n++)
		text = strchr(text, '\n') + 1;
	/* Without its last line the file was not written to the end. */
	snprintf(end, sizeof(end), "end %zu\n", n);
	return starts_with(text, end) ? n : 0;
}

/* Returns the number that the kernel gives to this network namespace and to no later one; 0 before Linux
 * 5.14. */
static uint64_t netns_cookie(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len) < 0)
		cookie = 0;
	if (fd >= 0)
		close(fd);
	return cookie;
}

static void make_header(char *buf, size_t size)
{
	char boot_id[64] = "";
	struct stat st = { 0 };
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, boot_id, sizeof(boot_id) - 1);

	if (fd >= 0)
		close(fd);
	boot_id[len < 0 ? 0 : len] = '\0';
	boot_id[strcspn(boot_id, "\n")] = '\0';
	if (stat("/proc/self/ns/net", &st) < 0)
		st.st_ino = 0;
	snprintf(buf, size, "rdisc-state 1 boot=%s netns=%ju.%ju\n", boot_id, (uintmax_t)st.st_ino,
	    (uintmax_t)netns_cookie());
}

static int open_file(const char *path)
{
	int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fd = open(path, flags, 0644);

	/* The directory may be ours, but the file that of an earlier run under another account. */
	if (fd < 0 && errno == EACCES) {
		if (unlink(path) == 0)
			return open(path, flags, 0644);
		errno = EACCES;
	}
	return fd;
}

int state_open(struct state *s, const char *directory)
{
	int error;

	s->fd = -1;
	s->daemon = NULL;
	make_header(s->header, sizeof(s->header));
	if (snprintf(s->path, sizeof(s->path), "%s/state", directory) >= (int)sizeof(s->path))
		return -ENAMETOOLONG;
	s->fd = open_file(s->path);
	if (s->fd < 0)
		return -errno;
	if (flock(s->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	error = -errno;
	close(s->fd);
	s->fd = -1;
	return error;
}

void state_close(struct state *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	free(s->daemon);
	s->daemon = NULL;
}

bool state_name_daemon(struct state *s, const struct conf *conf)
{
	free(s->daemon);
	s->daemon = state_format_daemon(conf, (long)getpid());
	return s->daemon != NULL;
}

/* All of an open file; NULL: it cannot be had. */
static char *read_text(int fd)
{
	struct stat st;
	ssize_t len;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size > FILE_MAX)
		return NULL;
	if ((text = malloc((size_t)st.st_size + 1)) == NULL)
		return NULL;
	len = pread(fd, text, (size_t)st.st_size, 0);
	text[len < 0 ? 0 : len] = '\0';
	return text;
}

int state_read_owner(const char *directory, struct state_owner *ret)
{
	struct state s;
	char *text;
	int error;

	make_header(s.header, sizeof(s.header));
	if (snprintf(s.path, sizeof(s.path), "%s/state", directory) >= (int)sizeof(s.path))
		return -ENAMETOOLONG;
	s.fd = open(s.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (s.fd < 0)
		return -errno;
	text = read_text(s.fd);
	error = text == NULL ? -ENOMEM : state_parse_owner(text, s.header, ret);
	if (error == 0)
		ret->runs = flock(s.fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	free(text);
	close(s.fd);
	return error;
}

size_t state_read(const struct state *s, struct known_router *ret, size_t max)
{
	char *text = read_text(s->fd);
	size_t n = text == NULL ? 0 : state_parse(text, s->header, ret, max);

	free(text);
	return n;
}

int state_write(const struct state *s, const struct known_router *routers, size_t n)
{
	size_t begin = strlen(s->header) + (s->daemon == NULL ? 0 : strlen(s->daemon));
	size_t size = begin + (n + 1) * LINE_MAX_LEN, len;
	char *text;
	int error = 0;

	if (s->fd < 0)
		return 0;
	text = malloc(size);
	if (text == NULL)
		return -ENOMEM;
	snprintf(text, size, "%s%s", s->header, s->daemon == NULL ? "" : s->daemon);
	len = begin + state_format(text + begin, size - begin, "", routers, n);
	if (pwrite(s->fd, text, len, 0) != (ssize_t)len || ftruncate(s->fd, (off_t)len) < 0)
		error = -EIO;
	free(text);
	return error;
}

void state_clear(const struct state *s)
{
	if (s->fd >= 0 && ftruncate(s->fd, 0) < 0)
		return; /* then its routers expire by themselves */
}
