#include "cluster.h"

#include <string.h>

#include "ascii.h"

static void add(struct cluster *cluster, const struct sign *sign)
{
	cluster->signs[cluster->count++] = *sign;
	cluster->of[sign->sort]++;
}

void cluster_read(struct cluster *cluster, struct span text, size_t at)
{
	bool has_lower = false;
	bool has_upper = false;

	memset(cluster->of, 0, sizeof cluster->of);
	cluster->count = 0;
	cluster->is_squeezed = false;
	while (at < text.len && cluster->count < CLUSTER_MAX) {
		struct sign sign = sign_read(text, at);
		if (sign.sort == SIGN_NONE)
			break;
		has_lower |= ascii_is_lower((unsigned char)text.data[at]);
		has_upper |= ascii_is_upper((unsigned char)text.data[at]);
		add(cluster, &sign);
		at = sign.to;
	}
	cluster->end = at;
	cluster->is_capital = has_upper && !has_lower;
}

static size_t run_len(const struct cluster *cluster, size_t at)
{
	size_t end = at + 1;

	while (end < cluster->count && cluster->signs[end].canon == cluster->signs[at].canon)
		end++;
	return end - at;
}

static bool has_run(const struct cluster *cluster)
{
	for (size_t i = 2; i < cluster->count; i++)
		if (cluster->signs[i].canon == cluster->signs[i - 1].canon &&
		    cluster->signs[i].canon == cluster->signs[i - 2].canon)
			return true;
	return false;
}

/* The last one that is kept of a run stands for the rest of it too. */
bool cluster_squeeze(const struct cluster *cluster, size_t times, struct cluster *squeezed)
{
	if (!has_run(cluster))
		return false;
	squeezed->count = 0;
	memset(squeezed->of, 0, sizeof squeezed->of);
	for (size_t i = 0; i < cluster->count;) {
		size_t len = run_len(cluster, i);
		size_t kept = len > 2 ? times : len;
		for (size_t j = 0; j < kept; j++) {
			struct sign sign = cluster->signs[i + j];
			if (j + 1 == kept)
				sign.to = cluster->signs[i + len - 1].to;
			add(squeezed, &sign);
		}
		i += len;
	}
	squeezed->end = cluster->end;
	squeezed->is_capital = cluster->is_capital;
	squeezed->is_squeezed = true;
	return true;
}

char cluster_case(const struct cluster *cluster, size_t sign, uint32_t letter)
{
	const struct sign *written = &cluster->signs[sign];
	bool is_figure = written->sort == SIGN_FIGURE || written->sort == SIGN_DRAWN ||
	                 written->sort == SIGN_DIGIT;
	bool is_upper =
	    is_figure ? cluster->is_capital : ascii_is_upper((unsigned char)written->alike);

	return is_upper ? ascii_upper((char)letter) : (char)letter;
}
