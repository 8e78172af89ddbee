/* SPDX-License-Identifier: BSD-2-Clause */
/* A reconcile between routes that are wanted and a table that answers like the kernel's. */
#include "config.h"

#include "unit/table.h"

#include <string.h>

#include "unit/tests.h"

struct table table;

void table_setup(void)
{
	memset(&table, 0, sizeof(table));
	fib_init(&table.fib, 1, &table.ring);
	table.batch = 4;
	table.now = TABLE_START;
}

void table_teardown(void)
{
	fib_fini(&table.fib);
}

void table_want(const char *text)
{
	char copy[512], *rest = copy, *word;

	strcpy(copy, text);
	for (table.n_wanted = 0; (word = strtok_r(NULL, " ", &rest)) != NULL; table.n_wanted++)
		table.wanted[table.n_wanted] = fake_parse(word);
	fib_touch(&table.fib);
}

void table_hear(void)
{
	struct fake_news news;

	while (fake_read(&table.kernel, &news)) {
		const struct route *route = fake_view(&news.r);

		if (news.gone)
			fib_del(&table.fib, route);
		else
			ck_assert(fib_set(&table.fib, route, fake_is_ours(route)));
		if (news.replaced)
			fib_doubt(&table.fib);
	}
}

void table_dump(void)
{
	table.kernel.n_news = 0;
	fib_begin(&table.fib);
	for (size_t i = 0; i < table.kernel.n; i++) {
		const struct route *route = fake_view(&table.kernel.routes[i]);

		ck_assert(fib_set(&table.fib, route, fake_is_ours(route)));
	}
	fib_end(&table.fib);
}

/* The kernel tells of the route it has made before it says that it has. */
void table_answer(const struct route_change *change, int error)
{
	if (error == 0 && change->op == ROUTE_ADD)
		ck_assert(fib_set(&table.fib, &change->route, true));
	fib_done(&table.fib, change, error, table.now);
}

unsigned table_settle(void)
{
	struct route_change changes[TABLE_WANTED];
	uint32_t metrics[TABLE_WANTED];
	struct hop hops[TABLE_WANTED];
	struct route_set wanted = fake_set(table.wanted, table.n_wanted, metrics, hops);
	unsigned total = 0;
	size_t n;

	do {
		if (fib_take_doubt(&table.fib, table.now))
			table_dump();
		n = fib_plan(&table.fib, &wanted, 1, table.now, changes, table.batch);
		must(n <= table.batch, "%zu changes", n);
		for (size_t i = 0; i < n; i++) {
			int error = fake_change(&table.kernel, &changes[i], table.n_wanted > 0);

			table_answer(&changes[i], error);
		}
		total += (unsigned)n;
		must(total < 1000, "it never settles");
	} while (n > 0 || fib_deadline(&table.fib) <= table.now);
	must(fib_deadline(&table.fib) > table.now, "still due");
	return total;
}

unsigned table_events(enum event_kind kind)
{
	struct event event;
	unsigned n = 0;

	while (event_pull(&table.ring, &event))
		n += event.kind == kind;
	return n;
}
