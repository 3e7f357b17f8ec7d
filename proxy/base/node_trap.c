#include "node_trap.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

void node_lines_init(struct node_lines *lines, struct span yaml)
{
	*lines = (struct node_lines){ .yaml = yaml, .line = 1 };
}

static size_t line_end(struct span yaml, size_t offset)
{
	while (offset < yaml.len && yaml.data[offset] != '\n' && yaml.data[offset] != '\r')
		offset++;
	return offset;
}

static size_t next_line(struct span yaml, size_t offset)
{
	offset = line_end(yaml, offset);
	if (offset + 1 < yaml.len && yaml.data[offset] == '\r' && yaml.data[offset + 1] == '\n')
		return offset + 2;
	return offset < yaml.len ? offset + 1 : offset;
}

static size_t skip_characters(struct span line, unsigned count)
{
	size_t i = 0;

	while (count > 0 && i < line.len) {
		i++;
		while (i < line.len && ((unsigned char)line.data[i] & 0xc0) == 0x80)
			i++;
		count--;
	}
	return i;
}

struct span node_lines_from(struct node_lines *lines, unsigned line, unsigned column)
{
	if (line < lines->line)
		node_lines_init(lines, lines->yaml);
	while (lines->line < line && lines->offset < lines->yaml.len) {
		lines->offset = next_line(lines->yaml, lines->offset);
		lines->line++;
	}
	struct span rest = span_from(lines->yaml, lines->offset);
	if (lines->line < line)
		rest.len = 0;
	rest.len = line_end(rest, 0);
	return span_from(rest, skip_characters(rest, column - 1));
}

/* The word or text that its author meant as one: up to a comment, or to the end of a flow item. */
static struct span meant_text(struct span rest, bool is_flow)
{
	size_t len = 0;

	while (len < rest.len) {
		if (is_flow && strchr(",]}", rest.data[len]) != NULL)
			break;
		if (rest.data[len] == '#' && len > 0 && rest.data[len - 1] == ' ')
			break;
		len++;
	}
	rest.len = len;
	rest = span_trim(rest);
	return rest;
}

static bool is_in_flow(struct span before)
{
	size_t open = 0, closed = 0;

	for (size_t i = 0; i < before.len; i++) {
		open += before.data[i] == '[' || before.data[i] == '{';
		closed += before.data[i] == ']' || before.data[i] == '}';
	}
	return open > closed;
}

/* A text with a quote or a backslash in it goes into single quotes, where only ' is special. */
static char quote_for(struct span text)
{
	return memchr(text.data, '"', text.len) != NULL || memchr(text.data, '\\', text.len) != NULL
	           ? '\''
	           : '"';
}

static struct span line_before(struct node_lines *lines, unsigned line, unsigned column)
{
	struct span whole = node_lines_from(lines, line, 1);
	struct span rest = node_lines_from(lines, line, column);

	return span_make(whole.data, whole.len - rest.len);
}

static void say_quotes(struct node_lines *lines, const char *file, unsigned line, unsigned column,
    const char *what, struct problems *problems)
{
	struct span before = line_before(lines, line, column);
	struct span text = meant_text(node_lines_from(lines, line, column), is_in_flow(before));
	bool is_item = span_is(span_trim(before), "-");
	char quote = text.len > 0 ? quote_for(text) : '"';

	if (text.len == 0 || text.len > SHOWN_MAX)
		problems_error_at(problems, file, line, column, "%s must be in quotes", what);
	else
		problems_error_at(problems, file, line, column, "%s must be in quotes: %s%c%.*s%c",
		    what, is_item ? "- " : "", quote, SPAN_PRINT(text), quote);
}

void node_trap_first(
    struct node_lines *lines, const struct node *at, char first, struct problems *problems)
{
	char what[64];

	snprintf(what, sizeof what, "a text that begins with %c", first);
	say_quotes(lines, at->file, at->line, at->column, what, problems);
}

/* Where a trap is reported: where libyaml stopped, or where what it was reading began. */
enum place { AT_PROBLEM, AT_CONTEXT };

struct trap {
	const char *problem; /* how libyaml's words begin */
	const char *context; /* how the words of what it was doing begin; NULL: any */
	const char *first;   /* the character there is one of these; NULL: any */
	enum place place;
	bool is_quotes; /* say "… must be in quotes: " and the text in quotes */
	const char *text;
};

static const struct trap traps[] = {
	{ "found character that cannot start", NULL, "\t", AT_PROBLEM, false,
	    "a tab stands here; YAML indents with spaces only" },
	{ "found a tab character", NULL, NULL, AT_PROBLEM, false,
	    "a tab stands here; YAML indents with spaces only" },
	{ "found character that cannot start", NULL, "@`", AT_PROBLEM, true,
	    "a word that begins with # or @ or `" },
	{ "found character that cannot start", NULL, "%", AT_PROBLEM, true,
	    "a text that begins with %" },
	{ "found unknown directive name", NULL, NULL, AT_CONTEXT, true,
	    "a text that begins with %" },
	{ "could not find expected directive name", NULL, NULL, AT_CONTEXT, true,
	    "a text that begins with %" },
	{ "did not find expected alphabetic", "while scanning an alias", NULL, AT_CONTEXT, true,
	    "a text that begins with *" },
	{ "did not find expected alphabetic", "while scanning an anchor", NULL, AT_CONTEXT, true,
	    "a text that begins with &" },
	{ "found undefined tag handle", NULL, NULL, AT_PROBLEM, true, "a text that begins with !" },
	{ "did not find", "while scanning a tag", NULL, AT_CONTEXT, true,
	    "a text that begins with !" },
	{ "did not find", "while parsing a tag", NULL, AT_CONTEXT, true,
	    "a text that begins with !" },
	{ "found unknown escape character", NULL, NULL, AT_PROBLEM, false,
	    "in double quotes YAML reads \\ itself; put this text in single quotes" },
	{ "did not find expected hexdecimal", NULL, NULL, AT_PROBLEM, false,
	    "in double quotes YAML reads \\ itself; put this text in single quotes" },
	{ "found invalid Unicode character escape code", NULL, NULL, AT_PROBLEM, false,
	    "this escape names no character" },
	{ "found unexpected end of stream", "while scanning a quoted scalar", NULL, AT_CONTEXT,
	    false, "the quote that opens here is never closed" },
	{ "found unexpected document indicator", "while scanning a quoted scalar", NULL, AT_CONTEXT,
	    false, "the quote that opens here is never closed" },
	{ "did not find expected comment or line break", NULL, NULL, AT_CONTEXT, true,
	    "a text that begins with > or |" },
	{ "could not find expected ':'", NULL, NULL, AT_CONTEXT, false,
	    "a key needs \": \" behind it (a colon and a space)" },
	{ "did not find expected ',' or ']'", NULL, NULL, AT_CONTEXT, false,
	    "the list that [ opens here is not closed by ] (a comma may be missing; a text that "
	    "begins with [ must be in quotes)" },
	{ "did not find expected ',' or '}'", NULL, NULL, AT_CONTEXT, false,
	    "the map that { opens here is not closed by } (a comma may be missing; a text that "
	    "begins with { must be in quotes)" },
	{ "did not find expected '-' indicator", NULL, NULL, AT_PROBLEM, false,
	    "this line does not fit the list above it: every item begins with \"- \" in the same "
	    "column (a text that begins with a quote or [ must be in quotes whole)" },
	{ "did not find expected key", NULL, NULL, AT_PROBLEM, false,
	    "this does not fit what is above it: keys of one map begin in the same column, and a "
	    "text that begins with a quote must end with it" },
	{ "block sequence entries are not allowed", NULL, NULL, AT_PROBLEM, false,
	    "a list cannot begin here; put it on a line of its own, below its key" },
	{ "did not find expected <document start>", NULL, NULL, AT_PROBLEM, false,
	    "this does not fit what is above it (indentation, or a text that needs quotes)" },
	{ "did not find expected node content", NULL, ":", AT_PROBLEM, true,
	    "a text that begins with : inside [ ] or { }" },
	{ "did not find expected node content", NULL, NULL, AT_PROBLEM, false,
	    "an item is missing here, or a text that needs quotes" },
	{ "control characters are not allowed", NULL, NULL, AT_PROBLEM, false,
	    "a control character stands here; remove it" },
};

static bool begins(const char *text, const char *with)
{
	return text != NULL && strncmp(text, with, strlen(with)) == 0;
}

static bool trap_fits(const struct trap *trap, const yaml_parser_t *parser, struct span here)
{
	if (!begins(parser->problem, trap->problem))
		return false;
	if (trap->context != NULL && !begins(parser->context, trap->context))
		return false;
	return trap->first == NULL ||
	       (here.len > 0 && here.data[0] != '\0' && strchr(trap->first, here.data[0]) != NULL);
}

static const struct trap *find_trap(const yaml_parser_t *parser, struct span here)
{
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
		if (trap_fits(&traps[i], parser, here))
			return &traps[i];
	}
	return NULL;
}

/* "a: b: c" and a line that is indented below a finished value get the same words from libyaml. */
static void report_colon(struct node_lines *lines, const char *file, unsigned line, unsigned column,
    struct problems *problems)
{
	struct span before = line_before(lines, line, column);

	for (size_t i = 0; i + 1 < before.len; i++) {
		if (before.data[i] != ':' || before.data[i + 1] != ' ')
			continue;
		unsigned value = (unsigned)i + 3;
		say_quotes(lines, file, line, value, "a text with \": \" inside", problems);
		return;
	}
	problems_error_at(problems, file, line, column,
	    "\": \" is not expected here: the line above has its value already (indentation, or a "
	    "text over several lines that must be in quotes)");
}

/* An error of libyaml's reader (not UTF-8, control characters) has an offset in bytes, no mark. */
static void report_bytes(const yaml_parser_t *parser, struct node_lines *lines, const char *file,
    struct problems *problems)
{
	size_t target = parser->problem_offset;
	size_t offset = 0;
	unsigned line = 1;

	for (;;) {
		size_t next = next_line(lines->yaml, offset);
		if (next > target || next >= lines->yaml.len || next == offset)
			break;
		offset = next;
		line++;
	}
	unsigned column = 1;
	for (size_t i = offset; i < target && i < lines->yaml.len; i++)
		column += ((unsigned char)lines->yaml.data[i] & 0xc0) != 0x80;
	problems_error_at(problems, file, line, column, "%s",
	    begins(parser->problem, "control") ? "a control character stands here; remove it"
	                                       : "this is not UTF-8; save the file as UTF-8");
}

void node_trap_report(const yaml_parser_t *parser, struct node_lines *lines, const char *file,
    struct problems *problems)
{
	if (parser->error == YAML_READER_ERROR) {
		report_bytes(parser, lines, file, problems);
		return;
	}
	yaml_mark_t mark = parser->problem_mark;
	struct span here =
	    node_lines_from(lines, (unsigned)mark.line + 1, (unsigned)mark.column + 1);
	const struct trap *trap = find_trap(parser, here);
	if (trap != NULL && trap->place == AT_CONTEXT)
		mark = parser->context_mark;
	unsigned line = (unsigned)mark.line + 1, column = (unsigned)mark.column + 1;
	if (begins(parser->problem, "mapping values are not allowed"))
		report_colon(lines, file, line, column, problems);
	else if (trap == NULL)
		problems_error_at(problems, file, line, column, "this is not YAML: %s",
		    parser->problem != NULL ? parser->problem : "it cannot be read");
	else if (trap->is_quotes)
		say_quotes(lines, file, line, column, trap->text, problems);
	else
		problems_error_at(problems, file, line, column, "%s", trap->text);
}
