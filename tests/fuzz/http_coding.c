// layers: proxy-base proxy-http
/* Content codings: never more than the cap, never another answer the second time (the decoders'
 * states are kept between uses). */
#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/coding.h"

enum { CAP = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const declared[] = { "gzip", "deflate", "br", "zstd", "identity",
	"gzip, deflate", "zstd, gzip", "br, gzip" };

static void must(bool is_true)
{
	if (!is_true)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct message message;
	struct buf first;
	struct buf second;

	if (len < 1)
		return 0;
	message.header_count = 1;
	message.headers[0].name = SPAN("Content-Encoding");
	message.headers[0].value =
	    span_of(declared[data[0] % (sizeof declared / sizeof *declared)]);
	char *copy = malloc(len);
	memcpy(copy, data + 1, len - 1);
	struct span in = { copy, len - 1 };
	buf_init(&first, CAP);
	buf_init(&second, CAP);
	enum coding_result result = coding_decode(&message, in, &first);
	must(coding_decode(&message, in, &second) == result);
	must(first.len <= CAP && span_equal(buf_span(&first), buf_span(&second)));
	buf_release(&first);
	buf_release(&second);
	free(copy);
	return 0;
}
