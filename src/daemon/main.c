/* SPDX-License-Identifier: BSD-2-Clause */
/* The program: its options, and what it gives the daemon to run with. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "daemon/background.h"
#include "daemon/cleanup.h"
#include "config/settings.h"
#include "daemon/configuration.h"
#include "daemon/run.h"
#include "system/log.h"
#include "system/standard.h"

/* Shared by main() and the callbacks. */
struct program {
	int argc;
	char **argv;
	struct configuration *current;
	struct configuration *next; /* made by reload(), not yet in force */
	const char *path;           /* of the file; NULL: the usual one, which need not be there */
	char *absolute_path;        /* storage of that */
	struct background background;
};

static void ready(void *arg)
{
	struct program *p = arg;

	background_detach(&p->background);
}

static const char *configuration_file(const struct program *p)
{
	return p->path != NULL ? p->path : RDISC_CONFIG_FILE;
}

/* A pipe has nothing to say a second time, and would be waited for. */
static bool is_waited_for(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* A reload reads the files as the user that the daemon has become: say now if that cannot work. */
static void check_reload(void *arg)
{
	const struct program *p = arg;
	struct conffile_messages messages;
	struct conffile again;

	if (is_waited_for(configuration_file(p)))
		return; /* reload() will say so */
	if (!conffile_load(&again, configuration_file(p), p->path != NULL, &messages))
		log_line(LOG_WARNING,
		    "%s: %s; no reload will work until the user of rdisc can read it",
		    messages.n > 0 ? messages.list[0].file : configuration_file(p),
		    messages.n > 0 ? messages.list[0].text : "no memory");
	conffile_forget(&messages);
	conffile_free(&again);
}

static const struct conf *reload(void *arg)
{
	struct program *p = arg;

	if (is_waited_for(configuration_file(p))) {
		log_line(
		    LOG_ERR, "%s: not a file, so no reload can read it", configuration_file(p));
		return NULL;
	}
	p->next = configuration_make(p->argc, p->argv, p->path, p->current, false);
	return p->next == NULL ? NULL : &p->next->cmdline.conf;
}

/* Whichever of the two is not in use any more. */
static void release(const struct conf *old, void *arg)
{
	struct program *p = arg;

	if (old == &p->current->cmdline.conf) {
		configuration_free(p->current);
		p->current = p->next;
	} else {
		configuration_free(p->next);
	}
	p->next = NULL;
}

static bool read_setting(uint32_t number, struct setting *ret, void *arg)
{
	const struct program *p = arg;

	return settings_get(&p->current->file, &p->current->cmdline, number, ret);
}

static const char *runtime_directory(void)
{
	const char *directory = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5) */

	return directory != NULL ? directory : RDISC_RUNTIME_DIR;
}

static int run(struct program *p)
{
	const struct cmdline *cl = &p->current->cmdline;
	struct background *b = &p->background;
	struct daemon_options options = {
		.conf = &cl->conf,
		.exit_unanswered = cl->exit_unanswered,
		.runtime_directory = runtime_directory(),
		.configuration = configuration_file(p),
		.become = check_reload,
		.ready = ready,
		.reload = reload,
		.release = release,
		.setting = read_setting,
		.arg = p,
	};
	int code, error;

	*b = (struct background){ .pipe_fd = -1, .null_fd = -1 };
	standard_ignore_signals();
	log_open(cl->foreground ? LOG_TO_STDERR : LOG_TO_BOTH, LOG_SOCKET, JOURNAL_SOCKET);
	log_set_level(cl->conf.log_level);
	tzset(); /* reads the time zone, which a daemon that runs does not open any more */
	if (!cl->foreground && (error = background_enter(b)) != 0) {
		log_line(LOG_ERR, "cannot go to the background: %s", strerror(-error));
		return EXIT_FAILURE;
	}
	code = daemon_run(&options);
	background_end(b, code);
	return code;
}

/* The file or the options may be what ended the daemon: its routes go without them. */
static int clean_up(const struct configuration *c)
{
	return daemon_cleanup(c == NULL ? NULL : &c->cmdline.conf, runtime_directory());
}

/* The background is in another directory, where a relative path would lead nowhere at a reload. */
static void set_path(struct program *p, const char *path)
{
	char *directory;

	p->path = path;
	if (path == NULL || path[0] == '/' || (directory = getcwd(NULL, 0)) == NULL)
		return;
	if (asprintf(&p->absolute_path, "%s/%s", directory[1] == '\0' ? "" : directory, path) >= 0)
		p->path = p->absolute_path;
	free(directory);
}

/* The command line is read twice: here for what it says by itself, then over the file. */
int main(int argc, char **argv)
{
	struct program p = { .argc = argc, .argv = argv };
	struct cmdline first;
	char error[256];
	int code = EXIT_SUCCESS, r;

	r = standard_open();
	if (r != 0) { /* those that are open may be read */
		printable_line(stderr, "rdisc: cannot open /dev/null: %s", strerror(-r));
		return EXIT_FAILURE;
	}
	log_begin(JOURNAL_SOCKET);
	r = cmdline_parse(&first, argc, argv, NULL, error, sizeof(error));
	if (r != 0) {
		log_line(LOG_ERR, "%s", r == -ENOMEM ? strerror(ENOMEM) : error);
		if (!first.cleanup)
			cmdline_print_usage(stderr);
		code = first.cleanup ? clean_up(NULL) : EXIT_FAILURE;
	} else if (first.help) {
		cmdline_print_usage(stdout);
		putchar('\n');
		cmdline_print_help(stdout);
	} else if (first.version) {
		printf("rdisc %s %s\n", PACKAGE_VERSION, RDISC_FEATURES);
	} else {
		if (!first.check)
			set_path(&p, first.config);
		p.current = configuration_make(
		    argc, argv, first.check ? first.config : p.path, NULL, first.check);
		if (first.cleanup)
			code = clean_up(p.current);
		else if (p.current == NULL)
			code = EXIT_FAILURE;
		else if (!first.check)
			code = run(&p);
		configuration_free(p.current);
		if (p.path == p.absolute_path)
			free(p.absolute_path);
	}
	cmdline_fini(&first);
	return code;
}
