/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the state file behind its header. What it reads, it would write so that it reads the
 * same. */
#include "config.h"

#include "system/state.h"

#include "fuzz.h"

#define ROUTERS 64
#define HEADER  "rdisc-state 1 boot=b netns=1\n"

static void write_again(const struct known_router *routers, size_t n)
{
	struct known_router again[ROUTERS];
	size_t len = state_format(NULL, 0, HEADER, routers, n);
	char *text = malloc(len + 1);

	claim(text != NULL);
	claim(state_format(text, len + 1, HEADER, routers, n) == len && strlen(text) == len);
	claim(state_parse(text, HEADER, again, ROUTERS) == n);
	for (size_t i = 0; i < n; i++)
		claim(memcmp(&again[i], &routers[i], sizeof(again[i])) == 0);
	free(text);
}

/* The routers read are exactly those that state_write() would put behind the header. */
static void check_text(const char *text, const struct known_router *routers, size_t n)
{
	size_t len = state_format(NULL, 0, "", routers, n);
	char *again = malloc(len + 1);

	claim(again != NULL);
	state_format(again, len + 1, "", routers, n);
	claim(n == 0 || strncmp(text, again, len) == 0);
	free(again);
}

/* Behind the line that names the daemon. */
static const char *behind_daemon(const char *text)
{
	const char *line = text + strlen(HEADER), *end = strchr(line, '\n');

	return strncmp(line, "daemon pid=", 11) == 0 && end != NULL ? end + 1 : line;
}

/* Whatever the owner, its routes are not the kernel's. */
static void check_owner(const char *text)
{
	struct state_owner owner;

	if (state_parse_owner(text, HEADER, &owner) != 0)
		return;
	claim(owner.conf.protocol > 4 && owner.conf.table != 0 && owner.conf.table != 255);
	for (size_t i = 0; i < owner.conf.n_ifaces; i++)
		claim(strchr(owner.conf.ifaces[i].pattern, '/') == NULL);
	state_forget_owner(&owner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = text_copy(data, size), *text = malloc(strlen(HEADER) + strlen(body) + 1);
	struct known_router routers[ROUTERS];
	size_t n;

	claim(text != NULL);
	sprintf(text, "%s%s", HEADER, body);
	n = state_parse(text, HEADER, routers, ROUTERS);
	claim(n <= ROUTERS);
	check_text(behind_daemon(text), routers, n);
	check_owner(text);
	for (size_t i = 0; i < n; i++)
		claim(strnlen(routers[i].ifname, IF_NAMESIZE) < IF_NAMESIZE);
	write_again(routers, n);
	/* One that does not fit makes all of it suspect. */
	claim(n == 0 || state_parse(text, HEADER, routers, n - 1) == 0);
	state_parse(body, HEADER, routers, ROUTERS);
	free(text);
	free(body);
	return 0;
}
