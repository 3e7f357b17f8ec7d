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
		if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7f) {
			len = 0;
			break;
		}
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			plain[len++] = c;
	}
	plain[len] = '\0';
	return len;
}

struct secret_name {
	size_t len; /* of text: a shorter name cannot hold it */
	const char *text;
	enum secret secret;
	bool is_whole;
};

#define PART(text, secret)                                                                         \
	{                                                                                          \
		sizeof(text) - 1, text, secret, false                                              \
	}
#define WHOLE(text, secret)                                                                        \
	{                                                                                          \
		sizeof(text) - 1, text, secret, true                                               \
	}

static const struct secret_name names[] = {
	PART("passw", SECRET_PASSWORD),
	PART("passphrase", SECRET_PASSWORD),
	PART("secret", SECRET_PASSWORD),
	PART("credential", SECRET_PASSWORD),
	PART("cvc", SECRET_PASSWORD),
	PART("cvv", SECRET_PASSWORD),
	PART("cardnumber", SECRET_PASSWORD),
	WHOLE("pass", SECRET_PASSWORD),
	WHOLE("pwd", SECRET_PASSWORD),
	WHOLE("pin", SECRET_PASSWORD),
	WHOLE("otp", SECRET_PASSWORD),
	WHOLE("totp", SECRET_PASSWORD),
	PART("otpcode", SECRET_TOKEN),
	PART("onetimecode", SECRET_TOKEN),
	PART("csrf", SECRET_TOKEN),
	PART("xsrf", SECRET_TOKEN),
	PART("nonce", SECRET_TOKEN),
	PART("authenticity", SECRET_TOKEN),
	PART("token", SECRET_TOKEN),
	PART("signature", SECRET_TOKEN),
	PART("session", SECRET_TOKEN),
	PART("captcha", SECRET_TOKEN),
	PART("apikey", SECRET_TOKEN),
	PART("accesskey", SECRET_TOKEN),
	PART("privatekey", SECRET_TOKEN),
	PART("dtsg", SECRET_TOKEN),
	PART("jazoest", SECRET_TOKEN),
	PART("cookie", SECRET_TOKEN),
	PART("oauth", SECRET_TOKEN),
	WHOLE("auth", SECRET_TOKEN),
	WHOLE("authorization", SECRET_TOKEN),
	WHOLE("authentication", SECRET_TOKEN),
	WHOLE("sid", SECRET_TOKEN),
	WHOLE("lsd", SECRET_TOKEN),
	WHOLE("jwt", SECRET_TOKEN),
	WHOLE("bearer", SECRET_TOKEN),
};

enum secret generic_secret_of(struct span name)
{
	char plain[SECRET_NAME_MAX];

	if (name.len >= SECRET_NAME_MAX)
		return SECRET_NONE;
	size_t len = plain_name(name, plain);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct secret_name *secret = &names[i];
		bool may_hold = secret->is_whole ? len == secret->len : len >= secret->len;
		if (may_hold && strstr(plain, secret->text) != NULL)
			return secret->secret;
	}
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
