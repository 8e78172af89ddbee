/* SPDX-License-Identifier: BSD-2-Clause */
/* The operator's program: asks the daemon and has it act; asks the network. This part is its command line;
 * the commands are in commands.c and tools.c. */
#include "config.h"

#include "rdiscctl/commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "rdiscctl/complain.h"
#include "system/standard.h"

#define WATCH_DEFAULT (2 * USEC_PER_SEC)

static const struct row {
	struct option_row option;
	enum option_bit bit;
} rows[] = {
	{ { 'i', "interface", "IF", "only this interface" }, OPTION_INTERFACE },
	{ { 0, "json", NULL, "print JSON, for programs" }, OPTION_JSON },
	{ { 0, "watch", "[=SECONDS]", "refresh every so many seconds (2); q quits" },
	    OPTION_WATCH },
	{ { 0, "follow", NULL, "current state, then new events" }, OPTION_FOLLOW },
	{ { 0, "router", NULL, "wait for a default router as well" }, OPTION_ROUTER },
	{ { 0, "silent", NULL, "with stop: hosts keep the router" }, OPTION_SILENT },
	{ { 0, "timeout", "SECONDS", "stop after this time" }, OPTION_TIMEOUT },
	{ { 0, "address", "A/LEN", "an address of the simulated machine" }, OPTION_ADDRESS },
	{ { 0, "config", "FILE", "the configuration to read (" RDISC_CONFIG_FILE ")" },
	    OPTION_CONFIG },
	{ { 0, "socket", "PATH", "the daemon's socket (" RDISC_RUNTIME_DIR "/control)" },
	    OPTION_SOCKET },
	{ { 'h', "help", NULL, "print this help" }, OPTION_HELP },
	{ { 'V', "version", NULL, "print the version and what is built in" }, OPTION_VERSION },
};

static const struct options options = OPTIONS("rdiscctl", rows);

static void print_help(void)
{
	char left[64];

	printf("usage: rdiscctl [options] [command]\n\nCommands:\n");
	for (size_t i = 0; i < rdiscctl_n_commands; i++) {
		const struct command *c = &rdiscctl_commands[i];
		const char *a = c->argument;

		if (a == NULL)
			snprintf(left, sizeof(left), "%s", c->name);
		else
			snprintf(left, sizeof(left),
			    c->given == MAY    ? "%s [%s]"
			    : c->given == MUST ? "%s %s"
					       : "%s %s...",
			    c->name, a);
		options_print_row(stdout, left, c->help);
	}
	printf("\nOptions:\n");
	options_print(&options, stdout);
	printf("\nExit status: 0, 1 for an error, 2 for wrong usage, 3 if status is degraded or "
	       "the\n"
	       "doctor finds fault, 4 if the daemon is not running, 5 if query hears no router.\n"
	       "See rdiscctl(8).\n");
}

/* Seconds, with decimals; false: not such a number. */
static bool parse_seconds(const char *text, double min, usec_t *ret)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds >= min && seconds <= 1e6))
		return false;
	*ret = (usec_t)(seconds * (double)USEC_PER_SEC);
	return true;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < rdiscctl_n_commands; i++)
		if (strcmp(rdiscctl_commands[i].name, name) == 0)
			return &rdiscctl_commands[i];
	return NULL;
}

/* A.B.C.D/LEN */
static int add_address(struct call *call, const char *text)
{
	struct iface_addr *a = &call->addresses[call->n_addresses];
	char address[INET_ADDRSTRLEN + 4];
	unsigned len;
	int end = 0;

	if (call->n_addresses == ADDRESSES_MAX)
		return rdiscctl_misuse("--address %s: at most %d", text, ADDRESSES_MAX);
	if (sscanf(text, "%15[0-9.]/%2u%n", address, &len, &end) != 2 || text[end] != '\0' ||
	    len > 32 || inet_pton(AF_INET, address, &a->local) != 1)
		return rdiscctl_misuse("--address %s: expected an address with its prefix length,"
				       " as 192.0.2.10/24",
		    text);
	a->subnet = a->local;
	a->prefix_len = (uint8_t)len;
	call->n_addresses++;
	return EXIT_FINE;
}

/* One option. EXIT_FINE, or EXIT_USAGE after having told. */
static int parse_option(struct call *call, enum option_bit bit, const char *value)
{
	switch (bit) {
	case OPTION_INTERFACE:
		call->interface = value;
		break;
	case OPTION_JSON:
		call->json = true;
		break;
	case OPTION_WATCH:
		call->watch = WATCH_DEFAULT;
		if (value != NULL && !parse_seconds(value, 0.1, &call->watch))
			return rdiscctl_misuse("--watch %s: expected seconds, 0.1 or more", value);
		break;
	case OPTION_FOLLOW:
		call->follow = true;
		break;
	case OPTION_ROUTER:
		call->router = true;
		break;
	case OPTION_SILENT:
		call->silent = true;
		break;
	case OPTION_TIMEOUT:
		if (!parse_seconds(value, 0, &call->timeout))
			return rdiscctl_misuse("--timeout %s: expected seconds", value);
		break;
	case OPTION_ADDRESS:
		return add_address(call, value);
	case OPTION_CONFIG:
		call->config = value;
		break;
	case OPTION_SOCKET:
		call->socket = value;
		break;
	case OPTION_HELP:
	case OPTION_VERSION:
		break;
	}
	return EXIT_FINE;
}

/* All options; `given` gathers their bits. */
static int parse_options(struct call *call, int argc, char **argv, unsigned *given)
{
	const char *value;
	char error[256];
	int row, code = EXIT_FINE;

	options_start();
	while (code == EXIT_FINE && (row = options_next(&options, argc, argv, &value, error,
					 sizeof(error))) != OPTIONS_END) {
		if (row == OPTIONS_WRONG)
			return rdiscctl_misuse("%s", error);
		*given |= rows[row].bit;
		code = parse_option(call, rows[row].bit, value);
	}
	return code;
}

/* The command, and what fits it. */
static int parse_command(struct call *call, int n, char **words, unsigned given)
{
	const struct command *command = n == 0 ? call->command : find_command(words[0]);
	unsigned wrong;

	if (command == NULL)
		return rdiscctl_misuse("%s: no such command", words[0]);
	call->command = command;
	call->argument = n > 1 ? words[1] : NULL;
	call->words = words + 1;
	call->n_words = n - 1;
	if ((n > 2 && command->given != MANY) || (n > 1 && command->argument == NULL))
		return rdiscctl_misuse("%s: too many arguments", command->name);
	if (command->given != MAY && n < 2)
		return rdiscctl_misuse("%s: the %s is missing", command->name, command->argument);
	wrong = given & ~(command->options | OPTIONS_OF_ALL);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if ((wrong & rows[i].bit) != 0)
			return rdiscctl_misuse(
			    "%s does not take --%s", command->name, rows[i].option.name);
	if ((given & OPTION_JSON) != 0 && (given & OPTION_WATCH) != 0)
		return rdiscctl_misuse("--json and --watch exclude each other");
	if ((given & OPTION_INTERFACE) != 0 && (command->options & OPTION_ROUTER) != 0 &&
	    !call->router)
		return rdiscctl_misuse("--interface needs --router here");
	return EXIT_FINE;
}

int main(int argc, char **argv)
{
	struct call call = { .command = &rdiscctl_commands[0],
		.socket = RDISC_RUNTIME_DIR "/control",
		.timeout = USEC_INFINITY };
	unsigned given = 0;
	int code = standard_open() != 0 ? EXIT_ERROR : parse_options(&call, argc, argv, &given);

	if (code != EXIT_FINE)
		return code;
	if ((given & OPTION_HELP) != 0) {
		print_help();
	} else if ((given & OPTION_VERSION) != 0) {
		printf("rdiscctl %s %s\n", PACKAGE_VERSION, RDISCCTL_FEATURES);
	} else {
		code = parse_command(&call, argc - optind, argv + optind, given);
		if (code == EXIT_FINE)
			/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is set then */
			code = call.command->run(&call);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		rdiscctl_complain("cannot write the output");
		return EXIT_ERROR;
	}
	return code;
}
