#include <string.h>

#include "kinds.h"

static bool check_email(struct span text, size_t *start, size_t *end)
{
	return text.data[*start] != '.' &&
	       memmem(text.data + *start, *end - *start, "..", 2) == NULL;
}

static const struct kind_form email_forms[] = {
	{
	    .pattern = "(?<![\\w.+-])[\\w.+%'-]{1,64}@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,24"
	               "}(?![\\w])",
	    .check = check_email,
	},
};

const struct kind kind_email = { "email", "an e-mail address", KIND_FORMS(email_forms) };
