/* What `gatepost explain` was asked, and what it says of one post. For explain*.c. */
#ifndef COMMAND_EXPLAIN_H
#define COMMAND_EXPLAIN_H

#include "../store/reader.h"
#include "judging.h"

struct explain_options {
	const char *config_file;
	const char *text;
	const char *request;
	const char *record;
	const char *site;
	const char *activity;
	const char *user;
	struct span *groups; /* room for all words of the command */
	size_t group_count;
	const char *at;
	bool is_json;
};

/* A post to be judged, by whom and when. record: the one that it was read from; NULL: none. */
struct explained {
	const struct post *post;
	struct who who;
	time_t when;
	const struct stored *record;
};

/* Who and when as the options say; now if they do not. */
struct explained explain_as_asked(const struct explain_options *options, const struct post *post);

/* Judges it and prints why, for people or as one JSON line. */
void explain_post(const struct judging *judging, const struct explain_options *options,
    const struct explained *explained);

/* The posts of a raw HTTP request in a file; the exit status. */
int explain_request(const struct judging *judging, const struct explain_options *options);

/* The post of a record, as far as its text is kept; the exit status. */
int explain_record(const struct judging *judging, const struct explain_options *options);

#endif
