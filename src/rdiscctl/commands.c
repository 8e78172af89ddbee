/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of rdiscctl: a row of a table for each. */
#include "config.h"

#include "rdiscctl/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/printable.h"
#include "rdiscctl/answer.h"
#include "rdiscctl/client.h"
#include "rdiscctl/complain.h"
#include "rdiscctl/follow.h"
#include "rdiscctl/metrics.h"
#include "rdiscctl/screen.h"
#include "rdiscctl/show.h"
#include "rdiscctl/tools.h"
#include "rdiscctl/whatif.h"
#include "system/clock.h"

/* Tells of an error of the client's functions. */
static int report_error(const struct call *call, int error)
{
	char text[512];

	client_explain(error, call->socket, text, sizeof(text));
	rdiscctl_complain(text);
	return client_is_absent(error) ? EXIT_ABSENT : EXIT_ERROR;
}

/* ---- questions and answers ---- */

static json_t *make_request(const struct call *call)
{
	const struct command *command = call->command;
	json_t *request = json_pack("{s:s}", "command", command->request);

	if (request == NULL)
		return NULL;
	if (call->interface != NULL)
		json_object_set_new(request, "interface", json_string(call->interface));
	if (call->argument != NULL)
		json_object_set_new(request, command->argument, json_string(call->argument));
	if (call->silent)
		json_object_set_new(request, "silent", json_true());
	return request;
}

/* The answer is the caller's after 0; it may be an error. */
static int exchange_packets(const struct call *call, struct client *c, json_t **ret)
{
	json_t *request = make_request(call);
	int error = request == NULL ? -ENOMEM : client_ask(c, request, ret);

	json_decref(request);
	return error;
}

/* Asks once, like exchange_packets(). */
static int ask_daemon(const struct call *call, json_t **ret)
{
	struct client c;
	int error = client_open(&c, call->socket, USEC_INFINITY);

	if (error != 0)
		return error;
	error = exchange_packets(call, &c, ret);
	client_close(&c);
	return error;
}

static void print_json(const json_t *value, size_t flags)
{
	json_dumpf(value, stdout, flags | JSON_ENSURE_ASCII);
	putchar('\n');
	fflush(stdout);
}

/* Prints an answer that is an error, as the rest of the output of that command. */
static int report_refusal(const struct call *call, const json_t *answer, size_t flags)
{
	const char *message = answer_text(answer_object(answer, "error"), "message");

	if (call->json)
		print_json(answer, flags);
	rdiscctl_complain(message == NULL ? "refused" : message);
	return EXIT_ERROR;
}

/* Prints the answer if it is for programs, and an error. */
static int report_answer(const struct call *call, const json_t *answer)
{
	if (answer_object(answer, "error") != NULL)
		return report_refusal(call, answer, JSON_INDENT(2));
	if (call->json)
		print_json(answer, JSON_INDENT(2));
	return EXIT_FINE;
}

static int ask_and_tell(const struct call *call, json_t **ret)
{
	int error = ask_daemon(call, ret);

	if (error == 0)
		return report_answer(call, *ret);
	*ret = NULL;
	return report_error(call, error);
}

/* ---- commands that look ---- */

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}

/* A terminal that does not tell has 80 columns; what is no terminal takes lines of any length. */
static void begin_page(struct page *p, FILE *out)
{
	struct winsize size;

	page_init(p, out, wants_colour());
	if (isatty(STDOUT_FILENO))
		p->width = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
			       ? size.ws_col
			       : 80;
}

static int show_answer(const struct call *call, FILE *out, const json_t *answer)
{
	struct page p;
	bool failed;

	begin_page(&p, out);
	call->command->show(&p, answer);
	failed = p.failed;
	page_fini(&p);
	if (!failed)
		return EXIT_FINE;
	rdiscctl_complain(strerror(ENOMEM));
	return EXIT_ERROR;
}

/* One picture for the screen: an answer, or why there is none. */
static int draw_screen(const struct call *call)
{
	char *text = NULL, trouble[512];
	size_t size;
	FILE *out = open_memstream(&text, &size);
	json_t *answer;
	int error;

	if (out == NULL)
		return -errno;
	error = ask_daemon(call, &answer);
	if (error == 0) {
		const char *message = answer_text(answer_object(answer, "error"), "message");

		if (message != NULL)
			fprintf(out, "%s\n", message);
		else
			show_answer(call, out, answer);
		json_decref(answer);
	} else {
		client_explain(error, call->socket, trouble, sizeof(trouble));
		fprintf(out, "%s\n", trouble);
	}
	fclose(out);
	screen_draw(text);
	free(text);
	return 0;
}

static int watch_screen(const struct call *call)
{
	struct screen s;
	int error = screen_open(&s);

	if (error == -ENOTTY) {
		rdiscctl_complain("--watch needs a terminal");
		return EXIT_USAGE;
	}
	if (error != 0)
		return report_error(call, error);
	do
		error = draw_screen(call);
	while (error == 0 && screen_wait(&s, call->watch));
	screen_close(&s);
	return error == 0 ? EXIT_FINE : report_error(call, error);
}

static int run_look(const struct call *call)
{
	json_t *answer;
	int code;

	if (call->watch != 0)
		return watch_screen(call);
	code = ask_and_tell(call, &answer);
	if (code == EXIT_FINE && !call->json)
		code = show_answer(call, stdout, answer);
	if (code == EXIT_FINE && call->command->show == show_status &&
	    answer_is(answer_object(answer, "daemon"), "state", "degraded"))
		code = EXIT_DEGRADED;
	json_decref(answer);
	return code;
}

/* Prints a line a second, until the time is over or the user ends it. */
static int run_watch(const struct call *call)
{
	usec_t deadline = usec_add(clock_now(CLOCK_MONOTONIC), call->timeout), last = 0;
	struct call question = *call;
	int code;

	question.argument = NULL; /* the daemon is asked for all of them */
	for (;;) {
		json_t *answer;
		struct page p;

		code = ask_and_tell(&question, &answer);
		if (code == EXIT_FINE) {
			page_init(&p, stdout, wants_colour());
			show_watch(&p, answer, call->argument, &last);
			page_fini(&p);
			fflush(stdout);
		}
		json_decref(answer);
		if (code != EXIT_FINE || ferror(stdout) || clock_now(CLOCK_MONOTONIC) >= deadline)
			return code;
		usleep((useconds_t)usec_min(
		    USEC_PER_SEC, usec_sub(deadline, clock_now(CLOCK_MONOTONIC))));
	}
}

static int run_metrics(const struct call *call)
{
	json_t *answer;
	int code = ask_and_tell(call, &answer);

	if (code == EXIT_FINE && !call->json && !metrics_write(stdout, answer)) {
		rdiscctl_complain(strerror(ENOMEM));
		code = EXIT_ERROR;
	}
	json_decref(answer);
	return code;
}

/* ---- events ---- */

static bool print_event(const json_t *packet, void *arg)
{
	const struct call *call = arg;
	struct page p;

	if (call->json) {
		print_json(packet, JSON_COMPACT);
		return true;
	}
	begin_page(&p, stdout);
	if (answer_is(packet, "type", "snapshot"))
		show_status(&p, packet);
	else
		show_event(&p, packet);
	page_fini(&p);
	fflush(stdout);
	return true;
}

static int follow(const struct call *call)
{
	json_t *refusal;
	int code, error = follow_events(call->socket, print_event, (void *)call, &refusal);

	code = refusal == NULL ? report_error(call, error)
			       : report_refusal(call, refusal, JSON_COMPACT);
	json_decref(refusal);
	return code;
}

static int run_events(const struct call *call)
{
	json_t *answer, *event;
	size_t i;
	int error, code = EXIT_FINE;

	if (call->follow)
		return follow(call);
	error = ask_daemon(call, &answer);
	if (error != 0)
		return report_error(call, error);
	if (answer_object(answer, "error") != NULL)
		code = report_refusal(call, answer, JSON_COMPACT);
	json_array_foreach (answer_list(answer, "events"), i, event) {
		print_event(event, (void *)call);
	}
	json_decref(answer);
	return code;
}

/* ---- waiting ---- */

static int run_wait(const struct call *call)
{
	usec_t deadline = usec_add(clock_now(CLOCK_MONOTONIC), call->timeout);
	json_t *found, *refusal;
	int error = follow_wait(
	    call->socket, deadline, call->router, call->interface, &found, &refusal);
	int code = EXIT_ERROR;

	if (refusal != NULL)
		code = report_refusal(call, refusal, JSON_INDENT(2));
	else if (error == -ETIMEDOUT)
		rdiscctl_complain(call->router ? "no default router within the timeout"
					       : "no daemon within the timeout");
	else
		code = error == 0 ? EXIT_FINE : report_error(call, error);
	if (found != NULL && call->json)
		print_json(found, JSON_INDENT(2));
	json_decref(found);
	json_decref(refusal);
	return code;
}

/* ---- what if ---- */

/* The state is asked for after the configuration, which changes seldom. */
static int run_whatif(const struct call *call)
{
	static const struct command configuration = { .request = "configuration" };
	struct call question = *call;
	json_t *state = NULL, *settings;
	int code;

	question.command = &configuration;
	question.argument = NULL;
	code = ask_and_tell(&question, &settings);
	question.command = call->command;
	if (code == EXIT_FINE)
		code = ask_and_tell(&question, &state);
	if (code == EXIT_FINE)
		code = whatif_play(call, state, settings);
	json_decref(state);
	json_decref(settings);
	return code;
}

/* ---- commands that act ---- */

static int run_act(const struct call *call)
{
	json_t *answer;
	int code = ask_and_tell(call, &answer);
	double n = answer_number(answer, "done");

	if (code == EXIT_FINE && n == 0) {
		rdiscctl_complain("no interface is in use in that role: see rdiscctl interfaces");
		code = EXIT_ERROR;
	} else if (code == EXIT_FINE && !call->json) {
		printf("%s %.0f interface%s\n", call->command->sentence, n, n == 1 ? "" : "s");
	}
	json_decref(answer);
	return code;
}

static int run_reload(const struct call *call)
{
	json_t *answer;
	int code = ask_and_tell(call, &answer);

	if (code == EXIT_FINE && !call->json)
		printf("configuration %.0f is in force\n", answer_number(answer, "generation"));
	json_decref(answer);
	return code;
}

/* Waits until it has gone: a daemon started next finds the socket free. */
static int run_stop(const struct call *call)
{
	struct client c;
	json_t *answer, *more;
	int code, error = client_open(&c, call->socket, USEC_INFINITY);

	if (error != 0)
		return report_error(call, error);
	error = exchange_packets(call, &c, &answer);
	code = error == 0 ? report_answer(call, answer) : report_error(call, error);
	if (error == 0)
		json_decref(answer);
	if (code == EXIT_FINE && (error = client_receive(&c, CLIENT_PATIENCE, &more)) == 0)
		json_decref(more);
	if (code == EXIT_FINE && error != -ECONNRESET)
		code = report_error(call, error == 0 ? -EPROTO : error);
	else if (code == EXIT_FINE && !call->json)
		puts("stopped");
	client_close(&c);
	return code;
}

static int run_log_level(const struct call *call)
{
	json_t *answer;
	int code = ask_and_tell(call, &answer);
	char level[32];

	printable(answer_text(answer, "level") == NULL ? "-" : answer_text(answer, "level"), level,
	    sizeof(level));
	if (code == EXIT_FINE && !call->json)
		printf("%s\n", level);
	json_decref(answer);
	return code;
}

/* ---- the table ---- */

#define LOOK    (OPTION_SOCKET | OPTION_JSON | OPTION_WATCH)
#define LOOK_AT (LOOK | OPTION_INTERFACE)
#define ACT     (OPTION_SOCKET | OPTION_JSON)

const struct command rdiscctl_commands[] = {
	{ "status", NULL, MAY, LOOK, "everything on one screen; the default", "status", run_look,
	    show_status, NULL },
	{ "routers", NULL, MAY, LOOK_AT, "known routers, and refused ones", "routers", run_look,
	    show_routers, NULL },
	{ "interfaces", NULL, MAY, LOOK_AT, "interfaces, their roles and messages", "interfaces",
	    run_look, show_interfaces, NULL },
	{ "watch", "router", MUST, OPTION_SOCKET | OPTION_INTERFACE | OPTION_TIMEOUT,
	    "one router over time, a line a second", "routers", run_watch, NULL, NULL },
	{ "explain", "router", MAY, LOOK_AT, "why a router is, or is not, in use", "explain",
	    run_look, show_explain, NULL },
	{ "conflicts", NULL, MAY, LOOK, "other default routes, and which one wins",
	    "default-routes", run_look, show_conflicts, NULL },
	{ "config", NULL, MAY, ACT, "the configuration in force, with its origin", "configuration",
	    run_look, show_config, NULL },
	{ "counters", NULL, MAY, LOOK, "messages and events, by reason", "counters", run_look,
	    show_counters, NULL },
	{ "events", NULL, MAY, ACT | OPTION_FOLLOW, "recent events", "events", run_events, NULL,
	    NULL },
	{ "trust", NULL, MAY, ACT | OPTION_INTERFACE,
	    "rdisc.conf lines that allow only these routers", "routers", run_look, show_trust,
	    NULL },
	{ "metrics", NULL, MAY, ACT, "metrics for Prometheus", "everything", run_metrics, NULL,
	    NULL },
	{ "wait", NULL, MAY, ACT | OPTION_INTERFACE | OPTION_ROUTER | OPTION_TIMEOUT,
	    "wait for the daemon", NULL, run_wait, NULL, NULL },
	{ "solicit", "interface", MAY, ACT, "ask for routers now", "solicit", run_act, NULL,
	    "asking on" },
	{ "advertise", "interface", MAY, ACT, "advertise now", "advertise", run_act, NULL,
	    "advertising on" },
	{ "drain", "interface", MUST, ACT, "take a router's interface out of use", "drain", run_act,
	    NULL, "draining" },
	{ "undrain", "interface", MUST, ACT, "end draining", "undrain", run_act, NULL, "back on" },
	{ "reload", NULL, MAY, ACT, "read the configuration again", "reload", run_reload, NULL,
	    NULL },
	{ "stop", NULL, MAY, ACT | OPTION_SILENT, "end the daemon", "stop", run_stop, NULL, NULL },
	{ "log-level", "level", MAY, ACT, "show or set what is logged", "log-level", run_log_level,
	    NULL, NULL },
	{ "what-if", "event", MANY, OPTION_SOCKET | OPTION_TIMEOUT,
	    "play events on a copy of the daemon's state", "everything", run_whatif, NULL, NULL },
	{ "query", "send_address", MAY, OPTION_INTERFACE | OPTION_JSON | OPTION_TIMEOUT,
	    "ask once which routers advertise", NULL, rdiscctl_query, NULL, NULL },
	{ "replay", "file", MUST, OPTION_INTERFACE | OPTION_ADDRESS | OPTION_CONFIG,
	    "what the daemon would do with a capture", NULL, rdiscctl_replay, NULL, NULL },
	{ "import", "file", MAY, 0, "translate this file into an rdisc.conf", NULL, rdiscctl_import,
	    NULL, NULL },
	{ "doctor", NULL, MAY, OPTION_INTERFACE | OPTION_JSON | OPTION_CONFIG,
	    "find what blocks router discovery here", NULL, rdiscctl_doctor, NULL, NULL },
};

const size_t rdiscctl_n_commands = ARRAY_SIZE(rdiscctl_commands);
