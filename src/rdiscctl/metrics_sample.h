/* SPDX-License-Identifier: BSD-2-Clause */
/* Samples of metrics, with their labels. */
#ifndef RDISC_RDISCCTL_METRICS_SAMPLE_H
#define RDISC_RDISCCTL_METRICS_SAMPLE_H

#include <stdio.h>

#include "rdiscctl/answer.h"

#define LABELS_MAX 512

/* Labels as they are written, without the braces. */
struct labels {
	char text[LABELS_MAX];
	size_t len;
};

struct writer;

/* One metric: `each` walks over the objects of the answer that it is about and calls `say` for each. */
struct metric {
	const char *name;
	const char *type;
	const char *help;
	void (*each)(struct writer *w);
	void (*say)(struct writer *w, struct labels *l, const json_t *object, const char *member);
	const char *member;
};

/* A writer of samples. */
struct writer {
	FILE *out;
	const json_t *answer;
	const struct metric *metric;
	bool begun; /* its head is written */
	json_t *
	    told; /* labels of its samples: an answer in parts may say a thing twice, a metric must not */
	bool failed;
};

/* Adds a label whose value is this text (NULL: ""), or that of a member. */
void metrics_label(struct labels *l, const char *name, const char *value);
void metrics_label_member(
    struct labels *l, const char *name, const json_t *object, const char *member);

void metrics_sample(struct writer *w, const struct labels *l, double value);

/* Writes the number, truth value or time of a member; nothing where it is not known. */
void metrics_sample_member(
    struct writer *w, struct labels *l, const json_t *object, const char *member);

#endif
