#include "context.h"

#include <stdlib.h>

#include "../../rules/policy.h"
#include "../base/log.h"
#include "../base/mem.h"

enum { FRESH_MS = 60 * 1000 }; /* until what was said is read again, since some of it grows old */

struct context_book {
	struct store *store;
	struct arena *arena; /* of what was said */
	struct said *said;
	size_t said_count;
	uint64_t version;
	int64_t read_ms; /* 0: to be read */
	bool is_unsettled;
};

struct context_book *context_book_new(struct store *store)
{
	struct context_book *book = mem_alloc(sizeof *book);

	book->store = store;
	book->arena = arena_new(0);
	return book;
}

void context_book_free(struct context_book *book)
{
	if (book == NULL)
		return;
	arena_free(book->arena);
	free(book);
}

void context_book_forget(struct context_book *book)
{
	book->read_ms = 0;
	book->is_unsettled = true;
}

void context_book_settle(struct context_book *book)
{
	if (book->is_unsettled)
		book->read_ms = 0;
	book->is_unsettled = false;
}

static void read_said(struct context_book *book, int64_t now_ms)
{
	struct err err;

	if (book->read_ms != 0 && now_ms >= book->read_ms && now_ms - book->read_ms < FRESH_MS)
		return;
	arena_clear(book->arena);
	book->read_ms = now_ms;
	if (store_said(book->store, now_ms, book->arena, &book->said, &book->said_count,
	        &book->version, &err))
		return;
	log_line(LOG_ERROR, "-", "what was said cannot be read: %s", err.text);
	book->read_ms = 0;
	book->said_count = 0;
}

void context_book_pack(struct context_book *book, unsigned needs, int64_t now_ms, struct buf *to)
{
	struct context context = { 0 };

	if ((needs & CONTEXT_SAID) != 0) {
		read_said(book, now_ms);
		context.said = book->said;
		context.said_count = book->said_count;
	}
	context_pack(&context, book->version, to);
}
