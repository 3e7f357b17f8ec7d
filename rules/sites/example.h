/* The examples in a site file, run as if they were requests. */
#ifndef RULES_SITES_EXAMPLE_H
#define RULES_SITES_EXAMPLE_H

#include "../../proxy/base/problems.h"
#include "site.h"

/* A problem for every example that is not read as it says, at its place in the file. */
void examples_run(const struct site *site, struct problems *problems);

#endif
