/* gatepost log erase: text and identity of a person, or of one record, are gone; that and why they
 * were erased stays in the chain. */
#ifndef COMMAND_LOG_ERASE_H
#define COMMAND_LOG_ERASE_H

#include "log_options.h"

/* Asks the proxy that runs on the state folder; without one, erases in its store itself. The exit
 * status: 1 when there was nothing. */
int log_erase(const char *state, const char *store, const struct log_options *options);

#endif
