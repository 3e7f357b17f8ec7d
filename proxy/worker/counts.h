/*
 * What is counted by host and hour, never by person (invariant 4): gathered here and sent to audit
 * in batches. Owned by the worker.
 */
#ifndef WORKER_COUNTS_H
#define WORKER_COUNTS_H

#include "core.h"

struct counts *counts_new(struct worker *worker);
void counts_free(struct counts *counts);
void counts_add(struct counts *counts, enum counter counter, const char *host);
void counts_flush(struct counts *counts); /* about every ten seconds, and at the end */

#endif
