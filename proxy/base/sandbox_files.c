#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "log.h"
#include "sandbox_private.h"

/* Debian 12 has no wrappers, and headers of Landlock's second version; later rights by number. */
enum {
	RIGHT_TRUNCATE = 1 << 14,  /* version 3 */
	RIGHT_IOCTL_DEV = 1 << 15, /* version 5 */
	RIGHTS_FIRST = (1 << 13) - 1,
	NET_BIND_AND_CONNECT = 3, /* version 4 */
};

struct ruleset { /* struct landlock_ruleset_attr as of version 4 */
	uint64_t files;
	uint64_t net;
};

static uint64_t rights_of_version(long version)
{
	uint64_t rights = RIGHTS_FIRST;

	if (version >= 2)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		rights |= RIGHT_TRUNCATE;
	if (version >= 5)
		rights |= RIGHT_IOCTL_DEV;
	return rights;
}

static bool allow(int ruleset, const char *path, uint64_t rights)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return false;
	struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };
	bool is_allowed =
	    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	int reason = errno;
	close(fd);
	errno = reason;
	return is_allowed;
}

/* A program, and what it is linked with. What is not there, or is a file where a folder was thought
 * of, is no reason to fail. */
static void allow_program(int ruleset, const struct sandbox *sandbox)
{
	const uint64_t file = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;

	allow(ruleset, sandbox->program, file);
	for (const char *const *path = sandbox->libraries; *path != NULL; path++)
		if (!allow(ruleset, *path, file | LANDLOCK_ACCESS_FS_READ_DIR))
			allow(ruleset, *path, file);
}

static bool restrict_to(int ruleset, const struct sandbox *sandbox, uint64_t rights)
{
	uint64_t in_folder = rights & ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE | RIGHT_IOCTL_DEV);

	if (sandbox->write_folder != NULL && !allow(ruleset, sandbox->write_folder, in_folder))
		return false;
	if (sandbox->program != NULL)
		allow_program(ruleset, sandbox);
	/* SQLite seeds itself from there; a system without it is no reason to fail. */
	allow(ruleset, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}

bool sandbox_files(const struct sandbox *sandbox, struct err *err)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 1) {
		bool is_bare = sandbox->write_folder != NULL && !sandbox->keep_user;
		log_line(is_bare ? LOG_WARNING : LOG_DEBUG, "-",
		    "sandbox landlock=none (the kernel has none): files are guarded by their "
		    "modes alone");
		return true;
	}
	struct ruleset wanted = { .files = rights_of_version(version),
		.net = sandbox->may_connect ? 0 : NET_BIND_AND_CONNECT };
	size_t size = version >= 4 ? sizeof wanted : sizeof wanted.files;
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
	if (ruleset < 0)
		return err_set_errno(err, "sandbox: landlock_create_ruleset");
	bool is_done = restrict_to(ruleset, sandbox, wanted.files);
	int reason = errno;
	close(ruleset);
	errno = reason;
	return is_done || err_set_errno(err, "sandbox: landlock");
}
