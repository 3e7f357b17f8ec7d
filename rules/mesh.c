#include "mesh.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../proxy/base/bounded.h"
#include "../proxy/base/mem.h"

/*
 * The library has no limit of its own, and what it allocates while it compiles is many times what
 * it keeps. What could take long is tried alone first, and much is made in a child.
 */

enum {
	WEIGHT_TRIED = 2048, /* heavier patterns are tried alone */
	WRITE_MAX = 1 << 30,
};

#define MEMORY_MAX ((size_t)4 << 30)

void mesh_init(struct mesh *mesh, const char *name, bool is_literal)
{
	memset(mesh, 0, sizeof *mesh);
	mesh->name = name;
	mesh->is_literal = is_literal;
}

void mesh_release(struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++)
		free(mesh->patterns[i].text);
	free(mesh->patterns);
}

const struct mesh_pattern *mesh_add(
    struct mesh *mesh, struct span bytes, unsigned number, size_t weight)
{
	mesh->patterns =
	    mem_grow(mesh->patterns, &mesh->capacity, mesh->count + 1, sizeof *mesh->patterns);
	struct mesh_pattern *pattern = &mesh->patterns[mesh->count++];
	*pattern = (struct mesh_pattern){ .text = mem_copy_n(bytes.data, bytes.len),
		.len = bytes.len,
		.number = number,
		.weight = weight };
	return pattern;
}

/* One making, perhaps in a child, which says through the shared memory how far it came. */
struct making {
	struct mesh *mesh;
	const struct mesh_limits *limits;
	size_t *at;      /* shared: the pattern that is being tried */
	uint8_t *states; /* shared: of the patterns */
	int fd;          /* where the database is written to */
};

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len < WRITE_MAX ? len : WRITE_MAX);
		if (written <= 0)
			return false;
		bytes += written;
		len -= (size_t)written;
	}
	return true;
}

static bool write_database(void *what)
{
	struct making *making = what;
	char *bytes = NULL;
	size_t len = 0;
	hs_database_t *database = mesh_compile(making->mesh);

	for (size_t i = 0; i < making->mesh->count; i++)
		making->states[i] = (uint8_t)making->mesh->patterns[i].state;
	bool is_written =
	    database == NULL || (hs_serialize_database(database, &bytes, &len) == HS_SUCCESS &&
	                            write_all(making->fd, bytes, len));
	free(bytes);
	hs_free_database(database);
	return is_written;
}

/* The heavy ones from *at on, each for itself. */
static bool try_heavy(void *what)
{
	struct making *making = what;
	const struct mesh *mesh = making->mesh;

	for (; *making->at < mesh->count; ++*making->at) {
		const struct mesh_pattern *pattern = &mesh->patterns[*making->at];
		unsigned flags = mesh_flags(mesh);
		hs_database_t *database = NULL;
		hs_compile_error_t *error = NULL;
		if (pattern->weight <= WEIGHT_TRIED)
			continue;
		bounded_restart(making->limits->pattern_ms);
		hs_compile(pattern->text, flags, HS_MODE_BLOCK, NULL, &database, &error);
		hs_free_compile_error(error);
		hs_free_database(database);
	}
	return true;
}

static bool has_heavy(const struct mesh *mesh)
{
	for (size_t i = 0; i < mesh->count; i++)
		if (mesh->patterns[i].weight > WEIGHT_TRIED)
			return true;
	return false;
}

/* Marks what takes too long alone; false if something does. As many as fit into the time for all
 * are found. */
static bool each_is_quick(struct making *making)
{
	const struct bounds bounds = { making->limits->pattern_ms, MEMORY_MAX };
	unsigned left = making->limits->all_ms / making->limits->pattern_ms + 1;
	bool are_quick = true;

	*making->at = 0;
	while (left > 0 && !bounded_run(try_heavy, making, &bounds)) {
		making->mesh->patterns[(*making->at)++].state = MESH_TOO_LONG;
		are_quick = false;
		left--;
	}
	return are_quick;
}

/* What a source keeps of a mesh: the database, then a byte a pattern, its state. */
static bool mesh_restore(struct mesh *mesh, struct span kept)
{
	if (kept.len < mesh->count)
		return false;
	size_t size = kept.len - mesh->count;
	for (size_t i = 0; i < mesh->count; i++)
		mesh->patterns[i].state = kept.data[size + i] == MESH_USED ? MESH_USED : MESH_BLIND;
	/* Used in place: databases hold no pointers. */
	mesh->database = size > 0 ? (const hs_database_t *)kept.data : NULL;
	return true;
}

static bool mesh_keep(struct mesh *mesh, const struct making *making, struct span written,
    struct source *source, const char *name)
{
	size_t size = 0;
	struct span kept;

	if (written.len > 0 &&
	    hs_serialized_database_size(written.data, written.len, &size) != HS_SUCCESS)
		return false;
	char *room = source_keep(source, name, size + mesh->count);
	if (room == NULL || (size > 0 && hs_deserialize_database_at(written.data, written.len,
	                                     (hs_database_t *)room) != HS_SUCCESS))
		return false;
	memcpy(room + size, making->states, mesh->count);
	return source_kept(source, name, &kept) && mesh_restore(mesh, kept);
}

static bool keep_written(
    struct mesh *mesh, const struct making *making, struct source *source, const char *name)
{
	off_t len = lseek(making->fd, 0, SEEK_END);
	void *written = MAP_FAILED;

	if (len > 0)
		written = mmap(NULL, (size_t)len, PROT_READ, MAP_PRIVATE, making->fd, 0);
	if (len < 0 || (len > 0 && written == MAP_FAILED))
		return false;
	bool is_kept = mesh_keep(mesh, making, span_make(written, (size_t)len), source, name);
	if (len > 0)
		munmap(written, (size_t)len);
	return is_kept;
}

static bool make(struct mesh *mesh, struct making *making, struct source *source, const char *name)
{
	const struct bounds bounds = { making->limits->all_ms, MEMORY_MAX };

	if (has_heavy(mesh) && !each_is_quick(making))
		return true;
	bool is_made = making->limits->is_apart ? bounded_run(write_database, making, &bounds)
	                                        : write_database(making);
	return is_made && keep_written(mesh, making, source, name);
}

/* The name tells one set of patterns from another, so that a database never serves the wrong one.
 */
static void mesh_title(const struct mesh *mesh, char *title, size_t size)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < mesh->count; i++) {
		const struct mesh_pattern *pattern = &mesh->patterns[i];
		sum = (sum ^ pattern->number) * UINT64_C(0x100000001b3);
		for (size_t j = 0; j <= pattern->len; j++)
			sum = (sum ^ (unsigned char)pattern->text[j]) * UINT64_C(0x100000001b3);
	}
	snprintf(title, size, "compiled:%s:%016llx", mesh->name, (unsigned long long)sum);
}

bool mesh_make(struct mesh *mesh, const struct mesh_limits *limits, struct source *source)
{
	char title[64];
	struct span kept;
	size_t shared = sizeof(size_t) + mesh->count;

	mesh_title(mesh, title, sizeof title);
	if (mesh->count == 0 || (source_kept(source, title, &kept) && mesh_restore(mesh, kept)))
		return true;
	char *memory = bounded_share(shared);
	struct making making = { .mesh = mesh,
		.limits = limits,
		.at = (size_t *)memory,
		.states = (uint8_t *)memory + sizeof(size_t),
		.fd = memfd_create("gatepost-mesh", MFD_CLOEXEC) };
	bool is_made = making.fd >= 0 && make(mesh, &making, source, title);
	if (making.fd >= 0)
		close(making.fd);
	bounded_unshare(memory, shared);
	return is_made;
}
