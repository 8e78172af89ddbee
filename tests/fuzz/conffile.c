/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a configuration file. Errors are told with a line that is there, what is taken is valid,
 * and a second reading says the same. */
#include "config.h"

#include "config/file.h"

#include <sys/mman.h>
#include <unistd.h>

#include "check_conf.h"
#include "fuzz.h"

/* Prints what was read, as `rdisc --check` does. */
struct reading {
	bool ok;
	struct conffile cf;
	struct conffile_messages messages;
};

static void load(struct reading *r, const char *path, int n_lines)
{
	r->ok = conffile_load(&r->cf, path, true, &r->messages);
	claim(r->ok == (r->messages.n_errors == 0));
	for (size_t i = 0; i < r->messages.n; i++) {
		const struct conffile_message *m = &r->messages.list[i];

		claim(m->line >= 0 && m->line <= n_lines && m->text[0] != '\0');
		claim(strcmp(m->file, path) == 0);
		claim(i == 0 || m[-1].line <= m->line);
	}
	if (r->ok)
		check_conf(&r->cf.conf);
}

static void compare(const struct reading *a, const struct reading *b)
{
	claim(a->ok == b->ok && a->messages.n == b->messages.n);
	for (size_t i = 0; i < a->messages.n; i++)
		claim(strcmp(a->messages.list[i].text, b->messages.list[i].text) == 0);
	claim(a->cf.n_ifaces == b->cf.n_ifaces && a->cf.n_tracks == b->cf.n_tracks);
}

static void forget(struct reading *r)
{
	conffile_free(&r->cf);
	conffile_forget(&r->messages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("rdisc.conf", MFD_CLOEXEC), n_lines = 1;
	struct reading first, second;
	char path[64];

	claim(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (size_t i = 0; i < size; i++)
		n_lines += data[i] == '\n';
	load(&first, path, n_lines);
	load(&second, path, n_lines);
	compare(&first, &second);
	claim(!first.ok || memchr(data, '\0', size) == NULL);
	forget(&first);
	forget(&second);
	close(fd);
	return 0;
}
