#include "problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "mem.h"
#include "node.h"

enum { PROBLEMS_MAX = 1000, OUTPUT_MAX = 4 * 1024 * 1024 };

void problems_init(struct problems *problems)
{
	memset(problems, 0, sizeof *problems);
}

void problems_release(struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		free(problems->list[i].file);
		free(problems->list[i].text);
	}
	free(problems->list);
	problems_init(problems);
}

static void add(struct problems *problems, enum problem_kind kind, const char *file, unsigned line,
    unsigned column, const char *format, va_list args)
{
	char *text = NULL;

	if (kind == PROBLEM_ERROR)
		problems->errors++;
	if (problems->count >= PROBLEMS_MAX) {
		problems->dropped++;
		return;
	}
	if (vasprintf(&text, format, args) < 0)
		abort();
	problems->list = mem_grow(
	    problems->list, &problems->capacity, problems->count + 1, sizeof *problems->list);
	problems->list[problems->count++] = (struct problem){
		.kind = kind,
		.file = mem_copy(file != NULL ? file : ""),
		.line = line,
		.column = column,
		.text = text,
	};
}

static void add_at(struct problems *problems, enum problem_kind kind, const struct node *at,
    const char *format, va_list args)
{
	if (at == NULL)
		add(problems, kind, "", 0, 0, format, args);
	else
		add(problems, kind, at->file, at->line, at->column, format, args);
}

void problems_error(struct problems *problems, const struct node *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_at(problems, PROBLEM_ERROR, at, format, args);
	va_end(args);
}

void problems_warn(struct problems *problems, const struct node *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_at(problems, PROBLEM_WARNING, at, format, args);
	va_end(args);
}

void problems_error_at(struct problems *problems, const char *file, unsigned line, unsigned column,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(problems, PROBLEM_ERROR, file, line, column, format, args);
	va_end(args);
}

static int by_number(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	if (order == 0)
		order = by_number(a->line, b->line);
	if (order == 0)
		order = by_number(a->column, b->column);
	return order != 0 ? order : strcmp(a->text, b->text);
}

static void print(const struct problem *problem, struct buf *to)
{
	if (problem->file[0] != '\0' && problem->line > 0)
		buf_print(to, "%s:%u:%u: ", problem->file, problem->line, problem->column);
	else if (problem->file[0] != '\0')
		buf_print(to, "%s: ", problem->file);
	buf_print(to, "%s%s\n", problem->kind == PROBLEM_WARNING ? "warning: " : "", problem->text);
}

static void write_all(int fd, struct span text)
{
	while (text.len > 0) {
		ssize_t written = write(fd, text.data, text.len);
		if (written <= 0)
			return;
		text = span_from(text, (size_t)written);
	}
}

void problems_write(struct problems *problems, int fd)
{
	struct buf out;

	if (problems->count == 0)
		return;
	buf_init(&out, OUTPUT_MAX);
	qsort(problems->list, problems->count, sizeof *problems->list, by_place);
	for (size_t i = 0; i < problems->count; i++)
		print(&problems->list[i], &out);
	if (problems->dropped > 0)
		buf_print(&out, "… and %zu more\n", problems->dropped);
	write_all(fd, buf_span(&out));
	buf_release(&out);
}
