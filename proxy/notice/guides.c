/* The page /ca: how to make a device trust the certificate. */
#include <string.h>

#include "visit.h"

static const struct guide {
	const char *title; /* names of products, the same in all languages */
	enum text text;
	const char *command; /* {} stands for our name; NULL: none */
} guides[] = {
	{ "Windows", TEXT_CA_WINDOWS,
	    "curl -o gatepost-ca.crt http://{}/ca.crt\ncertutil -addstore -f ROOT "
	    "gatepost-ca.crt" },
	{ "macOS", TEXT_CA_MACOS,
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nsudo security add-trusted-cert -d -r "
	    "trustRoot \\\n    -k /Library/Keychains/System.keychain gatepost-ca.pem" },
	{ "Debian, Ubuntu", TEXT_CA_SYSTEM,
	    "sudo curl -o /usr/local/share/ca-certificates/gatepost.crt http://{}/ca.pem\n"
	    "sudo update-ca-certificates" },
	{ "Fedora, Red Hat", TEXT_CA_SYSTEM,
	    "sudo curl -o /etc/pki/ca-trust/source/anchors/gatepost.pem http://{}/ca.pem\n"
	    "sudo update-ca-trust" },
	{ "Linux: Chrome, Chromium", TEXT_CA_CHROME,
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nmkdir -p ~/.pki/nssdb\n"
	    "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Gatepost -i gatepost-ca.pem" },
	{ "Firefox", TEXT_CA_FIREFOX, NULL },
	{ "iPhone, iPad", TEXT_CA_IOS, "http://{}/ca.crt" },
	{ "Android", TEXT_CA_ANDROID, "http://{}/ca.crt" },
	{ "Java", TEXT_CA_JAVA,
	    "curl -o gatepost-ca.pem http://{}/ca.pem\nkeytool -importcert -noprompt -cacerts "
	    "-storepass changeit \\\n    -alias gatepost -file gatepost-ca.pem" },
	{ "Node.js", TEXT_CA_NODE, "export NODE_EXTRA_CA_CERTS=/path/to/gatepost-ca.pem" },
	{ "Python, curl, git", TEXT_CA_PYTHON,
	    "export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n"
	    "export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt\n"
	    "git config --global http.sslCAInfo /etc/ssl/certs/ca-certificates.crt" },
};

static void say_command(struct page *page, const char *command, const char *own_name)
{
	const char *place;

	page_html(page, "<pre dir=\"ltr\">");
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
	page_paragraph(page, page_in(page, guide->text));
	if (guide->command != NULL)
		say_command(page, guide->command, own_name);
	page_html(page, "</details>\n");
}

static void say_files(const struct visit *visit, struct page *page)
{
	page_html(page, "<section>\n<p><a class=\"button\" href=\"/ca.crt\">");
	page_say(page, TEXT_CA_DER);
	page_html(page, "</a><a class=\"button\" href=\"/ca.pem\">");
	page_say(page, TEXT_CA_PEM);
	page_html(page, "</a></p>\n");
	page_fingerprint(page, visit->internal->ca_fingerprint);
	page_html(page, "<p class=\"soft\">");
	page_say(page, TEXT_CA_COMPARE);
	page_html(page, "</p>\n</section>\n");
}

void visit_guides(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, TEXT_CA_TITLE, TEXT_COUNT, TONE_CALM);
	page_paragraph(&page, page_in(&page, TEXT_CA_LEAD));
	page_html(&page, "</div>\n");
	say_files(visit, &page);
	page_html(&page, "<section>\n");
	page_heading(&page, TEXT_CA_HOW);
	for (size_t i = 0; i < sizeof(guides) / sizeof(guides[0]); i++)
		say_guide(&page, &guides[i], visit->internal->config->name);
	page_html(&page, "</section>\n");
	visit_close(visit, &page, 200);
}
