#include "counts.h"

#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../base/pack.h"

enum { ROWS_MAX = 256, HOUR_MS = 3600 * 1000 };

struct row {
	enum counter counter;
	char *host;
	uint64_t hour; /* since 1970 */
	uint64_t count;
};

struct counts {
	struct worker *worker;
	struct row rows[ROWS_MAX];
	uint32_t used;
};

struct counts *counts_new(struct worker *worker)
{
	struct counts *counts = mem_alloc(sizeof *counts);

	counts->worker = worker;
	return counts;
}

static void forget(struct counts *counts)
{
	for (uint32_t i = 0; i < counts->used; i++)
		free(counts->rows[i].host);
	counts->used = 0;
}

void counts_free(struct counts *counts)
{
	forget(counts);
	free(counts);
}

static struct row *row_of(
    struct counts *counts, enum counter counter, const char *host, uint64_t hour)
{
	for (uint32_t i = 0; i < counts->used; i++) {
		struct row *row = &counts->rows[i];
		if (row->counter == counter && row->hour == hour && strcmp(row->host, host) == 0)
			return row;
	}
	if (counts->used == ROWS_MAX)
		counts_flush(counts);
	if (counts->used == ROWS_MAX)
		return NULL;
	struct row *row = &counts->rows[counts->used++];
	*row = (struct row){ counter, mem_copy(host), hour, 0 };
	return row;
}

void counts_add(struct counts *counts, enum counter counter, const char *host)
{
	struct row *row = row_of(counts, counter, host, (uint64_t)(worker_clock_ms() / HOUR_MS));

	if (row != NULL)
		row->count++;
}

void counts_flush(struct counts *counts)
{
	struct buf letter;

	if (counts->used == 0)
		return;
	buf_init(&letter, 1024 * 1024);
	pack_u32(&letter, counts->used);
	for (uint32_t i = 0; i < counts->used; i++) {
		struct row *row = &counts->rows[i];
		pack_u8(&letter, (uint8_t)row->counter);
		pack_text(&letter, row->host);
		pack_u64(&letter, row->hour);
		pack_u64(&letter, row->count);
	}
	if (mailbox_ask(counts->worker->mailbox, ROLE_AUDIT, LETTER_COUNT, buf_span(&letter), NULL,
	        NULL) != 0)
		forget(counts);
	buf_release(&letter);
}
