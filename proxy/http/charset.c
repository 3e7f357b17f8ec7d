#include "charset.h"

#include "parameters.h"
#include "utf8.h"

bool charset_is_utf8(struct span name)
{
	static const char *const names[] = { "utf-8", "utf8", "us-ascii", "ascii" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_is_nocase(name, names[i]))
			return true;
	return false;
}

/* Those whose lower half is ASCII, byte for byte, with no escapes and no shifts. */
static bool holds_ascii(struct span name)
{
	static const char *const families[] = { "iso-8859-", "windows-125", "latin1", "cp125",
		"koi8-", "macintosh" };

	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (span_starts_nocase(name, families[i]))
			return true;
	return false;
}

bool charset_is_safe(struct span content_type, struct span text)
{
	struct parameters type;

	if (content_type.len == 0)
		return true;
	parameters_read(content_type, &type);
	size_t count = parameters_count(&type, "charset");
	const struct parameter *charset = parameters_get(&type, "charset");
	if (count == 0)
		return true;
	if (count > 1 || charset == NULL)
		return false;
	if (charset_is_utf8(charset->value))
		return true;
	bool is_ascii =
	    text.len == 0 || utf8_ascii_run(text.data, text.data + text.len) == text.len;
	return is_ascii && holds_ascii(charset->value);
}
