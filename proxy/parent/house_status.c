#include <jansson.h>
#include <stdlib.h>

#include "../base/counters.h"
#include "house.h"

static json_t *status_of_roles(const struct house *house)
{
	json_t *roles = json_array();

	for (struct child *child = house->children; child != NULL; child = child->next)
		json_array_insert_new(roles, 0,
		    json_pack("{s:s, s:i, s:s, s:i, s:i, s:I}", "role", role_names[child->role],
		        "pid", (int)child->pid, "state", child_state_names[child->state],
		        "generation", (int)child->generation, "slot", (int)child->slot, "up-ms",
		        (json_int_t)(house_now_ms() - child->started_ms)));
	return roles;
}

static json_t *status_of_counters(bool blind_spots)
{
	json_t *counters = json_array();

	for (int i = 0; i < COUNTER_COUNT; i++)
		if ((counter_infos[i].is_blind_spot != 0) == blind_spots)
			json_array_append_new(
			    counters, json_pack("{s:s, s:s, s:I}", "name", counter_infos[i].name,
			                  "is", counter_infos[i].prose, "count",
			                  (json_int_t)counter_sum((enum counter)i)));
	return counters;
}

static json_t *status_of_listeners(const struct house *house)
{
	json_t *list = json_array();
	char text[128];

	for (uint32_t i = 0; i < house->current.plan.listen_count; i++) {
		address_print(&house->current.plan.listen[i], true, text, sizeof text);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

void house_status(const struct house *house, struct buf *json)
{
	const struct plan *plan = &house->current.plan;
	json_t *status =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "stage",
	        plan->stage, "pilot", plan->pilot, "node", plan->node, "state", plan->state,
	        "policy", plan->policy, "rules", (json_int_t)plan->rules, "generation",
	        (json_int_t)house->current.generation, "uptime-ms",
	        (json_int_t)(house_now_ms() - house->started_ms), "workers",
	        (json_int_t)plan->workers, "connections-max", (json_int_t)plan->connections,
	        "memory-max", (json_int_t)plan->memory, "crashes", (json_int_t)house->crashes,
	        "stopping", house->is_stopping);

	json_object_set_new(status, "listen", status_of_listeners(house));
	json_object_set_new(status, "roles", status_of_roles(house));
	json_object_set_new(status, "counters", status_of_counters(false));
	json_object_set_new(status, "blind-spots", status_of_counters(true));
	char *text = json_dumps(status, JSON_COMPACT);
	buf_append_text(json, text);
	buf_append_text(json, "\n");
	free(text);
	json_decref(status);
}
