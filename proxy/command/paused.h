/* The file of pauses in a state folder, as commands read and write it. */
#ifndef COMMAND_PAUSED_H
#define COMMAND_PAUSED_H

#include <jansson.h>

#include "../config/pause.h"

/* None where there is no file. Returns owned, NULL on failure. */
struct pauses *paused_read(const char *state, struct err *err);

/* Reads, lets change do its work, and writes, with nobody else at it meanwhile. False, and nothing
 * written, if change says so. The file belongs to the owner of the folder. */
bool paused_change(const char *state,
    bool (*change)(struct pauses *pauses, const struct pause *how, struct err *err),
    const struct pause *how, struct err *err);

/* What is on now, for `status`: a list of objects. */
json_t *paused_now(const char *state);

#endif
