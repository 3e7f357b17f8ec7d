/* What `auto` and a missing value stand for on this machine. Used inside this folder only. */
#ifndef CONFIG_AUTOMATIC_H
#define CONFIG_AUTOMATIC_H

#include "config.h"

void automatic_fill(struct config *config);

#endif
