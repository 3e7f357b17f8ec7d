// layers: proxy-base
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/disk.h"

static char folder[64];

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(in_folder(name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/gatepost-disk-XXXXXX");
	assert_non_null(mkdtemp(folder));
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

static void test_read(void **state)
{
	struct err err;
	size_t len;

	(void)state;
	put("a", "hello");
	char *bytes = disk_read(in_folder("a"), 5, &len, &err);
	assert_non_null(bytes);
	assert_int_equal(len, 5);
	assert_memory_equal(bytes, "hello", 5);
	assert_int_equal((uintptr_t)bytes % 64, 0);
	free(bytes);
	assert_null(disk_read(in_folder("a"), 4, &len, &err));
	assert_non_null(strstr(err.text, "is larger than"));
	assert_null(disk_read(folder, 5, &len, &err));
	assert_null(disk_read(in_folder("missing"), 5, &len, &err));
	assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
	assert_null(disk_read(in_folder("pipe"), 5, &len, &err));
	assert_non_null(strstr(err.text, "is no file"));
}

static void test_list(void **state)
{
	static const char *const wanted[] = { "a.txt", "b/c/d.txt", "b/e.txt", "link", "z.txt" };
	struct disk_tree tree;
	struct err err;

	(void)state;
	mkdir(in_folder("b"), 0700);
	mkdir(in_folder("b/c"), 0700);
	mkdir(in_folder(".hidden"), 0700);
	put("z.txt", "z");
	put("a.txt", "12");
	put("b/e.txt", "");
	put("b/c/d.txt", "");
	put(".hidden/x", "");
	put("b/.x", "");
	assert_int_equal(symlink("a.txt", in_folder("link")), 0);
	assert_int_equal(symlink(".", in_folder("b/loop")), 0);
	assert_int_equal(symlink("nowhere", in_folder("broken")), 0);
	assert_true(disk_list(folder, &tree, &err));
	assert_int_equal(tree.count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < tree.count; i++)
		assert_string_equal(tree.files[i].path, wanted[i]);
	assert_int_equal(tree.files[0].info.size, 2);
	disk_tree_release(&tree);
	assert_false(disk_list(in_folder("a.txt"), &tree, &err));
	assert_false(disk_list(in_folder("missing"), &tree, &err));
}

static void test_replace(void **state)
{
	struct stat info;
	struct err err;
	size_t len;

	(void)state;
	assert_true(disk_replace(in_folder("index"), SPAN("one"), &err));
	assert_true(disk_replace(in_folder("index"), SPAN("two!"), &err));
	char *bytes = disk_read(in_folder("index"), 10, &len, &err);
	assert_true(span_is(span_make(bytes, len), "two!"));
	free(bytes);
	assert_int_equal(stat(in_folder("index"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	assert_int_equal(access(in_folder("index.new"), F_OK), -1);
	assert_false(disk_replace(in_folder("no/such"), SPAN("x"), &err));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_replace, set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
