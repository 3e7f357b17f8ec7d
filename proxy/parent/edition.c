#include "edition.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../base/log.h"

/* Not blocking: a pipe or terminal that nobody reads must not hold the proxy up. */
static int open_log_file(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
}

static bool open_log(struct edition *edition, int stderr_fd, bool must_log, struct err *err)
{
	const char *path = edition->plan.log_to;
	bool is_file = path[0] != '\0' && strcmp(path, "stderr") != 0;

	edition->log_fd = is_file ? open_log_file(path) : -1;
	if (is_file && edition->log_fd < 0) {
		err_set_errno(err, "cannot write the log %s", path);
		if (must_log)
			return false;
		log_line(LOG_ERROR, "-", "%s; standard error takes its place", err->text);
	}
	if (edition->log_fd < 0)
		edition->log_fd = fcntl(stderr_fd, F_DUPFD_CLOEXEC, 3);
	return edition->log_fd >= 0 || err_set_errno(err, "no descriptor for the log");
}

bool edition_open(struct edition *edition, const struct plan *plan, int snapshot_fd, int stderr_fd,
    bool must_log, struct err *err)
{
	edition->plan = *plan;
	if (!open_log(edition, stderr_fd, must_log, err))
		return false;
	edition->snapshot_fd = snapshot_fd;
	return true;
}

void edition_close(struct edition *edition)
{
	if (edition->generation == 0)
		return;
	edition->generation = 0;
	close(edition->snapshot_fd);
	close(edition->log_fd);
}

void edition_use_log(const struct edition *edition)
{
	dup2(edition->log_fd, STDERR_FILENO);
	log_open("parent", (enum log_level)edition->plan.log_level, STDERR_FILENO);
}
