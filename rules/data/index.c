#include "index.h"

#include <string.h>

bool index_check(struct span bytes, uint64_t magic, size_t head_size, struct err *err)
{
	struct index_head head;

	if (bytes.len < head_size)
		return err_set(err, "is too short for an index");
	memcpy(&head, bytes.data, sizeof head);
	if (head.magic != magic)
		return err_set(err, "is no index of this kind and version");
	if (head.size != bytes.len)
		return err_set(err, "is damaged: its length is wrong");
	return true;
}

const void *index_part(struct span bytes, const struct index_part *part, size_t item)
{
	if (part->at % INDEX_ALIGN != 0 || part->at > bytes.len ||
	    part->count > (bytes.len - part->at) / item)
		return NULL;
	return bytes.data + part->at;
}

struct index_part index_reserve(uint64_t *at, uint64_t count, size_t item)
{
	struct index_part part = { (*at + INDEX_ALIGN - 1) / INDEX_ALIGN * INDEX_ALIGN, count };

	*at = part.at + count * item;
	return part;
}
