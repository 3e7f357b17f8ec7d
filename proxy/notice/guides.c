/* The page /ca: how to make a device trust the certificate. */
#include <string.h>

#include "visit.h"

static const struct guide {
	const char *title;
	const char *text;
	const char *command; /* {} stands for our name; NULL: none */
} guides[] = {
	{ "Windows",
	    "Download the certificate, then run this in a terminal opened as administrator. Or "
	    "open the "
	    "file, choose “Install certificate”, “Local machine” and “Trusted Root Certification "
	    "Authorities”. For many computers use group policy.",
	    "curl -o gatepost-ca.crt http://{}/ca.crt\ncertutil -addstore -f ROOT "
	    "gatepost-ca.crt" },
	{ "macOS",
	    "In the Terminal. Or open the file in Keychain Access and set it to “Always Trust”.",
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nsudo security add-trusted-cert -d -r "
	    "trustRoot \\\n"
	    "    -k /Library/Keychains/System.keychain gatepost-ca.pem" },
	{ "Debian and Ubuntu", "For the system and programs that use its store.",
	    "sudo curl -o /usr/local/share/ca-certificates/gatepost.crt http://{}/ca.pem\n"
	    "sudo update-ca-certificates" },
	{ "Fedora and Red Hat", "For the system and programs that use its store.",
	    "sudo curl -o /etc/pki/ca-trust/source/anchors/gatepost.pem http://{}/ca.pem\n"
	    "sudo update-ca-trust" },
	{ "Chrome and Chromium on Linux",
	    "They keep a store of their own; certutil comes with the package libnss3-tools.",
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nmkdir -p ~/.pki/nssdb\n"
	    "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Gatepost -i gatepost-ca.pem" },
	{ "Firefox",
	    "Settings, “Privacy & Security”, “Certificates”, “View Certificates”, “Authorities”, "
	    "“Import”: "
	    "choose the downloaded file and tick “Trust this CA to identify websites”. On Windows "
	    "and macOS "
	    "Firefox can also follow the system’s store.",
	    NULL },
	{ "iPhone and iPad",
	    "Open the address below in Safari and allow the profile. Then Settings, “General”, "
	    "“VPN & Device "
	    "Management”: install it. Then “General”, “About”, “Certificate Trust Settings”: "
	    "switch it on.",
	    "http://{}/ca.crt" },
	{ "Android",
	    "Download the certificate, then Settings, “Security”, “More security settings”, "
	    "“Encryption & "
	    "credentials”, “Install a certificate”, “CA certificate”. Browsers follow it; many "
	    "apps trust "
	    "only what their maker chose.",
	    "http://{}/ca.crt" },
	{ "Java", "For each Java installation.",
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nkeytool -importcert -noprompt -cacerts "
	    "-storepass "
	    "changeit \\\n    -alias gatepost -file gatepost-ca.pem" },
	{ "Node.js", "An environment variable, for every program that should trust it.",
	    "export NODE_EXTRA_CA_CERTS=/path/to/gatepost-ca.pem" },
	{ "Python, curl and git",
	    "Programs that follow the system’s store need nothing more. These do, if they bring a "
	    "list of "
	    "their own; a bundle of the system’s certificates and this one is best.",
	    "export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n"
	    "export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\n"
	    "git config --global http.sslCAInfo /etc/ssl/certs/ca-certificates.crt" },
};

static void say_command(struct page *page, const char *command, const char *own_name)
{
	const char *place;

	page_html(page, "<pre>");
	while ((place = strstr(command, "{}")) != NULL) {
		page_span(page, span_make(command, (size_t)(place - command)));
		page_text(page, own_name);
		command = place + 2;
	}
	page_text(page, command);
	page_html(page, "</pre>\n");
}

static void say_guide(struct page *page, const struct guide *guide, const char *own_name)
{
	page_html(page, "<details>\n<summary>");
	page_text(page, guide->title);
	page_html(page, "</summary>\n");
	page_paragraph(page, guide->text);
	if (guide->command != NULL)
		say_command(page, guide->command, own_name);
	page_html(page, "</details>\n");
}

void visit_guides(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, "The certificate", NULL, TONE_CALM);
	page_html(&page,
	    "<p>Gatepost reads posts to governed sites, which travel encrypted. A device that is "
	    "to "
	    "use it trusts the certificate below; it is your company’s own and is used nowhere "
	    "else.</p>\n</div>\n<section>\n<p><a class=\"button\" href=\"/ca.crt\">For phones and "
	    "Windows (.crt)</a><a class=\"button\" href=\"/ca.pem\">For everything else "
	    "(.pem)</a></p>\n<dl><dt>SHA-256</dt><dd><code>");
	page_text(&page, visit->internal->ca_fingerprint);
	page_html(&page,
	    "</code></dd></dl>\n<p class=\"soft\">Compare the fingerprint with the one your IT "
	    "department gives you before you install it.</p>\n</section>\n<section>\n"
	    "<h2>How to install it</h2>\n");
	for (size_t i = 0; i < sizeof(guides) / sizeof(guides[0]); i++)
		say_guide(&page, &guides[i], visit->internal->config->name);
	page_html(&page, "</section>\n");
	visit_close(visit, &page, 200);
}
