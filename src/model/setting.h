/* SPDX-License-Identifier: BSD-2-Clause */
/* One value of the configuration in force, as text, with where it comes from. */
#ifndef RDISC_MODEL_SETTING_H
#define RDISC_MODEL_SETTING_H

#include "model/conf.h"

enum setting_origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_OPTION };

/* The longest value that is no text of its own: a list of prefixes. */
#define SETTING_TEXT_MAX 704

struct setting {
	const char *section;    /* as in the file: "daemon", "interface", … */
	const char *name;       /* its title; NULL: it has none */
	const char *subsection; /* "address" or "router", in an interface; NULL: not in one */
	struct in_addr address; /* the title of that */
	const char *key;
	const char *value; /* NULL: not set */
	enum setting_origin origin;
	struct conf_place place;     /* ORIGIN_FILE */
	char text[SETTING_TEXT_MAX]; /* storage of `value`, if it needs one */
};

#endif
