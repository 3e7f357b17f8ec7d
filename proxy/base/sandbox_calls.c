#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "log.h"
#include "sandbox_private.h"

enum { X32_BIT = 0x40000000, PROGRAM_MAX = 128 };

/* A deny list: what a role never does. What it may open and reach is for Landlock and the user id.
 */
static const int denied[] = {
	SYS_execve,
	SYS_execveat, /* other programs */
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev, /* other processes */
	SYS_kcmp,
	SYS_pidfd_getfd,
	SYS_kill,
	SYS_rt_sigqueueinfo,
	SYS_pidfd_send_signal,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot, /* the view of the system */
	SYS_open_tree,
	SYS_move_mount,
	SYS_fsopen,
	SYS_fsconfig,
	SYS_fsmount,
	SYS_fspick,
	SYS_mount_setattr,
	SYS_unshare,
	SYS_setns,
	SYS_open_by_handle_at,
	SYS_name_to_handle_at,
	SYS_kexec_load,
	SYS_kexec_file_load,
	SYS_init_module,
	SYS_finit_module, /* the kernel */
	SYS_delete_module,
	SYS_reboot,
	SYS_swapon,
	SYS_swapoff,
	SYS_acct,
	SYS_syslog,
	SYS_quotactl,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_adjtimex,
	SYS_clock_adjtime,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_io_uring_setup,
	SYS_keyctl,
	SYS_add_key,
	SYS_request_key,
	SYS_personality,
};

struct program {
	struct sock_filter steps[PROGRAM_MAX];
	size_t len;
};

static void step(struct program *program, struct sock_filter filter)
{
	program->steps[program->len++] = filter;
}

static void load(struct program *program, size_t offset)
{
	step(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

static void answer(struct program *program, unsigned action)
{
	step(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* If the value loaded stands in relation test to number: EPERM. */
static void deny_if(struct program *program, unsigned short test, unsigned number)
{
	step(program, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, number, 0, 1));
	answer(program, SECCOMP_RET_ERRNO | EPERM);
}

/* socket() for anything but AF_UNIX. */
static void deny_network(struct program *program)
{
	step(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4));
	load(program, offsetof(struct seccomp_data, args[0]));
	step(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0));
	answer(program, SECCOMP_RET_ERRNO | EPERM);
	answer(program, SECCOMP_RET_ALLOW);
}

static bool is_exec(int call)
{
	return call == SYS_execve || call == SYS_execveat;
}

static void write_program(struct program *program, unsigned machine, const struct sandbox *sandbox)
{
	load(program, offsetof(struct seccomp_data, arch));
	step(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0));
	answer(program, SECCOMP_RET_KILL_PROCESS); /* another machine's numbers: not our code */
	load(program, offsetof(struct seccomp_data, nr));
	deny_if(program, BPF_JGE, X32_BIT);
	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++)
		if (sandbox->program == NULL || !is_exec(denied[i]))
			deny_if(program, BPF_JEQ, (unsigned)denied[i]);
	if (sandbox->is_mute) {
		deny_if(program, BPF_JEQ, SYS_socket);
		deny_if(program, BPF_JEQ, SYS_socketpair);
	} else if (!sandbox->may_connect) {
		deny_network(program);
	}
	answer(program, SECCOMP_RET_ALLOW);
}

static unsigned machine_number(void)
{
	static const struct {
		const char *name;
		unsigned number;
	} machines[] = { { "x86_64", AUDIT_ARCH_X86_64 }, { "aarch64", AUDIT_ARCH_AARCH64 } };
	struct utsname system;

	if (uname(&system) != 0)
		return 0;
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		if (strcmp(system.machine, machines[i].name) == 0)
			return machines[i].number;
	}
	return 0;
}

bool sandbox_calls(const struct sandbox *sandbox, struct err *err)
{
	static struct program program;
	unsigned machine = machine_number();

	if (machine == 0) {
		log_line(LOG_WARNING, "-", "sandbox seccomp=none (unknown machine)");
		return true;
	}
	program.len = 0;
	write_program(&program, machine, sandbox);
	struct sock_fprog filter = { (unsigned short)program.len, program.steps };
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0)
		return err_set_errno(err, "sandbox: seccomp");
	return true;
}
