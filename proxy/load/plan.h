/*
 * What the parent needs to know of a configuration, told by `load`: where to listen, how many
 * workers, which folder. The parent reads no configuration itself.
 */
#ifndef LOAD_PLAN_H
#define LOAD_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../config/config.h"

enum { PLAN_LISTEN_MAX = 64, PLAN_TEXT_MAX = 1024, PLAN_MAX = 64 * 1024 };

struct plan {
	char state[PLAN_TEXT_MAX]; /* the state folder, absolute */
	char log_to[PLAN_TEXT_MAX];
	char stage[32];
	char pilot[PLAN_TEXT_MAX]; /* in words; "everybody" */
	char node[256];
	char name[256];
	char policy[PLAN_TEXT_MAX];
	uint64_t rules;
	uint32_t workers;
	uint32_t drain_seconds;
	uint64_t connections;
	uint64_t memory;
	uint8_t log_level;
	unsigned char ca_digest[32]; /* SHA-256 of the CA's certificate file */
	uint32_t listen_count;
	struct address listen[PLAN_LISTEN_MAX];
};

bool plan_pack(const struct plan *plan, struct buf *to);
bool plan_unpack(struct span from, struct plan *plan);

#endif
