#include "host_names.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "name.h"

enum { NAMES_MAX = 4096, ADDRESS_TEXT_MAX = 64 };

static struct span string_span(const ASN1_STRING *string)
{
	return span_make(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string));
}

static bool has(struct span text, char c)
{
	return text.len > 0 && memchr(text.data, c, text.len) != NULL;
}

/* RFC 6125 6.4.3: "*" only as the whole first label, and with two labels behind it. */
static bool dns_name_is_good(struct span name)
{
	struct span rest = span_from(name, 2);

	if (has(name, '_'))
		return false; /* RFC 5280 4.2.1.6: preferred name syntax */
	if (!span_starts(name, "*."))
		return name_is_dns(name);
	return name_is_dns(rest) && has(rest, '.');
}

static bool general_name_is_good(const GENERAL_NAME *name)
{
	if (name->type == GEN_DNS)
		return dns_name_is_good(string_span(name->d.dNSName));
	if (name->type != GEN_IPADD)
		return true;
	int len = ASN1_STRING_length(name->d.iPAddress);
	return len == 4 || len == 16;
}

static bool check_list(const GENERAL_NAMES *names, struct fault *fault)
{
	int count = sk_GENERAL_NAME_num(names);

	if (count <= 0)
		return fault_set(fault, "wrong-name", "names no host");
	if (count > NAMES_MAX)
		return fault_set(fault, "malformed", "names too many hosts");
	for (int i = 0; i < count; i++)
		if (!general_name_is_good(sk_GENERAL_NAME_value(names, i)))
			return fault_set(fault, "bad-name", "holds a host name that is none");
	return true;
}

static bool name_is(const GENERAL_NAME *name, struct span text)
{
	char address[ADDRESS_TEXT_MAX];

	if (name->type == GEN_DNS)
		return span_equal(string_span(name->d.dNSName), text);
	if (name->type != GEN_IPADD)
		return false;
	int family = ASN1_STRING_length(name->d.iPAddress) == 4 ? AF_INET : AF_INET6;
	inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), address, sizeof address);
	return span_is(text, address);
}

/* "Example Ltd" and "localhost" are common names that claim no host. */
static bool looks_like_host(struct span text)
{
	if (has(text, ' '))
		return false;
	return has(text, '.') || has(text, ':') || span_starts_nocase(text, "0x");
}

static bool is_above(struct span domain, const GENERAL_NAME *name)
{
	struct span host = string_span(name->d.dNSName);

	if (host.len <= domain.len || host.data[host.len - domain.len - 1] != '.')
		return false;
	return span_equal(span_from(host, host.len - domain.len), domain);
}

/* Whether a common name fits the names: one of them, or a domain above one. A DNS name beside
 * addresses alone claims nothing that could be mistaken. */
static bool common_name_fits(struct span text, const GENERAL_NAMES *names)
{
	bool is_beside_addresses = name_is_dns(text);

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name_is(name, text) || (name->type == GEN_DNS && is_above(text, name)))
			return true;
		is_beside_addresses = is_beside_addresses && name->type != GEN_DNS;
	}
	return is_beside_addresses;
}

static bool check_common_name(X509 *leaf, const GENERAL_NAMES *names, struct fault *fault)
{
	X509_NAME *subject = X509_get_subject_name(leaf);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);

	if (at < 0)
		return true;
	struct span text = string_span(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
	if (!looks_like_host(text) || common_name_fits(text, names))
		return true;
	return fault_set(
	    fault, "bad-name", "has a common name that is not among the names it is for");
}

/* Critical only when it stands in for an empty subject (CA/Browser Forum 7.1.2.7.12). */
static bool check_critical(X509 *leaf, struct fault *fault)
{
	int at = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1);

	if (at < 0 || !X509_EXTENSION_get_critical(X509_get_ext(leaf, at)) ||
	    X509_NAME_entry_count(X509_get_subject_name(leaf)) == 0)
		return true;
	return fault_set(fault, "malformed", "insists on its host names although it has a subject");
}

bool host_names_check(X509 *leaf, struct fault *fault)
{
	void *names = NULL;

	if (!rules_extension(leaf, NID_subject_alt_name, &names))
		return fault_set(fault, "malformed", "has a malformed list of host names");
	bool is_good = check_list(names, fault) && check_common_name(leaf, names, fault) &&
	               check_critical(leaf, fault);
	GENERAL_NAMES_free(names);
	return is_good;
}

/* A base is a name without a dot before it; the empty one means every name (RFC 5280 4.2.1.10). */
static bool base_is_good(const GENERAL_NAME *base)
{
	if (base->type != GEN_DNS)
		return true;
	struct span text = string_span(base->d.dNSName);
	return text.len == 0 || name_is_dns(text);
}

static bool bases_are_good(const STACK_OF(GENERAL_SUBTREE) * list)
{
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(list); i++)
		if (!base_is_good(sk_GENERAL_SUBTREE_value(list, i)->base))
			return false;
	return true;
}

/* Whether "*.wild" could stand for a name in base. */
static bool wildcard_reaches(struct span wild, struct span base)
{
	if (base.len <= wild.len)
		return span_equal_nocase(base, wild);
	struct span tail = span_from(base, base.len - wild.len);
	return span_equal_nocase(tail, wild) && base.data[base.len - wild.len - 1] == '.';
}

static bool is_excluded(const GENERAL_NAME *name, const STACK_OF(GENERAL_SUBTREE) * excluded)
{
	if (name->type != GEN_DNS || !span_starts(string_span(name->d.dNSName), "*."))
		return false;
	struct span wild = span_from(string_span(name->d.dNSName), 2);
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(excluded); i++) {
		const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value(excluded, i)->base;
		if (base->type == GEN_DNS && wildcard_reaches(wild, string_span(base->d.dNSName)))
			return true;
	}
	return false;
}

static bool check_wildcards(
    X509 *leaf, const STACK_OF(GENERAL_SUBTREE) * excluded, struct fault *fault)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	bool is_good = true;

	for (int i = 0; is_good && i < sk_GENERAL_NAME_num(names); i++)
		is_good = !is_excluded(sk_GENERAL_NAME_value(names, i), excluded);
	GENERAL_NAMES_free(names);
	return is_good ||
	       fault_set(fault, "bad-name", "has an issuer that may not name one of its hosts");
}

bool host_names_check_limits(X509 *issuer, X509 *leaf, struct fault *fault)
{
	void *value = NULL;

	if (!rules_extension(issuer, NID_name_constraints, &value))
		return fault_set(fault, "malformed", "has malformed limits of names");
	NAME_CONSTRAINTS *limits = value;
	if (limits == NULL)
		return true;
	bool is_good = bases_are_good(limits->permittedSubtrees) &&
	               bases_are_good(limits->excludedSubtrees) &&
	               (sk_GENERAL_SUBTREE_num(limits->permittedSubtrees) > 0 ||
	                   sk_GENERAL_SUBTREE_num(limits->excludedSubtrees) > 0);
	if (is_good)
		is_good = check_wildcards(leaf, limits->excludedSubtrees, fault);
	else
		fault_set(fault, "malformed", "has an issuer with malformed limits of names");
	NAME_CONSTRAINTS_free(limits);
	return is_good;
}
