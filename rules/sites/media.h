/* Pictures and films that are sent as text. */
#ifndef RULES_SITES_MEDIA_H
#define RULES_SITES_MEDIA_H

#include <stdbool.h>

#include "../../proxy/base/span.h"

/* Is text, with or without "data:…;base64," in front, the base64 (RFC 4648) of a file that begins
 * as media do, and of nothing else? Short ones are not looked at. */
bool media_is_base64(struct span text);

#endif
