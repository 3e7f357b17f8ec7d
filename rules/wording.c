#include <string.h>

#include "policy.h"

/* "de-AT" is served by "de", and "de" by "de-AT": what is before the first hyphen decides. */
static bool same_language(struct span wanted, const char *offered)
{
	struct span rest;
	struct span have = span_of(offered);

	return span_equal_nocase(span_cut(wanted, '-', &rest), span_cut(have, '-', &rest));
}

static const char *find_language(const struct wording *wording, struct span language)
{
	for (size_t i = 0; i < wording->count; i++)
		if (span_is_nocase(language, wording->languages[i]))
			return wording->texts[i];
	for (size_t i = 0; i < wording->count; i++)
		if (wording->languages[i][0] != '\0' &&
		    same_language(language, wording->languages[i]))
			return wording->texts[i];
	return NULL;
}

/* RFC 9110 12.4.2: thousandths; a weight that cannot be read counts as 0. */
static unsigned weight_of(struct span parameters)
{
	while (parameters.len > 0) {
		struct span one = span_trim(span_cut(parameters, ';', &parameters));
		if (!span_starts_nocase(one, "q="))
			continue;
		one = span_from(one, 2);
		unsigned weight = 0;
		unsigned place = 1000;
		for (size_t i = 0; i < one.len && place > 0; i++) {
			if (one.data[i] == '.')
				continue;
			if (one.data[i] < '0' || one.data[i] > '9')
				return 0;
			weight += (unsigned)(one.data[i] - '0') * place;
			place /= 10;
		}
		return weight;
	}
	return 1000;
}

/* RFC 9110 12.5.4: the heaviest language that there is; of equals the first. */
static const char *pick_accepted(const struct wording *wording, struct span accept)
{
	const char *best = NULL;
	unsigned best_weight = 0;

	while (accept.len > 0) {
		struct span parameters;
		struct span language = span_cut(accept, ',', &accept);
		language = span_trim(span_cut(language, ';', &parameters));
		unsigned weight = weight_of(parameters);
		if (weight <= best_weight)
			continue;
		const char *text = find_language(wording, language);
		if (text != NULL) {
			best = text;
			best_weight = weight;
		}
	}
	return best;
}

const char *wording_pick(const struct wording *wording, struct span accept_language)
{
	const char *text = pick_accepted(wording, accept_language);

	if (text == NULL)
		text = find_language(wording, SPAN("en"));
	if (text == NULL && wording->count > 0)
		text = wording->texts[0];
	return text;
}
