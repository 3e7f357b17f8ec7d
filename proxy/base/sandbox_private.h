/* The parts of sandbox_enter() that need raw kernel interfaces. */
#ifndef BASE_SANDBOX_PRIVATE_H
#define BASE_SANDBOX_PRIVATE_H

#include <stdbool.h>

#include "sandbox.h"

/* Landlock: no file may be opened but below write_folder. True, with a line at debug, on a kernel
 * without Landlock. */
bool sandbox_files(const struct sandbox *sandbox, struct err *err);

/* seccomp: system calls that no role needs give EPERM. */
bool sandbox_calls(const struct sandbox *sandbox, struct err *err);

#endif
