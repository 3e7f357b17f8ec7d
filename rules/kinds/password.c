#include <ctype.h>
#include <string.h>

#include "assignment.h"
#include "random.h"
#include "token.h"

/* What is given to a name that says it is a secret: passwords, keys, tokens. */

enum {
	PASSWORD_MIN = 4,
	PASSWORD_MAX = 128,
	KEY_MIN = 10,
	RUN_MIN = 8,
	VENDOR_MIN = 16,
	PLAIN_MIN = 20,
	VARIETY_MIN = 12,
	HEX_MIN = 16
};

/* Names about a password, which hold none. */
static const char about[] =
    "hash|hashed|digest|checksum|fingerprint|url|uri|path|file|filename|"
    "filepath|dir|type|length|len|size|count|limit|max|min|expiry|expires|"
    "expiration|expired|ttl|age|policy|field|label|hint|reset|forgot|forgotten|"
    "public|pub|endpoint|column|regex|pattern|format|version|index|prefix|"
    "suffix|required|valid|validator|strength|error|message|msg|title|"
    "description|button|input|class|css|sort|primary|foreign|partition|cache|"
    "row|next|page|continuation|sync|csrf|xsrf|surrogate|object|translation|"
    "generator|encoder|encoding|algorithm|alg|method|provider|manager|service|"
    "helper|util|utils|test|tests|commit|sha|md5|rev|revision|build|release|"
    "image|thumbprint|publishable|idempotency|tokenizer|count|name|names|"
    "status|mode|enabled|disabled|list|rotation";

/* Words that stand where a value would, and are none. */
static const char no_values[] =
    "null|none|nil|true|false|undefined|string|str|int|integer|bool|boolean|"
    "number|text|varchar|char|password|passwort|passwd|pass|pwd|secret|token|"
    "key|apikey|value|required|optional|empty|default|hidden|enabled|disabled|"
    "yes|no|on|off|type|name|user|username|file|prompt|input|env|stdin|bytes|"
    "object|any|void|self|this|new|const|let|var|function|async|await|return|"
    "bearer|basic|unknown|invalid|incorrect|wrong|missing|expired|reset|auto|"
    "manual|generated|encrypted|hashed|plaintext|md5|sha1|sha256|sha512|bcrypt|"
    "scrypt|argon2|argon2id|pbkdf2|base64|oauth2|utf8|jwt|uint8array|int32|"
    "int64|uint32|uint64";

/* What people really take, though it is a word or a row of keys. */
static const char weak[] =
    "qwerty|qwertz|azerty|asdfgh|letmein|iloveyou|dragon|monkey|sunshine|"
    "princess|football|baseball|welcome|admin|administrator|root|toor|shadow|"
    "master|superman|batman|hallo|schatz|soleil|motdepasse|trustno1|hunter2|"
    "starwars|whatever|freedom|abc123|passw0rd|secret123|changeit|p@ssw0rd|"
    "p@ssword|supersecret|topsecret|opensesame|swordfish";

static bool is_listed(struct span word, const char *words)
{
	struct span rest = span_of(words);

	while (rest.data != NULL)
		if (span_equal_nocase(word, span_cut(rest, '|', &rest)))
			return true;
	return false;
}

static int is_special(int c)
{
	return c != '\0' && strchr("!@#$%^&*+=?~", c) != NULL;
}

static bool is_number(struct span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!isdigit((unsigned char)value.data[i]))
			return false;
	return true;
}

/* "https://…", "/etc/x", "./x", "C:\x": places, not values. Base64 may begin with a slash too. */
static bool is_place(struct span value)
{
	if (memmem(value.data, value.len, "://", 3) != NULL || span_starts(value, "./") ||
	    span_starts(value, "../") || span_starts(value, "~/"))
		return true;
	return value.data[0] == '/' && !random_is(value, HEX_MIN);
}

/* A public key or certificate, whatever its name. */
static bool is_public(struct span value)
{
	return span_starts(value, "ssh-") || span_starts(value, "ecdsa-") ||
	       memmem(value.data, value.len, "BEGIN PUBLIC", 12) != NULL ||
	       memmem(value.data, value.len, "BEGIN CERT", 10) != NULL ||
	       span_starts(value, "pk_live_") || span_starts(value, "pk_test_");
}

static bool is_candidate(const struct assignment *a)
{
	return !assignment_name_has(a, about) && !assignment_is_reference(a) &&
	       !random_is_filler(a->value) && !is_listed(a->value, no_values) &&
	       !is_place(a->value) && !is_public(a->value);
}

static bool has_space(struct span value)
{
	return random_has(value, isspace);
}

/* "my-secret-key", "thePassword": what it stands for, not what it is. */
static bool says_what_it_is(struct span value)
{
	struct assignment itself = { .name = value };

	return assignment_name_has(
	    &itself, "password|passwort|passwd|pass|pwd|secret|key|token|credential|value|string");
}

/* Letters alone: only what is said to be one, in quotes or to a machine. */
static bool is_word_password(const struct assignment *a)
{
	if (is_listed(a->value, weak))
		return true;
	if (a->sign == SIGN_EQUALS && a->is_quoted && a->value.len >= 6)
		return !says_what_it_is(a->value);
	return a->value.len >= RUN_MIN && random_is(a->value, RUN_MIN);
}

static bool is_password(const struct assignment *a)
{
	struct span value = a->value;
	bool has_digit = random_has(value, isdigit);
	bool has_letter = random_has(value, isalpha);

	if (value.len < PASSWORD_MIN || value.len > PASSWORD_MAX || has_space(value))
		return false;
	if (has_digit && !has_letter) /* "1234", but no time, date or share */
		return random_has(value, is_special)
		           ? value.len >= RUN_MIN
		           : is_number(value) && (value.len > 4 || a->sign != SIGN_COLON);
	if (has_digit)
		return value.len > 4;
	if (random_has(value, is_special))
		return value.len >= 6;
	return is_word_password(a);
}

/* In prose a value is believed only if no sentence would have it. */
static bool is_said_password(const struct assignment *a)
{
	struct span value = a->value;

	if (value.len < 6 && !is_listed(value, weak))
		return false;
	return is_listed(value, weak) ||
	       ((random_has(value, isdigit) || random_has(value, is_special)) &&
	           random_has(value, isalpha) && !isdigit((unsigned char)value.data[0])) ||
	       random_is(value, RUN_MIN);
}

static void take_value(const struct assignment *a, struct span text, size_t *start, size_t *end)
{
	*start = (size_t)(a->value.data - text.data);
	*end = *start + a->value.len;
}

static bool check_password(struct span text, size_t *start, size_t *end)
{
	struct assignment a;

	if (!assignment_read(&a, text, *start, *end) || !is_candidate(&a))
		return false;
	bool is_prose = a.sign == SIGN_IS || a.sign == SIGN_SPACE || a.sign == SIGN_COMMA;
	if (!(is_prose ? is_said_password(&a) : is_password(&a)))
		return false;
	take_value(&a, text, start, end);
	return true;
}

/* Keys and tokens: written by chance, or a UUID. */

static bool is_hex(struct span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!isxdigit((unsigned char)value.data[i]))
			return false;
	return true;
}

static bool is_uuid(struct span value)
{
	if (value.len != 36)
		return false;
	for (size_t i = 0; i < 36; i++)
		if ((i == 8 || i == 13 || i == 18 || i == 23)
		        ? value.data[i] != '-'
		        : !isxdigit((unsigned char)value.data[i]))
			return false;
	return true;
}

/* Letters, digits and signs in many kinds: what generators for people make. */
static bool is_mixed(struct span value)
{
	size_t digits = 0;
	size_t specials = 0;

	for (size_t i = 0; i < value.len; i++) {
		digits += isdigit((unsigned char)value.data[i]) != 0;
		specials += is_special(value.data[i]) != 0;
	}
	return value.len >= HEX_MIN && random_variety(value) >= VARIETY_MIN && digits > 1 &&
	       specials > 1 && random_has(value, isalpha);
}

static bool is_key(struct span value, size_t min)
{
	if (value.len < min || has_space(value) || random_is_pattern(value))
		return false;
	if (is_uuid(value))
		return true;
	if (is_hex(value))
		return value.len >= HEX_MIN && random_has(value, isdigit) &&
		       random_has(value, isalpha);
	return random_variety(value) >= 6 && (random_is(value, RUN_MIN) || is_mixed(value));
}

/* "Bearer x", "Basic x": what stands before the key of a header */
static void drop_scheme(struct assignment *a)
{
	static const char *const schemes[] = { "bearer ", "basic ", "token ", "apikey ", "ssws " };

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (span_starts_nocase(a->value, schemes[i]))
			a->value = span_from(a->value, strlen(schemes[i]));
}

/* "winter-harbour-17-Pixel": people choose keys as they choose passwords; then the name and the
 * sign have to be clear. */
static bool is_chosen_key(const struct assignment *a)
{
	struct span value = a->value;
	bool is_clear = a->sign == SIGN_TAG || a->sign == SIGN_EQUALS || a->is_quoted;

	if (!is_clear || !assignment_is_compound(a) || value.len < RUN_MIN || has_space(value) ||
	    says_what_it_is(value) || random_is_pattern(value))
		return false;
	return random_has(value, isdigit) && random_has(value, isalpha) &&
	       (random_has(value, is_special) ||
	           (random_has(value, isupper) && random_has(value, islower)));
}

static bool check_key(struct span text, size_t *start, size_t *end)
{
	struct assignment a;

	if (!assignment_read(&a, text, *start, *end))
		return false;
	drop_scheme(&a);
	if (a.value.len == 0 || !is_candidate(&a) ||
	    !(is_key(a.value, KEY_MIN) || is_chosen_key(&a)))
		return false;
	take_value(&a, text, start, end);
	return true;
}

/* A bare "secret" may be a password too. */
static bool check_secret(struct span text, size_t *start, size_t *end)
{
	struct assignment a;

	if (check_key(text, start, end))
		return true;
	if (!assignment_read(&a, text, *start, *end) || !is_candidate(&a) ||
	    a.value.len < RUN_MIN || a.sign == SIGN_IS || a.sign == SIGN_COMMA ||
	    says_what_it_is(a.value))
		return false;
	if (!random_has(a.value, isdigit) || !random_has(a.value, isalpha) || has_space(a.value) ||
	    memchr(a.value.data, '-', a.value.len) != NULL ||
	    memchr(a.value.data, '_', a.value.len) != NULL)
		return false;
	take_value(&a, text, start, end);
	return true;
}

/* The name of a service says less: the value has to say more. */
static bool check_vendor(struct span text, size_t *start, size_t *end)
{
	struct assignment a;

	if (!assignment_read(&a, text, *start, *end) || !is_candidate(&a) || a.sign == SIGN_IS ||
	    a.sign == SIGN_COMMA || memchr(a.value.data, ':', a.value.len) != NULL ||
	    memchr(a.value.data, '\\', a.value.len) != NULL || is_uuid(a.value) ||
	    !is_key(a.value, VENDOR_MIN))
		return false;
	take_value(&a, text, start, end);
	return true;
}

/* "key=x" by itself: hashes are the keys of caches. */
static bool check_plain_key(struct span text, size_t *start, size_t *end)
{
	return check_vendor(text, start, end) && *end - *start >= PLAIN_MIN &&
	       !is_hex(span_make(text.data + *start, *end - *start));
}

#define PASSWORD_NAMES                                                                             \
	"(?:passw(?:or)?[dt]|pass(?:phrase|code)|passwrd|pswd|pwd|psw|mdp|mot[ "                   \
	"_]?de[ _]?passe|contrase(?:ñ|n)a|senha|kennwort|wachtwoord|has[lł]o|"                   \
	"парол[ья]|密码|密碼|パスワード|비밀번호)"
/* "pass" by itself is many things: only where a sign follows. */
#define PASS "(?<![A-Za-z])pass(?=[\"'\\]\\\\]{0,3}\\s{0,3}(?:=|:=|=>|[\"']\\s{0,3}:))"
#define KEY_NAMES                                                                                  \
	"(?:api|access|auth|secret|private|client|app|application|encrypt(?:ion)?|"                \
	"sign(?:ing)?|master|account|storage|service|admin|session|consumer|"                      \
	"license|licence|hmac|aes|jwt|shared|security|subscription|deploy|webhook|"                \
	"bot|user|team|org|project|server|function|host|machine|root|kms)[ "                       \
	"_.-]?key|token|credentials?|creds|authorization|bearer|auth(?=[\"' "                      \
	"]{0,3}[=:])"
#define VENDORS                                                                                    \
	"(?:adafruit|adobe|airtable|algolia|alibaba|aliyun|asana|atlassian|auth0|"                 \
	"aws|azure|beamer|bitly|bittrex|braintree|circleci|cloudflare|codecov|"                    \
	"coinbase|confluent|contentful|databricks|datadog|digitalocean|discord|"                   \
	"dropbox|dynatrace|etsy|facebook|fastly|figma|finicity|finnhub|firebase|"                  \
	"flickr|freshbooks|gitter|google|heroku|hubspot|intercom|jenkins|jfrog|"                   \
	"jira|kraken|kucoin|launchdarkly|linkedin|looker|mailchimp|mailgun|mapbox|"                \
	"mattermost|messagebird|mixpanel|netlify|new[_-]?relic|nytimes|okta|openai|"               \
	"pagerduty|paypal|plaid|postmark|pusher|rapidapi|rollbar|salesforce|"                      \
	"segment|sendbird|sendgrid|sentry|shippo|shopify|slack|snyk|sonar(?:qube)?|"               \
	"splunk|spotify|square(?:space)?|stripe|sumo[_-]?logic|tencent|travis|"                    \
	"trello|twilio|twitch|twitter|typeform|vonage|vultr|yandex|zendesk|zoom)"

static const struct kind_form forms[] = {
	{ .pattern = PASSWORD_NAMES "|" PASS, .check = check_password },
	{ .pattern = KEY_NAMES, .check = check_key },
	{ .pattern = "secret", .check = check_secret },
	/* "FOO_KEY=x" in the environment */
	{ .pattern = "[0-9A-Z]_KEY(?=[\"']?\\s{0,3}[=:])",
	    .is_exact = true,
	    .check = check_vendor },
	{ .pattern = VENDORS, .check = check_vendor },
	{ .pattern = "(?<![0-9A-Za-z_:-])key(?=\\s{0,3}[=:])", .check = check_plain_key },
};

const struct kind password_assigned = { "password", "a password", KIND_FORMS(forms) };
