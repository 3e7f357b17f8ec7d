/* For `status`: rules that refused far more than usual in the last 24 hours. */
#ifndef COMMAND_ALERTS_SEEN_H
#define COMMAND_ALERTS_SEEN_H

#include <jansson.h>

/* A list of { time, why }; empty where the store cannot be read. */
json_t *alerts_seen(const char *store);

#endif
