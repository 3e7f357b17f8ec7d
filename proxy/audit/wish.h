/*
 * What somebody wants erased, on its way from `gatepost log erase` to audit: as one word of hex
 * through the parent, who does not look into it, or straight into a store without a proxy.
 */
#ifndef AUDIT_WISH_H
#define AUDIT_WISH_H

#include "../base/arena.h"
#include "../base/err.h"
#include "../store/store.h"

enum { WISH_TEXT_MAX = 512, WISH_WORD_MAX = 4096 };

struct wish {
	enum store_subject subject;
	const char *which; /* the name, the address, the number or reference */
	const char *reason;
	unsigned by; /* the user id of who asks */
};

/* Without by, which is said by whoever hands it on. False: something in it is too long. */
bool wish_write(const struct wish *wish, char word[WISH_WORD_MAX]);
bool wish_read(struct span word, struct arena *arena, struct wish *wish);

/* Erases in the store of a proxy that does not run, and records it. */
bool wish_fulfil(
    const char *folder, const struct wish *wish, struct store_erased *erased, struct err *err);

#endif
