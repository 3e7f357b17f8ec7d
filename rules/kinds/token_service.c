#include "token.h"

/* Models, documents, maps, sales and other services. */

static const struct kind_form forms[] = {
	/* models */
	TOKEN("sk-ant-", "[a-z]{2,8}[0-9]{2}-[0-9A-Za-z_-]{60,}"),
	TOKEN("sk-(?:proj|svcacct|admin|None)-", "[0-9A-Za-z_-]{40,}"),
	TOKEN("sk-", "[0-9A-Za-z_-]{20,80}T3BlbkFJ[0-9A-Za-z_-]{20,80}"),
	TOKEN("sk-", "[0-9A-Za-z]{32,48}" ENDS_URL),
	TOKEN("sk-or-v1-", "[0-9a-f]{64}" ENDS),
	TOKEN("r8_", "[0-9A-Za-z]{37}" ENDS),
	TOKEN("pplx-", "[0-9A-Za-z]{48,56}" ENDS),
	TOKEN("gsk_", "[0-9A-Za-z]{52}" ENDS),
	TOKEN("xai-", "[0-9A-Za-z]{80}" ENDS),
	TOKEN("nvapi-", "[0-9A-Za-z_-]{60,70}" ENDS_URL),
	TOKEN("lsv2_(?:pt|sk)_", "[0-9a-f]{32}_[0-9a-f]{10}" ENDS),
	TOKEN("pcsk_", "[0-9A-Za-z]{5,6}_[0-9A-Za-z]{60,}" ENDS),
	TOKEN("tvly-", "(?:dev-|prod-)?[0-9A-Za-z]{32}" ENDS),
	/* documents and projects */
	TOKEN("ntn_", "[0-9]{11}[0-9A-Za-z]{32,35}" ENDS),
	TOKEN("secret_", "[0-9A-Za-z]{43}" ENDS),
	TOKEN("lin_api_", "[0-9A-Za-z]{40}" ENDS),
	TOKEN("lin_oauth_", "[0-9a-f]{64}" ENDS),
	TOKEN("fig[dou]", "r?_[0-9A-Za-z_-]{40,}"),
	TOKEN("pat", "[0-9A-Za-z]{14}\\.[0-9a-f]{64}" ENDS),
	TOKEN_NEAR("airtable*", "(?:key|app)[0-9A-Za-z]{14}" ENDS),
	TOKEN_HINT("[0-9]:[0-9a-f]{32}", "[0-2]/(?:[0-9]{13,20}/)?[0-9]{16}:[0-9a-f]{32}" ENDS),
	TOKEN("sl\\.", "(?:u\\.)?[0-9A-Za-z_-]{120,}"),
	TOKEN_HINT("A{10}[!-~]{43}", "[0-9A-Za-z]{11}AAAAAAAAAA[0-9A-Za-z_=-]{43}" ENDS_URL),
	TOKEN("sk\\.eyJ", "[0-9A-Za-z_-]{20,}\\.[0-9A-Za-z_-]{20,}"),
	TOKEN("tk-us-", "[0-9A-Za-z_-]{48}" ENDS_URL),
	TOKEN("tk\\.eyJ", "[0-9A-Za-z_-]{20,}\\.[0-9A-Za-z_-]{20,}"),
	TOKEN("tfp_", "[0-9A-Za-z_.=-]{40,}"),
	TOKEN("CFPAT-", "[0-9A-Za-z_-]{43}" ENDS_URL),
	TOKEN("aio_", "[0-9A-Za-z]{28}" ENDS),
	TOKEN("p8e-", "[0-9a-zA-Z]{32}" ENDS),
	TOKEN("fio-u-", "[0-9A-Za-z_=-]{64}"),
	TOKEN_HINT("_mmk", "[0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk" ENDS),
	TOKEN("cloudinary://", "[0-9]{12,18}:[0-9A-Za-z_-]{20,}@"),
	TOKEN("phx_", "[0-9A-Za-z_-]{40,}"),
	TOKEN("secret-token:", "[0-9A-Za-z._~%-]{16,}"), /* RFC 8959 */
	TOKEN("sm_(?:aat|pat|sat)_", "[0-9A-Za-z]{16}" ENDS),
	/* customers */
	TOKEN("pat-(?:na|eu)[0-9]-", UUID ENDS),
	TOKEN("dG9rO", "[0-9A-Za-z+/]{50,}={0,2}"),
	TOKEN("00D", "[0-9A-Za-z]{12,15}![0-9A-Za-z._]{80,}"),
	TOKEN("5Aep861", "[0-9A-Za-z._]{80,}"),
	TOKEN_NEAR("okta*|ssws", "00[0-9A-Za-z_-]{40}" ENDS_URL),
};

const struct kind tokens_service = { "token", "a token of a service", KIND_FORMS(forms) };
