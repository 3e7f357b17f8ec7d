// layers: proxy-base proxy-http rules
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/policy_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a policy file: problems, or a policy that reads back as sentences. Expressions are
 * compiled, the sieve is not: its compiler takes what we write for it only. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	struct problems problems;
	struct source *source = source_new_disk();
	struct policy policy = { .arena = arena_new(0), .sieve = sieve_new() };

	if (nowhere == NULL)
		nowhere = fopen("/dev/null", "we");
	problems_init(&problems);
	policy_read(&policy, source, "policy.yaml", span_make(data, size), &problems);
	policy_compile(&policy, &problems);
	if (problems.errors == 0)
		policy_explain_rules(&policy, nowhere);
	problems_write(&problems, fileno(nowhere));
	policy_release(&policy);
	problems_release(&problems);
	source_free(source);
	return 0;
}
