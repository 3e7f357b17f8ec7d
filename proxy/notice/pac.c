/* /proxy.pac: how a browser finds this proxy (proxy auto-configuration). Everything goes through it
 * but what is local, and hosts that are never governed, which need not even pass by where the
 * network lets them out; where it does not, the proxy takes them too, as tunnels. */
#include "escape.h"
#include "visit.h"

enum { PAC_MAX = 1024 * 1024 };

static const char before[] = "// Made by Gatepost for the address at which you reached it.\n"
                             "var proxy = \"PROXY ";

static const char functions[] =
    "];\n"
    "\n"
    "function endsWith(text, end) {\n"
    "\treturn text.length >= end.length && text.substring(text.length - end.length) === end;\n"
    "}\n"
    "\n"
    "function isNever(host) {\n"
    "\tfor (var i = 0; i < never.length; i++) {\n"
    "\t\tvar name = never[i];\n"
    "\t\tif (name.charAt(0) === \"*\" ? endsWith(host, name.substring(1)) : host === name)\n"
    "\t\t\treturn true;\n"
    "\t}\n"
    "\treturn false;\n"
    "}\n"
    "\n"
    "// Looks at the name only: no question to the name server for every page.\n"
    "function isLocal(host) {\n"
    "\tif (host.indexOf(\":\") >= 0)\n"
    "\t\treturn /^\\[?(::1|fe[89ab][0-9a-f]:.*|f[cd][0-9a-f]{2}:.*)\\]?$/.test(host);\n"
    "\tif (/^[0-9]+(\\.[0-9]+){3}$/.test(host))\n"
    "\t\treturn /^(127|10)\\.|^192\\.168\\.|^169\\.254\\.|^172\\.(1[6-9]|2[0-9]|3[01])\\./"
    ".test(host);\n"
    "\treturn host.indexOf(\".\") < 0 || endsWith(host, \".localhost\") || endsWith(host, "
    "\".local\") ||\n"
    "\t\tendsWith(host, \".internal\") || endsWith(host, \".home.arpa\");\n"
    "}\n"
    "\n"
    "function FindProxyForURL(url, host) {\n"
    "\thost = host.toLowerCase().replace(/\\.$/, \"\");\n"
    "\tif (host === own)\n"
    "\t\treturn proxy;\n"
    "\tif (isLocal(host))\n"
    "\t\treturn \"DIRECT\";\n"
    "\treturn isNever(host) ? \"DIRECT; \" + proxy : proxy;\n"
    "}\n";

static void say_hosts(struct buf *to, const struct site *site)
{
	for (size_t i = 0; i < site_host_count(site); i++) {
		buf_append_text(to, "\t\"");
		escape_text(to, ESCAPE_JSON, site_host(site, i));
		buf_append_text(to, "\",\n");
	}
}

void visit_pac(const struct visit *visit)
{
	const struct config *config = visit->internal->config;
	const struct catalogue *catalogue = config->catalogue;
	struct answer answer = { .status = 200, .type = "application/x-ns-proxy-autoconfig" };
	struct buf script;

	buf_init(&script, PAC_MAX);
	buf_append_text(&script, before);
	escape_text(&script, ESCAPE_JSON, visit->reached != NULL ? visit->reached : config->name);
	buf_append_text(&script, "\";\nvar own = \"");
	escape_text(&script, ESCAPE_JSON, config->name);
	buf_append_text(
	    &script, "\";\n// Banks, health, unions, authorities and the like.\nvar never = [\n");
	for (size_t i = 0; catalogue != NULL && i < catalogue_site_count(catalogue); i++)
		if (site_is_never(catalogue_site(catalogue, i)))
			say_hosts(&script, catalogue_site(catalogue, i));
	buf_append_text(&script, "\t\"\"\n");
	buf_append_text(&script, functions);
	answer_write(visit->request, &answer, buf_span(&script), visit->out);
	buf_release(&script);
}
