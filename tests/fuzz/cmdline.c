/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a command line, a word on each line; if the first is "+", on top of a configuration file.
 * It is refused with a sentence, or what it makes is valid. */
#include "config.h"

#include "config/cmdline.h"

#include "check_conf.h"
#include "fuzz.h"

#define WORDS_MAX 64

static const struct conf *base(void)
{
	static struct conf_iface ifaces[2];
	static struct conf conf;

	conf_init(&conf);
	for (size_t i = 0; i < ARRAY_SIZE(ifaces); i++)
		conf_iface_init(&ifaces[i]);
	ifaces[0].pattern = "eth0";
	ifaces[0].role = ROLE_HOST;
	ifaces[1].pattern = "lan*";
	ifaces[1].role = ROLE_ROUTER;
	conf_iface_set_interval(&ifaces[1], 30);
	conf.ifaces = ifaces;
	conf.n_ifaces = ARRAY_SIZE(ifaces);
	return &conf;
}

static void parse(int argc, char **argv, const struct conf *conf)
{
	struct cmdline cl;
	char error[256];
	int result = cmdline_parse(&cl, argc, argv, conf, error, sizeof(error));

	claim(strlen(error) < sizeof(error));
	claim((result == 0) == (error[0] == '\0'));
	if (result == 0 && !cl.help && !cl.version)
		check_conf(&cl.conf);
	cmdline_fini(&cl);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_copy(data, size), *rest = text, *word;
	char *argv[WORDS_MAX + 1] = { (char[]){ "rdisc" } };
	const struct conf *conf = NULL;
	int argc = 1;

	while (argc < WORDS_MAX && (word = strsep(&rest, "\n")) != NULL) {
		if (argc == 1 && conf == NULL && strcmp(word, "+") == 0)
			conf = base();
		else if (*word != '\0' || rest != NULL) /* the last line ends too */
			argv[argc++] = word;
	}
	argv[argc] = NULL;
	parse(argc, argv, conf);
	free(text);
	return 0;
}
