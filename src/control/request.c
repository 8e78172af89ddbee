/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of a client of the control socket. */
#include "config.h"

#include "control/request.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Arguments that a command takes; others are an error, since they were meant. */
enum argument {
	INTERFACE = 1 << 0,
	INTERFACE_REQUIRED = 1 << 1,
	ROUTER = 1 << 2,
	FOLLOW = 1 << 3,
	LEVEL = 1 << 4,
	SILENT = 1 << 5,
};

static const struct {
	const char *name;
	unsigned arguments;
} commands[REQUEST_MAX] = {
	[REQUEST_STATUS] = { "status", 0 },
	[REQUEST_INTERFACES] = { "interfaces", INTERFACE },
	[REQUEST_ROUTERS] = { "routers", INTERFACE },
	[REQUEST_DEFAULT_ROUTES] = { "default-routes", 0 },
	[REQUEST_COUNTERS] = { "counters", 0 },
	[REQUEST_EXPLAIN] = { "explain", INTERFACE | ROUTER },
	[REQUEST_EVERYTHING] = { "everything", 0 },
	[REQUEST_CONFIGURATION] = { "configuration", 0 },
	[REQUEST_EVENTS] = { "events", FOLLOW },
	[REQUEST_SOLICIT] = { "solicit", INTERFACE },
	[REQUEST_ADVERTISE] = { "advertise", INTERFACE },
	[REQUEST_DRAIN] = { "drain", INTERFACE | INTERFACE_REQUIRED },
	[REQUEST_UNDRAIN] = { "undrain", INTERFACE | INTERFACE_REQUIRED },
	[REQUEST_RELOAD] = { "reload", 0 },
	[REQUEST_STOP] = { "stop", SILENT },
	[REQUEST_LOG_LEVEL] = { "log-level", LEVEL },
};

const char *request_name(enum request_command command)
{
	return commands[command].name;
}

__attribute__((format(printf, 3, 4))) static bool fail(
    struct request_error *error, const char *code, const char *format, ...)
{
	va_list args;

	error->code = code;
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return false;
}

static bool parse_text(
    const char *name, const json_t *value, char *ret, size_t size, struct request_error *error)
{
	const char *text = json_string_value(value);

	if (text == NULL)
		return fail(error, "malformed", "\"%s\" must be a string", name);
	if (text[0] == '\0' || strlen(text) >= size)
		return fail(error, "not_found", "%s \"%.32s\": no such name", name, text);
	memcpy(ret, text, strlen(text) + 1);
	return true;
}

static bool parse_flag(
    const char *name, const json_t *value, bool *ret, struct request_error *error)
{
	*ret = json_is_true(value);
	return json_is_boolean(value) ||
	       fail(error, "malformed", "\"%s\" must be true or false", name);
}

static bool parse_argument(
    struct request *r, const char *name, const json_t *value, struct request_error *error)
{
	unsigned takes = commands[r->command].arguments;
	char text[INET_ADDRSTRLEN];

	if (strcmp(name, "command") == 0)
		return true;
	if (strcmp(name, "version") == 0)
		return (json_is_integer(value) && json_integer_value(value) == 1) ||
		       fail(error, "version",
			   "unknown version: this daemon speaks version 1 of the protocol");
	if (strcmp(name, "interface") == 0 && (takes & INTERFACE) != 0)
		return parse_text(name, value, r->ifname, sizeof(r->ifname), error);
	if (strcmp(name, "router") == 0 && (takes & ROUTER) != 0)
		return parse_text(name, value, text, sizeof(text), error) &&
		       (inet_pton(AF_INET, text, &r->router) == 1 ||
			   fail(error, "malformed", "\"%s\" is not an IPv4 address", text));
	if (strcmp(name, "level") == 0 && (takes & LEVEL) != 0)
		return parse_text(name, value, r->level, sizeof(r->level), error);
	if (strcmp(name, "follow") == 0 && (takes & FOLLOW) != 0)
		return parse_flag(name, value, &r->follow, error);
	if (strcmp(name, "silent") == 0 && (takes & SILENT) != 0)
		return parse_flag(name, value, &r->silent, error);
	return fail(error, "malformed", "%s takes no \"%.32s\"", request_name(r->command), name);
}

static bool parse_command(struct request *r, const json_t *object, struct request_error *error)
{
	const char *name = json_string_value(json_object_get(object, "command"));

	if (name == NULL)
		return fail(error, "malformed", "\"command\" is missing, or not a string");
	while (r->command < REQUEST_MAX && strcmp(commands[r->command].name, name) != 0)
		r->command++;
	if (r->command == REQUEST_MAX)
		return fail(error, "unknown_command", "\"%.32s\": no such command", name);
	return true;
}

bool request_parse(const char *text, struct request *ret, struct request_error *error)
{
	json_error_t where;
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &where), *value;
	const char *name;
	bool ok;

	*ret = (struct request){ .command = 0 };
	if (object == NULL)
		return fail(error, "malformed", "not JSON: %.80s", where.text);
	ok = json_is_object(object) || fail(error, "malformed", "not a JSON object");
	ok = ok && parse_command(ret, object, error);
	json_object_foreach (object, name, value)
		ok = ok && parse_argument(ret, name, value, error);
	json_decref(object);
	if (ok && (commands[ret->command].arguments & INTERFACE_REQUIRED) != 0 &&
	    ret->ifname[0] == '\0')
		return fail(
		    error, "malformed", "%s needs an \"interface\"", request_name(ret->command));
	return ok;
}
