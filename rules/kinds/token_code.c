#include "token.h"

/* Where code is kept, built, packed and watched. */

static const struct kind_form forms[] = {
	/* repositories */
	TOKEN("gh[pousr]_", "[0-9A-Za-z]{36,251}" ENDS),
	TOKEN("github_pat_", "[0-9A-Za-z]{22}_[0-9A-Za-z]{59}" ENDS),
	/* GitLab's documentation, "Token overview" and "Token prefixes" */
	TOKEN("gl(?:pat|dt|rt|ft|soat|rtr|wt)-", "[0-9A-Za-z_-]{20}" ENDS_URL),
	TOKEN("gl(?:pat|dt|rt|ptt|wt)-",
	    "[0-9A-Za-z_-]{27,300}\\.[0-9a-z]{2}\\.?[0-9a-z]{7}" ENDS_URL),
	TOKEN("glptt-", "[0-9A-Za-z_-]{40}" ENDS_URL),
	TOKEN("glimt-", "[0-9A-Za-z_-]{25}" ENDS_URL),
	TOKEN("glcbt-", "(?:[0-9A-Za-z]{1,5}_)?[0-9A-Za-z_-]{20}" ENDS_URL),
	TOKEN("glagent-", "[0-9A-Za-z_-]{50,1024}" ENDS_URL),
	TOKEN("gloas-", "[0-9A-Za-z_-]{64}" ENDS_URL),
	TOKEN("glffct-", "[0-9A-Za-z_-]{20}" ENDS_URL),
	TOKEN("GR1348941", "[0-9A-Za-z_-]{20}" ENDS_URL),
	TOKEN("_gitlab_session=", "[0-9a-f]{32}" ENDS),
	TOKEN("ATBB", "[0-9A-Za-z_=.-]{20,}"),
	TOKEN("AT[AC]TT3", "[0-9A-Za-z_=-]{60,}"),
	TOKEN("sgp_", "(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}" ENDS),
	TOKEN("sgp_", "[0-9A-Za-z]{64}" ENDS), /* Segment */
	/* packages */
	TOKEN("npm_", "[0-9A-Za-z]{36}" ENDS),
	/* .npmrc */
	{
	    .pattern = "(?<![0-9A-Za-z])_(?:authToken|auth|"
	               "password)\\s{0,3}=\\s{0,3}[\"']?\\K[0-9A-Za-z+/=_.-]{16,}",
	    .is_exact = true,
	    .check = token_is_random,
	},
	TOKEN("pypi-AgE", "[0-9A-Za-z_-]{50,}"),
	TOKEN("rubygems_", "[0-9a-f]{48}" ENDS),
	TOKEN("oy2", "[0-9a-z]{43}" ENDS),
	TOKEN("cio", "[0-9A-Za-z]{32}" ENDS),
	TOKEN("CLOJARS_", "[0-9a-zA-Z]{60}" ENDS),
	TOKEN("dckr_(?:pat|oat)_", "[0-9A-Za-z_-]{27,}"),
	TOKEN("hf_", "[0-9A-Za-z]{34}" ENDS),
	TOKEN("api_org_", "[0-9A-Za-z]{34}" ENDS),
	TOKEN("AKCp", "[0-9A-Za-z]{10,70}" ENDS),
	TOKEN("cmVmd", "[0-9A-Za-z]{59}" ENDS),
	TOKEN_NEAR("artifactory*|jfrog*", "AP[0-9A-F][0-9A-Za-z]{60,80}" ENDS),
	/* builds */
	TOKEN("CCI(?:PAT|PRJ)_", "[0-9A-Za-z]{22}_[0-9a-f]{40}" ENDS),
	TOKEN("bkua_", "[0-9a-f]{40}" ENDS),
	TOKEN("pat\\.", "[0-9A-Za-z_-]{22}\\.[0-9a-f]{24}\\.[0-9A-Za-z]{20}" ENDS),
	TOKEN("sq[uap]_", "[0-9a-f]{40}" ENDS),
	TOKEN_NEAR("jenkins*", "11[0-9a-f]{32}" ENDS),
	TOKEN("pnu_", "[0-9A-Za-z]{36}" ENDS),
	TOKEN("rdme_", "[0-9a-z]{70}" ENDS),
	TOKEN("odt_", "[0-9A-Za-z]{32,255}" ENDS),
	TOKEN("hawk\\.", "[0-9A-Za-z]{20}\\.[0-9A-Za-z]{20}" ENDS),
	TOKEN("PMAK-", "[0-9a-f]{24}-[0-9a-f]{34}" ENDS),
	TOKEN("snyk_(?:uat|sat)\\.", "[0-9a-f]{8}\\.[0-9A-Za-z._-]{30,}"),
	TOKEN("(?:sdk|api|mob)-", UUID ENDS),
	/* watching */
	TOKEN("glc_", "[0-9A-Za-z+/]{32,400}={0,3}"),
	TOKEN("glsa_", "[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}" ENDS),
	TOKEN("eyJrIjoi", "[0-9A-Za-z]{60,400}={0,3}"),
	TOKEN("sntrys_eyJ", "[0-9A-Za-z+/=_]{80,}"),
	TOKEN("sntry[au]_", "[0-9a-f]{64}" ENDS),
	TOKEN("NR(?:AK|AA)-", "[0-9A-Za-z]{27}" ENDS),
	TOKEN_HINT("NR(?:JS|II)-[!-~]{10}", "NR(?:JS-[0-9a-f]{19}|II-[0-9A-Za-z_-]{32})" ENDS_URL),
	TOKEN_HINT("[0-9a-f]{20}(?:FFFF)?NRAL", "(?:eu01xx)?[0-9a-f]{26,40}(?:FFFF)?NRAL" ENDS),
	TOKEN("dt0[a-z]", "[0-9]{2}\\.[0-9A-Z]{24}\\.[0-9A-Z]{64}" ENDS),
	TOKEN("hc[abmk]ik_", "[0-9a-z]{58}" ENDS),
};

const struct kind tokens_code = { "token", "a token of a developer's tool", KIND_FORMS(forms) };
