/* A record as the post that it is of, so that it can be judged again. */
#ifndef COMMAND_RECORDED_H
#define COMMAND_RECORDED_H

#include "../store/reader.h"
#include "judging.h"

struct recorded {
	struct post post;
	struct who who;
	time_t when;
};

/* False where the record is of no post, or holds no text any more or none that we may read. Of a
 * masked text what matched is blotted out. Points into stored and into the arena of judging. */
bool recorded_post(
    const struct judging *judging, const struct stored *stored, struct recorded *recorded);

#endif
