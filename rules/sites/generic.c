#include "generic.h"

#include <string.h>

#include "../../proxy/http/bytes.h"
#include "../../proxy/http/utf8.h"
#include "extract.h"
#include "shape.h"

enum { SECRET_NAME_MAX = 64 };

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Letters and digits only, so that "X-CSRF-Token", "csrf_token" and "csrfToken" are one. What has
 * white space in it is a text, whatever it speaks of. */
static size_t plain_name(struct span name, char *plain)
{
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = lower(name.data[i]);
		if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7f)
			return 0;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			plain[len++] = c;
	}
	plain[len] = '\0';
	return len;
}

struct secret_name {
	const char *text;
	enum secret secret;
	bool is_whole;
};

static const struct secret_name names[] = {
	{ "passw", SECRET_PASSWORD, false },
	{ "passphrase", SECRET_PASSWORD, false },
	{ "secret", SECRET_PASSWORD, false },
	{ "credential", SECRET_PASSWORD, false },
	{ "cvc", SECRET_PASSWORD, false },
	{ "cvv", SECRET_PASSWORD, false },
	{ "cardnumber", SECRET_PASSWORD, false },
	{ "pass", SECRET_PASSWORD, true },
	{ "pwd", SECRET_PASSWORD, true },
	{ "pin", SECRET_PASSWORD, true },
	{ "otp", SECRET_PASSWORD, true },
	{ "totp", SECRET_PASSWORD, true },
	{ "otpcode", SECRET_TOKEN, false },
	{ "onetimecode", SECRET_TOKEN, false },
	{ "csrf", SECRET_TOKEN, false },
	{ "xsrf", SECRET_TOKEN, false },
	{ "nonce", SECRET_TOKEN, false },
	{ "authenticity", SECRET_TOKEN, false },
	{ "token", SECRET_TOKEN, false },
	{ "signature", SECRET_TOKEN, false },
	{ "session", SECRET_TOKEN, false },
	{ "captcha", SECRET_TOKEN, false },
	{ "apikey", SECRET_TOKEN, false },
	{ "accesskey", SECRET_TOKEN, false },
	{ "privatekey", SECRET_TOKEN, false },
	{ "dtsg", SECRET_TOKEN, false },
	{ "jazoest", SECRET_TOKEN, false },
	{ "cookie", SECRET_TOKEN, false },
	{ "oauth", SECRET_TOKEN, false },
	{ "auth", SECRET_TOKEN, true },
	{ "authorization", SECRET_TOKEN, true },
	{ "authentication", SECRET_TOKEN, true },
	{ "sid", SECRET_TOKEN, true },
	{ "lsd", SECRET_TOKEN, true },
	{ "jwt", SECRET_TOKEN, true },
	{ "bearer", SECRET_TOKEN, true },
};

enum secret generic_secret_of(struct span name)
{
	char plain[SECRET_NAME_MAX];

	if (name.len >= SECRET_NAME_MAX || plain_name(name, plain) == 0)
		return SECRET_NONE;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].is_whole ? strcmp(plain, names[i].text) == 0
		                      : strstr(plain, names[i].text) != NULL)
			return names[i].secret;
	return SECRET_NONE;
}

bool generic_fits_secret(enum secret secret, struct span text)
{
	return shape_fits(secret == SECRET_PASSWORD ? SHAPE_PASSWORD : SHAPE_TOKEN, text);
}

void generic_read_text(struct request *request, struct post *post)
{
	if (request->body.value != NULL && request->body.value->text.len > 0)
		post_add_field(request, post, SPAN("body"), request->body.value->text);
}

/* "\n", "A" and their like as far as they are right; a wrong one stays. */
static size_t undo_escape(struct span text, char *to, size_t *used)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	uint32_t code = 0;

	*used = 2;
	const char *found = text.data[1] != '\0' ? strchr(letters, text.data[1]) : NULL;
	if (found != NULL) {
		to[0] = meant[found - letters];
		return 1;
	}
	bool is_unicode = text.data[1] == 'u' && text.len >= 6;
	for (size_t i = 2; is_unicode && i < 6; i++) {
		is_unicode = byte_is(text.data[i], BYTE_HEX);
		code = is_unicode ? code << 4 | byte_hex(text.data[i]) : 0;
	}
	if (is_unicode) {
		*used = 6;
		return utf8_write(to, code);
	}
	memcpy(to, text.data, 2);
	return 2;
}

bool generic_unescape(struct span text, struct arena *arena, struct span *plain)
{
	char *to = arena_bytes(arena, text.len);
	size_t len = 0;

	if (to == NULL)
		return false;
	while (text.len > 0) {
		size_t used = 1;
		if (text.data[0] == '\\' && text.len > 1)
			len += undo_escape(text, to + len, &used);
		else
			to[len++] = text.data[0];
		text = span_from(text, used);
	}
	return utf8_clean(span_make(to, len), arena, plain);
}

bool generic_read_raw(struct request *request, struct span bytes, struct post *post)
{
	struct span text;

	if (memchr(bytes.data, '\0', bytes.len) != NULL ||
	    !generic_unescape(bytes, request->arena, &text))
		return false;
	post_add_field(request, post, SPAN("body"), text);
	return true;
}
