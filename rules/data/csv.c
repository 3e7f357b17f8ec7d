#include "csv.h"

#include <string.h>

#include "../../proxy/http/utf8.h"

void csv_open(struct csv *csv, struct span all, char separator)
{
	csv->all = span_starts(all, "\xef\xbb\xbf") ? span_from(all, 3) : all;
	csv->at = 0;
	csv->line = 1;
	csv->separator = separator;
	csv->width = 0;
	csv->count = 0;
	csv->row_line = 0;
	csv->why = NULL;
	csv->used = 0;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_at_end(const struct csv *csv)
{
	return csv->at == csv->all.len;
}

static char current(const struct csv *csv)
{
	return csv->all.data[csv->at];
}

/* CR LF, LF or CR. */
static void skip_line_end(struct csv *csv)
{
	char first = current(csv);

	csv->at++;
	csv->line++;
	if (first == '\r' && !is_at_end(csv) && current(csv) == '\n')
		csv->at++;
}

static bool broken(struct csv *csv, const char *why)
{
	csv->why = why;
	return false;
}

static bool put(struct csv *csv, const char *bytes, size_t len)
{
	if (len > CSV_ROW_MAX - csv->used)
		return broken(csv, "is longer than 64 KiB");
	memcpy(csv->room + csv->used, bytes, len);
	csv->used += len;
	return true;
}

static void count_lines(struct csv *csv, const char *from, const char *to)
{
	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		csv->line++;
		from++;
	}
}

/* Behind the opening quote: takes what stands up to the closing one, with "" as one quote. */
static bool take_quoted(struct csv *csv, struct span *cell)
{
	size_t start = csv->used;

	for (;;) {
		const char *from = csv->all.data + csv->at;
		size_t rest = csv->all.len - csv->at;
		const char *quote =
		    memchr(from, '"', rest < CSV_ROW_MAX + 1 ? rest : CSV_ROW_MAX + 1);
		if (quote == NULL)
			return broken(csv, rest > CSV_ROW_MAX
			                       ? "has a quote that does not end within 64 KiB"
			                       : "has a quote that never ends");
		if (!put(csv, from, (size_t)(quote - from)))
			return false;
		count_lines(csv, from, quote);
		csv->at += (size_t)(quote - from) + 1;
		if (is_at_end(csv) || current(csv) != '"')
			break;
		if (!put(csv, "\"", 1))
			return false;
		csv->at++;
	}
	*cell = span_make(csv->room + start, csv->used - start);
	if (is_at_end(csv) || current(csv) == csv->separator || is_line_end(current(csv)))
		return true;
	return broken(csv, "has something behind a closing quote");
}

static bool take_plain(struct csv *csv, struct span *cell)
{
	size_t start = csv->at;

	while (!is_at_end(csv) && current(csv) != csv->separator && !is_line_end(current(csv)))
		csv->at++;
	*cell = span_make(csv->all.data + start, csv->at - start);
	return cell->len <= CSV_ROW_MAX || broken(csv, "is longer than 64 KiB");
}

static bool take_cell(struct csv *csv)
{
	struct span cell;
	bool is_quoted = !is_at_end(csv) && current(csv) == '"';

	csv->at += is_quoted;
	if (!(is_quoted ? take_quoted(csv, &cell) : take_plain(csv, &cell)))
		return false;
	if (csv->count == CSV_COLUMNS_MAX)
		return broken(csv, "has more than 256 columns");
	if (!utf8_is_valid(cell))
		return broken(csv, "is not UTF-8 text (save the table as \"CSV UTF-8\")");
	csv->cells[csv->count++] = cell;
	return true;
}

static bool take_row(struct csv *csv)
{
	for (;;) {
		if (!take_cell(csv))
			return false;
		if (is_at_end(csv))
			break;
		if (is_line_end(current(csv))) {
			skip_line_end(csv);
			break;
		}
		csv->at++;
	}
	if (csv->width == 0 || csv->count == csv->width)
		return true;
	return broken(csv, csv->count < csv->width ? "has fewer columns than the first row"
	                                           : "has more columns than the first row");
}

static void skip_line(struct csv *csv)
{
	while (!is_at_end(csv) && !is_line_end(current(csv)))
		csv->at++;
	if (!is_at_end(csv))
		skip_line_end(csv);
}

enum csv_result csv_next(struct csv *csv)
{
	while (!is_at_end(csv) && is_line_end(current(csv)))
		skip_line_end(csv);
	if (is_at_end(csv))
		return CSV_END;
	size_t start = csv->at;
	csv->row_line = csv->line;
	csv->count = 0;
	csv->used = 0;
	if (take_row(csv))
		return CSV_ROW;
	csv->at = start;
	csv->line = csv->row_line;
	skip_line(csv);
	return CSV_BROKEN;
}

char csv_separator(struct span all)
{
	static const char separators[] = ",;\t|";
	size_t counts[sizeof separators] = { 0 };
	bool is_quoted = false;
	size_t best = 0;

	for (size_t i = 0; i < all.len && (is_quoted || !is_line_end(all.data[i])); i++) {
		const char *found = all.data[i] != '\0' ? strchr(separators, all.data[i]) : NULL;
		is_quoted ^= all.data[i] == '"';
		if (found != NULL && !is_quoted && ++counts[found - separators] > counts[best])
			best = (size_t)(found - separators);
	}
	return separators[best];
}
