#include "wish.h"

#include <string.h>

#include "../base/pack.h"
#include "../store/moment.h"
#include "group.h"

bool wish_write(const struct wish *wish, char word[WISH_WORD_MAX])
{
	static const char digits[] = "0123456789abcdef";
	struct buf packed;

	buf_init(&packed, WISH_WORD_MAX / 2 - 1);
	pack_u8(&packed, (uint8_t)wish->subject);
	pack_text(&packed, wish->which);
	pack_text(&packed, wish->reason);
	bool fits = strlen(wish->which) <= WISH_TEXT_MAX && strlen(wish->reason) <= WISH_TEXT_MAX;
	for (size_t i = 0; fits && i < packed.len; i++) {
		*word++ = digits[(unsigned char)packed.data[i] >> 4];
		*word++ = digits[(unsigned char)packed.data[i] & 15];
	}
	*word = '\0';
	buf_release(&packed);
	return fits;
}

static int digit_of(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static struct span bytes_of(struct span word, struct arena *arena)
{
	char *bytes = word.len % 2 == 0 ? arena_bytes(arena, word.len / 2) : NULL;

	for (size_t i = 0; bytes != NULL && i < word.len / 2; i++) {
		int high = digit_of(word.data[2 * i]);
		int low = digit_of(word.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return (struct span){ NULL, 0 };
		bytes[i] = (char)(high << 4 | low);
	}
	return span_make(bytes, bytes != NULL ? word.len / 2 : 0);
}

bool wish_read(struct span word, struct arena *arena, struct wish *wish)
{
	struct unpack from = unpack_open(bytes_of(word, arena));
	unsigned subject = unpack_u8(&from);
	struct span which = unpack_span(&from);
	struct span reason = unpack_span(&from);

	if (!unpack_done(&from) || subject > STORE_RECORD || which.len > WISH_TEXT_MAX ||
	    reason.len > WISH_TEXT_MAX)
		return false;
	*wish = (struct wish){ .subject = (enum store_subject)subject,
		.which = arena_copy(arena, which),
		.reason = arena_copy(arena, reason) };
	return true;
}

bool wish_fulfil(
    const char *folder, const struct wish *wish, struct store_erased *erased, struct err *err)
{
	struct store *store = store_open(folder, 0, err);

	if (store == NULL)
		return false;
	struct group *group = group_new(store, "");
	bool is_done = group_erase(group, wish, moment_now(), erased, err) &&
	               store_seal(store, true, moment_now(), err);
	group_free(group);
	store_close(store);
	return is_done;
}
