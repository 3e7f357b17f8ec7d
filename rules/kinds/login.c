#include <ctype.h>
#include <string.h>

#include "random.h"
#include "token.h"

/* A name and its password, together: in URLs, headers, commands and the files of programs. */

enum { DECODED_MAX = 256, PASSWORD_MIN = 3 };

static const char *const generic[] = { "password", "passwd", "pass", "pwd", "secret", "token",
	"user", "username", "pw", "mypassword", "my_password", "my-password", "somepassword",
	"test", "foo", "bar", "xxx", "yyy" };

static bool is_real(struct span password)
{
	if (password.len < PASSWORD_MIN || random_is_filler(password) || password.data[0] == '<' ||
	    password.data[0] == '{' || password.data[0] == '[' || password.data[0] == '$' ||
	    password.data[0] == '*')
		return false;
	for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
		if (span_is_nocase(password, generic[i]))
			return false;
	return true;
}

/* Hosts of manuals (RFC 2606): there a plain word is no password. */
static bool is_reserved(struct span host)
{
	return span_starts_nocase(host, "example.") || span_starts_nocase(host, "host") ||
	       span_starts_nocase(host, "server") || span_starts_nocase(host, "domain");
}

/* There "root:root" is what everybody has. */
static bool is_local(struct span host)
{
	return span_starts_nocase(host, "localhost") || span_starts(host, "127.") ||
	       span_starts(host, "[::1]") || span_starts(host, "0.0.0.0");
}

/* RFC 3986 3.2.1: scheme://user:password@host */
static bool check_url(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	const char *at = memrchr(found.data, '@', found.len);
	const char *from = memmem(found.data, found.len, "://", 3);

	if (at == NULL || from == NULL)
		return false;
	const char *colon = memchr(from + 3, ':', (size_t)(at - from) - 3);
	if (colon == NULL)
		return false;
	struct span password = span_make(colon + 1, (size_t)(at - colon) - 1);
	struct span host = span_from(text, (size_t)(at + 1 - text.data));
	struct span user = span_make(from + 3, (size_t)(colon - from) - 3);
	if (!is_real(password) || (span_equal(user, password) && is_local(host)))
		return false;
	return random_has(password, isdigit) || !is_reserved(host);
}

static bool is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x80 && !isprint((unsigned char)text[i]))
			return false;
	return len > 0;
}

/* RFC 7617: base64 of user:password. */
static bool check_basic(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	char decoded[DECODED_MAX];
	struct span password;
	size_t len = token_decode(found, decoded, sizeof decoded);
	span_cut(span_make(decoded, len), ':', &password);
	return is_printable(decoded, len) && password.data != NULL && is_real(password);
}

static bool check_bearer(struct span text, size_t *start, size_t *end)
{
	return token_is_random(text, start, end);
}

static bool check_whole(struct span text, size_t *start, size_t *end)
{
	return is_real(span_make(text.data + *start, *end - *start));
}

/* What stands behind the last space, or behind the colon of it. */
static bool check_last(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);

	while (found.len > 0 && strchr("\"'", found.data[found.len - 1]) != NULL)
		found.len--;
	for (size_t i = found.len; i > 0; i--) {
		char c = found.data[i - 1];
		if (c != ' ' && c != ':' && c != '"' && c != '\'')
			continue;
		return is_real(span_from(found, i));
	}
	return false;
}

/* "-pS3cret": the option of MySQL takes its value without a space. */
static bool check_option(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	const char *option = memmem(found.data, found.len, " -p", 3);

	return option != NULL &&
	       is_real(span_make(option + 3, found.len - (size_t)(option + 3 - found.data)));
}

static bool check_salt(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);

	return random_has(found, isdigit) && random_has(found, isupper) &&
	       random_variety(found) > 24;
}

static const struct kind_form forms[] = {
	{
	    .pattern = "(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\\s:/?#@\"'<>]{0,64}:[^\\s/@:\"'<>"
	               "]{3,128}@(?:[\\w.-]{2,}|\\[)",
	    .hint = "://[!-~]{4,200}@",
	    .check = check_url,
	},
	{ .pattern = "\\bbasic\\s\\K[A-Za-z0-9+/]{8,}={0,2}", .check = check_basic },
	{ .pattern = "\\bbearer\\s\\K[A-Za-z0-9._~+/=-]{16,}", .check = check_bearer },
	{
	    .pattern = "\\bcurl\\b[^\\n|;]{0,200}?\\s(?:-u|--user)[ "
	               "=][\"']?[^\\s:\"']{1,64}:[^\\s\"']{3,128}",
	    .hint = "curl\\s",
	    .check = check_last,
	},
	{ .pattern = "\\bmysql(?:dump|admin|import)?\\b[^\\n|"
	             ";]{0,120}?\\s-p[^\\s\"'-][^\\s\"']{3,64}",
	    .hint = "mysql",
	    .check = check_option },
	{ .pattern = "\\bsshpass\\s+-p\\s?[\"']?[^\\s\"']{4,64}[\"']?",
	    .hint = "sshpass",
	    .check = check_last },
	/* SQL and PowerShell */
	{
	    .pattern = "\\b(?:IDENTIFIED\\s+(?:WITH\\s+\\S{1,40}\\s+)?BY|(?:CREATE|"
	               "ALTER)\\s+(?:USER|ROLE|LOGIN)\\s+\\S{1,64}\\s+(?:WITH\\s+)?(?:[A-Z]+\\s+){"
	               "0,4}PASSWORD)\\s*=?\\s*N?[\"']\\K[^\"'\\n]{4,128}(?=[\"'])",
	    .hint = "IDENTIFIED\\s|PASSWORD\\s{0,4}=?\\s{0,4}N?[\"']",
	    .check = check_whole,
	},
	{
	    .pattern = "\\bConvertTo-SecureString\\s+(?:-String\\s+)?[\"']\\K[^\"'\\n$]{4,128}(?=["
	               "\"'])",
	    .hint = "ConvertTo-SecureString",
	    .check = check_whole,
	},
	/* .netrc */
	{ .pattern = "\\blogin\\s+\\S{1,64}\\s+password\\s+\\S{4,128}",
	    .hint = "login\\s+\\S{1,64}\\s+password",
	    .check = check_last },
	/* WordPress: wp-config.php */
	{
	    .pattern = "define\\(\\s?[\"'](?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|"
	               "SALT)[\"'],\\s{0,4}[\"']\\K[^\n\"']{60,72}(?=[\"'])",
	    .hint = "_(?:KEY|SALT)[\"'],",
	    .check = check_salt,
	},
	/* crypt(5): htpasswd and shadow; Kerberos tickets */
	{
	    .pattern = "(?<![\\w.-])[\\w.-]{1,32}:\\$(?:apr1|2[abxy]|[156y]|argon2(?:id?|"
	               "d))\\$[0-9A-Za-z./$,=+]{20,}",
	    .hint = ":\\$(?:apr1|2[abxy]|[156y]|argon2)",
	},
};

const struct kind password_login = { "password", "a login", KIND_FORMS(forms) };

static const struct kind *const parts[] = { &password_assigned, &password_login, NULL };
const struct kind kind_password = { "password", "a password", .parts = parts,
	.is_credential = true };
