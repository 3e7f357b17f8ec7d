#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "passages.h"

enum {
	PLACES_KEPT = 4,     /* of one shingle */
	SHARED_MAX = 20,     /* what more documents have is nobody's passage */
	SHARED_SHARE = 2,    /* … nor what more than one of two have */
	SHARED_SHARE_OF = 5, /* where there are that many */
};

struct numbers {
	uint64_t *list;
	size_t count;
	size_t capacity;
};

struct passages_build {
	struct numbers shingles; /* upper bits of the hash, and the place */
	struct numbers except;   /* upper bits only */
	uint32_t *starts;
	uint32_t *names;
	size_t documents;
	size_t start_capacity, name_capacity;
	char *texts;
	size_t text_len, text_capacity;
	size_t words;
};

struct passages_build *passages_build_new(void)
{
	return mem_alloc(sizeof(struct passages_build));
}

void passages_build_free(struct passages_build *build)
{
	if (build == NULL)
		return;
	free(build->shingles.list);
	free(build->except.list);
	free(build->starts);
	free(build->names);
	free(build->texts);
	free(build);
}

static void add(struct numbers *numbers, uint64_t number)
{
	numbers->list =
	    mem_grow(numbers->list, &numbers->capacity, numbers->count + 1, sizeof *numbers->list);
	numbers->list[numbers->count++] = number;
}

static void add_start(struct passages_build *build, size_t place)
{
	build->starts = mem_grow(
	    build->starts, &build->start_capacity, build->documents + 1, sizeof *build->starts);
	build->starts[build->documents] = (uint32_t)place;
}

static void add_name(struct passages_build *build, const char *name)
{
	size_t len = strlen(name) + 1;

	build->names = mem_grow(
	    build->names, &build->name_capacity, build->documents + 1, sizeof *build->names);
	build->names[build->documents] = (uint32_t)build->text_len;
	build->texts = mem_grow(build->texts, &build->text_capacity, build->text_len + len, 1);
	memcpy(build->texts + build->text_len, name, len);
	build->text_len += len;
}

bool passages_add(struct passages_build *build, const char *name, const struct outline *outline)
{
	size_t place = build->words;

	if (outline->words > PLACES_MAX - place)
		return false;
	add_start(build, place);
	add_name(build, name);
	build->documents++;
	build->words += outline->words;
	for (size_t i = 0; i < outline->count; i++)
		add(&build->shingles, outline->list[i] + place);
	return true;
}

void passages_except(struct passages_build *build, const struct outline *outline)
{
	for (size_t i = 0; i < outline->count; i++)
		add(&build->except, outline->list[i] >> PLACE_BITS << PLACE_BITS);
}

static void sort(struct numbers *numbers)
{
	uint64_t *scratch = mem_array(numbers->count, sizeof *scratch);

	numbers_sort(numbers->list, numbers->count, scratch);
	free(scratch);
}

static size_t document_at(const struct passages_build *build, uint64_t place)
{
	size_t low = 0;
	size_t high = build->documents;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (build->starts[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* In how many documents does a shingle stand? Its places ascend. */
static size_t count_documents(
    const struct passages_build *build, const uint64_t *list, size_t count)
{
	size_t documents = 0;
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < count && documents <= SHARED_MAX; i++) {
		size_t document = document_at(build, list[i] & PLACE_SHARED);
		documents += document != last;
		last = document;
	}
	return documents;
}

static bool is_shared(const struct passages_build *build, const uint64_t *list, size_t count)
{
	size_t documents = count > 1 ? count_documents(build, list, count) : 1;

	return documents > SHARED_MAX ||
	       (build->documents >= SHARED_SHARE_OF && documents * SHARED_SHARE > build->documents);
}

static bool is_excepted(const struct numbers *except, uint64_t upper, size_t *at)
{
	while (*at < except->count && except->list[*at] < upper)
		++*at;
	return *at < except->count && except->list[*at] == upper;
}

/* Of a shingle that is public or shared no place stays, only that it is; of others the first few.
 */
static void thin_out(struct passages_build *build)
{
	struct numbers *shingles = &build->shingles;
	size_t kept = 0;
	size_t except = 0;

	for (size_t i = 0; i < shingles->count;) {
		uint64_t upper = shingles->list[i] >> PLACE_BITS << PLACE_BITS;
		size_t end = i + 1;
		while (end < shingles->count &&
		       shingles->list[end] >> PLACE_BITS == upper >> PLACE_BITS)
			end++;
		size_t count = end - i;
		if (is_excepted(&build->except, upper, &except) ||
		    is_shared(build, shingles->list + i, count)) {
			shingles->list[kept++] = upper | PLACE_SHARED;
		} else {
			count = count < PLACES_KEPT ? count : PLACES_KEPT;
			memmove(shingles->list + kept, shingles->list + i,
			    count * sizeof *shingles->list);
			kept += count;
		}
		i = end;
	}
	shingles->count = kept;
}

static void copy_part(char *block, const struct index_part *part, const void *from, size_t item)
{
	if (part->count > 0)
		memcpy(block + part->at, from, part->count * item);
}

static struct passages_head *make_block(struct passages_build *build, size_t *size, struct err *err)
{
	uint64_t end = sizeof(struct passages_head);
	struct passages_head head = {
		.index = { .magic = INDEX_DOCUMENTS },
		.documents = build->documents,
		.words = build->words,
		.starts = index_reserve(&end, build->documents + 1, sizeof(uint32_t)),
		.names = index_reserve(&end, build->documents, sizeof(uint32_t)),
		.texts = index_reserve(&end, build->text_len, 1),
		.slots = index_reserve(&end, slots_needed(build->shingles.count), sizeof(uint64_t)),
	};

	head.index.size = end;
	char *block = mem_aligned(INDEX_ALIGN, end);
	memcpy(block, &head, sizeof head);
	copy_part(block, &head.starts, build->starts, sizeof(uint32_t));
	copy_part(block, &head.names, build->names, sizeof(uint32_t));
	copy_part(block, &head.texts, build->texts, 1);
	*size = end;
	if (slots_fill((uint64_t *)(void *)(block + head.slots.at), head.slots.count, PLACE_BITS,
	        build->shingles.list, build->shingles.count))
		return (struct passages_head *)(void *)block;
	free(block);
	err_set(err, "cannot be laid out as a table");
	return NULL;
}

struct passages_head *passages_build_index(
    struct passages_build *build, size_t *size, struct err *err)
{
	add_start(build, build->words);
	sort(&build->shingles);
	sort(&build->except);
	thin_out(build);
	return make_block(build, size, err);
}
