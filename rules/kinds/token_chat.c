#include "token.h"

/* Where people talk and publish, and what sends mail. */

static const struct kind_form forms[] = {
	/* Slack, Teams, Discord, Telegram */
	TOKEN("xox[abeoprs]-", "(?:[0-9]{1,16}-){1,4}[0-9A-Za-z]{10,}"),
	TOKEN("xox[ao]-[0-9]-", "(?:[0-9]{1,16}-){1,4}[0-9A-Za-z]{10,}"),
	TOKEN("xox[oers]-", "[0-9a-z]{2,6}-[0-9A-Za-z-]{20,}"),
	TOKEN("xoxe", "(?:\\.xox[bp])?-[0-9]-[0-9A-Za-z]{40,}"),
	TOKEN("xapp-[0-9]-", "[0-9A-Z]{8,16}-[0-9]{8,16}-[0-9a-f]{60,70}" ENDS),
	TOKEN("hooks\\.slack\\.com/(?:services|workflows|triggers)/",
	    "[0-9A-Z]{8,13}/[0-9A-Z]{8,19}/[0-9A-Za-z]{16,}"),
	TOKEN("webhook\\.office\\.com/webhookb2/",
	    "[0-9a-z-]{36}@[0-9a-z-]{36}/IncomingWebhook/[0-9a-z]{32}"),
	TOKEN_HINT("\\.[!-~]{6}\\.[!-~]{27}",
	    "[MNO][0-9A-Za-z_-]{22,27}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,40}" ENDS_URL),
	TOKEN_HINT("/webhooks/[0-9]{17}",
	    "discord(?:app)?\\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/[0-9A-Za-"
	    "z_-]{60,}"),
	TOKEN_HINT("[0-9]:AA[!-~]{33}", "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}" ENDS_URL),
	/* mail and messages */
	TOKEN("SG\\.", "[0-9A-Za-z_-]{16,32}\\.[0-9A-Za-z_-]{16,64}" ENDS_URL),
	TOKEN("key-", "[0-9a-f]{32}" ENDS),
	TOKEN_HINT(
	    "[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}" ENDS),
	TOKEN_HINT("[0-9a-f]{8}-us[0-9]", "[0-9a-f]{32}-us[0-9]{1,2}" ENDS),
	TOKEN("x(?:keysib|smtpsib)-", "[0-9a-f]{64}-[0-9A-Za-z]{16}" ENDS),
	TOKEN_HINT("SK[0-9a-f]{16}", "SK[0-9a-f]{32}" ENDS),
	TOKEN("re_", "[0-9A-Za-z]{8}_[0-9A-Za-z]{24}" ENDS),
	TOKEN_NEAR("mandrill*|mailchimp*", "md-[0-9A-Za-z_-]{22}" ENDS_URL),
	/* social sites */
	TOKEN("EAA", "[0-9A-Za-z]{80,}"),
	TOKEN_HINT("[0-9]\\|[!-~]{27}", "[0-9]{13,17}\\|[0-9A-Za-z_-]{27}" ENDS_URL),
	TOKEN("IG(?:QV|AA)", "[0-9A-Za-z_-]{80,}"),
	TOKEN_HINT(
	    "A{18}[!-~]{50}", "(?<![+/=])A{18,22}(?!A)[0-9A-Za-z%]{50,110}(?![0-9A-Za-z+/%])"),
	TOKEN_HINT("[0-9]-[0-9A-Za-z]{40}", "[0-9]{15,19}-[0-9A-Za-z]{40}" ENDS),
	TOKEN("WPL_AP[01]\\.", "[0-9A-Za-z.+/=]{20,}"),
	TOKEN("oauth:", "[0-9a-z]{30}" ENDS),
};

const struct kind tokens_chat = { "token", "a token of a messenger or a social site",
	KIND_FORMS(forms) };
