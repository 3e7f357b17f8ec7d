/* gatepost new policy: six questions, and a policy that answers them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/policy.h"
#include "../../rules/sites/embed.h"
#include "../base/buf.h"
#include "../base/mem.h"
#include "command.h"

enum { POLICY_MAX = 4 * 1024 * 1024, PACKS_MAX = 32 };

enum { ASK_COMPANY, ASK_GUIDELINE, ASK_CONTACT, ASK_PACKS, ASK_PROJECTS, ASK_TRIAL, ASK_COUNT };

static const struct {
	const char *question;
	const char *standard; /* what an empty answer means */
} questions[ASK_COUNT] = {
	[ASK_COMPANY] = { "What is your company called?", "Example Corp" },
	[ASK_GUIDELINE] = { "Where can people read your social media guideline (a link)?", "" },
	[ASK_CONTACT] = { "Whom can they ask (an address)?", "" },
	[ASK_PACKS] = { "What must not be posted? The numbers of those you want, or all",
	    "acceptable-use" },
	[ASK_PROJECTS] = { "Which names are not public yet (with commas between)?", "" },
	[ASK_TRIAL] = { "Only record at first, and stop nobody (yes or no)?", "yes" },
};

struct asking {
	char *answers[ASK_COUNT]; /* owned */
	bool is_chosen[PACKS_MAX];
	bool is_terminal;
};

/* "acceptable-use" of "rules/packs/acceptable-use.yaml" */
static struct span pack_name(const struct embedded_file *pack)
{
	const char *slash = strrchr(pack->name, '/');
	const char *name = slash != NULL ? slash + 1 : pack->name;

	return span_make(name, strcspn(name, "."));
}

/* The first sentence of its first comment. */
static struct span pack_says(const struct embedded_file *pack)
{
	struct span text = span_make(pack->data, pack->len);
	struct span rest;
	struct span line = span_cut(text, '\n', &rest);

	return span_starts(line, "# ") ? span_from(line, 2) : span_make("", 0);
}

static void print_packs(void)
{
	for (size_t i = 0; i < embedded_pack_count; i++)
		printf("  %zu  %-22.*s %.*s\n", i + 1, SPAN_PRINT(pack_name(&embedded_packs[i])),
		    SPAN_PRINT(pack_says(&embedded_packs[i])));
}

/* Without a terminal the questions are not written, and the end of input is an empty answer. */
static void ask(struct asking *asking, int which)
{
	const char *standard = questions[which].standard;
	char *line = NULL;
	size_t size = 0;

	if (asking->is_terminal && which == ASK_PACKS)
		print_packs();
	if (asking->is_terminal)
		printf(
		    "%s [%s] ", questions[which].question, standard[0] != '\0' ? standard : "none");
	fflush(stdout);
	ssize_t len = getline(&line, &size, stdin);
	struct span answer = span_make(line, len > 0 ? (size_t)len : 0);
	while (answer.len > 0 && strchr("\r\n", answer.data[answer.len - 1]) != NULL)
		answer.len--;
	answer = span_trim(answer);
	asking->answers[which] = answer.len > 0 ? mem_copy_n(answer.data, answer.len)
	                                        : mem_copy_n(standard, strlen(standard));
	free(line);
}

static int find_pack(struct span name)
{
	uint64_t number;

	if (span_to_u64(name, &number) && number >= 1 && number <= embedded_pack_count)
		return (int)number - 1;
	for (size_t i = 0; i < embedded_pack_count; i++)
		if (span_equal(pack_name(&embedded_packs[i]), name))
			return (int)i;
	return -1;
}

static bool choose_packs(struct asking *asking)
{
	struct span rest = span_of(asking->answers[ASK_PACKS]);

	if (strcmp(asking->answers[ASK_PACKS], "all") == 0) {
		for (size_t i = 0; i < embedded_pack_count && i < PACKS_MAX; i++)
			asking->is_chosen[i] = true;
		return true;
	}
	while (rest.data != NULL) {
		struct span name = span_cut(
		    rest, rest.len > 0 && memchr(rest.data, ',', rest.len) ? ',' : ' ', &rest);
		name = span_trim(name);
		int pack = name.len > 0 ? find_pack(name) : -1;
		if (pack >= 0 && pack < PACKS_MAX)
			asking->is_chosen[pack] = true;
		else if (name.len > 0) {
			fprintf(stderr,
			    "gatepost new policy: there is no \"%.*s\" to choose; there are:\n",
			    SPAN_PRINT(name));
			for (size_t i = 0; i < embedded_pack_count; i++)
				fprintf(stderr, "  %zu  %.*s\n", i + 1,
				    SPAN_PRINT(pack_name(&embedded_packs[i])));
			return false;
		}
	}
	return true;
}

/* A text in double quotes, as YAML reads it. */
static void put_quoted(struct buf *out, struct span text)
{
	buf_print(out, "\"");
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '"' || c == '\\')
			buf_print(out, "\\");
		if (c >= ' ')
			buf_append(out, text.data + i, 1);
	}
	buf_print(out, "\"");
}

static void put_header(struct buf *out, const struct asking *asking)
{
	static const struct {
		int which;
		const char *key;
	} keys[] = { { ASK_GUIDELINE, "guideline" }, { ASK_CONTACT, "contact" } };

	buf_print(
	    out, "# Made by gatepost new policy. Change it, then: gatepost check.\n\npolicy: ");
	char *title = NULL;
	if (asprintf(&title, "%s social media policy", asking->answers[ASK_COMPANY]) < 0)
		abort();
	put_quoted(out, span_of(title));
	free(title);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (asking->answers[keys[i].which][0] == '\0')
			continue;
		buf_print(out, "\n%s: ", keys[i].key);
		put_quoted(out, span_of(asking->answers[keys[i].which]));
	}
	buf_print(out, "\n");
}

static bool is_key(struct span line, const char *section)
{
	return span_starts(line, section) && line.len > strlen(section) &&
	       line.data[strlen(section)] == ':';
}

/* On trial a rule is a shadow of itself until its line is taken out. */
static void put_line(struct buf *out, struct span line, bool is_trial)
{
	buf_print(out, "%.*s\n", SPAN_PRINT(line));
	if (is_trial && span_starts(line, "  - id: "))
		buf_print(out,
		    "    shadow: true # records and stops nobody; take this line out to begin\n");
}

/* What stands under a key at the top of a pack, up to the next one. */
static void put_section(
    struct buf *out, const struct embedded_file *pack, const char *section, bool is_trial)
{
	struct span rest = span_make(pack->data, pack->len);
	bool is_inside = false;

	while (rest.data != NULL) {
		struct span line = span_cut(rest, '\n', &rest);
		bool is_top = line.len > 0 && strchr(" #-", line.data[0]) == NULL;
		if (is_inside && !is_top && (line.len > 0 || rest.len > 0))
			put_line(out, line, is_trial);
		if (is_top)
			is_inside = is_key(line, section);
	}
}

static bool has_section(const struct embedded_file *pack, const char *section)
{
	struct span rest = span_make(pack->data, pack->len);

	while (rest.data != NULL)
		if (is_key(span_cut(rest, '\n', &rest), section))
			return true;
	return false;
}

static void put_names(struct buf *out, struct span names)
{
	size_t count = 0;

	buf_print(out, "  unannounced: { words: [");
	while (names.data != NULL) {
		struct span name = span_trim(span_cut(names, ',', &names));
		if (name.len == 0)
			continue;
		buf_print(out, count++ > 0 ? ", " : "");
		put_quoted(out, name);
	}
	buf_print(out, "], reveal: none }\n");
}

static void put_names_rule(struct buf *out, bool is_trial)
{
	put_line(out, SPAN("  - id: unannounced-names"), is_trial);
	buf_print(out,
	    "    title: Names that are not public yet\n"
	    "    clause: \"Names are not used before they are announced.\"\n"
	    "    severity: high\n"
	    "    match: { words: { list: unannounced } }\n"
	    "    action: coach\n"
	    "    notice: \"This seems to name something that is not announced yet. Leave it "
	    "out, or ask first.\"\n\n");
}

static void put_sections(struct buf *out, const struct asking *asking, const char *section)
{
	bool is_trial = asking->answers[ASK_TRIAL][0] == 'y';
	bool has_names = asking->answers[ASK_PROJECTS][0] != '\0';
	bool is_lists = strcmp(section, "lists") == 0;
	bool is_rules = strcmp(section, "rules") == 0;
	bool is_needed = is_rules || (is_lists && has_names);

	for (size_t i = 0; i < embedded_pack_count; i++)
		is_needed |= asking->is_chosen[i] && has_section(&embedded_packs[i], section);
	if (!is_needed)
		return;
	buf_print(out, "\n%s:\n", section);
	if (has_names && is_lists)
		put_names(out, span_of(asking->answers[ASK_PROJECTS]));
	if (has_names && is_rules)
		put_names_rule(out, is_trial);
	for (size_t i = 0; i < embedded_pack_count; i++)
		if (asking->is_chosen[i])
			put_section(out, &embedded_packs[i], section, is_trial);
}

static bool write_file(const char *path, struct span bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0) {
		fprintf(stderr, "gatepost new policy: %s: %s\n", path,
		    errno == EEXIST ? "is there already, and is not overwritten" : strerror(errno));
		return false;
	}
	bool is_written = write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len;
	is_written = close(fd) == 0 && is_written;
	if (!is_written) {
		fprintf(stderr, "gatepost new policy: %s: %s\n", path, strerror(errno));
		unlink(path);
	}
	return is_written;
}

/* What was written is read back, so that nobody is left with a file that does not load. */
static int check_file(const char *path)
{
	struct source *source = source_new_disk();
	struct problems problems;

	problems_init(&problems);
	struct policy *policy = policy_load(source, NULL, &path, 1, &problems);
	problems_write(&problems, STDERR_FILENO);
	int status = policy != NULL ? EXIT_FINE : EXIT_NO;
	if (policy != NULL)
		printf(
		    "%s: %zu rules. Name it in gatepost.yaml as  policy: [ %s ]  and say: gatepost "
		    "check\n",
		    path, policy_rule_count(policy), path);
	policy_free(policy);
	problems_release(&problems);
	source_free(source);
	return status;
}

static int make_policy(struct asking *asking, const char *path)
{
	static const char *const sections[] = { "lists", "periods", "accounts", "approved",
		"rules" };
	struct buf out;

	for (int i = 0; i < ASK_COUNT; i++)
		ask(asking, i);
	if (!choose_packs(asking))
		return EXIT_CANNOT;
	buf_init(&out, POLICY_MAX);
	put_header(&out, asking);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		put_sections(&out, asking, sections[i]);
	int status = write_file(path, buf_span(&out)) ? check_file(path) : EXIT_CANNOT;
	buf_release(&out);
	return status;
}

int command_new(int argc, char **argv)
{
	struct asking asking = { .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) };
	const char *path = argc > 2 ? argv[2] : "policy.yaml";

	if (argc < 2 || argc > 3 || strcmp(argv[1], "policy") != 0 || path[0] == '-')
		return command_usage("new");
	if (access(path, F_OK) == 0) {
		fprintf(stderr,
		    "gatepost new policy: %s is there already, and is not overwritten\n", path);
		return EXIT_CANNOT;
	}
	int status = make_policy(&asking, path);
	for (int i = 0; i < ASK_COUNT; i++)
		free(asking.answers[i]);
	return status;
}
