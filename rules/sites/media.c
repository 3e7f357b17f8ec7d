#include "media.h"

#include <string.h>

enum { MEDIA_LEAST = 256, LOOK = 16, LOOK_BYTES = 12 };

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static struct span without_head(struct span text)
{
	const char *comma = span_starts(text, "data:")
	                        ? memchr(text.data, ',', text.len < 128 ? text.len : 128)
	                        : NULL;

	return comma != NULL ? span_from(text, (size_t)(comma - text.data) + 1) : text;
}

static bool is_base64(struct span text)
{
	while (text.len > 0 && text.data[text.len - 1] == '=')
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		if (digit(text.data[i]) < 0 && text.data[i] != '\n' && text.data[i] != '\r')
			return false;
	return true;
}

static bool decode_start(struct span text, char to[LOOK_BYTES])
{
	for (size_t i = 0; i < LOOK / 4; i++) {
		unsigned bits = 0;
		for (size_t k = 0; k < 4; k++) {
			int value = digit(text.data[i * 4 + k]);
			if (value < 0)
				return false;
			bits = bits << 6 | (unsigned)value;
		}
		to[i * 3] = (char)(bits >> 16 & 0xff);
		to[i * 3 + 1] = (char)(bits >> 8 & 0xff);
		to[i * 3 + 2] = (char)(bits & 0xff);
	}
	return true;
}

static bool begins_as_media(const char start[LOOK_BYTES])
{
	static const struct {
		size_t at;
		const char *bytes;
	} signs[] = {
		{ 0, "\x89PNG\r\n\x1a\n" },
		{ 0, "\xff\xd8\xff" }, /* JPEG */
		{ 0, "GIF87a" },
		{ 0, "GIF89a" },
		{ 8, "WEBP" },
		{ 8, "WAVE" },
		{ 4, "ftyp" },             /* MP4, HEIF, AVIF */
		{ 0, "\x1a\x45\xdf\xa3" }, /* WebM */
		{ 0, "OggS" },
		{ 0, "ID3" },
	};

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (memcmp(start + signs[i].at, signs[i].bytes, strlen(signs[i].bytes)) == 0)
			return true;
	return false;
}

bool media_is_base64(struct span text)
{
	char start[LOOK_BYTES];

	if (text.len < MEDIA_LEAST)
		return false;
	text = without_head(text);
	return text.len >= LOOK && decode_start(text, start) && begins_as_media(start) &&
	       is_base64(text);
}
