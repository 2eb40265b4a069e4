// SPDX-License-Identifier: GPL-2.0-or-later
// Rules asked of a system: which questions each one is, and what the answers mean.
#ifndef CORE_EVALUATE_H
#define CORE_EVALUATE_H

#include "base/error.h"
#include "core/judgement.h"
#include "core/rules.h"

/* What one rule says of one path. */
struct result {
	const struct rule *rule;
	const char *path; /* NULL: of the whole system */
	uint32_t line;	  /* 0: of no line */
	enum verdict answer;
	enum doubt doubt; /* with UNKNOWN */
	bool unadopted;	  /* NOT_APPLICABLE: nobody adopted its policy */
	/* FAIL, UNKNOWN: one sentence. Bytes of files may stand in it raw; never of secret ones. */
	const char *message;
	const char *remedy; /* FAIL: a complete command; NULL: none is known */
};

struct result_list {
	struct result *items; /* in the order of packs, rules and paths */
	size_t count;
	size_t capacity;
};

/* Whom to ask. What is secret is not quoted: core/protection.h. */
struct evaluation {
	struct arena *arena;
	const struct rule_set *rules;
	const struct judge_world *world;
	int (*ask)(void *context, const struct question *question, struct answer *result,
		struct error *error);
	bool (*secret)(void *context, const char *path);
	void *context;
	const char *program; /* how remedies begin: "confwatch --root=/x" */
};

struct evaluation_request {
	struct string_list packs; /* none: all */
	struct string_list ids;	  /* of rules; none: all */
	struct string_list paths; /* rules that speak of one of these; none: all */
	bool unadopted;		  /* policies too that nobody adopted */
};

/* -errno only when nobody can be asked. */
int evaluate(const struct evaluation *evaluation, const struct evaluation_request *request,
	struct result_list *result, struct error *error);

/* Whether the rule names the path, or has a pattern that matches it. */
bool evaluate_speaks_of(const struct rule *rule, const char *path);

/* Whether one of the pack's rules does. */
bool evaluate_pack_speaks_of(const struct pack *pack, const char *path);

/* The file that is the context of a rule's expressions; NULL: none, or one of several. */
const char *evaluate_file(const struct evaluation *evaluation, const struct rule *rule);

/* Whether what the rule reads must not be shown: path, or what its expressions name. */
bool evaluate_is_secret(
	const struct evaluation *evaluation, const struct rule *rule, const char *path);

/* "unread", "unreadable", "killed", ...; NULL: there is no doubt */
const char *doubt_name(enum doubt doubt);

/* A sentence for an answer that is none. */
const char *evaluate_doubt(struct arena *arena, const struct answer *answer);

/* How many rules there are of each kind: one that failed somewhere did not hold. */
struct result_counts {
	size_t held;
	size_t failed;
	size_t unknown;
	size_t not_applicable;
	size_t policies; /* not adopted: names, not rules */
};

struct result_counts evaluate_count(const struct result_list *results);

/* Failures first, then what is unknown; the worst first. evaluate_count() comes before it. */
void evaluate_sort(struct arena *arena, struct result_list *results);

/*
 * The finding of a change that says already what a failed rule found out; NULL: none does. It
 * becomes as severe as the rule, whose reason stands in for one of its own.
 */
struct finding *evaluate_loss(struct finding_list *list, const struct finding *failed);

/* Every failure as a finding. */
void evaluate_findings(
	struct arena *arena, const struct result_list *results, struct finding_list *findings);

#endif
