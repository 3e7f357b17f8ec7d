#include "plan.h"

#include <string.h>

#include "../base/pack.h"

bool plan_pack(const struct plan *plan, struct buf *to)
{
	pack_text(to, plan->state);
	pack_text(to, plan->log_to);
	pack_text(to, plan->stage);
	pack_text(to, plan->pilot);
	pack_text(to, plan->node);
	pack_text(to, plan->name);
	pack_text(to, plan->policy);
	pack_u64(to, plan->rules);
	pack_u32(to, plan->workers);
	pack_u32(to, plan->drain_seconds);
	pack_u64(to, plan->connections);
	pack_u64(to, plan->memory);
	pack_u8(to, plan->log_level);
	pack_span(to, span_make(plan->ca_digest, sizeof plan->ca_digest));
	pack_u32(to, plan->listen_count);
	for (uint32_t i = 0; i < plan->listen_count; i++) {
		pack_u8(to, plan->listen[i].family == AF_INET6 ? 6 : 4);
		pack_span(to, span_make(plan->listen[i].bytes, sizeof plan->listen[i].bytes));
		pack_u32(to, plan->listen[i].port);
	}
	return to->len <= PLAN_MAX;
}

static void take_text(struct unpack *from, char *to, size_t size)
{
	struct span text = unpack_span(from);

	if (text.len >= size) {
		from->is_bad = true;
		return;
	}
	memcpy(to, text.data != NULL ? text.data : "", text.len);
	to[text.len] = '\0';
}

static void take_bytes(struct unpack *from, unsigned char *to, size_t size)
{
	struct span bytes = unpack_span(from);

	if (bytes.len == size)
		memcpy(to, bytes.data, size);
	else
		from->is_bad = true;
}

bool plan_unpack(struct span bytes, struct plan *plan)
{
	struct unpack from = unpack_open(bytes);

	memset(plan, 0, sizeof *plan);
	take_text(&from, plan->state, sizeof plan->state);
	take_text(&from, plan->log_to, sizeof plan->log_to);
	take_text(&from, plan->stage, sizeof plan->stage);
	take_text(&from, plan->pilot, sizeof plan->pilot);
	take_text(&from, plan->node, sizeof plan->node);
	take_text(&from, plan->name, sizeof plan->name);
	take_text(&from, plan->policy, sizeof plan->policy);
	plan->rules = unpack_u64(&from);
	plan->workers = unpack_u32(&from);
	plan->drain_seconds = unpack_u32(&from);
	plan->connections = unpack_u64(&from);
	plan->memory = unpack_u64(&from);
	plan->log_level = unpack_u8(&from);
	take_bytes(&from, plan->ca_digest, sizeof plan->ca_digest);
	plan->listen_count = unpack_u32(&from);
	if (from.is_bad || plan->listen_count > PLAN_LISTEN_MAX)
		return false;
	for (uint32_t i = 0; i < plan->listen_count; i++) {
		plan->listen[i].family = unpack_u8(&from) == 6 ? AF_INET6 : AF_INET;
		take_bytes(&from, plan->listen[i].bytes, sizeof plan->listen[i].bytes);
		plan->listen[i].port = (uint16_t)unpack_u32(&from);
	}
	return unpack_done(&from);
}
