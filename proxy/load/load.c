/*
 * The role `load`. It holds nothing secret, may read any file that its user may, and never speaks
 * to the network. What it reads decides what all other roles see.
 */
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/sandbox.h"
#include "plan.h"

static void copy_text(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from != NULL ? from : "");
}

static void describe_pilot(const struct config *config, char *text, size_t size)
{
	size_t len = 0;

	if (!config->pilot.is_set) {
		copy_text(text, size, "everybody");
		return;
	}
	text[0] = '\0';
	for (size_t i = 0; config->pilot.groups != NULL && config->pilot.groups[i] != NULL; i++)
		len += (size_t)snprintf(text + len, len < size ? size - len : 0, "%sgroup %s",
		    len > 0 ? ", " : "", config->pilot.groups[i]);
	if (len < size)
		snprintf(text + len, size - len, "%s%zu network%s", len > 0 ? ", " : "",
		    config->pilot.address_count, config->pilot.address_count == 1 ? "" : "s");
}

static void make_plan(const struct config *config, struct span ca, struct plan *plan)
{
	memset(plan, 0, sizeof *plan);
	copy_text(plan->state, sizeof plan->state, config->state);
	copy_text(plan->log_to, sizeof plan->log_to, config->log_to);
	copy_text(plan->stage, sizeof plan->stage, stage_names[config->stage]);
	describe_pilot(config, plan->pilot, sizeof plan->pilot);
	copy_text(plan->node, sizeof plan->node, config->node);
	copy_text(plan->name, sizeof plan->name, config->name);
	copy_text(plan->policy, sizeof plan->policy, policy_title(config->policy));
	plan->rules = policy_rule_count(config->policy);
	plan->workers = config->workers;
	plan->drain_seconds = config->drain_seconds;
	plan->connections = config->limits.connections;
	plan->memory = config->limits.memory;
	plan->log_level = (uint8_t)config->log_level;
	SHA256((const unsigned char *)ca.data, ca.len, plan->ca_digest);
	for (size_t i = 0; i < config->listen_count && i < PLAN_LISTEN_MAX; i++)
		plan->listen[plan->listen_count++] = config->listen[i];
}

static bool send_result(int control_fd, struct span plan, int snapshot_fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { .iov_base = (void *)plan.data, .iov_len = plan.len };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &snapshot_fd, sizeof snapshot_fd);
	return sendmsg(control_fd, &msg, MSG_NOSIGNAL) == (ssize_t)plan.len;
}

/* A snapshot is in the memory of every role, where no private key may be. */
static void check_public(struct span pem, const char *name, struct problems *problems)
{
	if (memmem(pem.data, pem.len, "PRIVATE KEY-----", 16) != NULL)
		problems_error(problems, NULL,
		    "%s holds a private key too, and every process of the proxy would have it: "
		    "leave only the certificate there, and put the key into a file of its own",
		    name);
}

/* All that roles without files read later must be in the snapshot: the CA's certificate and the
 * operator's anchors. The sentence for a missing CA is the one that helps at a first start. */
static bool read_certificates(
    struct source *source, const struct config *config, struct span *ca, struct problems *problems)
{
	const char *name;
	struct span pem;
	struct err err;

	if (access(config->ca_certificate, F_OK) != 0 && errno == ENOENT) {
		problems_error(problems, NULL,
		    "no CA in %s. First time: gatepost ca create. If there was one: this is the "
		    "wrong folder",
		    config->state);
		return false;
	}
	if (!source_read(source, NULL, config->ca_certificate, &name, ca, &err)) {
		problems_error(problems, NULL, "%s", err.text);
		return false;
	}
	check_public(*ca, name, problems);
	for (size_t i = 0; config->origin.files != NULL && config->origin.files[i] != NULL; i++)
		if (!source_read(source, NULL, config->origin.files[i], &name, &pem, &err))
			problems_error(problems, NULL, "origin.trust: %s", err.text);
		else
			check_public(pem, name, problems);
	return problems->errors == 0;
}

static bool deliver(struct source *source, const struct config *config, struct span ca,
    int control_fd, struct problems *problems)
{
	struct plan plan;
	struct buf packed;
	struct err err;
	int snapshot_fd = source_seal(source, &err);

	if (snapshot_fd < 0) {
		problems_error(problems, NULL, "%s", err.text);
		return false;
	}
	make_plan(config, ca, &plan);
	buf_init(&packed, PLAN_MAX);
	bool ok =
	    plan_pack(&plan, &packed) && send_result(control_fd, buf_span(&packed), snapshot_fd);
	if (!ok)
		problems_error(
		    problems, NULL, "the snapshot could not be handed over: %s", strerror(errno));
	buf_release(&packed);
	close(snapshot_fd);
	return ok;
}

int load_main(int control_fd, int problems_fd, const char *config_file)
{
	/* Any file may be named in a configuration, so files stay; sockets and programs do not. */
	static const struct sandbox sandbox = { .write_folder = "/", .keep_user = true };
	struct source *source = source_new_disk();
	struct problems problems;
	struct span ca;
	struct err err;
	bool ok = false;

	log_open("load", LOG_INFO, 2);
	problems_init(&problems);
	if (!sandbox_enter(&sandbox, &err)) {
		problems_error(&problems, NULL, "%s", err.text);
	} else {
		struct config *config = config_load(source, config_file, false, &problems);
		ok = config != NULL && read_certificates(source, config, &ca, &problems) &&
		     deliver(source, config, ca, control_fd, &problems);
		config_free(config);
	}
	problems_write(&problems, problems_fd);
	problems_release(&problems);
	source_free(source);
	return ok ? 0 : 1;
}
