#include "wish.h"

#include <stdlib.h>

#include "../base/mem.h"

struct wish {
	on_granted *callback;
	void *owner;
	struct wish *next;
};

void wish_add(struct wish **wishes, on_granted *callback, void *owner)
{
	struct wish *wish = mem_alloc(sizeof *wish);

	*wish = (struct wish){ callback, owner, *wishes };
	*wishes = wish;
}

void wish_withdraw(struct wish **wishes, const void *owner)
{
	while (*wishes != NULL) {
		struct wish *wish = *wishes;
		if (wish->owner == owner) {
			*wishes = wish->next;
			free(wish);
		} else {
			wishes = &wish->next;
		}
	}
}

void wish_grant(struct wish **wishes, void *granted)
{
	struct wish *all = *wishes;

	*wishes = NULL;
	while (all != NULL) {
		struct wish *wish = all;
		all = wish->next;
		wish->callback(wish->owner, granted);
		free(wish);
	}
}
