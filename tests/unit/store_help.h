/* What the tests of the store share: a folder of their own, and records to put into it. */
#ifndef TESTS_STORE_HELP_H
#define TESTS_STORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../proxy/base/mem.h"
#include "../../proxy/store/reader.h"
#include "../../proxy/store/store.h"
#include "../../proxy/store/verify.h"

#define NOW INT64_C(1800000000000) /* 2027-01-15T08:00:00Z */
#define DAY INT64_C(86400000)

static inline char *folder_new(void)
{
	const char *base = getenv("TMPDIR");
	char *folder = mem_print("%s/gatepost-store-XXXXXX", base != NULL ? base : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static inline void folder_remove(char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			assert_int_equal(unlinkat(dirfd(dir), entry->d_name, 0), 0);
	closedir(dir);
	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

static struct record_rule help_rules[] = {
	{ SPAN("projects"), SPAN("high"), SPAN("block"), SPAN(""), SPAN("text:0-6 text:13-14"),
	    SPAN("") },
};
static struct record_field help_fields[] = {
	{ SPAN("text"), SPAN("Falcon ships a") },
};

static inline struct record a_record(uint64_t id, const char *action, const char *reference)
{
	return (struct record){
		.worker = 7,
		.id = id,
		.time_ms = NOW + (int64_t)id,
		.generation = 1,
		.node = SPAN("gp1"),
		.kind = SPAN("post"),
		.reference = span_of(reference),
		.site = SPAN("mastodon"),
		.class = SPAN("public-social"),
		.host = SPAN("social.example"),
		.endpoint = SPAN("statuses"),
		.activity = SPAN("post"),
		.audience = SPAN("public"),
		.action = span_of(action),
		.acted = span_of(action),
		.stage = SPAN("enforce"),
		.rules = help_rules,
		.rule_count = 1,
		.user = SPAN("ann"),
		.address = SPAN("10.0.0.7"),
		.how = SPAN("basic"),
		.groups = SPAN("sales,it"),
		.fields = help_fields,
		.field_count = 1,
	};
}

static inline struct store *open_store(const char *folder)
{
	struct err err;
	struct store *store = store_open(folder, 100, &err);

	if (store == NULL)
		fail_msg("%s", err.text);
	return store;
}

static inline uint64_t add(struct store *store, const struct record *record, int64_t now_ms)
{
	struct err err;
	uint64_t number = 0;

	if (!store_add(store, record, now_ms, &number, &err))
		fail_msg("%s", err.text);
	return number;
}

static inline void commit(struct store *store)
{
	struct err err;

	if (!store_commit(store, &err))
		fail_msg("%s", err.text);
}

/* All findings, each with a newline. */
struct findings {
	char text[16384];
};

static inline void note_finding(void *state, const char *sentence)
{
	struct findings *findings = state;
	size_t len = strlen(findings->text);

	snprintf(findings->text + len, sizeof findings->text - len, "%s\n", sentence);
}

static inline struct verify_result verify(const char *folder, struct findings *findings)
{
	struct verify_options options = {
		.folder = folder, .on_finding = note_finding, .state = findings
	};
	struct verify_result result;
	struct err err;

	findings->text[0] = '\0';
	if (!store_verify(&options, &result, &err))
		fail_msg("%s", err.text);
	return result;
}

#endif
