/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of rdiscctl that need no daemon: query, replay, import and doctor. */
#include "config.h"

#include "rdiscctl/tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/cmdline.h"
#include "config/file.h"
#include "config/keys.h"
#include "rdiscctl/complain.h"
#include "tools/doctor.h"
#include "tools/import/import.h"
#include "tools/query.h"
#include "tools/replay.h"

/* How long a query listens. */
#define QUERY_TIMEOUT (3 * USEC_PER_SEC)

/* The interface that replay plays, where neither the caller nor the file names one. */
#define USUAL_NAME    "eth0"

_Static_assert(
    EXIT_FINE == QUERY_HEARD && EXIT_ERROR == QUERY_ERROR && EXIT_UNANSWERED == QUERY_NOTHING,
    "exit codes of a query");
_Static_assert(
    EXIT_FINE == DOCTOR_FINE && EXIT_ERROR == DOCTOR_ERROR && EXIT_DEGRADED == DOCTOR_FINDINGS,
    "exit codes of the doctor");

/* The configuration file is not read: what is asked is the network. */
int rdiscctl_query(const struct call *call)
{
	const struct confkey *key = confkey_find(SECTION_INTERFACE, "solicitation-address");
	struct query_options options = { .timeout = call->timeout, .json = call->json };
	struct conf_iface ci;
	struct conf conf;

	conf_init(&conf);
	conf_iface_init(&ci);
	ci.role = ROLE_HOST;
	ci.pattern = call->interface != NULL ? call->interface : "*";
	conf.ifaces = &ci;
	conf.n_ifaces = 1;
	options.conf = &conf;
	if (call->timeout == USEC_INFINITY)
		options.timeout = QUERY_TIMEOUT;
	if (options.timeout == 0)
		return rdiscctl_misuse("--timeout 0: expected seconds, more than 0");
	if (call->argument != NULL && !confkey_set(key, &ci, call->argument))
		return rdiscctl_misuse(
		    "send_address %s: expected %s", call->argument, key->expects);
	return query_run(&options);
}

static void complain_all(const struct conffile_messages *messages)
{
	char text[1024];

	for (size_t i = 0; i < messages->n; i++) {
		const struct conffile_message *m = &messages->list[i];

		snprintf(text, sizeof(text), "%s:%d: %s%s", m->file, m->line,
		    m->warning ? "warning: " : "", m->text);
		rdiscctl_complain(text);
	}
}

/* Plays the interface with the configuration that rdisc -i would have there. */
static int run_replay(const struct call *call, const struct conf *file)
{
	char program[] = "rdisc", option[] = "-i", usual[] = USUAL_NAME, error[256];
	const char *first = file == NULL || file->n_ifaces == 0 ? "*" : file->ifaces[0].pattern;
	char *argv[] = { program, option, usual, NULL };
	struct replay_options options = {
		.file = call->argument, .addrs = call->addresses, .n_addrs = call->n_addresses
	};
	struct cmdline cl;
	int code = EXIT_ERROR;

	if (call->interface != NULL)
		argv[2] = (char *)call->interface;
	else if (strpbrk(first, "*?[") == NULL)
		argv[2] = (char *)first;
	if (cmdline_parse(&cl, 3, argv, file, error, sizeof(error)) == 0) {
		options.conf = &cl.conf;
		options.ifname = argv[2];
		code = replay_run(&options);
	} else {
		rdiscctl_complain(error);
	}
	cmdline_fini(&cl);
	return code;
}

int rdiscctl_replay(const struct call *call)
{
	const char *path = call->config != NULL ? call->config : RDISC_CONFIG_FILE;
	struct conffile_messages messages;
	struct conffile file;
	int code = EXIT_ERROR;

	if (call->n_addresses == 0)
		return rdiscctl_misuse(
		    "replay needs --address A.B.C.D/LEN: an address of the simulated machine");
	if (conffile_load(&file, path, call->config != NULL, &messages))
		code = run_replay(call, file.found ? &file.conf : NULL);
	complain_all(&messages);
	conffile_forget(&messages);
	conffile_free(&file);
	return code;
}

int rdiscctl_import(const struct call *call)
{
	return import_run(call->argument) == EXIT_SUCCESS ? EXIT_FINE : EXIT_ERROR;
}

/* Examines with the configuration that rdisc without options would have. */
static int run_doctor(const struct call *call, const struct conf *file)
{
	char program[] = "rdisc", error[256], *argv[] = { program, NULL };
	struct doctor_options options = { .interface = call->interface, .json = call->json };
	struct cmdline cl;
	int code = EXIT_ERROR;

	if (cmdline_parse(&cl, 1, argv, file, error, sizeof(error)) == 0) {
		options.conf = &cl.conf;
		code = doctor_run(&options);
	} else {
		rdiscctl_complain(error);
	}
	cmdline_fini(&cl);
	return code;
}

int rdiscctl_doctor(const struct call *call)
{
	const char *path = call->config != NULL ? call->config : RDISC_CONFIG_FILE;
	struct conffile_messages messages;
	struct conffile file;
	int code = EXIT_ERROR;

	if (conffile_load(&file, path, call->config != NULL, &messages))
		code = run_doctor(call, file.found ? &file.conf : NULL);
	complain_all(&messages);
	conffile_forget(&messages);
	conffile_free(&file);
	return code;
}
