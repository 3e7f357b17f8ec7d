// layers: proxy-base proxy-http rules
/*
 * What judging costs, on one core: make bench-judge. Prints a table; asserts nothing.
 *
 * Each policy is compiled in a child as the role load does it and used in another from the
 * snapshot, as a worker does. compile: seconds, and the most memory meanwhile; kept: of the
 * snapshot, in MiB; load: milliseconds of a worker's start; own: MiB that a worker shares with
 * nobody.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../proxy/base/buf.h"
#include "../../proxy/base/mem.h"
#include "../../rules/context.h"
#include "../../rules/policy.h"
#include "../../rules/sites/catalogue.h"
#include "judge_texts.h"

enum { POSTS = 400, POST_SIZE = 1024, ROUNDS = 5, HOSTILE_SIZE = 1024 * 1024 };

static char folder[] = "/tmp/gatepost-bench-XXXXXX";

static double processor_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(2);
}

/* A line of smaps_rollup, in KiB. */
static long memory_kib(const char *line)
{
	char text[256];
	long kib = 0;
	FILE *file = fopen("/proc/self/smaps_rollup", "r");

	while (file != NULL && fgets(text, sizeof text, file) != NULL)
		if (strncmp(text, line, strlen(line)) == 0)
			kib = strtol(text + strlen(line), NULL, 10);
	if (file != NULL)
		fclose(file);
	return kib;
}

/* Policies */

static const char *write_policy(const char *name, size_t words, size_t regexes, size_t rules)
{
	static char path[128];
	struct chance chance = { 7 };
	char word[WORD_MAX];

	snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
	FILE *file = fopen(path, "w");
	if (file == NULL)
		fail("no room for a policy");
	fputs("policy: bench\nrules:\n", file);
	for (size_t i = 0; i < words; i++) {
		if (i % 100 == 0)
			fprintf(file, "%s  - { id: w%zu, action: log, match: { words: [",
			    i > 0 ? "] } }\n" : "", i);
		fprintf(file, "%s%s", i % 100 > 0 ? ", " : "", make_rare_word(&chance, word));
	}
	fputs(words > 0 ? "] } }\n" : "", file);
	for (size_t i = 0; i < regexes; i++) {
		fprintf(file, "  - { id: r%zu, action: log, match: { regex: '", i);
		put_expression(file, &chance, i);
		fputs("' } }\n", file);
	}
	for (size_t i = 0; i < rules; i++)
		fprintf(file, "  - { id: m%zu, action: log, match: { words: [%s] } }\n", i,
		    make_rare_word(&chance, word));
	fclose(file);
	return path;
}

/* Children */

enum { FIGURES = 8 };

struct task {
	const char *paths[2];
	size_t path_count;
	int snapshot_fd; /* of the compiled policy; -1 until then */
};

struct told {
	double figures[FIGURES];
	int fd; /* in the child; -1: none */
};

/* Runs work in a child, whose figures come back, and a descriptor of its own if it wants to leave
 * one: returned, owned, or -1. */
static int in_child(void (*work)(const struct task *task, struct told *told),
    const struct task *task, struct told *told)
{
	int ends[2];
	int taken = -1;
	char path[64];

	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
		fail("no pair of sockets");
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		told->fd = -1;
		work(task, told);
		/* Stays until the parent has taken what it left. */
		bool is_told =
		    write(ends[1], told, sizeof *told) > 0 && read(ends[1], path, 1) == 0;
		_exit(is_told ? 0 : 1);
	}
	close(ends[1]);
	if (read(ends[0], told, sizeof *told) != sizeof *told)
		fail("a child died");
	snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)child, told->fd);
	if (told->fd >= 0)
		taken = open(path, O_RDWR | O_CLOEXEC);
	close(ends[0]);
	waitpid(child, NULL, 0);
	return taken;
}

static struct policy *load(struct source *source, const struct task *task)
{
	struct problems problems;

	problems_init(&problems);
	struct policy *policy = policy_load(source, NULL, task->paths, task->path_count, &problems);
	if (policy == NULL) {
		problems_write(&problems, STDERR_FILENO);
		fail("the policy does not load");
	}
	problems_release(&problems);
	return policy;
}

enum { COMPILE_SECONDS, COMPILE_MIB, SNAPSHOT_MIB };

/* As the role load. */
static void compile(const struct task *task, struct told *told)
{
	struct source *source = source_new_disk();
	struct rusage usage;
	struct stat info;
	struct err err;
	double start = processor_seconds();

	load(source, task);
	getrusage(RUSAGE_CHILDREN, &usage);
	told->figures[COMPILE_SECONDS] =
	    processor_seconds() - start + (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	told->figures[COMPILE_MIB] = (double)usage.ru_maxrss / 1024;
	told->fd = source_seal(source, &err);
	if (told->fd < 0 || fstat(told->fd, &info) != 0)
		fail(err.text);
	getrusage(RUSAGE_SELF, &usage);
	if ((double)usage.ru_maxrss / 1024 > told->figures[COMPILE_MIB])
		told->figures[COMPILE_MIB] = (double)usage.ru_maxrss / 1024;
	told->figures[SNAPSHOT_MIB] = (double)info.st_size / 1024 / 1024;
}

/* Judging */

struct bench {
	struct judge *judge;
	struct arena *arena;
	const struct site *site;
	size_t fired;
	size_t unjudged;
};

static void judge(struct bench *bench, const struct post *post)
{
	static const struct who nobody = { 0 };
	const struct occasion occasion = { .post = post, .who = &nobody, .now = 1800000000 };
	struct verdict verdict;

	judge_post(bench->judge, &occasion, bench->arena, &verdict);
	bench->fired += verdict.match_count;
	bench->unjudged += verdict.judged != JUDGED_WHOLE;
}

static void judge_text(struct bench *bench, struct span text)
{
	struct field field = { SPAN("text"), text };
	const struct post post = { .site = SPAN("mastodon"),
		.class = SPAN("public-social"),
		.host = SPAN("social.example"),
		.activity = ACTIVITY_POST,
		.audience = AUDIENCE_PUBLIC,
		.fields = &field,
		.field_count = 1 };

	judge(bench, &post);
	arena_clear(bench->arena);
}

/* The same from the bytes of a request, as a worker reads it. */
static void judge_request(struct bench *bench, struct span body)
{
	struct message *head = arena_alloc(bench->arena, sizeof *head);
	struct reading reading;

	memset(head, 0, sizeof *head);
	head->method = SPAN("POST");
	head->target = SPAN("/api/v1/statuses");
	head->path = head->target;
	head->authority = SPAN("mastodon.social");
	head->headers[head->header_count++] =
	    (struct header){ SPAN("Content-Type"), SPAN("application/json") };
	site_read(bench->site, head, head->authority, body,
	    &(struct site_context){ .text_max = 4 << 20 }, bench->arena, &reading);
	if (reading.post_count == 0)
		fail("a post was not read");
	for (size_t i = 0; i < reading.post_count; i++)
		judge(bench, &reading.posts[i]);
	arena_clear(bench->arena);
}

static double best_of(struct bench *bench, void (*one)(struct bench *bench, struct span text),
    const struct buf *texts, size_t count, size_t rounds)
{
	double best = 1e9;

	for (size_t round = 0; round < rounds; round++) {
		double start = processor_seconds();
		for (size_t i = 0; i < count; i++)
			one(bench, buf_span(&texts[i]));
		double took = (processor_seconds() - start) / (double)count;
		best = took < best ? took : best;
	}
	return best;
}

static struct buf *make_posts(bool as_json)
{
	struct buf *posts = mem_array(POSTS, sizeof *posts);

	for (size_t i = 0; i < POSTS; i++) {
		struct chance chance = { 100 + i };
		buf_init(&posts[i], 8 * POST_SIZE);
		if (as_json)
			buf_append_text(&posts[i], "{\"status\":\"");
		make_post(&chance, POST_SIZE, as_json, &posts[i]);
		if (as_json)
			buf_append_text(&posts[i],
			    "\",\"visibility\":\"public\",\"media_ids\":[],\"language\":\"en\"}");
	}
	return posts;
}

static const struct site *mastodon(void)
{
	static const char *const none[] = { NULL };
	static const struct catalogue_choice choice = { NULL, none, none, none };
	struct problems problems;
	struct source *source = source_new_disk();

	problems_init(&problems);
	struct catalogue *catalogue = catalogue_load(source, NULL, none, &choice, false, &problems);
	if (catalogue == NULL)
		fail("the catalogue does not load");
	return catalogue_find(catalogue, "mastodon");
}

static struct bench open_bench(const struct task *task)
{
	struct err err;
	struct source *source = source_new_snapshot(dup(task->snapshot_fd), &err);

	if (source == NULL)
		fail(err.text);
	return (struct bench){ .judge = judge_new(load(source, task)), .arena = arena_new(0) };
}

enum { TEXT_SECONDS, REQUEST_SECONDS, OWN_MIB, FIRED, LOAD_SECONDS };

/* As a worker, on ordinary posts. */
static void judge_posts(const struct task *task, struct told *told)
{
	double start = processor_seconds();
	struct bench bench = open_bench(task);
	struct buf *texts = make_posts(false);
	struct buf *requests = make_posts(true);

	told->figures[LOAD_SECONDS] = processor_seconds() - start;
	told->figures[TEXT_SECONDS] = best_of(&bench, judge_text, texts, POSTS, ROUNDS);
	told->figures[FIRED] = (double)bench.fired / POSTS / ROUNDS;
	told->figures[OWN_MIB] = (double)memory_kib("Private_Dirty:") / 1024;
	bench.site = mastodon();
	told->figures[REQUEST_SECONDS] = best_of(&bench, judge_request, requests, POSTS, ROUNDS);
}

static void show_policy(const char *name, struct task *task)
{
	struct told compiled = { .fd = -1 };
	struct told judged = { .fd = -1 };

	task->snapshot_fd = in_child(compile, task, &compiled);
	in_child(judge_posts, task, &judged);
	printf("%-28s %8.0f %8.0f %7.2f %7.1f %7.1f %7.0f %7.1f\n", name,
	    1 / judged.figures[TEXT_SECONDS], 1 / judged.figures[REQUEST_SECONDS],
	    compiled.figures[COMPILE_SECONDS], compiled.figures[COMPILE_MIB],
	    compiled.figures[SNAPSHOT_MIB], judged.figures[LOAD_SECONDS] * 1000,
	    judged.figures[OWN_MIB]);
}

/* Hostile texts */

static void fill(const char *piece, bool as_json, struct buf *to)
{
	size_t len = strlen(piece);

	buf_init(to, 4 * HOSTILE_SIZE);
	if (as_json)
		buf_append_text(to, "{\"status\":\"");
	while (to->len + len <= HOSTILE_SIZE)
		for (size_t i = 0; i < len; i++) {
			bool is_escaped = as_json && (piece[i] == '\\' || piece[i] == '"');
			if (as_json && piece[i] == '\n')
				buf_append_text(to, "\\n");
			else if (!is_escaped || buf_append_text(to, "\\"))
				buf_append(to, piece + i, 1);
		}
	if (as_json)
		buf_append_text(to, "\"}");
}

enum { UNJUDGED = FIRED + 1 };

static size_t hostile; /* which one */

static void judge_hostile(const struct task *task, struct told *told)
{
	struct bench bench = open_bench(task);
	struct buf text;
	struct buf request;

	fill(hostile_texts[hostile].piece, false, &text);
	fill(hostile_texts[hostile].piece, true, &request);
	told->figures[TEXT_SECONDS] = best_of(&bench, judge_text, &text, 1, 3);
	told->figures[UNJUDGED] = (double)bench.unjudged;
	bench.site = mastodon();
	told->figures[REQUEST_SECONDS] = best_of(&bench, judge_request, &request, 1, 3);
}

static void show_hostile(const struct task *task)
{
	for (hostile = 0; hostile < sizeof hostile_texts / sizeof *hostile_texts; hostile++) {
		struct told told = { .fd = -1 };
		in_child(judge_hostile, task, &told);
		printf("  %-26s %8.1f %8.1f%s\n", hostile_texts[hostile].name,
		    told.figures[TEXT_SECONDS] * 1000, told.figures[REQUEST_SECONDS] * 1000,
		    told.figures[UNJUDGED] > 0 ? "   unjudged: over a limit" : "");
	}
}

int main(void)
{
	if (mkdtemp(folder) == NULL)
		fail("no folder");
	struct task starter = { { POLICY_STARTER }, 1, -1 };
	struct task large = { { POLICY_STARTER, mem_copy(write_policy("large", 10000, 1000, 0)) },
		2, -1 };
	struct task many = { { POLICY_STARTER, mem_copy(write_policy("many", 0, 0, 50000)) }, 2,
		-1 };

	printf("%-28s %8s %8s %7s %7s %7s %7s %7s\n", "posts of 1 KB, one core", "texts/s",
	    "JSON/s", "compile", "MiB", "kept", "load", "own");
	show_policy("starter", &starter);
	show_policy("10,000 words, 1,000 regexes", &large);
	show_policy("50,000 rules", &many);
	printf("\n%-28s %8s %8s\n", "1 MB texts, starter", "ms", "as JSON");
	show_hostile(&starter);
	remove(large.paths[1]);
	remove(many.paths[1]);
	remove(folder);
	return 0;
}
