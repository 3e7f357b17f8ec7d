#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "log.h"
#include "sandbox_private.h"

enum { NOBODY = 65534 };

static bool drop_user(const struct sandbox *sandbox, struct err *err)
{
	struct stat info = { .st_uid = NOBODY, .st_gid = NOBODY };

	if (geteuid() != 0 || sandbox->keep_user)
		return true;
	if (sandbox->write_folder != NULL && stat(sandbox->write_folder, &info) != 0)
		return err_set_errno(err, "sandbox: %s", sandbox->write_folder);
	if (setgroups(0, NULL) != 0 || setresgid(info.st_gid, info.st_gid, info.st_gid) != 0 ||
	    setresuid(info.st_uid, info.st_uid, info.st_uid) != 0)
		return err_set_errno(err, "sandbox: cannot become user %u", (unsigned)info.st_uid);
	return true;
}

/* A role that stays root is root in name only: it owns root's files, and rules nothing else. One
 * that keeps its user so as to read any file (load) keeps just that. */
static bool drop_capabilities(const struct sandbox *sandbox, struct err *err)
{
	struct __user_cap_header_struct self = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	if (geteuid() != 0)
		return true;
	if (sandbox->keep_user)
		sets[0].effective = sets[0].permitted = 1u << CAP_DAC_READ_SEARCH;
	/* Fails only where even this was not ours to keep, as in some containers. */
	if (syscall(SYS_capset, &self, sets) == 0)
		return true;
	sets[0].effective = sets[0].permitted = 0;
	return syscall(SYS_capset, &self, sets) == 0 || err_set_errno(err, "sandbox: capset");
}

static bool drop_process_rights(struct err *err)
{
	static const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set_errno(err, "sandbox: prctl");
	return true;
}

/* The leak checker of a test build traces its own process, which is just what is forbidden here. */
static bool is_off(void)
{
	const char *value = getenv("GATEPOST_SANDBOX");

	return value != NULL && strcmp(value, "off") == 0;
}

bool sandbox_enter(const struct sandbox *sandbox, struct err *err)
{
	if (is_off()) {
		log_line(LOG_WARNING, "-", "sandbox off (GATEPOST_SANDBOX=off)");
		return true;
	}
	return drop_user(sandbox, err) && drop_capabilities(sandbox, err) &&
	       drop_process_rights(err) && sandbox_files(sandbox, err) &&
	       sandbox_calls(sandbox, err);
}
