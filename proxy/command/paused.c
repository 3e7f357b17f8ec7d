#include "paused.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../store/file.h"
#include "../store/moment.h"

enum { SECOND_MS = 1000 };

struct pauses *paused_read(const char *state, struct err *err)
{
	struct buf file;
	struct pauses *pauses = NULL;

	buf_init(&file, PAUSES_SIZE_MAX);
	if (file_read(state, pauses_name, &file, err) != FILE_FAILED)
		pauses = pauses_parse(buf_span(&file), err);
	buf_release(&file);
	return pauses;
}

/* What root writes the proxy must be able to read. */
static bool give_to_owner(const char *state, struct err *err)
{
	char *path = mem_print("%s/%s", state, pauses_name);
	struct stat owner;
	bool is_given = geteuid() != 0 ||
	                (stat(state, &owner) == 0 && lchown(path, owner.st_uid, owner.st_gid) == 0);

	if (!is_given)
		err_set_errno(err, "%s", path);
	free(path);
	return is_given;
}

static bool write_back(const char *state, const struct pauses *pauses, struct err *err)
{
	struct buf file;

	buf_init(&file, PAUSES_SIZE_MAX);
	pauses_print(pauses, &file);
	bool is_written =
	    file_write(state, pauses_name, buf_span(&file), err) && give_to_owner(state, err);
	buf_release(&file);
	return is_written;
}

bool paused_change(const char *state,
    bool (*change)(struct pauses *pauses, const struct pause *how, struct err *err),
    const struct pause *how, struct err *err)
{
	int fd = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		err_set_errno(err, "%s", state);
		if (fd >= 0)
			close(fd);
		return false;
	}
	struct pauses *pauses = paused_read(state, err);
	bool is_done = pauses != NULL && change(pauses, how, err) && write_back(state, pauses, err);
	pauses_free(pauses);
	close(fd);
	return is_done;
}

static json_t *as_json(const struct pause *pause)
{
	char until[MOMENT_TEXT];

	moment_print(pause->until * SECOND_MS, until);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "what", pause_kind_names[pause->kind],
	    "name", pause->name, "until", until, "reason", pause->reason, "by", pause->by,
	    "reference", pause->reference);
}

json_t *paused_now(const char *state)
{
	json_t *list = json_array();
	struct err err;
	struct pauses *pauses = paused_read(state, &err);

	for (size_t i = 0; i < pauses_count(pauses); i++)
		if (pause_is_on(pauses_get(pauses, i), moment_now() / SECOND_MS))
			json_array_append_new(list, as_json(pauses_get(pauses, i)));
	pauses_free(pauses);
	return list;
}
