// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include <sys/stat.h>

#include "../../proxy/base/disk.h"
#include "../../rules/indexing.h"
#include "../../rules/outlines.h"

/* Lists of documents as a policy says them, and their index made, broken off and made again. */

#define SECRET                                                                                     \
	"The board has decided to close the Rotterdam plant by the end of next spring and to "     \
	"move "                                                                                    \
	"its production lines to Gdansk."
#define PRESS "Hollander Foods opens a bakery for gluten free bread in Antwerp next October."
#define YAML                                                                                       \
	"lists:\n  board: { documents: board/, except: [press.txt] }\nrules:\n  - { id: r, "       \
	"action: "                                                                                 \
	"block, clause: c, match: { document: board } }\n"

static void put(struct lab *lab, const char *name, const char *text)
{
	lab_write(lab, name, text);
}

static void open_lab(struct lab *lab)
{
	char path[160];

	lab_open(lab);
	snprintf(path, sizeof path, "%s/board", lab->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/board/sub", lab->folder);
	mkdir(path, 0700);
	put(lab, "board/minutes.md", "# Minutes\n\n" SECRET "\n");
	put(lab, "board/sub/page.html",
	    "<html><p>" PRESS " And it will <b>never</b> be known that "
	    "the oven was borrowed from a circus in Ghent.</html>");
	put(lab, "press.txt", PRESS);
	put(lab, "p.yaml", YAML);
}

static void load(struct lab *lab)
{
	static char lines[OUTPUT_MAX];

	lab_load_path(lab, lab->path);
	lab_problems(lab, lines);
	if (lab->policy == NULL)
		print_error("%s", lines);
	assert_non_null(lab->policy);
}

static void test_small_folder(void **state)
{
	struct lab lab;

	(void)state;
	open_lab(&lab);
	load(&lab);
	assert_int_equal(
	    lab_judge_text(&lab, "So: CLOSE THE ROTTERDAM PLANT BY THE END OF NEXT SPRING, and "
	                         "move its production lines"),
	    ACTION_BLOCK);
	assert_string_equal(lab.verdict.matches[0].spans[0].document, "minutes.md");
	/* Its ends depend on the salt, by a word or two. */
	const struct match_span *span = &lab.verdict.matches[0].spans[0];
	assert_in_range(span->start, 4, 30);
	assert_in_range(span->end, 50, 87);
	assert_int_equal(lab_judge_text(&lab, "that the oven was borrowed from a circus in Ghent"),
	    ACTION_BLOCK);
	assert_string_equal(lab.verdict.matches[0].spans[0].document, "sub/page.html");
	assert_int_equal(lab_judge_text(&lab, PRESS), ACTION_ALLOW);
	assert_int_equal(lab_judge_text(&lab, "The board has decided nothing yet."), ACTION_ALLOW);
	lab_close(&lab);
}

/* What a process of its own would do (proxy/reader), here in this one. */
static size_t documents_read;
static char left_out[1024];

static bool read_document(
    void *context, struct span bytes, struct document *document, struct err *err)
{
	(void)context;
	documents_read++;
	return document_read(document, bytes, err);
}

static void on_progress(void *context, size_t done, size_t all)
{
	(void)context;
	assert_true(done <= all);
}

static void on_left_out(void *context, const char *file, size_t line, const char *why)
{
	(void)context;
	snprintf(left_out + strlen(left_out), sizeof left_out - strlen(left_out), "%s:%zu %s\n",
	    strrchr(file, '/') + 1, line, why);
}

static struct indexing_outcome make_index(struct lab *lab)
{
	const struct indexing indexing = { .read_document = read_document,
		.on_progress = on_progress,
		.on_left_out = on_left_out };
	const char *path = lab->path;
	struct source *source = source_new_disk();
	struct problems problems;
	struct indexing_outcome outcome;

	documents_read = 0;
	left_out[0] = '\0';
	problems_init(&problems);
	struct policy *policy = policy_load_lists(source, NULL, &path, 1, &problems);
	assert_non_null(policy);
	assert_int_equal(policy_index_count(policy), 1);
	policy_index(policy, 0, &indexing, &outcome);
	policy_free(policy);
	problems_release(&problems);
	source_free(source);
	return outcome;
}

static void cut(struct lab *lab, const char *name, off_t bytes)
{
	char path[160];
	struct stat info;

	snprintf(path, sizeof path, "%s/%s", lab->folder, name);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(truncate(path, info.st_size - bytes), 0);
}

static void test_only_what_changed_is_read(void **state)
{
	struct lab lab;
	char path[160];

	(void)state;
	open_lab(&lab);
	put(&lab, "board/blank.txt", " .\n");
	put(&lab, "board/picture", "\x89PNG\r\n\x1a\n");
	struct indexing_outcome outcome = make_index(&lab);
	assert_int_equal(outcome.result, INDEXING_MADE);
	assert_int_equal(outcome.read, 2);
	assert_int_equal(outcome.left_out, 2);
	assert_int_equal(documents_read, 5);
	assert_string_equal(left_out, "blank.txt:0 has no text in it\n"
	                              "picture:0 is of a kind that is not read (image)\n");
	outcome = make_index(&lab);
	assert_int_equal(outcome.result, INDEXING_UP_TO_DATE);
	assert_int_equal(documents_read, 0);
	put(&lab, "board/new.txt",
	    "Nobody may learn that the chairman has sold the jet to his own "
	    "brother for one euro.");
	outcome = make_index(&lab);
	assert_int_equal(outcome.result, INDEXING_MADE);
	assert_int_equal(documents_read, 2); /* the picture is tried again */
	load(&lab);
	assert_int_equal(
	    lab_judge_text(&lab, "the chairman has sold the jet to his own brother"), ACTION_BLOCK);
	assert_int_equal(lab_judge_text(&lab, SECRET), ACTION_BLOCK);
	snprintf(path, sizeof path, "%s/board/new.txt", lab.folder);
	unlink(path);
	outcome = make_index(&lab);
	assert_int_equal(outcome.read, 2);
	lab_close(&lab);
}

/* Broken off while it wrote down what it had read: what is whole is used, the rest read again. */
static void test_broken_off(void **state)
{
	struct lab lab;
	char path[160];

	(void)state;
	open_lab(&lab);
	make_index(&lab);
	snprintf(path, sizeof path, "%s/board.index", lab.folder);
	unlink(path);
	cut(&lab, "board.index.parts", 3);
	struct indexing_outcome outcome = make_index(&lab);
	assert_int_equal(outcome.result, INDEXING_MADE);
	assert_int_equal(outcome.read, 2);
	assert_int_equal(documents_read, 1);
	load(&lab);
	assert_int_equal(lab_judge_text(&lab, SECRET), ACTION_BLOCK);
	put(&lab, "board.index.parts", "not one of ours");
	put(&lab, "board/minutes.md", "# Minutes\n\n" SECRET " And more.\n");
	outcome = make_index(&lab);
	assert_int_equal(outcome.result, INDEXING_MADE);
	assert_int_equal(documents_read, 3);
	lab_close(&lab);
}

static void test_outlines_shrink(void **state)
{
	struct outline_key key = { .window = WINDOW };
	struct outline outline = { 0 };
	char path[] = "/tmp/gatepost-outlines-XXXXXX";
	struct stat info;
	struct err err;

	(void)state;
	close(mkstemp(path));
	struct outlines *outlines = outlines_open(path, &err);
	assert_non_null(outlines);
	assert_true(outline_read(&outline, outlines_salt(outlines),
	    SPAN("one two three four five six seven eight nine ten"), WINDOW));
	for (int i = 0; i < 100; i++) {
		key.digest[0] = (uint8_t)i;
		assert_true(outlines_add(outlines, &key, &outline, &err));
	}
	assert_true(outlines_finish(outlines, &err));
	outlines_free(outlines);
	stat(path, &info);
	off_t before = info.st_size;
	outlines = outlines_open(path, &err);
	struct outline found;
	key.digest[0] = 42;
	assert_true(outlines_find(outlines, &key, &found));
	assert_int_equal(found.count, outline.count);
	assert_memory_equal(found.list, outline.list, outline.count * sizeof *outline.list);
	key.digest[0] = 200;
	assert_false(outlines_find(outlines, &key, &found));
	assert_true(outlines_add(outlines, &key, &outline, &err));
	assert_true(outlines_finish(outlines, &err));
	outlines_free(outlines);
	stat(path, &info);
	assert_true(info.st_size < before / 10);
	outlines = outlines_open(path, &err);
	assert_true(outlines_find(outlines, &key, &found));
	key.digest[0] = 42;
	assert_true(outlines_find(outlines, &key, &found));
	key.digest[0] = 1;
	assert_false(outlines_find(outlines, &key, &found));
	outlines_free(outlines);
	outline_release(&outline);
	unlink(path);
}

static const struct {
	const char *yaml;
	const char *problems;
} problems[] = {
	{ "lists:\n  b: { documents: nowhere/ }\nrules: []\n",
	    "p.yaml:2:3: nowhere/: cannot be opened: No such file or directory\n" },
	{ "lists:\n  b: { documents: board/, except: [no.txt] }\nrules: []\n",
	    "p.yaml:2:3: no.txt: cannot be opened: No such file or directory\n" },
	{ "lists:\n  b: { documents: mixed/ }\nrules: []\n",
	    "p.yaml:2:3: mixed/ has no index that can be used (mixed.index: cannot be opened: No "
	    "such "
	    "file or directory): run gatepost index\n" },
	{ "lists:\n  b: { documents: board/ }\nrules:\n  - { id: r, action: log, match: { "
	  "document: d "
	  "} }\n",
	    "p.yaml:4:46: there is no list \"d\" under \"lists\" in this policy\n" },
	{ "lists:\n  b: { documents: board/ }\nrules:\n  - { id: r, action: log, match: { data: b "
	  "} "
	  "}\n",
	    "p.yaml:4:42: \"b\" is a list of documents: document: b\n" },
};

static void test_problems(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
		static char lines[OUTPUT_MAX];
		char path[160];
		struct lab lab;
		open_lab(&lab);
		snprintf(path, sizeof path, "%s/mixed", lab.folder);
		mkdir(path, 0700);
		put(&lab, "mixed/a.pdf", "%PDF-1.4");
		put(&lab, "p.yaml", problems[i].yaml);
		lab_load_path(&lab, lab.path);
		lab_problems(&lab, lines);
		if (strcmp(lines, problems[i].problems) != 0) {
			print_error(
			    "%s\n%swanted:\n%s\n", problems[i].yaml, lines, problems[i].problems);
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_folder),
		cmocka_unit_test(test_only_what_changed_is_read),
		cmocka_unit_test(test_broken_off),
		cmocka_unit_test(test_outlines_shrink),
		cmocka_unit_test(test_problems),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
