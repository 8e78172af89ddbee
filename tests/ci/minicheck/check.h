/* SPDX-License-Identifier: BSD-2-Clause */
/* As much of libcheck's interface as the core's unit tests use, for machines whose libcheck is not
 * there to link: a foreign byte order under an emulator, 32 bits. No forks: the first failure ends
 * the run. */
#ifndef MINICHECK_H
#define MINICHECK_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*TFun)(int);
typedef void (*SFun)(void);

typedef struct TCase {
	struct {
		TFun function;
		const char *name;
		int first, last;
	} tests[200];
	int n;
	SFun setup, teardown;
	struct TCase *next;
} TCase;

typedef struct Suite {
	TCase *cases;
	struct Suite *next;
} Suite;

typedef struct {
	Suite *suites;
	int ran;
} SRunner;

enum print_output { CK_ENV };

#define START_TEST(test) static void test(int _i __attribute__((unused)))
#define END_TEST

static inline Suite *suite_create(const char *name)
{
	(void)name;
	return calloc(1, sizeof(Suite));
}

static inline TCase *tcase_create(const char *name)
{
	(void)name;
	return calloc(1, sizeof(TCase));
}

static inline void suite_add_tcase(Suite *s, TCase *c)
{
	c->next = s->cases;
	s->cases = c;
}

static inline void minicheck_add(TCase *c, TFun f, const char *name, int first, int last)
{
	if (c->n == 200)
		abort();
	c->tests[c->n].function = f;
	c->tests[c->n].name = name;
	c->tests[c->n].first = first;
	c->tests[c->n++].last = last;
}

#define tcase_add_test(c, f)                   minicheck_add(c, f, #f, 0, 1)
#define tcase_add_loop_test(c, f, first, last) minicheck_add(c, f, #f, first, last)

static inline void tcase_set_timeout(TCase *c, double seconds)
{
	(void)c;
	(void)seconds;
}

static inline void tcase_add_checked_fixture(TCase *c, SFun setup, SFun teardown)
{
	c->setup = setup;
	c->teardown = teardown;
}

static inline SRunner *srunner_create(Suite *s)
{
	SRunner *r = calloc(1, sizeof(*r));

	r->suites = s;
	return r;
}

static inline void srunner_add_suite(SRunner *r, Suite *s)
{
	s->next = r->suites;
	r->suites = s;
}

static const char *minicheck_running;

static inline void srunner_run_all(SRunner *r, enum print_output mode)
{
	(void)mode;
	for (Suite *s = r->suites; s != NULL; s = s->next)
		for (TCase *c = s->cases; c != NULL; c = c->next)
			for (int i = 0; i < c->n; i++)
				for (int j = c->tests[i].first; j < c->tests[i].last; j++) {
					minicheck_running = c->tests[i].name;
					if (c->setup != NULL)
						c->setup();
					c->tests[i].function(j);
					if (c->teardown != NULL)
						c->teardown();
					r->ran++;
				}
	printf("%d of %d tests passed\n", r->ran, r->ran);
}

static inline int srunner_ntests_failed(SRunner *r)
{
	(void)r;
	return 0; /* or we were not here */
}

static inline int srunner_ntests_run(SRunner *r)
{
	return r->ran;
}

static inline void srunner_free(SRunner *r)
{
	free(r);
}

#define ck_abort_msg(...)                                                                          \
	do {                                                                                       \
		fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);                                    \
		fprintf(stderr, __VA_ARGS__);                                                      \
		fprintf(stderr, "\n");                                                             \
		abort();                                                                           \
	} while (0)

#define ck_assert_msg(condition, ...)                                                              \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

#define ck_assert(condition) ck_assert_msg(condition, "not so: %s", #condition)

#define MINICHECK_INT(type, format, a, op, b)                                                      \
	do {                                                                                       \
		type mini_a = (a), mini_b = (b);                                                   \
		if (!(mini_a op mini_b))                                                           \
			ck_abort_msg("not so: %s " #op " %s: %" format " and %" format, #a, #b,    \
			    mini_a, mini_b);                                                       \
	} while (0)

#define ck_assert_int_eq(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, ==, b)
#define ck_assert_int_ne(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, !=, b)
#define ck_assert_int_lt(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, <, b)
#define ck_assert_int_le(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, <=, b)
#define ck_assert_int_gt(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, >, b)
#define ck_assert_int_ge(a, b)    MINICHECK_INT(intmax_t, PRIdMAX, a, >=, b)
#define ck_assert_uint_eq(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, ==, b)
#define ck_assert_uint_ne(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, !=, b)
#define ck_assert_uint_lt(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, <, b)
#define ck_assert_uint_le(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, <=, b)
#define ck_assert_uint_gt(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, >, b)
#define ck_assert_uint_ge(a, b)   MINICHECK_INT(uintmax_t, PRIuMAX, a, >=, b)
#define ck_assert_str_eq(a, b)    ck_assert(strcmp(a, b) == 0)
#define ck_assert_str_ne(a, b)    ck_assert(strcmp(a, b) != 0)
#define ck_assert_ptr_eq(a, b)    ck_assert((a) == (b))
#define ck_assert_ptr_ne(a, b)    ck_assert((a) != (b))
#define ck_assert_ptr_null(a)     ck_assert((a) == NULL)
#define ck_assert_ptr_nonnull(a)  ck_assert((a) != NULL)
#define ck_assert_mem_eq(a, b, n) ck_assert(memcmp(a, b, n) == 0)

#endif
