/* The table of keys. What stands here is the configuration, its checks and its help. */
#include "section.h"

#define AT(member) offsetof(struct config, member)
#define KIB        1024ULL
#define MIB        (1024 * KIB)
#define GIB        (1024 * MIB)

static const struct choice stages[] = {
	{ "observe", STAGE_OBSERVE },
	{ "guide", STAGE_GUIDE },
	{ "enforce", STAGE_ENFORCE },
	{ NULL, 0 },
};
static const struct choice unnamed[] = { { "tunnel", 0 }, { "refuse", 1 }, { NULL, 0 } };
static const struct choice fails[] = { { "closed", FAIL_CLOSED }, { "open", FAIL_OPEN },
	{ NULL, 0 } };
static const struct choice unjudged[] = {
	{ "block", ACTION_BLOCK },
	{ "log", ACTION_LOG },
	{ NULL, 0 },
};
static const struct choice actions[] = {
	{ "allow", ACTION_ALLOW },
	{ "log", ACTION_LOG },
	{ "coach", ACTION_COACH },
	{ "hold", ACTION_HOLD },
	{ "block", ACTION_BLOCK },
	{ NULL, 0 },
};
static const struct choice levels[] = {
	{ "debug", LOG_DEBUG },
	{ "info", LOG_INFO },
	{ "warning", LOG_WARNING },
	{ "error", LOG_ERROR },
	{ NULL, 0 },
};

const struct key config_keys[] = {
	{ "stage", value_choice, "observe", "observe | guide | enforce",
	    "observe: nobody is stopped; guide: hold and block act as coach; enforce", AT(stage), 0,
	    0, 0, stages },
	{ "pilot.groups", section_pilot_groups, NULL, "list of groups",
	    "only these people are intercepted; absent: everybody", AT(pilot.groups), 0, 0, 0,
	    NULL },
	{ "pilot.addresses", section_pilot_addresses, NULL, "list of networks",
	    "only these clients are intercepted; absent: everybody", AT(pilot.addresses),
	    AT(pilot.address_count), 0, 0, NULL },
	{ "listen", section_listen, "[ 127.0.0.1:3128 ]",
	    "list of { mode: explicit, address: ADDRESS:PORT }",
	    "where clients connect: CONNECT and absolute-form", 0, 0, 1, 64, NULL },
	{ "clients", value_networks,
	    "[ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fd00::/8, 127.0.0.0/8, \"::1\" ]",
	    "list of networks", "who may connect; others are closed and counted", AT(clients),
	    AT(client_count), 0, 0, NULL },
	{ "connect.ports", value_ports, "[ 80, 443 ]", "list of ports",
	    "the ports of origins that clients may reach through us", AT(connect.ports),
	    AT(connect.port_count), 0, 0, NULL },
	{ "connect.deny", section_connect_deny, "[ loopback, link-local, multicast, self ]",
	    "list of networks, loopback, link-local, multicast, self",
	    "addresses that cannot be reached through us, whatever DNS says", 0, 0, 0, 0, NULL },
	{ "connect.allow", value_networks, "[]", "list of networks",
	    "exceptions to connect.deny (never to self)", AT(connect.allow),
	    AT(connect.allow_count), 0, 0, NULL },
	{ "name", value_name, "gatepost.internal", "host name",
	    "where employees find the proxy's own pages", AT(name), 0, 0, 0, NULL },
	{ "node", value_text, NULL, "word (default: the host's name)", "stands in every record id",
	    AT(node), 0, 0, 0, NULL },
	{ "workers", value_number, "auto", "number or auto",
	    "processes that serve clients; auto: one a core", AT(workers), 0, 1, 32, NULL },
	{ "state", value_file, NULL, "folder (default: below the user's state folder)",
	    "CA, records, control socket", AT(state), 0, 0, 0, NULL },
	{ "drain", value_duration, "60s", "duration",
	    "how long after a reload or stop an old worker may keep intercepted sessions",
	    AT(drain_seconds), 0, 0, 86400, NULL },
	{ "ca.certificate", value_text, "ca.pem", "file in the state folder", "the interception CA",
	    AT(ca_certificate), 0, 0, 0, NULL },
	{ "ca.key", section_ca_key, "ca.key", "file in the state folder", "its private key",
	    AT(ca_key), 0, 0, 0, NULL },
	{ "policy", value_texts, "[ \"" POLICY_STARTER "\" ]", "list of files",
	    "the rules; absent: the built-in policy to start from", AT(policy_files), 0, 0, 0,
	    NULL },
	{ "unnamed", value_flag, "tunnel", "tunnel | refuse",
	    "what happens to connections that name no host", AT(is_unnamed_refused), 0, 0, 0,
	    unnamed },
	{ "sites.govern", section_govern, "[ \"class:public-social\" ]",
	    "list of sites and class:CLASS", "which sites are intercepted", 0, 0, 0, 0, NULL },
	{ "sites.never", section_never, "[ \"class:private\" ]", "list of sites and class:CLASS",
	    "never intercepted; wins over everything, and class:private is always in it", 0, 0, 0,
	    0, NULL },
	{ "sites.hosts", section_site_hosts, NULL, "map of site to list of hosts",
	    "where self-hosted sites are served", 0, 0, 0, 0, NULL },
	{ "sites.unrecognised", value_choice, "log", "allow | log | coach | hold | block",
	    "the strongest action for a write that no endpoint claims", AT(unrecognised), 0, 0, 0,
	    actions },
	{ "sites.more", section_more, "[]", "list of files and folders", "own catalogue files", 0,
	    0, 0, 0, NULL },
	{ "origin.trust", section_trust, "[ system ]", "list of system and PEM files",
	    "who vouches for origins", 0, 0, 0, 0, NULL },
	{ "origin.hosts", section_origin_hosts, NULL, "map of host to ADDRESS or ADDRESS:PORT",
	    "addresses of origins, as in /etc/hosts, with a port", 0, 0, 0, 0, NULL },
	{ "origin.parent", value_refuse_not_built, NULL, "none",
	    "Gatepost would connect to origins directly, past the proxy that you name", 0, 0, 0, 0,
	    NULL },
	{ "origin.http", value_not_built, NULL, "1.1", "every origin is spoken to in HTTP/1.1", 0,
	    0, 0, 0, NULL },
	{ "who.basic", value_not_built, NULL, "file", "nobody is asked for a password", 0, 0, 0, 0,
	    NULL },
	{ "who.addresses", value_not_built, NULL, "file", "people are known by their address only",
	    0, 0, 0, 0, NULL },
	{ "who.groups", value_not_built, NULL, "file",
	    "groups are unknown, and unknown never exempts", 0, 0, 0, 0, NULL },
	{ "who.unknown", section_who_unknown, NULL, "apply",
	    "rules apply to people who are unknown", 0, 0, 0, 0, NULL },
	{ "fail", value_choice, "closed", "closed | open",
	    "faults of ours: closed refuses what cannot be judged or recorded, open lets it go",
	    AT(fail), 0, 0, 0, fails },
	{ "unjudged", value_choice, "block", "block | log",
	    "posts that their sender made impossible to judge", AT(unjudged), 0, 0, 0, unjudged },
	{ "limits.text", value_size, "4MiB", "size", "of a decoded body", AT(limits.text), 0,
	    4 * KIB, 64 * MIB, NULL },
	{ "limits.headers", value_size, "64KiB", "size", "of the head of a request or answer",
	    AT(limits.headers), 0, 4 * KIB, MIB, NULL },
	{ "limits.connections", value_size, "auto", "number or auto",
	    "client connections of the whole proxy", AT(limits.connections), 0, 1, 10000000, NULL },
	{ "limits.memory", value_size, "auto", "size or auto",
	    "for posts being judged and what connections keep, of the whole proxy",
	    AT(limits.memory), 0, 16 * MIB, 1024 * GIB, NULL },
	{ "record.profile", section_profile, NULL, "minimal", "what is kept, and how long", 0, 0, 0,
	    0, NULL },
	{ "console.address", value_not_built, NULL, "ADDRESS:PORT",
	    "there is no console; use gatepost log", 0, 0, 0, 0, NULL },
	{ "console.tls", value_not_built, NULL, "auto", "there is no console; use gatepost log", 0,
	    0, 0, 0, NULL },
	{ "log.level", value_choice, "info", "debug | info | warning | error",
	    "of the operator's log", AT(log_level), 0, 0, 0, levels },
	{ "log.to", section_log_to, "stderr", "stderr or a file", "where the operator's log goes",
	    0, 0, 0, 0, NULL },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL },
};

void config_describe(FILE *out)
{
	for (const struct key *key = config_keys; key->path != NULL; key++) {
		bool is_built = key->read != value_not_built && key->read != value_refuse_not_built;
		fprintf(out, "%s: %s\n    %s%s\n", key->path, key->shape,
		    is_built ? "" : "not built yet: ", key->prose);
		if (key->initial != NULL)
			fprintf(out, "    default: %s\n", key->initial);
	}
}
