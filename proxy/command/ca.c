#include "ca.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../certs/custody/custody.h"
#include "../base/mem.h"
#include "../base/node.h"
#include "../base/problems.h"
#include "../base/source.h"
#include "../config/config.h"

enum { STATUS_FINE, STATUS_NO, STATUS_CANNOT, EXPORT_MAX = 65536, HOST_MAX = 256 };

static const char usage[] =
    "usage: gatepost ca create [-c FILE]                 make the CA, once\n"
    "       gatepost ca show [-c FILE]                   name, fingerprint, how long it is valid\n"
    "       gatepost ca export [--pem | --der] [-c FILE] its certificate, for devices that are to "
    "trust it\n";

/* Where the CA is. All owned. */
struct files {
	char *folder;
	char *certificate;
	char *key;
};

struct request {
	const char *config; /* NULL: none */
	bool as_der;
	bool has_format;
	struct files files;
};

static int cannot(const char *what)
{
	fprintf(stderr, "gatepost ca: %s\n", what);
	return STATUS_CANNOT;
}

static int wrong_usage(void)
{
	fputs(usage, stderr);
	return STATUS_CANNOT;
}

static void files_release(struct files *files)
{
	free(files->folder);
	free(files->certificate);
	free(files->key);
}

static char *below(const char *folder, const char *path)
{
	return path[0] == '/' ? mem_copy(path) : mem_print("%s/%s", folder, path);
}

static const char *text_of(const struct node *map, const char *key, const char *otherwise)
{
	const struct node *node = map != NULL ? node_get(map, key) : NULL;

	return node != NULL && node->kind == NODE_SCALAR ? node->text : otherwise;
}

/* A relative state folder is relative to the file that names it. */
static char *state_folder(const struct node *root, const char *config)
{
	const char *state = text_of(root, "state", NULL);
	const char *slash = config != NULL ? strrchr(config, '/') : NULL;

	if (state == NULL)
		return mem_copy(config_default_state());
	if (state[0] == '/' || slash == NULL)
		return mem_copy(state);
	return mem_print("%.*s/%s", (int)(slash - config), config, state);
}

static void name_files(struct files *files, const struct node *root, const char *config)
{
	const struct node *ca = root != NULL ? node_get(root, "ca") : NULL;

	if (ca != NULL && ca->kind != NODE_MAP)
		ca = NULL;
	files->folder = state_folder(root, config);
	files->certificate = below(files->folder, text_of(ca, "certificate", "ca.pem"));
	files->key = below(files->folder, text_of(ca, "key", "ca.key"));
}

static bool parse_config(struct request *request, struct span yaml)
{
	struct arena *arena = arena_new(0);
	struct problems problems;

	problems_init(&problems);
	const struct node *root = node_parse(yaml, request->config, arena, &problems);
	bool is_good = root != NULL && root->kind == NODE_MAP && problems.errors == 0;
	if (is_good)
		name_files(&request->files, root, request->config);
	else
		problems_write(&problems, STDERR_FILENO);
	problems_release(&problems);
	arena_free(arena);
	return is_good;
}

/* Reads only where the CA is, so that it can be looked at whatever else is wrong with the
 * configuration. */
static bool find_files(struct request *request)
{
	struct span yaml;
	const char *name;
	struct err err;

	if (request->config == NULL) {
		name_files(&request->files, NULL, NULL);
		return true;
	}
	struct source *source = source_new_disk();
	bool is_good = source_read(source, NULL, request->config, &name, &yaml, &err);
	if (!is_good)
		cannot(err.text);
	is_good = is_good && parse_config(request, yaml);
	source_free(source);
	return is_good;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Not there, rather than out of our sight. */
static bool is_missing(const char *path)
{
	return !exists(path) && errno == ENOENT;
}

static int say_none(const struct files *files)
{
	fprintf(stderr,
	    "no CA in %s. First time: gatepost ca create. If there was one: this is the wrong "
	    "folder\n",
	    files->folder);
	return STATUS_NO;
}

/* The folder and those above it that are missing, closed to others. */
static bool make_folder(const char *path)
{
	char *copy = mem_copy(path);
	bool is_good = true;

	for (char *at = copy + 1; is_good && *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		is_good = mkdir(copy, 0755) == 0 || errno == EEXIST;
		*at = '/';
	}
	is_good = is_good && (mkdir(copy, 0700) == 0 || errno == EEXIST);
	free(copy);
	return is_good;
}

static int show(const struct request *request)
{
	char fingerprint[96], not_after[32], subject[256];
	struct err err;

	if (is_missing(request->files.certificate))
		return say_none(&request->files);
	if (!certificate_facts(
	        request->files.certificate, fingerprint, not_after, subject, sizeof subject, &err))
		return cannot(err.text);
	printf("subject      %s\nSHA-256      %s\nvalid until  %s\ncertificate  %s\nkey          "
	       "%s%s\n",
	    subject, fingerprint, not_after, request->files.certificate, request->files.key,
	    is_missing(request->files.key) ? " (missing)" : "");
	return STATUS_FINE;
}

static int create(const struct request *request)
{
	const struct files *files = &request->files;
	char host[HOST_MAX] = "";
	struct err err;

	if (exists(files->certificate) || exists(files->key)) {
		fprintf(stderr,
		    "there is a CA in %s already; it was left as it is. Devices trust that one: to "
		    "begin "
		    "anew, move both files away first\n",
		    files->folder);
		return STATUS_NO;
	}
	if (gethostname(host, sizeof host - 1) != 0 || host[0] == '\0')
		snprintf(host, sizeof host, "gatepost");
	if (!make_folder(files->folder)) {
		err_set_errno(&err, "%s", files->folder);
		return cannot(err.text);
	}
	if (!custody_create(files->certificate, files->key, host, &err))
		return cannot(err.text);
	int status = show(request);
	puts("\nNext:\n"
	     "  keep the key here and nowhere else, but for a backup under lock\n"
	     "  have the managed devices trust the certificate: gatepost ca export > "
	     "gatepost-ca.pem\n"
	     "  gatepost run");
	return status;
}

static int export_certificate(const struct request *request)
{
	struct err err;
	struct buf out;

	if (is_missing(request->files.certificate))
		return say_none(&request->files);
	buf_init(&out, EXPORT_MAX);
	bool is_good = certificate_export(request->files.certificate, request->as_der, &out, &err);
	if (!is_good)
		cannot(err.text);
	else if (fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		is_good = cannot("standard output cannot be written") == STATUS_FINE;
	buf_release(&out);
	return is_good ? STATUS_FINE : STATUS_CANNOT;
}

static const struct verb {
	const char *name;
	int (*run)(const struct request *request);
	bool takes_format;
} verbs[] = {
	{ "create", create, false },
	{ "show", show, false },
	{ "export", export_certificate, true },
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static bool parse(const struct verb *verb, int argc, char **argv, struct request *request)
{
	for (int i = 2; i < argc; i++) {
		bool is_der = strcmp(argv[i], "--der") == 0;
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc && request->config == NULL) {
			request->config = argv[++i];
		} else if (verb->takes_format && !request->has_format &&
		           (is_der || strcmp(argv[i], "--pem") == 0)) {
			request->as_der = is_der;
			request->has_format = true;
		} else {
			return false;
		}
	}
	return true;
}

int command_ca(int argc, char **argv)
{
	struct request request = { 0 };
	const struct verb *verb = argc >= 2 ? find_verb(argv[1]) : NULL;
	int status = STATUS_CANNOT;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return fputs(usage, stdout) < 0 ? STATUS_CANNOT : STATUS_FINE;
	if (verb == NULL || !parse(verb, argc, argv, &request))
		return wrong_usage();
	/* The folder is named in what we say: it must not depend on the working folder. */
	char *config = request.config != NULL ? realpath(request.config, NULL) : NULL;
	if (config != NULL)
		request.config = config;
	if (find_files(&request))
		status = verb->run(&request);
	free(config);
	files_release(&request.files);
	return status;
}
