/* A line of JSON as the post that scan judges. Read by the reader that bodies are read by, so that
 * what a site would take is taken here: lone surrogates become U+FFFD, and two values for one key
 * are refused. */
#ifndef COMMAND_SCAN_POST_H
#define COMMAND_SCAN_POST_H

#include <time.h>

#include "judging.h"

struct scanned {
	struct post post;
	struct who who;
	time_t when;
};

/* Points into line and into the arena of judging. On failure err says what is wrong, and nothing
 * of the text. */
bool scan_post(
    const struct judging *judging, struct span line, struct scanned *scanned, struct err *err);

#endif
