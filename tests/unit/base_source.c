// layers: proxy-base
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/source.h"

static char folder[] = "/tmp/gatepost-source-XXXXXX";
static char base[64];

static void put(const char *name, const char *text)
{
	char path[96];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void drop(const char *name)
{
	char path[96];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

static void check_all(struct source *source)
{
	struct err err;
	struct span bytes;
	const char *name;
	const char *const *names;

	assert_true(source_read(source, base, "policy.yaml", &name, &bytes, &err));
	assert_true(span_is(bytes, "rules: []\n"));
	assert_true(strlen(name) > strlen("policy.yaml"));
	assert_true(source_read(source, NULL, name, &name, &bytes, &err));
	assert_true(source_read(source, base, "empty", &name, &bytes, &err));
	assert_int_equal(bytes.len, 0);
	assert_true(source_list(source, base, ".", ".yaml", &names, &err));
	assert_string_equal(names[0], "a.yaml");
	assert_string_equal(names[1], "policy.yaml");
	assert_null(names[2]);
	assert_true(source_kept(source, "compiled:sieve", &bytes));
	assert_true(span_equal(bytes, SPAN("\0\1\2")));
	assert_int_equal((uintptr_t)bytes.data % SOURCE_ALIGN, 0);
	assert_false(source_kept(source, "compiled:other", &bytes));
	assert_false(source_read(source, base, "missing", &name, &bytes, &err));
}

static void snapshot_is_the_disk_of_then(void **state)
{
	struct err err;
	struct source *disk = source_new_disk();

	(void)state;
	put("policy.yaml", "rules: []\n");
	put("a.yaml", "a");
	put("b.txt", "b");
	put(".hidden.yaml", "b");
	put("empty", "");
	memcpy(source_keep(disk, "compiled:sieve", 3), "\0\1\2", 3);
	assert_null(source_keep(disk, "compiled:sieve", 3));
	check_all(disk);
	int fd = source_seal(disk, &err);
	assert_true(fd >= 0);
	put("policy.yaml", "half wri");
	drop("a.yaml");
	check_all(disk);
	source_free(disk);
	struct source *snapshot = source_new_snapshot(fd, &err);
	assert_non_null(snapshot);
	check_all(snapshot);
	source_free(snapshot);
}

static const struct {
	const char *bytes;
	size_t len;
	bool is_sealed;
	const char *error;
} wrong[] = {
	{ "gatepost snapshot 2\n\0\0\0\0", 24, false, "snapshot: not sealed" },
	{ "", 0, true, "snapshot: wrong size" },
	{ "something else", 14, true, "snapshot: not one of this version" },
	{ "gatepost snapshot 2\n\1\0\0\0", 24, true, "snapshot: damaged" },
	{ "gatepost snapshot 2\n\0\0\0\0x", 25, true, "snapshot: damaged" },
	{ "gatepost snapshot 2\n\1\0\0\0\0\xff\xff\xff\xff", 29, true, "snapshot: damaged" },
	{ "gatepost snapshot 2\n\1\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0", 37, true,
	    "snapshot: damaged" },
	{ "gatepost snapshot 2\n\1\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 37, true,
	    "snapshot: damaged" },
	{ "gatepost snapshot 2\n\1\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 37, true,
	    "snapshot: damaged" },
};

static void refuses_wrong_snapshots(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err;
		int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		assert_int_equal(write(fd, wrong[i].bytes, wrong[i].len), (ssize_t)wrong[i].len);
		if (wrong[i].is_sealed)
			fcntl(fd, F_ADD_SEALS,
			    F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
		assert_null(source_new_snapshot(fd, &err));
		assert_string_equal(err.text, wrong[i].error);
		assert_int_equal(fcntl(fd, F_GETFD), -1);
	}
}

static void says_what_cannot_be_read(void **state)
{
	struct err err;
	struct span bytes;
	const char *name;
	const char *const *names;
	struct source *disk = source_new_disk();

	(void)state;
	assert_false(source_read(disk, NULL, "/nowhere/x", &name, &bytes, &err));
	assert_string_equal(err.text, "/nowhere/x: cannot be opened: No such file or directory");
	assert_false(source_read(disk, NULL, "/", &name, &bytes, &err));
	assert_string_equal(err.text, "/: cannot be read: Is a directory");
	assert_false(source_list(disk, NULL, "/nowhere", "", &names, &err));
	assert_string_equal(
	    err.text, "/nowhere: cannot be opened as a folder: No such file or directory");
	source_free(disk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshot_is_the_disk_of_then),
		cmocka_unit_test(refuses_wrong_snapshots),
		cmocka_unit_test(says_what_cannot_be_read),
	};

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(base, sizeof base, "%s/gatepost.yaml", folder);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	drop("policy.yaml");
	drop("b.txt");
	drop(".hidden.yaml");
	drop("empty");
	rmdir(folder);
	return failed;
}
