#include "token.h"

/* Payments, shops and deliveries. */

static const struct kind_form forms[] = {
	TOKEN("[rs]k_(?:live|test|prod)_", "[0-9A-Za-z]{10,247}" ENDS),
	TOKEN("whsec_", "[0-9A-Za-z+/]{32,}={0,2}"),
	TOKEN("sq0", "(?:atp-[0-9A-Za-z_-]{22}|csp-[0-9A-Za-z_-]{43}|idp-[0-9A-Za-z_-]{22})"),
	TOKEN("EAAA", "[0-9A-Za-z_-]{60}" ENDS_URL),
	TOKEN("access_token\\$(?:production|sandbox)\\$", "[0-9a-z]{16}\\$[0-9a-f]{32}" ENDS),
	TOKEN("shp(?:at|ca|pa|ss|tka|ua)_", "[0-9A-Fa-f]{32}" ENDS),
	TOKEN("access-(?:sandbox|development|production)-", UUID ENDS),
	TOKEN("FLWSECK", "(?:_TEST)?-[0-9a-hA-H]{12,32}(?:-X)?"),
	TOKEN("rzp_(?:live|test)_", "[0-9A-Za-z]{14,}" ENDS),
	TOKEN("(?<!_)live_", "[0-9A-Za-z]{30,40}" ENDS_URL),
	TOKEN_NEAR(
	    "mollie*|gocardless*|lob*", "(?:test|live|sandbox)_[0-9A-Za-z_-]{30,40}" ENDS_URL),
	TOKEN("AQE", "[0-9A-Za-z+/]{60,}={0,2}(?:-[0-9A-Za-z+/]{30,}={0,2})?-"),
	TOKEN("EZ[AT]K", "[0-9A-Za-z]{54}" ENDS),
	TOKEN("shippo_(?:live|test)_", "[0-9a-f]{40}" ENDS),
	TOKEN("duffel_(?:live|test)_", "[0-9A-Za-z_=-]{43}"),
	TOKEN("A21AA", "[0-9A-Za-z_-]{80,}"),
	TOKEN("sk_", "[0-9a-f]{48}" ENDS),
};

const struct kind tokens_money = { "token", "a token of a payment service", KIND_FORMS(forms) };
