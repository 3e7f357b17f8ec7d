#include "coded.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"

/* The first that takes a run has it. */
static decoder *const decoders[] = { decode_ascii85, decode_uuencode, decode_punycode,
	decode_numbers, decode_hex, decode_spelled, decode_morse, decode_base64 };

static bool is_inside(const struct coding *coding, size_t at)
{
	return at > coding->start && ascii_is_figure((unsigned char)coding->text.data[at - 1]);
}

/* Codes are made of ASCII but for the dots and dashes that are typed for Morse. */
static size_t take(struct coding *coding, size_t at)
{
	for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
		size_t end = decoders[i](coding, at);
		if (end > at)
			return end;
	}
	utf8_next(coding->text.data, coding->text.len, &at);
	return at;
}

void coded_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused)
{
	struct coding coding = {
		.rewrite = rewrite, .text = span_make(rewrite->in->bytes, end), .start = start
	};

	(void)unused;
	while (start < end) {
		unsigned char c = (unsigned char)coding.text.data[start];
		if (c <= ' ' || is_inside(&coding, start))
			start++;
		else
			start = take(&coding, start);
	}
}
