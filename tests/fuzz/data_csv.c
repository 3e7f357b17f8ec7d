// layers: proxy-base proxy-http rules
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/utf8.h"
#include "../../rules/data/csv.h"
#include "../../rules/data/data_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a table: every line is read once at most, cells are UTF-8; as an index it can be
 * opened, and looks for its values in the table itself without leaving it. */

enum { NAME_MAX_LEN = 64, HITS_MAX = 256 };

static size_t last_line;
static char name[NAME_MAX_LEN];

static void read_rows(struct span table)
{
	static struct csv csv;
	enum csv_result result;

	name[0] = '\0';
	last_line = 0;
	csv_open(&csv, table, csv_separator(table));
	while ((result = csv_next(&csv)) != CSV_END) {
		assert(csv.row_line > last_line);
		last_line = csv.row_line;
		assert((result == CSV_BROKEN) == (csv.why != NULL) || result == CSV_ROW);
		for (size_t i = 0; result == CSV_ROW && i < csv.count; i++)
			assert(utf8_is_valid(csv.cells[i]));
		if (csv.width == 0 && result == CSV_ROW) {
			struct span first = span_trim(csv.cells[0]);
			csv.width = csv.count;
			if (first.len < sizeof name && memchr(first.data, 0, first.len) == NULL)
				memcpy(name, first.data, first.len);
			name[first.len < sizeof name ? first.len : 0] = '\0';
		}
	}
}

static void on_broken(void *context, size_t line, const char *why)
{
	(void)context;
	assert(line > 0 && line <= last_line && why != NULL);
}

static void scan(const struct data_head *head, size_t len, struct span table)
{
	static struct data_hit hits[HITS_MAX];
	struct folded folded;
	struct data_index index;
	struct err err;

	assert(data_open(&index, span_make(head, len), &err));
	if (!utf8_is_valid(table))
		return;
	folded_init(&folded);
	struct span text = folded_text(&folded, table);
	size_t count = data_scan(&index, text, hits, HITS_MAX);
	for (size_t i = 0; i < count; i++)
		assert(hits[i].start < hits[i].end && hits[i].end <= text.len &&
		       hits[i].first <= hits[i].last && hits[i].columns == 1);
	folded_release(&folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct salt salt = { "fuzz" };
	const struct data_listener listener = { .on_broken = on_broken };
	struct span table = span_make(data, size);
	struct err err;
	size_t len;

	read_rows(table);
	const struct data_plan plan = { .columns = { name }, .column_count = 1 };
	struct data_head *head = data_build(table, &plan, &salt, &listener, &len, &err);
	if (head != NULL)
		scan(head, len, table);
	free(head);
	return 0;
}
