#include "kind.h"

#include "kinds/kinds.h"
#include "kinds/near.h"

#define POINT_TO(name, written) &kind_##name,
#define NAME(name, written)     written,

static const struct kind *const national_ids[] = { NATIONAL_IDS(POINT_TO) NULL };
const struct kind kind_national_id = { "national-id", "a number that a state gives a person",
	.parts = national_ids };

static const struct kind *const personal[] = { &kind_card, &kind_iban, &kind_national_id,
	PERSONAL(POINT_TO) NULL };
const struct kind kind_personal_data = { "personal-data", "personal data", .parts = personal };

static const struct kind *const secrets[] = { &kind_private_key, &kind_token, &kind_password,
	NULL };
const struct kind kind_secret = { "secret", "a key, token or password", .parts = secrets,
	.is_credential = true };

const struct kind *const kinds[] = { ALL_KINDS(POINT_TO) NULL };
const char *const kind_names[] = { ALL_KINDS(NAME) NULL };

/* Groups are tables of ours and nest no deeper than three. */
size_t kind_form_count(const struct kind *kind)
{
	size_t count = kind->form_count;

	for (size_t i = 0; kind->parts != NULL && kind->parts[i] != NULL; i++)
		count += kind_form_count(kind->parts[i]);
	return count;
}

const struct kind_form *kind_form_at(const struct kind *kind, size_t index)
{
	for (size_t i = 0; kind->parts != NULL && kind->parts[i] != NULL; i++) {
		size_t count = kind_form_count(kind->parts[i]);
		if (index < count)
			return kind_form_at(kind->parts[i], index);
		index -= count;
	}
	return &kind->forms[index];
}

bool kind_form_takes(const struct kind_form *form, struct span text, size_t *start, size_t *end)
{
	if (form->check != NULL && !form->check(text, start, end))
		return false;
	return form->near == NULL || near_has(form->near, text, *start, *end) ||
	       (form->may_be_alone && near_is_alone(text, *start, *end));
}
