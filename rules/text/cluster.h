/* Signs that stand together without a space: what may be a word. */
#ifndef RULES_TEXT_CLUSTER_H
#define RULES_TEXT_CLUSTER_H

#include "sign.h"

enum { CLUSTER_MAX = 64 };

struct cluster {
	struct sign signs[CLUSTER_MAX];
	size_t count;
	size_t of[SIGN_OTHER + 1]; /* how many of each sort */
	size_t end;                /* its bytes end here */
	bool is_capital;           /* letters of ASCII, all of them capitals */
	bool is_squeezed;
};

/* What stands at text[at), at most CLUSTER_MAX signs of it; count is 0 if it is no word. */
void cluster_read(struct cluster *cluster, struct span text, size_t at);

/* Signs that stand three times or more, once or twice; false if there are none. */
bool cluster_squeeze(const struct cluster *cluster, size_t times, struct cluster *squeezed);

/* The letter in the case that its place in the cluster asks for. */
char cluster_case(const struct cluster *cluster, size_t sign, uint32_t letter);

#endif
