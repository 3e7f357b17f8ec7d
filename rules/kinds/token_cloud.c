#include "token.h"

/* Clouds, hosting, infrastructure and what runs on it. */

static const struct kind_form forms[] = {
	/* Amazon: IAM identifiers, "unique ID prefixes" of access keys; secret keys by name */
	TOKEN("(?:AKIA|ASIA|ABIA|ACCA)", "[A-Z2-7]{16}" ENDS),
	{
	    .pattern = "\\baws[\\w .-]{0,20}(?:secret|key)[\\w .-]{0,20}[\"']?\\s{0,3}(?:=>|:=|"
	               "[:=])\\s{0,3}[\"']?\\K[A-Z0-9/+]{40}(?![A-Z0-9/+=])",
	    .check = token_is_real,
	},
	TOKEN("amzn\\.mws\\.", UUID ENDS),
	TOKEN("ABSK", "[A-Za-z0-9+/]{109,269}={0,2}"),
	/* Microsoft Azure: storage, service bus, Entra ID client secrets, SAS, identifiable keys */
	TOKEN("(?:AccountKey|SharedAccessKey|accountkey|sharedaccesskey)=",
	    "[A-Za-z0-9+/]{42,86}={1,2}"),
	TOKEN_HINT(
	    "[78]Q~[!-~]{31}", "[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])"),
	TOKEN_HINT("JQQJ9[9D][A-Za-z0-9]{9}A",
	    "[A-Za-z0-9]{52}JQQJ9[9D][A-Za-z0-9]{9}A[A-Z][A-Za-z0-9]{2}[A-Za-z0-9]{4,6}"),
	TOKEN_HINT("(?:\\+A(?:St|MC|Ba|CR)|ACDb|AIoT|APIM|AzFu|AzSe|AzCa|ASbE|"
	           "AEhS)[A-Za-z0-9+/]{5}[AQgw]=",
	    "[A-Za-z0-9+/]{38,76}(?:\\+ASt|\\+AMC|\\+ABa|\\+ACR|ACDb|AIoT|APIM|AzFu|"
	    "AzSe|AzCa|ASbE|AEhS)[A-Za-z0-9+/]{5}[AQgw]={1,2}"),
	TOKEN("sig=", "[A-Za-z0-9%/+]{43,60}(?:%3[Dd]|=)"),
	TOKEN_NEAR(
	    "azure*|account key|storage key|cosmos*|eventhub*|service bus", "[A-Za-z0-9+/]{86}=="),
	TOKEN_NEAR("azure dev*|ado|vsts|pat|personal access token", "[a-z2-7]{52}" ENDS),
	/* Google */
	TOKEN("AIza", "[0-9A-Za-z_-]{35}" ENDS_URL),
	TOKEN("GOCSPX-", "[0-9A-Za-z_-]{28}" ENDS_URL),
	TOKEN("ya29\\.", "[0-9A-Za-z_-]{30,}"),
	TOKEN("1//0", "[0-9A-Za-z_-]{40,}"),
	TOKEN("AAAA", "[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{140}"),
	/* others */
	TOKEN("LTAI", "[A-Za-z0-9]{12,24}" ENDS),
	TOKEN("AKID", "[A-Za-z0-9]{32}" ENDS),
	TOKEN("AQVN", "[A-Za-z0-9_-]{35,38}" ENDS_URL),
	TOKEN("t1\\.", "[A-Z0-9a-z_-]+={0,2}\\.[A-Z0-9a-z_-]{86}={0,2}"),
	TOKEN("do[oprt]_v1_", "[0-9a-f]{64}" ENDS),
	TOKEN("HRKU-", "(?:AA[0-9A-Za-z_-]{58}|" UUID ")" ENDS_URL),
	TOKEN("v1\\.0-", "[0-9a-f]{24}-[0-9a-f]{146}" ENDS),
	TOKEN("FlyV1 fm[0-9]", "[0-9A-Za-z]?_[0-9A-Za-z+/=,_-]{60,}"),
	TOKEN("fo1_", "[0-9A-Za-z_-]{43}" ENDS_URL),
	TOKEN("nf[pcoub]_", "[0-9A-Za-z]{36}" ENDS),
	TOKEN("rnd_", "[0-9A-Za-z]{28}" ENDS),
	TOKEN("SCW", "[0-9A-Z]{17}" ENDS),
	/* databases */
	TOKEN("dapi", "[0-9a-f]{32}(?:-[0-9])?" ENDS),
	TOKEN("sbp_", "[0-9a-f]{40}" ENDS),
	TOKEN("sb_secret_", "[0-9A-Za-z_-]{31}" ENDS_URL),
	TOKEN("pscale_(?:tkn|pw|oauth)_", "[0-9A-Za-z_.=-]{32,64}"),
	TOKEN("AVNS_", "[0-9A-Za-z_-]{19}" ENDS_URL),
	/* infrastructure as code, secrets, networks */
	TOKEN("hv[sbr]\\.", "[0-9A-Za-z_-]{24,}"),
	TOKEN_NEAR("vault*", "[sbr]\\.[0-9A-Za-z]{24}" ENDS),
	TOKEN_HINT("\\.atlasv1\\.", "[0-9A-Za-z]{14}\\.atlasv1\\.[0-9A-Za-z_=-]{60,70}"),
	TOKEN("pul-", "[0-9a-f]{40}" ENDS),
	TOKEN("dp\\.(?:pt|ct|st|sa|scim|audit)\\.", "[0-9A-Za-z._-]{40,}"),
	TOKEN("ico-", "[0-9A-Za-z]{32}" ENDS),
	TOKEN("ops_eyJ", "[0-9A-Za-z+/_-]{200,}={0,3}"),
	TOKEN("A3-", "[0-9A-Z]{6}-(?:[0-9A-Z]{11}|"
	             "[0-9A-Z]{6}-[0-9A-Z]{5})-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}" ENDS),
	TOKEN("tskey-", "[a-z]{3,12}-[0-9A-Za-z]{6,}-[0-9A-Za-z]{20,}"),
	TOKEN("sha256~", "[0-9A-Za-z_-]{43}" ENDS_URL),
	TOKEN("dnkey-", "[0-9a-z=_-]{26}-[0-9a-z=_-]{52}"),
	TOKEN("API-", "[0-9A-Z]{26}" ENDS),
	TOKEN_NEAR("kubeadm*|bootstrap token*", "[0-9a-z]{6}\\.[0-9a-z]{16}" ENDS),
	TOKEN("4b1d", "[0-9A-Za-z]{38}" ENDS), /* ClickHouse Cloud */
	TOKEN("K10", "[0-9a-f]{64}::(?:server|node):[0-9a-f]{16,}"),
};

const struct kind tokens_cloud = { "token", "a token of a cloud", KIND_FORMS(forms) };
